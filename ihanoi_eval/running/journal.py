"""What was done to a run, a line each; a line holds the hash of the one before it."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ihanoi_eval.files import write_whole

LOG_FILE: Final = "log.jsonl"


def note(folder: Path, event: str, **facts: Any) -> str:
    """The hash of the log's new last line, after the event was added to <folder>/log.jsonl."""
    path = folder / LOG_FILE
    lines = path.read_bytes().splitlines() if path.is_file() else []
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "event": event,
        **facts,
        "previous": _hash(lines[-1]) if lines else "",
    }
    lines.append(json.dumps(entry, ensure_ascii=False).encode())
    write_whole(path, b"\n".join(lines) + b"\n")
    return _hash(lines[-1])


def broken_line(folder: Path, *, head: str) -> int | None:
    """The first line of a run's log that does not follow the one before it; None when all do.

    head: the hash of a line that the log must hold, as the manifest keeps it; without that line
    the log is broken after its last one. A chain shows a removed or edited line to whoever holds
    a head of it elsewhere; it does not stop somebody who writes all of it anew.
    """
    path = folder / LOG_FILE
    lines = path.read_bytes().splitlines() if path.is_file() else []
    previous, is_there = "", head == ""
    for number, line in enumerate(lines, start=1):
        try:
            follows = json.loads(line)["previous"] == previous
        except (ValueError, KeyError, TypeError):
            follows = False
        if not follows:
            return number
        previous = _hash(line)
        is_there |= previous == head
    return None if is_there else len(lines) + 1


def _hash(line: bytes) -> str:
    """A line's SHA-256 in hex digits."""
    return hashlib.sha256(line).hexdigest()
