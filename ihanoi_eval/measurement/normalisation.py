"""Values between fixed goalposts: the share of the way from the worst to the best."""

from fractions import Fraction
from math import log

import numpy as np
from numpy.typing import NDArray

from ihanoi_eval.rules.rubric import Goalposts

Floats = NDArray[np.float64]


def share_of(value: Fraction, goalposts: Goalposts) -> Fraction:
    """Share of the way from the worst goalpost to the best, held within 0 and 1 (COUNTING 26).

    Where the rubric leaves an end open (`capped`) the share goes on beyond it.

    Goalposts come from the rubric, never from the data, so no unit moves another (METHOD 2).
    Worst above best turns the direction round. Log shares are doubles (DESIGN §4).

    >>> share_of(Fraction("0.9"), Goalposts(worst="0.6", best="1"))
    Fraction(3, 4)
    >>> share_of(Fraction(3), Goalposts(worst="5", best="1"))
    Fraction(1, 2)
    """
    if goalposts.scale == "log":
        if value <= 0:  # no logarithm: beyond the goalpost that is the smaller one
            return Fraction(0 if goalposts.worst < goalposts.best else 1)
        low, high = log(goalposts.worst), log(goalposts.best)
        share = Fraction((log(value) - low) / (high - low))
    else:
        share = (value - goalposts.worst) / (goalposts.best - goalposts.worst)
    if goalposts.holds_at_worst:
        share = max(Fraction(0), share)
    return min(Fraction(1), share) if goalposts.holds_at_best else share


def shares_of(values: Floats, goalposts: Goalposts) -> Floats:
    """share_of over an array of doubles; NaN stays NaN.

    >>> shares_of(np.array([0.5, 0.9, np.nan]), Goalposts(worst="0.6", best="1")).round(6)
    array([0.  , 0.75,  nan])
    """
    worst, best = float(goalposts.worst), float(goalposts.best)
    if goalposts.scale == "log":
        nothing = min(worst, best)  # share_of's own answer where there is no logarithm
        worst, best = np.log(worst), np.log(best)
        values = np.log(np.where(values <= 0, nothing, values))
    low = 0.0 if goalposts.holds_at_worst else -np.inf
    high = 1.0 if goalposts.holds_at_best else np.inf
    shares: Floats = np.clip((values - worst) / (best - worst), low, high)
    return shares
