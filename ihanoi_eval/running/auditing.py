"""A run as an auditor is told of it: what is no longer as written, and which signatures hold."""

from dataclasses import dataclass
from pathlib import Path

from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.sign_offs import read_sign_offs, standing_of
from ihanoi_eval.running.verifying import (
    differences,
    replay_differences,
    seal_now,
    source_differences,
)


@dataclass(frozen=True)
class Audit:
    """faults: what differs, a sentence each; signatures: each with whether it holds; summary."""

    faults: tuple[str, ...]
    signatures: tuple[str, ...]
    summary: str


def audit(
    run: Path, *, replay: bool = False, inputs: Path | None = None, campaign: Path | None = None
) -> Audit:
    """What verify says of a run; with replay every table is computed again and compared."""
    found = [*differences(run), *source_differences(run, inputs=inputs, campaign=campaign)]
    if replay:
        found += replay_differences(run, inputs=inputs)
    manifest, seal = read_manifest(run), seal_now(run, inputs=inputs)
    files = len(manifest["outputs"]) + len(manifest["inputs"])
    state = f"{len(found)} chỗ khác" if found else f"{files} tệp nguyên vẹn"
    return Audit(
        faults=tuple(found),
        signatures=tuple(standing_of(signed, seal) for signed in read_sign_offs(run)),
        summary=f"{manifest['run_id']}: {state}, mã {manifest['seal'][:16]}",
    )
