"""Notebooks to execute: a title, the parameters, and the cells of a test; a run to audit."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ihanoi_eval.running.pipeline import evaluate_campaign

SMALL = Path(__file__).parents[1] / "small"
WritePage = Callable[..., Path]


def _write_page(folder: Path, name: str, *cells: str) -> Path:
    """A notebook in the shape of a page; a cell that begins with # is its words."""
    told = new_code_cell('run = ""\nunit_code = "001"', metadata={"tags": ["parameters"]})
    body = [
        new_markdown_cell(cell) if cell.startswith("#") else new_code_cell(cell) for cell in cells
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = new_notebook(
        cells=[new_markdown_cell(f"# Trang {name}"), told, *body],
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
    )
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="session")
def write_page() -> WritePage:
    """Writes the notebook of a page into a folder: write_page(folder, name, *cells)."""
    return _write_page


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small campaign, its inputs and a run of it, beside each other."""
    folder = tmp_path_factory.mktemp("audited")
    for part in ("campaign", "inputs"):
        shutil.copytree(SMALL / part, folder / part)
    day = date(2024, 12, 20)
    evaluate_campaign(folder / "campaign", folder / "inputs", as_of=day, out=folder / "run")
    return folder


@pytest.fixture
def made(_made_once: Path, tmp_path: Path) -> Path:
    """A run of the small campaign with its rules and inputs beside it, for one test to spoil."""
    shutil.copytree(_made_once, tmp_path / "moved")
    return tmp_path / "moved" / "run"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with an outputs folder of its own."""
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def _evaluated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the small campaign as deep as `here` has its own, so that its inputs are found."""
    run = tmp_path_factory.mktemp("evaluated") / "outputs" / "a"
    evaluate_campaign(SMALL / "campaign", SMALL / "inputs", as_of=date(2024, 12, 20), out=run)
    return run


@pytest.fixture
def evaluated(_evaluated_once: Path, here: Path) -> Path:
    """The place of such a run, outputs/a, seen from the working directory; it is the latest."""
    shutil.copytree(_evaluated_once.parent, here / "outputs", dirs_exist_ok=True)
    return Path("outputs/a")
