"""A workbook as a report: figures of the sender and its rows, doubts as findings, nothing lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from ihanoi_eval.evidence.containers import Refusal
from ihanoi_eval.evidence.findings import Finding, Severity, some_of
from ihanoi_eval.evidence.form_columns import column_doubts
from ihanoi_eval.evidence.form_identity import Sender, identify
from ihanoi_eval.evidence.form_rows import (
    Ceilings,
    Figure,
    MatchUnit,
    Place,
    Taken,
    read_lines,
    read_rows,
)
from ihanoi_eval.evidence.form_tables import FormTable, Grid, find_table
from ihanoi_eval.evidence.nominee_sheets import NomineeRows, Row, read_nominee_rows
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.evidence.workbooks import LAST_COLUMN, LAST_ROW, Sheet, Workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import META_SHEET, Form
from ihanoi_eval.schemas import empty_table

ALIASES = "reviews/unit_aliases"
NO_CEILINGS: Ceilings = {}
NAMED = 12  # places named in one finding; the count says how many there are


@dataclass(frozen=True)
class ReportedRow:
    """One figure of one unit as the report states it, with the share stated beside it."""

    unit_code: str
    measure: str
    value: float | None
    stated_share: float | None
    sheet: str
    cell: str
    row: int


@dataclass(frozen=True)
class RejectedRow:
    """A spreadsheet row of which something was set aside: why, and the cells that were."""

    sheet: str
    row: int
    reason: str
    values: str


@dataclass(frozen=True)
class FormReading:
    """What one workbook reports; rows_read counts spreadsheet rows with an entry."""

    unit_code: str = ""
    rows: tuple[ReportedRow, ...] = ()
    nominees: tuple[Row, ...] = ()
    texts: tuple[Figure, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    rows_read: int = 0


def read_form(
    workbook: Workbook,
    key: str,
    campaign: Campaign,
    *,
    match_unit: MatchUnit | None = None,
    ceilings: Ceilings = NO_CEILINGS,
) -> FormReading:
    """The report in a workbook; a file that cannot be used is one finding of severity error.

    key: the file's name in every table. match_unit(name, sender's code): the unit that is meant;
    by default as the register has it, without confirmed aliases.
    ceilings: by unit and measure what no figure can exceed.
    """
    try:
        if workbook.check:
            raise Refusal(workbook.check, workbook.message)
        sender = identify(workbook, key, campaign)
        matching = match_unit or UnitNames(campaign, empty_table(ALIASES)).match_in_report
        return _read_sheets(workbook, key, sender, campaign, matching, ceilings)
    except Refusal as refusal:
        return FormReading(findings=(refused_file(key, refusal.check, refusal.message),))


def refused_file(key: str, check: str, message: str) -> Finding:
    """The finding for a file that is not read at all."""
    return Finding(
        severity="error",
        check=check,
        about=key,
        file=key,
        expected="tệp .xlsx theo biểu mẫu",
        message=f"{key}: {message}",
    )


def _read_sheets(
    workbook: Workbook,
    key: str,
    sender: Sender,
    campaign: Campaign,
    match_unit: MatchUnit,
    ceilings: Ceilings,
) -> FormReading:
    """Every sheet's table taken, and what the sheets hide asked about."""
    children = _children(sender.unit_code, campaign)
    findings = list(sender.findings)
    taken: list[tuple[str, Taken]] = []
    people: list[tuple[str, NomineeRows]] = []
    found: set[str] = set()
    for sheet in workbook.sheets:
        if sheet.name == META_SHEET:
            continue
        place = Place(key, sheet.name, sender.unit_code, campaign, match_unit, ceilings)
        grid = Grid(sheet)
        proposed = read_nominee_rows(grid, campaign.nominee_sheet, place)
        if proposed is not None:
            people.append((sheet.name, proposed))
            findings += [*proposed.findings, *_beyond(sheet, place)]
            continue
        table = find_table(grid, sender.form, [form for form, _ in children])
        if table is None:
            findings += _unread_sheet(sheet, place)
            continue
        _check_heading(table, place)
        codes = dict((form.league, codes) for form, codes in children).get(table.form.league, [])
        one = (
            read_lines(grid, table, place)
            if table.layout == "lines"
            else read_rows(grid, table, place, [*codes, sender.unit_code])
        )
        found.add(table.form.league)
        taken.append((sheet.name, one))
        findings += [*one.findings, *_heading_doubts(table, place), *_hidden(sheet, one, place)]
        findings += [*column_doubts(grid, table, place, one), *_readings(one, place)]
    if not taken:
        raise Refusal(
            "heading_missing",
            "Không tìm thấy bảng số liệu nào của biểu mẫu. Đề nghị chép số liệu vào biểu mẫu của "
            "đơn vị rồi gửi lại.",
        )
    findings += _missing_parts(found, sender, [form for form, _ in children], key)
    figures = [figure for _, one in taken for figure in one.figures]
    return FormReading(
        unit_code=sender.unit_code,
        rows=_reported(figures),
        nominees=tuple(row for _, one in people for row in one.rows),
        texts=tuple(figure for figure in figures if isinstance(figure.value, str)),
        rejected=tuple(
            RejectedRow(sheet, *rejected)
            for sheet, rows in [
                *((sheet, one.rejected) for sheet, one in taken),
                *((sheet, one.rejected) for sheet, one in people),
            ]
            for rejected in rows
        ),
        findings=tuple(findings),
        rows_read=sum(one.rows_read for _, one in taken) + sum(one.rows_read for _, one in people),
    )


def _children(unit_code: str, campaign: Campaign) -> list[tuple[Form, list[str]]]:
    """The forms of the units that report as rows of this one, with their codes."""
    leagues: dict[str, list[str]] = {}
    for code in campaign.children.get(unit_code, ()):
        leagues.setdefault(campaign.unit_by_code[code].league, []).append(code)
    forms = [(campaign.form_of(league), codes) for league, codes in leagues.items()]
    return [
        (form, codes)
        for form, codes in forms
        if form is not None and campaign.league_by_code[form.league].reports == "row_of_parent"
    ]


def _reported(figures: Sequence[Figure]) -> tuple[ReportedRow, ...]:
    """One row a figure, the stated share beside the figure of its unit and measure."""
    shares = {(one.sheet, one.unit_code, one.measure): one for one in figures if one.is_share}
    rows = []
    for one in figures:
        if one.is_share or isinstance(one.value, str):
            continue
        share = shares.pop((one.sheet, one.unit_code, one.measure), None)
        stated = float(share.value) if share else None
        place = (one.sheet, one.cell, one.row)
        rows.append(ReportedRow(one.unit_code, one.measure, one.value, stated, *place))
    rows += [
        ReportedRow(s.unit_code, s.measure, None, float(s.value), s.sheet, s.cell, s.row)
        for s in shares.values()
    ]
    return tuple(rows)


def _check_heading(table: FormTable, place: Place) -> None:
    """Refuse a table of which a column cannot be told from another, or a row from another."""
    if table.doubled:
        raise Refusal(
            "heading_doubled",
            f"Trang {place.sheet}: tiêu đề {', '.join(table.doubled)} có hai lần; giữ lại một cột "
            "rồi gửi lại.",
        )
    if table.layout == "rows" and not (table.code_column or table.name_column):
        raise Refusal(
            "heading_missing",
            f"Trang {place.sheet}: không có cột mã hay tên đơn vị. Đề nghị dùng biểu mẫu của đơn "
            "vị.",
        )


def _heading_doubts(table: FormTable, place: Place) -> list[Finding]:
    """Columns that are missing, and columns that nobody reads."""
    missing = [field.label for field in table.missing]
    required = any(field.required for field in table.missing)
    doubts = []
    if missing:
        doubts.append(
            _about_sheet(
                "error" if required else "warning",
                "column_missing",
                place,
                found=", ".join(missing),
                message=f"Trang {place.sheet} không có: {', '.join(missing)}. Đề nghị bổ sung theo "
                "biểu mẫu.",
                row=table.heading_row,
            )
        )
    if table.unknown:
        doubts.append(
            _about_sheet(
                "warning",
                "column_unknown",
                place,
                found=some_of(table.unknown, "cột"),
                message=f"Trang {place.sheet} có cột không thuộc biểu mẫu nên không đọc: "
                f"{some_of(table.unknown, 'cột')}. Có phải ghi sai tên cột?",
                row=table.heading_row,
            )
        )
    return doubts


def _hidden(sheet: Sheet, taken: Taken, place: Place) -> list[Finding]:
    """Figures that the sender does not see on the screen, and cells far outside."""
    places = {figure.cell for figure in taken.figures}
    hidden = [
        cell
        for cell in sheet.cells
        if cell.kind == "number"
        and (
            sheet.is_hidden or cell.row in sheet.hidden_rows or cell.column in sheet.hidden_columns
        )
    ]
    doubts = []
    if hidden and places:
        how = "do đang lọc" if sheet.has_filter else "bị ẩn"
        doubts.append(
            _about_sheet(
                "warning",
                "hidden_figures",
                place,
                found=f"{len(hidden)} ô số {how}",
                message=f"Trang {place.sheet} có {len(hidden)} ô số trong dòng, cột hoặc trang "
                f"{how}; số liệu vẫn được đọc. Đề nghị bỏ ẩn và rà soát.",
            )
        )
    return doubts + _beyond(sheet, place)


def _beyond(sheet: Sheet, place: Place) -> list[Finding]:
    """A filled cell outside what is read."""
    if not sheet.beyond:
        return []
    return [
        _about_sheet(
            "warning",
            "cell_far_outside",
            place,
            found=sheet.beyond,
            message=f"Trang {place.sheet} có ô {sheet.beyond} nằm ngoài vùng được đọc ({LAST_ROW} "
            f"dòng, {LAST_COLUMN} cột). Đề nghị xóa hoặc chuyển vào biểu mẫu.",
        )
    ]


def _unread_sheet(sheet: Sheet, place: Place) -> list[Finding]:
    """A sheet of figures that is no table of the form, seen or hidden."""
    numbers = [cell for cell in sheet.cells if cell.kind in ("number", "formula")]
    if not numbers:
        return _beyond(sheet, place)
    hidden = "bị ẩn " if sheet.is_hidden else ""
    return [
        _about_sheet(
            "warning",
            "hidden_figures" if sheet.is_hidden else "sheet_not_read",
            place,
            found=f"{len(numbers)} ô số",
            message=f"Trang {hidden}{place.sheet} có {len(numbers)} ô số nhưng không có bảng của "
            "biểu mẫu nên không đọc. Có phải số liệu báo cáo?",
        ),
        *_beyond(sheet, place),
    ]


def _readings(taken: Taken, place: Place) -> list[Finding]:
    """What was read only after a lossless change, and what a formula computed."""
    questions: tuple[tuple[Severity, str, list[str], str], ...] = (
        ("question", "normalised", taken.changed, "đọc sau khi chuẩn hóa"),
        ("warning", "formula_in_entry", taken.formulas, "là công thức, lấy kết quả đã tính"),
    )
    return [
        _about_sheet(
            severity,
            check,
            place,
            found=_some(places),
            message=f"Trang {place.sheet}: {len(places)} ô {what}: {_some(places)}. Đề nghị đơn vị "
            "xác nhận.",
        )
        for severity, check, places, what in questions
        if places
    ]


def _some(places: Sequence[str]) -> str:
    """The first places of many."""
    return "; ".join(places[:NAMED]) + ("; …" if len(places) > NAMED else "")


def _missing_parts(
    found: set[str], sender: Sender, children: Sequence[Form], key: str
) -> list[Finding]:
    """The parts of the report that no sheet holds."""
    return [
        Finding(
            severity="error",
            check="part_missing",
            unit_code=sender.unit_code,
            about=f"{key}:{form.league}",
            file=key,
            expected=form.label,
            message=f"{key}: không tìm thấy bảng “{form.label}”. Đề nghị bổ sung theo biểu mẫu.",
        )
        for form in (sender.form, *children)
        if form.league not in found
    ]


def _about_sheet(
    severity: Severity, check: str, place: Place, *, found: str, message: str, row: int = 0
) -> Finding:
    """A doubt about a sheet as a whole."""
    return Finding(
        severity=severity,
        check=check,
        unit_code=place.sender,
        about=f"{place.file}:{place.sheet}",
        file=place.file,
        sheet=place.sheet,
        row=float(row) if row else float("nan"),
        found=found,
        message=message,
    )
