"""Thousands of spoilt workbooks through the reader: `make fuzz COUNT=5000 SEED=1`, hours if wished.

Each file is read in a process of its own, timed and weighed; each hundred go through `check`
together. Failing files stay in --keep; put them into tests/faults/crashes and mend the reader.
"""

import argparse
import shutil
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.checking import check
from tests.faults.mutations import Spoilt, fault_of, measure_each, spoilt_workbooks, valid_workbooks

SMALL = Path(__file__).parents[1] / "small"
ROUND = 100


def main() -> int:
    """0 if every file was read or refused within its limits."""
    told = argparse.ArgumentParser(prog="make fuzz", description=(__doc__ or "").splitlines()[0])
    told.add_argument("--count", type=int, default=5_000)
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--workers", type=int, default=2)
    told.add_argument("--keep", type=Path, default=Path("outputs/fuzz"))
    asked = told.parse_args()
    campaign = load_rules(SMALL / "campaign").campaign
    valid = valid_workbooks(campaign)
    started = time.monotonic()
    done, faults, slowest, largest = 0, 0, 0.0, 0
    batch: list[Spoilt] = []
    for one in spoilt_workbooks(valid, seed=asked.seed, count=asked.count):
        batch.append(one)
        if len(batch) < ROUND and one.number + 1 < asked.count:
            continue
        with TemporaryDirectory() as folder:
            inputs = Path(folder) / "inputs"
            shutil.copytree(SMALL / "inputs", inputs)
            paths = [inputs / "submissions" / f"{spoilt.number}.xlsx" for spoilt in batch]
            for path, spoilt in zip(paths, batch, strict=True):
                path.write_bytes(spoilt.data)
            outcomes = measure_each(paths, campaign, workers=asked.workers)
            for path, spoilt, outcome in zip(paths, batch, outcomes, strict=True):
                if outcome.value is not None:
                    slowest = max(slowest, outcome.value.seconds)
                    largest = max(largest, outcome.value.peak)
                if fault := fault_of(outcome):
                    faults += 1
                    keep(asked.keep, f"{asked.seed}-{spoilt.number}-{spoilt.way}", path, fault)
            try:
                check(SMALL / "campaign", inputs, as_of=date(2024, 12, 20))
            except Exception as error:
                faults += 1
                for path in paths:
                    keep(asked.keep, f"{asked.seed}-{path.stem}-together", path, repr(error))
        done += len(batch)
        batch = []
        sys.stdout.write(
            f"{done} files, {faults} faults, slowest {slowest:.2f} s, largest "
            f"{largest / 2**20:.0f} MB, {time.monotonic() - started:.0f} s in all\n"
        )
        sys.stdout.flush()
    return 1 if faults else 0


def keep(folder: Path, name: str, path: Path, fault: str) -> None:
    """The failing file and what was wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder / f"{name}.xlsx")
    (folder / f"{name}.txt").write_text(fault, encoding="utf-8")
    sys.stdout.write(f"FAULT {name}: {fault.strip().splitlines()[-1]}\n")


if __name__ == "__main__":
    sys.exit(main())
