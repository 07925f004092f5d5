"""Where a unit stands: ladder of its league, strip of its peers, points earned and lost.

The scale of each comes from the rubric, so that pages can be laid side by side.
"""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.absences import NO_SOURCE_SHORT, absent_indicators
from ihanoi_eval.reporting.explanations import earned_and_lost, line_name, own_line
from ihanoi_eval.reporting.facts import (
    MINIMUM,
    CutLine,
    UnitView,
    cut_line,
    group_label,
    indicator_label,
    league_of,
    name_of,
    points_text,
    ranked,
    records,
    rows_of,
    seats_of,
    source_note,
)
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.vietnamese import format_count

MARGIN = 0.07  # room for an axis' numbers
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOP, HEIGHT = 24, 180  # of the ladder, in pixels
DOT = 6  # pixels from one dot of the strip to the next
BINS = 56  # dots that stand side by side on a phone
BARS = 0.78  # of the sheet for bars, the rest for their score


def ladder(evaluation: Evaluation, league: str, *, title: str, unit_code: str = "") -> Html:
    """All units of a league by rank and points, those proposed, the cut line, and this unit."""
    ranking = ranked(evaluation, league)
    cut = cut_line(evaluation, league)
    scale = float(evaluation.rules.rubric.scale)
    last = max(len(ranking) - 1, 1)
    spots = {
        code: (place / last, 1 - d.clip(points / scale))
        for place, (code, points) in enumerate(
            zip(ranking["unit_code"], ranking["total_points"], strict=True)
        )
    }
    told = ""
    if unit_code in spots:
        row = ranking[ranking["unit_code"] == unit_code].iloc[0]
        told = f"hạng {row['rank']:.0f}: {points_text(evaluation, row['total_points'])} điểm"
    parts = [
        *_rungs(scale),
        *_ladder_dots(evaluation, league, spots, cut),
        *_ladder_cut(evaluation, cut, scale),
        *(_ladder_unit(spots[unit_code], told, cut, scale) if told else []),
        d.text(0, TOP + HEIGHT + 20, "hạng 1", size=11, colour=d.OTHERS),
        d.text(
            1, TOP + HEIGHT + 20, f"hạng {len(ranking)}", size=11, anchor="end", colour=d.OTHERS
        ),
    ]
    height = TOP + HEIGHT + 28
    unit_label = evaluation.rules.campaign.league_by_code[league].unit_label
    alt = d.sentence(
        f"Bậc thang điểm của {len(ranking)} {unit_label}",
        f"ngưỡng danh sách {points_text(evaluation, cut.points)} điểm" if cut else "",
        f"{len(cut.by_minimum)} {MINIMUM}" if cut and cut.by_minimum else "",
        told and f"{name_of(evaluation, unit_code)} {told}",
    )
    marks = ["● đậm: diện dẫn đầu; ▲: diện tiến bộ; ● nhạt: các đơn vị khác"] if cut else []
    marks += [f"□: {MINIMUM}"] if cut and cut.by_minimum else []
    return d.drawn(
        d.sheet(height, d.pane(MARGIN, 0, 1 - MARGIN - 0.01, height, *parts), alt=alt),
        title=title,
        note=source_note(evaluation, *marks),
    )


def _rungs(scale: float) -> list[str]:
    """The ladder's lines at each quarter of the scale."""
    return [
        d.text(-MARGIN, y + 4, format_count(scale * at), size=11, colour=d.OTHERS)
        + d.line(0, y, 1, y)
        for at in QUARTERS
        for y in [TOP + HEIGHT * (1 - at)]
    ]


def _ladder_dots(
    evaluation: Evaluation,
    league: str,
    spots: dict[str, tuple[float, float]],
    cut: CutLine | None,
) -> list[str]:
    """Units as dots: others faint, seats by points dark, other seats by the shape of their kind."""
    level, improvement = (
        set(seats_of(evaluation, league, "award", "council", track=track)["unit_code"])
        for track in ("level", "improvement")
    )
    kept = set(cut.by_minimum) if cut else set()
    others = [at for code, at in spots.items() if code not in level]
    seats = [at for code, at in spots.items() if code in level - kept]
    shapes = dict.fromkeys(sorted(improvement), "triangle") | dict.fromkeys(sorted(kept), "frame")
    dots = d.dots(others, colour=d.FAINT, size=4) + d.dots(seats, colour=d.INK, size=6)
    return [
        d.pane(0, TOP, 1, HEIGHT, dots),
        *(
            d.mark(shape, spots[code][0], TOP + HEIGHT * spots[code][1], colour=d.INK)
            for code, shape in shapes.items()
            if code in spots
        ),
    ]


def _ladder_cut(evaluation: Evaluation, cut: CutLine | None, scale: float) -> list[str]:
    """The cut line, its words in the empty corner above the falling ladder."""
    if cut is None:
        return []
    y = TOP + HEIGHT * (1 - d.clip(cut.points / scale))
    words = f"ngưỡng danh sách {points_text(evaluation, cut.points)}"
    return [
        d.line(0, y, 1, y, colour=d.CUT, width=1.4, dash="5 3"),
        d.text(1, y - 6, words, anchor="end", colour=d.CUT, halo=True),
    ]


def _ladder_unit(
    spot: tuple[float, float], told: str, cut: CutLine | None, scale: float
) -> list[str]:
    """This unit and its words: above a falling line to its right, or below it to its left.

    Right under the cut line its words would cross that line's own, so they go above both.
    """
    x, y = spot[0], TOP + HEIGHT * spot[1]
    line = TOP + HEIGHT * (1 - d.clip(cut.points / scale)) if cut else -100.0
    is_left, is_near = x <= 0.5, 0 <= y - line < 26
    label_y = y + 20 if not is_left else line - 24 if is_near else y - 9
    label = d.text(
        x,
        label_y,
        told,
        dx=6 if is_left else -6,
        anchor="start" if is_left else "end",
        colour=d.UNIT,
        bold=True,
        halo=True,
    )
    leader = [d.line(x, label_y - 4, x, y, colour=d.UNIT, dash="2 2")] if is_left else []
    return [*leader, d.mark("diamond", x, y, colour=d.UNIT), label]


def strip(view: UnitView, *, title: str) -> Html:
    """The unit's peer group on one line of points, with this unit, the median and the cut line."""
    evaluation = view.evaluation
    league = league_of(evaluation, view.unit_code).code
    scale = float(evaluation.rules.rubric.scale)
    ranking = ranked(evaluation, league)
    own = ranking[ranking["unit_code"] == view.unit_code].iloc[0]
    peers = ranking[ranking["peer_group"] == own["peer_group"]]
    median = float(peers["total_points"].median())
    dots, tallest = _stacked(peers[peers["unit_code"] != view.unit_code]["total_points"] / scale)
    base = 30 + DOT * tallest
    x, middle = d.clip(own["total_points"] / scale), d.clip(median / scale)
    told = (
        f"{points_text(evaluation, own['total_points'])} điểm, "
        f"hạng {own['peer_rank']:.0f}/{len(peers)} trong nhóm"
    )
    middle_words = f"mức giữa nhóm {points_text(evaluation, median)}"
    parts = [
        d.line(0, base, 1, base, colour=d.OTHERS),
        *(
            d.text(at, base + 15, format_count(scale * at), size=11, anchor=anchor, colour=d.OTHERS)
            for at in QUARTERS
            for anchor in [d.anchor_at(at)]
            if min(abs(at - x), abs(at - middle)) > 0.07
        ),
        d.pane(0, base - DOT * tallest, 1, DOT * tallest, d.dots(dots, colour=d.FAINT)),
        d.line(middle, base - 4, middle, base + 22, colour=d.INK, width=1.4),
        d.line(x, base, x, base + 40, colour=d.UNIT, dash="2 2"),
        d.text(middle, base + 34, middle_words, anchor=d.anchor_at(middle), size=12, halo=True),
        d.mark("diamond", x, base - 6, colour=d.UNIT),
        d.text(x, base + 52, told, anchor=d.anchor_at(x), colour=d.UNIT, bold=True),
        *_strip_cut(view, base),
    ]
    label = group_label(evaluation, league, own["peer_group"])
    alt = d.sentence(
        f"Điểm của {len(peers)} đơn vị trong nhóm so sánh {label}",
        f"{name_of(evaluation, view.unit_code)} {told}",
        middle_words,
    )
    return d.drawn(
        d.sheet(base + 60, d.pane(0.01, 0, 0.98, base + 60, *parts), alt=alt),
        title=title,
        note=source_note(evaluation, f"nhóm so sánh: {label}"),
    )


def _stacked(shares: pd.Series) -> tuple[list[tuple[float, float]], int]:
    """Dots of equal shares one above another, and how high the highest stack is."""
    heights: dict[int, int] = {}
    places: list[tuple[int, int]] = []
    for share in shares:
        column = round(d.clip(share) * BINS)
        heights[column] = heights.get(column, 0) + 1
        places.append((column, heights[column]))
    tallest = max([*heights.values(), 2])
    return [
        (column / BINS, 1 - (DOT * level - 2) / (DOT * tallest)) for column, level in places
    ], tallest


def _strip_cut(view: UnitView, base: float) -> list[str]:
    """The unit's line across the strip."""
    line = own_line(view)
    if line is None:
        return []
    at = d.clip(line / float(view.evaluation.rules.rubric.scale))
    words = f"{line_name(view)} {points_text(view.evaluation, line)}"
    return [
        d.line(at, 18, at, base, colour=d.CUT, width=1.4, dash="5 3"),
        d.text(at, 12, words, anchor=d.anchor_at(at), colour=d.CUT),
    ]


def points_bars(view: UnitView, *, title: str) -> Html:
    """Points earned and lost on each indicator, with the league's median, on one scale for all."""
    evaluation = view.evaluation
    rows = earned_and_lost(view)
    status = rows_of(evaluation, "indicators", view.unit_code).set_index("indicator")["status"]
    rubric = evaluation.rules.rubric
    # The largest pillar is as far as rescaling usually takes an indicator: one scale for all units.
    widest = max(float(most) for _, one in rubric.walk() for most in one.max_points.values())
    absent = absent_indicators(evaluation, league_of(evaluation, view.unit_code).code)
    drawn = 0
    parts: list[str] = []
    told: list[str] = []
    for place, row in enumerate(records(rows)):
        y = 44 * place + (18 if drawn else 0)  # room for the words at the first median
        label = indicator_label(evaluation, row["indicator"])
        parts.append(d.text(0, y + 14, d.fit(label, d.NARROW), size=12.5))
        state = str(status.get(row["indicator"], "measured"))
        if pd.isna(row["points"]):
            score = word("measured", state if state != "measured" else "not_applicable").lower()
            if row["indicator"] in absent and state == "missing":
                score = NO_SOURCE_SHORT
            parts.append(d.text(0, y + 31, score, colour=d.OTHERS))
        else:
            score = f"{points_text(evaluation, row['points'])}/{_whole(row['max_points'])}"
            shares = d.clip(row["points"] / widest), d.clip(row["max_points"] / widest)
            parts += _points_bar(y + 20, *shares, state)
            parts.append(d.text(1, y + 31, score, anchor="end", bold=True))
            if state != "missing":  # its words stand where the tick would
                parts += _points_median(
                    y + 16, row["median_points"], widest, is_first=not drawn, evaluation=evaluation
                )
                drawn += 1
        told.append(f"{label} {score}")
    height = 44 * len(rows) + 22
    name = name_of(evaluation, view.unit_code)
    alt = d.sentence(f"Điểm từng tiêu chí của {name}", *told)
    return d.drawn(
        d.sheet(height, d.pane(0.002, 0, 0.996, height, *parts), alt=alt),
        title=title,
        note=source_note(evaluation, "phần để trắng là điểm chưa đạt"),
    )


def _points_bar(y: float, earned: float, most: float, state: str) -> list[str]:
    """What could be earned as an outline, what was earned inside it; missing said, not drawn."""
    outline = d.bar(0, y, BARS * most, 13, fill="#fff", edge=d.FAINT)
    if state == "missing":
        return [outline, d.text(0.01, y + 10.5, "thiếu số liệu", size=11, colour=d.CUT)]
    return [outline, d.bar(0, y, BARS * earned, 13, fill=d.UNIT)]


def _points_median(
    y: float, median: float, widest: float, *, is_first: bool, evaluation: Evaluation
) -> list[str]:
    """The league's median as a thick tick, said in words at the first one."""
    at = BARS * d.clip(median / widest)
    tick = [d.line(at, y, at, y + 21, colour=d.INK, width=2.4)]
    words = f"vạch đậm: mức giữa của bảng ({points_text(evaluation, median)})"
    return tick + ([d.text(at, y + 34, words, size=11, anchor=d.anchor_at(at))] if is_first else [])


def _whole(points: float) -> str:
    """The points an indicator can give: 30, or 31,58 after rescaling."""
    return format_count(points) if points == round(points) else f"{points:.2f}".replace(".", ",")
