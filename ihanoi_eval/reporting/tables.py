"""Tables of many units: ranks with points by pillar, findings by weight, decisions with reasons."""

import re
from collections.abc import Callable, Sequence

import pandas as pd

from ihanoi_eval.columns import Kind
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import CalloutKind, callout, folded, link, mark
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import (
    MINIMUM,
    cut_line,
    decisions,
    name_of,
    page_of,
    pillar_labels,
    pillar_points,
    place_of,
    ranked,
    records,
    seats_of,
    source_note,
    stage_label,
    table,
)
from ihanoi_eval.reporting.html import Html, text
from ihanoi_eval.reporting.levels import shared_finding
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.vietnamese import MISSING, format_count

MOST_ROWS = 200  # of a table without end on a page: 100.000 rows would be 33 MB
_MARKS: dict[str, CalloutKind] = {
    "passed": "passed",
    "failed": "failed",
    "on_hold": "question",
    "not_checked": "note",
    "award": "passed",
    "council": "question",
    "not_eligible": "failed",
    "error": "failed",
    "warning": "question",
    "question": "question",
    "on_time": "passed",
    "late": "question",
    "missing": "failed",
}


def worded(kind: str, code: str) -> Html:
    """A code of a fixed list as its words, with the colour and the shape of what it means."""
    words = word(kind, code)
    return mark(_MARKS[code], words) if code in _MARKS else text(words)


def worded_column(kind: str, codes: pd.Series) -> pd.Series:
    """A column of codes as their words and marks."""
    return objects([worded(kind, code) for code in codes], codes)


def objects(cells: Sequence[object], rows: pd.DataFrame | pd.Series) -> pd.Series:
    """Cells that are markup, or numbers and words mixed, as a column beside the rows."""
    return pd.Series(list(cells), index=rows.index, dtype="object")


def anchored(words: object, name: str) -> Html:
    """Words that a link can lead to; plain words where the name cannot be an anchor."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        return text(words)
    return Html(f'<span id="{name}">{text(words)}</span>')


def first_rows(rows: pd.DataFrame, name: str) -> tuple[pd.DataFrame, str]:
    """The rows of a table that a page shows, and where the others are; the table may be endless."""
    left = len(rows) - MOST_ROWS
    if left <= 0:
        return rows, ""
    return rows.head(MOST_ROWS), f"Và {format_count(left)} dòng khác, xem tables/{name}.csv."


def named(evaluation: Evaluation, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with each unit's name and place, and the page its name leads to."""
    return rows.assign(
        name=[place_of(evaluation, code) for code in rows["unit_code"]],
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
    )


def in_part(
    rows: pd.DataFrame,
    make: Callable[[pd.DataFrame, str], Html],
    *,
    most: int,
    name: str,
    what: str,
) -> Html:
    """A long table in two: the first rows in sight, the others folded, the rest in tables/.

    make: a table of some rows with a line below them.
    """
    left = rows.iloc[most:]
    if left.empty:
        return make(rows, "")
    some, more = first_rows(left, name)
    summary = f"Còn {format_count(len(left))} {what}, đủ ở tables/{name}.csv"
    return make(rows.head(most), "") + folded(summary, make(some, more))


def findings_table(
    evaluation: Evaluation,
    rows: pd.DataFrame,
    *,
    caption: str,
    shared: bool,
    units: bool = True,
    own: str = "",
) -> Html:
    """Findings, the weightiest first; shared pages leave small counts of residents out.

    own: the unit whose page it is, which shows its own counts.
    """
    if rows.empty:
        return callout("passed", "Không có nội dung nào cần làm rõ.", word="Đã kiểm tra")
    weight = {"error": 0, "warning": 1, "question": 2}
    rows = rows.sort_values(
        ["severity", "unit_code", "finding_id"],
        key=lambda column: column.map(weight) if column.name == "severity" else column,
    )
    rows, more = first_rows(rows, "findings")
    messages = [
        shared_finding(evaluation, row)
        if shared and not (own and row["unit_code"] == own)
        else row["message"]
        for row in records(rows)
    ]
    frame = pd.DataFrame(
        {
            "severity": [worded("severity", code) for code in rows["severity"]],
            "unit": [name_of(evaluation, code) or MISSING for code in rows["unit_code"]],
            "message": messages,
            "status": [word("finding", code) for code in rows["status"]],
            "page": [page_of(evaluation, code) for code in rows["unit_code"]],
        }
    )
    labels = {
        "severity": "Mức độ",
        "unit": "Đơn vị",
        "message": "Nội dung cần làm rõ",
        "status": "Trạng thái",
    }
    if not units:
        del labels["unit"]
    return make_table(
        frame,
        caption=caption,
        labels=labels,
        kinds=dict.fromkeys(labels, "text"),
        links={"unit": "page"} if units else None,
        note=f"Mỗi dòng là câu hỏi gửi đơn vị; không làm thay đổi số liệu nào. {more}".strip(),
    )


def ranking_table(
    evaluation: Evaluation,
    codes: Sequence[str],
    *,
    caption: str,
    this: str = "",
    anchors: bool = False,
) -> Html:
    """Units of one league with rank, total, points of each pillar and what was decided."""
    league = evaluation.rules.campaign.unit_by_code[codes[0]].league
    every = ranked(evaluation, league)
    rows = table(evaluation, "ranking")
    rows = rows[rows["unit_code"].isin(codes)].sort_values(
        ["total_points", "unit_code"], ascending=[False, True], na_position="last"
    )
    pillars = pillar_points(evaluation, league)
    decided = decisions(evaluation)
    label = evaluation.rules.campaign.league_by_code[league].unit_label
    frame = pd.DataFrame(
        {
            "rank": [
                text(f"{rank:.0f}" + (" (đồng hạng)" if tied == "true" else ""))
                if rank == rank
                else text("không xếp")
                for rank, tied in zip(rows["rank"], rows["is_tied"], strict=True)
            ],
            "name": [
                anchored(link(name_of(evaluation, code), page_of(evaluation, code)), code)
                if anchors
                else name_of(evaluation, code)
                for code in rows["unit_code"]
            ],
            "parent": [_parent_name(evaluation, code) for code in rows["unit_code"]],
            "total_points": rows["total_points"].to_numpy(),
            **{code: rows["unit_code"].map(pillars[code]).to_numpy() for code in pillars},
            "decision": [
                worded("decision", decided[code]) if decided.get(code) else text(MISSING)
                for code in rows["unit_code"]
            ],
            "page": [page_of(evaluation, code) for code in rows["unit_code"]],
        }
    )
    labels = {"name": "Đơn vị", "rank": f"Hạng trong {len(every)}", "total_points": "Tổng điểm"}
    if not anchors and frame["parent"].any():
        labels["parent"] = "Thuộc"
    heads = pillar_labels(evaluation)
    labels |= {**{code: heads[code] for code in pillars}, "decision": "Kết quả xét"}
    points: dict[str, Kind] = dict.fromkeys(pillars, "points")
    decimals = dict.fromkeys([*pillars, "total_points"], evaluation.rules.rubric.decimals)
    return make_table(
        frame,
        caption=f"{caption} (hạng trong {len(every)} {label})",
        labels=labels,
        kinds={"name": "text", "parent": "text", "rank": "count", "decision": "text", **points},
        decimals=decimals,
        links=None if anchors else {"name": "page"},
        highlight=rows["unit_code"] == this,
        note=source_note(evaluation),
    )


def _parent_name(evaluation: Evaluation, unit_code: str) -> str:
    """The name of the unit above, where it is a unit itself."""
    units = evaluation.rules.campaign.unit_by_code
    parent = units[unit_code].parent_code
    return units[parent].name if parent in units else ""


def reasons_table(evaluation: Evaluation, league: str, rows: pd.DataFrame, *, caption: str) -> Html:
    """Units with what was decided of them and why."""
    rows = rows.merge(ranked(evaluation, league)[["unit_code", "rank"]], on="unit_code", how="left")
    rows = rows.sort_values(["rank", "unit_code"], na_position="last")
    frame = pd.DataFrame(
        {
            "name": [name_of(evaluation, code) for code in rows["unit_code"]],
            "parent": [_parent_name(evaluation, code) for code in rows["unit_code"]],
            # Hundreds of rows: words alone, the mark's markup would outweigh them.
            "decision": [word("decision", code) for code in rows["decision"]],
            "reason": rows["reason"].to_numpy(),
            "page": [page_of(evaluation, code) for code in rows["unit_code"]],
        }
    )
    labels = {"name": "Đơn vị", "parent": "Thuộc", "decision": "Kết quả xét", "reason": "Lý do"}
    if not frame["parent"].any():
        del labels["parent"]
    return make_table(
        frame,
        caption=caption,
        labels=labels,
        kinds=dict.fromkeys(labels, "text"),
        links={"name": "page"},
    )


def seats_table(evaluation: Evaluation, league: str, *wanted: str, caption: str) -> Html:
    """A league's seats in order, with track, points and what decided each; equal ones said."""
    rows = seats_of(evaluation, league, *wanted)
    order = {"level": 0, "improvement": 1, "": 2}
    rows = rows.sort_values(
        ["track", "position", "unit_code"],
        key=lambda column: column.map(order) if column.name == "track" else column,
    )
    size = len(ranked(evaluation, league))
    cut = cut_line(evaluation, league)
    kept = cut.by_minimum if cut else ()
    tied = rows["unit_code"].map(table(evaluation, "ranking").set_index("unit_code")["is_tied"])
    frame = pd.DataFrame(
        {
            "name": [name_of(evaluation, code) for code in rows["unit_code"]],
            "parent": [_parent_name(evaluation, code) for code in rows["unit_code"]],
            "track": [
                f"{word('track', row['track'])} ({MINIMUM})"
                if row["unit_code"] in kept
                else word("track", row["track"])
                for row in records(rows)
            ],
            "total_points": rows["total_points"].to_numpy(),
            "rank": [
                text(f"{rank:.0f}" + (" (đồng hạng)" if is_tied == "true" else ""))
                for rank, is_tied in zip(rows["rank"], tied, strict=True)
            ],
            "decided_by": [stage_label(evaluation, code) for code in rows["decided_by"]],
            "decision": [worded("decision", code) for code in rows["decision"]],
            "page": [page_of(evaluation, code) for code in rows["unit_code"]],
        }
    )
    labels = {  # what matters first: a phone shows the first columns
        "name": "Đơn vị",
        "rank": f"Hạng trong {size}",
        "total_points": "Tổng điểm",
        "track": "Diện",
        "parent": "Thuộc",
        "decided_by": "Phân định bởi",
        "decision": "Kết quả xét",
    }
    for name in ("parent", "decided_by"):
        if not frame[name].astype(str).any():
            del labels[name]
    if rows["decision"].nunique() == 1:
        del labels["decision"]  # the caption says it
    unit_label = evaluation.rules.campaign.league_by_code[league].unit_label
    return make_table(
        frame,
        caption=f"{caption} (hạng trong {size} {unit_label})",
        labels=labels,
        kinds={**dict.fromkeys(labels, "text"), "total_points": "points", "rank": "count"},
        decimals={"total_points": evaluation.rules.rubric.decimals},
        links={"name": "page"},
        note=source_note(evaluation),
    )
