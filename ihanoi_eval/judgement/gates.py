"""Conditions beside the points: each passed, failed, on hold or not checked, on named evidence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import pandas as pd

from ihanoi_eval.measurement.aggregation import Score
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.rules.awards import Awards, Gate
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table
from ihanoi_eval.vietnamese import format_count, format_number, format_percent

PASSED, FAILED, ON_HOLD, NOT_CHECKED = "passed", "failed", "on_hold", "not_checked"
ROW_OF_PARENT_WAIVER = "report_communes"  # on a parent, passes its children's report gates
INTEGRITY_STATUS = {"open": ON_HOLD, "explained": PASSED, "confirmed": FAILED}
WORST_FIRST = (FAILED, ON_HOLD, PASSED)
RELEASE = {  # by kind of gate: what opens the list again to a unit on hold
    "hold": "có văn bản kết thúc thì xét tiếp",
    "integrity": "giải trình bằng văn bản thì xét tiếp",
}

Verdict = tuple[str, str, str]  # status, reason, evidence


@dataclass(frozen=True)
class Case:
    """What gates look at beside the points; reviews hold only known, documented rows."""

    counts: Counts
    campaign: Campaign
    inspections: pd.DataFrame
    answers: pd.Series
    on_hold: pd.DataFrame
    waivers: pd.DataFrame
    as_of: date
    has_receipts: bool
    reports_are_due: bool
    least_applicable_share: Fraction

    @cached_property
    def waived(self) -> dict[tuple[str, str], str]:
        """The document that passes a gate for a unit, by unit and gate (COUNTING 23)."""
        found: dict[tuple[str, str], str] = {}
        rows = self.waivers.sort_values(["on_date", "document_no"])
        for code, rule, document in zip(
            rows["unit_code"], rows["rule"], rows["document_no"], strict=True
        ):
            if rule == ROW_OF_PARENT_WAIVER:
                children = self.campaign.children.get(code, ())
                found |= {(child, "report"): document for child in children}
            else:
                found[code, rule] = document
        return found

    @cached_property
    def serious(self) -> dict[str, list[str]]:
        """The documents of each unit's serious inspections."""
        rows = self.inspections[self.inspections["severity"] == "serious"]
        by_unit = rows.groupby("unit_code")["document_no"]
        return {str(code): sorted(set(documents)) for code, documents in by_unit}

    @cached_property
    def holds(self) -> dict[str, pd.DataFrame]:
        """The holds of each unit that are in force."""
        until = self.on_hold["until"]
        in_force = self.on_hold[(until == "") | (until >= self.as_of.isoformat())]
        return {str(code): rows for code, rows in in_force.groupby("unit_code")}


def check_gates(scores: Mapping[str, Score], case: Case, awards: Awards) -> pd.DataFrame:
    """The table `gates`: every gate of every ranked unit (COUNTING 30); gates move no points."""
    rows = [
        {
            "unit_code": code,
            "gate": gate.code,
            **dict(zip(("status", "reason", "evidence"), verdict, strict=True)),
        }
        for code, score in scores.items()
        for gate in awards.gates_of(score.league)
        for verdict in [_verdict(gate, score, case)]
    ]
    types = dict(empty_table("gates").dtypes)
    return sort_table(pd.DataFrame(rows, columns=list(types)).astype(types), "gates")


def standing(gates: pd.DataFrame, codes: Iterable[str]) -> dict[str, str]:
    """Each unit as a whole: failed outranks on hold, which outranks passed (COUNTING 31).

    >>> table = pd.DataFrame({"unit_code": ["1", "1"], "status": ["on_hold", "failed"]})
    >>> standing(table, ["1", "2"])
    {'1': 'failed', '2': 'passed'}
    """
    statuses = gates.groupby("unit_code")["status"].agg(set).to_dict()
    return {
        code: next(
            (one for one in WORST_FIRST if one in statuses.get(code, ())),
            PASSED,
        )
        for code in codes
    }


def _verdict(gate: Gate, score: Score, case: Case) -> Verdict:
    """One gate of one unit."""
    status, reason, evidence = _KINDS[gate.kind](gate, score, case)
    document = case.waived.get((score.unit_code, gate.code))
    if document is not None and status != PASSED:
        return PASSED, f"được miễn theo {document}; nếu không: {reason}", document
    return status, reason, evidence


def _report(gate: Gate, score: Score, case: Case) -> Verdict:
    """Complete and not too late; a row of its parent's workbook has only to be complete."""
    if not case.reports_are_due:
        return PASSED, "chưa đến hạn báo cáo", ""
    if not case.has_receipts:
        return NOT_CHECKED, "không có sổ tiếp nhận báo cáo", ""
    days = case.counts.used.get((score.unit_code, gate.days_late))
    complete = case.counts.used.get((score.unit_code, gate.complete))
    if days is None or complete is None:
        return FAILED, "chưa nhận được báo cáo", "registers/receipts"
    evidence = f"trễ {format_count(float(days))} ngày làm việc"
    league = case.campaign.league_by_code[score.league]
    if complete < 1:
        return FAILED, "báo cáo thiếu nội dung bắt buộc", evidence
    if league.reports != "row_of_parent" and days > gate.days_late_at_most:
        return FAILED, f"báo cáo trễ quá {gate.days_late_at_most} ngày làm việc", evidence
    return PASSED, "báo cáo đầy đủ", evidence


def _share(gate: Gate, score: Score, case: Case) -> Verdict:
    """A share at least so high, or at most so many short."""
    have = case.counts.used.get((score.unit_code, gate.numerator))
    due = case.counts.used.get((score.unit_code, gate.denominator))
    if have is None or due is None:
        return FAILED, "thiếu số liệu để xét", ""
    evidence = f"{format_count(float(have))}/{format_count(float(due))}"
    level = gate.at_least or Fraction(0)
    if have >= level * due or have >= due - gate.short_by:
        below = gate.plan_level is not None and have < gate.plan_level * due
        reason = f"đạt mức {format_percent(float(level), 0)}"
        if have < level * due:  # the allowance is what bound (COUNTING 30)
            reason = (
                f"thiếu {format_count(float(due - have))}, trong mức cho phép thiếu nhiều nhất "
                f"{gate.short_by}"
            )
        if below:
            reason += f", chưa đạt {format_percent(float(gate.plan_level or 0), 0)} theo Kế hoạch"
        return PASSED, reason, evidence
    missing = due - have
    return (
        FAILED,
        f"dưới {format_percent(float(level), 0)}, còn thiếu {format_count(float(missing))}",
        evidence,
    )


def _overdue(gate: Gate, score: Score, case: Case) -> Verdict:
    """Few overdue petitions still open, counted or as a share of those assessed; missing is 0."""
    overdue = case.counts.used.get((score.unit_code, gate.numerator)) or Fraction(0)
    assessed = case.counts.used.get((score.unit_code, gate.denominator)) or Fraction(0)
    evidence = (
        f"{format_count(float(overdue))} quá hạn trên {format_count(float(assessed))} phải xử lý"
    )
    if overdue <= gate.at_most or overdue <= gate.share_at_most * assessed:
        return PASSED, "phản ánh quá hạn trong mức cho phép", evidence
    limit = format_percent(float(gate.share_at_most), 0)
    return FAILED, f"phản ánh quá hạn chưa xử lý trên {gate.at_most} và trên {limit}", evidence


def _pillar(gate: Gate, score: Score, case: Case) -> Verdict:
    """Enough of a pillar's points; passed where the pillar has left the total."""
    most = score.pillar_most.get(gate.pillar)
    if most is None:
        return PASSED, "nhóm tiêu chí không áp dụng", ""
    earned, least = score.pillar_points.get(gate.pillar, Fraction(0)), gate.at_least or Fraction(0)
    evidence = f"{format_number(float(earned))}/{format_number(float(most))} điểm"
    share = format_percent(float(least), 0)
    if earned >= least * most:
        return PASSED, f"đạt ít nhất {share} số điểm của nhóm", evidence
    return FAILED, f"dưới {share} số điểm của nhóm", evidence


def _measured(gate: Gate, score: Score, case: Case) -> Verdict:
    """Enough of what was asked rests on measured values."""
    evidence = (
        f"{format_number(float(score.measured), 0)}/{format_number(float(score.asked), 0)} điểm"
    )
    if score.measured >= (gate.at_least or Fraction(0)) * score.asked:
        return PASSED, "đủ số liệu đo được", evidence
    return FAILED, "thiếu quá nhiều số liệu", evidence


def _integrity(gate: Gate, score: Score, case: Case) -> Verdict:
    """No serious inspection confirmed, none open; of several the worst."""
    documents = case.serious.get(score.unit_code, [])
    found = {
        document: INTEGRITY_STATUS[
            str(case.answers.get(f"inspection:{score.unit_code}:{document}", "open"))
        ]
        for document in documents
    }
    words = {
        FAILED: "kết luận kiểm tra đã được xác nhận",
        ON_HOLD: "kết luận kiểm tra chưa có giải trình",
        PASSED: "kết luận kiểm tra đã được giải trình",
    }
    for status in WORST_FIRST:
        named = [document for document in documents if found[document] == status]
        if named:
            return status, words[status], ", ".join(named)
    return PASSED, "không có kết luận kiểm tra nghiêm trọng", ""


def _hold(gate: Gate, score: Score, case: Case) -> Verdict:
    """No documented hold in force."""
    in_force = case.holds.get(score.unit_code)
    if in_force is None:
        return PASSED, "không có việc tạm dừng xét", ""
    reasons = "; ".join(sorted(set(in_force["reason"]) - {""})) or "đang xem xét"
    return ON_HOLD, reasons, ", ".join(sorted(set(in_force["document_no"])))


def _comparable(gate: Gate, score: Score, case: Case) -> Verdict:
    """Enough of the league's points applies to the unit for it to be compared (COUNTING 27)."""
    evidence = (
        f"{format_number(float(score.applicable), 0)}/{format_number(float(score.live), 0)} điểm"
    )
    if score.applicable >= case.least_applicable_share * score.live:
        return PASSED, "so sánh được với bảng xếp hạng", evidence
    return ON_HOLD, "quá ít tiêu chí áp dụng được; Hội đồng xem xét", evidence


_KINDS: Mapping[str, Callable[[Gate, Score, Case], Verdict]] = {
    "report": _report,
    "share": _share,
    "overdue": _overdue,
    "pillar": _pillar,
    "measured": _measured,
    "integrity": _integrity,
    "hold": _hold,
    "comparable": _comparable,
}
