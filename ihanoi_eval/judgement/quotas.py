"""Seats under crossing quotas: the best sets, what they share, where only people can choose."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np


@dataclass(frozen=True)
class Candidate:
    """A unit that may take a seat; keys are whole numbers, maximised in their order."""

    code: str
    parent: str
    peer_group: str
    keys: tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """Seats at most; seats left in each parent (no entry: no cap); seats at least in each group."""

    seats: int
    room: Mapping[str, int] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """What all the best sets have in common.

    certain: in every best set; open: in some of them, left to the Council; decided_by: by unit,
    the number of the first key after which it is in all or in none, len(keys) if never.
    open_room: the most seats that any best set gives to open units of a parent.
    """

    certain: frozenset[str]
    open: frozenset[str]
    decided_by: Mapping[str, int]
    open_room: Mapping[str, int]


@dataclass(frozen=True)
class Conflict:
    """The smallest set of rules that cannot hold together: `seats`, `parent`, or a group's code."""

    rules: tuple[str, ...]


def choose(candidates: Sequence[Candidate], limits: Limits) -> Choice | Conflict:
    """The sets of candidates that are best in the first key, among those in the second, and so on.

    Solved as integer programmes with gap 0 and whole-number keys (COUNTING 32, 35), each solution
    checked exactly; the order of the candidates changes nothing.
    """
    ordered = sorted(candidates, key=lambda one: one.code)
    keys = len(ordered[0].keys) if ordered else 0
    if not ordered:
        return Choice(frozenset(), frozenset(), {}, {})
    programme = _Programme(ordered, limits)
    if programme.best(np.zeros(len(ordered))) is None:
        return Conflict(_smallest_conflict(ordered, limits))
    decided: dict[str, int] = {}
    certain = possible = np.zeros(len(ordered), dtype=bool)
    for number in range(keys):
        chosen = programme.fix(np.array([one.keys[number] for one in ordered], dtype=np.int64))
        certain, possible = programme.extent(chosen)
        for place in np.flatnonzero(certain | ~possible):
            decided.setdefault(ordered[place].code, number)
        if (certain == possible).all():
            break
    open_places = possible & ~certain
    parents = np.array([one.parent for one in ordered])
    open_room = {
        str(parent): programme.most(open_places & (parents == parent))
        for parent in sorted(set(parents[open_places]))
    }
    return Choice(
        certain=frozenset(ordered[place].code for place in np.flatnonzero(certain)),
        open=frozenset(ordered[place].code for place in np.flatnonzero(open_places)),
        decided_by={one.code: decided.get(one.code, keys) for one in ordered},
        open_room=open_room,
    )


def by_minimum(
    candidates: Sequence[Candidate], units: Iterable[str], limits: Limits
) -> frozenset[str]:
    """Those of the units that by the first key alone, without a group's minimum, had no seat.

    Seats filled from above are counted under the caps; equal keys stand in nobody's way. The caps
    and the seats form a matroid, so who is spanned by those above is in no best set of it.
    """
    of_code = {one.code: one for one in candidates}
    found = set()
    for code in units:
        one = of_code[code]
        above = Counter(other.parent for other in candidates if other.keys[0] > one.keys[0])
        filled = sum(min(many, limits.room.get(parent, many)) for parent, many in above.items())
        is_full = above[one.parent] >= limits.room.get(one.parent, len(candidates))
        if filled >= limits.seats or is_full:
            found.add(code)
    return frozenset(found)


class _Programme:
    """A 0/1 programme over candidates that keeps the optima already fixed as constraints."""

    def __init__(self, candidates: Sequence[Candidate], limits: Limits) -> None:
        size = len(candidates)
        rows, low, high = [np.ones(size)], [0.0], [float(limits.seats)]
        for parent, room in sorted(limits.room.items()):
            members = np.array([float(one.parent == parent) for one in candidates])
            if members.any():
                rows.append(members)
                low.append(0.0)
                high.append(float(room))
        for group, least in sorted(limits.least.items()):
            rows.append(np.array([float(one.peer_group == group) for one in candidates]))
            low.append(float(least))
            high.append(float(size))
        self.rows, self.low, self.high = rows, low, high

    def best(self, gain: np.ndarray) -> np.ndarray | None:
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
        mask: np.ndarray = result.x > 0.5
        self._check(mask)
        return mask

    def _check(self, mask: np.ndarray) -> None:
        """Refuse a solution that whole numbers do not confirm."""
        for row, low, high in zip(self.rows, self.low, self.high, strict=True):
            total = int(row[mask].astype(np.int64).sum())
            if not low <= total <= high:
                raise ArithmeticError(f"milp: {total} outside {low}–{high}")

    def fix(self, key: np.ndarray) -> np.ndarray:
        """A set of the greatest key; from now on no smaller key is allowed."""
        mask = self._some(key)
        best = float(key[mask].sum())
        self.rows.append(key.astype(float))
        self.low.append(best)
        self.high.append(best)
        return mask

    def extent(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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

    def most(self, members: np.ndarray) -> int:
        """How many of the members an allowed set can hold."""
        return int((self._some(members) & members).sum())

    def _some(self, gain: np.ndarray) -> np.ndarray:
        """A best set of a programme known to be feasible."""
        mask = self.best(gain)
        if mask is None:
            raise ArithmeticError("milp: a feasible programme was called infeasible")
        return mask


def _smallest_conflict(candidates: Sequence[Candidate], limits: Limits) -> tuple[str, ...]:
    """The smallest subset of the rules that has no solution, first by size, then by name."""
    names = ["parent", "seats", *sorted(limits.least)]
    for size in range(1, len(names) + 1):
        for subset in combinations(names, size):
            kept = Limits(
                seats=limits.seats if "seats" in subset else len(candidates),
                room=limits.room if "parent" in subset else {},
                least=_only(limits.least, subset),
            )
            if _Programme(candidates, kept).best(np.zeros(len(candidates))) is None:
                return subset
    raise ArithmeticError("an infeasible programme has no conflicting rules")


def _only(least: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    """The minimums of the named groups."""
    kept = set(names)
    return {group: number for group, number in least.items() if group in kept}
