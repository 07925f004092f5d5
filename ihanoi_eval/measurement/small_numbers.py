"""Few cases: rates shrunk toward a fixed prior, intervals of Wilson and Byar, funnel limits."""

from fractions import Fraction
from math import sqrt

Z_95 = 1.959963984540054  # the normal quantile of 0.975
LEAST_FOR_BYAR = 10  # below, the exact interval: Byar's is too narrow


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


def count_interval(count: float, z: float = Z_95) -> tuple[float, float]:
    """The interval of a count of events: Byar's approximation from 10 on, exact below.

    Where to change over is PHE indicator methods' choice.

    >>> [round(limit, 3) for limit in count_interval(65)]
    [50.163, 82.849]
    """
    return (byar_interval if count >= LEAST_FOR_BYAR else exact_interval)(count, z)


def exact_interval(count: float, z: float = Z_95) -> tuple[float, float]:
    """Between which Poisson means a count is likely: χ²(α/2, 2x)/2 and χ²(1 − α/2, 2x + 2)/2.

    F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936) 437–442.

    >>> [round(limit, 6) for limit in exact_interval(0)]
    [0.0, 3.688879]
    """
    from scipy.special import gammaincinv, ndtr  # a third of a second that few need

    tail = float(ndtr(-z))
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def byar_interval(count: float, z: float = Z_95) -> tuple[float, float]:
    """Byar's approximation for a count above 0; never below 0.

    x(1 − 1/(9x) − z/(3√x))³ and, with x + 1 for x and + z, the upper limit. N. E. Breslow and
    N. E. Day, Statistical Methods in Cancer Research II (1987), 68–71.

    >>> [round(limit, 6) for limit in byar_interval(1)]
    [0.013072, 5.563756]
    """
    above = count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3
    return max(0.0, low), above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
