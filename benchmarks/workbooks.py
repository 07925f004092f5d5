"""How long all workbooks of the city take out and back: written, and read as reports.

Repeat: `.venv/bin/python benchmarks/workbooks.py`. Budgets: written within 3 s, read within 5 s.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ihanoi_eval.evidence.form_reading import read_form
from ihanoi_eval.evidence.workbooks import read_workbooks
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.mailing import write_templates

CAMPAIGN = Path(__file__).parents[1] / "params" / "hanoi-2024-11"
RUNS = 3


def main() -> None:
    """Write and read a few times; the best of each, since others may be at work beside."""
    campaign = load_rules(CAMPAIGN).campaign
    written, read, files = [], [], 0
    for _ in range(RUNS):
        with TemporaryDirectory() as folder:
            began = time.perf_counter()
            write_templates(CAMPAIGN, Path(folder) / "out")
            written.append(time.perf_counter() - began)
            paths = sorted((Path(folder) / "out").iterdir())
            began = time.perf_counter()
            for book in read_workbooks(paths):
                read_form(book, book.path.name, campaign)
            read.append(time.perf_counter() - began)
            files = len(paths)
    sys.stdout.write(f"{files} workbooks\nwritten  {min(written):.2f} s  (budget 3 s)\n")
    sys.stdout.write(f"read     {min(read):.2f} s  (budget 5 s)\n")


if __name__ == "__main__":
    main()
