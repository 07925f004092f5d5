"""One workbook a reporting unit, named by its code; how long it takes: benchmarks/workbooks.py."""

import shutil
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.mailing import write_templates

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small" / "campaign"


def test_every_reporting_unit_gets_its_file(tmp_path):
    """Districts, departments and bodies outside the leagues; the last line says what to send."""
    campaign = load_rules(SMALL).campaign
    said = write_templates(SMALL, tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    senders = [unit.unit_code for unit in campaign.units if unit.league != "communes"]
    assert names == sorted(f"{code}_bao_cao.xlsx" for code in senders)
    assert said.startswith(f"{len(senders)} workbooks") and "gửi" in said


def test_the_city_has_fifty_seven_workbooks(tmp_path):
    """30 districts, the departments and the bodies outside."""
    write_templates(ROOT / "params" / "hanoi-2024-11", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 57


def test_a_file_in_the_way_is_not_overwritten(tmp_path):
    """--out is a folder."""
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(CallError, match="chọn thư mục khác"):
        write_templates(SMALL, tmp_path / "out")


@pytest.mark.parametrize(
    "place", ["inputs/submissions", "inputs", "inputs/new", "campaign/x", "run/x"]
)
def test_what_somebody_sent_is_never_replaced_by_a_form(tmp_path, place):
    """Forms have the names that reports come back under: a report must not become a blank form."""
    (tmp_path / "inputs" / "submissions").mkdir(parents=True)
    report = tmp_path / "inputs" / "submissions" / "001_bao_cao.xlsx"
    report.write_bytes(b"sent")
    shutil.copytree(SMALL, tmp_path / "campaign")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_bytes(b"{}")
    with pytest.raises(CallError, match=r"(nằm trong thư mục|không phải biểu mẫu) .*--out"):
        write_templates(tmp_path / "campaign", tmp_path / place)
    assert report.read_bytes() == b"sent"
    assert len(list((tmp_path / "inputs").rglob("*"))) == 2


def test_a_folder_of_something_else_gets_no_forms(tmp_path):
    """Among somebody's papers nobody finds them again; its own it may replace."""
    (tmp_path / "brief.docx").write_bytes(b"x")
    with pytest.raises(CallError, match=r"không phải biểu mẫu \(brief\.docx\)"):
        write_templates(SMALL, tmp_path)
    write_templates(SMALL, tmp_path / "out")
    assert write_templates(SMALL, tmp_path / "out")
