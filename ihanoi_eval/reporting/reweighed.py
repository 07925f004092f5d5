"""What other weights would change in a league: the line, who enters and leaves, the list."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, case_of, measured
from ihanoi_eval.judgement.field import IMPROVEMENT, LEVEL, league_fields
from ihanoi_eval.judgement.reweighing import Scales, scales_of
from ihanoi_eval.reporting.blocks import CalloutKind, callout, figures, mark
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import place_of, points_text, source_note
from ihanoi_eval.reporting.html import Html, text
from ihanoi_eval.reporting.tables import objects
from ihanoi_eval.reporting.wording import names, word
from ihanoi_eval.vietnamese import MISSING, format_count

BELOW = 10  # units shown below the last one that has or had a seat
NAMED = 12


def weighed(evaluation: Evaluation) -> dict[str, Scales]:
    """Each league that has a list, ready for other weights (judgement/reweighing)."""
    rules, tables = evaluation.rules, evaluation.tables
    counts, readings = measured(evaluation)
    fields = league_fields(
        tables["ranking"],
        tables["gates"],
        readings,
        counts,
        campaign=rules.campaign,
        rubric=rules.rubric,
        awards=rules.awards,
    )
    return scales_of(
        fields,
        readings,
        tables["gates"],
        rubric=rules.rubric,
        awards=rules.awards,
        case=case_of(evaluation, counts),
        is_listed=bool((tables["shortlist"]["nominee_id"] == "").any()),
    )


def line_of(frame: pd.DataFrame) -> float:
    """The points at which the list by level ends, seats by a group's minimum aside."""
    level = frame[(frame["track"] == LEVEL) & ~frame["is_by_minimum"]]
    return float(level["total_points"].min())


def reweighed(
    evaluation: Evaluation, league: str, before: pd.DataFrame, after: pd.DataFrame
) -> Html:
    """The league under other weights beside what it is under the rubric's own.

    before, after: tables of judgement.reweighing.reweigh.
    """
    both = after.merge(before, on="unit_code", suffixes=("", "_before"))
    is_in, was_in = both["track"] != "", both["track_before"] != ""
    entered, left = both[is_in & ~was_in], both[~is_in & was_in]
    moved = int((both["rank"] != both["rank_before"]).sum())
    label = evaluation.rules.campaign.league_by_code[league].unit_label
    size = len(both)
    lines = [_points(evaluation, line_of(one)) for one in (before, after)]
    items = [
        (lines[1], f"điểm ngưỡng danh sách, đang là {lines[0]}"),
        (f"{len(entered)} / {len(left)}", "đơn vị vào / ra danh sách"),
        (format_count(moved), f"đổi hạng trong {size} {label}"),
    ]
    return (
        figures(items)
        + _told(evaluation, "passed", "Vào danh sách", entered)
        + _told(evaluation, "failed", "Ra khỏi danh sách", left)
        + _table(evaluation, both, label)
    )


def _points(evaluation: Evaluation, points: float) -> str:
    """Points, or a dash where nothing applies."""
    return points_text(evaluation, points) if points == points else MISSING


def _told(evaluation: Evaluation, kind: CalloutKind, what: str, rows: pd.DataFrame) -> Html:
    """Who enters or leaves, by name."""
    if rows.empty:
        return callout("note", "không đơn vị nào.", word=what)
    places = [place_of(evaluation, code) for code in rows["unit_code"]]
    return callout(kind, f"{names(places, most=NAMED)}.", word=what)


def _table(evaluation: Evaluation, both: pd.DataFrame, label: str) -> Html:
    """The list as it would be, and whoever stands next below it."""
    seated = (both["track"] != "") | (both["track_before"] != "")
    last = int(seated.to_numpy().nonzero()[0].max()) if seated.any() else -1
    rows = both[seated | (both.index > last)].head(int(seated.sum()) + BELOW)
    frame = pd.DataFrame(
        {
            "name": [place_of(evaluation, code) for code in rows["unit_code"]],
            "rank": rows["rank"],
            "rank_before": rows["rank_before"],
            "total_points": rows["total_points"],
            "change": rows["total_points"] - rows["total_points_before"],
            "seat": objects([_seat(*pair) for pair in zip(rows["track"], rows["track_before"],
                                                          strict=True)], rows),
        }
    )  # fmt: skip
    return make_table(
        frame,
        caption=f"Danh sách theo trọng số đang thử (hạng trong {len(both)} {label})",
        labels={
            "name": "Đơn vị",
            "seat": "Danh sách",
            "rank": "Hạng",
            "rank_before": "Hạng hiện nay",
            "total_points": "Điểm",
            "change": "Thêm, bớt",
        },
        kinds={
            **{"name": "text", "seat": "text", "rank": "count", "rank_before": "count"},
            **{"total_points": "points", "change": "points"},
        },
        decimals=dict.fromkeys(("total_points", "change"), evaluation.rules.rubric.decimals),
        highlight=(rows["track"] != "").to_numpy() != (rows["track_before"] != "").to_numpy(),
        note=source_note(evaluation, "bằng điểm ở cuối danh sách thì Hội đồng chọn"),
    )


def _seat(track: str, before: str) -> Html:
    """Whether a unit has a seat, and whether it had one."""
    if track and before:
        return text(word("track", track))
    if track in (LEVEL, IMPROVEMENT):
        return mark("passed", f"vào, {word('track', track).lower()}")
    return mark("failed", "ra") if before else text(MISSING)
