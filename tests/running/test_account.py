"""What the last call did, for programs."""

import json
from datetime import UTC, datetime
from pathlib import Path

from ihanoi_eval.run_files import ACCOUNT_FILE
from ihanoi_eval.running.account import write_account
from ihanoi_eval.running.batch import PageResult
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.page_sets import Page
from ihanoi_eval.running.plan import Plan


def test_what_was_made_kept_and_failed_is_one_file(tmp_path: Path):
    """Whoever watches the evening's run reads it without our words."""
    pages = (
        Planned(Page("a", Path("a.ipynb")), {}, "chưa lập"),
        Planned(Page("b", Path("b.ipynb")), {}),
        Planned(Page("c", Path("c.ipynb")), {}, "mã chương trình đã đổi"),
    )
    plan = Plan(
        ("ngày chốt",), pages, index="không còn được yêu cầu: d", documents="", standing=tmp_path
    )
    results = [
        PageResult("a", "done", 1.234),
        PageResult("b", "done", 0.0, is_kept=True),
        PageResult("c", "timeout", 120.0, "ô [3] x", "quá thời hạn"),
    ]
    begun = datetime(2024, 12, 20, 19, tzinfo=UTC)
    write_account(tmp_path, run_id="r", begun=begun, plan=plan, results=results)
    told = json.loads((tmp_path / ACCOUNT_FILE).read_bytes())
    assert told["run_id"] == "r" and told["begun_at"] == "2024-12-20T19:00:00+00:00"
    assert told["evaluation"] == {"outcome": "done", "why": ["ngày chốt"]}
    assert told["documents"] == {"outcome": "kept", "why": []}
    assert told["pages_count"] == {"done": 1, "kept": 1, "timeout": 1}
    assert told["pages_folder"] == {"outcome": "done", "why": ["không còn được yêu cầu: d"]}
    assert told["pages"][0] == {
        "name": "a", "outcome": "done", "why": "chưa lập", "cell": "", "error": "", "seconds": 1.23,
    }  # fmt: skip
    assert told["pages"][2]["error"] == "quá thời hạn"
