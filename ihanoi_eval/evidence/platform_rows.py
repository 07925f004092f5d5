"""Platform logs row by row: only the counted columns, typed; bad rows set aside and counted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.cells import FALSE_WORDS, TRUE_WORDS
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.platform_files import (
    DECIMALS,
    IDS,
    MOMENTS,
    ROW,
    TEXTS,
    Scan,
    Stamp,
    as_whole,
    counted_columns,
    is_about_logs,
    padded_sql,
    scan_log,
    stamp,
    trimmed_sql,
    what_is_wrong,
)
from ihanoi_eval.evidence.platform_moments import (
    Clock,
    as_moment,
    impossible_sql,
    long_before,
    moment_sql,
)
from ihanoi_eval.evidence.platform_rejects import (
    NO_MOMENT,
    list_rows,
    numbered,
    rejections,
    set_aside,
)
from ihanoi_eval.evidence.sources import rejected_frame, source_row
from ihanoi_eval.evidence.sql_words import sql_text
from ihanoi_eval.evidence.table_mapping import locate_table
from ihanoi_eval.evidence.tables import AS_OURS
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import INPUTS
from ihanoi_eval.vietnamese import format_count

if TYPE_CHECKING:
    import duckdb

MOST_FEATURES = 1_000  # which are kept as bits for each account; more are no names of features
REFUSALS = {  # what makes a row unreadable, beside a moment that is none
    "accounts": {
        "thiếu account_id": "account_id IS NULL",
        "holder lạ": "coalesce(holder, '') NOT IN "
        "('resident', 'public_staff', 'business', 'organisation')",
    },
    "usage": {"thiếu account_id": "account_id IS NULL", "thiếu used_at": "used_at IS NULL"},
    "petitions": {
        "thiếu petition_id": "petition_id IS NULL",
        "thiếu received_at": "received_at IS NULL",
        "status lạ": "coalesce(status, '') NOT IN "
        "('resolved', 'in_progress', 'pending', 'refused')",
        "on_time lạ": "on_time IS NULL AND on_time_sent IS NOT NULL",
        "rating lạ": "rating NOT IN ('satisfied', 'accepted', 'dissatisfied')",
    },
}


@dataclass(frozen=True)
class Log:
    """What a log brought beside its rows, which stand in the connection under its name.

    stamp: how its files lay there before any of it was read.
    Of the log of use, shared: where other processes can read it; features: the names found in it.
    """

    name: str
    sources: pd.DataFrame
    rejected: pd.DataFrame
    findings: tuple[Finding, ...]
    stamp: Stamp
    shared: Path | None = None
    features: tuple[str, ...] = ()


def open_log(
    connection: "duckdb.DuckDBPyConnection",
    inputs: Path,
    name: str,
    *,
    campaign: Campaign,
    names: UnitNames,
) -> Log | None:
    """The log `name` as a table or view of the connection; None where it was not sent.

    Rows that cannot be read and rows whose id others contradict are left out, listed and counted;
    an identical repeat counts once (COUNTING 5). Columns outside the allow-list are never read.
    """
    import duckdb  # imported late: only the platform's rooms need it

    place = locate_table(inputs, f"platform/{name}", campaign)
    if place is None:
        return None
    path, file = place
    source = campaign.sources.get(f"platform/{name}", AS_OURS)
    before = stamp(path, file)
    try:
        scan = scan_log(connection, path, file, name, source=source, names=names)
        typed = partial(_type_rows, connection, name, scan.types, Clock(campaign, source))
        opened = _open_ids if name in IDS else _open_usage
        log = opened(connection, name, scan, typed, before)
    except duckdb.Error as error:
        if not is_about_logs(error):
            raise
        before.check()
        raise DataError(f"{file}{what_is_wrong(str(error), path)}") from None
    before.check()  # its rows and its hash are of one file
    return log


def _open_ids(
    connection: "duckdb.DuckDBPyConnection",
    name: str,
    scan: Scan,
    typed: Callable[..., None],
    before: Stamp,
) -> Log:
    """The log in the file as the table `name` without repeats."""
    read = faulty = 0
    for is_trimmed in (True, False):
        typed(is_trimmed=is_trimmed, asks=is_trimmed)
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_typed")
        [(read, faulty, is_padded)] = connection.execute(
            f"SELECT count(*), count(*) FILTER (fault IS NOT NULL), bool_or(is_padded) FROM {name}"
        ).fetchall()
        if not is_padded:
            break
    aside = set_aside(connection, name, scan, name, faulty)
    contradicted, repeated, findings = _settle_ids(connection, name, scan)
    counted = counted_columns(name)
    for column in connection.table(name).columns:  # what was needed to sort rows out, and memory
        if column not in counted:
            connection.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
    return Log(
        name=name,
        sources=source_row(
            scan.path, scan.file, read=read - aside.blank, rejected=aside.faulty + contradicted
        ),
        rejected=pd.concat([aside.rejected, repeated], ignore_index=True),
        findings=(*scan.findings, *aside.findings, *findings),
        stamp=before,
    )


def _open_usage(
    connection: "duckdb.DuckDBPyConnection",
    name: str,
    scan: Scan,
    typed: Callable[..., None],
    before: Stamp,
) -> Log:
    """The log of use as the view `usage`, read once for what stands in it (`usage_features`)."""
    read = readable = 0
    for is_trimmed in (True, False):
        typed(is_trimmed=is_trimmed, asks=is_trimmed)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE usage_features AS SELECT feature, count(*) AS rows_, "
            "count(*) FILTER (fault IS NULL) AS readable, "
            "max(used_at) FILTER (fault IS NULL AND used_at < getvariable('cut')) AS last_use, "
            f"count(*) FILTER (fault IS NULL AND {long_before('used_at')}) AS long_before, "
            "bool_or(is_padded) AS is_padded FROM usage_typed GROUP BY feature"
        )
        [(read, readable, is_padded)] = connection.execute(
            "SELECT coalesce(sum(rows_), 0)::BIGINT, coalesce(sum(readable), 0)::BIGINT, "
            "bool_or(is_padded) FROM usage_features"
        ).fetchall()
        if not is_padded:
            typed(is_trimmed=is_trimmed)  # the question is not asked again
            break
    connection.execute("CREATE VIEW usage AS SELECT * FROM usage_typed WHERE fault IS NULL")
    features = connection.execute(
        "SELECT feature FROM usage_features WHERE feature IS NOT NULL AND readable > 0 "
        f"ORDER BY feature LIMIT {MOST_FEATURES + 1}"
    ).fetchall()
    if len(features) > MOST_FEATURES:
        raise DataError(
            f"{scan.file}: cột feature có hơn {format_count(MOST_FEATURES)} tên, không phải tên "
            "tính năng; sửa columns trong campaign.yaml (sources) hoặc xuất lại"
        )
    aside = set_aside(connection, name, scan, "usage_typed", read - readable)
    return Log(
        name=name,
        sources=source_row(scan.path, scan.file, read=read - aside.blank, rejected=aside.faulty),
        rejected=aside.rejected,
        findings=(*scan.findings, *aside.findings),
        stamp=before,
        shared=None if scan.is_read_here else scan.path.resolve(),
        features=tuple(feature for (feature,) in features),
    )


def _type_rows(
    connection: "duckdb.DuckDBPyConnection",
    name: str,
    types: dict[str, str],
    clock: Clock,
    *,
    is_trimmed: bool = True,
    asks: bool = False,
) -> None:
    """The view `<name>_typed`: local microseconds, `fault` where unreadable, text as it counts.

    is_trimmed: as if no text had blanks around it, which take longer to remove than all else.
    asks: is_padded says of a row whether one has; else it is false.
    """
    sent = [column for column in INPUTS[f"platform/{name}"].columns if column in types]
    written = [column for column in sent if types[column] == "VARCHAR"]
    padded = [padded_sql(one) for one in written if asks]
    trimmed = [f"nullif({trimmed_sql(one)}, '') AS {one}" for one in written]
    source = f"{name}_raw"
    if trimmed and not is_trimmed:
        source = f"(SELECT * REPLACE ({', '.join(trimmed)}) FROM {source})"
    columns = [f"{_text(column, types)} AS {column}" for column in TEXTS[name]]
    columns.append(f"{' OR '.join(padded) or 'false'} AS is_padded")
    columns += [
        f"{moment_sql(column, types.get(column), clock)} AS {column}" for column in MOMENTS[name]
    ]
    if name == "petitions":
        columns.append(f"{_flag('on_time', types)} AS on_time")
        columns.append(f"{_text('on_time', types)} AS on_time_sent")
    unreadable = {
        f"{column}{NO_MOMENT}": f"{column} IS NULL AND {column}_sent IS NOT NULL"
        for column in MOMENTS[name]
    }
    impossible = {
        f"{column} ngoài các năm 1900–2100": impossible_sql(column) for column in MOMENTS[name]
    }
    columns += [f"{_moment_text(column, types)} AS {column}_sent" for column in MOMENTS[name]]
    whens = " ".join(
        f"WHEN {condition} THEN '{reason}'"
        for reason, condition in (unreadable | impossible | REFUSALS[name]).items()
    )
    uncounted = [column for column in sent if column not in counted_columns(name)]
    columns.append(f"hash({', '.join(uncounted) or '0'}) AS uncounted")
    identity = _identity(name) if name in IDS else "0"
    place = f"{ROW}::DOUBLE" if ROW in types else "NULL::DOUBLE"
    connection.execute(
        f"CREATE OR REPLACE VIEW {name}_typed AS SELECT * EXCLUDE (uncounted), "
        f"{identity} AS identity, CASE {whens} END AS fault "
        f"FROM (SELECT {', '.join(columns)}, {place} AS {ROW} FROM {source})"
    )


def _identity(name: str) -> str:
    """What a row says, in one number: 10:00 and 10:00:00 are one moment (COUNTING 5).

    A moment or flag that has no reading is what was written.
    """
    read = [*MOMENTS[name], *(("on_time",) if name == "petitions" else ())]
    unread = [f"CASE WHEN {column} IS NULL THEN {column}_sent END" for column in read]
    return f"hash({', '.join([*TEXTS[name], *read, *unread, 'uncounted'])})"


def _text(column: str, types: dict[str, str]) -> str:
    """A column as text, NULL where it is absent; 7.0 is 7, as in a workbook."""
    if types.get(column) in DECIMALS:
        return as_whole(f"{column}::VARCHAR")
    return f"{column}::VARCHAR" if column in types else "NULL::VARCHAR"


def _moment_text(column: str, types: dict[str, str]) -> str:
    """A moment as it was written, NULL where it came as a moment that any calendar holds."""
    kind = types.get(column, "")
    if kind == "DATE":
        return f"CASE WHEN {as_moment(column)} IS NULL THEN {column}::VARCHAR END"
    return "NULL::VARCHAR" if kind.startswith("TIMESTAMP") else _text(column, types)


def _flag(column: str, types: dict[str, str]) -> str:
    """A column as true, false or NULL."""
    if types.get(column) in (None, "BOOLEAN"):
        return column if column in types else "NULL::BOOLEAN"
    # word by word: a longer IN is a join to the engine, after which rows come in any order
    words = [
        f"WHEN {sql_text(word)} THEN {value}"
        for group, value in ((TRUE_WORDS, "true"), (FALSE_WORDS, "false"))
        for word in sorted(group)
    ]
    return f"CASE lower(nfc_normalize({_text(column, types)})) {' '.join(words)} END"


def _settle_ids(
    connection: "duckdb.DuckDBPyConnection", name: str, scan: Scan
) -> tuple[int, pd.DataFrame, list[Finding]]:
    """The table `name` with unreadable rows and contradicted ids out, identical rows once.

    A row that cannot be read contradicts the others of its id all the same (COUNTING 5).
    """
    key = IDS[name]
    connection.execute(
        f"CREATE TEMP TABLE {name}_repeated AS SELECT {key}, count(*) AS copies, "
        f"min(identity) <> max(identity) AS is_contradicted FROM {name} "
        f"WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1"
    )
    [(is_repeated,)] = connection.execute(f"SELECT count(*) > 0 FROM {name}_repeated").fetchall()
    if not is_repeated:
        connection.execute(f"DELETE FROM {name} WHERE fault IS NOT NULL")
        return 0, rejected_frame([]), []
    contradicted = f"{key} IN (SELECT {key} FROM {name}_repeated WHERE is_contradicted)"
    [row] = connection.execute(
        f"SELECT count(*) FILTER (fault IS NULL), count(DISTINCT {key}), count(*) FROM {name} "
        f"WHERE {contradicted}"
    ).fetchall()
    rows, ids, copies = row
    listed = rejected_frame([])
    findings: list[Finding] = []
    if rows:
        reason = f"'trùng {key} nhưng nội dung khác nhau'"
        aside = (
            f"SELECT * REPLACE ({reason} AS fault) FROM ({numbered(name)}) "
            f"WHERE fault IS NULL AND {contradicted}"
        )
        listed = list_rows(connection, name, scan, aside)
        findings = rejections(connection, name, scan, aside)
    connection.execute(f"DELETE FROM {name} WHERE fault IS NOT NULL OR {contradicted}")
    connection.execute(
        f"DELETE FROM {name} WHERE {key} IN (SELECT {key} FROM {name}_repeated) AND rowid NOT IN "
        f"(SELECT min(rowid) FROM {name} GROUP BY {key})"
    )
    if ids:
        findings.append(
            Finding(
                severity="error",
                check="contradicted_ids",
                about=name,
                file=scan.file,
                found=f"{ids} mã, {copies} dòng",
                expected="mỗi mã một dòng",
                message=f"platform/{name}: {ids} mã có các dòng khác nhau ({copies} dòng), không "
                "dòng nào được tính. Đề nghị đơn vị quản lý hệ thống xuất lại.",
            )
        )
    return rows, listed, findings
