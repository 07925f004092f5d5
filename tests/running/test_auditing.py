"""What an auditor is told."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import ihanoi_eval
from ihanoi_eval.running.auditing import audit
from ihanoi_eval.running.sign_offs import SignOff, sign_off

PACKAGE = Path(ihanoi_eval.__file__).parent


def test_a_whole_run_is_said_to_be_whole_with_its_signatures(made):
    """Files counted, the seal in short, a signature that holds; computed again on demand."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    found = audit(made, replay=True)
    assert found.faults == () and "tệp nguyên vẹn" in found.summary
    assert [one.endswith("còn hiệu lực") for one in found.signatures] == [True]


def test_a_changed_run_names_its_faults(made):
    """One sentence a fault."""
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    found = audit(made)
    assert found.faults == ("tables/ranking.csv: tệp của lần chạy đã khác",)
    assert "1 chỗ khác" in found.summary


def test_a_second_clone_computes_the_same_again(made, tmp_path):
    """Another folder with the same code, another machine's language: not one table differs."""
    clone = tmp_path / "bản sao 2"
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, clone / PACKAGE.name, ignore=unwanted)
    done = subprocess.run(
        [sys.executable, "-m", "ihanoi_eval", "verify", str(made), "--replay"],
        cwd=clone,
        env=os.environ | {"PYTHONPATH": str(clone), "TZ": "America/Los_Angeles", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "tệp nguyên vẹn" in done.stdout
