"""Log rows set aside: blank ones passed over, the others counted, the first of them listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.platform_files import (
    IDS,
    MOMENTS,
    ROW,
    TEXTS,
    Scan,
    counted_columns,
    filled,
)
from ihanoi_eval.evidence.platform_moments import CALENDAR
from ihanoi_eval.evidence.quotable import quoted, shape_of
from ihanoi_eval.evidence.sources import PERSONAL, rejected_frame, rejected_row
from ihanoi_eval.evidence.sql_words import sql_text
from ihanoi_eval.rules.mappings import CLOSED_LISTS

if TYPE_CHECKING:
    import duckdb

LISTED_AT_MOST = 1000  # rows named in `rejected` for each log; findings carry the full counts
NO_MOMENT = " không phải thời điểm"  # behind a column
STRANGE = " lạ"  # behind a column, of a word that it does not know
HELD_AT_MOST = 1_000_000  # rows set aside that are kept apart; more are read again when asked for
REPEATED_HEADER = "dòng tiêu đề lặp lại giữa tệp"  # two exports, one behind the other


@dataclass(frozen=True)
class Aside:
    """What cannot be read of a log: rows of `rejected`, findings, and how many are bad or blank."""

    rejected: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    faulty: int = 0
    blank: int = 0


def set_aside(
    connection: "duckdb.DuckDBPyConnection", name: str, scan: Scan, table: str, faulty: int
) -> Aside:
    """The rows of a table that cannot be read, of which so many have a fault.

    A row without anything in any column of the file is no row, as in the small tables.
    """
    if not faulty:
        return Aside(rejected_frame([]))
    kind = "TABLE" if faulty <= HELD_AT_MOST else "VIEW"
    key = IDS.get(name, "account_id")
    is_header = f"ltrim({key}, '\ufeff') = {sql_text(scan.source.theirs(key))}"
    fault = f"CASE WHEN {is_header} THEN '{REPEATED_HEADER}' ELSE fault END"
    connection.execute(
        f"CREATE TEMP {kind} {name}_aside AS SELECT * REPLACE ({fault} AS fault) "
        f"FROM ({numbered(table)}) WHERE fault IS NOT NULL"
    )
    aside, blank = _without_blank(connection, name, scan)
    return Aside(
        rejected=list_rows(connection, name, scan, aside),
        findings=tuple(rejections(connection, name, scan, aside)),
        faulty=faulty - blank,
        blank=blank,
    )


def _without_blank(
    connection: "duckdb.DuckDBPyConnection", name: str, scan: Scan
) -> tuple[str, int]:
    """A query for the rows that were set aside and hold anything; how many others there are.

    What stands in columns that nobody counts is looked at where nothing else is there.
    """
    every = f"SELECT * FROM {name}_aside"
    ours = [*counted_columns(name), *(f"{column}_sent" for column in MOMENTS[name])]
    ours += ["on_time_sent"] if name == "petitions" else []
    empty = " AND ".join(f"{one} IS NULL" for one in ours if one not in scan.source.constants)
    [(blank,)] = connection.execute(f"SELECT count(*) FROM ({every}) WHERE {empty}").fetchall()
    if blank and scan.unread:
        row = f"{ROW}::DOUBLE" if scan.is_read_here else "row_number() OVER () + 1"
        connection.execute(
            f"CREATE TEMP TABLE {name}_elsewhere AS SELECT file_row FROM "
            f"(SELECT *, {row} AS file_row FROM {name}_scanned) WHERE {filled(scan.unread)} "
            f"AND file_row IN (SELECT file_row FROM {name}_aside WHERE {empty})"
        )
        empty += f" AND file_row NOT IN (FROM {name}_elsewhere)"
        [(blank,)] = connection.execute(f"SELECT count(*) FROM ({every}) WHERE {empty}").fetchall()
    return (f"{every} WHERE NOT ({empty})" if blank else every), blank


def numbered(table: str) -> str:
    """A query for a log's rows with the number that each has in its file."""
    return f"SELECT *, coalesce({ROW}, row_number() OVER () + 1) AS file_row FROM {table}"


def list_rows(
    connection: "duckdb.DuckDBPyConnection", name: str, scan: Scan, aside: str
) -> pd.DataFrame:
    """The first rows that a query sets aside, as rows of `rejected`: no ids, no names among them.

    A row may be shifted, so of each cell only what fits its column is repeated.
    """
    shown = {column: column for column in TEXTS[name] if column not in PERSONAL}
    first, last = CALENDAR
    for column in MOMENTS[name]:  # the same words whatever the file, as sent only where unreadable
        shown_as = f"CASE WHEN {column} BETWEEN {first} AND {last} THEN {column} END"
        read = f"strftime(make_timestamp({shown_as}), '%Y-%m-%d %H:%M:%S')"
        shown[column] = f"coalesce({read}, {column}_sent)"
    if name == "petitions":
        shown["on_time"] = "coalesce(on_time::VARCHAR, on_time_sent)"
    values = ", ".join(f"coalesce({value}, '') AS {column}" for column, value in shown.items())
    rows = connection.execute(
        f"SELECT file_row, fault, {values} FROM ({aside}) AS aside ORDER BY file_row "
        f"LIMIT {LISTED_AT_MOST}"
    ).fetchall()
    units = {code for (code,) in connection.execute("SELECT unit_code FROM units").fetchall()}
    return rejected_frame(
        [
            rejected_row(
                scan.file,
                scan.row_of(number),
                reason,
                {
                    column: quoted(f"platform/{name}", column, text, units)
                    for column, text in zip(shown, texts, strict=True)
                },
            )
            for number, reason, *texts in rows
        ]
    )


def rejections(
    connection: "duckdb.DuckDBPyConnection", name: str, scan: Scan, aside: str
) -> list[Finding]:
    """How many rows a query sets aside, for each reason and unit, whatever can be listed.

    Rows of no unit that is known, and of usage, which names none, are counted together.
    """
    unit = "NULL" if name == "usage" else "units.unit_code"
    join = "" if name == "usage" else "LEFT JOIN units USING (unit_code)"
    sent = ", ".join(f"arg_min({column}_sent, file_row)" for column in MOMENTS[name])
    rows = connection.execute(
        f"SELECT fault, coalesce({unit}, '') AS unit, count(*), min(file_row), {sent} "
        f"FROM ({aside}) {join} GROUP BY ALL ORDER BY fault, unit"
    ).fetchall()
    return [
        Finding(
            severity="error",
            check="rejected_rows",
            unit_code=code,
            about=f"platform/{name}:{reason}",
            file=scan.file,
            row=scan.row_of(first),
            found=f"{count} dòng",
            expected="0 dòng",
            message=f"{count} dòng của platform/{name} không nhận được: {reason}"
            f"{_hint(name, reason, sent)}. Đề nghị sửa và xuất lại; các dòng đầu ở bảng rejected.",
        )
        for reason, code, count, first, *sent in rows
    ]


def _hint(name: str, reason: str, sent: Sequence[str | None]) -> str:
    """What whoever maps the log can declare: for a strange word, for a moment of another writing.

    sent: what MOMENTS of the first row say; only the shape of it is told.
    """
    if reason.endswith(NO_MOMENT):
        shape = shape_of(sent[MOMENTS[name].index(reason.removesuffix(NO_MOMENT))] or "")
        return (
            f" (ô đầu tiên ghi dạng {shape!r}, a là chữ, 9 là số; cách ghi ngày khác thì khai báo "
            "ở sources.dates, từ chỉ ô trống thì ở sources.words của campaign.yaml)"
        )
    words = CLOSED_LISTS.get((f"platform/{name}", reason.removesuffix(STRANGE)))
    if words is None:
        return ""
    return (
        f" (chỉ nhận {', '.join(words)}; hệ thống ghi từ khác thì khai báo ở sources.words, không "
        "có cột đó thì ở sources.constants của campaign.yaml)"
    )
