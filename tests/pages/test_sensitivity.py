"""The page of how firm the list is."""

from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import sensitivity as page
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.vietnamese import format_percent

SECTIONS = (page.heading, page.intervals, page.zones, page.left_out)


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
    rows = rows[(rows["scenario"] == page.BOTH) & (rows["unit_code"] != "00034")]
    zones = rows["zone"].value_counts()
    shown = words(page.heading(final))
    assert f"đơn vị chắc trong danh sách {zones.get('clear_in', 0)}" in shown
    assert f"đơn vị sát ngưỡng {zones.get('cut_line', 0)}" in shown
    assert f"đơn vị chắc ngoài danh sách {zones.get('clear_out', 0)}" in shown


def test_a_seat_by_its_groups_minimum_is_not_tried(
    final: Evaluation, words: Callable[[object], str]
):
    """Draws keep no minimum: 00034 is in the list, whatever the draws say (COUNTING 33)."""
    [line] = [row for row in str(page.zones(final)).split("<tr") if "Thành Công" in row]
    assert page.NOT_TRIED in line and "Chắc ngoài" not in line
    assert "Thành Công" not in words(page.left_out(final))
    assert "(Phường Thành Công)" in words(page.heading(final))
    assert "đơn vị được đề nghị theo điểm" in words(page.intervals(final))


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
