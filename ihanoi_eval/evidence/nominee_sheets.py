"""The sheet on which a unit proposes people: found by its headings, read, and never quoted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.form_rows import Place
from ihanoi_eval.evidence.form_tables import Grid, label_key
from ihanoi_eval.evidence.quotable import MASK
from ihanoi_eval.evidence.workbooks import Cell
from ihanoi_eval.evidence.written_cells import read_cell
from ihanoi_eval.rules.forms import NOMINEE_WORDS, NomineeField, NomineeSheet
from ihanoi_eval.vietnamese import comparison_key, parse_date

LEAST_HEADINGS: Final = 4  # fewer may stand together on any sheet
WORDS_FOR: Final[
    Mapping[str, Mapping[str, tuple[str, ...]]]
] = {  # further words that officers write
    "sex": {"female": ("f", "bà"), "male": ("m", "ông")},
    "class": {"manager": ("Quản lý",), "direct_worker": ("Người trực tiếp", "Trực tiếp")},
    "has_report": {"true": ("x", "1", "yes"), "false": ("không", "0", "no")},
    "has_minutes": {"true": ("x", "1", "yes"), "false": ("không", "0", "no")},
    "has_proposal": {"true": ("x", "1", "yes"), "false": ("không", "0", "no")},
}

Row = dict[str, str | float]


@dataclass
class NomineeRows:
    """What a sheet proposes: rows by the columns of submissions/nominees, and what was set aside.

    rejected: row number, reason, and the filled columns without what they say.
    """

    rows: list[Row] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        """Spreadsheet rows with an entry."""
        return len(self.rows) + len(self.rejected)


def as_code(column: str, text: str) -> str:
    """The code that a table keeps for a word of a fixed list; ValueError with the words there are.

    >>> as_code("kind", "cá  nhân"), as_code("kind", "individual"), as_code("sex", "")
    ('individual', 'individual', '')
    """
    words = NOMINEE_WORDS[column]
    key = comparison_key(text)
    if not key:
        return ""
    for code, label in words.items():
        spellings = (code, label, *WORDS_FOR.get(column, {}).get(code, ()))
        if key in map(comparison_key, spellings):
            return code
    raise ValueError(f"chỉ nhận {', '.join(words.values())}")


def find_headings(
    grid: Grid, sheet: NomineeSheet | None
) -> tuple[int, Mapping[int, NomineeField]] | None:
    """The row that holds the nominees' headings, with their columns; None on any other sheet."""
    if sheet is None:
        return None
    keys = {label_key(one.label): one for one in sheet.fields}
    keys |= {one.column: one for one in sheet.fields}
    found = {
        row: {
            column: keys[key] for column in grid.columns if (key := grid.key(row, column)) in keys
        }
        for row in grid.rows
    }
    row = max(found, key=lambda one: (len(found[one]), -one), default=0)
    columns = {one.column for one in found.get(row, {}).values()}
    if len(columns) < min(LEAST_HEADINGS, len(sheet.fields)) or not {"kind", "name"} & columns:
        return None
    return row, found[row]


def read_nominee_rows(grid: Grid, sheet: NomineeSheet | None, place: Place) -> NomineeRows | None:
    """The rows below the headings; None where the sheet has none of them."""
    found = find_headings(grid, sheet)
    if sheet is None or found is None:
        return None
    heading, columns = found
    taken = NomineeRows()
    names = [one.column for one in columns.values()]
    doubled = sorted({one.label for one in columns.values() if names.count(one.column) > 1})
    lost = [one.label for one in sheet.fields if one.required and one.column not in names]
    for number in (row for row in grid.rows if row > heading):
        cells = {one.column: grid.cell(number, column) for column, one in columns.items()}
        filled: dict[str, Cell | None] = {
            name: cell for name, cell in cells.items() if _words(cell)
        }
        if filled.keys() <= {"unit_code"}:  # pre-printed, nobody proposed
            continue
        row, faults = _read_row(filled, sheet, place)
        faults += [f"tiêu đề {', '.join(doubled)} có hai lần"] if doubled else []
        faults += [f"không có cột {', '.join(lost)}"] if lost else []
        if faults:
            hidden = "; ".join(f"{name}={MASK}" for name in filled)
            taken.rejected.append((number, "; ".join(faults), hidden))
        else:
            taken.rows.append(row | {"row": float(number), "sheet": place.sheet})
    if taken.rejected:
        taken.findings.append(_refused_rows(taken, place))
    return taken


def _read_row(
    cells: Mapping[str, Cell | None], sheet: NomineeSheet, place: Place
) -> tuple[Row, list[str]]:
    """A row's columns, and what has no reading; what a cell says is not repeated."""
    row: Row = {}
    faults: list[str] = []
    for one in sheet.fields:
        cell = cells.get(one.column)
        try:
            if cell is not None and cell.kind in ("error", "formula"):
                raise ValueError("ô báo lỗi hoặc công thức chưa có kết quả")
            row[one.column] = _read(one.column, cell, place)
        except ValueError as error:
            faults.append(f"{one.label}: {error}")
            continue
        if one.required and row[one.column] == "":
            faults.append(f"thiếu {one.label}")
    return row, faults


def _read(column: str, cell: Cell | None, place: Place) -> str | float:
    """What a cell says in its column."""
    if column == "unit_code":
        return _unit(_words(cell), place)
    if column == "women_share":
        return _share(cell)
    readers: Mapping[str, Callable[[Cell | None], str]] = {"date_of_birth": _day}
    if column in readers:
        return readers[column](cell)
    words = _words(cell)
    return as_code(column, words) if column in NOMINEE_WORDS else words


def _words(cell: Cell | None) -> str:
    """A cell's words on one line, whole numbers without their point."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return " ".join(str(cell.value).split())


def _unit(words: str, place: Place) -> str:
    """The unit of a row: the sender where nothing is written, else one of its own."""
    if not words:
        return place.sender
    own = {place.sender, *place.campaign.children.get(place.sender, ())}
    first = words.split()[0]
    found = first if first in own else place.match_unit(words, place.sender).code
    if found not in own:
        raise ValueError("không phải đơn vị của báo cáo này; chọn trong danh sách")
    return str(found)


def _day(cell: Cell | None) -> str:
    """An ISO date of birth, from a date or from what was written as one."""
    if cell is None:
        return ""
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    words = _words(cell)
    try:
        return parse_date(words).isoformat() if words else ""
    except ValueError:
        raise ValueError("không phải ngày; viết ngày/tháng/năm") from None


def _share(cell: Cell | None) -> float:
    """A share from a percentage that has one reading; NaN where there is none."""
    if cell is None or not _words(cell):
        return float("nan")
    try:
        value = read_cell(cell, "share").value
    except ValueError:  # its words quote the cell, which in a shifted row may hold anything
        value = None
    if value is None:
        raise ValueError("không phải tỷ lệ từ 0 đến 100 có một cách đọc; viết như 45% hoặc 45,5%")
    return round(float(value), 6)


def _refused_rows(taken: NomineeRows, place: Place) -> Finding:
    """One finding for all the rows of a sheet that were set aside; nobody is named."""
    number, reason, _ = taken.rejected[0]
    count = len(taken.rejected)
    return Finding(
        severity="error",
        check="nominee_rows_refused",
        unit_code=place.sender,
        about=f"{place.file}:{place.sheet}",
        file=place.file,
        sheet=place.sheet,
        row=float(number),
        found=f"{count} dòng",
        expected="0 dòng",
        message=f"{place.sheet}: {count} dòng đề nghị khen thưởng không nhận được; dòng {number}: "
        f"{reason}. Đề nghị sửa và gửi lại.",
    )
