"""What units wrote in words: each answer of a received file, where it stands, nobody's number."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.evidence.answers import Answers, read_answers
from ihanoi_eval.evidence.intake import take_in
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small"
HEADER = "file,unit_code,field,value"
RECEIPTS = "file,received_at"
AS_OF = date(2024, 12, 20)


@pytest.fixture
def answered(rows, campaign):
    """The answers of the lines, by files that were received as the other lines say."""

    def answers(lines: list[str], receipts: list[str] | None = None) -> Answers:
        frame = rows("submissions/answers", HEADER, *lines).assign(sheet="", cell="")
        known = None if receipts is None else rows("registers/receipts", RECEIPTS, *receipts)
        return read_answers(frame, known, campaign=campaign, as_of=AS_OF)

    return answers


def test_an_answer_stands_with_its_file_and_its_line(answered):
    """A row of the table can be followed back (DESIGN, first page)."""
    [row] = answered(["a.xlsx,001,difficulties,Thiếu máy"]).table.to_dict("records")
    assert row == {
        "unit_code": "001",
        "field": "difficulties",
        "file": "a.xlsx",
        "received_at": "",
        "value": "Thiếu máy",
        "sheet": "",
        "cell": "dòng 2",
    }


def test_the_last_received_is_the_units_last_word(answered):
    """b.xlsx came first although its name is later; both stay in the table."""
    found = answered(
        ["a.xlsx,001,difficulties,Mới", "b.xlsx,001,difficulties,Cũ"],
        ["a.xlsx,2024-12-09 10:00:00", "b.xlsx,2024-12-02 10:00:00"],
    )
    assert found.last == {("001", "difficulties"): "Mới"}
    assert found.table["value"].tolist() == ["Mới", "Cũ"]


def test_a_file_without_receipt_says_nothing_and_is_asked_about(answered):
    """It counts as not received, its words like its figures (COUNTING 25)."""
    found = answered(["a.xlsx,001,difficulties,Thiếu máy"], ["b.xlsx,2024-12-02 10:00:00"])
    assert found.table.empty and found.last == {}
    assert [(one.check, one.unit_code) for one in found.findings] == [("no_receipt", "001")]


def test_two_texts_of_one_file_both_stand(answered):
    """Words are not figures: neither has to be wrong, and nothing is lost."""
    lines = ["a.xlsx,001,difficulties,Một", "a.xlsx,001,difficulties,Hai"]
    assert answered([*lines, lines[0]]).table["value"].tolist() == ["Hai\nMột"]


def test_nobody_answered_is_a_table_without_rows(answered):
    """And no fault."""
    assert answered([]).table.empty and answered(["a.xlsx,001,difficulties,"]).table.empty


def test_an_answer_of_a_workbook_reaches_the_table_masked(tmp_path):
    """Through template, file and reader: the cell is named, the phone number is not (P-001)."""
    shutil.copytree(SMALL / "inputs" / "platform", tmp_path / "platform")
    (tmp_path / "submissions").mkdir()
    small = load_rules(SMALL / "campaign").campaign
    written = {("CQ03", "difficulties"): "=1+1 gọi 0912 345 678"}
    book = template_workbook(small, "CQ03", values=written)
    (tmp_path / "submissions" / "so.xlsx").write_bytes(book)
    evidence = take_in(small, tmp_path, as_of=AS_OF)
    [row] = evidence.tables["answers"].to_dict("records")
    assert (row["unit_code"], row["value"]) == ("CQ03", "=1+1 gọi ***")
    assert row["sheet"] == "So_lieu" and row["cell"].startswith("C")
    asked = [one for one in evidence.findings if one.check == "personal_data"]
    assert [one.unit_code for one in asked] == ["CQ03"] and "0912" not in asked[0].message
    assert evidence.accepted["CQ03", "difficulties"] == "=1+1 gọi ***"


def test_an_answer_to_no_field_is_set_aside(inputs):
    """A misspelt field would be read by nobody: it is rejected with the reason (METHOD 9)."""
    inputs.write("submissions/answers", HEADER, "a.xlsx,001,dificulties,Thiếu máy")
    evidence = inputs.take_in()
    assert evidence.tables["answers"].empty
    [reason] = evidence.tables["rejected"]["reason"]
    assert reason == "mục 'dificulties' không phải mục trả lời bằng chữ trong forms.yaml"
    assert isinstance(evidence.tables["sources"], pd.DataFrame)
