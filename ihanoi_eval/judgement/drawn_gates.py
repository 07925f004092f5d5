"""Gates in each draw: those that drawn counts and weights can move, and those that stay judged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd

from ihanoi_eval.judgement.boards import NOISE, Board, Draws, Flags, Floats, most_by_draw
from ihanoi_eval.judgement.gates import NOT_CHECKED, PASSED, Case
from ihanoi_eval.measurement.indicators import MEASURED, NOT_APPLICABLE
from ihanoi_eval.rules.awards import Gate

MOVED_BY_COUNTS = ("share", "overdue")
MOVED_BY_POINTS = ("pillar", "measured", "comparable")


@dataclass(frozen=True)
class CountGate:
    """A gate on two counts: numerator ≥ limit (sign 1) or ≤ limit (sign −1), unit by unit.

    judged: how it went; is_open: units whose counts are known and that have no waiver.
    """

    numerator: str
    denominator: str
    have: Floats
    due: Floats
    sign: int
    limit: Floats
    judged: Flags
    is_open: Flags


@dataclass(frozen=True)
class GateBoard:
    """A league's gates as arrays over the units of its board.

    stays: whether every gate that no draw moves was passed; waived: by gate, units with a waiver.
    """

    board: Board
    stays: Flags
    counted: tuple[CountGate, ...]
    pointed: tuple[tuple[Gate, Flags], ...]
    least_applicable: float


def gate_board(board: Board, gates: pd.DataFrame, wanted: Sequence[Gate], case: Case) -> GateBoard:
    """The league's gates, with what was judged."""
    keys = zip(gates["unit_code"], gates["gate"], strict=True)
    status = dict(zip(keys, gates["status"], strict=True))
    stays = np.ones(len(board.codes), dtype=bool)
    counted: list[CountGate] = []
    pointed: list[tuple[Gate, Flags]] = []
    for gate in wanted:
        judged = np.array([status[c, gate.code] in (PASSED, NOT_CHECKED) for c in board.codes])
        waived = np.array([(code, gate.code) in case.waived for code in board.codes])
        if gate.kind in MOVED_BY_COUNTS:
            counted.append(_count_gate(gate, board, case, judged, waived))
        elif gate.kind in MOVED_BY_POINTS:
            pointed.append((gate, waived))
        else:
            stays &= judged
    least = float(case.least_applicable_share)
    return GateBoard(board, stays, tuple(counted), tuple(pointed), least)


def eligible(gates: GateBoard, draws: Draws) -> Flags:
    """Who passes every gate, draws × units or one row for all (COUNTING 31)."""
    passed: Flags = gates.stays[None, :]
    for one in gates.counted:
        drawn = draws.counts.get((one.numerator, one.denominator))
        if drawn is None:
            passed = passed & one.judged
        else:
            passed = passed & np.where(
                one.is_open, one.sign * drawn >= one.sign * one.limit, one.judged
            )
    for gate, waived in gates.pointed:
        kind = _POINTED[gate.kind]
        passed = passed & (kind(gates, gate, draws) | waived)
    return passed


def _count_gate(gate: Gate, board: Board, case: Case, judged: Flags, waived: Flags) -> CountGate:
    """The least, or the most, that passes with each unit's denominator (COUNTING 30)."""
    have = [case.counts.used.get((code, gate.numerator)) for code in board.codes]
    due = [case.counts.used.get((code, gate.denominator)) for code in board.codes]
    if gate.kind == "overdue":  # missing is 0
        have, due = [one or Fraction(0) for one in have], [one or Fraction(0) for one in due]
    known = np.array([x is not None and n is not None for x, n in zip(have, due, strict=True)])
    limits = [_limit(gate, one or Fraction(0)) for one in due]
    return CountGate(
        numerator=gate.numerator,
        denominator=gate.denominator,
        have=np.array([float(one or 0) for one in have]),
        due=np.array([float(one or 0) for one in due]),
        sign=-1 if gate.kind == "overdue" else 1,
        limit=np.array(limits, dtype="float64"),
        judged=judged,
        is_open=known & ~waived,
    )


def _limit(gate: Gate, due: Fraction) -> int:
    """The last whole count on the right side."""
    if gate.kind == "overdue":
        return max(gate.at_most, floor(gate.share_at_most * due))
    return min(ceil((gate.at_least or Fraction(0)) * due), ceil(due - gate.short_by))


def _pillar(gates: GateBoard, gate: Gate, draws: Draws) -> Flags:
    """Enough of a pillar's points, rounded once; passed where nothing of it applies."""
    board, places = gates.board, gates.board.pillar_places[gate.pillar]
    scale, least = 10.0**board.rubric.decimals, float(gate.at_least or 0)
    patterns, pattern_of = np.unique(draws.applies, axis=0, return_inverse=True)
    passed = np.ones((1, len(board.codes)), dtype=bool)
    for number, pattern in enumerate(patterns):
        inside = [place for place in places if pattern[place]]
        if not inside:
            continue
        rows = np.flatnonzero(pattern_of == number)
        most = most_by_draw(board, draws, pattern)[:, inside]
        earned: Floats = np.zeros((1, 1))
        for i, place in enumerate(inside):
            earned = earned + most[:, i, None] * draws.shares[place][:, rows]
        asked = least * scale * most.sum(axis=1)[:, None]
        enough = np.floor(earned * scale + 0.5 + NOISE) >= asked - NOISE
        if len(passed) < len(enough):
            passed = np.broadcast_to(passed, (len(enough), len(board.codes))).copy()
        passed[:, rows] = enough
    return passed


def _measured(gates: GateBoard, gate: Gate, draws: Draws) -> Flags:
    """Enough of what was asked rests on measured values, under the drawn weights."""
    rows, live = gates.board.rows, draws.applies.any(axis=0)
    asked = np.array([[one.status != NOT_APPLICABLE for one in row] for row in rows]) & live
    measured = np.array([[one.status == MEASURED for one in row] for row in rows]) & live
    return _outweighs(draws.weights, measured, asked, float(gate.at_least or 0))


def _comparable(gates: GateBoard, gate: Gate, draws: Draws) -> Flags:
    """Enough of the league's points applies to the unit (COUNTING 27)."""
    live = np.broadcast_to(draws.applies.any(axis=0), draws.applies.shape)
    return _outweighs(draws.weights, draws.applies, live, gates.least_applicable)


def _outweighs(weights: Floats, part: Flags, whole: Flags, least: float) -> Flags:
    """Whether a part has at least that share of the weight of the whole."""
    passed: Flags = np.ones((len(weights), len(part)), dtype=bool)
    rows = np.flatnonzero((part != whole).any(axis=1))
    of_part, of_whole = weights @ part[rows].T, weights @ whole[rows].T
    passed[:, rows] = of_part >= least * of_whole - NOISE
    return passed


_POINTED: Mapping[str, Callable[[GateBoard, Gate, Draws], Flags]] = {
    "pillar": _pillar,
    "measured": _measured,
    "comparable": _comparable,
}
