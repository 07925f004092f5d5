"""Thousands of spoilt workbooks through the reader: `make fuzz COUNT=5000 SEED=1`, hours if wished.

Each file is read in a process apart, timed and weighed; each thousand go, as they were read,
through `check` together. Failing files stay in --keep; put them into tests/faults/crashes and mend
the reader.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from ihanoi_eval.evidence import submissions_folder
from ihanoi_eval.evidence.workbooks import Workbook, read_workbooks
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.checking import check
from tests.faults.mutations import Measured, measure_each, spoilt_workbooks, valid_workbooks

SMALL = Path(__file__).parents[1] / "small"
ROUND = 1_000
LONGEST_TOGETHER = 60.0  # [s] of work for the check of a round


def main() -> int:
    """0 if every file was read or refused within its limits."""
    told = argparse.ArgumentParser(prog="make fuzz", description=(__doc__ or "").splitlines()[0])
    told.add_argument("--count", type=int, default=5_000)
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--workers", type=int, default=2)
    told.add_argument("--keep", type=Path, default=Path("outputs/fuzz"))
    asked = told.parse_args()
    campaign = load_rules(SMALL / "campaign").campaign
    started = time.monotonic()
    spoilt = spoilt_workbooks(valid_workbooks(campaign), seed=asked.seed, count=asked.count)
    done, faults, slowest, largest = 0, 0, 0.0, 0
    while batch := list(islice(spoilt, ROUND)):
        with TemporaryDirectory() as folder:
            inputs = Path(folder) / "inputs"
            shutil.copytree(SMALL / "inputs", inputs)
            files = {
                inputs / "submissions" / f"{asked.seed}-{one.number}-{one.way}.xlsx": one.data
                for one in batch
            }
            for path, data in files.items():
                path.write_bytes(data)
            measured = measure_each(list(files), campaign, workers=asked.workers)
            found = {path: one.fault for path, one in zip(files, measured, strict=True)}
            if fault := fault_together(inputs, files, measured):
                found |= {path: f"together: {fault}" for path in files}
            failed = {path: fault for path, fault in found.items() if fault}
            for path, fault in failed.items():
                keep(asked.keep, path, fault)
        done, faults = done + len(batch), faults + len(failed)
        slowest = max(slowest, *(one.seconds for one in measured))
        largest = max(largest, *(one.peak for one in measured))
        sys.stdout.write(
            f"{done} files, {faults} faults, slowest {slowest:.2f} s, largest "
            f"{largest / 2**20:.0f} MB, {time.monotonic() - started:.0f} s in all\n"
        )
        sys.stdout.flush()
    return 1 if faults else 0


def fault_together(inputs: Path, paths: Iterable[Path], measured: Sequence[Measured]) -> str:
    """Why the check of a folder in which all of them lie fails, empty where it does not."""
    books = {path: one.workbook for path, one in zip(paths, measured, strict=True) if one.workbook}

    def as_read(paths: Sequence[Path]) -> list[Workbook]:
        """What is known of each file; one that broke its reader is read as any run reads it."""
        lost = [path for path in paths if path not in books]
        known = books | dict(zip(lost, read_workbooks(lost), strict=True))
        return [known[path] for path in paths]

    started = time.process_time()
    try:
        with patch.object(submissions_folder, "read_workbooks", as_read):
            check(SMALL / "campaign", inputs, as_of=date(2024, 12, 20))
    except Exception as error:
        return repr(error)
    seconds = time.process_time() - started
    return f"{seconds:.0f} s" if seconds > LONGEST_TOGETHER else ""


def keep(folder: Path, path: Path, fault: str) -> None:
    """The failing file and what was wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)
    (folder / f"{path.stem}.txt").write_text(fault, encoding="utf-8")
    sys.stdout.write(f"FAULT {path.stem}: {fault.strip().splitlines()[-1]}\n")


if __name__ == "__main__":
    sys.exit(main())
