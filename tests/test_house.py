"""The house keeps its shape: rooms, their tests, their captions, and pages without code."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ihanoi_eval"
STAGES = ["rules", "evidence", "measurement", "judgement", "reporting", "pages", "running"]
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = [path for path in MODULES if not path.name.startswith("__")]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

CODE_OF_A_PROGRAM = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.While, ast.If, ast.IfExp, ast.Try, ast.With, ast.comprehension),
)


def place(path: Path) -> str:
    """A path as one says it: rules/units.py."""
    return path.relative_to(PACKAGE).as_posix()


def test_every_room_has_its_test_at_the_same_place():
    """tests/<stage>/test_<room>.py mirrors the package; a page is tested where it lies too."""
    missing = [
        place(room)
        for room in ROOMS
        if not (ROOT / "tests" / room.relative_to(PACKAGE)).with_name(f"test_{room.name}").exists()
    ]
    assert missing == []


@pytest.mark.parametrize("stage", STAGES)
def test_no_test_is_left_without_its_room(stage: str):
    """A room that was merged or renamed takes its tests along."""
    tested = {
        path.name.removeprefix("test_") for path in (ROOT / "tests" / stage).glob("test_*.py")
    }
    assert tested <= {path.name for path in (PACKAGE / stage).glob("*.py")}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_what_it_is_and_nothing_else(stage: str):
    """Its __init__ is one docstring: no re-exports, so that every name has one home."""
    [statement] = ast.parse((PACKAGE / stage / "__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_no_room_is_too_large_to_be_one_idea():
    """More than 400 lines are two ideas."""
    lines = {place(room): len(room.read_text(encoding="utf-8").splitlines()) for room in ROOMS}
    assert {room: count for room, count in lines.items() if count > 400} == {}


def words(room: Path) -> set[str]:
    """Every name that a room imports, and every attribute that it asks for."""
    nodes = list(ast.walk(ast.parse(room.read_text(encoding="utf-8"))))
    imported = [alias.name for node in nodes if hasattr(node, "names") for alias in node.names]
    asked = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    return {word for name in (*imported, *asked) for word in name.split(".")}


def test_in_running_only_the_synthetic_campaign_throws_dice():
    """ruff's ban is one switch for clock and dice; running may have the clock (METHOD §12)."""
    rooms = [room for room in ROOMS if room.parent.name == "running" and "random" in words(room)]
    assert all(room.name.startswith("synthetic") for room in rooms)


def test_chance_does_not_read_the_clock():
    """It may have the dice, by seed: the same seed gives the same draws at any hour."""
    rooms = [room for room in ROOMS if place(room) == "judgement/chance.py"]
    assert not any(words(room) & {"now", "utcnow", "today", "time"} for room in rooms)


def test_a_seal_is_shortened_in_one_place():
    """format_seal: an answer with fewer digits than paper has would invite comparing fewer."""
    cut = re.compile(r"seal\w*(\[[^\[\]]*\])?\[:")
    rooms = [place(room) for room in ROOMS if cut.search(room.read_text(encoding="utf-8"))]
    assert rooms == ["vietnamese.py"]


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    """The code cells of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_committed_without_what_it_showed(notebook: Path):
    """Outputs are data of a run, and belong into its folder."""
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code_cells(notebook))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_a_page_and_no_program(notebook: Path):
    """Heading, sentence, call: no def, for or if, and no pandas (STYLE)."""
    source = "\n".join("".join(cell["source"]) for cell in code_cells(notebook))
    nodes = list(ast.walk(ast.parse(source)))
    assert not any(isinstance(node, CODE_OF_A_PROGRAM) for node in nodes)
    assert "pandas" not in source


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_opens_with_its_title_and_its_parameters(notebook: Path):
    """A title, then the one cell that papermill replaces (DESIGN §9)."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[0]["source"]).startswith("# ")
    tagged = [i for i, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == [1]
