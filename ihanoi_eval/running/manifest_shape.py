"""What a manifest looks like: every key, and what it may hold; anything else is no manifest."""

from datetime import date
from pathlib import Path

from ihanoi_eval.rules.values import Frozen


class _Earlier(Frozen):
    run_id: str = ""
    manifest_sha256: str = ""


class _Origin(Frozen):
    campaign: str
    inputs: str
    has_templates: bool
    rule_files: dict[str, str]
    input_files: dict[str, str]
    shown_names: dict[str, str]
    previous: _Earlier


class _Code(Frozen):
    version: str
    sha256: str


class _Input(Frozen):
    sha256: str
    bytes: int


class _Page(Frozen):
    status: str
    made_from: dict[str, str]
    cell: str = ""
    error: str = ""


class _Documents(Frozen):
    made_from: dict[str, str] = {}


class Manifest(Frozen):
    """The keys of a manifest."""

    run_id: str
    campaign: str
    rubric_version: str
    as_of: str
    phase: str
    is_synthetic: bool
    has_receipts: bool
    seed: int
    origin: _Origin
    log_head: str
    written_at: str
    code: _Code
    python: str
    libraries: dict[str, str]
    inputs: dict[str, _Input]
    outputs: dict[str, str]
    level: str
    pages: dict[str, _Page]
    documents: _Documents
    previous: _Earlier = _Earlier()
    seal: str
    own_sha256: str


def check_shape(content: object) -> None:
    """ValueError for what is no manifest: a key lacks, is strange or holds another type.

    Nor does any name a folder otherwise than as seen from the run.
    """
    manifest = Manifest.model_validate(content, strict=True)
    date.fromisoformat(manifest.as_of)
    origin = manifest.origin
    if any(Path(place).is_absolute() for place in (origin.campaign, origin.inputs)):
        raise ValueError
