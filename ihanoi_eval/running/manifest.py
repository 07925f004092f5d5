"""What a run was made from: rules, inputs and code by their hashes, and what came out."""

import hashlib
import json
import platform as machine
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import MANIFEST_FILE, RULES_FILE, TABLES_FOLDER, Evaluation
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.files import sha256_of, write_whole
from ihanoi_eval.rules.loading import dump_rules
from ihanoi_eval.running.batch import PageResult

LIBRARIES = ("pandas", "numpy", "scipy", "duckdb", "matplotlib", "papermill", "nbconvert")
CODE = ("*.py", "*.sql", "*.j2", "*.html", "*.css")


def identify(evaluation: Evaluation) -> str:
    """The run's name: campaign, cut-off, and eight hex digits of its rules, inputs and code.

    The same rules, inputs and code give the same name, on any machine and any day.
    """
    digest = hashlib.sha256(dump_rules(evaluation.rules))
    for sha256 in evaluation.tables["sources"]["sha256"]:
        digest.update(sha256.encode())
    digest.update(code_hash().encode())
    cut_off = evaluation.as_of.strftime("%Y%m%d")
    return f"{evaluation.rules.campaign.code}-{cut_off}-{digest.hexdigest()[:8]}"


def code_hash() -> str:
    """SHA-256 over the package's own files, in the order of their names."""
    root = Path(__file__).parents[1]
    paths = sorted({path for pattern in CODE for path in root.rglob(pattern)})
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_manifest(
    evaluation: Evaluation, folder: Path, *, run_id: str, pages: Sequence[PageResult] = ()
) -> None:
    """manifest.json of a run folder; written last, it is what makes the folder a run."""
    outputs = [folder / RULES_FILE]
    for part in (TABLES_FOLDER, EXTRACTS, "notebooks", "html"):
        outputs += sorted(path for path in (folder / part).rglob("*") if path.is_file())
    content: dict[str, Any] = {
        "run_id": run_id,
        "campaign": evaluation.rules.campaign.code,
        "rubric_version": evaluation.rules.rubric.version,
        "as_of": evaluation.as_of.isoformat(),
        "phase": evaluation.phase,
        "is_synthetic": evaluation.is_synthetic,
        "seed": evaluation.rules.awards.sensitivity.seed,
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"version": package_version("ihanoi-eval"), "sha256": code_hash()},
        "python": machine.python_version(),
        "libraries": {name: package_version(name) for name in LIBRARIES},
        "inputs": {
            row["file"]: {"sha256": row["sha256"], "bytes": int(row["bytes"])}
            for row in evaluation.tables["sources"].to_dict("records")
        },
        "outputs": {path.relative_to(folder).as_posix(): sha256_of(path) for path in outputs},
        "pages": {
            page.name: {"status": page.status, "cell": page.cell, "error": page.error}
            for page in pages
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(folder / MANIFEST_FILE, f"{text}\n".encode())


def check_unchanged(folder: Path) -> None:
    """DataError for every table of a run, or its rules, that is not what its manifest says.

    Pages made from a changed table would take over the run's name, and its hashes the change.
    """
    written = json.loads((folder / MANIFEST_FILE).read_bytes()).get("outputs", {})
    there = [folder / RULES_FILE, *sorted((folder / TABLES_FOLDER).glob("*.csv"))]
    names = {path.relative_to(folder).as_posix(): path for path in there}
    changed = [name for name, path in names.items() if written.get(name) != sha256_of(path)]
    if changed:
        raise DataError(
            *(f"{name} đã bị sửa sau lần chạy {folder}; chạy lại evaluate" for name in changed)
        )


def package_version(name: str) -> str:
    """An installed package's version, empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
