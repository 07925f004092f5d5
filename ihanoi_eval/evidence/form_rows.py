"""The rows of one form's table: whose each is, what its cells say, what is set aside and why."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.form_tables import FormTable, Grid, repeats_heading
from ihanoi_eval.evidence.unit_matching import Match
from ihanoi_eval.evidence.workbooks import Cell, address, column_letters
from ihanoi_eval.evidence.written_cells import format_plain, read_cell, shown
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import Field
from ihanoi_eval.vietnamese import comparison_key

MatchUnit = Callable[[str, str], Match]  # what a name means in the report of a sender's code
Ceilings = Mapping[tuple[str, str], float]  # above it no figure of a unit and measure can be

TOTALS = tuple(
    map(
        comparison_key,
        ("Tổng cộng", "Tổng", "Tổng số", "Cộng", "Toàn quận", "Toàn huyện", "Toàn thị xã"),
    )
)
PARTIAL = tuple(f"{comparison_key(word)} " for word in ("Tổng cộng", "Tổng số", "Cộng"))
FIGURE = re.compile(r"[\d., ]*\d[\d., ]*%?")


@dataclass(frozen=True)
class Figure:
    """One accepted figure or text and where it stands."""

    unit_code: str
    measure: str
    value: float | str
    is_share: bool
    sheet: str
    cell: str
    row: int


@dataclass
class Taken:
    """What a sheet gave: figures, rows set aside with the cells in question, findings, counts."""

    figures: list[Figure] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows_read: int = 0
    changed: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)  # rows that say that they are one


@dataclass(frozen=True)
class Place:
    """Where a table lies and whose it is: what every message names; and what can be in it."""

    file: str
    sheet: str
    sender: str
    campaign: Campaign
    match_unit: MatchUnit
    ceilings: Ceilings = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    """A row with its unit, or with why it has none."""

    number: int
    unit_code: str
    reason: str = ""


def read_lines(grid: Grid, table: FormTable, place: Place) -> Taken:
    """The sender's own figures, a line a field."""
    taken = Taken()
    for row, one in table.fields.items():
        cell = grid.cell(row, table.value_column)
        if cell is not None:
            _take_row(grid, {table.value_column: one}, _Row(row, place.sender), place, taken)
    return taken


def read_rows(grid: Grid, table: FormTable, place: Place, candidates: Sequence[str]) -> Taken:
    """The figures of the candidates, a row a unit; totals apart, doubles and strangers aside."""
    taken = Taken()
    rows: list[_Row] = []
    for number in (row for row in grid.rows if row > table.heading_row):
        again = repeats_heading(grid, table, number)
        if again == "other":
            taken.findings.append(_second_table(number, place))
            rows += _rest_of_sheet(grid, table, number)
            break
        if again == "same":
            continue
        if _is_total(grid, table, number):
            taken.totals.append(number)
            continue
        row = _unit_row(grid, table, number, place, candidates, taken)
        if row is not None:
            rows.append(row)
    for row in _without_doubles(rows):
        _take_row(grid, table.fields, row, place, taken)
    return taken


def _filled(grid: Grid, table: FormTable, row: int) -> list[Cell]:
    """The filled cells of a row in the columns of fields."""
    cells = [grid.cell(row, column) for column in table.fields]
    return [cell for cell in cells if cell is not None and str(cell.value).strip() != ""]


def _is_total(grid: Grid, table: FormTable, row: int) -> bool:
    """Whether the row says that it is a total, of all or of a part."""
    columns = (table.number_column, table.code_column, table.name_column)
    keys = [grid.key(row, column) for column in columns if column]
    return any(key in TOTALS or key.startswith(PARTIAL) for key in keys)


def _unit_row(
    grid: Grid,
    table: FormTable,
    number: int,
    place: Place,
    candidates: Sequence[str],
    taken: Taken,
) -> _Row | None:
    """The row with its unit; None where it says nothing about any."""
    cells = _filled(grid, table, number)
    code = _words(grid, number, table.code_column)
    name = _words(grid, number, table.name_column)
    is_bare = not code and not name
    figures = [cell for cell in cells if cell.kind != "text" or FIGURE.fullmatch(str(cell.value))]
    if not cells or (is_bare and not figures):
        return None
    unit_code, reason = _unit_of(code, name, place, candidates, taken, number)
    if reason and not figures and not code:
        return None  # a signature, a note: it has a place but no figure
    return _Row(number, unit_code, reason)


def _words(grid: Grid, row: int, column: int) -> str:
    """A cell's words, whole numbers without their point."""
    cell = grid.cell(row, column) if column else None
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value).strip()


def _unit_of(
    code: str, name: str, place: Place, candidates: Sequence[str], taken: Taken, number: int
) -> tuple[str, str]:
    """A row's unit, and why it has none (RELIABILITY §1.6: code and name, code, name)."""
    units = place.campaign.unit_by_code
    match = place.match_unit(name, place.sender) if name else None
    by_name = match.code if match and match.code in candidates else None
    padded = next((one for one in candidates if code.isdigit() and one == code.zfill(len(one))), "")
    if code in candidates:
        if by_name is not None and by_name != code:
            return "", f"mã {code} là {units[code].name}, tên ghi {name!r}; sửa mã hoặc tên"
        if name and by_name is None and comparison_key(name) != comparison_key(units[code].name):
            taken.changed.append(f"dòng {number}: tên {name!r} hiểu là {units[code].name} theo mã")
        return code, ""
    if padded and by_name == padded:
        taken.changed.append(f"dòng {number}: mã {code!r} hiểu là {padded} ({units[padded].name})")
        return padded, ""
    if code in units:
        return "", f"mã {code} ({units[code].name}) không thuộc báo cáo này; xem lại mã"
    if code:
        return "", f"mã đơn vị {code!r} không có trong danh mục hoặc không khớp tên {name!r}"
    if by_name is not None:
        taken.changed.append(f"dòng {number}: không có mã, tên {name!r} hiểu là {by_name}")
        return by_name, ""
    if match is None:
        return "", "thiếu mã và tên đơn vị"
    known = any(one in candidates for one in match.candidates)
    alias = ", hoặc xác nhận bằng một dòng của reviews/unit_aliases" if known else ""
    return "", f"{match.reason.rstrip('.')} Đề nghị ghi mã đơn vị{alias}"


def _without_doubles(rows: list[_Row]) -> list[_Row]:
    """The rows, those of one unit that come twice all set aside."""
    places: dict[str, list[int]] = {}
    for row in rows:
        places.setdefault(row.unit_code, []).append(row.number)
    return [
        replace(
            row,
            unit_code="",
            reason=f"đơn vị {row.unit_code} có nhiều dòng có số liệu: "
            f"{', '.join(map(str, places[row.unit_code]))}; giữ lại một dòng đúng",
        )
        if row.unit_code and len(places[row.unit_code]) > 1
        else row
        for row in rows
    ]


def _take_row(grid: Grid, fields: dict[int, Field], row: _Row, place: Place, taken: Taken) -> None:
    """Each filled cell of a row as a figure, or the row set aside with the cells that are not."""
    refused: list[tuple[Cell, str]] = []
    accepted: list[Figure] = []
    filled = 0
    for column, one in fields.items():
        cell = grid.cell(row.number, column)
        if cell is None:
            continue
        where = address(row.number, column)
        try:
            if (row.number, column) in grid.corners:
                raise ValueError("ô bị gộp nên không rõ số của đơn vị nào; bỏ gộp ô")
            read = read_cell(cell, one.kind)
            _check_ceiling(read.value, (row.unit_code, one.measure), place)
        except ValueError as error:
            filled += 1
            refused.append((cell, str(error)))
            if not row.reason:
                taken.findings.append(_refused_cell(cell, one, str(error), row, place))
            continue
        if read.value is None:
            continue
        filled += 1
        if row.reason:
            refused.append((cell, ""))
            continue
        figure = (row.unit_code, one.measure, read.value, one.kind == "share")
        accepted.append(Figure(*figure, place.sheet, where, row.number))
        taken.changed += [f"{where}: {read.changed}"] if read.changed else []
        taken.formulas += [where] if cell.has_formula else []
    if not filled:
        return
    taken.rows_read += 1
    taken.figures += accepted
    if row.reason:
        taken.findings.append(_refused_row(row, place))
    if row.reason or refused:
        cells = "; ".join(f"{address(c.row, c.column)}={shown(c)}" for c, _ in refused)
        reasons = [f"{address(c.row, c.column)}: {why}" for c, why in refused if why]
        taken.rejected.append((row.number, row.reason or "; ".join(reasons), cells))


def _check_ceiling(value: float | str | None, key: tuple[str, str], place: Place) -> None:
    """ValueError where there are more than the unit can have (X-002)."""
    most = place.ceilings.get(key)
    if most is not None and isinstance(value, float) and value > most:
        raise ValueError(
            f"{format_plain(value)} quá lớn: nhiều nhất {format_plain(most)}, là một lần rưỡi dân "
            "số từ 15 tuổi của đơn vị; xem lại số này"
        )


def _rest_of_sheet(grid: Grid, table: FormTable, first: int) -> list[_Row]:
    """The rows of a second table, all set aside."""
    reason = "thuộc bảng thứ hai trên cùng một trang; chuyển sang biểu mẫu"
    return [_Row(row, "", reason) for row in grid.rows if row > first and _filled(grid, table, row)]


def _refused_cell(cell: Cell, one: Field, reason: str, row: _Row, place: Place) -> Finding:
    """One cell that says nothing that can be used."""
    where = address(cell.row, cell.column)
    return Finding(
        severity="error",
        check="cell_refused",
        unit_code=row.unit_code,
        about=f"{place.file}:{place.sheet}:{one.measure}:{one.kind}",
        file=place.file,
        sheet=place.sheet,
        row=float(cell.row),
        column=column_letters(cell.column),
        found=shown(cell),
        expected="một cách đọc duy nhất",
        message=f"{place.sheet}!{where} ({one.label}): ghi {shown(cell)!r}: {reason}.",
    )


def _refused_row(row: _Row, place: Place) -> Finding:
    """One row that is about no unit, or about one that another row is about too."""
    return Finding(
        severity="error",
        check="row_refused",
        unit_code=place.sender,
        about=f"{place.file}:{place.sheet}!{row.number}",
        file=place.file,
        sheet=place.sheet,
        row=float(row.number),
        expected="một dòng một đơn vị của báo cáo",
        message=f"{place.sheet} dòng {row.number}: {row.reason}.",
    )


def _second_table(row: int, place: Place) -> Finding:
    """Another heading below the table."""
    return Finding(
        severity="warning",
        check="second_table",
        unit_code=place.sender,
        about=f"{place.file}:{place.sheet}",
        file=place.file,
        sheet=place.sheet,
        row=float(row),
        expected="một bảng một trang",
        message=f"{place.sheet} dòng {row}: bắt đầu một bảng khác, các dòng từ đó không được nhận. "
        "Đề nghị chuyển số liệu vào biểu mẫu.",
    )
