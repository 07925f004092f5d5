"""Workbooks as tables: the first sheet is read, rows on any other are told."""

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.sheets import further_sheets

HEADER: tuple[object, ...] = ("account_id", "used_at")
SHEETS = {"1": [HEADER], "Ông Nguyễn Văn A": [HEADER]}


def save_sheets(path: Path, **sheets: list[tuple[object, ...]]) -> Path:
    """A workbook of these sheets; one whose name ends in _hidden is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "veryHidden" if title.endswith("_hidden") else "visible"
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("table", "header", "severity"),
    [("platform/usage", HEADER, "error"), ("registers/staff", ("unit_code", "x"), "warning")],
)
def test_rows_on_a_second_sheet_are_told(inputs, table, header, severity):
    """An export that grows past a sheet's last row goes on with the next, hidden or not (32)."""
    rows = [header, ("00001", "2024-11-05")]
    path = inputs.path / f"{table}.xlsx"
    save_sheets(path, Sheet1=rows, Sheet2=rows, Rest_hidden=[rows[1]])
    [found] = [one for one in inputs.take_in().findings if one.check == "sheets_not_read"]
    assert (found.severity, found.finding_id) == (severity, f"sheets_not_read::{table}")
    assert found.found == "trang thứ 2 (Sheet2): 2 dòng, trang thứ 3 (Rest_hidden, đang ẩn): 1 dòng"
    assert "chép các dòng đó xuống cuối trang đầu" in found.message


def test_an_empty_sheet_asks_nothing(inputs):
    """Excel used to make three of them."""
    path = save_sheets(inputs.path / "a.xlsx", Sheet1=[HEADER], Sheet2=[], Sheet3=[("  ", None)])
    assert further_sheets(path, "platform/usage", "a.xlsx") == []


def test_a_sheet_is_called_by_its_name_if_that_is_a_word(inputs):
    """Else it may be a person's (RELIABILITY 92)."""
    path = save_sheets(inputs.path / "a.xlsx", **SHEETS)
    [found] = further_sheets(path, "platform/usage", "a.xlsx")
    assert found.found == "trang thứ 2: 1 dòng"


def test_a_damaged_second_sheet_is_a_damaged_file(inputs):
    """Nobody knows what stood there."""
    path = inputs.path / "platform" / "usage.xlsx"
    save_sheets(path, Sheet1=[HEADER], Sheet2=[HEADER])
    with ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet2.xml"] = b"<worksheet><sheetData><row>"
    with ZipFile(path, "w") as cut:
        for name, content in parts.items():
            cut.writestr(name, content)
    with pytest.raises(DataError, match=r"usage.xlsx: không phải tệp .xlsx hoặc tệp đã hỏng"):
        inputs.take_in()
