"""Laws of scores: more is never less, parts add up, small numbers lie in between (ANCHORS §3)."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ihanoi_eval.judgement.rank_sets import rank_sets
from ihanoi_eval.measurement.exact import exact
from ihanoi_eval.measurement.normalisation import share_of, shares_of
from ihanoi_eval.measurement.small_numbers import shrunk_rate
from ihanoi_eval.rules.rubric import Goalposts

HALF = settings(max_examples=50)  # two contests an example: half as many
GOOD_COUNTS = ("closed", "on_time", "visited")


@st.composite
def counts_of_units(draw, least=2, most=6, may_miss=True):
    """Counts of a few communes of two districts; some of them lack some."""
    size = draw(st.integers(least, most))
    values = {}
    for number in range(size):
        people = draw(st.integers(0, 2000))
        opened = draw(st.integers(0, people))
        assessed, households = draw(st.integers(0, 30)), draw(st.integers(0, 400))
        whole = {
            "people": people,
            "opened": opened,
            "closed": opened + draw(st.integers(0, 300)),
            "target": draw(st.integers(0, 300)),
            "assessed": assessed,
            "on_time": draw(st.integers(0, assessed)),
            "households": households,
            "visited": draw(st.integers(0, households)),
        }
        missing = draw(st.sets(st.sampled_from(sorted(whole)), max_size=2)) if may_miss else ()
        values[f"{'ab'[number % 2]}{number}"] = {m: n for m, n in whole.items() if m not in missing}
    return values


@HALF
@given(counts_of_units(), st.data())
def test_more_of_a_good_count_never_lowers_a_score_or_a_rank(hold_contest, values, data):
    """One commune gets more; it and its district lose neither a cent nor a place (ANCHORS §3)."""
    unit = data.draw(st.sampled_from(sorted(values)))
    good = [one for one in GOOD_COUNTS if one in values[unit]]
    if not good:
        return
    count = data.draw(st.sampled_from(good))
    more = values[unit] | {count: values[unit][count] + data.draw(st.integers(1, 200))}
    before, after = hold_contest(values), hold_contest(values | {unit: more})
    for code in (unit, unit[0].upper()):
        first, second = (run.scores[code].total for run in (before, after))
        assert first is None or (second is not None and second >= first)
    ranks = [run.ranking.set_index("unit_code")["rank"] for run in (before, after)]
    assert not ranks[1][unit] > ranks[0][unit]


@HALF
@given(counts_of_units())
def test_contributions_add_up_to_the_score_exactly(hold_contest, values):
    """The cells of the tables too, as the decimals they print (METHOD 14)."""
    contest = hold_contest(values)
    for code, total in zip(contest.ranking["unit_code"], contest.ranking["points"], strict=True):
        parts = contest.points.loc[contest.points["unit_code"] == code, "points"].dropna()
        if pd.notna(total):
            assert sum(Decimal(repr(part)) for part in parts) == Decimal(repr(total))


@HALF
@given(counts_of_units())
def test_no_score_leaves_the_scale_by_more_than_rounding(hold_contest, values):
    """Each of four indicators may be rounded up by half a cent (COUNTING 26)."""
    totals = [score.total for score in hold_contest(values).scores.values()]
    assert all(total is None or 0 <= total <= 100 + Fraction("0.02") for total in totals)


@HALF
@given(counts_of_units(), st.data())
def test_another_units_counts_move_no_score(hold_contest, values, data):
    """Goalposts are fixed before the data: only source, never size, of others counts (METHOD 2)."""
    unit, other = data.draw(st.permutations(sorted(values)))[:2]
    changed = {count: 2 * number + 1 for count, number in values[other].items()}
    before, after = (
        hold_contest(table).scores[unit] for table in (values, values | {other: changed})
    )
    if before.live == after.live:  # a pillar that applies to nobody else is another matter
        assert before == after


@HALF
@given(counts_of_units())
def test_the_order_of_rows_changes_nothing(hold_contest, values):
    """Panel and register turned round (ANCHORS §3)."""
    first = hold_contest(values, level=2, improvement=1, most_per_parent=1)
    second = hold_contest(values, turned=True, level=2, improvement=1, most_per_parent=1)
    for name in ("points", "ranking", "shortlist"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


@given(
    st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.fractions(0, 1, max_denominator=100),
    st.integers(1, 100),
)
def test_a_shrunk_rate_lies_between_raw_and_prior_and_tends_to_raw(case, prior, weight):
    """Its distance from the raw rate is exactly w / (n + w) of the prior's (METHOD 2)."""
    x, n = map(Fraction, case)
    shrunk = shrunk_rate(x, n, prior=prior, weight=Fraction(weight))
    if n == 0:
        assert shrunk == prior
        return
    raw = x / n
    assert min(raw, prior) <= shrunk <= max(raw, prior)
    assert abs(shrunk - raw) == Fraction(weight) / (n + weight) * abs(prior - raw)


@HALF
@given(counts_of_units())
def test_a_rank_counts_who_has_more_in_its_own_league(hold_contest, values):
    """1 + the units of the league with a greater total: leagues are never mixed (METHOD 5)."""
    table = hold_contest(values).ranking
    totals = table.set_index("unit_code")["total_points"]
    for _, league in table.groupby("league"):
        for code, rank in zip(league["unit_code"], league["rank"], strict=True):
            greater = (totals[league["unit_code"]] > totals[code]).sum()
            assert pd.isna(totals[code]) == pd.isna(rank)
            assert pd.isna(rank) or rank == 1 + greater


@st.composite
def goalposts(draw):
    """Two different ends, either way round, on either scale, capped or open."""
    scale = draw(st.sampled_from(["linear", "log"]))
    least = "0.01" if scale == "log" else "-1000"
    ends = st.decimals(least, 1000, places=2)
    worst, best = draw(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]))
    low = "worst" if worst < best else "best"
    open_ends = ["best", "worst", "none"] if scale == "linear" else [low]
    capped = draw(st.sampled_from(["both", *open_ends]))
    return Goalposts.model_validate(
        {"worst": str(worst), "best": str(best), "scale": scale, "capped": capped}
    )


@given(goalposts(), st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=5))
def test_the_array_formula_and_the_single_one_agree(posts, values):
    """Sensitivity draws with the one what the points are made of with the other (ANCHORS §3)."""
    singly = [float(share_of(exact(value), posts)) for value in values]
    # Two ends a cent apart make a share of 10⁶: what counts is the last digits of a double
    assert shares_of(np.array(values), posts) == pytest.approx(singly, rel=1e-6, abs=1e-6)


@given(goalposts(), st.fractions(-100, 100), st.fractions(0, 100))
def test_a_share_never_turns_back_on_its_way(posts, value, more):
    """More is never less where best is above worst, and never more where it is below."""
    first, second = share_of(value, posts), share_of(value + more, posts)
    assert first <= second if posts.best > posts.worst else first >= second


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=6),
    st.sampled_from([0.5, 0.8, 0.95]),
)
def test_a_rank_lies_in_its_sets_and_certainty_only_widens_them(units, coverage):
    """Marginal inside simultaneous; both hold the rank and a tied unit's whole tie (METHOD 5)."""
    totals, errors = (np.array(one, dtype="float64") for one in zip(*units, strict=True))
    noise = np.random.default_rng(5).standard_normal((len(units), 500))
    sets, wider = (rank_sets(totals, errors, noise, coverage=share) for share in (coverage, 0.99))
    better = (totals[None, :] > totals[:, None]).sum(axis=1)
    level = (totals[None, :] >= totals[:, None]).sum(axis=1)
    assert (sets.marginal_rank_best <= better + 1).all() and (
        sets.marginal_rank_worst >= level
    ).all()
    assert (sets.simultaneous_rank_best <= sets.marginal_rank_best).all()
    assert (sets.simultaneous_rank_worst >= sets.marginal_rank_worst).all()
    assert (wider.simultaneous_rank_best <= sets.simultaneous_rank_best).all()
    assert (wider.simultaneous_rank_worst >= sets.simultaneous_rank_worst).all()
