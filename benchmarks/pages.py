"""How long pages take: our batch, the plain tools' loop, and a bare script of the same figures.

python benchmarks/pages.py RUN [--kind district] [--pages 8] [--plain 2] [--rounds 3]
python benchmarks/pages.py RUN --kind unit --pages 0     # all unit pages, ours against the script
python benchmarks/pages.py RUN --kind unit --pages 0 --every 20 --rounds 1     # a sample of them

RUN is a run of any size (`ihanoi-eval demo` makes one). In each round every way makes pages of one
notebook, two at a time, one way after the other, so that a busy machine is busy for all of them;
what is written are the medians of the rounds' seconds a page, start included, and of their ratios.
The plain loop is `papermill`, then `jupyter nbconvert` with the same template. The bare script is
plain Python that opens the run once a process, calls what the notebook's cells call and writes the
charts and tables into one file a page: no notebook, no process a page, no bounds.
"""

import argparse
import ast
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from ihanoi_eval.evaluation import keep_open, open_run
from ihanoi_eval.reporting.html import TEMPLATE
from ihanoi_eval.running.batch import run_pages
from ihanoi_eval.running.freshness import plan_pages
from ihanoi_eval.running.page_sets import Order, Page, pages_of

WORKERS = 2


def wait_for(commands: Sequence[Sequence[str]], folder: Path) -> None:
    """Run the commands one after another; none may fail."""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    for command in commands:
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def plain(pages: Sequence[Page], run: Path, *, workers: int) -> None:
    """The two commands for each page."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(dir=run) as folder, ThreadPoolExecutor(workers) as pool:
        jobs = [
            (
                [str(programs / "papermill"), str(page.notebook), f"{page.name}.ipynb",
                 "-r", "run", "..", "-r", "unit_code", page.parameters["unit_code"],
                 "--no-progress-bar"],
                [str(programs / "jupyter-nbconvert"), "--to", "html",
                 f"--template-file={TEMPLATE}", f"{page.name}.ipynb"],
            )
            for page in pages
        ]  # fmt: skip
        list(pool.map(lambda job: wait_for(job, Path(folder)), jobs))


def ours(pages: Sequence[Page], run: Path) -> None:
    """The batch: the warm start, a process a page, the publishing."""
    planned = plan_pages(pages, Order(), standing=run / "nowhere", results="")
    failed = [one for one in run_pages(planned, run=run, workers=WORKERS) if one.status != "done"]
    if failed:
        raise SystemExit(f"not measured: {failed[0]}")


def bare(pages: Sequence[Page], run: Path) -> None:
    """The script, in two processes with half of the pages each."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        script = [sys.executable, __file__, "--bare", str(run), folder, str(pages[0].notebook)]
        codes = [[page.parameters["unit_code"] for page in pages[half::WORKERS]]
                 for half in range(WORKERS)]  # fmt: skip
        list(pool.map(lambda half: wait_for([[*script, *half]], Path.cwd()), filter(None, codes)))


def is_told(cell: nbformat.NotebookNode) -> bool:
    """Whether the cell holds the notebook's parameters."""
    return "parameters" in cell.metadata.get("tags", [])


def be_bare(run: str, folder: str, notebook: str, *codes: str) -> None:
    """The bare script itself: what the notebook's cells call, page after page."""
    import matplotlib as mpl

    mpl.use("agg")
    keep_open(run)
    read = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    cells = [cell for cell in read.cells
             if cell.cell_type == "code"]  # fmt: skip
    bodies = [ast.parse(cell.source) for cell in cells if not is_told(cell)]
    parameters = next(cell.source for cell in cells if is_told(cell))
    for code in codes:
        space: dict[str, object] = {}
        exec(parameters, space)
        space |= {"run": run, "unit_code": code}
        shown = []
        for body in bodies:
            exec(compile(ast.Module(body.body[:-1], []), notebook, "exec"), space)
            last = body.body[-1]
            if not isinstance(last, ast.Expr):
                raise SystemExit(f"{notebook}: a cell that shows nothing")
            shown.append(str(eval(compile(ast.Expression(last.value), notebook, "eval"), space)))
        Path(folder, f"{code}.html").write_text("\n".join(shown), encoding="utf-8")


def seconds(way: Callable[[], None], count: int) -> tuple[float, float]:
    """Seconds a page by the clock, and of processors."""
    begun, before = time.perf_counter(), processors()
    way()
    return (time.perf_counter() - begun) / count, (processors() - before) / count


def processors() -> float:
    """Seconds of processors that this process and those it started have used."""
    return sum(os.times()[:4])


def main() -> None:
    """Measure every way in rounds and write seconds and ratios."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("run", type=Path)
    options.add_argument("--kind", choices=("district", "unit"), default="district")
    options.add_argument("--pages", type=int, default=8, help="0: all; then no plain loop")
    options.add_argument("--every", type=int, default=1, help="of all pages each so many-th")
    options.add_argument("--plain", type=int, default=2, help="pages of the plain loop")
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    sets = {"district": "districts", "unit": "units"}
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        shutil.copytree(asked.run, run, ignore=shutil.ignore_patterns("html", "notebooks"))
        pages = pages_of(open_run(run).rules.campaign, Order((sets[asked.kind],)), run=run)
        pages = pages[:: asked.every][: asked.pages or len(pages)]
        few = pages[: asked.plain]
        ways = {
            "batch, two at a time": (lambda: ours(pages, run), len(pages)),
            "bare script, two at a time": (lambda: bare(pages, run), len(pages)),
        }
        if asked.pages:
            ways |= {
                "papermill + nbconvert, one at a time": (
                    lambda: plain(few, run, workers=1), len(few)),
                "papermill + nbconvert, two at a time": (
                    lambda: plain(few, run, workers=WORKERS), len(few)),
            }  # fmt: skip
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(asked.rounds):
            for name, (way, count) in ways.items():
                taken[name].append(seconds(way, count))
    sys.stdout.write(f"{len(pages)} {asked.kind} pages, {asked.rounds} rounds\n")
    for place, what in enumerate(("by the clock", "of processors")):
        first = [each[place] for each in taken["batch, two at a time"]]
        for name, rounds in taken.items():
            each = [one[place] for one in rounds]
            ratio = statistics.median(one / own for one, own in zip(each, first, strict=True))
            shown = " ".join(f"{one:.2f}" for one in each)
            sys.stdout.write(f"{name:38} {statistics.median(each):6.2f} s a page {what:13} "
                             f"{ratio:6.2f} x batch  ({shown})\n")  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        be_bare(*sys.argv[2:])
    else:
        main()
