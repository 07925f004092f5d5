"""The lists to sign as a workbook: the same rows as the Word appendices, ready for A4."""

import io

import openpyxl
import pytest

from ihanoi_eval.reporting.dossier import documents_of
from ihanoi_eval.reporting.signature_annex import HEAD_ROW, signature_annex


@pytest.fixture(scope="module")
def book(final):
    """The annex read back."""
    return openpyxl.load_workbook(io.BytesIO(signature_annex(final, documents_of(final)[1:3])))


def test_the_rows_are_those_of_the_appendix(final, book):
    """Name by name, numbered anew in each league."""
    first = documents_of(final)[1].values
    names = [row["name"] for league in first["leagues"] for row in league["rows"]]
    sheet = book["Phu luc I"]
    found = [sheet.cell(HEAD_ROW + 2 + at, 2).value for at in range(len(names))]
    assert found == names
    assert sheet.cell(HEAD_ROW + 2, 1).value == 1


def test_letterhead_status_and_room_to_sign_are_there(book):
    """Motto, issuer, ĐỀ XUẤT; number and day left open; one page wide on A4."""
    for sheet in book:
        words = {cell.value for row in sheet.iter_rows() for cell in row if cell.value}
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words and "VĂN PHÒNG" in words
        assert any("ĐỀ XUẤT" in str(one) for one in words)
        assert any("NGƯỜI KÝ" in str(one) for one in words)
        assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
        assert sheet.print_area


def test_the_same_run_gives_the_same_bytes(final):
    """No clock in it."""
    annexes = documents_of(final)[1:3]
    assert signature_annex(final, annexes) == signature_annex(final, annexes)
