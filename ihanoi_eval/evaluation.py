"""One evaluation: rules and a folder of inputs in, every table out; saved and opened."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.errors import CallError, DataError, RulesError
from ihanoi_eval.evidence.findings import Finding, findings_table
from ihanoi_eval.evidence.intake import Evidence, take_in
from ihanoi_eval.evidence.tables import holds_tables
from ihanoi_eval.files import (
    read_csv_text,
    to_csv_bytes,
    with_formulas,
    without_formulas,
    write_whole,
)
from ihanoi_eval.judgement.field import Field, coverage_at_open
from ihanoi_eval.judgement.gates import FAILED, NOT_CHECKED, PASSED, Case, check_gates, standing
from ihanoi_eval.judgement.questions import (
    ask_absent_sources,
    ask_answers_to_nothing,
    ask_unknown_names,
    ask_values,
)
from ihanoi_eval.judgement.ranking import adjustments_by_unit, rank_units
from ihanoi_eval.judgement.sensitivity import try_firmness
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.measurement.aggregation import points_table, score_units
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.indicators import Readings, indicators_table, read_indicators
from ihanoi_eval.measurement.progress import pace_of_units
from ihanoi_eval.rules.loading import Rules, dump_rules, read_rules
from ihanoi_eval.rules.rubric import Status
from ihanoi_eval.schemas import TABLES, check_table, empty_table, sort_table

RULES_FILE, MANIFEST_FILE, TABLES_FOLDER = "rules.json", "manifest.json", "tables"
LATEST = "latest"
NUMERIC = ("count", "number", "share", "points")


@dataclass(frozen=True)
class Evaluation:
    """One evaluation under one set of rules at one cut-off; tables as DESIGN §6 names them.

    phase: progress, provisional or final. run_id is empty until the evaluation has been saved.
    """

    rules: Rules
    as_of: date
    is_synthetic: bool
    tables: Mapping[str, pd.DataFrame]
    run_id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

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
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Everything that rules and inputs say at the end of as_of; nothing is written.

    extracts: where the extracts of databases are kept, the one thing that is; those that lie there
    already are read in the place of the database. None where they need not be kept.

    Raises DataError where a file of the inputs cannot be used at all, CallError for a day before
    the campaign; doubts are findings.
    """
    rules = as_known(rules, as_of)
    campaign, rubric, awards = rules.campaign, rules.rubric, rules.awards
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
    evidence = take_in(campaign, inputs, as_of=as_of, extracts=extracts, progress=progress)
    progress("Tính chỉ số và điểm")
    counts = Counts(
        evidence.tables["panel"],
        evidence.tables["own_counts"],
        campaign,
        not_applicable=_excused(evidence.not_applicable),
    )
    readings = read_indicators(
        counts,
        rubric=rubric,
        campaign=campaign,
        reports_are_due=campaign.phase(as_of) == "final",
    )
    scores = score_units(readings, rubric=rubric, campaign=campaign)
    pace = pace_of_units(counts, rubric=rubric, campaign=campaign, as_of=as_of)
    progress("Xếp hạng, xét điều kiện, lập danh sách")
    adjustments = adjustments_by_unit(evidence.reviews["adjustments"], rubric=rubric)
    ranking = rank_units(scores, adjustments, evidence.tables["units"], rubric=rubric)
    gates = check_gates(scores, _case(evidence, counts, rules, as_of), awards)
    fields = _fields(rules, ranking, gates, readings, counts)
    is_listed, doubts = _may_list(evidence, rules, as_of)
    shortlist, more = draft_shortlist(fields if is_listed else [], awards)
    progress("Thử độ nhạy")
    firmness = try_firmness(
        fields if is_listed else [],
        readings,
        rubric=rubric,
        rule=awards.sensitivity,
        children=campaign.children,
    )
    findings = [
        *(*evidence.findings, *doubts, *more, *ask_values(readings)),
        *ask_absent_sources(readings, rules.rubric, campaign),
        *ask_unknown_names(evidence.reviews, rubric=rubric, awards=awards),
    ]
    findings += ask_answers_to_nothing(evidence.answers, findings)
    tables = {
        **evidence.tables,
        "findings": findings_table(findings, evidence.answers),
        "indicators": indicators_table(readings, rubric),
        "points": points_table(readings, scores, rubric),
        "adjustments": _adjustments_table(evidence.reviews["adjustments"]),
        "progress": pace,
        "ranking": ranking,
        "gates": gates,
        "shortlist": shortlist,
        "sensitivity": firmness,
    }
    return Evaluation(
        rules=rules,
        as_of=as_of,
        is_synthetic=evidence.is_synthetic,
        tables={name: check_table(tables[name], name) for name in TABLES},
    )


def as_known(rules: Rules, as_of: date) -> Rules:
    """The rules as they were known: an approval dated later leaves them proposed (METHOD 10)."""
    approval = rules.rubric.status.approved
    if approval is None or approval.on_date <= as_of:
        return rules
    proposed = rules.rubric.model_copy(update={"status": Status()})
    return rules.model_copy(update={"rubric": proposed})


def save(evaluation: Evaluation, folder: Path) -> None:
    """Write tables/*.csv and rules.json into a folder; the manifest is the run's own last word."""
    for name, frame in evaluation.tables.items():
        data = to_csv_bytes(without_formulas(frame))
        write_whole(folder / TABLES_FOLDER / f"{name}.csv", data)
    write_whole(folder / RULES_FILE, dump_rules(evaluation.rules))


def open_run(run: str | Path | None = None) -> Evaluation:
    """The evaluation saved in a run folder; without a name, the last complete one.

    Raises DataError where there is no such run or a file of it cannot be used, saying what to do.
    """
    folder = find_run(run)
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        as_of = date.fromisoformat(manifest["as_of"])
        is_synthetic, run_id = bool(manifest["is_synthetic"]), str(manifest["run_id"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _unusable(folder / MANIFEST_FILE) from None
    try:
        rules = read_rules((folder / RULES_FILE).read_bytes())
    except (OSError, RulesError):
        raise _unusable(folder / RULES_FILE) from None
    return Evaluation(
        rules=rules,
        as_of=as_of,
        is_synthetic=is_synthetic,
        tables={name: _read_table(folder / TABLES_FOLDER / f"{name}.csv") for name in TABLES},
        run_id=run_id,
        facts=manifest,
    )


def find_run(run: str | Path | None = None) -> Path:
    """The folder of a run; outputs/latest is looked for from the working directory upward."""
    name = str(run or LATEST)
    if name != LATEST:
        folder = Path(name)
        with suppress(OSError, ValueError):  # a name that no folder can have
            if (folder / MANIFEST_FILE).is_file():
                return folder
        raise DataError(f"{name}: không phải thư mục kết quả; chạy ihanoi-eval run trước")
    here = Path.cwd()
    for parent in (here, *here.parents):
        pointer = parent / "outputs" / LATEST
        if pointer.is_file():
            return find_run(pointer.parent / pointer.read_text("utf-8", "replace").strip())
    raise DataError("chưa có kết quả nào ở outputs/latest; chạy ihanoi-eval demo hoặc run trước")


def _read_table(path: Path) -> pd.DataFrame:
    """A saved table with the types it had."""
    name = path.stem
    try:
        frame = read_csv_text(path)
        numeric = [one for one in TABLES[name].columns if column_of(one, name).kind in NUMERIC]
        numbers = {
            column: pd.Series([float(cell or "nan") for cell in frame[column]], dtype="float64")
            for column in numeric
        }
        return check_table(with_formulas(frame.assign(**numbers)), name)
    except (DataError, KeyError, ValueError):
        raise _unusable(path) from None


def _unusable(path: Path) -> DataError:
    """The fault of a file of a run, and what to do."""
    return DataError(
        f"{path}: tệp thiếu, hỏng hoặc do phiên bản khác ghi; chạy lại ihanoi-eval run"
    )


def _excused(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The documented pairs of unit and indicator that are not applicable."""
    return list(zip(rows["unit_code"], rows["indicator"], strict=True))


def _case(evidence: Evidence, counts: Counts, rules: Rules, as_of: date) -> Case:
    """What gates look at."""
    return Case(
        counts=counts,
        campaign=rules.campaign,
        inspections=evidence.reviews["inspections"],
        answers=evidence.answers,
        on_hold=evidence.reviews["on_hold"],
        waivers=evidence.reviews["waivers"],
        as_of=as_of,
        has_receipts=evidence.has_receipts,
        reports_are_due=rules.campaign.phase(as_of) == "final",
        least_applicable_share=rules.rubric.least_applicable_share,
    )


def _fields(
    rules: Rules,
    ranking: pd.DataFrame,
    gates: pd.DataFrame,
    readings: Readings,
    counts: Counts,
) -> list[Field]:
    """Each league that has a quota, with what the list looks at."""
    campaign, awards = rules.campaign, rules.awards
    judged = standing(gates, ranking["unit_code"])
    labels = {gate.code: gate.label for gate in awards.gates}
    barred = gates[gates["status"] == gates["unit_code"].map(judged)]
    barred = barred[~barred["status"].isin([PASSED, NOT_CHECKED])]
    failures: dict[str, list[str]] = {}
    for code, gate, status, reason in barred[["unit_code", "gate", "status", "reason"]].itertuples(
        index=False, name=None
    ):
        words = f"{labels[gate]} ({reason})" if status == FAILED else reason
        failures.setdefault(code, []).append(words)
    found: list[Field] = []
    for league in campaign.ranked_leagues:
        quota = awards.quotas.get(league.code)
        if quota is None:
            continue
        rule = awards.improvement if quota.improvement else None
        codes = campaign.units_of(league.code)
        found.append(
            Field(
                league=league,
                quota=quota,
                ranking=ranking[ranking["league"] == league.code],
                standing=judged,
                failures={code: "; ".join(texts) for code, texts in failures.items()},
                parents={unit.unit_code: unit.parent_code for unit in campaign.units},
                readings=readings,
                coverage=coverage_at_open(codes, counts, rule) if rule else {},
                chain=awards.tie_chain.get(league.code, ()),
                improvement=rule,
                decimals=max(rules.rubric.decimals, 2),
                names={unit.unit_code: unit.name for unit in campaign.units},
            )
        )
    return found


def _may_list(evidence: Evidence, rules: Rules, as_of: date) -> tuple[bool, list[Finding]]:
    """Whether a shortlist is drawn: not before the close, not below the quorum of reports."""
    campaign = rules.campaign
    if campaign.phase(as_of) == "progress":
        return False, []
    if campaign.phase(as_of) == "provisional" or not evidence.has_receipts:
        return True, []
    own = {league.code for league in campaign.ranked_leagues if league.reports == "own_workbook"}
    due = [unit.unit_code for unit in campaign.units if unit.league in own]
    reports = evidence.tables["reports"].set_index("unit_code")["received_at"].reindex(due)
    received = int((reports != "").sum())
    if not due or Fraction(received, len(due)) >= campaign.quorum:
        return True, []
    return False, [
        Finding(
            severity="error",
            check="below_quorum",
            found=f"{received}/{len(due)} đơn vị",
            expected=f"ít nhất {float(campaign.quorum):.0%}",
            message=f"Mới nhận báo cáo của {received}/{len(due)} đơn vị, dưới mức tối thiểu; có "
            "xếp hạng nhưng chưa lập danh sách đề nghị.",
        )
    ]


def _adjustments_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The table `adjustments`: the rows that were counted."""
    types = dict(empty_table("adjustments").dtypes)
    return sort_table(rows[list(types)].astype(types), "adjustments")
