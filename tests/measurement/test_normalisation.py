"""Shares between fixed goalposts."""

from fractions import Fraction
from math import log

import numpy as np
import pytest

from ihanoi_eval.measurement.exact import exact
from ihanoi_eval.measurement.normalisation import share_of, shares_of
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


@pytest.mark.parametrize(
    ("capped", "shares"),
    [
        ("both", ["0", "1/2", "1"]),
        ("best", ["-1/2", "1/2", "1"]),
        ("worst", ["0", "1/2", "11/10"]),
        ("none", ["-1/2", "1/2", "11/10"]),
    ],
)
def test_an_open_end_lets_the_share_go_on(capped, shares):
    """Distance to a target of 10: 11 is 1.1 of it uncapped, 1 capped; −5 lies half a way before."""
    target = Goalposts(worst=Fraction(0), best=Fraction(10), capped=capped)
    found = [share_of(Fraction(value), target) for value in (-5, 5, 11)]
    assert found == [Fraction(share) for share in shares]


def test_an_open_end_is_the_same_end_where_fewer_is_better():
    """7 of 5 → 1 lies half a way before the worst: (7 − 5)/(1 − 5) = −1/2; 0 is held at 1."""
    down = Goalposts(worst=Fraction(5), best=Fraction(1), capped="best")
    assert [share_of(Fraction(value), down) for value in (7, 0)] == [Fraction(-1, 2), 1]


@pytest.mark.parametrize("capped", ["both", "worst", "best", "none"])
@pytest.mark.parametrize("goalposts", [UP, DOWN, INCOME, FEWER], ids=["up", "down", "log", "fewer"])
def test_the_array_formula_and_the_single_one_agree(goalposts, capped):
    """Less than nothing, nothing, both goalposts, between and beyond (ANCHORS §3)."""
    goalposts = goalposts.model_copy(update={"capped": capped})
    values = [
        -3.0,
        0.0,
        0.3,
        0.6,
        0.9,
        1.0,
        4.0,
        5.0,
        10.0,
        100.0,
        1000.0,
        75_000.0,
        200_000.0,
    ]
    found = shares_of(np.array([*values, np.nan]), goalposts)
    expected = [float(share_of(exact(value), goalposts)) for value in values]
    assert found[:-1] == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert np.isnan(found[-1])
