"""One switch says who a page is for: small counts go, and nothing shown gives them away."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import district, evaluation, sensitivity, shortlist, summary, unit
from ihanoi_eval.reporting.facts import see_unit
from ihanoi_eval.reporting.html import document, join
from ihanoi_eval.reporting.index import index_page
from ihanoi_eval.reporting.levels import (
    KEPT_BACK,
    LEVELS,
    SUFFIXES,
    also_hidden,
    at_level,
    cells_kept_back,
    indicator_is_kept_back,
    is_kept_back,
    is_made_at,
    level_of,
    shared_finding,
)
from ihanoi_eval.running.batch import PageResult

UNIT_PARTS = (
    *("heading", "cut_line_ladder", "earned_and_lost", "peers", "changes", "gates", "petitions"),
    *("counted", "sources", "findings", "objection"),
)
DISTRICT_PARTS = (
    *("heading", "cut_line_ladder", "earned_and_lost", "peers", "changes", "gates", "petitions"),
    *("communes", "communes_map", "pace", "findings"),
)


@pytest.fixture
def few(final: Evaluation, changed: Any) -> Evaluation:
    """Commune 00001: three petitions on time of four; of its district's others nobody has few."""
    panel = final.tables["panel"].copy()
    names = ["platform_value", "used_value"]
    ours = panel["unit_code"].isin(["00001", *final.rules.campaign.children["001"]])
    asked = panel["measure"].isin(["petitions_on_time", "petitions_assessed"])
    panel.loc[ours & asked, ["reported_value", "verified_value"]] = float("nan")
    panel.loc[ours & asked, names] = 40.0
    mine = panel["unit_code"] == "00001"
    for measure, count in (("petitions_on_time", 3.0), ("petitions_assessed", 4.0)):
        panel.loc[mine & (panel["measure"] == measure), names] = count
    rows = final.tables["indicators"].copy()
    mine = (rows["unit_code"] == "00001") & (rows["indicator"] == "on_time")
    rows.loc[mine, ["numerator", "denominator", "value"]] = [3.0, 4.0, 0.7531]
    changed_run: Evaluation = changed(final, panel=panel, indicators=rows)
    return changed_run


def parts_of(page: Any, names: tuple[str, ...], shown: Evaluation, code: str) -> str:
    """A page of a unit as it stands on a screen and in its markup."""
    view = see_unit(shown, code)
    return document(join([getattr(page, name)(view) for name in names]))


@pytest.mark.parametrize("level", LEVELS)
def test_case_93_every_page_carries_its_level(final, level):
    """In its head, at the foot of each printed sheet, and in its file's name (RELIABILITY 93)."""
    shown = at_level(final, level)
    word = {"internal": "NỘI BỘ", "leaders": "TRÌNH LÃNH ĐẠO", "public": "CÔNG KHAI"}[level]
    made = [PageResult(f"{name}{SUFFIXES[level]}", "done", 1.0) for name in
            ("50_summary", "20_evaluation", "district-001")]  # fmt: skip
    pages = [
        index_page(shown, made),
        document(evaluation.heading(shown)),
        document(district.heading(see_unit(shown, "001"))),
    ]
    for page in pages:
        assert f"· {word} ·" in re.sub("<[^>]*>", "", page)
        assert f'@bottom-left{{content:"{word}"' in page
        assert f'<footer class="level">{word}</footer>' in page
    assert f'href="district-001{SUFFIXES[level]}.html"' in pages[0]
    assert f'href="20_evaluation{SUFFIXES[level]}.html"' in pages[0]
    assert level_of(shown) == level and len(set(SUFFIXES.values())) == 3


def test_an_unknown_level_is_refused(final):
    """A misspelt level must not be read as some other one."""
    with pytest.raises(CallError, match="level 'mật': không có mức này; chọn trong internal"):
        at_level(final, "mật")


def test_the_offices_own_pages_are_as_they_are(final):
    """The switch's usual place changes no table."""
    assert at_level(final, "internal") is final


def test_pages_of_a_level():
    """The officer's working page is nobody else's; everybody gets no list."""
    made = ["10_evidence", "20_evaluation", "30_shortlist", "district-001", "unit-00001"]
    assert [page for page in made if is_made_at("leaders", page)] == made[1:]
    assert [page for page in made if is_made_at("public", page)] == [made[1], *made[3:]]


@pytest.mark.parametrize("level", ["leaders", "public"])
def test_case_92_a_small_count_its_rate_and_what_betrays_it_are_not_shown(few, level):
    """3 of 4 is neither written nor to be had from the district's sum (RELIABILITY 92)."""
    shown = at_level(few, level)
    page = parts_of(unit, UNIT_PARTS, shown, "00001")
    assert "3 / 4" not in page and "75,3" not in page and KEPT_BACK in page
    hidden = {code for code, measure in cells_kept_back(few) if measure == "petitions_on_time"}
    siblings = hidden & set(few.rules.campaign.children["001"])
    assert "00001" in siblings and len(siblings) == 2
    assert "4 quá hạn trên 6" in parts_of(unit, UNIT_PARTS, few, "09001")
    assert "4 quá hạn" not in parts_of(unit, UNIT_PARTS, shown, "09001")
    [other] = siblings - {"00001"}
    table = see_unit(shown, other)
    assert is_kept_back(shown, other, "petitions_on_time")
    assert KEPT_BACK in str(unit.earned_and_lost(table))


def test_case_92_the_unit_itself_and_the_office_see_them(few):
    """An appeal needs the counts (DESIGN §6)."""
    assert "3 / 4" in unescape(parts_of(unit, UNIT_PARTS, few, "00001"))


def test_case_92_no_sum_of_shown_parts_gives_a_hidden_one_away(final):
    """For every sum of the campaign: no part of residents is missing alone."""
    hidden = cells_kept_back(final)
    panel = final.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    rules = final.rules.campaign.measure_by_code
    checked = 0
    for measure in {measure for _, measure in hidden if rules[measure].parent != "own"}:
        for codes in final.rules.campaign.children.values():
            gone = [code for code in codes if (code, measure) in hidden]
            known = [code for code in codes if panel.get((code, measure), 0) > 0]
            left = [code for code in known if code not in gone]
            assert len(gone) != 1 or not left
            checked += len(gone)
    assert checked > 20


@pytest.mark.parametrize(
    ("parts", "hidden", "more"),
    [
        ({"a": 3, "b": 9, "c": 40}, {"a"}, {"b"}),
        ({"a": 3, "b": 0, "c": 40}, {"a"}, {"c"}),
        ({"a": 3, "b": 9, "c": 40}, {"a", "b"}, set()),
        ({"a": 3, "b": 0}, {"a"}, set()),
        ({"a": 9, "b": 9}, set(), set()),
        ({"b": 9, "a": 9, "x": 2}, {"x"}, {"a"}),
    ],
)
def test_the_next_smallest_part_goes_too(parts, hidden, more):
    """Zeros stay, two that are hidden are enough, equals go by their code."""
    assert also_hidden(parts, hidden) == more


def test_everybody_gets_no_reason_no_question_and_no_nominee(final):
    """What is not in the tables is on no page, whatever a page comes to show."""
    shown = at_level(final, "public")
    listed = shown.tables["shortlist"]
    assert (listed["nominee_id"] == "").all() and (listed["reason"] == "").all()
    assert (shown.tables["gates"][["reason", "evidence"]] == "").all(axis=None)
    for name in ("answers", "rejected", "reviewed"):
        assert shown.tables[name].empty
    pages = parts_of(unit, UNIT_PARTS, shown, "00580") + parts_of(
        district, DISTRICT_PARTS, shown, "250"
    )
    assert pages.count("Phần này không công khai") == 6
    for words in ("kỷ luật", "GL-", "Cần làm rõ", "quá hạn trên"):
        assert words not in pages
    assert "Việc cần làm" not in index_page(shown, [])


@pytest.mark.parametrize("level", ["leaders", "public"])
def test_every_page_of_a_level_can_be_made(final, level):
    """No part stumbles over what is kept back; no link leads to a page of another level."""
    shown = at_level(final, level)
    pages = [parts_of(unit, UNIT_PARTS, shown, code) for code in ("00022", "09001", "CQ07")]
    pages += [parts_of(district, DISTRICT_PARTS, shown, code) for code in ("001", "018", "250")]
    city = [evaluation] if level == "public" else [evaluation, shortlist, sensitivity, summary]
    pages += [document(page.heading(shown)) for page in city]
    if level == "leaders":
        pages += [document(summary.decisions(shown)), document(shortlist.decisions(shown))]
    targets = {one for page in pages for one in re.findall(r'href="([^"#]+)', page)}
    assert {name for name in targets if name != "index.html"} <= {
        "30_shortlist-lanh-dao.html", "20_evaluation-lanh-dao.html",
    }  # fmt: skip


def test_cells_of_no_residents_stay(final, changed):
    """Three officials without an account are known to their head anyway (DESIGN §6)."""
    panel: pd.DataFrame = final.tables["panel"]
    assert not {measure for _, measure in cells_kept_back(final)} & {"staff_active", "staff_due"}
    none = changed(final, panel=panel.iloc[:0], progress=final.tables["progress"].iloc[:0])
    assert cells_kept_back(none) == frozenset()
    assert replace(none, facts={}).facts == {}


@pytest.mark.parametrize(("new", "is_hidden"), [(4.0, True), (3.0, True), (5.0, False)])
def test_case_92_a_small_difference_of_large_counts_is_not_shown(final, changed, new, is_hidden):
    """54 active at the close, 50 at the start: 4 new of 367 is a count of four people."""
    rows = final.tables["indicators"].copy()
    mine = (rows["unit_code"] == "00001") & (rows["indicator"] == "gap_closure")
    rows.loc[mine, ["numerator", "denominator"]] = [new, 367.0]
    panel = final.tables["panel"]
    new_rows = (panel["unit_code"] == "00001") & (panel["measure"] == "accounts_new")
    few = changed(final, indicators=rows, panel=panel[~new_rows])
    assert indicator_is_kept_back(at_level(few, "leaders"), "00001", "gap_closure") == is_hidden
    assert not indicator_is_kept_back(few, "00001", "gap_closure")


@pytest.mark.parametrize(("on_time", "is_hidden"), [(7.0, True), (4.0, True), (8.0, False)])
def test_case_92_all_but_a_few_is_a_count_of_a_few(final, changed, on_time, is_hidden):
    """7 on time of 8 says that one was late; 8 of 8 says that nobody was, a result."""
    panel = final.tables["panel"].copy()
    mine = panel["unit_code"] == "00022"
    for measure, count in (("petitions_on_time", on_time), ("petitions_assessed", 8.0)):
        panel.loc[mine & (panel["measure"] == measure), ["platform_value", "used_value"]] = count
    others = panel["unit_code"].isin(final.rules.campaign.children["001"]) & ~mine
    panel.loc[others & (panel["measure"] == "petitions_on_time"), "used_value"] = 0.0
    rows = final.tables["indicators"].copy()
    its = (rows["unit_code"] == "00022") & (rows["indicator"] == "on_time")
    rows.loc[its, ["numerator", "denominator", "value"]] = [on_time, 8.0, on_time / 8]
    shown = at_level(changed(final, panel=panel, indicators=rows), "public")
    assert is_kept_back(shown, "00022", "petitions_on_time") == is_hidden
    assert not is_kept_back(shown, "00022", "petitions_assessed")
    page = parts_of(unit, UNIT_PARTS, shown, "00022")
    assert (f"{on_time:.0f} / 8" in page) != is_hidden


def test_case_92_new_accounts_that_are_a_difference_are_a_count_too(final, changed):
    """Four more at the close than at the start, in a panel that nobody reported them in."""
    panel, progress = final.tables["panel"], final.tables["progress"].copy()
    progress.loc[progress["unit_code"] == "00001", "accounts_new"] = 4.0
    few = changed(final, panel=panel[panel["measure"] != "accounts_new"], progress=progress)
    assert ("00001", "accounts_new") in cells_kept_back(few)


def test_case_92_a_rubric_may_set_new_accounts_beside_others(final):
    """They stand in the panel and as a difference; the reported ones are a rate's numerator."""
    rubric = final.rules.rubric
    rates = tuple(
        one.model_copy(update={"numerator": "accounts_new", "denominator": "accounts_active_close"})
        if one.code == "real_use"
        else one
        for one in rubric.indicators
    )
    rules = replace(final.rules, rubric=rubric.model_copy(update={"indicators": rates}))
    hidden = cells_kept_back(replace(final, rules=rules))
    assert {("09010", "accounts_new"), ("09001", "accounts_new")} <= hidden


@pytest.mark.parametrize(
    ("row", "is_said"),
    [
        ({"column": "accounts_new", "found": "38", "message": "Báo cáo ghi 38."}, False),
        ({"column": "accounts_helped", "found": "38", "message": "Báo cáo ghi 38."}, True),
        ({"file": "platform/petitions", "found": "1.238/5.000", "message": "1.238"}, False),
        ({"file": "platform/petitions", "found": "238/5.000", "message": "238"}, True),
    ],
)
def test_case_92_no_question_quotes_what_is_kept_back(final, changed, row, is_said):
    """A second part of a sum is no small number, so its cell is asked for, then its figure."""
    panel = final.tables["panel"].copy()
    mine = (panel["unit_code"] == "09001") & (panel["measure"] == "accounts_new")
    panel.loc[mine, "used_value"] = 1238.0
    shown = at_level(changed(final, panel=panel), "leaders")
    shown = replace(shown, facts={**shown.facts, "kept_back": {("09001", "accounts_new")}})
    asked = {"unit_code": "09001", "column": "", "file": "", "expected": "", **row}
    assert (shared_finding(shown, asked) == row["message"]) == is_said


def test_case_92_what_counts_hidden_new_accounts_is_hidden_too(final):
    """A hidden part of a shown sum comes back in no numerator."""
    shown = at_level(final, "leaders")
    hidden = {code for code, measure in cells_kept_back(final) if measure == "accounts_new"}
    for code in hidden & set(final.tables["indicators"]["unit_code"]):
        assert indicator_is_kept_back(shown, code, "gap_closure")
