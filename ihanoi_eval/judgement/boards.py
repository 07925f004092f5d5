"""A league as arrays: weights and shares in, totals rounded once out, for many draws at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ihanoi_eval.judgement.field import Field
from ihanoi_eval.measurement.exact import exact, in_units
from ihanoi_eval.measurement.indicators import Reading, Readings
from ihanoi_eval.rules.rubric import Indicator, Pillar, Rubric

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

NOISE = 1e-6  # of a last decimal: what doubles may lose of a half, which rounds up


@dataclass(frozen=True)
class Board:
    """A league's ranked units and its indicators, both in the order of their codes.

    applies: units × indicators, whether the unit has a share there (COUNTING 27).
    """

    field: Field
    rubric: Rubric
    codes: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    readings: Readings
    applies: Flags

    @cached_property
    def rows(self) -> list[list[Reading]]:
        """Each unit's readings, in the order of the indicators."""
        return [[self.readings[code, one.code] for one in self.indicators] for code in self.codes]

    @cached_property
    def shares(self) -> list[Floats]:
        """Each indicator's published shares, 1 × units; 0 where it does not apply."""
        return [
            np.array([[float(row[place].share or 0) for row in self.rows]])
            for place in range(len(self.indicators))
        ]

    @cached_property
    def weights(self) -> Floats:
        """The rubric's points of each indicator, 1 × indicators."""
        league = self.field.league.code
        points = [float(self.rubric.max_points(one, league)) for one in self.indicators]
        return np.array([points])

    @cached_property
    def decimals(self) -> int:
        """The decimals of a total with its adjustments."""
        return self.field.decimals

    @cached_property
    def adjustments(self) -> Whole:
        """The documented adjustments in units of the last decimal."""
        rows = self.field.ranking.set_index("unit_code")["adjustments"]
        return np.array([in_units(exact(rows[code]), self.decimals) for code in self.codes])

    @cached_property
    def nothing(self) -> int:
        """A total below any that a unit can have: that of a unit to which nothing applies."""
        return int(min(0, *self.adjustments)) - 1

    @cached_property
    def pillar_places(self) -> dict[str, list[int]]:
        """The places of the indicators inside each pillar, at any depth."""
        above = {pillar.code: (*path, pillar.code) for path, pillar in self.rubric.walk()}
        return {
            code: [i for i, one in enumerate(self.indicators) if code in above[one.pillar]]
            for code in above
        }


@dataclass(frozen=True)
class Draws:
    """Many leagues that could have been: one row a draw, or one row for all.

    weights: points of each indicator; pillars: factors on whole pillars; shares: by indicator,
    rows × units; applies: as in Board; counts: redrawn counts by numerator and denominator.
    """

    weights: Floats
    shares: Sequence[Floats]
    applies: Flags
    pillars: Mapping[str, Floats]
    counts: Mapping[tuple[str, str], Floats]


def board_of(field: Field, readings: Readings, rubric: Rubric) -> Board:
    """A league's ranked units as arrays; the order of rows and rules changes nothing."""
    codes = tuple(sorted(field.totals))
    found = rubric.indicators_of(field.league.code)
    indicators = tuple(sorted(found, key=lambda one: one.code))
    has = [[readings[code, one.code].share is not None for one in indicators] for code in codes]
    applies = np.array(has).reshape(len(codes), len(indicators))
    return Board(field, rubric, codes, indicators, readings, applies)


def published(board: Board, place: int) -> Floats:
    """The adjusted values of an indicator; empty is 0, as in the tie chain."""
    return np.array([float(row[place].adjusted_value or 0) for row in board.rows])


def total_units(board: Board, draws: Draws) -> Whole:
    """Totals with adjustments in units of the last decimal, rounded once: draws × units."""
    patterns, pattern_of = np.unique(draws.applies, axis=0, return_inverse=True)
    by_size = np.argsort(-np.bincount(pattern_of), kind="stable")
    totals = np.empty(0)
    for number in by_size:  # most units share one pattern, which is drawn for all
        rows = np.flatnonzero(pattern_of == number)
        if number == by_size[0]:
            totals = _points(board, draws, patterns[number], slice(None))
        else:
            totals[:, rows] = _points(board, draws, patterns[number], rows)
    decimals = board.rubric.decimals
    totals *= 10.0**decimals
    totals += 0.5 + NOISE
    whole = np.floor(totals).astype(np.int64)
    if board.decimals > decimals:
        whole *= 10 ** (board.decimals - decimals)
    whole += board.adjustments
    if not draws.applies.any(axis=1).all():
        whole[:, ~draws.applies.any(axis=1)] = board.nothing
    return whole


def _points(board: Board, draws: Draws, pattern: Flags, rows: slice | Whole) -> Floats:
    """Points of units to which the same indicators apply: draws × units."""
    shares = [share[:, rows] for share in draws.shares]
    kinds = {board.rubric.aggregation, *(one.aggregation for _, one in board.rubric.walk())}
    if not pattern.any():
        size = max(len(draws.weights), *(len(share) for share in shares))
        return np.zeros((size, shares[0].shape[1]))
    if kinds == {"arithmetic"}:
        return _sums(most_by_draw(board, draws, pattern), shares, pattern)
    return float(board.rubric.scale) * _mean_of(
        *(board, draws, pattern, shares, board.rubric.pillars, ""),
        aggregation=board.rubric.aggregation,
    )


def _sums(most: Floats, shares: Sequence[Floats], pattern: Flags) -> Floats:
    """Points times shares; what is one row for all goes through one product of matrices."""
    places = np.flatnonzero(pattern).tolist()
    fixed = [place for place in places if len(shares[place]) == 1]
    moving = [place for place in places if len(shares[place]) > 1]
    width = shares[0].shape[1]
    total: Floats = most[:, fixed] @ np.array([shares[p][0] for p in fixed]).reshape(-1, width)
    for place in moving:
        total = total + most[:, place, None] * shares[place]
    return total


def most_by_draw(board: Board, draws: Draws, pattern: Flags) -> Floats:
    """What each indicator can give where only `pattern` applies: aggregation.most_points, drawn."""
    weights = draws.weights
    most: Floats = np.zeros_like(weights)

    def spread(points: Floats, pillars: Sequence[Pillar], places: Sequence[int]) -> None:
        alive = [one for one in pillars if pattern[board.pillar_places[one.code]].any()]
        inner = {one.code: _pillar_weight(board, draws, one) for one in alive}
        whole = sum(inner.values(), weights[:, list(places)].sum(axis=1))
        for place in places:
            most[:, place] = points * weights[:, place] / whole
        for pillar in alive:
            spread(
                points * inner[pillar.code] / whole, pillar.pillars, _own(board, pillar, pattern)
            )

    spread(np.full(len(weights), float(board.rubric.scale)), board.rubric.pillars, ())
    return most


def _pillar_weight(board: Board, draws: Draws, pillar: Pillar) -> Floats:
    """A pillar's weight among its siblings: that of all in it, applicable or not."""
    weight: Floats = draws.weights[:, board.pillar_places[pillar.code]].sum(axis=1)
    return weight * draws.pillars[pillar.code] if pillar.code in draws.pillars else weight


def _own(board: Board, pillar: Pillar, pattern: Flags) -> list[int]:
    """The places of a pillar's own indicators that apply."""
    return [i for i, one in enumerate(board.indicators) if one.pillar == pillar.code and pattern[i]]


def _mean_of(
    board: Board,
    draws: Draws,
    pattern: Flags,
    shares: Sequence[Floats],
    pillars: Sequence[Pillar],
    own: str,
    *,
    aggregation: str,
) -> Floats:
    """aggregation's mean of pillars and of the indicators of pillar `own`: draws × units."""
    parts: list[tuple[Floats, Floats]] = [
        (draws.weights[:, place], shares[place])
        for place, one in enumerate(board.indicators)
        if one.pillar == own and pattern[place]
    ]
    for pillar in pillars:
        if pattern[board.pillar_places[pillar.code]].any():
            inside = _mean_of(
                *(board, draws, pattern, shares, pillar.pillars, pillar.code),
                aggregation=pillar.aggregation,
            )
            parts.append((_pillar_weight(board, draws, pillar), inside))
    with np.errstate(divide="ignore"):  # a share of 0 makes product and harmonic mean 0
        if aggregation == "geometric":
            parts = [(weight, np.log(share)) for weight, share in parts]
        elif aggregation == "harmonic":
            parts = [(weight, 1 / share) for weight, share in parts]
    zero: Floats = np.zeros((1, 1))
    whole: Floats = sum((weight[:, None] for weight, _ in parts), zero)
    mean: Floats = sum((weight[:, None] * share for weight, share in parts), zero) / whole
    if aggregation == "harmonic":
        return 1 / mean
    return mean if aggregation == "arithmetic" else np.exp(mean)
