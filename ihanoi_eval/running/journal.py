"""What was done to a run, a line each; a line holds the hash of the one before it."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ihanoi_eval.files import write_whole

LOG_FILE: Final = "log.jsonl"
_BEGUN: Final = "writing"
SIGNED: Final = "signed"


def note(folder: Path, event: str, **facts: Any) -> str:
    """The hash of the log's new last line, after the event was added to <folder>/log.jsonl."""
    path, lines = folder / LOG_FILE, _lines(folder)
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "event": event,
        **facts,
        "previous": _hash(lines[-1]) if lines else "",
    }
    lines.append(json.dumps(entry, ensure_ascii=False).encode())
    write_whole(path, b"\n".join(lines) + b"\n")
    return _hash(lines[-1])


def write_noted(folder: Path, name: str, data: bytes, event: str, **facts: Any) -> None:
    """A file of a run that its manifest does not know, with its hash in the log for the event.

    The log says before that it is about to be written: whoever is killed in between leaves a file
    of which the log knows both states.
    """
    files = {name: _hash(data)}
    note(folder, _BEGUN, files=files)
    write_whole(folder / name, data)
    note(folder, event, files=files, **facts)


def noted_files(folder: Path) -> dict[str, set[str]]:
    """The files that the log has hashes of, each with those that it may have now; "" is no file."""
    known: dict[str, set[str]] = {}
    for event, files in _noted(folder):
        for name, digest in files.items():
            before = known.get(name, {""}) if event == _BEGUN else set()
            known[name] = before | {str(digest)}
    return known


def unconfirmed_files(folder: Path) -> list[str]:
    """The files of which the log says last that they are about to be written, not that they were.

    A writing that was killed leaves this, and so does a cut that took the log's last line.
    """
    last = {name: event for event, files in _noted(folder) for name in files}
    return [name for name, event in last.items() if event == _BEGUN]


def events_of(folder: Path, event: str) -> list[dict[str, Any]]:
    """What the log says of each event of this kind, in their order."""
    return [entry for entry in _entries(folder) if entry.get("event") == event]


def broken_line(folder: Path, *, head: str) -> int | None:
    """The first line of a run's log that does not follow the one before it; None when all do.

    head: the hash of a line that the log must hold, as the manifest keeps it; without that line
    the log is broken after its last one. A chain shows a removed or edited line to whoever holds
    a head of it elsewhere; it does not stop somebody who writes all of it anew.
    """
    lines = _lines(folder)
    previous, is_there = "", head == ""
    for number, line in enumerate(lines, start=1):
        try:
            follows = json.loads(line)["previous"] == previous
        except (ValueError, KeyError, TypeError, RecursionError):
            follows = False
        if not follows:
            return number
        previous = _hash(line)
        is_there |= previous == head
    return None if is_there else len(lines) + 1


def _lines(folder: Path) -> list[bytes]:
    """The log's lines, none where there is no log; another line end is another line."""
    path = folder / LOG_FILE
    data = path.read_bytes().removesuffix(b"\n") if path.is_file() else b""
    return data.split(b"\n") if data else []


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    """The log's events; a line that is none is for broken_line to name."""
    for line in _lines(folder):
        with suppress(ValueError, RecursionError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                yield entry


def _noted(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The log's events with the files that they name."""
    for entry in _entries(folder):
        if isinstance(files := entry.get("files"), dict):
            yield str(entry.get("event", "")), files


def _hash(data: bytes) -> str:
    """The SHA-256 of a line or a file in hex digits."""
    return hashlib.sha256(data).hexdigest()
