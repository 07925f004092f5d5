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
from ihanoi_eval.reporting.explanations import distance, own_line
from ihanoi_eval.reporting.facts import cut_line, records, see_unit
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


@pytest.mark.parametrize("codes", [("00006", "00541"), ("CQ04", "CQ18")])
def test_the_engine_itself_gives_the_seat_for_the_change_and_not_the_points_for_one_less(
    small: Evaluation, codes
):
    """The count is written into the panel and everything is judged again, the quotas too."""
    tried = 0
    for code in codes:
        view = see_unit(small, code)
        far = distance(view) or 0
        for row in records(what_would_do(view).dropna(subset=["needed"])):
            there = judged_with(small, code, row["indicator"], row["more"])
            assert level_seat(there, code)
            short = judged_with(small, code, row["indicator"], row["more"] - 1)
            before, reached, missed = (
                points(one, code, row["indicator"]) for one in (small, there, short)
            )
            assert reached >= round(before - far, 2) > missed
            tried += 1
    assert tried >= 3


def test_in_a_full_district_the_change_gives_the_seat_that_the_cut_line_did_not(small: Evaluation):
    """One seat a district: who stands behind its holder has to pass it, not the list's last."""
    quotas = dict(small.rules.awards.quotas)
    changes = {"level": 3, "most_per_parent": 1, "least_per_peer_group": 0}
    quotas["communes"] = quotas["communes"].model_copy(update=changes)
    awards = small.rules.awards.model_copy(update={"quotas": quotas})
    capped = rejudge(small, awards=awards, tries_firmness=False)
    line, cut = own_line(see_unit(capped, "00535")), cut_line(capped, "communes")
    assert line is not None and cut is not None and line > cut.points
    [row] = records(what_would_do(see_unit(capped, "00535")).dropna(subset=["needed"]))
    assert level_seat(judged_with(capped, "00535", row["indicator"], row["more"]), "00535")


def judged_with(evaluation: Evaluation, code: str, indicator: str, more: float) -> Evaluation:
    """The same evidence when so much more of a unit's indicator had been counted."""
    panel = evaluation.tables["panel"].copy()
    row = (panel["unit_code"] == code) & (panel["measure"] == COUNTED[indicator])
    panel.loc[row, "used_value"] += more
    changed = replace(evaluation, tables={**evaluation.tables, "panel": panel})
    return rejudge(changed, tries_firmness=False)


def points(evaluation: Evaluation, code: str, indicator: str) -> float:
    """The points of a unit's indicator."""
    table = evaluation.tables["points"].set_index(["unit_code", "indicator"])["points"]
    return float(table[code, indicator])


def level_seat(evaluation: Evaluation, code: str) -> bool:
    """Whether a unit has a level seat."""
    row = evaluation.tables["shortlist"].set_index("unit_code").loc[code]
    return bool(row["decision"] == "award" and row["track"] == "level")
