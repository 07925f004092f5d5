"""What registers and reviews say: population, staff, targets, verified values; with dates."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from ihanoi_eval.evidence.contradictions import Matter, settle
from ihanoi_eval.evidence.findings import WHOLE, Finding, as_found, is_no_count
from ihanoi_eval.evidence.sources import known_by, row_marks, without_copies
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table
from ihanoi_eval.vietnamese import format_date

SHOWN = 10  # units named in one message
VALUE_COLUMNS = ["unit_code", "measure", "value"]
POPULATION = ("population_15plus", "households")
REGISTERS = {  # register: its columns and the measures they are
    "registers/staff": {"staff_count": "staff_count", "leaders_count": "leaders_count"},
    "registers/targets": {"accounts_target": "accounts_target"},
    "registers/services": {"public_services_count": "public_services"},
}
POPULATION_ONCE = Matter(
    "population_contradicts",
    "registers/population",
    ("unit_code", "as_of_date"),
    POPULATION,
    "Dân số ngày {as_of_date} có {count} dòng khác nhau (dòng {rows}); không dòng nào được tính, "
    "lấy dòng có ngày trước đó nếu có. Đề nghị xác nhận số đúng.",
)
REGISTER_CONTRADICTS = (
    "{table}: đơn vị có {count} dòng khác nhau (dòng {rows}), không dòng nào được tính. Đề nghị "
    "giữ lại một dòng đúng."
)
VERIFIED_ONCE = Matter(
    "verification_contradicts",
    "reviews/verifications",
    ("unit_code", "measure", "on_date"),
    ("verified_value",),
    "{measure}: các số thẩm định cùng ngày {on_date} khác nhau ({found}); không số nào được tính. "
    "Đề nghị Tổ công tác xác nhận.",
)


def read_registers(
    read: Callable[[str], pd.DataFrame], campaign: Campaign
) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """All register values as unit_code, measure, value, and documented exemptions by unit.

    read: the rows of an input table by its name, none where it was not sent.
    """
    population, findings = population_values(read("registers/population"), campaign=campaign)
    staff, doubts = documented_exemptions(read("registers/staff"))
    findings += doubts
    values = [population]
    for name, columns in REGISTERS.items():
        rows = staff if name == "registers/staff" else read(name)
        found, doubts = register_values(rows, columns, name=name, campaign=campaign)
        values.append(found)
        findings += doubts
    single, _ = without_copies(staff, ["unit_code"])
    exempt = single.set_index("unit_code")["exempt_count"]
    return pd.concat(values)[VALUE_COLUMNS], exempt, findings


def population_values(
    register: pd.DataFrame, *, campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """Population and households from one row a unit, the latest dated by the start (COUNTING 15).

    Rows of one date that differ: neither counts and the latest earlier row stands.
    """
    start = campaign.start
    dated = register[(register["as_of_date"] != "") & (register["as_of_date"] <= start.isoformat())]
    single, findings = settle(dated, POPULATION_ONCE, campaign)
    latest = single.sort_values(["unit_code", "as_of_date"]).drop_duplicates(
        "unit_code", keep="last"
    )
    late = sorted(set(register["unit_code"]) - set(dated["unit_code"]))
    if late:
        shown = f"{', '.join(late[:SHOWN])}{', …' if len(late) > SHOWN else ''}"
        findings.append(
            Finding(
                severity="warning",
                check="population_not_dated_in_time",
                about="population",
                file="registers/population",
                column="as_of_date",
                found=f"{len(late)} đơn vị chỉ có dòng sau ngày {start:%d/%m/%Y}",
                expected=f"một dòng đến ngày {start:%d/%m/%Y}",
                message=f"{len(late)} đơn vị chỉ có dân số ghi ngày sau khi đợt thi đua bắt đầu "
                f"nên không được dùng: {shown}. Đề nghị bổ sung số liệu đến ngày bắt đầu.",
            )
        )
    return _long(latest, {name: name for name in POPULATION}), findings


def register_values(
    register: pd.DataFrame, columns: dict[str, str], *, name: str, campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """A register's columns as measures, one row a unit; units that contradict themselves are out.

    Rows that differ only in who set the figure are one. An empty cell stays in as a row without
    value: the register says there is none.
    """
    more = [column for column in ("exempt_count", "document_no") if column in register]
    matter = Matter(
        "register_contradicts", name, ("unit_code",), (*columns, *more), REGISTER_CONTRADICTS
    )
    single, findings = settle(register, matter, campaign)
    return _long(single, columns), findings


def documented_exemptions(staff: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The register of staff with exemptions that no document supports set to none (COUNTING 9)."""
    bare = (staff["exempt_count"] > 0) & (staff["document_no"] == "")
    findings = [
        Finding(
            severity="warning",
            check="exemption_without_document",
            unit_code=unit,
            about="staff",
            file="registers/staff",
            row=row,
            column="document_no",
            found=f"miễn {as_found(count)} người, không có số văn bản",
            expected="số văn bản",
            message=f"Miễn {as_found(count)} người nhưng không có số văn bản nên chưa được trừ. "
            "Đề nghị bổ sung văn bản.",
        )
        for unit, count, row in zip(
            staff.loc[bare, "unit_code"],
            staff.loc[bare, "exempt_count"],
            staff.loc[bare, "row"],
            strict=True,
        )
    ]
    return staff.assign(exempt_count=staff["exempt_count"].mask(bare, 0.0)), findings


def more_exempt_than_staff(panel: pd.DataFrame, exempt: pd.Series) -> list[Finding]:
    """Units with more documented exemptions than staff: nobody is due there (COUNTING 9)."""
    rows = panel[(panel["measure"] == "staff_count") & panel["used_value"].notna()]
    staff = rows.assign(freed=rows["unit_code"].map(exempt).astype("float64"))
    over = staff[staff["freed"] > staff["used_value"]]
    return [
        Finding(
            severity="error",
            check="more_exempt_than_staff",
            unit_code=unit,
            about="staff",
            file="registers/staff",
            column="exempt_count",
            found=as_found(freed),
            expected=f"không quá {as_found(count)}",
            message=f"Miễn {as_found(freed)} người trong khi đơn vị có {as_found(count)} người; số "
            "phải kích hoạt tính là 0. Đề nghị rà soát.",
        )
        for unit, freed, count in over[["unit_code", "freed", "used_value"]].itertuples(
            index=False, name=None
        )
    ]


def documented(
    review: pd.DataFrame, *, as_of: date, name: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Review rows known by as_of that carry a document number; the others are asked about.

    A row that changes a number, a gate or a seat counts only with its document (COUNTING 23), and
    nobody knows since when a row without a date has been known (COUNTING 2).
    """
    known = known_by(review, as_of)
    undated = review[review["on_date"] == ""]
    bare = known["document_no"] == ""
    asked = ((undated, "on_date", "ngày văn bản"), (known[bare], "document_no", "số văn bản"))
    findings = [
        Finding(
            severity="warning",
            check="review_without_document",
            unit_code=unit,
            about=f"{name}:{mark}",
            file=name,
            row=row,
            column=column,
            found="trống",
            expected=words,
            message=f"{name}, dòng {row:.0f}: không có {words} nên không được tính. "
            "Đề nghị bổ sung.",
        )
        for rows, column, words in asked
        for unit, row, mark in zip(
            rows.get("unit_code", rows["document_no"]), rows["row"], row_marks(rows), strict=True
        )
    ]
    return known[~bare], findings


def verified_values(
    verifications: pd.DataFrame, *, as_of: date, campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """The latest documented verification of each unit and measure (COUNTING 18).

    Two of one day that differ: neither counts, the latest earlier one stands.
    """
    known, findings = documented(verifications, as_of=as_of, name="reviews/verifications")
    keyed = known.dropna(subset=["verified_value"])
    single, contradicted = settle(keyed, VERIFIED_ONCE, campaign)
    findings += contradicted
    odd = single[is_no_count(single["verified_value"])]
    findings += [
        Finding(
            severity="question",
            check="verification_implausible",
            unit_code=unit,
            about=f"{measure}:{day}",
            file="reviews/verifications",
            row=row,
            column=measure,
            found=as_found(value),
            expected=WHOLE,
            message=f"{campaign.label_of(measure)}: số thẩm định ngày {format_date(day)} là "
            f"{as_found(value)}; vẫn được dùng. Số này có đúng không?",
        )
        for unit, measure, day, row, value in odd[
            ["unit_code", "measure", "on_date", "row", "verified_value"]
        ].itertuples(index=False, name=None)
    ]
    latest = single.sort_values(["unit_code", "measure", "on_date"]).drop_duplicates(
        ["unit_code", "measure"], keep="last"
    )
    return latest.rename(columns={"verified_value": "value"})[VALUE_COLUMNS], findings


def media_counts(register: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """The table `media`: how many items a unit has of a day, channel and kind (COUNTING 2, 5).

    Titles stay in the register: anybody may be named in one.
    """
    known = known_by(register, as_of)[["unit_code", "on_date", "channel", "kind", "title"]]
    once = known.drop_duplicates()
    counted = once.groupby(["unit_code", "on_date", "channel", "kind"], as_index=False).size()
    frame = counted.rename(columns={"size": "items_count"})
    types = dict(empty_table("media").dtypes)
    return sort_table(frame[list(types)].astype(types), "media")


def _long(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """One row a unit and measure; empty cells stay, as a register's own answer."""
    named = frame[["unit_code", *columns]].rename(columns=columns)
    return named.melt("unit_code", var_name="measure", value_name="value").astype(
        {"unit_code": "str", "measure": "str", "value": "float64"}
    )
