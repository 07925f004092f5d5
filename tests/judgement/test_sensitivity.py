"""How firm the list is: what moves, what must not move, and that the seed decides."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.judgement.sensitivity import try_firmness
from ihanoi_eval.measurement.aggregation import score_units
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.awards import Awards, SensitivityRule
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


HOLD = {"code": "hold", "label": "x", "kind": "hold", "leagues": ["communes"]}


@pytest.fixture(scope="session")
def tried(case):
    """Both tables of one field: tried(field, readings); its standing stands as one gate."""

    def try_field(field, shares, *, rule=STILL, rules=None, gates=(), judged=(), **changes):
        rows = [(code, "hold", status) for code, status in field.standing.items()]
        table = pd.DataFrame([*rows, *judged], columns=["unit_code", "gate", "status"])
        awards = Awards.model_validate({"gates": [HOLD, *gates], "quotas": {}, "tie_chain": {}})
        return try_firmness(
            *([field], shares, table),
            rubric=rules or rubric(),
            awards=awards.model_copy(update={"sensitivity": rule}),
            case=case(**changes),
        )

    return try_field


@pytest.fixture
def firmness(league_field, tried):
    """The table of one scenario by unit: firmness(table of the field, readings)."""

    def try_field(table, shares, *, scenario="weights", chain=CHAIN, **more):
        seats = {key: more.pop(key) for key in SEATS if key in more}
        found, _ = tried(league_field(table, chain=chain, **seats), shares, **more)
        return found[found["scenario"] == scenario].set_index("unit_code")

    return try_field


SEATS = ("level", "improvement", "most_per_parent", "least_per_peer_group")
CHAIN = ("gap", "use", "time")
TWO = "code total\n1 80\n2 40"
FAR = {"1": ("0.9", "0.9", "0.5"), "2": ("0.3", "0.3", "0.6")}


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


def test_every_scenario_is_there_for_every_ranked_unit(league_field, tried):
    """weights, data, both, and once without each indicator; an empty total is in none."""
    field = league_field("code total\n1 80\n2 –")
    shares = readings({"1": (1, 1, 1), "2": (None, None, None)})
    found, _ = tried(field, shares)
    assert set(found["unit_code"]) == {"1"}
    left_out = {f"leave_out:{one}" for one in ("gap", "use", "time")}
    assert set(found["scenario"]) == {"weights", "data", "weights_and_data", *left_out}


def test_who_did_not_pass_takes_no_seat_in_any_draw(firmness):
    """A gate that no draw moves stays as it was judged (METHOD 6)."""
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


def test_the_same_seed_gives_the_same_draws_whatever_the_order(league_field, tried):
    """Rows of units, rules of indicators: the same bytes (METHOD 12, ANCHORS §3)."""
    field = league_field("code total\n1 80\n2 60\n3 40", level=1)
    turned = replace(field, ranking=field.ranking.iloc[::-1])
    shares = readings(FAR | {"3": ("0.4", "0.8", "0.4")}, 10)
    first, _ = tried(field, shares, rule=MOVING)
    second, _ = tried(turned, shares, rule=MOVING, rules=rubric(indicators=INDICATORS[::-1]))
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


def test_no_league_gives_no_rows(case):
    """Nothing drawn where no list is drawn."""
    awards = Awards.model_validate({"gates": [], "quotas": {}, "tie_chain": {}})
    gates = pd.DataFrame(columns=["unit_code", "gate", "status"])
    tables = try_firmness([], {}, gates, rubric=rubric(), awards=awards, case=case())
    assert [table.empty for table in tables] == [True, True]


def test_equals_in_every_link_share_the_seat_by_lot(firmness):
    """1 and 2 are equal in all: each has the seat in about half of 200 draws (METHOD 5)."""
    shares = readings({"1": ("0.5", "0.5", "0.5"), "2": ("0.5", "0.5", "0.5")})
    found = firmness("code total\n1 50\n2 50", shares, rule=MOVING, level=1)
    assert found["award_share"].sum() == 1
    assert found["award_share"].between(0.35, 0.65).all()  # 4 standard errors of 200 coins
    assert found["rank_p95"].tolist() == [1, 1]


def test_the_tie_chain_parts_equal_totals(firmness):
    """Equal in total; 2 has the greater gap closure in every draw (COUNTING 35)."""
    shares = readings({"1": ("0.5", "0.5", "0.5"), "2": ("0.5", "0.5", "0.5")})
    found = firmness("code total gap\n1 50 0.4\n2 50 0.5", shares, level=1)
    assert found["award_share"].tolist() == [0, 1]


def test_a_groups_minimum_is_kept_in_every_draw(firmness):
    """y has one of two seats although 3 has the least of all (COUNTING 33)."""
    table = "code group total\n1 x 80\n2 x 40\n3 y 0"
    shares = readings(FAR | {"3": (0, 0, 0)})
    found = firmness(table, shares, level=2, least_per_peer_group=1)
    assert found["award_share"].tolist() == [1, 0, 1]


def test_a_gate_on_counts_is_judged_on_the_drawn_counts(firmness):
    """98 of 100 pass at 98; drawn anew about half do: P(Bin(100, .98) ≥ 98) = .677 (METHOD 12)."""
    gate = {"code": "staff", "label": "x", "kind": "share", "leagues": ["communes"]}
    gate |= {"numerator": "staff_active", "denominator": "staff_due", "at_least": "0.98"}
    more = {
        "gates": [gate],
        "judged": [("1", "staff", "passed"), ("2", "staff", "passed")],
        "values": {code: {"staff_active": 98, "staff_due": 100} for code in "12"},
        "rule": SensitivityRule(draws=2000),
    }
    shares = readings(FAR)
    fixed = firmness(TWO, shares, level=2, **more)
    drawn = firmness(TWO, shares, level=2, scenario="data", **more)
    assert fixed["award_share"].tolist() == [1, 1]
    assert drawn["award_share"].between(0.635, 0.719).all()  # 4 standard errors


def test_crossing_quotas_are_also_solved_exactly(league_field, tried):
    """A holds 1 (x) and 2 (y), B holds 3 (x): the caps cross the groups, so draws are compared."""
    table = "code parent group total\n1 A x 80\n2 A y 40\n3 B x 20"
    field = league_field(table, level=2, most_per_parent=1, least_per_peer_group=1)
    shares = readings(FAR | {"3": ("0.2", "0.2", "0.2")})
    found, checks = tried(field, shares, rule=SensitivityRule(draws=200, exact_draws=50))
    weights = found[found["scenario"] == "weights"].set_index("unit_code")
    assert weights["award_share"].tolist() == [0, 1, 1]
    assert checks.iloc[0].to_dict() == {
        **{"list": "communes", "draws_count": 200, "exact_draws_count": 50},
        **{"same_lists_share": 1, "same_seats_share": 1},
    }


def test_nested_quotas_are_exact_in_every_draw(league_field, tried):
    """Nothing to compare where the walk is exact (ANCHORS §1.7)."""
    field = league_field("code total\n1 80\n2 40", level=1)
    _, checks = tried(field, readings(FAR), rule=MOVING)
    assert checks["exact_draws_count"].tolist() == [200]
    assert checks["same_lists_share"].isna().all()


def test_without_an_indicator_the_list_is_solved_once_and_exactly(firmness):
    """1 (A) has the greater total, but only 2 (A) can sit for y: 3 and 2 (COUNTING 33)."""
    table = "code parent group total\n1 A x 80\n2 A y 40\n3 B x 20"
    shares = readings(FAR | {"3": ("0.2", "0.2", "0.2")})
    seats = {"level": 2, "most_per_parent": 1, "least_per_peer_group": 1}
    found = firmness(table, shares, scenario="leave_out:time", **seats)
    assert found["award_share"].tolist() == [0, 1, 1]


eighths = st.one_of(st.none(), st.integers(0, 8).map(lambda n: Fraction(n, 8)))


@given(st.lists(st.tuples(eighths, eighths, eighths), min_size=3, max_size=3))
def test_the_array_formula_agrees_with_the_table_function(campaign, league_field, tried, rows):
    """Fast totals of draws that do not move rank as exact totals do (ANCHORS §3)."""
    shares = readings(dict(zip("123", rows, strict=True)))
    rules = rubric(decimals=6, round="total")
    others = {(c, i): Reading(c, i, "missing") for c in ("D", "S") for i in ("gap", "use", "time")}
    scores = score_units(shares | others, rubric=rules, campaign=campaign)
    totals = pd.Series({code: scores[code].total for code in "123"}).dropna().astype("float64")
    if totals.empty:
        return
    table = "code total\n" + "\n".join(f"{code} {total}" for code, total in totals.items())
    found, _ = tried(replace(league_field(table), rubric_decimals=6), shares, rules=rules)
    ranks = found[found["scenario"] == "weights"].set_index("unit_code")["rank_p95"]
    assert ranks.to_dict() == totals.rank(method="min", ascending=False).to_dict()
