"""What the columns of one form's table say as a whole: totals, and percentages of two writings."""

from collections.abc import Iterator
from itertools import accumulate

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.form_rows import Place, Taken
from ihanoi_eval.evidence.form_tables import FormTable, Grid
from ihanoi_eval.evidence.workbooks import Cell, address, column_letters
from ihanoi_eval.evidence.written_cells import (
    UnsignedShare,
    format_plain,
    has_percent_sign,
    read_cell,
    shown,
)
from ihanoi_eval.rules.forms import Field


def column_doubts(grid: Grid, table: FormTable, place: Place, taken: Taken) -> list[Finding]:
    """What is asked about the columns of a table of which every row was taken or set aside."""
    doubts: list[Finding] = []
    for column, one in table.fields.items():
        if one.kind == "share":
            doubts += _two_writings(grid, table, column, one, place)
        elif one.kind != "text":
            doubts += _totals(grid, column, one, place, taken)
    return doubts


def _totals(grid: Grid, column: int, one: Field, place: Place, taken: Taken) -> Iterator[Finding]:
    """Totals that are neither the sum of all rows nor of those since some row above."""
    letters = column_letters(column)
    figures = [
        (figure.row, float(figure.value))
        for figure in taken.figures
        if figure.cell == f"{letters}{figure.row}"
    ]
    total = sum(value for _, value in figures)
    for row in taken.totals:
        cell = grid.cell(row, column)
        if cell is None or not figures:
            continue
        try:
            stated = read_cell(cell, one.kind).value
        except ValueError:
            continue
        above = sorted((figure for figure in figures if figure[0] < row), reverse=True)
        sums = {total, *accumulate((value for _, value in above), initial=0.0)}
        if isinstance(stated, float) and stated not in sums:
            yield _doubt(
                cell,
                "total_differs",
                place,
                expected=format_plain(total),
                message=f"({one.label}): dòng tổng ghi {format_plain(stated)}, cộng các đơn vị "
                f"được {format_plain(total)}. Đề nghị đơn vị rà soát.",
            )


def _two_writings(
    grid: Grid, table: FormTable, column: int, one: Field, place: Place
) -> Iterator[Finding]:
    """Each figure above 1 without its sign in a column that holds shares without theirs too.

    0,955 beside 95,5: the first has two readings and is refused; who wrote both may mean either.
    """
    unsigned: list[Cell] = []
    has_share = False
    for row in (row for row in grid.rows if row > table.heading_row):
        cell = grid.cell(row, column)
        if cell is None:
            continue
        try:
            if read_cell(cell, "share").value and not has_percent_sign(cell):
                unsigned.append(cell)
        except UnsignedShare:
            has_share = True
        except ValueError:
            continue
    for cell in unsigned if has_share else ():
        yield _doubt(
            cell,
            "percent_two_writings",
            place,
            expected="một cách ghi trong cả cột, kèm dấu %",
            message=f"({one.label}): ghi {shown(cell)}, đọc là {shown(cell)}%, nhưng cột này có "
            "ô ghi dạng 0,955. Đề nghị ghi lại cả cột kèm dấu %.",
        )


def _doubt(cell: Cell, check: str, place: Place, *, expected: str, message: str) -> Finding:
    """A doubt about one cell that is read all the same; message: what follows its address."""
    where = f"{place.sheet}!{address(cell.row, cell.column)}"
    return Finding(
        severity="warning",
        check=check,
        unit_code=place.sender,
        about=f"{place.file}:{where}",
        file=place.file,
        sheet=place.sheet,
        row=float(cell.row),
        column=column_letters(cell.column),
        found=shown(cell),
        expected=expected,
        message=f"{where} {message}",
    )
