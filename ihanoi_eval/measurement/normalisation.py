"""Values between fixed goalposts: the share of the way from the worst to the best."""

from fractions import Fraction
from math import log

from ihanoi_eval.rules.rubric import Goalposts


def share_of(value: Fraction, goalposts: Goalposts) -> Fraction:
    """Share of the way from the worst goalpost to the best, held within 0 and 1 (COUNTING 26).

    Goalposts come from the rubric, never from the data, so no unit moves another (METHOD 2).
    Worst above best turns the direction round. Log shares are doubles (DESIGN §4).

    >>> share_of(Fraction("0.9"), Goalposts(worst="0.6", best="1"))
    Fraction(3, 4)
    >>> share_of(Fraction(3), Goalposts(worst="5", best="1"))
    Fraction(1, 2)
    """
    if goalposts.scale == "log":
        if value <= 0:
            return Fraction(0 if goalposts.worst < goalposts.best else 1)
        low, high = log(goalposts.worst), log(goalposts.best)
        share = Fraction((log(value) - low) / (high - low))
    else:
        share = (value - goalposts.worst) / (goalposts.best - goalposts.worst)
    return min(Fraction(1), max(Fraction(0), share))
