"""Priors of small numbers: the pooled rate of the months before, and how alike units were."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log

import numpy as np

LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10_000.0  # beyond, units differ wholly, or by chance alone


@dataclass(frozen=True)
class FittedPrior:
    """What a rubric's `small_numbers` could say: the rate, and its weight in cases.

    units, cases: what it rests on; is_bounded: counts say nothing of how units differ beyond
    chance (or beyond any weight), so that the weight is only the end of what was tried.
    """

    prior: float
    weight: float
    units: int
    cases: int
    is_bounded: bool


def fit_prior(counts: Sequence[tuple[Fraction, Fraction]]) -> FittedPrior | None:
    """Pooled rate and beta-binomial weight of units' (x, n); None where nothing can be learnt.

    The rates of units are taken for draws of a beta distribution with the pooled rate p as mean;
    w = α + β is the weight that makes the counts likeliest: the shrunk rate (x + w·p)/(n + w) is
    then a unit's expected rate (METHOD 2). J. G. Skellam, JRSS B 10 (1948) 257–261.

    >>> fit_prior([(Fraction(1), Fraction(1))]) is None
    True
    """
    from scipy.optimize import minimize_scalar  # late: only the notebook of priors fits
    from scipy.special import betaln

    known = sorted((float(x), float(n)) for x, n in counts if n > 0)
    x, n = np.array(known).reshape(-1, 2).T
    if len(known) < 2 or not 0 < x.sum() < n.sum() or n.max() < 2:
        return None  # of one unit, one outcome, or single cases there is no spread to see
    rate = float(x.sum() / n.sum())

    def unlikeliness(log_weight: float) -> float:
        good, bad = rate * exp(log_weight), (1 - rate) * exp(log_weight)
        return -float((betaln(x + good, n - x + bad) - betaln(good, bad)).sum())

    ends = (log(LEAST_WEIGHT), log(MOST_WEIGHT))
    best = float(minimize_scalar(unlikeliness, bounds=ends, method="bounded").x)
    return FittedPrior(
        prior=rate,
        weight=exp(best),
        units=len(known),
        cases=round(float(n.sum())),
        is_bounded=min(best - ends[0], ends[1] - best) < 0.01,
    )
