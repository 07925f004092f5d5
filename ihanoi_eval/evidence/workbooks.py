"""The raw cells of workbooks as they were sent, read in bounded child processes; no meaning yet."""

import contextlib
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from ihanoi_eval.evidence.containers import (
    LARGEST_FILE,
    WORKBOOK,
    Refusal,
    broken,
    check_container,
    too_large,
)
from ihanoi_eval.workers import Note, Outcome, run_jobs

LAST_ROW: Final = 2_000  # a district has 40 communes; what lies below is told, not read
LAST_COLUMN: Final = 100  # a form has 22 columns; one of a later campaign may have more
MOST_SHEETS: Final = 30
MOST_CELLS: Final = 40_000
MOST_LETTERS: Final = 2_000_000
TIME_LIMIT: Final = 10.0  # [s] for a batch, then for each file of a batch that did not end
MEMORY_LIMIT: Final = 2**29  # [bytes] of address space, a third of it taken by libraries
BATCH: Final = 15

Value = str | int | float | bool | datetime | date | time | timedelta | None
Kind = Literal["text", "number", "flag", "moment", "error", "formula"]

# Bounded repeats: no part can make these slow. Programs differ in quotes and prefixes.
_TAG = rb"<(?:[\w.-]{1,20}:)?"
_CELL = re.compile(
    _TAG + rb"""c\b[^>]{0,99}?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]{0,99}?(/?)>"""
)
_HIDDEN = rb"""\b([^>]{0,300}?\bhidden=["'](?:1|true)["'][^>]{0,300}?)>"""
_HIDDEN_ROW = re.compile(_TAG + rb"row" + _HIDDEN)
_HIDDEN_COLUMN = re.compile(_TAG + rb"col" + _HIDDEN)
_PLACE = rb"([A-Z]{1,3})([0-9]{1,7})"
_MERGED = re.compile(
    _TAG + rb"""mergeCell\b[^>]{0,99}?\bref=["']""" + _PLACE + rb":" + _PLACE + rb"""["']"""
)
_SHEET = re.compile(_TAG + rb"sheet[\s/>]")
_FORMULA = re.compile(_TAG + rb"f[\s/>]")
_FILTER = re.compile(_TAG + rb"autoFilter\b")


@dataclass(frozen=True)
class Cell:
    """One filled cell; kind formula is a formula that nobody has computed."""

    row: int
    column: int
    value: Value
    kind: Kind
    number_format: str = "General"
    has_formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet's filled cells within bounds, and what its look hides.

    merged: top, left, bottom, right of each merged range; beyond: the first filled cell outside.
    """

    name: str
    cells: tuple[Cell, ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    beyond: str = ""
    has_filter: bool = False


@dataclass(frozen=True)
class Workbook:
    """A file as it was read, or why it was not: check and message in Vietnamese."""

    path: Path
    sha256: str = ""
    size: int = 0
    sheets: tuple[Sheet, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    check: str = ""
    message: str = ""


def read_workbooks(paths: Sequence[Path], *, workers: int = 2) -> list[Workbook]:
    """Every file's cells, in the order of the paths; a file that kills its reader stands alone."""
    batches = [list(paths[i : i + BATCH]) for i in range(0, len(paths), BATCH)]
    read: dict[Path, Workbook] = {}
    alone: list[list[Path]] = []
    for batch, outcome in zip(batches, _run(batches, workers), strict=True):
        if outcome.status == "done" and outcome.value is not None:
            read |= dict(zip(batch, outcome.value, strict=True))
        else:
            alone += [[path] for path in batch]
    for (path,), outcome in zip(alone, _run(alone, workers) if alone else [], strict=True):
        if outcome.status == "done" and outcome.value is not None:
            read[path] = outcome.value[0]
        else:
            read[path] = _ended(path, outcome)
    return [read[path] for path in paths]


def address(row: int, column: int) -> str:
    """A cell's place as Excel shows it.

    >>> address(12, 6), address(1, 28)
    ('F12', 'AB1')
    """
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """A column as Excel shows it.

    >>> column_letters(26), column_letters(27)
    ('Z', 'AA')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _run(batches: list[list[Path]], workers: int) -> list[Outcome[list[Workbook]]]:
    """Each batch in a process of its own."""
    return run_jobs(
        _read_batch,
        batches,
        workers=workers,
        time_limit=TIME_LIMIT,
        memory_limit=MEMORY_LIMIT,
        preload=("openpyxl", __name__),
    )


def _ended(path: Path, outcome: Outcome[list[Workbook]]) -> Workbook:
    """A file whose reader did not come back."""
    late = outcome.status == "timeout"
    why = f"đọc quá {TIME_LIMIT:g} giây" if late else "làm dừng chương trình đọc"
    return Workbook(
        path,
        check="file_too_large" if late else "file_unreadable",
        message=f"Tệp {why} nên bị bỏ qua. Đề nghị chép số liệu vào biểu mẫu mới rồi gửi lại.",
    )


def _read_batch(paths: list[Path], note: Note) -> list[Workbook]:
    """The life of a child: one file after the other."""
    return [read_workbook(path) for path in paths]


def read_workbook(
    path: Path, *, read_bytes: Callable[[Path], bytes] = lambda path: path.read_bytes()
) -> Workbook:
    """One file's cells, in this process; whatever is wrong with it is in `check` and `message`.

    read_bytes: how a file's bytes are had; they are had twice, and must be the same.
    """
    found = Workbook(path)
    try:
        data = _bytes_of(path, read_bytes)
        digest = hashlib.sha256(data).hexdigest()
        found = replace(found, sha256=digest, size=len(data))
        check_container(data)
        sheets, properties = _read_cells(data)
        if hashlib.sha256(_bytes_of(path, read_bytes)).hexdigest() != digest:
            raise Refusal(
                "file_changed", "Tệp bị thay trong khi đọc. Chờ chép xong tệp rồi chạy lại."
            )
        return replace(found, sheets=sheets, properties=properties)
    except Refusal as refusal:
        return replace(found, check=refusal.check, message=refusal.message)
    except MemoryError:
        reason = _too_full()
    except Exception:  # whatever openpyxl calls it: nobody should have to read that
        reason = broken()
    return replace(found, check=reason.check, message=reason.message)


def _bytes_of(path: Path, read_bytes: Callable[[Path], bytes]) -> bytes:
    """A file's bytes; a Refusal where it is too large to be opened, or held by somebody."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise too_large(size)
        return read_bytes(path)
    except OSError:
        raise Refusal(
            "file_busy",
            "Không mở được tệp; đóng tệp ở chương trình khác, kiểm tra quyền đọc rồi chạy lại.",
        ) from None


def _too_full() -> Refusal:
    """More in the file than a report can be."""
    return Refusal(
        "file_too_large",
        "Tệp có quá nhiều trang hoặc ô so với một báo cáo. Đề nghị chép số liệu vào biểu mẫu mới "
        "rồi gửi lại.",
    )


def _read_cells(data: bytes) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    """Sheets and custom properties of a workbook that may be opened."""
    import openpyxl  # imported late: only children need it

    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),  # openpyxl prints that a style is out of range
        zipfile.ZipFile(io.BytesIO(data)) as parts,
    ):
        warnings.simplefilter("ignore")  # about styles and validations, in English
        if len(_SHEET.findall(parts.read(WORKBOOK))) > MOST_SHEETS:
            raise _too_full()  # a thousand that name one part would be parsed a thousand times
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        written = None
        sheets: list[Sheet] = []
        for place, shown in enumerate(book.worksheets):
            part = parts.read(shown._worksheet_path.lstrip("/"))
            formulas: frozenset[tuple[int, int]] = frozenset()
            if _FORMULA.search(part):
                written = written or openpyxl.load_workbook(io.BytesIO(data), read_only=True)
                formulas = frozenset(
                    (cell.row, cell.column)
                    for cell in _filled(written.worksheets[place])
                    if cell.data_type == "f"
                )
            sheets.append(_sheet(shown, part, formulas))
            cells = [cell for sheet in sheets for cell in sheet.cells]
            letters = sum(len(cell.value) for cell in cells if isinstance(cell.value, str))
            if len(cells) > MOST_CELLS or letters > MOST_LETTERS:
                raise _too_full()
        properties = {
            _writable(str(one.name)): _writable(str(one.value))
            for one in book.custom_doc_props.props
        }
    return tuple(sheets), properties


def _filled(sheet: Any) -> Iterator[Any]:
    """A sheet's filled cells within bounds, as openpyxl has them."""
    sheet.reset_dimensions()  # some programs say A1 and mean a thousand rows
    for row in sheet.iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN):
        yield from (cell for cell in row if cell.value is not None)


def _sheet(shown: Any, part: bytes, formulas: frozenset[tuple[int, int]]) -> Sheet:
    """A sheet from what openpyxl reads and from what its markup says beside the cells."""
    cells = [_cell(one, (one.row, one.column) in formulas) for one in _filled(shown)]
    computed = {(cell.row, cell.column) for cell in cells}
    cells += [
        Cell(row, column, None, "formula", has_formula=True)
        for row, column in sorted(formulas - computed)
    ]
    return Sheet(
        name=_writable(str(shown.title)),
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        is_hidden=shown.sheet_state != "visible",
        hidden_rows=frozenset(_attribute(found, b"r") for found in _HIDDEN_ROW.findall(part)),
        hidden_columns=frozenset(
            column
            for found in _HIDDEN_COLUMN.findall(part)
            for column in range(
                _attribute(found, b"min"), min(_attribute(found, b"max"), LAST_COLUMN) + 1
            )
        ),
        merged=tuple(
            (int(top), _column(left), int(bottom), _column(right))
            for left, top, right, bottom in _MERGED.findall(part)[:LAST_ROW]
        ),
        beyond=next(
            (
                (letters + row).decode()
                for letters, row, empty in _CELL.findall(part)
                if not empty and (int(row) > LAST_ROW or _column(letters) > LAST_COLUMN)
            ),
            "",
        ),
        has_filter=_FILTER.search(part) is not None,
    )


def _cell(one: Any, has_formula: bool) -> Cell:
    """A filled cell, its kind by what it holds."""
    value = one.value
    kind: Kind
    if one.data_type == "e":
        kind = "error"
    elif isinstance(value, bool):
        kind = "flag"
    elif isinstance(value, int | float):
        kind = "number"
    elif isinstance(value, datetime | date | time | timedelta):
        kind = "moment"
    else:
        kind, value = "text", _writable(str(value))
    return Cell(one.row, one.column, value, kind, str(one.number_format), has_formula)


def _writable(text: str) -> str:
    """Text that a table can hold: half a letter, which no encoding has, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def _attribute(tag: bytes, name: bytes) -> int:
    """A whole number in a tag, 0 where it is not there."""
    found = re.search(rb"\b" + name + rb"""=["']([0-9]{1,7})["']""", tag)
    return int(found[1]) if found else 0


def _column(letters: bytes) -> int:
    """A column's number: A is 1.

    >>> _column(b"A"), _column(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
