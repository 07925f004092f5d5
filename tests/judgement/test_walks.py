"""Seats under nested limits, by hand; against every subset: test_quotas."""

from ihanoi_eval.judgement.walks import Nest, Walk, most_of, walk

SEATS = Nest(-1, 0, 2)


def test_the_walk_goes_down_and_stops_when_the_seats_are_taken():
    """30 and 20 sit, 10 stands, and the first key has said so (COUNTING 32, 35)."""
    found = walk([(10,), (30,), (20,)], [0, 0, 0], [SEATS])
    assert found == Walk(frozenset({1, 2}), frozenset({1, 2}), (0, 0, 0))


def test_a_full_nest_is_passed_over():
    """One seat in nest 1: 20 stands although 10 sits (COUNTING 33)."""
    found = walk([(30,), (20,), (10,)], [1, 1, 0], [SEATS, Nest(0, 0, 1)])
    assert found is not None and found.certain == {0, 2}


def test_a_seat_is_kept_for_who_has_to_have_one():
    """20 finds one seat free, kept for nest 1, where 10 is the best (COUNTING 33)."""
    found = walk([(30,), (20,), (10,)], [0, 0, 1], [SEATS, Nest(0, 1, 2)])
    assert found is not None and found.certain == {0, 2}


def test_a_kept_seat_is_kept_all_the_way_up():
    """Nest 2 in nest 1 keeps one of nest 1's two: 40 and 5 sit there, 30 outside, 20 nowhere."""
    nests = [Nest(-1, 0, 3), Nest(0, 2, 2), Nest(1, 1, 1)]
    found = walk([(40,), (20,), (5,), (30,)], [1, 1, 2, 0], nests)
    assert found is not None and found.certain == {0, 2, 3}


def test_a_seat_beyond_the_kept_ones_is_taken_from_all_around():
    """Nest 1 has its one, and takes the free seat too; nothing is left for 1 (COUNTING 32)."""
    found = walk([(9,), (8,), (1,)], [1, 1, 0], [SEATS, Nest(0, 1, 2)])
    assert found is not None and found.certain == {0, 1}


def test_equals_for_one_seat_are_all_possible_and_none_is_certain():
    """20 and 20 for the second seat; the second key parts them (COUNTING 35)."""
    keys = [(30, 0), (20, 1), (20, 2)]
    found = walk(keys, [0, 0, 0], [SEATS])
    assert found == Walk(frozenset({0, 2}), frozenset({0, 2}), (0, 1, 1))
    level = walk([(30,), (20,), (20,)], [0, 0, 0], [SEATS])
    assert level == Walk(frozenset({0}), frozenset({0, 1, 2}), (0, 1, 1))


def test_equals_with_seats_enough_are_certain():
    """Two of 20 and two seats, though their nests differ."""
    found = walk([(20,), (20,)], [0, 1], [SEATS, Nest(0, 0, 1)])
    assert found is not None and found.certain == {0, 1}


def test_who_is_worth_less_than_an_empty_seat_sits_only_where_a_seat_is_kept():
    """−5 in nest 1 sits, −1 outside does not: seats are maxima (COUNTING 32, 33)."""
    found = walk([(-1,), (-5,)], [0, 1], [SEATS, Nest(0, 1, 2)])
    assert found is not None and found.certain == {1}


def test_who_is_worth_an_empty_seat_is_open():
    """With 0 or without it the sum is the same (COUNTING 32)."""
    assert walk([(0,)], [0], [SEATS]) == Walk(frozenset(), frozenset({0}), (1,))


def test_limits_that_cannot_be_kept_have_no_walk():
    """Three kept seats of two; or two kept where one may sit; or nobody to take the second."""
    assert walk([(1,)] * 3, [1, 1, 1], [SEATS, Nest(0, 3, 3)]) is None
    assert walk([(1,)] * 2, [1, 1], [SEATS, Nest(0, 2, 1)]) is None
    assert walk([(1,)], [1], [SEATS, Nest(0, 2, 2)]) is None
    assert walk([(1,)], [0], [Nest(-1, 2, 2)]) is None
    assert walk([(1,), (1,)], [0, 0], [Nest(-1, 2, 2)]) is not None


def test_the_most_that_a_best_set_holds_of_some():
    """Of 2, 3 and 4, all 20, two sit beside 1: two of {2, 3}, one of {4} (COUNTING 32)."""
    keys, nests = [(30,), (20,), (20,), (20,)], [Nest(-1, 0, 3)]
    assert most_of(frozenset({1, 2}), keys, [0] * 4, nests) == 2
    assert most_of(frozenset({3}), keys, [0] * 4, nests) == 1


def test_who_costs_counts_only_where_a_seat_is_kept():
    """Of −5 and −5 in nest 1 one has to sit; a second would cost more."""
    keys, nests = [(-5,), (-5,)], [SEATS, Nest(0, 1, 2)]
    assert most_of(frozenset({0, 1}), keys, [1, 1], nests) == 1


def test_the_most_goes_down_the_keys_and_not_through_the_places():
    """2 of 9 and 8 sit, 7 does not, wherever they stand; of {7, 9} it is one."""
    keys = [(7,), (8,), (9,)]
    assert most_of(frozenset({0, 2}), keys, [0, 0, 0], [SEATS]) == 1
    assert most_of(frozenset({0}), keys, [0, 0, 0], [SEATS]) == 0
    assert most_of(frozenset({0}), [(9,), (7,), (8,)], [0, 0, 0], [SEATS]) == 1


def test_a_member_worth_an_empty_seat_goes_before_it():
    """0 and 0: both may sit, and as members both do; −1 may not."""
    assert most_of(frozenset({0, 1}), [(0,), (0,)], [0, 0], [SEATS]) == 2
    assert most_of(frozenset({0}), [(-1,)], [0], [SEATS]) == 0


def test_a_seat_is_kept_in_each_of_three_nests():
    """Three seats, one for each: 9 and 8 of nest 1 share one, whatever 2 and 1 are worth."""
    nests = [Nest(-1, 0, 3), Nest(0, 1, 3), Nest(0, 1, 3), Nest(0, 1, 3)]
    found = walk([(9,), (8,), (2,), (1,)], [1, 1, 2, 3], nests)
    assert found is not None and found.certain == {0, 2, 3}


def test_a_nest_without_room_hides_no_other():
    """Equals of a full nest are passed over, and those of another nest are looked at."""
    nests = [Nest(-1, 0, 3), Nest(0, 0, 1), Nest(0, 0, 1)]
    found = walk([(9,), (5,), (5,)], [1, 1, 2], nests)
    assert found is not None and found.certain == {0, 2}


def test_nobody_asks_for_nothing():
    """No candidate, no seat that has to be filled."""
    assert walk([], [], [SEATS]) == Walk(frozenset(), frozenset(), ())
