"""Where a form's table lies on a sheet: found by its labels, whatever stands above or beside it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from ihanoi_eval.evidence.workbooks import Cell, Sheet, column_letters
from ihanoi_eval.evidence.written_cells import ONE_WIDTH
from ihanoi_eval.rules.forms import (
    CODE_HEADING,
    NAME_HEADING,
    NUMBER_HEADING,
    VALUE_HEADING,
    Field,
    Form,
)
from ihanoi_eval.vietnamese import comparison_key

NUMBER_WORDS: Final = (NUMBER_HEADING, "TT", "Số TT", "Số thứ tự")
CODE_WORDS: Final = (CODE_HEADING, "Mã đơn vị", "Mã", "Mã đơn vị hành chính", "unit_code")
NAME_WORDS: Final = (
    *(NAME_HEADING, "Đơn vị", "Tên", "Tên xã", "Tên phường", "Xã, phường"),
    *("Xã, phường, thị trấn", "Tên xã, phường, thị trấn", "Phường, xã", "Phường, xã, thị trấn"),
)
VALUE_WORDS: Final = (VALUE_HEADING, "Kết quả", "Giá trị", "Số lượng", "value")
MOST_MERGED: Final = 20_000  # places; more is no form, and would fill the memory
LEAST_FIELDS: Final = 2  # one word alone may stand anywhere

Layout = Literal["rows", "lines"]  # a row a unit, or a line a field


@dataclass(frozen=True)
class FormTable:
    """A form's table on a sheet.

    rows: `fields` by the number of their column, under the heading that ends in `heading_row`.
    lines: `fields` by the number of their row, values in `value_column`.
    """

    form: Form
    layout: Layout
    heading_row: int
    fields: dict[int, Field]
    code_column: int = 0
    name_column: int = 0
    number_column: int = 0
    value_column: int = 0
    doubled: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Field, ...]:
        """The form's fields that the table does not have."""
        there = {(field.measure, field.kind) for field in self.fields.values()}
        return tuple(
            field for field in self.form.fields if (field.measure, field.kind) not in there
        )


class Grid:
    """A sheet's cells by place, merged ranges known."""

    def __init__(self, sheet: Sheet) -> None:
        """Keep cells by row and column, and the top left corner of what is merged."""
        self.sheet = sheet
        self.cells = {(cell.row, cell.column): cell for cell in sheet.cells}
        self.rows = sorted({cell.row for cell in sheet.cells})
        self.columns = sorted({cell.column for cell in sheet.cells})
        self.corners = _corners(sheet.merged)
        self.keys: dict[tuple[int, int], str] = {}

    def key(self, row: int, column: int, *, merged: bool = False) -> str:
        """The comparison key of a cell's words; merged: of the range that it is in."""
        place = self.corners.get((row, column), (row, column)) if merged else (row, column)
        if place not in self.keys:
            cell = self.cells.get(place)
            words = "" if cell is None or cell.value is None else str(cell.value)
            self.keys[place] = label_key(words[:300])
        return self.keys[place]

    def cell(self, row: int, column: int) -> Cell | None:
        """The filled cell at a place, or none."""
        return self.cells.get((row, column))


def _corners(
    merged: Sequence[tuple[int, int, int, int]],
) -> dict[tuple[int, int], tuple[int, int]]:
    """The top left place of each place that is merged, as far as a form can be."""
    corners: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in merged:
        if (bottom - top) < 100 and (right - left) < 100 and len(corners) < MOST_MERGED:
            corners |= {
                (row, column): (top, left)
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
            }
    return corners


@lru_cache(maxsize=4_096)  # the labels of a form come again in every file
def label_key(label: str) -> str:
    """What two spellings of one heading share, the mark of required fields aside.

    >>> label_key("Số tin,\\n bài (*)") == label_key("SỐ TIN, BÀI:")
    True
    """
    return comparison_key(label.translate(ONE_WIDTH)).removesuffix("(*)").rstrip(" *:")


def find_table(grid: Grid, own: Form, children: Sequence[Form]) -> FormTable | None:
    """The table that most of the sheet's labels speak of, of the sender or its children; or none.

    A child is always a row; the sender may be a row too, or write a line a field.
    """
    found = [table for form in (own, *children) for table in _rows(grid, form)]
    found += _lines(grid, own)
    return max(found, key=lambda table: len(table.fields), default=None)


def repeats_heading(grid: Grid, table: FormTable, row: int) -> Literal["no", "same", "other"]:
    """Whether a row below the heading is a heading again, of the same columns or of others."""
    keys = field_keys(table.form)
    again = {
        column: keys[grid.key(row, column)]
        for column in grid.columns
        if grid.key(row, column) in keys
    }
    if len(again) < LEAST_FIELDS:
        return "no"
    return "same" if all(table.fields.get(c) == field for c, field in again.items()) else "other"


def field_keys(form: Form) -> dict[str, Field]:
    """The form's fields by the keys under which they are found: their label, their measure."""
    codes = {field.measure: field for field in form.fields if field.kind != "share"}
    return codes | {label_key(field.label): field for field in form.fields}


def _rows(grid: Grid, form: Form) -> Iterable[FormTable]:
    """The best table with a row a unit, if there is one."""
    keys = field_keys(form)
    headings = {row: _fields_in_row(grid, row, keys) for row in grid.rows}
    row = max(headings, key=lambda row: (len(headings[row][0]), -row), default=0)
    if row and len(headings[row][0]) >= min(LEAST_FIELDS, len(form.fields)):
        yield _rows_table(grid, form, row, *headings[row])


def _lines(grid: Grid, form: Form) -> Iterable[FormTable]:
    """The best table with a line a field, if there is one."""
    keys = field_keys(form)
    lines = {column: _fields_in_column(grid, column, keys) for column in grid.columns}
    column = max(lines, key=lambda column: (len(lines[column][0]), -column), default=0)
    if column and len(lines[column][0]) >= min(LEAST_FIELDS, len(form.fields)):
        yield _lines_table(grid, form, column, *lines[column])


def _fields_in_row(
    grid: Grid, row: int, keys: dict[str, Field]
) -> tuple[dict[int, Field], tuple[str, ...]]:
    """The fields that a heading ending in this row names, by column, and those named twice."""
    fields: dict[int, Field] = {}
    for column in grid.columns:
        below, above = grid.key(row, column), grid.key(row - 1, column, merged=True)
        spanned = grid.corners.get((row, column), (row, column))[0] < row
        names = [below, f"{above} {below}"] if below else [above] if spanned else []
        field = next((keys[name] for name in reversed(names) if name in keys), None)
        if field:
            fields[column] = field
    return fields, _doubled(fields.values())


def _fields_in_column(
    grid: Grid, column: int, keys: dict[str, Field]
) -> tuple[dict[int, Field], tuple[str, ...]]:
    """The fields that the lines of this column name, by row, and those named twice."""
    names = {row: grid.key(row, column) for row in grid.rows}
    fields = {row: keys[name] for row, name in names.items() if name in keys}
    return fields, _doubled(fields.values())


def _doubled(fields: Iterable[Field]) -> tuple[str, ...]:
    """The labels of fields that come more than once."""
    times = Counter((field.measure, field.kind, field.label) for field in fields)
    return tuple(sorted(label for (_, _, label), count in times.items() if count > 1))


def _rows_table(
    grid: Grid, form: Form, row: int, fields: dict[int, Field], doubled: tuple[str, ...]
) -> FormTable:
    """A table with a row a unit."""
    words = {
        column: {grid.key(row, column), grid.key(row, column, merged=True)} - {""}
        for column in grid.columns
        if column not in fields
    }
    code, name, number = (_place(words, group) for group in (CODE_WORDS, NAME_WORDS, NUMBER_WORDS))
    return FormTable(
        form,
        "rows",
        row,
        fields,
        code_column=code,
        name_column=name,
        number_column=number,
        doubled=doubled,
        unknown=tuple(
            f"{column_letters(column)} ({grid.cells[row, column].value})"
            for column in words
            if column not in (code, name, number) and (row, column) in grid.cells
        ),
    )


def _lines_table(
    grid: Grid, form: Form, column: int, fields: dict[int, Field], doubled: tuple[str, ...]
) -> FormTable:
    """A table with a line a field; without a heading the figures stand right of the labels."""
    values = {label_key(word) for word in VALUE_WORDS}
    first = min(fields)
    headed = [
        (row, place)
        for row in reversed(grid.rows)
        if row < first
        for place in grid.columns
        if grid.key(row, place) in values
    ]
    heading_row, value_column = headed[0] if headed else (first - 1, column + 1)
    return FormTable(form, "lines", heading_row, fields, value_column=value_column, doubled=doubled)


def _place(words: dict[int, set[str]], group: Sequence[str]) -> int:
    """The first column headed by one of the words, 0 where none is."""
    keys = {label_key(word) for word in group}
    return next((column for column, names in words.items() if names & keys), 0)
