"""Rates against the number of cases: what chance alone can do to a small unit."""

from math import sqrt
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.measurement.small_numbers import Z_95, funnel_limits
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting import plots
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
from ihanoi_eval.reporting.levels import KEPT_BACK, indicator_is_kept_back
from ihanoi_eval.vietnamese import format_count, format_percent

Z_998: Final = 3.090232306167813  # the normal quantile of 0.999
FLOOR: Final = 0.4  # rates below it stand at the foot; the same on every page
HEIGHT: Final = 220.0  # points
LEFT, RIGHT, BOTTOM, TOP = 40.0, 10.0, 38.0, 10.0  # around the axes
ROUND: Final = (1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000)
CROSS: Final[dict[str, Any]] = {
    **{"linestyle": "none", "marker": "x", "markersize": 7, "markeredgewidth": 1.6},
    **{"color": d.CUT, "clip_on": False, "zorder": 3},
}
NAMED: Final = 3  # units below the limits whose names a drawing has room for


def funnel(
    evaluation: Evaluation,
    indicator: str,
    league: str,
    *,
    unit_code: str = "",
    names_others: bool = True,
) -> Html | None:
    """Rates of a league with the limits of chance around its own rate, and this unit; or nothing.

    Units with fewer than five cases are not drawn, but for this unit, nor are those whose counts
    are kept back; the league's rate and how many are below the limits count them. names_others:
    whether units below the limits are named; a unit's own page names no other.
    """
    rows = _rates(evaluation, indicator, league)
    is_kept = pd.Series(
        [indicator_is_kept_back(evaluation, code, indicator) for code in rows["unit_code"]],
        index=rows.index,
        dtype="bool",
    )
    if is_kept.all():  # or there is none
        return None
    is_shown = ~is_kept & ((rows["denominator"] >= LEAST) | (rows["unit_code"] == unit_code))
    rate = float(rows["numerator"].sum() / rows["denominator"].sum())
    low = rows["denominator"].map(lambda cases: funnel_limits(rate, cases, Z_998)[0])
    is_below = (rows["rate"] < low) & (rows["denominator"] >= LEAST)
    shown = rows[is_shown]
    most = float(rows["denominator"][~is_kept].max())
    own = shown[shown["unit_code"] == unit_code]
    told = _told(own.iloc[0]) if len(own) else ""
    below = rows[is_shown & is_below].sort_values(["rate", "unit_code"])
    codes = rows["unit_code"][is_below].tolist()
    with plots.look():
        figure, axes = _sheet(most)
        _limits(axes, rate, most)
        _others(axes, rows[is_shown & ~is_below & (rows["unit_code"] != unit_code)])
        axes.plot(below["denominator"], _on_scale(below["rate"]), **CROSS)
        if told:
            _this(axes, own.iloc[0], told, most)
        elif len(below) <= NAMED and names_others:
            _names(axes, evaluation, below, most)
    label = indicator_label(evaluation, indicator)
    unit_label = evaluation.rules.campaign.league_by_code[league].unit_label
    alt = d.sentence(
        f"{label} của {len(shown)} {unit_label} theo số trường hợp",
        f"tỷ lệ chung {format_percent(rate)}",
        f"{len(codes)} đơn vị dưới giới hạn 99,8%",
        told and f"{name_of(evaluation, unit_code)} {told}",
    )
    return plots.shown(
        figure,
        alt=alt,
        title=_title(evaluation, label, unit_label, codes, unit_code, told, rate),
        note=source_note(
            evaluation,
            "đường nét đứt: giới hạn do ngẫu nhiên 95% và 99,8% (đỏ); ✕: thấp hơn giới hạn 99,8%; "
            "chấm to: nhiều đơn vị trùng nhau",
            f"không vẽ đơn vị có dưới {LEAST} trường hợp"
            + (f" hoặc có số {KEPT_BACK}" if is_kept.any() else ""),
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
    if unit_code:
        name = name_of(evaluation, unit_code)
        return f"{name} chưa phát sinh trường hợp nào; mức chung {format_percent(rate)} ({label})"
    count = f"{len(below)} {unit_label}" if below else f"Không có {unit_label} nào"
    return f"{count} thấp hơn mức chung {format_percent(rate)} quá giới hạn ngẫu nhiên ({label})"


def _told(row: pd.Series) -> str:
    """A unit's rate with its counts."""
    counts = f"{format_count(row['numerator'])}/{format_count(row['denominator'])}"
    return f"{format_percent(row['rate'])} ({counts})"


def _sheet(most: float) -> tuple[Figure, Axes]:
    """The empty axes: cases across by their root, so that small units have room; rates upward."""
    figure = plots.figure(plots.WIDTH, HEIGHT)
    width, height = plots.WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM - TOP
    axes = plots.axes_in(figure, LEFT, BOTTOM, width, height)
    axes.set_xscale("function", functions=(np.sqrt, np.square))
    axes.set(xlim=(1, max(most, 2)), ylim=(FLOOR, 1), xlabel="số trường hợp (mẫu số)")
    kept: list[int] = []
    for number in reversed([number for number in ROUND if number <= most]):
        if not kept or (sqrt(kept[-1]) - sqrt(number)) / (sqrt(most) - 1) * width > 24:
            kept.append(number)
    axes.xaxis.set_major_locator(FixedLocator(kept))
    axes.xaxis.set_major_formatter(plots.numbers(format_count))
    axes.yaxis.set_major_locator(FixedLocator([0.4, 0.6, 0.8, 1.0]))
    axes.yaxis.set_major_formatter(
        plots.numbers(lambda at: ("≤" if at == FLOOR else "") + format_percent(at, decimals=0))
    )
    axes.grid(axis="y", color=d.HAIR, linewidth=0.5)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    return figure, axes


def _on_scale(rates: pd.Series) -> pd.Series:
    """Rates as high as they stand: those under the floor at the foot."""
    return rates.clip(lower=FLOOR)


def _limits(axes: Axes, rate: float, most: float) -> None:
    """The league's own rate and the limits of chance on both sides, with their names."""
    cases = np.linspace(1, sqrt(most), 60) ** 2
    axes.axhline(rate, color=d.INK, linewidth=0.9)
    for z, colour, dash in ((Z_95, d.OTHERS, (2, 2)), (Z_998, d.CUT, (4, 2))):
        for side, ink in ((0, colour), (1, d.OTHERS)):
            limits = np.array([funnel_limits(rate, number, z)[side] for number in cases])
            limits[(limits < FLOOR) | (limits >= 1)] = np.nan  # nothing is beyond them
            axes.plot(cases, limits, color=ink, linewidth=0.9, dashes=dash)
    mean = axes.annotate(
        *(f"mức chung {format_percent(rate)}", (1, rate)),
        xytext=(0, 4),
        textcoords="offset points",
    )
    plots.edged(mean)
    words = "giới hạn 99,8%"
    start = 1 - plots.width_of(words) / (plots.WIDTH - LEFT - RIGHT)
    low, _ = funnel_limits(rate, (1 + start * (sqrt(most) - 1)) ** 2, Z_998)
    if low > FLOOR + 0.1:  # below the line from where they start, nobody stands but the crosses
        axes.annotate(
            *(words, (most, low)),
            xytext=(0, -plots.LINE),
            textcoords="offset points",
            ha="right",
            color=d.CUT,
        )


def _others(axes: Axes, rows: pd.DataFrame) -> None:
    """The other units; where several stand at one place, the area says how many."""
    places = rows.assign(rate=_on_scale(rows["rate"])).groupby(["denominator", "rate"]).size()
    for units, spots in places.groupby(places):
        cases, rates = (spots.index.get_level_values(level) for level in (0, 1))
        axes.plot(
            *(cases, rates, "o"),
            markersize=3.4 * sqrt(units),
            color=d.FAINT,
            markeredgecolor="#fff",
            markeredgewidth=0.4,
            clip_on=False,
        )


def _this(axes: Axes, row: pd.Series, told: str, most: float) -> None:
    """This unit with its rate, on the side where there is room."""
    x, y = row["denominator"], max(row["rate"], FLOOR)
    axes.plot([x], [y], "D", color=d.UNIT, markersize=8, clip_on=False, zorder=4)
    anchor = d.anchor_at((sqrt(x) - 1) / (sqrt(most) - 1) if most > 1 else 0)
    words = axes.annotate(
        *(told, (x, y)),
        xytext=(0, -17 if y > 0.9 else 9),
        textcoords="offset points",
        ha={"start": "left", "middle": "center", "end": "right"}[anchor],
        color=d.UNIT,
        fontweight="bold",
        zorder=5,
    )
    plots.edged(words)


def _names(axes: Axes, evaluation: Evaluation, rows: pd.DataFrame, most: float) -> None:
    """The names of few units below the limits, at their marks."""
    for row in records(rows):
        is_left = sqrt(row["denominator"]) < (1 + sqrt(most)) / 2
        words = axes.annotate(
            *(name_of(evaluation, row["unit_code"]), (row["denominator"], max(row["rate"], FLOOR))),
            xytext=(7 if is_left else -7, 3),
            textcoords="offset points",
            ha="left" if is_left else "right",
            color=d.CUT,
            zorder=5,
        )
        plots.edged(words)
