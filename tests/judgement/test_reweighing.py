"""Other weights at once: the rubric's own give what is published, others what judging anew does."""

from fractions import Fraction

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation, rejudge
from ihanoi_eval.judgement.reweighing import Scales, reweigh
from ihanoi_eval.reporting.facts import cut_line
from ihanoi_eval.reporting.reweighed import weighed
from ihanoi_eval.rules.rubric import Indicator, Pillar

LEAGUES = ("communes", "districts", "departments")


@pytest.fixture(scope="module")
def scales(final: Evaluation) -> dict[str, Scales]:
    """Each league of the small campaign."""
    return weighed(final)


def judged(evaluation: Evaluation, league: str) -> pd.DataFrame:
    """Totals and ranks of a league's ranked units, by code."""
    rows = evaluation.tables["ranking"].dropna(subset=["total_points"])
    rows = rows[rows["league"] == league].set_index("unit_code")
    return rows[["total_points", "rank"]].sort_index()


def seated(evaluation: Evaluation, league: str) -> dict[str, str]:
    """Who has a seat of which track without the Council."""
    rows = evaluation.tables["shortlist"]
    rows = rows[(rows["list"] == league) & (rows["nominee_id"] == "")]
    rows = rows[(rows["decision"] == "award") & (rows["decided_by"] != "council")]
    return dict(zip(rows["unit_code"], rows["track"], strict=True))


@pytest.mark.parametrize("league", LEAGUES)
def test_the_rubrics_own_weights_give_the_published_table(
    final: Evaluation, scales: dict[str, Scales], league: str
):
    """To the last decimal, rounded once an indicator (METHOD 4)."""
    found = reweigh(scales[league], scales[league].weights).set_index("unit_code").sort_index()
    pd.testing.assert_frame_equal(found[["total_points", "rank"]], judged(final, league))
    seats = {code: track for code, track in found["track"].items() if track}
    assert seated(final, league).items() <= seats.items()
    cut = cut_line(final, league)
    level = found[(found["track"] == "level") & ~found["is_by_minimum"]]
    assert cut is not None and level["total_points"].min() == cut.points
    assert set(found.index[found["is_by_minimum"]]) == set(cut.by_minimum)
    assert len(seats) <= scales[league].seating.level + scales[league].seating.improvement


@pytest.mark.parametrize("league", LEAGUES)
@pytest.mark.parametrize("change", [{"on_time": 5}, {"on_time": 0}, {"staff_use": 20}])
def test_other_weights_give_what_judging_anew_gives(
    final: Evaluation, scales: dict[str, Scales], league: str, change: dict[str, int]
):
    """The slow way: a rubric with these points, everything from the panel on (DESIGN §2)."""
    weights = scales[league].weights | {
        code: points for code, points in change.items() if code in scales[league].weights
    }
    rubric, whole = final.rules.rubric, Fraction(sum(weights.values()))
    new = {code: Fraction(points) * rubric.scale / whole for code, points in weights.items()}

    def in_every(one: Indicator | Pillar, points: Fraction) -> Indicator | Pillar:
        others = (each for each in LEAGUES if each != league)
        by_league = {each: rubric.max_points(one, each) for each in others}
        return one.model_copy(update={"max_points": {**by_league, league: points}})

    other = rubric.model_copy(
        update={
            "indicators": tuple(
                in_every(one, new[one.code]) if league in one.leagues else one
                for one in rubric.indicators
            ),
            "pillars": tuple(
                in_every(
                    pillar,
                    sum(
                        (
                            new[one.code]
                            for one in rubric.indicators_of(league)
                            if one.pillar == pillar.code
                        ),
                        Fraction(0),
                    ),
                )
                for pillar in rubric.pillars
            ),
        }
    )
    anew = rejudge(final, rubric=other, tries_firmness=False)
    found = reweigh(scales[league], weights).set_index("unit_code").sort_index()
    pd.testing.assert_frame_equal(found[["total_points", "rank"]], judged(anew, league))


def test_before_there_is_a_list_there_are_ranks_and_no_seats(running: Evaluation):
    """In the middle of the campaign nobody is proposed."""
    for scales in weighed(running).values():
        found = reweigh(scales, scales.weights)
        assert found["rank"].notna().all() and set(found["track"]) == {""}


def test_with_all_weights_at_nothing_nobody_has_a_total(scales: dict[str, Scales]):
    """A slider may be pulled to its end, and all of them."""
    found = reweigh(scales["communes"], dict.fromkeys(scales["communes"].weights, 0))
    assert found["total_points"].isna().all() and set(found["track"]) == {""}
