"""What was sent, row by row: each table typed strictly, taken or set aside; nothing vanishes."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.cells import (
    PERSON_TABLES,
    cell_readers,
    cell_text,
    type_row,
    without_dash,
)
from ihanoi_eval.evidence.findings import Finding, some_of
from ihanoi_eval.evidence.quotable import MASK, PLAIN
from ihanoi_eval.evidence.table_mapping import (
    in_our_words,
    locate_table,
    our_columns,
    separator_hint,
    unit_words,
)
from ihanoi_eval.evidence.tables import AS_OURS, file_doubts, files_of, read_text
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.files import sha256_of
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.schemas import INPUTS, empty_table

EXPORTS = ("platform/counts",)  # written by a system, with points before decimals
FILLED = frozenset(  # of a key: without one of these nobody can say what the row is about
    {"file", "measure", "date", "as_of_date", "on_date", "received_at", "finding_id", "indicator"}
    | {"rule", "field"}
)
WORDS = {  # columns in which another word would pass for none
    ("reviews/followups", "status"): ("open", "explained", "confirmed"),
    ("reviews/inspections", "severity"): ("note", "serious"),
    ("reviews/decisions", "decision"): ("award", "reserve", "not_selected", "on_hold"),
}
PERSONAL = frozenset(
    {"name", "date_of_birth", "account_id", "device_id", "member", "answered_by", "verified_by"}
    | {"authorised_by", "confirmed_by", "received_by", "set_by"}
)
FREE_WORDS = frozenset(  # in which anybody may be named
    {"achievement", "note", "position", "reason", "result", "team", "title", "written_opinion"}
)
NOMINEE_ID = re.compile(r"[0-9a-f]{10}")  # anything else in its column may be a name


NO_ALIASES = empty_table("reviews/unit_aliases")  # which is a table of this kind itself


@dataclass(frozen=True)
class Source:
    """One input table as it was sent: its typed rows, those set aside, and what was counted.

    frame: the table's columns plus `row`, the row number that a spreadsheet shows.
    """

    name: str
    file: str
    frame: pd.DataFrame
    rejected: pd.DataFrame
    sources: pd.DataFrame
    findings: tuple[Finding, ...]


def read_source(inputs: Path, name: str, *, campaign: Campaign) -> Source | None:
    """The table `name` of an inputs folder, typed; None where the folder does not hold it.

    Rows with a cell that has no single reading, about a unit or a measure that nobody knows, or
    about nothing, are set aside with the reason (METHOD 9). A missing key column or an unreadable
    file is a DataError.
    """
    place = locate_table(inputs, name, campaign)
    if place is None:
        return None
    path, file = place
    mapping = campaign.sources.get(name, AS_OURS)
    header, rows = read_text(path, file, mapping, wanted=INPUTS[name].columns)
    places, ours = our_columns(header, name, mapping, file)
    findings = check_header(ours, name, file, needed=_needed(name), source=mapping)
    findings += file_doubts(path, name, file, mapping)
    wanted = INPUTS[name].columns
    units: dict[str, str] = {}
    if mapping.units == "names" and "unit_code" in places:
        rows = list(rows)
        units, doubts = _unit_words(rows, places["unit_code"], name, file, campaign)
        findings += doubts
    zone = ZoneInfo(campaign.time_zone)
    kept: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    readers = cell_readers(zone, is_export=name in EXPORTS, near=campaign.start)
    nameless: set[int] = set()  # places of filled cells under no heading
    for number, cells in rows:
        nameless |= {
            place
            for place, heading in enumerate(header)
            if not heading and place < len(cells) and cells[place].strip()
        }
        texts = {
            column: without_dash(cells[places[column]])
            if column in places and places[column] < len(cells)
            else ""
            for column in wanted
        }
        if mapping is not AS_OURS:
            texts = in_our_words(texts, mapping, units, zone)
        typed, faults = type_row(texts, name, readers)
        if any(cell.strip() for cell in cells[len(header) :]):
            faults.append(f"dòng có {len(cells)} ô, tiêu đề có {len(header)} cột")
        faults += _subject_faults(texts, name, campaign)
        if faults:
            hidden = texts if name in PERSON_TABLES else ()
            refused.append(rejected_row(file, number, "; ".join(faults), texts, hidden=hidden))
        else:
            kept.append({**typed, "row": float(number)})
    frame = pd.DataFrame(kept, columns=[*wanted, "row"]).astype(_dtypes(name))
    rejected = rejected_frame(refused)
    if nameless:
        findings.append(_nameless_columns(name, file, sorted(nameless)))
    if refused:
        findings.append(_rejection_finding(name, file, refused))
    return Source(
        name=name,
        file=file,
        frame=frame,
        rejected=rejected,
        sources=source_row(path, file, read=len(kept) + len(refused), rejected=len(refused)),
        findings=tuple(findings),
    )


def _unit_words(
    rows: Iterable[tuple[int, list[str]]], place: int, name: str, file: str, campaign: Campaign
) -> tuple[dict[str, str], list[Finding]]:
    """The codes of the unit names in one column of a table."""
    written = sorted({cells[place].strip() for _, cells in rows if place < len(cells)} - {""})
    return unit_words(written, UnitNames(campaign, NO_ALIASES), name=name, file=file)


def rejected_row(
    file: str,
    row: float,
    reason: str,
    texts: Mapping[str, str],
    *,
    hidden: Iterable[str] = (),
) -> dict[str, object]:
    """A row of the table `rejected`, personal columns masked, and those that are hidden besides."""
    masked = PERSONAL | FREE_WORDS | set(hidden)
    if "nominee_id" in texts:  # whoever knows no id may write a name, in either column
        forms = {"unit_code": PLAIN, "nominee_id": NOMINEE_ID}
        masked |= {key for key, form in forms.items() if not form.fullmatch(texts[key])}
    shown = {key: MASK if key in masked and text else text for key, text in texts.items()}
    values = "; ".join(f"{key}={text}" for key, text in shown.items() if text)
    return {"file": file, "sheet": "", "row": float(row), "reason": reason, "values": values}


def rejected_frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Rows of the table `rejected` with its types."""
    columns = {"file": "str", "sheet": "str", "row": "float64", "reason": "str", "values": "str"}
    return pd.DataFrame(list(rows), columns=list(columns)).astype(columns)


def source_row(path: Path, file: str, *, read: int, rejected: int) -> pd.DataFrame:
    """The row of the table `sources`: what the file is and how many of its rows were taken."""
    digest, size = hash_of(path)
    return pd.DataFrame(
        {
            "file": [file],
            "sha256": [digest],
            "bytes": [float(size)],
            "received_at": [""],
            "rows_read": [float(read)],
            "rows_accepted": [float(read - rejected)],
            "rows_rejected": [float(rejected)],
        }
    )


def hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and bytes of a table: of its file, or of its parts' names with the SHA-256 of each.

    Bytes that moved from one part into another, or a part of another name, are another table.
    """
    files = files_of(path)
    size = sum(part.stat().st_size for part in files)
    if not path.is_dir():
        return sha256_of(path), size
    parts = json.dumps({part.name: sha256_of(part) for part in files})
    return hashlib.sha256(parts.encode()).hexdigest(), size


def known_by(frame: pd.DataFrame, as_of: date, column: str = "on_date") -> pd.DataFrame:
    """The rows dated before the midnight that ends as_of; undated rows are unknown (COUNTING 2)."""
    days = frame[column].str[:10]
    return frame[(days != "") & (days <= as_of.isoformat())]


def row_marks(rows: pd.DataFrame) -> list[str]:
    """What tells a row from others of its table wherever it stands: a digest of what it says.

    Persons are left out of it, so that no name can be tried against an id.
    """
    columns = [column for column in rows.columns if column not in PERSONAL | {"row"}]
    return [
        hashlib.sha256("\x1f".join(map(str, cells)).encode()).hexdigest()[:10]
        for cells in rows[columns].itertuples(index=False, name=None)
    ]


def without_copies(frame: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with identical ones once, and the rows whose key others contradict (COUNTING 5)."""
    once = frame.drop_duplicates([column for column in frame.columns if column != "row"])
    doubled = once.duplicated(key, keep=False)
    return once[~doubled], once[doubled]


def without_rows(source: Source, reasons: Mapping[float, str]) -> Source:
    """The table without the rows of these numbers, which are rejected with their reasons."""
    out = source.frame["row"].isin(reasons)
    if not out.any():
        return source
    columns = INPUTS[source.name].columns
    rows = [
        rejected_row(
            source.file,
            float(str(row["row"])),
            reasons[float(str(row["row"]))],
            {column: cell_text(row[column]) for column in columns},
        )
        for row in source.frame[out].to_dict("records")
    ]
    counted = source.sources.assign(
        rows_accepted=source.sources["rows_accepted"] - len(rows),
        rows_rejected=source.sources["rows_rejected"] + len(rows),
    )
    return replace(
        source,
        frame=source.frame[~out],
        rejected=pd.concat([source.rejected, rejected_frame(rows)], ignore_index=True),
        sources=counted,
    )


def check_header(
    header: Sequence[str],
    name: str,
    file: str,
    *,
    needed: Collection[str],
    source: TableSource = AS_OURS,
) -> list[Finding]:
    """Findings on columns that miss or are strange; DataError where no row could be placed."""
    table = INPUTS[name]
    doubled = sorted({column for column in header if column and header.count(column) > 1})
    lost = [column for column in needed if column not in header]
    faults = [f"{file}: cột {column!r} có hai lần; giữ lại một cột" for column in doubled]
    hint = separator_hint(header, source)
    faults += [
        f"{file}: thiếu cột {column!r}; các cột cần có: {', '.join(table.columns)}{hint}"
        + "".join(f" (trong tệp là {one!r})" for one in header if one.lower() == column)
        for column in lost
    ]
    if faults:
        raise DataError(*faults)
    absent = [column for column in table.columns if column not in header]
    foreign = [column for column in header if column and column not in table.columns]
    questions = [
        (absent, "thiếu cột", "Bảng {name} thiếu cột {which}; các ô đó được coi là trống."),
        (foreign, "cột lạ", "Bảng {name} có cột không dùng đến: {which}. Có phải ghi sai tên cột?"),
    ]
    return [
        Finding(
            severity="warning",
            check="source_columns",
            about=f"{name}:{what}",
            file=file,
            row=1.0,
            found=some_of(header, "cột"),
            expected=", ".join(table.columns),
            message=message.format(name=name, which=some_of(which, "cột")),
        )
        for which, what, message in questions
        if which
    ]


def _nameless_columns(name: str, file: str, places: list[int]) -> Finding:
    """The finding for columns that hold something under no heading (S-002)."""
    which = some_of([str(place + 1) for place in places], "cột")
    return Finding(
        severity="warning",
        check="source_columns",
        about=f"{name}:cột không tên",
        file=file,
        row=1.0,
        found=f"cột thứ {which}",
        expected="mỗi cột một tiêu đề",
        message=f"Bảng {name} có số liệu dưới tiêu đề trống ở cột thứ {which}; cột đó không được "
        "đọc. Đề nghị ghi tiêu đề.",
    )


def _rejection_finding(name: str, file: str, refused: list[dict[str, object]]) -> Finding:
    """One finding for all the rows of a file that were set aside."""
    first = refused[0]
    return Finding(
        severity="error",
        check="rejected_rows",
        about=name,
        file=file,
        row=float(str(first["row"])),
        found=f"{len(refused)} dòng",
        expected="0 dòng",
        message=(
            f"{len(refused)} dòng của {file} không nhận được; dòng {float(str(first['row'])):.0f}: "
            f"{first['reason']}. Đề nghị sửa và gửi lại; danh sách ở bảng rejected."
        ),
    )


def _dtypes(name: str) -> dict[str, str]:
    """How the columns of an input table stand in memory."""
    numeric = {"count", "number", "share", "points"}
    kinds = {column: column_of(column, name).kind for column in INPUTS[name].columns}
    types = {column: "float64" if kind in numeric else "str" for column, kind in kinds.items()}
    return {**types, "row": "float64"}


def _needed(name: str) -> tuple[str, ...]:
    """The columns without which a table cannot be read: its key; of unit or nominee, the unit."""
    key = INPUTS[name].key
    return tuple(column for column in key if column != "nominee_id" or "unit_code" not in key)


def _subject_faults(texts: Mapping[str, str], name: str, campaign: Campaign) -> list[str]:
    """Why a row is about nothing that the rules know, if so."""
    faults = [
        f"thiếu {column}" for column in INPUTS[name].key if column in FILLED and not texts[column]
    ]
    code, measure = texts.get("unit_code", ""), texts.get("measure", "")
    if "unit_code" in texts and not code and not texts.get("nominee_id"):
        faults.append("thiếu mã đơn vị")
    if texts.get("nominee_id") and not NOMINEE_ID.fullmatch(texts["nominee_id"]):
        faults.append("nominee_id: mã không đúng dạng mười chữ số và chữ a–f")
    if code and texts.get("nominee_id"):
        faults.append(
            "chỉ điền một trong hai mã: về đơn vị thì để trống nominee_id, về tập thể trong đơn vị "
            "hay cá nhân thì để trống unit_code"
        )
    if code and code not in campaign.unit_by_code:
        meant = lost_zeros(code, campaign)
        hint = f"; mất số 0 ở đầu, có phải {meant}? định dạng cột là Text" if meant else ""
        shown = "" if name in PERSON_TABLES else _shown(code)
        faults.append(f"mã đơn vị {shown}không có trong danh mục{hint}")
    if measure and measure not in campaign.measure_by_code:
        faults.append(f"chỉ tiêu {_shown(measure)}không có trong measures.yaml")
    field = texts.get("field", "")
    if field and field not in campaign.text_fields:
        faults.append(f"mục {_shown(field)}không phải mục trả lời bằng chữ trong forms.yaml")
    return faults + [
        f"{column} chỉ nhận {', '.join(words)}"
        for (table, column), words in WORDS.items()
        if table == name and texts[column] not in words
    ]


def _shown(code: str) -> str:
    """A code in quotes with a blank behind it; nothing where it is no code but words."""
    return f"{code!r} " if PLAIN.fullmatch(code) else ""


def lost_zeros(code: str, campaign: Campaign) -> str:
    """The known codes that a spreadsheet would have turned into this number."""
    digits = code.lstrip("0")
    known = campaign.unit_by_code if digits.isascii() and digits.isdigit() else ()
    return " hoặc ".join(
        sorted((one for one in known if one.isdigit() and one.lstrip("0") == digits), key=len)
    )
