"""Reports the whole way through `check`: disordered, misspelt, made by others; nothing is lost."""

import unicodedata

import openpyxl
import pytest

from ihanoi_eval.evidence.intake import Evidence
from ihanoi_eval.rules.forms import CHILDREN_SHEET as ROWS
from ihanoi_eval.rules.forms import META_SHEET as META
from ihanoi_eval.rules.forms import OWN_SHEET as OWN

LABELS = {
    "households_visited": "Số hộ đã đến (đi từng ngõ, gõ từng nhà)",
    "articles": "Số tin, bài",
    "broadcasts": "Số lượt phát thanh",
}


def reported(evidence: Evidence, file: str) -> dict[tuple[str, str], float]:
    """What is reported in a file, by unit and measure."""
    rows = evidence.tables["reported"].query("file == @file")
    keys = zip(rows["unit_code"], rows["measure"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def counts(evidence: Evidence, file: str) -> tuple[float, float, float]:
    """Rows of a file read, accepted, rejected."""
    [row] = evidence.tables["sources"].query("file == @file").to_dict("records")
    return row["rows_read"], row["rows_accepted"], row["rows_rejected"]


def checks(evidence: Evidence, file: str) -> list[str]:
    """What is asked about a file, but what the figures say against other sources."""
    about_reading = ("cell_", "row_", "column_", "identity_", "normalised", "sender_", "part_")
    return [
        one.check
        for one in evidence.findings
        if one.file == file and one.check.startswith(about_reading)
    ]


def disorder(book) -> None:
    """All at once: decomposed names, no codes, a title block, rows between, numbers as text."""
    sheet = book[ROWS]
    sheet["D6"], sheet["D7"], sheet["D8"] = "1.234", "１２", "1\xa0234"
    for row in range(6, 20):
        sheet.cell(row, 2).value = None
        name = sheet.cell(row, 3).value
        sheet.cell(row, 3).value = name and unicodedata.normalize("NFD", name.upper())
    sheet.move_range("D5:D60", cols=25)
    sheet["AC5"] = unicodedata.normalize("NFD", "SỐ HỘ ĐÃ ĐẾN\n(đi từng ngõ, gõ từng nhà)")
    sheet.insert_rows(8, 2)
    sheet.insert_rows(1, 6)
    sheet["C1"] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    book[OWN]["C6"] = 3


def test_a_report_in_all_disorder_says_what_was_filled_in(small_inputs):
    """Three communes' figures by their names; the changes are one question, no error."""
    small_inputs.send("thư đến/Báo cáo quận (bản cuối).xlsx", disorder)
    file = "thư đến/Báo cáo quận (bản cuối).xlsx"
    evidence = small_inputs.take_in()
    assert reported(evidence, file) == {
        ("00001", "households_visited"): 1234,
        ("00004", "households_visited"): 12,
        ("00006", "households_visited"): 1234,
        ("001", "outreach_events"): 3,
    }
    assert checks(evidence, file) == ["normalised"]
    assert counts(evidence, f"submissions/{file}") == (4, 4, 0)


def with_spelling(spelling: str):
    """A change of the template: the first row has no code and this name, and a figure."""

    def change(book):
        sheet = book[ROWS]
        sheet["B6"], sheet["C6"], sheet["D6"] = None, spelling, 7

    return change


def test_an_unknown_spelling_is_refused_with_candidates_until_somebody_confirms_it(small_inputs):
    """First an error that names whom it may mean; after a row of unit_aliases it is read."""
    spelling = "Phường Phúc Xa bãi giữa"
    small_inputs.send("a.xlsx", with_spelling(spelling))
    before = small_inputs.take_in()
    assert reported(before, "a.xlsx") == {}
    [finding] = [one for one in before.findings if one.check == "row_refused"]
    assert (finding.severity, finding.sheet, finding.row) == ("error", ROWS, 6)
    assert "có phải Phường Phúc Xá (00001, Quận Ba Đình)" in finding.message
    assert "reviews/unit_aliases" in finding.message
    assert counts(before, "submissions/a.xlsx") == (1, 0, 1)
    rejected = before.tables["rejected"].query("file == 'submissions/a.xlsx'")
    assert list(rejected["values"]) == ["D6=7"]

    aliases = small_inputs.table("reviews/unit_aliases")
    confirmed = [spelling, "001", "00001", "Nguyễn Văn A"]
    small_inputs.write("reviews/unit_aliases", [*aliases, confirmed])
    after = small_inputs.take_in()
    assert reported(after, "a.xlsx") == {("00001", "households_visited"): 7}
    assert checks(after, "a.xlsx") == ["normalised"]
    assert counts(after, "submissions/a.xlsx") == (1, 1, 0)


@pytest.mark.parametrize(
    ("parent", "confirmed_by"), [("018", "Nguyễn Văn A"), ("001", "")], ids=["other", "nobody"]
)
def test_a_spelling_of_another_district_or_confirmed_by_nobody_is_not_read(
    small_inputs, parent, confirmed_by
):
    """The alias holds where it was confirmed, by somebody."""
    spelling = "Phường Phúc Xa bãi giữa"
    small_inputs.send("a.xlsx", with_spelling(spelling))
    aliases = small_inputs.table("reviews/unit_aliases")
    row = [spelling, parent, "00001", confirmed_by]
    small_inputs.write("reviews/unit_aliases", [*aliases, row])
    assert reported(small_inputs.take_in(), "a.xlsx") == {}


def other_program(book) -> None:
    """A workbook that is not our template: one sheet of its own, our headings, names, figures."""
    for name in book.sheetnames[1:]:
        del book[name]
    book.custom_doc_props.props.clear()
    sheet = book[book.sheetnames[0]]
    sheet.delete_rows(1, 100)
    sheet.title = "Sheet1"
    sheet.append([])
    sheet.append(["TT", "Tên xã, phường, thị trấn", *LABELS.values()])
    sheet.append([1, "Phường Phúc Xá", 7, "1.234", 5])
    sheet.append([2, "P. Trúc Bạch", 8, 2, None])


def test_a_workbook_of_another_program_with_our_headings_is_read_and_asked_about(small_inputs):
    """Its wards tell whose it is (RELIABILITY 24); the parts that it lacks are asked for."""
    small_inputs.send("bang.xlsx", other_program)
    evidence = small_inputs.take_in()
    assert reported(evidence, "bang.xlsx") == {
        ("00001", "households_visited"): 7,
        ("00001", "articles"): 1234,
        ("00001", "broadcasts"): 5,
        ("00004", "households_visited"): 8,
        ("00004", "articles"): 2,
    }
    assert checks(evidence, "bang.xlsx") == [
        "identity_lost",
        "column_missing",
        "normalised",
        "part_missing",
    ]


def test_a_workbook_that_names_nobody_is_read_in_its_units_folder_only(small_inputs):
    """A department's lines without a name: refused at the top, read in the folder CQ03."""
    path = small_inputs.path / "submissions" / "bang.xlsx"
    book = openpyxl.Workbook()
    for line in (
        ("Nội dung", "Số liệu"),
        ("Số buổi tập huấn, hướng dẫn", 4),
        ("Số dịch vụ đã đưa lên iHanoi", 2),
        ("Số cán bộ đã kích hoạt tài khoản", 30),
    ):
        book.active.append(line)
    book.save(path)
    refused = small_inputs.take_in()
    [finding] = [one for one in refused.findings if one.check == "sender_unknown"]
    assert "thư mục mang mã đơn vị" in finding.message
    (path.parent / "CQ03").mkdir()
    path.rename(path.parent / "CQ03" / "bang.xlsx")
    small_inputs.receive("CQ03/bang.xlsx")
    evidence = small_inputs.take_in()
    assert reported(evidence, "CQ03/bang.xlsx") == {
        ("CQ03", "training_sessions"): 4,
        ("CQ03", "services_integrated"): 2,
        ("CQ03", "staff_active"): 30,
    }
    assert checks(evidence, "CQ03/bang.xlsx") == ["identity_lost", "column_missing"]


def test_another_campaigns_workbook_is_refused_and_the_others_go_on(small_inputs):
    """The whole way: an error that names the right template, a row of `sources`, nothing else."""

    def change(book):
        book[META]["B4"] = "hanoi-2023"
        book[OWN]["C6"] = 3

    small_inputs.send("a.xlsx", change)
    evidence = small_inputs.take_in()
    assert reported(evidence, "a.xlsx") == {}
    assert "template_wrong" in {one.check for one in evidence.findings if one.file == "a.xlsx"}
    assert counts(evidence, "submissions/a.xlsx") == (0, 0, 0)
