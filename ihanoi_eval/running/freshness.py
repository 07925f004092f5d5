"""What of a run would come out as it stands: decided by hashes, never by a file's time or size."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import as_known
from ihanoi_eval.evidence.findings import some_of
from ihanoi_eval.evidence.submissions_folder import is_left_by_a_program
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.evidence.tables import files_of
from ihanoi_eval.files import sha256_of
from ihanoi_eval.rules.loading import Rules, dump_rules
from ihanoi_eval.run_files import MANIFEST_FILE, RULES_FILE, files_of_run
from ihanoi_eval.running.manifest import (
    SEALED,
    digest_of,
    is_edited,
    made_with,
    origin_of,
    read_manifest,
)
from ihanoi_eval.running.page_sets import Order, Page
from ihanoi_eval.vietnamese import format_date

INDEX: Final = "html/index.html"
_NOT_MADE: Final = "chưa lập"

# Why a page is made again, by what is no longer what it was made from.
WHY: Final[Mapping[str, str]] = {
    "notebook": "sổ tay của trang đã sửa",
    "told": "tham số của trang đã đổi",
    "results": "kết quả đánh giá đã đổi",
    "code": "mã chương trình đã đổi",
    "python": "phiên bản Python đã đổi",
    "libraries": "phiên bản thư viện đã đổi",
    "engine": "cách chạy trang đã đổi",
    "previous": "lần chạy để so sánh đã đổi",
    "templates": "mẫu văn bản của đợt đã đổi",
}


@dataclass(frozen=True)
class Basis:
    """What an evaluation would be made from now.

    files: the inputs folder, and what campaign.yaml names elsewhere, each by its hash.
    databases: tables that come from one; only reading them says whether they changed.
    """

    as_of: date
    rules: str
    origin: Mapping[str, Any]
    files: Mapping[str, str]
    databases: tuple[str, ...]
    made_with: Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """A page, what it would be made from, and why it has to be; without a why it stands."""

    page: Page
    made_from: Mapping[str, str]
    why: str = ""


def basis_of(
    rules: Rules, campaign: Path, inputs: Path, *, as_of: date, out: Path, previous: Path | None
) -> Basis:
    """What an evaluation of these would be made from: every file read once, and hashed."""
    sources = rules.campaign.sources
    named = [source.path for source in sources.values() if source.path and not source.url]
    files = files_behind(inputs, named)
    return Basis(
        as_of=as_of,
        rules=hashlib.sha256(dump_rules(as_known(rules, as_of))).hexdigest(),
        origin=origin_of(campaign, inputs, out, files=files, previous=previous),
        files=files,
        databases=tuple(name for name, source in sources.items() if source.url),
        made_with=made_with(),
    )


def evaluation_changes(run: Path, now: Basis) -> list[str]:
    """Why the tables of a run have to be made again, a sentence each; none: they would be the same.

    The run's own tables count too: one that was edited is made again.
    """
    manifest = manifest_of(run)
    if not manifest:
        return ["chưa có kết quả nào ở đây"]
    then = manifest["origin"]
    found = []
    if manifest["as_of"] != now.as_of.isoformat():
        before = date.fromisoformat(manifest["as_of"])
        found.append(f"ngày chốt {format_date(before)} thành {format_date(now.as_of)}")
    changed = _changed(then["rule_files"], now.origin["rule_files"])
    if changed:
        found.append(f"quy định: {_listed(changed)}")
    elif manifest["outputs"].get(RULES_FILE) != now.rules:
        found.append("quy định hoặc danh mục đơn vị đã đổi")
    found += _changes_of_files(manifest, now)
    found += [f"{name}: lấy từ cơ sở dữ liệu, phải đọc lại mới biết có đổi không"
              for name in now.databases]  # fmt: skip
    if any(then[key] != now.origin[key] for key in ("campaign", "inputs")):
        found.append("thư mục số liệu hoặc quy định ở nơi khác")
    found += [WHY[key] for key, value in now.made_with.items() if manifest.get(key) != value]
    if then["previous"] != now.origin["previous"]:
        found.append(WHY["previous"])
    edited = [name for name, digest in _sealed(manifest, run).items()
              if _hash(run / name) != digest]  # fmt: skip
    edited += [MANIFEST_FILE] if is_edited(manifest) else []
    return found + ([f"kết quả bị sửa: {_listed(edited)}"] if edited else [])


def _sealed(manifest: Mapping[str, Any], run: Path) -> dict[str, str]:
    """The hashes that a run's tables, rules and extracts have to have; a stranger can have none."""
    parts = (*SEALED, EXTRACTS)
    names = [name for name in files_of_run(run)
             if name.startswith(parts) and (run / name).is_file()]  # fmt: skip
    wanted = {name: digest for name, digest in manifest["outputs"].items()
              if name.startswith(parts)}  # fmt: skip
    return {name: "" for name in names} | wanted


def plan_pages(
    pages: Sequence[Page], order: Order, *, standing: Path, results: str
) -> list[Planned]:
    """Every page, with why it has to be made where the one that stands is not what would come out.

    results: digest of the evaluation that pages would show; empty where it is not made yet.
    """
    manifest = manifest_of(standing)
    made = manifest.get("pages", {})
    now = {**_shared(results), "engine": order.engine}
    previous = _hash(order.previous / MANIFEST_FILE) if order.previous else ""
    planned = []
    for page in pages:
        made_from = {
            **now,
            "notebook": _hash(page.notebook),
            "told": digest_of(dict(page.parameters)),
            "previous": previous if "previous" in page.parameters else "",
        }
        why = _why(made.get(page.name, {}), made_from)
        names = (f"html/{page.name}.html", f"notebooks/{page.name}.ipynb")
        planned.append(Planned(page, made_from, why or _damage(standing, manifest, names)))
    return planned


def plan_index(planned: Sequence[Planned], *, standing: Path, level: str) -> str:
    """Why the folder of pages has to be put together again though no page may have changed."""
    manifest = manifest_of(standing)
    if INDEX not in manifest.get("outputs", {}):
        return _NOT_MADE
    wanted = {one.page.name for one in planned}
    if more := sorted(set(manifest.get("pages", {})) - wanted):
        return f"không còn được yêu cầu: {_listed(more)}"
    if manifest.get("level", level) != level:
        return "trang dành cho người đọc khác"
    return _damage(standing, manifest, [INDEX])


def plan_documents(run: Path, made_from: Mapping[str, str]) -> str:
    """Why the dossier of a run has to be written again; empty where it stands."""
    manifest = manifest_of(run)
    names = [name for name in manifest.get("outputs", {}) if name.startswith("documents/")]
    return _why(manifest.get("documents", {}), made_from) or _damage(run, manifest, names)


def documents_from(templates: Path | None, *, results: str) -> dict[str, str]:
    """What a dossier is made from: the evaluation, the program, the campaign's own templates."""
    files = {
        name: sha256
        for name, sha256 in files_in(templates).items()
        if not is_left_by_a_program(Path(name).name)  # Word's, while one of them is open
    }
    return {**_shared(results), "templates": digest_of(files)}


def results_of(manifest: Mapping[str, Any]) -> str:
    """A digest of the evaluation that a run holds, by which a page knows what it shows."""
    return digest_of([manifest.get("run_id", ""), manifest.get("seal", "")])


def _shared(results: str) -> dict[str, str]:
    """What every page and document is made from."""
    return {"results": results, **{key: digest_of(value) for key, value in made_with().items()}}


def _why(made: Mapping[str, Any], now: Mapping[str, str]) -> str:
    """Why something that was made, or was not, has to be made now."""
    if not made:
        return _NOT_MADE
    if made.get("status", "done") != "done":
        return f"lần trước chưa lập được ({made['status']})"
    then = made.get("made_from", {})
    return "; ".join(WHY[key] for key, value in now.items() if then.get(key) != value)


def _damage(run: Path, manifest: Mapping[str, Any], names: Iterable[str]) -> str:
    """Which of a run's files are gone or were edited."""
    outputs = manifest.get("outputs", {})
    lost = [name for name in names if name not in outputs or _hash(run / name) != outputs[name]]
    return f"tệp bị sửa hoặc mất: {_listed(lost)}" if lost else ""


def _changes_of_files(manifest: Mapping[str, Any], now: Basis) -> list[str]:
    """A sentence about the inputs that are new, edited or gone."""
    then, here = manifest["origin"]["input_files"], now.origin["input_files"]
    shown = manifest["origin"]["shown_names"] | now.origin["shown_names"]
    changed = [f"{shown[key] or 'một tệp'} {what}" for key, what in _states(then, here).items()]
    return [f"số liệu: {_listed(changed)}"] if changed else []


def _changed(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names with what became of them."""
    return [f"{name} {what}" for name, what in _states(then, now).items()]


def _states(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """New, gone or edited, by name; nothing for what is the same."""
    states = {name: "mới" for name in now if name not in then}
    states |= {name: "không còn" for name in then if name not in now}
    return states | {name: "đã sửa" for name in now if then.get(name, now[name]) != now[name]}


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few."""
    return some_of(sorted(names), "tệp")


def files_behind(inputs: Path, tables: Iterable[str]) -> dict[str, str]:
    """Every file of an inputs folder and of tables that lie elsewhere, by its path, with its hash.

    A table in parts has them below its name; none is read twice.
    """
    found = files_in(inputs)
    for table in tables:
        place = inputs / table
        for part in files_of(place):
            name = f"{table}/{part.name}" if place.is_dir() else table
            if name not in found:
                found[name] = _hash(part)
    return found


def files_in(folder: Path | None) -> dict[str, str]:
    """Every file of a folder by its path in it, with its hash; links by where they lead."""
    if folder is None:
        return {}
    found = {}
    for place, folders, names in os.walk(folder, followlinks=False):
        for name in (*names, *(one for one in folders if Path(place, one).is_symlink())):
            path = Path(place, name)
            digest = digest_of(os.readlink(path)) if path.is_symlink() else _hash(path)
            found[path.relative_to(folder).as_posix()] = digest
    return found


def _hash(path: Path) -> str:
    """A file's SHA-256, empty where there is none to read: a pipe would be waited for."""
    with suppress(OSError):
        return sha256_of(path) if path.is_file() else ""
    return ""


def manifest_of(run: Path) -> Mapping[str, Any]:
    """A run's manifest; nothing where there is no run that could be gone on with."""
    with suppress(DataError):
        return read_manifest(run)
    return {}
