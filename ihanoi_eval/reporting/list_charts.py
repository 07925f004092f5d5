"""Charts of many units at once: seats by district and peer group, reports against the platform."""

from collections.abc import Sequence

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.facts import (
    group_label,
    measure_label,
    name_of,
    ranked,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.vietnamese import format_count

SMALL = 12.5
# What was decided of a unit, as a shape: a grid without colours says the same.
SEATS = {
    ("award", "level"): ("square", d.INK),
    ("award", "improvement"): ("triangle", d.PASSED),
    ("council", "level"): ("diamond", d.QUESTION),
    ("council", "improvement"): ("diamond", d.QUESTION),
    ("reserve", "level"): ("circle", d.OTHERS),
    ("reserve", ""): ("circle", d.OTHERS),
}


def seat_grid(evaluation: Evaluation, league: str, *, title: str) -> Html | None:
    """Who was taken, by district and peer group, each seat a shape with its rank; or nothing."""
    seats = table(evaluation, "shortlist")
    seats = seats[seats["decision"].isin(["award", "council", "reserve"])]
    seats = seats.merge(
        ranked(evaluation, league)[["unit_code", "rank", "peer_group"]], on="unit_code"
    ).sort_values(["rank", "unit_code"])
    if seats.empty:
        return None
    units = evaluation.rules.campaign.unit_by_code
    parents = seats["unit_code"].map(lambda code: units[code].parent_code)
    rows = sorted({code for code in parents if code in units})
    units_table = table(evaluation, "units")
    groups = sorted(set(units_table["peer_group"][units_table["league"] == league]) - {""})
    if not rows or not groups:
        return None
    top, left = 18 * len(groups) + 14, 0.36
    width = (1 - left) / len(groups)
    cells = {key: frame for key, frame in seats.groupby([parents, "peer_group"])}
    depth = {
        parent: max(len(cells.get((parent, group), ())) for group in groups) for parent in rows
    }
    height = top + 20 * sum(depth.values()) + 4 * len(rows) + 4
    parts = _grid_heads(evaluation, league, groups, top, height, left, width)
    y = float(top)
    for parent in rows:
        parts.append(d.text(0, y + 14, name_of(evaluation, parent), size=SMALL))
        for column, group in enumerate(groups):
            if (parent, group) in cells:
                parts += _grid_cell(cells[parent, group], left + width * column, y + 10)
        y += 20 * depth[parent] + 4
        parts.append(d.line(0, y - 2, 1, y - 2))
    counted = seats["decision"].value_counts()
    alt = d.sentence(
        f"Chỗ theo {len(rows)} quận, huyện và {len(groups)} nhóm so sánh",
        *(f"{word('decision', str(code))} {count}" for code, count in counted.items()),
    )
    marks = "■: diện dẫn đầu; ▲: diện tiến bộ; ◆: Hội đồng quyết định; ●: dự phòng; số là hạng"
    return d.drawn(
        d.sheet(height, *parts, alt=alt), title=title, note=source_note(evaluation, marks)
    )


def _grid_heads(
    evaluation: Evaluation,
    league: str,
    groups: Sequence[str],
    top: float,
    height: float,
    left: float,
    width: float,
) -> list[str]:
    """Peer groups above their columns, one line each so that long labels have room."""
    parts = []
    for column, group in enumerate(groups):
        x = left + width * column
        y = 14 + 18 * column
        flip = column > len(groups) / 2
        label = group_label(evaluation, league, group)
        anchor = "end" if flip else "start"
        parts.append(d.text(x + (width if flip else 0), y, label, size=11, anchor=anchor))
        parts.append(d.line(x, y + 4 if not flip else top - 4, x, height - 6))
    return parts


def _grid_cell(inside: pd.DataFrame, x: float, y: float) -> list[str]:
    """The seats of a district in a peer group, one under another."""
    parts = []
    for place, row in enumerate(inside.itertuples()):
        shape, colour = SEATS.get((str(row.decision), str(row.track)), ("circle", d.OTHERS))
        level = y + 20 * place
        mark = d.mark(shape, 0, level, colour=colour)
        parts.append(f'<g transform="translate(9)">{d.pane(x, 0, 1, level, mark)}</g>')
        parts.append(d.text(x, level + 4, f"{row.rank:.0f}", dx=18, size=11.5, colour=colour))
    return parts


def source_gaps(evaluation: Evaluation, *, title: str) -> Html | None:
    """How far reports stand from the platform, a row of dots a measure; none without both."""
    panel = table(evaluation, "panel")
    both = panel[panel["reported_value"].notna() & (panel["platform_value"] > 0)]
    both = both[both["unit_code"].isin(evaluation.rules.campaign.unit_by_code)]
    if both.empty:
        return None
    gaps = both["reported_value"] / both["platform_value"] - 1
    measures = sorted(set(both["measure"]))
    height = 56 * len(measures) + 24
    parts = [
        piece
        for line, measure in enumerate(measures)
        for piece in _gap_row(evaluation, measure, gaps[both["measure"] == measure], 56 * line + 14)
    ]
    parts += [
        d.text(0, height - 6, "thấp hơn 100%", size=11, colour=d.OTHERS),
        d.text(0.5, height - 6, "khớp hệ thống", size=11, anchor="middle", colour=d.OTHERS),
        d.text(1, height - 6, "cao hơn 100%", size=11, anchor="end", colour=d.OTHERS),
    ]
    limits = both["measure"].map(lambda code: _tolerance(evaluation, code)[1])
    far = int((gaps.abs() > limits).sum())
    return d.drawn(
        d.sheet(
            height,
            d.pane(0.01, 0, 0.98, height, *parts),
            alt=d.sentence(
                f"{len(gaps)} số liệu có cả báo cáo và hệ thống", f"{far} số lệch quá mức cho phép"
            ),
        ),
        title=title,
        note=source_note(
            evaluation,
            "mỗi chấm là một đơn vị; dải xám: lệch trong mức cho phép; vạch đỏ: mức phải sửa",
        ),
    )


def _tolerance(evaluation: Evaluation, measure: str) -> tuple[float, float]:
    """From which gap a measure is asked about, and from which it is an error."""
    tolerance = evaluation.rules.campaign.measure_by_code[measure].tolerance
    return float(tolerance.warning), float(tolerance.error)


def _gap_row(evaluation: Evaluation, measure: str, gaps: pd.Series, y: float) -> list[str]:
    """One measure: its label with how many are far, its limits, and a dot a unit."""
    near, far = _tolerance(evaluation, measure)
    count = format_count((gaps.abs() > far).sum())
    told = f"{count}/{format_count(len(gaps))} lệch xa"
    places = sorted({(round(d.clip((gap + 1) / 2) * 200) / 200, 0.5) for gap in gaps})
    return [
        d.text(0, y, d.fit(measure_label(evaluation, measure), 240, SMALL), size=SMALL),
        d.text(1, y, told, size=SMALL, anchor="end"),
        d.bar(0.5 - near / 2, y + 6, near, 24, fill="#e6e9ee"),
        *(
            d.line(at, y + 6, at, y + 30, colour=d.CUT, dash="5 3")
            for at in (0.5 - far / 2, 0.5 + far / 2)
        ),
        d.pane(0, y + 6, 1, 24, d.dots(places, colour=d.OTHERS, size=4)),
    ]
