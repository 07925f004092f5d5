"""Whose workbook it is: hidden sheet, properties, what is printed; never a guess."""

from pathlib import Path

import pytest

from ihanoi_eval.evidence.containers import Refusal
from ihanoi_eval.evidence.form_identity import identify
from ihanoi_eval.evidence.workbooks import Cell, Sheet, Workbook
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small" / "campaign"


@pytest.fixture(scope="module")
def small():
    """The small campaign."""
    return load_rules(SMALL).campaign


def workbook(*texts: str, **properties: str) -> Workbook:
    """A workbook of one sheet with texts, and properties."""
    cells = tuple(Cell(row, 1, text, "text") for row, text in enumerate(texts, start=1))
    named = {f"ihanoi.{key}": value for key, value in properties.items()}
    return Workbook(Path("x.xlsx"), sheets=(Sheet("s", cells),), properties=named)


def test_properties_tell_the_unit_where_the_hidden_sheet_is_gone(small):
    """Accepted, with a warning."""
    sender = identify(workbook(unit_code="018"), "x.xlsx", small)
    assert sender.unit_code == "018"
    assert [finding.check for finding in sender.findings] == ["identity_lost"]


@pytest.mark.parametrize(
    "texts",
    [
        ("Đơn vị báo cáo: Huyện Gia Lâm (mã 018)",),
        ("Đơn vị: HUYỆN GIA LÂM",),
        ("00577", "00001", "00565", "00568"),
        ("Thị trấn Yên Viên", "Xã Yên Viên", "Phường Phúc Xá"),
    ],
    ids=["code", "name", "children", "children_by_name"],
)
def test_what_is_printed_tells_the_unit_in_the_last_place(small, texts):
    """The code of a title, the name after a colon, the parent of most of the rows."""
    assert identify(workbook(*texts), "x.xlsx", small).unit_code == "018"


def test_two_units_with_equal_claims_are_none(small):
    """A letter from one district about another."""
    with pytest.raises(Refusal, match="Không nhận ra đơn vị"):
        identify(workbook("Huyện Gia Lâm", "Quận Ba Đình"), "x.xlsx", small)


def test_two_units_with_most_claims_are_none(small):
    """Two wards of Ba Đình, two of Gia Lâm, one of Mê Linh: nobody has most."""
    with pytest.raises(Refusal, match="Không nhận ra đơn vị"):
        identify(workbook("00001", "00004", "00565", "00568", "08973"), "x.xlsx", small)


@pytest.mark.parametrize("key", ["CQ03/x.xlsx", "CQ03_bao_cao.xlsx", "thu/CQ03_bao_cao (2).xlsx"])
def test_a_folder_or_the_name_of_the_template_tells_where_nothing_else_does(small, key):
    """Accepted, with a warning that says how."""
    sender = identify(workbook("Nội dung", "Số liệu"), key, small)
    assert sender.unit_code == "CQ03"
    [finding] = sender.findings
    assert finding.check == "identity_lost" and "thư mục hoặc tên tệp" in finding.message


@pytest.mark.parametrize("key", ["001.xlsx", "001 Sở Tài chính.xlsx", "00001_bao_cao.xlsx"])
def test_a_number_in_a_file_name_tells_nothing(small, key):
    """001 may count somebody's letters; a commune sends no file."""
    with pytest.raises(Refusal, match="Không nhận ra đơn vị"):
        identify(workbook("Nội dung", "Số liệu"), key, small)


def test_a_commune_sends_no_workbook_of_its_own(small):
    """It is a row of its district's."""
    with pytest.raises(Refusal, match="'00001'"):
        identify(workbook(unit_code="00001"), "x.xlsx", small)


@pytest.mark.parametrize("key", ["version", "template_id", "campaign", "unit_code"])
def test_what_a_file_says_of_itself_is_repeated_as_far_as_a_code_can_go(small, key):
    """Fifty thousand nines for a version would fill a page of the findings."""
    stated = {"unit_code": "018", key: "9" * 50_000}
    with pytest.raises(Refusal) as refusal:
        identify(workbook(**stated), "x.xlsx", small)
    assert "9" * 100 in refusal.value.message and len(refusal.value.message) < 500
