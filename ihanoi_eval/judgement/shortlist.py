"""Who is proposed: level seats, improvement seats, reserve, and a reason for every unit."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.field import IMPROVEMENT, LEVEL, Field, began_low
from ihanoi_eval.judgement.gates import FAILED, ON_HOLD
from ihanoi_eval.judgement.lines import Line, as_candidate, draw_lines
from ihanoi_eval.judgement.quotas import (
    Candidate,
    Choice,
    Conflict,
    Limits,
    by_minimum,
    choose,
)
from ihanoi_eval.judgement.reasons import (
    conflict_finding,
    council_reason,
    improvement_reason,
    level_reason,
    no_seat_reason,
    reserve_reason,
)
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.schemas import empty_table, sort_table

COUNCIL = "council"


def draft_shortlist(
    fields: list[Field], awards: Awards
) -> tuple[pd.DataFrame, dict[str, Line], list[Finding]]:
    """The table `shortlist` for leagues with a quota, each unit's line, and findings on quotas.

    A league whose rules cannot hold together gets no list and a finding that names them
    (COUNTING 32–36).
    """
    rows: list[dict[str, object]] = []
    lines: dict[str, Line] = {}
    findings: list[Finding] = []
    for one in fields:
        found, drawn, doubts = _league_list(one, awards)
        rows += found
        lines |= drawn
        findings += doubts
    types = dict(empty_table("shortlist").dtypes)
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    return sort_table(frame, "shortlist"), lines, findings


def _league_list(
    field: Field, awards: Awards
) -> tuple[list[dict[str, object]], dict[str, Line], list[Finding]]:
    """All rows of one league."""
    candidates, limits = _level_candidates(field)
    level, findings = choose(candidates, limits), _short_groups(field)
    if isinstance(level, Conflict):
        return [], {}, [*findings, conflict_finding(field, level)]
    taken = level.certain | level.open
    room = _room_left(field, _caps(field), level)
    improvement = _improvement_seats(field, taken, room)
    if isinstance(improvement, Conflict):
        raise ArithmeticError("improvement seats have no minimum to conflict with")
    taken |= improvement.certain | improvement.open
    room = _room_left(field, room, improvement)
    full = frozenset(parent for parent, left in room.items() if left <= 0)
    reserve = _reserve(field, awards, taken, room)
    seats = [(LEVEL, level, ["total_points", *field.chain])]
    if field.improvement is not None:
        seats.append((IMPROVEMENT, improvement, [field.improvement.indicator, *field.chain]))
    beyond = by_minimum(candidates, field.eligible, limits)
    lines = draw_lines(field, candidates, limits, level, beyond)
    rows = _seat_rows(field, seats, beyond, awards) + _reserve_rows(field, awards, reserve)
    listed = {row["unit_code"] for row in rows}
    rest = [code for code in field.ranking["unit_code"] if code not in listed]
    return rows + [_rest_row(field, code, lines.get(code), full) for code in rest], lines, findings


def _level_candidates(field: Field) -> tuple[list[Candidate], Limits]:
    """Who may have a level seat, and the limits; no group is asked for more than it has (33)."""
    candidates = [as_candidate(field, code, group) for code, group in field.eligible.items()]
    least = {
        group: min(field.quota.least_per_peer_group, have) for group, have in _have(field).items()
    }
    return candidates, Limits(
        seats=field.quota.level,
        room=_caps(field),
        least={group: number for group, number in least.items() if number},
    )


def _have(field: Field) -> dict[str, int]:
    """How many eligible units each peer group of the league has."""
    eligible = list(field.eligible.values())
    return {group: eligible.count(group) for group in sorted(set(field.ranking["peer_group"]))}


def _short_groups(field: Field) -> list[Finding]:
    """A question for each peer group with fewer eligible units than seats kept for it."""
    return [
        Finding(
            severity="question",
            check="peer_group_short",
            about=f"{field.league.code}:{group}",
            found=f"{have} đơn vị đủ điều kiện",
            expected=f"ít nhất {field.quota.least_per_peer_group}",
            message=f"{field.league.label}: nhóm so sánh {group} chỉ có {have} đơn vị đủ "
            f"điều kiện, ít hơn {field.quota.least_per_peer_group} suất tối thiểu.",
        )
        for group, have in _have(field).items()
        if have < field.quota.least_per_peer_group
    ]


def _improvement_seats(
    field: Field, taken: frozenset[str], room: Mapping[str, int]
) -> Choice | Conflict:
    """Seats for the greatest gain among units that began low (COUNTING 34)."""
    rule = field.improvement
    if rule is None:
        return choose([], Limits(seats=0))
    low = began_low(field)
    candidates = [
        Candidate(
            code=code,
            parent=field.parents[code],
            peer_group=group,
            keys=(field.key(code, rule.indicator), *field.level_keys(code)[1:]),
        )
        for code, group in field.eligible.items()
        if code not in taken and code in low and field.quota.improvement
    ]
    return choose(candidates, Limits(seats=field.quota.improvement, room=room))


def _reserve(
    field: Field, awards: Awards, taken: frozenset[str], room: Mapping[str, int]
) -> list[str]:
    """⌈10 %⌉ of the level seats by rank among those left; a tie at its end whole (COUNTING 36)."""
    seats = _reserve_seats(field, awards)
    left = {code: field.totals[code] for code in field.eligible if code not in taken}
    space = dict(room)
    listed: list[str] = []
    for total in sorted(set(left.values()), reverse=True):
        if len(listed) >= seats:
            break
        tied = sorted(code for code, points in left.items() if points == total)
        fits = [code for code in tied if space.get(field.parents[code], 1) > 0]
        at_end = bool(fits) and (len(listed) + len(fits) >= seats)
        # nobody inside a tie is preferred: at its end, or where a cap would part it, it is whole
        group = tied if at_end else fits
        listed += group
        for code in group:
            _take(space, field.parents[code])
    return listed


def _reserve_seats(field: Field, awards: Awards) -> int:
    """How many units stand in reserve (COUNTING 36)."""
    return ceil(awards.reserve_share * field.quota.level)


def _seat_rows(
    field: Field,
    tracks: list[tuple[str, Choice, list[str]]],
    beyond: frozenset[str],
    awards: Awards,
) -> list[dict[str, object]]:
    """Rows of awards, 1, 1, 3 inside the track, and of seats left to the Council."""
    rows: list[dict[str, object]] = []
    for track, choice, stages in tracks:
        rule = field.improvement
        by_gain = {c: field.key(c, rule.indicator) for c in field.totals} if rule else {}
        first: Mapping[str, Fraction | int] = field.totals if track == LEVEL else by_gain
        for code in sorted(choice.open):
            reason = council_reason(field, code, awards.tie_preferences)
            rows.append(
                _row(
                    *(field, code),
                    track=track,
                    decision=COUNCIL,
                    decided_by=COUNCIL,
                    reason=reason,
                )
            )
        for code in sorted(choice.certain):
            position = float(1 + sum(first[one] > first[code] for one in choice.certain))
            if track == LEVEL:
                is_beyond, walked = code in beyond, choice.is_walked
                reason = level_reason(field, code, position, is_beyond=is_beyond, walked=walked)
            else:
                reason = improvement_reason(field, code)
            rows.append(
                _row(
                    *(field, code),
                    track=track,
                    position=position,
                    decision="award",
                    decided_by=stages[choice.decided_by[code]],
                    reason=reason,
                )
            )
    return rows


def _reserve_rows(field: Field, awards: Awards, reserve: list[str]) -> list[dict[str, object]]:
    """Rows of the reserve in order."""
    seats = _reserve_seats(field, awards)
    return [
        _row(
            field,
            code,
            decision="reserve",
            position=float(1 + sum(field.totals[o] > field.totals[code] for o in reserve)),
            reason=reserve_reason(field, code, reserve, seats),
        )
        for code in reserve
    ]


def _rest_row(
    field: Field, code: str, line: Line | None, full: frozenset[str]
) -> dict[str, object]:
    """The row of a unit that takes no place, with its reason."""
    standing = field.standing[code]
    place = field.places.get(code, "không có số liệu để tính điểm")
    if standing == FAILED:
        return _row(
            field,
            code,
            decision="not_eligible",
            reason=f"{place}; không đạt điều kiện: {field.failures[code]}",
        )
    if standing == ON_HOLD:
        return _row(
            field,
            code,
            decision="on_hold",
            reason=f"{place}; tạm dừng xét: {field.failures[code]}",
        )
    if code not in field.totals:
        return _row(field, code, decision="not_eligible", reason=place)
    why = no_seat_reason(field, code, line, full)
    return _row(field, code, decision="not_selected", reason=f"{place}; {why}")


def _row(
    field: Field,
    code: str,
    *,
    decision: str,
    reason: str,
    track: str = "",
    decided_by: str = "",
    position: float = float("nan"),
) -> dict[str, object]:
    """One row of the table `shortlist`."""
    return {
        **{"unit_code": code, "nominee_id": "", "list": field.league.code, "track": track},
        **{"position": position, "decision": decision, "decided_by": decided_by, "reason": reason},
    }


def _caps(field: Field) -> dict[str, int]:
    """Seats that each parent may take over both tracks."""
    most = field.quota.most_per_parent
    if most is None:
        return {}
    return dict.fromkeys((field.parents[code] for code in field.ranking["unit_code"]), most)


def _room_left(field: Field, room: Mapping[str, int], taken: Choice) -> dict[str, int]:
    """Seats that each parent with a cap has left; undecided ones at the most any best set takes."""
    left = dict(room)
    for code in taken.certain:
        _take(left, field.parents[code])
    for parent, most in taken.open_room.items():
        if parent in left:
            left[parent] -= most
    return left


def _take(room: dict[str, int], parent: str) -> None:
    """Take a seat of a parent that has a cap."""
    if parent in room:
        room[parent] -= 1
