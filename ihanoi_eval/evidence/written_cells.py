"""What a filled-in cell says: a figure with one reading, nothing, or a refusal with all of them."""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from ihanoi_eval.evidence.quotable import mask_personal
from ihanoi_eval.evidence.words import text_fault
from ihanoi_eval.evidence.workbooks import Cell
from ihanoi_eval.rules.forms import LARGEST_COUNT, LARGEST_NUMBER
from ihanoi_eval.vietnamese import format_number, parse_count, parse_number

FieldKind = Literal["count", "number", "text", "share"]

DASHES: Final = frozenset({"", "-", "–", "—", "--"})
ONE_WIDTH: Final = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {chr(0xFF0E): ".", chr(0xFF0C): ",", chr(0xFF05): "%", chr(0x2212): "-"}
    | dict.fromkeys(map(chr, (0xA0, 0x2007, 0x2009, 0x202F, 0x3000)), " ")
    | dict.fromkeys(map(chr, (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF)), "")
)
LEAD: Final = "chỉ gõ chữ số, ví dụ 1234"


class UnsignedShare(ValueError):
    """A percentage between 0 and 1 without its sign: of 0,955 nobody knows whether it is 95,5%."""


@dataclass(frozen=True)
class Written:
    """A cell's figure or text, None where it says nothing; `changed` is how it had to be read."""

    value: float | str | None
    changed: str = ""


def read_cell(cell: Cell, kind: FieldKind) -> Written:
    """The one reading of a cell; ValueError says in Vietnamese why there is none."""
    if cell.kind == "error":
        raise ValueError(f"ô báo lỗi {cell.value}; sửa công thức hoặc gõ số")
    if cell.kind == "formula":
        raise ValueError("công thức chưa có kết quả; mở bằng Excel, lưu lại rồi gửi")
    if kind == "text":
        return _read_text(cell)
    if cell.kind == "moment":
        raise ValueError(f"ô đang là ngày, giờ; định dạng lại dạng số rồi gõ lại, {LEAD}")
    if cell.kind == "flag":
        raise ValueError(f"ô là TRUE hoặc FALSE; {LEAD}")
    if isinstance(cell.value, int | float):
        return Written(_read_stored(float(cell.value), cell.number_format, kind))
    return _read_written(str(cell.value), kind)


def shown(cell: Cell) -> str:
    """A cell's content as a message quotes it, not too long."""
    if cell.kind == "formula":
        return "công thức"
    text = str(cell.value)
    if isinstance(cell.value, float) and cell.value.is_integer() and abs(cell.value) < 1e15:
        text = str(int(cell.value))
    text, _ = mask_personal(text)  # before it is cut: half a number is somebody's too
    return text if len(text) <= 60 else text[:59] + "…"


def shows_its_value(number_format: str, value: float, *, may_be_percent: bool) -> bool:
    """Whether what Excel shows for the number is the number.

    A literal digit, an empty section, a scaling comma or a condition shows something else.

    >>> shows_its_value("#,##0", 5, may_be_percent=False)
    True
    >>> shows_its_value('"95,5%"', 0.5, may_be_percent=True)
    False
    """
    if number_format.casefold() in ("general", "@", ""):
        return True
    sections = _sections(number_format)
    place = 1 if value < 0 else 2 if value == 0 else 0
    literal, pattern = sections[place if place < len(sections) else 0]
    if re.search(r"[0-9%]", literal) or re.search(r"[1-9]", pattern):
        return False
    if "%" in pattern and not may_be_percent:
        return False
    if re.search(r"[0#?],+(?![0#?,])", pattern):
        return False  # 1234567 is shown as 1.235
    has_place = re.search(r"[0#?@]|general", pattern, re.IGNORECASE) is not None
    return has_place or (value == 0 and literal.strip() in ("-", "–"))


def _sections(number_format: str) -> list[tuple[str, str]]:
    """The literal text and the pattern of each section; a condition counts as a literal digit."""
    token = re.compile(r'"([^"]*)"?|\\(.)|[_*](.)|\[([^\]]*)\]|(;)|(.)', re.DOTALL)
    sections = [("", "")]
    for quoted, escaped, _, bracket, end, other in token.findall(number_format):
        literal, pattern = sections[-1]
        if end:
            sections.append(("", ""))
            continue
        if bracket[:1] in ("<", ">", "="):
            quoted = "0"
        elif bracket.startswith("$"):
            quoted = bracket[1:].partition("-")[0]
        sections[-1] = (literal + quoted + escaped, pattern + other)
    return sections


def has_percent_sign(cell: Cell) -> bool:
    """Whether a cell shows its number with the sign of a percentage.

    >>> has_percent_sign(Cell(1, 1, 0.955, "number", "0.0%"))
    True
    >>> has_percent_sign(Cell(1, 1, "95,5", "text"))
    False
    """
    if isinstance(cell.value, str):
        return "%" in cell.value.translate(ONE_WIDTH)
    return _shows_percent(cell.number_format)


def _shows_percent(number_format: str) -> bool:
    """Whether a number is shown a hundred times as large, with a sign."""
    return "%" in "".join(pattern for _, pattern in _sections(number_format))


def _read_text(cell: Cell) -> Written:
    """Text as it was written, in one form of Unicode; a dash says nothing."""
    text = unicodedata.normalize("NFC", str(cell.value)).strip()
    if fault := text_fault(text):
        raise ValueError(fault)
    return Written(None if text in DASHES else text)


def _read_stored(value: float, number_format: str, kind: FieldKind) -> float:
    """A number that the cell holds as a number."""
    if not math.isfinite(value):
        raise ValueError(f"số không dùng được; {LEAD}")
    is_percent = kind == "share" and _shows_percent(number_format)
    if not shows_its_value(number_format, value, may_be_percent=kind == "share"):
        raise ValueError(
            f"ô chứa {format_plain(value)} nhưng định dạng {number_format!r} hiển thị khác; bỏ "
            "định dạng rồi gõ lại số đúng"
        )
    if kind == "share" and not is_percent:
        return _plain_share(value)
    return _within(value, kind)


def _read_written(text: str, kind: FieldKind) -> Written:
    """A number that the cell holds as text, with what was done to read it."""
    plain = " ".join(text.translate(ONE_WIDTH).split())
    if plain in DASHES:
        return Written(None)
    if re.match(r"-\s*\d", plain) or re.fullmatch(r"\(\s*\d[\d., ]*\)|\d[\d., ]*-", plain):
        raise ValueError("không được âm; xem lại số này")
    if re.fullmatch(r"[\d., ]*\d[\d., ]*[eE][+-]?\d+", plain):
        raise ValueError(f"viết dạng lũy thừa; {LEAD}")
    if re.fullmatch(r"[\dOolI., ]*", plain) and re.search(r"[OolI]", plain) and len(plain) > 1:
        digits = plain.translate(str.maketrans("OolI", "0011"))
        raise ValueError(f"có chữ cái thay cho chữ số; có phải {digits}? {LEAD}")
    if not re.fullmatch(r"[\d., ]+%?|[\d.,]+ %", plain):
        raise ValueError(f"không phải số; {LEAD}; không có thì ghi 0, chưa có số liệu thì để trống")
    value = _parse(plain, kind)
    if text.isascii() and text.isdigit():
        return Written(value)
    return Written(
        value, f"{text!r} đọc là {format_plain(value * (100 if kind == 'share' else 1))}"
    )


def _parse(plain: str, kind: FieldKind) -> float:
    """The number in digits, points, commas and blanks, if it has one reading."""
    number = plain
    if kind == "share":  # a point before one or two digits cannot part thousands of a percentage
        number = plain.removesuffix("%").strip()
        if re.fullmatch(r"\d{1,3}\.\d{1,2}", number):
            number = number.replace(".", ",")
    try:
        if kind != "count" and re.fullmatch(r"[1-9]\d{0,2},\d{3}", number):
            raise ValueError  # 1,234 is 1234 to one reader
        value = float(parse_count(number)) if kind == "count" else parse_number(number)
    except ValueError:
        raise ValueError(_both_readings(plain, kind)) from None
    if kind == "share":
        return _within(value / 100, kind) if plain.endswith("%") else _plain_share(value)
    return _within(value, kind)


def _plain_share(value: float) -> float:
    """A percentage without its sign; between 0 and 1 it may be a share already."""
    if 0 < value <= 1:
        raise UnsignedShare(
            f"có hai cách đọc, {format_plain(value)}% hoặc {format_plain(value * 100)}%; ghi kèm "
            "dấu %"
        )
    return _within(value / 100, "share")


def _within(value: float, kind: FieldKind) -> float:
    """The figure itself, if it is of its kind and of a size that can be."""
    if value < 0:
        raise ValueError("không được âm; xem lại số này")
    if kind == "count" and not value.is_integer():
        raise ValueError(f"phải là số nguyên, đang là {format_plain(value)}")
    if kind == "share" and value > 1:
        raise ValueError(f"tỷ lệ {format_plain(value * 100)}% lớn hơn 100%")
    if value > (LARGEST_COUNT if kind == "count" else LARGEST_NUMBER):
        raise ValueError(f"{format_plain(value)} quá lớn so với một đơn vị; xem lại số này")
    return value


def _both_readings(plain: str, kind: FieldKind) -> str:
    """Why a number cannot be read, with what it may mean."""
    digits = plain.removesuffix("%").replace(" ", "")
    readings = []
    for group, point in ((".", ","), (",", ".")):
        whole, _, decimals = digits.replace(group, "").partition(point)
        if whole.isdigit() and (decimals.isdigit() or not decimals):
            readings.append(format_plain(float(f"{whole}.{decimals or 0}")))
    said = " hoặc ".join(dict.fromkeys(readings))
    if plain.endswith("%") and kind != "share":
        return f"ô này không nhận tỷ lệ phần trăm; {LEAD}"
    if len(set(readings)) < 2:
        return f"không đọc được là một số; {LEAD}, số lẻ dùng dấu phẩy"
    return f"có thể đọc là {said}; {LEAD}, số lẻ dùng dấu phẩy"


def format_plain(value: float) -> str:
    """A figure with the decimals that it has, at most six.

    >>> format_plain(1234.5), format_plain(3.0)
    ('1.234,5', '3')
    """
    if not math.isfinite(value):
        return str(value)
    text = format_number(value, decimals=6)
    return text.rstrip("0").rstrip(",")
