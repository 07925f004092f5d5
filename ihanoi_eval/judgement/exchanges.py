"""What a seat costs: the least first key with which a candidate is in every best set."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import inf

from ihanoi_eval.judgement.quotas import Candidate, Limits

Node = tuple[str, str]
Costs = dict[Node, dict[Node, int]]
FREE, TAKEN = ("seats", "free"), ("seats", "taken")


def least_keys(
    asked: Sequence[Candidate],
    candidates: Sequence[Candidate],
    limits: Limits,
    seated: Collection[str],
) -> dict[str, float]:
    """For each unit asked about the least whole first key with which it is in every best set.

    Its other keys and everybody else are held. seated: one best set of the candidates. inf: no key
    is enough; -inf: every key is. Who is no candidate is asked about as if it were one.

    A set of seats is a flow of units from their groups to their parents, limits at both ends. A
    seat more pushes others out and pulls others in along the cheapest way back through what is left
    of that flow, and its price is what that way costs (R. Ahuja, T. Magnanti, J. Orlin, Network
    Flows, 1993, §9.3). Keys are weighed as one whole number, each far above the sum of the next.

    >>> a, b, c = (Candidate(code, "", "x", (key,)) for code, key in zip("abc", (9, 8, 5)))
    >>> least_keys([a, b, c], [a, b, c], Limits(seats=2), ["a", "b"])
    {'a': 6, 'b': 6, 'c': 9}
    """
    everybody = [*asked, *candidates]
    ends = {end for one in everybody for end in (_group(one), _parent(one))}
    largest = max((abs(key) for one in everybody for key in one.keys), default=0)
    base = 4 * (len(ends) + 2) * (largest + 1)  # no way is longer than there are ends
    weights = {one.code: _weight(one.keys, base) for one in candidates}
    ways = _cheapest(_arcs(ends, candidates, limits, seated, weights))
    found: dict[str, float] = {}
    for one in asked:
        if one.code in seated:
            cost = ways[_group(one)].get(_parent(one))
            price = -inf if cost is None else -cost
        else:
            price = ways[_parent(one)].get(_group(one), inf)
        if abs(price) != inf:
            others = _weight((0, *one.keys[1:]), base)
            price = (int(price) - others) // base ** (len(one.keys) - 1) + 1
        found[one.code] = price
    return found


def _group(one: Candidate) -> Node:
    """Where a unit's seat comes from."""
    return ("group", one.peer_group)


def _parent(one: Candidate) -> Node:
    """Where a unit's seat goes to."""
    return ("parent", one.parent)


def _weight(keys: Sequence[int], base: int) -> int:
    """The keys as one whole number that compares as they do, and adds up as they do."""
    total = 0
    for key in keys:
        total = total * base + key
    return total


def _arcs(
    ends: Collection[Node],
    candidates: Sequence[Candidate],
    limits: Limits,
    seated: Collection[str],
    weights: Mapping[str, int],
) -> Costs:
    """What can still be moved: a unit in or out, a seat between groups, parents and those free."""
    arcs: Costs = {end: {} for end in (*ends, FREE, TAKEN)}
    used = Counter(
        end for one in candidates if one.code in seated for end in (_group(one), _parent(one))
    )
    for one in candidates:
        out, group, parent = one.code in seated, _group(one), _parent(one)
        start, end = (parent, group) if out else (group, parent)
        cost = weights[one.code] if out else -weights[one.code]
        arcs[start][end] = min(cost, arcs[start].get(end, cost))
    for end in ends:
        kind, name = end
        if kind == "group":
            arcs[FREE][end] = 0
            if used[end] > limits.least.get(name, 0):
                arcs[end][FREE] = 0
        else:
            if used[end] < limits.room.get(name, limits.seats):
                arcs[end][TAKEN] = 0
            if used[end]:
                arcs[TAKEN][end] = 0
    if len(seated) < limits.seats:
        arcs[TAKEN][FREE] = 0
    if seated:
        arcs[FREE][TAKEN] = 0
    return arcs


def _cheapest(arcs: Costs) -> Costs:
    """The cost of the cheapest way from each end to each that it leads to (Floyd and Warshall)."""
    ways = {start: dict(reached) for start, reached in arcs.items()}
    for via, onward in ways.items():
        for start, reached in ways.items():
            first = reached.get(via)
            if first is None or start == via:
                continue
            for end, more in onward.items():
                reached[end] = min(first + more, reached.get(end, first + more))
    return ways
