"""Raw cells with what their look hides; the faults of RELIABILITY §2.6 stand in tests/faults."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from ihanoi_eval.evidence.workbooks import Cell, read_workbook, read_workbooks
from ihanoi_eval.reporting.templates import reporting_units, template_workbook
from ihanoi_eval.rules.loading import load_rules
from tests.faults.programs import packed, unpacked

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sheet_of(tmp_path):
    """A function that saves what it is told to write and reads the sheet back."""

    def read(change):
        book = openpyxl.Workbook()
        change(book.active)
        book.save(tmp_path / "x.xlsx")
        [sheet] = read_workbook(tmp_path / "x.xlsx").sheets
        return sheet

    return read


def test_cells_come_with_place_kind_and_format(sheet_of):
    """Nothing is interpreted: 00061 is text, 0.5 keeps its deceptive format."""

    def change(sheet):
        sheet["A1"], sheet["C2"], sheet["D2"] = "00061", 0.5, True
        sheet["C2"].number_format = '"95,5%"'
        sheet["E2"] = datetime(2024, 11, 30)

    assert sheet_of(change).cells == (
        Cell(1, 1, "00061", "text"),
        Cell(2, 3, 0.5, "number", '"95,5%"'),
        Cell(2, 4, True, "flag"),
        Cell(2, 5, datetime(2024, 11, 30), "moment", "yyyy-mm-dd h:mm:ss"),
    )


def test_a_formula_that_nobody_computed_is_seen(sheet_of):
    """openpyxl writes no cached value, as phones and scripts do not."""
    [cell] = sheet_of(lambda sheet: sheet.__setitem__("B3", "=1+1")).cells
    assert cell == Cell(3, 2, None, "formula", has_formula=True)


def test_an_error_value_is_seen(sheet_of):
    """#REF! is neither text nor missing."""
    [cell] = sheet_of(lambda sheet: sheet.__setitem__("A1", "#REF!")).cells
    assert (cell.kind, cell.value) == ("error", "#REF!")


def test_hidden_rows_hidden_columns_merged_ranges_and_filters_are_told(sheet_of):
    """What an officer does not see on the screen."""

    def change(sheet):
        for row in range(1, 9):
            sheet.append([row] * 6)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet.merge_cells("A5:B6")
        sheet.auto_filter.ref = "A1:F8"

    sheet = sheet_of(change)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {4})
    assert sheet.merged == ((5, 1, 6, 2),)
    assert sheet.has_filter and not sheet.is_hidden


def test_nothing_is_said_on_the_screen_about_a_style_that_is_not_there(tmp_path, capsys):
    """openpyxl prints it before it fails, in English (found by spoiling files at random)."""
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    parts = dict(unpacked((tmp_path / "x.xlsx").read_bytes()))
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'xfId="0"', b'xfId="99"')
    (tmp_path / "x.xlsx").write_bytes(packed([*parts.items()]))
    assert read_workbook(tmp_path / "x.xlsx").check == "file_unreadable"
    assert capsys.readouterr().out == ""


def test_coloured_empty_cells_are_no_cells(sheet_of):
    """A style is no figure."""

    def change(sheet):
        sheet["B2"].fill = PatternFill("solid", fgColor="FFFF00")

    assert sheet_of(change).cells == ()


def test_all_workbooks_of_the_city_are_read_in_children(tmp_path):
    """Fifty-seven files, in order; benchmarks/workbooks.py says how long."""
    campaign = load_rules(ROOT / "params" / "hanoi-2024-11").campaign
    paths = [tmp_path / f"{code}.xlsx" for code in reporting_units(campaign)]
    for path in paths:
        path.write_bytes(template_workbook(campaign, path.stem))
    found = read_workbooks(paths)
    assert [one.properties["ihanoi.unit_code"] for one in found] == [path.stem for path in paths]
