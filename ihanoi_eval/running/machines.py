"""Jobs on the machines of a Dask cluster, there in processes as bounded as they would be here."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ihanoi_eval.cluster import connected, run_on_cluster
from ihanoi_eval.errors import MachineError
from ihanoi_eval.running.manifest import code_hash
from ihanoi_eval.workers import Note, Outcome, run_jobs

if TYPE_CHECKING:
    from distributed import Client

Job = TypeVar("Job")
Answer = TypeVar("Answer")

MOST_AT_ONCE: Final = 8  # jobs a machine takes at a time: it warms up once for them
SHARES_EACH: Final = 2  # so that a machine that is done early takes more


@dataclass(frozen=True)
class Share:
    """A few jobs for one machine, with what run_jobs is told there."""

    function: Callable[[Any, Note], Any]
    jobs: tuple[Any, ...]
    bounds: dict[str, Any]


def run_on_machines(
    function: Callable[[Job, Note], Answer],
    jobs: Sequence[Job],
    *,
    scheduler: str,
    folder: Path,
    on_result: Callable[[int, Outcome[Answer]], None],
    **bounds: Any,
) -> None:
    """Each job's outcome is told as soon as it is known, as run_jobs tells it.

    folder: what the jobs read and write; every machine has to see it at the same place.
    bounds: time_limit, memory_limit, preload, environment of run_jobs. Jobs of a machine that goes
    away are done by another one. MachineError where a machine has not the folder or not this
    program.
    """
    with connected(scheduler) as client:
        threads = _check_machines(client, folder)
        size = min(MOST_AT_ONCE, max(1, ceil(len(jobs) / (threads * SHARES_EACH))))
        shares = [
            Share(function, tuple(jobs[start : start + size]), bounds)
            for start in range(0, len(jobs), size)
        ]

        def tell(place: int, ended: Outcome[list[Outcome[Answer]]]) -> None:
            for more, outcome in enumerate(_outcomes(shares[place], ended)):
                on_result(place * size + more, outcome)

        run_on_cluster(make_share, shares, client=client, on_result=tell)


def make_share(share: Share) -> list[Outcome[Any]]:
    """On a machine of the cluster: the outcomes of a share, made in a process beside the worker.

    A worker may not have children of our kind, works at several things and must not be ended by a
    job; the process ends with it.
    """
    command = [sys.executable, "-m", "ihanoi_eval.running.machines"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None  # pipes, as asked
        process.stdin.write(pickle.dumps(share))
        process.stdin.flush()  # and left open: its end says that the worker is gone
        answer = process.stdout.read()
    outcomes: list[Outcome[Any]] = pickle.loads(answer)
    return outcomes


def _serve() -> None:
    """The process beside the worker: a share from its input, outcomes to its output."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    share: Share = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_worker, daemon=True).start()
    with answer:
        pickle.dump(run_jobs(share.function, share.jobs, workers=1, **share.bounds), answer)


def _end_with_worker() -> None:
    """Nothing goes on for a worker that is gone."""
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def _outcomes(share: Share, ended: Outcome[list[Outcome[Any]]]) -> Iterator[Outcome[Any]]:
    """A share's outcome as that of each of its jobs."""
    if ended.value is None:
        return (replace(ended, value=None) for _ in share.jobs)
    return iter(ended.value)


def _check_machines(client: "Client", folder: Path) -> int:
    """How many jobs all machines do at once; MachineError names those that cannot do them."""
    threads: dict[str, int] = client.nthreads()
    sees = client.run(os.path.isdir, str(folder))
    program = client.run(code_hash)
    faults = [
        f"--scheduler: máy {name} không thấy thư mục {folder}; đặt kết quả ở nơi mọi máy cùng thấy"
        for name, is_there in sees.items()
        if not is_there
    ]
    faults += [
        f"--scheduler: máy {name} có bản chương trình khác; cài cùng một bản trên mọi máy"
        for name, digest in program.items()
        if digest != code_hash()
    ]
    if faults:
        raise MachineError(*faults)
    return max(1, sum(threads.values()))


if __name__ == "__main__":
    _serve()
