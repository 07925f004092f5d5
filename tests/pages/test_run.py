"""The notebook for who uses no terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import run as page


@dataclass(frozen=True)
class Result:
    """How a page ended."""

    name: str
    status: str
    cell: str = ""
    error: str = ""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with notebooks, seen from inside notebooks/."""
    for name in ("params/hanoi", "outputs/sample", "notebooks"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


@pytest.mark.parametrize("name", ["params/hanoi", "outputs/sample", "outputs/not-yet"])
def test_a_folder_is_found_from_the_notebook_and_from_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    """JupyterLab runs in notebooks/, papermill in the project; one spelling serves both."""
    from_notebook = page.folder(name)
    monkeypatch.chdir(project)
    assert from_notebook == page.folder(name) == project / name


def test_a_whole_path_stays_as_it_is(project: Path, tmp_path: Path):
    """Another disk, or a network share."""
    assert page.folder(str(tmp_path / "x")) == tmp_path / "x"


@pytest.mark.parametrize("words", ["20/12/2024", "2024-12-20"])
def test_a_day_is_read_as_officers_write_it(words: str):
    """Day first; the order of a table is understood too."""
    assert page.day(words) == date(2024, 12, 20)


def test_a_day_that_is_none_is_refused_by_name():
    """The message names the parameter and shows how to write it."""
    with pytest.raises(CallError, match="as_of: .*30/11/2024"):
        page.day("12/20/2024")


def test_the_outcome_names_pages_that_failed(final: Evaluation, words: Callable[[object], str]):
    """The others are there; this one says in which cell it stopped."""
    shown = words(page.outcome(final, [Result("district-001", "failed", "Ô 5", "<b>")]))
    assert f"đơn vị được chấm điểm {len(final.tables['ranking'])}" in shown
    assert "district-001: Ô 5 <b>" in shown


def test_what_to_do_next_stands_in_the_notebook(final: Evaluation, words: Callable[[object], str]):
    """The same tasks as on the first page."""
    assert "Phê duyệt bộ tiêu chí" in words(page.tasks(final))
    assert "href" not in str(page.tasks(final))  # from a notebook these would lead nowhere


def test_only_pages_that_are_there_are_linked(project: Path, words: Callable[[object], str]):
    """By a path from where the notebook runs, blanks and all."""
    html = project / "outputs" / "kết quả" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("", encoding="utf-8")
    markup = str(page.links(html.parent))
    assert 'href="../outputs/k%E1%BA%BFt%20qu%E1%BA%A3/html/index.html"' in markup
    assert markup.count("<a ") == 1
