"""The made-up truth: sizes from the census, efforts by chance, each difficulty in its own unit."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic_units import (
    CITY_ACCOUNTS,
    Truth,
    apportion,
    make_truth,
    model_population,
    read_builtin,
)

ROOT = Path(__file__).parents[2]
NAMED_BY_THE_ISSUE = (
    "late_report missing_report staff_below_full tied_communes two_petitions no_petition on_hold "
    "overdue_petitions target_too_low used_once resolved_after_close verification_changes_rank"
).split()


def truth_of(folder: str, *, accounts: int, seed: int = 1) -> Truth:
    """The made-up truth over a campaign's register."""
    units = load_rules(ROOT / folder).campaign.units
    chance = np.random.default_rng(seed)
    return make_truth(units, accounts=accounts, petitions=1_000, districts=None, rng=chance)


@pytest.fixture(scope="module")
def city() -> Truth:
    """Hanoi at its own size."""
    return truth_of("params/hanoi-2024-11", accounts=CITY_ACCOUNTS)


def test_parts_sum_to_the_total_whatever_the_weights():
    """Rows are shared out to the last one; 7 × (1, 2, 4) / 7 = 1, 2, 4."""
    assert apportion(7, [1, 2, 4]).tolist() == [1, 2, 4]
    assert apportion(100, [1, 1, 1]).sum() == 100
    assert apportion(0, [1, 2]).tolist() == [0, 0]


def test_population_is_census_times_growth_times_share_of_adults():
    """Phúc Xá: 21,946 × 221,510 / 221,893 × 0.7649 = 16,758 (data/README: the modelled count)."""
    people = model_population()["population"]
    assert people["00001"] == pytest.approx(21_946 * 221_510 / 221_893 * 0.7649, abs=1)
    assert people.sum() == pytest.approx(8_587_141 * 0.7649, rel=1e-4)
    assert len(people) == 579


def test_at_its_own_size_the_sample_has_the_modelled_population(city: Truth):
    """Only another number of accounts changes the number of people, so that shares stay."""
    modelled = model_population()["population"].round()
    twins = list(city.struck("tied_communes"))
    drawn = city.units["population"].dropna()
    pd.testing.assert_series_equal(
        drawn.drop(twins), modelled[drawn.index].drop(twins), check_names=False, check_index=False
    )


def test_the_city_has_about_130000_public_servants(city: Truth):
    """DOMAIN §3 knows 130,000 of them with an account in August."""
    assert 115_000 < city.units["staff"].sum() < 145_000


def test_every_difficulty_of_the_issue_is_planted_in_hanoi(city: Truth):
    """A difficulty that no unit has tests nothing."""
    assert [name for name, codes in city.planted.items() if not codes] == []
    assert set(NAMED_BY_THE_ISSUE) <= set(city.planted)


def test_no_unit_is_struck_by_two_difficulties(city: Truth):
    """A test that finds a unit strange must know why."""
    struck = [code for codes in city.planted.values() for code in codes]
    assert len(struck) == len(set(struck))


def test_no_commune_is_struck_below_a_district_that_sends_nothing(city: Truth):
    """Its report gate would fail whatever was planted."""
    struck = {code for codes in city.planted.values() for code in codes}
    below = city.units.index[city.units["parent_code"].isin(city.struck("missing_report"))]
    assert len(below) > 0 and struck.isdisjoint(below)


def test_tied_communes_differ_in_nothing_that_is_made_up(city: Truth):
    """Same population, staff and rates: the same counts follow, so the same points."""
    first, twin = city.struck("tied_communes")
    made_up = city.units.drop(columns=["name", "parent_code", "services"]).to_dict("index")
    assert made_up[first] == made_up[twin]


def test_a_smaller_sample_keeps_the_shares():
    """A hundredth of the accounts live among a hundredth of the people."""
    small = truth_of("params/hanoi-2024-11", accounts=CITY_ACCOUNTS // 100)
    people = small.units["population"].sum()
    assert people == pytest.approx(model_population()["population"].sum() / 100, rel=0.01)


@pytest.mark.parametrize(("accounts", "districts"), [(999, None), (6_000, []), (6_000, ["999"])])
def test_too_little_to_make_a_campaign_of_is_refused(accounts: int, districts: list[str] | None):
    """Or the arithmetic would fail somewhere inside."""
    units = load_rules(ROOT / "params/hanoi-2024-11").campaign.units
    chance = np.random.default_rng(1)
    with pytest.raises(CallError, match="two communes"):
        make_truth(units, accounts=accounts, petitions=100, districts=districts, rng=chance)


def test_a_choice_of_districts_keeps_their_communes_and_all_other_bodies():
    """Departments and bodies outside the leagues belong to no district."""
    units = load_rules(ROOT / "params/hanoi-2024-11").campaign.units
    chance = np.random.default_rng(1)
    truth = make_truth(
        units, accounts=6_000, petitions=1_000, districts=["018", "001", "250"], rng=chance
    )
    registry = read_builtin("units.csv")["parent_code"]
    assert truth.codes("districts") == ["001", "018", "250"]
    assert truth.codes("communes") == sorted(registry.index[registry.isin(["001", "018", "250"])])
    assert len(truth.codes("departments")) == 20 and len(truth.codes("outside")) == 7
