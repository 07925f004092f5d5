"""Workbooks spoilt at random: a reading or a refusal, always; `make fuzz` runs thousands."""

import os
import re
import shutil
from pathlib import Path

import pytest

from ihanoi_eval.evidence.form_reading import read_form
from ihanoi_eval.evidence.workbooks import read_workbook
from tests.faults import __main__ as fuzzer
from tests.faults import mutations
from tests.faults.mutations import (
    LARGEST,
    Measured,
    Spoilt,
    measure_each,
    read_spoilt,
    spoilt_workbooks,
    valid_workbooks,
)

SEED, COUNT = 20241101, 250
MEASURED = 10  # each in a process of its own
CRASHES = sorted((Path(__file__).parent / "crashes").glob("*.xlsx"))


@pytest.fixture(scope="module")
def spoilt(campaign) -> list[Spoilt]:
    """The first files of a seed."""
    return list(spoilt_workbooks(valid_workbooks(campaign), seed=SEED, count=COUNT))


def test_a_spoilt_workbook_is_read_or_refused(spoilt, campaign, tmp_path):
    """Never another exception, never a row lost, never long (RELIABILITY §2.3)."""
    for one in spoilt:
        path = tmp_path / f"{one.number}_{one.way}.xlsx"
        path.write_bytes(one.data)
        read_spoilt(path, campaign)  # raises with the file's number and way in its path


def test_a_spoilt_workbook_stays_within_time_and_memory(spoilt, campaign, tmp_path):
    """20 s and 512 MB, measured in a process that no other limit holds."""
    paths = [tmp_path / f"{one.number}.xlsx" for one in spoilt[:MEASURED]]
    for path, one in zip(paths, spoilt, strict=False):
        path.write_bytes(one.data)
    measured = measure_each(paths, campaign)
    assert [one.fault for one in measured] == [""] * MEASURED
    assert all(0 < one.peak < LARGEST for one in measured)
    assert [one.workbook.path for one in measured if one.workbook] == paths


def test_what_the_measure_finds_is_a_fault(campaign, tmp_path, monkeypatch):
    """A file that is not there is refused in words; one too heavy, too slow or broken is not."""
    [gone] = measure_each([tmp_path / "gone.xlsx"], campaign)
    assert gone.fault == "" and gone.workbook is not None and gone.workbook.check == "file_busy"
    found = (Measured(20.1, 0), Measured(0.0, LARGEST + 2**20), Measured(0.0, 0, "KeyError: 1"))
    assert [one.fault for one in found] == ["20 s", "513 MB", "KeyError: 1"]
    monkeypatch.setattr(mutations, "LONGEST", 0.0)
    [late] = measure_each([tmp_path / "gone.xlsx"], campaign)
    assert late.fault.startswith("timeout: ")


def test_the_file_that_ends_its_process_is_told_from_those_beside_it(spoilt, campaign, tmp_path):
    """Read again one by one, what is wrong with one of them is said of that one alone."""
    paths = [tmp_path / "1.xlsx", tmp_path / "2.xlsx", tmp_path / "3.xlsx"]
    for path in paths:
        path.write_bytes(spoilt[0].data)
    paths[1].unlink()
    os.mkfifo(paths[1])  # whoever opens it waits for ever
    with pytest.MonkeyPatch.context() as change:
        change.setattr(mutations, "LONGEST", 3.0)
        first, second, third = measure_each(paths, campaign)
    assert (first.fault, third.fault) == ("", "") and second.fault.startswith("timeout: ")


def test_a_seed_and_a_number_make_the_same_file(spoilt, campaign):
    """So that a fault can be found again."""
    again = spoilt_workbooks(valid_workbooks(campaign), seed=SEED, count=25)
    assert [one.data for one in again] == [one.data for one in spoilt[:25]]


def test_every_workbook_that_is_spoilt_is_a_report_of_its_unit_before(campaign, tmp_path):
    """Ours, saved by openpyxl, bare, as other programs write: each with its figures."""
    for data in valid_workbooks(campaign):
        path = tmp_path / "x.xlsx"
        path.write_bytes(data)
        reading = read_form(read_workbook(path), "x.xlsx", campaign)
        assert (reading.unit_code, len(reading.rows)) in (("001", 29), ("CQ03", 1))


def test_a_long_run_says_how_far_it_is_and_keeps_what_fails(tmp_path, monkeypatch, capsys):
    """What `make fuzz` calls: progress, figures, failing files with their fault."""
    asked = ["fuzz", "--count", "5", "--seed", "3", "--keep", str(tmp_path / "kept")]
    monkeypatch.setattr("sys.argv", asked)
    assert fuzzer.main() == 0
    assert capsys.readouterr().out.startswith("5 files, 0 faults, slowest ")
    assert not (tmp_path / "kept").exists()
    monkeypatch.setattr(mutations, "LARGEST", 1)
    assert fuzzer.main() == 1
    assert "FAULT 3-0-spoil_bytes: " in capsys.readouterr().out
    kept = {path.name for path in (tmp_path / "kept").iterdir()}
    assert {"3-4-spoil_shape.xlsx", "3-4-spoil_shape.txt"} <= kept and len(kept) == 10


def test_files_that_only_together_fail_are_a_fault(tmp_path, monkeypatch):
    """A check that raises, and one that is at work for too long."""
    shutil.copytree(fuzzer.SMALL / "inputs", tmp_path / "inputs")
    monkeypatch.setattr(fuzzer, "LONGEST_TOGETHER", 0.0)
    assert re.fullmatch(r"[0-9]+ s", fuzzer.fault_together(tmp_path / "inputs", [], []))
    (tmp_path / "inputs" / "registers" / "population.csv").write_bytes(b"x")
    assert fuzzer.fault_together(tmp_path / "inputs", [], []).startswith("DataError(")


def test_what_once_broke_the_reader_is_read_or_refused(campaign, tmp_path):
    """Kept since they were found, each with its place in the file's name; alone and together.

    A thousand sheets of one part; fifty thousand nines for a version, masked by their square.
    """
    shutil.copytree(fuzzer.SMALL / "inputs", tmp_path / "inputs")
    paths = [Path(shutil.copy(path, tmp_path / "inputs" / "submissions")) for path in CRASHES]
    measured = measure_each(paths, campaign)
    assert [one.fault for one in measured] == [""] * len(CRASHES)
    assert fuzzer.fault_together(tmp_path / "inputs", paths, measured) == ""
