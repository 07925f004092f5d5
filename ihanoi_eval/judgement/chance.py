"""What chance could have made of a league: other weights, other counts, other lots.

Chance enters only here, from the seed in the rules (METHOD 12).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.random import Generator, default_rng

from ihanoi_eval.judgement.boards import Board, Floats, Whole, published
from ihanoi_eval.judgement.drawn_gates import CountGate
from ihanoi_eval.measurement.normalisation import shares_of
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.rules.rubric import Indicator

Children = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Redrawn:
    """Counts drawn anew, draws × units: shares and values by indicator, and counts of gates."""

    shares: Sequence[Floats]
    counts: Mapping[tuple[str, str], Floats]
    values: Mapping[str, Floats]


def dice(rule: SensitivityRule, league: str) -> Generator:
    """The dice of one league, whatever other leagues there are."""
    return default_rng([rule.seed, *league.encode()])


def draw_weights(
    board: Board, rule: SensitivityRule, rng: Generator, size: int
) -> tuple[Floats, dict[str, Floats]]:
    """Weights of the indicators, draws × indicators, and factors on pillars (METHOD 12).

    band: each weight times a factor of its own; dirichlet: gamma numbers with the weights as
    shapes, which in proportion to their sum are a Dirichlet draw.
    """

    def factors(weights: Floats) -> Floats:
        if rule.weights == "band":
            band = float(rule.weight_band)
            return rng.uniform(1 - band, 1 + band, (size, weights.size))
        shapes = weights / weights.sum() * rule.weight_concentration
        found: Floats = rng.standard_gamma(shapes, (size, weights.size)) / shapes
        return found

    weights = board.weights
    if "indicators" in rule.weights_of:
        weights = weights * factors(board.weights[0])
    pillars: dict[str, Floats] = {}
    if "pillars" in rule.weights_of:
        inside = {code: at for code, at in sorted(board.pillar_places.items()) if at}
        sums = np.array([board.weights[0, at].sum() for at in inside.values()])
        pillars = dict(zip(inside, factors(sums).T, strict=True))
    return np.broadcast_to(weights, (size, weights.shape[1])), pillars


def with_lots(places: Whole, equals: Sequence[Whole], rng: Generator, size: int) -> Whole:
    """Places among equal totals, with those equal in the whole chain in an order of chance."""
    if not equals:
        return places
    drawn = np.repeat(places, size, axis=0)
    for units in equals:
        drawn[:, units] = rng.permuted(drawn[:, units], axis=1)
    return drawn


def redraw(
    board: Board, counted: Sequence[CountGate], children: Children, rng: Generator, size: int
) -> Redrawn:
    """Counts as they could have come out (METHOD 12).

    Cases of a proportion: binomial with the unit's rate; where the rubric has a prior, the rate is
    itself drawn from what prior and counts leave open (beta). New accounts: Poisson, the same for
    every indicator that counts them. What is no count of cases stays.
    """
    shares, counts, values = list(board.shares), dict[tuple[str, str], Floats](), {}
    new: Floats | None = None
    for place, indicator in enumerate(board.indicators):
        has = np.array([row[place].value is not None for row in board.rows])
        moved = has & board.applies[:, place]
        x, n = _counted(board, place)
        if indicator.kind == "proportion":
            cases = _redrawn_cases(indicator, x, n, rng, size)
            counts[indicator.numerator, indicator.denominator] = cases
            value = _adjusted(indicator, cases, n)
        elif indicator.kind in ("gap_closure", "attainment"):
            if new is None:
                new = rng.poisson(np.maximum(x, 0)[:, None], (len(x), size)).T.astype("float64")
            value = new / np.where(n > 0, n, 1)
        elif indicator.kind == "children_above":
            value = _redrawn_evenness(board, indicator, children, n, rng, size)
        else:
            continue
        shares[place] = np.where(moved, shares_of(value, indicator.goalposts), board.shares[place])
        values[indicator.code] = np.where(moved, value, published(board, place))
    for gate in counted:
        key = gate.numerator, gate.denominator
        if key not in counts:
            counts[key] = _binomial(gate.due, gate.have / np.maximum(gate.due, 1), rng, size)
    return Redrawn(shares, counts, values)


def _counted(board: Board, place: int) -> tuple[Floats, Floats]:
    """Numerators and denominators of an indicator; 0 where there are none."""
    column = [row[place] for row in board.rows]
    x = np.array([float(one.numerator or 0) for one in column])
    return x, np.array([float(one.denominator or 0) for one in column])


def _binomial(n: Floats, rate: Floats, rng: Generator, size: int) -> Floats:
    """Cases of each unit, draws × units."""
    whole, chance = np.maximum(n, 0).astype(np.int64), np.clip(rate, 0, 1)
    if chance.ndim == 1:
        chance = chance[:, None]
    return rng.binomial(whole[:, None], chance, (len(n), size)).T.astype("float64")


def _redrawn_cases(indicator: Indicator, x: Floats, n: Floats, rng: Generator, size: int) -> Floats:
    """Numerators drawn anew, draws × units."""
    n = np.maximum(n, 0)  # a mistyped figure below zero is asked about; nothing is drawn from it
    x, small = np.clip(x, 0, n), indicator.small_numbers
    if small is None or not 0 < small.prior < 1 or not small.weight:
        return _binomial(n, x / np.where(n > 0, n, 1), rng, size)
    weight, prior = float(small.weight), float(small.prior)
    good, bad = x + weight * prior, n - x + weight * (1 - prior)
    return _binomial(n, rng.beta(good[:, None], bad[:, None], (len(n), size)), rng, size)


def _adjusted(indicator: Indicator, cases: Floats, n: Floats) -> Floats:
    """The drawn rate as the rubric adjusts it: small_numbers.shrunk_rate."""
    small = indicator.small_numbers
    if small is None:
        return cases / np.where(n > 0, n, 1)
    weight = float(small.weight)
    return (cases + weight * float(small.prior)) / np.where(n + weight > 0, n + weight, 1)


def _redrawn_evenness(
    board: Board,
    indicator: Indicator,
    children: Children,
    asked: Floats,
    rng: Generator,
    size: int,
) -> Floats:
    """The share of children above the level, their new accounts drawn anew."""
    parents, new, least = [], [], []
    for number, code in enumerate(board.codes):
        for child in children.get(code, ()):
            reading = board.readings.get((child, indicator.indicator))  # none outside the league
            if reading is not None and reading.value is not None:
                parents.append(number)
                new.append(float(reading.numerator or 0))
                level = (indicator.at_least or Fraction(0)) * (reading.denominator or Fraction(0))
                least.append(ceil(level))
    drawn = rng.poisson(np.maximum(new, 0)[:, None], (len(new), size))
    above = (drawn >= np.array(least, dtype="float64")[:, None]).astype("float64")
    of_parent = np.equal.outer(np.arange(len(board.codes)), np.array(parents, dtype=int))
    many: Floats = (of_parent.astype("float64") @ above).T
    return many / np.where(asked > 0, asked, 1)
