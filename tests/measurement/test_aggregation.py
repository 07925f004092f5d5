"""Points: rescaled inside and between pillars, rounded once, added up exactly."""

from fractions import Fraction
from itertools import product

import pytest

from ihanoi_eval.measurement.aggregation import most_points, points_table, score_units
from ihanoi_eval.measurement.indicators import MEASURED, MISSING, NOT_APPLICABLE, Reading
from ihanoi_eval.rules.rubric import Rubric


def rubric(pillars, indicators, /, **keys):
    """Pillars and indicators of the departments from "code points" and "code pillar points"."""
    by_code = {code: points for code, points in (one.split() for one in pillars.split(","))}
    return Rubric.model_validate(
        {
            "version": "1",
            "pillars": [{"code": c, "label": c, "max_points": p} for c, p in by_code.items()],
            "indicators": [
                {"code": code, "label": code, "pillar": pillar, "max_points": points}
                | {"kind": "count", "measure": "sessions", "if_missing": "zero"}
                | {"goalposts": {"worst": "0", "best": "1"}, "leagues": ["departments"]}
                for code, pillar, points in (one.split() for one in indicators.split(","))
            ],
        }
        | keys
    )


# A hundred points: reach 60 = a 40 + b 20; use 40 = c 30 + d 10.
RUBRIC = rubric("reach 60, use 40", "a reach 40, b reach 20, c use 30, d use 10")


@pytest.fixture
def score(campaign):
    """Scores of departments S and T from their shares; None is not applicable, "?" missing."""

    def score_both(rules, s, t="1 1 1 1"):
        readings = {}
        for code, shares in (("S", s), ("T", t)):
            for one, share in zip(rules.indicators, shares.split(), strict=True):
                status = {"–": NOT_APPLICABLE, "?": MISSING}.get(share, MEASURED)
                # missing earns nothing here, as with if_missing: zero
                value = {"–": None, "?": Fraction(0)}.get(share, None)
                if status == MEASURED:
                    value = Fraction(share)
                readings[code, one.code] = Reading(code, one.code, status, share=value)
        for code, one in product(("D", "1", "2", "3"), rules.indicators):
            readings[code, one.code] = Reading(code, one.code, NOT_APPLICABLE)
        return readings, score_units(readings, rubric=rules, campaign=campaign)

    return score_both


def test_where_all_applies_points_are_share_times_maximum(score):
    """0.5·40 + 1·20 + 0.2·30 + 0·10 = 46 (COUNTING 26)."""
    found = score(RUBRIC, "0.5 1 0.2 0")[1]["S"]
    assert found.points == {"a": 20, "b": 20, "c": 6, "d": 0}
    assert found.total == 46


def test_what_does_not_apply_is_rescaled_inside_its_pillar(score):
    """b leaves reach: a carries 60 instead of 40; 0.5·60 + 0.2·30 + 1·10 = 46 (COUNTING 26)."""
    found = score(RUBRIC, "0.5 – 0.2 1")[1]["S"]
    assert found.points == {"a": 30, "b": None, "c": 6, "d": 10}
    assert (found.total, found.pillar_most) == (46, {"reach": 60, "use": 40})


def test_a_pillar_with_nothing_applicable_leaves_the_total(score):
    """use leaves: reach carries 100; 0.5·40·100/60 = 33.33, 0.2·20·100/60 = 6.67 (COUNTING 27)."""
    found = score(RUBRIC, "0.5 0.2 – –")[1]["S"]
    assert found.points == {"a": Fraction("33.33"), "b": Fraction("6.67"), "c": None, "d": None}
    assert (found.total, found.pillar_most) == (40, {"reach": 100})


def test_both_rescalings_multiply(score):
    """b and use are gone: a carries all 100 points, 0.35 of them are 35 (COUNTING 26)."""
    assert score(RUBRIC, "0.35 – – –")[1]["S"].points["a"] == 35


def test_a_gap_of_one_unit_does_not_rescale_another(score):
    """T is whole: its maximum stays 40, 20, 30, 10 (COUNTING 27)."""
    assert score(RUBRIC, "0.5 – – –", "1 1 1 1")[1]["T"].total == 100


@pytest.mark.parametrize(("share", "points"), [("0.00125", "0.05"), ("0.001125", "0.05")])
def test_points_are_rounded_half_up_once_an_indicator(score, share, points):
    """0.00125·40 = 0.05; 0.001125·40 = 0.045 → 0.05, where half to even gives 0.04 (26)."""
    assert score(RUBRIC, f"{share} 0 0 0")[1]["S"].points["a"] == Fraction(points)


def test_a_half_that_a_double_loses_is_still_rounded_up(score):
    """0.9·8.95 = 8.055 exactly, as a double 8.0549…: 8.06 (Exactness)."""
    rules = rubric("p 100", "a p 8.95, b p 91.05")
    assert score(rules, "0.9 0", "1 1")[1]["S"].points["a"] == Fraction("8.06")


def test_rounded_points_add_up_to_the_total_exactly(score):
    """Thirds of 40, 20, 30, 10: 13.33 + 6.67 + 10 + 3.33 = 33.33 (METHOD 14)."""
    found = score(RUBRIC, "1/3 1/3 1/3 1/3")[1]["S"]
    assert [str(float(one)) for one in found.points.values()] == ["13.33", "6.67", "10.0", "3.33"]
    assert found.total == Fraction("33.33")


def test_a_pillars_sum_may_miss_its_nominal_by_a_cent(score):
    """Three equal thirds of 100 give 33.33 each: 99.99 with every share 1 (COUNTING 26)."""
    rules = rubric("p 100", "a p 10, b p 10, c p 10")
    assert score(rules, "1 1 1", "1 1 1")[1]["S"].total == Fraction("99.99")


def test_the_total_alone_is_rounded_where_the_rubric_says_so(score):
    """Thirds again, exact until the end: 100/3 = 33.33, points stay 40/3 (DESIGN §4)."""
    rules = rubric("reach 60, use 40", "a reach 40, b reach 20, c use 30, d use 10", round="total")
    found = score(rules, "1/3 1/3 1/3 1/3")[1]["S"]
    assert (found.total, found.points["a"]) == (Fraction("33.33"), Fraction(40, 3))


def test_missing_counts_as_asked_and_not_as_measured(score):
    """a 40 missing, d 10 not applicable: 20 + 30 of 40 + 20 + 30 points are measured (30)."""
    found = score(RUBRIC, "? 1 1 –")[1]["S"]
    assert (found.measured, found.asked) == (50, 90)


def test_what_applies_is_weighed_against_what_is_live(score):
    """40 + 20 of 100 apply to S; weights are the rubric's, unrescaled (COUNTING 27)."""
    found = score(RUBRIC, "1 1 – –")[1]["S"]
    assert (found.applicable, found.live) == (60, 100)


def test_what_applies_to_nobody_is_not_live(score):
    """d applies to neither: 90 points are live, and asked of nobody (COUNTING 27)."""
    found = score(RUBRIC, "1 1 1 –", "1 1 1 –")[1]["S"]
    assert (found.live, found.asked) == (90, 90)


def test_a_unit_with_nothing_measured_has_no_total(score):
    """All missing earns zeros, and no rank (DESIGN §4)."""
    found = score(RUBRIC, "? ? ? ?")[1]["S"]
    assert (found.total, found.points["a"]) == (None, 0)


def test_a_unit_to_which_nothing_applies_has_no_total(score):
    """Not zero points: none (DESIGN §4)."""
    found = score(RUBRIC, "– – – –")[1]["S"]
    assert (found.total, found.pillar_points["reach"], found.pillar_most) == (None, 0, {})


def nested(**keys):
    """reach 60 holds towns 40 (a 30, b 10) and villages 20 (c 20); use 40 holds d 40."""
    return rubric(
        "reach 60, use 40",
        "a towns 30, b towns 10, c villages 20, d use 40",
        pillars=[
            {"code": "reach", "label": "reach", "max_points": "60", **keys}
            | {
                "pillars": [
                    {"code": "towns", "label": "towns", "max_points": "40"},
                    {"code": "villages", "label": "villages", "max_points": "20"},
                ]
            },
            {"code": "use", "label": "use", "max_points": "40"},
        ],
    )


def test_rescaling_goes_level_by_level():
    """villages leaves: towns carries all 60 of reach, a 45 and b 15; use keeps 40 (DESIGN §4)."""
    rules = nested()
    applicable = [one for one in rules.indicators if one.code != "c"]
    most, pillars = most_points(applicable, league="departments", rubric=rules)
    assert most == {"a": 45, "b": 15, "d": 40}
    assert pillars == {"reach": 60, "towns": 60, "use": 40}


def test_a_pillar_earns_what_the_pillars_in_it_earn(score):
    """reach = towns 30 + 10 and villages 10 = 50 (DESIGN §4)."""
    found = score(nested(), "1 1 0.5 0")[1]["S"]
    assert found.pillar_points == {"reach": 50, "towns": 40, "villages": 10, "use": 0}


def test_a_geometric_mean_weighs_powers(score):
    """(0.25^50 · 1^50)^(1/100) = 0.5: 50 points, not the 62.5 of an arithmetic mean (DESIGN §4)."""
    rules = rubric("p 50, q 50", "a p 50, b q 50", aggregation="geometric")
    assert score(rules, "0.25 1", "1 1")[1]["S"].total == 50


def test_a_geometric_mean_forgives_no_zero(score):
    """One zero makes the whole zero; that is why it is not the campaign's."""
    rules = rubric("p 50, q 50", "a p 50, b q 50", aggregation="geometric")
    assert score(rules, "0 1", "1 1")[1]["S"].total == 0


def test_a_pillar_may_be_geometric_inside_an_arithmetic_total(score):
    """reach: 0.25^(2/3)·1^(1/3) = 0.39685, of 60; with use 40 whole: 63.81 (DESIGN §4)."""
    found = score(nested(aggregation="geometric"), "0.25 0.25 1 1")[1]["S"]
    assert found.total == Fraction("63.81")


def test_a_harmonic_mean_is_exact_and_forgives_no_zero(score):
    """1/0.25 and 1/1 weigh alike: 100 / (50·4 + 50·1) = 0.4, so 40 points; a zero makes zero."""
    rules = rubric("p 50, q 50", "a p 50, b q 50", aggregation="harmonic")
    assert score(rules, "0.25 1", "1 1")[1]["S"].total == 40
    assert score(rules, "0 1", "1 1")[1]["S"].total == 0


def test_a_pillar_has_its_own_mean_of_what_applies_in_it(score):
    """towns (30·1 + 10·0.5)/40 = 0.875; villages is gone, so reach is towns; use has 0.2."""
    found = score(nested(), "1 0.5 – 0.2")[1]["S"]
    shares = {"reach": Fraction("0.875"), "towns": Fraction("0.875"), "use": Fraction("0.2")}
    assert found.pillar_shares == shares


def test_an_open_end_may_earn_more_than_the_maximum(score):
    """A share of 1.1 of 40 points is 44 (COUNTING 26)."""
    assert score(RUBRIC, "1.1 0 0 0")[1]["S"].points["a"] == 44


def test_the_table_shows_the_rubrics_maximum_before_rescaling(score):
    """S earns 30 with a, whose maximum in the rubric is 40; b is empty (COUNTING 26)."""
    readings, scores = score(RUBRIC, "0.5 – 0.2 1")
    table = points_table(readings, scores, RUBRIC)
    rows = table[table["unit_code"] == "S"].set_index("indicator")
    assert list(rows.loc["a", ["share", "points", "max_points"]]) == [0.5, 30, 40]
    assert rows.loc[["b"], ["share", "points"]].isna().all(axis=None)


def test_each_league_has_its_own_points_at_every_level(score):
    """reach 60 here and 20 elsewhere; a 40 of 60 here, 10 of 20 elsewhere (COUNTING 26)."""

    def here(points, elsewhere):
        return {"departments": points, "communes": elsewhere}

    whole = rubric(
        "reach 60, use 40",
        "a towns 40, b towns 20, c use 30, d use 10",
        pillars=[
            {"code": "reach", "label": "x", "max_points": here("60", "20")}
            | {"pillars": [{"code": "towns", "label": "x", "max_points": here("60", "20")}]},
            {"code": "use", "label": "x", "max_points": here("40", "80")},
        ],
    )
    points = {"a": here("40", "10"), "b": here("20", "10"), "c": here("30", "40")}
    points["d"] = here("10", "40")
    indicators = tuple(
        one.model_copy(
            update={
                "max_points": {
                    league: Fraction(number) for league, number in points[one.code].items()
                }
            }
        )
        for one in whole.indicators
    )
    for means in ({}, {"round": "total"}):
        rules = whole.model_copy(update={"indicators": indicators} | means)
        readings, scores = score(rules, "0.5 1 0.2 0")
        found = scores["S"]
        assert found.points == {"a": 20, "b": 20, "c": 6, "d": 0}
        assert (found.total, found.applicable, found.live) == (46, 100, 100)
        assert found.pillar_shares == {
            **{"towns": Fraction(2, 3), "reach": Fraction(2, 3)},
            "use": Fraction("0.15"),
        }
    table = points_table(readings, scores, rules).set_index(["unit_code", "indicator"])
    of_unit = table.xs("S")
    assert of_unit["max_points"].tolist() == [40, 20, 30, 10]
    assert of_unit["pillar"].tolist() == ["towns", "towns", "use", "use"]


def test_without_units_the_table_has_its_columns():
    """A league of nobody is a league."""
    assert points_table({}, {}, RUBRIC).empty
