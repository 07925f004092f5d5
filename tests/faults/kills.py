"""kill -9 at random moments over `run`: `make kill-test COUNT=200 SEED=1`, hours if wished.

An older run stands at the place. Each call is killed at a moment of the seed, with all its
processes or, one time in four, alone, and goes on from what the one before it left. After each
kill the last good run has to be whole; each call that comes to its end has to give the files of a
run that nobody disturbed, byte for byte but for the moments in the manifest. What was done when
(the log, the account of the last call) differs and has to hold together.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from ihanoi_eval.evaluation import MANIFEST_FILE
from ihanoi_eval.files import sha256_of
from ihanoi_eval.running.account import ACCOUNT_FILE
from ihanoi_eval.running.journal import LOG_FILE
from ihanoi_eval.running.verifying import differences

SMALL = Path(__file__).parents[1] / "small"
DAY, DAY_BEFORE = "2024-12-20", "2024-11-20"
PAGES = ("--pages", "", "--units", "00001,CQ11")  # the engine at work, without 20 s of pages
ALONE = 0.25  # the share of kills that take the first process only
LATE = 1.1  # of the length of a run: a kill may come when all is done
PATIENCE = 600.0  # [s] a call that lasts longer hangs


@dataclass
class Kills:
    """What came of it: kills, calls that came to their end, and every fault in words."""

    killed: int = 0
    ended: int = 0
    faults: list[str] = field(default_factory=list)


def call(out: Path, *, day: str = DAY, command: str = "run") -> subprocess.Popen[bytes]:
    """`ihanoi-eval run` over the small campaign, in a process group of its own."""
    words = [sys.executable, "-m", "ihanoi_eval", command, "--out", str(out), "--as-of", day]
    words += ["--campaign", str(SMALL / "campaign"), "--inputs", str(SMALL / "inputs")]
    words += PAGES if command == "run" else ()
    log = out.with_name("log").open("wb")
    with log:
        return subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)


def files_of(run: Path) -> dict[str, str]:
    """Every file of a run by its hash; the manifest without its moments, what was done apart."""
    found = {
        path.relative_to(run).as_posix(): sha256_of(path)
        for path in run.rglob("*")
        if path.is_file() and path.name not in (MANIFEST_FILE, LOG_FILE, ACCOUNT_FILE)
    }
    manifest = json.loads((run / MANIFEST_FILE).read_bytes())
    del manifest["written_at"], manifest["log_head"]
    return found | {MANIFEST_FILE: json.dumps(manifest)}


def kill_at_random(
    folder: Path, *, count: int, seed: int, say: Callable[[str], None] = lambda _: None
) -> Kills:
    """Kill `count` calls, let the last one end; what is found is told as it comes."""
    dice, done = random.Random(seed), Kills()
    for name in ("alone", "old", "killed"):
        (folder / name).mkdir()
    begin = time.monotonic()
    alone, old, out = (folder / name / "run" for name in ("alone", "old", "killed"))
    if call(alone).wait() not in (0, 1):
        raise RuntimeError(alone.with_name("log").read_text("utf-8"))
    length = time.monotonic() - begin
    call(old, day=DAY_BEFORE, command="evaluate").wait()
    expected, before = files_of(alone), files_of(old)
    shutil.copytree(old, out)
    while done.killed < count or not done.ended:
        delay = dice.uniform(0, LATE * length) if done.killed < count else PATIENCE
        takes_all = dice.random() >= ALONE
        begin = time.monotonic()
        ended = _ended_in(call(out), delay, takes_all=takes_all)
        lasted = time.monotonic() - begin
        done.ended, done.killed = done.ended + ended, done.killed + (not ended)
        found = _faults(out, [expected] if ended else [before, expected], ended=ended)
        what = "ended" if ended else f"killed {'with all' if takes_all else 'alone'}"
        say(f"{done.killed}/{count} {what} after {lasted:.1f} s{''.join(f'; {f}' for f in found)}")
        done.faults += [f"seed {seed}, kill {done.killed}, {lasted:.1f} s: {one}" for one in found]
        if ended:
            length = max(length, lasted)  # a busy machine takes longer, what was resumed does not
            shutil.rmtree(out)
            shutil.copytree(old, out)
    return done


def _ended_in(child: subprocess.Popen[bytes], delay: float, *, takes_all: bool) -> bool:
    """Whether a call came to its end before it was killed."""
    try:
        child.wait(delay)
        return True
    except subprocess.TimeoutExpired:
        if takes_all:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
        child.wait()
        return False


def _faults(out: Path, may_be: list[dict[str, str]], *, ended: bool) -> list[str]:
    """What is wrong with the run at its place, or where a crash leaves it."""
    standing = out if out.exists() or ended else out.with_name(f"{out.name}.previous")
    if not (standing / MANIFEST_FILE).is_file():
        said = out.with_name("log").read_text("utf-8").strip().splitlines()[-1:]
        return [f"no run at {standing}: {' '.join(said)}"]
    found = differences(standing)
    if (files := files_of(standing)) not in may_be:
        near = min(may_be, key=lambda one: len(one.items() ^ files.items()))
        names = sorted({name for name, _ in near.items() ^ files.items()})
        found.append(f"other bytes than an undisturbed run: {', '.join(names[:5])}")
    if ended:
        left = {path.name for path in out.parent.iterdir()} - {out.name, "latest", "log"}
        found += [f"left beside the run: {', '.join(sorted(left))}"] if left else []
    return found


def main() -> int:
    """0 if nothing was corrupt."""
    told = argparse.ArgumentParser(prog="make kill-test", description=(__doc__ or "").split(":")[0])
    told.add_argument("--count", type=int, default=60)
    told.add_argument("--seed", type=int, default=1)
    asked = told.parse_args()

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    with TemporaryDirectory(prefix="ihanoi-kills-") as name:
        done = kill_at_random(Path(name), count=asked.count, seed=asked.seed, say=say)
    say(f"{done.killed} kills, {done.ended} runs to their end, {len(done.faults)} faults")
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
