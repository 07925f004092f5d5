"""Gates of draws: a still draw is what was judged, and each draw moves what it may."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.judgement.boards import Draws, board_of
from ihanoi_eval.judgement.drawn_gates import eligible, gate_board
from ihanoi_eval.judgement.gates import check_gates
from ihanoi_eval.measurement.aggregation import score_units
from ihanoi_eval.measurement.indicators import MEASURED, MISSING, NOT_APPLICABLE, Reading
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.rubric import Rubric

CODES = ("a", "b", "c")
KINDS: list[dict[str, Any]] = [
    {"kind": "share", "numerator": "staff_active", "denominator": "staff_due"}
    | {"at_least": "0.98", "short_by": 1},
    {"kind": "overdue", "numerator": "overdue", "denominator": "assessed"}
    | {"at_most": 1, "share_at_most": "0.05"},
    {"kind": "pillar", "pillar": "p", "at_least": "0.30"},
    {"kind": "measured", "at_least": "2/3"},
    {"kind": "comparable"},
    {"kind": "hold"},
]
AWARDS = Awards.model_validate(
    {"quotas": {}, "tie_chain": {}}
    | {"gates": [{"code": k["kind"], "label": "x", "leagues": ["communes"], **k} for k in KINDS]}
)
RUBRIC = Rubric.model_validate(
    {
        "version": "1",
        "pillars": [
            {"code": "p", "label": "p", "max_points": "60"},
            {"code": "q", "label": "q", "max_points": "40"},
        ],
        "indicators": [
            {"code": code, "label": code, "pillar": pillar, "kind": "value", "measure": "m"}
            | {"goalposts": {"worst": "0", "best": "1"}, "max_points": most}
            | {"leagues": ["communes"], "if_missing": "rescale"}
            for code, pillar, most in (("a", "p", "40"), ("b", "p", "20"), ("c", "q", "40"))
        ],
    }
)


@pytest.fixture(scope="session")
def judged(campaign, case, league_field):
    """Gates as arrays and as a table: judged([[(share, status), …], …], counts, waivers)."""

    def judge(rows, counts=None, waived=()):
        readings = {
            (unit, code): Reading(unit, code, status, share=share)
            for unit, row in zip("123", rows, strict=True)
            for code, (share, status) in zip(CODES, row, strict=True)
        }
        waivers = pd.DataFrame(
            [{"unit_code": u, "rule": g, "document_no": "1", "on_date": ""} for u, g in waived],
            columns=["unit_code", "rule", "document_no", "on_date"],
        )
        looked_at = case(counts or {}, waivers=waivers)
        scores = score_units(readings, rubric=RUBRIC, campaign=campaign)
        table = check_gates(scores, looked_at, AWARDS)
        board = board_of(league_field("code total\n1 1\n2 1\n3 1"), readings, RUBRIC)
        return gate_board(board, table, AWARDS.gates, looked_at), table

    return judge


def still(gates, **changes):
    """The one draw that is the published league."""
    board = gates.board
    return replace(Draws(board.weights, board.shares, board.applies, {}, {}), **changes)


shares = st.one_of(
    st.integers(0, 20).map(lambda n: (Fraction(n, 20), MEASURED)),
    st.just((Fraction(0), MISSING)),
    st.just((None, MISSING)),
    st.just((None, NOT_APPLICABLE)),
)
rows = st.lists(st.tuples(shares, shares, shares), min_size=3, max_size=3)
counts = st.fixed_dictionaries(
    {},
    optional={
        **{"staff_active": st.integers(0, 60), "staff_due": st.integers(0, 60)},
        **{"overdue": st.integers(0, 4), "assessed": st.integers(0, 60)},
    },
)
waivers = st.sets(st.tuples(st.sampled_from("123"), st.sampled_from([k["kind"] for k in KINDS])))


@given(rows, st.fixed_dictionaries(dict.fromkeys("123", counts)), waivers)
def test_a_still_draw_passes_who_was_judged_to_pass(judged, table, values, waived):
    """Every kind, missing counts, waivers: arrays and table function agree (ANCHORS §3)."""
    gates, found = judged(table, values, waived)
    bad = set(found.loc[found["status"].isin(["failed", "on_hold"]), "unit_code"])
    one = still(gates)
    assert [not ok for ok in eligible(gates, one)[0]] == [code in bad for code in "123"]
    drawn = {(g.numerator, g.denominator): g.have[None, :] for g in gates.counted}
    again = eligible(gates, replace(one, counts=drawn))
    assert (again == eligible(gates, one)).all()


WHOLE = [[(Fraction(1), MEASURED)] * 3] * 3
STAFF = {code: {"staff_active": 100, "staff_due": 100} for code in "123"}


def test_drawn_counts_are_held_against_the_limit_of_each_unit(judged):
    """98 of 100 pass and 97 do not; who has a waiver passes with any (COUNTING 23, 30)."""
    gates, _ = judged(WHOLE, STAFF, [("3", "share")])
    drawn = {("staff_active", "staff_due"): np.array([[98.0, 97, 0], [97, 98, 0]])}
    passed = eligible(gates, still(gates, counts=drawn))
    assert passed.tolist() == [[True, False, True], [False, True, True]]


def test_drawn_overdue_petitions_are_held_against_the_limit(judged):
    """5 % of 40 are 2, of 10 at most one; 0 assessed, one (COUNTING 30)."""
    values = {
        c: {"assessed": n, "overdue": 0} | STAFF[c] for c, n in zip("123", (40, 10, 0), strict=True)
    }
    gates, _ = judged(WHOLE, values)
    drawn = {("overdue", "assessed"): np.array([[2.0, 1, 1], [3, 2, 2]])}
    assert eligible(gates, still(gates, counts=drawn)).tolist() == [[True] * 3, [False] * 3]


def test_a_pillar_is_judged_on_drawn_shares_and_weights(judged):
    """a full, b empty: 40 of 60; with b weighing nine times a, 40 of 400, which fails."""
    row = [(Fraction(1), MEASURED), (Fraction(0), MEASURED), (Fraction(1), MEASURED)]
    gates, _ = judged([row] * 3, STAFF)
    weights = np.array([[40.0, 20, 40], [40, 360, 40]])
    assert eligible(gates, still(gates, weights=weights))[:, 0].tolist() == [True, False]
    drawn = [gates.board.shares[0], np.array([[0.0] * 3, [1.0] * 3]), gates.board.shares[2]]
    poor = [np.zeros((1, 3)), *drawn[1:]]
    assert eligible(gates, still(gates, shares=poor))[:, 0].tolist() == [False, True]


def test_what_is_measured_is_weighed_with_the_drawn_weights(judged):
    """c missing: 60 of 100 fail two thirds; with c weighing 20 it is 60 of 80 (COUNTING 30)."""
    row = [(Fraction(1), MEASURED), (Fraction(1), MEASURED), (Fraction(0), MISSING)]
    gates, _ = judged([row, *WHOLE[1:]], STAFF)
    weights = np.array([[40.0, 20, 40], [40, 20, 20]])
    assert eligible(gates, still(gates, weights=weights))[:, 0].tolist() == [False, True]


def test_an_indicator_left_out_asks_nothing(judged):
    """c missing, and left out for all: 60 of 60 are measured (COUNTING 27)."""
    row = [(Fraction(1), MEASURED), (Fraction(1), MEASURED), (Fraction(0), MISSING)]
    gates, _ = judged([row, *WHOLE[1:]], STAFF)
    applies = gates.board.applies.copy()
    applies[:, 2] = False
    assert eligible(gates, still(gates, applies=applies)).tolist() == [[True] * 3]
