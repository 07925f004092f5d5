"""A platform log's file as the counting engine sees it: header checked, nothing guessed."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.sources import check_header
from ihanoi_eval.evidence.table_mapping import (
    UNIT_COLUMNS,
    our_columns,
    our_words,
    unit_words,
)
from ihanoi_eval.evidence.tables import (
    SAVE_AGAIN,
    csv_header,
    files_of,
    first_names,
    parquet_schemas,
    read_text,
)
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.mappings import TableSource

if TYPE_CHECKING:
    import duckdb
    from pyarrow import Schema

MOST_NAMES = 5_000  # ways to write units; more are no names of units
BLANKS = " \t\r\n\u00a0\u2007\u202f\u3000"  # around words that a mapping knows
DECIMALS = ("DOUBLE", "FLOAT")  # types of columns in which whole numbers get a .0
ROW = "sheet_row"  # a workbook's own row numbers, which blank rows would shift
NEEDED = {  # columns without which a log cannot be counted
    "accounts": ("account_id", "unit_code"),
    "usage": ("account_id", "used_at"),
    "petitions": ("petition_id", "unit_code", "received_at", "status"),
}
COMPLAINTS = {  # of DuckDB, and what an officer can do about each
    "Invalid unicode": f"không phải UTF-8; {SAVE_AGAIN['.csv']}",
    "Expected Number of Columns": "số ô khác số cột của tiêu đề; kiểm tra dấu phẩy, xuất lại tệp",
    "unterminated quote": "dấu ngoặc kép không khép; xuất lại tệp từ hệ thống",
}


def scan_log(
    connection: "duckdb.DuckDBPyConnection",
    path: Path,
    file: str,
    name: str,
    *,
    source: TableSource,
    names: UnitNames,
) -> tuple[dict[str, str], list[Finding]]:
    """The view `<name>_raw`: our columns of the file with their types, in our words; questions.

    No other column is read (DESIGN §5). names: what unit names mean, where the log has names.
    """
    rows: list[list[str]] = []
    # DuckDB reads CSV in UTF-8 alone; what is written otherwise is small and old
    is_read_here = path.suffix == ".xlsx" or (path.suffix == ".csv" and source.encoding != "utf-8")
    if is_read_here:
        header, rows = _rows_as_text(path, file, source)
    elif path.suffix == ".csv":
        header = csv_header(path, file, source)
    else:
        schemas = parquet_schemas(path, file)
        header = first_names(schemas)
    places, ours = our_columns(header, f"platform/{name}", source, file)
    findings = check_header(ours, f"platform/{name}", file, needed=NEEDED[name])
    # by their places: a header may have a name twice among the columns that nobody asks for
    is_text = is_read_here or path.suffix == ".csv"
    columns = [f"({place})" for place, _ in enumerate(header)] if is_text else header
    if is_read_here:
        scanned = connection.from_df(pd.DataFrame(rows, columns=[*columns, ROW], dtype="str"))
    elif path.suffix == ".csv":  # nothing is guessed: a sniffer may take a row for a comment
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
        _check_parts(schemas, file, {columns[place] for place in places.values()})
        scanned = connection.read_parquet([as_named(part) for part in files_of(path.resolve())])
    scanned.create_view(f"{name}_scanned")
    sql = {column: _quoted(columns[place]) for column, place in places.items()}
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
    return dict(zip(view.columns, map(str, view.types), strict=True)), findings


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
    text = f"trim({expression}::VARCHAR, '{BLANKS}')"
    kinds = ", ".join(map(sql_text, DECIMALS))
    return f"CASE WHEN typeof({expression}) IN ({kinds}) THEN {as_whole(text)} ELSE {text} END"


def as_whole(text: str) -> str:
    """The text of a decimal number without its .0, where it has no more."""
    return f"regexp_replace({text}, '[.]0$', '')"


def as_named(path: Path) -> str:
    """A path that the engine takes as it is: brackets, stars and question marks stand for nothing.

    >>> as_named(Path("số [1].csv"))
    'số [[]1].csv'
    """
    return re.sub(r"[\[*?]", r"[\g<0>]", str(path))


def _check_parts(schemas: "Mapping[str, Schema]", file: str, needed: Collection[str]) -> None:
    """DataError where parts hold a needed column in different types, or under two spellings.

    The engine would turn all parts into the first one's type: a day into a moment of its midnight.
    """
    first: dict[str, str] = {}
    for part, schema in schemas.items():
        for name in sorted(needed):
            if sum(one.casefold() == name.casefold() for one in schema.names) > 1:
                raise DataError(
                    f"{file}: {part} có hai cột {name!r} chỉ khác chữ hoa, chữ thường; "
                    "giữ lại một cột"
                )
            kind = _kind(str(schema.field(name).type))
            if kind != "null" and first.setdefault(name, kind) != kind:
                raise DataError(
                    f"{file}: cột {name!r} của {part} là kiểu {kind}, ở phần trước là "
                    f"{first[name]}; xuất lại các phần cùng một kiểu"
                )


def _kind(type_name: str) -> str:
    """What a Parquet type holds, its unit and width aside.

    >>> _kind("timestamp[us, tz=UTC]"), _kind("timestamp[ms]"), _kind("large_string")
    ('timestamp with zone', 'timestamp', 'string')
    >>> _kind("int32"), _kind("date32[day]"), _kind("dictionary<values=string, indices=int8>")
    ('int', 'date', 'string')
    """
    if type_name.startswith("timestamp"):
        return "timestamp with zone" if "tz=" in type_name else "timestamp"
    if type_name.startswith("dictionary"):
        return _kind(type_name.removeprefix("dictionary<values=").split(",")[0])
    plain = type_name.removeprefix("large_").removeprefix("u").split("[")[0]
    return re.sub(r"\d+$", "", plain.removesuffix("_view"))


def sql_text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _quoted(column: str) -> str:
    """A column's name as SQL writes it, whatever signs stand in it."""
    return '"' + column.replace('"', '""') + '"'


def what_is_wrong(error: str, path: Path) -> str:
    """DuckDB's complaint in an officer's words: the line if it names one, and what to do.

    >>> what_is_wrong("CSV Error on Line: 7\\nValue with unterminated quote found.", Path("a.csv"))
    ' dòng 7: dấu ngoặc kép không khép; xuất lại tệp từ hệ thống'
    """
    found = re.search(r"CSV Error on Line: (\d+)", error)
    line = f" dòng {found[1]}" if found else ""
    known = [words for complaint, words in COMPLAINTS.items() if complaint in error]
    what = known[0] if known else f"tệp đã hỏng; {SAVE_AGAIN[path.suffix or '.parquet']}"
    return f"{line}: {what}"


def _rows_as_text(path: Path, file: str, source: TableSource) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a table, each as long as the header and followed by its number."""
    header, numbered = read_text(path, file, source)
    rows: list[list[str]] = []
    for number, cells in numbered:
        if any(cell.strip() for cell in cells[len(header) :]):
            raise DataError(f"{file} dòng {number}: có ô ngoài các cột của tiêu đề; xóa ô thừa")
        padding = [""] * (len(header) - len(cells))
        rows.append([*cells[: len(header)], *padding, str(number)])
    return header, rows
