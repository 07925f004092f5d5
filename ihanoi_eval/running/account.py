"""What the last call did to a run, for programs: the evaluation, every page, the dossier."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ihanoi_eval.run_files import ACCOUNT_FILE
from ihanoi_eval.running.batch import PageResult
from ihanoi_eval.running.journal import write_noted
from ihanoi_eval.running.plan import Plan


def write_account(
    folder: Path, *, run_id: str, begun: datetime, plan: Plan, results: Sequence[PageResult]
) -> None:
    """<run>/batch.json: what was made and why, what was kept, and how each page ended."""
    ended = datetime.now(UTC)
    pages = [
        {
            "name": result.name,
            "outcome": "kept" if result.is_kept else result.status,
            "why": one.why,
            "cell": result.cell,
            "error": result.error,
            "seconds": round(result.seconds, 2),
        }
        for one, result in zip(plan.pages, results, strict=True)
    ]
    content = {
        "run_id": run_id,
        "begun_at": begun.isoformat(timespec="seconds"),
        "ended_at": ended.isoformat(timespec="seconds"),
        "evaluation": _part(plan.evaluation),
        "pages_count": dict(Counter(page["outcome"] for page in pages)),
        "pages": pages,
        "pages_folder": _part([plan.index] if plan.index else []),
        "documents": _part([plan.documents] if plan.documents else []),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_noted(folder, ACCOUNT_FILE, f"{text}\n".encode(), "accounted")


def _part(why: Sequence[str]) -> dict[str, Any]:
    """A part of the run: made because of something, else kept."""
    return {"outcome": "done" if why else "kept", "why": list(why)}
