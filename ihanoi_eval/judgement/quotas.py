"""Seats under quotas: the best sets, what they share, where only people can choose."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from ihanoi_eval.judgement.programmes import Mask, Programme, Rule
from ihanoi_eval.judgement.walks import Nest, most_of, walk


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
    open_room: the most seats that any best set gives to open units of a parent. is_walked: found
    by walking down the keys, so that each seat has its place on the way.
    """

    certain: frozenset[str]
    open: frozenset[str]
    decided_by: Mapping[str, int]
    open_room: Mapping[str, int]
    is_walked: bool = field(default=True, compare=False)


@dataclass(frozen=True)
class Conflict:
    """The smallest set of rules that cannot hold together: `seats`, `parent`, or a group's code."""

    rules: tuple[str, ...]


def choose(candidates: Sequence[Candidate], limits: Limits) -> Choice | Conflict:
    """The sets of candidates that are best in the first key, among those in the second, and so on.

    Nested limits are walked, which says why each has a seat or none; limits that cross are solved
    as integer programmes with gap 0 and whole-number keys, each solution checked exactly
    (COUNTING 32, 35). The order of the candidates changes nothing.
    """
    ordered = sorted(candidates, key=lambda one: one.code)
    if not ordered:
        return Choice(frozenset(), frozenset(), {}, {})
    rules = _rules(ordered, limits)
    nests = nested([rule for rule in rules.values() if _binds(rule)])
    choice = _solved(ordered, limits) if nests is None else _walked(ordered, *nests)
    return Conflict(_smallest_conflict(ordered, limits)) if choice is None else choice


def nested(rules: Sequence[Rule]) -> tuple[list[int], list[Nest]] | None:
    """Each place's innermost limit and the limits inside limits; None where two of them cross.

    The first rule holds everybody: the seats.
    """
    order = [0, *sorted(range(1, len(rules)), key=lambda one: -int(rules[one].members.sum()))]
    inner = np.zeros(len(rules[0].members), dtype=np.int64)
    nests: list[Nest] = []
    for number, one in enumerate(order):
        around = set(inner[rules[one].members].tolist())
        if len(around) != 1 and number:
            return None
        nests.append(Nest(min(around) if number else -1, rules[one].least, rules[one].most))
        inner[rules[one].members] = number
    return inner.tolist(), nests


def _rules(ordered: Sequence[Candidate], limits: Limits) -> dict[tuple[str, str], Rule]:
    """The limits as rules about who is meant: all, the units of a parent, those of a group."""
    size = len(ordered)
    parents = np.array([one.parent for one in ordered])
    groups = np.array([one.peer_group for one in ordered])
    rules = {("seats", ""): Rule(np.ones(size, dtype=bool), 0, limits.seats)}
    for parent, room in sorted(limits.room.items()):
        rules["parent", parent] = Rule(parents == parent, 0, room)
    for group, least in sorted(limits.least.items()):
        rules["group", group] = Rule(groups == group, least, size)
    return rules


def _binds(rule: Rule) -> bool:
    """Whether a rule can ever stop somebody; all the candidates together are the seats' rule."""
    return rule.least > 0 or rule.most < int(rule.members.sum()) or bool(rule.members.all())


def _walked(ordered: Sequence[Candidate], inner: list[int], nests: list[Nest]) -> Choice | None:
    """The choice by walking down the keys, or None where the limits cannot be kept."""
    keys = [one.keys for one in ordered]
    found = walk(keys, inner, nests)
    if found is None:
        return None
    open_ones = found.possible - found.certain
    by_parent: dict[str, set[int]] = {}
    for place in open_ones:
        by_parent.setdefault(ordered[place].parent, set()).add(place)
    return Choice(
        certain=frozenset(ordered[place].code for place in found.certain),
        open=frozenset(ordered[place].code for place in open_ones),
        decided_by={one.code: stage for one, stage in zip(ordered, found.stages, strict=True)},
        open_room={
            parent: most_of(frozenset(members), keys, inner, nests)
            for parent, members in sorted(by_parent.items())
        },
    )


def _solved(ordered: Sequence[Candidate], limits: Limits) -> Choice | None:
    """The choice by integer programmes, or None where the limits cannot be kept."""
    kept = _not_hopeless(ordered, limits)
    rules = _rules(kept, limits)
    programme = Programme(list(rules.values()))
    if programme.best(np.zeros(len(kept), dtype=np.int64)) is None:
        return None
    keys = len(ordered[0].keys)
    decided = dict.fromkeys((one.code for one in ordered), 0)
    decided |= {one.code: keys for one in kept}
    certain = possible = np.zeros(len(kept), dtype=bool)
    for number in range(keys):
        chosen = programme.fix(np.array([one.keys[number] for one in kept], dtype=np.int64))
        certain, possible = programme.extent(chosen)
        for place in np.flatnonzero(certain | ~possible):
            decided[kept[place].code] = min(decided[kept[place].code], number)
        if (certain == possible).all():
            break
    open_places = possible & ~certain
    parents = np.array([one.parent for one in kept])
    return Choice(
        certain=_codes(kept, certain),
        open=_codes(kept, open_places),
        decided_by=decided,
        open_room={
            str(parent): programme.most(open_places & (parents == parent))
            for parent in sorted(set(parents[open_places]))
        },
        is_walked=False,
    )


def _not_hopeless(ordered: Sequence[Candidate], limits: Limits) -> list[Candidate]:
    """Those who are not behind, within their parent and group, as many as can have a seat there.

    In a best set whoever is behind would give the seat to one of those before, who is not in it.
    """
    together: dict[tuple[str, str], list[int]] = {}
    for one in ordered:
        together.setdefault((one.parent, one.peer_group), []).append(one.keys[0])
    for keys in together.values():
        keys.sort(reverse=True)

    def is_hopeless(one: Candidate) -> bool:
        most = min(limits.seats, limits.room.get(one.parent, limits.seats))
        ahead = together[one.parent, one.peer_group]
        return 0 < most <= len(ahead) and ahead[most - 1] > one.keys[0]

    return [one for one in ordered if not is_hopeless(one)]


def _codes(ordered: Sequence[Candidate], places: Mask) -> frozenset[str]:
    """The codes of some places."""
    return frozenset(ordered[place].code for place in np.flatnonzero(places).tolist())


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


def _smallest_conflict(ordered: Sequence[Candidate], limits: Limits) -> tuple[str, ...]:
    """The smallest subset of the rules that has no solution, first by size, then by name."""
    names = ["parent", "seats", *sorted(limits.least)]
    for size in range(1, len(names) + 1):
        for subset in combinations(names, size):
            kept = Limits(
                seats=limits.seats if "seats" in subset else len(ordered),
                room=limits.room if "parent" in subset else {},
                least={one: many for one, many in limits.least.items() if one in subset},
            )
            programme = Programme(list(_rules(ordered, kept).values()))
            if programme.best(np.zeros(len(ordered), dtype=np.int64)) is None:
                return subset
    raise ArithmeticError("an infeasible programme has no conflicting rules")
