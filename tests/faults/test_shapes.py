"""Faults of the workbook's shape, RELIABILITY §2.6 B: found by label, asked about, nothing lost."""

import unicodedata
from datetime import datetime

import pytest
from openpyxl.styles import Alignment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ihanoi_eval.evidence.form_reading import FormReading
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import CHILDREN_SHEET as ROWS
from ihanoi_eval.rules.forms import META_SHEET as META
from ihanoi_eval.rules.forms import OWN_SHEET as OWN

FIRST = 6  # the row of the first commune; its first field stands in D


def figures(reading: FormReading) -> dict[tuple[str, str], float | None]:
    """Accepted values by unit and measure."""
    return {(row.unit_code, row.measure): row.value for row in reading.rows}


def checks(reading: FormReading) -> list[str]:
    """The names of the checks that found something, in order."""
    return [finding.check for finding in reading.findings]


def fill(book) -> None:
    """7 households in the first commune, 8 in the second, 3 events of the district itself."""
    book[ROWS]["D6"], book[ROWS]["D7"], book[OWN]["C6"] = 7, 8, 3


@pytest.fixture
def filled(desk, template) -> bytes:
    """The template of 001 with three figures."""
    data: bytes = desk.edited(template, fill)
    return data


FILLED = {
    ("00001", "households_visited"): 7.0,
    ("00004", "households_visited"): 8.0,
    ("001", "outreach_events"): 3.0,
}


def test_what_is_filled_in_is_what_is_read(desk, filled):
    """Three figures, three rows, no doubt."""
    reading = desk.report(filled)
    assert (figures(reading), checks(reading), reading.rows_read) == (FILLED, [], 3)


def test_case_21_the_template_of_another_step(desk, campaign, filled):
    """The right one is named."""

    def change(book):
        book[META]["B1"] = "de_nghi_khen_thuong"

    [finding] = desk.report(filled, change).findings
    assert finding.check == "template_wrong" and "bao_cao_districts" in finding.message


def test_case_21_the_template_of_another_campaign(desk, filled):
    """Last year's workbook with this year's figures."""

    def change(book):
        book[META]["B4"] = "hanoi-2023"

    [finding] = desk.report(filled, change).findings
    assert finding.check == "template_wrong" and "hanoi-2023" in finding.message


def test_case_22_an_old_version(desk, campaign, filled):
    """Read if the form accepts it, else refused with where to get the new one."""

    def change(book):
        book[META]["B2"] = "0"

    [finding] = desk.report(filled, change).findings
    assert finding.check == "template_old" and campaign.recipient in finding.message
    forms = tuple(form.model_copy(update={"accepts": ("0",)}) for form in campaign.forms)
    lenient = type(desk)(desk.folder, campaign.model_copy(update={"forms": forms}))
    assert figures(lenient.report(filled, change)) == FILLED


def test_case_23_another_unit_than_its_folder_or_its_properties(desk, filled):
    """A neighbour's workbook filled in, or a file in the wrong folder."""

    def change(book):
        book[META]["B3"] = "018"

    assert checks(desk.report(filled, change)) == ["sender_contradicts"]
    assert checks(desk.report(filled, name="018/bao_cao.xlsx")) == ["sender_contradicts"]
    assert checks(desk.report(filled, name="001/bao_cao.xlsx")) == []


def test_case_24_the_hidden_sheet_is_gone(desk, filled):
    """Properties tell whose it is; without them what is printed; both are asked about."""

    def without_sheet(book):
        del book[META]

    def without_both(book):
        del book[META]
        book.custom_doc_props.props.clear()

    for change in (without_sheet, without_both):
        reading = desk.report(filled, change)
        assert (figures(reading), checks(reading)) == (FILLED, ["identity_lost"])


def test_case_24_a_workbook_that_names_nobody(desk):
    """Neither code nor name, nor those of its communes: refused."""

    def change(book):
        del book[META]
        book.custom_doc_props.props.clear()
        for sheet in book:
            sheet["A2"] = None
            sheet["B4"] = None
            for row in range(FIRST, 60):
                sheet.cell(row, 2).value = sheet.cell(row, 3).value = None

    reading = desk.report(template_workbook(desk.campaign, "001"), change)
    assert checks(reading) == ["sender_unknown"]


def test_case_25_a_heading_of_two_rows(desk, filled):
    """`Phản ánh, kiến nghị` over `tiếp nhận`, the others merged downwards."""

    def change(book):
        sheet = book[ROWS]
        sheet.insert_rows(6)
        for column in range(1, 23):
            if sheet.cell(5, column).value != "Phản ánh, kiến nghị tiếp nhận":
                sheet.merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)
                continue
            sheet.cell(5, column).value = "Phản ánh, kiến nghị"
            sheet.cell(6, column).value = "Tiếp nhận"
            sheet.cell(7, column).value = 9

    reading = desk.report(filled, change)
    assert figures(reading) == FILLED | {("00001", "petitions_received"): 9.0}
    assert checks(reading) == []


def test_case_26_merged_cells_among_the_figures(desk, filled):
    """Nobody can say whose the figure is: set aside, never filled downwards."""

    def change(book):
        book[ROWS].merge_cells("D6:D9")

    reading = desk.report(filled, change)
    assert figures(reading) == {("001", "outreach_events"): 3.0}
    assert "gộp" in reading.rejected[0].reason


@pytest.mark.parametrize("has_codes", [True, False])
def test_case_26_a_name_merged_over_many_rows(desk, filled, has_codes):
    """Codes say whose each row is, the name from the register; without them only the first."""

    def change(book):
        sheet = book[ROWS]
        for row in range(7, 10):
            sheet.cell(row, 3).value = None
        sheet.merge_cells("C6:C9")
        for row in range(6, 10):
            sheet.cell(row, 2).value = sheet.cell(row, 2).value if has_codes else None

    reading = desk.report(filled, change)
    if has_codes:
        assert (figures(reading), checks(reading)) == (FILLED, [])
    else:
        assert ("00004", "households_visited") not in figures(reading)
        assert [(row.row, row.values) for row in reading.rejected] == [(7, "D7=8")]
        assert "thiếu mã và tên đơn vị" in reading.rejected[0].reason


def test_case_27_a_title_block_above_the_table(desk, filled):
    """Quốc hiệu, tiêu ngữ, place and date."""

    def change(book):
        for name in (OWN, ROWS):
            book[name].insert_rows(1, 6)
            book[name]["C1"] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
            book[name]["C2"] = "Độc lập - Tự do - Hạnh phúc"
            book[name]["C3"] = "Hà Nội, ngày 09 tháng 12 năm 2024"

    reading = desk.report(filled, change)
    assert (figures(reading), checks(reading)) == (FILLED, [])
    assert {row.cell for row in reading.rows} == {"D12", "D13", "C12"}


def test_case_28_columns_in_another_order_and_one_more(desk, filled):
    """The order is free; the strange column is asked about."""

    def change(book):
        sheet = book[ROWS]
        sheet.move_range("D5:D60", cols=25)
        sheet["AD5"], sheet["AD6"] = "Ghi chú", "tốt"

    reading = desk.report(filled, change)
    assert (figures(reading), checks(reading)) == (FILLED, ["column_unknown"])


def test_case_29_a_heading_that_comes_twice(desk, filled):
    """Two columns of one name: which one counts is not guessed."""

    def change(book):
        book[ROWS]["W5"] = book[ROWS]["D5"].value

    assert checks(desk.report(filled, change)) == ["heading_doubled"]


@pytest.mark.parametrize(
    "heading",
    [
        "SỐ HỘ ĐÃ ĐẾN\n(đi từng ngõ, gõ từng nhà)",
        "Số\xa0hộ đã đến (đi từng ngõ, gõ từng nhà) *",
        unicodedata.normalize("NFD", "Số hộ đã đến (đi từng ngõ, gõ từng nhà):"),
        "households_visited",
    ],
    ids=["capitals", "nbsp", "nfd", "measure"],
)
def test_case_30_a_heading_written_otherwise(desk, filled, heading):
    """Line break, NBSP, NFD, capitals: the same heading."""

    def change(book):
        book[ROWS]["D5"] = heading

    reading = desk.report(filled, change)
    assert (figures(reading), checks(reading)) == (FILLED, [])


def test_case_31_messages_name_the_row_that_excel_shows(desk, template):
    """Rows inserted above and blank rows between do not move the number (usdr-gost#2883)."""

    def change(book):
        sheet = book[ROWS]
        sheet["D7"] = "12.34"
        sheet.insert_rows(7, 2)
        sheet.insert_rows(2, 3)

    reading = desk.report(template, change)
    [finding] = reading.findings
    assert (finding.sheet, finding.row, finding.column) == (ROWS, 12, "D")
    assert f"{ROWS}!D12" in finding.message
    assert [(row.row, row.values) for row in reading.rejected] == [(12, "D12=12.34")]


@pytest.mark.parametrize("what", ["row", "column", "sheet"])
def test_case_32_hidden_figures_are_read_and_told(desk, filled, what):
    """With a count of the cells."""

    def change(book):
        if what == "row":
            book[ROWS].row_dimensions[6].hidden = True
        elif what == "column":
            book[ROWS].column_dimensions["D"].hidden = True
        else:
            secret = book.create_sheet("nhap")
            secret["A1"] = 5
            secret.sheet_state = "veryHidden"

    reading = desk.report(filled, change)
    assert figures(reading) == FILLED
    [finding] = reading.findings
    assert finding.check == "hidden_figures"
    assert finding.found.split()[0] == {"row": "1", "column": "2", "sheet": "1"}[what]


def test_case_33_a_filter_hides_rows(desk, filled):
    """All rows are read."""

    def change(book):
        book[ROWS].auto_filter.ref = "A5:V20"
        book[ROWS].row_dimensions[7].hidden = True

    reading = desk.report(filled, change)
    assert figures(reading) == FILLED
    assert ["lọc" in finding.message for finding in reading.findings] == [True]


@pytest.mark.parametrize(("stated", "asked"), [(15, []), (16, ["total_differs"])])
def test_case_34_a_total_is_no_unit_and_is_compared(desk, filled, stated, asked):
    """7 + 8 = 15."""

    def change(book):
        book[ROWS]["A30"], book[ROWS]["D30"] = "Tổng cộng", stated

    reading = desk.report(filled, change)
    assert (figures(reading), checks(reading)) == (FILLED, asked)


def test_case_34_a_subtotal_of_a_cluster_is_compared_with_its_rows(desk, filled):
    """7 above, 8 below: `Cộng cụm 1` says 7."""

    def change(book):
        sheet = book[ROWS]
        sheet.insert_rows(7)
        sheet["C7"], sheet["D7"] = "Cộng cụm 1", 7

    reading = desk.report(filled, change)
    assert (figures(reading), checks(reading)) == (FILLED, [])


def test_case_35_a_second_table_on_the_sheet(desk, filled):
    """Only the first is read; the rows of the second are set aside and told."""

    def change(book):
        sheet = book[ROWS]
        sheet["C40"], sheet["D40"], sheet["E40"] = "Tên", "Số tin, bài", "Số lượt phát thanh"
        sheet["C41"], sheet["D41"], sheet["E41"] = "Phường Phúc Xá", 100, 200

    reading = desk.report(filled, change)
    assert figures(reading) == FILLED
    assert "second_table" in checks(reading)
    assert [row.row for row in reading.rejected] == [41]
    assert reading.rows_read == 4


def test_case_36_one_error_value_is_that_cell_alone(desk, filled):
    """#REF! far below leaves the other rows as they are (FAC#3514)."""

    def change(book):
        book[ROWS]["D10"] = "#REF!"

    reading = desk.report(filled, change)
    assert figures(reading) == FILLED
    [finding] = reading.findings
    assert (finding.check, finding.row, finding.found) == ("cell_refused", 10, "#REF!")


def test_case_37_dates_since_1904(desk, template):
    """A date is a date in both systems; among figures it is refused as one."""

    def change(book):
        book.epoch = CALENDAR_MAC_1904
        book[ROWS]["D6"] = datetime(2024, 11, 30)

    sent = desk.edited(template, change)
    [cell] = [c for sheet in desk.read(sent).sheets for c in sheet.cells if c.kind == "moment"]
    assert cell.value == datetime(2024, 11, 30)
    assert "ngày" in desk.report(sent).findings[0].message


def test_a_signature_below_the_table_is_no_row(desk, filled):
    """A place, a day and a name are not figures."""

    def change(book):
        sheet = book[ROWS]
        sheet["C40"], sheet["H40"] = "Người lập biểu", "Hà Nội, ngày 9 tháng 12 năm 2024"
        sheet["H40"].alignment = Alignment(horizontal="center")

    reading = desk.report(filled, change)
    assert (figures(reading), checks(reading)) == (FILLED, [])


def test_a_required_column_that_is_gone_is_an_error_and_the_rest_is_read(desk, filled):
    """The unit is asked for it."""

    def change(book):
        book[ROWS].delete_cols(5)

    reading = desk.report(filled, change)
    [finding] = reading.findings
    assert (finding.severity, finding.check) == ("error", "column_missing")
    assert figures(reading) == FILLED


def test_a_sheet_that_is_gone_is_an_error_and_the_rest_is_read(desk, filled):
    """The district's own part without its communes."""

    def change(book):
        del book[ROWS]

    reading = desk.report(filled, change)
    assert checks(reading) == ["part_missing"]
    assert figures(reading) == {("001", "outreach_events"): 3.0}


def test_a_department_writes_a_line_a_field(desk, campaign):
    """Figures and words come back as they went out."""
    values: dict[tuple[str, str], float | str] = {
        ("CQ03", "training_sessions"): 4.0,
        ("CQ03", "solutions"): "Gắn vào một cửa",
    }
    reading = desk.report(template_workbook(campaign, "CQ03", values=values))
    assert figures(reading) == {("CQ03", "training_sessions"): 4.0}
    assert [text.value for text in reading.texts] == ["Gắn vào một cửa"]
