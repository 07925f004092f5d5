"""Moments in every usual writing, zone and type are one moment of local time (COUNTING 1)."""

from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.evidence.platform_moments import Clock, moment_sql
from ihanoi_eval.rules.mappings import TableSource

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code,device_id"
USAGE = "account_id,used_at,feature"
PETITIONS = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time,rating,rated_at"


@pytest.mark.parametrize(
    "written",
    [
        "2024-11-05 08:00:00",
        "2024-11-05T08:00:00",
        "2024-11-05 08:00",
        "05/11/2024 08:00:00",
        "5/11/2024 08:00",
        "2024-11-05T01:00:00Z",
        "2024-11-05 08:00:00+07",
        "2024-11-05 08:00:00 +0700",
        "2024-11-05T10:00:00.000+09:00",
    ],
)
def test_a_moment_is_read_in_every_usual_writing(inputs, written):
    """08:00 local in each: due at 08:00:00, resolved then, is on time (COUNTING 1, 12)."""
    line = f"p1,00001,2024-11-01,2024-11-05 08:00:00,{written},resolved,,,"
    inputs.write("platform/petitions", PETITIONS, line)
    assert inputs.counted("petitions_on_time") == 1


@pytest.mark.parametrize(
    "stored",
    [
        pa.array([datetime(2024, 11, 5, 8)], pa.timestamp("us")),
        pa.array([datetime(2024, 11, 5, 1)], pa.timestamp("ms", tz="UTC")),
        pa.array([datetime(2024, 11, 5, 1)], pa.timestamp("ns", tz="Europe/London")),
        pa.array(["2024-11-05T08:00:00"]),
    ],
)
def test_a_moment_of_parquet_is_local_or_becomes_it(inputs, stored):
    """With a zone it is moved to Hanoi's, without one it is Hanoi's (COUNTING 1)."""
    due = pa.array([datetime(2024, 11, 5, 8)], pa.timestamp("us"))
    columns = {"petition_id": ["p1"], "unit_code": ["00001"], "status": ["resolved"]}
    table = pa.table({**columns, "received_at": due, "due_at": due, "resolved_at": stored})
    (inputs.path / "platform").mkdir()
    parquet.write_table(table, inputs.path / "platform" / "petitions.parquet")
    assert inputs.counted("petitions_on_time") == 1


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("2024-11-01T03:59:59Z", 0),  # 31/10 23:59:59 in summer time
        ("2024-11-01T04:00:00Z", 1),
        ("2024-12-01T04:59:59Z", 1),  # 30/11 23:59:59 in winter time
        ("2024-12-01T05:00:00Z", 0),
        ("2024-11-30 23:59:59", 1),  # local, whatever the season
    ],
)
def test_a_clock_that_changes_in_the_window_keeps_its_days(inputs, written, counted):
    """In New York clocks went back on 3/11/2024; days are local (COUNTING 1)."""
    there = inputs.campaign.model_copy(update={"time_zone": "America/New_York"})
    inputs.write("platform/petitions", PETITIONS, f"p1,00001,{written},,,pending,,,")
    city = type(inputs)(inputs.path, there)
    assert city.counted("petitions_received") == counted


def test_a_bare_due_date_of_parquet_lasts_to_its_end(inputs):
    """A DATE column is bare dates (COUNTING 1)."""
    day = pa.array([datetime(2024, 11, 5).date()])
    resolved = pa.array([datetime(2024, 11, 5, 23, 59, 59)], pa.timestamp("us"))
    columns = {"petition_id": ["p1"], "unit_code": ["00001"], "status": ["resolved"]}
    table = pa.table({**columns, "received_at": day, "due_at": day, "resolved_at": resolved})
    (inputs.path / "platform").mkdir()
    parquet.write_table(table, inputs.path / "platform" / "petitions.parquet")
    assert inputs.counted("petitions_on_time") == 1


def test_a_number_where_a_moment_should_be_is_set_aside(inputs):
    """What it counts from nobody has declared; it does not pass for an empty cell (METHOD 9)."""
    columns = {"petition_id": [1.0], "unit_code": ["00001"], "status": ["pending"]}
    table = pa.table({**columns, "received_at": ["2024-11-05 08:00:00"], "due_at": [45601.0]})
    (inputs.path / "platform").mkdir()
    parquet.write_table(table, inputs.path / "platform" / "petitions.parquet")
    platform = inputs.count()
    assert platform.rejected["reason"].tolist() == ["due_at không phải thời điểm"]
    assert "due_at=45601" in platform.rejected["values"].item()


@pytest.mark.parametrize(
    ("serial", "local"),
    [("45626", "2024-11-30 23:59:59"), ("45626.25", "2024-11-30 13:00:00")],
)
def test_a_whole_day_of_a_workbook_is_the_same_day_in_every_zone(campaign, serial, local):
    """45626 is 30/11/2024, to its end; 06:00 of it by the UTC clock is 13:00 (COUNTING 1)."""
    clock = Clock(campaign, TableSource(dates=("excel",), zone="utc"))
    read = moment_sql("due_at", "VARCHAR", clock)
    [(found,)] = duckdb.execute(
        f"SELECT make_timestamp({read})::VARCHAR FROM (SELECT '{serial}' AS due_at)"
    ).fetchall()
    assert found == local


@pytest.mark.parametrize(
    ("received_at", "due_at", "reason"),
    [
        ("0024-11-05 08:00:00", "", "received_at ngoài các năm 1900–2100"),
        ("2204-11-05 08:00:00", "", "received_at ngoài các năm 1900–2100"),
        ("9999-12-31", "", "received_at ngoài các năm 1900–2100"),
        ("2024-11-05", "0001-01-01", "due_at ngoài các năm 1900–2100"),
        ("2024-11-05", "2204-11-05", "due_at ngoài các năm 1900–2100"),
        ("2024-11-05", "9999-12-31", "due_at ngoài các năm 1900–2100"),  # no limit is an empty cell
        ("2024-11-05", "1900-01-01", None),
    ],
)
def test_a_year_that_nobody_can_mean_is_no_moment(inputs, received_at, due_at, reason):
    """As in small tables: such a row would count, or not, without a word (RELIABILITY V-004)."""
    inputs.write("platform/petitions", PETITIONS, f"p1,00001,{received_at},{due_at},,pending,,,")
    rejected = inputs.count().rejected
    assert rejected["reason"].tolist() == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("unix", "1730768400000"),  # milliseconds, the year 56,816
        ("unix", "9999999999999999"),
        ("unix_ms", "253402214400000"),  # 9999-12-30
        ("excel", "1732968000000"),
    ],
)
def test_a_number_beyond_the_calendar_is_one_bad_row(inputs, written, number):
    """Told as such; the other rows of the log are counted."""
    read = {"unix": "1730768400", "unix_ms": "1730768400000", "excel": "45601"}[written]
    inputs.write("platform/usage", USAGE, f"a1,{number},x", f"a1,{read},x")
    source = TableSource(dates=(written,))
    there = inputs.campaign.model_copy(update={"sources": {"platform/usage": source}})
    counted = type(inputs)(inputs.path, there).count()
    assert counted.rejected["reason"].tolist() == ["used_at ngoài các năm 1900–2100"]
    assert counted.sources["rows_accepted"].tolist() == [1]


def test_a_stored_day_beyond_the_calendar_is_one_bad_row(inputs):
    """Day 2,000,000,000 after 1970 is in no calendar; the row is told, never taken for empty."""
    days = pa.array([20_032, 2_000_000_000], pa.int32()).cast(pa.date32())
    table = pa.table({"account_id": ["a1", "a2"], "used_at": days})
    (inputs.path / "platform").mkdir()
    parquet.write_table(table, inputs.path / "platform" / "usage.parquet")
    counted = inputs.count()
    assert counted.rejected["reason"].tolist() == ["used_at không phải thời điểm"]
    assert counted.rejected["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("dates", "written", "local"),
    [
        (("%m/%d/%Y", "%m/%d/%y"), "11/05/24", "2024-11-05"),
        (("%m/%d/%Y", "%m/%d/%y"), "11/05/2024", "2024-11-05"),
        (("%m/%d/%y", "%m/%d/%Y"), "11/05/2024", "2024-11-05"),
        (("%m/%d/%Y", "%m-%d-%y"), "11/05/24", "0024-11-05"),  # told as no possible year
    ],
)
def test_a_year_that_nobody_can_mean_leaves_the_next_writing_its_turn(
    campaign, dates, written, local
):
    """To the engine 24 is a year of four figures too."""
    read = moment_sql("used_at", "VARCHAR", Clock(campaign, TableSource(dates=dates)))
    [(found,)] = duckdb.execute(
        f"SELECT make_timestamp({read})::DATE::VARCHAR FROM (SELECT '{written}' AS used_at)"
    ).fetchall()
    assert found == local
