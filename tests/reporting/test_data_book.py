"""The data book: every figure of the tables as a number, nothing that computes or leads away."""

import io
import re
import zipfile

import openpyxl
import pytest

from ihanoi_eval.reporting.data_book import SHEETS, TOP, data_book
from ihanoi_eval.reporting.facts import table


@pytest.fixture(scope="module")
def book(final):
    """The data book of the small campaign."""
    return data_book(final)


def plain(value: object) -> object:
    """A cell as Excel keeps it: fourteen sure digits of a number, nothing where there is none."""
    if isinstance(value, int | float):
        return "" if value != value else f"{value:.14g}"
    return value or ""


def test_every_cell_of_every_table_is_there_as_what_it_is(final, book):
    """Read back by openpyxl: numbers are numbers, codes are text, empty is empty."""
    opened = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
    for name, sheet in SHEETS.items():
        frame = table(final, name)
        found = opened[sheet].iter_rows(min_row=TOP + 2, max_row=TOP + 1 + len(frame))
        rows = [[plain(cell.value) for cell in row] for row in found] if len(frame) else []
        assert rows == [[plain(one) for one in row] for row in frame.itertuples(index=False)]
        texts = frame.columns[frame.dtypes.map(lambda kind: kind.kind not in "fiu")]
        assert all(isinstance(one, str) for one in frame[texts].to_numpy().ravel())


def test_the_book_is_laid_out_for_a_reader_who_cannot_see_it(book):
    """RELIABILITY §3.4: marked tables, no merged cells, one heading row, the cover first."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    assert opened.sheetnames[:2] == ["Bia", "Ghi chu"] and opened.active.title == "Bia"
    for name in SHEETS.values():
        sheet = opened[name]
        assert len(sheet.tables) == 1 and not sheet.merged_cells.ranges
        assert len(name) <= 31 and sheet["A2"].value == "Trang này có một bảng."
        headings = [cell.value for cell in sheet[TOP + 1]]
        assert all(headings) and len(set(headings)) == len(headings)


def test_nothing_computes_and_nothing_leads_away(book):
    """0 formulas, 0 external links."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
        assert not any(re.search(rb"<f[ >]|<hyperlink", data) for data in sheets)
        assert not any("externalLink" in name for name in parts.namelist())


def test_the_same_run_gives_the_same_bytes(final, book):
    """No clock in it."""
    assert data_book(final) == book
