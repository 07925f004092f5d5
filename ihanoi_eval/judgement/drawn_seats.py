"""Seats in each draw: down the drawn ranks for all draws at once, and exactly for some of them."""

from dataclasses import dataclass

import numpy as np

from ihanoi_eval.judgement.boards import Board, Flags, Whole
from ihanoi_eval.judgement.drawn_ranks import Places, order_of
from ihanoi_eval.judgement.field import began_low
from ihanoi_eval.judgement.programmes import Programme, Rule
from ihanoi_eval.judgement.quotas import nested


@dataclass(frozen=True)
class Seating:
    """A league's quotas as arrays: each unit's parent and group by number.

    room: seats of each parent over both tracks; least: level seats of each group; crosses: whether
    parents and groups cut across each other, so that a walk is only near the best set; low: who
    began low enough for the second track.
    """

    level: int
    improvement: int
    parents: Whole
    groups: Whole
    room: Whole
    least: Whole
    crosses: bool
    low: Flags


def seating_of(board: Board) -> Seating:
    """The quotas of a board's league."""
    field, quota = board.field, board.field.quota
    group_of = dict(zip(field.ranking["unit_code"], field.ranking["peer_group"], strict=True))
    names, parents = np.unique([field.parents[code] for code in board.codes], return_inverse=True)
    kinds, groups = np.unique([group_of[code] for code in board.codes], return_inverse=True)
    has_track = field.improvement is not None and quota.improvement > 0
    low = began_low(field) if has_track else set()
    most = len(board.codes) if quota.most_per_parent is None else quota.most_per_parent
    seating = Seating(
        level=quota.level,
        improvement=quota.improvement if has_track else 0,
        parents=parents,
        groups=groups,
        room=np.full(len(names), most),
        least=np.full(len(kinds), quota.least_per_peer_group),
        crosses=False,
        low=np.array([code in low for code in board.codes]),
    )
    every = np.ones(len(board.codes), dtype=bool)
    rules = _rules(seating, np.arange(len(board.codes)), every)
    return Seating(**{**vars(seating), "crosses": nested(rules) is None})


def tie_places(board: Board) -> tuple[Whole, list[Whole]]:
    """Who goes first among equal totals, by the published tie chain; and who is equal in it too."""
    field = board.field
    keys = [tuple(-field.key(code, link) for link in field.chain) for code in board.codes]
    order = sorted(range(len(keys)), key=lambda unit: (keys[unit], unit))
    places = np.empty(len(keys), dtype=np.int64)
    places[order] = np.arange(len(keys))
    equal: dict[tuple[int, ...], list[int]] = {}
    for unit in order:
        equal.setdefault(keys[unit], []).append(unit)
    return places[None, :], [np.array(units) for units in equal.values() if len(units) > 1]


def seats(
    seating: Seating, totals: Whole, order: Places, gains: Whole, places: Whole, may: Flags
) -> Flags:
    """Who has a seat in each draw, draws × units: level first, then improvement (COUNTING 32–34).

    Where quotas cross, draws in which a seat had to be kept for a group are walked once more, the
    seats of groups first, of those alone that found none if there were any; the greater sum
    stands. It is near the best set, and called so.
    """
    may = may & (totals >= 0)  # below zero an empty seat is worth more
    need = _needed(seating, may)
    asked: Whole = need.sum(axis=1, keepdims=True)
    may = may & (asked <= seating.level)  # else the rules conflict: no list
    first = _Walk(seating, order, may)
    first.down(seating.level, need)
    again = np.flatnonzero(first.was_kept) if seating.crosses else np.empty(0, dtype=np.int64)
    if len(again):
        least, values = need[again], totals[again]
        lacking = least - np.minimum(least, _in_groups(seating, first.seated[again]))
        second = _Walk(seating, order[again], may[again])
        second.down(0, np.where(lacking.any(axis=1, keepdims=True), lacking, least))
        left = np.maximum(least - _in_groups(seating, second.seated), 0)
        second.down(seating.level - second.seated.sum(axis=1), left)
        before = _worth(seating, first.seated[again], values, least)
        is_better = _worth(seating, second.seated, values, least) > before
        first.seated[again[is_better]] = second.seated[is_better]
    return _with_improvement(seating, first.seated, gains, places, may)


def seats_exactly(
    seating: Seating, totals: Whole, gains: Whole, places: Whole, may: Flags
) -> Flags:
    """The same, the level seats by one integer programme a draw; nobody where rules conflict.

    One key holds the total and, below it, the place in the tie chain (COUNTING 32).
    """
    size = totals.shape[1]
    may, places = may & (totals >= 0), np.broadcast_to(places, totals.shape)
    keys = totals * size + (size - 1 - places)
    seated = np.zeros(totals.shape, dtype=bool)
    for draw in range(len(totals)):
        units = _foremost(seating, keys[draw], may[draw])
        if len(units):
            best = Programme(_rules(seating, units, may[draw])).best(keys[draw, units])
            seated[draw, units] = False if best is None else best
    return _with_improvement(seating, seated, gains, places, may)


def _with_improvement(
    seating: Seating, level: Flags, gains: Whole, places: Whole, may: Flags
) -> Flags:
    """Level seats with those of the second track under the same caps (COUNTING 33, 34)."""
    if not seating.improvement:
        return level
    order, _ = order_of(gains, places)
    may = may & seating.low & ~level & (gains >= 0)
    walk = _Walk(seating, np.broadcast_to(order, may.shape), may)
    for parent in range(len(seating.room)):
        walk.room[:, parent] -= level[:, seating.parents == parent].sum(axis=1)
    walk.down(seating.improvement, np.zeros((len(may), len(seating.least)), dtype=np.int64))
    return level | walk.seated


def _needed(seating: Seating, may: Flags) -> Whole:
    """Seats kept for each group in each draw: its least, or as many as may sit (COUNTING 33)."""
    return np.minimum(seating.least, _in_groups(seating, may))


def _in_groups(seating: Seating, units: Flags) -> Whole:
    """How many of the units each group has, draws × groups."""
    member = np.equal.outer(seating.groups, np.arange(len(seating.least)))
    found: Whole = (units.astype(np.float32) @ member.astype(np.float32)).astype(np.int64)
    return found


def _worth(seating: Seating, seated: Flags, totals: Whole, need: Whole) -> Whole:
    """What a set is worth in each draw: groups that lack their seats weigh more than any sum."""
    lacking = np.maximum(need - _in_groups(seating, seated), 0).sum(axis=1)
    sums: Whole = np.where(seated, totals, 0).sum(axis=1)
    found: Whole = sums - lacking * (int(np.abs(totals).max(initial=0)) + 1) * (seating.level + 1)
    return found


class _Walk:
    """A walk down every draw at once: one step looks at the unit at one place of each draw."""

    def __init__(self, seating: Seating, order: Places, may: Flags) -> None:
        self.seating, self.order, self.may = seating, order, may
        self.room = np.broadcast_to(seating.room, (len(may), len(seating.room))).copy()
        self.seated = np.zeros(may.shape, dtype=bool)
        self.was_kept = np.zeros(len(may), dtype=bool)

    def down(self, most: int | Whole, need: Whole) -> None:
        """Seat whoever finds a seat, a free one or one that is kept for the group."""
        at, need = np.arange(len(self.may)), need.copy()
        kept = need.sum(axis=1)
        free = np.maximum(most - kept, 0)
        for place in range(self.order.shape[1]):
            if not (free + kept).any():
                break
            unit = self.order[:, place]
            parent, group = self.seating.parents[unit], self.seating.groups[unit]
            fits = self.may[at, unit] & (self.room[at, parent] > 0) & ~self.seated[at, unit]
            is_kept = fits & (need[at, group] > 0)
            is_free = fits & ~is_kept & (free > 0)
            self.was_kept |= fits & ~is_kept & ~is_free & (kept > 0)
            self.seated[at, unit] |= is_kept | is_free
            self.room[at, parent] -= is_kept | is_free
            need[at, group] -= is_kept
            kept -= is_kept
            free -= is_free
        self.was_kept |= kept > 0


def _foremost(seating: Seating, keys: Whole, may: Flags) -> Whole:
    """Who may sit and is not behind, within parent and group, as many as can sit there."""
    units = np.flatnonzero(may)
    units = units[np.argsort(-keys[units], kind="stable")]
    cells = seating.parents[units] * len(seating.least) + seating.groups[units]
    by_cell = np.argsort(cells, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(cells[by_cell]) != 0])
    ahead = np.arange(len(units)) - np.repeat(starts, np.diff(np.r_[starts, len(units)]))
    most = np.minimum(seating.room[seating.parents[units[by_cell]]], seating.level)
    found: Whole = np.sort(units[by_cell[ahead < most]])
    return found


def _rules(seating: Seating, units: Whole, may: Flags) -> list[Rule]:
    """The limits on level seats among some units; a group is asked for no more than it has."""
    parents, groups = seating.parents[units], seating.groups[units]
    rules = [Rule(np.ones(len(units), dtype=bool), 0, seating.level)]
    for parent, room in enumerate(seating.room):
        members = parents == parent
        if room < members.sum():
            rules.append(Rule(members, 0, int(room)))
    for group in np.flatnonzero(seating.least):
        have = int(may[seating.groups == group].sum())
        least = min(int(seating.least[group]), have)
        if least:
            rules.append(Rule(groups == group, least, len(units)))
    return rules
