"""The page of points and ranks."""

from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import evaluation as page
from ihanoi_eval.reporting.facts import name_of, points_text, ranked
from ihanoi_eval.reporting.html import Html

SECTIONS = (page.heading, page.ladders, page.pillars, page.maps, page.rates, page.rankings)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_at_any_date(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[Evaluation], Html],
):
    """With a list and without."""
    shown = words(section(request.getfixturevalue(run)))
    assert len(shown) > 20
    assert not {"nan", "None"} & set(shown.split())


def test_each_league_has_its_own_ladder_and_table(
    final: Evaluation, words: Callable[[object], str]
):
    """Leagues are never mixed; the title names who leads and with how much."""
    ladders, rankings = words(page.ladders(final)), words(page.rankings(final))
    for league in final.rules.campaign.ranked_leagues:
        best = ranked(final, league.code).iloc[0]
        points = points_text(final, best["total_points"])
        leader = name_of(final, best["unit_code"])
        assert f"{league.label}: {leader} dẫn đầu với {points} điểm" in ladders
        assert f"{league.label} (hạng trong {len(ranked(final, league.code))}" in rankings


def test_the_middle_of_each_league_is_its_median(final: Evaluation, words: Callable[[object], str]):
    """Of total_points, in the rubric's decimals."""
    shown = words(page.heading(final))
    for league in final.rules.campaign.ranked_leagues:
        assert points_text(final, ranked(final, league.code)["total_points"].median()) in shown


def test_a_unit_without_a_total_is_named_and_not_ranked(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Nothing measured: an empty total and no rank (METHOD 1)."""
    ranking = final.tables["ranking"].copy()
    row = ranking["unit_code"] == "CQ03"
    ranking.loc[row, ["points", "total_points", "rank", "peer_rank"]] = float("nan")
    shown = words(page.rankings(changed(final, ranking=ranking)))
    assert "Không xếp hạng vì thiếu số liệu: Sở Tài chính." in shown


def test_a_campaign_without_boundaries_says_so(
    final: Evaluation, words: Callable[[object], str], changed: Callable[..., Evaluation]
):
    """Without values there is no map either."""
    nothing = changed(final, indicators=final.tables["indicators"].head(0))
    assert words(page.maps(nothing)) == "Đợt này không có bản đồ."


def test_the_page_opens_a_run(saved: Callable[[], str]):
    """By its folder."""
    assert page.open(saved()).run_id == "small-20241220"
