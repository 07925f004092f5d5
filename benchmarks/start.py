"""How long `ihanoi-eval --help` takes against a bare start of the same Python.

Repeat: `.venv/bin/python benchmarks/start.py`. Prints both medians in seconds and their ratio;
typer alone starts at about 7 × (measured once beside it), the budget is 9 ×.
"""

import statistics
import subprocess
import sys
import time

RUNS = 15


def seconds(*command: str) -> float:
    """How long one run of a command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Both commands in turn, so that a drifting machine drifts for both."""
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(seconds(sys.executable, "-c", "pass"))
        ours.append(seconds(sys.executable, "-m", "ihanoi_eval", "--help"))
    first, second = statistics.median(bare), statistics.median(ours)
    sys.stdout.write(f"python -c pass  {first:.3f} s\n")
    sys.stdout.write(f"--help          {second:.3f} s  {second / first:.1f} x\n")


if __name__ == "__main__":
    main()
