"""One data set as CSV, XLSX, Parquet, parts and a PostgreSQL database: the same bytes."""

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.evaluation import evaluate
from ihanoi_eval.files import to_csv_bytes
from ihanoi_eval.rules.loading import Rules, load_rules
from ihanoi_eval.rules.mappings import TableSource

SMALL = Path(__file__).parents[1] / "small"
AS_OF = date(2024, 12, 20)
LOGS = ("accounts", "usage", "petitions")
ROWS = 1500  # of each log: enough for every unit, few enough for a workbook
PLACE = {  # what says where something lies, and nothing of what it is
    "sources": ["file", "sha256", "bytes"],
    "rejected": ["file", "row"],
    "findings": ["finding_id", "file", "sheet", "row"],
}
BAD_ROWS = {  # one of each kind, so that what is set aside is compared too
    "accounts": "x1,00001,sớm lắm,2024-11-03 08:00:00,phone,resident,,",
    "usage": ",2024-11-05 09:00:00,news_alerts",
    "petitions": "PX,field,001,2024-11-05 08:00:00,,,lost,,,",
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The rules of the small campaign."""
    return load_rules(SMALL / "campaign")


@pytest.fixture(scope="module")
def as_csv(tmp_path_factory) -> Path:
    """The small campaign's inputs with logs cut short and a bad row at the end of each."""
    folder: Path = tmp_path_factory.mktemp("forms") / "inputs"
    shutil.copytree(SMALL / "inputs", folder)
    for name in LOGS:
        path = folder / "platform" / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()[: ROWS + 1]
        if name == "petitions":  # due in the first second of a day, which Excel keeps like the day
            lines += ["PY,field,001,2024-11-05 08:00:00,2024-11-08 00:00:00,2024-11-08 00:00:00,"]
            lines[-1] += "resolved,,,"
            lines += ["PZ,field,001,2024-11-05 08:00:00,2024-11-08 00:00:00,2024-11-08 00:00:01,"]
            lines[-1] += "resolved,,,"
        path.write_text("\n".join([*lines, BAD_ROWS[name], ""]), encoding="utf-8")
    return folder


def tables_of(rules: Rules, inputs: Path) -> dict[str, pd.DataFrame]:
    """Every table of the evaluation."""
    return dict(evaluate(rules, inputs, as_of=AS_OF).tables)


@pytest.fixture(scope="module")
def expected(rules, as_csv) -> dict[str, pd.DataFrame]:
    """The tables of the data set as CSV."""
    return tables_of(rules, as_csv)


def logs(folder: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Every log with its rows as text."""
    for name in LOGS:
        with (folder / "platform" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            yield name, list(csv.DictReader(stream))


def moment(cell: str) -> datetime | str | None:
    """A moment as a system stores it; what is none, a bare day too, stays as it is."""
    try:
        return datetime.strptime(cell, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return cell or None


def as_arrow(rows: list[dict[str, str]]) -> pa.Table:
    """Moments as moments where all of a column are, text elsewhere."""
    columns: dict[str, list[object]] = {}
    for name in rows[0]:
        texts: list[object] = [row[name] or None for row in rows]
        typed: list[object] = [moment(row[name]) for row in rows]
        is_moment = {type(cell) for cell in typed if cell is not None} == {datetime}
        columns[name] = typed if is_moment else texts
    return pa.table(columns)


def save_workbook(path: Path, rows: list[dict[str, str]]) -> None:
    """Moments as Excel keeps them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([moment(cell) if key.endswith("_at") else cell for key, cell in row.items()])
    book.save(path.with_suffix(".xlsx"))


def save_parquet(path: Path, rows: list[dict[str, str]]) -> None:
    """One file."""
    parquet.write_table(as_arrow(rows), path.with_suffix(".parquet"))


def save_parts(path: Path, rows: list[dict[str, str]]) -> None:
    """Three files of a folder."""
    path.mkdir()
    table = as_arrow(rows)
    for part in range(3):
        parquet.write_table(table.slice(part * 600, 600), path / f"part-{part}.parquet")


def without_place(table: pd.DataFrame, name: str) -> bytes:
    """A table's bytes without the columns that say where something lies, in an order of its own."""
    left = table.drop(columns=PLACE.get(name, []))
    if name not in PLACE:
        return to_csv_bytes(left)
    texts = left.astype("str")
    return to_csv_bytes(texts.sort_values([*texts.columns]).reset_index(drop=True))


def assert_same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    """Byte for byte, those three tables without their places."""
    assert [*found] == [*expected]
    different = [
        name
        for name in expected
        if without_place(found[name], name) != without_place(expected[name], name)
    ]
    assert different == []


@pytest.mark.parametrize("save", [save_workbook, save_parquet, save_parts])
def test_a_log_counts_the_same_in_every_form(
    rules, as_csv, expected, tmp_path, save: Callable[[Path, list[dict[str, str]]], None]
):
    """CSV, XLSX, Parquet, a folder of parts (DESIGN §5)."""
    shutil.copytree(as_csv, tmp_path / "inputs")
    for name, rows in logs(as_csv):
        (tmp_path / "inputs" / "platform" / f"{name}.csv").unlink()
        save(tmp_path / "inputs" / "platform" / name, rows)
    assert_same(tables_of(rules, tmp_path / "inputs"), expected)


def test_a_log_counts_the_same_from_a_database(rules, as_csv, expected, tmp_path, postgres):
    """A real PostgreSQL, named in `sources` (DESIGN §5)."""
    shutil.copytree(as_csv, tmp_path / "inputs")
    sources = {}
    address = ""
    for name, rows in logs(as_csv):
        (tmp_path / "inputs" / "platform" / f"{name}.csv").unlink()
        columns = ", ".join(f"{column} text" for column in rows[0])
        cells = ",\n".join(
            "(" + ", ".join(f"'{cell}'" if cell else "NULL" for cell in row.values()) + ")"
            for row in rows
        )
        address = postgres(
            f"DROP TABLE IF EXISTS {name};\nCREATE TABLE {name} ({columns});\n"
            f"INSERT INTO {name} VALUES {cells}"
        )
        sources[f"platform/{name}"] = TableSource(url=address, table=name)
    campaign = rules.campaign.model_copy(update={"sources": sources})
    found = tables_of(rules.model_copy(update={"campaign": campaign}), tmp_path / "inputs")
    assert_same(found, expected)
