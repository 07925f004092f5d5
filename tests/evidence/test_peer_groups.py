"""Groups of like units: by type and size, by petitions before the campaign, or as listed."""

from math import nan

import pandas as pd
import pytest

from ihanoi_eval.evidence.peer_groups import group_league, size_groups, units_table
from ihanoi_eval.rules.campaign import Campaign, PeerGroups
from ihanoi_eval.schemas import check_table


@pytest.mark.parametrize(
    ("n", "groups"),
    [
        (3, [0, 1, 2]),
        (4, [0, 0, 1, 2]),  # ⌊3·0/4⌋ ⌊3·1/4⌋ ⌊3·2/4⌋ ⌊3·3/4⌋
        (5, [0, 0, 1, 1, 2]),
        (7, [0, 0, 0, 1, 1, 2, 2]),
        (1, [0]),
        (2, [0, 1]),
    ],
)
def test_the_group_of_place_i_is_the_floor_of_three_i_over_n(n, groups):
    """group = ⌊3i/n⌋ among n, i from 0 (COUNTING 29)."""
    codes = [f"{place:02}" for place in range(n)]
    people = {code: 100.0 + place for place, code in enumerate(codes)}
    assert [size_groups(codes, people, 3)[code] for code in codes] == groups


def test_units_are_ordered_by_population_then_code():
    """b and a have 500 each, c has 100: c, a, b (COUNTING 29)."""
    assert size_groups(["b", "a", "c"], {"a": 500, "b": 500, "c": 100}, 3) == {
        "c": 0,
        "a": 1,
        "b": 2,
    }


@pytest.mark.parametrize("unknown", [{}, {"c": nan}])
def test_an_unknown_population_sorts_lowest(unknown):
    """Below 0 people even (COUNTING 29)."""
    assert size_groups(["a", "b", "c"], {"a": 0, "b": 5} | unknown, 3) == {"c": 0, "a": 1, "b": 2}


@pytest.fixture
def groups(campaign):
    """The groups of a league under another rule: groups("communes", size_groups=1)."""

    def group(
        league: str,
        *,
        population: dict[str, float] | None = None,
        petitions: dict[str, int] | None = None,
        **changes: object,
    ) -> dict[str, str]:
        one = campaign.league_by_code[league]
        rule = PeerGroups.model_validate(one.peer_groups.model_dump() | changes)
        return group_league(
            one.model_copy(update={"peer_groups": rule}),
            campaign,
            population=population or {},
            petitions=None if petitions is None else pd.Series(petitions, dtype="int64"),
        )

    return group


def test_wards_and_villages_are_cut_by_size_apart(groups):
    """Two wards: ⌊0⌋ and ⌊3/2⌋; the one village begins anew at 0 (COUNTING 29)."""
    people = {"00001": 900, "00002": 800, "00003": 5}
    assert groups("communes", population=people) == {"00002": "p-1", "00001": "p-2", "00003": "x-1"}


def test_a_type_that_is_not_cut_is_one_group(groups):
    """Districts: by type alone (DESIGN §8)."""
    assert groups("communes", size_groups=1) == {"00001": "p", "00002": "p", "00003": "x"}


@pytest.mark.parametrize(("received", "group"), [(2, "many"), (1, "few")])
def test_departments_are_grouped_by_what_they_received_before(groups, received, group):
    """At least 2 in this campaign (COUNTING 29)."""
    assert groups("departments", petitions={"CQ01": received}) == {"CQ01": group}


def test_a_department_without_petitions_received_few(groups):
    """In a log no row is 0 (COUNTING 20)."""
    assert groups("departments", petitions={}) == {"CQ01": "few"}


def test_without_a_log_the_listed_groups_hold(groups):
    """campaign.yaml lists them (COUNTING 29)."""
    listed = {"many": ("CQ01",)}
    assert groups("departments", petitions=None, listed=listed) == {"CQ01": "many"}


def test_without_a_log_and_a_list_the_league_is_one_group(groups):
    """Else one group (COUNTING 29)."""
    assert groups("departments", petitions=None) == {"CQ01": "departments"}


def test_a_league_without_a_rule_is_one_group(groups):
    """Compared with all of it."""
    assert groups("districts") == {"001": "districts"}


def test_every_unit_is_in_the_table_and_only_ranked_ones_in_a_group(campaign: Campaign):
    """`outside` is shown and never ranked (COUNTING 28)."""
    table = units_table(campaign, population=pd.Series({"00001": 900.0}), earlier_petitions=None)
    check_table(table, "units")
    in_none = table[table["peer_group"] == ""]["unit_code"]
    assert (len(table), in_none.tolist()) == (len(campaign.units), ["NG01"])
