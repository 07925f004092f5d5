"""Ranks of many draws at once: sorted whole numbers, 1, 1, 3, and what they were in all draws."""

import numpy as np
from numpy.typing import NDArray

from ihanoi_eval.judgement.boards import Floats, Whole

Places = NDArray[np.signedinteger]  # small numbers, in as few bytes as they need


def order_of(totals: Whole, places: Whole) -> tuple[Places, Places]:
    """Units from the greatest total down and their ranks in that order, both draws × units.

    places: 0 … n − 1, one row for all or one a draw: who comes first among equal totals; the ranks
    are equal all the same (METHOD 5).

    >>> order, ranks = order_of(np.array([[50, 90, 50, 10]]), np.array([[3, 0, 1, 2]]))
    >>> order.tolist(), ranks.tolist()
    ([[1, 2, 0, 3]], [[1, 2, 2, 4]])
    """
    size = totals.shape[1]
    bits = max(size - 1, 1).bit_length()
    behind = totals.max(initial=0) - totals
    small = int(behind.max(initial=0)) < 2 ** (31 - bits)  # half the bytes, half the time
    keys = (behind << bits).astype(np.int32 if small else np.int64) | places.astype(np.int32)
    keys.sort(axis=1)
    order = unit_at(places)
    found = keys & ((1 << bits) - 1)
    ordered = order[0][found] if len(order) == 1 else np.take_along_axis(order, found, axis=1)
    keys >>= bits
    ranks = np.ones(keys.shape, dtype=np.int32)
    ranks[:, 1:] = np.where(keys[:, 1:] != keys[:, :-1], np.arange(2, size + 1), 0)
    return ordered, np.maximum.accumulate(ranks, axis=1)


def unit_at(places: Whole) -> Places:
    """Which unit has each place, row by row."""
    units = np.empty(places.shape, dtype=np.int32)
    np.put_along_axis(units, places, np.arange(places.shape[1], dtype=np.int32)[None, :], axis=1)
    return units


class RankTally:
    """How often each unit had each rank; draws are added in blocks."""

    def __init__(self, units: int) -> None:
        self.times = np.zeros((units, units), dtype=np.int64)

    def add(self, order: Places, ranks: Places) -> None:
        """Count the ranks of more draws."""
        size = len(self.times)
        flat = order.astype(np.int64) * size + (ranks - 1)
        self.times += np.bincount(flat.ravel(), minlength=size * size).reshape(size, size)

    def percentile(self, percent: float) -> Floats:
        """Each unit's percentile of its ranks, between two of them on the straight line.

        >>> tally = RankTally(2)
        >>> tally.add(np.array([[0, 1], [1, 0]]), np.array([[1, 2], [1, 2]]))
        >>> tally.percentile(25).tolist()
        [1.25, 1.25]
        """
        draws = int(self.times[0].sum()) if len(self.times) else 1
        place = (draws - 1) * percent / 100
        low, high = self._nth(int(np.floor(place))), self._nth(int(np.ceil(place)))
        found: Floats = low + (high - low) * (place - np.floor(place))
        return found

    def _nth(self, number: int) -> Floats:
        """Each unit's rank at a place in the sorted list of its ranks, from 0."""
        before = self.times.cumsum(axis=1) <= number
        found: Floats = before.sum(axis=1) + 1.0
        return found
