"""Work on a Dask cluster: reached or refused in words, and the end of every job is seen."""

import queue
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ihanoi_eval.errors import CallError, MachineError
from ihanoi_eval.workers import Outcome

if TYPE_CHECKING:
    from distributed import Client, Future

Job = TypeVar("Job")
Answer = TypeVar("Answer")

PATIENCE: Final = 10.0  # [s] for the scheduler to answer and for a first worker to be there
LONELY: Final = 60.0  # [s] that work waits for a worker to come back after all of them have gone
_GREETING: Final = b"pickle-protocol"  # a word of what every server of Dask says first
_LONGEST_GREETING: Final = 4_096  # [bytes] it takes some hundred
_LOOK: Final = 1.0  # [s] between two looks at who is still there
_LONGEST: Final = 2_000  # characters of an error that are worth reading


@contextmanager
def connected(address: str, *, patience: float = PATIENCE) -> Iterator["Client"]:
    """A client of the Dask scheduler at `address`, which has a worker at least.

    CallError where no cluster can have such an address; MachineError where the extra is missing,
    nobody answers within `patience` [s], who answers is no scheduler, or no worker is there.
    """
    try:
        from distributed import Client  # late: only --scheduler needs it, and it is slow to load
        from distributed.comm import get_address_host_port, normalize_address
    except ImportError:
        raise MachineError(
            "--scheduler: cần phần mở rộng scale; cài bằng pip install 'ihanoi-eval[scale]'"
        ) from None
    try:
        place = get_address_host_port(normalize_address(address), strict=True)
    except ValueError:
        raise CallError(
            f"--scheduler {address}: không phải địa chỉ của bộ điều phối Dask; "
            "cần dạng tcp://may-chu:8786"
        ) from None
    try:
        # A client that failed half-way locks the next one out when it is collected, and it waits
        # for ever for the greeting of a server that is none of Dask's; so knock and listen first.
        if not normalize_address(address).startswith("tcp:"):
            socket.create_connection(place, timeout=patience).close()
        elif not _is_dask(place, patience):
            raise MachineError(
                f"--scheduler {address}: chương trình ở cổng đó không phải bộ điều phối Dask, hoặc "
                "bộ điều phối bị treo; kiểm tra địa chỉ, cổng và lệnh dask scheduler trên máy đó"
            )
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, UnicodeError):  # a name that no machine has, TimeoutError too
        raise MachineError(
            f"--scheduler {address}: không có bộ điều phối Dask nào trả lời trong {patience:g} "
            "giây; kiểm tra địa chỉ, cổng, tường lửa và lệnh dask scheduler trên máy đó"
        ) from None
    try:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise MachineError(
                f"--scheduler {address}: bộ điều phối không có máy tính nào; trên từng máy chạy "
                f"dask worker {address}"
            ) from None
        yield client
    finally:
        client.close()


def _is_dask(place: tuple[str, int], patience: float) -> bool:
    """Whether who listens there greets as Dask does; OSError where nobody listens.

    A message of Dask over TCP is its length in eight bytes, then so many bytes; its servers speak
    first. Who says nothing within `patience` [s], or anything else, is no server of Dask.
    """
    deadline = time.monotonic() + patience
    with socket.create_connection(place, timeout=patience) as line, suppress(TimeoutError):
        length = int.from_bytes(_heard(line, 8, deadline), "little")
        return length <= _LONGEST_GREETING and _GREETING in _heard(line, length, deadline)
    return False


def _heard(line: socket.socket, length: int, deadline: float) -> bytes:
    """The next bytes from the other side, fewer where it ends; TimeoutError after the deadline."""
    heard = b""
    while len(heard) < length:
        line.settimeout(max(deadline - time.monotonic(), 0.001))  # 0 would not wait at all
        more = line.recv(length - len(heard))
        if not more:
            break
        heard += more
    return heard


def run_on_cluster(
    function: Callable[[Job], Answer],
    jobs: Sequence[Job],
    *,
    client: "Client",
    lonely: float = LONELY,
    on_result: Callable[[int, Outcome[Answer]], None] | None = None,
) -> list[Outcome[Answer]]:
    """The outcome of function(job) for every job, in the order of the jobs, as run_jobs gives it.

    function: found by its module and name, there too. A job whose worker goes away is done by
    another one; a job that ends its workers again and again is `killed`, and the others go on.
    on_result: called with the job's place and its outcome as soon as it is known.
    MachineError where the scheduler goes away, or all workers for longer than `lonely` [s].
    """
    ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
    futures = client.map(_timed, [function] * len(jobs), jobs, pure=False)
    places = {future.key: place for place, future in enumerate(futures)}
    outcomes: dict[int, Outcome[Answer]] = {}
    try:
        for future in futures:
            future.add_done_callback(ended.put)
        while len(outcomes) < len(jobs):
            future = _next(ended, client, lonely)
            place = places[future.key]
            outcomes[place] = _outcome(future)
            if on_result:
                on_result(place, outcomes[place])
    finally:
        client.cancel(futures)
    return [outcomes[place] for place in range(len(jobs))]


def folder_of_worker() -> Path:
    """Where a job on a worker may put things aside.

    Dask clears it when the worker ends, or, where it was killed, when the next one starts there.
    """
    from distributed import get_worker

    return Path(get_worker().local_directory)


def _timed(function: Callable[[Job], Answer], job: Job) -> tuple[float, Answer]:
    """What a worker does: how long the job took [s], and its answer."""
    begun = time.monotonic()
    answer = function(job)
    return time.monotonic() - begun, answer


def _next(ended: "queue.SimpleQueue[Future]", client: "Client", lonely: float) -> "Future":
    """The next job that has ended; MachineError where none can."""
    seen = time.monotonic()
    while True:
        try:
            return ended.get(timeout=_LOOK)
        except queue.Empty:
            if client.scheduler_info(n_workers=-1)["workers"]:
                seen = time.monotonic()
            elif time.monotonic() - seen > lonely:
                raise MachineError(
                    f"--scheduler: cụm máy không còn máy tính nào trong {lonely:g} giây; "
                    "khởi động lại dask worker rồi chạy lại"
                ) from None


def _outcome(future: "Future") -> Outcome[Any]:
    """How a job on the cluster ended."""
    from distributed import KilledWorker

    try:
        seconds, value = future.result()  # counted again where its worker went away with it
    except CancelledError:  # the scheduler that knew it is gone
        raise MachineError(
            "--scheduler: mất kết nối với bộ điều phối Dask giữa chừng; kiểm tra máy đó rồi "
            "chạy lại"
        ) from None
    except KilledWorker:
        words = "máy tính trong cụm dừng giữa chừng, đã thử lại nhiều lần"
        return Outcome("killed", 0.0, error=words)
    except Exception as error:  # whatever the job raised there
        return Outcome("failed", 0.0, error=f"{type(error).__name__}: {error}"[:_LONGEST])
    return Outcome("done", seconds, value)
