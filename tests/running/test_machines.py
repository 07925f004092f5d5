"""Pages on the machines of a Dask cluster: the same pages, whichever machine goes away."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ihanoi_eval.errors import MachineError
from ihanoi_eval.running.batch import PageResult, run_pages
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.machines import Share, _check_machines, _outcomes
from ihanoi_eval.running.manifest import code_hash
from ihanoi_eval.running.page_sets import Page
from ihanoi_eval.workers import Outcome


@pytest.fixture
def planned(tmp_path: Path, write_page: Any) -> Callable[..., Planned]:
    """A page that is to be made: planned(name, *cells)."""
    return lambda name, *cells: Planned(
        Page(name, write_page(tmp_path, name, *cells)), {}, "chưa lập"
    )


def folder(path: Path) -> Path:
    """An empty run."""
    path.mkdir()
    return path


def test_a_machine_that_is_killed_leaves_its_pages_to_another(
    cluster: Any, tmp_path: Path, planned: Callable[..., Planned]
):
    """Two workers, one killed: every page is there, to the byte as this machine makes it."""
    pages = [planned(f"unit-{number}", f"print({number})") for number in range(6)]
    killed: list[str] = []

    def kill_once(result: PageResult) -> None:
        if not killed:
            killed.append(result.name)
            cluster.kill_worker()

    there, here = folder(tmp_path / "there"), folder(tmp_path / "here")
    results = run_pages(pages, run=there, scheduler=cluster.address, progress=kill_once)
    cluster.start_worker()
    assert killed and [one.status for one in results] == ["done"] * 6
    run_pages(pages, run=here)
    for path in here.rglob("*.*"):
        assert (there / path.relative_to(here)).read_bytes() == path.read_bytes()


def test_a_page_that_goes_wrong_there_is_named_as_it_is_here(
    cluster: Any, tmp_path: Path, planned: Callable[..., Planned]
):
    """Leaving, vanishing, hanging: each is bounded on its machine, and takes no worker along."""
    pages = [
        planned("leaves", "import sys\nsys.exit(0)"),
        planned("vanishes", "import os\nos._exit(0)"),
        planned("hangs", "import time\ntime.sleep(99)"),
        planned("fine", "1 + 1"),
    ]
    run = folder(tmp_path / "run")
    results = run_pages(pages, run=run, scheduler=cluster.address, time_limit=6)
    assert [(one.status, one.cell) for one in results] == [
        ("failed", "ô [3] sys.exit(0)"),
        ("killed", "ô [3] os._exit(0)"),
        ("timeout", "ô [3] time.sleep(99)"),
        ("done", ""),
    ]


def test_machines_that_cannot_make_the_pages_are_named(tmp_path: Path):
    """No folder in common, or another version: said before the first page, all at once."""

    class Client:
        """Three machines: one is ready, one sees nothing, one is older."""

        def nthreads(self) -> dict[str, int]:
            return {"a": 2, "b": 2, "c": 4}

        def run(self, function: Callable[..., Any], *_: str) -> dict[str, Any]:
            if function is code_hash:
                return {"a": code_hash(), "b": code_hash(), "c": "old"}
            return {"a": True, "b": False, "c": True}

    client: Any = Client()
    with pytest.raises(MachineError) as told:
        _check_machines(client, tmp_path)
    assert [fault.partition(";")[0] for fault in told.value.faults] == [
        f"--scheduler: máy b không thấy thư mục {tmp_path}",
        "--scheduler: máy c có bản chương trình khác",
    ]


def test_a_share_that_was_lost_is_lost_for_each_of_its_jobs():
    """Every page of it is named."""
    share = Share(function=lambda *_: None, jobs=("a", "b"), bounds={})
    lost: Outcome[Any] = Outcome("killed", 0.0, error="máy dừng")
    assert list(_outcomes(share, lost)) == [lost, lost]
    each: Outcome[Any] = Outcome("done", 1.0, 7)
    assert list(_outcomes(share, Outcome("done", 2.0, [each, lost]))) == [each, lost]


SLEEPS = """
import os, time
from pathlib import Path

def work(job, note):
    Path(job).write_text(str(os.getpid()))
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_the_process_beside_a_worker_ends_with_it_and_takes_its_job_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its input is closed when the worker is gone, however it went."""
    (tmp_path / "sleeps_of_this_test.py").write_text(SLEEPS)
    monkeypatch.syspath_prepend(tmp_path)
    noted = tmp_path / "pid"
    work = import_module("sleeps_of_this_test").work
    share = Share(function=work, jobs=(str(noted),), bounds={"time_limit": 60})
    with subprocess.Popen(
        [sys.executable, "-m", "ihanoi_eval.running.machines"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(pickle.dumps(share))
        process.stdin.flush()
        assert wait_until(lambda: noted.is_file() and noted.read_text() != "")
        process.stdin.close()
        assert process.wait(timeout=30) < 0
    assert wait_until(lambda: not Path("/proc", noted.read_text()).exists())


def wait_until(holds: Callable[[], bool], *, seconds: float = 30) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()
