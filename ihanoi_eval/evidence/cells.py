"""One cell, one reading: numbers, dates, moments and flags typed strictly, or refused with why."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from functools import partial

import numpy as np

from ihanoi_eval.columns import column_of
from ihanoi_eval.vietnamese import parse_date

TRUE_WORDS = frozenset({"true", "1", "yes", "có", "x"})
FALSE_WORDS = frozenset({"false", "0", "no", "không"})

Readers = Mapping[str, Callable[[str], object]]  # by kind of column


def cell_readers(zone: tzinfo) -> Readers:
    """How the cells of each kind of column are read; moments with a zone become local."""
    return {
        "count": _read_count,
        "number": _read_number,
        "share": _read_number,
        "points": _read_number,
        "date": _read_date,
        "moment": partial(_read_moment, zone=zone),
        "flag": _read_flag,
    }


def type_row(
    texts: Mapping[str, str], name: str, readers: Readers
) -> tuple[dict[str, object], list[str]]:
    """Typed cells of a row, and what has no single reading."""
    typed: dict[str, object] = {}
    faults: list[str] = []
    for column, cell in texts.items():
        read = readers.get(column_of(column, name).kind)
        try:
            typed[column] = read(cell) if read else cell
        except ValueError as error:
            faults.append(f"{column} ghi {cell!r}: {error}")
    faults += [
        f"{column} ghi {typed[column]:g}: không được âm"
        for column in texts
        if column_of(column, name).kind == "count" and float(str(typed.get(column, 0))) < 0
    ]
    return typed, faults


def _read_number(cell: str) -> float:
    """A number with a decimal point; one that could also be read with thousands is refused.

    >>> _read_number("12.5"), _read_number("1850")
    (12.5, 1850.0)
    """
    if not cell:
        return np.nan
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell):
        raise ValueError("không phải số; ghi số bằng chữ số, dấu chấm trước phần thập phân")
    return float(cell)


def _read_count(cell: str) -> float:
    """A whole number.

    >>> _read_count("1850"), _read_count("1850.0")
    (1850.0, 1850.0)
    """
    number = _read_number(cell)
    if not np.isnan(number) and not number.is_integer():
        raise ValueError("phải là số nguyên")
    if re.fullmatch(r"[+-]?\d{1,3}\.0{3}", cell):
        raise ValueError("có hai cách đọc; ghi số liền, không dấu chấm")
    return number


def _read_date(cell: str) -> str:
    """An ISO date, from ISO or Vietnamese writing.

    >>> _read_date("09/12/2024"), _read_date("2024-12-09")
    ('2024-12-09', '2024-12-09')
    """
    if not cell:
        return ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d([ T]00:00(:00)?)?", cell):
        return date.fromisoformat(cell[:10]).isoformat()
    return parse_date(cell).isoformat()


def _read_moment(cell: str, zone: tzinfo) -> str:
    """A local moment in ISO form; a bare date stays a date.

    >>> from zoneinfo import ZoneInfo
    >>> _read_moment("2024-12-09T17:30:00Z", ZoneInfo("Asia/Ho_Chi_Minh"))
    '2024-12-10 00:30:00'
    """
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d|", cell):
        return _read_date(cell)
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("không phải thời điểm, ví dụ 2024-12-09 16:30:00") from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone).replace(tzinfo=None)
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
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time() and cell.tzinfo is None:
        return cell.date().isoformat()
    return str(cell)
