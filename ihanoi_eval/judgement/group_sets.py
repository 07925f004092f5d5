"""The rank sets of every peer group: how far the rank of a unit rests on the chance of its counts.

A total's standard error is that of the totals of counts drawn anew, as sensitivity draws them; the
errors of two units are taken for independent and normal.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ihanoi_eval.judgement.boards import Board, Draws, board_of, total_units
from ihanoi_eval.judgement.chance import Children, dice, redraw
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.rank_sets import Floats, rank_sets
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.schemas import empty_table, sort_table


def sets_of_groups(
    fields: Sequence[Field],
    readings: Readings,
    *,
    rubric: Rubric,
    rule: SensitivityRule,
    children: Children,
) -> pd.DataFrame:
    """The table `rank_sets`: each ranked unit's marginal and simultaneous set in its peer group."""
    rows: list[pd.DataFrame] = []
    for field in fields:
        if not field.totals:
            continue
        board = board_of(field, readings, rubric)
        errors, noise = _errors_and_noise(board, rule, children)
        ranking = field.ranking.set_index("unit_code").loc[list(board.codes)]
        totals = ranking["total_points"].to_numpy(dtype="float64")
        groups = ranking["peer_group"].to_numpy()
        for group in sorted(set(groups)):
            inside = np.flatnonzero(groups == group)
            found = rank_sets(
                totals[inside],
                errors[inside],
                noise[inside],
                coverage=float(rule.rank_set_coverage),
            )
            units = pd.DataFrame(
                {
                    "unit_code": [board.codes[place] for place in inside],
                    "peer_rank": ranking["peer_rank"].to_numpy()[inside],
                    "standard_error_points": errors[inside],
                }
            )
            rows.append(units.assign(**vars(found)))
    types = dict(empty_table("rank_sets").dtypes)
    frame = pd.concat(rows) if rows else empty_table("rank_sets")
    return sort_table(frame[list(types)].astype(types), "rank_sets")


def _errors_and_noise(
    board: Board, rule: SensitivityRule, children: Children
) -> tuple[Floats, Floats]:
    """The standard error of each unit's total, in points, and units × draws of standard normals."""
    rng, size = dice(rule, f"{board.field.league.code}:rank_sets"), rule.rank_set_draws
    drawn = redraw(board, (), children, rng, size)
    draws = Draws(board.weights, drawn.shares, board.applies, {}, drawn.counts)
    totals = total_units(board, draws) / 10.0**board.decimals
    errors = totals.std(axis=0, ddof=1) if len(totals) > 1 else np.zeros(len(board.codes))
    return errors, rng.standard_normal((len(board.codes), size))
