"""One page: its notebook executed by papermill in this process, checked, and turned into HTML."""

import os
import re
import signal
import site
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, Final

import nbformat
from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook, inspect_notebook
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.execute import remove_error_markers
from traitlets.config import Config

from ihanoi_eval.files import write_whole
from ihanoi_eval.reporting.html import export
from ihanoi_eval.running.shell import FLOODED, PRINTED_LIMIT, open_shell
from ihanoi_eval.workers import Note

_NO_DEED: Final = re.compile(r"\s*(#|%|import\s|from\s)")  # lines that are never where a page hangs
_SAID: Final = 300  # characters of an error that name it; the notebook holds it whole

# For a notebook whose editor did not say; papermill reads parameters by language.
_LANGUAGE: Final = {
    "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class PageJob:
    """What a page's process is told: which notebook, with what, and where its two files go.

    The notebook runs in the folder it is written to. html without a name: none is written.
    """

    notebook: Path
    parameters: dict[str, Any]
    executed: Path
    html: Path
    engine: str = "own"


@dataclass(frozen=True)
class Fault:
    """The cell in which a page stopped, and why."""

    cell: str
    error: str


def run_page(job: PageJob, note: Note) -> Fault | None:
    """The page's notebook and HTML are written; or the notebook with its error, and the fault.

    Success is judged here, cell by cell: papermill takes SystemExit and a dead kernel for success.
    """
    source = nbformat.read(job.notebook, as_version=4)  # type: ignore[no-untyped-call]
    for name, value in _LANGUAGE.items():
        source.metadata.setdefault(name, value)
    known = inspect_notebook(source)
    unknown = sorted(set(job.parameters) - set(known))
    if unknown:
        return Fault(
            "", f"tham số {', '.join(unknown)} không có trong sổ tay; có {', '.join(known)}"
        )
    os.chdir(job.executed.parent)
    engine = _Engine(_run_in_kernel if job.engine == "kernel" else _run_here, note)
    fault = _execute(engine, source, job.parameters) or _flood_of(engine.manager.nb)
    notebook = _settled(engine.manager.nb, job.parameters)
    fault = fault or _fault_of(notebook)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
    if fault is None:
        page = export(notebook, home="index.html")
        write_whole(job.html, page.encode())
    executed = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    write_whole(job.executed, f"{executed}\n".encode())
    return fault


def _execute(engine: "_Engine", notebook: NotebookNode, parameters: dict[str, Any]) -> Fault | None:
    """Let papermill execute the notebook; a fault where it was stopped from outside its cells."""
    papermill_engines.register("page", engine)
    try:
        with _without_other_output():
            execute_notebook(
                notebook,
                None,
                parameters,
                engine_name="page",
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
            )
    except PapermillExecutionError:
        pass  # an error among the outputs, found again there
    except Exception as error:  # a kernel that died or could not start
        return Fault(engine.manager.place, f"{type(error).__name__}: {error}")
    return None


class _Manager(NotebookExecutionManager):  # type: ignore[misc]
    """papermill's record of a notebook's execution, which also says where it is."""

    def __init__(self, notebook: NotebookNode, note: Note) -> None:
        super().__init__(notebook, progress_bar=False)
        self.note = note
        self.place = ""

    def cell_start(self, cell: NotebookNode, cell_index: int = 0, **kwargs: Any) -> None:
        """The parent knows the cell before it runs, should it be the last."""
        super().cell_start(cell, cell_index, **kwargs)
        self.place = _place_of(self.nb, cell_index)
        self.note(self.place)

    def notebook_complete(self, **kwargs: Any) -> None:
        """Nothing: papermill would call every cell completed that never ran."""


class _Engine:
    """papermill's engine interface for one page; what was executed stays here after a failure."""

    def __init__(self, run: Callable[[_Manager], None], note: Note) -> None:
        self.run = run
        self.note = note
        self.manager: _Manager

    def execute_notebook(self, notebook: NotebookNode, kernel_name: str, **_options: Any) -> Any:
        """The notebook after its cells have run, up to the first that failed."""
        self.manager = _Manager(notebook, self.note)
        self.manager.notebook_start()
        self.run(self.manager)
        return self.manager.nb

    def nb_kernel_name(self, notebook: NotebookNode, name: str | None = None) -> str:
        """The pages' kernel, whatever a notebook's editor wrote."""
        return "python3"

    def nb_language(self, notebook: NotebookNode, language: str | None = None) -> str:
        """The pages' language."""
        return "python"


def _run_here(manager: _Manager) -> None:
    """Run the cells in this process, in a shell of its own."""
    shell = open_shell()
    for index, cell in enumerate(manager.nb.cells):
        manager.cell_start(cell, index)
        if cell.cell_type == "code" and cell.source.strip() and not shell.run(cell):
            manager.cell_exception(cell, cell_index=index)
            break
        manager.cell_complete(cell, cell_index=index)


def _run_in_kernel(manager: _Manager) -> None:
    """Run the cells as `papermill` and JupyterLab do, in an ordinary kernel."""
    # The kernel is a process of its own; when the parent ends this one, it must go first.
    signal.signal(signal.SIGTERM, _leave)
    with TemporaryDirectory(prefix="ihanoi-") as folder:
        # Files of this user instead of local ports: nobody else on the machine can listen
        # (RELIABILITY §2.2, row 16), and no other kernel takes the port between choice and use.
        sockets = {"transport": "ipc", "ip": f"{folder}/s"} if os.name == "posix" else {}
        NBClientEngine.execute_managed_notebook(
            manager,
            "python3",
            record_timing=False,
            start_timeout=60,
            config=Config(KernelManager=sockets),
        )


def _leave(*_: object) -> None:
    """Unwind instead of ending at once."""
    raise SystemExit("SIGTERM")


@contextmanager
def _without_other_output() -> Iterator[None]:
    """What C code or a kernel writes past Python is no page's text and would garble the bar."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield
    finally:
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
            os.close(old)
        os.close(nowhere)


def _place_of(notebook: NotebookNode, index: int) -> str:
    """A cell in words: its number as JupyterLab shows it, and the line that is to blame.

    That is the line in which its error arose; where there is no error (a cell that hangs, or was
    killed), the first one that does more than import.
    """
    cells = [cell for cell in notebook.cells[: index + 1] if cell.cell_type == "code"]
    cell = notebook.cells[index]
    lines = cell.source.splitlines()
    number = _line_of_error(cell)
    if 0 < number <= len(lines):
        line = lines[number - 1]
    else:
        told = [line for line in lines if line.strip()]
        line = next((line for line in told if not _NO_DEED.match(line)), *told[:1] or [""])
    return f"ô [{len(cells)}] {line.strip()}"[:100]


def _line_of_error(cell: NotebookNode) -> int:
    """The line of the cell in which its error arose, from 1; 0 without one."""
    traces = [line for out in cell.get("outputs", []) for line in out.get("traceback", [])]
    found = re.findall(rf"Cell In\[{cell.get('execution_count')}\], line (\d+)", "\n".join(traces))
    return int(found[-1]) if found else 0


def _fault_of(notebook: NotebookNode) -> Fault | None:
    """Where the page stopped: the first cell with an error or without its end."""
    for index, cell in enumerate(notebook.cells):
        errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
        if errors or cell.metadata.papermill["status"] != "completed":
            said = f"{errors[0].ename}: {errors[0].evalue}" if errors else "ô này chưa chạy hết"
            return Fault(_place_of(notebook, index), said[:_SAID])
    return None


def _flood_of(notebook: NotebookNode) -> Fault | None:
    """The cell that printed more than a page may, caught or not; a page prints nothing."""
    for index, cell in enumerate(notebook.cells):
        outputs = cell.get("outputs", [])
        if sum(len(out.text) for out in outputs if out.output_type == "stream") > PRINTED_LIMIT:
            return Fault(_place_of(notebook, index), FLOODED)
    return None


def _settled(notebook: NotebookNode, parameters: dict[str, Any]) -> NotebookNode:
    """The executed notebook without what differs from run to run: moments, places, chance names."""
    notebook = remove_error_markers(notebook)
    notebook.metadata.papermill = {"parameters": parameters}
    notebook.metadata.pop("widgets", None)
    for index, cell in enumerate(notebook.cells):
        cell.id = f"cell-{index}"
        cell.metadata.pop("execution", None)
        printed = 0
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                room = max(0, PRINTED_LIMIT - printed)
                printed += len(output.text)
                rest = "\n[đã cắt]\n" if len(output.text) > room else ""
                output.text = _without_places(output.text[:room]) + rest
            elif output.output_type == "error":
                output.evalue = _without_places(output.evalue)
                output.traceback = [_without_places(line) for line in output.traceback]
    return notebook


def _without_places(words: str) -> str:
    """Words that do not say where on which machine they were written, nor in what colour."""
    places = {
        os.getcwd(): ".",
        str(Path.cwd().parent): "..",
        **{path: "site-packages" for path in site.getsitepackages()},
        sys.prefix: "python",
        sys.base_prefix: "python",
        str(Path(__file__).parents[2]): "ihanoi-eval",
        gettempdir(): "tmp",
        str(Path.home()): "~",
    }
    words = re.sub(r"\x1b\[[0-9;]*m", "", words)
    for place in sorted(places, key=len, reverse=True):
        if len(place) > 1:
            words = words.replace(place, places[place])
    return words
