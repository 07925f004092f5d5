"""The dossier of a run: documents/ replaced whole, the manifest last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation, open_people, open_run
from ihanoi_eval.files import (
    check_replaceable,
    locked,
    made_whole,
    restore_previous,
    write_whole,
)
from ihanoi_eval.reporting.data_book import data_book
from ihanoi_eval.reporting.document_format import format_faults
from ihanoi_eval.reporting.dossier import documents_of
from ihanoi_eval.reporting.signature_annex import signature_annex
from ihanoi_eval.reporting.word import fill_template
from ihanoi_eval.rules.extending import holds_rules
from ihanoi_eval.running.freshness import documents_from, results_of
from ihanoi_eval.running.journal import note
from ihanoi_eval.running.manifest import check_unchanged, write_manifest
from ihanoi_eval.running.run_folder import by_name
from ihanoi_eval.running.sign_offs import SUBMITTED, read_sign_offs

DOCUMENTS: Final = "documents"
BUILT_IN: Final = Path(__file__).parents[1] / "builtin" / "documents"
ANNEXES: Final = slice(1, 3)  # Appendix I and II among the dossier's documents


@dataclass(frozen=True)
class Dossier:
    """What was written, and where a template of the Office departs from the decree's format."""

    folder: Path
    files: tuple[str, ...]
    faults: tuple[str, ...]


def write_documents(
    folder: Path, *, campaign: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> Dossier:
    """Every document of a run's dossier, in <run>/documents.

    Templates are those of the campaign folder's documents/, each that is not there the built-in
    one. campaign: where that folder is now; by default where the manifest says, seen from the run.
    DataError where a template cannot be used; CallError where the campaign has templates of its own
    and its folder is not there. The old documents stay then.
    """
    folder = by_name(folder)
    with locked(folder):
        restore_previous(folder)
        restore_previous(folder / DOCUMENTS)
        return make_documents(folder, campaign=campaign, say=say)


def make_documents(
    folder: Path, *, campaign: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> Dossier:
    """write_documents, for who holds the run's lock."""
    check_replaceable(folder / DOCUMENTS)
    if any(row.stage == SUBMITTED for row in read_sign_offs(folder)):
        raise CallError(
            f"{folder}: hồ sơ đã ký là đã trình, không lập lại; cần bản khác thì chạy ra "
            "thư mục khác (--out)"
        )
    evaluation = replace(open_run(folder), people=open_people(folder))
    check_unchanged(folder)
    own = _own_templates(folder, evaluation.facts, campaign)
    dossier = _write(folder, evaluation, own, say)
    head = note(folder, "documents", files=len(dossier.files))
    made_from = documents_from(own, results=results_of(evaluation.facts))
    write_manifest(
        evaluation,
        folder,
        run_id=evaluation.run_id,
        documents={"made_from": made_from},
        log_head=head,
    )
    return dossier


def _own_templates(folder: Path, facts: Mapping[str, Any], given: Path | None) -> Path | None:
    """The folder of the campaign's own templates; None where it never had any and is not there."""
    origin = facts.get("origin", {})
    if given is not None and not holds_rules(given):
        raise CallError(f"--campaign {given}: không có campaign.yaml; chỉ ra thư mục quy định")
    place = given or folder / origin.get("campaign", "")
    if holds_rules(place):
        return place / DOCUMENTS
    last = facts.get("documents", {}).get("made_from")  # newer than what evaluate saw
    none = documents_from(None, results="")["templates"]
    had_its_own = last["templates"] != none if last else origin.get("has_templates", False)
    if had_its_own:
        raise CallError(
            f"{folder}: đợt này có mẫu văn bản riêng, thư mục quy định không còn ở nơi lần chạy đã "
            "đọc; chỉ ra bằng --campaign"
        )
    return None


def _write(
    folder: Path, evaluation: Evaluation, own: Path | None, say: Callable[[str], None]
) -> Dossier:
    """The documents beside their place, then moved in whole. own: the campaign's templates."""
    documents = documents_of(evaluation)
    files: dict[str, bytes] = {}
    faults = []
    for document in documents:
        name = f"{document.name}.docx"
        say(f"{document.title}")
        template = own / name if own is not None and (own / name).is_file() else BUILT_IN / name
        made = fill_template(
            template.read_bytes(), document.values, name=name, created=evaluation.as_of
        )
        faults += [f"{name}: {fault}" for fault in format_faults(made)]
        files[name] = made
    files["phu_luc_de_ky.xlsx"] = signature_annex(evaluation, documents[ANNEXES])
    files["so_so_lieu.xlsx"] = data_book(evaluation)
    with made_whole(folder / DOCUMENTS) as work:
        for name, data in files.items():
            write_whole(work / name, data)
    return Dossier(folder / DOCUMENTS, tuple(files), tuple(faults))
