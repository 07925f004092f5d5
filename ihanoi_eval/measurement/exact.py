"""Exact numbers between tables and formulas: counts as fractions, one rounding, half up."""

from fractions import Fraction
from math import floor, isnan


def exact(number: float) -> Fraction:
    """The number that a table's cell stands for: the shortest decimal that prints it.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    """
    return Fraction(int(number)) if number.is_integer() else Fraction(repr(float(number)))


def exact_or_none(number: float) -> Fraction | None:
    """The same, with None for an empty cell."""
    return None if isnan(number) else exact(number)


def in_units(number: Fraction, decimals: int) -> int:
    """The number in units of its last decimal, rounded half up, away from zero below 0.

    >>> in_units(Fraction("2.345"), 2), in_units(Fraction("-2.345"), 2)
    (235, -235)
    """
    scaled: Fraction = abs(number) * int(10**decimals)
    units = floor(scaled + Fraction(1, 2))
    return units if number >= 0 else -units


def rounded(number: Fraction, decimals: int) -> Fraction:
    """The number at so many decimals, half up, away from zero below 0.

    >>> rounded(Fraction(1, 8), 2)
    Fraction(13, 100)
    """
    return Fraction(in_units(number, decimals), 10**decimals)
