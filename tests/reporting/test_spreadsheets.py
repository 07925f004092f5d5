"""Tables as workbooks: Vietnamese headings, real numbers, and never a formula."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from ihanoi_eval.reporting.spreadsheets import spreadsheet

DAY = date(2024, 11, 1)
HOSTILE = ['=HYPERLINK("http://x")', "+84912345678", "@SUM(A1)", "\t=1+1", "-1+1", "http://x.vn"]


def opened(frame: pd.DataFrame, title: str = "T") -> openpyxl.worksheet.worksheet.Worksheet:
    """The only sheet of a workbook of the frame."""
    data = spreadsheet({"Danh_sach": frame}, title=title, note="N", created=DAY)
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_headings_are_the_labels_of_the_columns():
    """An officer reads `Đơn vị`, not unit_code."""
    sheet = opened(pd.DataFrame({"unit_code": ["001"], "points": [1.5]}))
    assert [cell.value for cell in sheet[4]] == ["Mã đơn vị", "Điểm"]


def test_codes_are_text_and_numbers_are_numbers():
    """001 keeps its zeros, 1.5 can be summed."""
    sheet = opened(pd.DataFrame({"unit_code": ["001"], "points": [1.5]}))
    assert [(cell.value, cell.data_type) for cell in sheet[5]] == [("001", "s"), (1.5, "n")]


@pytest.mark.parametrize("text", HOSTILE)
def test_case_81_no_text_becomes_a_formula_or_a_link(text):
    """What somebody typed stays what it was (RELIABILITY §2.6)."""
    sheet = opened(pd.DataFrame({"message": [text]}), title=text)
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_missing_value_is_an_empty_cell():
    """Neither 0 nor nan."""
    sheet = opened(pd.DataFrame({"unit_code": [""], "points": [float("nan")]}))
    assert [cell.value for cell in sheet[5]] == [None, None]


def test_dates_and_words_are_written_for_a_reader():
    """09/12/2024, and `chậm` for late."""
    sheet = opened(pd.DataFrame({"on_date": ["2024-12-09"], "status": ["late"]}))
    assert [cell.value for cell in sheet[5]] == ["09/12/2024", "chậm"]


def test_control_characters_do_not_spoil_the_file():
    """Excel would call the whole file damaged."""
    assert opened(pd.DataFrame({"message": ["a\x00b\u202e"]})).cell(5, 1).value == "a b\ufffd"


def test_the_same_table_gives_the_same_bytes():
    """Nothing comes from the clock."""
    frame = pd.DataFrame({"unit_code": ["001"]})
    first, second = (spreadsheet({"A": frame}, title="T", note="N", created=DAY) for _ in "12")
    assert first == second
