"""Logs counted three ways in one run: by the package, by platform.sql in DuckDB by hand, by pandas.

Repeat: `.venv/bin/python benchmarks/platform_logs.py [ACCOUNTS] [ROWS]`, else 3 and 30 million.
Counts and rejected rows, by reason and unit, have to be equal. Budgets: at most 1.25 x DuckDB by
hand, 2.5 x faster than pandas, peak 1 GB. Processor seconds are the ones to compare on a machine
that others use too. `--growth` takes a tenth of the rows and all of them, `--city` a tenth of the
accounts with it; `--cluster` counts once more, with two Dask workers on this machine;
`--no-pandas` spares 4 GB.
"""

import hashlib
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
from ihanoi_eval.evidence.platform_parts import HERE, Place, platform_sql
from ihanoi_eval.rules.loading import load_rules

CAMPAIGN = Path(__file__).parents[1] / "params" / "hanoi-2024-11"
AS_OF = date(2024, 12, 20)
START, CUT = datetime(2024, 11, 1), datetime(2024, 12, 1)
ROWS_A_FILE = 1_000_000
MEASURES = ["accounts_active_close", "accounts_usable", "accounts_used_two_days"]
EPOCH = datetime(1970, 1, 1)
REJECTS = (
    "rejected_rows",
    "account_outside_communes",
    "usage_by_unknown_account",
    "use_before_activation",
)
FOUND = ("seconds", "processor", "peak", "answer")

Counted = tuple[pd.DataFrame, list[tuple[str, str, int]]]


def draw(folder: Path, accounts: int, rows: int) -> None:
    """Accounts and use drawn by hashes: the same rows every time, a few of them faulty."""
    codes = [u.unit_code for u in load_rules(CAMPAIGN).campaign.units if u.league == "communes"]
    (folder / "platform" / "usage").mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("SET VARIABLE codes = $codes", {"codes": codes})
    connection.execute(
        f"""
        COPY (
            WITH drawn AS (
                SELECT r, 'a' || lpad(r::VARCHAR, 8, '0') AS account_id,
                    CASE WHEN r % 50000 = 7 THEN '99999' ELSE
                    list_extract(getvariable('codes'), (hash(r) % {len(codes)})::INT + 1) END
                        AS unit_code,
                    TIMESTAMP '2024-06-28' + INTERVAL (hash(r + 1) % 13000000) SECOND AS moment,
                    CASE WHEN r % 100000 = 11 THEN 'robot' ELSE 'resident' END AS holder,
                    'd' || r AS device_id
                FROM range({accounts}) t(r)
            ), repeated AS (
                FROM drawn UNION ALL FROM drawn WHERE r % 100000 = 13
                UNION ALL SELECT * REPLACE ('other' AS device_id) FROM drawn WHERE r % 100000 = 17
            )
            SELECT account_id, unit_code, moment AS registered_at,
                moment + INTERVAL 1 HOUR AS activated_at, holder, device_id FROM repeated
        ) TO '{folder}/platform/accounts.parquet' (FORMAT parquet)
        """
    )
    for part, first in enumerate(range(0, rows, ROWS_A_FILE)):
        last = min(first + ROWS_A_FILE, rows)
        connection.execute(
            "COPY (SELECT CASE r % 100000 WHEN 0 THEN NULL WHEN 1 THEN 'nobody' ELSE "
            f"'a' || lpad((hash(r) % {accounts})::VARCHAR, 8, '0') END AS account_id, "
            "TIMESTAMP '2024-11-24' + INTERVAL (hash(r + 3) % 1000000) SECOND AS used_at, "
            f"'f' || (hash(r + 5) % 12) AS feature FROM range({first}, {last}) t(r)) TO "
            f"'{folder}/platform/usage/{part:04d}.parquet' (FORMAT parquet)"
        )


def figure(found: str) -> int:
    """The number in front of a finding's words, as an officer reads it: 3.022 dòng."""
    return int(found.split()[0].replace(".", ""))


def by_package(folder: Path, place: Place = HERE) -> Counted:
    """The way of every run; which rows are asked about is read from its findings."""
    campaign = load_rules(CAMPAIGN).campaign
    told = count_platform(folder, None, campaign=campaign, as_of=AS_OF, place=place)
    values = told.values[told.values["measure"].isin(MEASURES)]
    table = values.pivot(index="unit_code", columns="measure", values="value")[MEASURES]
    rejects = [
        (f.about if f.check == "rejected_rows" else f.check, f.unit_code, figure(f.found))
        for f in told.findings
        if f.check in REJECTS
    ]
    return table, sorted((reason.split(":")[-1], unit, rows) for reason, unit, rows in rejects)


def by_cluster(folder: Path) -> Counted:
    """The same, the parts counted by two workers of one thread on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        return by_package(folder, Place(cluster.scheduler_address))


def by_hand(folder: Path) -> Counted:
    """platform.sql as it stands over the typed files, and the rows set aside or asked about."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
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
        CREATE TABLE accounts AS SELECT *, CASE WHEN account_id IS NULL THEN 'thiếu account_id'
            WHEN coalesce(holder, '') NOT IN ('resident', 'public_staff', 'business',
            'organisation') THEN 'holder lạ' END AS fault,
            hash(account_id, unit_code, registered_at, activated_at, holder, device_id) AS identity
        FROM (SELECT nullif(trim(account_id), '') AS account_id,
            nullif(trim(unit_code), '') AS unit_code, epoch_us(registered_at) AS registered_at,
            epoch_us(activated_at) AS activated_at, nullif(trim(holder), '') AS holder,
            NULL::VARCHAR AS staff_unit_code, nullif(trim(device_id), '') AS device_id
            FROM '{folder}/platform/accounts.parquet');
        CREATE TABLE petitions (petition_id VARCHAR, kind VARCHAR, unit_code VARCHAR,
            received_at BIGINT, due_at BIGINT, resolved_at BIGINT, status VARCHAR,
            on_time BOOLEAN, rating VARCHAR, rated_at BIGINT);
        CREATE VIEW usage_typed AS SELECT *, CASE WHEN account_id IS NULL THEN 'thiếu account_id'
            WHEN used_at IS NULL THEN 'thiếu used_at' END AS fault
        FROM (SELECT nullif(trim(account_id), '') AS account_id, epoch_us(used_at) AS used_at,
            nullif(trim(feature), '') AS feature FROM '{folder}/platform/usage/*.parquet');
        CREATE VIEW usage AS SELECT * FROM usage_typed WHERE fault IS NULL;
        SET VARIABLE start = {start}::BIGINT; SET VARIABLE cut = {cut}::BIGINT;
        SET VARIABLE usable = {usable}::BIGINT; SET VARIABLE last_day = 29::BIGINT;
        SET VARIABLE use_days = 2; SET VARIABLE has_activation = true;
        SET VARIABLE has_usage = true;
        CREATE TEMP MACRO seen(place, last) AS bit_or(1::BIGINT << place);
        CREATE TEMP TABLE twice AS SELECT account_id, min(identity) <> max(identity) AS differ
            FROM accounts GROUP BY account_id HAVING count(*) > 1;
        CREATE TEMP TABLE rejects AS
            SELECT coalesce(fault, 'trùng account_id nhưng nội dung khác nhau') AS reason,
                coalesce(units.unit_code, '') AS unit, count(*) AS rows
            FROM accounts LEFT JOIN units USING (unit_code)
            WHERE fault IS NOT NULL OR account_id IN (SELECT account_id FROM twice WHERE differ)
            GROUP BY ALL;
        DELETE FROM accounts WHERE fault IS NOT NULL
            OR account_id IN (SELECT account_id FROM twice WHERE differ);
        DELETE FROM accounts WHERE account_id IN (SELECT account_id FROM twice)
            AND rowid NOT IN (SELECT min(rowid) FROM accounts GROUP BY account_id);
        CREATE TEMP TABLE aside AS SELECT *, row_number() OVER () AS file_row FROM usage_typed
            QUALIFY fault IS NOT NULL;
        INSERT INTO rejects SELECT fault, '', count(*) FROM aside GROUP BY fault;
        """
    )
    connection.execute("SELECT * FROM aside ORDER BY file_row LIMIT 1000").fetchall()
    features = connection.execute("SELECT feature, count(*) FROM usage GROUP BY 1").fetchall()
    listed = ", ".join(f"'{name}'" for name, _ in sorted(features))
    connection.execute(f"SET VARIABLE features = [{listed}]")
    connection.execute(platform_sql())
    rejects = connection.execute(
        """
        FROM rejects
        UNION ALL SELECT 'account_outside_communes', '', count(*) FROM accounts
            WHERE coalesce(unit_code, '') NOT IN (SELECT unit_code FROM units WHERE has_residents)
        UNION ALL SELECT 'usage_by_unknown_account', '', sum(uses)::BIGINT
            FROM account_use ANTI JOIN accounts USING (account_id)
        UNION ALL SELECT 'use_before_activation', coalesce(units.unit_code, ''), count(*)
            FROM usage JOIN (SELECT account_id, activated_at, unit_code FROM accounts
                JOIN account_use USING (account_id) WHERE first_use < activated_at)
                USING (account_id) LEFT JOIN units USING (unit_code)
            WHERE used_at < activated_at AND used_at >= getvariable('start')
                AND used_at < getvariable('cut') GROUP BY ALL
        """
    ).fetchall()
    frame = connection.execute("SELECT * FROM resident_measures ORDER BY unit_code").df()
    return frame.set_index("unit_code")[MEASURES].astype("float64"), sorted(rejects)


def by_pandas(folder: Path) -> Counted:
    """The same counts as a careful analyst would write them."""
    known = {u.unit_code for u in load_rules(CAMPAIGN).campaign.units}
    communes = {u.unit_code for u in load_rules(CAMPAIGN).campaign.units if u.league == "communes"}
    accounts = pd.read_parquet(folder / "platform" / "accounts.parquet")
    usage = pd.read_parquet(folder / "platform" / "usage")
    for frame, columns in (
        (accounts, ("account_id", "unit_code", "holder", "device_id")),
        (usage, ("account_id", "feature")),
    ):
        for column in columns:
            text = frame[column].str.strip()
            frame[column] = text.mask(text == "")
    strange = ~accounts["holder"].isin(["resident", "public_staff", "business", "organisation"])
    once = accounts.drop_duplicates()
    differ = once["account_id"][once["account_id"].duplicated()]
    differs = ~strange & accounts["account_id"].isin(differ)
    rejects: list[tuple[str, str, int]] = []
    for reason, rows in (
        ("holder lạ", strange),
        ("trùng account_id nhưng nội dung khác nhau", differs),
    ):
        units = accounts["unit_code"][rows].where(accounts["unit_code"].isin(known), "")
        rejects += [(reason, str(unit), n) for unit, n in units.value_counts().items()]
    accounts = accounts[~strange & ~differs].drop_duplicates()
    outside = ~accounts["unit_code"].isin(communes)
    rejects.append(("account_outside_communes", "", int(outside.sum())))
    lost = usage["account_id"].isna() | usage["used_at"].isna()
    usage[lost].head(1000)
    rejects.append(("thiếu account_id", "", int(lost.sum())))
    usage = usage[~lost]
    sorted(usage["feature"].unique())
    told = usage.merge(accounts[["account_id", "unit_code", "activated_at"]], "left", "account_id")
    unknown = ~usage["account_id"].isin(accounts["account_id"])
    rejects.append(("usage_by_unknown_account", "", int(unknown.sum())))
    told = told[(told["used_at"] >= START) & (told["used_at"] < CUT)]
    early = told["unit_code"][told["used_at"] < told["activated_at"]]
    early = early.where(early.isin(known), "")
    rejects += [("use_before_activation", str(unit), n) for unit, n in early.value_counts().items()]
    days = told.assign(day=told["used_at"].dt.floor("D"))[["account_id", "day"]]
    used = days.drop_duplicates().groupby("account_id")["day"].size()
    close = accounts["activated_at"] < CUT
    usable = accounts["activated_at"] < CUT - timedelta(days=7)
    is_used = accounts["account_id"].map(used).fillna(0) >= 2
    flags = [close, usable, usable & is_used]
    counted = pd.DataFrame(dict(zip(MEASURES, flags, strict=True)))[~outside]
    units = accounts["unit_code"][~outside]
    return counted.groupby(units).sum().astype("float64").sort_index(), sorted(rejects)


WAYS = {"package": by_package, "hand": by_hand, "pandas": by_pandas, "cluster": by_cluster}


def measured(way: str, folder: Path) -> dict[str, float]:
    """Seconds, processor seconds, peak [MB] of one way in a process of its own, and its answer."""
    command = [sys.executable, __file__, "--one", way, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(word) for name, word in zip(FOUND, done.stdout.split(), strict=True)}


def one(way: str, folder: Path) -> None:
    """One way: its time, its processor time, its peak, a number that stands for what it counted."""
    began, before = time.perf_counter(), time.process_time()
    table, rejects = WAYS[way](folder)
    seconds, processor = time.perf_counter() - began, time.process_time() - before
    if way == "cluster":  # its workers are other processes
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor += children.ru_utime + children.ru_stime
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = (table.sort_index().to_csv() + repr(rejects)).encode()
    same = int(hashlib.sha256(said).hexdigest()[:12], 16)
    sys.stdout.write(f"{seconds} {processor} {peak} {same}\n")


def main() -> None:
    """Draw, count each way, compare."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    if "--one" in sys.argv:
        one(words[0], Path(words[1]))
        return
    accounts = int(float(words[0])) if words else 3_000_000
    rows = int(float(words[1])) if len(words) > 1 else 30_000_000
    ways = ["package"] if "--growth" in sys.argv else ["package", "hand", "pandas"]
    if "--no-pandas" in sys.argv:
        ways.remove("pandas")
    if "--cluster" in sys.argv:
        ways.append("cluster")
    sizes = [(accounts, rows)]
    if "--growth" in sys.argv:
        sizes.insert(0, (accounts // 10 if "--city" in sys.argv else accounts, rows // 10))
    for people, number in sizes:
        with TemporaryDirectory() as name:
            draw(Path(name), people, number)
            found = {way: measured(way, Path(name)) for way in ways}
        if len({way["answer"] for way in found.values()}) > 1:
            raise SystemExit("the ways count differently")
        sys.stdout.write(f"{people:,} accounts, {number:,} rows of use; equal counts\n")
        ours = found["package"]
        for way, figures in found.items():
            sys.stdout.write(
                f"{way:8} {figures['seconds']:7.1f} s  processor {figures['processor']:7.1f} s  "
                f"{figures['processor'] / number * 1e6:5.2f} µs a row  peak {figures['peak']:5.0f} "
                f"MB  package takes {ours['seconds'] / figures['seconds']:.2f} x, of the processor "
                f"{ours['processor'] / figures['processor']:.2f} x\n"
            )


if __name__ == "__main__":
    main()
