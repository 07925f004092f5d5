"""Logs counted three ways in one run: by the package, by platform.sql in DuckDB by hand, by pandas.

Repeat: `.venv/bin/python benchmarks/platform_logs.py [ACCOUNTS] [ROWS]`, else 3 and 30 million.
The counts have to be equal. Budgets: at most 1.25 x DuckDB by hand, 2.5 x faster than pandas (give
it a machine of 32 GB, or --no-pandas), peak 1 GB. `--growth` compares a third of the rows with all.
"""

import resource
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.evidence.platform_parts import platform_sql
from ihanoi_eval.rules.loading import load_rules

CAMPAIGN = Path(__file__).parents[1] / "params" / "hanoi-2024-11"
AS_OF = date(2024, 12, 20)
START, CUT = datetime(2024, 11, 1), datetime(2024, 12, 1)
ROWS_A_FILE = 1_000_000
MEASURES = ["accounts_active_close", "accounts_usable", "accounts_used_two_days"]
EPOCH = datetime(1970, 1, 1)


def draw(folder: Path, accounts: int, rows: int) -> None:
    """Accounts and use drawn by hashes: the same rows every time; one row in 100,000 is faulty."""
    codes = [u.unit_code for u in load_rules(CAMPAIGN).campaign.units if u.league == "communes"]
    (folder / "platform" / "usage").mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("SET VARIABLE codes = $codes", {"codes": codes})
    connection.execute(
        "COPY (SELECT 'a' || lpad(r::VARCHAR, 8, '0') AS account_id, "
        f"list_extract(getvariable('codes'), (hash(r) % {len(codes)})::INT + 1) AS unit_code, "
        "moment AS registered_at, moment + INTERVAL 1 HOUR AS activated_at, 'resident' AS holder, "
        "'d' || r AS device_id FROM (SELECT r, TIMESTAMP '2024-06-28' + INTERVAL "
        f"(hash(r + 1) % 13000000) SECOND AS moment FROM range({accounts}) t(r))) TO "
        f"'{folder}/platform/accounts.parquet' (FORMAT parquet)"
    )
    for part, first in enumerate(range(0, rows, ROWS_A_FILE)):
        last = min(first + ROWS_A_FILE, rows)
        connection.execute(
            "COPY (SELECT CASE WHEN r % 100000 > 0 THEN "
            f"'a' || lpad((hash(r) % {accounts})::VARCHAR, 8, '0') END AS account_id, "
            "TIMESTAMP '2024-11-24' + INTERVAL (hash(r + 3) % 1000000) SECOND AS used_at, "
            f"'f' || (hash(r + 5) % 12) AS feature FROM range({first}, {last}) t(r)) TO "
            f"'{folder}/platform/usage/{part:04d}.parquet' (FORMAT parquet)"
        )


def by_package(folder: Path) -> pd.DataFrame:
    """The way of every run."""
    told = count_platform(folder, None, campaign=load_rules(CAMPAIGN).campaign, as_of=AS_OF)
    values = told.values[told.values["measure"].isin(MEASURES)]
    return values.pivot(index="unit_code", columns="measure", values="value")[MEASURES]


def by_hand(folder: Path) -> pd.DataFrame:
    """platform.sql as it stands over the typed files, and the rejects counted."""
    connection = duckdb.connect()
    campaign = load_rules(CAMPAIGN).campaign
    units = pd.DataFrame(
        [(u.unit_code, u.league, u.league == "communes") for u in campaign.units],
        columns=["unit_code", "league", "has_residents"],
    )
    connection.register("units_frame", units)
    start, cut, usable = (
        (moment - EPOCH) // timedelta(microseconds=1)
        for moment in (START, CUT, CUT - timedelta(days=7))
    )
    connection.execute(
        f"""
        CREATE TABLE units AS SELECT * FROM units_frame;
        CREATE TABLE accounts AS SELECT account_id, unit_code, epoch_us(registered_at) AS
            registered_at, epoch_us(activated_at) AS activated_at, holder,
            NULL::VARCHAR AS staff_unit_code, device_id
        FROM '{folder}/platform/accounts.parquet';
        CREATE TABLE petitions (petition_id VARCHAR, kind VARCHAR, unit_code VARCHAR,
            received_at BIGINT, due_at BIGINT, resolved_at BIGINT, status VARCHAR,
            on_time BOOLEAN, rating VARCHAR, rated_at BIGINT);
        CREATE VIEW usage_typed AS SELECT nullif(trim(account_id), '') AS account_id,
            epoch_us(used_at) AS used_at, nullif(trim(feature), '') AS feature
        FROM '{folder}/platform/usage/*.parquet';
        CREATE VIEW usage AS SELECT * FROM usage_typed
        WHERE account_id IS NOT NULL AND used_at IS NOT NULL;
        SET VARIABLE start = {start}::BIGINT; SET VARIABLE cut = {cut}::BIGINT;
        SET VARIABLE usable = {usable}::BIGINT; SET VARIABLE last_day = 29::BIGINT;
        SET VARIABLE use_days = 2; SET VARIABLE has_activation = true;
        SET VARIABLE has_usage = true;
        """
    )
    groups = connection.execute(
        "SELECT feature, count(*), count(*) FILTER (account_id IS NULL OR used_at IS NULL) "
        "FROM usage_typed GROUP BY feature"
    ).fetchall()
    connection.execute(
        "SELECT row_number() OVER () AS row, * FROM usage_typed "
        "QUALIFY account_id IS NULL OR used_at IS NULL ORDER BY row LIMIT 1000"
    ).fetchall()
    connection.execute(
        "SELECT count(*) FROM (SELECT account_id FROM accounts GROUP BY ALL HAVING count(*) > 1)"
    ).fetchall()
    features = ", ".join(f"'{group[0]}'" for group in sorted(groups))
    connection.execute(f"SET VARIABLE features = [{features}]")
    connection.execute(platform_sql())
    frame = connection.execute("SELECT * FROM resident_measures ORDER BY unit_code").df()
    return frame.set_index("unit_code")[MEASURES].astype("float64")


def by_pandas(folder: Path) -> pd.DataFrame:
    """The same counts as a careful analyst would write them."""
    accounts = pd.read_parquet(folder / "platform" / "accounts.parquet")
    usage = pd.read_parquet(folder / "platform" / "usage", columns=["account_id", "used_at"])
    usage = usage.dropna()
    usage = usage[(usage["used_at"] >= START) & (usage["used_at"] < CUT)]
    days = usage.assign(day=usage["used_at"].dt.floor("D"))[["account_id", "day"]]
    used = days.drop_duplicates().groupby("account_id")["day"].size()
    close = accounts["activated_at"] < CUT
    usable = accounts["activated_at"] < CUT - timedelta(days=7)
    is_used = accounts["account_id"].map(used).fillna(0) >= 2
    flags = [close, usable, usable & is_used]
    counted = pd.DataFrame(dict(zip(MEASURES, flags, strict=True)))
    return counted.groupby(accounts["unit_code"]).sum().astype("float64").sort_index()


WAYS = {"package": by_package, "hand": by_hand, "pandas": by_pandas}


def measured(way: str, folder: Path) -> tuple[float, float, int]:
    """Seconds, peak [MB] and what came out of one way in a process of its own."""
    command = [sys.executable, __file__, "--one", way, str(folder)]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(words[0]), float(words[1]), int(words[2])


def one(way: str, folder: Path) -> None:
    """One way, its time, its peak, a number that stands for its table."""
    began = time.perf_counter()
    table = WAYS[way](folder)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    same = int(pd.util.hash_pandas_object(table.sort_index(), index=True).sum() % 2**53)
    sys.stdout.write(f"{seconds} {peak} {same}\n")


def main() -> None:
    """Draw, count each way, compare."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    if "--one" in sys.argv:
        one(words[0], Path(words[1]))
        return
    accounts = int(float(words[0])) if words else 3_000_000
    rows = int(float(words[1])) if len(words) > 1 else 30_000_000
    ways = ["package"] if "--growth" in sys.argv else [*WAYS]
    if "--no-pandas" in sys.argv:
        ways.remove("pandas")
    for number in (rows // 3, rows) if "--growth" in sys.argv else (rows,):
        with TemporaryDirectory() as name:
            draw(Path(name), accounts, number)
            found = {way: measured(way, Path(name)) for way in ways}
        if len({same for _, _, same in found.values()}) > 1:
            raise SystemExit("the ways count differently")
        sys.stdout.write(f"{accounts:,} accounts, {number:,} rows of use; equal counts\n")
        for way, (seconds, peak, _) in found.items():
            ratio = found["package"][0] / seconds
            each = seconds / number * 1e6
            sys.stdout.write(
                f"{way:8} {seconds:7.1f} s  {each:6.2f} µs a row  peak {peak:5.0f} MB  "
                f"package takes {ratio:.2f} x\n"
            )


if __name__ == "__main__":
    main()
