"""Cells with one reading, and cells with two or none (METHOD 9, RELIABILITY §2.6 C)."""

from datetime import date, datetime
from decimal import Decimal
from math import isnan
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ihanoi_eval.evidence.cells import cell_readers, cell_text, type_row, without_dash

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
READERS = cell_readers(HANOI)
NEAR = cell_readers(HANOI, near=date(2024, 11, 1))
KINDS = sorted(READERS)


@pytest.mark.parametrize("text", ["-", "–", "—", " - ", ""])
def test_a_dash_is_no_value(text):
    """Blank and dash are missing, 0 is zero (RELIABILITY 51)."""
    assert without_dash(text) == ""


@pytest.mark.parametrize("kind", ["count", "number", "share", "points"])
def test_an_empty_number_is_missing_and_not_zero(kind):
    """Missing and zero are two things (METHOD 1)."""
    assert isnan(float(str(READERS[kind](""))))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("count", "0", 0.0),
        ("count", "05", 5.0),
        ("count", "1850.0", 1850.0),
        ("count", "１２３", 123.0),
        ("number", "12.5", 12.5),
        ("number", "0.125", 0.125),
        ("number", "1.2340", 1.234),
        ("number", "-7", -7.0),
        ("share", "1.000", 1.0),
        ("points", "1.500", 1.5),
    ],
)
def test_a_number_with_one_reading_is_read(kind, text, value):
    """A point stands before decimals; 0 in front and four digits behind leave no doubt."""
    assert READERS[kind](text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("count", "12.34"),
        ("count", "1.234,5"),
        ("count", "1,234.5"),
        ("count", "1e5"),
        ("number", "12,345E+3"),
        ("number", "1OO"),
        ("number", "(5)"),
        ("number", "nan"),
        ("number", "N/A"),
        ("number", "#REF!"),
        ("number", "chưa có"),
        ("number", "9" * 400),
        ("count", "+84912345678"),
        ("number", "0912345678"),
        ("number", "1000000000000"),  # a thousand billion: nothing here counts so far
    ],
)
def test_what_is_no_number_is_refused(kind, text):
    """Never guessed, never silently missing (RELIABILITY 39–51)."""
    with pytest.raises(ValueError, match="số"):
        READERS[kind](text)


@pytest.mark.parametrize("kind", ["count", "number"])
@pytest.mark.parametrize("text", ["1.234", "1,234", "850.000"])
def test_three_digits_after_a_point_have_two_readings(kind, text):
    """1.234 is a thousand and more to an officer, one and a bit to a system (METHOD 9)."""
    whole, decimals = text.replace(",", ".").split(".")
    with pytest.raises(
        ValueError, match=f"hai cách đọc, {whole}{decimals} hoặc {whole},{decimals}"
    ):
        READERS[kind](text)


def test_in_an_export_a_point_stands_before_decimals():
    """A system writes 0.955 and 1.234 alike; published indices are such numbers."""
    assert cell_readers(HANOI, is_export=True)["number"]("1.234") == 1.234


@pytest.mark.parametrize(
    "text", ["30/11/2024", "30.11.2024", "30-11-2024", "2024-11-30", "2024-11-30 00:00:00"]
)
def test_a_date_is_written_day_first_or_in_iso(text):
    """30 November in each of them (RELIABILITY 55)."""
    assert READERS["date"](text) == "2024-11-30"


def test_the_first_number_of_a_date_is_the_day():
    """01/12 is 1 December, not 12 January (RELIABILITY 57)."""
    assert READERS["date"]("01/12/2024") == "2024-12-01"


@pytest.mark.parametrize("text", ["11/30/2024", "31/11/2024", "29/02/2023", "2024-11", "hôm qua"])
def test_what_is_no_date_is_refused(text):
    """Never swapped, never completed (RELIABILITY 56–60)."""
    with pytest.raises(ValueError, match="không phải ngày"):
        READERS["date"](text)


@pytest.mark.parametrize(
    ("text", "day"),
    [("30-11-24", "2024-11-30"), ("30/11/24", "2024-11-30"), ("24-11-30", "2024-11-30")],
)
def test_a_short_year_counts_where_one_reading_is_near_the_campaign(text, day):
    """30-11-24 can only be 30/11/2024: 24/11/2030 is far, and no year has 30 months (55)."""
    assert NEAR["date"](text) == day


@pytest.mark.parametrize("text", ["01/12/24", "05/06/07", "31/11/24"])
def test_a_short_year_with_two_readings_or_none_is_refused(text):
    """1 December or 12 January of 2024; 2005 to 2007; no such day (RELIABILITY 60)."""
    with pytest.raises(ValueError, match="hai chữ số"):
        NEAR["date"](text)
    with pytest.raises(ValueError, match="hai chữ số"):
        READERS["date"]("30/11/24")  # without a campaign nobody knows the century


@pytest.mark.parametrize("text", ["30/11/2567", "2567-11-30", "30/11/0024"])
def test_a_year_of_another_calendar_is_refused(text):
    """2567 is 2024 in the Buddhist calendar (RELIABILITY 60)."""
    with pytest.raises(ValueError, match="dương lịch"):
        READERS["date"](text)
    with pytest.raises(ValueError, match="dương lịch"):
        READERS["moment"](text.replace("2567-11-30", "2567-11-30 08:00"))


def test_a_day_number_of_excel_is_refused_as_one():
    """45626 in a cell that is no date: the unit says which day it is (RELIABILITY 58)."""
    with pytest.raises(ValueError, match="số thứ tự ngày của Excel"):
        READERS["date"]("45626")


@pytest.mark.parametrize("text", ["61.31%", "61,31%", "61,31 %", "0.6131"])
def test_a_share_is_written_from_0_to_1_or_with_its_sign(text):
    """A sign leaves one reading (RELIABILITY 42)."""
    assert READERS["share"](text) == 0.6131


@pytest.mark.parametrize("text", ["61,31", "1.234,5%", "%", "61 31%"])
def test_a_share_with_two_readings_is_refused(text):
    """A comma without a sign is 61,31 % to one reader and 6131 % to another."""
    with pytest.raises(ValueError, match="không phải số"):
        READERS["share"](text)


def test_a_share_above_the_whole_stays():
    """102 % is readable and implausible; the checks of reports ask (METHOD 9)."""
    assert (READERS["share"]("1.02"), READERS["share"]("102%")) == (1.02, 1.02)


@pytest.mark.parametrize("text", ["ghi\x00chú", "a\ud800", "x" * 32_768, "UBND Ph­êng Hµng B¹c"])
def test_words_that_nobody_can_have_typed_set_their_row_aside(text):
    """Control characters, half a sign, more than a cell holds, TCVN3 (V-009, V-010)."""
    texts = {"reason": text, "spelling": text}
    _, faults = type_row(texts, "reviews/waivers", READERS)
    assert len(faults) == 1 and faults[0].startswith("reason ")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-12-09 16:30:00", "2024-12-09 16:30:00"),
        ("2024-12-09T16:30", "2024-12-09 16:30:00"),
        ("09/12/2024 16:30", "2024-12-09 16:30:00"),
        ("9:05 09/12/2024", "2024-12-09 09:05:00"),
        ("2024-12-09", "2024-12-09"),
        ("09/12/2024", "2024-12-09"),
        ("", ""),
    ],
)
def test_a_moment_without_zone_is_local(text, moment):
    """Local time, Asia/Ho_Chi_Minh; a bare date stays one (COUNTING 1)."""
    assert READERS["moment"](text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-11-30T17:00:00Z", "2024-12-01 00:00:00"),
        ("2024-11-30T23:59:59+07:00", "2024-11-30 23:59:59"),
        ("2024-12-01T02:00:00+09:00", "2024-12-01 00:00:00"),
    ],
)
def test_a_moment_with_a_zone_becomes_local(text, moment):
    """17:00 in Greenwich is midnight in Hanoi (COUNTING 1)."""
    assert READERS["moment"](text) == moment


@pytest.mark.parametrize("text", ["16:30", "2024-12-09 25:00", "9999-12-31T23:59:59-10:00", "?"])
def test_what_is_no_moment_is_refused(text):
    """Nor one that no calendar holds."""
    with pytest.raises(ValueError, match="không phải"):
        READERS["moment"](text)


@pytest.mark.parametrize(
    ("text", "flag"), [("TRUE", "true"), ("Có", "true"), ("0", "false"), ("không", "false")]
)
def test_a_flag_is_read_in_both_languages(text, flag):
    """The flag wins over the times, so it has to be read (COUNTING 12)."""
    assert READERS["flag"](text) == flag


def test_a_strange_flag_is_refused():
    """Neither yes nor no is no answer."""
    with pytest.raises(ValueError, match="true hoặc false"):
        READERS["flag"]("có lẽ")


@given(text=some.text(), kind=some.sampled_from(KINDS))
def test_any_cell_is_read_or_refused(text, kind):
    """Whatever stands in a file, the answer is a value or a ValueError."""
    try:
        READERS[kind](text)
    except ValueError:
        pass


def test_a_row_names_every_cell_without_reading():
    """All faults of a row at once, each with its column."""
    _, faults = type_row(
        {"unit_code": "1", "staff_count": "x", "exempt_count": "y"}, "registers/staff", READERS
    )
    assert [fault.split(" có chữ")[0] for fault in faults] == ["staff_count", "exempt_count"]


@pytest.mark.parametrize("column", ["on_date", "verified_value"])
def test_words_in_a_cell_are_not_quoted(column):
    """They may be a person's name, and the message stands on a shared page."""
    _, [fault] = type_row({column: "Nguyễn Văn A"}, "reviews/verifications", READERS)
    assert fault.startswith(f"{column} có chữ: ") and "Nguyễn" not in fault


def test_figures_without_a_reading_are_quoted():
    """So that the officer finds what is meant."""
    _, [fault] = type_row({"staff_count": "1.234,5"}, "registers/staff", READERS)
    assert fault.startswith("staff_count ghi '1.234,5': ")


def test_a_count_below_zero_is_refused():
    """A count is a whole number of things."""
    _, faults = type_row({"staff_count": "-5"}, "registers/staff", READERS)
    assert faults == ["staff_count ghi -5: không được âm"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (1850.0, "1850"),
        (0.5, "0.5"),
        (61, "61"),
        (True, "true"),
        (Decimal("12.50"), "12.50"),
        (date(2024, 11, 30), "2024-11-30"),
        (datetime(2024, 11, 30), "2024-11-30"),
        (datetime(2024, 11, 30, 16, 30), "2024-11-30 16:30:00"),
    ],
)
def test_a_stored_value_reads_as_it_would_be_typed(cell, text):
    """So that CSV, XLSX and Parquet of one table say the same."""
    assert cell_text(cell) == text
