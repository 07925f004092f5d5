"""The log of a run: a chain in which a missing line is seen."""

import hashlib
import json
from pathlib import Path

import pytest

from ihanoi_eval.running.journal import (
    broken_line,
    events_of,
    note,
    noted_files,
    unconfirmed_files,
    write_noted,
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three events."""
    for event in ("evaluated", "reported", "signed"):
        note(tmp_path, event)
    return tmp_path / "log.jsonl"


def test_a_line_holds_the_hash_of_the_one_before(log):
    """By hashlib itself."""
    first, second, _ = log.read_bytes().splitlines()
    assert json.loads(first)["previous"] == ""
    assert json.loads(second)["previous"] == hashlib.sha256(first).hexdigest()


def test_the_head_is_the_hash_of_the_last_line(tmp_path):
    """What a manifest keeps, and what the log must still hold later."""
    head = note(tmp_path, "evaluated", seal="ab")
    assert head == hashlib.sha256((tmp_path / "log.jsonl").read_bytes().strip()).hexdigest()
    note(tmp_path, "reported")
    assert broken_line(tmp_path, head=head) is None


@pytest.mark.parametrize("removed, broken_at", [(0, 1), (1, 2), (2, 3)])
def test_case_107_a_removed_line_breaks_the_chain_where_it_stood(log, removed, broken_at):
    """RELIABILITY 107; the last line is missed only because its hash is kept elsewhere."""
    lines = log.read_bytes().splitlines()
    head = hashlib.sha256(lines[-1]).hexdigest()
    del lines[removed]
    log.write_bytes(b"\n".join(lines) + b"\n")
    assert broken_line(log.parent, head=head) == broken_at


def test_an_edited_line_breaks_the_chain_after_it(log):
    """Its own words are nobody's to check, but the next line knew them."""
    log.write_bytes(log.read_bytes().replace(b"reported", b"REPORTED"))
    assert broken_line(log.parent, head="") == 3


def test_a_line_that_is_no_json_is_where_the_chain_breaks(log):
    """Half a line, as an editor leaves it."""
    log.write_bytes(log.read_bytes() + b'{"at": \n')
    assert broken_line(log.parent, head="") == 4


def test_other_line_ends_break_the_chain(log):
    """A line is its bytes; what an editor made of them is another line."""
    log.write_bytes(log.read_bytes().replace(b"\n", b"\r\n"))
    assert broken_line(log.parent, head="") == 2


def test_no_log_at_all_is_broken_when_there_was_one(tmp_path):
    """The whole file may not vanish either."""
    assert broken_line(tmp_path, head="ab") == 1


def test_a_file_beside_the_manifest_has_its_hash_in_the_log(tmp_path):
    """The last one counts; a line that is no event has none."""
    digests = [hashlib.sha256(data).hexdigest() for data in (b"1", b"2")]
    for data in (b"1", b"2"):
        write_noted(tmp_path, "x.csv", data, "signed", stage="data")
    assert (tmp_path / "x.csv").read_bytes() == b"2"
    assert noted_files(tmp_path) == {"x.csv": {digests[1]}}
    with (tmp_path / "log.jsonl").open("ab") as log:
        log.write(b'{"files": \n{"event": "x", "files": 1}\n[]\n{"event": "x"}\n')
    assert noted_files(tmp_path) == {"x.csv": {digests[1]}}


def test_a_write_that_a_kill_broke_off_leaves_what_the_log_knows(tmp_path):
    """Before it the old file, after it the new one, and nothing else."""
    note(tmp_path, "writing", files={"x.csv": "new"})
    assert noted_files(tmp_path) == {"x.csv": {"", "new"}}
    note(tmp_path, "signed", files={"x.csv": "new"})
    note(tmp_path, "writing", files={"x.csv": "newer"})
    assert noted_files(tmp_path) == {"x.csv": {"new", "newer"}}


def test_a_write_of_which_nobody_says_that_it_was_done_is_told(tmp_path):
    """A kill leaves it, and whoever cuts the last line; the next write of the file ends it."""
    write_noted(tmp_path, "x.csv", b"1", "signed")
    assert unconfirmed_files(tmp_path) == []
    note(tmp_path, "writing", files={"x.csv": "new"})
    note(tmp_path, "documents", files=3)  # of other matters
    assert unconfirmed_files(tmp_path) == ["x.csv"]
    write_noted(tmp_path, "x.csv", b"2", "signed")
    assert unconfirmed_files(tmp_path) == []


def test_events_of_a_kind_are_told_in_their_order(log):
    """Lines that are no events are passed over, however deep."""
    note(log.parent, "signed", stage="data")
    with log.open("ab") as more:
        more.write(b"[]\n" + b"[" * 100_000 + b"\n")
    assert [event.get("stage") for event in events_of(log.parent, "signed")] == [None, "data"]
    assert broken_line(log.parent, head="") == 5
