"""Tables as workbooks to send: text stays text, numbers stay numbers, no formula, no link."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from ihanoi_eval.columns import column_of
from ihanoi_eval.vietnamese import TURNING, format_date, format_moment

A4 = 9
TITLE_ROWS = 3  # title, note, an empty row
WIDTHS = {"message": 70, "found": 26, "expected": 26, "name": 30, "file": 26, "reason": 50} | {
    "values": 40
}
WORDS = {  # what a code of these columns means to who reads it
    "error": "lỗi, cần sửa",
    "warning": "cảnh báo",
    "question": "hỏi lại",
    "open": "chưa trả lời",
    "explained": "đã giải trình",
    "confirmed": "đã xác nhận sai",
    "on_time": "đúng hạn",
    "late": "chậm",
    "missing": "chưa gửi",
    "not_due": "chưa đến hạn",
    "true": "có",
    "false": "không",
}
# A control character would make Excel call the whole file damaged; some signs turn a line round.
UNPRINTABLE = {code: " " for code in (*range(32), 127) if code not in (9, 10)} | {
    code: "\ufffd" for code in (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF, *TURNING)
}
# Data are never a formula, a link or a number by their looks.
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_000  # Excel holds 32,767 letters in a cell


def spreadsheet(
    sheets: Mapping[str, pd.DataFrame], *, title: str, note: str, created: date
) -> bytes:
    """A workbook with a sheet a table, Vietnamese headings, ready to print; the same bytes always.

    created: the day that the file says it was made, from the campaign and never from the clock.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **SAFE})
    book.set_properties(
        {"title": title, "created": datetime(created.year, created.month, created.day)}
    )
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    looks = {
        "title": book.add_format({**font, "bold": True, "font_size": 14}),
        "line": book.add_format(font),
        "head": book.add_format({**font, "bold": True, "border": 1, "text_wrap": True}),
        "text": book.add_format({**font, "border": 1, "text_wrap": True, "num_format": "@"}),
        "number": book.add_format({**font, "border": 1, "num_format": "#,##0.##"}),
        "count": book.add_format({**font, "border": 1, "num_format": "#,##0"}),
        "share": book.add_format({**font, "border": 1, "num_format": "0.0%"}),
    }
    for name, frame in sheets.items():
        _write_sheet(book, name, frame, looks, title=title, note=note)
    book.close()
    return stream.getvalue()


def _write_sheet(
    book: Any, name: str, frame: pd.DataFrame, looks: Mapping[str, Any], *, title: str, note: str
) -> None:
    """One table under its title, its heading on every printed page."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TITLE_ROWS)
    sheet.freeze_panes(TITLE_ROWS + 1, 0)
    sheet.write_string(0, 0, printable(title), looks["title"])
    sheet.write_string(1, 0, printable(note), looks["line"])
    for column, heading in enumerate(frame.columns):
        sheet.set_column(column, column, WIDTHS.get(heading, 14))
        sheet.write_string(TITLE_ROWS, column, column_of(heading).label, looks["head"])
        for row, value in enumerate(frame[heading].tolist(), start=TITLE_ROWS + 1):
            write_cell(sheet, row, column, value, column_of(heading).kind, looks)
    sheet.autofilter(TITLE_ROWS, 0, TITLE_ROWS + len(frame), max(0, len(frame.columns) - 1))


def write_cell(
    sheet: Any, row: int, column: int, value: object, kind: str, looks: Mapping[str, Any]
) -> None:
    """One cell by the kind of its column; what is missing stays empty."""
    if value is None or value == "" or value != value:
        sheet.write_blank(row, column, None, looks["text"])
    elif isinstance(value, int | float):
        look = {"count": "count", "share": "share"}.get(kind, "number")
        sheet.write_number(row, column, value, looks[look])
    else:
        text = str(value)
        if kind in ("date", "moment"):
            text = format_date(text) if kind == "date" else format_moment(text)
        elif kind in ("code", "flag"):
            text = WORDS.get(text, text)
        sheet.write_string(row, column, printable(text), looks["text"])


def printable(text: str) -> str:
    """Text that Excel opens, not longer than a cell.

    >>> printable("=1+1\\x07")
    '=1+1 '
    """
    return text.translate(UNPRINTABLE)[:LONGEST]
