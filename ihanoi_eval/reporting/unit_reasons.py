"""Why a unit stands where it stands, line by line, for who asks at a terminal."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ihanoi_eval.reporting.absences import NO_SOURCE_SHORT, absent_indicators
from ihanoi_eval.reporting.changes import what_would_do, when_released
from ihanoi_eval.reporting.counted_from import amount, counted_from, figure_text, value_texts
from ihanoi_eval.reporting.explanations import (
    REACHED,
    decision_sentence,
    distance_sentence,
    earned_and_lost,
    first_conditions,
    is_ranked,
    league_sentence,
    peers_sentence,
    standing,
    told_distance,
)
from ihanoi_eval.reporting.facts import (
    UnitView,
    cut_line,
    cut_off_text,
    gate_label,
    indicator_label,
    league_of,
    place_of,
    points_text,
    records,
    rows_of,
    rubric_text,
)
from ihanoi_eval.reporting.unit_tables import report_sentence, total_sentence
from ihanoi_eval.reporting.wording import lower_first, word
from ihanoi_eval.vietnamese import format_percent

BOTH = "weights_and_data"  # the scenario in which weights and data move together
MOST_FINDINGS = 10


def explain(view: UnitView) -> str:
    """All that a run says about a unit and from what: points, conditions, list, what was short.

    Sentences and sums are those of the unit's page (DESIGN §9).
    """
    evaluation = view.evaluation
    synthetic = " · SỐ LIỆU GIẢ LẬP" if evaluation.is_synthetic else ""
    lines = [
        f"{place_of(evaluation, view.unit_code)} ({view.unit_code})",
        f"{rubric_text(evaluation)} · {cut_off_text(evaluation)} · kỳ "
        f"{word('phase', evaluation.phase)}{synthetic}",
        "",
        standing(view),
    ]
    if is_ranked(view):
        lines += [f"{peers_sentence(view)}.", decision_sentence(view)]
        for title, part in (
            ("TIÊU CHÍ", _indicators(view)),
            ("ĐIỀU KIỆN (không cộng, không trừ điểm)", _gates(view)),
            ("DANH SÁCH", _list(view)),
            ("THAY ĐỔI NHỎ NHẤT ĐỂ ĐẠT NGƯỠNG, xét riêng từng tiêu chí", _changes(view)),
        ):
            lines += ["", title, *(f"  {line}" for line in part)]
    lines += ["", "BÁO CÁO VÀ NỘI DUNG CẦN LÀM RÕ"]
    lines += [f"  {line}" for line in (report_sentence(view), *_findings(view))]
    return "\n".join(lines)


def _indicators(view: UnitView) -> Iterator[str]:
    """Each indicator: earned of what could be, value, interval, figures behind it; then the sum."""
    evaluation = view.evaluation
    values = rows_of(evaluation, "indicators", view.unit_code).set_index("indicator")
    figures = counted_from(view)
    absent = absent_indicators(evaluation, league_of(evaluation, view.unit_code).code)
    for row in records(earned_and_lost(view)):
        code = row["indicator"]
        yield f"{indicator_label(evaluation, code)}: {_points(view, row)}"
        measured = {"indicator": code, **values.loc[code].to_dict()}
        yield f"  {NO_SOURCE_SHORT if code in absent else _value(view, measured)}"
        for figure in records(figures[figures["indicator"] == code]):
            yield f"  - {figure_text(view, figure)}"
    yield total_sentence(view)


def _points(view: UnitView, row: dict[str, Any]) -> str:
    """What was earned and lost of an indicator, beside the middle of the league."""
    if pd.isna(row["points"]):
        return "không tính điểm, điểm chia cho tiêu chí khác"
    earned, most, lost, middle = (
        points_text(view.evaluation, row[name])
        for name in ("points", "max_points", "lost", "median_points")
    )
    return f"{earned}/{most} điểm, mất {lost}; mức giữa của bảng {middle}"


def _value(view: UnitView, row: dict[str, Any]) -> str:
    """An indicator's counts, value, interval and adjusted value."""
    counts, value, adjusted = value_texts(view.evaluation, row)
    words = f"{counts} = {value}" if counts and row["status"] == "measured" else value
    if not pd.isna(row["ci_low"]):
        low, high = format_percent(row["ci_low"]), format_percent(row["ci_high"])
        words += f", khoảng tin cậy 95% từ {low} đến {high}"
    return words + (f"; sau hiệu chỉnh số nhỏ {adjusted}" if adjusted else "")


def _gates(view: UnitView) -> Iterator[str]:
    """Each gate with its verdict, reason and evidence, those that bar the unit first."""
    rows = rows_of(view.evaluation, "gates", view.unit_code).set_index("gate", drop=False)
    codes = [gate.code for gate in view.evaluation.rules.awards.gates]
    rows = rows.reindex([code for code in codes if code in rows.index])
    for row in records(rows.sort_values("status", key=_worst_first, kind="stable")):
        evidence = f" [{row['evidence']}]" if row["evidence"] else ""
        label = gate_label(view.evaluation, row["gate"])
        yield f"{word('gate', row['status'])}: {label}: {row['reason']}{evidence}"


def _worst_first(statuses: pd.Series) -> pd.Series:
    """The order in which verdicts are read."""
    return statuses.map({"failed": 0, "on_hold": 1, "not_checked": 2, "passed": 3})


def _list(view: UnitView) -> Iterator[str]:
    """Where the league's list ends, the unit's place in it, how far away, how firm."""
    evaluation = view.evaluation
    league = league_of(evaluation, view.unit_code).code
    yield league_sentence(view, cut_line(evaluation, league))
    for row in records(rows_of(evaluation, "shortlist", view.unit_code)):
        place = "" if pd.isna(row["position"]) else f", thứ {row['position']:.0f}"
        yield f"{word('decision', row['decision'])}{place}: {row['reason']}."
    if then := when_released(view):
        yield then
    if not rows_of(evaluation, "cut_lines", view.unit_code).empty:
        yield f"{distance_sentence(view)}."
    drawn = rows_of(evaluation, "sensitivity", view.unit_code)
    for row in records(drawn[drawn["scenario"] == BOTH]):
        yield (
            f"{word('scenario', BOTH)}: hạng từ {row['rank_p05']:.0f} đến {row['rank_p95']:.0f}, "
            f"có tên trong {format_percent(row['award_share'])} số lần thử "
            f"({lower_first(word('zone', row['zone']))})."
        )


def _changes(view: UnitView) -> Iterator[str]:
    """The nearest count of each indicator that reaches the line, or that it alone cannot."""
    far = told_distance(view)
    if far is None or far >= 0:
        yield f"{distance_sentence(view)}." if far is None else REACHED
        return
    yield from (words for _, words in first_conditions(view))
    rows = what_would_do(view)
    for row in records(rows.dropna(subset=["needed"])):
        label = indicator_label(view.evaluation, row["indicator"])
        more = f"{'thêm' if row['more'] > 0 else 'bớt'} {amount(abs(row['more']))}"
        yield (
            f"{label}: {lower_first(row['measure'])} {amount(row['needed'])}, {more} so với "
            f"{amount(row['now'])}"
        )
    alone = rows.loc[rows["needed"].isna(), "indicator"]
    if len(alone):
        labels = "; ".join(lower_first(indicator_label(view.evaluation, code)) for code in alone)
        yield f"Một mình không đủ: {labels}."


def _findings(view: UnitView) -> Iterator[str]:
    """What the unit is still asked."""
    rows = rows_of(view.evaluation, "findings", view.unit_code)
    rows = rows[rows["status"] == "open"]
    for row in records(rows.head(MOST_FINDINGS)):
        yield f"{word('severity', row['severity'])}: {row['message']}"
    if len(rows) > MOST_FINDINGS:
        yield f"… và {len(rows) - MOST_FINDINGS} nội dung khác, xem tables/findings.csv"
    if rows.empty:
        yield "Không còn nội dung nào chờ trả lời."
