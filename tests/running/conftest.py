"""Notebooks to execute: a title, the parameters, and the cells of a test."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

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
