"""The dated register of units: who exists, in which league, under whom, from when to when."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ihanoi_eval.rules.drafts import say_refusal, show
from ihanoi_eval.rules.values import Day, Frozen

BUILTIN = re.compile(r"builtin:([a-z0-9][a-z0-9-]*)")
FILE_NAME = re.compile(r"[^/\\:\x00]+\.csv")  # beside the rules, never elsewhere on the machine
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")  # codes become file names
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
IS_A_LINK = "là liên kết; chép tệp thật vào thư mục"  # it may lead anywhere on the machine
SHOWN = 3  # units named in a fault that concerns a whole list


class Unit(Frozen):
    """One body that is evaluated or shown."""

    unit_code: str
    name: str
    league: str
    type: str = ""
    parent_code: str = ""
    valid_from: Day
    valid_to: Day | None = None
    note: str = ""

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day, both ends counted."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Register:
    """The units of a campaign, each with its place.

    is_whole: False if a row was refused, or no list is known. refused: the codes of rows that
    were refused, so that who refers to them is not told that they do not exist.
    """

    units: tuple[Unit, ...]
    places: tuple[str, ...]
    is_whole: bool
    refused: frozenset[str] = frozenset()

    def valid_on(self, day: date) -> "Register":
        """The register as it stood on that day: a dated list may hold earlier and later units."""
        kept = [i for i, unit in enumerate(self.units) if unit.is_valid_on(day)]
        return Register(
            tuple(self.units[i] for i in kept),
            tuple(self.places[i] for i in kept),
            self.is_whole,
            self.refused,
        )


@dataclass(frozen=True)
class Refusal:
    """A row, or a whole list, that is no unit: what is wrong with it, and the code it has."""

    faults: tuple[str, ...]
    code: str = ""


def read_register(lists: Mapping[str, str], folders: Sequence[Path]) -> tuple[Register, list[str]]:
    """The units of several lists and their faults.

    lists: each list, built in (`builtin:NAME`) or beside the rules, with the place that names it.
    folders: of the rules, and of those that they extend; the first that has a list gives it.
    """
    units: list[Unit] = []
    places: list[str] = []
    faults: list[str] = []
    refused: set[str] = set()
    for name, named_at in lists.items():
        source = _source(name, folders)
        if isinstance(source, Path) and source.is_symlink():
            faults.append(f"{named_at}: danh mục {show(name)} {IS_A_LINK}")
            continue
        if source is None:
            faults.append(f"{named_at}: không có danh mục {show(name)}; {_known()}")
            continue
        for place, row in _read_list(source, name):
            if isinstance(row, Unit):
                units.append(row)
                places.append(place)
            else:
                faults.extend(row.faults)
                refused.add(row.code)
    is_whole = bool(lists) and not faults
    return Register(tuple(units), tuple(places), is_whole, frozenset(refused)), faults


def repeated_faults(register: Register) -> Iterator[str]:
    """Codes that stand in two rows: the unit's work would count twice."""
    first: dict[str, str] = {}
    for unit, place in zip(register.units, register.places, strict=True):
        if unit.unit_code in first:
            yield (
                f"{place}: mã đơn vị {unit.unit_code!r} ({unit.name}) có hai lần, "
                f"lần đầu ở {first[unit.unit_code]}; giữ lại một dòng"
            )
        first.setdefault(unit.unit_code, place)


def validity_faults(register: Register, *, start: date) -> Iterator[str]:
    """Lists most of whose units did not exist when the campaign began, each list once.

    A register of another year would put a commune's work under a unit that was not there.
    """
    lists: dict[str, list[Unit]] = {}
    for unit, place in zip(register.units, register.places, strict=True):
        lists.setdefault(place.rpartition(" dòng ")[0], []).append(unit)
    for name, units in lists.items():
        strangers = [unit for unit in units if not unit.is_valid_on(start)]
        if 2 * len(strangers) <= len(units):
            continue
        shown = ", ".join(
            f"{unit.unit_code} {unit.name} ({unit.valid_from} – {unit.valid_to or 'nay'})"
            for unit in strangers[:SHOWN]
        )
        yield (
            f"{name}: {len(strangers)} trong {len(units)} đơn vị không tồn tại ngày bắt đầu "
            f"{start}: {shown}{', …' if len(strangers) > SHOWN else ''}; "
            "dùng danh mục đúng thời điểm"
        )


def _source(name: str, folders: Sequence[Path]) -> Traversable | Path | None:
    """The file behind a list's name, or none."""
    builtin = BUILTIN.fullmatch(name)
    if builtin:
        source = files("ihanoi_eval") / "builtin" / builtin[1] / "units.csv"
    elif FILE_NAME.fullmatch(name):
        there = [folder / name for folder in folders if (folder / name).is_file()]
        return there[0] if there else None
    else:
        return None
    return source if source.is_file() else None


def _known() -> str:
    """The registers that travel with the package."""
    folders = (files("ihanoi_eval") / "builtin").iterdir()
    names = sorted(f"builtin:{one.name}" for one in folders if (one / "units.csv").is_file())
    return f"dùng {', '.join(names)} hoặc một tệp .csv đặt cạnh campaign.yaml"


def _read_list(source: Traversable | Path, name: str) -> Iterator[tuple[str, Unit | Refusal]]:
    """Each row of a list as a unit, or as what is wrong with it."""
    try:
        text = source.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        fault = f"{name}: không đọc được; lưu lại dạng CSV, bảng mã UTF-8, dấu phẩy ngăn cột"
        yield name, Refusal((fault,))
        return
    header = rows[0] if rows else []
    wrong = sorted(
        {column for column in header if column not in Unit.model_fields}
        | {column for column in header if header.count(column) > 1}
        | {key for key, rule in Unit.model_fields.items() if rule.is_required()} - {*header}
    )
    if wrong:
        columns = ", ".join(Unit.model_fields)
        fault = f"{name} dòng 1: thừa, thiếu hoặc lặp cột {wrong}; các cột là {columns}"
        yield name, Refusal((fault,))
        return
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            place = f"{name} dòng {number}"
            yield place, _read_row(place, header, row)


def _read_row(place: str, header: list[str], row: list[str]) -> Unit | Refusal:
    """One unit, or what is wrong with its row."""
    if len(row) != len(header):
        code = dict(zip(header, row, strict=False)).get("unit_code", "").strip()
        fault = f"{place}: có {len(row)} ô, cần {len(header)}; xem lại dấu phẩy"
        return Refusal((fault,), code)
    cells: dict[str, Any] = {
        key: cell.strip() for key, cell in zip(header, row, strict=True) if cell.strip()
    }
    faults = [
        f"{place}: {key}: có ký tự không nhìn thấy; gõ lại ô này"
        for key, cell in cells.items()
        if CONTROL.search(cell)
    ]
    code = cells.get("unit_code", "")
    if code and not CODE.fullmatch(code):
        faults.append(
            f"{place}: unit_code: đang là {code[:40]!r}; chỉ dùng chữ không dấu, số, . _ -"
        )
    try:
        unit = Unit.model_validate(cells)
    except ValidationError as refusal:
        return Refusal((*faults, *say_refusal(refusal, place)), code)
    return Refusal(tuple(faults), code) if faults else unit
