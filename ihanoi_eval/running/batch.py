"""Many pages, each in a process of its own, published together when all of them have ended."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import (
    check_replaceable,
    publish_folder,
    restore_previous,
    safe_name,
    write_whole,
)
from ihanoi_eval.reporting.blocks import callout, link, mark
from ihanoi_eval.reporting.html import Html, document, join, text
from ihanoi_eval.workers import Note, Outcome, Status, run_jobs

if TYPE_CHECKING:
    from ihanoi_eval.evaluation import Evaluation

Engine = Literal["own", "kernel"]
COMPARES: Final = "10_evidence"  # the page that says what changed since --previous
PAGE_SETS: Final = ("city", "districts", "units")

TIME_LIMIT: Final = 120.0  # [s] a page; the slowest takes a few seconds, in a kernel ten
MEMORY_LIMIT: Final = 6 * 2**30  # [bytes] addressed, not used: a page's libraries alone map two
RUN_OF_A_PAGE: Final = ".."  # a page lies in <run>/notebooks, wherever the run may be moved to


@dataclass(frozen=True)
class Page:
    """A page to make: its name, its notebook, and what the notebook is told."""

    name: str
    notebook: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PageResult:
    """How a page ended: done, or the cell in which it stopped and why."""

    name: str
    status: Status
    seconds: float
    cell: str = ""
    error: str = ""


def pages_of(
    evaluation: "Evaluation",
    *,
    pages: Sequence[str] = ("city", "districts"),
    units: Sequence[str] = (),
    notebooks: Path | None = None,
) -> list[Page]:
    """The pages of an evaluation: of the city in reading order, of each district, of the units.

    pages: which sets. Districts are the leagues whose units have units below them; "units" is
    every other ranked unit. units: codes that get their page besides.
    """
    folder = notebooks or find_notebooks()
    register = evaluation.tables["units"]
    ranked = register[~register["league"].isin(["", "outside"])]
    of_parents = ranked["league"][ranked["unit_code"].isin(register["parent_code"])].unique()
    districts = ranked["unit_code"][ranked["league"].isin(of_parents)].tolist()
    others = ranked["unit_code"][~ranked["unit_code"].isin(districts)].tolist()
    faults = [f"{name}: không phải nhóm trang; chọn trong {PAGE_SETS}" for name in pages
              if name not in PAGE_SETS]  # fmt: skip
    known = set(register["unit_code"])
    faults += [f"{code}: không có đơn vị nào mang mã này" for code in units if code not in known]
    if faults:
        raise CallError(*faults)
    wanted = [*(districts if "districts" in pages else []), *(others if "units" in pages else [])]
    city = sorted(folder.glob("[0-9][0-9]_*.ipynb")) if "city" in pages else []
    return [
        *(Page(path.stem, path) for path in city if path.stem != "00_run"),
        *(_page_of_unit(folder, code, districts) for code in dict.fromkeys([*wanted, *units])),
    ]


def _page_of_unit(folder: Path, code: str, districts: Sequence[str]) -> Page:
    """The page of one unit, by the notebook for its kind."""
    kind = "district" if code in districts else "unit"
    return Page(f"{kind}-{safe_name(code)}", folder / f"{kind}.ipynb", {"unit_code": code})


def comparing(page: Page, previous: Path, *, run: Path) -> Page:
    """The page told of an earlier run, if it compares: the way there from where pages lie."""
    if page.name != COMPARES:
        return page
    way = os.path.relpath(previous.resolve(), (run / "notebooks").resolve())
    return replace(page, parameters={**page.parameters, "previous": Path(way).as_posix()})


def find_notebooks() -> Path:
    """The folder of the pages' notebooks: beside the package, else where the user stands."""
    beside = Path(__file__).parents[2] / "notebooks"
    for folder in (beside, Path.cwd() / "notebooks"):
        if (folder / "district.ipynb").is_file():
            return folder
    raise CallError(f"{beside}: thiếu sổ tay của các trang; chạy trong thư mục có notebooks/")


def run_pages(
    pages: Sequence[Page],
    *,
    run: Path,
    workers: int = 2,
    time_limit: float = TIME_LIMIT,
    engine: Engine = "own",
    index: Callable[[Sequence[PageResult]], str] | None = None,
    progress: Callable[[PageResult], None] | None = None,
) -> list[PageResult]:
    """How each page ended; <run>/notebooks and <run>/html hold what came out, and an index.

    Both folders are replaced whole when every page has ended. A page that failed leaves its
    notebook with the error and no HTML; index(results) is the page that says so.
    Every notebook is told `run = ".."`: it runs, and later lies, one folder below the run, so that
    no published page holds a path of this machine.
    """
    if not run.is_dir():
        raise CallError(f"{run}: không có lần chạy nào ở đây")
    work = {name: run / f".{name}.work" for name in ("notebooks", "html")}
    jobs = [
        (
            page.notebook.resolve(),
            {"run": RUN_OF_A_PAGE, **page.parameters},
            (work["notebooks"] / f"{page.name}.ipynb").resolve(),
            (work["html"] / f"{page.name}.html").resolve(),
            engine,
        )
        for page in pages
    ]

    def tell(place: int, outcome: Outcome[Any]) -> None:
        if progress:
            progress(_result(pages[place], outcome))

    try:
        for name, folder in work.items():
            restore_previous(run / name)
            check_replaceable(run / name)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        outcomes = run_jobs(
            _run_page,
            jobs,
            workers=workers,
            time_limit=time_limit,
            memory_limit=MEMORY_LIMIT,
            preload=("ihanoi_eval.running.warm",),
            on_result=tell,
        )
        results = [_result(page, end) for page, end in zip(pages, outcomes, strict=True)]
        write_whole(work["html"] / "index.html", (index or plain_index)(results).encode())
        for name, folder in work.items():
            publish_folder(folder, run / name)
    finally:
        for folder in work.values():
            shutil.rmtree(folder, ignore_errors=True)
    return results


def _run_page(job: tuple[Path, dict[str, Any], Path, Path, str], note: Note) -> tuple[str, str]:
    """In a page's own process: its cell and error, both empty when it is done."""
    # Here and not above: the parent starts at once, and no thread of theirs is in it.
    import ihanoi_eval.running.warm  # noqa: F401  # where nothing is forked it is not yet loaded
    from ihanoi_eval.running.engine import PageJob, run_page

    fault = run_page(PageJob(*job), note)
    return (fault.cell, fault.error) if fault else ("", "")


def _result(page: Page, outcome: Outcome[tuple[str, str]]) -> PageResult:
    """A job's outcome as a page's."""
    if outcome.value is None:
        return PageResult(
            page.name, outcome.status, outcome.seconds, cell=outcome.note, error=outcome.error
        )
    cell, error = outcome.value
    return PageResult(page.name, "failed" if error else "done", outcome.seconds, cell, error)


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
    """What to call with each page that ends: it moves a bar on a terminal, else adds a line."""
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
        elif not console.is_terminal:
            console.print(f"{line}{result.seconds:.1f} s")

    with bar:
        yield tell
