"""Totals of draws: held against the exact scores, under every way to add up."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.judgement.boards import Board, Draws, board_of, most_by_draw, total_units
from ihanoi_eval.measurement.aggregation import most_points, score_units
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.rubric import Rubric

CODES = ("a", "b", "c", "d")


def rubric(outer: str = "arithmetic", inner: str = "arithmetic", **keys: Any) -> Rubric:
    """p 60 holds a 20 and the pillar q 40, which holds b 30 and c 10; r 40 holds d."""
    q = {"code": "q", "label": "q", "max_points": "40", "aggregation": inner}
    pillars: list[dict[str, Any]] = [
        {"code": "p", "label": "p", "max_points": "60", "aggregation": inner, "pillars": [q]},
        {"code": "r", "label": "r", "max_points": "40"},
    ]
    places = zip(CODES, ("p", "q", "q", "r"), ("20", "30", "10", "40"), strict=True)
    indicators = [
        {"code": code, "label": code, "pillar": pillar, "kind": "value", "measure": "m"}
        | {"goalposts": {"worst": "0", "best": "1"}, "max_points": most}
        | {"leagues": ["communes"], "if_missing": "rescale"}
        for code, pillar, most in places
    ]
    rules = {"version": "1", "aggregation": outer, "pillars": pillars, "indicators": indicators}
    return Rubric.model_validate(rules | keys)


def readings(shares: list[list[Fraction | None]]) -> dict[tuple[str, str], Reading]:
    """Readings of units 1, 2, 3 with these shares; D and S have nothing to do with it."""
    return {
        (str(number), code): Reading(str(number), code, MEASURED, share=share)
        for number, row in enumerate(shares, 1)
        for code, share in zip(CODES, row, strict=True)
    }


@pytest.fixture(scope="session")
def board(league_field: Callable[..., Any]) -> Callable[..., Board]:
    """The board of units 1, 2, 3: board(shares, rubric)."""

    def build(shares: list[list[Fraction | None]], rules: Rubric) -> Board:
        field = replace(league_field("code total\n1 1\n2 1\n3 1"), rubric_decimals=rules.decimals)
        return board_of(field, readings(shares), rules)

    return build


def still(one: Board, **changes: Any) -> Draws:
    """The one draw that is the published league."""
    return replace(Draws(one.weights, one.shares, one.applies, {}, {}), **changes)


eighths = st.one_of(st.none(), st.integers(0, 8).map(lambda n: Fraction(n, 8)))
ways = st.sampled_from(["arithmetic", "geometric", "harmonic"])


@given(st.lists(st.lists(eighths, min_size=4, max_size=4), min_size=3, max_size=3), ways, ways)
def test_a_still_draw_is_the_published_score(campaign, board, shares, outer, inner):
    """Nested pillars, both means, anything not applicable: array and exact formula agree."""
    rules = rubric(outer, inner, round="total", decimals=4)
    one = board(shares, rules)
    scores = score_units(readings(shares), rubric=rules, campaign=campaign)
    expected = [
        one.nothing if (total := scores[code].total) is None else int(total * 10**4)
        for code in one.codes
    ]
    assert abs(total_units(one, still(one)) - np.array([expected])).max() <= 1  # of the 4th decimal


@given(st.lists(st.lists(eighths, min_size=4, max_size=4), min_size=3, max_size=3))
def test_what_each_indicator_can_give_is_the_exact_rule(board, shares):
    """aggregation.most_points, level by level (COUNTING 26)."""
    rules = rubric()
    one = board(shares, rules)
    for unit, pattern in enumerate(one.applies):
        if not pattern.any():
            continue
        applicable = [i for i, has in zip(one.indicators, pattern, strict=True) if has]
        exact, _ = most_points(applicable, league="communes", rubric=rules)
        found = most_by_draw(one, still(one), pattern)[0]
        expected = [float(exact.get(code, 0)) for code in CODES]
        assert found == pytest.approx(expected), unit


def test_a_half_rounds_up_once(board):
    """60·½ + 40·⅛ = 35 whole; at 0 decimals 20·⅛ = 2.5 rounds to 3 (METHOD 4)."""
    eighth: list[Fraction | None] = [Fraction(1, 8), Fraction(0), Fraction(0), Fraction(0)]
    one = board([eighth] * 3, rubric(decimals=0))
    assert total_units(one, still(one)).tolist() == [[300, 300, 300]]


def test_adjustments_are_added_after_rounding(board):
    """60 points and −0.25: 59.75, and the line of nothing lies below every total (COUNTING 28)."""
    half: list[Fraction | None] = [Fraction(1), Fraction(1), Fraction(1), Fraction(0)]
    one = board([half] * 3, rubric())
    table = one.field.ranking.assign(adjustments=[0.0, -0.25, -5.0])
    moved = replace(one, field=replace(one.field, ranking=table))
    assert total_units(moved, still(moved)).tolist() == [[6000, 5975, 5500]]
    assert moved.nothing == -501


def test_factors_on_pillars_move_whole_pillars(board):
    """p doubled: 120 of 160; who has all of p and nothing of r is at 75 instead of 60."""
    whole: list[Fraction | None] = [Fraction(1), Fraction(1), Fraction(1), Fraction(0)]
    one = board([whole] * 3, rubric())
    draws = still(one, pillars={"p": np.array([2.0])})
    assert total_units(one, draws).tolist() == [[7500] * 3]


def test_drawn_shares_are_weighed_draw_by_draw(board):
    """d drawn as 0, ½, 1 beside nothing else: 0, 20 and 40 points."""
    nothing: list[Fraction | None] = [Fraction(0)] * 4
    one = board([nothing] * 3, rubric())
    drawn = [*one.shares[:3], np.array([[0.0, 0.0, 0.0], [0.5, 0.5, 0.5], [1.0, 1.0, 1.0]])]
    assert total_units(one, still(one, shares=drawn))[:, 0].tolist() == [0, 2000, 4000]
