"""Draws against a published uncertainty analysis: COINr's of the ASEM index, in distribution.

COINr draws, 100 times: how many points are winsorised (1 to 5; failing that, a logarithm), minimum
and maximum or mean and spread as goalposts, weights of pillars and sub-indices ± 25 %, arithmetic
or geometric means. Its ranks are a sample; ours have to come from the same distribution.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.stats import kurtosis, skew

from ihanoi_eval.judgement.boards import Board, Draws, board_of, total_units
from ihanoi_eval.judgement.chance import dice, draw_weights
from ihanoi_eval.judgement.drawn_ranks import order_of
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.measurement.normalisation import share_of
from ihanoi_eval.rules.awards import Quota, SensitivityRule
from ihanoi_eval.rules.campaign import League
from ihanoi_eval.rules.rubric import Goalposts, Rubric

HERE = Path(__file__).parent
STRUCTURE = pd.read_csv(HERE / "asem_2018_structure.csv")
ROWS: list[list[Any]] = STRUCTURE.to_numpy().tolist()
IMPUTED = pd.read_csv(HERE / "asem_2018_imputed.csv", index_col="country")
PUBLISHED = pd.read_csv(HERE / "asem_2018_uncertainty.csv", index_col="country").sort_index()
RULE = SensitivityRule(weights_of=("pillars",), weight_band=Fraction(1, 4))
DRAWS = 300  # of each of the 20 ways
Values = NDArray[np.float64]


def fails(values: Values) -> bool:
    """Skewness beyond 2 and kurtosis beyond 3.5, both corrected for the sample's size."""
    return bool(abs(skew(values, bias=False)) > 2 and kurtosis(values, bias=False) > 3.5)


def treated(values: Values, most: int) -> Values:
    """Points of the heavier tail brought in, one more until it passes; else a logarithm."""
    ordered, low, high, found = np.sort(values), 0, 0, values
    while fails(found) and low + high < most:
        if skew(found, bias=False) > 0:
            high += 1
        else:
            low += 1
        found = np.clip(values, ordered[low], ordered[-1 - high])
    if fails(found):
        width = values.max() - values.min()
        found = np.log(values - values.min() + 0.01 * width)
    return found


def goalposts(values: Values, direction: int, way: str) -> Goalposts:
    """minmax: 1 to 100 between the extremes; spread: 10 ± 2 standard deviations, of 20."""
    if way == "spread":
        half = 5 * values.std(ddof=1) * direction
        worst, best = values.mean() - half, values.mean() + half
    else:
        lowest = {"minmax": 99, "nominal": np.inf}[way]
        low, high = (values.min(), values.max())[::direction]
        worst, best = low - (high - low) / lowest, high
    return Goalposts(worst=Fraction(worst), best=Fraction(best))


def league(most: int, way: str, mean: str) -> Board:
    """The countries under one way to treat, to normalise and to add up."""
    readings: dict[tuple[str, str], Reading] = {}
    indicators: list[dict[str, object]] = []
    inside = STRUCTURE.groupby("pillar")["indicator"].size()
    pillars = STRUCTURE.groupby("sub_index")["pillar"].nunique()
    for code, direction, pillar, sub in ROWS:
        values = treated(IMPUTED[code].to_numpy("float64"), most)
        posts = goalposts(values, direction, way)
        weight = Fraction(1, 2) / int(pillars[sub]) / int(inside[pillar])
        indicators.append(
            {"code": code, "label": "x", "pillar": pillar, "kind": "value"}
            | {"measure": "m", "max_points": {"*": weight}, "leagues": ["countries"]}
            | {"goalposts": posts, "if_missing": "zero"}
        )
        for country, value in zip(IMPUTED.index, values, strict=True):
            share = share_of(Fraction(value), posts)
            readings[country, code] = Reading(country, code, MEASURED, share=share)
    groups = [
        {"code": sub, "label": "x", "max_points": {"*": Fraction(1, 2)}, "aggregation": mean}
        | {
            "pillars": [
                {"code": one, "label": "x", "aggregation": mean}
                | {"max_points": {"*": Fraction(1, 2) / int(pillars[sub])}}
                for one in STRUCTURE.loc[STRUCTURE["sub_index"] == sub, "pillar"].unique()
            ]
        }
        for sub in pillars.index
    ]
    rubric = Rubric.model_validate(
        {"version": "1", "aggregation": mean, "round": "total", "decimals": 6}
        | {"pillars": groups, "indicators": indicators}
    )
    ranking = pd.DataFrame({"unit_code": IMPUTED.index, "total_points": 1.0, "adjustments": 0.0})
    field = Field(
        league=League(code="countries", label="x", unit_label="x"),
        quota=Quota(level=1),
        ranking=ranking,
        standing={},
        failures={},
        parents={},
        readings=readings,
        coverage={},
        chain=(),
        improvement=None,
        rubric_decimals=6,
    )
    return board_of(field, readings, rubric)


def ranks(board: Board, draws: Draws) -> NDArray[np.int64]:
    """The countries' ranks in each draw."""
    totals = total_units(board, draws)
    order, found = order_of(totals, np.arange(len(board.codes))[None, :])
    by_unit = np.empty_like(found)
    np.put_along_axis(by_unit, order, found, axis=1)
    return by_unit.astype(np.int64)


def drawn() -> Iterator[NDArray[np.int64]]:
    """The ranks of all ways, as many draws of each."""
    rng = dice(RULE, "asem")
    for most, way, mean in product(range(1, 6), ("minmax", "spread"), ("arithmetic", "geometric")):
        board = league(most, way, mean)
        weights, pillars = draw_weights(board, RULE, rng, DRAWS)
        yield ranks(board, Draws(weights, board.shares, board.applies, pillars, {}))


@pytest.fixture(scope="module")
def ours() -> NDArray[np.int64]:
    """6,000 draws × 51 countries, in the order of their codes."""
    return np.concatenate(list(drawn()))


@pytest.fixture(scope="module")
def theirs() -> NDArray[np.int64]:
    """COINr's 100 replications × 51 countries."""
    return PUBLISHED.drop(columns="nominal").to_numpy("int64").T


def test_the_nominal_ranks_are_the_published_ones():
    """Minimum and maximum as goalposts, arithmetic means, up to 5 points winsorised: 51 of 51."""
    board = league(5, "nominal", "arithmetic")
    still = Draws(board.weights, board.shares, board.applies, {}, {})
    assert ranks(board, still)[0].tolist() == PUBLISHED["nominal"].tolist()


def test_mean_ranks_are_those_published(ours, theirs):
    """Each within 4.5 standard errors of a mean of 100, for 51 countries."""
    errors = ours.std(axis=0) / np.sqrt(len(theirs)) + 0.01  # 0.01: who has one rank in all draws
    assert (abs(theirs.mean(axis=0) - ours.mean(axis=0)) < 4.5 * errors).all()


def test_the_quantiles_published_lie_where_ours_allow(ours, theirs):
    """5 % and 95 % of 100, each within four standard errors of a share: ± 8.7 % of ours."""
    low, high = np.quantile(theirs, [0.05, 0.95], axis=0)
    assert (low <= np.quantile(ours, 0.137, axis=0)).all()
    assert (high >= np.quantile(ours, 0.863, axis=0)).all()
    assert ((ours.min(axis=0) <= low) & (high <= ours.max(axis=0))).all()


def test_whole_distributions_agree(ours, theirs):
    """Kolmogorov and Smirnov: no country further than 0.23 (p = 0.00005 each, 51 countries)."""
    at = np.arange(1, 52)[:, None, None]
    distances = abs((ours <= at).mean(axis=1) - (theirs <= at).mean(axis=1)).max(axis=0)
    assert distances.max() < 0.23
