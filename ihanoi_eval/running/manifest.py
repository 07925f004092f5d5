"""What a run was made from: rules, inputs and code by their hashes, and what came out."""

import hashlib
import json
import os
import platform as machine
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.evidence.submissions_folder import is_left_by_a_program
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.evidence.tables import shown_name
from ihanoi_eval.files import sha256_of, write_whole
from ihanoi_eval.rules.folder import rule_folders
from ihanoi_eval.rules.loading import Rules, dump_rules
from ihanoi_eval.run_files import (
    MANIFEST_FILE,
    PEOPLE_FOLDER,
    RULES_FILE,
    TABLES_FOLDER,
    files_of_run,
    find_run,
)
from ihanoi_eval.running.manifest_shape import check_shape

LIBRARIES = ("pandas", "numpy", "scipy", "duckdb", "matplotlib", "papermill", "nbconvert")
PARTS = (TABLES_FOLDER, EXTRACTS, PEOPLE_FOLDER, "notebooks", "html", "documents")
RECOUNTED = ("is_synthetic", "has_receipts")  # what an evaluation says besides its tables
SEALED = (RULES_FILE, f"{TABLES_FOLDER}/", f"{PEOPLE_FOLDER}/")
CODE = ("*.py", "*.sql", "*.j2", "*.html", "*.css", "*.js", "*.csv", "*.geojson", "*.docx")


def identify(evaluation: Evaluation) -> str:
    """The run's name: campaign, cut-off, and eight hex digits of its rules, inputs and code.

    The same rules, inputs and code give the same name, on any machine and any day.
    """
    hashes = evaluation.tables["sources"]["sha256"]
    return _name_of(evaluation.rules, evaluation.as_of, hashes, code=code_hash())


def _name_of(rules: Rules, as_of: date, hashes: Iterable[str], *, code: str) -> str:
    """identify, for a run as its manifest tells of it; hashes: of its inputs, by their names."""
    digest = hashlib.sha256(dump_rules(rules))
    for sha256 in (*hashes, code):
        digest.update(sha256.encode())
    return f"{rules.campaign.code}-{as_of:%Y%m%d}-{digest.hexdigest()[:8]}"


def wrong_words(manifest: Mapping[str, Any], rules: Rules) -> list[str]:
    """The keys by which a manifest says of its run what its rules, inputs and code do not."""
    as_of, inputs = date.fromisoformat(manifest["as_of"]), manifest["inputs"]
    hashes = [inputs[name]["sha256"] for name in sorted(inputs)]
    wanted = {
        "run_id": _name_of(rules, as_of, hashes, code=manifest["code"]["sha256"]),
        **_said_by(rules, as_of),
    }
    return [key for key, value in wanted.items() if manifest[key] != value]


def _said_by(rules: Rules, as_of: date) -> dict[str, Any]:
    """What a manifest repeats of the rules."""
    return {
        "campaign": rules.campaign.code,
        "rubric_version": rules.rubric.version,
        "phase": rules.campaign.phase(as_of),
        "seed": rules.awards.sensitivity.seed,
    }


@cache
def code_hash() -> str:
    """SHA-256 over the package's own files, built-in data included, in the order of their names.

    Read once a process: what is loaded is what lay there then.
    """
    root = Path(__file__).parents[1]
    paths = sorted({path for pattern in CODE for path in root.rglob(pattern)})
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def made_with() -> dict[str, Any]:
    """The program, the Python and the libraries of this process, as a manifest names them."""
    return {
        "code": {"version": package_version("ihanoi-eval"), "sha256": code_hash()},
        "python": machine.python_version(),
        "libraries": {name: package_version(name) for name in LIBRARIES},
    }


def digest_of(value: Any) -> str:
    """Sixteen hex digits of a value's SHA-256: enough to tell whether it is still the same."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def origin_of(
    campaign: Path,
    inputs: Path,
    out: Path,
    *,
    files: Mapping[str, str],
    previous: Path | None = None,
) -> dict[str, Any]:
    """Where a run at `out` came from, seen from there, with the hashes of all that lay there.

    No path of this machine stands in it: the three may be moved together. files: every file of the
    inputs by its hash; of their names, which may be persons', only a digest is kept and what may
    be shown, nothing of what a program left.
    """
    rule_files = rule_files_of(campaign)
    return {
        "campaign": _path_from(out, campaign),
        "inputs": _path_from(out, inputs),
        "has_templates": any(
            not is_left_by_a_program(path.name) for path in (campaign / "documents").glob("*.docx")
        ),
        "rule_files": {name: sha256_of(path) for name, path in sorted(rule_files.items())},
        "input_files": {digest_of(name): sha256 for name, sha256 in files.items()},
        "shown_names": {
            digest_of(name): ""
            if is_left_by_a_program(Path(name).name)
            else shown_name(Path(name), Path())
            for name in files
        },
        "previous": _earlier(previous) if previous else {},
    }


def _earlier(run: Path) -> dict[str, str]:
    """A run to compare with, as a manifest names it."""
    data = (run / MANIFEST_FILE).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return {"run_id": json.loads(data)["run_id"], "manifest_sha256": sha256}


def rule_files_of(campaign: Path) -> dict[str, Path]:
    """The files of a campaign folder's rules and of those that it extends, as seen from it."""
    return {
        Path(os.path.relpath(path, campaign)).as_posix(): path
        for folder in rule_folders(campaign)
        for kind in ("*.yaml", "*.csv")
        for path in folder.glob(kind)
    }


def outputs_of(folder: Path) -> dict[str, str]:
    """The hash of every file that a run was made into, by its path in it."""
    made = (RULES_FILE, *(f"{part}/" for part in PARTS))
    return {
        name: sha256_of(folder / name)
        for name in files_of_run(folder)
        if name.startswith(made) and (folder / name).is_file()
    }


def seal_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over what is signed: the cut-off, the rules, every input and every table.

    So is what pages say and no table does: whether the data are synthetic, whether the register of
    receipts was there, which earlier run tables compare with. Pages, documents and the day on which
    it was written lie outside: they follow from these.
    """
    signed = {
        **{key: manifest[key] for key in ("as_of", *RECOUNTED)},
        "previous": manifest["origin"]["previous"].get("run_id", ""),
        "inputs": {name: file["sha256"] for name, file in manifest["inputs"].items()},
        "results": {
            name: digest for name, digest in manifest["outputs"].items() if name.startswith(SEALED)
        },
    }
    return hashlib.sha256(json.dumps(signed, sort_keys=True).encode()).hexdigest()


def own_hash(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over all that a manifest says but this hash: an edited word of it does not pass."""
    said = {key: value for key, value in manifest.items() if key != "own_sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def is_edited(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest says other words than those it was written with."""
    wanted = seal_of(manifest), own_hash(manifest)
    return (manifest["seal"], manifest["own_sha256"]) != wanted


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder; DataError where it is not one."""
    path = folder / MANIFEST_FILE
    try:
        content: dict[str, Any] = json.loads(path.read_bytes(), object_pairs_hook=_once)
        check_shape(content)
    except (OSError, ValueError, RecursionError):
        raise DataError(
            f"{path}: thiếu, hỏng hoặc do phiên bản khác ghi; chạy lại ihanoi-eval run"
        ) from None
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a mapping; ValueError for a key said twice, which two readers read as two."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError
    return content


def write_manifest(
    evaluation: Evaluation,
    folder: Path,
    *,
    run_id: str,
    pages: Mapping[str, Mapping[str, Any]] | None = None,
    documents: Mapping[str, Any] | None = None,
    level: str = "",
    origin: Mapping[str, Any] | None = None,
    log_head: str = "",
    previous: Path | None = None,
) -> None:
    """manifest.json of a run folder; written last, it is what makes the folder a run.

    origin: of an evaluation that was just made, by this program. What is not given stays as the
    manifest has it from which the evaluation was opened: pages, their level, documents, origin, and
    with which program the tables were made. pages, documents: how they ended and what each was made
    from. previous: the earlier run that pages compare with, by its name and the hash of its
    manifest; as long as the pages stay, the one that they were made with.
    """
    facts = evaluation.facts
    content: dict[str, Any] = {
        "run_id": run_id,
        "as_of": evaluation.as_of.isoformat(),
        **_said_by(evaluation.rules, evaluation.as_of),
        **{key: getattr(evaluation, key) for key in RECOUNTED},
        "origin": facts["origin"] if origin is None else origin,
        "log_head": log_head,
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **{key: facts.get(key, value) for key, value in made_with().items()},
        "inputs": {
            row["file"]: {"sha256": row["sha256"], "bytes": int(row["bytes"])}
            for row in evaluation.tables["sources"].to_dict("records")
        },
        "outputs": outputs_of(folder),
        "level": level or facts.get("level", "internal"),
        "pages": facts.get("pages", {}) if pages is None else pages,
        "documents": facts.get("documents", {}) if documents is None else documents,
    }
    if previous is not None:
        content["previous"] = _earlier(previous)
    elif pages is None and "previous" in facts:
        content["previous"] = facts["previous"]
    content["seal"] = seal_of(content)
    content["own_sha256"] = own_hash(content)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(folder / MANIFEST_FILE, f"{text}\n".encode())


def check_unchanged(folder: Path) -> None:
    """DataError for every table of a run, its rules or manifest, that is not what was written.

    Pages made from a changed table would take over the run's name, and its hashes the change.
    """
    manifest = read_manifest(folder)
    written = manifest["outputs"]
    parts = (TABLES_FOLDER, PEOPLE_FOLDER)
    tables = [path for part in parts for path in sorted((folder / part).glob("*.csv"))]
    there = [folder / RULES_FILE, *tables]
    names = {path.relative_to(folder).as_posix(): path for path in there}
    changed = [name for name, path in names.items() if written.get(name) != sha256_of(path)]
    changed += [MANIFEST_FILE] if is_edited(manifest) else []
    if changed:
        raise DataError(
            *(f"{name} đã bị sửa sau lần chạy {folder}; chạy lại evaluate" for name in changed)
        )


def open_unchanged(run: Path) -> Evaluation:
    """The evaluation of a run; DataError where it is no longer what was written."""
    evaluation = open_run(run)
    check_unchanged(find_run(run))
    return evaluation


def _path_from(out: Path, path: Path) -> str:
    """A path as seen from a run; empty where none leads from one to the other."""
    try:
        return Path(os.path.relpath(path.resolve(), out.resolve())).as_posix()
    except ValueError:  # two drives of Windows
        return ""


@cache
def package_version(name: str) -> str:
    """An installed package's version, empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
