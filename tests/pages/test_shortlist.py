"""The page of the draft list."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import shortlist as page
from ihanoi_eval.reporting.facts import name_of, place_of
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.vietnamese import format_count

SECTIONS = (
    *(page.heading, page.decisions, page.proposed, page.grid, page.reserve),
    *(page.below_the_plan, page.nominees, page.changes, page.reasons),
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
    for row in final.tables["shortlist"].query("unit_code != ''").itertuples():
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
    listed = final.tables["shortlist"].query("unit_code != ''")
    left = listed[listed["decision"] == "council"]
    assert len(left)  # the sample plants one
    assert words(page.proposed(final)).count("Hội đồng quyết định") >= len(left)


def test_who_is_below_the_plan_is_listed_with_its_counts(
    final: Evaluation, words: Callable[[object], str]
):
    """Staff is counted to the last person."""
    panel = final.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    listed = final.tables["shortlist"].query("unit_code != ''")
    seats = listed[listed["decision"].isin(["award", "council"])]["unit_code"]
    shown = words(page.below_the_plan(final))
    for code in listed["unit_code"]:
        have, due = panel[code, "staff_active"], panel[code, "staff_due"]
        if have < due:
            line = f"{place_of(final, code)} {format_count(have)} {format_count(due)}"
            assert (line in shown) == (code in set(seats))


def test_one_missing_of_three_thousand_is_not_a_hundred_percent(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Below 100% the page says by how many, and decimals until it reads so; a waiver is named."""
    listed = final.tables["shortlist"].query("unit_code != ''")
    code = listed[(listed["decision"] == "award") & (listed["list"] == "departments")]
    unit = code["unit_code"].iloc[0]
    panel = final.tables["panel"].copy()
    own = panel["unit_code"] == unit
    panel.loc[own & (panel["measure"] == "staff_active"), "used_value"] = 2978
    panel.loc[own & (panel["measure"] == "staff_due"), "used_value"] = 2979
    shown = words(page.below_the_plan(changed(final, panel=panel)))
    assert f"{place_of(final, unit)} 2.978 2.979 1 99,97% " in shown
    gates = final.tables["gates"].copy()
    row = (gates["unit_code"] == unit) & (gates["gate"] == "staff")
    assert row.sum() == 1
    gates.loc[row, ["status", "reason", "evidence"]] = [
        *("passed", "được miễn theo 15/VP; nếu không: dưới 98%", "15/VP")
    ]
    waived = changed(final, panel=panel, gates=gates)
    assert "1 99,97% được miễn theo 15/VP" in words(page.below_the_plan(waived))
    assert ": được miễn theo 15/VP" in words(page.proposed(waived))
    assert "(được miễn theo 15/VP)" in words(page.decisions(waived))


def test_without_a_list_nobody_is_said_to_reach_the_plan(
    running: Evaluation, words: Callable[[object], str]
):
    """In the middle of the campaign there is no list that could."""
    assert words(page.below_the_plan(running)).endswith(page.NO_LIST)


def test_the_page_opens_a_run(saved: Callable[[], str]):
    """By its folder."""
    assert page.open(saved()).run_id == "small-20241220"


def test_the_rule_of_the_reserve_stands_above_it(final: Evaluation, words: Callable[[object], str]):
    """Its share is data, and a tie at its end is listed whole (METHOD 7, COUNTING 36)."""
    shown = words(page.reserve(final))
    assert shown.startswith("Dự phòng bằng 10% số suất theo điểm, làm tròn lên")
    assert "bằng điểm ở cuối thì ghi đủ cả" in shown
