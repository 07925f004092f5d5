"""A league under other weights, at once: points, ranks, gates and seats of one set of points.

Rounded as the rubric rounds, so that the rubric's own points give the published totals; who is
equal at the end of a list goes by the tie chain and then by code, where the real list asks the
Council.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ihanoi_eval.judgement.boards import (
    NOISE,
    Board,
    Draws,
    Flags,
    Whole,
    most_by_draw,
    published,
    total_units,
)
from ihanoi_eval.judgement.contests import Contest, contests
from ihanoi_eval.judgement.drawn_gates import eligible
from ihanoi_eval.judgement.drawn_ranks import Places, order_of
from ihanoi_eval.judgement.drawn_seats import seats_exactly, tie_places
from ihanoi_eval.judgement.field import IMPROVEMENT, KEY_DECIMALS, LEVEL, Field
from ihanoi_eval.judgement.gates import Case
from ihanoi_eval.judgement.quotas import Candidate, Limits, by_minimum
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.rubric import Rubric


@dataclass(frozen=True)
class Scales(Contest):
    """A league on which other weights are laid; is_listed: whether there is a list to fill."""

    is_listed: bool

    @property
    def league(self) -> str:
        """The code of the league."""
        return self.board.field.league.code

    @property
    def weights(self) -> dict[str, float]:
        """The rubric's own points of each indicator."""
        pairs = zip(self.board.indicators, self.board.weights[0], strict=True)
        return {one.code: float(points) for one, points in pairs}


def scales_of(
    fields: Sequence[Field],
    readings: Readings,
    gates: pd.DataFrame,
    *,
    rubric: Rubric,
    awards: Awards,
    case: Case,
    is_listed: bool,
) -> dict[str, Scales]:
    """Each league with a quota and ranked units, by its code."""
    found = contests(fields, readings, gates, rubric=rubric, awards=awards, case=case)
    return {one.board.field.league.code: Scales(**vars(one), is_listed=is_listed) for one in found}


def reweigh(scales: Scales, weights: Mapping[str, float]) -> pd.DataFrame:
    """Every unit of the league under other points, best first.

    weights: by indicator; only their proportions count, the whole stays the rubric's scale. Where
    all are 0 nobody has a total.
    Columns: unit_code, total_points, rank (1, 1, 3), track (level, improvement or empty),
    is_by_minimum: a level seat that only the minimum of its peer group gave.
    """
    board = scales.board
    points = np.array([[float(weights[one.code]) for one in board.indicators]])
    draws = Draws(points, board.shares, board.applies & (points[0] > 0), {}, {})
    totals = _totals(board, draws)
    places, _ = tie_places(board)
    order, ranks = order_of(totals, places)
    may = scales.is_listed & eligible(scales.gates, draws) & (totals > board.nothing)
    tracks = _tracks(scales, totals, places, may)
    kept = _kept(board, ranks[0][np.argsort(order[0])], may[0], tracks)
    codes = np.array(board.codes)[order[0]]
    values = totals[0, order[0]] / 10**board.decimals
    has_total = totals[0, order[0]] > board.nothing
    return pd.DataFrame(
        {
            "unit_code": codes,
            "total_points": np.where(has_total, values, np.nan),
            "rank": np.where(has_total, ranks[0], np.nan),
            "track": tracks[order[0]],
            "is_by_minimum": kept[order[0]],
        }
    )


def _totals(board: Board, draws: Draws) -> Whole:
    """Totals as the rubric rounds them, in units of the last decimal: 1 × units."""
    if not board.rubric.is_rounded_per_indicator:
        return total_units(board, draws)
    unit = 10**board.rubric.decimals
    totals = np.zeros((1, len(board.codes)), dtype=np.int64)
    patterns, pattern_of = np.unique(draws.applies, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(pattern_of == number)
        most = most_by_draw(board, draws, pattern) if pattern.any() else draws.weights * 0
        for place in np.flatnonzero(pattern):
            earned = most[0, place] * board.shares[place][0, rows] * unit
            totals[0, rows] += np.floor(earned + 0.5 + NOISE).astype(np.int64)
    whole: Whole = totals * 10 ** (board.decimals - board.rubric.decimals) + board.adjustments
    whole[:, ~draws.applies.any(axis=1)] = board.nothing
    return whole


def _tracks(scales: Scales, totals: Whole, places: Whole, may: Flags) -> NDArray[np.str_]:
    """The track on which each unit has a seat, empty without: level first, then improvement."""
    board, track = scales.board, scales.board.field.improvement
    gains = np.zeros((1, len(board.codes)), dtype=np.int64)
    if track is not None:
        codes = [one.code for one in board.indicators]
        values = published(board, codes.index(track.indicator))[None, :]
        gains = np.floor(values * 10**KEY_DECIMALS + 0.5).astype(np.int64)
    level = seats_exactly(replace(scales.seating, improvement=0), totals, gains, places, may)[0]
    seated = seats_exactly(scales.seating, totals, gains, places, may)[0]
    return np.where(level, LEVEL, np.where(seated, IMPROVEMENT, ""))


def _kept(board: Board, ranks: Places, may: Flags, tracks: NDArray[np.str_]) -> Flags:
    """Who of the level seats sits by the minimum of a peer group alone (COUNTING 33)."""
    field, most = board.field, board.field.quota.most_per_parent
    candidates = [
        Candidate(code, field.parents[code], "", (-int(rank),))
        for code, rank, is_in in zip(board.codes, ranks, may, strict=True)
        if is_in
    ]
    room = {} if most is None else {one.parent: most for one in candidates}
    level = [code for code, track in zip(board.codes, tracks, strict=True) if track == LEVEL]
    kept = by_minimum(candidates, level, Limits(seats=field.quota.level, room=room))
    return np.array([code in kept for code in board.codes])
