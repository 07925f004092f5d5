"""Workbooks to fill in, one a reporting unit: rows pre-printed, entry cells open, for A4."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from ihanoi_eval.errors import RulesError
from ihanoi_eval.reporting.nominee_template import NOTE, fill_nominees, unit_choices
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import (
    CHILDREN_SHEET,
    CODE_HEADING,
    FIELD_HEADING,
    GUIDE_SHEET,
    LARGEST_COUNT,
    LARGEST_NUMBER,
    LISTS_SHEET,
    LONGEST_TEXT,
    META_SHEET,
    NAME_HEADING,
    NOMINEE_SHEET,
    NUMBER_HEADING,
    OWN_SHEET,
    PROPERTY_PREFIX,
    VALUE_HEADING,
    Field,
    Form,
    NomineeSheet,
)
from ihanoi_eval.rules.units import Unit
from ihanoi_eval.vietnamese import format_date

Values = Mapping[tuple[str, str], float | str]  # by unit code and measure

A4 = 9
HEAD_ROW = 4  # the heading stands in row 5, under title, unit and note
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "line": {},
    "text": {"text_wrap": True},
    "bold": {"bold": True, "text_wrap": True},
    "note": {"italic": True},
    "head": {"bold": True, "text_wrap": True, "border": 1, "align": "center"}
    | {"bg_color": "#E8EEF5"},
    "code": {"border": 1, "num_format": "@", "text_wrap": True},
    "count": {"border": 1, "locked": False, "num_format": "#,##0", "bg_color": "#FFFDE7"},
    "number": {"border": 1, "locked": False, "num_format": "#,##0.##", "bg_color": "#FFFDE7"},
    "share": {"border": 1, "locked": False, "num_format": "0.0##", "bg_color": "#FFFDE7"},
    "entry": {"border": 1, "locked": False, "num_format": "@", "text_wrap": True}
    | {"bg_color": "#FFFDE7", "valign": "top"},
}
VALIDATIONS: dict[str, dict[str, Any]] = {
    "count": {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": LARGEST_COUNT,
        "input_title": "Nhập số nguyên",
        "input_message": "Số nguyên từ 0 trở lên, chỉ gõ chữ số. Không có thì ghi 0; chưa có số "
        "liệu thì để trống.",
        "error_title": "Chưa đúng dạng số",
        "error_message": f"Ô này chỉ nhận số nguyên từ 0 đến {LARGEST_COUNT:_}. "
        "Không gõ chữ, dấu phẩy hay đơn vị tính.".replace("_", "."),
    },
    "number": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": LARGEST_NUMBER,
        "input_title": "Nhập số",
        "input_message": "Số từ 0 trở lên, chỉ gõ chữ số. Không có thì ghi 0; chưa có số liệu thì "
        "để trống.",
        "error_title": "Chưa đúng dạng số",
        "error_message": "Ô này chỉ nhận số từ 0 trở lên. Không gõ chữ hay đơn vị tính.",
    },
    "share": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "input_title": "Nhập tỷ lệ phần trăm",
        "input_message": "Số từ 0 đến 100, không gõ dấu %. Ví dụ 95,5.",
        "error_title": "Chưa đúng tỷ lệ",
        "error_message": "Ô này chỉ nhận số từ 0 đến 100. Ví dụ 95,5.",
    },
    "text": {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "input_title": "Nhập nội dung",
        "input_message": "Viết ngắn gọn, không ghi họ tên, số điện thoại, số căn cước của người "
        "dân.",
        "error_title": "Nội dung quá dài",
        "error_message": f"Không quá {LONGEST_TEXT} ký tự. Phần còn lại gửi kèm báo cáo.",
    },
}


@dataclass(frozen=True)
class _Book:
    """A workbook in the making and its formats by the name of a look."""

    book: Any
    looks: Mapping[str, Any]


def reporting_units(campaign: Campaign) -> tuple[str, ...]:
    """The codes of the units that send a workbook of their own, in the order of the register."""
    return tuple(
        unit.unit_code
        for unit in campaign.units
        if campaign.league_by_code[unit.league].reports != "row_of_parent"
        and campaign.form_of(unit.league) is not None
    )


def template_workbook(campaign: Campaign, unit_code: str, *, values: Values | None = None) -> bytes:
    """The workbook that a unit fills in for itself and its children; the same bytes every time.

    values: figures and texts that are written into the entry cells, such as those accepted before.
    """
    unit = campaign.unit_by_code[unit_code]
    form = campaign.form_of(unit.league)
    if form is None:
        raise RulesError(f"forms.yaml: bảng {unit.league!r} không có biểu mẫu; thêm một biểu mẫu")
    stream = io.BytesIO()
    # What an officer or a register wrote stays text: no formula, no link comes out of it.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    start = campaign.start
    book.set_properties(
        {"title": campaign.title, "created": datetime(start.year, start.month, start.day)}
    )
    made = _Book(book, {name: book.add_format({**FONT, **look}) for name, look in LOOKS.items()})
    given = values or {}
    _write_guide(made, campaign, unit, form)
    _write_own(made, unit, form, given)
    for number, (league, codes) in enumerate(_children(campaign, unit_code).items(), start=1):
        name = CHILDREN_SHEET if number == 1 else f"{CHILDREN_SHEET}_{number}"
        units = [campaign.unit_by_code[code] for code in codes]
        asked = campaign.form_of(league)
        if asked is not None:
            _write_children(made, name, unit, asked, units, given)
    if campaign.nominee_sheet is not None:
        _write_nominees(made, campaign, unit, campaign.nominee_sheet)
    _write_identity(made, campaign, unit, form)
    book.close()
    return stream.getvalue()


def _children(campaign: Campaign, unit_code: str) -> dict[str, list[str]]:
    """The units that report as a row of this one, by league."""
    found: dict[str, list[str]] = {}
    for code in campaign.children.get(unit_code, ()):
        league = campaign.league_by_code[campaign.unit_by_code[code].league]
        if league.reports == "row_of_parent":
            found.setdefault(league.code, []).append(code)
    return found


def _must(status: object) -> None:
    """Refuse what XlsxWriter left out: it says so by a number and goes on."""
    if status not in (0, None):
        raise RulesError(
            f"forms.yaml: một nhãn hoặc thông báo quá dài để in vào biểu mẫu ({status}); rút ngắn"
        )


def _sheet(made: _Book, name: str, *, is_wide: bool, heading: bool = True) -> Any:
    """A locked sheet set up for A4."""
    sheet = made.book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if is_wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RTrang &P/&N")
    if heading:
        _must(sheet.repeat_rows(HEAD_ROW))
        sheet.freeze_panes(HEAD_ROW + 1, 3 if is_wide else 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})  # a help, no guard
    return sheet


def _write(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Text in a cell, as text."""
    _must(sheet.write_string(row, column, text, look))


def _write_guide(made: _Book, campaign: Campaign, unit: Unit, form: Form) -> None:
    """Who sends what to whom by when, and how a cell is filled."""
    sheet = _sheet(made, GUIDE_SHEET, is_wide=False, heading=False)
    _must(sheet.set_column(0, 0, 26))
    _must(sheet.set_column(1, 1, 66))
    _write(sheet, 0, 0, "BÁO CÁO KẾT QUẢ", made.looks["title"])
    facts = [
        ("Đợt thi đua", campaign.title),
        ("Đơn vị báo cáo", f"{unit.name} (mã {unit.unit_code})"),
        ("Số liệu", f"từ {format_date(campaign.start)} đến hết {format_date(campaign.close)}"),
        ("Hạn gửi", f"hết ngày {format_date(campaign.deadline)}"),
        ("Nơi nhận", campaign.recipient or campaign.issuer),
        ("Cách điền", "Chỉ điền ô nền vàng ở các trang So_lieu; không đổi tên trang, tên cột."),
        (
            "Ô bắt buộc",
            "Ô có dấu (*) phải điền; không có thì ghi 0. Để trống là chưa có số liệu.",
        ),
        ("Cách ghi số", "Chỉ gõ chữ số, ví dụ 1234; không gõ chữ, đơn vị tính, công thức."),
        ("Dữ liệu cá nhân", "Không ghi họ tên, số điện thoại, số căn cước của người dân."),
        *(
            [("Đề nghị khen thưởng", f"Ghi ở trang {NOMINEE_SHEET}; chỉ trang này có họ tên.")]
            if campaign.nominee_sheet
            else []
        ),
        ("Gửi lại", "Cần sửa thì gửi lại cả tệp; tệp nhận sau cùng được dùng, tệp trước được lưu."),
        ("Dạng tệp", "Lưu dạng Excel (.xlsx), không đặt mật khẩu, không dùng macro."),
    ]
    for row, (name, text) in enumerate(facts, start=2):
        _write(sheet, row, 0, name, made.looks["bold"])
        _write(sheet, row, 1, text, made.looks["text"])
    sheet.activate()


def _head(made: _Book, sheet: Any, title: str, unit: Unit, headings: list[str]) -> None:
    """Title, unit and note above a table, and its heading."""
    _write(sheet, 0, 0, title, made.looks["title"])
    _write(sheet, 1, 0, f"Đơn vị báo cáo: {unit.name} (mã {unit.unit_code})", made.looks["line"])
    _write(sheet, 2, 0, "(*) bắt buộc điền; không có thì ghi 0.", made.looks["note"])
    for column, heading in enumerate(headings):
        _write(sheet, HEAD_ROW, column, heading, made.looks["head"])


def _write_own(made: _Book, unit: Unit, form: Form, values: Values) -> None:
    """The unit's own part: one line a field."""
    sheet = _sheet(made, OWN_SHEET, is_wide=False)
    for column, width in enumerate((6, 52, 34)):
        _must(sheet.set_column(column, column, width))
    _head(made, sheet, form.label, unit, [NUMBER_HEADING, FIELD_HEADING, VALUE_HEADING])
    for place, field in enumerate(form.fields):
        row = HEAD_ROW + 1 + place
        if field.kind == "text":
            _must(sheet.set_row(row, 80))
        _write(sheet, row, 0, str(place + 1), made.looks["code"])
        _write(sheet, row, 1, field.heading, made.looks["code"])
        _write_entry(made, sheet, row, 2, field, values.get((unit.unit_code, field.measure)))
        _must(sheet.data_validation(row, 2, row, 2, VALIDATIONS[field.kind]))


def _write_children(
    made: _Book, name: str, parent: Unit, form: Form, units: list[Unit], values: Values
) -> None:
    """One pre-printed row a child: its code as text, its name, then a column a field."""
    sheet = _sheet(made, name, is_wide=True)
    for column, width in enumerate((6, 10, 26)):
        _must(sheet.set_column(column, column, width))
    _must(sheet.set_column(3, 2 + len(form.fields), 11))
    headings = [NUMBER_HEADING, CODE_HEADING, NAME_HEADING]
    _head(made, sheet, form.label, parent, headings + [field.heading for field in form.fields])
    for place, unit in enumerate(units):
        row = HEAD_ROW + 1 + place
        for column, text in enumerate((str(place + 1), unit.unit_code, unit.name)):
            _write(sheet, row, column, text, made.looks["code"])
        for column, field in enumerate(form.fields, start=3):
            _write_entry(
                made, sheet, row, column, field, values.get((unit.unit_code, field.measure))
            )
    first, last = HEAD_ROW + 1, HEAD_ROW + len(units)
    for column, field in enumerate(form.fields, start=3):
        _must(sheet.data_validation(first, column, last, column, VALIDATIONS[field.kind]))


def _write_nominees(made: _Book, campaign: Campaign, unit: Unit, rule: NomineeSheet) -> None:
    """Whom the unit proposes, with the names of its own units on a hidden sheet to choose from."""
    sheet = _sheet(made, NOMINEE_SHEET, is_wide=True)
    _must(sheet.set_column(0, 0, 6))
    _head(made, sheet, rule.label, unit, [NUMBER_HEADING, *(one.heading for one in rule.fields)])
    _write(sheet, 2, 0, NOTE, made.looks["note"])
    below = campaign.children.get(unit.unit_code, ())
    source = ""
    if below:
        units = [(code, campaign.unit_by_code[code].name) for code in (unit.unit_code, *below)]
        lists = made.book.add_worksheet(LISTS_SHEET)
        for row, choice in enumerate(unit_choices(units)):
            _write(lists, row, 0, choice, made.looks["code"])
        lists.protect()
        lists.very_hidden()
        source = f"={LISTS_SHEET}!$A$1:$A${len(units)}"
    fill_nominees(sheet, rule, made.looks, first_row=HEAD_ROW + 1, units=source)


def _write_entry(
    made: _Book, sheet: Any, row: int, column: int, field: Field, value: float | str | None
) -> None:
    """An open cell, with the value that is known or empty."""
    look = made.looks["entry" if field.kind == "text" else field.kind]
    if value is None or field.kind == "share":  # a stated share is the unit's own to state again
        _must(sheet.write_blank(row, column, None, look))
    elif isinstance(value, str):
        _write(sheet, row, column, value, look)
    else:
        _must(sheet.write_number(row, column, value, look))


def _write_identity(made: _Book, campaign: Campaign, unit: Unit, form: Form) -> None:
    """Who this workbook is, twice: a program that drops one of them leaves the other."""
    identity = {
        "template_id": form.template_id,
        "version": form.version,
        "unit_code": unit.unit_code,
        "campaign": campaign.code,
    }
    sheet = made.book.add_worksheet(META_SHEET)
    for row, (key, value) in enumerate(identity.items()):
        _write(sheet, row, 0, key, made.looks["code"])
        _write(sheet, row, 1, value, made.looks["code"])
        _must(made.book.set_custom_property(PROPERTY_PREFIX + key, value, "text"))
    sheet.protect()
    sheet.very_hidden()
