"""Seats of many draws against the choice that lists are made of."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ihanoi_eval.judgement.boards import board_of
from ihanoi_eval.judgement.drawn_ranks import order_of
from ihanoi_eval.judgement.drawn_seats import seating_of, seats, seats_exactly, tie_places
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.rubric import Rubric

AWARDS = Awards.model_validate({"gates": [], "quotas": {}, "tie_chain": {}, "reserve_share": "0"})
RUBRIC = Rubric.model_validate(
    {
        "version": "1",
        "pillars": [{"code": "p", "label": "p", "max_points": "100"}],
        "indicators": [
            {"code": "gap", "label": "x", "pillar": "p", "max_points": "100", "kind": "value"}
            | {"measure": "m", "leagues": ["communes"], "if_missing": "zero"}
            | {"goalposts": {"worst": "0", "best": "1"}}
        ],
    }
)


def seated(field, *, exactly=False):
    """The codes with a seat when the published totals are the only draw."""
    board = board_of(field, field.readings, RUBRIC)
    seating = seating_of(board)
    totals = np.array([[int(100 * field.totals[code]) for code in board.codes]])
    gains = np.array([[field.key(code, "gap") for code in board.codes]])
    may = np.array([[code in field.eligible for code in board.codes]])
    places, _ = tie_places(board)
    if exactly:
        found = seats_exactly(seating, totals, gains, places, may)
    else:
        found = seats(seating, totals, order_of(totals, places)[0], gains, places, may)
    return {code for code, has in zip(board.codes, found[0], strict=True) if has}


def listed(field):
    """The codes with a seat on the list of the same field."""
    found, _, _ = draft_shortlist([field], AWARDS)
    return set(found.loc[found["decision"].isin(["award", "council"]), "unit_code"])


@st.composite
def leagues(draw, kinds):
    """Up to nine units with different totals, so that only one list is best."""
    size = draw(st.integers(1, 9))
    totals = draw(st.permutations(range(10, 10 + size)))
    lines = [
        f"{number} {draw(st.sampled_from('ABC'))} {draw(st.sampled_from('xyz'))} {total} "
        f"{Fraction(total * 7 % 13, 100)} {draw(st.sampled_from(['passed', 'passed', 'failed']))} "
        f"{draw(st.sampled_from(['0.1', '0.5', '–']))}"
        for number, total in enumerate(totals)
    ]
    quota = {"level": draw(st.integers(0, 4)), "improvement": draw(st.integers(0, 2))}
    if "caps" in kinds:
        quota["most_per_parent"] = draw(st.integers(1, 2))
    if "groups" in kinds:
        quota["least_per_peer_group"] = draw(st.integers(1, 2))
    return "code parent group total gap standing coverage\n" + "\n".join(lines), quota


@pytest.mark.parametrize("kinds", [(), ("caps",), ("groups",)])
@settings(max_examples=60)
@given(data=st.data())
def test_nested_quotas_are_exact_in_a_draw(league_field, kinds, data):
    """The walk has the seats of the list, both tracks (ANCHORS §1.7)."""
    table, quota = data.draw(leagues(kinds))
    field = league_field(table, **quota)
    assert seated(field) == listed(field)


@settings(max_examples=60)
@given(leagues(("caps", "groups")))
def test_crossing_quotas_are_exact_in_the_draws_that_are_solved(league_field, drawn):
    """One programme a draw has the seats of the list."""
    table, quota = drawn
    field = league_field(table, **quota)
    if listed(field):
        assert seated(field, exactly=True) == listed(field)


@settings(max_examples=60)
@given(leagues(("caps", "groups")))
def test_a_walk_breaks_no_cap_and_no_number_of_seats(league_field, drawn):
    """Also where quotas cross, and the walk is only near the best (COUNTING 33)."""
    table, quota = drawn
    field = league_field(table, **quota)
    found = seated(field)
    assert len(found) <= quota["level"] + quota["improvement"]
    parents = [field.parents[code] for code in found]
    assert all(parents.count(one) <= quota["most_per_parent"] for one in parents)
    assert found <= set(field.eligible)


def test_rules_that_conflict_seat_nobody(league_field):
    """Two groups want one seat: no list, in a draw as on the day (COUNTING 33)."""
    field = league_field("code group total\n1 x 3\n2 y 2", level=1, least_per_peer_group=1)
    assert seated(field) == seated(field, exactly=True) == set()


def test_a_cap_on_who_a_group_needs_is_seen_in_the_second_walk(league_field):
    """Down the ranks 1 fills A and y has nobody left; with y first it is 2 and 3."""
    table = "code parent group total\n1 A x 50\n2 A y 40\n3 B x 30"
    field = league_field(table, level=2, most_per_parent=1, least_per_peer_group=1)
    assert seated(field) == {"2", "3"}


def test_quotas_cross_where_parents_cut_across_groups(league_field):
    """Not where each parent lies in one group, nor where no cap can bind."""
    limits = {"level": 2, "most_per_parent": 1, "least_per_peer_group": 1}

    def crosses(table, **quota):
        field = league_field(table, **quota)
        return seating_of(board_of(field, field.readings, RUBRIC)).crosses

    cut = "code parent group total\n1 A x 3\n2 A y 2\n3 B x 1"
    assert crosses(cut, **limits)
    assert not crosses("code parent group total\n1 A x 3\n2 A x 2\n3 B y 1", **limits)
    assert not crosses(cut, **limits | {"most_per_parent": 2})


def test_equals_in_the_whole_chain_are_named(league_field):
    """1 and 3 are equal in every link, 2 is before them by its gap (COUNTING 35)."""
    field = league_field("code total gap\n1 5 0.1\n2 5 0.2\n3 5 0.1")
    places, equals = tie_places(board_of(field, field.readings, RUBRIC))
    assert places.tolist() == [[1, 0, 2]]
    assert [units.tolist() for units in equals] == [[0, 2]]


def test_a_total_below_zero_takes_no_seat(league_field):
    """An empty seat is worth more (COUNTING 32)."""
    field = league_field("code total\n1 3\n2 -1", level=2)
    assert seated(field) == {"1"}
