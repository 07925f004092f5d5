"""Seats under crossing quotas, by hand and against every subset."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.judgement.quotas import (
    Candidate,
    Choice,
    Conflict,
    Limits,
    by_minimum,
    choose,
)


def candidates(table: str) -> list[Candidate]:
    """Candidates from lines "code parent group key key …"."""
    rows = [line.split() for line in table.strip().splitlines()]
    return [Candidate(code, a, x, tuple(map(int, keys))) for code, a, x, *keys in rows]


def chosen(table: str, **limits) -> Choice:
    """What the best sets share, where the limits can be kept."""
    choice = choose(candidates(table), Limits(**limits))
    assert isinstance(choice, Choice)
    return choice


def test_the_greatest_totals_take_the_seats():
    """30 + 20 is the greatest sum of two (COUNTING 32)."""
    assert chosen("1 A x 30\n2 A x 20\n3 A x 10", seats=2).certain == {"1", "2"}


def test_a_cap_holds_and_the_next_parent_moves_up():
    """Two from A at most: 3 of B goes before the third of A (COUNTING 33)."""
    table = "1 A x 40\n2 A x 30\n4 A x 20\n3 B x 10"
    assert chosen(table, seats=3, room={"A": 2, "B": 2}).certain == {"1", "2", "3"}


def test_a_parent_without_an_entry_has_no_cap():
    """Departments have no district above them (COUNTING 33)."""
    assert chosen("1 A x 3\n2 A x 2\n3 A x 1", seats=3, room={"B": 1}).certain == {"1", "2", "3"}


def test_a_group_gets_its_minimum():
    """y has one seat although 3 has the least of all (COUNTING 33)."""
    assert chosen("1 A x 30\n2 A x 20\n3 A y 10", seats=2, least={"y": 1}).certain == {"1", "3"}


@pytest.mark.parametrize(
    ("table", "limits", "beyond"),
    [
        ("1 A x 30\n2 A x 20\n3 A y 10", Limits(seats=2), {"3"}),  # two above it for two seats
        ("1 A x 30\n2 A x 10\n3 A y 10", Limits(seats=2), set()),  # equal, so nobody's loss
        ("1 A x 50\n2 A y 40\n3 B x 30", Limits(seats=2, room={"A": 1}), {"2"}),  # A is full
    ],
)
def test_a_seat_by_a_groups_minimum_is_told_from_one_by_points(table, limits, beyond):
    """Without the minimum it would be another's (COUNTING 33)."""
    assert by_minimum(candidates(table), "123"[: len(candidates(table))], limits) == beyond


def test_crossing_quotas_are_solved_and_not_walked_down():
    """Walking down takes 1 (A), then y needs 2 (A), which the cap forbids; the best is 3 and 2."""
    table = "1 A x 50\n2 A y 40\n3 B x 30"
    choice = chosen(table, seats=2, room={"A": 1, "B": 1}, least={"x": 1, "y": 1})
    assert choice.certain == {"2", "3"}


def test_a_second_key_speaks_only_among_equals_in_the_first():
    """2 and 3 are equal in the first key; 4 has the greatest second key and no seat (32)."""
    choice = chosen("1 A x 30 0\n2 A x 20 5\n3 A x 20 6\n4 A x 10 99", seats=2)
    assert choice.certain == {"1", "3"}
    assert choice.decided_by == {"1": 0, "2": 1, "3": 1, "4": 0}


def test_a_tie_in_every_key_is_left_open():
    """2, 3 and 4 for one seat: nobody is preferred by the order of rows (COUNTING 32)."""
    choice = chosen("1 A x 30 1\n2 A x 20 1\n3 B x 20 1\n4 B x 20 1", seats=2)
    assert choice.certain == {"1"}
    assert choice.open == {"2", "3", "4"}
    assert choice.decided_by["2"] == 2  # after the last of two keys: never


def test_open_seats_fill_a_parent_at_the_most_that_a_best_set_takes():
    """2 seats among 1 (A) and 2, 3, 4 (B): B may get both, A one (COUNTING 32)."""
    choice = chosen("1 A x 5\n2 B x 5\n3 B x 5\n4 B x 5", seats=2)
    assert choice.open_room == {"A": 1, "B": 2}


def test_sets_equal_in_sum_are_equal():
    """Of 1 + 4 = 30 + 10 and 2 + 3 = 20 + 20 neither is the better set (COUNTING 32)."""
    table = "1 A x 30\n2 A y 20\n3 B x 20\n4 B y 10"
    choice = chosen(table, seats=2, room={"A": 1, "B": 1}, least={"y": 1})
    assert choice.open == {"1", "2", "3", "4"}


def test_seats_are_maxima():
    """A total below zero only costs: the second seat stays empty (COUNTING 32)."""
    assert chosen("1 A x 30\n2 A x -1", seats=2).certain == {"1"}


def test_a_total_of_zero_is_left_open():
    """With it or without it the sum is the same (COUNTING 32)."""
    choice = chosen("1 A x 30\n2 A x 0", seats=2)
    assert choice.certain == {"1"}
    assert choice.open == {"2"}


def test_no_candidate_is_no_seat():
    """Nobody passed: an empty list and no error (COUNTING 32)."""
    assert choose([], Limits(seats=3, room={"A": 1})) == Choice(frozenset(), frozenset(), {}, {})


def test_rules_that_conflict_are_named():
    """Three groups each want one of two seats; the cap has nothing to do with it (33)."""
    table = candidates("1 A x 3\n2 B y 2\n3 C z 1")
    found = choose(table, Limits(seats=2, room={"A": 1}, least={"x": 1, "y": 1, "z": 1}))
    assert found == Conflict(("seats", "x", "y", "z"))


def test_of_several_conflicts_the_smallest_is_named():
    """Cap and group y alone conflict (2 from A, at most 1); seats and groups only by three (33)."""
    table = candidates("1 A x 3\n2 A y 2\n3 A y 1\n4 B z 1")
    found = choose(table, Limits(seats=2, room={"A": 1}, least={"x": 1, "y": 2, "z": 1}))
    assert found == Conflict(("parent", "y"))


CROSSING = """1 A x 50 0
              2 A y 40 0
              3 B x 30 1
              4 B x 30 2
              5 B x 20 9
              6 A y 10 9"""


def test_crossing_quotas_say_after_which_key_each_was_decided():
    """One of A and one of B, one of x and one of y: 2 and, by the second key, 4 (COUNTING 35).

    1 is out as y needs A's seat; 5 and 6 are behind in their own parent and group; all by points.
    """
    choice = chosen(CROSSING, seats=2, room={"A": 1, "B": 1}, least={"x": 1, "y": 1})
    assert choice.certain == {"2", "4"} and not choice.open
    assert choice.decided_by == {"1": 0, "2": 0, "3": 1, "4": 1, "5": 0, "6": 0}
    assert not choice.is_walked


def test_where_all_are_equal_at_first_the_second_key_decides():
    """One of A, one of B, one of x, one of y: 1 with 4 or 2 with 3; 9 + 9 against 1 + 1."""
    table = "1 A x 5 9\n2 A y 5 1\n3 B x 5 1\n4 B y 5 9"
    choice = chosen(table, seats=2, room={"A": 1, "B": 1}, least={"x": 1, "y": 1})
    assert choice.certain == {"1", "4"} and not choice.open


def test_equals_under_crossing_quotas_are_open_with_the_room_they_may_take():
    """3 and 4 equal in all: one of them beside 2; C has none of the open seats."""
    table = CROSSING.replace("3 B x 30 1", "3 B x 30 2") + "\n7 C z 1 0"
    choice = chosen(table, seats=2, room={"A": 1, "B": 1}, least={"x": 1, "y": 1})
    assert choice.certain == {"2"} and choice.open == {"3", "4"}
    assert choice.open_room == {"B": 1}
    assert choice.decided_by["3"] == choice.decided_by["4"] == 2


def test_who_is_behind_as_many_as_can_sit_is_left_out_and_who_is_not_stays():
    """Two of A may sit, both of x: 1 and 2; 3 is behind two, 4 is equal to the second and stays.

    y needs B's only seat but one, so the quotas cross: 5 of B sits for y.
    """
    table = "1 A x 50\n2 A x 40\n3 A x 30\n4 A x 40\n5 B y 10\n6 B x 45\n7 A y 3"
    choice = chosen(table, seats=4, room={"A": 2, "B": 1}, least={"x": 1, "y": 1})
    assert not choice.is_walked
    assert choice.certain == {"1", "5"}
    assert choice.open == {"2", "4"}
    assert choice.decided_by["3"] == choice.decided_by["6"] == 0


def test_without_a_cap_as_many_as_there_are_seats_may_come_from_one_place():
    """C has no cap: three of it in x, in the order of their points."""
    table = "1 C x 50\n2 C x 40\n3 C x 30\n4 C x 20\n5 A y 10\n6 A x 9\n7 B y 8\n8 B x 7"
    choice = chosen(table, seats=4, room={"A": 1, "B": 1}, least={"y": 1})
    assert choice.certain == {"1", "2", "3", "5"}
    assert not choice.is_walked


def test_a_walked_choice_says_so():
    """Only caps, or only groups, or groups of whole parents: nothing crosses (ANCHORS §1.7)."""
    assert chosen("1 A x 30\n2 A x 20\n3 B x 10", seats=2, room={"A": 1}).is_walked
    assert chosen("1 A x 30\n2 A y 20", seats=1, least={"y": 1}).is_walked
    table = "1 A x 30\n2 A x 20\n3 B y 10"
    assert chosen(table, seats=2, room={"A": 1, "B": 1}, least={"y": 1}).is_walked
    table = "1 A x 30\n2 A y 20\n3 B y 10"  # a cap of as many as there are, or more, stops nobody
    assert chosen(table, seats=2, room={"A": 2, "B": 5}, least={"y": 1}).is_walked
    assert not chosen(table, seats=2, room={"A": 1}, least={"y": 1}).is_walked
    table = "1 A x 90\n2 B y 9\n3 B y 8\n4 C y 7\n5 C y 6"  # two capped parents inside one group
    inside = chosen(table, seats=3, room={"B": 1, "C": 1}, least={"y": 2})
    assert inside.is_walked
    assert inside.certain == {"1", "2", "4"}


def feasible(table: Sequence[Candidate], limits: Limits) -> Iterator[frozenset[Candidate]]:
    """Every subset that the limits allow, tried one by one."""
    for size in range(min(limits.seats, len(table)) + 1):
        for subset in combinations(table, size):
            parents = [one.parent for one in subset]
            groups = [one.peer_group for one in subset]
            if all(parents.count(name) <= room for name, room in limits.room.items()) and all(
                groups.count(name) >= least for name, least in limits.least.items()
            ):
                yield frozenset(subset)


def by_trying_everything(table: Sequence[Candidate], limits: Limits) -> Choice | None:
    """What all the best subsets share, or None where no subset is allowed."""
    best, decided = list(feasible(table, limits)), dict[str, int]()
    if not best:
        return None
    keys = len(table[0].keys)
    for number in range(keys):
        most = max(sum(one.keys[number] for one in subset) for subset in best)
        best = [s for s in best if sum(one.keys[number] for one in s) == most]
        for one in table:
            if all(one in subset for subset in best) or not any(one in subset for subset in best):
                decided.setdefault(one.code, number)
    everywhere = frozenset(one for one in table if all(one in subset for subset in best))
    somewhere = frozenset(one for one in table if any(one in subset for subset in best))
    open_ones = somewhere - everywhere
    return Choice(
        certain=frozenset(one.code for one in everywhere),
        open=frozenset(one.code for one in open_ones),
        decided_by={one.code: decided.get(one.code, keys) for one in table},
        open_room={
            parent: max(sum(one.parent == parent for one in s & open_ones) for s in best)
            for parent in {one.parent for one in open_ones}
        },
    )


@st.composite
def tables(draw, most=9):
    """Up to nine candidates with small keys, so that ties are the rule."""
    size = draw(st.integers(1, most))
    return [
        Candidate(
            code=str(number),
            parent=draw(st.sampled_from("ABC")),
            peer_group=draw(st.sampled_from("xyz")),
            keys=(draw(st.integers(-1, 3)), draw(st.integers(0, 2))),
        )
        for number in range(size)
    ]


limits_of_all_kinds = st.builds(
    Limits,
    seats=st.integers(0, 5),
    room=st.dictionaries(st.sampled_from("ABC"), st.integers(0, 3)),
    least=st.dictionaries(st.sampled_from("xyz"), st.integers(1, 2)),
)


@given(tables(), limits_of_all_kinds)
def test_the_choice_is_what_trying_every_subset_gives(table, limits):
    """Certain, open, decided_by and open_room, or a conflict where nothing is allowed (32, 35)."""
    expected = by_trying_everything(table, limits)
    found = choose(table, limits)
    assert isinstance(found, Conflict) if expected is None else found == expected


@given(tables(), limits_of_all_kinds)
def test_who_needs_a_minimum_is_in_no_best_set_without_it(table, limits):
    """Against every subset under caps and seats alone; totals below zero take no seat."""
    table = [replace(one, keys=(max(one.keys[0], 0),)) for one in table]
    best = by_trying_everything(table, replace(limits, least={}))
    assert best is not None
    needing = {one.code for one in table} - best.certain - best.open
    assert by_minimum(table, [one.code for one in table], limits) == needing


@given(tables(most=6), limits_of_all_kinds)
def test_a_conflict_cannot_be_kept_and_lacks_nothing(table, limits):
    """The named rules alone allow nothing; without any one of them something is allowed (33)."""
    found = choose(table, limits)
    if isinstance(found, Choice):
        return

    def allows(rules: tuple[str, ...]) -> bool:
        kept = Limits(
            seats=limits.seats if "seats" in rules else len(table),
            room=limits.room if "parent" in rules else {},
            least={name: least for name, least in limits.least.items() if name in rules},
        )
        return next(feasible(table, kept), None) is not None

    assert not allows(found.rules)
    assert all(allows(tuple(r for r in found.rules if r != left)) for left in found.rules)


@given(tables(), limits_of_all_kinds, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_nothing(table, limits, random):
    """The same winners whatever the row order (ANCHORS §3)."""
    shuffled = random.sample(table, len(table))
    assert choose(shuffled, limits) == choose(table, limits)


@pytest.mark.parametrize("seats", [24, 30])
def test_as_many_candidates_as_hanoi_has_are_chosen_from(seats):
    """579 communes in 30 districts and 6 groups: 2 a district, 1 a group, ties and all."""
    table = [
        Candidate(f"{n:03d}", f"{n % 30:02d}", "uvwxyz"[n % 6], (n * 37 % 700, n % 7, n % 3))
        for n in range(579)
    ]
    room = {f"{n:02d}": 2 for n in range(30)}
    found = choose(table, Limits(seats=seats, room=room, least=dict.fromkeys("uvwxyz", 1)))
    assert isinstance(found, Choice)
    assert len(found.certain) + len(found.open) >= seats
