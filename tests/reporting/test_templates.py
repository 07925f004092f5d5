"""Workbooks that units fill in: pre-printed, guarded in Vietnamese, the same bytes every time."""

import io
from pathlib import Path

import openpyxl
import pytest

from ihanoi_eval.errors import RulesError
from ihanoi_eval.reporting.templates import VALIDATIONS, reporting_units, template_workbook
from ihanoi_eval.rules.forms import (
    CHILDREN_SHEET,
    GUIDE_SHEET,
    META_SHEET,
    NOMINEE_SHEET,
    OWN_SHEET,
)
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small" / "campaign"


@pytest.fixture(scope="module")
def campaign():
    """The small campaign."""
    return load_rules(SMALL).campaign


def opened(data: bytes) -> openpyxl.Workbook:
    """A workbook as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def test_units_that_are_a_row_of_their_parent_get_no_workbook(campaign):
    """A commune is a row in its district's report (COUNTING 24)."""
    leagues = {campaign.unit_by_code[code].league for code in reporting_units(campaign)}
    assert leagues == {"districts", "departments", "outside"}


def test_the_same_unit_gets_the_same_bytes(campaign):
    """Nothing in a workbook comes from the clock."""
    assert template_workbook(campaign, "001") == template_workbook(campaign, "001")


def test_a_district_finds_a_row_for_each_of_its_communes(campaign):
    """Codes are text, 00001 and not 1, in the order of the register."""
    sheet = opened(template_workbook(campaign, "001"))[CHILDREN_SHEET]
    codes = [sheet.cell(row, 2).value for row in range(6, sheet.max_row + 1)]
    assert codes == list(campaign.children["001"])
    assert sheet.cell(6, 2).number_format == "@"


def test_a_department_gets_no_sheet_for_communes(campaign):
    """Guide, its own part, whom it proposes, and who it is."""
    code = campaign.units_of("departments")[0]
    names = opened(template_workbook(campaign, code)).sheetnames
    assert names == [GUIDE_SHEET, OWN_SHEET, NOMINEE_SHEET, META_SHEET]


def test_only_entry_cells_are_open(campaign):
    """Codes and names stay as the register has them."""
    sheet = opened(template_workbook(campaign, "001"))[CHILDREN_SHEET]
    assert sheet.protection.sheet
    assert [sheet.cell(6, column).protection.locked for column in (1, 2, 3, 4)] == [
        True,
        True,
        True,
        False,
    ]


def test_a_workbook_says_who_it_is_twice(campaign):
    """A program that drops the hidden sheet keeps the properties, or the other way round."""
    book = opened(template_workbook(campaign, "001"))
    meta = {row[0].value: row[1].value for row in book[META_SHEET].iter_rows()}
    properties = {one.name.removeprefix("ihanoi."): one.value for one in book.custom_doc_props}
    assert meta == properties
    assert meta == {
        "template_id": "bao_cao_districts",
        "version": "1",
        "unit_code": "001",
        "campaign": campaign.code,
    }
    assert book[META_SHEET].sheet_state == "veryHidden"


def test_the_guide_names_deadline_and_recipient(campaign):
    """What a clerk asks first."""
    sheet = opened(template_workbook(campaign, "001"))[GUIDE_SHEET]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "09/12/2024" in words and campaign.recipient in words


def test_every_data_sheet_prints_on_a4_with_its_heading_on_each_page(campaign):
    """A district of thirty communes needs two pages."""
    sheet = opened(template_workbook(campaign, "001"))[CHILDREN_SHEET]
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$5:$5"


@pytest.mark.parametrize("kind", sorted(VALIDATIONS))
def test_messages_are_within_the_limits_that_xlsxwriter_drops_in_silence(kind):
    """A title over 32 or a message over 255 would leave the cell without its guard."""
    rule = VALIDATIONS[kind]
    assert max(len(rule["input_title"]), len(rule["error_title"])) <= 32
    assert max(len(rule["input_message"]), len(rule["error_message"])) <= 255


def test_every_column_of_the_form_is_guarded(campaign):
    """One validation a field in the sheet of communes."""
    sheet = opened(template_workbook(campaign, "001"))[CHILDREN_SHEET]
    form = campaign.form_of("communes")
    assert len(sheet.data_validations.dataValidation) == len(form.fields)


def test_a_label_too_long_for_a_cell_is_refused(campaign):
    """XlsxWriter would write a part of it and say -2."""
    form = campaign.form_of("departments")
    field = form.fields[0].model_copy(update={"label": "x" * 33_000})
    forms = (form.model_copy(update={"fields": (field,)}),)
    spoilt = campaign.model_copy(update={"forms": forms})
    with pytest.raises(RulesError, match="quá dài"):
        template_workbook(spoilt, campaign.units_of("departments")[0])


def test_what_is_filled_in_beforehand_is_text_or_a_number_and_never_a_formula(campaign):
    """=HYPERLINK in an earlier answer comes back as the text that it was (RELIABILITY 81)."""
    code = campaign.units_of("departments")[0]
    values: dict[tuple[str, str], float | str] = {
        (code, "training_sessions"): 7.0,
        (code, "solutions"): '=HYPERLINK("http://x")',
    }
    sheet = opened(template_workbook(campaign, code, values=values))[OWN_SHEET]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert 7 in [cell.value for cell in cells]
    assert not list(sheet.hyperlinks if hasattr(sheet, "hyperlinks") else [])
