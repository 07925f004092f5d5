"""Where a run may lie, and how it comes to lie there: beside its place first, then whole."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ihanoi_eval.errors import CallError
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.files import check_replaceable, publish_folder, write_whole
from ihanoi_eval.run_files import (
    ACCOUNT_FILE,
    LATEST,
    MANIFEST_FILE,
    PEOPLE_FOLDER,
    RULES_FILE,
    SIGN_OFFS_FILE,
    TABLES_FOLDER,
    is_left,
)
from ihanoi_eval.running.journal import LOG_FILE, SIGNED, events_of
from ihanoi_eval.running.places import ELSEWHERE, check_free, check_name

OUTPUTS = "outputs"
OF_A_RUN = frozenset(
    {MANIFEST_FILE, RULES_FILE, TABLES_FOLDER, PEOPLE_FOLDER, "notebooks", "html", "documents"}
    | {EXTRACTS, LOG_FILE, SIGN_OFFS_FILE, ACCOUNT_FILE}
)


def check_place(out: Path, campaign: Path, inputs: Path) -> None:
    """CallError for a place where a run would bury something that is none."""
    check_free(out, "kết quả", _strangers)
    if (out / SIGN_OFFS_FILE).exists() or events_of(out, SIGNED):
        raise CallError(f"{out}: kết quả đã có người ký, không ghi đè; {ELSEWHERE}")
    check_name(campaign)
    for folder, word in (
        (inputs, "số liệu (--inputs)"),
        (campaign, "quy định (--campaign)"),
    ):
        place, other = out.resolve(), folder.resolve()
        if other.is_relative_to(place):
            raise CallError(f"{out}: chứa thư mục {word}; {ELSEWHERE}")
        if place.is_relative_to(other):
            raise CallError(f"{out}: nằm trong thư mục {word}; {ELSEWHERE}")


def _strangers(folder: Path) -> list[str]:
    """What lies in a folder and is not a run's; everything, where no run of ours is."""
    names = sorted(path.name for path in folder.iterdir())
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        is_ours = {"run_id", "outputs"} <= set(manifest)
    except (OSError, ValueError, TypeError):
        is_ours = False
    return [name for name in names if not is_ours or not (name in OF_A_RUN or is_left(Path(name)))]


def by_name(folder: Path) -> Path:
    """The folder by a path that ends in its name: what lies beside it is called after it."""
    return folder if folder.name not in ("", "..") else folder.resolve()


def work_of(out: Path) -> Path:
    """Where a run is made before it is moved to its place."""
    return out.with_name(f".{out.name}.work")


def parts_of(out: Path) -> Path:
    """Where counted parts of the logs wait for the rest of a run; gone when it stands."""
    return out.with_name(f".{out.name}.parts").resolve()


@contextmanager
def made_beside(out: Path) -> Iterator[Path]:
    """A work folder that becomes `out` when all went well; whoever holds the lock may ask.

    What an earlier call has left there is in it. A call that is stopped leaves its run for the
    next one, once its tables are whole; after a fault nothing is left.
    """
    work = work_of(out)
    check_replaceable(out)
    try:
        work.mkdir(parents=True, exist_ok=True)
        yield work
        publish_folder(work, out)
        shutil.rmtree(parts_of(out), ignore_errors=True)
    except KeyboardInterrupt:
        if not (work / MANIFEST_FILE).is_file():
            shutil.rmtree(work, ignore_errors=True)
        raise
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def point_to(out: Path) -> None:
    """Name the run where notebooks and the next call look for it: in the project's outputs.

    Outside of a project, beside the run: another folder of that name is somebody else's.
    """
    here = Path.cwd()
    outputs = next(
        (
            folder / OUTPUTS
            for folder in (here, *here.parents)
            if all((folder / name).is_dir() for name in (OUTPUTS, "params", "notebooks"))
        ),
        out.resolve().parent,
    )
    relative = os.path.relpath(out.resolve(), outputs.resolve())
    write_whole(outputs / LATEST, f"{Path(relative).as_posix()}\n".encode())
