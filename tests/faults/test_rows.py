"""Whose a row is, RELIABILITY §1.6 and cases 63–72: code and name, code, name; or set aside."""

import unicodedata

import pytest

from ihanoi_eval.evidence.form_reading import FormReading
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import CHILDREN_SHEET as ROWS


def read(desk, code: object, name: object, unit: str = "001") -> FormReading:
    """The template of a unit whose first row has this code, this name and a figure."""

    def change(book):
        sheet = book[ROWS]
        sheet["B6"], sheet["C6"], sheet["D6"] = code, name, 7

    reading: FormReading = desk.report(template_workbook(desk.campaign, unit), change)
    return reading


def units(reading: FormReading) -> list[str]:
    """The units that have a figure."""
    return [row.unit_code for row in reading.rows]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("00001", "Phường Phúc Xá"),
        ("00001", None),
        (None, "phường  PHÚC XÁ"),
        (None, unicodedata.normalize("NFD", "Phường Phúc Xá")),
        (1, "Phường Phúc Xá"),
        ("1", "Phường Phúc Xá"),
    ],
    ids=["both", "code", "case_64_name", "case_63_nfd", "case_72_number", "case_72_text"],
)
def test_a_row_that_says_whose_it_is(desk, code, name):
    """One unit, whichever way it is written."""
    assert units(read(desk, code, name)) == ["00001"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("00004", "Phường Phúc Xá"),
        ("1", "Phường Trúc Bạch"),
        ("00577", None),
        ("99999", "Phường Phúc Xá"),
        (None, "Phúc"),
        (None, None),
    ],
    ids=["72_disagree", "72_zero_lost", "71_other_district", "71_unknown", "no_match", "nameless"],
)
def test_a_row_that_does_not_is_set_aside(desk, code, name):
    """It is in `rejected` with its figure and in the findings with its row."""
    reading = read(desk, code, name)
    assert units(reading) == []
    assert [(row.row, row.values) for row in reading.rejected] == [(6, "D6=7")]
    assert [(one.severity, one.row) for one in reading.findings] == [("error", 6.0)]
    assert reading.rows_read == 1


def test_case_70_a_unit_with_two_rows_counts_in_neither(desk, template):
    """Both rows are shown."""

    def change(book):
        sheet = book[ROWS]
        sheet["D6"], sheet["B30"], sheet["C30"], sheet["D30"] = 7, "00001", "Phường Phúc Xá", 9

    reading = desk.report(template, change)
    assert units(reading) == []
    assert [row.row for row in reading.rejected] == [6, 30]
    assert all("6, 30" in row.reason for row in reading.rejected)
