"""Workbooks spoilt at random: a reading or a refusal, always; `make fuzz` runs thousands."""

from pathlib import Path

import pytest

from tests.faults.__main__ import main
from tests.faults.mutations import (
    LARGEST,
    Spoilt,
    fault_of,
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
    outcomes = measure_each(paths, campaign)
    assert [fault_of(outcome) for outcome in outcomes] == [""] * MEASURED
    assert all(0 < outcome.value.peak < LARGEST for outcome in outcomes if outcome.value)


def test_what_the_measure_finds_is_a_fault(campaign, tmp_path, monkeypatch):
    """A file that is not there, and one that is too heavy, do not pass for good."""
    [gone] = measure_each([tmp_path / "gone.xlsx"], campaign)
    assert fault_of(gone) == ""  # refused in words: file_busy
    monkeypatch.setattr("tests.faults.mutations.LARGEST", 1)
    assert fault_of(gone).endswith(" MB")


def test_a_seed_and_a_number_make_the_same_file(spoilt, campaign):
    """So that a fault can be found again."""
    again = spoilt_workbooks(valid_workbooks(campaign), seed=SEED, count=25)
    assert [one.data for one in again] == [one.data for one in spoilt[:25]]


def test_a_long_run_says_how_far_it_is_and_keeps_what_fails(tmp_path, monkeypatch, capsys):
    """What `make fuzz` calls: progress, figures, failing files with their fault."""
    asked = ["fuzz", "--count", "5", "--seed", "3", "--keep", str(tmp_path / "kept")]
    monkeypatch.setattr("sys.argv", asked)
    assert main() == 0
    assert capsys.readouterr().out.startswith("5 files, 0 faults, slowest ")
    assert not (tmp_path / "kept").exists()
    monkeypatch.setattr("tests.faults.mutations.LARGEST", 1)
    assert main() == 1
    assert "FAULT 3-0-spoil_bytes: " in capsys.readouterr().out
    kept = {path.name for path in (tmp_path / "kept").iterdir()}
    assert {"3-4-spoil_shape.xlsx", "3-4-spoil_shape.txt"} <= kept and len(kept) == 10


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: path.stem)
def test_what_once_broke_the_reader_is_read_or_refused(path, campaign):
    """Kept since they were found: a thousand sheets of one part, parsed a thousand times."""
    read_spoilt(path, campaign)
    [outcome] = measure_each([path], campaign)
    assert fault_of(outcome) == ""
