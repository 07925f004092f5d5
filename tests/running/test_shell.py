"""What the cells of a page put out: in order, within bounds, as a kernel would record it."""

from typing import Any

import pytest

from ihanoi_eval.running import shell
from ihanoi_eval.running.shell import Recorder


@pytest.fixture
def cell() -> list[Any]:
    """The outputs of a cell."""
    return []


@pytest.fixture
def recorder(cell: list[Any]) -> Recorder:
    """A recorder at the beginning of that cell."""
    recorder = Recorder()
    recorder.begin(cell)
    return recorder


def shown(words: str) -> Any:
    """An output that shows words."""
    return shell._output("display_data", data={"text/plain": words})


def test_what_is_printed_in_a_row_is_one_output(recorder: Recorder, cell: list[Any]):
    """Words to the same stream join; another stream or a picture begins a new output."""
    for name, words in [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]:
        recorder.print(name, words)
    assert [(output.name, output.text) for output in cell] == [
        ("stdout", "ab"), ("stderr", "c"), ("stdout", "d"),
    ]  # fmt: skip


def test_printing_stops_at_the_limit(
    recorder: Recorder, cell: list[Any], monkeypatch: pytest.MonkeyPatch
):
    """One character more than the limit is kept, to know that there was more."""
    monkeypatch.setattr(shell, "PRINTED_LIMIT", 5)
    recorder.print("stdout", "xyz")
    recorder.print("stdout", "xyz")
    with pytest.raises(RuntimeError, match="trang in ra quá nhiều"):
        recorder.print("stdout", "xyz")
    assert cell[0].text == "xyzxyz"


def test_a_page_that_shows_too_much_fails(recorder: Recorder, monkeypatch: pytest.MonkeyPatch):
    """A table of a million rows is a fault of the page, not a page."""
    monkeypatch.setattr(shell, "SHOWN_LIMIT", 5)
    recorder.add(shown("12345"))
    with pytest.raises(RuntimeError, match="trang quá lớn: hơn 5 ký tự"):
        recorder.add(shown("6"))


def test_an_update_reaches_what_was_shown_in_an_earlier_cell(recorder: Recorder, cell: list[Any]):
    """A display keeps its name across cells."""
    recorder.add(shown("một"), "tên")
    recorder.begin([])
    recorder.update({"text/plain": "hai"}, {}, "tên")
    assert cell[0].data == {"text/plain": "hai"}


def test_clearing_waits_for_the_next_output_when_asked_to(recorder: Recorder, cell: list[Any]):
    """clear_output(wait=True) leaves no empty moment."""
    recorder.print("stdout", "cũ")
    recorder.clear(wait=True)
    assert [output.text for output in cell] == ["cũ"]
    recorder.print("stdout", "mới")
    assert [output.text for output in cell] == ["mới"]
    recorder.clear(wait=False)
    assert cell == []
