"""One evaluation: rules and a folder of inputs in, every table out; saved and opened."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ihanoi_eval.errors import CallError, DataError, RulesError
from ihanoi_eval.evidence.findings import findings_table, latest_answers
from ihanoi_eval.evidence.intake import take_in
from ihanoi_eval.evidence.nominees import People
from ihanoi_eval.evidence.platform_parts import HERE, Place
from ihanoi_eval.evidence.reviews import FOLLOWUPS, HOLDS, INSPECTIONS, NOT_APPLICABLE, WAIVERS
from ihanoi_eval.evidence.tables import holds_tables
from ihanoi_eval.files import to_csv_bytes, without_formulas, write_whole
from ihanoi_eval.judgement.field import league_fields
from ihanoi_eval.judgement.gates import Case, check_gates
from ihanoi_eval.judgement.group_sets import sets_of_groups
from ihanoi_eval.judgement.lines import lines_table
from ihanoi_eval.judgement.proposals import CHECKS as OF_PROPOSALS
from ihanoi_eval.judgement.proposals import carry_over, propose
from ihanoi_eval.judgement.questions import (
    CHECKS,
    ask_absent_sources,
    ask_answers_to_nothing,
    ask_quorum,
    ask_unknown_names,
    ask_values,
)
from ihanoi_eval.judgement.ranking import adjustments_by_unit, rank_pillars, rank_units
from ihanoi_eval.judgement.sensitivity import try_firmness
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.judgement.targets import audit_targets
from ihanoi_eval.measurement.aggregation import points_table, score_units
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.indicators import Readings, indicators_table, read_indicators
from ihanoi_eval.measurement.progress import pace_of_units
from ihanoi_eval.people import PEOPLE
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.loading import Rules, dump_rules, read_rules
from ihanoi_eval.rules.rubric import Rubric, Status
from ihanoi_eval.run_files import (
    MANIFEST_FILE,
    PEOPLE_FOLDER,
    RULES_FILE,
    TABLES_FOLDER,
    find_run,
    read_run_table,
    unusable,
)
from ihanoi_eval.schemas import TABLES, check_table, empty_table, sort_table

# Filled where an earlier run is named.
COMPARED = ("comparison", "comparison_points", "comparison_nominees")

_KEPT_OPEN: dict[Path, "Evaluation"] = {}  # of a process that serves the pages of one run


@dataclass(frozen=True, eq=False)
class Evaluation:
    """One evaluation under one set of rules at one cut-off; tables as DESIGN §6 names them.

    Equal to itself alone: tables are compared by whoever needs to, as bytes or cell by cell.

    phase: progress, provisional or final. has_receipts: whether the register of receipts was there
    (COUNTING 25). run_id is empty until the evaluation has been saved.
    people: the tables of nominees/ (schemas PEOPLE), the only ones with names of persons; an opened
    run has none, nor the papers they are made from, because only documents may read them:
    open_people.
    """

    rules: Rules
    as_of: date
    is_synthetic: bool
    has_receipts: bool
    tables: Mapping[str, pd.DataFrame]
    run_id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    papers: People | None = field(default=None, repr=False)

    @property
    def phase(self) -> str:
        """Before the close, before reports are due, or after (COUNTING 3)."""
        return self.rules.campaign.phase(self.as_of)


def evaluate(
    rules: Rules,
    inputs: Path,
    *,
    as_of: date,
    extracts: Path | None = None,
    place: Place = HERE,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Everything that rules and inputs say at the end of as_of; nothing is written.

    extracts: where the extracts of databases are kept, the one thing that is; those that lie there
    already are read in the place of the database. None where they need not be kept.
    place: where the logs are counted; the tables are the same to the byte.

    Raises DataError where a file of the inputs cannot be used at all, CallError for a day before
    the campaign; doubts are findings.
    """
    rules = as_known(rules, as_of)
    campaign = rules.campaign
    if as_of < campaign.start:
        raise CallError(
            f"ngày chốt {as_of:%d/%m/%Y} trước ngày bắt đầu {campaign.start:%d/%m/%Y}; "
            "chọn ngày trong hoặc sau đợt thi đua"
        )
    if inputs.is_dir() and not campaign.sources and not holds_tables(inputs):
        raise DataError(
            f"{inputs}: không có bảng số liệu nào; cần có các bảng như platform/accounts, "
            "submissions/reported, registers/population; chỉ ra đúng thư mục"
        )
    evidence = take_in(
        campaign, inputs, as_of=as_of, extracts=extracts, place=place, progress=progress
    )
    sent = Evaluation(
        rules=rules,
        as_of=as_of,
        is_synthetic=evidence.is_synthetic,
        has_receipts=evidence.has_receipts,
        tables={
            **evidence.tables,
            "findings": findings_table(evidence.findings, evidence.answers),
        },
        papers=evidence.people,
    )
    return _judged(sent, progress=progress)


def rejudge(
    evaluation: Evaluation,
    *,
    rubric: Rubric | None = None,
    awards: Awards | None = None,
    tries_firmness: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """The same evidence under another rubric or other awards: everything from the panel on.

    What was sent is not read again, because counting is blind to weights (DESIGN §2); under the
    same rules every table is the same to the byte, but for a comparison with an earlier run, which
    is made anew by who names one. An opened run has nobody's papers: its nominees stand as they
    were judged, and the Council's decisions about units are left out. Without a trial of firmness,
    which takes as long as all the rest, the table `sensitivity` is empty.
    """
    rules = evaluation.rules
    changes = {"rubric": rubric or rules.rubric, "awards": awards or rules.awards}
    rules = as_known(rules.model_copy(update=changes), evaluation.as_of)
    sent = replace(evaluation, rules=rules, run_id="", facts={})
    return _judged(sent, tries_firmness=tries_firmness, progress=progress)


def _judged(
    sent: Evaluation, *, tries_firmness: bool = True, progress: Callable[[str], None]
) -> Evaluation:
    """What was sent, with every table that its rules make of it."""
    campaign, rubric, awards = sent.rules.campaign, sent.rules.rubric, sent.rules.awards
    tables = sent.tables
    progress("Tính chỉ số và điểm")
    counts, readings = measured(sent)
    scores = score_units(readings, rubric=rubric, campaign=campaign)
    pace = pace_of_units(counts, rubric=rubric, campaign=campaign, as_of=sent.as_of)
    progress("Xếp hạng, xét điều kiện, lập danh sách")
    adjustments = adjustments_by_unit(tables["adjustments"], rubric=rubric)
    ranking = rank_units(scores, adjustments, tables["units"], rubric=rubric)
    case = case_of(sent, counts)
    gates = check_gates(scores, case, awards)
    doubts = ask_quorum(
        tables["reports"], campaign=campaign, as_of=sent.as_of, has_receipts=sent.has_receipts
    )
    is_listed = sent.phase != "progress" and not doubts
    fields = league_fields(
        ranking, gates, readings, counts, campaign=campaign, rubric=rubric, awards=awards
    )
    draft, lines, more = draft_shortlist(fields if is_listed else [], awards)
    if sent.papers is None:
        proposal = carry_over(draft, tables["shortlist"], awards=awards, as_of=sent.as_of)
    else:
        proposal = propose(
            *(draft, gates, sent.papers),
            units=tables["units"],
            awards=awards,
            as_of=sent.as_of,
            is_listed=is_listed,
        )
    progress("Thử độ nhạy")
    firmness, checks = try_firmness(
        fields if is_listed and tries_firmness else [],
        readings,
        gates,
        rubric=rubric,
        awards=awards,
        case=case,
    )
    remade = CHECKS if sent.papers is None else (*CHECKS, *OF_PROPOSALS)
    asked = tables["findings"][~tables["findings"]["check"].isin(remade)]
    findings = [
        *(*doubts, *more, *proposal.findings, *ask_values(readings)),
        *ask_absent_sources(readings, rubric, campaign),
        *ask_unknown_names(tables["reviewed"], rubric=rubric, awards=awards),
    ]
    answers = latest_answers(_rows(tables["reviewed"], FOLLOWUPS))
    known = {*asked["finding_id"], *(one.finding_id for one in findings)}
    findings += ask_answers_to_nothing(answers, known)
    judged = {
        **tables,
        "findings": sort_table(pd.concat([asked, findings_table(findings, answers)]), "findings"),
        "indicators": indicators_table(readings, rubric),
        "points": points_table(readings, scores, rubric),
        "pillars": rank_pillars(scores, rubric=rubric),
        "progress": pace,
        "ranking": ranking,
        "rank_sets": sets_of_groups(
            fields if is_listed else [],
            readings,
            rubric=rubric,
            rule=awards.sensitivity,
            children=campaign.children,
        ),
        "gates": gates,
        "shortlist": proposal.shortlist,
        "cut_lines": lines_table(lines),
        "budget": proposal.budget,
        "sensitivity": firmness,
        "seat_checks": checks,
        "targets_audit": audit_targets(
            fields if is_listed else [],
            readings,
            counts,
            campaign=campaign,
            rubric=rubric,
            awards=awards,
        ),
        **{name: empty_table(name) for name in COMPARED},
    }
    return replace(
        sent,
        tables={name: check_table(judged[name], name) for name in TABLES},
        people={name: check_table(frame, name) for name, frame in proposal.people.items()},
    )


def measured(sent: Evaluation) -> tuple[Counts, Readings]:
    """What was counted, and every indicator read from it under the rubric."""
    campaign, rubric, tables = sent.rules.campaign, sent.rules.rubric, sent.tables
    counts = Counts(
        tables["panel"], tables["own_counts"], campaign, not_applicable=_excused(tables["reviewed"])
    )
    is_due = sent.phase == "final"
    return counts, read_indicators(counts, rubric=rubric, campaign=campaign, reports_are_due=is_due)


def as_known(rules: Rules, as_of: date) -> Rules:
    """The rules as they were known: an approval dated later leaves them proposed (METHOD 10)."""
    approval = rules.rubric.status.approved
    if approval is None or approval.on_date <= as_of:
        return rules
    proposed = rules.rubric.model_copy(update={"status": Status()})
    return rules.model_copy(update={"rubric": proposed})


def save(evaluation: Evaluation, folder: Path) -> None:
    """Write tables/, nominees/ and rules.json; the manifest is the run's own last word."""
    for part, tables in ((TABLES_FOLDER, evaluation.tables), (PEOPLE_FOLDER, evaluation.people)):
        for name, frame in tables.items():
            data = to_csv_bytes(without_formulas(frame))
            write_whole(folder / part / f"{name}.csv", data)
    write_whole(folder / RULES_FILE, dump_rules(evaluation.rules))


def open_run(run: str | Path | None = None) -> Evaluation:
    """The evaluation saved in a run folder; without a name, the last complete one.

    Raises DataError where there is no such run or a file of it cannot be used, saying what to do.
    """
    folder = find_run(run)
    if kept := _KEPT_OPEN.get(folder.resolve()):
        return kept
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        as_of = date.fromisoformat(manifest["as_of"])
        is_synthetic, run_id = bool(manifest["is_synthetic"]), str(manifest["run_id"])
        has_receipts = bool(manifest["has_receipts"])
    except (OSError, ValueError, KeyError, TypeError):
        raise unusable(folder / MANIFEST_FILE) from None
    try:
        rules = read_rules((folder / RULES_FILE).read_bytes())
    except (OSError, RulesError):
        raise unusable(folder / RULES_FILE) from None
    return Evaluation(
        rules=rules,
        as_of=as_of,
        is_synthetic=is_synthetic,
        has_receipts=has_receipts,
        tables={name: read_run_table(folder / TABLES_FOLDER / f"{name}.csv") for name in TABLES},
        run_id=run_id,
        facts=manifest,
    )


def keep_open(run: str | Path) -> Evaluation:
    """The evaluation of a run, with which open_run answers from now on in this process.

    For a process that a batch forks its pages from: the run's tables are read once, not once a
    page, and whoever started the batch has checked them and holds the run's lock.
    """
    evaluation = open_run(run)
    _KEPT_OPEN[find_run(run).resolve()] = evaluation
    return evaluation


def open_people(run: str | Path | None = None) -> dict[str, pd.DataFrame]:
    """The tables of a run's nominees/ by name, for documents and nobody else: they hold names."""
    folder = find_run(run)
    return {name: read_run_table(folder / PEOPLE_FOLDER / f"{name}.csv") for name in PEOPLE}


def _rows(reviewed: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one review."""
    return reviewed[reviewed["file"] == name]


def _excused(reviewed: pd.DataFrame) -> list[tuple[str, str]]:
    """The documented pairs of unit and indicator that are not applicable."""
    rows = _rows(reviewed, NOT_APPLICABLE)
    return list(zip(rows["unit_code"], rows["indicator"], strict=True))


def case_of(sent: Evaluation, counts: Counts) -> Case:
    """What gates look at."""
    reviewed = sent.tables["reviewed"]
    return Case(
        counts=counts,
        campaign=sent.rules.campaign,
        inspections=_rows(reviewed, INSPECTIONS),
        answers=latest_answers(_rows(reviewed, FOLLOWUPS)),
        on_hold=_rows(reviewed, HOLDS),
        waivers=_rows(reviewed, WAIVERS),
        as_of=sent.as_of,
        has_receipts=sent.has_receipts,
        reports_are_due=sent.phase == "final",
        least_applicable_share=sent.rules.rubric.least_applicable_share,
    )
