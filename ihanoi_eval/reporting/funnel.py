"""Rates against the number of cases: what chance alone can do to a small unit."""

from math import sqrt

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.measurement.small_numbers import Z_95, funnel_limits
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.disclosure import LEAST
from ihanoi_eval.reporting.facts import (
    indicator_label,
    name_of,
    ranked,
    records,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.vietnamese import format_count, format_percent

Z_998 = 3.090232306167813  # the normal quantile of 0.999
FLOOR = 0.4  # rates below it stand at the foot; the same on every page
TOP, HEIGHT = 20, 190
ROUND = (5, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def funnel(
    evaluation: Evaluation, indicator: str, league: str, *, unit_code: str = ""
) -> Html | None:
    """Rates of a league with the limits of chance around its own rate, and this unit; or nothing.

    Units with fewer than five cases are not drawn, but for this unit.
    """
    rows = _rates(evaluation, indicator, league)
    if rows.empty:
        return None
    rate = float(rows["numerator"].sum() / rows["denominator"].sum())
    most = float(rows["denominator"].max())
    shown = rows[(rows["denominator"] >= LEAST) | (rows["unit_code"] == unit_code)]
    low = shown["denominator"].map(lambda cases: funnel_limits(rate, cases, Z_998)[0])
    is_below = (shown["rate"] < low) & (shown["denominator"] >= LEAST)
    own = shown[shown["unit_code"] == unit_code]
    told = _told(own.iloc[0]) if len(own) else ""
    spots = {
        row["unit_code"]: _spot(row["denominator"], row["rate"], most) for row in records(shown)
    }
    below = list(shown["unit_code"][is_below])
    parts = [
        _limits(rate, most),
        d.dots([at for code, at in spots.items() if code not in below], colour=d.FAINT, size=4.5),
        *(d.mark("cross", spots[c][0], HEIGHT * spots[c][1], colour=d.CUT) for c in below),
        *(_this(spots[unit_code], told) if told else []),
        *_axes(rate, most),
    ]
    label = indicator_label(evaluation, indicator)
    unit_label = evaluation.rules.campaign.league_by_code[league].unit_label
    alt = d.sentence(
        f"{label} của {len(shown)} {unit_label} theo số trường hợp",
        f"tỷ lệ chung {format_percent(rate)}",
        f"{len(below)} đơn vị dưới giới hạn 99,8%",
        told and f"{name_of(evaluation, unit_code)} {told}",
    )
    height = TOP + HEIGHT + 44
    return d.drawn(
        d.sheet(height, d.pane(0.11, TOP, 0.87, HEIGHT, *parts), alt=alt),
        title=_title(evaluation, label, unit_label, below, unit_code, told, rate),
        note=source_note(
            evaluation,
            "đường nét đứt: giới hạn do ngẫu nhiên 95% và 99,8% (đỏ); ✕: thấp hơn giới hạn 99,8%",
            f"không vẽ đơn vị có dưới {LEAST} trường hợp",
        ),
    )


def _rates(evaluation: Evaluation, indicator: str, league: str) -> pd.DataFrame:
    """unit_code, numerator, denominator and rate of a league's units that have a case."""
    frame = table(evaluation, "indicators")
    codes = ranked(evaluation, league)["unit_code"]
    frame = frame[(frame["indicator"] == indicator) & frame["unit_code"].isin(codes)]
    frame = frame[(frame["denominator"] > 0) & frame["numerator"].notna()]
    return frame.assign(rate=frame["numerator"] / frame["denominator"])


def _title(
    evaluation: Evaluation,
    label: str,
    unit_label: str,
    below: list[str],
    unit_code: str,
    told: str,
    rate: float,
) -> str:
    """What the funnel says: of this unit where there is one, else of the league."""
    if told:
        side = "thấp hơn" if unit_code in below else "không khác"
        name = name_of(evaluation, unit_code)
        return f"{name} {told}: {side} mức chung {format_percent(rate)} quá giới hạn ngẫu nhiên"
    count = f"{len(below)} {unit_label}" if below else f"Không có {unit_label} nào"
    return f"{count} thấp hơn mức chung {format_percent(rate)} quá giới hạn ngẫu nhiên ({label})"


def _told(row: pd.Series) -> str:
    """A unit's rate with its counts."""
    counts = f"{format_count(row['numerator'])}/{format_count(row['denominator'])}"
    return f"{format_percent(row['rate'])} ({counts})"


def _spot(cases: float, rate: float, most: float) -> tuple[float, float]:
    """Where a rate stands: across by the root of its cases, so that small units have room."""
    return sqrt(cases / most), 1 - d.clip((rate - FLOOR) / (1 - FLOOR))


def _limits(rate: float, most: float) -> str:
    """The league's own rate and the limits of chance on both sides."""
    steps = [1 + (most - 1) * (k / 30) ** 2 for k in range(31)]
    lines = {
        (z, side): [_spot(cases, funnel_limits(rate, cases, z)[side], most) for cases in steps]
        for z in (Z_95, Z_998)
        for side in (0, 1)
    }
    middle = _spot(most, rate, most)[1]
    return (
        d.curve([(0, middle), (1, middle)], colour=d.INK)
        + d.curve(lines[Z_95, 0], colour=d.OTHERS, dash="2 3")
        + d.curve(lines[Z_95, 1], colour=d.OTHERS, dash="2 3")
        + d.curve(lines[Z_998, 0], colour=d.CUT, dash="5 3")
        + d.curve(lines[Z_998, 1], colour=d.OTHERS, dash="5 3")
    )


def _this(spot: tuple[float, float], told: str) -> list[str]:
    """This unit with its rate, above its mark where there is room."""
    x, y = spot[0], HEIGHT * spot[1]
    label_y = y + (20 if y < 24 else -10)
    return [
        d.mark("diamond", x, y, colour=d.UNIT),
        d.text(x, label_y, told, anchor=d.anchor_at(x), colour=d.UNIT, bold=True, halo=True),
    ]


def _axes(rate: float, most: float) -> list[str]:
    """Rates at the left, cases below, and the name of the lower limit."""
    numbers = [n for n in ROUND if n <= 0.7 * most][-3:] + [int(most)]
    end = _spot(most, funnel_limits(rate, most, Z_998)[0], most)[1]
    beside = HEIGHT * end + (16 if end < 0.8 else -8)
    return [
        *(
            d.text(-0.13, HEIGHT * _spot(1, at, most)[1] + 4, words, size=11, colour=d.OTHERS)
            for at in (0.4, 0.6, 0.8, 1.0)
            for words in [("≤" if at == FLOOR else "") + format_percent(at, decimals=0)]
        ),
        *(
            d.text(x, HEIGHT + 18, format_count(n), size=11, anchor=d.anchor_at(x), colour=d.OTHERS)
            for n in numbers
            for x in [sqrt(n / most)]
        ),
        d.text(
            0.5, HEIGHT + 34, "số trường hợp (mẫu số)", size=11, anchor="middle", colour=d.OTHERS
        ),
        d.text(1, beside, "giới hạn 99,8%", size=11, anchor="end", colour=d.CUT, halo=True),
    ]
