"""How firm the list is: under other weights, with redrawn counts, without each criterion.

Chance enters only here, from the seed in the rules (METHOD 12). Gates stay as they were judged;
seats are taken by walking down the drawn ranks under the caps of both tracks, without the minimum
per peer group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from ihanoi_eval.judgement.field import Field, began_low
from ihanoi_eval.judgement.gates import PASSED
from ihanoi_eval.measurement.indicators import Reading, Readings
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.rules.rubric import Indicator, Pillar, Rubric
from ihanoi_eval.schemas import empty_table, sort_table

Floats = NDArray[np.float64]

WEIGHTS, DATA, BOTH, LEAVE_OUT = "weights", "data", "weights_and_data", "leave_out"
CLEAR_IN, CUT_LINE, CLEAR_OUT = "clear_in", "cut_line", "clear_out"


@dataclass(frozen=True)
class Board:
    """One league as arrays: units × indicators; NaN where an indicator does not apply."""

    field: Field
    codes: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    shares: Floats
    adjustments: Floats


def try_firmness(
    fields: Sequence[Field],
    readings: Readings,
    *,
    rubric: Rubric,
    rule: SensitivityRule,
    children: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    """The table `sensitivity`: 5th and 95th percentile of ranks, share of draws seated, zone.

    weights: each indicator's points times a factor within the band, then back to the scale;
    data: numerators of proportions redrawn from their adjusted rate (binomial), new accounts from
    their count (Poisson); leave_out:<indicator>: once without it. Zones by the rules' two shares.
    """
    rows: list[pd.DataFrame] = []
    for number, field in enumerate(fields):
        if not field.totals:
            continue
        board = _board(field, readings, rubric)
        rng = default_rng([rule.seed, number])
        band = float(rule.weight_band)
        factors = rng.uniform(1 - band, 1 + band, (rule.draws, len(board.indicators)))
        flat = np.ones((1, len(board.indicators)))
        drawn = _drawn_shares(board, readings, rng, rule.draws, children)
        fixed = np.broadcast_to(board.shares, (1, *board.shares.shape))
        scenarios = [(WEIGHTS, factors, fixed), (DATA, flat, drawn), (BOTH, factors, drawn)]
        for place, indicator in enumerate(board.indicators):
            without = fixed.copy()
            without[:, :, place] = np.nan
            scenarios.append((f"{LEAVE_OUT}:{indicator.code}", flat, without))
        rows += [
            _scenario(board, name, weights, shares, rubric, rule)
            for name, weights, shares in scenarios
        ]
    types = dict(empty_table("sensitivity").dtypes)
    frame = pd.concat(rows) if rows else empty_table("sensitivity")
    return sort_table(frame[list(types)].astype(types), "sensitivity")


def competition_ranks(totals: Floats) -> NDArray[np.int64]:
    """1, 1, 3 along each row, the greatest first.

    >>> competition_ranks(np.array([[5.0, 9.0, 5.0, 1.0]])).tolist()
    [[2, 1, 2, 4]]
    """
    ordered = np.sort(-totals, axis=1)
    return np.stack(
        [np.searchsorted(row, -total) + 1 for row, total in zip(ordered, totals, strict=True)]
    )


def _board(field: Field, readings: Readings, rubric: Rubric) -> Board:
    """A league's ranked units as arrays."""
    codes = tuple(sorted(field.totals))
    indicators = rubric.indicators_of(field.league.code)
    shares = np.array(
        [
            [
                np.nan if (s := readings[code, one.code].share) is None else float(s)
                for one in indicators
            ]
            for code in codes
        ]
    ).reshape(len(codes), len(indicators))
    added = field.ranking.set_index("unit_code")["adjustments"].reindex(list(codes)).to_numpy()
    return Board(field, codes, indicators, shares, added.astype("float64"))


def _drawn_shares(
    board: Board,
    readings: Readings,
    rng: Generator,
    draws: int,
    children: Mapping[str, tuple[str, ...]],
) -> Floats:
    """Shares with redrawn counts: draws × units × indicators."""
    drawn = np.broadcast_to(board.shares, (draws, *board.shares.shape)).copy()
    new_accounts: dict[str, Floats] = {}
    for place, indicator in enumerate(board.indicators):
        for row, code in enumerate(board.codes):
            reading = readings[code, indicator.code]
            if reading.share is None or reading.value is None:
                continue
            value: Floats
            if indicator.kind == "proportion":
                value = _redrawn_rate(indicator, reading, rng, draws)
            elif indicator.kind in ("gap_closure", "attainment"):
                assert reading.numerator is not None and reading.denominator is not None
                if code not in new_accounts:
                    new = rng.poisson(max(0.0, float(reading.numerator)), draws)
                    new_accounts[code] = new.astype("float64")
                value = new_accounts[code] / float(reading.denominator)
            elif indicator.kind == "children_above":
                value = _redrawn_evenness(indicator, code, readings, rng, draws, children)
            else:
                continue
            drawn[:, row, place] = _share_of(value, indicator)
    return drawn


def _redrawn_rate(indicator: Indicator, reading: Reading, rng: Generator, draws: int) -> Floats:
    """A proportion's adjusted value with its numerator drawn anew."""
    assert reading.denominator is not None and reading.adjusted_value is not None
    n, rate = float(reading.denominator), float(reading.adjusted_value)
    x = rng.binomial(round(n), min(max(rate, 0.0), 1.0), draws).astype("float64")
    small = indicator.small_numbers
    if small is None:
        return x / n
    return (x + float(small.weight * small.prior)) / (n + float(small.weight))


def _redrawn_evenness(
    indicator: Indicator,
    code: str,
    readings: Readings,
    rng: Generator,
    draws: int,
    children: Mapping[str, tuple[str, ...]],
) -> Floats:
    """The share of children above the level, their new accounts drawn anew."""
    above = np.zeros(draws)
    for child in children.get(code, ()):
        reading = readings.get((child, indicator.indicator))  # none outside the league
        if reading is None or reading.value is None:
            continue
        new = rng.poisson(max(0.0, float(reading.numerator or 0)), draws)
        above += new / float(reading.denominator or 1) >= float(indicator.at_least or 0)
    asked = readings[code, indicator.code].denominator
    return above / float(asked or 1)


def _share_of(values: Floats, indicator: Indicator) -> Floats:
    """normalisation.share_of over an array."""
    worst, best = float(indicator.goalposts.worst), float(indicator.goalposts.best)
    if indicator.goalposts.scale == "log":
        worst, best, values = np.log(worst), np.log(best), np.log(np.maximum(values, 1e-300))
    shares: Floats = np.clip((values - worst) / (best - worst), 0.0, 1.0)
    return shares


def _scenario(
    board: Board,
    name: str,
    factors: Floats,
    shares: Floats,
    rubric: Rubric,
    rule: SensitivityRule,
) -> pd.DataFrame:
    """The rows of one scenario."""
    totals = np.round(_totals(board, factors, shares, rubric) + board.adjustments, rubric.decimals)
    ranks = competition_ranks(np.nan_to_num(totals, nan=-np.inf))
    seated = _seats(board, totals, shares).mean(axis=0)
    zones = np.where(
        seated >= float(rule.clear_in),
        CLEAR_IN,
        np.where(seated <= float(rule.clear_out), CLEAR_OUT, CUT_LINE),
    )
    low, high = np.percentile(ranks, [5, 95], axis=0)
    return pd.DataFrame(
        {"unit_code": board.codes, "scenario": name, "rank_p05": low, "rank_p95": high}
        | {"award_share": seated, "zone": zones}
    )


def _totals(board: Board, factors: Floats, shares: Floats, rubric: Rubric) -> Floats:
    """Points before adjustments: draws × units."""
    draws = max(len(factors), len(shares))
    totals = np.full((draws, len(board.codes)), np.nan)
    applies = ~np.isnan(shares[0])
    for pattern in np.unique(applies, axis=0):
        rows = np.flatnonzero((applies == pattern).all(axis=1))
        if not pattern.any():
            continue
        most = _most_by_draw(board, pattern, factors, rubric)[:, pattern]
        picked = shares[:, rows][:, :, pattern]
        totals[:, rows] = (most[:, None, :] * picked).sum(axis=2)
    return totals


def _most_by_draw(
    board: Board, pattern: NDArray[np.bool_], factors: Floats, rubric: Rubric
) -> Floats:
    """What each indicator can give where only `pattern` applies: draws × indicators."""
    league = board.field.league.code
    weights = factors * np.array(
        [float(rubric.max_points(one, league)) for one in board.indicators]
    )
    most: Floats = np.zeros_like(weights)

    def weight(pillar: Pillar, applied: bool) -> Floats:
        inside = [
            place
            for place, one in enumerate(board.indicators)
            if one.pillar == pillar.code and (pattern[place] or not applied)
        ]
        total: Floats = weights[:, inside].sum(axis=1)
        for child in pillar.pillars:
            total = total + weight(child, applied)
        return total

    def spread(points: Floats, pillars: Sequence[Pillar], places: Sequence[int]) -> None:
        alive = [pillar for pillar in pillars if weight(pillar, applied=True).any()]
        whole = sum(
            (weight(one, applied=False) for one in alive), weights[:, list(places)].sum(axis=1)
        )
        for place in places:
            most[:, place] = points * weights[:, place] / whole
        for pillar in alive:
            inside = [
                place
                for place, one in enumerate(board.indicators)
                if one.pillar == pillar.code and pattern[place]
            ]
            spread(points * weight(pillar, applied=False) / whole, pillar.pillars, inside)

    spread(np.full(len(weights), float(rubric.scale)), rubric.pillars, ())
    return most


def _seats(board: Board, totals: Floats, shares: Floats) -> NDArray[np.bool_]:
    """Who has a seat in each draw: draws × units."""
    field = board.field
    eligible = np.array([field.standing[code] == PASSED for code in board.codes])
    parents = np.array([field.parents[code] for code in board.codes])
    most = field.quota.most_per_parent
    names = np.unique(parents) if most is not None else np.array([], dtype=parents.dtype)
    room = np.full((len(totals), len(names)), most or 0)
    keys = np.where(eligible, totals, -np.inf)
    seated = _walk(keys, parents, names, room, field.quota.level)
    if field.improvement is None or not field.quota.improvement:
        return seated
    for place, name in enumerate(names):
        room[:, place] -= seated[:, parents == name].sum(axis=1)
    codes = [one.code for one in board.indicators]
    gain = shares[:, :, codes.index(field.improvement.indicator)]
    low = began_low(field)
    may = eligible & np.array([code in low for code in board.codes])
    gains = np.where(may & ~seated & ~np.isnan(gain), gain, -np.inf)
    return seated | _walk(gains, parents, names, room, field.quota.improvement)


def _walk(
    keys: Floats,
    parents: NDArray[np.str_],
    names: NDArray[np.str_],
    room: NDArray[np.int64],
    seats: int,
) -> NDArray[np.bool_]:
    """The best `seats` units of each draw, no parent beyond its room; exact for nested quotas."""
    allowed = keys.copy()
    for place, name in enumerate(names):
        members = np.flatnonzero(parents == name)
        order = np.argsort(np.argsort(-keys[:, members], axis=1, kind="stable"), axis=1)
        allowed[:, members] = np.where(
            order < room[:, place : place + 1], keys[:, members], -np.inf
        )
    order = np.argsort(np.argsort(-allowed, axis=1, kind="stable"), axis=1)
    seated: NDArray[np.bool_] = (order < seats) & np.isfinite(allowed)
    return seated
