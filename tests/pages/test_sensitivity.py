"""The page of how firm the list is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import sensitivity as page
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.vietnamese import format_percent

SECTIONS = (
    *(page.heading, page.tried, page.shares),
    *(page.intervals, page.zones, page.left_out),
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_at_any_date(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[Evaluation], Html],
):
    """Without a list there are no draws, and the page says so."""
    shown = words(section(request.getfixturevalue(run)))
    assert len(shown) > 20
    assert not {"nan", "None"} & set(shown.split())


def test_the_three_zones_are_counted(final: Evaluation, words: Callable[[object], str]):
    """Of the scenario that draws weights and data together (ANCHORS §1.5)."""
    rows = final.tables["sensitivity"]
    zones = rows.loc[rows["scenario"] == page.BOTH, "zone"].value_counts()
    shown = words(page.heading(final))
    assert f"đơn vị chắc trong danh sách {zones.get('clear_in', 0)}" in shown
    assert f"đơn vị sát ngưỡng {zones.get('cut_line', 0)}" in shown
    assert f"đơn vị chắc ngoài danh sách {zones.get('clear_out', 0)}" in shown


def test_each_scenario_is_described_with_what_moves(
    final: Evaluation, words: Callable[[object], str]
):
    """Said which: a band, and how wide; 1.000 draws of the small campaign (METHOD 12)."""
    shown = words(page.tried(final))
    assert "Trọng số của tiêu chí lệch riêng rẽ, nhiều nhất 25%" in shown
    assert "nhị thức" in shown and "Poisson" in shown
    assert "1.000" in shown and "Hạt giống 20241130" in shown


def test_weights_from_a_dirichlet_are_said_to_be_so(
    final: Evaluation, words: Callable[[object], str]
):
    """The kind of draw is data, and the page reads it."""
    rule = SensitivityRule(weights="dirichlet", weights_of=("indicators", "pillars"))
    awards = final.rules.awards.model_copy(update={"sensitivity": rule})
    rules = final.rules.model_copy(update={"awards": awards})
    shown = words(page.tried(replace(final, rules=rules)))
    assert "bộ trọng số của tiêu chí và nhóm tiêu chí rút theo phân phối Dirichlet" in shown
    assert "độ tập trung 100" in shown


def test_the_quick_list_stands_beside_the_exact_one(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """The shares of `seat_checks`, or that every draw is exact (ANCHORS §1.7)."""
    checks = final.tables["seat_checks"].copy()
    checks["same_lists_share"] = [0.875 if one == "communes" else None for one in checks["list"]]
    checks["same_seats_share"] = [0.981 if one == "communes" else None for one in checks["list"]]
    shown = words(page.tried(changed(final, seat_checks=checks)))
    assert "87,5% số lần cho cùng một danh sách, 98,1% số suất trùng nhau" in shown
    assert "mọi lần thử đều lập danh sách chính xác" in shown


def test_a_picture_shows_how_often_each_is_on_the_list(
    final: Evaluation, words: Callable[[object], str]
):
    """Who is proposed stands there with its share, however small."""
    listed = final.tables["shortlist"]
    seats = listed.loc[listed["decision"].isin(["award", "council"]), "unit_code"]
    rows = final.tables["sensitivity"].set_index(["unit_code", "scenario"])["award_share"]
    ranks = final.tables["ranking"].set_index("unit_code")["rank"]
    shown = words(page.shares(final))
    for code in seats[seats != ""]:
        share = format_percent(rows[code, page.BOTH], decimals=0)
        assert f"{share} {ranks[code]:.0f}. {name_of(final, code)}" in shown


def test_each_scenario_stands_beside_the_others(final: Evaluation, words: Callable[[object], str]):
    """Weights alone are false comfort: three shares a unit, each under its name."""
    rows = final.tables["sensitivity"].set_index(["unit_code", "scenario"])["award_share"]
    listed = final.tables["shortlist"].query("unit_code != ''")
    code = listed[listed["decision"] == "award"]["unit_code"].iloc[0]
    shares = " ".join(format_percent(rows[code, scenario]) for scenario in page.SCENARIOS)
    assert shares in words(page.zones(final))


def test_who_leaves_without_an_indicator_is_named(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """One left out, one seat lost: the row says 1 and the name."""
    listed = final.tables["shortlist"].query("unit_code != ''")
    seat = listed[listed["decision"] == "award"]["unit_code"].iloc[0]
    rows = final.tables["sensitivity"].copy()
    rows = rows[rows["scenario"] == "leave_out:on_time"]
    seats = set(listed[listed["decision"].isin(["award", "council"])]["unit_code"])
    rows["award_share"] = [float(code in seats and code != seat) for code in rows["unit_code"]]
    shown = words(page.left_out(changed(final, sensitivity=rows)))
    assert shown.split("Đơn vị ra ")[1].startswith(
        f"Tỷ lệ phản ánh, kiến nghị xử lý đúng hạn 0 1 {name_of(final, seat)}"
    )


def test_the_page_opens_a_run(saved: Callable[[], str]):
    """By its folder."""
    assert page.open(saved()).run_id == "small-20241220"
