"""What is written in Vietnamese reads back, has one reading and stands in the known order."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.vietnamese import (
    comparison_key,
    format_count,
    format_date,
    format_moment,
    format_number,
    format_percent,
    in_words,
    parse_count,
    parse_date,
    parse_number,
    parse_percent,
    sort_key,
)

GOLDEN = Path(__file__).parent / "golden" / "vietnamese_order.txt"

# A number as a page shows it: at most two decimals.
shown_numbers = st.integers(-(10**15), 10**15).map(lambda hundredths: hundredths / 100)
names = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹỳỷỹýỵ ĐÀÂ1-", min_size=1, max_size=30
)


@given(st.integers())
def test_a_written_count_reads_back_as_itself(count: int):
    """parse(format(n)) = n for every whole number."""
    assert parse_count(format_count(count)) == count


@given(shown_numbers)
def test_a_written_number_reads_back_as_itself(number: float):
    """parse(format(x)) = x for every number with the decimals it is written with."""
    assert parse_number(format_number(number)) == number


@given(st.integers(0, 10_000).map(lambda tenths: tenths / 1000))
def test_a_written_share_reads_back_as_itself(share: float):
    """parse(format(x)) = x for every share in thousandths, over 100 % too."""
    assert parse_percent(format_percent(share)) == share


@given(st.dates())
def test_a_written_date_reads_back_as_itself(day: date):
    """parse(format(d)) = d, from a date and from the ISO text of a table."""
    assert parse_date(format_date(day)) == day == parse_date(format_date(day.isoformat()))


@given(st.decimals(-(10**12), 10**12, places=4))
def test_numbers_look_as_the_locale_data_of_vietnamese_say(number: Decimal):
    """A second opinion: Babel's `vi`, which rounds halves to even, away from halves."""
    if abs(number) * 100 % 1 != Decimal("0.5"):
        shown = format_decimal(number, format="#,##0.00", locale="vi")
        assert format_number(number) == ("0,00" if shown == "-0,00" else shown)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.125, "0,13"), (2.675, "2,68"), (-0.125, "-0,13"), (-0.001, "0,00"), (1e16, None)],
)
def test_numbers_round_half_up_as_they_read(number: float, shown: str | None):
    """0,125 shows as 0,13 and -0,125 as -0,13: half away from zero, from the digits one sees."""
    assert format_number(number) == (shown or "10.000.000.000.000.000,00")


@pytest.mark.parametrize("missing", [None, "", float("nan")])
def test_missing_shows_as_a_dash_and_zero_as_zero(missing: float | str | None):
    """Missing and zero are two things (METHOD §1)."""
    shown = {format_count(missing), format_number(missing), format_percent(missing)}
    assert shown == {"–"}
    assert format_date(None) == format_moment("") == "–"
    assert (format_count(0), format_number(0), format_percent(0)) == ("0", "0,00", "0,0%")


def test_moments_are_read_in_the_order_of_the_clock_and_the_calendar():
    """Hour first, then the day, as an official letter has it; a bare date has no hour."""
    assert format_moment(datetime(2024, 12, 9, 16, 30)) == "16:30 09/12/2024"
    assert format_moment("2024-12-09") == "09/12/2024"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1633840", 1633840),
        ("1.633.840", 1633840),
        ("1 633 840", 1633840),
        ("1\u00a0633\u00a0840", 1633840),
        (" 1.234 ", 1234),
        ("05", 5),
        ("-5", -5),
        ("\u22125", -5),
    ],
)
def test_counts_are_read_where_the_grouping_is_right(text: str, count: int):
    """Points or blanks every three digits, or none at all (RELIABILITY V-002)."""
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text",
    [
        *("12.34", "1,234.5", "1,234", "1.2345", "1.234 567", "0.123", "1.23.456", "1234.567"),
        *("", "-", "–", "5%", "5 người", "1e3", "+5", "nan", "--5", "٣", "1.234,0", "１２"),
    ],
)
def test_counts_with_two_readings_or_none_are_refused(text: str):
    """A wrong guess is a thousandfold error; a question is only a delay."""
    with pytest.raises(ValueError, match="1.633.840"):
        parse_count(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("84,30", 84.3), ("1.234,5", 1234.5), ("1234,5", 1234.5), ("1 234", 1234.0), ("0", 0.0)],
)
def test_numbers_are_read_with_a_comma(text: str, number: float):
    """The comma parts decimals, points part thousands."""
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["12.34", "1.234", "1,234.5", "1,", ",5", "84,3%", "1.23,4", "x"])
def test_numbers_with_two_readings_or_none_are_refused(text: str):
    """1.234 is a thousand and more, or one and a bit: nobody knows."""
    with pytest.raises(ValueError, match="một cách đọc"):
        parse_number(text)


@pytest.mark.parametrize("text", ["84,3", "0,843", "84.3%", "%", "84,3%%"])
def test_percentages_are_refused_without_their_sign(text: str):
    """0,95 in a column of percentages is 95 % or 0,95 % (RELIABILITY V-003)."""
    with pytest.raises(ValueError, match=r"một cách đọc|dấu %"):
        parse_percent(text)


def test_dates_are_read_day_first():
    """01/12 is the first of December, after the campaign; never the twelfth of January."""
    first = date(2024, 12, 1)
    assert [parse_date(text) for text in ("01/12/2024", "1-12-2024", " 1.12.2024 ")] == [first] * 3


@pytest.mark.parametrize(
    "text", ["12/30/2024", "31/02/2024", "1/12/24", "1/12-2024", "2024/12/01", "45628", ""]
)
def test_other_dates_are_refused(text: str):
    """Two digits of a year, a thirteenth month and a spreadsheet's serial number are no dates."""
    with pytest.raises(ValueError, match="30/11/2024"):
        parse_date(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phường Yên Hoà", "phường yên hòa"),
        ("Phường Thụy Khuê", "PHƯỜNG THUỴ KHUÊ"),
        ("Quận Ba Ðình", "Quận Ba Đình"),
        ("Xã  Đông\u00a0Mỹ", "Xã Đông Mỹ"),
        ("Xã Đông\u200b Mỹ ", "Xã Đông Mỹ"),
        ("Phường Văn Miếu-Quốc Tử Giám", "phường văn miếu-quốc tử giám"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str):
    """Tone placement, capitals, the Icelandic Ð and invisible blanks do not part names."""
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thị trấn Yên Viên", "Xã Yên Viên"),
        ("Phú Quý", "Phú Quí"),
        ("Đống Đa", "Dong Da"),
        ("Mỹ Đình 1", "Mỹ Đình 2"),
        ("Trung Tú", "Trung Tự"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str):
    """Prefixes, letters, digits and tones are part of a name (RELIABILITY §1.6)."""
    assert comparison_key(one) != comparison_key(other)


@given(st.one_of(names, st.text()))
def test_keys_do_not_depend_on_the_encoding_of_accents(name: str):
    """key(NFD(x)) = key(x)."""
    assert comparison_key(unicodedata.normalize("NFD", name)) == comparison_key(name)


@given(names)
def test_a_key_is_its_own_key(name: str):
    """Normalisation is idempotent."""
    assert comparison_key(comparison_key(name)) == comparison_key(name)


def test_no_two_full_names_share_a_key():
    """The 595 full names of Hanoi's units keep a key each."""
    full_names = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert len({comparison_key(name) for name in full_names}) == len(full_names)


def test_names_stand_in_the_order_of_the_vietnamese_dictionary():
    """No difference from ICU's `vi` on every unit name of Hanoi (RELIABILITY §2.2, 25)."""
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert sorted(reversed(golden), key=sort_key) == golden


def test_the_order_does_not_depend_on_the_encoding_of_accents():
    """A name in NFD stands where it stands in NFC."""
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    decomposed = [unicodedata.normalize("NFD", name) for name in golden]
    assert sorted(reversed(decomposed), key=sort_key) == decomposed


def test_a_shorter_name_comes_before_its_longer_neighbour():
    """Hà before Hà Nội, whatever letters follow."""
    assert sorted(["Hà Nội", "Hạ", "Hà", "hà"], key=sort_key) == ["hà", "Hà", "Hạ", "Hà Nội"]


@pytest.mark.parametrize(
    ("number", "words"),
    [  # num2words 0.5.14 (vi), its lẻ read linh as in Hanoi
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (55, "năm mươi lăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (999, "chín trăm chín mươi chín"),
        (3_510_000, "ba triệu năm trăm mười nghìn"),
        (3_800_000, "ba triệu tám trăm nghìn"),
        (24_570_000, "hai mươi bốn triệu năm trăm bảy mươi nghìn"),
        (1_000_000_000, "một tỷ"),
        (
            123_456_789_123,
            "một trăm hai mươi ba tỷ bốn trăm năm mươi sáu triệu bảy trăm tám mươi "
            "chín nghìn một trăm hai mươi ba",
        ),
    ],
)
def test_amounts_are_spelt_out_as_they_are_read(number: int, words: str):
    """A second opinion on every group of three digits."""
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [  # the rule of documents: an empty hundred is read, không trăm, and an empty group is not
        (7_020_000, "bảy triệu không trăm hai mươi nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (2_005_000_000_000, "hai nghìn không trăm linh năm tỷ"),
    ],
)
def test_zeros_before_a_digit_are_read(number: int, words: str):
    """Else 1.000.005 and 1.500.000 would be told apart by a pause."""
    assert in_words(number) == words


def test_no_two_amounts_are_spelt_alike():
    """Whoever reads the words knows the figure."""
    numbers = [*range(0, 3_000), *range(0, 3_000_000, 1_001), *range(0, 9_000_000_000, 3_000_003)]
    assert len({in_words(number) for number in set(numbers)}) == len(set(numbers))


def test_amounts_below_zero_are_refused():
    """No budget owes."""
    with pytest.raises(ValueError, match="below zero"):
        in_words(-1)
