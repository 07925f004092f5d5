"""RELIABILITY §2.6 F: what machine and people do to a run; the last good one stays whole.

Cases 94–114 that belong to one room are tested beside it, by the same numbers.
"""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ihanoi_eval.errors import MachineError
from ihanoi_eval.evaluation import Evaluation, open_run, rejudge
from ihanoi_eval.files import NEEDED
from ihanoi_eval.reporting.comparison import compare
from ihanoi_eval.reporting.comparison_words import tell
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running import journal, manifest, pipeline
from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.pipeline import evaluate_campaign
from ihanoi_eval.running.verifying import differences
from tests.faults.kills import DAY, SMALL, call, kill_at_random

PROJECT = SMALL.parents[1]
WHEN = date.fromisoformat(DAY)
NO_NETWORK = ["unshare", "--map-root-user", "--net"]
COUNTERS = """
import subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
done = subprocess.run([sys.executable, "-m", "ihanoi_eval", *sys.argv[1:]])
for name in ("snmp", "snmp6"):
    print(open(f"/proc/net/{name}").read())
sys.exit(done.returncode)
"""


@pytest.fixture
def place(tmp_path: Path, final: Evaluation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A run that stands; a second one costs nothing, for its evaluation is known."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "evaluate", lambda *_, **__: final)
    out = tmp_path / "đợt 1" / "run"
    again(out)
    yield out
    monkeypatch.undo()
    assert differences(out) == []
    assert {path.name for path in out.parent.iterdir()} == {"run", "latest"}


def again(out: Path) -> str:
    """Evaluate into a place, and the run's name."""
    made = evaluate_campaign(SMALL / "campaign", SMALL / "inputs", as_of=WHEN, out=out)
    return made.evaluation.run_id


def test_case_94_killed_at_random_moments(tmp_path):
    """Nothing is corrupt, the run that follows is that of nobody's disturbing, byte for byte.

    Here a few kills; `make kill-test COUNT=200` does as many as are wanted.
    """
    done = kill_at_random(tmp_path, count=2, seed=1)
    assert (done.killed.total(), done.faults) == (2, []) and done.ended


def test_case_95_what_is_moved_into_place_lies_on_the_disk(place, monkeypatch):
    """A power cut forgets what was never flushed: nothing of a published run is of that kind."""
    flushed: set[tuple[int, int]] = set()
    rename, fsync = os.rename, os.fsync

    def remember(handle: int) -> None:
        state = os.fstat(handle)
        flushed.add((state.st_ino, state.st_mtime_ns))
        fsync(handle)

    def check(source: Path, target: Path) -> None:
        if Path(source).name.endswith(".work"):
            lost = [path for path in (source, *source.rglob("*")) if state_of(path) not in flushed]
            assert lost == []
        rename(source, target)

    def state_of(path: Path) -> tuple[int, int]:
        return path.stat().st_ino, path.stat().st_mtime_ns

    monkeypatch.setattr(os, "fsync", remember)
    monkeypatch.setattr(os, "rename", check)
    again(place)


def test_case_96_a_disk_full_at_any_write_leaves_the_old_run(place, monkeypatch):
    """Write after write; what to do is said, nothing of the new run stays."""
    fsync = os.fsync
    written: list[int] = []
    full_at = [0]

    def count(handle: int) -> None:
        written.append(handle)
        if len(written) == full_at[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", count)
    before = again(place)
    for full_at[0] in range(1, len(written), 19):
        written.clear()
        with pytest.raises(MachineError, match="đĩa đã đầy; giải phóng dung lượng"):
            again(place)
        assert open_run(place).run_id == before
        assert not list(place.parent.rglob("*.part"))


def test_case_96_too_little_space_is_said_before_any_work(place, monkeypatch):
    """Whoever waits an hour for a full disk could have been told at once."""
    monkeypatch.setattr(pipeline, "evaluate", None)
    usage = shutil.disk_usage(place)._replace(free=NEEDED - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(MachineError, match="run: đĩa còn 255 MB trống, cần ít nhất 256 MB"):
        again(place)


def test_case_97_a_run_that_cannot_be_replaced_is_said_before_any_work(place, monkeypatch):
    """On Windows a file that Excel holds keeps its folder; the place is named."""
    monkeypatch.setattr(pipeline, "evaluate", None)

    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(MachineError, match="run: không có quyền ghi, hoặc một tệp ở đó đang mở"):
        again(place)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no folder from anybody")
def test_case_97_a_place_for_reading_only_is_said_before_any_work(monkeypatch):
    """Root may write everywhere but there."""
    monkeypatch.setattr(pipeline, "evaluate", None)
    with pytest.raises(MachineError, match="/proc/here/run: "):
        again(Path("/proc/here/run"))


def test_case_98_102_a_second_call_is_refused_and_ctrl_c_leaves_a_clean_folder(tmp_path):
    """The first is named; interrupted it ends with 130, and the place is as it was."""
    (tmp_path / "a").mkdir()
    out = tmp_path / "a" / "run"
    first = call(out, command="evaluate")
    lock = out.with_name(".run.holder")
    while not lock.exists():
        assert first.poll() is None
        time.sleep(0.02)
    with pytest.raises(MachineError, match=f"đang được tiến trình {first.pid} trên máy"):
        again(out)
    first.send_signal(signal.SIGINT)
    assert first.wait(120) == 130
    assert {path.name for path in out.parent.iterdir()} == {"log"}


@pytest.mark.parametrize("year", [2023, 2025, 2028])
def test_case_103_a_wrong_clock_changes_no_result(place, monkeypatch, year):
    """A year off, before the earlier run, on a leap day: only what is called a moment differs."""
    before, tables = read_manifest(place), contents(place / "tables")

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            return cls(year, 2, 28 + (year % 4 == 0), 23, 59, 59, tzinfo=UTC)

    for room in (journal, manifest):
        monkeypatch.setattr(room, "datetime", Clock)
    again(place)
    after = read_manifest(place)
    assert after.pop("written_at").startswith(f"{year}-02-2") and before.pop("written_at")
    for moment in ("log_head", "own_sha256"):
        assert after.pop(moment) != before.pop(moment)
    assert (after, contents(place / "tables")) == (before, tables)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_case_103_runs_of_other_days_have_other_names(place, monkeypatch, final):
    """31/12 and a leap day are days; no two runs share a name by the clock."""
    names = set()
    for day in (date(2024, 12, 20), date(2024, 12, 31), date(2028, 2, 29)):
        other = Evaluation(**{**vars(final), "as_of": day})
        names.add(manifest.identify(other).split("-")[1])
    assert names == {"20241220", "20241231", "20280229"}


def test_case_105_no_connection_is_tried(tmp_path):
    """A whole run in a network of its own, where the kernel counts every attempt to leave it.

    No packet without a way out, no question for a name: not from Python, not from any library.
    """
    allowed = subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode == 0
    if not allowed:
        pytest.skip("this machine lets nobody make a network namespace")
    words = ["run", "--campaign", SMALL / "campaign", "--inputs", SMALL / "inputs", "--as-of", DAY]
    words += ["--out", tmp_path / "run", "--pages", "", "--units", "CQ11", "--level", "public"]
    done = subprocess.run(
        [*NO_NETWORK, sys.executable, "-c", COUNTERS, *map(str, words)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )
    assert done.returncode in (0, 1), done.stderr
    page = tmp_path / "run" / "html" / "unit-CQ11-cong-khai.html"
    assert '<footer class="level">CÔNG KHAI</footer>' in page.read_text("utf-8")
    assert read_manifest(tmp_path / "run")["level"] == "public"
    counted = counters(done.stdout)
    assert {"Ip OutNoRoutes", "Ip6OutNoRoutes", "Udp OutDatagrams"} <= set(counted)
    assert counted["Ip OutNoRoutes"] == counted["Ip6OutNoRoutes"] == 0
    assert counted["Udp OutDatagrams"] == 0


def counters(text: str) -> dict[str, int]:
    """What the kernel counted, by the names of /proc/net/snmp and snmp6."""
    found: dict[str, int] = {}
    lines = text.splitlines()
    for heads, values in zip(lines, lines[1:], strict=False):
        protocol = heads.split(":")[0]
        if ":" in heads and values.startswith(f"{protocol}: ") and values.split()[1].isdigit():
            pairs = zip(heads.split()[1:], values.split()[1:], strict=True)
            found |= {f"{protocol} {name}": int(value) for name, value in pairs}
        elif heads.startswith("Ip6"):
            found[heads.split()[0]] = int(heads.split()[1])
    return found


@pytest.mark.parametrize("left", [0, 1])
def test_case_110_without_reports_there_is_a_result_and_no_list(small_inputs, left):
    """Nobody reported, or one of all: units stand with what is known, no list is drawn."""
    header, *rows = small_inputs.table("registers/receipts")
    small_inputs.write("registers/receipts", [header, *rows[:left]])
    found = small_inputs.evaluate()
    assert found.tables["shortlist"].empty
    assert (found.tables["reports"]["status"] == "missing").sum() > 20
    assert len(found.tables["ranking"]) == 77


def test_case_112_other_weights_are_another_run_and_the_difference_is_told(tmp_path, place):
    """The weights' hash is in the manifest; the comparison names the key, before and after."""
    shutil.copytree(SMALL / "campaign", tmp_path / "campaign")
    rubric = tmp_path / "campaign" / "rubric.yaml"
    text = rubric.read_text("utf-8")
    for old, new in (("{communes: 30, districts: 30}", "{communes: 29, districts: 30}"),
                     ("max_points: {communes: 5} ", "max_points: {communes: 6} ")):  # fmt: skip
        assert old in text
        text = text.replace(old, new, 1)
    rubric.write_text(text, encoding="utf-8")
    earlier = open_run(place)
    later = rejudge(earlier, rubric=load_rules(tmp_path / "campaign").rubric)
    assert manifest.identify(later) != manifest.identify(earlier)
    assert "rubric.yaml" in read_manifest(place)["origin"]["rule_files"]
    assert "30 → 29" in tell(compare(earlier, later))
