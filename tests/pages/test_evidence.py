"""The page of what was received."""

from collections.abc import Callable

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import evidence as page
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.vietnamese import format_count

SECTIONS = (
    *(page.heading, page.reports, page.questions, page.answered, page.agreement, page.compliance),
    *(page.solutions, page.media, page.funds, page.difficulties, page.reported_totals),
    *(page.inspections, page.audit, page.outside, page.changes, page.rejected, page.files),
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("run", ["final", "running"])
def test_every_section_has_words_at_any_date(
    request: pytest.FixtureRequest,
    words: Callable[[object], str],
    run: str,
    section: Callable[[Evaluation], Html],
):
    """Nothing received yet is a sentence, never an empty table."""
    shown = words(section(request.getfixturevalue(run)))
    assert len(shown) > 15
    assert not {"nan", "None"} & set(shown.split())


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_an_evaluation_without_any_row_has_words_too(
    final: Evaluation,
    changed: Callable[..., Evaluation],
    words: Callable[[object], str],
    section: Callable[[Evaluation], Html],
):
    """The first day, with an empty folder."""
    empty = changed(final, **{name: frame.head(0) for name, frame in final.tables.items()})
    assert len(words(section(empty))) > 5


def test_late_and_missing_reports_are_named(final: Evaluation, words: Callable[[object], str]):
    """Every unit with a workbook of its own that was not on time."""
    shown = words(page.reports(final))
    reports = final.tables["reports"].set_index("unit_code")["status"]
    own = [
        *final.rules.campaign.units_of("districts"),
        *final.rules.campaign.units_of("departments"),
    ]
    for code in own:
        if reports[code] in ("late", "missing"):
            assert name_of(final, code) in shown


def test_every_file_is_listed_with_its_rows(final: Evaluation, words: Callable[[object], str]):
    """Read, accepted, not accepted, and the beginning of the hash."""
    shown = words(page.files(final))
    for row in final.tables["sources"].itertuples():
        accepted = format_count(row.rows_accepted)
        assert f"{row.file} {format_count(row.rows_read)} {accepted}" in shown
        assert str(row.sha256)[:12] in shown


def test_a_table_without_end_shows_its_weightiest_rows(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """A thousand findings and rows not accepted are two hundred lines each and how many more."""
    one = final.tables["findings"].head(1).assign(column="", found="", expected="", file="")
    many = pd.concat([one] * 999).assign(severity="question")
    found = pd.concat([many, many.head(1).assign(severity="error", message="nặng nhất")])
    rejected = pd.concat([final.tables["rejected"].head(1)] * 1000)
    run = changed(final, findings=found.assign(status="open"), rejected=rejected)
    asked, lines = words(page.questions(run)), page.rejected(run)
    assert "Và 799 dòng khác, xem tables/findings.csv." in asked
    assert asked.index("nặng nhất") < asked.index("Cần trả lời: 999 nội dung")
    assert str(lines).count("<tr") == 201
    assert "Và 800 dòng khác, xem tables/rejected.csv." in words(lines)


def test_a_small_count_of_no_unit_has_no_page_to_stand_on(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """The row's unit is –; who asks looks into the table."""
    found = (
        final.tables["findings"]
        .head(1)
        .assign(
            **{"unit_code": "", "column": "petitions_received", "found": "3", "expected": ""},
            message="Có 3 phản ánh không rõ đơn vị.",
        )
    )
    shown = words(page.questions(changed(final, findings=found)))
    assert "tại trang của đơn vị" not in shown and "tables/findings.csv" in shown


def test_no_person_is_named(final: Evaluation, words: Callable[[object], str]):
    """Pages name bodies and document numbers (DESIGN §6); *_by columns stay in reviews/."""
    shown = words("".join(str(section(final)) for section in SECTIONS))
    assert "verified_by" not in shown
    assert "Nguyễn Văn" not in shown


def test_the_page_compares_with_the_run_that_is_named(
    final: Evaluation, saved: Callable[[], str], words: Callable[[object], str]
):
    """The same run has changed nowhere; an empty name is no run."""
    shown = words(page.changes(final, saved()))
    assert "So với lần chạy small-20241220, chốt ngày 20/12/2024" in shown
    assert "0 / 0" in shown
    assert "--previous" in words(page.changes(final))


def test_nothing_of_a_report_is_lost_between_page_and_table(
    final: Evaluation, words: Callable[[object], str]
):
    """Every unit that answered in words is on the page with its difficulty, folded or not."""
    shown = words(page.difficulties(final))
    rows = final.tables["answers"]
    for code in rows["unit_code"][rows["field"] == "difficulties"]:
        assert name_of(final, code) in shown


def test_the_page_opens_a_run(saved: Callable[[], str]):
    """By its folder."""
    assert page.open(saved()).run_id == "small-20241220"
