"""Workbooks as Excel, WPS and converters write them: read back equal to what was filled in.

Modelled on the files that these programs are known to write; none of them ran here. LibreOffice and
openpyxl themselves are in tests/evidence/test_form_reading.py.
"""

import pytest

from ihanoi_eval.evidence.form_reading import FormReading
from ihanoi_eval.reporting.templates import template_workbook
from tests.faults import programs
from tests.faults.programs import EXCEL, WPS, rewritten

HABITS = (
    *(programs.ignorable_spaces, programs.rich_strings, programs.inline_strings),
    *(programs.days_since_1904, programs.prefixed, programs.empty_styled_cells),
    *(programs.absolute_paths, programs.no_addresses, programs.single_quotes),
    *(programs.excel_extras, programs.wps_extras),
)
Filled = dict[tuple[str, str], float | str]


@pytest.fixture(params=["001", "CQ03"])
def filled(request, campaign) -> tuple[Filled, bytes]:
    """A district or a department with something in every cell, each figure another one."""
    values: Filled = {}
    for code in (request.param, *campaign.children.get(request.param, ())):
        form = campaign.form_of(campaign.unit_by_code[code].league)
        for field in form.fields:
            figure = float(7 * len(values) + 1)
            values[code, field.measure] = (
                f"Ý <{figure:.0f}> & “khác”" if field.kind == "text" else figure
            )
    return values, template_workbook(campaign, request.param, values=values)


def said(reading: FormReading) -> Filled:
    """All figures and words of a report."""
    rows: Filled = {(one.unit_code, one.measure): float(one.value or 0) for one in reading.rows}
    return rows | {(one.unit_code, one.measure): one.value for one in reading.texts}


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_one_habit_of_another_program_changes_nothing(desk, filled, habit):
    """Every figure, every word, no doubt."""
    values, data = filled
    changed = rewritten(data, habit)
    assert changed != data
    reading = desk.report(changed)
    assert (said(reading), reading.findings, reading.rejected) == (values, (), ())


@pytest.mark.parametrize("program", [EXCEL, WPS], ids=["excel", "wps"])
def test_a_file_with_all_habits_of_a_program_changes_nothing(desk, filled, program):
    """As the program would save it."""
    values, data = filled
    reading = desk.report(rewritten(data, *program))
    assert (said(reading), reading.findings, reading.rejected) == (values, (), ())


@pytest.mark.parametrize("habit", [programs.formula_results, programs.formula_texts])
def test_results_of_formulas_are_read_and_asked_about(desk, filled, habit):
    """The last result counts (RELIABILITY 52); one question a sheet."""
    values, data = filled
    reading = desk.report(rewritten(data, habit))
    assert said(reading) == values
    assert {one.check for one in reading.findings} == {"formula_in_entry"}


def test_hidden_rows_are_seen_whatever_quotes_and_prefixes_a_program_writes(desk, template):
    """What an officer does not see is asked about, also where the markup looks otherwise."""

    def change(book):
        sheet = book["So_lieu_don_vi"]
        sheet["D6"], sheet["D7"] = 7, 8
        sheet.row_dimensions[6].hidden = True
        sheet.merge_cells("E7:F8")

    saved = desk.edited(template, change)
    plain = desk.read(saved).sheets[2]
    for habits in ((programs.single_quotes,), (programs.prefixed,)):
        sheet = desk.read(rewritten(saved, *habits)).sheets[2]
        assert (sheet.hidden_rows, sheet.merged) == (plain.hidden_rows, plain.merged)
        assert sheet.hidden_rows == {6}


def test_the_strict_kind_of_workbook_is_told_apart(desk, template):
    """Excel's `Strict Open XML`: other spaces; to be saved as the ordinary kind, not `damaged`."""
    book = desk.part(template, "xl/workbook.xml").replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    found = desk.read(desk.with_parts(template, {"xl/workbook.xml": book}))
    assert found.check == "file_other_format" and "Strict" in found.message
