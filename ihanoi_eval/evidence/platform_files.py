"""A platform log's file as the counting engine sees it: header checked, nothing guessed."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.platform_parquet import parts_sql
from ihanoi_eval.evidence.sources import check_header
from ihanoi_eval.evidence.sql_words import as_named, quoted_name, sql_text
from ihanoi_eval.evidence.table_mapping import (
    UNIT_COLUMNS,
    our_columns,
    our_words,
    unit_words,
)
from ihanoi_eval.evidence.tables import (
    SAVE_AGAIN,
    csv_header,
    file_doubts,
    files_of,
    first_names,
    kind_of,
    parquet_schemas,
    read_text,
)
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.mappings import TableSource

if TYPE_CHECKING:
    import duckdb

MOST_NAMES = 5_000  # ways to write units; more are no names of units
BLANKS = " \t\r\n\u00a0\u2007\u202f\u3000"  # around what a cell says
NANOSECONDS = {"TIMESTAMP_NS": "TIMESTAMP", "TIMESTAMPTZ_NS": "TIMESTAMPTZ"}
DECIMALS = ("DOUBLE", "FLOAT")  # types of columns in which whole numbers get a .0
ROW = "sheet_row"  # a workbook's own row numbers, which blank rows would shift
NEEDED = {  # columns without which a log cannot be counted
    "accounts": ("account_id", "unit_code"),
    "usage": ("account_id", "used_at"),
    "petitions": ("petition_id", "unit_code", "received_at", "status"),
}
MOMENTS = {
    "accounts": ("registered_at", "activated_at"),
    "usage": ("used_at",),
    "petitions": ("received_at", "due_at", "resolved_at", "rated_at"),
}
TEXTS = {
    "accounts": ("account_id", "unit_code", "holder", "staff_unit_code", "device_id"),
    "usage": ("account_id", "feature"),
    "petitions": ("petition_id", "kind", "unit_code", "status", "rating"),
}
IDS = {"accounts": "account_id", "petitions": "petition_id"}
SCRATCH = "ihanoi-eval-scratch-"  # what folders of the engine's spill are called, and nothing else
BLANK_LINE = re.compile(rb"(?:\n|\r(?!\n))\r?\n|\r\r")
OTHER_LINE_END = "invalid state"  # what DuckDB calls it, and never where
COMPLAINTS = {  # of DuckDB, and what an officer can do about each
    "Invalid unicode": f"không phải UTF-8; {SAVE_AGAIN['.csv']}",
    "Expected Number of Columns": "số ô khác số cột của tiêu đề; kiểm tra dấu phẩy, xuất lại tệp",
    "Maximum line size": "có dòng quá dài, có lẽ dấu ngoặc kép không khép; xuất lại tệp",
    **dict.fromkeys(  # what no calendar of the engine holds: 5881580, or milliseconds as seconds
        ("Conversion Error", "Out of Range Error"),
        "có thời điểm hay số lớn hoặc nhỏ quá mức đọc được; sửa ô đó rồi xuất lại",
    ),
    OTHER_LINE_END: "các dòng không xuống dòng cùng một kiểu (CRLF, LF, CR), có lẽ do ghép nhiều "
    "tệp; xuất lại tệp hoặc mở bằng Excel, lưu lại dạng CSV UTF-8",
    "unterminated quote": "dấu ngoặc kép không khép; xuất lại tệp từ hệ thống",
}


@dataclass(frozen=True)
class Stamp:
    """How a log's files lay there before they were read: other ones differ, and nothing is read."""

    path: Path
    file: str
    marks: tuple[tuple[str | int, ...], ...]

    def check(self) -> None:
        """DataError where a file was written, replaced, added or taken away since."""
        if _marks(self.path) != self.marks:
            raise DataError(
                f"{self.file}: nhật ký thay đổi trong khi đọc nên không số nào được dùng; đóng các "
                "chương trình đang ghi, chép xong hết tệp rồi chạy lại"
            )


def stamp(path: Path, file: str) -> Stamp:
    """The stamp of a log's file, or of the parts in its folder, as they are now."""
    return Stamp(path, file, _marks(path))


def _marks(path: Path) -> tuple[tuple[str | int, ...], ...]:
    """Of each file its name, size, moments of its last changes and place on the disk."""
    try:
        found = [(part.name, part.stat()) for part in files_of(path)]
    except OSError:  # taken away meanwhile
        return ()
    return tuple((name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in found)


@dataclass(frozen=True)
class Scan:
    """A log's file, of which the views `<name>_scanned` and `<name>_raw` stand in the connection.

    types: of our columns, as SQL calls them; unread: further columns of `<name>_scanned`.
    """

    path: Path
    file: str
    source: TableSource
    types: dict[str, str]
    unread: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def is_read_here(self) -> bool:
        """Whether only this process has the rows, with the numbers that a workbook gives them."""
        return ROW in self.types

    @cached_property
    def blank_lines(self) -> list[int]:
        """For each blank line of a CSV file, which the engine passes over, the rows above it."""
        is_passed_over = kind_of(self.path) == ".csv" and not self.is_read_here
        return blank_lines(self.path) if is_passed_over else []

    def row_of(self, number: float) -> float:
        """The number that a spreadsheet shows of the row that is the engine's so-manyth."""
        return number + bisect_left(self.blank_lines, number)


def scan_log(
    connection: "duckdb.DuckDBPyConnection",
    path: Path,
    file: str,
    name: str,
    *,
    source: TableSource,
    names: UnitNames,
) -> Scan:
    """The view `<name>_raw`: our columns of the file with their types, in our words; questions.

    No other column is read (DESIGN §5). names: what unit names mean, where the log has names.
    """
    rows: list[list[str]] = []
    # DuckDB reads CSV in UTF-8 alone; what is written otherwise is small and old
    kind = kind_of(path)
    is_read_here = kind == ".xlsx" or (kind == ".csv" and source.encoding != "utf-8")
    if is_read_here:
        header, rows = _rows_as_text(path, file, name, source)
    elif kind == ".csv":
        header = csv_header(path, file, source)
    else:
        schemas = parquet_schemas(path, file)
        header = first_names(schemas)
    places, ours = our_columns(header, f"platform/{name}", source, file)
    findings = check_header(ours, f"platform/{name}", file, needed=NEEDED[name], source=source)
    findings += file_doubts(path, f"platform/{name}", file, source)
    # by their places: a header may have a name twice among the columns that nobody asks for
    is_text = is_read_here or kind == ".csv"
    columns = [f"({place})" for place, _ in enumerate(header)] if is_text else header
    used = {column: columns[place] for column, place in places.items()}
    if is_read_here:
        scanned = connection.from_df(pd.DataFrame(rows, columns=[*columns, ROW], dtype="str"))
    elif kind == ".csv":  # nothing is guessed: a sniffer may take a row for a comment
        scanned = connection.read_csv(
            as_named(path.resolve()),  # the view is made again in other processes
            header=True,
            auto_detect=False,
            columns=dict.fromkeys(columns, "VARCHAR"),
            delimiter=source.separator,
            quotechar='"',
            escapechar='"',
        )
    else:
        scanned = connection.sql(parts_sql(path.resolve(), file, schemas, {*used.values()}))
    scanned.create_view(f"{name}_scanned")
    types = dict(zip(scanned.columns, map(str, scanned.types), strict=True))
    counted = {used[column] for column in counted_columns(name) if column in used}
    sql = {column: _typed(quoted_name(theirs), types[theirs]) for column, theirs in used.items()}
    sql |= {column: sql_text(value) for column, value in source.constants.items()}
    for column in [*source.words]:
        if column in sql:
            sql[column] = _in_our_words(sql[column], our_words(source, column))
    for column in UNIT_COLUMNS if source.units == "names" else ():
        if column in sql:
            found, doubts = _unit_names(connection, sql[column], file, name, names)
            sql[column] = _in_our_words(sql[column], found)
            findings += doubts
    kept = [f"{expression} AS {column}" for column, expression in sql.items()]
    kept += [ROW] if is_read_here else []
    connection.execute(f"CREATE VIEW {name}_raw AS SELECT {', '.join(kept)} FROM {name}_scanned")
    view = connection.view(f"{name}_raw")
    return Scan(
        path=path,
        file=file,
        source=source,
        types=dict(zip(view.columns, map(str, view.types), strict=True)),
        unread=tuple(column for column in types if column not in {*counted, ROW}),
        findings=tuple(findings),
    )


def counted_columns(name: str) -> tuple[str, ...]:
    """The columns of a log that measures are counted from."""
    return (*TEXTS[name], *MOMENTS[name], *(("on_time",) if name == "petitions" else ()))


def filled(columns: Iterable[str]) -> str:
    """A condition: some of these columns holds more than blanks."""
    texts = (f"nullif({_trimmed(quoted_name(column))}, '')" for column in columns)
    return f"coalesce({', '.join(texts)}) IS NOT NULL"


def _typed(expression: str, kind: str) -> str:
    """A column as other forms have it: moments in microseconds, 7.00 as 7, nothing for NaN."""
    if kind in NANOSECONDS:
        return f"{expression}::{NANOSECONDS[kind]}"
    if kind in DECIMALS:
        return f"CASE WHEN NOT isnan({expression}) THEN {expression} END"
    if kind.startswith("DECIMAL") and not kind.endswith(",0)"):
        return f"regexp_replace({expression}::VARCHAR, '[.]0+$', '')"
    return expression


def _unit_names(
    connection: "duckdb.DuckDBPyConnection", column: str, file: str, name: str, names: UnitNames
) -> tuple[dict[str, str], list[Finding]]:
    """The codes of the unit names that stand in a column."""
    written = connection.execute(
        f"SELECT DISTINCT {_trimmed(column)} AS written FROM {name}_scanned "
        f"WHERE {column} IS NOT NULL ORDER BY written LIMIT {MOST_NAMES + 1}"
    ).fetchall()
    if len(written) > MOST_NAMES:
        raise DataError(
            f"{file}: cột tên đơn vị có hơn {MOST_NAMES} cách ghi, không phải tên đơn vị; "
            "sửa columns trong campaign.yaml (sources)"
        )
    texts = [text for (text,) in written if text]
    return unit_words(texts, names, name=f"platform/{name}", file=file)


def _in_our_words(expression: str, words: Mapping[str, str]) -> str:
    """An expression whose known words become ours; others stay, an empty meaning is nothing."""
    text = _trimmed(expression)
    whens = " ".join(f"WHEN {sql_text(word)} THEN {sql_text(ours)}" for word, ours in words.items())
    return f"CASE lower(nfc_normalize({text})) {whens} ELSE {text} END" if whens else expression


def _trimmed(expression: str) -> str:
    """An expression as text without blanks of any kind around it; 7.0 is 7, as in a workbook."""
    text = trimmed_sql(f"{expression}::VARCHAR")
    kinds = ", ".join(map(sql_text, DECIMALS))
    return f"CASE WHEN typeof({expression}) IN ({kinds}) THEN {as_whole(text)} ELSE {text} END"


def trimmed_sql(text: str) -> str:
    """A text without blanks of any kind around it."""
    return f"trim({text}, '{BLANKS}')"


def padded_sql(text: str) -> str:
    """Whether a text has blanks around it, or is empty; three times faster than to remove them.

    Before an exclamation mark come blanks and nothing; rarer ones are more than a byte.
    """
    ends = " OR ".join(f"suffix({text}, {sql_text(one)})" for one in BLANKS if one < "!")
    rare = f"regexp_matches({text}, '^[{BLANKS}]|[{BLANKS}]$')"
    return f"({text} < '!' OR {ends} OR CASE WHEN strlen({text}) <> length({text}) THEN {rare} END)"


def as_whole(text: str) -> str:
    """The text of a decimal number without its .0, where it has no more."""
    return f"regexp_replace({text}, '[.]0$', '')"


def what_is_wrong(error: str, path: Path) -> str:
    """DuckDB's complaint in an officer's words: the line if it names one, and what to do.

    >>> what_is_wrong("CSV Error on Line: 7\\nValue with unterminated quote found.", Path("a.csv"))
    ' dòng 7: dấu ngoặc kép không khép; xuất lại tệp từ hệ thống'
    """
    found = re.search(r"CSV Error on Line: (\d+)", error)
    line = f" dòng {found[1]}" if found else ""
    if OTHER_LINE_END in error and path.is_file():
        line = f" dòng {_first_other_end(path)}"
    known = [words for complaint, words in COMPLAINTS.items() if complaint in error]
    what = known[0] if known else f"tệp đã hỏng; {SAVE_AGAIN[kind_of(path)]}"
    return f"{line}: {what}"


def is_about_logs(error: "duckdb.Error") -> bool:
    """Whether DuckDB complains of a log, not of our SQL or of the room that counting takes."""
    import duckdb  # imported late: only the platform's rooms need it

    # no file can make the SQL name what is not there: a fault of ours
    others = (duckdb.BinderException, duckdb.CatalogException, duckdb.OutOfMemoryException)
    return not isinstance(error, others) and SCRATCH not in str(error)


def _ends_of_rows(path: Path) -> Iterator[tuple[int, str]]:
    """The last line of each row of a CSV file, with its number: a cell may hold lines itself."""
    quotes = 0
    with path.open(encoding="latin-1", newline="") as lines:
        for number, line in enumerate(lines, start=1):
            quotes += line.count('"')
            if quotes % 2 == 0:
                yield number, line


def _first_other_end(path: Path) -> int:
    """The first line of a CSV file that ends otherwise than those before, else the last one."""
    ends: set[str] = set()
    number = 0
    for number, line in _ends_of_rows(path):  # noqa: B007 – asked for behind the loop
        ends.add(line[len(line.rstrip("\r\n")) :])
        if len(ends - {""}) > 1:
            break
    return number


def blank_lines(path: Path) -> list[int]:
    """For each blank line of a CSV file how many rows stand above it, the header included."""
    if not _has_blank_line(path):
        return []
    found: list[int] = []
    rows = 0
    for _, line in _ends_of_rows(path):
        if line.strip("\r\n"):
            rows += 1
        else:
            found.append(rows)
    return found


def _has_blank_line(path: Path) -> bool:
    """Whether two line ends stand together: no long file is read row by row for nothing."""
    last = b""
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            if BLANK_LINE.search(last + block):
                return True
            last = block[-3:]
    return False


def _rows_as_text(
    path: Path, file: str, name: str, source: TableSource
) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a table, each as long as the header and followed by its number."""
    header, numbered = read_text(path, file, source, wanted=counted_columns(name))
    rows: list[list[str]] = []
    for number, cells in numbered:
        if any(cell.strip() for cell in cells[len(header) :]):
            raise DataError(f"{file} dòng {number}: có ô ngoài các cột của tiêu đề; xóa ô thừa")
        padding = [""] * (len(header) - len(cells))
        rows.append([*cells[: len(header)], *padding, str(number)])
    return header, rows
