"""The page for leaders."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import summary as page
from ihanoi_eval.reporting.facts import name_of, points_text
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.vietnamese import format_count, format_percent

SECTIONS = (page.heading, page.decisions, page.city, page.caveats, page.proposed)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_at_any_date(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[Evaluation], Html],
):
    """A leader may ask in the middle of the campaign too."""
    shown = words(section(request.getfixturevalue(run)))
    assert len(shown) > 20
    assert not {"nan", "None"} & set(shown.split())


def test_the_citys_rates_are_sums_of_counts(final: Evaluation, words: Callable[[object], str]):
    """Never means of rates (DESIGN §5): both counts stand beside each."""
    panel = final.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    shown = words(page.city(final))
    for numerator, denominator, _ in page.RATES:
        have, whole = panel["01", numerator], panel["01", denominator]
        counts = f"{format_count(have)} {format_count(whole)} {format_percent(have / whole)}"
        assert counts in shown


def test_a_unit_with_one_of_two_numbers_makes_no_rate(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """A register without a department's staff, and its accounts still counted: over 100% else."""
    panel = final.tables["panel"].copy()
    due = panel["measure"] == "staff_due"
    departments = final.rules.campaign.units_of("departments")
    panel.loc[due & panel["unit_code"].isin(departments), "used_value"] = float("nan")
    rest = final.rules.campaign.units_of("communes") + final.rules.campaign.units_of("districts")
    values = panel[panel["unit_code"].isin(rest)].groupby("measure")["used_value"].sum()
    own = final.rules.campaign.measure_by_code["staff_due"].parent
    assert own == "own"
    have, whole = (format_count(values[code]) for code in ("staff_active", "staff_due"))
    assert f"Cán bộ đã kích hoạt {have} {whole}" in words(page.city(changed(final, panel=panel)))


def test_new_accounts_are_those_of_the_campaign(final: Evaluation, words: Callable[[object], str]):
    """Active at close less active at open."""
    panel = final.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    new = panel["01", "accounts_active_close"] - panel["01", "accounts_active_open"]
    assert f"tài khoản mới trong đợt {format_count(new)}" in words(page.heading(final))


def test_everybody_proposed_is_named_with_points(final: Evaluation, words: Callable[[object], str]):
    """In its own league's list, what is not simply by level marked."""
    shown = words(page.proposed(final))
    listed = final.tables["shortlist"].merge(
        final.tables["ranking"][["unit_code", "total_points"]], on="unit_code"
    )
    for row in listed[listed["decision"].isin(["award", "council"])].itertuples():
        assert name_of(final, str(row.unit_code)) in shown
        assert points_text(final, float(str(row.total_points))) in shown
    assert ("◆ " in shown) == (listed["decision"] == "council").any()


def test_a_seat_by_its_groups_minimum_has_a_sign_that_is_explained(
    final: Evaluation, words: Callable[[object], str]
):
    """Nobody takes a rank of 17 in 54 for the line of the list (COUNTING 33)."""
    shown = words(page.proposed(final))
    assert "□ Phường Thành Công, Ba Đình" in shown
    assert shown.count("□: suất tối thiểu của nhóm so sánh, không theo ngưỡng điểm.") == 1
    assert "ngưỡng 72,54" in shown


def test_candidates_for_one_seat_are_counted_as_one_seat(
    final: Evaluation, words: Callable[[object], str]
):
    """Nine names stand in the list of eight seats."""
    split = "(7 và 1 suất Hội đồng chọn trong 2)"
    assert f"gồm 8 xã, phường, thị trấn {split}" in words(page.heading(final))
    assert f"8/54 {split}" in words(page.proposed(final))


def test_synthetic_figures_are_the_first_caveat(final: Evaluation, words: Callable[[object], str]):
    """Nobody signs them by mistake."""
    assert words(page.caveats(final)).startswith("SỐ LIỆU GIẢ LẬP")
    assert "GIẢ LẬP" not in words(page.caveats(replace(final, is_synthetic=False)))


def test_a_campaign_without_accounts_has_a_summary(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Published indices are evaluated by the same engine: who leads stands in their place."""
    bare = changed(final, panel=final.tables["panel"].head(0))
    assert "điểm cao nhất của bảng quận, huyện, thị xã" in words(page.heading(bare))
    assert "không có số liệu tài khoản" in words(page.city(bare))


def test_what_has_to_be_decided_stands_in_a_box_on_top(
    final: Evaluation, words: Callable[[object], str]
):
    """Before any figure."""
    head = page.heading(final)
    assert head.markup.index('class="box"') < head.markup.index('class="figures"')
    assert "Việc lãnh đạo cần quyết định 1. " not in words(head)
    assert "Phê duyệt bộ tiêu chí" in words(head).partition("tài khoản mới")[0]


def test_the_page_leads_nowhere_because_it_is_mailed_alone(final: Evaluation):
    """A link of it would be dead in a mail; the head says so to the template."""
    shown = "".join(str(section(final)) for section in SECTIONS)
    assert "<a " not in shown and " data-alone>" in shown


def test_the_page_opens_a_run(saved: Callable[[], str]):
    """By its folder."""
    assert page.open(saved()).run_id == "small-20241220"
