"""A Dask cluster: what it says when it cannot be reached, and how jobs on it end."""

import socket
import sys
import threading
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest

from ihanoi_eval.cluster import _next, _outcome, connected, folder_of_worker, run_on_cluster
from ihanoi_eval.errors import CallError, MachineError


def test_jobs_are_done_in_their_order_and_told_as_they_end(cluster):
    """The same outcomes as run_jobs gives; a job that raises is named and stops no other."""
    told: dict[int, Any] = {}
    with connected(cluster.address) as client:
        outcomes = run_on_cluster(int, ["1", "x", "3"], client=client, on_result=told.__setitem__)
    assert [one.status for one in outcomes] == ["done", "failed", "done"]
    assert [one.value for one in outcomes] == [1, None, 3]
    assert outcomes[1].error.startswith("ValueError: invalid literal")
    assert told == dict(enumerate(outcomes))


def test_a_worker_killed_in_the_middle_leaves_its_job_to_another(cluster):
    """Two workers sleep at two jobs each; one goes away, all four come to their end."""
    with connected(cluster.address) as client:
        client.wait_for_workers(2, timeout=30)

        def kill_once(place: int, _: object) -> None:
            if not killed:
                killed.append(place)
                cluster.kill_worker()

        killed: list[int] = []
        outcomes = run_on_cluster(time.sleep, [0.3] * 4, client=client, on_result=kill_once)
    cluster.start_worker()
    assert killed and [one.status for one in outcomes] == ["done"] * 4


def test_the_folder_of_a_killed_worker_is_gone_when_the_next_one_starts(cluster):
    """It is the worker's own, which Dask clears; the system's would keep what lies there."""
    with connected(cluster.address) as client:
        client.wait_for_workers(2, timeout=30)
        asked = [
            client.submit(folder_of_worker, workers=[worker], pure=False)
            for worker in client.scheduler_info()["workers"]
        ]
        folders = [one.result() for one in asked]
        assert len(folders) == 2 and all(folder.is_dir() for folder in folders)
        cluster.kill_worker()
        cluster.start_worker()
        for _ in range(300):
            if sum(folder.is_dir() for folder in folders) == 1:
                break
            time.sleep(0.1)
        client.wait_for_workers(2, timeout=30)
    assert sum(folder.is_dir() for folder in folders) == 1


def ended_with(error: Exception) -> Any:
    """A future whose job ended so."""

    def result() -> None:
        raise error

    return SimpleNamespace(result=result)


def test_a_job_that_kills_whoever_does_it_is_named():
    """Dask gives up after some tries; the words say so."""
    from distributed import KilledWorker

    error = KilledWorker("job", last_worker=None, allowed_failures=3)
    outcome = _outcome(ended_with(error))
    assert (outcome.status, outcome.error) == (
        "killed",
        "máy tính trong cụm dừng giữa chừng, đã thử lại nhiều lần",
    )


def test_a_scheduler_that_goes_away_is_told():
    """Its jobs are cancelled: nobody knows how they ended."""
    with pytest.raises(MachineError, match="mất kết nối với bộ điều phối"):
        _outcome(ended_with(CancelledError()))


def test_work_does_not_wait_for_ever_for_workers_that_are_gone():
    """No worker and nobody coming: an end with words after the time that is given."""
    client: Any = SimpleNamespace(scheduler_info=lambda n_workers: {"workers": {}})
    with pytest.raises(MachineError, match="không còn máy tính nào trong 0 giây"):
        _next(SimpleQueue(), client, 0)


@pytest.mark.parametrize("address", ["", "máy chủ", "tcp://127.0.0.1:abc", "http2://x:1"])
def test_an_address_that_no_cluster_has_is_refused(address):
    """It is the call that has to be mended."""
    with pytest.raises(CallError, match=r"cần dạng tcp://may-chu:8786"), connected(address):
        pass


def test_a_scheduler_that_does_not_answer_is_named():
    """The address, and what to look at."""
    wanted = r"tcp://127.0.0.1:1: không có bộ điều phối Dask nào trả lời trong 5 giây"
    with pytest.raises(MachineError, match=wanted), connected("tcp://127.0.0.1:1", patience=5):
        pass


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", False),  # as a length, more than any memory
        (b"", False),  # a server of pages waits for a question
        (b"", True),
        (bytes(8), True),
        ((60).to_bytes(8, "little") + b"pickle", True),
    ],
)
def test_another_service_at_the_port_is_told_within_the_time(said, ends):
    """Dask's own client would wait for its greeting without end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            line, _ = server.accept()
            with line, suppress(ConnectionResetError):
                line.sendall(said)
                if not ends:
                    line.recv(1)  # until the other side goes

        thread = threading.Thread(target=answer)
        thread.start()
        wanted = f"{address}: chương trình ở cổng đó không phải bộ điều phối Dask"
        with pytest.raises(MachineError, match=wanted), connected(address, patience=1):
            pass
        thread.join()


def test_a_scheduler_without_workers_says_how_to_start_one(cluster, monkeypatch):
    """Work would wait there for nobody."""
    from distributed import Client

    def nobody_comes(self: object, n_workers: int, timeout: float) -> None:
        raise TimeoutError

    monkeypatch.setattr(Client, "wait_for_workers", nobody_comes)
    with (
        pytest.raises(MachineError, match=f"chạy dask worker {cluster.address}"),
        connected(cluster.address),
    ):
        pass


def test_without_the_extra_the_words_say_what_to_install(monkeypatch):
    """The rest of the package works without Dask."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MachineError, match=r"pip install 'ihanoi-eval\[scale\]'"), connected("x:1"):
        pass
