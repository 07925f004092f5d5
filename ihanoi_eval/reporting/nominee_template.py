"""The sheet on which a unit proposes people: headings, open rows, lists to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ihanoi_eval.errors import RulesError
from ihanoi_eval.rules.forms import LONGEST_TEXT, NOMINEE_WORDS, NomineeField, NomineeSheet

NOTE: Final = (
    "(*) bắt buộc điền. Mỗi dòng một tập thể hoặc một cá nhân. Họ tên chỉ ghi ở trang này, chỉ "
    "dùng lập hồ sơ khen thưởng."
)
WIDTHS: Final = {"name": 28, "achievement": 36, "position": 22, "unit_code": 24, "class": 20}
OTHER_WIDTH: Final = 13
LONGEST_LIST: Final = 255  # characters that Excel takes for a list written into a validation


def fill_nominees(
    sheet: Any, rule: NomineeSheet, looks: Mapping[str, Any], *, first_row: int, units: str
) -> None:
    """Numbered open rows below the headings, each cell with what may stand in it.

    first_row: of the entries, counted from 0. units: where the unit's own names are listed, as a
    formula of Excel; empty where it has nobody below it.
    """
    last = first_row + rule.rows - 1
    for row in range(first_row, last + 1):
        _must(sheet.write_string(row, 0, str(row - first_row + 1), looks["code"]))
        for column in range(1, len(rule.fields) + 1):
            _must(sheet.write_blank(row, column, None, looks["entry"]))
    for column, field in enumerate(rule.fields, start=1):
        _must(sheet.set_column(column, column, WIDTHS.get(field.column, OTHER_WIDTH)))
        _must(sheet.data_validation(first_row, column, last, column, _validation(field, units)))


def unit_choices(units: Sequence[tuple[str, str]]) -> list[str]:
    """Units as a list offers them: the code, by which they are read, and the name.

    >>> unit_choices([("001", "Quận Ba Đình")])
    ['001 Quận Ba Đình']
    """
    return [f"{code} {name}" for code, name in units]


def _validation(field: NomineeField, units: str) -> dict[str, Any]:
    """What Excel lets into a column, and what it says of it."""
    if field.column in NOMINEE_WORDS:
        words = list(NOMINEE_WORDS[field.column].values())
        if len(",".join(words)) > LONGEST_LIST:
            raise RulesError(f"forms.yaml: danh sách của {field.column!r} quá dài để in vào ô")
        return {
            "validate": "list",
            "source": words,
            "error_title": "Không có trong danh sách",
            "error_message": "Chọn một mục trong danh sách của ô.",
        }
    if field.column == "unit_code" and units:
        return {
            "validate": "list",
            "source": units,
            "input_title": "Đơn vị",
            "input_message": "Chọn đơn vị trực thuộc; để trống là chính đơn vị báo cáo.",
            "error_title": "Không có trong danh sách",
            "error_message": "Chọn một đơn vị trong danh sách của ô.",
        }
    said = {
        "date_of_birth": ("Ngày sinh", "Ghi ngày/tháng/năm, ví dụ 05/02/1980."),
        "women_share": ("Tỷ lệ nữ", "Tập thể: số phần trăm, ví dụ 45 hoặc 45,5. Cá nhân: trống."),
        "name": ("Tên", "Họ và tên đầy đủ, không ghi học hàm, học vị; hoặc tên tập thể."),
    }
    title, message = said.get(field.column, ("Nội dung", "Viết ngắn gọn."))
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "input_title": title,
        "input_message": message,
        "error_title": "Nội dung quá dài",
        "error_message": f"Không quá {LONGEST_TEXT} ký tự.",
    }


def _must(status: object) -> None:
    """Refuse what XlsxWriter left out: it says so by a number and goes on."""
    if status not in (0, None):
        raise RulesError(f"forms.yaml: trang đề nghị không in được ({status}); rút ngắn nhãn")
