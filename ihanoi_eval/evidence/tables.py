"""Tables as they lie in an inputs folder: found, read as text; what nobody reads is told."""

import csv
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, time
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.cells import cell_text
from ihanoi_eval.evidence.encodings import OLD_PAGE, decode_text
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.schemas import INPUTS

if TYPE_CHECKING:
    from pyarrow import Schema

SUFFIXES = (".csv", ".xlsx", ".parquet")
PLAIN = re.compile(r"[A-Za-z0-9._-]+")
SAVE_AGAIN = {  # what to do with a file that is not what its name says
    ".csv": "mở bằng Excel, lưu lại dạng CSV UTF-8",
    ".xlsx": "mở bằng Excel, lưu lại dạng .xlsx",
    ".parquet": "xuất lại tệp từ hệ thống",
}

LONGEST_LINE = 1 << 20  # of a header; a file without any line end is not read whole for it
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what stands for bytes that are no UTF-8

AS_OURS = TableSource()

Rows = Iterable[tuple[int, list[str]]]  # with the row number that a spreadsheet shows


def find_table(inputs: Path, name: str) -> Path | None:
    """Where a table lies: a .csv, .xlsx or .parquet file, a folder of Parquet parts, or None."""
    folder = inputs / name
    there = [inputs / f"{name}{suffix}" for suffix in SUFFIXES]
    found = [path for path in there if path.is_file() and not _is_linked(path, inputs)]
    if folder.is_dir() and not _is_linked(folder, inputs) and files_of(folder):
        found.append(folder)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(f"{name}: có {len(found)} tệp cùng một bảng ({names}); giữ lại một tệp")
    return found[0] if found else None


def holds_tables(inputs: Path) -> bool:
    """Whether the folder holds any input table at all; if not, it is another folder."""
    return any(
        (inputs / name).is_dir() or any((inputs / f"{name}{end}").is_file() for end in SUFFIXES)
        for name in INPUTS
    )


def files_of(path: Path) -> list[Path]:
    """The file itself, or the Parquet parts of a folder in the order of their names.

    A name that begins with a point is no part: a Mac leaves such a file beside each that it copies.
    """
    if not path.is_dir():
        return [path]
    parts = path.glob("*.parquet")
    return sorted(
        part
        for part in parts
        if part.is_file() and not part.is_symlink() and not part.name.startswith(".")
    )


def unread_files(
    inputs: Path, *, known: frozenset[str], elsewhere: Collection[str] = ()
) -> list[Finding]:
    """One question about all files of the folder that are no table: a misspelt name, a link.

    known: further files that somebody else reads, by their path inside the folder.
    elsewhere: tables that are not read at their usual place, so that a file there is read by none.
    """
    usual = [name for name in INPUTS if name not in elsewhere]
    tables = [path for name in usual if (path := find_table(inputs, name)) is not None]
    read = {part for path in tables for part in files_of(path)}
    lost = sorted(
        shown_name(path, inputs) + (" (liên kết)" if path.is_symlink() else "")
        for path in inputs.rglob("*")
        if (path.is_symlink() or path.is_file())
        and path not in read
        and path.relative_to(inputs).as_posix() not in known
    )
    if not lost:
        return []
    return [
        Finding(
            severity="question",
            check="files_not_read",
            found=", ".join(lost),
            expected="tên bảng đúng, tệp thật dạng .csv, .xlsx hoặc .parquet",
            message=f"{len(lost)} tệp trong thư mục số liệu không được đọc: {', '.join(lost)}. "
            "Có phải ghi sai tên? Tệp liên kết thì chép tệp thật vào.",
        )
    ]


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


def read_text(path: Path, file: str, source: TableSource = AS_OURS) -> tuple[list[str], Rows]:
    """Header and numbered rows of a table as text; blank rows are passed over."""
    readers: dict[str, Callable[[Path, str], Iterator[list[str]]]] = {
        ".csv": partial(_csv_rows, source=source),
        ".xlsx": _xlsx_rows,
    }
    try:
        is_empty = all(part.stat().st_size == 0 for part in files_of(path))
        rows = [] if is_empty else list(readers.get(path.suffix, _parquet_rows)(path, file))
    except DataError:
        raise
    except OSError:
        raise _unopened(file) from None
    except Exception:  # whatever openpyxl or pyarrow call it: nobody should have to read that
        suffix = path.suffix or ".parquet"
        raise DataError(
            f"{file}: không phải tệp {suffix} hoặc tệp đã hỏng; {SAVE_AGAIN[suffix]}"
        ) from None
    header = _header_of(rows[0] if rows else [], file, is_all=len(rows) < 2)
    numbered = ((number, cells) for number, cells in enumerate(rows[1:], start=2))
    return header, ((number, cells) for number, cells in numbered if any(map(str.strip, cells)))


def encoding_doubt(
    path: Path, name: str, file: str, source: TableSource = AS_OURS
) -> list[Finding]:
    """A warning where a table could be read only as an old encoding (case 75)."""
    if path.suffix != ".csv" or source.encoding != "utf-8":
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


def _is_linked(path: Path, inputs: Path) -> bool:
    """Whether the way from the inputs folder to a file leads over a link, out of the folder."""
    way = path.relative_to(inputs).parts
    return any(inputs.joinpath(*way[:depth]).is_symlink() for depth in range(1, len(way) + 1))


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


def _xlsx_rows(path: Path, file: str) -> Iterator[list[str]]:
    """Rows of a workbook's first sheet as the text of its cells.

    A formula that was never computed stands as its own text, so that it cannot pass for empty.
    """
    import openpyxl  # imported late: most inputs are CSV

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, in English
        sent = path.read_bytes()  # openpyxl would leave a broken file open
        books = [
            openpyxl.load_workbook(io.BytesIO(sent), read_only=True, data_only=shown)
            for shown in (True, False)
        ]
        try:
            for book in books:
                book.worksheets[0].reset_dimensions()  # some exports say A1 and mean a thousand
            sheets = [
                book.worksheets[0].iter_rows(values_only=is_written)
                for book, is_written in zip(books, (False, True), strict=True)
            ]
            for shown, written in zip(*sheets, strict=True):
                yield [_shown_text(*pair) for pair in zip_longest(shown, written)]
        finally:
            for book in books:
                book.close()


def _shown_text(cell: Any, written: Any) -> str:
    """What a cell shows, or the formula that nobody has computed yet.

    A midnight that is shown with its hour is a moment, without it a day: Excel keeps them alike.
    """
    shown = cell.value if cell is not None else None
    if shown is None and written is not None:
        return str(getattr(written, "text", written))
    if isinstance(shown, datetime) and shown.time() == time.min and "h" in _format_of(cell):
        return shown.isoformat(sep=" ")
    return cell_text(shown)


def _format_of(cell: Any) -> str:
    """How a workbook shows a cell, without colours and words in quotes."""
    return re.sub(r'"[^"]*"|\[[^\]]*\]', "", str(cell.number_format).lower())


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
