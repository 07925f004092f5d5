"""Each unit's own line: the least total with which it surely has a level seat, and why that one."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, inf

import pandas as pd

from ihanoi_eval.judgement.exchanges import least_keys
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.quotas import Candidate, Choice, Conflict, Limits, choose
from ihanoi_eval.schemas import empty_table, sort_table
from ihanoi_eval.vietnamese import format_number

# What sets a line: the last seats by points, the cap of the unit's parent, a minimum that keeps a
# seat for the unit's own peer group or for others, or a seat that nobody takes.
BY_POINTS, BY_PARENT, BY_FREE_SEAT = "points", "parent", "free_seat"
BY_OWN_GROUP, BY_OTHER_GROUPS = "own_group", "other_groups"
POINTS, MINIMUM = "points", "minimum"  # what gave a level seat
MOST_NAMED = 4  # holders of seats that a reason names


@dataclass(frozen=True)
class Line:
    """One unit's line, all else held and gates aside.

    points: the least total in the rubric's decimals with which it is in every best set; None where
    every total is enough (bound by its own group) or none is. seat_by: what gave the unit its level
    seat, empty without one. reason: what bound_by means here, empty where a seat needs none.
    """

    points: Fraction | None
    bound_by: str
    seat_by: str
    reason: str


@dataclass(frozen=True)
class _Seats:
    """The level seats of a league, and what about them sets a line.

    taken: all of them, those left to the Council too; certain: without these; kept: by minimum
    alone. last: the first key of the last seat by points. full, tight: parents at their cap, peer
    groups at their minimum.
    """

    field: Field
    taken: frozenset[str]
    certain: frozenset[str]
    kept: frozenset[str]
    last: int
    full: frozenset[str]
    tight: frozenset[str]
    has_free: bool


def draw_lines(
    field: Field,
    candidates: Sequence[Candidate],
    limits: Limits,
    level: Choice,
    kept: Collection[str],
) -> dict[str, Line]:
    """The line of every ranked unit; none where the league has no level seat.

    candidates: who is eligible; kept: those who by points alone had no seat.
    """
    taken = level.certain | level.open
    if not taken:
        return {}
    best = _one_best(candidates, limits, level)
    groups = dict(zip(field.ranking["unit_code"], field.ranking["peer_group"], strict=True))
    asked = [as_candidate(field, code, groups[code]) for code in field.totals]
    least = least_keys(asked, candidates, limits, best)
    have = Counter(field.eligible.values())
    for one in asked:  # eligible too, it would be one more whom a short group's minimum seats
        is_short = have[one.peer_group] < field.quota.least_per_peer_group
        is_more = one.code not in field.eligible and is_short
        if is_more and least[one.code] != inf:
            least[one.code] = -inf
    in_parents = Counter(field.parents[code] for code in best)
    in_groups = Counter(field.eligible[code] for code in best)
    by_points = (taken - frozenset(kept)) or taken
    seats = _Seats(
        field=field,
        taken=taken,
        certain=level.certain,
        kept=frozenset(kept),
        last=min(one.keys[0] for one in candidates if one.code in by_points),
        full=frozenset(one for one, room in limits.room.items() if in_parents[one] >= room),
        tight=frozenset(one for one, many in limits.least.items() if in_groups[one] <= many),
        has_free=len(best) < limits.seats,
    )
    return {one.code: _line(seats, one, least[one.code]) for one in asked}


def as_candidate(field: Field, code: str, group: str) -> Candidate:
    """A unit with the keys that level seats look at: its total, then the tie chain's links."""
    return Candidate(code, field.parents[code], group, field.level_keys(code))


def lines_table(lines: Mapping[str, Line]) -> pd.DataFrame:
    """The table `cut_lines`."""
    types = dict(empty_table("cut_lines").dtypes)
    rows = [
        {
            **{"unit_code": code, "bound_by": one.bound_by, "seat_by": one.seat_by},
            "line_points": float("nan") if one.points is None else float(one.points),
            "reason": one.reason,
        }
        for code, one in lines.items()
    ]
    return sort_table(pd.DataFrame(rows, columns=list(types)).astype(types), "cut_lines")


def _one_best(candidates: Sequence[Candidate], limits: Limits, level: Choice) -> frozenset[str]:
    """One of the best sets: whom the Council may choose is taken by code, one after the other."""
    asked, found = list(candidates), level
    while found.open:
        first = min(found.open)
        asked = [replace(one, keys=(*one.keys, int(one.code == first))) for one in asked]
        again = choose(asked, limits)
        if isinstance(again, Conflict):
            raise ArithmeticError("limits that were kept cannot be kept")
        found = again
    return found.certain


def _line(seats: _Seats, one: Candidate, least: float) -> Line:
    """A unit's line from the least first key."""
    field = seats.field
    bound = _bound(seats, one, least)
    step = 10 ** (field.decimals - field.rubric_decimals)
    points = None
    if abs(least) != inf:
        points = Fraction(ceil(Fraction(int(least), step)) * step, 10**field.decimals)
    seat = "" if one.code not in seats.taken else MINIMUM if one.code in seats.kept else POINTS
    return Line(points, bound, seat, _reason(seats, one, bound, least))


def _bound(seats: _Seats, one: Candidate, least: float) -> str:
    """What sets a unit's line."""
    is_seated = one.code in seats.certain
    if least == -inf or (one.peer_group in seats.tight and (is_seated or least < seats.last)):
        return BY_OWN_GROUP
    if seats.has_free and (is_seated or one.parent not in seats.full):
        return BY_FREE_SEAT
    is_at_last = seats.last <= least <= seats.last + 1
    if one.code in seats.taken or (is_at_last and one.parent in seats.full):
        return BY_POINTS
    if one.parent in seats.full:
        return BY_PARENT
    is_above = one.code in seats.field.eligible and one.code not in seats.kept  # by points alone
    is_passed_over = is_above and one.keys[0] != seats.last
    return BY_OTHER_GROUPS if is_passed_over or least > seats.last + 1 else BY_POINTS


def _reason(seats: _Seats, one: Candidate, bound: str, least: float) -> str:
    """What sets a unit's line, in words, with who holds the seats that stand in its way."""
    field = seats.field
    if bound == BY_PARENT:
        parent = field.names.get(one.parent, one.parent)
        held = {code for code in seats.taken if field.parents[code] == one.parent}
        return f"{parent} đã đủ {field.quota.most_per_parent} suất: {_named(seats, held)}"
    if bound == BY_OTHER_GROUPS:
        kept = {
            code
            for code in seats.taken
            if field.eligible[code] in seats.tight - {one.peer_group}
            and field.level_keys(code)[0] < least
        }
        return f"nhường suất tối thiểu của nhóm so sánh khác: {_named(seats, kept)}"
    if bound == BY_OWN_GROUP:
        return "suất tối thiểu của nhóm so sánh"
    if bound == BY_FREE_SEAT:
        return "còn suất trống"
    if one.code in seats.certain:
        return "" if least > 1 else "không đơn vị đủ điều kiện nào khác thay được"
    if one.code in seats.taken:
        return "đơn vị khác bằng điểm và bằng mọi tiêu chí phân định, Hội đồng chọn"
    last = format_number(seats.last / 10**field.decimals, field.decimals)
    last = f"mức cuối danh sách{' theo điểm' if seats.taken & seats.kept else ''} {last}"
    if one.keys[0] == seats.last:
        return f"bằng {last}, xếp sau theo tiêu chí phân định"
    return f"{'trên' if least > seats.last else 'bằng'} {last}"


def _named(seats: _Seats, codes: Collection[str]) -> str:
    """Who holds some seats, with their points, the highest first; of many the lowest."""
    field = seats.field
    ordered = sorted(codes, key=lambda code: (-field.totals[code], code))
    words = [
        f"{field.names.get(code, code)} {format_number(float(field.totals[code]), field.decimals)}"
        + ("" if code in seats.certain else " (chờ Hội đồng)")
        for code in ordered[-MOST_NAMED:]
    ]
    more = len(ordered) - len(words)
    return ", ".join(words) + (f" và {more} đơn vị điểm cao hơn" if more else "")
