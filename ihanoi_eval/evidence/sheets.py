"""A workbook as a table: its first sheet row by row, and what further sheets hold."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from ihanoi_eval.evidence.cells import cell_text
from ihanoi_eval.evidence.findings import Finding, some_of
from ihanoi_eval.evidence.quotable import PLAIN
from ihanoi_eval.vietnamese import format_count

SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)  # of a workbook's parts


def sheet_rows(path: Path) -> Iterator[list[str]]:
    """Rows of a workbook's first sheet as the text of its cells.

    A formula that was never computed stands as its own text, so that it cannot pass for empty.
    """
    import openpyxl  # imported late: most inputs are CSV

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, in English
        sent = path.read_bytes()  # openpyxl would leave a broken file open
        books = [
            openpyxl.load_workbook(io.BytesIO(sent), read_only=True, data_only=shown)
            for shown in (True, False)
        ]
        try:
            for book in books:
                book.worksheets[0].reset_dimensions()  # some exports say A1 and mean a thousand
            sheets = [
                book.worksheets[0].iter_rows(values_only=is_written)
                for book, is_written in zip(books, (False, True), strict=True)
            ]
            for shown, written in zip(*sheets, strict=True):
                yield [_shown_text(*pair) for pair in zip_longest(shown, written)]
        finally:
            for book in books:
                book.close()


def _shown_text(cell: Any, written: Any) -> str:
    """What a cell shows, or the formula that nobody has computed yet.

    A midnight that is shown with its hour is a moment, without it a day: Excel keeps them alike.
    """
    shown = cell.value if cell is not None else None
    if shown is None and written is not None:
        return str(getattr(written, "text", written))
    if isinstance(shown, datetime) and shown.time() == time.min and "h" in _format_of(cell):
        return shown.isoformat(sep=" ")
    return cell_text(shown)


def _format_of(cell: Any) -> str:
    """How a workbook shows a cell, without colours and words in quotes."""
    return re.sub(r'"[^"]*"|\[[^\]]*\]', "", str(cell.number_format).lower())


def further_sheets(path: Path, name: str, file: str) -> list[Finding]:
    """What further sheets of a workbook hold rows, hidden ones included (32); none, no finding.

    An error in a log: a program whose table grows past a sheet's last row goes on with the next. In
    a table that people keep it may be a sheet of notes, and is a warning.
    """
    with ZipFile(path) as parts:
        if len([*filter(SHEET.fullmatch, parts.namelist())]) < 2:
            return []  # a large workbook is not opened twice for nothing
    import openpyxl  # imported late: most inputs are CSV

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
        lost = [
            f"{_called(place, sheet)}: {format_count(rows)} dòng"
            for place, sheet in enumerate(book.worksheets[1:], 2)
            if (rows := _filled_rows(sheet))
        ]
        book.close()
    if not lost:
        return []
    return [
        Finding(
            severity="error" if name.startswith("platform/") else "warning",
            check="sheets_not_read",
            about=name,
            file=file,
            found=some_of(lost),
            expected="mọi dòng ở trang tính đầu",
            message=f"{file}: chỉ trang tính đầu được đọc, các dòng ở trang khác không được tính "
            f"({some_of(lost)}). Đề nghị chép các dòng đó xuống cuối trang đầu, quá dài thì xuất "
            "dạng CSV hoặc Parquet; trang không phải số liệu thì xóa.",
        )
    ]


def _filled_rows(sheet: Any) -> int:
    """How many rows of a sheet hold anything, its header included."""
    sheet.reset_dimensions()
    return sum(
        any(map(str.strip, map(cell_text, row))) for row in sheet.iter_rows(values_only=True)
    )


def _called(place: int, sheet: Any) -> str:
    """A sheet by its place, and by its name where that is a plain word: names may be persons'."""
    notes = [sheet.title] * bool(PLAIN.fullmatch(sheet.title))
    notes += ["đang ẩn"] * (sheet.sheet_state != "visible")
    return f"trang thứ {place}" + (f" ({', '.join(notes)})" if notes else "")
