"""0/1 programmes: what whole numbers do not confirm is refused."""

import numpy as np
import pytest

from ihanoi_eval.judgement.programmes import Programme, Rule

ALL = np.ones(3, dtype=bool)


def whole(*numbers):
    """Whole gains."""
    return np.array(numbers, dtype=np.int64)


def test_the_greatest_gain_under_the_rules():
    """Two seats, at most one of the first two: 30 and 10."""
    few = np.array([True, True, False])
    programme = Programme([Rule(ALL, 0, 2), Rule(few, 0, 1)])
    best = programme.best(whole(30, 20, 10))
    assert best is not None and best.tolist() == [True, False, True]


def circle(*members):
    """At most so many of the members of six."""
    return Rule(np.isin(np.arange(6), members), 0, 2)


def test_a_seat_is_not_halved():
    """One of each two: half of all three would be 1.5, a whole seat is 1."""
    pairs = [Rule(np.array(two), 0, 1) for two in ([1, 1, 0], [0, 1, 1], [1, 0, 1])]
    best = Programme(pairs).best(whole(1, 1, 1))
    assert best is not None and best.sum() == 1


def test_the_last_point_of_a_million_counts():
    """No four fit, and of all threes 1 000 265 + 1 000 289 + 1 000 012 is the most.

    A gap of one in ten thousand, usual in solvers, would let sets pass that have 287 less.
    """
    programme = Programme([circle(0, 3, 4), circle(1, 2, 4, 5), circle(0, 2, 3, 5)])
    gain = whole(1_000_265, 1_000_002, 1_000_289, 1_000_021, 1_000_012, 1_000_024)
    best = programme.best(gain)
    assert best is not None and np.flatnonzero(best).tolist() == [0, 2, 4]


def test_rules_that_nothing_keeps_have_no_set():
    """Three of at most two."""
    assert Programme([Rule(ALL, 3, 3), Rule(ALL, 0, 2)]).best(whole(1, 1, 1)) is None


def test_what_was_fixed_stays_fixed():
    """After 30 + 20 nothing with 10 is allowed, however great its second gain."""
    programme = Programme([Rule(ALL, 0, 2)])
    programme.fix(whole(30, 20, 10))
    best = programme.best(whole(0, 0, 99))
    assert best is not None and best.tolist() == [True, True, False]


def test_the_extent_of_equals():
    """One of three equals: nobody certain, everybody possible."""
    programme = Programme([Rule(ALL, 0, 1)])
    certain, possible = programme.extent(programme.fix(whole(5, 5, 5)))
    assert not certain.any()
    assert possible.all()
    assert programme.most(np.array([True, True, False])) == 1


def test_two_of_three_equals_are_all_open():
    """Each of the three is missing from one best set: nobody is certain."""
    programme = Programme([Rule(ALL, 0, 2)])
    certain, possible = programme.extent(programme.fix(whole(5, 5, 5)))
    assert not certain.any() and possible.all()


def test_who_is_in_every_best_set_is_certain():
    """9 always, and one of the two equal 5."""
    programme = Programme([Rule(ALL, 0, 2)])
    certain, possible = programme.extent(programme.fix(whole(9, 5, 5)))
    assert certain.tolist() == [True, False, False] and possible.all()


def test_a_set_that_whole_numbers_do_not_confirm_is_refused():
    """A solver works in doubles; its word alone decides no seat (COUNTING 32)."""
    with pytest.raises(ArithmeticError, match="3 outside"):
        Programme([Rule(ALL, 0, 2)]).check(ALL)


def test_a_feasible_programme_that_is_called_infeasible_is_refused():
    """`fix` is asked only where a set exists."""
    with pytest.raises(ArithmeticError, match="infeasible"):
        Programme([Rule(ALL, 4, 4)]).fix(whole(1, 1, 1))
