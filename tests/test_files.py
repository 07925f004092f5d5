"""Files are whole whatever happens, folders are published or left, tables are the same bytes."""

import csv
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.errors import DataError, MachineError
from ihanoi_eval.files import (
    locked,
    made_whole,
    publish_folder,
    read_csv_text,
    restore_previous,
    safe_name,
    sha256_of,
    to_csv_bytes,
    with_formulas,
    without_formulas,
    write_whole,
)

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from ihanoi_eval.files import write_whole
target = Path(sys.argv[1])
letters = 0
while True:
    letters += 1
    write_whole(target, bytes([65 + letters % 26]) * 4_000_000)
"""

HOLD = """
import sys
from pathlib import Path
from ihanoi_eval.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


# Root without its right to write everywhere is to a file of mode 444 what a second user is.
AS_OTHER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] * (os.geteuid() == 0)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A published run that holds one file."""
    final = tmp_path / "demo"
    write_whole(final / "tables" / "units.csv", b"old")
    return final


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A finished run beside its place."""
    folder = tmp_path / ".demo.work"
    write_whole(folder / "tables" / "units.csv", b"new")
    return folder


def content(final: Path) -> bytes:
    """What the one file of a run holds."""
    return (final / "tables" / "units.csv").read_bytes()


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path):
    """One call, the whole file, nothing beside it."""
    target = tmp_path / "a" / "b" / "bảng.csv"
    write_whole(target, b"001")
    assert target.read_bytes() == b"001" and names(target.parent) == ["bảng.csv"]


def test_a_file_keeps_the_permissions_that_the_system_gives(tmp_path: Path):
    """A temporary file's private permissions would hide a report from the Office."""
    write_whole(tmp_path / "one", b"")
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "one").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_kill_in_the_middle_of_writing_leaves_a_whole_file(tmp_path: Path):
    """kill -9 at eight moments: the file is 4 MB of one letter each time (RELIABILITY §2.2, 11)."""
    target = tmp_path / "report.bin"
    for attempt in range(8):
        child = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(target)])
        while not target.exists():
            assert child.poll() is None
            time.sleep(0.01)
        time.sleep(0.013 * attempt)
        child.send_signal(signal.SIGKILL)
        child.wait()
        written = target.read_bytes()
        assert len(written) == 4_000_000 and len(set(written)) == 1


def test_a_full_disk_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The message says what to do; the old file is whole (RELIABILITY §2.2, 12)."""
    target = tmp_path / "report.csv"
    write_whole(target, b"old")

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(MachineError, match="report.csv: đĩa đã đầy; giải phóng"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old" and names(tmp_path) == ["report.csv"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path):
    """A file stands where a folder should be."""
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(MachineError, match="out/tables.csv: không ghi được"):
        write_whole(tmp_path / "out" / "tables.csv", b"")


def test_a_first_run_is_published(tmp_path: Path, work: Path):
    """What was beside its place is at its place."""
    publish_folder(work, tmp_path / "demo")
    assert content(tmp_path / "demo") == b"new" and names(tmp_path) == ["demo"]


def test_a_new_run_takes_the_place_of_the_old(run: Path, work: Path):
    """Nothing of the old run is left, under either name."""
    publish_folder(work, run)
    assert content(run) == b"new" and names(run.parent) == ["demo"]


class Crash(BaseException):
    """Stands for kill -9: no handler of errors sees it."""


def test_a_crash_between_the_two_moves_leaves_the_old_run_whole(
    run: Path, work: Path, monkeypatch: pytest.MonkeyPatch
):
    """It is at <name>.previous, and the next call puts it back (DESIGN §6)."""
    rename = os.rename

    def move_away_and_crash(source: Path, target: Path) -> None:
        rename(source, target)
        raise Crash

    monkeypatch.setattr(os, "rename", move_away_and_crash)
    with pytest.raises(Crash):
        publish_folder(work, run)
    monkeypatch.undo()
    assert not run.exists() and content(run.with_name("demo.previous")) == b"old"
    restore_previous(run)
    assert content(run) == b"old" and not run.with_name("demo.previous").exists()


def test_publishing_after_such_a_crash_loses_neither_run(run: Path, work: Path):
    """The next publication goes through, over what the crash left."""
    run.rename(run.with_name("demo.previous"))
    publish_folder(work, run)
    assert content(run) == b"new" and names(run.parent) == ["demo"]


def test_a_crash_after_the_second_move_leaves_the_new_run(
    run: Path, work: Path, monkeypatch: pytest.MonkeyPatch
):
    """The new run stands; what is left of the old goes at the next call."""

    def crash(folder: Path) -> None:
        raise Crash

    monkeypatch.setattr(shutil, "rmtree", crash)
    with pytest.raises(Crash):
        publish_folder(work, run)
    monkeypatch.undo()
    assert content(run) == b"new"
    restore_previous(run)
    assert content(run) == b"new" and names(run.parent) == ["demo"]


def test_a_move_that_is_refused_puts_the_old_run_back(run: Path, tmp_path: Path):
    """A work folder that is not there moves nothing."""
    with pytest.raises(MachineError):
        publish_folder(tmp_path / "nowhere", run)
    assert content(run) == b"old" and names(tmp_path) == ["demo"]


def test_a_folder_made_whole_takes_its_place_and_leaves_nothing_beside_it(run: Path, work: Path):
    """What a kill left of an earlier one is not in it."""
    write_whole(work / "left.csv", b"of a kill")
    with made_whole(run) as place:
        assert not place.exists()
        write_whole(place / "tables" / "units.csv", b"new")
    assert content(run) == b"new" and names(run) == ["tables"] and names(run.parent) == ["demo"]


def test_a_fault_in_the_middle_of_a_folder_leaves_the_old_one(run: Path):
    """And nothing of the new."""
    with pytest.raises(Crash), made_whole(run) as place:
        write_whole(place / "tables" / "units.csv", b"half")
        raise Crash
    assert content(run) == b"old" and names(run.parent) == ["demo"]


def test_restoring_where_nothing_crashed_changes_nothing(run: Path):
    """The call is safe at every start."""
    restore_previous(run)
    assert content(run) == b"old"


def test_the_hash_is_that_of_the_bytes(tmp_path: Path):
    """SHA-256 in hex, as sha256sum prints it."""
    write_whole(tmp_path / "x", b"ihanoi")
    assert sha256_of(tmp_path / "x") == hashlib.sha256(b"ihanoi").hexdigest()


def test_case_98_a_second_run_is_refused_at_once_and_told_who_holds_the_folder(tmp_path: Path):
    """One run a folder at a time; the message names process and machine."""
    folder = tmp_path / "demo"
    with locked(folder):
        with pytest.raises(
            MachineError, match=f"demo: đang được tiến trình {os.getpid()} trên máy"
        ):
            with locked(folder):
                raise AssertionError("two runs at once")
    with locked(folder):
        assert not folder.exists()  # the lock lies beside: the folder itself is replaced


def test_a_lock_leaves_nothing_behind(tmp_path: Path):
    """Neither its files nor the folders that were made for it; what others put there stays."""
    with locked(tmp_path / "nw" / "deep" / "demo"):
        assert (tmp_path / "nw" / "deep").is_dir()
    assert not list(tmp_path.iterdir())
    with locked(tmp_path / "nw" / "deep" / "demo"):
        (tmp_path / "nw" / "note.txt").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["nw", "note.txt"]


def test_a_folder_has_one_lock_by_whatever_way_it_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Through a link elsewhere, or from inside: two hands would write one list of signatures."""
    folder, link = tmp_path / "demo", tmp_path / "links" / "here"
    folder.mkdir()
    link.parent.mkdir()
    link.symlink_to(folder)
    monkeypatch.chdir(folder)
    for way in (link, Path()):
        with locked(way), pytest.raises(MachineError, match="demo: đang được"), locked(folder):
            raise AssertionError("two hands at once")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "links"]


def test_a_lock_whose_file_was_removed_is_none(tmp_path: Path):
    """Who opened the file before its holder removed it takes the new one."""
    folder, removed = tmp_path / "demo", tmp_path / ".demo.lock"
    acquire = FileLock.acquire
    times = iter([removed.unlink])

    def lose_the_first(self: FileLock, *words: Any, **more: Any) -> object:
        proxy = acquire(self, *words, **more)
        next(times, lambda: None)()
        return proxy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileLock, "acquire", lose_the_first)
        with locked(folder):
            assert removed.exists()


def test_case_99_a_killed_runs_lock_is_taken_over(tmp_path: Path):
    """The lock falls with its process (RELIABILITY case 99)."""
    folder = tmp_path / "demo"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        with pytest.raises(MachineError, match=f"tiến trình {child.pid} "), locked(folder):
            pass
        child.kill()
    with locked(folder):
        pass


@pytest.mark.needs(*AS_OTHER[:1])
@pytest.mark.parametrize(
    ("mode", "is_held", "told"),
    [
        (0o444, False, "held"),
        (0o444, True, "demo: đang được tiến trình 4711 trên máy vm sử dụng; chờ xong"),
        (0, True, "demo: khóa do tiến trình 4711 trên máy vm, của người dùng khác, đang giữ hoặc"),
    ],
)
def test_case_98_99_a_lock_of_another_user_is_taken_over_or_named(tmp_path, mode, is_held, told):
    """By its holder, and by its hidden file where only a person can tell whether he lives."""
    folder, lock_path = tmp_path / "demo", tmp_path / ".demo.lock"
    (tmp_path / ".demo.holder").write_text("tiến trình 4711 trên máy vm", "utf-8")
    lock = FileLock(lock_path)
    lock.acquire()
    lock_path.chmod(mode)
    if not is_held:
        lock.release()
    done = subprocess.run(
        [*AS_OTHER, sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    lock.release()
    assert told in done.stdout + done.stderr
    assert (f"xóa tệp ẩn {lock_path}" in done.stderr) == (mode == 0)
    assert lock_path.exists() == is_held


@pytest.mark.parametrize("code", ["001", "00061", "CQ01", "district", "a_b-c"])
def test_ordinary_codes_are_their_own_file_names(code: str):
    """Whoever looks for 00061 finds 00061."""
    assert safe_name(code) == code


@pytest.mark.parametrize(
    "code", ["../../x", "CON", "nul", "a/b", "a\\b", "C:", "x" * 300, "Ba Đình", "", ".", "-rf"]
)
def test_case_86_other_codes_cannot_leave_the_folder(code: str):
    """No separator, no device, no flag, no 300 letters (RELIABILITY case 86)."""
    name = safe_name(code)
    assert name and len(name) <= 60 and name != code
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert not name.startswith("-")


@given(st.lists(st.text(), unique=True, max_size=5))
def test_no_two_codes_share_a_file_name(codes: list[str]):
    """One unit's page never overwrites another's."""
    assert len({safe_name(code) for code in codes}) == len(codes)


def test_numbers_are_written_with_their_shortest_digits():
    """Whole numbers without .0, 0.1 as 0.1, missing as nothing."""
    frame = pd.DataFrame(
        {"value": [2.0, 0.1, float("nan"), 1e16, -0.0], "unit_code": list("abcde")}
    )
    assert to_csv_bytes(frame).decode().split() == [
        "value,unit_code",
        *("2,a", "0.1,b", ",c", "10000000000000000,d", "0,e"),
    ]


def test_text_is_quoted_only_where_it_must_be():
    """Commas, quotes and line ends of every system."""
    frame = pd.DataFrame({"reason": ["a,b", 'c "d"', "e\r\nf", "g h", ""]})
    assert to_csv_bytes(frame) == b'reason\n"a,b"\n"c ""d"""\n"e\r\nf"\ng h\n""\n'


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"])),
            st.floats(allow_nan=True, allow_infinity=False),
        ),
        min_size=1,
    )
)
def test_a_written_table_reads_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float]]
):
    """Text as it was, numbers to the last bit, missing as empty."""
    frame = pd.DataFrame({"text": [t for t, _ in rows], "number": [n for _, n in rows]})
    path = tmp_path_factory.getbasetemp() / "table.csv"
    write_whole(path, to_csv_bytes(frame))
    back = read_csv_text(path)
    assert back["text"].tolist() == frame["text"].tolist()
    numbers = pd.to_numeric(back["number"]).astype("float64")
    pd.testing.assert_series_equal(numbers, frame["number"], check_exact=True)


def test_cells_are_read_as_they_are_written(tmp_path: Path):
    """001, NA, 1.234 and an empty cell stay what they are; Excel's mark of UTF-8 goes."""
    path = tmp_path / "table.csv"
    path.write_bytes("\ufeffmã,giá trị\r\n001,NA\r\n1.234,\r\n".encode())
    frame = read_csv_text(path)
    assert frame.to_dict("list") == {"mã": ["001", "1.234"], "giá trị": ["NA", ""]}
    assert set(map(str, frame.dtypes)) == {"str"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a,b\n1,2\n3\n", "table.csv: dòng 3: có 1 ô, tiêu đề có 2"),
        (b"a,b\n1,2,3\n", "table.csv: dòng 2: có 3 ô, tiêu đề có 2"),
        (b"", "tiêu đề trống"),
        (b"a,a\n1,2\n", "trùng tên cột"),
        (b"a,b\n\xff,2\n", "không phải CSV mã hóa UTF-8"),
        (b'a,b\n"1,2\n', "không phải CSV"),
    ],
)
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, data: bytes, message: str):
    """No row is shifted, cut or padded in silence."""
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(DataError, match=message):
        read_csv_text(path)


def test_a_table_that_is_not_there_is_named(tmp_path: Path):
    """The path and what the system said."""
    with pytest.raises(DataError, match="nowhere.csv: không đọc được"):
        read_csv_text(tmp_path / "nowhere.csv")


@given(st.lists(st.text(st.sampled_from("'=+-@\t\r\n;＝＋－＠ a\"")), min_size=1))
def test_no_text_is_a_formula_and_every_text_comes_back(texts: list[str]):
    """An officer opens a table in Excel; what a unit wrote must not be computed there."""
    frame = pd.DataFrame({"note": pd.Series(texts, dtype="str")})
    guarded = without_formulas(frame)
    cells = guarded["note"].str.split(r"[;\t\r\n]", regex=True).explode()
    assert not cells.str.match(r"[=+\-@＝＋－＠]").any()
    assert not guarded["note"].str.match(r"[\t\r]").any()
    pd.testing.assert_frame_equal(with_formulas(guarded), frame)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_parts_the_cells(separator: str):
    """Excel parts them at the list separator of its machine, in Vietnam the semicolon."""
    cell = 'x;=1+1;=cmd|calc!A0\t=2+2, "a"\n=3+3'
    frame = pd.DataFrame({"code": ["001"], "note": [cell], "more": ["＝1+1"]}, dtype="str")
    data = to_csv_bytes(without_formulas(frame)).decode()
    cells = [one for row in csv.reader(data.split("\n"), delimiter=separator) for one in row]
    assert len(cells) >= 4
    assert not any(one.startswith(("=", "＝")) for one in cells)


def test_a_number_below_zero_stays_a_number():
    """Its sign is no formula."""
    frame = pd.DataFrame({"value": [-1.5]})
    assert to_csv_bytes(without_formulas(frame)) == b"value\n-1.5\n"
