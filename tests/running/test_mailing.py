"""One workbook a reporting unit, named by its code; how long it takes: benchmarks/workbooks.py."""

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
