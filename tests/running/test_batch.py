"""Batches of pages: which pages there are, what is published, and what is said meanwhile."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.running.batch import (
    Page,
    PageResult,
    find_notebooks,
    page_progress,
    pages_of,
    plain_index,
    run_pages,
)

UNITS = """
01    city
001   districts   01
002   districts   01
00061 communes    001
00062 communes    001
SNV   departments 01
VP    outside     01
"""


@pytest.fixture
def evaluation() -> Any:
    """Two districts, two communes, a department, an organiser."""
    rows = [line.split() for line in UNITS.strip().splitlines()]
    units = pd.DataFrame(
        [
            (code, "" if league == "city" else league, "".join(parent))
            for code, league, *parent in rows
        ],
        columns=["unit_code", "league", "parent_code"],
    )
    return SimpleNamespace(tables={"units": units})


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """The folder of the pages' notebooks, empty but for their names."""
    for name in ("00_run", "20_evaluation", "10_evidence", "district", "unit", "what_if"):
        (tmp_path / f"{name}.ipynb").touch()
    return tmp_path


def names(pages: list[Page]) -> list[str]:
    """The names of pages in their order."""
    return [page.name for page in pages]


def test_the_city_in_reading_order_then_every_district(evaluation: Any, notebooks: Path):
    """Numbered notebooks are the city; 00_run and what_if are for people, not for a batch."""
    pages = pages_of(evaluation, notebooks=notebooks)
    assert names(pages) == ["10_evidence", "20_evaluation", "district-001", "district-002"]
    assert pages[2].parameters == {"unit_code": "001"}


def test_a_unit_gets_the_page_of_its_kind(evaluation: Any, notebooks: Path):
    """A code asked for twice, or already among the districts, is one page."""
    pages = pages_of(evaluation, pages=("districts",), units=("00061", "001", "00061"),
                     notebooks=notebooks)  # fmt: skip
    assert names(pages) == ["district-001", "district-002", "unit-00061"]


def test_units_are_all_that_are_ranked_and_no_district(evaluation: Any, notebooks: Path):
    """`--pages units` without codes; the organisers are in no league and get no page."""
    pages = pages_of(evaluation, pages=("units",), notebooks=notebooks)
    assert names(pages) == ["unit-00061", "unit-00062", "unit-SNV"]


def test_what_does_not_exist_is_refused_all_at_once(evaluation: Any, notebooks: Path):
    """One message for each fault, before any page starts (DESIGN §3)."""
    with pytest.raises(CallError) as refused:
        pages_of(evaluation, pages=("citty",), units=("61",), notebooks=notebooks)
    assert refused.value.faults == (
        "citty: không phải nhóm trang; chọn trong ('city', 'districts', 'units')",
        "61: không có đơn vị nào mang mã này",
    )


def test_the_notebooks_lie_beside_the_package_or_where_the_user_stands(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch
):
    """An installed copy is used from a folder that holds notebooks/."""
    monkeypatch.setattr("ihanoi_eval.running.batch.__file__", str(notebooks / "a" / "b" / "c.py"))
    monkeypatch.chdir(notebooks)
    with pytest.raises(CallError, match="thiếu sổ tay"):
        find_notebooks()
    (notebooks / "notebooks").mkdir()
    (notebooks / "district.ipynb").rename(notebooks / "notebooks" / "district.ipynb")
    assert find_notebooks() == notebooks / "notebooks"


def test_both_folders_are_replaced_whole_and_a_failed_page_is_in_the_index(
    tmp_path: Path, write_page: Any
):
    """The old pages are gone, the failed one is named with its cell, the others are there."""
    run = tmp_path / "run"
    (run / "html").mkdir(parents=True)
    (run / "html" / "old.html").touch()
    pages = [
        Page("fine", write_page(tmp_path, "fine", "1 + 1"), {"unit_code": "001"}),
        Page("fails", write_page(tmp_path, "fails", "1 / 0")),
    ]
    told: list[str] = []
    results = run_pages(pages, run=run, progress=lambda result: told.append(result.name))
    assert [(result.name, result.status) for result in results] == [
        ("fine", "done"), ("fails", "failed"),
    ]  # fmt: skip
    assert sorted(told) == ["fails", "fine"]
    assert sorted(path.relative_to(run).as_posix() for path in run.rglob("*.*")) == [
        "html/fine.html", "html/index.html", "notebooks/fails.ipynb", "notebooks/fine.ipynb",
    ]  # fmt: skip
    index = (run / "html" / "index.html").read_text(encoding="utf-8")
    assert '<a href="fine.html">fine</a>' in index
    assert "ô [3] 1 / 0 ZeroDivisionError: division by zero" in index
    assert 'href="fails.html"' not in index


def test_a_stopped_batch_leaves_the_old_pages(
    tmp_path: Path, write_page: Any, monkeypatch: pytest.MonkeyPatch
):
    """Ctrl-C while pages run: the old folders stand, and nothing half-made (RELIABILITY F102)."""
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("old", encoding="utf-8")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ihanoi_eval.running.batch.run_jobs", stop)
    with pytest.raises(KeyboardInterrupt):
        run_pages([Page("page", write_page(tmp_path, "page"))], run=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "page.ipynb"]
    assert (tmp_path / "html" / "index.html").read_text(encoding="utf-8") == "old"


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path):
    """A misspelt run makes no folder."""
    with pytest.raises(CallError, match="không có lần chạy nào"):
        run_pages([], run=tmp_path / "runn")
    assert not (tmp_path / "runn").exists()


def test_progress_is_lines_where_there_is_no_terminal():
    """A log gets a line for each page and no bar; a page that failed says where and why."""
    stream = io.StringIO()
    with page_progress(2, stream) as tell:
        tell(PageResult("10_evidence", "done", 0.71))
        tell(PageResult("district-001", "timeout", 120.0, "ô [5] page.gates()", "quá thời hạn"))
    assert stream.getvalue().splitlines() == [
        "[1/2] 10_evidence 0.7 s",
        "[2/2] district-001 timeout: ô [5] page.gates() quá thời hạn",
    ]


def test_the_index_of_pages_that_all_came_out_warns_of_nothing():
    """No word of failure where there is none."""
    assert "chưa lập được" not in plain_index([PageResult("10_evidence", "done", 0.7)])
