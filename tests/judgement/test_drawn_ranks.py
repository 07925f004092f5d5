"""Ranks of many draws: against pandas, row by row, and against numpy's percentiles."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.judgement.drawn_ranks import RankTally, order_of, unit_at

FAR_APART = 10**9  # more than half the bytes can hold


def ranks_of(totals, places):
    """Ranks in the order of the units."""
    order, ranks = order_of(np.array(totals), np.array(places))
    found = np.empty_like(ranks)
    np.put_along_axis(found, order, ranks, axis=1)
    return found


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(-3, 3), min_size=n, max_size=n), min_size=1, max_size=4
        )
    ),
    st.sampled_from([1, FAR_APART]),
    st.randoms(use_true_random=False),
)
def test_ranks_are_1_1_3_whatever_comes_first_among_equals(rows, times, random):
    """As pandas ranks them, in both sizes of number (METHOD 5)."""
    totals = np.array(rows) * times
    places = [random.sample(range(totals.shape[1]), totals.shape[1])]
    expected = pd.DataFrame(totals).rank(axis=1, method="min", ascending=False)
    assert (ranks_of(totals, places) == expected).all(axis=None)


def test_places_decide_the_order_among_equals_draw_by_draw():
    """Equal totals: the first draw has 1 before 0, the second 0 before 1."""
    order, ranks = order_of(np.array([[5, 5]]), np.array([[1, 0], [0, 1]]))
    assert order.tolist() == [[1, 0], [0, 1]]
    assert ranks.tolist() == [[1, 1], [1, 1]]


def test_which_unit_has_each_place():
    """Unit 0 in place 2, 1 in place 0, 2 in place 1."""
    assert unit_at(np.array([[2, 0, 1]])).tolist() == [[1, 2, 0]]


@pytest.mark.parametrize("percent", [0, 5, 50, 95, 100])
def test_percentiles_are_numpys(percent):
    """Added up in blocks of 30 and 11 draws, linear between two ranks."""
    rng = np.random.default_rng(1)
    totals = rng.integers(0, 9, (41, 7))
    tally = RankTally(7)
    for block in (totals[:30], totals[30:]):
        tally.add(*order_of(block, np.arange(7)[None, :]))
    ranks = ranks_of(totals, np.arange(7)[None, :])
    expected = np.percentile(ranks, percent, axis=0)
    np.testing.assert_allclose(tally.percentile(percent), expected, rtol=1e-12)
