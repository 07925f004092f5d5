"""Shares between fixed goalposts."""

from fractions import Fraction
from math import log

import pytest

from ihanoi_eval.measurement.normalisation import share_of
from ihanoi_eval.rules.rubric import Goalposts

UP = Goalposts(worst=Fraction("0.60"), best=Fraction(1))
DOWN = Goalposts(worst=Fraction(5), best=Fraction(1))
INCOME = Goalposts(worst=Fraction(100), best=Fraction(75_000), scale="log")
FEWER = Goalposts(worst=Fraction(1000), best=Fraction(10), scale="log")


@pytest.mark.parametrize(
    ("value", "share"), [("0.5", "0"), ("0.6", "0"), ("0.9", "3/4"), ("1", "1"), ("1.2", "1")]
)
def test_a_share_is_the_way_gone_from_worst_to_best(value, share):
    """(0.9 − 0.6) / (1 − 0.6) = 3/4 exactly; outside the goalposts 0 and 1 (COUNTING 26)."""
    assert share_of(Fraction(value), UP) == Fraction(share)


@pytest.mark.parametrize(("value", "share"), [("6", "0"), ("4", "1/4"), ("1", "1"), ("0", "1")])
def test_worst_above_best_turns_the_direction_round(value, share):
    """(4 − 5) / (1 − 5) = 1/4: fewer is better (DESIGN §4)."""
    assert share_of(Fraction(value), DOWN) == Fraction(share)


def test_a_log_scale_shares_ratios():
    """UNDP's income index at 10,000: (ln 10000 − ln 100) / (ln 75000 − ln 100)."""
    assert float(share_of(Fraction(10_000), INCOME)) == pytest.approx(log(100) / log(750))


@pytest.mark.parametrize(("value", "share"), [(100, 0), (75_000, 1), (200_000, 1), (3, 0), (0, 0)])
def test_a_log_scale_ends_where_the_goalposts_are(value, share):
    """Exactly 0 and 1, and no logarithm of nothing (DESIGN §4)."""
    assert share_of(Fraction(value), INCOME) == share


def test_nothing_is_best_where_fewer_is_better_on_a_log_scale():
    """0 lies beyond every best that is above zero."""
    assert [share_of(Fraction(value), FEWER) for value in (0, 2000)] == [1, 0]
