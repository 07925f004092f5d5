"""A platform log's file as the counting engine sees it: header checked, nothing guessed."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.sources import check_header
from ihanoi_eval.evidence.tables import (
    SAVE_AGAIN,
    csv_header,
    files_of,
    parquet_header,
    read_text,
)

if TYPE_CHECKING:
    import duckdb

ROW = "sheet_row"  # a workbook's own row numbers, which blank rows would shift
NEEDED = {  # columns without which a log cannot be counted
    "accounts": ("account_id", "unit_code"),
    "usage": ("account_id", "used_at"),
    "petitions": ("petition_id", "unit_code", "received_at", "status"),
}
COMPLAINTS = {  # of DuckDB, and what an officer can do about each
    "Invalid unicode": f"không phải UTF-8; {SAVE_AGAIN['.csv']}",
    "Expected Number of Columns": "số ô khác số cột của tiêu đề; kiểm tra dấu phẩy, xuất lại tệp",
    "unterminated quote": "dấu ngoặc kép không khép; xuất lại tệp từ hệ thống",
}


def scan_log(
    connection: "duckdb.DuckDBPyConnection", path: Path, file: str, name: str
) -> tuple[dict[str, str], list[Finding]]:
    """The view `<name>_raw` over the file as it is: its columns with their types, and questions."""
    rows: list[list[str]] = []
    if path.suffix == ".csv":
        header = csv_header(path, file)
    elif path.suffix == ".xlsx":
        header, rows = _sheet(path, file)
    else:
        header = parquet_header(path, file)
    findings = check_header(header, f"platform/{name}", file, needed=NEEDED[name])
    columns = [column or f"({place})" for place, column in enumerate(header, start=1)]
    if path.suffix == ".csv":  # nothing is guessed: a sniffer may take a row for a comment
        source = connection.read_csv(
            str(path),
            header=True,
            auto_detect=False,
            columns=dict.fromkeys(columns, "VARCHAR"),
            delimiter=",",
            quotechar='"',
            escapechar='"',
        )
    elif path.suffix == ".xlsx":
        source = connection.from_df(pd.DataFrame(rows, columns=[*columns, ROW], dtype="str"))
    else:
        source = connection.read_parquet([str(part) for part in files_of(path)])
    source.create_view(f"{name}_raw")
    return dict(zip(source.columns, map(str, source.types), strict=True)), findings


def what_is_wrong(error: str, path: Path) -> str:
    """DuckDB's complaint in an officer's words: the line if it names one, and what to do.

    >>> what_is_wrong("CSV Error on Line: 7\\nValue with unterminated quote found.", Path("a.csv"))
    ' dòng 7: dấu ngoặc kép không khép; xuất lại tệp từ hệ thống'
    """
    found = re.search(r"CSV Error on Line: (\d+)", error)
    line = f" dòng {found[1]}" if found else ""
    known = [words for complaint, words in COMPLAINTS.items() if complaint in error]
    what = known[0] if known else f"tệp đã hỏng; {SAVE_AGAIN[path.suffix or '.parquet']}"
    return f"{line}: {what}"


def _sheet(path: Path, file: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a workbook, each as long as the header and followed by its number."""
    header, numbered = read_text(path, file)
    rows: list[list[str]] = []
    for number, cells in numbered:
        if any(cell.strip() for cell in cells[len(header) :]):
            raise DataError(f"{file} dòng {number}: có ô ngoài các cột của tiêu đề; xóa ô thừa")
        padding = [""] * (len(header) - len(cells))
        rows.append([*cells[: len(header)], *padding, str(number)])
    return header, rows
