"""What holds for every test, and the campaign of three districts, evaluated once."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from ihanoi_eval.cluster import connected
from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.reporting.comparison import compared
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parent / "small"
# Debian keeps PostgreSQL's programs outside of PATH.
PROGRAMS = os.pathsep.join(
    [os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
)

settings.register_profile(
    "house",
    deadline=None,  # a busy machine is no wrong result
    derandomize="CI" in os.environ,  # the same commit passes or fails there, at a desk it explores
)
settings.load_profile("house")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a program says so in a line where it is not, and fails where it must be."""
    needed = {name for mark in item.iter_markers("needs") for name in mark.args}
    if "postgres" in getattr(item, "fixturenames", ()):
        needed |= {"initdb", "pg_ctl"}
    absent = sorted(name for name in needed if shutil.which(name, path=PROGRAMS) is None)
    if absent and os.environ.get("IHANOI_EVAL_ALL_PROGRAMS"):
        pytest.fail(f"{', '.join(absent)}: not installed, and this machine promised to have all")
    if absent:
        pytest.skip(f"{', '.join(absent)}: not installed")


@pytest.fixture(scope="session")
def final() -> Evaluation:
    """After the reports were due."""
    rules = load_rules(SMALL / "campaign")
    return replace(
        evaluate(rules, SMALL / "inputs", as_of=date(2024, 12, 20)), run_id="small-20241220"
    )


@pytest.fixture(scope="session")
def running() -> Evaluation:
    """In the middle of the campaign."""
    return evaluate(load_rules(SMALL / "campaign"), SMALL / "inputs", as_of=date(2024, 11, 20))


@pytest.fixture(scope="session")
def earlier(final: Evaluation) -> Evaluation:
    """Other decisions: a commune and a nominee had seats; a nominee came, another is gone since."""
    listed = final.tables["shortlist"].copy()
    listed.loc[listed["unit_code"] == "00006", "decision"] = "award"
    listed.loc[listed["nominee_id"] == "01fd922d86", "decision"] = "award"
    listed.loc[listed["nominee_id"] == "02f76d0ea5", "nominee_id"] = "ffffffffff"
    return replace(final, run_id="earlier", tables={**final.tables, "shortlist": listed})


@pytest.fixture(scope="session")
def later(final: Evaluation, earlier: Evaluation) -> Evaluation:
    """The final run beside the earlier one."""
    return replace(compared(final, earlier), facts={"origin": {"previous": {"run_id": "earlier"}}})


@pytest.fixture(scope="session")
def changed() -> Callable[..., Evaluation]:
    """An evaluation with some tables replaced."""

    def change(evaluation: Evaluation, **tables: pd.DataFrame) -> Evaluation:
        return replace(evaluation, tables={**evaluation.tables, **tables})

    return change


@pytest.fixture(scope="session")
def words() -> Callable[[object], str]:
    """What a reader sees of markup: its words, one blank between them."""

    def read(markup: object) -> str:
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(markup))).split())

    return read


@pytest.fixture(scope="session")
def alts() -> Callable[[object], list[str]]:
    """The words of every picture for who cannot see it."""

    def read(markup: object) -> list[str]:
        return [
            unescape(alt) for alt in re.findall(r'role="img" aria-label="([^"]*)"', str(markup))
        ]

    return read


# --- a database of our own -----------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """Runs SQL in a private PostgreSQL and returns the address to read it from.

    It listens on a socket in a folder of its own and on no port; the server refuses to run as root.
    """
    pytest.importorskip("adbc_driver_postgresql", reason="the extra scale is not installed")
    with tempfile.TemporaryDirectory(prefix="ihanoi-pg-") as name:
        folder = Path(name)
        as_other: list[str] = []
        if os.geteuid() == 0:
            as_other = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            shutil.chown(folder, "nobody", "nogroup")

        def call(program: str, *arguments: str) -> None:
            command = [*as_other, str(shutil.which(program, path=PROGRAMS)), *arguments]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        cluster = f"{folder}/data"
        call("initdb", "-D", cluster, "-A", "trust", "-U", "ihanoi", "-E", "UTF8", "--no-locale")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        call("pg_ctl", "-D", cluster, "-w", "-l", f"{folder}/log", "-o", options, "start")
        address = f"postgresql:///postgres?host={folder}&user=ihanoi"
        try:

            def run_sql(sql: str) -> str:
                from adbc_driver_postgresql import dbapi

                with dbapi.connect(address) as connection, connection.cursor() as cursor:
                    for statement in filter(str.strip, sql.split(";\n")):
                        cursor.execute(statement)
                    connection.commit()
                return address

            yield run_sql
        finally:
            call("pg_ctl", "-D", cluster, "-m", "immediate", "stop")


# --- a Dask cluster of our own -------------------------------------------------------------


@dataclass
class Cluster:
    """A scheduler and its workers, real processes on this machine."""

    address: str
    workers: list[subprocess.Popen[bytes]]

    def start_worker(self) -> None:
        """One more worker, of one thread, that nobody restarts."""
        self.workers.append(dask("worker", self.address, "--no-nanny", "--nthreads=1"))

    def kill_worker(self) -> None:
        """The oldest worker is gone without a word."""
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()


def dask(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A program of Dask that says nothing and shows no page."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
    options = ["--no-dashboard", "--host=127.0.0.1"]
    return subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers; a test that kills one starts another."""
    pytest.importorskip("distributed", reason="the extra scale is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as patch:
        scratch = tmp_path_factory.mktemp("dask")
        patch.setenv("DASK_TEMPORARY_DIRECTORY", str(scratch))
        scheduler = dask("scheduler", f"--port={port}")
        there = Cluster(address, [])
        try:
            there.start_worker()
            there.start_worker()
            while True:  # until it listens
                with suppress(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.05)
            with connected(address, patience=120) as client:
                client.wait_for_workers(2, timeout=120)
            yield there
        finally:
            for process in (*there.workers, scheduler):
                process.kill()
                process.wait()
