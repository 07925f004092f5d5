"""Many pages, each in a process of its own, published together when all of them have ended."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, TextIO

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import (
    check_replaceable,
    publish_folder,
    restore_previous,
    sha256_of,
    write_whole,
)
from ihanoi_eval.reporting.blocks import callout, link, mark
from ihanoi_eval.reporting.html import Html, document, join, text
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.page_sets import RUN_VARIABLE, Engine
from ihanoi_eval.workers import Note, Outcome, Status, run_jobs

TIME_LIMIT: Final = 120.0  # [s] a page; the slowest takes a few seconds, in a kernel ten
MEMORY_LIMIT: Final = 6 * 2**30  # [bytes] addressed, not used: a page's libraries alone map two
RUN_OF_A_PAGE: Final = ".."  # a page lies in <run>/notebooks, wherever the run may be moved to
PARTS: Final = {"notebooks": "ipynb", "html": "html"}  # what a page leaves, and where
RECORDS: Final = "pages"  # of a batch that has not ended: how each page did


@dataclass(frozen=True)
class PageResult:
    """How a page ended: done, or the cell in which it stopped and why; kept where it stood."""

    name: str
    status: Status
    seconds: float
    cell: str = ""
    error: str = ""
    is_kept: bool = False


def run_pages(
    planned: Sequence[Planned],
    *,
    run: Path,
    standing: Path | None = None,
    workers: int = 2,
    time_limit: float = TIME_LIMIT,
    engine: Engine = "own",
    scheduler: str = "",
    index: Callable[[Sequence[PageResult]], str] | None = None,
    progress: Callable[[PageResult], None] | None = None,
) -> list[PageResult]:
    """How each page ended; <run>/notebooks and <run>/html hold what came out, and an index.

    A page without a reason to be made is taken from `standing`, the run itself by default; one
    that a stopped batch has left from there. Both folders are replaced whole when every page has
    ended. A page that failed leaves its notebook with the error and no HTML; index(results) is the
    page that says so. Every notebook is told `run = ".."`: it runs, and later lies, one folder
    below the run, so that no published page holds a path of this machine.
    scheduler: the Dask cluster whose machines make the pages.
    """
    if not run.is_dir():
        raise CallError(f"{run}: không có lần chạy nào ở đây")
    work = {name: run / f".{name}.work" for name in (*PARTS, RECORDS)}
    results: dict[str, PageResult] = {}

    def settle(one: Planned, result: PageResult) -> None:
        if result.status == "done" and not result.is_kept:
            _record(one, result, work)
        results[one.page.name] = result
        if progress:
            progress(result)

    try:
        for name in PARTS:
            restore_previous(run / name)
            check_replaceable(run / name)
        left = _take_over(planned, work)
        for one in planned:
            if one.page.name in left:
                settle(one, left[one.page.name])
            elif not one.why:
                for part, ending in PARTS.items():
                    name = f"{one.page.name}.{ending}"
                    shutil.copyfile((standing or run) / part / name, work[part] / name)
                settle(one, PageResult(one.page.name, "done", 0.0, is_kept=True))
        waiting = [one for one in planned if one.page.name not in results]
        _do(
            [_job(one, work, engine) for one in waiting],
            on_result=lambda place, end: settle(waiting[place], _result(waiting[place], end)),
            workers=workers,
            scheduler=scheduler,
            run=run.resolve(),
            time_limit=time_limit,
        )
        ended = [results[one.page.name] for one in planned]
        write_whole(work["html"] / "index.html", (index or plain_index)(ended).encode())
        for part in PARTS:
            publish_folder(work[part], run / part)
    except KeyboardInterrupt:
        if not any(result.status == "done" for result in results.values()):
            _discard(work)
        raise  # what is done lies there for the next call
    except BaseException:
        _discard(work)
        raise
    _discard(work)
    return ended


def _take_over(planned: Sequence[Planned], work: Mapping[str, Path]) -> dict[str, PageResult]:
    """The pages that a stopped batch has left whole and that would come out so again."""
    left: dict[str, PageResult] = {}
    for one in planned:
        with suppress(OSError, ValueError, TypeError, KeyError):
            record = json.loads((work[RECORDS] / f"{one.page.name}.json").read_bytes())
            if record["made_from"] == dict(one.made_from) and record["files"] == _files(one, work):
                left[one.page.name] = replace(PageResult(**record["result"]), is_kept=True)
    for part, folder in work.items():
        folder.mkdir(exist_ok=True)
        wanted = {f"{name}.{PARTS.get(part, 'json')}" for name in left}
        for path in folder.iterdir():
            if path.name not in wanted:
                path.unlink() if path.is_file() else shutil.rmtree(path)
    return left


def _record(one: Planned, result: PageResult, work: Mapping[str, Path]) -> None:
    """A page that is done is known to the next call, should this one be stopped."""
    record = {
        "result": asdict(result),
        "made_from": dict(one.made_from),
        "files": _files(one, work),
    }
    write_whole(work[RECORDS] / f"{one.page.name}.json", json.dumps(record).encode())


def _files(one: Planned, work: Mapping[str, Path]) -> dict[str, str]:
    """The hashes of what a page has left."""
    return {
        part: sha256_of(work[part] / f"{one.page.name}.{ending}") for part, ending in PARTS.items()
    }


def _discard(work: Mapping[str, Path]) -> None:
    """Nothing is left of a batch beside what was published."""
    for folder in work.values():
        shutil.rmtree(folder, ignore_errors=True)


Job = tuple[Path, dict[str, Any], Path, Path, str]


def _job(one: Planned, work: Mapping[str, Path], engine: Engine) -> Job:
    """What a page's process is told."""
    executed, html = (work[part] / f"{one.page.name}.{end}" for part, end in PARTS.items())
    told = {"run": RUN_OF_A_PAGE, **one.page.parameters}
    return one.page.notebook.resolve(), told, executed.resolve(), html.resolve(), engine


def _do(
    jobs: Sequence[Job],
    *,
    on_result: Callable[[int, Outcome[tuple[str, str]]], None],
    workers: int,
    scheduler: str,
    run: Path,
    time_limit: float,
) -> None:
    """Make the pages, here or on the machines of a cluster, in processes that are bounded alike."""
    bounds: dict[str, Any] = {
        "time_limit": time_limit,
        "memory_limit": MEMORY_LIMIT,
        "preload": ("ihanoi_eval.running.warm",),
        "environment": {RUN_VARIABLE: str(run)},
    }
    if not scheduler:
        run_jobs(_run_page, jobs, workers=workers, on_result=on_result, **bounds)
    elif jobs:
        from ihanoi_eval.running.machines import run_on_machines  # late: few have a cluster

        run_on_machines(
            _run_page, jobs, scheduler=scheduler, folder=run, on_result=on_result, **bounds
        )


def _run_page(job: Job, note: Note) -> tuple[str, str]:
    """In a page's own process: its cell and error, both empty when it is done."""
    # Here and not above: the parent starts at once, and no thread of theirs is in it.
    import ihanoi_eval.running.warm  # noqa: F401  # where nothing is forked it is not yet loaded
    from ihanoi_eval.running.engine import PageJob, run_page

    fault = run_page(PageJob(*job), note)
    return (fault.cell, fault.error) if fault else ("", "")


def _result(one: Planned, outcome: Outcome[tuple[str, str]]) -> PageResult:
    """A job's outcome as a page's."""
    name = one.page.name
    if outcome.value is None:
        return PageResult(
            name, outcome.status, outcome.seconds, cell=outcome.note, error=outcome.error
        )
    cell, error = outcome.value
    return PageResult(name, "failed" if error else "done", outcome.seconds, cell, error)


def plain_index(results: Sequence[PageResult]) -> str:
    """The pages as a list of links, and why a page is not there."""
    lines = [
        Html(f"<li>{link(result.name, f'{result.name}.html')}</li>")
        if result.status == "done"
        else Html(f"<li>{text(result.name)} – {mark('failed', 'chưa lập được')}: "
                  f"{text(result.cell)} {text(result.error)}</li>")
        for result in results
    ]  # fmt: skip
    failed = sum(result.status != "done" for result in results)
    heading = Html("<h1>Mục lục</h1>")
    warning = callout("failed", f"{failed} trang chưa lập được.") if failed else Html("")
    return document(heading, warning, Html(f"<ul>{join(lines)}</ul>"))


@contextmanager
def page_progress(total: int, stream: TextIO) -> Iterator[Callable[[PageResult], None]]:
    """What to call with each page that ends: it moves a bar on a terminal, else adds a line.

    Pages that are kept move the bar and have no line of their own.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(file=stream, markup=False, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
    task = bar.add_task("pages", total=total)

    def tell(result: PageResult) -> None:
        bar.advance(task)
        line = f"[{bar.tasks[0].completed:.0f}/{total}] {result.name} "
        if result.status != "done":
            console.print(f"{line}{result.status}: {result.cell} {result.error}", soft_wrap=True)
        elif not console.is_terminal and not result.is_kept:
            console.print(f"{line}{result.seconds:.1f} s")

    with bar:
        try:
            yield tell
        except KeyboardInterrupt:
            console.print(f"dừng ở trang {bar.tasks[0].completed:.0f}/{total}; "
                          "chạy lại đúng lệnh này để làm tiếp")  # fmt: skip
            raise
