"""Tables of one unit: points that sum, gates with evidence, sources side by side, what would do."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.absences import NO_SOURCE, absent_indicators
from ihanoi_eval.reporting.blocks import CalloutKind, callout, figures, mark, show
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.changes import what_would_do
from ihanoi_eval.reporting.counted_from import counted_from, value_texts
from ihanoi_eval.reporting.explanations import (
    REACHED,
    blocking_gates,
    decision_sentence,
    distance_sentence,
    earned_and_lost,
    first_conditions,
    is_ranked,
    standing,
    told_distance,
    unit_figures,
)
from ihanoi_eval.reporting.facts import (
    UnitView,
    gate_label,
    header,
    indicator_label,
    league_of,
    measure_label,
    name_of,
    pillar_labels,
    points_text,
    records,
    rows_of,
    source_note,
)
from ihanoi_eval.reporting.html import Html, join, paragraph, text
from ihanoi_eval.reporting.intervals import interval_text
from ihanoi_eval.reporting.levels import (
    BELOW,
    KEPT_BACK,
    indicator_is_kept_back,
    is_kept_back,
    is_public,
)
from ihanoi_eval.reporting.tables import objects, worded
from ihanoi_eval.reporting.wording import lower_first, word
from ihanoi_eval.vietnamese import (
    format_count,
    format_moment,
)


def indicator_table(view: UnitView) -> Html:
    """Every indicator of a unit: counts, value, points; the points sum to what is ranked."""
    evaluation = view.evaluation
    rows = earned_and_lost(view).merge(
        rows_of(evaluation, "indicators", view.unit_code), on="indicator"
    )
    pillars = pillar_labels(evaluation)
    kept_back = [
        indicator_is_kept_back(evaluation, view.unit_code, code) for code in rows["indicator"]
    ]
    absent = absent_indicators(evaluation, league_of(evaluation, view.unit_code).code)
    values = [
        (text(KEPT_BACK), text(KEPT_BACK), text(""))
        if kept
        else _no_source(row)
        if row["indicator"] in absent
        else _value_words(evaluation, row)
        for kept, row in zip(kept_back, records(rows), strict=True)
    ]
    labels = [
        text(indicator_label(evaluation, code))
        + Html(f" <small>{text(pillars.get(of, of))}</small>")
        for code, of in zip(rows["indicator"], rows["pillar"], strict=True)
    ]
    total = rows_of(evaluation, "ranking", view.unit_code)
    nothing = [Html("")]
    sums = [total["points"].iloc[0], rows["max_points"].sum()]
    frame = pd.DataFrame(
        {
            "indicator": [*labels, text("Cộng")],
            "points": [*rows["points"], sums[0]],
            "max_points": [*rows["max_points"], sums[1]],
            "value": [value for _, value, _ in values] + nothing,
            "counts": [counts for counts, _, _ in values] + nothing,
            "adjusted": [adjusted for _, _, adjusted in values] + nothing,
            "interval": [
                text("" if kept else interval_text(evaluation, row))
                for kept, row in zip(kept_back, records(rows), strict=True)
            ]
            + nothing,
            "share": [
                text(KEPT_BACK) if kept else show(share, "share")
                for kept, share in zip(kept_back, rows["share"], strict=True)
            ]
            + nothing,
        }
    )
    decimals = evaluation.rules.rubric.decimals
    return make_table(
        frame,
        caption=f"Điểm từng tiêu chí của {name_of(evaluation, view.unit_code)}",
        labels={
            "indicator": "Tiêu chí, nhóm tiêu chí",
            "points": "Điểm",
            "max_points": "Tối đa",
            "value": "Giá trị",
            "counts": "Tử số / mẫu số",
            "adjusted": "Giá trị sau hiệu chỉnh số nhỏ",
            "interval": "Khoảng tin cậy 95%",
            "share": "Tỷ lệ đạt giữa hai ngưỡng",
        },
        kinds={
            "indicator": "text",
            "value": "count",
            "counts": "count",
            "adjusted": "count",
            "interval": "count",
        },
        decimals={"points": decimals, "max_points": decimals},
        total=True,
        note=source_note(
            evaluation, "điểm tối đa sau khi quy đổi phần không áp dụng", *_below(kept_back)
        ),
    )


def _below(kept_back: Iterable[bool]) -> list[str]:
    """What stands below a table that keeps something back."""
    return [BELOW] if any(kept_back) else []


def _no_source(row: dict[str, Any]) -> tuple[Html, Html, Html]:
    """An indicator that the whole league has no source of: no fault of the unit's."""
    words = NO_SOURCE if row["status"] == "missing" else word("measured", str(row["status"]))
    return text(""), mark("note", words), text("")


def _value_words(evaluation: Evaluation, row: dict[str, Any]) -> tuple[Html, Html, Html]:
    """Counts, value and adjusted value of one indicator, marked where there is no value."""
    counts, value, adjusted = value_texts(evaluation, row)
    if row["status"] == "measured":
        return text(counts), text(value), text(adjusted)
    kind: CalloutKind = "failed" if row["status"] == "missing" else "note"
    return text(counts), mark(kind, value), text("")


def total_sentence(view: UnitView) -> str:
    """How the total is made: points, adjustments with their documents, sum."""
    row = rows_of(view.evaluation, "ranking", view.unit_code).iloc[0]
    points, total = (points_text(view.evaluation, row[name]) for name in ("points", "total_points"))
    changes = rows_of(view.evaluation, "adjustments", view.unit_code)
    if not row["adjustments"]:
        return f"Không có điểm thưởng, điểm trừ; tổng điểm để xếp hạng là {total}."
    sign = "+" if row["adjustments"] > 0 else "−"
    size = points_text(view.evaluation, abs(row["adjustments"]))
    why = "; ".join(
        f"{reason} ({number})"
        for reason, number in zip(changes["reason"], changes["document_no"], strict=True)
    )
    return f"{points} {sign} {size} (điểm thưởng, điểm trừ) = {total} điểm. Căn cứ: {why}."


def report_sentence(view: UnitView) -> str:
    """When the unit's report came, in which file, and whether it was complete."""
    rows = rows_of(view.evaluation, "reports", view.unit_code)
    name = name_of(view.evaluation, view.unit_code)
    if rows.empty or not rows["file"].iloc[0]:
        return f"{name} chưa có báo cáo được tiếp nhận."
    row = rows.iloc[0]
    words = f"Báo cáo trong tệp {row['file']}"
    if row["received_at"]:
        words += f", nhận lúc {format_moment(row['received_at'])}"
    words += f": {lower_first(word('report', row['status']))}"
    if row["days_late"] > 0:
        words += f" {format_count(row['days_late'])} ngày làm việc"
    return words + (", đủ nội dung." if row["is_complete"] == "true" else ", chưa đủ nội dung.")


def unit_heading(view: UnitView, title: str) -> Html:
    """The head of a unit's page: title, status, three figures, two sentences, what blocks it."""
    top = header(view.evaluation, title)
    if not is_ranked(view):
        return top + paragraph(
            standing(view), " Trang này nêu số liệu, nội dung cần làm rõ, ý kiến."
        )
    gates = [] if is_public(view.evaluation) else blocking_gates(view)
    blocked = [
        callout("failed" if status == "failed" else "question", words, word=word("gate", status))
        for status, words in gates
    ]
    known = figures(unit_figures(view), standing(view), decision_sentence(view))
    return top + known + join(blocked)


def gates_table(view: UnitView) -> Html:
    """Every gate of a unit with verdict, reason and evidence; for everybody the verdict alone."""
    rows = rows_of(view.evaluation, "gates", view.unit_code)
    order = {gate.code: place for place, gate in enumerate(view.evaluation.rules.awards.gates)}
    rows = rows.sort_values("gate", key=lambda codes: codes.map(order))
    frame = pd.DataFrame(
        {
            "gate": [gate_label(view.evaluation, code) for code in rows["gate"]],
            "status": [worded("gate", code) for code in rows["status"]],
            "reason": rows["reason"],
            "evidence": rows["evidence"],
        }
    )
    labels = {"gate": "Điều kiện", "status": "Kết quả", "reason": "Lý do", "evidence": "Căn cứ"}
    if is_public(view.evaluation):
        del labels["reason"], labels["evidence"]
    return make_table(
        frame,
        caption=f"Điều kiện xét của {name_of(view.evaluation, view.unit_code)}",
        labels=labels,
        kinds={"gate": "text", "status": "text"},
        note="Điều kiện không cộng, không trừ điểm.",
    )


def panel_table(view: UnitView) -> Html:
    """Where each figure of a unit comes from: all sources side by side, and the one used."""
    evaluation = view.evaluation
    rows = rows_of(evaluation, "panel", view.unit_code)
    order = {one.code: place for place, one in enumerate(evaluation.rules.campaign.measures)}
    rows = rows.sort_values("measure", key=lambda codes: codes.map(order))
    frame = rows.assign(
        measure=[measure_label(evaluation, code) for code in rows["measure"]],
        used_source=[word("source", code) for code in rows["used_source"]],
    )
    values = ("reported_value", "platform_value", "register_value", "verified_value", "used_value")
    kept_back = [is_kept_back(evaluation, view.unit_code, code) for code in rows["measure"]]
    for name in values:
        frame[name] = objects(_unless(kept_back, rows[name]), frame)
    return make_table(
        frame,
        caption=f"Nguồn của từng số liệu của {name_of(evaluation, view.unit_code)}",
        labels={
            "measure": "Chỉ tiêu",
            "reported_value": "Đơn vị báo cáo",
            "platform_value": "Hệ thống iHanoi",
            "register_value": "Sổ đăng ký",
            "verified_value": "Đã thẩm định",
            "used_value": "Số dùng để tính",
            "used_source": "Lấy từ",
        },
        kinds={"measure": "text", "used_source": "text", **dict.fromkeys(values, "count")},
        note=source_note(
            evaluation, "– là nguồn không có số liệu này; 0 là có và bằng không", *_below(kept_back)
        ),
    )


def _unless(kept_back: Sequence[bool], counts: pd.Series) -> list[object]:
    """Counts, with words for those that are kept back."""
    return [KEPT_BACK if kept else count for kept, count in zip(kept_back, counts, strict=True)]


def counted_table(view: UnitView) -> Html:
    """What every indicator of a unit was counted from, and where each figure stands."""
    evaluation = view.evaluation
    rows = counted_from(view)
    if rows.empty:
        return callout("note", "Không có tiêu chí nào được đếm từ số liệu của đơn vị.")
    kept_back = [is_kept_back(evaluation, view.unit_code, code) for code in rows["measure"]]
    frame = rows.assign(
        used_value=objects(_unless(kept_back, rows["used_value"]), rows),
        indicator=[indicator_label(evaluation, code) for code in rows["indicator"]],
        measure=[measure_label(evaluation, code) for code in rows["measure"]],
        used_source=[word("source", code) for code in rows["used_source"]],
    )
    return make_table(
        frame,
        caption=f"Từng tiêu chí của {name_of(evaluation, view.unit_code)} tính từ số nào",
        labels={
            "measure": "Chỉ tiêu",
            "used_value": "Số dùng để tính",
            "used_source": "Lấy từ",
            "place": "Ghi ở",
            "indicator": "Cho tiêu chí",
        },
        kinds={
            **{"indicator": "text", "measure": "text", "used_source": "text", "place": "text"},
            "used_value": "count",
        },
        links={"place": "page"},
        note=source_note(
            evaluation, "– là chưa có số liệu; 0 là có và bằng không", *_below(kept_back)
        ),
    )


def change_table(view: UnitView) -> Html:
    """For each indicator alone, what would have reached the cut line, or that none could."""
    far = told_distance(view)
    if far is None:
        return callout("note", f"{distance_sentence(view)}.")
    if far >= 0:
        return callout("passed", REACHED, word="Điểm")
    barred = [
        callout("failed" if status == "failed" else "question", words, word=word("gate", status))
        for status, words in first_conditions(view)
    ]
    return join(barred) + _changes(view, far)


def _changes(view: UnitView, far: float) -> Html:
    """The least change of each indicator alone that makes up for the points below the line."""
    rows = what_would_do(view)
    reached = rows[rows["needed"].notna()]
    short = points_text(view.evaluation, -far)
    if reached.empty:
        return callout("note", f"Không tiêu chí nào một mình bù được {short} điểm còn thiếu.")
    others = len(rows) - len(reached)
    return make_table(
        reached.assign(
            indicator=[indicator_label(view.evaluation, code) for code in reached["indicator"]]
        ),
        caption=f"Mức tối thiểu để bù {short} điểm còn thiếu, xét riêng từng tiêu chí",
        labels={
            "indicator": "Tiêu chí",
            "needed": "Cần có",
            "now": "Hiện có",
            "more": "Thêm",
            "measure": "Số được đếm",
        },
        kinds={
            **{"indicator": "text", "measure": "text"},
            **{"now": "count", "needed": "count", "more": "count"},
        },
        note="Các tiêu chí khác, các đơn vị khác giữ nguyên; đã tính giới hạn số lượng, chưa xét "
        "điều kiện, chưa xét diện tiến bộ. "
        + (f"Còn {others} tiêu chí không đủ nếu chỉ xét riêng." if others else ""),
    )
