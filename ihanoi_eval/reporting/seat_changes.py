"""Whom an earlier run decided differently about: units and nominees, for a page and the Council."""

from typing import Any

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import place_of, points_text, rows_of, source_note, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.tables import in_part
from ihanoi_eval.reporting.wording import word

MOST = 20
NONE = "không có"
NO_CHANGE = "Không đơn vị, tập thể, cá nhân nào được xét khác lần chạy trước."
LABELS = {
    "name": "Đơn vị",
    "rank": "Hạng",
    "points": "Điểm",
    "decision": "Kết quả xét",
    "reason": "Lý do hiện nay",
}


def changed_units(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The units about which the runs decide differently, seats first, by league and rank."""
    rows = table(evaluation, "comparison")
    rows = rows[rows["decision_before"] != rows["decision_after"]]
    rows = rows.assign(has_seat=rows["seat"].map({"lost": 0, "gained": 1}).fillna(2))
    rows = rows.sort_values(["has_seat", "league", "rank_after", "unit_code"])
    return [
        {
            "name": place_of(evaluation, code),
            "rank": _move(_rank(before), _rank(after)),
            "points": _move(points_text(evaluation, had), points_text(evaluation, has)),
            "decision": _decisions(then, now),
            "reason": _reason(evaluation, code),
        }
        for code, before, after, had, has, then, now in rows[
            ["unit_code", "rank_before", "rank_after", "total_before", "total_after"]
            + ["decision_before", "decision_after"]
        ].itertuples(index=False, name=None)
    ]


def changed_nominees(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of `comparison_nominees` in words: about whom the runs decide differently."""
    return [
        {
            "nominee_id": code,
            "list": word("list", name),
            "decision": _decisions(then, now),
            "reason": reason,
        }
        for code, name, then, now, reason in rows[
            ["nominee_id", "list", "decision_before", "decision_after", "reason"]
        ].itertuples(index=False, name=None)
    ]


def seat_changes(evaluation: Evaluation) -> Html:
    """Both as tables; what to do where no earlier run is named."""
    if table(evaluation, "comparison").empty:
        return callout(
            "note", "Thêm --previous với thư mục của lần chạy trước để thấy ai được xét khác."
        )
    units = changed_units(evaluation)
    nominees = changed_nominees(table(evaluation, "comparison_nominees"))
    if not units and not nominees:
        return callout("passed", NO_CHANGE)
    of_units = _table(
        evaluation,
        units,
        LABELS,
        caption=f"{len(units)} đơn vị được xét khác lần chạy trước (trước → sau)",
        note="từng phần của chênh lệch ở comparison_points",
        name="comparison",
        what="đơn vị",
    )
    of_nominees = _table(
        evaluation,
        nominees,
        {"nominee_id": "Mã", "list": "Danh sách"}
        | {key: LABELS[key] for key in ("decision", "reason")},
        caption=f"{len(nominees)} tập thể, cá nhân được xét khác lần chạy trước",
        note="tên chỉ có trong hồ sơ của lần chạy",
        name="comparison_nominees",
        what="tập thể, cá nhân",
    )
    return of_units + of_nominees


def _table(
    evaluation: Evaluation,
    rows: list[dict[str, Any]],
    labels: dict[str, str],
    *,
    caption: str,
    note: str,
    name: str,
    what: str,
) -> Html:
    """Rows under their labels, the first in sight; nothing without any."""

    def make(part: pd.DataFrame, below: str) -> Html:
        return make_table(
            part,
            caption=caption,
            labels=labels,
            kinds=dict.fromkeys(labels, "text"),
            note=below or source_note(evaluation, note),
        )

    return in_part(pd.DataFrame(rows), make, most=MOST, name=name, what=what) if rows else Html("")


def _reason(evaluation: Evaluation, code: str) -> str:
    """Why a unit has the decision that it has now."""
    rows = rows_of(evaluation, "shortlist", code)
    return str(rows["reason"].iloc[0]) if len(rows) else "không có danh sách"


def _rank(rank: float) -> str:
    """A rank, or that there is none."""
    return NONE if pd.isna(rank) else f"{rank:.0f}"


def _decisions(before: str, after: str) -> str:
    """Two decisions in words."""
    return _move(*(word("decision", one) or NONE for one in (before, after)))


def _move(before: str, after: str) -> str:
    """What was and what is, once where it is the same.

    >>> _move("3", "5"), _move("3", "3")
    ('3 → 5', '3')
    """
    return before if before == after else f"{before} → {after}"
