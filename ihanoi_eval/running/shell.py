"""IPython inside a page's own process: what its cells put out, in order and within bounds."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, Final, cast

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

PRINTED_LIMIT: Final = 200_000  # characters; a page prints nothing, so this is a fault's last words
FLOODED: Final = f"trang in ra quá nhiều: hơn {PRINTED_LIMIT} ký tự"
SHOWN_LIMIT: Final = 64 * 2**20  # characters of tables and charts; the largest page has 2 MB


def open_shell() -> "PageShell":
    """The one shell of this process, which `display` and `get_ipython` find."""
    return PageShell.instance(config=Config(HistoryManager={"enabled": False}))


class Recorder:
    """What the cells of a page put out, in its order and within bounds."""

    def __init__(self) -> None:
        self.printed = 0
        self.shown = 0
        self.outputs: list[NotebookNode] = []
        self.by_display: dict[str, list[NotebookNode]] = {}
        self.clears_next = False

    def begin(self, outputs: list[NotebookNode]) -> None:
        """Outputs go to this cell from now on."""
        self.outputs = outputs
        self.clears_next = False

    def print(self, name: str, words: str) -> None:
        """Words printed to stdout or stderr; past the limit the cell ends with an error."""
        if not words:
            return
        if self.printed > PRINTED_LIMIT:
            raise RuntimeError(FLOODED)
        words = words[: PRINTED_LIMIT + 1 - self.printed]
        self.printed += len(words)
        last = self.outputs[-1] if self.outputs and not self.clears_next else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += words
        else:
            self.add(_output("stream", name=name, text=words))

    def add(self, output: NotebookNode, display_id: str = "") -> None:
        """One more output of the cell."""
        data = output.get("data", {})
        self.shown += sum(len(str(part)) for part in data.values())
        if data and self.shown > SHOWN_LIMIT:
            raise RuntimeError(f"trang quá lớn: hơn {SHOWN_LIMIT} ký tự bảng và hình")
        if self.clears_next:
            self.clear(wait=False)
        self.outputs.append(output)
        if display_id:
            self.by_display.setdefault(display_id, []).append(output)

    def update(self, data: dict[str, Any], metadata: dict[str, Any], display_id: str) -> None:
        """Everything shown under this name shows something else, wherever it stands."""
        for output in self.by_display.get(display_id, []):
            output.data, output.metadata = data, metadata

    def clear(self, wait: bool) -> None:
        """The cell's outputs are gone, at once or when the next one comes."""
        self.clears_next = wait
        if not wait:
            self.outputs.clear()


class _Printed(io.TextIOBase):
    """sys.stdout or sys.stderr of a page."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self.recorder = recorder
        self.name = name

    def write(self, words: str) -> int:
        self.recorder.print(self.name, words)
        return len(words)


class _Publisher(DisplayPublisher):
    """What `display` shows becomes an output of the cell."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_ignored: Any,
    ) -> None:
        recorder = cast(PageShell, self.shell).recorder
        display_id = (transient or {}).get("display_id", "")
        if update:
            recorder.update(data, metadata or {}, display_id)
        else:
            output = _output("display_data", data=data, metadata=metadata or {})
            recorder.add(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        cast(PageShell, self.shell).recorder.clear(wait)


class _Hook(DisplayHook):
    """The value of a cell's last line becomes an output of the cell."""

    def write_output_prompt(self) -> None:
        """A page has no prompts."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        output = _output(
            "execute_result",
            data=format_dict,
            metadata=md_dict or {},
            execution_count=self.prompt_count,
        )
        cast(PageShell, self.shell).recorder.add(output)

    def finish_displayhook(self) -> None:
        """Nothing to end: the output is complete."""
        self._is_active = False


class PageShell(InteractiveShell):
    """IPython without a terminal, a history or a profile, whose outputs are a notebook's."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    colors = "nocolor"

    def __init__(self, **kwargs: Any) -> None:
        self.recorder = Recorder()
        # Without a place of its own IPython would write a profile into the user's home.
        super().__init__(ipython_dir="", profile_dir=ProfileDir(), **kwargs)  # type: ignore[no-untyped-call]
        self.enable_matplotlib("inline")  # type: ignore[no-untyped-call]

    def run(self, cell: NotebookNode) -> bool:
        """Whether the cell ran to its end; its outputs are its own afterwards."""
        cell.execution_count = self.execution_count
        self.recorder.begin(cell.outputs)
        out, err = (_Printed(self.recorder, name) for name in ("stdout", "stderr"))
        with redirect_stdout(out), redirect_stderr(err):
            ran = self.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
        return bool(ran.success)

    def enable_gui(self, gui: str | None = None) -> None:
        """Figures are inline; there is no window to open."""

    def ask_exit(self) -> None:
        """`exit()` in a page is a page that stops half-way."""
        raise SystemExit("exit()")

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        yield  # IPython would keep all that is printed once more, without bound

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.recorder.add(
            _output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))
        )


def _output(kind: str, **fields: Any) -> Any:
    """An output as nbformat knows it."""
    return new_output(kind, **fields)  # type: ignore[no-untyped-call]
