"""Tables as they lie in an inputs folder: found, read as text; what nobody reads is told."""

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.cells import cell_text
from ihanoi_eval.evidence.encodings import OLD_PAGE, decode_text
from ihanoi_eval.evidence.findings import Finding, some_of
from ihanoi_eval.evidence.sheets import further_sheets, sheet_rows
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.schemas import INPUTS
from ihanoi_eval.vietnamese import format_count

if TYPE_CHECKING:
    from pyarrow import Schema

SUFFIXES = (".csv", ".xlsx", ".parquet")
PLAIN = re.compile(r"[A-Za-z0-9._=-]+")
SAVE_AGAIN = {  # what to do with a file that is not what its name says
    ".csv": "mở bằng Excel, lưu lại dạng CSV UTF-8",
    ".xlsx": "mở bằng Excel, lưu lại dạng .xlsx",
    ".parquet": "xuất lại tệp từ hệ thống",
}

LONGEST_LINE = 1 << 20  # of a header; a file without any line end is not read whole for it
MOST_TITLES = 10  # rows among which a header is looked for below a title
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what stands for bytes that are no UTF-8

RENAME = (
    "tên không phải mã UTF-8 (thường do giải nén tệp cũ); đổi tên, chỉ dùng chữ không dấu, rồi "
    "chạy lại"
)

AS_OURS = TableSource()
NOWHERE: Mapping[str, Path] = {}

Rows = Iterable[tuple[int, list[str]]]  # with the row number that a spreadsheet shows


def find_table(inputs: Path, name: str) -> Path | None:
    """Where a table lies: a .csv, .xlsx or .parquet file, a folder of Parquet parts, or None."""
    folder = inputs / name
    found = [path for path in _files_named(inputs, name) if not is_linked(path, inputs)]
    if folder.is_dir() and not is_linked(folder, inputs) and files_of(folder):
        found.append(folder)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(f"{name}: có {len(found)} tệp cùng một bảng ({names}); giữ lại một tệp")
    return found[0] if found else None


def holds_tables(inputs: Path) -> bool:
    """Whether the folder holds any input table at all; if not, it is another folder."""
    return any((inputs / name).is_dir() or _files_named(inputs, name) for name in INPUTS)


def _files_named(inputs: Path, name: str) -> list[Path]:
    """The files that hold a table by their names, however the ending is written."""
    wanted = inputs / name
    beside = wanted.parent.iterdir() if wanted.parent.is_dir() else ()
    return sorted(
        path
        for path in beside
        if path.stem == wanted.name and path.suffix.lower() in SUFFIXES and path.is_file()
    )


def kind_of(path: Path) -> str:
    """How a table is kept: .csv, .xlsx or .parquet, capitals aside; a folder holds Parquet parts.

    >>> kind_of(Path("usage.CSV")), kind_of(Path("platform/usage"))
    ('.csv', '.parquet')
    """
    return path.suffix.lower() or ".parquet"


def files_of(path: Path) -> list[Path]:
    """The file itself, or the Parquet parts of a folder in the order of their names.

    A name that begins with a point is no part: a Mac leaves such a file beside each that it copies.
    """
    if not path.is_dir():
        return [path]
    return sorted(
        part
        for part in path.iterdir()
        if part.suffix.lower() == ".parquet" and not part.name.startswith(".")
        if part.is_file() and not part.is_symlink()
    )


def unread_files(
    inputs: Path, *, known: frozenset[str], elsewhere: Mapping[str, Path] = NOWHERE
) -> list[Finding]:
    """An error for each table of which parts are not read; one question about all other files.

    known: further files that somebody else reads, by their path inside the folder.
    elsewhere: tables that are not read at their usual place, so that a file there is read by none,
    and where they are read.
    """
    usual = [name for name in INPUTS if name not in elsewhere]
    tables = [path for name in usual if (path := find_table(inputs, name)) is not None]
    read = {part for path in (*tables, *elsewhere.values()) for part in files_of(path)}
    read |= {inputs / name for name in known}
    findings: list[Finding] = []
    for name in INPUTS:
        folder = elsewhere.get(name, inputs / name)
        is_unseen = name in usual and folder.is_dir() and is_linked(folder, inputs)
        lost = [folder] if is_unseen else [path for path in _parts_in(folder) if path not in read]
        read |= {*lost}  # is not asked about again
        findings += _parts_not_read(name, [_shown(path, folder.parent) for path in lost])
    others = [
        _shown(path, inputs)
        for path in inputs.rglob("*")
        if (path.is_symlink() or path.is_file()) and path not in read
    ]
    return findings + _files_not_read(sorted(others))


def _parts_in(folder: Path) -> list[Path]:
    """Whatever may be part of a table in its folder, at any depth: tables of any form, links."""
    return sorted(
        path
        for path in folder.rglob("*")
        if not path.name.startswith(".")
        if path.is_symlink() or (path.suffix.lower() in SUFFIXES and path.is_file())
    )


def _shown(path: Path, folder: Path) -> str:
    """A file as a message names it."""
    return shown_name(path, folder) + (" (liên kết)" if path.is_symlink() else "")


def _parts_not_read(name: str, lost: list[str]) -> list[Finding]:
    """The error about parts without which a table is another, smaller one."""
    if not lost:
        return []
    return [
        Finding(
            severity="error",
            check="parts_not_read",
            about=name,
            file=name,
            found=some_of(lost, "tệp"),
            expected="các tệp .parquet nằm ngay trong thư mục của bảng",
            message=f"{name}: {format_count(len(lost))} tệp trong thư mục của bảng không được đọc "
            f"nên bảng thiếu số liệu: {some_of(lost, 'tệp')}. Đề nghị đặt các phần .parquet ngay "
            "trong thư mục đó, không ở thư mục con, không dùng liên kết; tệp thừa thì chuyển đi.",
        )
    ]


def _files_not_read(lost: list[str]) -> list[Finding]:
    """The question about files that are no table: perhaps a misspelt name."""
    if not lost:
        return []
    return [
        Finding(
            severity="question",
            check="files_not_read",
            found=some_of(lost, "tệp"),
            expected="tên bảng đúng, tệp thật dạng .csv, .xlsx hoặc .parquet",
            message=f"{format_count(len(lost))} tệp trong thư mục số liệu không được đọc: "
            f"{some_of(lost, 'tệp')}. Có phải ghi sai tên? Tệp liên kết thì chép tệp thật vào.",
        )
    ]


def is_linked(path: Path, folder: Path) -> bool:
    """Whether the way from a folder to a path in it, or seen from it, leads over a link."""
    way = path.relative_to(folder).parts
    return any(folder.joinpath(*way[:depth]).is_symlink() for depth in range(1, len(way) + 1))


def is_text(path: Path) -> bool:
    """Whether a path's name is UTF-8; from a zip of old names come bytes that no table can hold."""
    return not NO_TEXT.search(str(path))


def written_name(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 stand as their digits.

    >>> written_name(Path("B\\udcb8o.xlsx")), written_name(Path("Báo.xlsx"))
    ('B\\\\xb8o.xlsx', 'Báo.xlsx')
    """
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def shown_name(path: Path, inputs: Path) -> str:
    """A file's path inside the folder; of parts with blanks or diacritics only how they end.

    Such a name is often a person's or a document's, and the page that shows it is shared. Of a
    table that lies elsewhere the whole path is shown so.
    """
    parts = (path if path.is_absolute() and inputs == Path() else path.relative_to(inputs)).parts
    return "/".join(part if PLAIN.fullmatch(part) else f"…{_plain_end(part)}" for part in parts)


def _plain_end(name: str) -> str:
    """The ending of a file name, if it is one."""
    end = Path(name).suffix
    return end if PLAIN.fullmatch(end) else ""


def read_text(
    path: Path, file: str, source: TableSource = AS_OURS, *, wanted: Iterable[str] = ()
) -> tuple[list[str], Rows]:
    """Header and numbered rows of a table as text; blank rows are passed over.

    wanted: our columns; DataError where they stand below the first row, under a title.
    """
    readers: dict[str, Callable[[Path, str], Iterator[list[str]]]] = {
        ".csv": partial(_csv_rows, source=source),
        ".xlsx": lambda path, _: sheet_rows(path),
    }
    with _told_if_broken(path, file):
        is_empty = all(part.stat().st_size == 0 for part in files_of(path))
        rows = [] if is_empty else list(readers.get(kind_of(path), _parquet_rows)(path, file))
    _refuse_title(rows[:MOST_TITLES], {source.theirs(column) for column in wanted}, file)
    header = _header_of(rows[0] if rows else [], file, is_all=len(rows) < 2)
    numbered = ((number, cells) for number, cells in enumerate(rows[1:], start=2))
    return header, ((number, cells) for number, cells in numbered if any(map(str.strip, cells)))


def _refuse_title(rows: list[list[str]], wanted: set[str], file: str) -> None:
    """DataError where no wanted column stands in the first row and two stand in a later one."""
    found = [len(wanted.intersection(map(str.strip, row))) for row in rows]
    if found and found[0] == 0 and max(found) > 1:
        number = found.index(max(found)) + 1
        raise DataError(
            f"{file} dòng 1: không phải tiêu đề, có lẽ là tên bảng; các cột cần có ở dòng {number}."
            f" Xóa các dòng ở trên dòng {number}"
        )


@contextmanager
def _told_if_broken(path: Path, file: str) -> Iterator[None]:
    """Whatever openpyxl or pyarrow call it, as a DataError that an officer can read."""
    try:
        yield
    except DataError:
        raise
    except OSError:
        raise _unopened(file) from None
    except Exception:
        kind = kind_of(path)
        raise DataError(
            f"{file}: không phải tệp {kind} hoặc tệp đã hỏng; {SAVE_AGAIN[kind]}"
        ) from None


def file_doubts(path: Path, name: str, file: str, source: TableSource = AS_OURS) -> list[Finding]:
    """What a file asks whatever its rows say: sheets that nobody reads, an old encoding."""
    if kind_of(path) == ".xlsx":
        with _told_if_broken(path, file):
            return further_sheets(path, name, file)
    return _encoding_doubt(path, name, file, source)


def _encoding_doubt(path: Path, name: str, file: str, source: TableSource) -> list[Finding]:
    """A warning where a table could be read only as an old encoding (case 75)."""
    if kind_of(path) != ".csv" or source.encoding != "utf-8":
        return []
    if decode_text(path.read_bytes())[1] != OLD_PAGE:
        return []
    return [
        Finding(
            severity="warning",
            check="old_encoding",
            about=name,
            file=file,
            found="CP1258",
            expected="UTF-8",
            message=f"{file}: không phải UTF-8, được đọc theo bảng mã tiếng Việt cũ của Windows. "
            "Đề nghị kiểm tra tên đơn vị và lưu lại dạng CSV UTF-8.",
        )
    ]


def csv_header(path: Path, file: str, source: TableSource = AS_OURS) -> list[str]:
    """The header of a CSV file too long to be read twice."""
    try:  # what is no UTF-8 in later rows is told with its line when they are read
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            lines = iter(partial(stream.readline, LONGEST_LINE), "")
            first = next(csv.reader(lines, strict=True, delimiter=source.separator), [])
            is_all = not stream.read(1)
    except OSError:
        raise _unopened(file) from None
    except csv.Error:
        raise DataError(
            f"{file} dòng 1: tiêu đề không đọc được, có ô quá dài hay dấu ngoặc kép không khép; "
            f"{SAVE_AGAIN['.csv']}"
        ) from None
    if any(map(NO_TEXT.search, first)):
        raise DataError(f"{file} dòng 1: không phải UTF-8; {SAVE_AGAIN['.csv']}")
    return _header_of(first, file, is_all=is_all)


def _header_of(first: list[str], file: str, *, is_all: bool) -> list[str]:
    """The names of the columns in a file's first row; is_all: no row comes behind it."""
    header = ["".join(filter(_is_seen, cell)).strip() for cell in first]
    if any(header):
        return header
    if is_all:
        raise DataError(f"{file}: tệp rỗng; cần ít nhất dòng tiêu đề")
    raise DataError(f"{file} dòng 1: trống; dòng đầu phải là tiêu đề, xóa dòng trống ở trên")


def _is_seen(sign: str) -> bool:
    """Whether a sign is more than a mark or a space of no width (RELIABILITY 67)."""
    return unicodedata.category(sign) != "Cf"


def _unopened(file: str) -> DataError:
    """What an officer can do about a file that the system does not give."""
    return DataError(
        f"{file}: không mở được; đóng tệp ở chương trình khác, kiểm tra quyền đọc rồi chạy lại"
    )


def parquet_schemas(path: Path, file: str) -> "dict[str, Schema]":
    """The schemas of Parquet parts by name; DataError where one is none or has other columns."""
    import pyarrow.parquet as parquet  # imported late: most inputs are CSV

    schemas: dict[str, Schema] = {}
    for part in files_of(path):
        if not is_text(name := Path(part.name)):
            raise DataError(f"{file}: {written_name(name)}: {RENAME}")
        try:
            schema = parquet.read_schema(part)
        except Exception:  # as in read_text
            raise DataError(
                f"{file}: {part.name} không phải tệp .parquet hoặc tệp đã hỏng; "
                f"{SAVE_AGAIN['.parquet']}"
            ) from None
        first = next(iter(schemas.values()), schema)
        if sorted(schema.names) != sorted(first.names):
            raise DataError(f"{file}: {part.name} có các cột khác phần đầu; xuất lại cùng một mẫu")
        schemas[part.name] = schema
    return schemas


def first_names(schemas: "Mapping[str, Schema]") -> list[str]:
    """The columns as the first part has them; none without a part."""
    return [name for schema in list(schemas.values())[:1] for name in schema.names]


def _csv_rows(path: Path, file: str, source: TableSource) -> Iterator[list[str]]:
    """Rows of a CSV file, in the encoding that the rules declare or one of decode_text's."""
    sent = path.read_bytes()
    try:
        text = sent.decode("latin-1") if source.encoding == "latin-1" else decode_text(sent)[0]
    except UnicodeDecodeError as error:
        line = sent[: error.start].count(b"\n") + 1
        raise DataError(f"{file} dòng {line}: không phải UTF-8; {SAVE_AGAIN['.csv']}") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=source.separator)
    try:
        yield from reader
    except csv.Error:
        raise DataError(
            f"{file} dòng {reader.line_num}: dấu ngoặc kép không khép hoặc ô quá dài; "
            f"{SAVE_AGAIN['.csv']}"
        ) from None


def _parquet_rows(path: Path, file: str) -> Iterator[list[str]]:
    """Rows of Parquet parts, the header first."""
    import pyarrow.parquet as parquet  # imported late: most inputs are CSV

    header = first_names(parquet_schemas(path, file))
    yield header
    for part in files_of(path):
        table = parquet.ParquetFile(part).read()
        places = [table.column_names.index(name) for name in header]  # each part has its own order
        columns = [table.column(place).to_pylist() for place in places]
        yield from ([cell_text(cell) for cell in cells] for cells in zip(*columns, strict=True))
