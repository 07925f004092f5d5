"""Who accepted which stage of a run, under which document, having seen which bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from ihanoi_eval.errors import CallError, DataError
from ihanoi_eval.evidence.unit_spellings import fold
from ihanoi_eval.files import (
    locked,
    read_csv_text,
    to_csv_bytes,
    with_formulas,
    without_formulas,
)
from ihanoi_eval.run_files import SIGN_OFFS_FILE
from ihanoi_eval.running.journal import write_noted
from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.verifying import differences, seal_now
from ihanoi_eval.vietnamese import comparison_key, format_date

COLUMNS: Final = ("stage", "name", "title", "document_no", "on_date", "seen_seal")
# In the order in which they are signed.
STAGES: Final[Mapping[str, str]] = {
    "data": "số liệu được chấp nhận",
    "ranking": "xếp hạng được phê duyệt",
    "submission": "hồ sơ đã trình",
}


@dataclass(frozen=True)
class SignOff:
    """One stage of a run as one person accepted it."""

    stage: str
    name: str
    title: str
    document_no: str
    on_date: date
    seen_seal: str = ""


def sign_off(folder: Path, signed: SignOff) -> SignOff:
    """The sign-off as it was added to the run's sign_offs.csv, with the seal of what was seen.

    signed.seen_seal: the first digits that stand on the signed paper, where they are to be
    compared. CallError where they are another run's, where a stage is skipped, signed twice, or
    signed by who has signed another one: whoever vouches for the data does not approve the ranking.
    DataError where the run or its inputs are no longer what its manifest says.
    """
    with locked(folder):
        seal = read_manifest(folder)["seal"]
        changed = differences(folder)
        if not changed and seal_now(folder) != seal:
            changed = ["số liệu đã đổi sau lần chạy; xem bằng ihanoi-eval verify"]
        if changed:
            raise DataError(*(f"{one}; không ký một kết quả đã đổi" for one in changed))
        if not seal.startswith(signed.seen_seal.lower()):
            raise CallError(
                f"--seal {signed.seen_seal}: kết quả này có mã {seal[:16]}; văn bản được ký là của "
                "một lần chạy khác"
            )
        rows = read_sign_offs(folder)
        faults = _faults(signed, [row for row in rows if row.seen_seal == seal])
        if faults:
            raise CallError(*faults)
        done = SignOff(**{**vars(signed), "seen_seal": seal})
        table = pd.DataFrame([vars(row) for row in [*rows, done]], columns=list(COLUMNS)).astype(
            "str"
        )
        data = to_csv_bytes(without_formulas(table))
        facts = {"stage": done.stage, "document_no": done.document_no, "seal": seal}
        write_noted(folder, SIGN_OFFS_FILE, data, "signed", **facts)
    return done


def read_sign_offs(folder: Path) -> list[SignOff]:
    """The sign-offs of a run in the order of their signing; none where nobody has signed.

    DataError where the file is not one that sign_off wrote.
    """
    path = folder / SIGN_OFFS_FILE
    if not path.is_file():
        return []
    rows = with_formulas(read_csv_text(path)).to_dict("records")
    try:
        return [
            SignOff(**{**{str(key): text for key, text in row.items()},
                       "on_date": date.fromisoformat(row["on_date"])})
            for row in rows
        ]  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{path}: không phải bảng ký do ihanoi-eval sign-off ghi") from None


def standing_of(signed: SignOff, seal: str) -> str:
    """A sign-off in words, with whether it still holds for the bytes that are there."""
    state = "còn hiệu lực" if signed.seen_seal == seal else "VÔ HIỆU: kết quả đã đổi sau khi ký"
    document = f"văn bản {signed.document_no} ngày {format_date(signed.on_date)}"
    return (
        f"{STAGES.get(signed.stage, signed.stage)}: {signed.name}, {signed.title}, {document}, "
        f"mã {signed.seen_seal[:16]} – {state}"
    )


def _faults(signed: SignOff, rows: list[SignOff]) -> list[str]:
    """Why somebody may not sign this now, given who has signed the same bytes."""
    faults = [
        f"{flag}: để trống; ghi {what}"
        for flag, what, value in (
            ("--name", "họ tên người ký", signed.name),
            ("--title", "chức vụ", signed.title),
            ("--document-no", "số văn bản", signed.document_no),
        )
        if not value.strip()
    ]
    if signed.stage not in STAGES:
        return [f"{signed.stage}: không có bước này; chọn trong {', '.join(STAGES)}", *faults]
    done = {row.stage: row for row in rows}
    if signed.stage in done:
        faults.append(f"{signed.stage}: {done[signed.stage].name} đã ký bước này")
    before = list(STAGES)[: list(STAGES).index(signed.stage)]
    faults += [
        f"{signed.stage}: phải sau bước {stage!r} ({STAGES[stage]}), chưa ai ký"
        for stage in before
        if stage not in done
    ]
    faults += [
        f"{signed.name} đã ký bước {row.stage!r}; bước {signed.stage!r} phải do người khác ký"
        for row in rows
        if row.stage != signed.stage and _is_same(signed.name, row.name)
    ]
    return faults


def _is_same(name: str, other: str) -> bool:
    """Whether two names are one, also where one of them is written without diacritics.

    >>> _is_same("Nguyễn Hòa", "NGUYEN  HOA"), _is_same("Nguyễn Hòa", "Nguyễn Hoa")
    (True, False)
    """
    one, two = comparison_key(name), comparison_key(other)
    return one == two or fold(one) == two or fold(two) == one
