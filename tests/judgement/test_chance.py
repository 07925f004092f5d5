"""What chance draws: within its bounds, with the right means and spreads, from the seed alone."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from ihanoi_eval.judgement.boards import board_of
from ihanoi_eval.judgement.chance import dice, draw_weights, redraw, with_lots
from ihanoi_eval.judgement.drawn_gates import CountGate
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.rules.rubric import Rubric

MANY = 4000
FOUR = 4 / sqrt(MANY)  # four standard errors of a mean, for a spread of 1
GAP = {"at_close": "closed", "at_open": "opened", "population": "people"}


def rubric(prior=None):
    """gap 40 and target 20 in p; time 30, even 5 and days 5 in q."""
    rows = [
        ("gap", "p", "40", {"kind": "gap_closure", **GAP}),
        ("target", "p", "20", {"kind": "attainment", **GAP, "target": "target"}),
        ("time", "q", "30", {"kind": "proportion", "numerator": "x", "denominator": "n"}),
        ("even", "q", "5", {"kind": "children_above", "indicator": "gap", "at_least": "0.5"}),
        ("days", "q", "5", {"kind": "count", "measure": "days"}),
    ]
    return Rubric.model_validate(
        {
            "version": "1",
            "pillars": [
                {"code": "p", "label": "p", "max_points": "60"},
                {"code": "q", "label": "q", "max_points": "40"},
            ],
            "indicators": [
                {"code": code, "label": code, "pillar": pillar, "max_points": most, **kind}
                | {"goalposts": {"worst": "0", "best": "1"}, "if_missing": "zero"}
                | {"leagues": ["communes"]}
                | ({"small_numbers": prior} if prior and code == "time" else {})
                for code, pillar, most, kind in rows
            ],
        }
    )


def counted(code, indicator, x, n, **more):
    """A reading of x of n."""
    value = Fraction(x, n)
    plain = {"numerator": Fraction(x), "denominator": Fraction(n), "value": value}
    plain |= {"adjusted_value": value, "share": min(value, Fraction(1))}
    return Reading(code, indicator, MEASURED, **plain | more)


@pytest.fixture
def board(league_field):
    """Unit 1 with 40 of 100 won, a target of 80, 90 of 100 on time; children v and w of ten."""

    def build(*, prior=None, changed=None):
        rules = rubric(prior)
        readings = {
            ("1", "gap"): counted("1", "gap", 40, 100),
            ("1", "target"): counted("1", "target", 40, 80),
            ("1", "time"): counted("1", "time", 90, 100),
            ("1", "even"): counted("1", "even", 1, 2),
            ("1", "days"): Reading("1", "days", MEASURED, share=Fraction(1, 2)),
            ("v", "gap"): counted("v", "gap", 1000, 1000),
            ("w", "gap"): counted("w", "gap", 0, 1000),
        }
        return board_of(league_field("code total\n1 1"), readings | (changed or {}), rules)

    return build


def drawn(board, *, seed=1, counted=(), children=None, size=MANY):
    """Redrawn counts of a board."""
    rng = dice(SensitivityRule(seed=seed), "communes")
    return redraw(board, counted, children or {}, rng, size)


def place(board, code):
    """Where an indicator stands."""
    return [one.code for one in board.indicators].index(code)


def test_a_band_moves_each_weight_alone_and_within_it(board):
    """Between 75 % and 125 %, mean 1, spread 0.25/√3 = 0.1443 (METHOD 12)."""
    one = board()
    weights, pillars = draw_weights(one, SensitivityRule(), dice(SensitivityRule(), "x"), MANY)
    factors = weights / one.weights
    assert pillars == {}
    assert 0.75 <= factors.min() and factors.max() <= 1.25
    assert abs(factors.mean(axis=0) - 1).max() < 0.1443 * FOUR
    assert factors.std(axis=0) == pytest.approx([0.1443] * 5, rel=0.05)
    assert abs(np.corrcoef(factors.T)[0, 1]) < FOUR


def test_a_dirichlet_draws_shares_around_the_rubric(board):
    """Mean w, variance w(1 − w)/(c + 1): for 40 of 100 and c = 50, 0.24/51 (METHOD 12)."""
    rule = SensitivityRule(weights="dirichlet", weight_concentration=50)
    one = board()
    weights, _ = draw_weights(one, rule, dice(rule, "x"), MANY)
    shares = (weights / weights.sum(axis=1, keepdims=True))[:, place(one, "gap")]
    assert abs(shares.mean() - 0.4) < sqrt(0.24 / 51) * FOUR
    assert shares.var() == pytest.approx(0.24 / 51, rel=0.1)


def test_the_weights_of_pillars_move_where_the_rules_say(board):
    """Pillars alone: every indicator keeps its weight inside."""
    rule = SensitivityRule(weights_of=("pillars",))
    one = board()
    weights, pillars = draw_weights(one, rule, dice(rule, "x"), MANY)
    assert (weights == one.weights).all()
    assert set(pillars) == {"p", "q"}
    assert all(0.75 <= f.min() and f.max() <= 1.25 for f in pillars.values())


def test_a_proportion_is_drawn_with_its_own_rate(board):
    """90 of 100: mean .9, variance .9·.1/100 (METHOD 12)."""
    one = board()
    shares = drawn(one).shares[place(one, "time")][:, 0]
    assert abs(shares.mean() - 0.9) < 0.03 * FOUR
    assert shares.var() == pytest.approx(0.0009, rel=0.1)


def test_with_a_prior_the_rate_is_drawn_too(board):
    """90 of 100 with prior .8 weighing 20: Beta(106, 14), then 100 cases of it, then shrunk.

    Mean of the cases 100·106/120 = 88.33, so of the rate (88.33 + 16)/120 = .8694; variance of
    cases n·p·q·(a + b + n)/(a + b + 1) = 100·.8833·.1167·220/121 = 18.74.
    """
    one = board(prior={"prior": "0.8", "weight": "20"})
    found = drawn(one)
    cases = found.counts["x", "n"][:, 0]
    assert abs(cases.mean() - 88.33) < sqrt(18.74) * FOUR
    assert cases.var() == pytest.approx(18.74, rel=0.1)
    assert found.shares[place(one, "time")][:, 0] == pytest.approx((cases + 16) / 120)


def test_new_accounts_are_drawn_once_for_all_that_count_them(board):
    """Poisson(40), over 100 and over 80: the same accounts (METHOD 12)."""
    one = board()
    found = drawn(one)
    new = found.values["gap"][:, 0] * 100
    assert abs(new.mean() - 40) < sqrt(40) * FOUR
    assert new.var() == pytest.approx(40, rel=0.1)
    assert found.values["target"][:, 0] * 80 == pytest.approx(new)


def test_evenness_counts_the_children_that_reach_the_level(board):
    """v stands at 1000 of 1000 and w at 0: one of two above a half, in every draw."""
    one = board()
    found = drawn(one, children={"1": ("v", "w", "outside")}, size=50)
    assert (found.shares[place(one, "even")] == 0.5).all()


def test_what_is_no_count_of_cases_stays(board):
    """Training sessions and lateness are not drawn: one row for all."""
    one = board()
    assert drawn(one, size=5).shares[place(one, "days")].tolist() == [[0.5]]


def test_what_has_no_value_stays(board):
    """0 of 0 has no rate to be drawn with: the published share stands (COUNTING 21)."""
    nothing = Reading("1", "time", MEASURED, Fraction(0), Fraction(0), share=Fraction(3, 4))
    one = board(changed={("1", "time"): nothing})
    assert (drawn(one, size=5).shares[place(one, "time")] == 0.75).all()


def test_counts_of_gates_that_no_indicator_reads_are_drawn_with_their_rate(board):
    """4 of 8 overdue: mean 4, variance 2; and of none due none."""
    flags = np.array([True])
    gates = [
        CountGate("o", "d", np.array([4.0]), np.array([8.0]), -1, np.array([1.0]), flags, flags),
        CountGate("e", "f", np.array([0.0]), np.array([0.0]), -1, np.array([1.0]), flags, flags),
    ]
    found = drawn(board(), counted=gates).counts
    assert abs(found["o", "d"].mean() - 4) < sqrt(2) * FOUR
    assert found["o", "d"].var() == pytest.approx(2, rel=0.1)
    assert not found["e", "f"].any()


def test_lots_part_only_who_is_equal():
    """2 and 3 change places, in about half of the draws; 0 and 1 never (METHOD 5)."""
    places = np.array([[0, 1, 2, 3]])
    rng = dice(SensitivityRule(), "x")
    lots = with_lots(places, [np.array([2, 3])], rng, MANY)
    assert (lots[:, :2] == [0, 1]).all()
    assert abs((lots[:, 2] == 2).mean() - 0.5) < 0.5 * FOUR
    assert with_lots(places, [], rng, MANY) is places


def test_the_seed_and_the_league_are_all_that_chance_depends_on():
    """METHOD 12."""
    rule = SensitivityRule(seed=5)
    assert dice(rule, "a").integers(10**9) == dice(rule, "a").integers(10**9)
    assert dice(rule, "a").integers(10**9) != dice(rule, "b").integers(10**9)
    assert dice(rule, "a").integers(10**9) != dice(replace_seed(rule), "a").integers(10**9)


def replace_seed(rule):
    """The same rule with another seed."""
    return rule.model_copy(update={"seed": rule.seed + 1})
