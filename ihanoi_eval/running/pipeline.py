"""One campaign from a folder of inputs to pages: made beside its place, moved in whole."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from ihanoi_eval.errors import CallError, DataError
from ihanoi_eval.evaluation import (
    LATEST,
    MANIFEST_FILE,
    PEOPLE_FOLDER,
    RULES_FILE,
    TABLES_FOLDER,
    Evaluation,
    evaluate,
    open_run,
    save,
)
from ihanoi_eval.evidence.platform_parts import Place
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.files import locked, publish_folder, restore_previous, write_whole
from ihanoi_eval.reporting.comparison import check_registers, compared
from ihanoi_eval.rules.loading import Rules, load_rules
from ihanoi_eval.running.batch import (
    Engine,
    PageResult,
    comparing,
    page_progress,
    pages_of,
    run_pages,
)
from ihanoi_eval.running.journal import LOG_FILE, note
from ihanoi_eval.running.manifest import check_unchanged, identify, origin_of, write_manifest
from ihanoi_eval.running.sign_offs import SIGN_OFFS_FILE

OUTPUTS = "outputs"
OF_A_RUN = frozenset(
    {MANIFEST_FILE, RULES_FILE, TABLES_FOLDER, PEOPLE_FOLDER, "notebooks", "html", "documents"}
    | {EXTRACTS, LOG_FILE, SIGN_OFFS_FILE}
)
# What a crash or the machine's own windows leave in a run.
LEFT_IN_A_RUN = re.compile(
    r"(notebooks|html|documents)\.previous|\.(notebooks|html|documents)\.work|\..*\.part"
    r"|\.ipynb_checkpoints|\.DS_Store|Thumbs\.db|desktop\.ini"
)
LONGEST_NAME = 200  # [bytes] a file system takes 255; lock and work folder have longer names

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunResult:
    """A run as it lies on disk: its folder, its evaluation, how its pages ended."""

    folder: Path
    evaluation: Evaluation
    pages: tuple[PageResult, ...] = ()

    @property
    def failed_pages(self) -> tuple[PageResult, ...]:
        """The pages that did not come out."""
        return tuple(page for page in self.pages if page.status != "done")

    @property
    def summary(self) -> str:
        """One line: what came out, which file to open."""
        tables = self.evaluation.tables
        listed = tables["shortlist"]
        decisions = listed.loc[listed["nominee_id"] == "", "decision"].value_counts()
        index = self.folder / "html" / "index.html"
        return (
            f"{len(tables['units'])} units, {len(tables['findings'])} findings, "
            f"{decisions.get('award', 0)} proposed, {decisions.get('council', 0)} left to the "
            f"Council, {decisions.get('reserve', 0)} reserve → "
            f"{index if index.is_file() else self.folder / 'tables'}"
        )


def evaluate_campaign(
    campaign: Path,
    inputs: Path,
    *,
    as_of: date,
    out: Path,
    scheduler: str = "",
    say: Say = lambda _: None,
) -> RunResult:
    """The tables of an evaluation as a new run at `out`; nothing is written where it cannot be.

    scheduler: address of the Dask cluster that counts the logs; this machine, if empty.
    """
    check_place(out, campaign, inputs)
    rules = _load(campaign, inputs)
    with _made_beside(out) as work:
        _write_tables(
            rules,
            inputs,
            as_of=as_of,
            work=work,
            place=Place(scheduler, kept=_parts_of(out), scratch=work),
            say=say,
            origin=origin_of(campaign, inputs, out),
        )
    return RunResult(out, open_run(out))


def run(
    campaign: Path,
    inputs: Path,
    *,
    as_of: date,
    out: Path,
    pages: Sequence[str] = ("city", "districts"),
    units: Sequence[str] = (),
    workers: int = 2,
    engine: Engine = "own",
    previous: Path | None = None,
    scheduler: str = "",
    say: Say = lambda _: None,
    watch: TextIO | None = None,
) -> RunResult:
    """An evaluation with its pages and dossier as a new run at `out` (DESIGN §3, §6).

    A page that fails is named in the result while the others go on. A crash leaves the last good
    run whole at its place. previous: the earlier run that the page of evidence compares with; it
    may be the one that `out` replaces. scheduler: as in evaluate_campaign. watch: where the pages'
    progress is shown.
    """
    check_place(out, campaign, inputs)
    rules = _load(campaign, inputs)
    if previous is not None:
        check_previous(previous, rules)
    with _made_beside(out) as work:
        _write_tables(
            rules,
            inputs,
            as_of=as_of,
            work=work,
            place=Place(scheduler, kept=_parts_of(out), scratch=work),
            say=say,
            origin=origin_of(campaign, inputs, out),
            previous=previous,
        )
        results = _report(
            work,
            pages=pages,
            units=units,
            workers=workers,
            engine=engine,
            previous=previous,
            watch=watch,
        )
        if rules.awards.quotas:
            from ihanoi_eval.running.documents import write_documents  # late: it pulls in Word

            say("Soạn hồ sơ khen thưởng")
            write_documents(work)
    return RunResult(out, open_run(out), results)


def report(
    folder: Path,
    *,
    pages: Sequence[str] = ("city", "districts"),
    units: Sequence[str] = (),
    workers: int = 2,
    engine: Engine = "own",
    previous: Path | None = None,
    watch: TextIO | None = None,
) -> RunResult:
    """The pages of a run that stands; its notebooks and html are replaced, the manifest last.

    DataError where a table is not the one that the run wrote: its pages would vouch for it.
    """
    folder = folder if folder.name not in ("", "..") else folder.resolve()
    with locked(folder):
        restore_previous(folder)
        standing = open_run(folder)
        check_unchanged(folder)
        if previous is not None:
            if previous.resolve() == folder.resolve():
                raise CallError(f"{previous}: chính là lần chạy này; chỉ ra lần chạy khác để so")
            check_previous(previous, standing.rules)
        results = _report(
            folder,
            pages=pages,
            units=units,
            workers=workers,
            engine=engine,
            previous=previous,
            watch=watch,
        )
    return RunResult(folder, open_run(folder), results)


def _write_tables(
    rules: Rules,
    inputs: Path,
    *,
    as_of: date,
    work: Path,
    origin: Mapping[str, Any],
    place: Place,
    say: Say,
    previous: Path | None = None,
) -> None:
    """Evaluate into a work folder: tables, rules, log, manifest; beside an earlier run."""
    evaluation = evaluate(
        rules, inputs, as_of=as_of, extracts=work / EXTRACTS, place=place, progress=say
    )
    if previous is not None:
        say("So với lần chạy trước")
        evaluation = compared(evaluation, open_run(previous))
    save(evaluation, work)
    run_id = identify(evaluation)
    head = note(work, "evaluated", run_id=run_id)
    write_manifest(evaluation, work, run_id=run_id, origin=origin, log_head=head)


def _report(
    folder: Path,
    *,
    pages: Sequence[str],
    units: Sequence[str],
    workers: int,
    engine: Engine,
    previous: Path | None,
    watch: TextIO | None,
) -> tuple[PageResult, ...]:
    """Make the pages of a run folder and write its manifest anew."""
    from ihanoi_eval.reporting.index import index_page  # late: it pulls in the charts

    evaluation = open_run(folder)
    wanted = pages_of(evaluation, pages=pages, units=units)
    if previous is not None:
        wanted = [comparing(page, previous, run=folder) for page in wanted]
    progress = page_progress(len(wanted), watch) if watch else nullcontext()
    with progress as tell:
        results = run_pages(
            wanted,
            run=folder,
            workers=workers,
            engine=engine,
            index=lambda results: index_page(evaluation, results),
            progress=tell,
        )
    failed = [result.name for result in results if result.status != "done"]
    head = note(folder, "reported", pages=len(results), failed=failed)
    write_manifest(
        evaluation,
        folder,
        run_id=evaluation.run_id,
        pages=results,
        log_head=head,
        previous=previous,
    )
    return tuple(results)


def check_previous(previous: Path, rules: Rules) -> None:
    """That a run may be compared with: whole, as written, of this campaign and register."""
    earlier = open_run(previous)
    check_unchanged(previous)
    check_registers(earlier.rules, rules)
    campaign, code = rules.campaign.code, earlier.rules.campaign.code
    if code != campaign:
        raise CallError(
            f"{previous}: là lần chạy của đợt {code}, không phải {campaign}; chỉ so sánh hai lần "
            "chạy của cùng một đợt"
        )


def check_place(out: Path, campaign: Path, inputs: Path) -> None:
    """CallError for a place where a run would bury something that is none."""
    elsewhere = "chọn thư mục khác cho kết quả (--out)"
    if out.name in ("", "..") or len(out.name.encode()) > LONGEST_NAME:
        raise CallError(f"{str(out)[:80]}: không phải tên thư mục dùng được; {elsewhere}")
    try:
        if out.is_symlink():
            raise CallError(f"{out}: là một liên kết; {elsewhere}")
        if out.exists() and not out.is_dir():
            raise CallError(f"{out}: là một tệp; {elsewhere}")
        above = next(parent for parent in out.parents if parent.exists())
        if not above.is_dir():
            raise CallError(f"{out}: {above} là một tệp; {elsewhere}")
        strangers = _strangers(out) if out.is_dir() else []
    except OSError:
        raise CallError(f"{str(out)[:80]}: không mở được; {elsewhere}") from None
    if (out / SIGN_OFFS_FILE).exists():
        raise CallError(f"{out}: kết quả đã có người ký, không ghi đè; {elsewhere}")
    if strangers:
        named = ", ".join(strangers[:3])
        raise CallError(f"{out}: đã có nội dung không phải kết quả ({named}); {elsewhere}")
    for folder, word in (
        (inputs, "số liệu (--inputs)"),
        (campaign, "quy định (--campaign)"),
    ):
        place, other = out.resolve(), folder.resolve()
        if other.is_relative_to(place):
            raise CallError(f"{out}: chứa thư mục {word}; {elsewhere}")
        if place.is_relative_to(other):
            raise CallError(f"{out}: nằm trong thư mục {word}; {elsewhere}")


def _strangers(folder: Path) -> list[str]:
    """What lies in a folder and is not a run's; everything, where no run of ours is."""
    names = sorted(path.name for path in folder.iterdir())
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        is_ours = {"run_id", "outputs"} <= set(manifest)
    except (OSError, ValueError, TypeError):
        is_ours = False
    return [
        name
        for name in names
        if not is_ours or not (name in OF_A_RUN or LEFT_IN_A_RUN.fullmatch(name))
    ]


def _load(campaign: Path, inputs: Path) -> Rules:
    """The rules, before anything is made on disk; DataError where there is no folder of inputs."""
    rules = load_rules(campaign)
    if not inputs.is_dir():
        raise DataError(f"{inputs}: không có thư mục số liệu này; chỉ ra đúng thư mục")
    return rules


@contextmanager
def _made_beside(out: Path) -> Iterator[Path]:
    """A work folder that becomes `out` when all went well, and is gone otherwise."""
    with locked(out):
        restore_previous(out)
        work = out.with_name(f".{out.name}.work")
        shutil.rmtree(work, ignore_errors=True)
        try:
            work.mkdir(parents=True)
            yield work
            publish_folder(work, out)
            shutil.rmtree(_parts_of(out), ignore_errors=True)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    _point_to(out)


def _parts_of(out: Path) -> Path:
    """Where counted parts of the logs wait for the rest of a run; gone when it stands."""
    return out.with_name(f".{out.name}.parts").resolve()


def _point_to(out: Path) -> None:
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
