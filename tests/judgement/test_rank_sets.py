"""Rank sets: what chance leaves open, by hand where two or three units decide."""

import numpy as np
import pytest

from ihanoi_eval.judgement.rank_sets import rank_sets

NOISE = np.random.default_rng(7).standard_normal((12, 4000))


def sets(totals, errors, coverage=0.95):
    """The sets as lists of pairs: marginal, simultaneous."""
    totals, errors = np.array(totals, dtype="float64"), np.array(errors, dtype="float64")
    found = rank_sets(totals, errors, NOISE[: len(totals)], coverage=coverage)
    return (
        list(
            zip(found.marginal_rank_best.tolist(), found.marginal_rank_worst.tolist(), strict=True)
        ),
        list(
            zip(
                found.simultaneous_rank_best.tolist(),
                found.simultaneous_rank_worst.tolist(),
                strict=True,
            )
        ),
    )


@pytest.mark.parametrize(("gap", "ends"), [(2.6, (1, 2)), (3.0, (1, 1))])
def test_two_units_are_apart_beyond_the_normal_quantile(gap, ends):
    """Errors of 1 make √2 of the difference: 1.96·√2 = 2.77 lies between 2.6 and 3.0."""
    marginal, simultaneous = sets([gap, 0], [1, 1])
    assert marginal[0] == simultaneous[0] == ends


def test_units_without_errors_have_their_rank_alone():
    """Nothing is drawn: 1, 2, 3."""
    marginal, simultaneous = sets([9, 7, 8], [0, 0, 0])
    assert marginal == simultaneous == [(1, 1), (3, 3), (2, 2)]


def test_equal_totals_without_errors_share_their_ranks():
    """Neither is above the other: both 1–2, then 3 (METHOD 5)."""
    assert sets([9, 9, 8], [0, 0, 0])[1] == [(1, 2), (1, 2), (3, 3)]


def test_one_unit_is_first_of_one():
    """A peer group of one has one rank."""
    assert sets([5], [1]) == ([(1, 1)], [(1, 1)])


def test_marginal_sets_lie_inside_simultaneous_ones():
    """One promise asks for less room than twelve."""
    marginal, simultaneous = sets(range(12), [2.0] * 12)
    for (low, high), (best, worst) in zip(marginal, simultaneous, strict=True):
        assert best <= low <= high <= worst


def test_far_units_stepped_over_narrow_the_others():
    """Step-down: what is surely apart leaves the contest of the farthest pair.

    All 132 ordered pairs of twelve units ask for 4.62, the studentised range of twelve; ten units
    far above leave 67 pairs, which ask for about 4.34. A gap of 4.45 lies between.
    """
    far = [1000.0 * (place + 1) for place in range(10)]
    assert sets([*far, 4.45, 0.0], [1.0] * 12)[1][-2:] == [(11, 11), (12, 12)]
    assert sets([*range(10, 20), 4.45, 0.0], [1.0] * 12)[1][-2:] != [(11, 11), (12, 12)]


def test_the_order_of_units_changes_no_set():
    """The noise goes with its unit (ANCHORS §3)."""
    totals, errors = np.array([3.0, 1.0, 2.0, 0.5]), np.array([0.3, 0.8, 0.2, 0.5])
    order = [2, 0, 3, 1]
    first = rank_sets(totals, errors, NOISE[:4], coverage=0.9)
    second = rank_sets(totals[order], errors[order], NOISE[:4][order], coverage=0.9)
    assert second.marginal_rank_best.tolist() == first.marginal_rank_best[order].tolist()
    assert second.simultaneous_rank_worst.tolist() == first.simultaneous_rank_worst[order].tolist()


def test_simultaneous_sets_hold_all_ranks_as_often_as_promised():
    """300 contests of six true totals, redrawn: at least 80 % of them inside (coverage 0.8)."""
    rng = np.random.default_rng(11)
    truth = np.array([5.0, 4.0, 3.5, 3.0, 1.0, 0.0])
    ranks = np.arange(1, 7)
    held = 0
    for _ in range(300):
        seen = truth + rng.standard_normal(6)
        found = rank_sets(seen, np.ones(6), NOISE[:6], coverage=0.8)
        inside = (found.simultaneous_rank_best <= ranks) & (ranks <= found.simultaneous_rank_worst)
        held += bool(inside.all())
    assert held >= 0.8 * 300
