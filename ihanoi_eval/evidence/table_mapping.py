"""Another system's table in our words: its columns, words and dates as campaign.yaml declares."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.quotable import is_figure
from ihanoi_eval.evidence.tables import AS_OURS, SUFFIXES, files_of, find_table, kind_of
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.mappings import DELIMITERS, NUMBERED, TableSource, has_clock, word_key
from ihanoi_eval.schemas import INPUTS

EXTRACTS = "extracts"
SIGNS = {  # of DELIMITERS, as people call them
    "comma": "dấu phẩy",
    "semicolon": "dấu chấm phẩy",
    "tab": "dấu tab",
    "pipe": "dấu |",
}
ASKED_AT_MOST = 100  # names; more are another column
MORE_WORDS = "(có chữ khác)"  # around a unit's name: perhaps somebody's
UNIT_COLUMNS = ("unit_code", "staff_unit_code")


def locate_table(inputs: Path, name: str, campaign: Campaign) -> tuple[Path, str] | None:
    """Where a table lies and how it is called in tables and messages; None if it was not sent.

    A place that campaign.yaml names and that holds nothing is a DataError, never an absent table.
    """
    source = campaign.sources.get(name, AS_OURS)
    if not source.path:
        path = find_table(inputs, name)
        return (path, path.relative_to(inputs).as_posix()) if path else None
    path = inputs / source.path
    if source.url:
        return path, f"{EXTRACTS}/{name}.parquet"
    is_there = path.is_file() and kind_of(path) in SUFFIXES
    if not is_there and not (path.is_dir() and files_of(path)):
        raise DataError(
            f"{name}: campaign.yaml (sources) chỉ tới {source.path!r}, ở đó không có tệp .csv, "
            ".xlsx, .parquet hoặc thư mục các phần .parquet; sửa path"
        )
    return path, source.path


def files_elsewhere(inputs: Path, campaign: Campaign) -> frozenset[str]:
    """The files inside the inputs folder that are read under another name."""
    pointed = [inputs / source.path for source in campaign.sources.values() if source.path]
    parts = [part for path in pointed for part in files_of(path)]
    return frozenset(
        part.relative_to(inputs).as_posix() for part in parts if part.is_relative_to(inputs)
    )


def our_columns(
    header: list[str], name: str, source: TableSource, file: str
) -> tuple[dict[str, int], list[str]]:
    """The place of each of our columns in their header, and the header as we call it.

    Where a mapping names columns, those that it does not use are no question to anybody.
    """
    wanted = [column for column in INPUTS[name].columns if column not in source.constants]
    if not {source.theirs(column) for column in wanted} & {*header} and any(map(is_figure, header)):
        raise DataError(  # its cells are not repeated: they are somebody's
            f"{file} dòng 1: là số liệu, không phải tiêu đề; thêm dòng tiêu đề với các cột "
            f"{', '.join(map(source.theirs, wanted))}"
        )
    used = [source.theirs(column) for column in source.columns]
    faults = [
        f"{file}: không có cột {theirs!r} mà campaign.yaml (sources) ghi cho {ours}; các cột có "
        f"trong tệp: {', '.join(header)[:300]}{separator_hint(header, source)}"
        for ours, theirs in source.columns.items()
        if theirs not in header
    ]
    faults += [
        f"{file}: cột {theirs!r} có hai lần; giữ lại một cột"
        for theirs in dict.fromkeys(used)
        if header.count(theirs) > 1
    ]
    if faults:
        raise DataError(*faults)
    places = {
        column: header.index(source.theirs(column))
        for column in wanted
        if source.theirs(column) in header
    }
    if source.columns:
        return places, [*places, *source.constants]
    return places, [*header, *(one for one in source.constants if one not in header)]


def separator_hint(header: Sequence[str], source: TableSource) -> str:
    """What to do where a whole header stands in one cell, behind another sign than the declared.

    >>> separator_hint(["unit_code;staff_count"], AS_OURS)[:46]
    ' (tệp ngăn cột bằng dấu chấm phẩy; lưu lại với'
    """
    found = [one for one, sign in DELIMITERS.items() if len(header) == 1 and sign in header[0]]
    return "".join(
        f" (tệp ngăn cột bằng {SIGNS[one]}; lưu lại với {SIGNS[source.delimiter]}, hoặc ghi "
        f"delimiter: {one} cho bảng này ở sources trong campaign.yaml)"
        for one in found[:1]
    )


def our_words(source: TableSource, column: str) -> dict[str, str]:
    """Their word, as word_key gives it, to ours."""
    return {word_key(word): ours for word, ours in source.words.get(column, {}).items()}


def unit_words(
    texts: Sequence[str], names: UnitNames, *, name: str, file: str
) -> tuple[dict[str, str], list[Finding]]:
    """The code of each unit name that has one reading, and a question for each that was guessed.

    A name without a reading is left as it is: no unit is called so, and its rows are asked about;
    one that is near a unit's name is told, any other may be somebody's.
    """
    found = {text: names.match(text) for text in texts}
    asked: dict[tuple[str, str], int] = {}
    for text, match in found.items():
        if match.code and match.is_question and not names.is_called(match.code, text):
            # around a unit's name may stand somebody's name and address
            shown = MORE_WORDS if match.how == "within_text" else text
            asked[match.code, shown] = asked.get((match.code, shown), 0) + 1
    findings = [_as_read(*key, many, names, name, file) for key, many in asked.items()]
    unread = []
    for text, match in found.items():
        below = () if match.code else names.confirmed_below(text)
        findings += [_of_one_parent(text, code, names, name, file) for code in below]
        if not (match.code or below) and names.nearly_called(text, match.candidates):
            unread.append(_not_read(text, match.reason, name, file))
    findings += unread[:ASKED_AT_MOST]
    return {word_key(text): match.code for text, match in found.items() if match.code}, findings


def _as_read(code: str, shown: str, many: int, names: UnitNames, name: str, file: str) -> Finding:
    """The question about ways to write a unit that were taken for its name."""
    written = repr(shown)
    if shown == MORE_WORDS:
        written = f"có chữ khác đứng quanh ({many} cách ghi)"
    return Finding(
        severity="question",
        check="unit_name_read",
        unit_code=code,
        about=f"{name}:{shown}",
        file=file,
        found=shown,
        expected=names.label(code),
        message=f"Tên đơn vị {written} được đọc là {names.label(code)}. Nếu không phải, ghi vào "
        "sources.words của campaign.yaml.",
    )


def _not_read(text: str, reason: str, name: str, file: str) -> Finding:
    """The question about a name that no unit has, or more than one."""
    return Finding(
        severity="question",
        check="unit_name_unread",
        about=f"{name}:{text}",
        file=file,
        found=text,
        expected="tên một đơn vị trong danh mục",
        message=f"{name}: {reason} Các dòng này không tính cho đơn vị nào; ghi nghĩa vào "
        "sources.words của campaign.yaml, hoặc thêm dòng reviews/unit_aliases có người xác nhận.",
    )


def _of_one_parent(text: str, code: str, names: UnitNames, name: str, file: str) -> Finding:
    """The question about a spelling that somebody confirmed inside one parent alone."""
    return Finding(
        severity="question",
        check="spelling_of_one_parent",
        unit_code=code,
        about=f"{name}:{text}",
        file=file,
        found=text,
        expected=names.label(code),
        message=f"Cách ghi {text!r} đã được xác nhận là {names.label(code)} trong đơn vị cấp trên "
        f"đó, nhưng {name} không ghi đơn vị cấp trên nên các dòng này không tính cho đơn vị nào. "
        "Nếu trong cả bảng chỉ có nghĩa đó, thêm dòng reviews/unit_aliases để trống parent_code, "
        "hoặc ghi vào sources.words của campaign.yaml.",
    )


def in_our_words(
    texts: Mapping[str, str], source: TableSource, units: Mapping[str, str], zone: tzinfo
) -> dict[str, str]:
    """One row's cells in our words, dates in ISO; what has no mapping stays as it is."""
    row = {**texts, **source.constants}
    for column, text in texts.items():
        words = our_words(source, column)
        row[column] = words.get(word_key(row[column]), row[column])
        if column in UNIT_COLUMNS:
            row[column] = units.get(word_key(row[column]), row[column])
        if source.dates and column.endswith(("_at", "date")):
            row[column] = _iso(text, source, zone)
    return row


def _iso(text: str, source: TableSource, zone: tzinfo) -> str:
    """A date in one of the declared writings as ISO; any other text as it is."""
    for written in source.dates:
        try:
            read = _moment_of(text.strip(), written)
        except (ValueError, OverflowError):
            continue
        if read.tzinfo is None and source.zone == "utc":
            read = read.replace(tzinfo=UTC)
        if read.time() == time.min if written == "excel" else not has_clock(written):
            return read.date().isoformat()
        if read.tzinfo is not None:
            read = read.astimezone(zone).replace(tzinfo=None)
        return read.isoformat(sep=" ")
    return text


def _moment_of(text: str, written: str) -> datetime:
    """What a cell in one of the declared writings says.

    >>> _moment_of("45626.75", "excel"), _moment_of("1732968000", "unix").isoformat()
    (datetime.datetime(2024, 11, 30, 18, 0), '2024-11-30T12:00:00+00:00')
    """
    if written == "excel":
        return datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86_400))
    if written in NUMBERED:
        return datetime.fromtimestamp(float(text) / (1 if written == "unix" else 1000), UTC)
    return datetime.strptime(text, written)
