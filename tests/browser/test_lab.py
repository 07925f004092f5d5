"""JupyterLab as an officer uses it: Run All on every notebook, sliders, a proposal saved."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.pipeline import evaluate_campaign

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small"
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
PATIENCE = 400  # [s] for a notebook on a busy machine


@dataclass(frozen=True)
class Lab:
    """A server of JupyterLab, and the project that it serves."""

    address: str
    project: Path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a project with the small campaign, its inputs and a run, as `make lab`."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    shutil.copytree(SMALL / "campaign", project / "params" / "hanoi-2024-11")
    shutil.copytree(SMALL / "inputs", project / "outputs" / "sample")
    evaluate_campaign(
        project / "params" / "hanoi-2024-11",
        project / "outputs" / "sample",
        as_of=date(2024, 12, 20),
        out=project / "outputs" / "demo",
    )
    (project / "outputs" / "latest").write_text("demo\n")
    unit = project / "notebooks" / "unit.ipynb"
    unit.write_text(unit.read_text("utf-8").replace("00061", "00001"), "utf-8")  # of this campaign
    told = project / "server.log"
    flags = ["--no-browser", "--allow-root", "--IdentityProvider.token=", "--port=0"]
    flags += ["--LabApp.news_url=None", f"--ServerApp.runtime_dir={project / 'runtime'}"]
    flags += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command = [sys.executable, "-m", "jupyterlab", str(project / "notebooks"), *flags]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(project / "config"),
        "JUPYTER_RUNTIME_DIR": str(project / "runtime"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    with told.open("w") as log:
        server = subprocess.Popen(command, cwd=project, stdout=log, stderr=log, env=environment)
    try:
        yield Lab(_address_of(project / "runtime", server), project)
    finally:
        server.terminate()
        server.wait(30)


def _address_of(runtime: Path, server: "subprocess.Popen[bytes]") -> str:
    """Where the server listens, once it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        for told in runtime.glob("jpserver-*.json"):
            try:
                address = str(json.loads(told.read_text())["url"]).rstrip("/")
                urlopen(f"{address}/api", timeout=5).close()
                return address
            except (OSError, ValueError, URLError):
                break
        time.sleep(0.3)
    raise AssertionError("JupyterLab did not start")


@pytest.fixture
def desk(chromium: Any) -> Iterator["Page"]:
    """A browser's window."""
    context = chromium.new_context(viewport={"width": 1600, "height": 1000})
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def run_all(page: "Page", lab: Lab, name: str) -> list[dict[str, Any]]:
    """Open a notebook, choose Run All in the menu, save; its code cells as they lie on disk."""
    page.goto(f"{lab.address}/lab/workspaces/{name}/tree/{name}.ipynb")
    page.locator(".jp-Notebook").wait_for()
    page.get_by_text("| Idle").wait_for()  # what is run before the kernel is there is lost
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("li[data-command='runmenu:run-all']").click()
    path = lab.project / "notebooks" / f"{name}.ipynb"
    end = time.monotonic() + PATIENCE
    cells: list[dict[str, Any]] = []
    while time.monotonic() < end:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        with suppress(ValueError):  # just being written
            notebook = json.loads(path.read_text("utf-8"))
            cells = [one for one in notebook["cells"] if one["cell_type"] == "code"]
        failed = [out for one in cells for out in one["outputs"] if out["output_type"] == "error"]
        if failed or (cells and all(one["execution_count"] for one in cells)):
            break
    return cells


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_runs_every_cell_of_every_notebook(desk: "Page", lab: Lab, name: str):
    """As it lies in the repository, on the latest run (DESIGN §3)."""
    cells = run_all(desk, lab, name)
    errors = [out for one in cells for out in one["outputs"] if out["output_type"] == "error"]
    assert [(out["ename"], out["evalue"]) for out in errors] == []
    assert all(one["execution_count"] for one in cells)
    assert any(one["outputs"] for one in cells)


def test_a_slider_moves_the_list_and_a_button_saves_a_proposal(desk: "Page", lab: Lab):
    """By arrow keys: the list changes; the weights add up again, and are saved beside the rules."""
    run_all(desk, lab, "what_if")
    shown = desk.locator(".jp-OutputArea-output")
    shown.get_by_text("Danh sách theo trọng số đang thử").first.wait_for()
    before = shown.first.inner_text()
    handles = desk.get_by_role("slider")
    gap, outreach = handles.nth(0), handles.nth(2)
    gap.focus()
    for _ in range(4):
        desk.keyboard.press("ArrowLeft")
    shown.get_by_text("đang cộng được 96, phải là 100").wait_for()
    assert shown.first.inner_text() != before
    outreach.focus()
    for _ in range(4):
        desk.keyboard.press("ArrowRight")
    shown.get_by_text("cộng đúng 100 điểm").wait_for()
    desk.get_by_role("button", name="Lưu thành đề xuất").click()
    shown.get_by_text("Đã lưu đề xuất").wait_for()
    rubric = load_rules(lab.project / "params" / "de-xuat-trong-so").rubric
    points = {one.code: rubric.max_points(one, "communes") for one in rubric.indicators}
    old = load_rules(lab.project / "params" / "hanoi-2024-11").rubric
    was = {one.code: old.max_points(one, "communes") for one in old.indicators}
    moved = {code: points[code] - was[code] for code in points if points[code] != was[code]}
    assert sorted(moved.values()) == [-4, 4] and not rubric.is_approved
