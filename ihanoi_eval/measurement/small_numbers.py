"""Rates on few cases: shrinkage toward a fixed prior, Wilson intervals, funnel limits."""

from fractions import Fraction
from math import sqrt

Z_95 = 1.959963984540054  # the normal quantile of 0.975


def shrunk_rate(
    numerator: Fraction, denominator: Fraction, *, prior: Fraction, weight: Fraction
) -> Fraction:
    """(x + weight·prior) / (n + weight): between the raw rate and the prior (METHOD 2).

    >>> shrunk_rate(Fraction(2), Fraction(2), prior=Fraction(82, 100), weight=Fraction(20))
    Fraction(46, 55)
    """
    return (numerator + weight * prior) / (denominator + weight)


def wilson_interval(numerator: float, denominator: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval of a proportion; NaN without a case.

    (2x + z² ∓ z·sqrt(z² + 4x(1 − x/n))) / (2(n + z²)); E. B. Wilson, JASA 22 (1927) 209–212.

    >>> [round(limit, 6) for limit in wilson_interval(65, 100)]
    [0.552544, 0.736358]
    """
    if denominator <= 0:
        return float("nan"), float("nan")
    x, n, square = numerator, denominator, z * z
    spread = z * sqrt(square + 4 * x * (1 - x / n))
    return (
        max(0.0, (2 * x + square - spread) / (2 * (n + square))),
        min(1.0, (2 * x + square + spread) / (2 * (n + square))),
    )


def funnel_limits(baseline: float, denominator: float, z: float = Z_95) -> tuple[float, float]:
    """Between which rates a unit of this size lies by chance alone: Wilson's interval inverted.

    baseline ∓ z·sqrt(b(1 − b)/n), held within 0 and 1 (PHE indicator methods, funnel plots).

    >>> [round(100 * limit, 6) for limit in funnel_limits(0.80642448, 2)]
    [25.885383, 100.0]
    """
    spread = z * sqrt(baseline * (1 - baseline) / denominator)
    return max(0.0, baseline - spread), min(1.0, baseline + spread)
