"""One cell, one reading: numbers, dates, moments and flags typed strictly, or refused with why."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial

import numpy as np

from ihanoi_eval.columns import column_of
from ihanoi_eval.evidence.words import text_fault
from ihanoi_eval.vietnamese import parse_date

DASHES = ("-", "–", "—")  # what an officer draws where there is none
TRUE_WORDS = frozenset({"true", "t", "1", "yes", "có", "x"})  # t and f: of a PostgreSQL export
FALSE_WORDS = frozenset({"false", "f", "0", "no", "không"})

DAY, HOUR = r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})", r"(\d{1,2}:\d\d(?::\d\d)?)"

SHORT_YEAR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d\d)")
A_YEAR = 366  # [days]

FIGURES = re.compile(r"[\d\s.,:;/()%+-]{1,25}")  # what may be quoted where a page is shared
# Whose rows are persons: in a shifted row any cell may hold a name or a date of birth.
PERSON_TABLES = frozenset({"submissions/nominees", "reviews/council"})
AS_SENT = ("spelling",)  # words that are wanted as somebody spelt them
# Vietnamese numbers of 10 digits; 84912345678 without a sign may be money.
PHONE = re.compile(r"(?:\+84|0)\d{9,10}")
MOST = 1e12  # beyond it no count here is plausible, and exact sums would leave whole numbers

Readers = Mapping[str, Callable[[str], object]]  # by kind of column


def cell_readers(zone: tzinfo, *, is_export: bool = False, near: date | None = None) -> Readers:
    """How the cells of each kind of column are read; moments with a zone become local.

    is_export: a system wrote the table, so that 1.234 is one and a bit; by hand it may be 1234.
    near: a day of the campaign, which may tell what a year of two digits means.
    """
    return {
        "count": _read_count,
        "number": _read_number if is_export else _read_written_number,
        "share": _read_share,
        "points": _read_number,
        "date": partial(_read_date, near=near),
        "moment": partial(_read_moment, zone=zone, near=near),
        "flag": _read_flag,
        "text": _read_words,
    }


def without_dash(cell: str) -> str:
    """The trimmed text of a cell, nothing where it only holds a dash.

    >>> without_dash(" – "), without_dash(" -5 ")
    ('', '-5')
    """
    text = cell.strip()
    return "" if text in DASHES else text


def type_row(
    texts: Mapping[str, str], name: str, readers: Readers
) -> tuple[dict[str, object], list[str]]:
    """Typed cells of a row, and what has no single reading."""
    typed: dict[str, object] = {}
    faults: list[str] = []
    for column, cell in texts.items():
        read = None if column in AS_SENT else readers.get(column_of(column, name).kind)
        try:
            typed[column] = read(cell) if read else cell
        except ValueError as error:
            said = "không đọc được" if name in PERSON_TABLES else _quoted(cell)
            faults.append(f"{column} {said}: {error}")
    faults += [
        f"{column} ghi {typed[column]:g}: không được âm"
        for column in texts
        if column_of(column, name).kind == "count" and float(str(typed.get(column, 0))) < 0
    ]
    return typed, faults


def _quoted(cell: str) -> str:
    """What a cell says, as far as it can be figures: words may be somebody's name.

    >>> _quoted("12.34"), _quoted("Nguyễn Văn A")
    ("ghi '12.34'", 'có chữ')
    """
    return f"ghi {cell!r}" if FIGURES.fullmatch(cell) else "có chữ"


def _read_number(cell: str) -> float:
    """A number with a decimal point; NaN where the cell is empty.

    >>> _read_number("12.5"), _read_number("1.234"), _read_number("")
    (12.5, 1.234, nan)
    """
    if not cell:
        return np.nan
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d+)?", cell):
        raise ValueError("không phải số; ghi số bằng chữ số, dấu chấm trước phần thập phân")
    if PHONE.fullmatch(cell):
        raise ValueError("là số điện thoại, không phải số đếm")
    if abs(number := float(cell)) >= MOST:
        raise ValueError("số quá lớn; ở đây không số nào tới một nghìn tỷ")
    return number


def _read_written_number(cell: str) -> float:
    """A number that a person wrote; one point before three digits has two readings.

    >>> _read_written_number("1.2340"), _read_written_number("0.955"), _read_written_number("1850")
    (1.234, 0.955, 1850.0)
    """
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", cell):
        whole, decimals = re.split("[.,]", cell)
        raise ValueError(
            f"có hai cách đọc, {whole}{decimals} hoặc {whole},{decimals}; "
            f"ghi liền {whole}{decimals}, nếu là số lẻ thì ghi {whole}.{decimals}0"
        )
    return _read_number(cell)


def _read_count(cell: str) -> float:
    """A whole number.

    >>> _read_count("1850"), _read_count("1850.0")
    (1850.0, 1850.0)
    """
    number = _read_written_number(cell)
    if not np.isnan(number) and not number.is_integer():
        raise ValueError("phải là số nguyên")
    return number


def _read_share(cell: str) -> float:
    """A share, 1 the whole, or a percentage with its sign, decimals after a point or a comma.

    One above the whole is readable and implausible: it stays, and is asked about (METHOD 9).

    >>> _read_share("0.955"), _read_share("95,5%"), _read_share("61.31 %")
    (0.955, 0.955, 0.6131)
    """
    if written := re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?) ?%", cell):
        return float(Decimal(written[1].replace(",", ".")) / 100)
    return _read_number(cell)


def _read_words(cell: str) -> str:
    """Words as they stand, unless nobody can have typed them so."""
    if fault := text_fault(cell):
        raise ValueError(fault)
    return cell


def _read_date(cell: str, near: date | None = None) -> str:
    """An ISO date, from ISO or Vietnamese writing; the year in four digits, or with one reading.

    >>> _read_date("09/12/2024"), _read_date("30-11-24", date(2024, 11, 1))
    ('2024-12-09', '2024-11-30')
    """
    if not cell:
        return ""
    if re.fullmatch(r"\d{5}", cell):
        raise ValueError("là số thứ tự ngày của Excel; định dạng ô là ngày, viết như 30/11/2024")
    if short := SHORT_YEAR.fullmatch(cell):
        return _near_day([int(part) for part in short.group(1, 3, 4)], near).isoformat()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d([ T]00:00(:00)?)?", cell):
            day = date.fromisoformat(cell[:10])
        else:
            day = parse_date(cell)
    except ValueError:
        raise ValueError("không phải ngày; viết như 30/11/2024") from None
    if not 1900 <= day.year <= 2100:
        raise ValueError("năm không phải năm dương lịch; viết như 30/11/2024")
    return day.isoformat()


def _near_day(parts: list[int], near: date | None) -> date:
    """The one day within a year of `near` that three numbers of two digits can mean."""
    first, second, third = parts
    orders = ((third, second, first), (third, first, second), (first, second, third))
    days: set[date] = set()
    for year, month, day in orders:
        with suppress(ValueError):
            days.add(date(2000 + year, month, day))
    found = [day for day in days if near and abs((day - near).days) <= A_YEAR]
    if len(found) != 1:
        raise ValueError("năm ghi hai chữ số nên không rõ ngày nào; viết như 30/11/2024")
    return found[0]


def _read_moment(cell: str, zone: tzinfo, near: date | None = None) -> str:
    """A local moment in ISO form; a bare date stays a date.

    >>> from zoneinfo import ZoneInfo
    >>> _read_moment("2024-12-09T17:30:00Z", ZoneInfo("Asia/Ho_Chi_Minh"))
    '2024-12-10 00:30:00'
    >>> _read_moment("16:30 09/12/2024", ZoneInfo("Asia/Ho_Chi_Minh"))
    '2024-12-09 16:30:00'
    """
    if re.fullmatch(r"[\d/.-]*", cell):
        return _read_date(cell, near)
    if written := re.fullmatch(rf"{DAY} {HOUR}|{HOUR} {DAY}", cell):
        day, hour = written[1] or written[4], written[2] or written[3]
        cell = f"{_read_date(day)} {hour if hour[1] != ':' else '0' + hour}"
    try:
        moment = datetime.fromisoformat(cell)
        moment = moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise ValueError("không phải thời điểm, ví dụ 2024-12-09 16:30:00") from None
    if not 1900 <= moment.year <= 2100:
        raise ValueError("năm không phải năm dương lịch; viết như 2024-12-09 16:30:00")
    return moment.replace(microsecond=0).isoformat(sep=" ")


def _read_flag(cell: str) -> str:
    """`true`, `false` or nothing."""
    word = cell.casefold()
    if word in TRUE_WORDS:
        return "true"
    if word in FALSE_WORDS or not word:
        return "false" if word else ""
    raise ValueError("chỉ nhận true hoặc false")


def cell_text(cell: object) -> str:
    """A cell as a person would type it: whole numbers without a point, dates in ISO form."""
    if cell is None or cell != cell:  # NaN in a Parquet column is an empty cell
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time() and cell.tzinfo is None:
        return cell.date().isoformat()
    return str(cell)
