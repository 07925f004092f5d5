"""Tables of a PostgreSQL database as Parquet extracts: streamed, allow-listed, kept for replay."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.sql_words import quoted_name
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.schemas import INPUTS

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
ROWS_A_GROUP = 65_536  # of the extract, however the server cuts its batches
BYTES_A_BATCH = 4 * 2**20  # what memory holds at a time


@contextmanager
def fetched(
    campaign: Campaign, extracts: Path | None, *, progress: Callable[[str], None]
) -> Iterator[Campaign]:
    """The campaign with every table of a database as a file: `<extracts>/<table>.parquet`.

    An extract that lies there already is not fetched again: a run is replayed from what it read.
    Without a folder the extracts are gone when the context ends.
    """
    databases = {name: source for name, source in campaign.sources.items() if source.url}
    if not databases:
        yield campaign
        return
    with ExitStack() as stack:
        folder = extracts or Path(stack.enter_context(TemporaryDirectory(prefix="ihanoi-eval-")))
        placed = dict(campaign.sources)
        for name, source in databases.items():
            path = (folder / f"{name}.parquet").resolve()
            if not path.is_file():
                progress(f"Đọc {name} từ cơ sở dữ liệu")
                _extract(name, source, path)
            placed[name] = source.model_copy(update={"path": str(path)})
        yield campaign.model_copy(update={"sources": placed})


def _extract(name: str, source: TableSource, path: Path) -> None:
    """One table's columns that are counted, in an order that does not change, as one file."""
    try:
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import StatementOptions, dbapi
    except ImportError:
        raise DataError(
            f"{name}: đọc cơ sở dữ liệu cần phần mở rộng scale; cài bằng pip install "
            "'ihanoi-eval[scale]'"
        ) from None
    url = _with_secrets(source.url, name)
    try:
        with closing(dbapi.connect(url)) as connection, closing(connection.cursor()) as cursor:
            columns = _columns(cursor, name, source)
            # all columns, for rows of one id may differ; without an order two runs would too
            order = ", ".join(str(place) for place in range(1, len(columns) + 1))
            wanted = ", ".join(columns)
            batches = {StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(BYTES_A_BATCH)}
            cursor.adbc_statement.set_options(**batches)
            cursor.execute(f"SELECT {wanted} FROM {_quoted(source.table)} ORDER BY {order}")
            _write(cursor.fetch_record_batch(), path)
    except Error as error:
        path.unlink(missing_ok=True)
        raise DataError(
            f"{name}: cơ sở dữ liệu không trả lời hoặc không có bảng {source.table!r} "
            f"({_first_line(error, source, url)}); kiểm tra url, table, quyền đọc"
        ) from None


def _columns(cursor: Any, name: str, source: TableSource) -> list[str]:
    """What to select: the columns of ours that the table has; moments as they are, the rest text.

    Text is how a CSV export would have it, whatever type the database keeps it in.
    """
    cursor.execute(f"SELECT * FROM {_quoted(source.table)} LIMIT 0")
    there = [column[0] for column in cursor.description]
    cursor.fetchall()
    wanted: dict[str, str] = {}
    for ours in INPUTS[name].columns:
        theirs = source.theirs(ours)
        if theirs in there and ours not in source.constants and theirs not in wanted:
            is_moment = ours.endswith("_at") and name.startswith("platform/")
            wanted[theirs] = quoted_name(theirs) + (
                "" if is_moment else f"::text AS {quoted_name(theirs)}"
            )
    return [*wanted.values()]


def _write(reader: Any, path: Path) -> None:
    """Batches to Parquet, by settings that give the same bytes for the same rows."""
    import pyarrow as pa  # imported late: most inputs are files
    import pyarrow.parquet as parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    with parquet.ParquetWriter(
        path, reader.schema, compression="zstd", store_schema=False
    ) as writer:
        waiting: list[Any] = []
        for batch in reader:
            waiting.append(batch)
            while sum(one.num_rows for one in waiting) >= ROWS_A_GROUP:
                table = pa.Table.from_batches(waiting)
                writer.write_table(table.slice(0, ROWS_A_GROUP), row_group_size=ROWS_A_GROUP)
                waiting = table.slice(ROWS_A_GROUP).to_batches()
        writer.write_table(
            pa.Table.from_batches(waiting, reader.schema), row_group_size=ROWS_A_GROUP
        )


def _with_secrets(url: str, name: str) -> str:
    """The address with ${NAME} replaced from the environment; no message ever shows it."""
    lost = [one for one in VARIABLE.findall(url) if one not in os.environ]
    if lost:
        raise DataError(
            f"{name}: chưa có biến môi trường {', '.join(lost)} mà url trong campaign.yaml dùng; "
            "đặt biến rồi chạy lại"
        )
    return VARIABLE.sub(lambda found: os.environ[found[1]], url)


def _first_line(error: Exception, source: TableSource, url: str) -> str:
    """The driver's complaint without the address and without what the environment put into it."""
    words = next(iter(str(error).splitlines()), type(error).__name__)
    secrets = [os.environ[one] for one in VARIABLE.findall(source.url)]
    for secret in (url, *filter(None, secrets)):
        words = words.replace(secret, "***")
    return words[:200]


def _quoted(table: str) -> str:
    """schema.table as PostgreSQL reads it."""
    return ".".join(quoted_name(part) for part in table.split("."))
