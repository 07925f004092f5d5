"""Any unit's page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import unit as page
from ihanoi_eval.reporting.facts import UnitView, rows_of, see_unit
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.unit_sections import UNRANKED

SECTIONS = (
    *(page.heading, page.cut_line_ladder, page.earned_and_lost, page.peers, page.gates),
    *(page.changes, page.petitions, page.counted, page.sources, page.findings, page.objection),
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_for_every_kind_of_unit(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[UnitView], Html],
):
    """Communes, districts, departments, bodies outside; no nan, no None, no bare code."""
    evaluation: Evaluation = request.getfixturevalue(run)
    for unit in evaluation.rules.campaign.units[::3]:
        shown = words(section(see_unit(evaluation, unit.unit_code)))
        assert len(shown) > 20
        assert not {"nan", "None", "not_eligible", "total_points"} & set(shown.split())


def test_who_is_outside_the_leagues_is_shown_and_not_ranked(
    final: Evaluation, words: Callable[[object], str]
):
    """Nobody ranks itself; the sources are shown all the same."""
    view = see_unit(final, "CQ01")
    assert "không được xếp hạng" in words(page.heading(view))
    assert page.peers(view) == UNRANKED
    assert "Nguồn của từng số liệu" in words(page.sources(view))


def test_the_units_own_small_counts_are_on_its_own_page(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """What others may not see, the unit has to answer (DESIGN §6)."""
    message = "Báo cáo ghi 3, hệ thống ghi 7."
    found = (
        final.tables["findings"]
        .head(1)
        .assign(unit_code="00001", column="petitions_received", found="3", message=message)
    )
    assert message in words(page.findings(see_unit(changed(final, findings=found), "00001")))


def test_the_page_says_how_to_object(final: Evaluation, words: Callable[[object], str]):
    """To whom, with what, by when."""
    shown = words(page.objection(see_unit(final, "00001")))
    assert final.rules.campaign.recipient in shown
    assert "Nhận ý kiến đến hết ngày 17/01/2025." in shown
    assert "Chưa có nội dung nào được trả lời bằng văn bản." in shown


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2024, 12, 20), "Nhận ý kiến đến hết ngày 20/12/2024."),
        (date(2024, 12, 19), "Thời hạn nhận ý kiến đã hết ngày 19/12/2024."),
        (None, "Ngày cuối cùng nhận ý kiến ghi trong văn bản gửi kèm trang này."),
    ],
)
def test_the_page_says_until_when(
    final: Evaluation, words: Callable[[object], str], until: date | None, said: str
):
    """The last day counts whole; after it the page says that it is over; or where a day stands."""
    campaign = final.rules.campaign.model_copy(update={"objections_until": until})
    rules = final.rules.model_copy(update={"campaign": campaign})
    assert said in words(page.objection(see_unit(replace(final, rules=rules), "00001")))


def test_the_page_says_what_was_answered(final: Evaluation, words: Callable[[object], str]):
    """The unit's own questions with document and day (reviews/followups); nobody else's."""
    shown = words(page.objection(see_unit(final, "00004")))
    assert "Đã giải trình GL-32/VP 13/12/2024" in shown
    assert "GL-33/VP" not in shown, "that was another unit's"


def test_no_neighbours_inner_figures_are_on_a_units_page(final: Evaluation):
    """Others are dots without names: only ranks and totals are everybody's."""
    view = see_unit(final, "00001")
    shown = "".join(str(section(view)) for section in SECTIONS)
    others = [unit.name for unit in final.rules.campaign.units if unit.parent_code == "001"]
    assert [name for name in others if name != "Phường Phúc Xá" and f">{name}" in shown] == []


def test_the_page_of_a_run_is_opened_by_text(saved: Callable[[], str]):
    """00001 keeps its zeros from the parameter to the page."""
    view = page.open(saved(), "00001")
    assert rows_of(view.evaluation, "ranking", "00001")["league"].tolist() == ["communes"]
