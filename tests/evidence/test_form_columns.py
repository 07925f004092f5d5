"""Columns as a whole: totals held against their rows, percentages written in one way or asked."""

from pathlib import Path

import pytest

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.form_columns import column_doubts
from ihanoi_eval.evidence.form_rows import Place, read_rows
from ihanoi_eval.evidence.form_tables import Grid, find_table
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.evidence.workbooks import Cell, Sheet
from ihanoi_eval.rules.forms import Field
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import empty_table

SMALL = Path(__file__).parents[1] / "small" / "campaign"
HEADING = "TT|Mã|Tên đơn vị|Số tin, bài|Số lượt phát thanh|Tỷ lệ"


@pytest.fixture(scope="module")
def doubts():
    """What is asked about the columns of a sheet of district 001 typed line by line."""
    small = load_rules(SMALL).campaign
    names = UnitNames(small, empty_table("reviews/unit_aliases"))
    place = Place("a.xlsx", "s", "001", small, names.match_in_report)
    own, child = (form for form in small.forms if form.league in ("districts", "communes"))
    share = Field(measure="staff_active", label="Tỷ lệ", kind="share")
    child = child.model_copy(update={"fields": (*child.fields, share)})

    def ask(*lines: str) -> list[Finding]:
        cells = [
            Cell(row, column, words.strip(), "text")
            for row, line in enumerate((HEADING, *lines), start=1)
            for column, words in enumerate(line.split("|"), start=1)
            if words.strip()
        ]
        grid = Grid(Sheet("s", tuple(cells)))
        table = find_table(grid, own, [child])
        assert table is not None
        taken = read_rows(grid, table, place, list(small.children["001"]))
        return column_doubts(grid, table, place, taken)

    return ask


def test_a_total_of_all_rows_or_of_the_rows_since_some_row_is_fine(doubts):
    """5 + 6 = 11 below both; 6 alone below the second; 0 for an empty part."""
    rows = ("1|00001||5|1|", "2|00004||6|1|")
    assert doubts(*rows, "Tổng cộng|||11||") == []
    assert doubts(rows[0], "Cộng cụm 1|||5||", rows[1], "Cộng cụm 2|||6||") == []


def test_a_total_that_no_rows_give_is_asked_with_its_cell(doubts):
    """5 + 6 is not 12; the total is no unit and changes nothing."""
    [found] = doubts("1|00001||5|1|", "2|00004||6|1|", "Tổng cộng|||12|2|")
    assert (found.check, found.severity, found.row, found.column) == (
        *("total_differs", "warning", 4, "D"),
    )
    assert (found.found, found.expected) == ("12", "11")


def test_a_total_of_a_column_without_figures_is_not_asked_about(doubts):
    """Nothing to add up, and the units will be asked for it."""
    assert doubts("1|00001||5||", "Tổng cộng||||7|") == []


def test_a_total_that_cannot_be_read_is_not_asked_about(doubts):
    """It counts nowhere."""
    assert doubts("1|00001||5||", "Tổng cộng|||năm||") == []


def test_shares_beside_percentages_are_asked_about_one_by_one(doubts):
    """0,955 has two readings and is refused; whoever wrote it may have written 80 too."""
    found = doubts("1|00001||5||0,955", "2|00004||6||80", "3|00006||6||70%", "4|00008||1||x")
    assert [(one.check, one.row, one.found) for one in found] == [
        ("percent_two_writings", 3, "80"),
    ]
    assert "80%" in found[0].message and "dạng 0,955" in found[0].message


def test_percentages_of_one_writing_are_not_asked_about(doubts):
    """All above 1, or all with their sign."""
    assert doubts("1|00001||5||95,5", "2|00004||6||80") == []
    assert doubts("1|00001||5||0,9%", "2|00004||6||70%") == []
