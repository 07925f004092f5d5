"""Where work runs: each job in a process of its own, bounded in time, whose end is always seen."""

import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver, get_all_start_methods, get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, Final, Generic, Literal, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")
Note = Callable[[str], None]  # what a job says about where it is, so that its end can be placed
Status = Literal["done", "failed", "timeout", "killed"]

START_VARIABLE: Final = "IHANOI_EVAL_START"  # "spawn": nothing is forked, as on Windows
_GRACE: Final = 2.0  # [s] for a process to tidy up after its answer or the request to end
_LARGEST: Final = 16 * 2**20  # [bytes] a job answers with a small value, or something is wrong
_LONGEST: Final = 2_000  # characters of an error that are worth reading


@dataclass(frozen=True)
class Outcome(Generic[Answer]):
    """How a job ended: its answer, or why there is none and what it had said last."""

    status: Status
    seconds: float
    value: Answer | None = None
    error: str = ""
    note: str = ""


def run_jobs(
    function: Callable[[Job, Note], Answer],
    jobs: Sequence[Job],
    *,
    workers: int = 2,
    time_limit: float,
    memory_limit: int | None = None,
    preload: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    on_result: Callable[[int, Outcome[Answer]], None] | None = None,
) -> list[Outcome[Answer]]:
    """The outcome of function(job, note) for every job, in the order of the jobs.

    function: found by its module and name; jobs and answers travel by pickle.
    time_limit [s], memory_limit [bytes]: for each job. A job that raises, hangs, exits or is killed
    is an outcome like any other, and the others go on.
    preload: modules that a process finds loaded, where processes can be forked.
    environment: variables that are set when those modules are loaded.
    on_result: called with the job's place and its outcome as soon as it is known.
    """
    context = _context(preload)
    waiting = deque(enumerate(jobs))
    running: dict[int, _Child[Answer]] = {}
    outcomes: dict[int, Outcome[Answer]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, workers):
                place, job = waiting.popleft()
                with _with_variables(environment or {}):
                    running[place] = _Child(context, function, job, time_limit, memory_limit)
            _wait_for_news(list(running.values()))
            for place, child in list(running.items()):
                if child.has_ended():
                    outcomes[place] = running.pop(place).outcome()
                    if on_result:
                        on_result(place, outcomes[place])
    finally:
        for child in running.values():
            child.kill()
        _stop_server()
    return [outcomes[place] for place in range(len(jobs))]


class _Child(Generic[Answer]):
    """A job's process as its parent sees it."""

    def __init__(
        self,
        context: BaseContext,
        function: Callable[[Any, Note], Answer],
        job: Any,
        time_limit: float,
        memory_limit: int | None,
    ) -> None:
        self.reader, writer = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(function, job, writer, memory_limit)
        )
        with _hidden_main():
            self.process.start()
        writer.close()  # so that the reader sees the end when the child's own copy is gone
        self.started = time.monotonic()
        self.time_limit = time_limit
        self.deadline = self.started + time_limit
        self.note = ""
        self.answer: Outcome[Answer] | None = None

    def has_ended(self) -> bool:
        """Whether the process is gone, after taking its news and pressing it when it is late."""
        self._take_news()
        if self.process.exitcode is None and time.monotonic() >= self.deadline:
            if self.answer is None:
                self._settle("timeout", error=f"quá thời hạn {self.time_limit:g} giây")
                self.process.terminate()
            else:
                self.kill()
        if self.process.exitcode is None:
            return False
        self._take_news()
        self.kill()
        return True

    def outcome(self) -> Outcome[Answer]:
        """How the job ended, from its answer or from the way its process went."""
        if self.answer:
            return self.answer
        code = self.process.exitcode or 0
        way = signal.Signals(-code).name if code < 0 else f"mã {code}"
        return self._outcome("killed", error=f"tiến trình dừng giữa chừng ({way})")

    def kill(self) -> None:
        """The process and all it started are gone."""
        if os.name == "posix" and self.process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):  # all gone, or not yet a group
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.reader.close()

    def _outcome(
        self, status: Status, *, value: Answer | None = None, error: str = ""
    ) -> Outcome[Answer]:
        return Outcome(status, time.monotonic() - self.started, value, error, self.note)

    def _take_news(self) -> None:
        while not self.reader.closed and self.reader.poll():
            try:
                word, value = pickle.loads(self.reader.recv_bytes(_LARGEST))
            except EOFError:
                self.reader.close()
            except Exception as error:  # whatever a value does when it is made again
                self.reader.close()
                self._settle("failed", error=f"câu trả lời không nhận được ({error})")
            else:
                if word == "note":
                    self.note = value
                elif word == "done":
                    self._settle("done", value=value)
                else:
                    self._settle("failed", error=value)

    def _settle(self, status: Status, *, value: Answer | None = None, error: str = "") -> None:
        """The outcome is known; the process has a moment to tidy up."""
        if self.answer is None:
            self.answer = self._outcome(status, value=value, error=error)
            self.deadline = time.monotonic() + _GRACE


def _wait_for_news(children: Sequence[_Child[Any]]) -> None:
    """Until a child speaks or ends, or the next deadline."""
    signs: list[Any] = [child.process.sentinel for child in children]
    signs += [child.reader for child in children if not child.reader.closed]
    next_deadline = min(child.deadline for child in children)
    wait(signs, timeout=max(0.0, next_deadline - time.monotonic()))


def _serve(
    function: Callable[[Any, Note], Any], job: Any, writer: Connection, memory_limit: int | None
) -> None:
    """The life of a child: the job, then its answer."""
    if os.name == "posix":
        os.setpgid(0, 0)  # what the job starts is ended with it; Ctrl-C reaches the parent alone
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if memory_limit is not None:
            _limit_memory(memory_limit)
        answer = ("done", function(job, lambda words: writer.send(("note", words))))
        writer.send(answer)
    except BaseException as error:  # SystemExit too: a job that leaves early has not been done
        writer.send(("failed", f"{type(error).__name__}: {error}"[:_LONGEST]))


def _end_with_parent() -> None:
    """No process outlives the one that asked for it, not even when that was killed."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        if os.name == "posix":
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _limit_memory(limit: int) -> None:
    """More than the limit raises MemoryError here instead of stopping the machine."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def start_method() -> str:
    """How a process begins: forked from a warm server, or anew where that is not safe or wished."""
    if os.environ.get(START_VARIABLE) == "spawn":
        return "spawn"
    # Apple's system libraries do not survive a fork; a raw fork copies the parent's locks.
    can_fork = "forkserver" in get_all_start_methods() and sys.platform != "darwin"
    return "forkserver" if can_fork else "spawn"


def _context(preload: Sequence[str]) -> BaseContext:
    context = get_context(start_method())
    if start_method() == "forkserver":
        context.set_forkserver_preload(list(preload))
    return context


def _stop_server() -> None:
    """The warm server ends with the batch; the next one loads what it needs itself."""
    if start_method() != "forkserver":
        return
    server: Any = forkserver._forkserver
    if server._forkserver_pid is not None:
        # It would wait for every process that still holds its pipe, a stray grandchild included.
        os.kill(server._forkserver_pid, signal.SIGKILL)
        server._stop()


@contextmanager
def _with_variables(variables: Mapping[str, str]) -> Iterator[None]:
    """A process that begins here, or the server that forks it, finds these in its environment."""
    kept = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@contextmanager
def _hidden_main() -> Iterator[None]:
    """A child does not run the caller's script again: it needs nothing from there."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
