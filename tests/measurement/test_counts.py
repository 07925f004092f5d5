"""Counts behind indicators: own ones, sums over complete children, targets and who is full."""

from fractions import Fraction

import pytest

from ihanoi_eval.rules.rubric import Indicator

GAP = ("closed", "opened", "people")
WARD = {"people": 1000, "opened": 400, "closed": 460}


@pytest.fixture
def target() -> Indicator:
    """New accounts against the effective target."""
    return Indicator.model_validate(
        {"code": "target", "label": "x", "pillar": "p", "kind": "attainment"}
        | {"at_close": "closed", "at_open": "opened", "population": "people", "target": "target"}
        | {"goalposts": {"worst": "0.3", "best": "1.3"}, "max_points": "5"}
        | {"leagues": ["communes"], "if_missing": "rescale"}
    )


def test_a_ward_counts_what_it_has(count):
    """Its own used value, and nothing where no source supplied one (COUNTING 18, 20)."""
    total = count({"1": {"people": 1000}}).total("1", ("people", "opened"))
    assert total == {"people": 1000, "opened": None}


def test_a_district_sums_its_complete_wards(count):
    """Ward 2 has no population, so none of its counts enters the sums (COUNTING 17)."""
    counts = count({"1": WARD, "2": {"opened": 300, "closed": 340}, "3": WARD})
    assert counts.total("D", GAP) == {"people": 2000, "opened": 800, "closed": 920}


def test_completeness_is_asked_indicator_by_indicator(count):
    """Without households a ward leaves outreach, not gap closure (COUNTING 17)."""
    counts = count({"1": WARD | {"visited": 5, "households": 10}, "2": WARD | {"visited": 5}})
    assert counts.total("D", ("visited", "households")) == {"visited": 5, "households": 10}
    assert counts.total("D", ("people",)) == {"people": 2000}


def test_a_district_without_a_complete_ward_has_nothing(count):
    """Nothing summed is missing, not zero (METHOD 1)."""
    assert count({"1": {"people": 900}}).total("D", GAP) == dict.fromkeys(GAP)


def test_a_districts_own_petitions_are_one_more_part(count):
    """sum_with_own: 3/4 + 1/2 of the wards and 5/6 of the district itself (COUNTING 17)."""
    wards = {"1": {"on_time": 3, "assessed": 4}, "2": {"on_time": 1, "assessed": 2}}
    counts = count(wards, own={"D": {"on_time": 5, "assessed": 6}})
    assert counts.total("D", ("on_time", "assessed")) == {"on_time": 9, "assessed": 12}


def test_a_districts_own_part_has_to_be_complete_too(count):
    """One more part under the same test (COUNTING 17)."""
    counts = count({"1": {"on_time": 3, "assessed": 4}}, own={"D": {"on_time": 5}})
    assert counts.total("D", ("on_time", "assessed")) == {"on_time": 3, "assessed": 4}


def test_a_verification_of_the_district_replaces_that_sum_alone(count):
    """closed was verified as 800 instead of 920; the others still sum (COUNTING 17)."""
    counts = count({"1": WARD, "2": WARD}, verified={"D": {"closed": 800}})
    assert counts.total("D", GAP) == {"people": 2000, "opened": 800, "closed": 800}


def test_a_verification_of_the_district_stands_whatever_wards_are_complete(count):
    """No ward has all three counts, and the district's verified one stands (COUNTING 17)."""
    counts = count({"1": {"people": 1000}}, verified={"D": {"closed": 800}})
    assert counts.total("D", GAP) == {"people": None, "opened": None, "closed": 800}


def test_a_verified_value_of_a_ward_enters_its_districts_sum(count):
    """Communes' used values are summed, verified ones included (COUNTING 17)."""
    counts = count({"1": WARD, "2": WARD | {"closed": 410}})
    assert counts.total("D", GAP)["closed"] == 870


def test_own_measures_of_a_district_are_not_summed(count):
    """A district answers for the staff of its own bodies (COUNTING 17)."""
    counts = count({"1": {"staff_due": 8}, "D": {"staff_due": 30}})
    assert counts.total("D", ("staff_due",)) == {"staff_due": 30}


@pytest.mark.parametrize(("opened", "is_full"), [(990, False), (991, True), (1003, True)])
def test_fewer_than_one_in_a_hundred_left_is_strict(count, target, opened, is_full):
    """1000 people: 10 left are exactly 1 % and still to be won, 9 are not (COUNTING 15)."""
    counts = count({"1": {"people": 1000, "opened": opened}})
    assert counts.is_saturated("1", target) is is_full


@pytest.mark.parametrize("known", [{"people": 1000}, {"opened": 400}, {}])
def test_a_gap_needs_both_its_ends(count, target, known):
    """Who is left to win is unknown without the people or without the accounts (METHOD 1)."""
    counts = count({"1": known})
    assert counts.gap("1", target) is None
    assert not counts.is_saturated("1", target)


def test_nobody_at_all_is_not_full(count, target):
    """0 < 1 % of 0 is false: what cannot be measured is another matter (COUNTING 15)."""
    assert not count({"1": {"people": 0, "opened": 0}}).is_saturated("1", target)


def test_a_district_takes_the_same_test_on_its_sums(count, target):
    """Ward 1 is full with 5 of 1000 left, the district is not: 605 of 2000 (COUNTING 15)."""
    counts = count({"1": WARD | {"opened": 995}, "2": WARD})
    assert (counts.is_saturated("1", target), counts.is_saturated("D", target)) == (True, False)


@pytest.mark.parametrize(
    ("given", "effective"), [(20, "60.5"), (60.5, "60.5"), (100, "100"), (200, "121"), (0, "60.5")]
)
def test_a_target_is_held_within_a_tenth_and_a_fifth_of_the_gap(count, target, given, effective):
    """Gap 1005 − 400 = 605: from 60.5 to 121, never rounded; 0 is a target too (COUNTING 16)."""
    counts = count({"1": {"people": 1005, "opened": 400, "target": given}})
    assert counts.effective_target("1", target) == Fraction(effective)


def test_an_empty_target_is_none_set(count, target):
    """The register says so; without a row it says nothing (COUNTING 16)."""
    counts = count({"1": WARD | {"target": None}, "2": WARD})
    found = [counts.has_no_target(ward, target) for ward in ("1", "2")]
    assert (counts.effective_target("1", target), found) == (None, [True, False])


def test_a_district_sums_effective_targets(count, target):
    """Gap 600 each: 100 stays, 500 becomes 120, 10 becomes 60; together 280 (COUNTING 16)."""
    wards = {"1": WARD | {"target": 100}, "2": WARD | {"target": 500}, "3": WARD | {"target": 10}}
    counts = count(wards)
    assert counts.effective_target("D", target) == 280
    assert counts.done("D", target) == 180


@pytest.mark.parametrize("why", ["none set", "full", "no count", "documented"])
def test_a_ward_whose_target_is_not_measured_leaves_both_sums(count, target, why):
    """Targets and new accounts of the district are ward 1's alone (COUNTING 16)."""
    other = {
        "none set": WARD | {"target": None},
        "full": WARD | {"opened": 995, "target": 100},
        "no count": {"people": 1000, "opened": 400, "target": 100},
        "documented": WARD | {"target": 100},
    }[why]
    excused = (("2", "target"),) if why == "documented" else ()
    counts = count({"1": WARD | {"target": 90}, "2": other}, not_applicable=excused)
    assert (counts.effective_target("D", target), counts.done("D", target)) == (90, 60)


def test_a_district_has_no_target_when_none_of_its_wards_has_one(count, target):
    """One ward with a target is enough for the district to have one (COUNTING 16)."""
    none_set = {"1": WARD | {"target": None}, "2": WARD | {"target": None}}
    assert count(none_set | {"3": WARD | {"target": None}}).has_no_target("D", target)
    assert not count(none_set | {"3": WARD | {"target": 100}}).has_no_target("D", target)


def test_a_district_of_no_target_has_none_to_sum(count, target):
    """None of its wards can be measured: nothing, which is not 0 (COUNTING 16)."""
    counts = count({"1": WARD | {"target": None}, "2": WARD | {"opened": 995, "target": 100}})
    assert (counts.effective_target("D", target), counts.done("D", target)) == (None, None)
