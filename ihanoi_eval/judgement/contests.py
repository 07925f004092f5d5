"""A league on which other weights, other counts or other lots are tried."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from ihanoi_eval.judgement.boards import Board, board_of
from ihanoi_eval.judgement.drawn_gates import GateBoard, gate_board
from ihanoi_eval.judgement.drawn_seats import Seating, seating_of
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.gates import Case
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.rubric import Rubric


@dataclass(frozen=True)
class Contest:
    """Points, gates and seats of a league as arrays."""

    board: Board
    gates: GateBoard
    seating: Seating


def contests(
    fields: Sequence[Field],
    readings: Readings,
    gates: pd.DataFrame,
    *,
    rubric: Rubric,
    awards: Awards,
    case: Case,
) -> Iterator[Contest]:
    """One of each league with a quota and ranked units, in the order of the fields."""
    for field in fields:
        if field.totals:
            board = board_of(field, readings, rubric)
            judged = gate_board(board, gates, awards.gates_of(field.league.code), case)
            yield Contest(board, judged, seating_of(board))
