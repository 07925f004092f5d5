"""Rows of a form's table: taken, set aside, or nothing to take; the counts agree."""

from pathlib import Path

import pytest

from ihanoi_eval.evidence.form_rows import Place, Taken, read_rows
from ihanoi_eval.evidence.form_tables import Grid, find_table
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.evidence.workbooks import Cell, Sheet
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import empty_table

SMALL = Path(__file__).parents[1] / "small" / "campaign"
HEADING = "TT|Mã|Tên đơn vị|Số tin, bài|Số lượt phát thanh"


@pytest.fixture(scope="module")
def take():
    """A function that reads a sheet of district 001 typed line by line."""
    small = load_rules(SMALL).campaign
    names = UnitNames(small, empty_table("reviews/unit_aliases"))
    place = Place("a.xlsx", "s", "001", small, names.match_in_report)

    def read(*lines: str) -> Taken:
        cells = [
            Cell(row, column, words.strip(), "text")
            for row, line in enumerate((HEADING, *lines), start=1)
            for column, words in enumerate(line.split("|"), start=1)
            if words.strip()
        ]
        grid = Grid(Sheet("s", tuple(cells)))
        own, child = (form for form in small.forms if form.league in ("districts", "communes"))
        table = find_table(grid, own, [child])
        assert table is not None
        return read_rows(grid, table, place, list(small.children["001"]))

    return read


def values(taken: Taken) -> list[tuple[str, str, object]]:
    """What was taken."""
    return [(one.unit_code, one.measure, one.value) for one in taken.figures]


def test_a_cell_that_is_refused_leaves_the_rest_of_its_row(take):
    """The row is set aside with that cell; the other figure counts (FAC#3514)."""
    taken = take("1|00001|Phường Phúc Xá|12.34|5")
    assert values(taken) == [("00001", "broadcasts", 5)]
    assert [(row, cells) for row, _, cells in taken.rejected] == [(2, "D2=12.34")]
    assert taken.rows_read == 1


def test_a_pre_printed_row_without_figures_is_no_row(take):
    """Blank, and not 0."""
    taken = take("1|00001|Phường Phúc Xá||", "2|00004|Phường Trúc Bạch|–|-")
    assert (values(taken), taken.rejected, taken.rows_read) == ([], [], 0)


def test_a_name_written_otherwise_than_its_code_is_asked(take):
    """The code decides; the unit sees how it was understood."""
    taken = take("1|00001|Xóm Bãi|5|")
    assert values(taken) == [("00001", "articles", 5)]
    assert "Phường Phúc Xá theo mã" in taken.changed[0]


def test_a_heading_repeated_by_a_page_break_is_passed_over(take):
    """The rows below it belong to the same table."""
    taken = take("1|00001||5|", HEADING, "2|00004||6|")
    assert [one.unit_code for one in taken.figures] == ["00001", "00004"]
    assert taken.findings == []


def test_a_row_of_text_answers_under_an_unknown_code_is_not_lost(take):
    """No figure in it, but somebody is meant."""
    taken = take("1|99999||không có|")
    assert taken.rows_read == len(taken.rejected) == 1
