"""What a seat costs, by hand and by trying every key on every set of seats."""

from dataclasses import replace
from itertools import combinations
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from ihanoi_eval.judgement.exchanges import least_keys
from ihanoi_eval.judgement.quotas import Candidate, Limits

REACH = 40  # beyond what any exchange of keys up to 6 can cost


def units(words):
    """Candidates: units("1Ax90 2By80") is 1 of parent A and group x with 90."""
    return [Candidate(one[0], one[1], one[2], (int(one[3:]),)) for one in words.split()]


def least(words, limits, seated):
    """The least keys of all the units."""
    found = units(words)
    return least_keys(found, found, limits, seated)


def test_by_points_alone_the_last_seat_and_the_first_without_face_each_other():
    """Two seats: 3 has to pass 80, 1 and 2 keep their seats down to 71."""
    assert least("1Ax90 2Ax80 3Ax70", Limits(2), "12") == {"1": 71, "2": 71, "3": 81}


def test_a_free_seat_costs_nothing():
    """Beside 1 a seat is empty: anything above nothing is enough for 1 and for who might come."""
    one, two = units("1Ax90 2Bx80")
    assert least_keys([one, two], [one], Limits(2), "1") == {"1": 1, "2": 1}


def test_under_a_cap_the_own_parents_last_seat_has_to_be_passed():
    """A has its one seat: 2 has to pass 90, not 60; 4 has to pass 60."""
    found = least("1Ax90 2Ax85 3Bx60 4Cx50", Limits(2, room={"A": 1, "B": 1, "C": 1}), "13")
    assert (found["2"], found["4"], found["1"]) == (91, 61, 86)


def test_a_seat_that_a_group_is_due_is_passed_by_that_group_alone():
    """Of two seats one is y's: 3 of y has to pass 50, 2 of x has to pass 90."""
    assert least("1Ax90 2Ax80 3Ay40 4Ay50", Limits(2, least={"y": 1}), "14") == {
        "1": 81, "2": 91, "3": 51, "4": 41,
    }  # fmt: skip


def test_an_exchange_can_go_round_by_others():
    """3 of A pushes 1 out, whose group x is due a seat: 2 of B comes in and pushes 4 out.

    1 (90) and 4 (75) go, 2 (70) comes with 3: 90 + 75 − 70 = 95, so 96.
    """
    limits = Limits(2, room={"A": 1, "B": 1}, least={"x": 1})
    assert least("1Ax90 2Bx70 3Ay00 4By75", limits, "14")["3"] == 96


def test_where_no_key_is_enough_or_every_key_is():
    """One seat, and x is due it: 1 cannot lose it, 2 cannot have it."""
    assert least("1Ax10 2Ay90", Limits(1, least={"x": 1}), "1") == {"1": -inf, "2": inf}


def test_a_free_seat_is_had_by_anything_above_nothing():
    """A set of seats is better only by what it adds."""
    assert least("1Ax10", Limits(2), "1") == {"1": 1}


def test_who_is_no_candidate_is_asked_about_as_if_it_were_one():
    """3 pushes nobody out by itself, and would have to pass 80."""
    found = least_keys(units("3Ax95"), units("1Ax90 2Ax80"), Limits(2), "12")
    assert found == {"3": 81}


@st.composite
def contests(draw):
    """Up to six units of three parents and groups, with few keys, under crossing limits."""
    place = st.sampled_from("ABC"), st.sampled_from("xyz")
    keys = st.tuples(st.integers(-1, 6), st.integers(0, 2))
    rows = draw(st.lists(st.tuples(*place, keys), min_size=1, max_size=6))
    table = [Candidate(str(number), *row) for number, row in enumerate(rows)]
    room = draw(st.fixed_dictionaries({}, optional=dict.fromkeys("ABC", st.integers(1, 2))))
    due = draw(st.integers(0, 2))
    have = {group: sum(one.peer_group == group for one in table) for group in "xyz"}
    return table, Limits(draw(st.integers(0, 3)), room, {g: min(due, n) for g, n in have.items()})


def best_sets(table, limits):
    """Every best set, by trying all; none where the limits cannot be kept."""
    found = [
        chosen
        for size in range(min(len(table), limits.seats) + 1)
        for chosen in combinations(table, size)
        if all(sum(o.parent == p for o in chosen) <= n for p, n in limits.room.items())
        and all(sum(o.peer_group == g for o in chosen) >= n for g, n in limits.least.items())
    ]
    values = [tuple(sum(one.keys[k] for one in chosen) for k in (0, 1)) for chosen in found]
    return [
        frozenset(one.code for one in chosen)
        for chosen, value in zip(found, values, strict=True)
        if value == max(values)
    ]


@settings(max_examples=60, deadline=None)
@given(contests())
def test_a_unit_at_its_least_key_is_in_every_best_set_and_below_it_is_not(contest):
    """The law of the line, under caps and minimums that cross (COUNTING 32, 33)."""
    table, limits = contest
    best = best_sets(table, limits)
    if not best:
        return
    found = least_keys(table, table, limits, min(best, key=sorted))
    for one in table:

        def is_in(key, one=one):
            moved = [replace(o, keys=(key, o.keys[1])) if o is one else o for o in table]
            return all(one.code in chosen for chosen in best_sets(moved, limits))

        key = min(max(found[one.code], -REACH), REACH)
        assert is_in(key) == (found[one.code] < inf)
        assert not is_in(key - 1) or found[one.code] == -inf
