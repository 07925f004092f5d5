"""Jobs in processes of their own: every end is seen, named, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ihanoi_eval import workers
from ihanoi_eval.workers import Outcome, run_jobs

JOBS = """
import os, signal, subprocess, sys, time
from pathlib import Path

def work(job, note):
    kind, value = job
    note(f"at {kind}")
    if kind == "double": return value * 2
    if kind == "raise": raise ValueError(value)
    if kind == "exit": sys.exit(0)
    if kind == "vanish": os._exit(0)
    if kind == "kill": os.kill(os.getpid(), signal.SIGKILL)
    if kind == "sleep": time.sleep(value)
    if kind == "deaf": signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)
    if kind == "large": return "x" * value
    if kind == "odd": return lambda: None
    if kind == "memory": return len(bytearray(value))
    if kind == "loaded": return value in sys.modules
    if kind == "variable": return os.environ.get(value)
    if kind == "main": return sys.modules["__main__"].__dict__.get("CALLER", "none")
    if kind == "pool":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path(value).write_text(f"{os.getpid()} {child.pid}")
        time.sleep(60)
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A function that a process can import: what it does, the job says."""
    (tmp_path / "jobs_of_this_test.py").write_text(JOBS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("jobs_of_this_test", None)
    module: ModuleType = __import__("jobs_of_this_test")
    return module.work  # type: ignore[no-any-return]


def statuses(outcomes: list[Outcome[Any]]) -> list[str]:
    """How the jobs ended, in their order."""
    return [outcome.status for outcome in outcomes]


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_case_100_every_way_to_end_is_an_outcome_and_the_others_go_on(
    work: Callable[..., Any],
) -> None:
    """A job that raises, leaves, vanishes, is killed or hangs stops no other (RELIABILITY F100)."""
    jobs = [
        ("double", 21),
        ("raise", "hỏng"),
        ("exit", None),
        ("vanish", None),
        ("kill", None),
        ("sleep", 60),
        ("double", 4),
    ]
    outcomes = run_jobs(work, jobs, workers=3, time_limit=2)
    assert statuses(outcomes) == [
        "done", "failed", "failed", "killed", "killed", "timeout", "done",
    ]  # fmt: skip
    assert [outcomes[0].value, outcomes[6].value] == [42, 8]
    assert outcomes[1].error == "ValueError: hỏng"
    assert outcomes[2].error == "SystemExit: 0"
    assert outcomes[3].error == "tiến trình dừng giữa chừng (mã 0)"
    assert outcomes[4].error == "tiến trình dừng giữa chừng (SIGKILL)"
    assert outcomes[5].error == "quá thời hạn 2 giây"
    assert outcomes[5].note == "at sleep", "a job that hangs is found by what it said last"
    assert 2 <= outcomes[5].seconds < 4


def test_a_process_that_does_not_listen_is_killed(work: Callable[..., Any]) -> None:
    """The request to end comes first, the kill after a moment of grace."""
    outcomes = run_jobs(work, [("deaf", None)], time_limit=0.5)
    assert statuses(outcomes) == ["timeout"]


def test_answers_stay_small_and_must_travel(work: Callable[..., Any]) -> None:
    """An answer that is too large, or cannot be pickled, is a failure and not a hang."""
    outcomes = run_jobs(work, [("large", 17 * 2**20), ("odd", None), ("large", 9)], time_limit=20)
    assert statuses(outcomes) == ["failed", "failed", "done"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory so")
def test_case_100_memory_is_bounded(work: Callable[..., Any]) -> None:
    """More than the limit is an error of that job, not of the machine (RELIABILITY F100)."""
    jobs = [("memory", 2**33), ("memory", 2**10)]
    outcomes = run_jobs(work, jobs, time_limit=20, memory_limit=2**32)
    assert statuses(outcomes) == ["failed", "done"]
    assert outcomes[0].error.startswith("MemoryError")


def test_results_are_told_as_they_come(work: Callable[..., Any]) -> None:
    """A bar can move while the batch runs: the shorter job is told first."""
    told: list[int] = []
    run_jobs(
        work,
        [("sleep", 1), ("double", 1)],
        time_limit=20,
        on_result=lambda place, _: told.append(place),
    )
    assert told == [1, 0]


def test_each_batch_loads_its_own_modules_before_it_forks(work: Callable[..., Any]) -> None:
    """A process finds the preloaded module, whatever an earlier batch had loaded."""
    if workers.start_method() != "forkserver":
        pytest.skip("no process is forked here")
    first = run_jobs(work, [("loaded", "wave")], time_limit=20, preload=("wave",))
    second = run_jobs(work, [("loaded", "wave")], time_limit=20)
    assert [first[0].value, second[0].value] == [True, False]


def test_the_same_code_runs_where_nothing_can_be_forked(
    work: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows and macOS start each process anew and see the same outcomes."""
    monkeypatch.setenv(workers.START_VARIABLE, "spawn")
    assert workers.start_method() == "spawn"
    outcomes = run_jobs(work, [("double", 2), ("vanish", None)], time_limit=20)
    assert statuses(outcomes) == ["done", "killed"]


def test_a_job_finds_the_variables_of_its_batch_and_its_caller_does_not(
    work: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the modules of a batch are told is gone afterwards, here as there."""
    monkeypatch.setenv("OF_BATCH", "before")
    said = {"OF_BATCH": "told", "NEW_IN_BATCH": "told"}
    jobs = [("variable", name) for name in said]
    for start in ("forkserver", "spawn"):
        monkeypatch.setenv(workers.START_VARIABLE, start)
        outcomes = run_jobs(work, jobs, time_limit=20, environment=said)
        assert [outcome.value for outcome in outcomes] == ["told", "told"]
    assert os.environ["OF_BATCH"] == "before" and "NEW_IN_BATCH" not in os.environ


CALLER = """
import sys
from jobs_of_this_test import work
from ihanoi_eval.workers import run_jobs
print("started")
for outcome in run_jobs(work, {jobs}, time_limit=30):
    print(outcome.status, outcome.value)
"""


def test_a_script_without_a_guard_is_not_run_again(
    work: Callable[..., Any], tmp_path: Path
) -> None:
    """The caller's own script runs once, however many processes it asks for."""
    script = tmp_path / "caller.py"
    script.write_text(CALLER.format(jobs=[("double", 1), ("double", 2)]), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, str(script)], env=environment(), capture_output=True, text=True, check=True
    )
    assert answer.stdout.split("\n")[:3] == ["started", "done 2", "done 4"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_case_102_nothing_is_left_when_the_parent_ends(
    work: Callable[..., Any], tmp_path: Path, end: signal.Signals
) -> None:
    """kill -9 or Ctrl-C takes the jobs, and what they had started, along (RELIABILITY F102)."""
    noted = tmp_path / "pids"
    script = tmp_path / "caller.py"
    script.write_text(CALLER.format(jobs=[("pool", str(noted))]), encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert wait_until(lambda: noted.exists() and noted.read_text().count(" ") == 1)
    pids = [int(pid) for pid in noted.read_text().split()]
    assert all(is_running(pid) for pid in pids)
    parent.send_signal(end)
    parent.wait(timeout=60)
    assert wait_until(lambda: not any(is_running(pid) for pid in pids))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_nothing_is_left_after_a_batch(work: Callable[..., Any], tmp_path: Path) -> None:
    """A job out of time takes with it what it had started; the warm server goes too."""
    noted = tmp_path / "pids"
    assert statuses(run_jobs(work, [("pool", str(noted))], time_limit=3)) == ["timeout"]
    assert wait_until(
        lambda: not any(is_running(int(pid)) for pid in noted.read_text().split())
    )  # a killed process takes a moment to be gone
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    servers = [
        pid for pid in children if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert servers == []


def environment() -> dict[str, str]:
    """The environment of a script that finds what this process finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
