"""Rates on few cases; the published values they are held to stand in tests/acceptance."""

from fractions import Fraction
from math import isnan, log

import pytest

from ihanoi_eval.measurement.small_numbers import (
    byar_interval,
    count_interval,
    exact_interval,
    funnel_limits,
    shrunk_rate,
    wilson_interval,
)

PRIOR, WEIGHT = Fraction(82, 100), Fraction(20)


def test_a_few_good_cases_do_not_make_a_leader():
    """2 of 2 with 20 cases at 0.82: (2 + 16.4) / 22 = 0.8364, not 1 (METHOD 2)."""
    rate = shrunk_rate(Fraction(2), Fraction(2), prior=PRIOR, weight=WEIGHT)
    assert rate == Fraction(184, 220)


def test_without_a_case_the_prior_stands():
    """(0 + 20·0.82) / 20 (COUNTING 21)."""
    assert shrunk_rate(Fraction(0), Fraction(0), prior=PRIOR, weight=WEIGHT) == PRIOR


def test_weight_zero_leaves_the_raw_rate():
    """Nothing is added (METHOD 2)."""
    assert shrunk_rate(Fraction(3), Fraction(4), prior=PRIOR, weight=Fraction(0)) == Fraction(3, 4)


def test_no_case_has_no_interval():
    """PHEindicatormethods has an open bug there (ANCHORS §2)."""
    assert all(map(isnan, wilson_interval(0, 0)))


@pytest.mark.parametrize(("x", "n"), [(0, 1), (0, 40), (1, 1), (40, 40), (7, 8)])
def test_an_interval_holds_the_rate_and_stays_within_zero_and_one(x, n):
    """At the ends too, where the normal approximation leaves the scale."""
    low, high = wilson_interval(x, n)
    assert 0 <= low <= x / n <= high <= 1


def test_a_larger_unit_has_narrower_limits():
    """0.8 ∓ 1.96·sqrt(0.16/n): for n = 100 0.7216 and 0.8784, for n = 400 half as far."""
    hundred, four_hundred = funnel_limits(0.8, 100), funnel_limits(0.8, 400)
    assert hundred == pytest.approx((0.721601, 0.878399), abs=1e-6)
    assert four_hundred == pytest.approx((0.760801, 0.839199), abs=1e-6)


def test_no_event_has_an_upper_limit_all_the_same():
    """0 events of 95 %: 0 to −ln 0.025 = 3.688879, the rule of three made two-sided."""
    low, high = count_interval(0)
    assert low == 0 and high == pytest.approx(-log(0.025))


def test_byar_takes_over_at_ten():
    """9 exact, 10 by Byar: 4.115 and 4.795 below, 17.085 and 18.390 above."""
    assert count_interval(9) == exact_interval(9) != byar_interval(9)
    assert count_interval(10) == byar_interval(10) != exact_interval(10)
    assert count_interval(9) == pytest.approx((4.115, 17.085), abs=5e-4)


def test_byar_never_falls_below_nothing():
    """One event at 99.8 %: the cube would be −0.003."""
    assert byar_interval(1, 3.0902323061678132)[0] == 0


def test_one_event_has_a_lower_limit():
    """−ln 0.975 = 0.025318: less than that would hardly ever give one."""
    assert exact_interval(1)[0] == pytest.approx(-log(0.975))


def test_the_level_is_asked_for():
    """99.8 % is wider than 95 %, for few events and for many."""
    for count in (3, 30):
        narrow, wide = count_interval(count), count_interval(count, 3.0902323061678132)
        assert wide[0] < narrow[0] and narrow[1] < wide[1]


def test_the_upper_funnel_limit_is_one_at_most():
    """0.9 of two cases: 0.9 + 1.96·√(0.09/2) would be 1.32."""
    assert funnel_limits(0.9, 2)[1] == 1
