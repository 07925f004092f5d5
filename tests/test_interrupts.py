"""Ctrl-C ends a call with 130, also where a library makes something else of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small"
# The interrupt comes while the logs are counted; `lost` says what becomes of it there: DuckDB turns
# it into a RuntimeError, a destructor swallows it.
CALL = """
import os, signal, sys
from contextlib import suppress
import ihanoi_eval.evidence.platform as platform
from ihanoi_eval.cli import main

count = platform.counted_logs

def interrupted(*words, **options):
    if "{lost}" == "swallowed":
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    elif "{lost}" == "turned":
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None
    else:
        os.kill(os.getpid(), signal.SIGINT)
    return count(*words, **options)

platform.counted_logs = interrupted
main()
"""


@pytest.mark.parametrize("lost", ["swallowed", "turned", "raised"])
def test_case_102_an_interrupt_ends_the_call_whatever_a_library_makes_of_it(tmp_path, lost):
    """Nothing stands at the place, and nobody is told of a fault of the program."""
    words = ["evaluate", "--as-of", "2024-12-20", "--out", str(tmp_path / "out" / "run")]
    words += ["--campaign", str(SMALL / "campaign"), "--inputs", str(SMALL / "inputs")]
    ended = subprocess.run(
        [sys.executable, "-c", CALL.format(lost=lost), *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (130, "")
    assert "Đếm nhật ký" in ended.stderr and "unexpected" not in ended.stderr
    assert not (tmp_path / "out" / "run").exists()
