"""What registers and reviews say: population, staff, targets, verified values; with dates."""

from datetime import date

import pandas as pd

from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.evidence.sources import known_by, without_copies
from ihanoi_eval.schemas import empty_table, sort_table

SHOWN = 10  # units named in one message
VALUE_COLUMNS = ["unit_code", "measure", "value"]
POPULATION = ("population_15plus", "households")


def population_values(register: pd.DataFrame, *, start: date) -> tuple[pd.DataFrame, list[Finding]]:
    """Population and households from one row a unit, the latest dated by the start (COUNTING 15).

    Rows of one date that differ: neither counts and the latest earlier row stands.
    """
    dated = register[(register["as_of_date"] != "") & (register["as_of_date"] <= start.isoformat())]
    figures = dated[["unit_code", *POPULATION, "as_of_date", "row"]]
    single, contradicted = without_copies(figures, ["unit_code", "as_of_date"])
    findings = [
        Finding(
            severity="error",
            check="population_contradicts",
            unit_code=str(unit),
            about=str(day),
            file="registers/population",
            row=float(group["row"].iloc[0]),
            found=" và ".join(as_found(value) for value in group["population_15plus"]),
            expected="một dòng một ngày",
            message=f"Hai dòng dân số ngày {day} khác nhau; không dòng nào được tính, lấy dòng có "
            "ngày trước đó nếu có. Đề nghị xác nhận số đúng.",
        )
        for (unit, day), group in contradicted.groupby(["unit_code", "as_of_date"])
    ]
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
    register: pd.DataFrame, columns: dict[str, str], *, name: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """A register's columns as measures, one row a unit; units that contradict themselves are out.

    Rows that differ only in who set the figure are one. An empty cell stays in as a row without
    value: the register says there is none.
    """
    more = [column for column in ("exempt_count", "document_no") if column in register]
    keep = ["unit_code", *columns, *more]
    single, contradicted = without_copies(register[[*keep, "row"]], ["unit_code"])
    findings = [
        Finding(
            severity="error",
            check="register_contradicts",
            unit_code=str(unit),
            about=name,
            file=name,
            row=float(group["row"].iloc[0]),
            found=f"{len(group)} dòng khác nhau",
            expected="một dòng",
            message=f"{name}: đơn vị có {len(group)} dòng khác nhau, không dòng nào được tính. "
            "Đề nghị giữ lại một dòng đúng.",
        )
        for unit, group in contradicted.groupby("unit_code")
    ]
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
            about=f"{name}:{row:.0f}",
            file=name,
            row=row,
            column=column,
            found="trống",
            expected=words,
            message=f"{name}, dòng {row:.0f}: không có {words} nên không được tính. "
            "Đề nghị bổ sung.",
        )
        for rows, column, words in asked
        for unit, row in zip(rows.get("unit_code", rows["document_no"]), rows["row"], strict=True)
    ]
    return known[~bare], findings


def verified_values(
    verifications: pd.DataFrame, *, as_of: date
) -> tuple[pd.DataFrame, list[Finding]]:
    """The latest documented verification of each unit and measure (COUNTING 18).

    Two of one day that differ: neither counts, the latest earlier one stands.
    """
    known, findings = documented(verifications, as_of=as_of, name="reviews/verifications")
    keyed = known.dropna(subset=["verified_value"])[
        ["unit_code", "measure", "verified_value", "on_date", "row"]
    ]
    single, contradicted = without_copies(keyed, ["unit_code", "measure", "on_date"])
    findings += [
        Finding(
            severity="error",
            check="verification_contradicts",
            unit_code=str(unit),
            about=f"{measure}:{day}",
            file="reviews/verifications",
            row=float(group["row"].iloc[0]),
            column=str(measure),
            found=" và ".join(as_found(value) for value in group["verified_value"]),
            expected="một giá trị",
            message=f"Hai số thẩm định {measure} cùng ngày {day} khác nhau; không số nào được "
            "tính. Đề nghị Tổ công tác xác nhận.",
        )
        for (unit, measure, day), group in contradicted.groupby(["unit_code", "measure", "on_date"])
    ]
    odd = single[(single["verified_value"] < 0) | (single["verified_value"] % 1 != 0)]
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
            expected="số nguyên không âm, nếu là số đếm",
            message=f"Số thẩm định {measure} là {as_found(value)}; vẫn được dùng. Số này có đúng "
            "không?",
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
