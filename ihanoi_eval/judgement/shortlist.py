"""Who is proposed: level seats, improvement seats, reserve, and a reason for every unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.gates import FAILED, ON_HOLD, PASSED
from ihanoi_eval.judgement.quotas import Candidate, Choice, Conflict, Limits, choose
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.exact import exact, in_units
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import Awards, Improvement, Quota
from ihanoi_eval.rules.campaign import Campaign, League
from ihanoi_eval.schemas import empty_table, sort_table
from ihanoi_eval.vietnamese import format_number, format_percent

LEVEL, IMPROVEMENT, COUNCIL = "level", "improvement", "council"
KEY_DECIMALS = 4  # links of the tie chain, in ten-thousandths (COUNTING 32)


@dataclass(frozen=True)
class Field:
    """One league's units with what the list looks at."""

    league: League
    quota: Quota
    ranking: pd.DataFrame
    standing: Mapping[str, str]
    failures: Mapping[str, str]
    parents: Mapping[str, str]
    readings: Readings
    coverage: Mapping[str, Fraction | None]
    chain: tuple[str, ...]
    improvement: Improvement | None
    decimals: int

    @cached_property
    def totals(self) -> dict[str, Fraction]:
        """The exact total of every ranked unit."""
        rows = self.ranking.dropna(subset=["total_points"])
        pairs = zip(rows["unit_code"], rows["total_points"], strict=True)
        return {code: exact(total) for code, total in pairs}

    @cached_property
    def eligible(self) -> dict[str, str]:
        """Ranked units with no gate failed and none on hold, with their peer groups (31)."""
        groups = zip(self.ranking["unit_code"], self.ranking["peer_group"], strict=True)
        return {c: g for c, g in groups if c in self.totals and self.standing[c] == PASSED}

    @cached_property
    def gains(self) -> dict[str, Fraction]:
        """What the improvement track looks at, for every ranked unit; empty is 0."""
        if self.improvement is None:
            return {}
        name = self.improvement.indicator
        return {c: self.readings[c, name].adjusted_value or Fraction(0) for c in self.totals}

    @cached_property
    def places(self) -> dict[str, str]:
        """Each ranked unit's rank and points in words."""
        size = len(self.ranking)
        return {
            row.unit_code: f"hạng {row.rank:.0f}{' (đồng hạng)' * (row.is_tied == 'true')}/{size}, "
            f"{format_number(row.total_points, self.decimals)} điểm"
            for row in self.ranking.dropna(subset=["total_points"]).itertuples()
        }

    def key(self, code: str, indicator: str) -> int:
        """An indicator's adjusted value in ten-thousandths, rounded once; empty is 0."""
        value = self.readings[code, indicator].adjusted_value
        return in_units(value, KEY_DECIMALS) if value is not None else 0


def draft_shortlist(fields: list[Field], awards: Awards) -> tuple[pd.DataFrame, list[Finding]]:
    """The table `shortlist` for leagues with a quota, and findings on quotas (COUNTING 32–36).

    A league whose rules cannot hold together gets no list and a finding that names them.
    """
    rows: list[dict[str, object]] = []
    findings: list[Finding] = []
    for one in fields:
        found, doubts = _league_list(one, awards)
        rows += found
        findings += doubts
    types = dict(empty_table("shortlist").dtypes)
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    return sort_table(frame, "shortlist"), findings


def coverage_at_open(
    codes: tuple[str, ...], counts: Counts, rule: Improvement
) -> dict[str, Fraction | None]:
    """Active at open / population, over complete children for a parent; None where unknown."""
    found: dict[str, Fraction | None] = {}
    for code in codes:
        total = counts.total(code, (rule.at_open, rule.population))
        active, people = total[rule.at_open], total[rule.population]
        found[code] = active / people if active is not None and people else None
    return found


def began_low(field: Field) -> set[str]:
    """Units whose coverage at open lies strictly below their peer group's median (COUNTING 34)."""
    low: set[str] = set()
    for _, group in field.ranking.groupby("peer_group"):
        known = {c: v for c in group["unit_code"] if (v := field.coverage.get(c)) is not None}
        values = sorted(known.values())
        if values:
            middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
            low |= {code for code, value in known.items() if value < middle}
    return low


def _league_list(field: Field, awards: Awards) -> tuple[list[dict[str, object]], list[Finding]]:
    """All rows of one league."""
    level, findings = _level_seats(field)
    if isinstance(level, Conflict):
        return [], [*findings, _conflict_finding(field, level)]
    taken = level.certain | level.open
    room = _room_left(field, level)
    improvement = _improvement_seats(field, taken, room)
    if isinstance(improvement, Conflict):
        raise ArithmeticError("improvement seats have no minimum to conflict with")
    taken |= improvement.certain | improvement.open
    for code in improvement.certain:
        _take(room, field.parents[code])
    for parent, most in improvement.open_room.items():
        room[parent] = room.get(parent, 0) - most
    reserve = _reserve(field, awards, taken, room)
    seats = [(LEVEL, level, ["total_points", *field.chain])]
    if field.improvement is not None:
        seats.append((IMPROVEMENT, improvement, [field.improvement.indicator, *field.chain]))
    rows = _seat_rows(field, seats) + _reserve_rows(field, reserve)
    listed = {row["unit_code"] for row in rows}
    lowest = min((field.totals[code] for code in level.certain), default=None)
    rest = [code for code in field.ranking["unit_code"] if code not in listed]
    return rows + [_rest_row(field, code, lowest) for code in rest], findings


def _level_seats(field: Field) -> tuple[Choice | Conflict, list[Finding]]:
    """The level seats, with what is asked of each peer group at most what it has (COUNTING 33)."""
    candidates = [
        Candidate(
            code=code,
            parent=field.parents[code],
            peer_group=group,
            keys=(in_units(field.totals[code], field.decimals), *_chain_keys(field, code)),
        )
        for code, group in field.eligible.items()
    ]
    groups = sorted(set(field.ranking["peer_group"]))
    have = {group: sum(one.peer_group == group for one in candidates) for group in groups}
    least = {group: min(field.quota.least_per_peer_group, have[group]) for group in groups}
    findings = [
        Finding(
            severity="question",
            check="peer_group_short",
            about=f"{field.league.code}:{group}",
            found=f"{have[group]} đơn vị đủ điều kiện",
            expected=f"ít nhất {field.quota.least_per_peer_group}",
            message=f"{field.league.label}: nhóm so sánh {group} chỉ có {have[group]} đơn vị đủ điều "
            f"kiện, ít hơn {field.quota.least_per_peer_group} suất tối thiểu.",
        )
        for group in groups
        if have[group] < field.quota.least_per_peer_group
    ]
    limits = Limits(
        seats=field.quota.level,
        room=_caps(field),
        least={group: number for group, number in least.items() if number},
    )
    return choose(candidates, limits), findings


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
            keys=(field.key(code, rule.indicator), *_chain_keys(field, code)),
        )
        for code, group in field.eligible.items()
        if code not in taken and code in low and field.quota.improvement
    ]
    return choose(candidates, Limits(seats=field.quota.improvement, room=room))


def _reserve(
    field: Field, awards: Awards, taken: frozenset[str], room: Mapping[str, int]
) -> list[str]:
    """⌈10 %⌉ of the level seats by rank among those left; a tie at its end whole (COUNTING 36)."""
    seats = ceil(awards.reserve_share * field.quota.level)
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


def _seat_rows(
    field: Field, tracks: list[tuple[str, Choice | Conflict, list[str]]]
) -> list[dict[str, object]]:
    """Rows of awards, 1, 1, 3 inside the track, and of seats left to the Council, which have none."""
    rows: list[dict[str, object]] = []
    for track, choice, stages in tracks:
        assert isinstance(choice, Choice)  # conflicts were answered before
        first = field.totals if track == LEVEL else field.gains
        for code in sorted(choice.certain | choice.open):
            stage = [*stages, COUNCIL][choice.decided_by[code]]
            is_open = code in choice.open
            rows.append(
                _row(
                    field,
                    code,
                    track=track,
                    decision=COUNCIL if is_open else "award",
                    position=float("nan")
                    if is_open
                    else float(1 + sum(first[one] > first[code] for one in choice.certain)),
                    decided_by=COUNCIL if is_open else stage,
                    reason=_seat_reason(field, code, track, is_open=is_open),
                )
            )
    return rows


def _reserve_rows(field: Field, reserve: list[str]) -> list[dict[str, object]]:
    """Rows of the reserve in order."""
    return [
        _row(
            field,
            code,
            decision="reserve",
            position=float(1 + sum(field.totals[o] > field.totals[code] for o in reserve)),
            reason=f"{field.places[code]}; dự phòng theo thứ hạng trong số đơn vị đủ điều kiện "
            "chưa có suất",
        )
        for code in reserve
    ]


def _rest_row(field: Field, code: str, lowest: Fraction | None) -> dict[str, object]:
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
    if lowest is not None and field.totals[code] > lowest and field.quota.most_per_parent:
        why = (
            f"điểm cao hơn mức cuối danh sách ({format_number(float(lowest), field.decimals)}) nhưng "
            f"đã đủ {field.quota.most_per_parent} suất của đơn vị cấp trên hoặc nhường suất tối thiểu "
            "của nhóm so sánh khác"
        )
    elif lowest is not None:
        short = format_number(float(lowest - field.totals[code]), field.decimals)
        why = f"hết suất: kém {short} điểm so với mức cuối danh sách"
    else:
        why = "không có suất"
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


def _seat_reason(field: Field, code: str, track: str, *, is_open: bool) -> str:
    """Why a unit has a seat, or shares one with units equal in everything."""
    words = field.places[code]
    if is_open:
        return f"{words}; bằng nhau ở mọi tiêu chí phân định, Hội đồng quyết định"
    if track == LEVEL:
        return f"{words}; trong {field.quota.level} suất theo mức điểm"
    return (
        f"{words}; tiến bộ: khởi điểm dưới trung vị nhóm so sánh, "
        f"thu hẹp {format_percent(float(field.gains[code]))} khoảng trống"
    )


def _chain_keys(field: Field, code: str) -> tuple[int, ...]:
    """The tie chain's keys of a unit."""
    return tuple(field.key(code, indicator) for indicator in field.chain)


def _caps(field: Field) -> dict[str, int]:
    """Seats that each parent may take over both tracks."""
    most = field.quota.most_per_parent
    if most is None:
        return {}
    return dict.fromkeys((field.parents[code] for code in field.ranking["unit_code"]), most)


def _room_left(field: Field, level: Choice) -> dict[str, int]:
    """Seats that each parent has left; undecided ones at the most any best set takes there."""
    room = _caps(field)
    for code in level.certain:
        _take(room, field.parents[code])
    for parent, most in level.open_room.items():
        if parent in room:
            room[parent] -= most
    return room


def _take(room: dict[str, int], parent: str) -> None:
    """Take a seat of a parent that has a cap."""
    if parent in room:
        room[parent] -= 1


def _conflict_finding(field: Field, conflict: Conflict) -> Finding:
    """The finding that names the rules in conflict."""
    words = {
        "seats": f"tối đa {field.quota.level} suất",
        "parent": f"tối đa {field.quota.most_per_parent} suất mỗi đơn vị cấp trên",
    }
    named = "; ".join(
        words.get(rule, f"ít nhất {field.quota.least_per_peer_group} suất cho nhóm {rule}")
        for rule in conflict.rules
    )
    return Finding(
        severity="error",
        check="quotas_conflict",
        about=field.league.code,
        found=named,
        expected="các quy định cùng thực hiện được",
        message=f"{field.league.label}: không lập được danh sách vì các quy định mâu thuẫn: {named}. "
        "Sửa awards.yaml.",
    )
