"""What was sent, cell by cell: each table found, read as text, typed strictly; nothing vanishes."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.cells import cell_readers, cell_text, type_row
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.schemas import INPUTS

SUFFIXES = (".csv", ".xlsx", ".parquet")
PERSONAL = frozenset(
    {"name", "date_of_birth", "account_id", "device_id", "member", "answered_by", "verified_by"}
    | {"authorised_by", "confirmed_by", "received_by", "set_by"}
)


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


def find_table(inputs: Path, name: str) -> Path | None:
    """Where a table lies: a .csv, .xlsx or .parquet file, a folder of Parquet parts, or None."""
    folder = inputs / name
    there = [inputs / f"{name}{suffix}" for suffix in SUFFIXES]
    found = [path for path in there if path.is_file() and not path.is_symlink()]
    if folder.is_dir() and not folder.is_symlink() and any(folder.glob("*.parquet")):
        found.append(folder)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(f"{name}: có {len(found)} tệp cùng một bảng ({names}); giữ lại một tệp")
    return found[0] if found else None


def files_of(path: Path) -> list[Path]:
    """The file itself, or the Parquet parts of a folder in the order of their names."""
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def read_source(
    inputs: Path, name: str, *, known_units: frozenset[str], zone: tzinfo
) -> Source | None:
    """The table `name` of an inputs folder, typed; None where the folder does not hold it.

    Rows with a cell that has no single reading, or a unit that no register knows, are set aside
    with the reason (METHOD 9). A missing key column or an unreadable file is a DataError.
    """
    path = find_table(inputs, name)
    if path is None:
        return None
    file = path.relative_to(inputs).as_posix()
    header, rows = read_text(path, file)
    findings = _check_header(header, name, file)
    wanted = INPUTS[name].columns
    places = {column: header.index(column) for column in wanted if column in header}
    kept: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    readers = cell_readers(zone)
    for number, cells in rows:
        texts = {
            column: cells[places[column]].strip()
            if column in places and places[column] < len(cells)
            else ""
            for column in wanted
        }
        typed, faults = type_row(texts, name, readers)
        if len(cells) > len(header):
            faults.append(f"dòng có {len(cells)} ô, tiêu đề có {len(header)} cột")
        faults += _unit_faults(texts, known_units)
        if faults:
            refused.append(rejected_row(file, number, "; ".join(faults), texts))
        else:
            kept.append({**typed, "row": float(number)})
    frame = pd.DataFrame(kept, columns=[*wanted, "row"]).astype(_dtypes(name))
    rejected = rejected_frame(refused)
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


def rejected_row(file: str, row: float, reason: str, texts: dict[str, str]) -> dict[str, object]:
    """A row of the table `rejected`, personal columns masked."""
    shown = {key: "***" if key in PERSONAL and text else text for key, text in texts.items()}
    values = "; ".join(f"{key}={text}" for key, text in shown.items() if text)
    return {"file": file, "sheet": "", "row": float(row), "reason": reason, "values": values}


def rejected_frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Rows of the table `rejected` with its types."""
    columns = {"file": "str", "sheet": "str", "row": "float64", "reason": "str", "values": "str"}
    return pd.DataFrame(list(rows), columns=list(columns)).astype(columns)


def source_row(path: Path, file: str, *, read: int, rejected: int) -> pd.DataFrame:
    """The row of the table `sources`: what the file is and how many of its rows were taken."""
    digest = hashlib.sha256()
    size = 0
    for part in files_of(path):
        with part.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
                size += len(block)
    return pd.DataFrame(
        {
            "file": [file],
            "sha256": [digest.hexdigest()],
            "bytes": [float(size)],
            "received_at": [""],
            "rows_read": [float(read)],
            "rows_accepted": [float(read - rejected)],
            "rows_rejected": [float(rejected)],
        }
    )


def known_by(frame: pd.DataFrame, as_of: date, column: str = "on_date") -> pd.DataFrame:
    """The rows dated before the midnight that ends as_of; undated rows are unknown (COUNTING 2)."""
    days = frame[column].str[:10]
    return frame[(days != "") & (days <= as_of.isoformat())]


def without_copies(frame: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with identical ones once, and the rows whose key others contradict (COUNTING 5)."""
    once = frame.drop_duplicates([column for column in frame.columns if column != "row"])
    doubled = once.duplicated(key, keep=False)
    return once[~doubled], once[doubled]


def read_text(path: Path, file: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Header and numbered rows of a table as text; blank rows are passed over."""
    readers: dict[str, Callable[[Path], Iterator[list[str]]]] = {
        ".csv": _csv_rows,
        ".xlsx": _xlsx_rows,
    }
    read = readers.get(path.suffix, _parquet_rows)
    try:
        rows = list(read(path))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file}: không phải UTF-8 (byte thứ {error.start}); lưu lại dạng CSV UTF-8"
        ) from None
    except (OSError, csv.Error, ValueError, KeyError) as error:
        raise DataError(f"{file}: không đọc được ({error}); kiểm tra hoặc lưu lại tệp") from None
    if not rows:
        raise DataError(f"{file}: tệp rỗng; cần ít nhất dòng tiêu đề")
    header = [cell.strip() for cell in rows[0]]
    numbered = ((number, cells) for number, cells in enumerate(rows[1:], start=2))
    return header, ((number, cells) for number, cells in numbered if any(map(str.strip, cells)))


def _csv_rows(path: Path) -> Iterator[list[str]]:
    """Rows of a CSV file in UTF-8, with or without a byte order mark."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream, strict=True)


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    """Rows of a workbook's first sheet as the text of its cells."""
    from zipfile import BadZipFile

    import openpyxl  # imported late: most inputs are CSV

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except BadZipFile as error:
        raise ValueError(f"không phải tệp xlsx: {error}") from None
    try:
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield [cell_text(cell) for cell in cells]
    finally:
        book.close()


def _parquet_rows(path: Path) -> Iterator[list[str]]:
    """Rows of Parquet parts, the header first."""
    import pyarrow.parquet as parquet  # imported late: most inputs are CSV

    for number, part in enumerate(files_of(path)):
        table = parquet.read_table(part)
        if number == 0:
            yield list(table.column_names)
        for row in table.to_pylist():
            yield [cell_text(row[column]) for column in table.column_names]


def _check_header(header: list[str], name: str, file: str) -> list[Finding]:
    """Findings on columns that miss or are strange; DataError where no row could be placed."""
    table = INPUTS[name]
    doubled = sorted({column for column in header if column and header.count(column) > 1})
    either = {"unit_code", "nominee_id"} <= set(table.key)
    lost = [
        column
        for column in table.key
        if column not in header and not (either and column == "nominee_id")
    ]
    faults = [f"{file}: cột {column!r} có hai lần; giữ lại một cột" for column in doubled]
    faults += [f"{file}: thiếu cột {column!r}; các cột cần có: {table.columns}" for column in lost]
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
            found=", ".join(header),
            expected=", ".join(table.columns),
            message=message.format(name=name, which=", ".join(which)),
        )
        for which, what, message in questions
        if which
    ]


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


def _unit_faults(texts: dict[str, str], known_units: frozenset[str]) -> list[str]:
    """Why a row belongs to no unit, if so."""
    if "unit_code" not in texts:
        return []
    code = texts["unit_code"]
    if not code:
        return [] if texts.get("nominee_id") else ["thiếu mã đơn vị"]
    return [] if code in known_units else [f"mã đơn vị {code!r} không có trong danh mục"]
