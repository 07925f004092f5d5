"""Exact numbers: a cell is the decimal it prints, and rounding is half up, once."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.measurement.exact import exact, exact_or_none, in_units, rounded


def test_a_cell_is_the_decimal_it_prints():
    """The double of 0.145 lies below 0.145; what was written counts (Exactness)."""
    assert exact(0.145) == Fraction(145, 1000)


def test_points_that_are_equal_on_paper_are_equal():
    """0.1 + 0.2 and 0.3 rank 1st and 2nd as doubles (ANCHORS §2)."""
    assert exact(0.1) + exact(0.2) == exact(0.3)


def test_a_whole_count_stays_whole():
    """Counts are integers (Exactness)."""
    assert exact(6_100_957.0) == 6_100_957


def test_an_empty_cell_is_no_zero():
    """Missing and zero are two things (METHOD 1)."""
    assert exact_or_none(nan) is None
    assert exact_or_none(0.0) == 0


@pytest.mark.parametrize(
    ("number", "hundredths"),
    [("2.675", 268), ("2.665", 267), ("2.6749", 267), ("-0.005", -1), ("-0.0049", 0), ("0.005", 1)],
)
def test_half_is_rounded_away_from_zero(number, hundredths):
    """Half up, away from zero below 0; round(2.675, 2) of a double gives 2.67 (Exactness)."""
    assert in_units(Fraction(number), 2) == hundredths


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=5), st.integers(0, 4))
def test_rounding_is_what_decimal_calls_half_up(number, decimals):
    """An independent implementation of the same rule (Exactness)."""
    expected = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert rounded(Fraction(number), decimals) == Fraction(expected)
