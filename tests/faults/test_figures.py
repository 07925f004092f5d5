"""Faults of figures and dates, RELIABILITY §2.6 C: one reading, or none with all of them said."""

import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ihanoi_eval.evidence.cells import cell_readers
from ihanoi_eval.evidence.form_reading import FormReading, read_form
from ihanoi_eval.evidence.workbooks import Cell
from ihanoi_eval.evidence.written_cells import read_cell
from ihanoi_eval.rules.forms import CHILDREN_SHEET as ROWS
from ihanoi_eval.rules.forms import OWN_SHEET as OWN
from ihanoi_eval.vietnamese import parse_date

FUNDS_ROW = 21  # the district's `Kinh phí đã dùng`, the only number that may have decimals


def in_count(desk, template, value: object, number_format: str = "") -> FormReading:
    """A whole-number field that holds the value."""

    def change(book):
        cell = book[ROWS]["D6"]
        cell.value = value
        if number_format:
            cell.number_format = number_format

    reading: FormReading = desk.report(template, change)
    return reading


def refusal(reading: FormReading) -> str:
    """The message of the one cell that was refused, which no figure came from."""
    [finding] = reading.findings
    assert (finding.check, finding.severity) == ("cell_refused", "error")
    assert (finding.sheet, finding.row, finding.column) == (ROWS, 6, "D")
    assert reading.rows == () and len(reading.rejected) == 1 and reading.rows_read == 1
    return finding.message


def share_of(value: float | str, number_format: str = "General") -> float | str | None:
    """A percentage field that holds the value."""
    if isinstance(value, str):
        return read_cell(Cell(1, 1, value, "text"), "share").value
    return read_cell(Cell(1, 1, value, "number", number_format), "share").value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\xa0234", 1234),
        ("1\u2009234", 1234),
        ("１２３", 123),
        ("1.633.840", 1_633_840),
    ],
    ids=["case_38", "blank", "case_43_nbsp", "case_43_thin", "case_45_full_width", "millions"],
)
def test_text_with_one_reading_is_read_and_asked_about(desk, template, text, value):
    """1.234 is 1234 in a whole-number field, never 1,234; the line of change is a question."""
    reading = in_count(desk, template, text)
    assert [row.value for row in reading.rows] == [value]
    [finding] = reading.findings
    assert (finding.check, finding.severity) == ("normalised", "question")
    assert "D6" in finding.found


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.234,5", ("1.234,5",)),
        ("1,234.5", ("1.234,5", "1,2345")),
        ("12.34", ("1.234", "12,34")),
        ("1,234", ("1.234", "1,234")),
    ],
    ids=["case_39", "case_40", "case_41", "us_thousands"],
)
def test_text_with_two_readings_is_refused_with_both(desk, template, text, readings):
    """Nothing is guessed; the unit sees what it may have meant."""
    message = refusal(in_count(desk, template, text))
    assert all(reading in message for reading in readings)


@pytest.mark.parametrize("text", ["1,234.5", "12.34", "1.234"])
def test_case_40_41_in_a_field_with_decimals(desk, template, text):
    """There too, one point has two readings."""

    def change(book):
        book[OWN].cell(FUNDS_ROW, 3).value = text

    reading = desk.report(template, change)
    assert reading.rows == () and reading.findings[0].check == "cell_refused"


@pytest.mark.parametrize(
    ("value", "number_format"),
    [("95,5%", "@"), ("95.5 %", "@"), (0.955, "0.0%"), (95.5, "General"), ("95,5", "@")],
)
def test_case_42_a_percentage_however_it_is_written(value, number_format):
    """All are 95,5 %."""
    assert share_of(value, number_format) == 0.955


@pytest.mark.parametrize("value", [0.955, "0,955"])
def test_case_42_a_share_without_its_sign_is_refused(value):
    """0,955 % or 95,5 %: the number format would tell, and here it does not."""
    with pytest.raises(ValueError, match="0,955% hoặc 95,5%"):
        share_of(value)


def test_case_42_a_column_with_two_writings_is_asked_about_cell_by_cell(small_inputs):
    """0,955 is refused with both readings; 95,5 and 80 beside it are read and asked about each."""
    small_inputs.with_field("communes", "staff_active", "Tỷ lệ cán bộ kích hoạt (%)", "share")

    def change(book):
        for row, share in enumerate((0.955, 95.5, "80", "70%", "-"), start=6):
            book[ROWS].cell(row, 23).value = share

    reading = small_inputs.report(change)
    found = [(one.check, one.severity, one.row, one.column) for one in reading.findings]
    assert found == [
        ("cell_refused", "error", 6, "W"),
        ("percent_two_writings", "warning", 7, "W"),
        ("percent_two_writings", "warning", 8, "W"),
        ("normalised", "question", *found[3][2:]),
    ]
    assert [row.stated_share for row in reading.rows] == [0.955, 0.8, 0.7]


def test_case_42_a_column_of_one_writing_is_not_asked_about(small_inputs):
    """95,5 and 80, all without their sign."""
    small_inputs.with_field("communes", "staff_active", "Tỷ lệ cán bộ kích hoạt (%)", "share")

    def change(book):
        book[ROWS]["W6"], book[ROWS]["W7"] = 95.5, 80

    assert small_inputs.report(change).findings == ()


@pytest.mark.parametrize("value", ["−5", "(5)", "5-", "-5", -5])
def test_case_44_a_negative_figure(desk, template, value):
    """Nothing that is counted can be less than nothing."""
    assert "âm" in refusal(in_count(desk, template, value))


@pytest.mark.parametrize(("text", "meant"), [("l00", "100"), ("1OO", "100"), ("1O", "10")])
def test_case_45_letters_for_digits(desk, template, text, meant):
    """Asked, never mended."""
    assert meant in refusal(in_count(desk, template, text))


@pytest.mark.parametrize("text", ["1e5", "12,345E+3"])
def test_case_46_powers_of_ten(desk, template, text):
    """No clerk writes them; a program that spoilt a code does."""
    assert "lũy thừa" in refusal(in_count(desk, template, text))


@pytest.mark.parametrize("value", [10**18, 1e300, "999999999999999999999"])
def test_case_47_a_figure_that_cannot_be(desk, template, value):
    """More than the city has residents."""
    assert "quá lớn" in refusal(in_count(desk, template, value))


def test_case_47_more_accounts_than_people_live_there(desk, template):
    """3,000,000 in a ward of 20,000: above 30,000 it is no count of them (X-002)."""

    def change(book):
        book[ROWS]["J6"], book[ROWS]["J7"] = 3_000_000, 30_000

    sent = desk.read(desk.edited(template, change))
    ceilings = dict.fromkeys([("00001", "accounts_new"), ("00004", "accounts_new")], 30_000.0)
    reading = read_form(sent, "a.xlsx", desk.campaign, ceilings=ceilings)
    assert [(row.unit_code, row.value) for row in reading.rows] == [("00004", 30_000)]
    [finding] = reading.findings
    assert (finding.check, finding.severity) == ("cell_refused", "error")
    assert (finding.sheet, finding.row, finding.column) == (ROWS, 6, "J")
    assert "3.000.000 quá lớn: nhiều nhất 30.000" in finding.message
    assert [row.values for row in reading.rejected] == ["J6=3000000"]


def test_case_47_is_held_to_the_register_of_population(small_inputs):
    """The whole way: a row of `rejected`, an error, and the commune's other figures stay."""
    population = small_inputs.table("registers/population")
    people = {code: int(count) for code, count, *_ in population[1:]}

    def change(book):
        book[ROWS]["J6"], book[ROWS]["D6"] = 3 * people["00001"] // 2 + 1, 5

    small_inputs.send("a.xlsx", change)
    evidence = small_inputs.take_in()
    rejected = evidence.tables["rejected"].query("file == 'submissions/a.xlsx'")
    assert list(rejected["sheet"]) == [ROWS] and "quá lớn" in rejected["reason"].iloc[0]
    reported = evidence.tables["reported"].query("file == 'a.xlsx'")
    assert list(reported["measure"]) == ["households_visited"]


def test_case_47_in_a_list_of_reported_figures(small_inputs):
    """The row is rejected and counted as such; the figure of nobody is left."""
    header, *rows = small_inputs.table("submissions/reported")
    rows = [row for row in rows if row[1:3] != ["00001", "accounts_new"]]
    mad = ["001_bao_cao.xlsx", "00001", "accounts_new", "3000000", ""]
    small_inputs.write("submissions/reported", [header, mad, *rows])
    evidence = small_inputs.take_in()
    [finding] = [one for one in evidence.findings if one.check == "more_than_residents"]
    assert (finding.severity, finding.row, finding.found) == ("error", 2, "3.000.000")
    rejected = evidence.tables["rejected"].query("file == 'submissions/reported.csv'")
    assert list(rejected["row"]) == [2] and "lớn hơn" in rejected["reason"].iloc[0]
    panel = evidence.tables["panel"].query("unit_code == '00001' and measure == 'accounts_new'")
    assert panel["reported_value"].isna().all()


def test_case_48_a_part_above_its_whole_names_both_cells(small_inputs):
    """9 of 8: both figures stay, as DESIGN §7.9 has it, and are asked about where they stand."""

    def change(book):
        book[ROWS]["G6"], book[ROWS]["H6"] = 9, 8  # staff active, staff

    small_inputs.send("a.xlsx", change)
    evidence = small_inputs.take_in()
    [finding] = [
        one for one in evidence.findings if (one.check, one.file) == ("part_above_whole", "a.xlsx")
    ]
    assert (finding.unit_code, finding.sheet) == ("00001", ROWS)
    assert (finding.row, finding.column, finding.found) == (6, "G", "9")
    assert f"{ROWS}!G6" in finding.message and f"{ROWS}!H6" in finding.message
    reported = evidence.tables["reported"].query("file == 'a.xlsx'")
    assert dict(zip(reported["measure"], reported["value"], strict=True)) == {
        "staff_active": 9,
        "staff_count": 8,
    }


@pytest.mark.parametrize(("stated", "asked"), [("75,1%", []), ("75,2%", ["stated_share_differs"])])
def test_case_49_a_percentage_that_its_figures_do_not_give(small_inputs, stated, asked):
    """30 of 40 is 75 %: 0,1 point apart is rounding, more is asked; what counts is 30 and 40."""
    small_inputs.with_field("communes", "staff_active", "Tỷ lệ cán bộ kích hoạt (%)", "share")

    def change(book):
        book[ROWS]["G6"], book[ROWS]["H6"], book[ROWS]["W6"] = 30, 40, stated

    small_inputs.send("a.xlsx", change)
    evidence = small_inputs.take_in()
    found = [
        one
        for one in evidence.findings
        if (one.check, one.file) == ("stated_share_differs", "a.xlsx")
    ]
    assert [one.check for one in found] == asked
    assert all("30" in one.message and "75,2%" in one.message for one in found)
    panel = evidence.tables["panel"].query("unit_code == '00001' and measure == 'staff_active'")
    assert list(panel["reported_value"]) == [30]


@pytest.mark.parametrize("staff", ["0", ""])
def test_case_50_a_denominator_of_nothing(small_inputs, staff):
    """No staff, or not known how many: the unit is listed, nothing is divided, nothing infinite."""
    registered = {row[0]: row for row in small_inputs.table("registers/staff")}
    registered["CQ03"][1:3] = [staff, staff]
    small_inputs.write("registers/staff", list(registered.values()))
    reported = small_inputs.table("submissions/reported")
    stated = [row for row in reported if row[1:3] != ["CQ03", "staff_count"]]
    small_inputs.write("submissions/reported", stated)
    tables = small_inputs.evaluate().tables
    row = tables["indicators"].query("unit_code == 'CQ03' and indicator == 'staff_active'").iloc[0]
    assert math.isnan(row["value"])
    assert row["status"] == {"0": "measured", "": "missing"}[staff]
    assert "CQ03" in set(tables["ranking"]["unit_code"])
    for name, table in tables.items():
        assert not np.isinf(table.select_dtypes("number")).any().any(), name


@pytest.mark.parametrize(("value", "read"), [(None, []), ("-", []), ("–", []), (" ", []), (0, [0])])
def test_case_51_blank_and_dash_are_missing_and_zero_is_zero(desk, template, value, read):
    """A missing figure is no row, and no fault."""
    reading = in_count(desk, template, value)
    assert [row.value for row in reading.rows] == read
    assert (reading.rejected, reading.findings) == ((), ())


@pytest.mark.parametrize("text", ["không có", "N/A", "NA", "null", "nan", "chưa có"])
def test_case_51_words_are_not_turned_into_missing_in_silence(desk, template, text):
    """Is it 0, or not known? The unit says."""
    assert "ghi 0" in refusal(in_count(desk, template, text))


def test_case_52_a_formula_with_its_result(desk, template):
    """The result is used, and asked about."""
    sheet = "xl/worksheets/sheet3.xml"
    cell = desk.part(template, sheet)
    old = cell[cell.index(b'<c r="D6"') :].partition(b">")[0] + b">"
    new = old.replace(b"/>", b">") + b"<f>3+4</f><v>7</v></c>"
    reading = desk.report(desk.with_parts(template, {sheet: cell.replace(old, new)}))
    assert [row.value for row in reading.rows] == [7]
    assert [finding.check for finding in reading.findings] == ["formula_in_entry"]


def test_case_53_a_formula_without_its_result(desk, template):
    """A script wrote it and nobody computed it: open with Excel, save again."""
    assert "mở bằng Excel, lưu lại" in refusal(in_count(desk, template, "=3+4"))


@pytest.mark.parametrize(
    "number_format",
    ['"95,5%"', ";;;", "#,##0,", "0%", '0"00"', "[>5]0;0", "0\\5", "[$9-42A]0"],
)
def test_case_54_a_format_that_shows_another_figure(desk, template, number_format):
    """The officer sees one number and the file holds another."""
    assert "hiển thị khác" in refusal(in_count(desk, template, 7, number_format))


@pytest.mark.parametrize(
    "number_format",
    ["General", "0", "#,##0", "@", '#,##0" người"', '_(* #,##0_);_(* "-"??_);_(@_)', "[Red]0"],
)
def test_case_54_an_honest_format(desk, template, number_format):
    """Grouping, colour and a unit of measure say the same."""
    assert [row.value for row in in_count(desk, template, 7, number_format).rows] == [7]


@pytest.mark.parametrize("value", [True, datetime(2024, 11, 30), 7.5, "#DIV/0!"])
def test_what_is_no_figure_is_refused(desk, template, value):
    """TRUE, a date that Excel made of 1/2, half a household, an error."""
    assert refusal(in_count(desk, template, value))


@pytest.mark.parametrize(
    "text", ["30/11/2024", "30.11.2024", "30-11-2024", "ngày 30 tháng 11 năm 2024"]
)
def test_case_55_a_date_however_it_is_written(text):
    """Day first, four digits of the year."""
    assert parse_date(text) == date(2024, 11, 30)


@pytest.mark.parametrize(
    "text",
    ["11/30/2024", "31/11/2024", "29/02/2023", "00/00/0000", "30-11-24", "30/11/2567x", "30/11/24"],
    ids=["case_56", "case_59", "case_59_leap", "case_59_zero", "case_60", "case_60_x", "case_60_2"],
)
def test_cases_56_59_60_a_date_with_no_single_reading_is_refused(text):
    """Never swapped, never rounded to the nearest day."""
    with pytest.raises(ValueError, match="không phải ngày"):
        parse_date(text)


def test_case_57_the_first_of_december():
    """Not the twelfth of January."""
    assert parse_date("01/12/2024") == date(2024, 12, 1)


def test_case_59_a_leap_day():
    """29/02/2024 was one."""
    assert parse_date("29/02/2024") == date(2024, 2, 29)


def test_case_61_a_moment_of_the_platform_is_local():
    """17:30 UTC on the last day is 00:30 of the next in Hà Nội: outside the campaign."""
    read = cell_readers(ZoneInfo("Asia/Ho_Chi_Minh"), is_export=True)["moment"]
    assert read("2024-11-30T17:30:00Z") == "2024-12-01 00:30:00"


def test_case_62_a_moment_without_a_zone_is_hanoi_time():
    """DESIGN §5 says so of every table."""
    read = cell_readers(ZoneInfo("Asia/Ho_Chi_Minh"), is_export=True)["moment"]
    assert read("2024-11-30T17:30:00") == "2024-11-30 17:30:00"
