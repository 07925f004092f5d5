"""Ctrl-C ends a call, whatever a library makes of it: DuckDB an error, a destructor nothing."""

import signal
from threading import Event
from typing import Any

_asked = Event()


def remember_interrupts() -> None:
    """From now on an interrupt is remembered as well as raised."""
    signal.signal(signal.SIGINT, _interrupt)


def was_interrupted() -> bool:
    """Whether the call was interrupted, and is perhaps still going on."""
    return _asked.is_set()


def end_if_interrupted() -> None:
    """KeyboardInterrupt where one came before and was lost on its way."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _interrupt(*_: Any) -> None:
    """What Python does itself, and a note of it."""
    _asked.set()
    raise KeyboardInterrupt
