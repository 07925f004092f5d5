"""The log of use in parts by account: each counted by itself, here or on a cluster."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ihanoi_eval.cluster import connected, folder_of_worker, run_on_cluster
from ihanoi_eval.errors import MachineError
from ihanoi_eval.evidence.platform_files import SCRATCH, Stamp, is_about_logs
from ihanoi_eval.evidence.sql_words import as_named, sql_text
from ihanoi_eval.files import write_whole
from ihanoi_eval.workers import Outcome

if TYPE_CHECKING:
    import duckdb
    from distributed import Client

ACCOUNTS_A_PART: Final = 1_500_000  # what the engine's memory holds at a time
ROWS_A_PART: Final = 15_000_000  # what it can sort by account through the scratch folder
MEMORY: Final = "550MB"  # of the engine; what does not fit goes to the scratch folder
LARGEST_SPILL: Final = "40GB"  # of the scratch folder, which is gone afterwards
WHOLE: Final = "-- THE WHOLE:"  # where platform.sql goes on with all accounts together
VIEWS: Final = ("usage_scanned", "usage_raw", "usage_typed")
BITS: Final = 63  # of a whole number that counts days or features; a longer row of bits is slower

# By itself it would ask the network for an extension that a query seems to want.
NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where counting is done: on a Dask cluster, or here if scheduler is empty.

    kept: the folder of parts that are done, so that a run that was broken off goes on with the
    next; scratch: the folder for what does not fit into memory; both None where nothing is kept.
    """

    scheduler: str = ""
    kept: Path | None = None
    scratch: Path | None = None


HERE: Final = Place()


@dataclass(frozen=True)
class Part:
    """Some accounts' rows of the log of use: the SQL that makes the view `usage` of them."""

    setup: tuple[str, ...]


def platform_sql() -> str:
    """The text that defines every measure of the platform."""
    return files("ihanoi_eval.evidence").joinpath("platform.sql").read_text(encoding="utf-8")


def of_one_part() -> str:
    """What platform.sql does with the log of use, part by part."""
    return platform_sql().partition(WHOLE)[0]


def of_the_whole() -> str:
    """What platform.sql does once the use of all accounts is counted."""
    return platform_sql().partition(WHOLE)[2].partition("\n")[2]


@contextmanager
def engine(scratch: Path | None = None) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A connection of bounded memory and bounded spill, of which nothing is left afterwards.

    MachineError where memory and disk have no room for what is counted.
    """
    import duckdb  # imported late: only the platform's rooms need it

    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=scratch) as folder:
        connection = duckdb.connect(":memory:", config=NO_EXTENSIONS)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would be on our stdout
            connection.execute("SET TimeZone = 'UTC'")  # never the machine's
            connection.execute("SET preserve_insertion_order = true")
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            connection.execute(f"SET temp_directory = {sql_text(folder)}")
            connection.execute(f"SET max_temp_directory_size = '{LARGEST_SPILL}'")
            yield connection
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            if is_about_logs(error):
                raise
            is_disk = isinstance(error, duckdb.IOException)
            raise MachineError(
                f"{Path(folder).parent}: không đủ {'' if is_disk else 'bộ nhớ hoặc '}chỗ trên đĩa "
                "cho tệp tạm khi đếm nhật ký; giải phóng dung lượng rồi chạy lại, các phần đã đếm "
                "được giữ"
            ) from None
        finally:
            connection.close()


@dataclass(frozen=True)
class SharedLog:
    """The log of use where other processes can read it too: file or folder, hash, readable uses.

    stamp: of the files that have this hash; a part counted of others is not kept.
    """

    path: Path
    sha256: str
    rows: int
    stamp: Stamp


def count_use(
    connection: "duckdb.DuckDBPyConnection",
    log: SharedLog | None,
    variables: Mapping[str, str],
    *,
    place: Place,
    progress: Progress,
) -> None:
    """The table `account_use` of platform.sql in the connection, in which the logs stand.

    log: none where only this process can read it; it is counted in one part then.
    """
    [(accounts,)] = connection.execute("SELECT count(*) FROM accounts").fetchall()
    rows = log.rows if log else 0
    least = max(1, -(-accounts // ACCOUNTS_A_PART), -(-rows // ROWS_A_PART))
    bits = _bits(connection)
    connection.execute(bits.macro)
    if place.scheduler and log is None:
        progress("Không có nhật ký sử dụng dạng CSV UTF-8 hoặc Parquet; đếm trên máy này")
    if log is None or (least == 1 and not place.scheduler):
        connection.execute(of_one_part())
        return
    folder = place.kept or _spare(connection) / "parts"
    cut = partial(_cut, connection, variables, bits)
    if not place.scheduler:
        counted = _count_here(cut(least), log, folder, place, progress)
    else:
        with connected(place.scheduler) as client:
            parts = cut(max(least, sum(client.nthreads().values())))
            counted = _count_there(parts, log, folder, progress, client, place.scheduler)
    listed = ", ".join(sql_text(as_named(path.resolve())) for path in counted)
    connection.execute(  # Parquet knows no bits
        f"CREATE TEMP VIEW account_use AS SELECT * REPLACE (features::{bits.type} AS features) "
        f"FROM read_parquet([{listed}])"
    )


@dataclass(frozen=True)
class _Bits:
    """What a row of bits is kept in, and the macro `seen` of platform.sql that makes one."""

    type: str
    macro: str


def _bits(connection: "duckdb.DuckDBPyConnection") -> _Bits:
    """A whole number where days and features are few, as they mostly are, else any length."""
    [(longest,)] = connection.execute(
        "SELECT greatest(getvariable('last_day'), len(getvariable('features')))"
    ).fetchall()
    is_short = longest is not None and longest < BITS
    made = "bit_or(1::BIGINT << place)" if is_short else "bitstring_agg(place, 0, last)"
    return _Bits("BIGINT" if is_short else "BIT", f"CREATE TEMP MACRO seen(place, last) AS {made}")


def _spare(connection: "duckdb.DuckDBPyConnection") -> Path:
    """The scratch folder of an engine, gone with it."""
    [(folder,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    return Path(folder)


def _cut(
    connection: "duckdb.DuckDBPyConnection", variables: Mapping[str, str], bits: _Bits, number: int
) -> list[Part]:
    """The log of use, of which the views stand, cut by account into so many parts."""
    views = dict(connection.execute("SELECT view_name, sql FROM duckdb_views()").fetchall())
    setup = (
        *(f"SET VARIABLE {name} = {value}" for name, value in variables.items()),
        bits.macro,
        # the engine calls a file's rows by a name of chance, which would make every run another
        *(re.sub(r" AS unnamed_relation_\w+", "", views[name]) for name in VIEWS),
    )
    return [
        Part(
            (
                *setup,
                "CREATE VIEW usage AS SELECT * FROM usage_typed WHERE fault IS NULL "
                f"AND hash(account_id) % {number} = {at}",
            )
        )
        for at in range(number)
    ]


def count_part(part: Part, scratch: Path | None = None) -> bytes:
    """`account_use` of one part, as a Parquet file's bytes; in whatever process."""
    with engine(scratch) as connection:
        for sql in (*part.setup, of_one_part()):
            connection.execute(sql)
        path = _spare(connection) / "part.parquet"
        connection.execute(f"COPY account_use TO {sql_text(str(path))} (COMPRESSION zstd)")
        return path.read_bytes()


def _count_on_worker(part: Part) -> bytes:
    """`account_use` of one part, counted where a killed worker leaves nothing for ever."""
    return count_part(part, folder_of_worker())


def _kept(parts: Sequence[Part], log: SharedLog, folder: Path) -> list[Path]:
    """Where each part's count is kept; what was kept of other files, rules or days is gone."""
    keys = [repr((log.sha256, part.setup, of_one_part())).encode() for part in parts]
    paths = [folder / f"{hashlib.sha256(key).hexdigest()[:32]}.parquet" for key in keys]
    for old in set(folder.glob("*.parquet")) - set(paths):
        old.unlink()
    return paths


def _count_here(
    parts: Sequence[Part], log: SharedLog, folder: Path, place: Place, progress: Progress
) -> list[Path]:
    """The files of all parts' counts, one part after the other."""
    paths = _kept(parts, log, folder)
    for done, (part, path) in enumerate(zip(parts, paths, strict=True), start=1):
        if not path.is_file():
            counted = count_part(part, place.scratch)
            log.stamp.check()
            write_whole(path, counted)
        progress(_so_far(done, len(parts)))
    return paths


def _count_there(
    parts: Sequence[Part],
    log: SharedLog,
    folder: Path,
    progress: Progress,
    client: "Client",
    scheduler: str,
) -> list[Path]:
    """The files of all parts' counts, as many parts at a time as the cluster has hands."""
    paths = _kept(parts, log, folder)
    missing = [at for at, path in enumerate(paths) if not path.is_file()]

    def keep(at: int, outcome: Outcome[bytes]) -> None:
        log.stamp.check()
        if outcome.value is None:
            raise MachineError(
                f"--scheduler {scheduler}: có máy trong cụm không đếm được {log.path} "
                f"({outcome.error.splitlines()[0]}); chạy ihanoi-eval doctor --scheduler "
                f"{scheduler} --inputs {log.path.parent.parent}"
            )
        write_whole(paths[missing[at]], outcome.value)
        progress(_so_far(sum(path.is_file() for path in paths), len(parts)))

    run_on_cluster(_count_on_worker, [parts[at] for at in missing], client=client, on_result=keep)
    return paths


def _so_far(done: int, parts: int) -> str:
    return f"Đếm nhật ký sử dụng: {done}/{parts} phần"
