"""The workbooks that came back: every file below submissions read, recognised or refused."""

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ihanoi_eval.evidence.findings import Aside, Finding, some_of
from ihanoi_eval.evidence.form_reading import NO_CEILINGS, FormReading, read_form, refused_file
from ihanoi_eval.evidence.form_rows import Ceilings, MatchUnit
from ihanoi_eval.evidence.nominee_sheets import Row
from ihanoi_eval.evidence.quotable import mask_personal
from ihanoi_eval.evidence.sources import rejected_frame
from ihanoi_eval.evidence.tables import RENAME, find_table, is_text, written_name
from ihanoi_eval.evidence.workbooks import Workbook, read_workbooks
from ihanoi_eval.evidence.written_cells import format_plain
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import INPUTS

FOLDER = "submissions"
TABLES = ("submissions/reported", "submissions/answers", "submissions/nominees")
# What an officer calls an Excel file; what is none of these is told by unread_files.
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".et", ".htm", ".html")
LEFT_BY_PROGRAMS = (".DS_Store", "Thumbs.db", "desktop.ini")
LAST = "9999"  # after every moment: without a receipt nobody knows when it came
PLACES = {"row": "float64", "sheet": "str", "cell": "str"}
ANSWER_TYPES = dict.fromkeys(INPUTS["submissions/answers"].columns, "str") | PLACES
TYPES = {"file": "str", "unit_code": "str", "measure": "str", "value": "float64"} | {
    "stated_share": "float64",
    **PLACES,
}


@dataclass(frozen=True)
class Received:
    """What the workbooks say. frame: as submissions/reported, with row, sheet and cell.

    read: the files' paths inside the inputs folder; names: each path by the name that frame has.
    answers: as submissions/answers; nominees: rows of submissions/nominees; both with sheet and
    row.
    """

    frame: pd.DataFrame
    sources: pd.DataFrame
    rejected: pd.DataFrame
    findings: tuple[Finding, ...]
    answers: pd.DataFrame
    nominees: tuple[Row, ...]
    read: frozenset[str]
    names: Mapping[str, str]


def read_submitted(
    inputs: Path,
    receipts: pd.DataFrame | None,
    *,
    campaign: Campaign,
    match_unit: MatchUnit | None = None,
    ceilings: Ceilings = NO_CEILINGS,
) -> Received:
    """Every workbook below submissions, each under the name that the receipts have for it.

    A file that cannot be used is a finding, and the others go on; of files of one content the one
    received first is read. One whose name is no UTF-8 is not opened and no row of `sources`: no
    manifest could name it again.
    """
    there, ignored = _files(inputs)
    paths = [path for path in there if is_text(path)]
    moments = _moments(receipts)
    keys = _keys(inputs, paths, moments)
    books = {path: book for path, book in zip(paths, read_workbooks(paths), strict=True)}
    order = sorted(paths, key=lambda path: (moments.get(keys[path], LAST), keys[path]))
    findings = _ignored_files(inputs, ignored)
    findings += [
        refused_file(_name(path, inputs / FOLDER), "file_name", RENAME)
        for path in there
        if not is_text(path)
    ]
    seen: dict[str, str] = {}
    readings: dict[Path, FormReading] = {}
    for path in order:
        book, key = books[path], keys[path]
        if book.sha256 and book.sha256 in seen:
            findings.append(_same_content(key, seen[book.sha256]))
            readings[path] = FormReading()
            continue
        seen[book.sha256] = key
        readings[path] = read_form(book, key, campaign, match_unit=match_unit, ceilings=ceilings)
        findings += readings[path].findings
    return Received(
        frame=_frame(readings, keys),
        sources=_sources(inputs, readings, books, keys, moments),
        rejected=_rejected(inputs, readings),
        findings=tuple(map(_without_personal, findings)),
        answers=_answers(readings, keys),
        nominees=tuple(
            {"file": keys[path], **row} for path in order for row in readings[path].nominees
        ),
        read=frozenset(path.relative_to(inputs).as_posix() for path in (*there, *ignored)),
        names={keys[path]: _name(path, inputs) for path in readings},
    )


def is_left_by_a_program(name: str) -> bool:
    """Whether a file is one that Excel, Windows or a Mac lays beside those that somebody sent."""
    return name.startswith(("~$", "._")) or name in LEFT_BY_PROGRAMS


def without_asides(received: Received, findings: Iterable[Finding]) -> Received:
    """The workbooks with the rows that findings set aside among the rejected, each listed once."""
    asides = [one for finding in findings for one in finding.aside if one.file in received.names]
    if not asides:
        return received
    rows = [
        {
            "file": received.names[one.file],
            "sheet": one.sheet,
            "row": one.row,
            "reason": one.reason,
            "values": _figures(received.frame, one),
        }
        for one in asides
    ]
    place = ["file", "sheet", "row"]
    listed = pd.concat([received.rejected, rejected_frame(rows)]).drop_duplicates()
    rejected = listed.groupby(place, as_index=False).agg({"reason": "; ".join, "values": "; ".join})
    more = rejected["file"].value_counts() - received.rejected["file"].value_counts().reindex(
        rejected["file"].unique(), fill_value=0
    )
    added = received.sources["file"].map(more).fillna(0.0)
    sources = received.sources.assign(
        rows_accepted=received.sources["rows_accepted"] - added,
        rows_rejected=received.sources["rows_rejected"] + added,
    )
    return replace(received, sources=sources, rejected=rejected)


def _figures(frame: pd.DataFrame, aside: Aside) -> str:
    """The figures of a workbook's row as `rejected` shows them."""
    is_there = (frame["file"] == aside.file) & (frame["sheet"] == aside.sheet)
    rows = frame[is_there & (frame["row"] == aside.row)]
    return "; ".join(
        f"{cell}={format_plain(value)}"
        for cell, value in zip(rows["cell"], rows["value"], strict=True)
    )


def _files(inputs: Path) -> tuple[list[Path], list[Path]]:
    """The workbooks below submissions, links never followed, and what other programs left."""
    tables = {find_table(inputs, name) for name in TABLES}
    paths: list[Path] = []
    ignored: list[Path] = []
    for folder, folders, names in os.walk(inputs / FOLDER, followlinks=False):
        folders.sort()
        for path in (Path(folder) / name for name in sorted(names)):
            if path in tables or path.is_symlink() or not path.is_file():
                continue
            if is_left_by_a_program(path.name):
                ignored.append(path)
            elif path.suffix.lower() in SUFFIXES:
                paths.append(path)
    return ([], ignored) if (inputs / FOLDER).is_symlink() else (paths, ignored)


def _moments(receipts: pd.DataFrame | None) -> dict[str, str]:
    """The first moment of receipt by the file's name as the register has it."""
    if receipts is None:
        return {}
    dated = receipts[receipts["received_at"] != ""].sort_values(["received_at", "file"])
    first = dated.drop_duplicates("file")
    return dict(zip(first["file"], first["received_at"], strict=True))


def _keys(inputs: Path, paths: list[Path], moments: dict[str, str]) -> dict[Path, str]:
    """Each file's name: as the receipts have its path or, if one file has it, its bare name."""
    known = {unicodedata.normalize("NFC", name): name for name in moments}
    below = {path: _name(path, inputs / FOLDER) for path in paths}
    full = {path: unicodedata.normalize("NFC", name) for path, name in below.items()}
    bare = {path: name.rpartition("/")[2] for path, name in full.items()}
    names = list(bare.values())
    return {
        path: known.get(
            full[path],
            known.get(bare[path], full[path]) if names.count(bare[path]) == 1 else full[path],
        )
        for path in paths
    }


def _name(path: Path, folder: Path) -> str:
    """A file's path inside a folder as text."""
    return written_name(path.relative_to(folder))


def _without_personal(finding: Finding) -> Finding:
    """The finding with personal data masked that a cell quoted in it holds (P-001)."""
    found, message = mask_personal(finding.found)[0], mask_personal(finding.message)[0]
    return replace(finding, found=found, message=message)


def _ignored_files(inputs: Path, ignored: Iterable[Path]) -> list[Finding]:
    """One question about all files that programs left behind."""
    names = [_name(path, inputs) for path in ignored]
    if not names:
        return []
    return [
        Finding(
            severity="question",
            check="files_ignored",
            found=some_of(names, "tệp"),
            message=f"{len(names)} tệp do chương trình khác để lại, không phải báo cáo: "
            f"{some_of(names, 'tệp')}. Có thể xóa.",
        )
    ]


def _same_content(key: str, first: str) -> Finding:
    """A file that is another one under a new name."""
    return Finding(
        severity="question",
        check="same_content",
        about=key,
        file=key,
        found=f"giống hệt {first}",
        message=f"{key} có nội dung giống hệt {first} nên chỉ đọc {first}. Có phải gửi nhầm tệp?",
    )


def _frame(readings: dict[Path, FormReading], keys: dict[Path, str]) -> pd.DataFrame:
    """All figures as rows of submissions/reported, with where each stands."""
    rows = [
        (
            *(keys[path], one.unit_code, one.measure, one.value, one.stated_share),
            *(float(one.row), one.sheet, one.cell),
        )
        for path, reading in readings.items()
        for one in reading.rows
    ]
    columns = [*INPUTS["submissions/reported"].columns, *PLACES]
    return pd.DataFrame(rows, columns=columns).astype(TYPES)


def _answers(readings: dict[Path, FormReading], keys: dict[Path, str]) -> pd.DataFrame:
    """All answers in words as rows of submissions/answers, with where each stands."""
    rows = [
        (keys[path], one.unit_code, one.measure, one.value, float(one.row), one.sheet, one.cell)
        for path, reading in readings.items()
        for one in reading.texts
    ]
    return pd.DataFrame(rows, columns=list(ANSWER_TYPES)).astype(ANSWER_TYPES)


def _sources(
    inputs: Path,
    readings: dict[Path, FormReading],
    books: dict[Path, Workbook],
    keys: dict[Path, str],
    moments: dict[str, str],
) -> pd.DataFrame:
    """A row of `sources` for every file, used or not."""
    counts = {path: (one.rows_read, len(one.rejected)) for path, one in readings.items()}
    columns = {
        "file": [_name(path, inputs) for path in readings],
        "sha256": [books[path].sha256 for path in readings],
        "bytes": [float(books[path].size) for path in readings],
        "received_at": [moments.get(keys[path], "") for path in readings],
        "rows_read": [float(read) for read, _ in counts.values()],
        "rows_accepted": [float(read - rejected) for read, rejected in counts.values()],
        "rows_rejected": [float(rejected) for _, rejected in counts.values()],
    }
    texts = ("file", "sha256", "received_at")
    return pd.DataFrame(columns).astype({n: "str" if n in texts else "float64" for n in columns})


def _rejected(inputs: Path, readings: dict[Path, FormReading]) -> pd.DataFrame:
    """Every row of which something was set aside, with the cells that were."""
    return rejected_frame(
        [
            {
                "file": _name(path, inputs),
                "sheet": one.sheet,
                "row": float(one.row),
                "reason": mask_personal(one.reason)[0],
                "values": mask_personal(one.values)[0],
            }
            for path, reading in readings.items()
            for one in reading.rejected
        ]
    )
