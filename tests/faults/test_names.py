"""Faults of names, RELIABILITY §2.6 D: one unit of the sender, or a row set aside with why."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.evidence.form_reading import FormReading, read_form
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.evidence.workbooks import read_workbook
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import CHILDREN_SHEET as ROWS
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import empty_table

HANOI = Path(__file__).parents[2] / "params" / "hanoi-2024-11"


@pytest.fixture(scope="module")
def hanoi() -> Campaign:
    """The real register: 30 districts, 579 communes."""
    return load_rules(HANOI).campaign


@pytest.fixture(scope="module")
def names(hanoi) -> UnitNames:
    """Its names, no alias confirmed."""
    return UnitNames(hanoi, empty_table("reviews/unit_aliases"))


@pytest.fixture
def named(desk, hanoi, names):
    """A district's workbook, read as intake does: its first row has a name and a figure."""

    def read(district: str, name: str) -> FormReading:
        def change(book):
            sheet = book[ROWS]
            sheet["B6"], sheet["C6"], sheet["D6"] = None, name, 7

        path = desk.folder / "bao_cao.xlsx"
        path.write_bytes(desk.edited(template_workbook(hanoi, district), change))
        book = read_workbook(path)
        return read_form(book, path.name, hanoi, match_unit=names.match_in_report)

    return read


@pytest.mark.parametrize(
    ("district", "name", "code"),
    [
        ("002", unicodedata.normalize("NFD", "Phường Hàng Bạc"), "00061"),
        ("002", "P. Hàng Bạc", "00061"),
        ("002", "phường hàng bạc", "00061"),
        ("002", "Hàng Bạc", "00061"),
        ("005", "Phường Yên Hòa", "00172"),
        ("017", "Xã Thụy Lâm", "00460"),
        ("002", "Phường\u200b Hàng\u00ad Bạc\u200f", "00061"),
        ("018", "Xã Yên Viên", "00532"),
        ("018", "Thị trấn Yên Viên", "00526"),
    ],
    ids=[
        *("case_63", "case_64_prefix", "case_64_small", "case_64_bare", "case_65_hoa"),
        *("case_65_thuy", "case_67", "case_69_xa", "case_69_thi_tran"),
    ],
)
def test_a_name_however_it_is_written_is_one_unit(named, hanoi, district, name, code):
    """The figure is the unit's, and that no code stood there is logged for the sender."""
    reading = named(district, name)
    assert [(row.unit_code, row.value) for row in reading.rows] == [(code, 7.0)]
    assert (reading.rows_read, reading.rejected) == (1, ())
    [finding] = reading.findings
    assert finding.check == "normalised" and "dòng 6" in finding.found and code in finding.found


@pytest.mark.parametrize("name", ["Ðống Đa", "Quận Ðống Đa", "QUẬN ĐỐNG ĐA"])
def test_case_66_an_icelandic_letter_looks_the_same(names, name):
    """Ð is not Đ, and nobody sees it."""
    assert names.match(name, parent_code="01").code == "006"


@pytest.mark.parametrize(
    ("district", "name"),
    [
        ("018", "Yên Viên"),
        ("018", "Phường Hàng Bạc"),
        ("018", "Xã Không Có"),
        ("018", "X? Ninh"),
    ],
    ids=["case_69_bare", "case_71_other_district", "unknown", "question_marks"],
)
def test_a_name_that_is_nobodys_or_two_units_sets_its_row_aside(named, district, name):
    """Its row and cell are shown, its figure is in `rejected`, nobody gets it."""
    reading = named(district, name)
    assert (reading.rows, reading.rows_read) == ((), 1)
    assert [(row.row, row.values) for row in reading.rejected] == [(6, "D6=7")]
    [finding] = reading.findings
    assert (finding.check, finding.severity, finding.row) == ("row_refused", "error", 6.0)
    assert "ghi mã đơn vị" in finding.message


@pytest.mark.parametrize(
    ("text", "parent", "units"),
    [
        ("Xã Tân Minh", "", {"00406", "10240"}),
        ("Yên Viên", "018", {"00526", "00532"}),
    ],
    ids=["case_68", "case_69"],
)
def test_cases_68_69_two_candidates_are_both_named(names, hanoi, text, parent, units):
    """With code and district, so that a person can choose."""
    found = names.match(text, parent_code=parent)
    assert found.code is None and set(found.candidates) == units
    assert all(code in found.reason for code in units)


def twice_encoded(text: str) -> str:
    """UTF-8 that a program took for Windows Latin."""
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


@pytest.mark.parametrize(
    "name",
    ["Ph­êng Hµng B¹c", "Phöôøng Haøng Baïc", twice_encoded("Phường Hàng Bạc")],
    ids=["case_76_tcvn3", "case_76_vni", "case_77"],
)
def test_an_older_typeface_is_never_applied_unseen(named, names, name):
    """Taken and asked about where it spells one unit of the sender; refused everywhere else."""
    reading = named("002", name)
    assert [row.unit_code for row in reading.rows] == ["00061"]
    assert [one.check for one in reading.findings] == ["normalised"]
    assert "00061" in reading.findings[0].found
    alone = names.match(name)
    assert alone.code is None and "chuyển sang Unicode" in alone.reason
    assert named("018", name).rows == ()


def test_case_70_both_rows_of_a_unit_are_shown(desk, hanoi, names):
    """Neither counts; both cells and their figures are in `rejected`."""

    def change(book):
        sheet = book[ROWS]
        sheet["D6"] = 7
        row = sheet.max_row + 1
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = sheet["B6"].value, "P. Phúc Tân"
        sheet.cell(row, 4).value = 9

    path = desk.folder / "bao_cao.xlsx"
    path.write_bytes(desk.edited(template_workbook(hanoi, "002"), change))
    book = read_workbook(path)
    reading = read_form(book, path.name, hanoi, match_unit=names.match_in_report)
    assert reading.rows == () and [row.values[-2:] for row in reading.rejected] == ["=7", "=9"]


def test_a_confirmed_spelling_is_a_row_of_aliases(hanoi):
    """What a person confirmed once is read the next time (§1.6)."""
    alias = pd.DataFrame(
        [("Chợ Đồng Xuân", "002", "00040", "A")],
        columns=["spelling", "parent_code", "unit_code", "confirmed_by"],
    )
    assert UnitNames(hanoi, alias).match("chợ đồng xuân", parent_code="002").code == "00040"
