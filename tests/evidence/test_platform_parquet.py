"""Parquet parts of a log: empty or wider columns read alike, other kinds are refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.evidence import platform_parts
from ihanoi_eval.evidence.platform_parquet import parts_sql
from ihanoi_eval.evidence.tables import parquet_schemas
from ihanoi_eval.rules.mappings import TableSource
from tests.evidence.test_platform_files import PETITION, fault_of, save_parts


def of(number: int, **columns: object) -> dict[str, object]:
    """A part of one petition."""
    return {**PETITION, "petition_id": [f"p{number}"], **columns}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_column_without_a_value_in_a_part_is_empty_there(inputs, at):
    """As a system writes it that knows no type for nothing; wherever the part stands."""
    parts = [of(number, due_at=pa.array([datetime(2024, 11, 6)])) for number in range(3)]
    parts[at] = of(at, due_at=pa.nulls(1))
    save_parts(inputs, *parts)
    assert inputs.counted("petitions_received") == 3
    assert inputs.counted("petitions_on_time") == 2


def test_a_column_without_any_value_is_empty(inputs):
    """Of all parts alike; no due date, no flag: nobody is assessed."""
    save_parts(inputs, *(of(n, due_at=pa.nulls(1), on_time=pa.nulls(1)) for n in range(2)))
    assert inputs.counted("petitions_received") == 2
    assert inputs.counted("petitions_assessed") == 0


def test_an_id_without_any_value_rejects_its_rows(inputs):
    """Nothing is lost: the part's rows are counted and told."""
    save_parts(inputs, of(0), {**PETITION, "petition_id": pa.nulls(1)})
    assert inputs.count().rejected["reason"].tolist() == ["thiếu petition_id"]


@pytest.mark.parametrize("widths", [(pa.int32(), pa.int64()), (pa.int64(), pa.int32())])
def test_whole_numbers_of_two_widths_are_read(inputs, widths):
    """The first part's ids are small, the second's are not."""
    ids = (1, 5_000_000_000)
    if widths[0] == pa.int64():
        ids = ids[::-1]
    parts = zip(ids, widths, strict=True)
    save_parts(inputs, *(of(0, petition_id=pa.array([one], width)) for one, width in parts))
    assert inputs.counted("petitions_received") == 2


@pytest.mark.parametrize("is_first", [True, False])
def test_a_part_without_rows_changes_nothing(inputs, is_first):
    """A day on which nothing happened; with a row group and with none."""
    full, empty = of(0), {name: pa.array([], pa.string()) for name in PETITION}
    save_parts(inputs, *((empty, full) if is_first else (full, empty)))
    schema = pa.table(empty).schema
    parquet.ParquetWriter(inputs.path / "platform/petitions/p9.parquet", schema).close()
    assert inputs.counted("petitions_received") == 1


def test_parts_may_order_their_columns_as_they_like(inputs):
    """By place, the second part would take its unit for its id."""
    turned = dict(reversed(of(1, due_at=pa.nulls(1)).items()))
    save_parts(inputs, of(0, due_at=["2024-11-06"]), turned)
    assert inputs.counted("petitions_received") == 2


def test_what_nobody_counts_may_be_of_any_kind(inputs):
    """Lists, numbers, structures: dropped, while the columns beside them differ in width."""
    notes = (pa.array([[1]]), pa.array([{"a": 1}]), pa.array(["x"]))
    widths = (pa.string(), pa.large_string(), pa.string())
    units = [pa.array(["00001"], width) for width in widths]
    parts = (
        of(number, note=note, unit_code=unit)
        for number, (note, unit) in enumerate(zip(notes, units, strict=True))
    )
    save_parts(inputs, *parts)
    assert inputs.counted("petitions_received") == 3


UNITS = ("s", "ms", "us", "ns")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("zone", [None, "Asia/Ho_Chi_Minh", "UTC"])
def test_moments_of_every_grain_are_the_same_moment(inputs, unit, zone):
    """18:30 UTC of 30/11 is December in Hanoi, in nanoseconds too; without a zone it is local."""
    moment = datetime(2024, 11, 30, 18, 30, tzinfo=UTC if zone else None)
    save_parts(inputs, of(0, received_at=pa.array([moment], pa.timestamp(unit, zone))))
    assert inputs.counted("petitions_received") == (0 if zone else 1)


def test_moments_of_several_grains_stand_in_one_log(inputs):
    """Each part by its own system's grain."""
    moment = datetime(2024, 11, 30, 18, 30, tzinfo=UTC)
    zoned = [pa.array([moment], pa.timestamp(unit, "UTC")) for unit in UNITS]
    save_parts(inputs, *(of(n, received_at=one) for n, one in enumerate(zoned)))
    assert inputs.counted("petitions_received") == 0
    assert inputs.count().sources["rows_accepted"].item() == 4


def test_a_decimal_is_its_whole_number(inputs):
    """Status 3.00 is 3, as in a workbook."""
    mapping = TableSource(words={"status": {"3": "resolved"}})
    sources = {"platform/petitions": mapping}
    told = replace(inputs, campaign=inputs.campaign.model_copy(update={"sources": sources}))
    save_parts(told, of(0, status=pa.array([3], pa.decimal128(10, 2)), due_at=["2024-11-05"]))
    assert told.counted("petitions_on_time") == 1


def test_decimals_of_two_scales_are_read(inputs):
    """7 and 8.00 are ids of whole numbers."""
    widths = (pa.decimal128(5, 0), pa.decimal128(9, 2))
    parts = enumerate(widths, start=7)
    save_parts(inputs, *(of(0, petition_id=pa.array([n], width)) for n, width in parts))
    assert inputs.counted("petitions_received") == 2


def test_what_is_no_number_is_nothing(inputs):
    """NaN is an empty cell, as in the small tables; two of them are no id that comes twice."""
    parts = (of(0, petition_id=pa.array([one])) for one in (float("nan"), float("nan"), 7.0))
    save_parts(inputs, *parts)
    platform = inputs.count()
    assert platform.rejected["reason"].tolist() == ["thiếu petition_id"] * 2
    assert platform.sources["rows_accepted"].item() == 1


def test_a_moment_beyond_every_calendar_is_no_broken_file(inputs):
    """Milliseconds written as seconds, which the engine cannot even read: what to mend is said."""
    save_parts(inputs, of(0, due_at=pa.array([2**60], pa.timestamp("ms"))))
    assert fault_of(inputs) == (
        "platform/petitions: có thời điểm hay số lớn hoặc nhỏ quá mức đọc được; sửa ô đó rồi xuất "
        "lại"
    )


def test_parts_of_other_kinds_are_refused(inputs):
    """A bare day lasts to its end; as the first part's moment it would end at midnight."""
    one, other = pa.array([datetime(2024, 11, 5, 8)]), pa.array([date(2024, 11, 5)])
    save_parts(inputs, of(0, due_at=one), of(1, due_at=other))
    assert "'due_at' của p1.parquet là kiểu date, ở phần trước là timestamp" in fault_of(inputs)


def test_parts_alike_are_read_in_one_go(inputs):
    """A hundred parts of one type are one list to the engine."""
    save_parts(inputs, of(0), of(1))
    folder = inputs.path / "platform" / "petitions"
    sql = parts_sql(folder, "x", parquet_schemas(folder, "x"), {"petition_id", "unit_code"})
    assert sql.count("read_parquet") == 1 and "UNION" not in sql


def test_parts_put_together_are_counted_in_parts_too(inputs, monkeypatch):
    """The views are made again wherever a part of the log of use is counted."""
    account = "a{0},00001,2024-10-01,2024-10-01,resident,"
    header = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
    inputs.write("platform/accounts", header, *map(account.format, range(6)))
    folder = inputs.path / "platform" / "usage"
    folder.mkdir()
    for day, feature in enumerate((pa.nulls(6), pa.array(["x"] * 6)), start=5):
        used = {"account_id": [f"a{number}" for number in range(6)], "feature": feature}
        days = pa.array([datetime(2024, 11, day)] * 6, pa.timestamp("ns" if day == 5 else "ms"))
        parquet.write_table(pa.table({**used, "used_at": days}), folder / f"{day}.parquet")
    whole = inputs.counted("accounts_used_two_days"), inputs.counted("features_used")
    monkeypatch.setattr(platform_parts, "ROWS_A_PART", 4)
    assert (inputs.counted("accounts_used_two_days"), inputs.counted("features_used")) == whole
    assert whole == (6, 1)
