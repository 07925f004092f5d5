"""The page of the draft list."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import shortlist as page
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.html import Html

SECTIONS = (
    *(page.heading, page.decisions, page.proposed, page.grid, page.reserve),
    *(page.below_the_plan, page.reasons),
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_at_any_date(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[Evaluation], Html],
):
    """Before the close there is no list, and the page says so."""
    shown = words(section(request.getfixturevalue(run)))
    assert len(shown) > 20
    assert not {"nan", "None"} & set(shown.split())


def test_every_unit_stands_on_the_page_with_its_reason(
    final: Evaluation, words: Callable[[object], str]
):
    """Proposed, reserve, or why not: nobody is left out (DESIGN §6)."""
    taken, rest = words(page.proposed(final) + page.reserve(final)), words(page.reasons(final))
    for row in final.tables["shortlist"].itertuples():
        name = name_of(final, str(row.unit_code))
        if row.decision in ("award", "council", "reserve"):
            assert name in taken
        else:
            assert name in rest and " ".join(str(row.reason).split()) in rest


def test_seats_are_counted_against_the_quota(final: Evaluation, words: Callable[[object], str]):
    """Two candidates for the eighth seat are one seat, and no league has more than its maximum."""
    shown = str(page.heading(final))
    assert "xã, phường, thị trấn: 7 và 1 suất Hội đồng chọn trong 2 8/8" in words(shown)
    counted = [tuple(map(int, pair)) for pair in re.findall(r">(\d+)/(\d+)<", shown)]
    assert len(counted) >= 3
    assert all(taken <= most for taken, most in counted)


def test_seats_left_to_the_council_are_not_awards(
    final: Evaluation, words: Callable[[object], str]
):
    """A tie that survives the chain is shown, never broken here (METHOD 5)."""
    listed = final.tables["shortlist"]
    left = listed[listed["decision"] == "council"]
    assert len(left)  # the sample plants one
    assert words(page.proposed(final)).count("Hội đồng quyết định") >= len(left)


def test_who_is_below_the_plan_is_listed_with_its_counts(
    final: Evaluation, words: Callable[[object], str]
):
    """Staff is counted to the last person."""
    panel = final.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    listed = final.tables["shortlist"]
    seats = listed[listed["decision"].isin(["award", "council", "reserve"])]["unit_code"]
    shown = words(page.below_the_plan(final))
    for code in seats:
        have, due = panel[code, "staff_active"], panel[code, "staff_due"]
        if have < due:
            assert name_of(final, code) in shown


def test_the_page_opens_a_run(saved: Callable[[], str]):
    """By its folder."""
    assert page.open(saved()).run_id == "small-20241220"
