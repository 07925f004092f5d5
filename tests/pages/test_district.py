"""A district's page."""

from collections.abc import Callable

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import district as page
from ihanoi_eval.reporting.facts import UnitView, points_text, rows_of, see_unit
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.unit_sections import NOTHING

SECTIONS = (
    *(page.heading, page.cut_line_ladder, page.earned_and_lost, page.peers, page.communes),
    *(page.communes_map, page.pace, page.petitions, page.gates, page.changes, page.findings),
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_for_every_district_at_any_date(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[UnitView], Html],
):
    """In the middle of the campaign and after it; no nan, no None, no bare code."""
    evaluation: Evaluation = request.getfixturevalue(run)
    for code in evaluation.rules.campaign.units_of("districts"):
        shown = words(section(see_unit(evaluation, code)))
        assert len(shown) > 20
        assert not {"nan", "None", "not_eligible", "total_points"} & set(shown.split())


def test_a_district_that_is_none_is_refused(tmp_path, saved: Callable[[], str]):
    """The page is opened by text, and says so."""
    with pytest.raises(CallError, match="codes are text"):
        page.open(saved(), "1")


def test_the_page_opens_a_run_by_its_folder(saved: Callable[[], str]):
    """As the batch tells it: the folder, and the code as text."""
    view = page.open(saved(), "001")
    assert view.unit_code == "001"
    assert view.evaluation.run_id == "small-20241220"


def test_the_heading_has_the_districts_own_figures(
    final: Evaluation, words: Callable[[object], str]
):
    """Points and rank as `ranking` has them."""
    row = rows_of(final, "ranking", "018").iloc[0]
    shown = words(page.heading(see_unit(final, "018")))
    assert f"điểm trên thang 100 {points_text(final, row['total_points'])}" in shown
    assert f"{row['rank']:.0f}/3" in shown


def test_the_communes_questions_are_asked_without_small_counts(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """A district's page is read by its communes too (DESIGN §6)."""
    row = final.tables["findings"].head(1)
    found = row.assign(
        unit_code="00001",
        column="petitions_received",
        found="3",
        expected="7",
        message="Báo cáo ghi 3, hệ thống ghi 7.",
    )
    shown = words(page.findings(see_unit(changed(final, findings=found), "001")))
    assert "Số liệu nhỏ, nêu tại trang của đơn vị." in shown
    assert "ghi 3" not in shown


def test_a_districts_own_small_counts_stand_on_its_own_page(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Nowhere else could the district read what it is asked."""
    found = (
        final.tables["findings"]
        .head(1)
        .assign(
            **{"unit_code": "001", "column": "petitions_received", "found": "3", "expected": "7"},
            message="Báo cáo ghi 3, hệ thống ghi 7.",
        )
    )
    shown = words(page.findings(see_unit(changed(final, findings=found), "001")))
    assert "Báo cáo ghi 3, hệ thống ghi 7." in shown


def test_a_unit_without_others_under_it_still_has_a_page(
    final: Evaluation, words: Callable[[object], str]
):
    """Asked for by mistake, it says that there is nothing."""
    view = see_unit(final, "CQ03")
    for section in (page.communes, page.communes_map, page.pace):
        assert words(section(view)) == NOTHING
