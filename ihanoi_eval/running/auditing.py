"""A run as an auditor is told of it: what is no longer as written, and which signatures hold."""

from dataclasses import dataclass
from pathlib import Path

from ihanoi_eval.errors import DataError, MachineError
from ihanoi_eval.run_files import ACCOUNT_FILE, SIGN_OFFS_FILE
from ihanoi_eval.running.journal import LOG_FILE, unconfirmed_files
from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.sign_offs import read_sign_offs, signing_faults, standings
from ihanoi_eval.running.signers import one_line
from ihanoi_eval.running.verifying import (
    differences,
    replay_differences,
    seal_now,
    source_differences,
)
from ihanoi_eval.vietnamese import format_seal


@dataclass(frozen=True)
class Audit:
    """faults: what differs, a sentence each; signatures: each with whether it holds; summary."""

    faults: tuple[str, ...]
    signatures: tuple[str, ...]
    summary: str


def audit(
    run: Path, *, replay: bool = False, inputs: Path | None = None, campaign: Path | None = None
) -> Audit:
    """What verify says of a run; with replay every table is computed again and compared.

    MachineError where something of it may not be read: nothing could be said of that.
    """
    try:
        return _audit(run, replay=replay, inputs=inputs, campaign=campaign)
    except OSError as error:
        raise MachineError(
            f"{error.filename}: không đọc được ({error.strerror}) nên không đối chiếu được; xin "
            "quyền đọc cả thư mục rồi gõ lại"
        ) from error


def _audit(run: Path, *, replay: bool, inputs: Path | None, campaign: Path | None) -> Audit:
    """What differs, which signatures hold, and one line of both."""
    found = [*differences(run), *source_differences(run, inputs=inputs, campaign=campaign)]
    if ACCOUNT_FILE in unconfirmed_files(run):
        found.append(
            f"{ACCOUNT_FILE}: {LOG_FILE} ghi sắp viết tệp này, không ghi là đã viết: lần gọi trước "
            "bị ngắt giữa chừng, hoặc dòng cuối nhật ký bị cắt; gõ lại ihanoi-eval report"
        )
    signatures: list[str] = []
    manifest, seal = read_manifest(run), seal_now(run, inputs=inputs)
    try:
        found += signing_faults(run)
        found += _signed_for_others(run, manifest["seal"])
        signatures = standings(run, seal)
    except DataError as error:  # the list of signatures is none; the rest is told all the same
        found += error.faults
    if replay:
        found += replay_differences(run, inputs=inputs)
    files = len(manifest["outputs"]) + len(manifest["inputs"])
    state = f"{len(found)} chỗ khác" if found else f"{files} tệp nguyên vẹn"
    return Audit(
        faults=tuple(map(one_line, found)),  # names of strange files stand in them
        signatures=tuple(signatures),
        summary=one_line(f"{manifest['run_id']}: {state}, mã {format_seal(manifest['seal'])}"),
    )


def _signed_for_others(run: Path, seal: str) -> list[str]:
    """The signatures of a run that were given for another seal than its manifest's.

    A signed run is never overwritten: somebody has put other results, or other words, in its place.
    """
    return [
        f"{SIGN_OFFS_FILE}: bước {row.stage!r} (văn bản {row.document_no!r}) ký cho mã "
        f"{format_seal(row.seen_seal)}, kết quả ở đây có mã {format_seal(seal)}: kết quả bị thay "
        "sau khi ký; so mã với tờ giấy đã đóng dấu"
        for row in read_sign_offs(run)
        if row.seen_seal != seal
    ]
