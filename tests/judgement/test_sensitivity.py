"""How firm the list is: what moves, what must not move, and that the seed decides."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.judgement.sensitivity import competition_ranks, try_firmness
from ihanoi_eval.measurement.aggregation import score_units
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.rules.rubric import Rubric

STILL = SensitivityRule(draws=100, weight_band=Fraction(0))
MOVING = SensitivityRule(draws=200)
PILLARS = [{"code": code, "label": code, "max_points": p} for code, p in (("p", "60"), ("q", "40"))]
COMMON = {"leagues": ["communes"], "if_missing": "zero", "goalposts": {"worst": "0", "best": "1"}}
INDICATORS = [
    {"code": "gap", "label": "x", "pillar": "p", "max_points": "40", "kind": "gap_closure"}
    | {"at_close": "closed", "at_open": "opened", "population": "people"}
    | COMMON,
    {"code": "use", "label": "x", "pillar": "p", "max_points": "20", "kind": "proportion"}
    | {"numerator": "used", "denominator": "usable"}
    | COMMON,
    {"code": "time", "label": "x", "pillar": "q", "max_points": "40", "kind": "proportion"}
    | {"numerator": "on_time", "denominator": "assessed"}
    | COMMON,
]


def rubric(**keys):
    """gap 40 and use 20 in p, time 40 in q."""
    return Rubric.model_validate(
        {"version": "1", "pillars": PILLARS, "indicators": INDICATORS} | keys
    )


def readings(shares, cases=1000):
    """Readings with these shares of so many cases: readings({"1": (0.5, None, 1)})."""
    found = {}
    for code, three in shares.items():
        for one, share in zip(("gap", "use", "time"), three, strict=True):
            value = None if share is None else Fraction(share)
            found[code, one] = Reading(
                *(code, one, MEASURED),
                numerator=None if value is None else value * cases,
                denominator=Fraction(cases),
                value=value,
                adjusted_value=value,
                share=value,
            )
    return found


@pytest.fixture
def firmness(league_field):
    """The table of one scenario by unit: firmness(table of the field, readings)."""

    def try_field(table, shares, *, rule=STILL, scenario="weights", rules=None, **quota):
        field = league_field(table, **quota)
        given = rules or rubric()
        found = try_firmness([field], shares, rubric=given, rule=rule, children={})
        return found[found["scenario"] == scenario].set_index("unit_code")

    return try_field


TWO = "code total\n1 80\n2 40"
FAR = {"1": ("0.9", "0.9", "0.5"), "2": ("0.3", "0.3", "0.6")}


def test_ranks_of_draws_are_1_1_3():
    """Along each row, the greatest first; who has no total comes last (METHOD 5)."""
    totals = np.array([[5.0, 9.0, 5.0, 1.0], [2.0, 2.0, 2.0, -np.inf]])
    assert competition_ranks(totals).tolist() == [[2, 1, 2, 4], [1, 1, 1, 4]]


def test_with_weights_that_do_not_move_nothing_moves(firmness):
    """A band of 0: every draw is the published ranking."""
    found = firmness(TWO, readings(FAR), level=1)
    assert found[["rank_p05", "rank_p95", "award_share"]].values.tolist() == [[1, 1, 1], [2, 2, 0]]
    assert found["zone"].tolist() == ["clear_in", "clear_out"]


def test_moving_weights_move_what_is_close(firmness):
    """60·0.5 + 40·0.515 and 60·0.51 + 40·0.5 are both 50.6: the weights decide."""
    close = {"1": ("0.5", "0.5", "0.515"), "2": ("0.51", "0.51", "0.5")}
    found = firmness(TWO, readings(close), rule=MOVING, level=1)
    assert found[["rank_p05", "rank_p95"]].values.tolist() == [[1, 2], [1, 2]]
    assert found["zone"].tolist() == ["cut_line", "cut_line"]


def test_moved_weights_still_add_up_to_the_scale(firmness):
    """Who has every share is at 100 in every draw, and equal to the other who has (DESIGN §8)."""
    whole = {"1": (1, 1, 1), "2": (1, None, 1)}
    found = firmness(TWO, readings(whole), rule=MOVING, level=2)
    assert found[["rank_p05", "rank_p95"]].values.tolist() == [[1, 1], [1, 1]]


def test_few_cases_move_and_many_stay(firmness):
    """0.6 and 0.5 of 10 cases change places, of 100,000 they do not (ANCHORS §1)."""
    shares = {"1": ("0.6", "0.6", "0.6"), "2": ("0.5", "0.5", "0.5")}
    few = firmness(TWO, readings(shares, 10), rule=MOVING, scenario="data", level=1)
    many = firmness(TWO, readings(shares, 100_000), rule=MOVING, scenario="data", level=1)
    assert few["rank_p95"].tolist() == [2, 2]
    assert many["rank_p95"].tolist() == [1, 2]


def test_without_an_indicator_its_points_go_to_its_pillar(firmness):
    """1 leads by gap alone; without it use carries p: 60·0 + 40·0.5 against 60·0.1 + 40·0.5."""
    shares = readings({"1": (1, 0, "0.5"), "2": ("0.1", "0.1", "0.5")})
    assert firmness(TWO, shares, level=1)["rank_p05"].tolist() == [1, 2]
    assert firmness(TWO, shares, scenario="leave_out:gap", level=1)["rank_p05"].tolist() == [2, 1]


def test_every_scenario_is_there_for_every_ranked_unit(league_field):
    """weights, data, both, and once without each indicator; an empty total is in none."""
    field = league_field("code total\n1 80\n2 –")
    shares = readings({"1": (1, 1, 1), "2": (None, None, None)})
    found = try_firmness([field], shares, rubric=rubric(), rule=STILL, children={})
    assert set(found["unit_code"]) == {"1"}
    left_out = {f"leave_out:{one}" for one in ("gap", "use", "time")}
    assert set(found["scenario"]) == {"weights", "data", "weights_and_data", *left_out}


def test_who_did_not_pass_takes_no_seat_in_any_draw(firmness):
    """Gates stay as they were judged (METHOD 6)."""
    found = firmness("code total standing\n1 80 failed\n2 40 passed", readings(FAR), level=1)
    assert found["award_share"].tolist() == [0, 1]


def test_caps_hold_in_every_draw(firmness):
    """1 and 2 of A, one seat each: 3 of B takes the second (COUNTING 33)."""
    shares = readings(FAR | {"3": (0, 0, 0)})
    table = "code parent total\n1 A 80\n2 A 40\n3 B 0"
    found = firmness(table, shares, level=2, most_per_parent=1)
    assert found["award_share"].tolist() == [1, 0, 1]


def test_improvement_seats_are_taken_under_the_same_caps(firmness):
    """2 began low but A is full; 3 of B began low too (COUNTING 34)."""
    table = """code parent total coverage
               1    A      80    0.9
               2    A      40    0.1
               3    B      20    0.2
               4    C      10    0.3"""
    shares = readings(FAR | {"3": ("0.2", 0, 0), "4": ("0.1", 0, 0)})
    found = firmness(table, shares, level=1, improvement=1, most_per_parent=1)
    assert found["award_share"].tolist() == [1, 0, 1, 0]


def test_the_same_seed_gives_the_same_draws_whatever_the_row_order(league_field):
    """Chance enters only here, by seed (METHOD 12)."""
    field = league_field("code total\n1 80\n2 60\n3 40", level=1)
    turned = replace(field, ranking=field.ranking.iloc[::-1])
    shares = readings(FAR | {"3": ("0.4", "0.8", "0.4")}, 10)
    first, second = (
        try_firmness([one], shares, rubric=rubric(), rule=MOVING, children={})
        for one in (field, turned)
    )
    pd.testing.assert_frame_equal(first, second)


def test_another_seed_gives_other_draws(firmness):
    """The draws are drawn."""
    shares = readings({"1": ("0.6", "0.6", "0.6"), "2": ("0.5", "0.5", "0.5")}, 10)
    other = SensitivityRule(draws=200, seed=7)
    first, second = (
        firmness(TWO, shares, rule=rule, scenario="data", level=1)["award_share"].tolist()
        for rule in (MOVING, other)
    )
    assert first != second


def test_evenness_draws_the_wards_that_are_compared(league_field):
    """A child outside the league has no gap closure and is not drawn (COUNTING 22)."""
    even = {
        **{"code": "even", "label": "x", "pillar": "p", "max_points": "60"},
        **{"kind": "children_above", "indicator": "gap", "at_least": "0.5"},
        **COMMON,
    }
    rules = rubric(
        pillars=[{"code": "p", "label": "p", "max_points": "60"}],
        indicators=[INDICATORS[0] | {"leagues": ["wards"]}, even],
    )
    shares = readings({"w": ("0.9", 0, 0)}, 10_000)
    shares["1", "even"] = Reading(
        *("1", "even", MEASURED, Fraction(1), Fraction(1)), value=Fraction(1), share=Fraction(1)
    )
    found = try_firmness(
        [league_field("code total\n1 80")],
        shares,
        rubric=rules,
        rule=STILL,
        children={"1": ("w", "outside")},
    )
    assert found.loc[found["scenario"] == "data", "rank_p95"].tolist() == [1]


def test_no_league_gives_no_rows():
    """Nothing drawn where no list is drawn."""
    assert try_firmness([], {}, rubric=rubric(), rule=STILL, children={}).empty


eighths = st.one_of(st.none(), st.integers(0, 8).map(lambda n: Fraction(n, 8)))


@given(st.lists(st.tuples(eighths, eighths, eighths), min_size=3, max_size=3))
def test_the_array_formula_agrees_with_the_table_function(campaign, league_field, rows):
    """Fast totals of draws that do not move rank as exact totals do (ANCHORS §3)."""
    shares = readings(dict(zip("123", rows, strict=True)))
    rules = rubric(decimals=6, round="total")
    others = {(c, i): Reading(c, i, "missing") for c in ("D", "S") for i in ("gap", "use", "time")}
    scores = score_units(shares | others, rubric=rules, campaign=campaign)
    totals = pd.Series({code: scores[code].total for code in "123"}).dropna().astype("float64")
    if totals.empty:
        return
    table = "code total\n" + "\n".join(f"{code} {total}" for code, total in totals.items())
    found = try_firmness([league_field(table)], shares, rubric=rules, rule=STILL, children={})
    ranks = found[found["scenario"] == "weights"].set_index("unit_code")["rank_p95"]
    assert ranks.to_dict() == totals.rank(method="min", ascending=False).to_dict()
