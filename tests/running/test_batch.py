"""Batches of pages: what is published, what is kept, what a stop leaves, what is said meanwhile."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.running.batch import PageResult, page_progress, plain_index, run_pages
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.page_sets import Page


@pytest.fixture
def planned(tmp_path: Path, write_page: Any) -> Callable[..., Planned]:
    """A page that is to be made: planned(name, *cells)."""

    def plan(name: str, *cells: str, why: str = "chưa lập", made_from: str = "1") -> Planned:
        return Planned(Page(name, write_page(tmp_path, name, *cells)), {"code": made_from}, why)

    return plan


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run with one page of an earlier batch."""
    (tmp_path / "run" / "html").mkdir(parents=True)
    (tmp_path / "run" / "html" / "index.html").write_text("old", encoding="utf-8")
    return tmp_path / "run"


def files_of(run: Path) -> list[str]:
    """Every file of a run by its path in it."""
    return sorted(path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file())


def stop_after(count: int) -> Callable[[PageResult], None]:
    """Ctrl-C when so many pages have ended."""
    ended: list[PageResult] = []

    def tell(result: PageResult) -> None:
        ended.append(result)
        if len(ended) == count:
            raise KeyboardInterrupt

    return tell


def test_both_folders_are_replaced_whole_and_a_failed_page_is_in_the_index(
    run: Path, planned: Callable[..., Planned]
):
    """The old pages are gone, the failed one is named with its cell, the others are there."""
    pages = [planned("fine", "1 + 1"), planned("fails", "1 / 0")]
    told: list[str] = []
    results = run_pages(pages, run=run, progress=lambda result: told.append(result.name))
    assert [(result.name, result.status) for result in results] == [
        ("fine", "done"), ("fails", "failed"),
    ]  # fmt: skip
    assert sorted(told) == ["fails", "fine"]
    assert files_of(run) == [
        "html/fine.html", "html/index.html", "notebooks/fails.ipynb", "notebooks/fine.ipynb",
    ]  # fmt: skip
    index = (run / "html" / "index.html").read_text(encoding="utf-8")
    assert '<a href="fine.html">fine</a>' in index
    assert "ô [3] 1 / 0 ZeroDivisionError: division by zero" in index
    assert 'href="fails.html"' not in index


def test_a_page_without_a_reason_is_taken_as_it_stands(run: Path, planned: Callable[..., Planned]):
    """From the run itself or, for a run that is made beside it, from the one that stands."""
    run_pages([planned("fine", "1 + 1")], run=run)
    page = (run / "html" / "fine.html").read_bytes()
    beside = run.with_name("beside")
    beside.mkdir()
    stands, changed = planned("fine", "2 + 2", why=""), planned("fine", "2 + 2")
    [kept] = run_pages([stands], run=beside, standing=run)
    assert (kept.status, kept.is_kept, kept.seconds) == ("done", True, 0.0)
    assert (beside / "html" / "fine.html").read_bytes() == page
    [made] = run_pages([changed], run=run)
    assert not made.is_kept
    assert (run / "html" / "fine.html").read_bytes() != page


def test_a_batch_stopped_before_its_first_page_leaves_nothing(
    run: Path, planned: Callable[..., Planned], monkeypatch: pytest.MonkeyPatch
):
    """Ctrl-C: the old folders stand, and nothing half-made (RELIABILITY F102)."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ihanoi_eval.running.batch.run_jobs", stop)
    with pytest.raises(KeyboardInterrupt):
        run_pages([planned("page")], run=run)
    assert files_of(run) == ["html/index.html"]
    assert (run / "html" / "index.html").read_text(encoding="utf-8") == "old"


def test_a_stopped_batch_is_gone_on_with(run: Path, planned: Callable[..., Planned]):
    """The old pages stand until then; what was done is not done again, and nothing is left over."""
    pages = [planned(name, "1 + 1") for name in ("a", "b", "c")]
    with pytest.raises(KeyboardInterrupt):
        run_pages(pages, run=run, workers=1, progress=stop_after(2))
    assert (run / "html" / "index.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in (run / "html").iterdir()] == ["index.html"]
    results = run_pages(pages, run=run)
    assert [(one.name, one.is_kept) for one in results] == [("a", True), ("b", True), ("c", False)]
    assert len(files_of(run)) == 7, "three pages, their notebooks, an index"


@pytest.mark.parametrize(
    "part", ["html.work/a.html", "notebooks.work/a.ipynb", "pages.work/a.json"]
)
def test_a_page_that_was_edited_in_between_is_made_again(
    run: Path, planned: Callable[..., Planned], part: str
):
    """What a stop leaves is believed by its hash, not because it is there."""
    pages = [planned(name, "1 + 1") for name in ("a", "b")]
    with pytest.raises(KeyboardInterrupt):
        run_pages(pages, run=run, workers=1, progress=stop_after(1))
    left = run / f".{part}"
    left.write_bytes(left.read_bytes()[::-1])
    assert [one.is_kept for one in run_pages(pages, run=run)] == [False, False]


def test_a_page_that_would_come_out_otherwise_now_is_made_again(
    run: Path, planned: Callable[..., Planned]
):
    """A stop, then other rules: the page that lies there is of the old ones."""
    with pytest.raises(KeyboardInterrupt):
        run_pages(
            [planned("a", "1"), planned("b", "1")], run=run, workers=1, progress=stop_after(1)
        )
    [result] = run_pages([planned("a", "1", made_from="2")], run=run)
    assert not result.is_kept
    assert files_of(run) == ["html/a.html", "html/index.html", "notebooks/a.ipynb"]


FAULTS = {
    "unit-03": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "killed", "SIGKILL"),
    "unit-11": ("import time\ntime.sleep(60)", "timeout", "quá thời hạn 4 giây"),
    "unit-19": ("while True: print('x' * 100_000)", "failed", "trang in ra quá nhiều"),
    "unit-27": ("1 / 0", "failed", "ZeroDivisionError: division by zero"),
}


def test_four_faults_among_thirty_pages_stop_no_other(run: Path, planned: Callable[..., Planned]):
    """Killed, hung, flooding, raising: four pages named with their cells, 26 that came out."""
    names = [f"unit-{number:02}" for number in range(30)]
    pages = [planned(name, FAULTS[name][0] if name in FAULTS else "1") for name in names]
    results = run_pages(pages, run=run, time_limit=4)
    ended = {one.name: (one.status, one.error) for one in results if one.status != "done"}
    assert {name: status for name, (status, _) in ended.items()} == {
        name: status for name, (_, status, _) in FAULTS.items()
    }
    assert all(error in ended[name][1] for name, (_, _, error) in FAULTS.items())
    assert all(one.cell.startswith("ô [3] ") for one in results if one.name in FAULTS)
    assert len(list((run / "html").glob("unit-*.html"))) == 26


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path):
    """A misspelt run makes no folder."""
    with pytest.raises(CallError, match="không có lần chạy nào"):
        run_pages([], run=tmp_path / "runn")
    assert not (tmp_path / "runn").exists()


def test_progress_is_lines_where_there_is_no_terminal():
    """A log gets a line for each page and no bar; a page that failed says where and why."""
    stream = io.StringIO()
    with page_progress(3, stream) as tell:
        tell(PageResult("10_evidence", "done", 0.71))
        tell(PageResult("district-001", "timeout", 120.0, "ô [5] page.gates()", "quá thời hạn"))
        tell(PageResult("district-002", "done", 0.0, is_kept=True))
    assert stream.getvalue().splitlines() == [
        "[1/3] 10_evidence 0.7 s",
        "[2/3] district-001 timeout: ô [5] page.gates() quá thời hạn",
    ]


def test_a_stop_says_where_and_what_to_do():
    """Whoever pressed Ctrl-C knows that nothing is lost."""
    stream = io.StringIO()
    with pytest.raises(KeyboardInterrupt), page_progress(30, stream) as tell:
        tell(PageResult("10_evidence", "done", 0.71))
        raise KeyboardInterrupt
    assert stream.getvalue().splitlines()[-1] == (
        "dừng ở trang 1/30; chạy lại đúng lệnh này để làm tiếp"
    )


def test_the_index_of_pages_that_all_came_out_warns_of_nothing():
    """No word of failure where there is none."""
    assert "chưa lập được" not in plain_index([PageResult("10_evidence", "done", 0.7)])
