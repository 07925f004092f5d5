"""One league as the list sees it: who may be chosen, on which exact figures."""

from fractions import Fraction

import pytest

from ihanoi_eval.judgement.field import began_low, coverage_at_open
from ihanoi_eval.rules.awards import Improvement

RULE = Improvement(indicator="gap", at_open="opened", population="people")


def test_only_ranked_units_with_every_gate_passed_are_eligible(league_field):
    """Failed, on hold and without a total are out (COUNTING 31)."""
    field = league_field(
        """code total standing
           1    80    passed
           2    70    failed
           3    60    on_hold
           4    –     passed"""
    )
    assert set(field.eligible) == {"1"}


def test_totals_are_the_decimals_that_were_published(league_field):
    """70.29 as a double is not 7029 hundredths; its cell is (METHOD 4)."""
    assert league_field("code total\n1 70.29").totals == {"1": Fraction("70.29")}


@pytest.mark.parametrize(
    ("value", "key"), [("0.12344", 1234), ("0.12345", 1235), ("-0.00005", -1), ("0", 0)]
)
def test_a_link_of_the_chain_counts_in_ten_thousandths(league_field, value, key):
    """Rounded once, half up (COUNTING 32)."""
    assert league_field(f"code total gap\n1 80 {value}").key("1", "gap") == key


def test_an_empty_link_is_zero(league_field):
    """0/0 without a prior has no adjusted value (COUNTING 32)."""
    field = league_field("code total gap\n1 80 –")
    assert field.key("1", "gap") == 0


def test_coverage_at_the_start_is_over_complete_wards(count):
    """Ward 2 has no population: 300 of 1000 for the district (COUNTING 17, 34)."""
    counts = count({"1": {"opened": 300, "people": 1000}, "2": {"opened": 200}})
    found = coverage_at_open(("D", "1", "2"), counts, RULE)
    assert found == {"D": Fraction(3, 10), "1": Fraction(3, 10), "2": None}


def test_nobody_at_home_is_no_coverage(count):
    """0/0 is unknown, not low (COUNTING 34)."""
    assert coverage_at_open(("1",), count({"1": {"opened": 0, "people": 0}}), RULE) == {"1": None}


def test_who_stands_at_the_median_did_not_begin_low(league_field):
    """Of 0.1, 0.2 and 0.3 the median is 0.2: strictly below is 1 alone (COUNTING 34)."""
    field = league_field("code total coverage\n1 80 0.1\n2 70 0.2\n3 60 0.3")
    assert began_low(field) == {"1"}


def test_between_two_middle_values_the_median_is_their_mean(league_field):
    """Of 0.1, 0.2, 0.4, 0.5 it is 0.3 (COUNTING 34)."""
    field = league_field("code total coverage\n1 80 0.1\n2 70 0.2\n3 60 0.4\n4 50 0.5")
    assert began_low(field) == {"1", "2"}


def test_equal_beginnings_are_never_low(league_field):
    """All at the median (COUNTING 34)."""
    assert began_low(league_field("code total coverage\n1 80 0.2\n2 70 0.2")) == set()


def test_units_that_failed_are_in_the_median(league_field):
    """Passed or not, without a total or with: 0.1, 0.2 and 0.3 again (COUNTING 34)."""
    field = league_field(
        """code total coverage standing
           1    80    0.1      passed
           2    70    0.2      passed
           3    –     0.3      failed"""
    )
    assert began_low(field) == {"1"}


def test_an_unknown_beginning_is_neither_low_nor_in_the_median(league_field):
    """Of the known 0.1 and 0.3 the median is 0.2 (COUNTING 34)."""
    field = league_field("code total coverage\n1 80 0.1\n2 70 –\n3 60 0.3")
    assert began_low(field) == {"1"}


def test_each_peer_group_has_its_own_median(league_field):
    """0.4 is low in y, where the other has 0.6 (COUNTING 34)."""
    field = league_field(
        """code total group coverage
           1    80    x     0.1
           2    70    x     0.2
           3    60    y     0.4
           4    50    y     0.6"""
    )
    assert began_low(field) == {"1", "3"}
