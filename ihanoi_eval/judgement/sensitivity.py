"""How firm the list is: under other weights, with redrawn counts, without each criterion.

Gates and quotas are applied in each draw; totals are rounded once in each, and who is equal goes
by the published tie chain, then by lot (METHOD 12).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ihanoi_eval.judgement.boards import (
    Board,
    Draws,
    Flags,
    Floats,
    Whole,
    published,
    total_units,
)
from ihanoi_eval.judgement.chance import Children, dice, draw_weights, redraw, with_lots
from ihanoi_eval.judgement.contests import Contest, contests
from ihanoi_eval.judgement.drawn_gates import eligible
from ihanoi_eval.judgement.drawn_ranks import Places, RankTally, order_of
from ihanoi_eval.judgement.drawn_seats import (
    seats,
    seats_exactly,
    tie_places,
)
from ihanoi_eval.judgement.field import KEY_DECIMALS, Field
from ihanoi_eval.judgement.gates import Case
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import Awards, SensitivityRule
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.schemas import empty_table, sort_table

WEIGHTS, DATA, BOTH, LEAVE_OUT = "weights", "data", "weights_and_data", "leave_out"
CLEAR_IN, CUT_LINE, CLEAR_OUT = "clear_in", "cut_line", "clear_out"
NUMBERS_AT_ONCE = 4_000_000  # in one array of draws × units × indicators: some 300 MB in all


@dataclass(frozen=True)
class Trial(Contest):
    """A league with all that is tried on it."""

    rule: SensitivityRule
    children: Children


def try_firmness(
    fields: Sequence[Field],
    readings: Readings,
    gates: pd.DataFrame,
    *,
    rubric: Rubric,
    awards: Awards,
    case: Case,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `sensitivity` and `seat_checks`: how ranks and seats move, and how sure that is.

    weights: drawn as the rules say; data: counts drawn anew (METHOD 12); leave_out:<indicator>:
    once without it, solved exactly. Zones by the rules' two shares.
    """
    rows: list[pd.DataFrame] = []
    checks: list[dict[str, object]] = []
    rule, children = awards.sensitivity, case.campaign.children
    for one in contests(fields, readings, gates, rubric=rubric, awards=awards, case=case):
        found, check = _tried(Trial(**vars(one), rule=rule, children=children))
        rows += found
        checks.append(check)
    return _table(rows, "sensitivity"), _table([pd.DataFrame(checks)], "seat_checks")


def _table(rows: Sequence[pd.DataFrame], name: str) -> pd.DataFrame:
    """The rows as the table of that name."""
    filled = [one for one in rows if len(one)]
    frame = pd.concat(filled) if filled else empty_table(name)
    types = dict(empty_table(name).dtypes)
    return sort_table(frame[list(types)].astype(types), name)


def _tried(trial: Trial) -> tuple[list[pd.DataFrame], dict[str, object]]:
    """All scenarios of one league, and how near the walk is to the exact seats."""
    board, rule = trial.board, trial.rule
    rng = dice(rule, board.field.league.code)
    tallies = {name: _Tally(board) for name in (WEIGHTS, DATA, BOTH)}
    places, equals = tie_places(board)
    check = _Check(rule.exact_draws if trial.seating.crosses else 0)
    for size in _blocks(board, rule.draws):
        weights, pillars = draw_weights(board, rule, rng, size)
        data = redraw(board, trial.gates.counted, trial.children, rng, size)
        lots = with_lots(places, equals, rng, size)
        flat = Draws(board.weights, board.shares, board.applies, {}, {})
        drawn = replace(flat, shares=data.shares, counts=data.counts)
        for name, draws, gained in (
            (WEIGHTS, replace(flat, weights=weights, pillars=pillars), {}),
            (DATA, drawn, data.values),
            (BOTH, replace(drawn, weights=weights, pillars=pillars), data.values),
        ):
            judged = _judged(trial, draws, gained, lots)
            tallies[name].add(judged)
            if name == BOTH:
                check.compare(trial, judged)
    rows = [_rows(board, name, tally, rule) for name, tally in tallies.items()]
    for place, indicator in enumerate(board.indicators):
        tally = _Tally(board)
        applies = board.applies.copy()
        applies[:, place] = False
        without = Draws(board.weights, board.shares, applies, {}, {})
        judged = _judged(trial, without, {}, with_lots(places, equals, rng, 1))
        tally.add(replace(judged, seated=judged.exactly(trial)))
        rows.append(_rows(board, f"{LEAVE_OUT}:{indicator.code}", tally, rule))
    return rows, check.row(trial)


def _blocks(board: Board, draws: int) -> Iterator[int]:
    """How many draws are held in memory at once, block by block."""
    most = max(1, NUMBERS_AT_ONCE // max(1, board.applies.size))
    for done in range(0, draws, most):
        yield min(most, draws - done)


@dataclass(frozen=True)
class _Judged:
    """Draws of a league, ranked and seated; `seated` is draws × units."""

    totals: Whole
    order: Places
    ranks: Places
    gains: Whole
    places: Whole
    may: Flags
    seated: Flags

    def exactly(self, trial: Trial, most: int | None = None) -> Flags:
        """The seats of the first draws by integer programmes."""
        first = slice(0, most)
        gains = self.gains if len(self.gains) == 1 else self.gains[first]
        places = self.places if len(self.places) == 1 else self.places[first]
        may = self.may if len(self.may) == 1 else self.may[first]
        return seats_exactly(trial.seating, self.totals[first], gains, places, may)


def _judged(trial: Trial, draws: Draws, values: Mapping[str, Floats], places: Whole) -> _Judged:
    """Draws with their totals, ranks and seats."""
    board, track = trial.board, trial.board.field.improvement
    totals = total_units(board, draws)
    order, ranks = order_of(totals, places)
    may = eligible(trial.gates, draws) & (totals > board.nothing)
    gains = np.zeros((1, len(board.codes)), dtype=np.int64)
    if track is not None:
        codes = [one.code for one in board.indicators]
        fixed = published(board, codes.index(track.indicator))[None, :]
        drawn = values.get(track.indicator, fixed)
        gains = np.floor(drawn * 10**KEY_DECIMALS + 0.5).astype(np.int64)
    seated = seats(trial.seating, totals, order, gains, places, may)
    return _Judged(totals, order, ranks, gains, places, may, seated)


class _Tally:
    """Ranks and seats of a scenario, added up block by block."""

    def __init__(self, board: Board) -> None:
        self.ranks = RankTally(len(board.codes))
        self.seats = np.zeros(len(board.codes), dtype=np.int64)
        self.draws = 0

    def add(self, judged: _Judged) -> None:
        """Add more draws."""
        self.ranks.add(judged.order, judged.ranks)
        self.seats += judged.seated.sum(axis=0)
        self.draws += len(judged.seated)


class _Check:
    """The walk beside exact seats, for as many draws as the rules ask."""

    def __init__(self, asked: int) -> None:
        self.asked, self.done, self.same, self.shared, self.seats = asked, 0, 0, 0, 0

    def compare(self, trial: Trial, judged: _Judged) -> None:
        """Solve the first draws that are still asked for exactly."""
        many = min(self.asked - self.done, len(judged.seated))
        if many <= 0:
            return
        exact, walked = judged.exactly(trial, many), judged.seated[:many]
        self.done += many
        self.same += int((exact == walked).all(axis=1).sum())
        self.shared += int((exact & walked).sum())
        self.seats += int(exact.sum())

    def row(self, trial: Trial) -> dict[str, object]:
        """The league's row of `seat_checks`; nested quotas are exact in every draw."""
        return {
            "list": trial.board.field.league.code,
            "draws_count": float(trial.rule.draws),
            "exact_draws_count": float(self.done if trial.seating.crosses else trial.rule.draws),
            "same_lists_share": self.same / self.done if self.done else float("nan"),
            "same_seats_share": self.shared / self.seats if self.seats else float("nan"),
        }


def _rows(board: Board, name: str, tally: _Tally, rule: SensitivityRule) -> pd.DataFrame:
    """The rows of one scenario."""
    seated = tally.seats / tally.draws
    zones = np.where(
        seated >= float(rule.clear_in),
        CLEAR_IN,
        np.where(seated <= float(rule.clear_out), CLEAR_OUT, CUT_LINE),
    )
    return pd.DataFrame({"unit_code": board.codes, "scenario": name, "zone": zones}).assign(
        rank_p05=tally.ranks.percentile(5),
        rank_p95=tally.ranks.percentile(95),
        award_share=seated,
    )
