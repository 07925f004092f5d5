"""An inputs folder taken in: every table read once, every doubt noted, one panel out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.conservation import check_conservation
from ihanoi_eval.evidence.database import fetched
from ihanoi_eval.evidence.findings import Finding, as_found, latest_answers
from ihanoi_eval.evidence.panel import Panel, build_panel
from ihanoi_eval.evidence.peer_checks import check_peers
from ihanoi_eval.evidence.peer_groups import units_table
from ihanoi_eval.evidence.platform import Platform, count_platform
from ihanoi_eval.evidence.privacy import without_personal
from ihanoi_eval.evidence.registers import (
    VALUE_COLUMNS,
    documented,
    documented_exemptions,
    population_values,
    register_values,
    verified_values,
)
from ihanoi_eval.evidence.report_checks import Reported, check_reports
from ihanoi_eval.evidence.source_checks import check_sources, counts_are_fresh, counts_never_fall
from ihanoi_eval.evidence.sources import Source, read_source, without_copies
from ihanoi_eval.evidence.submissions import Submissions, read_submissions
from ihanoi_eval.evidence.submissions_folder import Received, read_submitted
from ihanoi_eval.evidence.table_mapping import files_elsewhere
from ihanoi_eval.evidence.tables import unread_files
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import INPUTS, empty_table, sort_table

SYNTHETIC_MARK = "synthetic.json"
LOGS = ("platform/accounts", "platform/usage", "platform/petitions")
NOT_READ = (*LOGS, "submissions/nominees")  # logs by platform; persons only by the dossier
REGISTERS = {  # register: its columns and the measures they are
    "registers/staff": {"staff_count": "staff_count", "leaders_count": "leaders_count"},
    "registers/targets": {"accounts_target": "accounts_target"},
    "registers/services": {"public_services_count": "public_services"},
}
REVIEWS = ("adjustments", "on_hold", "inspections", "waivers")
READ_BY_OTHERS = frozenset({SYNTHETIC_MARK})

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Evidence:
    """All that was sent, as known at the end of as_of; no weight has been seen.

    tables: units, sources, rejected, reported, reports, panel, own_counts (DESIGN §6).
    reviews: the known, documented rows of each review; answers: status by finding_id.
    accepted: what each unit last reported, by unit and measure, answers in words included.
    """

    tables: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...]
    answers: pd.Series
    accepted: Mapping[tuple[str, str], float | str]
    reviews: Mapping[str, pd.DataFrame]
    not_applicable: pd.DataFrame
    has_receipts: bool
    has_activation: bool
    is_synthetic: bool


def take_in(
    campaign: Campaign,
    inputs: Path,
    *,
    as_of: date,
    extracts: Path | None = None,
    progress: Progress = lambda _: None,
) -> Evidence:
    """The evidence in an inputs folder (DESIGN §5); DataError where a file cannot be read.

    extracts: where the extracts of databases are kept, or lie already (evidence/database).
    """
    if not inputs.is_dir():
        raise DataError(f"{inputs}: không có thư mục số liệu; chỉ ra đúng thư mục")
    with fetched(campaign, extracts, progress=progress) as placed:
        return _take_in(placed, inputs, as_of=as_of, progress=progress)


def _take_in(campaign: Campaign, inputs: Path, *, as_of: date, progress: Progress) -> Evidence:
    """The evidence, once every table lies in a file."""
    progress("Đọc báo cáo, sổ đăng ký, kết quả thẩm định")
    read, faults = _read_tables(inputs, campaign)
    names = UnitNames(campaign, _frame_or_empty(read, "reviews/unit_aliases"))
    progress("Đếm nhật ký hệ thống")
    try:
        platform = count_platform(
            inputs,
            _frame(read, "platform/counts"),
            campaign=campaign,
            as_of=as_of,
            names=names,
        )
    except DataError as error:
        faults += error.faults
    if faults:  # of all tables and logs together, so that they can be mended together
        raise DataError(*faults)
    receipts = _frame(read, "registers/receipts")
    progress("Đọc biểu mẫu các đơn vị gửi về")
    received = read_submitted(
        inputs, receipts, campaign=campaign, match_unit=partial(_unit_of_sender, names, campaign)
    )
    progress("Ghép các nguồn số liệu")
    listed = _frame_or_empty(read, "submissions/reported").assign(sheet="", cell="")
    submissions = read_submissions(
        pd.concat([listed, received.frame], ignore_index=True) if len(received.frame) else listed,
        receipts,
        campaign=campaign,
        as_of=as_of,
    )
    register, exempt, doubts = _registers(read, campaign)
    verified, more = verified_values(_frame_or_empty(read, "reviews/verifications"), as_of=as_of)
    reviews, bare = _reviews(read, as_of=as_of)
    answers, silent = documented(
        _frame_or_empty(read, "reviews/followups"), as_of=as_of, name="reviews/followups"
    )
    panel = build_panel(
        {
            "platform": platform.values,
            "register": pd.concat([register, submissions.timeliness]),
            "self_report": submissions.values,
            "verified": verified,
        },
        exempt=exempt,
        campaign=campaign,
    )
    tables = _tables(read, platform, received, submissions, panel, register, campaign)
    check_conservation(tables, campaign)
    reported = Reported(
        submissions.values, submissions.reported, submissions.reports, panel.panel, campaign
    )
    findings = [
        *(finding for source in read.values() for finding in source.findings),
        *(*platform.findings, *received.findings, *submissions.findings),
        *(*doubts, *more, *bare, *silent),
        *check_reports(reported),
        *check_peers(reported, _peer_groups(tables["units"])),
        *check_sources(panel.panel, campaign),
        *counts_never_fall(_frame_or_empty(read, "platform/counts"), campaign),
        *counts_are_fresh(_frame_or_empty(read, "platform/counts")),
        *_more_exempt_than_staff(panel.panel, exempt),
        *_serious_inspections(reviews["inspections"]),
        *_unread(inputs, campaign, received),
    ]
    return Evidence(
        tables=tables,
        findings=tuple(findings),
        answers=latest_answers(answers),
        accepted=_accepted(submissions.values, received),
        reviews=reviews,
        not_applicable=reviews["not_applicable"],
        has_receipts=submissions.has_receipts,
        has_activation=platform.has_activation,
        is_synthetic=(inputs / SYNTHETIC_MARK).is_file(),
    )


def _unread(inputs: Path, campaign: Campaign, received: Received) -> list[Finding]:
    """What lies in the folder and nobody reads, tables that are read elsewhere included."""
    elsewhere = {name for name, source in campaign.sources.items() if source.path}
    known = READ_BY_OTHERS | received.read | files_elsewhere(inputs, campaign)
    return unread_files(inputs, known=known, elsewhere=elsewhere)


def _unit_of_sender(names: UnitNames, campaign: Campaign, name: str, sender: str) -> str | None:
    """The unit that a name means in a sender's workbook: one of its own, or the sender."""
    own = names.match(name, parent_code=sender).code
    if own is not None:
        return own
    above = campaign.unit_by_code[sender].parent_code
    return sender if names.match(name, parent_code=above).code == sender else None


def _read_tables(inputs: Path, campaign: Campaign) -> tuple[dict[str, Source], list[str]]:
    """Every small table of the folder, and what is wrong with those that cannot be read."""
    found: dict[str, Source] = {}
    faults: list[str] = []
    for name in INPUTS:
        if name in NOT_READ:
            continue
        try:
            source = read_source(inputs, name, campaign=campaign)
        except DataError as error:
            faults += error.faults
            continue
        if source is not None:
            found[name] = without_personal(source)
    return found, faults


def _frame(read: Mapping[str, Source], name: str) -> pd.DataFrame | None:
    """A table's rows, None where it was not sent."""
    return read[name].frame if name in read else None


def _frame_or_empty(read: Mapping[str, Source], name: str) -> pd.DataFrame:
    """A table's rows, none where it was not sent."""
    if name in read:
        return read[name].frame
    return empty_table(name).assign(row=pd.Series(dtype="float64"))


def _registers(
    read: Mapping[str, Source], campaign: Campaign
) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """All register values as unit_code, measure, value, and documented exemptions by unit."""
    population, findings = population_values(
        _frame_or_empty(read, "registers/population"), start=campaign.start
    )
    staff, doubts = documented_exemptions(_frame_or_empty(read, "registers/staff"))
    findings += doubts
    frames = {**{name: _frame_or_empty(read, name) for name in REGISTERS}, "registers/staff": staff}
    values = [population]
    for name, columns in REGISTERS.items():
        found, doubts = register_values(frames[name], columns, name=name)
        values.append(found)
        findings += doubts
    single, _ = without_copies(staff, ["unit_code"])
    exempt = single.set_index("unit_code")["exempt_count"]
    return pd.concat(values)[VALUE_COLUMNS], exempt, findings


def _more_exempt_than_staff(panel: pd.DataFrame, exempt: pd.Series) -> list[Finding]:
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


def _reviews(
    read: Mapping[str, Source], *, as_of: date
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Each review's known rows with a document, and the rows without one as findings (23)."""
    found: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    names = {f"reviews/{name}": name for name in REVIEWS}
    names["registers/not_applicable"] = "not_applicable"
    for name, short in names.items():
        rows = _frame_or_empty(read, name)
        found[short], bare = documented(
            # a register row without a date is no dated document: it counts (COUNTING 2)
            rows.replace({"on_date": {"": as_of.isoformat()}}) if "registers/" in name else rows,
            as_of=as_of,
            name=name,
        )
        findings += bare
    rows, contradicted = without_copies(found["adjustments"], ["unit_code", "document_no"])
    findings += [
        Finding(
            severity="error",
            check="adjustments_contradict",
            unit_code=str(unit),
            about=str(document),
            file="reviews/adjustments",
            row=float(group["row"].iloc[0]),
            column="points",
            found=" và ".join(as_found(points) for points in group["points"]),
            expected="một dòng",
            message=f"Văn bản {document} có các dòng điểm thưởng, điểm trừ khác nhau cho một đơn "
            "vị; không dòng nào được tính. Đề nghị ghi gộp thành một dòng.",
        )
        for (unit, document), group in contradicted.groupby(["unit_code", "document_no"])
    ]
    fine = rows["points"].notna() & ((rows["points"] * 100).round(6) % 1 == 0)
    findings += [
        Finding(
            severity="error",
            check="adjustment_decimals",
            unit_code=unit,
            about=document,
            file="reviews/adjustments",
            row=row,
            column="points",
            found=as_found(points),
            expected="một số có nhiều nhất hai chữ số thập phân",
            message=f"Điểm thưởng, điểm trừ ghi {as_found(points)}, không phải số có nhiều nhất "
            "hai chữ số thập phân nên không tính.",
        )
        for unit, document, row, points in rows.loc[
            ~fine, ["unit_code", "document_no", "row", "points"]
        ].itertuples(index=False, name=None)
    ]
    found["adjustments"] = rows[fine]
    return found, findings


def _serious_inspections(inspections: pd.DataFrame) -> list[Finding]:
    """One finding a serious inspection, under the id that follow-ups answer (COUNTING 30)."""
    serious = inspections[inspections["severity"] == "serious"]
    return [
        Finding(
            severity="error",
            check="inspection",
            unit_code=unit,
            about=document,
            file="reviews/inspections",
            row=row,
            found=result,
            message=f"Kết luận kiểm tra {document}: {result}. Đề nghị đơn vị giải trình.",
        )
        for unit, document, row, result in serious[
            ["unit_code", "document_no", "row", "result"]
        ].itertuples(index=False, name=None)
    ]


def _accepted(values: pd.DataFrame, received: Received) -> dict[tuple[str, str], float | str]:
    """The last reported figures and words, as a fresh workbook may hold them."""
    rows = values[["unit_code", "measure", "value"]].itertuples(index=False, name=None)
    figures: dict[tuple[str, str], float | str] = {
        (unit, name): value for unit, name, value in rows
    }
    return figures | {(text.unit_code, text.measure): text.value for text in received.texts}


def _tables(
    read: Mapping[str, Source],
    platform: Platform,
    received: Received,
    submissions: Submissions,
    panel: Panel,
    register: pd.DataFrame,
    campaign: Campaign,
) -> dict[str, pd.DataFrame]:
    """The tables of DESIGN §6 that evidence fills."""
    population = register[register["measure"] == "population_15plus"]
    by_unit = population.set_index("unit_code")["value"]
    rows = panel.panel[panel.panel["measure"] == "population_15plus"]
    summed = rows.set_index("unit_code")["register_value"]
    units = units_table(
        campaign,
        population=summed.combine_first(by_unit),
        earlier_petitions=platform.earlier_petitions,
    )
    sources = [source.sources for source in read.values()]
    rejected = [source.rejected for source in read.values()]
    return {
        "units": units,
        "sources": _stacked([*sources, received.sources, platform.sources], "sources"),
        "rejected": _stacked([*rejected, received.rejected, platform.rejected], "rejected"),
        "reported": submissions.reported,
        "reports": submissions.reports,
        "panel": panel.panel,
        "own_counts": panel.own_counts,
    }


def _peer_groups(units: pd.DataFrame) -> pd.Series:
    """League and peer group by unit_code; units that nobody is compared with have none."""
    grouped = units[units["peer_group"] != ""].set_index("unit_code")
    return grouped["league"] + ":" + grouped["peer_group"]


def _stacked(frames: list[pd.DataFrame], name: str) -> pd.DataFrame:
    """Frames of one table one under the other, sorted by its key."""
    types = dict(empty_table(name).dtypes)
    filled = [frame[list(types)] for frame in frames if len(frame)]
    return sort_table(pd.concat(filled).astype(types), name) if filled else empty_table(name)
