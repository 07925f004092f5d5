"""Seats under crossing limits: 0/1 programmes solved without a gap, checked in whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Rule:
    """How many of the members a set may hold, from least to most."""

    members: Mask
    least: int
    most: int


class Programme:
    """A 0/1 programme over candidates that keeps the optima already fixed as constraints."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rows = [rule.members.astype(float) for rule in rules]
        self.low = [float(rule.least) for rule in rules]
        self.high = [float(rule.most) for rule in rules]

    def best(self, gain: Mask | Whole) -> Mask | None:
        """A feasible set of the greatest gain as a mask, or None when nothing is feasible."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # late: a second to import

        result = milp(
            -gain.astype(float),
            integrality=np.ones(len(gain)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(np.vstack(self.rows), self.low, self.high),
            options={"mip_rel_gap": 0.0},
        )
        if result.status == 2:
            return None
        if not result.success:
            raise ArithmeticError(f"milp: {result.message}")
        mask: Mask = result.x > 0.5
        self.check(mask)
        return mask

    def check(self, mask: Mask) -> None:
        """Refuse a solution that whole numbers do not confirm."""
        for row, low, high in zip(self.rows, self.low, self.high, strict=True):
            total = int(row[mask].astype(np.int64).sum())
            if not low <= total <= high:
                raise ArithmeticError(f"milp: {total} outside {low}–{high}")

    def fix(self, key: Whole) -> Mask:
        """A set of the greatest key; from now on no smaller key is allowed."""
        mask = self._some(key)
        best = float(key[mask].sum())
        self.rows.append(key.astype(float))
        self.low.append(best)
        self.high.append(best)
        return mask

    def extent(self, chosen: Mask) -> tuple[Mask, Mask]:
        """Who is in every allowed set, and who is in any of them."""
        certain, possible = chosen.copy(), chosen.copy()
        while True:
            other = self._some(~possible)
            grown = other & ~possible
            certain, possible = certain & other, possible | other
            if not grown.any():
                break
        while True:
            other = self._some(-certain.astype(np.int64))
            lost = certain & ~other
            certain, possible = certain & other, possible | other
            if not lost.any():
                return certain, possible

    def most(self, members: Mask) -> int:
        """How many of the members an allowed set can hold."""
        return int((self._some(members) & members).sum())

    def _some(self, gain: Mask | Whole) -> Mask:
        """A best set of a programme known to be feasible."""
        mask = self.best(gain)
        if mask is None:
            raise ArithmeticError("milp: a feasible programme was called infeasible")
        return mask
