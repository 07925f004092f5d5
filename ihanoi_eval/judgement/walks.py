"""Seats under nested limits: down the ranks, each takes a seat unless a limit would be broken."""

from collections.abc import Sequence
from dataclasses import dataclass

Key = tuple[int, ...]


@dataclass(frozen=True)
class Nest:
    """Limits inside limits: nest 0 holds all seats; `inside` is the nest around this one.

    A nest comes after the one around it; seats that it has to have are kept free for it.
    """

    inside: int
    least: int
    most: int


@dataclass(frozen=True)
class Walk:
    """Places in every best set, and in some; stages: after which key each is in all or in none."""

    certain: frozenset[int]
    possible: frozenset[int]
    stages: tuple[int, ...]


def walk(keys: Sequence[Key], nests_of: Sequence[int], nests: Sequence[Nest]) -> Walk | None:
    """What all the best sets have in common, or None where no set keeps the limits.

    A set is better by its sum in the first key, then in the second, and so on; a seat may stay
    empty (COUNTING 32). Sets that keep nested limits are the bases of a matroid, so whoever is not
    barred by those before it is in some best set, and in all of them if its equals do not bar it
    either (J. Edmonds, Mathematical Programming 1 (1971) 127–136).

    >>> found = walk([(9,), (8,), (8,)], [0, 0, 0], [Nest(-1, 0, 2)])
    >>> sorted(found.certain), sorted(found.possible)
    ([0], [0, 1, 2])
    """
    many = len(keys[0]) if keys else 0
    stages = [many] * len(keys)
    certain, possible = set(range(len(keys))), set(range(len(keys)))
    if not _can_be_kept(keys, nests_of, nests):
        return None
    for number in range(many):
        certain, possible = _one_walk([key[: number + 1] for key in keys], nests_of, nests)
        for place in range(len(keys)):
            if place in certain or place not in possible:
                stages[place] = min(stages[place], number)
    return Walk(frozenset(certain), frozenset(possible), tuple(stages))


def most_of(
    members: frozenset[int],
    keys: Sequence[Key],
    nests_of: Sequence[int],
    nests: Sequence[Nest],
) -> int:
    """How many of the members a best set can hold: among equals they go first."""
    last = [(*key, int(place in members)) for place, key in enumerate(keys)]
    seats, taken = _Seats(nests), 0
    empty = (0,) * len(last[0])
    for place in sorted(range(len(keys)), key=lambda place: last[place], reverse=True):
        if last[place] < empty:
            seats.leave_empty()
        taken += seats.take(nests_of[place]) and place in members
    return taken


class _Seats:
    """The seats taken so far, in every nest, with those that are kept free."""

    def __init__(self, nests: Sequence[Nest], used: Sequence[int] | None = None) -> None:
        self.nests = nests
        if used is not None:
            self.used = list(used)
            return
        self.used = [0] * len(nests)
        for place in range(len(nests) - 1, 0, -1):
            self.used[nests[place].inside] += max(self.used[place], nests[place].least)

    def copy(self) -> "_Seats":
        """The same seats, to be taken further without changing these."""
        return _Seats(self.nests, self.used)

    def has_room(self, nest: int) -> bool:
        """Whether one more may sit in a nest and in all around it."""
        while nest >= 0:
            rule, used = self.nests[nest], self.used[nest]
            if used < rule.least:  # the seat has been kept for it all the way up
                return True
            if used >= rule.most:
                return False
            nest = rule.inside
        return True

    def take(self, nest: int) -> bool:
        """Take a seat, if there is room."""
        if not self.has_room(nest):
            return False
        while nest >= 0:
            self.used[nest] += 1
            if self.used[nest] <= self.nests[nest].least:
                return True
            nest = self.nests[nest].inside
        return True

    def leave_empty(self) -> None:
        """Give up every seat that is not kept for anybody: nobody left is worth one."""
        while self.take(0):
            pass


def _can_be_kept(keys: Sequence[Key], nests_of: Sequence[int], nests: Sequence[Nest]) -> bool:
    """Whether the seats that have to be there fit, and there are enough to take them."""
    seats = _Seats(nests)
    if any(max(used, one.least) > one.most for used, one in zip(seats.used, nests, strict=True)):
        return False
    filled = [0] * len(nests)
    for place in range(len(keys)):
        if seats.take(nests_of[place]):
            nest = nests_of[place]
            while nest >= 0:
                filled[nest] += 1
                nest = nests[nest].inside
    return all(have >= one.least for have, one in zip(filled, nests, strict=True))


def _one_walk(
    keys: Sequence[Key], nests_of: Sequence[int], nests: Sequence[Nest]
) -> tuple[set[int], set[int]]:
    """Who is in every best set, and who in some, when whole keys are compared."""
    empty = (0,) * len(keys[0])
    classes: dict[Key, list[int]] = {empty: []}
    for place, key in enumerate(keys):
        classes.setdefault(key, []).append(place)
    certain: set[int] = set()
    possible: set[int] = set()
    before = _Seats(nests)
    for key in sorted(classes, reverse=True):
        by_nest: dict[int, list[int]] = {}
        for place in classes[key]:
            by_nest.setdefault(nests_of[place], []).append(place)
        for nest, equals in by_nest.items():
            if not before.has_room(nest):
                continue
            possible |= set(equals)
            after = before.copy()  # all equals but one, which the others of its nest stand for
            for other, many in by_nest.items():
                for _ in range(len(many) - (other == nest)):
                    after.take(other)
            if key == empty:
                after.leave_empty()
            certain |= set(equals) if after.has_room(nest) else set()
        for place in classes[key]:
            before.take(nests_of[place])
        if key == empty:
            before.leave_empty()
    return certain, possible
