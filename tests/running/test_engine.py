"""A page's execution: what works as in JupyterLab, and every way in which it can stop."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ihanoi_eval.reporting.html import TEMPLATE
from ihanoi_eval.running.batch import run_pages
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.page_sets import Engine, Page
from ihanoi_eval.running.shell import PRINTED_LIMIT
from ihanoi_eval.workers import START_VARIABLE

BLOCKS = "from ihanoi_eval.reporting.blocks import callout, chart\n"
FIGURE = "from matplotlib.figure import Figure\nf = Figure(); f.subplots().plot([1, 2])\n"
POOL = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
    print(list(pool.map(abs, [-7])))
"""

PATHS = os.pathsep.join(filter(None, sys.path))  # for programs that do not know where we stand

# What a page may do, and what must not pass for success, by the name of the page.
CELLS: dict[str, list[str]] = {
    "works": [
        "print(run, unit_code)",
        "## Một mục\n\nMột câu có *nhấn mạnh*.",
        f"{BLOCKS}{FIGURE}chart(f, 'Biểu đồ 2 điểm')",
        "callout('question', '<script>alert(1)</script>')",
    ],
    "inline": ["import matplotlib.pyplot as plt\nplt.plot([1, 2]);"],
    "updates": [
        "from IPython.display import clear_output, display\nshown = display(1, display_id=True)",
        "shown.update(2); print('mất'); clear_output(); print('còn')",
    ],
    "awaits": ["import asyncio\nawait asyncio.sleep(0)\n'đã chờ'"],
    "threads": ["import threading\nthreading.Thread(target=print, args=('luồng',)).start()", POOL],
    "warns": ["import warnings\nwarnings.warn('chú ý')\n'xong'"],
    "below": ["import os\nprint(os.path.basename(os.path.realpath(run)))"],
    "raises": ["x = 1", "import os\nopen(f'{os.getcwd()}/x')", "print('không bao giờ')"],
    "within": ["def f(x):\n    return 1 / x", "x = [1, 0]\nfor n in x:\n    f(n)\nx"],
    "syntax": ["x = 1\ndef f(:"],
    "leaves": ["import sys\nsys.exit(0)", "print('không bao giờ')"],
    "vanishes": ["import os\nos._exit(0)"],
    "killed": ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
    "hangs": ["import os, time\nopen(f'{run}/{os.getpid()}.pid', 'w').close()\ntime.sleep(99)"],
    "floods": ["while True: print('x' * 100_000)"],
    "flooding": [
        "for _ in range(30):\n    try: print('x' * 100_000)\n    except RuntimeError: pass"
    ],
    "memory": ["large = bytearray(2 ** 36)"],
    "huge": ["from IPython.display import HTML\nHTML('x' * (65 * 2 ** 20))"],
}
FINE = ["works", "inline", "updates", "awaits", "threads", "warns", "below"]
IN_KERNEL = ["works", "raises", "within", "leaves", "vanishes", "flooding", "below", "hangs"]


class Batch:
    """What came out of pages of CELLS under one engine."""

    def __init__(
        self, folder: Path, write_page: Any, names: list[str], engine: Engine, limit: float = 9
    ) -> None:
        self.run = folder / "lần chạy"
        self.run.mkdir()
        notebooks = {name: write_page(folder, name, *CELLS[name]) for name in names}
        pages = [
            Planned(Page(name, path, {"unit_code": "007"}), {}, "chưa lập")
            for name, path in notebooks.items()
        ]
        results = run_pages(pages, run=self.run, time_limit=limit, engine=engine)
        self.results = {result.name: result for result in results}

    def outputs(self, name: str) -> list[Any]:
        """All outputs of an executed notebook in their order."""
        notebook = nbformat.read(self.run / "notebooks" / f"{name}.ipynb", as_version=4)
        return [output for cell in notebook.cells for output in cell.get("outputs", [])]

    def words(self, name: str) -> list[str]:
        """The outputs of a page as text."""
        return [
            str(output.get("text") or output.get("data", {}).get("text/plain"))
            for output in self.outputs(name)
        ]

    def html(self, name: str) -> str:
        """An exported page, nothing where none was published."""
        page = self.run / "html" / f"{name}.html"
        return page.read_text(encoding="utf-8") if page.exists() else ""


def wait_until(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, write_page: Any) -> Batch:
    """All pages under our engine."""
    return Batch(tmp_path_factory.mktemp("own"), write_page, list(CELLS), "own", limit=5)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory, write_page: Any) -> Batch:
    """Some of them in the ordinary kernel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", PATHS)
        return Batch(tmp_path_factory.mktemp("kernel"), write_page, IN_KERNEL, "kernel")


def test_what_works_in_jupyterlab_works_here(own: Batch):
    """Figures, updates, await, threads and pools of a page do what its author saw."""
    assert {name: own.results[name].status for name in FINE} == dict.fromkeys(FINE, "done")
    assert own.words("works")[0] == ".. 007\n"
    assert [list(output.data) for output in own.outputs("inline")] == [["image/png", "text/plain"]]
    assert own.words("updates") == ["2", "còn\n"]
    assert own.words("awaits") == ["'đã chờ'"]
    assert own.words("threads") == ["luồng\n", "[7]\n"]


def test_the_run_is_one_folder_above_the_page_while_it_runs_and_where_it_is_published(own: Batch):
    """`run = ".."` needs no path of this machine, and holds wherever the run is moved to."""
    assert own.words("below") == ["lần chạy\n"]


@pytest.mark.parametrize(
    ("name", "status", "cell", "error"),
    [
        ("raises", "failed", "ô [4] open(f'{os.getcwd()}/x')", "FileNotFoundError"),
        ("within", "failed", "ô [4] f(n)", "ZeroDivisionError"),
        ("syntax", "failed", "ô [3] def f(:", "SyntaxError"),
        ("leaves", "failed", "ô [3] sys.exit(0)", "SystemExit: 0"),
        ("vanishes", "killed", "ô [3] os._exit(0)", "tiến trình dừng giữa chừng (mã 0)"),
        ("killed", "killed", "ô [3] os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        (
            "hangs",
            "timeout",
            "ô [3] open(f'{run}/{os.getpid()}.pid', 'w').close()",
            "quá thời hạn 5 giây",
        ),
        ("memory", "failed", "ô [3] large = bytearray(2 ** 36)", "MemoryError"),
        ("floods", "failed", "ô [3] while True: print('x' * 100_000)", "trang in ra quá nhiều"),
        ("flooding", "failed", "ô [3] for _ in range(30):", "trang in ra quá nhiều"),
        ("huge", "failed", "ô [3] HTML('x' * (65 * 2 ** 20))", "trang quá lớn"),
    ],
)
def test_a_page_that_stops_is_named_with_its_cell(
    own: Batch, name: str, status: str, cell: str, error: str
):
    """By the line of its error, else by its first one that does something.

    Success is judged here: papermill takes SystemExit, a kill and a dead kernel for it.
    """
    result = own.results[name]
    assert (result.status, result.cell) == (status, cell)
    assert error in result.error
    assert own.html(name) == "", "a page that stopped is not published (RELIABILITY F100)"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_case_100_a_page_out_of_time_leaves_no_process(own: Batch, kernel: Batch):
    """The ordinary kernel is a process of the page's process, and ends with it too."""
    for batch in (own, kernel):
        [pid] = [path.stem for path in batch.run.glob("*.pid")]
        assert not Path(f"/proc/{pid}").exists()


def test_a_failed_page_leaves_its_notebook_with_the_error_and_no_place_of_this_machine(own: Batch):
    """An engineer reads the traceback in the notebook; a path of the machine is in none."""
    [error] = [output for output in own.outputs("raises") if output.output_type == "error"]
    assert error.ename == "FileNotFoundError"
    assert "không bao giờ" not in str(own.words("raises"))
    for notebook in (own.run / "notebooks").glob("*.ipynb"):
        found = notebook.read_text(encoding="utf-8")
        for place in (own.run, Path.home(), sys.prefix):
            assert str(place) not in found, notebook.name


def test_case_100_a_flood_fails_its_page_and_fills_no_disk(own: Batch, kernel: Batch):
    """Ten megabytes of output are a fault with its cell, not a page (RELIABILITY F100)."""
    for batch in (own, kernel):
        assert batch.results["flooding"].status == "failed"
        assert "trang in ra quá nhiều" in batch.results["flooding"].error
        printed = batch.words("flooding")[0]
        assert len(printed) < PRINTED_LIMIT + 50
        assert printed.endswith("[đã cắt]\n")


def test_a_warning_stays_in_the_notebook(own: Batch):
    """What Python warns of is for an engineer; a leader's page shows the page."""
    assert any("chú ý" in words for words in own.words("warns"))
    assert "chú ý" not in own.html("warns")


def test_the_ordinary_kernel_makes_the_same_pages(own: Batch, kernel: Batch):
    """`--engine kernel` gives the same HTML and sees the same ends."""
    statuses = {name: result.status for name, result in kernel.results.items()}
    assert statuses == {
        **{"works": "done", "raises": "failed", "within": "failed", "leaves": "failed"},
        **{"vanishes": "failed", "flooding": "failed", "below": "done", "hangs": "timeout"},
    }
    assert kernel.html("works") == own.html("works")
    assert kernel.html("below") == own.html("below")
    for name in ("raises", "within", "leaves"):
        assert kernel.results[name].cell == own.results[name].cell
    assert kernel.results["vanishes"].cell == "ô [3] os._exit(0)"
    assert "DeadKernelError" in kernel.results["vanishes"].error


def test_the_same_run_gives_the_same_bytes(
    own: Batch, tmp_path: Path, write_page: Any, monkeypatch: pytest.MonkeyPatch
):
    """No moment, place or chance name is in what is published (RELIABILITY F104)."""
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    again = Batch(tmp_path, write_page, ["works", "inline", "raises"], "own")
    for name in ("notebooks/works.ipynb", "notebooks/inline.ipynb", "notebooks/raises.ipynb"):
        assert (again.run / name).read_bytes() == (own.run / name).read_bytes()
    assert again.html("works") == own.html("works")


def test_where_nothing_is_forked_the_same_pages_come_out(
    own: Batch, tmp_path: Path, write_page: Any, monkeypatch: pytest.MonkeyPatch
):
    """Windows and macOS begin each page's process anew; a forced switch does so here."""
    monkeypatch.setenv(START_VARIABLE, "spawn")
    anew = Batch(tmp_path, write_page, ["works", "vanishes"], "own", limit=60)
    assert anew.html("works") == own.html("works")
    assert anew.results["vanishes"].error == own.results["vanishes"].error


CALLER = """
import sys
from pathlib import Path
from ihanoi_eval.running.batch import run_pages
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.page_sets import Page
run, notebook, engine = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
run_pages([Planned(Page("page", notebook), {}, "chưa lập")], run=run, engine=engine)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("engine", ["own", "kernel"])
def test_no_page_outlives_a_batch_that_was_killed(tmp_path: Path, write_page: Any, engine: Engine):
    """kill -9 of the parent ends the page, and the kernel that it had started."""
    (tmp_path / "run").mkdir()
    (tmp_path / "caller.py").write_text(CALLER)
    page = write_page(tmp_path, "hangs", *CELLS["hangs"])
    caller = [sys.executable, "caller.py", "run", str(page), engine]
    parent = subprocess.Popen(caller, cwd=tmp_path, env={**os.environ, "PYTHONPATH": PATHS})
    assert wait_until(lambda: any((tmp_path / "run").glob("*.pid")), seconds=90)
    [pid] = [path.stem for path in (tmp_path / "run").glob("*.pid")]
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not Path("/proc", pid).exists(), seconds=20)


class Words(HTMLParser):
    """The text of a page's body, without its way back to the index."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Head and navigation are left out."""
        if tag in ("head", "nav"):
            self.hidden = tag

    def handle_endtag(self, tag: str) -> None:
        """What comes after them counts."""
        if tag == self.hidden:
            self.hidden = ""

    def handle_data(self, data: str) -> None:
        """Words in their order."""
        if not self.hidden:
            self.words += data.split()


def words_of(page: str) -> list[str]:
    """The words a reader finds on a page."""
    parser = Words()
    parser.feed(page)
    return parser.words


def test_the_plain_tools_make_the_same_page(own: Batch, tmp_path: Path, write_page: Any):
    """`papermill`, then `jupyter nbconvert` with our template: every word is the same."""
    source = write_page(tmp_path, "works", *CELLS["works"])
    environment = {**os.environ, "PYTHONPATH": PATHS}
    commands = [
        ["papermill", str(source), "out.ipynb", "-p", "run", "..", "-r", "unit_code", "007"],
        ["jupyter", "nbconvert", "--to", "html", f"--template-file={TEMPLATE}",
         "--HTMLExporter.exclude_anchor_links=True", "out.ipynb"],
    ]  # fmt: skip
    for name, *arguments in commands:
        program = Path(sys.executable).with_name(name)
        subprocess.run(
            [program, *arguments], cwd=tmp_path, env=environment, check=True, capture_output=True
        )
    plain = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert words_of(plain) == words_of(own.html("works"))
    assert re.findall(r"<h\d.*?>.*?</h\d>", plain)[0] == "<h1>Trang works</h1>"


def test_case_101_a_misspelt_parameter_is_refused_before_anything_runs(
    tmp_path: Path, write_page: Any
):
    """papermill alone would warn, run with the default and call it success (RELIABILITY F101)."""
    ran = tmp_path / "ran"
    notebook = write_page(tmp_path, "page", f"open({str(ran)!r}, 'w').close()")
    run = tmp_path / "run"
    run.mkdir()
    page = Planned(Page("page", notebook, {"unit_cod": "007"}), {}, "chưa lập")
    [result] = run_pages([page], run=run)
    assert result.status == "failed"
    assert result.error == "tham số unit_cod không có trong sổ tay; có run, unit_code"
    assert not ran.exists()
