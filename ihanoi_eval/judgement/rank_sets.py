"""Rank confidence sets: which ranks chance leaves open, for one unit and for a group at once.

M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm, Inference for Ranks with Applications to
Mobility across Neighbourhoods and Academic Achievement across Countries, Review of Economic
Studies 91 (2024) 476–518. In large groups simultaneous sets say little, so they are drawn inside
peer groups.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pairs = NDArray[np.bool_]
Chance = NDArray[np.float32]


@dataclass(frozen=True)
class RankSets:
    """The best and the worst rank of each unit's set: its own, and that of all sets at once."""

    marginal_rank_best: Ints
    marginal_rank_worst: Ints
    simultaneous_rank_best: Ints
    simultaneous_rank_worst: Ints


def rank_sets(totals: Floats, errors: Floats, noise: Floats, *, coverage: float) -> RankSets:
    """The sets of independent normal totals, 1 the greatest.

    errors: standard error of each total, at least 0; noise: units × draws of standard normals.
    A marginal set holds its unit's rank with the coverage; all simultaneous ones hold all ranks
    together. Units of which both errors are 0 differ as soon as their totals do.
    """
    apart = _standardised(totals[:, None] - totals[None, :], errors)
    noises = _Noises(noise * errors[:, None], errors)
    marginal_rank_best, marginal_rank_worst = [], []
    for place in range(len(totals)):
        above, below = _own_pairs(apart[place], noises.of(place), coverage)
        marginal_rank_best.append(1 + int(below.sum()))
        marginal_rank_worst.append(len(totals) - int(above.sum()))
    better = _all_pairs(apart, noises, coverage)
    return RankSets(
        marginal_rank_best=np.array(marginal_rank_best, dtype=np.int64),
        marginal_rank_worst=np.array(marginal_rank_worst, dtype=np.int64),
        simultaneous_rank_best=1 + better.sum(axis=0),
        simultaneous_rank_worst=len(totals) - better.sum(axis=1),
    )


class _Noises:
    """What chance alone does to the differences of one unit from all, in standard errors."""

    def __init__(self, drawn: Floats, errors: Floats) -> None:
        """drawn: units × draws, each with its unit's error."""
        spread = np.hypot(errors[:, None], errors[None, :])
        scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
        self.drawn = drawn.astype(np.float32)  # seven digits of chance are enough, at half the time
        self.scale = scale.astype(np.float32)

    def of(self, place: int, others: Pairs | slice = slice(None)) -> Chance:
        """others × draws."""
        found: Chance = self.drawn[place] - self.drawn[others]
        found *= self.scale[place, others, None]
        return found


def _standardised(differences: Floats, errors: Floats) -> Floats:
    """Differences in their standard errors; infinite where a difference has none."""
    spread = np.hypot(errors[:, None], errors[None, :])
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(differences == 0, 0.0, differences / spread)
    return found


def _own_pairs(apart: Floats, noise: Chance, coverage: float) -> tuple[Pairs, Pairs]:
    """Whom one unit is surely above, and whom surely below: step-down over its own pairs."""
    above = below = np.zeros(len(apart), dtype=bool)
    while True:
        over = (noise[~above] if above.any() else noise).max(axis=0, initial=0.0)
        under = -(noise[~below] if below.any() else noise).min(axis=0, initial=0.0)
        critical = float(np.quantile(np.maximum(over, under), coverage))
        now_above, now_below = above | (apart > critical), below | (-apart > critical)
        if (now_above == above).all() and (now_below == below).all():
            return above, below
        above, below = now_above, now_below


def _all_pairs(apart: Floats, noises: _Noises, coverage: float) -> Pairs:
    """Which unit (row) is surely above which (column): step-down over all ordered pairs."""
    better = np.zeros(apart.shape, dtype=bool)
    while True:
        most = np.zeros(noises.drawn.shape[1])  # a unit with itself: chance is never below
        for place in range(len(apart)):  # a unit at a time: all pairs of all draws fill memory
            others = ~better[place] if better[place].any() else slice(None)
            np.maximum(most, noises.of(place, others).max(axis=0), out=most)
        now = better | (apart > float(np.quantile(most, coverage)))
        if (now == better).all():
            return better
        better = now
