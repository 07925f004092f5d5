"""One campaign from a folder of inputs to pages: made beside its place, moved in whole."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import LATEST, MANIFEST_FILE, Evaluation, evaluate, open_run, save
from ihanoi_eval.files import locked, publish_folder, restore_previous, write_whole
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.batch import Engine, PageResult, page_progress, pages_of, run_pages
from ihanoi_eval.running.manifest import identify, write_manifest

OUTPUTS = "outputs"

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
        decisions = tables["shortlist"]["decision"].value_counts()
        index = self.folder / "html" / "index.html"
        return (
            f"{len(tables['units'])} units, {len(tables['findings'])} findings, "
            f"{decisions.get('award', 0)} proposed, {decisions.get('council', 0)} left to the "
            f"Council, {decisions.get('reserve', 0)} reserve → "
            f"{index if index.is_file() else self.folder / 'tables'}"
        )


def evaluate_campaign(
    campaign: Path, inputs: Path, *, as_of: date, out: Path, say: Say = lambda _: None
) -> RunResult:
    """The tables of an evaluation as a new run at `out`; nothing is written where it cannot be."""
    with _made_beside(out, campaign, inputs) as work:
        evaluation = evaluate(load_rules(campaign), inputs, as_of=as_of, progress=say)
        save(evaluation, work)
        write_manifest(evaluation, work, run_id=identify(evaluation))
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
    say: Say = lambda _: None,
    watch: TextIO | None = None,
) -> RunResult:
    """An evaluation with its pages as a new run at `out` (DESIGN §3, §6).

    A page that fails is named in the result while the others go on. A crash leaves the last good
    run whole at its place. watch: where the pages' progress is shown.
    """
    with _made_beside(out, campaign, inputs) as work:
        evaluation = evaluate(load_rules(campaign), inputs, as_of=as_of, progress=say)
        save(evaluation, work)
        write_manifest(evaluation, work, run_id=identify(evaluation))
        results = _report(
            work, pages=pages, units=units, workers=workers, engine=engine, watch=watch
        )
    return RunResult(out, open_run(out), results)


def report(
    folder: Path,
    *,
    pages: Sequence[str] = ("city", "districts"),
    units: Sequence[str] = (),
    workers: int = 2,
    engine: Engine = "own",
    watch: TextIO | None = None,
) -> RunResult:
    """The pages of a run that stands; its notebooks and html are replaced, the manifest last."""
    with locked(folder):
        restore_previous(folder)
        results = _report(
            folder, pages=pages, units=units, workers=workers, engine=engine, watch=watch
        )
    return RunResult(folder, open_run(folder), results)


def _report(
    folder: Path,
    *,
    pages: Sequence[str],
    units: Sequence[str],
    workers: int,
    engine: Engine,
    watch: TextIO | None,
) -> tuple[PageResult, ...]:
    """Make the pages of a run folder and write its manifest anew."""
    from ihanoi_eval.reporting.index import index_page  # late: it pulls in the charts

    evaluation = open_run(folder)
    wanted = pages_of(evaluation, pages=pages, units=units)
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
    write_manifest(evaluation, folder, run_id=evaluation.run_id, pages=results)
    return tuple(results)


@contextmanager
def _made_beside(out: Path, campaign: Path, inputs: Path) -> Iterator[Path]:
    """A work folder that becomes `out` when all went well, and is gone otherwise."""
    _check_place(out, campaign, inputs)
    with locked(out):
        restore_previous(out)
        work = out.with_name(f".{out.name}.work")
        shutil.rmtree(work, ignore_errors=True)
        try:
            work.mkdir(parents=True)
            yield work
            publish_folder(work, out)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    _point_to(out)


def _check_place(out: Path, campaign: Path, inputs: Path) -> None:
    """Refuse a place where a run would bury something that is none."""
    if out.exists() and not out.is_dir():
        raise CallError(f"{out}: là một tệp; chọn thư mục khác cho --out")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST_FILE).is_file():
        raise CallError(f"{out}: đã có nội dung không phải kết quả; chọn thư mục khác cho --out")
    for folder, word in ((inputs, "--inputs"), (campaign, "--campaign")):
        if folder.resolve().is_relative_to(out.resolve()):
            raise CallError(f"{out}: chứa thư mục của {word}; chọn thư mục khác cho --out")


def _point_to(out: Path) -> None:
    """Name the run in outputs/latest, where notebooks and the next call look for it."""
    outputs = next(
        (
            folder / OUTPUTS
            for folder in (Path.cwd(), *Path.cwd().parents)
            if (folder / OUTPUTS).is_dir()
        ),
        out.resolve().parent,
    )
    relative = os.path.relpath(out.resolve(), outputs.resolve())
    write_whole(outputs / LATEST, f"{Path(relative).as_posix()}\n".encode())
