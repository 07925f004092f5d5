"""An inputs folder taken in: every table read once, every doubt noted, one panel out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.answers import Answers, read_answers
from ihanoi_eval.evidence.cells import PERSON_TABLES
from ihanoi_eval.evidence.conservation import check_conservation
from ihanoi_eval.evidence.contradictions import set_aside
from ihanoi_eval.evidence.database import fetched
from ihanoi_eval.evidence.findings import Finding, latest_answers
from ihanoi_eval.evidence.nominee_checks import ask_nominees
from ihanoi_eval.evidence.nominees import (
    NOMINEES,
    People,
    take_people,
    with_known_words,
)
from ihanoi_eval.evidence.overrides import overrides_table
from ihanoi_eval.evidence.panel import Panel, build_panel
from ihanoi_eval.evidence.peer_checks import check_peers
from ihanoi_eval.evidence.peer_groups import units_table
from ihanoi_eval.evidence.platform import Platform, count_platform
from ihanoi_eval.evidence.platform_parts import HERE, Place
from ihanoi_eval.evidence.privacy import names_hider, without_personal
from ihanoi_eval.evidence.registers import (
    media_counts,
    more_exempt_than_staff,
    read_registers,
    verified_values,
)
from ihanoi_eval.evidence.report_checks import Reported, check_reports
from ihanoi_eval.evidence.reviews import (
    FOLLOWUPS,
    HOLDS,
    INSPECTIONS,
    ask_inspections,
    counted_adjustments,
    known_reviews,
    reviewed_table,
)
from ihanoi_eval.evidence.share_checks import check_shares
from ihanoi_eval.evidence.source_checks import (
    accounts_within_residents,
    ask_activation,
    check_sources,
    counts_are_fresh,
    counts_never_fall,
    most_accounts,
)
from ihanoi_eval.evidence.sources import Source, read_source
from ihanoi_eval.evidence.submissions import Submissions, read_submissions
from ihanoi_eval.evidence.submissions_folder import Received, read_submitted, without_asides
from ihanoi_eval.evidence.table_checks import check_tables
from ihanoi_eval.evidence.table_mapping import files_elsewhere
from ihanoi_eval.evidence.tables import RENAME, is_text, unread_files, written_name
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import INPUTS, empty_table, sort_table

SYNTHETIC_MARK = "synthetic.json"
LOGS = ("platform/accounts", "platform/usage", "platform/petitions")
READ_BY_OTHERS = frozenset({SYNTHETIC_MARK})

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Evidence:
    """All that was sent, as known at the end of as_of; no weight has been seen.

    tables: units, sources, rejected, reported, answers, media, overrides, reports, panel,
    own_counts, adjustments (DESIGN §6) and reviewed; answers: status by finding_id.
    accepted: what each unit last reported, by unit and measure, answers in words included.
    people: who is proposed, and the Council's papers; names of persons stand nowhere else.
    """

    tables: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...]
    answers: pd.Series
    accepted: Mapping[tuple[str, str], float | str]
    people: People = field(repr=False)
    has_receipts: bool
    is_synthetic: bool


def take_in(
    campaign: Campaign,
    inputs: Path,
    *,
    as_of: date,
    extracts: Path | None = None,
    place: Place = HERE,
    progress: Progress = lambda _: None,
) -> Evidence:
    """The evidence in an inputs folder (DESIGN §5); DataError where a file cannot be read.

    extracts: where the extracts of databases are kept, or lie already (evidence/database).
    place: where the logs are counted (evidence/platform_parts).
    """
    if not inputs.is_dir():
        raise DataError(f"{inputs}: không có thư mục số liệu; chỉ ra đúng thư mục")
    if not is_text(inputs.resolve()):
        raise DataError(f"{written_name(inputs)}: {RENAME}")
    with fetched(campaign, extracts, progress=progress) as placed:
        return _take_in(placed, inputs, as_of=as_of, place=place, progress=progress)


def _take_in(
    campaign: Campaign, inputs: Path, *, as_of: date, place: Place, progress: Progress
) -> Evidence:
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
            place=place,
            progress=progress,
        )
    except DataError as error:
        faults += error.faults
    if faults:  # of all tables and logs together, so that they can be mended together
        raise DataError(*faults)
    receipts = _frame(read, "registers/receipts")
    progress("Đọc biểu mẫu các đơn vị gửi về")
    register, exempt, doubts = read_registers(partial(_frame_or_empty, read), campaign)
    most = most_accounts(register, campaign)
    received = read_submitted(
        inputs, receipts, campaign=campaign, match_unit=names.match_in_report, ceilings=most
    )
    hide = names_hider(read, received.nominees)
    read = {
        name: source if name in PERSON_TABLES else replace(source, frame=hide(source.frame))
        for name, source in read.items()
    }
    received = replace(received, answers=hide(received.answers))
    progress("Ghép các nguồn số liệu")
    listed = _frame_or_empty(read, "submissions/reported").assign(sheet="", cell="")
    listed, impossible = accounts_within_residents(listed, most, campaign)
    submissions = read_submissions(
        pd.concat([listed, received.frame], ignore_index=True) if len(received.frame) else listed,
        receipts,
        campaign=campaign,
        as_of=as_of,
    )
    worded = _frame_or_empty(read, "submissions/answers").assign(sheet="", cell="")
    worded = pd.concat([worded, received.answers], ignore_index=True)
    answered = read_answers(worded, receipts, campaign=campaign, as_of=as_of)
    verified, more = verified_values(
        _frame_or_empty(read, "reviews/verifications"), as_of=as_of, campaign=campaign
    )
    reviews, bare = known_reviews(partial(_frame_or_empty, read), as_of=as_of)
    adjustments, refused = counted_adjustments(
        _frame_or_empty(read, "reviews/adjustments"), as_of=as_of, campaign=campaign
    )
    people, asked = take_people(
        {name: source.frame for name, source in read.items()}, received.nominees, as_of=as_of
    )
    themselves, unsure = ask_nominees(people.nominees, names, campaign=campaign, as_of=as_of)
    people = replace(people, on_hold=reviews[HOLDS], themselves=themselves)
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
    doubts = [*platform.findings, *impossible, *submissions.findings, *answered.findings, *doubts]
    doubts += [*more, *bare, *refused]
    read, received = set_aside(read, doubts), without_asides(received, doubts)
    tables = {
        **_tables(read, platform, received, submissions, panel, register, campaign),
        "answers": answered.table,
        "media": media_counts(_frame_or_empty(read, "registers/media"), as_of=as_of),
        "overrides": overrides_table(
            partial(_frame_or_empty, read), campaign=campaign, as_of=as_of
        ),
    }
    kept = {source.file: len(source.frame) for source in read.values()}
    check_conservation(tables, campaign, kept=kept)
    reported = Reported(
        submissions.values,
        submissions.reported,
        submissions.reports,
        panel.panel,
        campaign,
        submissions.bare_shares,
    )
    findings = [
        *(finding for source in read.values() for finding in source.findings),
        *(*received.findings, *doubts, *asked, *unsure),
        *check_tables(read, campaign),
        *check_reports(reported),
        *check_shares(reported),
        *check_peers(reported, _peer_groups(tables["units"])),
        *ask_activation(platform.has_activation),
        *check_sources(panel.panel, campaign),
        *counts_never_fall(_frame_or_empty(read, "platform/counts"), campaign),
        *counts_are_fresh(_frame_or_empty(read, "platform/counts")),
        *more_exempt_than_staff(panel.panel, exempt),
        *ask_inspections(reviews[INSPECTIONS]),
        *_unread(inputs, campaign, received),
    ]
    return Evidence(
        tables={**tables, "reviewed": reviewed_table(reviews), "adjustments": adjustments},
        findings=tuple(findings),
        answers=latest_answers(reviews[FOLLOWUPS]),
        accepted=_accepted(submissions.values, answered),
        people=people,
        has_receipts=submissions.has_receipts,
        is_synthetic=(inputs / SYNTHETIC_MARK).is_file(),
    )


def _unread(inputs: Path, campaign: Campaign, received: Received) -> list[Finding]:
    """What lies in the folder and nobody reads, tables that are read elsewhere included."""
    elsewhere = {
        name: inputs / source.path for name, source in campaign.sources.items() if source.path
    }
    known = READ_BY_OTHERS | received.read | files_elsewhere(inputs, campaign)
    return unread_files(inputs, known=known, elsewhere=elsewhere)


def _read_tables(inputs: Path, campaign: Campaign) -> tuple[dict[str, Source], list[str]]:
    """Every small table of the folder, and what is wrong with those that cannot be read."""
    found: dict[str, Source] = {}
    faults: list[str] = []
    for name in INPUTS:
        if name in LOGS:  # by platform
            continue
        try:
            source = read_source(inputs, name, campaign=campaign)
        except DataError as error:
            faults += error.faults
            continue
        if source is not None:
            found[name] = without_personal(source)
    if NOMINEES in found:
        found[NOMINEES] = with_known_words(found[NOMINEES])
    return found, faults


def _frame(read: Mapping[str, Source], name: str) -> pd.DataFrame | None:
    """A table's rows, None where it was not sent."""
    return read[name].frame if name in read else None


def _frame_or_empty(read: Mapping[str, Source], name: str) -> pd.DataFrame:
    """A table's rows, none where it was not sent."""
    if name in read:
        return read[name].frame
    return empty_table(name).assign(row=pd.Series(dtype="float64"))


def _accepted(values: pd.DataFrame, answered: Answers) -> dict[tuple[str, str], float | str]:
    """The last reported figures and words, as a fresh workbook may hold them."""
    rows = values[["unit_code", "measure", "value"]].itertuples(index=False, name=None)
    figures: dict[tuple[str, str], float | str] = {
        (unit, name): value for unit, name, value in rows
    }
    return {**figures, **answered.last}


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
