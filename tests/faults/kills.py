"""kill -9 at random moments over `run`: `make kill-test COUNT=200 SEED=1`, hours if wished.

An older run stands at the place. Each call is killed at a moment of the seed, with all its
processes or, one time in four, alone, and goes on from what the one before it left. One call in
five is killed at the moment in which what stands at the place is moved, which a clock would never
hit. After each kill the last good run has to be whole; each call that comes to its end has to give
the files of a run that nobody disturbed, byte for byte but for the moments in the manifest. What
was done when (the log, the account of the last call) differs and has to hold together.
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
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from ihanoi_eval.files import sha256_of
from ihanoi_eval.run_files import ACCOUNT_FILE, MANIFEST_FILE
from ihanoi_eval.running.demo import demo_campaign, write_demo_inputs
from ihanoi_eval.running.journal import LOG_FILE
from ihanoi_eval.running.verifying import differences

SMALL = Path(__file__).parents[1] / "small"
DAY, DAY_BEFORE = "2024-12-20", "2024-11-20"
PAGES = ("--pages", "", "--units", "00001,CQ11")  # the engine at work, without 20 s of pages
ALONE = 0.25  # the share of kills that take the first process only
LATE = 1.1  # of the length of a run: a kill may come when all is done
PATIENCE = 600.0  # [s] a call that lasts longer hangs
MOVING = 0.2  # the share of kills that come when something is moved at the run's place
MOVES = 5  # of a call: tried, put back, the old one away, the new one in, the old one gone
# What a call says last tells where it was.
PHASES = {"  Soạn hồ sơ": "documents", "[": "pages", "  ": "evaluation"}
KILLS_ITSELF = """
import os, runpy, signal, sys
place, left = sys.argv[1], int(sys.argv[2])
del sys.argv[1:3]
def count(event, arguments):
    global left
    if event in ("os.rename", "shutil.rmtree"):
        left -= any(str(name).startswith(place) for name in arguments[:2])
        if left == 0:
            os.killpg(0, signal.SIGKILL)
sys.addaudithook(count)
runpy.run_module("ihanoi_eval", run_name="__main__")
"""


@dataclass(frozen=True)
class Case:
    """What the calls evaluate: rules and inputs."""

    campaign: Path = SMALL / "campaign"
    inputs: Path = SMALL / "inputs"


@dataclass
class Kills:
    """What came of it: kills by phase, calls that came to their end, every fault in words."""

    killed: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    faults: list[str] = field(default_factory=list)


def call(
    out: Path, *, case: Case = Case(), day: str = DAY, command: str = "run", move: int = 0
) -> subprocess.Popen[bytes]:
    """`ihanoi-eval run` in a process group of its own; move: at which move it kills itself."""
    start = ["-c", KILLS_ITSELF, str(out), str(move)] if move else ["-m", "ihanoi_eval"]
    words = [sys.executable, *start, command, "--out", str(out), "--as-of", day]
    words += ["--campaign", str(case.campaign), "--inputs", str(case.inputs)]
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
    del manifest["written_at"], manifest["log_head"], manifest["own_sha256"]
    return found | {MANIFEST_FILE: json.dumps(manifest)}


def kill_at_random(
    folder: Path,
    *,
    count: int,
    seed: int,
    case: Case = Case(),
    say: Callable[[str], None] = lambda _: None,
) -> Kills:
    """Kill `count` calls, let the last one end; what is found is told as it comes."""
    dice, done = random.Random(seed), Kills()
    for name in ("alone", "old", "killed"):
        (folder / name).mkdir()
    begin = time.monotonic()
    alone, old, out = (folder / name / "run" for name in ("alone", "old", "killed"))
    if call(alone, case=case).wait() not in (0, 1):
        raise RuntimeError(alone.with_name("log").read_text("utf-8"))
    length = time.monotonic() - begin
    call(old, case=case, day=DAY_BEFORE, command="evaluate").wait()
    expected, before = files_of(alone), files_of(old)
    shutil.copytree(old, out)
    while done.killed.total() < count or not done.ended:
        wanted = done.killed.total() < count
        move = dice.randrange(1, MOVES + 1) if wanted and dice.random() < MOVING else 0
        delay = dice.uniform(0, LATE * length) if wanted and not move else PATIENCE
        takes_all = dice.random() >= ALONE
        begin = time.monotonic()
        ended = _ended_in(call(out, case=case, move=move), delay, takes_all=takes_all)
        lasted = time.monotonic() - begin
        phase = f"move {move}" if move else _phase(out.with_name("log"))
        if ended:
            done.ended += 1
        else:
            done.killed[phase] += 1
        found = _faults(out, [expected] if ended else [before, expected], ended=ended)
        what = "ended" if ended else f"{phase}, killed {'with all' if takes_all else 'alone'}"
        number = done.killed.total()
        say(f"{number}/{count} {what} after {lasted:.1f} s{''.join(f'; {f}' for f in found)}")
        done.faults += [f"seed {seed}, kill {number}, {lasted:.1f} s: {one}" for one in found]
        if ended:
            length = max(length, lasted)  # a busy machine takes longer, what was resumed does not
            shutil.rmtree(out)
            shutil.copytree(old, out)
    return done


def _ended_in(child: subprocess.Popen[bytes], delay: float, *, takes_all: bool) -> bool:
    """Whether a call came to its end before it was killed."""
    try:
        return child.wait(delay) >= 0
    except subprocess.TimeoutExpired:
        if takes_all:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
        child.wait()
        return False


def _phase(log: Path) -> str:
    """Where a call was when it was killed, from the last line that it wrote."""
    last = "".join(log.read_text("utf-8").splitlines()[-1:])
    otherwise = "end" if last else "start"
    return next((name for sign, name in PHASES.items() if last.startswith(sign)), otherwise)


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
    told.add_argument("--city", action="store_true", help="a city's campaign, not the small one")
    asked = told.parse_args()

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    with TemporaryDirectory(prefix="ihanoi-kills-") as name:
        case = Case()
        if asked.city:
            case = Case(demo_campaign(), Path(name) / "sample")
            write_demo_inputs(case.inputs)
        done = kill_at_random(Path(name), count=asked.count, seed=asked.seed, case=case, say=say)
    phases = ", ".join(f"{number} {phase}" for phase, number in sorted(done.killed.items()))
    say(f"{done.killed.total()} kills ({phases})")
    say(f"{done.ended} runs to their end, {len(done.faults)} faults")
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
