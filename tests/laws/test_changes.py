"""Laws of the smallest change: found by a formula, checked by trying every count and the engine."""

from dataclasses import replace
from fractions import Fraction
from math import log

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.evaluation import Evaluation, rejudge
from ihanoi_eval.reporting.changes import nearest_count, what_would_do
from ihanoi_eval.reporting.explanations import distance
from ihanoi_eval.reporting.facts import records, see_unit
from ihanoi_eval.rules.rubric import Indicator

COUNTED = {  # which measure stands for an indicator's count
    "on_time": "petitions_on_time",
    "satisfaction": "petitions_satisfied",
    "activation": "accounts_activated_of_registered",
    "real_use": "accounts_used_two_days",
    "outreach": "households_visited",
    "gap_closure": "accounts_active_close",
    "target": "accounts_active_close",
    "staff_active": "staff_active",
    "staff_use": "staff_used_two_days",
    "training": "training_sessions",
    "integration": "services_integrated",
}


@st.composite
def questions(draw):
    """An indicator, its count, and the points that are wanted of it."""
    kind = draw(st.sampled_from(["proportion", "gap_closure", "attainment", "count"]))
    ends = st.integers(1, 40)
    worst = draw(ends)
    best = draw(ends.filter(lambda end: end != worst))
    unit = 1 if kind == "count" else 40
    scale = draw(st.sampled_from(["linear", "linear", "log"]))
    has_prior = kind == "proportion" and draw(st.booleans())
    rule = Indicator.model_validate(
        {
            **{"code": "x", "label": "x", "pillar": "p", "kind": kind, "max_points": 10},
            "goalposts": {"worst": f"{worst}/{unit}", "best": f"{best}/{unit}", "scale": scale},
            "small_numbers": {"prior": "0.4", "weight": "7"} if has_prior else None,
            **{"leagues": ["communes"], "if_missing": "zero"},
        }
    )
    whole = draw(st.integers(1, 60))
    now = draw(st.integers(0, 60 if kind in ("count", "attainment") else whole))
    worth, wanted = draw(st.integers(1, 30)), Fraction(draw(st.integers(0, 3000)), 100)
    return rule, now, whole, worth, wanted


def earned(rule: Indicator, count: int, whole: int, worth: int) -> Fraction:
    """Points by the letter: value, share between goalposts, half up to the cent (COUNTING 26)."""
    value = Fraction(count) if rule.kind == "count" else Fraction(count, whole)
    if rule.small_numbers:
        value = (count + Fraction("2.8")) / (whole + 7)
    low, high = rule.goalposts.worst, rule.goalposts.best
    if rule.goalposts.scale == "log":
        if not value:
            return worth * Fraction(high < low)
        share = Fraction((log(value) - log(low)) / (log(high) - log(low)))
    else:
        share = (value - low) / (high - low)
    cents = min(max(share, Fraction(0)), Fraction(1)) * worth * 100
    return Fraction(int(cents + Fraction(1, 2)), 100)


@given(questions())
def test_the_nearest_count_is_the_first_that_reaches_when_all_are_tried(question):
    """Up from now where more is better, down where less is; none where none does (DESIGN §8)."""
    rule, now, whole, worth, wanted = question
    if rule.goalposts.best < rule.goalposts.worst:
        tried = range(now, -1, -1)
    else:
        tried = range(now, (2500 if rule.kind in ("count", "attainment") else whole) + 1)
    reaching = (n for n in tried if earned(rule, n, whole, worth) >= wanted)
    found = nearest_count(
        rule,
        numerator=float(now),
        denominator=float(whole),
        worth=Fraction(worth),
        wanted=wanted,
        decimals=2,
    )
    first = next(reaching, None)
    at_once = first == now and earned(rule, now, whole, worth) >= wanted
    assert (None if pd.isna(found) else int(found)) == first or (pd.isna(found) and at_once)


@pytest.mark.parametrize("codes", [("00006", "00559"), ("CQ04", "CQ18")])
def test_the_engine_itself_gives_the_points_of_the_change_and_not_of_one_less(
    small: Evaluation, codes
):
    """The count is written into the panel and everything is judged again."""
    tried = 0
    for code in codes:
        view = see_unit(small, code)
        far = distance(view)
        for row in records(what_would_do(view).dropna(subset=["needed"])):
            before = points_with(small, code, row["indicator"], 0)
            there = points_with(small, code, row["indicator"], row["more"])
            short = points_with(small, code, row["indicator"], row["more"] - 1)
            assert there >= round(before - (far or 0), 2) > short
            tried += 1
    assert tried >= 3


def points_with(evaluation: Evaluation, code: str, indicator: str, more: float) -> float:
    """The points of a unit's indicator when so much more had been counted."""
    panel = evaluation.tables["panel"].copy()
    row = (panel["unit_code"] == code) & (panel["measure"] == COUNTED[indicator])
    panel.loc[row, "used_value"] += more
    again = rejudge(
        replace(evaluation, tables={**evaluation.tables, "panel": panel}), tries_firmness=False
    )
    points = again.tables["points"].set_index(["unit_code", "indicator"])["points"]
    return float(points[code, indicator])
