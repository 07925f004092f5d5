"""Seconds a page: our batch against the plain loop of `papermill` and `jupyter nbconvert`.

python benchmarks/pages.py [--pages 12] [--plain 3]

A page of six charts and four tables, the same notebook for every way, in one run on one machine,
so that the ratios mean something where the seconds do not. Needs the package installed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ihanoi_eval.reporting.html import TEMPLATE
from ihanoi_eval.running.batch import Engine, Page, run_pages

OPENING = """
import pandas as pd
from matplotlib.figure import Figure
from ihanoi_eval.reporting.blocks import chart, table
units = pd.DataFrame({
    "name": [f"Đơn vị {i}" for i in range(30)],
    "total_points": [100 - 1.7 * i for i in range(30)],
    "rank": [float(i + 1) for i in range(30)],
    "population_15plus": [12_000.0 + 931 * i for i in range(30)],
})
"""
CHART = """
figure = Figure(figsize=(7, 4), layout="constrained")
axes = figure.subplots()
axes.barh(units["name"], units["total_points"], color="#6b7280")
axes.axvline({at}, color="#a4161a")
axes.set(title="Điểm của 30 đơn vị", xlabel="điểm")
chart(figure, "Điểm của 30 đơn vị, ngưỡng {at}")
"""
TABLE = 'table(units, caption="Bảng {at}", note="Nguồn: số liệu giả lập")'


def write_page(folder: Path) -> Path:
    """The notebook of a page with six charts and four tables, each under its heading."""
    told = new_code_cell('run = ""\nunit_code = ""', metadata={"tags": ["parameters"]})
    cells = [new_markdown_cell("# Trang đo"), told, new_code_cell(OPENING.strip())]
    for source, count in ((CHART, 6), (TABLE, 4)):
        for at in range(50, 50 + count):
            cells.append(new_markdown_cell(f"## Mục {at}\n\nMột câu về mục này."))
            cells.append(new_code_cell(source.strip().replace("{at}", str(at))))
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
    )
    path = folder / "page.ipynb"
    nbformat.write(notebook, path)
    return path


def plain(notebook: Path, count: int) -> float:
    """Seconds a page by the two commands, one page after another."""
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    begun = time.perf_counter()
    for place in range(count):
        name = f"plain-{place}.ipynb"
        for command in (
            ["papermill", notebook.name, name, "-r", "unit_code", str(place), "--no-progress-bar"],
            ["jupyter-nbconvert", "--to", "html", f"--template-file={TEMPLATE}", name],
        ):
            program = [str(programs / command[0]), *command[1:]]
            subprocess.run(
                program, cwd=notebook.parent, env=environment, check=True, capture_output=True
            )
    return (time.perf_counter() - begun) / count


def ours(notebook: Path, count: int, *, workers: int, engine: Engine = "own") -> float:
    """Seconds a page by the batch, the warm start and the publishing included."""
    run = notebook.parent / f"run-{engine}-{workers}"
    run.mkdir()
    pages = [Page(f"unit-{i}", notebook, {"unit_code": str(i)}) for i in range(count)]
    begun = time.perf_counter()
    results = run_pages(pages, run=run, workers=workers, engine=engine)
    seconds = (time.perf_counter() - begun) / count
    failed = [result for result in results if result.status != "done"]
    if failed:
        raise SystemExit(f"not measured: {failed[0]}")
    return seconds


def main() -> None:
    """Measure every way once and write the ratios."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pages", type=int, default=12)
    options.add_argument("--plain", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        notebook = write_page(Path(folder))
        base = plain(notebook, asked.plain)
        rows = [("papermill + jupyter nbconvert, one after another", base)]
        for workers in (1, 2):
            seconds = ours(notebook, asked.pages, workers=workers, engine="kernel")
            rows.append((f"batch, ordinary kernel, {workers} at a time", seconds))
        for workers in (1, 2):
            seconds = ours(notebook, asked.pages, workers=workers)
            rows.append((f"batch, {workers} at a time", seconds))
    for way, seconds in rows:
        sys.stdout.write(f"{way:52} {seconds:6.2f} s a page {base / seconds:6.1f} x\n")


if __name__ == "__main__":
    main()
