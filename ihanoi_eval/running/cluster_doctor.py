"""Whether the workers of a cluster have what a run needs: packages as here, inputs, scratch."""

import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ihanoi_eval.cluster import connected
from ihanoi_eval.evidence.platform_parts import of_one_part
from ihanoi_eval.running.doctor import LEAST_FREE, Answer
from ihanoi_eval.running.manifest import package_version
from ihanoi_eval.vietnamese import format_count

PACKAGES: Final = ("duckdb", "pyarrow", "pandas", "numpy", "dask", "distributed")


@dataclass(frozen=True)
class Machine:
    """What a worker says of itself: packages, whether it counts as here, files it can read."""

    python: str
    packages: Mapping[str, str]
    rules: str
    unread: tuple[str, ...]
    free: int


def describe(files: Mapping[str, int]) -> Machine:
    """This process as it is; files: paths that it has to be able to read, with their sizes."""
    return Machine(
        python=".".join(platform.python_version_tuple()[:2]),
        packages={name: package_version(name) or "không có" for name in PACKAGES},
        rules=of_one_part(),
        unread=tuple(path for path, size in files.items() if not _is_read(Path(path), size)),
        free=shutil.disk_usage(tempfile.gettempdir()).free,
    )


def examine_cluster(address: str, inputs: Path | None = None) -> list[Answer]:
    """Every answer about the workers of a Dask cluster, and what to do where one is not ready.

    inputs: the folder whose platform logs every worker has to read under the same path.
    """
    logs = sorted((inputs / "platform").resolve().rglob("*")) if inputs else []
    files = {str(path): path.stat().st_size for path in logs if path.is_file()}
    with connected(address) as client:
        found: Mapping[str, Machine | str] = {
            worker: answer if isinstance(answer, Machine) else str(answer)
            for worker, answer in client.run(describe, files, on_error="return").items()
        }
        threads_of = client.nthreads()
    threads = sum(threads_of.get(worker, 0) for worker in found)  # others may have come since
    here = describe({})
    words = f"{address}: {len(found)} máy tính, {threads} luồng"
    answers = [Answer("Cụm máy", "ok", words)]
    questions: tuple[Callable[[Machine, Machine], Iterator[str]], ...] = (
        _packages,
        _rules,
        _files,
        _space,
    )
    for worker, machine in sorted(found.items()):
        if isinstance(machine, str):
            faults = [
                f"chưa có ihanoi-eval ({machine.splitlines()[0][:200]}); trên máy đó chạy "
                "pip install -c constraints.txt 'ihanoi-eval[scale]' rồi khởi động lại dask worker"
            ]
        else:
            faults = [fault for ask in questions for fault in ask(machine, here)]
        what = f"Máy {worker}"
        if faults:
            answers.append(Answer(what, "failed", "; ".join(faults)))
        else:
            seen = f", đọc được {len(files)} tệp số liệu" if inputs else ""
            answers.append(Answer(what, "ok", f"đúng các gói của máy này{seen}"))
    return answers


def _packages(there: Machine, here: Machine) -> Iterator[str]:
    """Python and packages that are not those of this machine: answers could differ."""
    apart = [
        f"{name} {there.packages[name]}, máy này {here.packages[name]}"
        for name in PACKAGES
        if there.packages[name] != here.packages[name]
    ]
    if there.python != here.python:
        apart.insert(0, f"Python {there.python}, máy này {here.python}")
    if apart:
        yield f"{'; '.join(apart)}; cài cùng phiên bản: pip install -c constraints.txt"


def _rules(there: Machine, here: Machine) -> Iterator[str]:
    """Another version of the package that counts another way."""
    if there.rules != here.rules:
        yield "platform.sql khác máy này; cài cùng phiên bản ihanoi-eval"


def _files(there: Machine, _: Machine) -> Iterator[str]:
    """Inputs that it does not see as they are here."""
    if there.unread:
        named = ", ".join(there.unread[:3])
        yield (
            f"không đọc được {len(there.unread)} tệp số liệu như ở máy này ({named}); đặt số liệu "
            "trên ổ dùng chung, cùng một đường dẫn ở mọi máy"
        )


def _space(there: Machine, _: Machine) -> Iterator[str]:
    """Too little room for what does not fit into memory."""
    if there.free < LEAST_FREE:
        free, least = (format_count(size // 2**20) for size in (there.free, LEAST_FREE))
        yield f"thư mục tạm còn {free} MB, cần {least} MB; dọn bớt"


def _is_read(path: Path, size: int) -> bool:
    """Whether a file can be opened here and is as long as it should be."""
    try:
        with path.open("rb"):
            return path.stat().st_size == size
    except OSError:
        return False
