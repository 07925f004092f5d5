"""Who reported and what is asked: on the screen, as lists, as sheets and workbooks to send."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evidence.workbooks import read_workbook
from ihanoi_eval.files import read_csv_text
from ihanoi_eval.rules.forms import OWN_SHEET
from ihanoi_eval.running.checking import Checked, check, write_check

SMALL = Path(__file__).parents[1] / "small"


@pytest.fixture(scope="module")
def checked() -> Checked:
    """The small campaign's inputs after the deadline."""
    return check(SMALL / "campaign", SMALL / "inputs", as_of=date(2024, 12, 20))


@pytest.fixture(scope="module")
def folder(checked, tmp_path_factory) -> Path:
    """What a check writes."""
    out: Path = tmp_path_factory.mktemp("check") / "out"
    write_check(checked, out)
    return out


def test_the_summary_counts_who_sent_in_time_late_and_not_at_all(checked):
    """Received = on time + late, and the rest is missing."""
    status = checked.status["status"]
    received = (checked.status["file"] != "").sum()
    assert f"{received}/{len(status)} đơn vị đã gửi" in checked.summary[0]
    assert received == status.isin(["on_time", "late"]).sum()


def test_who_has_to_be_reminded_stands_in_a_list(checked, folder):
    """Ranked units without a complete report; bodies outside need not report."""
    listed = pd.read_csv(folder / "nhac_bao_cao.csv", dtype="str")
    assert set(listed["unit_code"]) == set(checked.reminders["unit_code"])
    assert "CQ06" in set(listed["unit_code"])
    assert "outside" not in set(listed["league"])


def test_no_question_is_a_formula(checked, tmp_path):
    """What was found is the unit's own words, and Excel opens the list (RELIABILITY 81)."""
    asked = replace(checked, findings=checked.findings.assign(found="x;=1+1"))
    write_check(asked, tmp_path / "out")
    listed = read_csv_text(tmp_path / "out" / "noi_dung_can_lam_ro.csv")
    assert set(listed["found"]) == {"x;'=1+1"}


def test_each_unit_with_open_findings_gets_one_sheet_of_its_own(checked, folder):
    """A district's sheet holds its communes' findings and nobody else's."""
    sheets = {path.name: path for path in (folder / "can_lam_ro").iterdir()}
    sheet = openpyxl.load_workbook(sheets["018_can_lam_ro.xlsx"]).active
    codes = {row[1].value for row in sheet.iter_rows(min_row=5)} - {None}
    assert codes <= {"018", *checked.campaign.children["018"]}
    assert codes


def test_findings_are_listed_worst_first(checked):
    """An error before a warning before a question."""
    order = ["error", "warning", "question"]
    places = checked.findings["severity"].map(order.index)
    assert places.is_monotonic_increasing


def test_a_fresh_workbook_holds_the_accepted_figures(checked, folder):
    """A district's own figure, never the sum with its communes."""
    book = read_workbook(folder / "bieu_mau" / "001_bao_cao.xlsx")
    [own] = [sheet for sheet in book.sheets if sheet.name == OWN_SHEET]
    values = {cell.row: cell.value for cell in own.cells if cell.column == 3 and cell.row > 5}
    form = checked.campaign.form_of("districts")
    expected = {
        row: checked.evidence.accepted["001", field.measure]
        for row, field in enumerate(form.fields, start=6)
        if ("001", field.measure) in checked.evidence.accepted
    }
    assert values == expected and values


def test_a_check_replaces_only_a_check(checked, folder, tmp_path):
    """A folder with anything else in it is left alone."""
    write_check(checked, folder)
    (tmp_path / "thu.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CallError, match="chọn thư mục khác"):
        write_check(checked, tmp_path)
