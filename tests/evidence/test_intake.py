"""A whole folder taken in: one panel whatever the files' form, every doubt noted, nothing lost."""

import csv
import os
import re
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.columns import column_of
from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.intake import Evidence, take_in
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import TABLES, check_table

SMALL = Path(__file__).parents[1] / "small"
AS_OF = date(2024, 12, 20)
ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
STAFF = "unit_code,staff_count,leaders_count,exempt_count,document_no"


def checks(evidence: Evidence, check: str) -> list[tuple[str, str]]:
    """Unit and what was found, of each finding of a check."""
    found = [finding for finding in evidence.findings if finding.check == check]
    return [(finding.unit_code, finding.found) for finding in found]


def used(evidence: Evidence, unit: str, measure: str) -> float | None:
    """The used value of a unit's measure."""
    panel = evidence.tables["panel"]
    rows = panel[(panel["unit_code"] == unit) & (panel["measure"] == measure)]
    return None if rows.empty else float(rows["used_value"].iloc[0])


# --- the folder ----------------------------------------------------------------------------


def test_without_a_folder_nothing_is_taken_in(campaign, tmp_path):
    """Says which folder, and how to name another."""
    with pytest.raises(DataError, match="nowhere: không có thư mục số liệu; "):
        take_in(campaign, tmp_path / "nowhere", as_of=AS_OF)


def test_an_empty_folder_is_everybody_missing(inputs):
    """0 of 6 units reported: a page can still say so (RELIABILITY 110)."""
    evidence = inputs.take_in()
    assert evidence.findings == () and evidence.tables["panel"].empty
    assert evidence.tables["reports"]["status"].value_counts().to_dict() == {
        "missing": 5,
        "not_due": 1,
    }


def test_all_unreadable_files_are_told_at_once(inputs):
    """Tables and logs together, one message each: file, what, what to do (DESIGN §3)."""
    inputs.write("registers/population")
    inputs.write("registers/staff", "staff_count", "40")
    inputs.write("reviews/waivers.xlsx", "rule,unit_code")
    inputs.write("reviews/on_hold", "unit_code,unit_code,document_no")
    inputs.write("platform/usage", "account_id,used_at", 'a1,"2024-11-05')
    inputs.write("submissions/reported.csv", "x")
    inputs.write("submissions/reported.parquet", "x")
    with pytest.raises(DataError) as caught:
        inputs.take_in()
    faults = caught.value.faults
    assert [fault.split(":")[0] for fault in faults] == [
        "submissions/reported",
        "registers/population.csv",
        "registers/staff.csv",
        "reviews/on_hold.csv",
        "reviews/waivers.xlsx",
        "platform/usage.csv dòng 2",
    ]
    assert not any(str(inputs.path) in fault for fault in faults)


def test_a_folder_whose_name_is_no_utf8_is_to_be_renamed(inputs, tmp_path, campaign):
    """Its logs could not be opened, and would pass for damaged."""
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/s\xe8"))
    inputs.write("registers/staff", STAFF, "001,40,4,0,")
    shutil.copytree(inputs.path, place / "inputs")
    with pytest.raises(DataError, match=r"/s\\xe8/inputs: tên không phải mã UTF-8.*đổi tên"):
        take_in(campaign, place / "inputs", as_of=date(2024, 12, 20))


def test_a_linked_table_is_not_read_and_named(inputs, tmp_path):
    """Not followed, and not passed over in silence (RELIABILITY 87)."""
    inputs.write("registers/staff", STAFF, "001,40,4,0,")
    shutil.move(inputs.path / "registers" / "staff.csv", tmp_path / "staff.csv")
    (inputs.path / "registers" / "staff.csv").symlink_to(tmp_path / "staff.csv")
    evidence = inputs.take_in()
    assert used(evidence, "001", "staff_count") is None
    assert checks(evidence, "files_not_read") == [("", "registers/staff.csv (liên kết)")]


def test_a_misspelt_table_is_named(inputs):
    """Else everybody's staff would be missing, and nobody would know why."""
    inputs.write("registers/staffs", STAFF, "001,40,4,0,")
    assert checks(inputs.take_in(), "files_not_read") == [("", "registers/staffs.csv")]


def test_the_mark_of_synthetic_inputs_is_seen(inputs):
    """It puts SỐ LIỆU GIẢ LẬP on every page."""
    assert not inputs.take_in().is_synthetic
    inputs.write("synthetic.json", '{"synthetic": true}')
    evidence = inputs.take_in()
    assert evidence.is_synthetic and evidence.findings == ()


# --- what each source gives ----------------------------------------------------------------


def test_every_register_reaches_the_panel(inputs):
    """Population, target, staff, services, receipts (DESIGN §5)."""
    inputs.write(
        "registers/population",
        "unit_code,population_15plus,households,as_of_date,source",
        "00001,900,300,2024-10-15,x",
    )
    inputs.write(
        "registers/targets", "unit_code,accounts_target,set_by,document_no", "00001,90.5,,"
    )
    inputs.write("registers/staff", STAFF, "CQ01,40,4,2,1/QĐ")
    inputs.write("registers/services", "unit_code,public_services_count", "CQ01,12")
    inputs.write(
        "registers/receipts", "file,received_at,channel,received_by", "a.xlsx,11/12/2024,,"
    )
    inputs.write(
        "submissions/reported",
        "file,unit_code,measure,value,stated_share",
        "a.xlsx,CQ01,training_sessions,3,",
    )
    panel = inputs.take_in().tables["panel"]
    own = panel[panel["unit_code"].isin(["00001", "CQ01"])]
    assert own.set_index("measure")["used_value"].to_dict() == {
        "population_15plus": 900,
        "households": 300,
        "accounts_target": 90.5,
        "staff_count": 40,
        "leaders_count": 4,
        "staff_due": 38,
        "public_services": 12,
        "report_days_late": 1,
        "report_complete": 0,
        "training_sessions": 3,
    }


def test_a_population_is_grouped_by_the_register_and_not_by_a_verification(inputs):
    """00001 verified at 5000 stays the smaller ward (COUNTING 29)."""
    inputs.write(
        "registers/population",
        "unit_code,population_15plus,households,as_of_date,source",
        *("00001,800,,2024-10-15,x", "00002,900,,2024-10-15,x"),
    )
    inputs.write(
        "reviews/verifications",
        "unit_code,measure,verified_value,verified_by,on_date,reason,document_no",
        "00001,population_15plus,5000,A,2024-12-01,x,1/TB",
    )
    evidence = inputs.take_in()
    groups = evidence.tables["units"].set_index("unit_code")["peer_group"]
    assert used(evidence, "00001", "population_15plus") == 5000
    assert (groups["00001"], groups["00002"]) == ("p-1", "p-2")


@pytest.mark.parametrize(("verified", "asked"), [("", []), ("3", [("001", "5")])])
def test_more_exempt_than_staff_is_an_error_of_the_used_count(inputs, verified, asked):
    """5 exempt of 40 is fine, of verified 3 it is not; nobody is due then (COUNTING 9)."""
    inputs.write("registers/staff", STAFF, "001,40,4,5,1/QĐ")
    inputs.write(
        "reviews/verifications",
        "unit_code,measure,verified_value,verified_by,on_date,reason,document_no",
        f"001,staff_count,{verified},A,2024-12-01,x,1/TB",
    )
    evidence = inputs.take_in()
    assert checks(evidence, "more_exempt_than_staff") == asked
    assert used(evidence, "001", "staff_due") == (0 if asked else 35)


def test_a_contradicted_staff_row_exempts_nobody(inputs):
    """40 staff twice, 1 or 2 exempt: no count, and nothing due (COUNTING 5)."""
    inputs.write("registers/staff", STAFF, "001,40,4,1,1/QĐ", "001,40,4,2,1/QĐ")
    evidence = inputs.take_in()
    assert used(evidence, "001", "staff_due") is None
    assert checks(evidence, "register_contradicts")[0][0] == "001"


# --- a campaign of three districts ---------------------------------------------------------

Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def small() -> Campaign:
    """The campaign of tests/small."""
    return load_rules(SMALL / "campaign").campaign


@pytest.fixture(scope="module")
def as_csv(small) -> Evidence:
    """Its inputs, as they lie there."""
    return take_in(small, SMALL / "inputs", as_of=AS_OF)


def typed(cell: str, kind: str) -> object:
    """A cell as a system would store it: a number, a local moment, a day; else text."""
    try:
        if kind in ("count", "number", "share", "points"):
            return float(cell)
        if kind == "moment" and len(cell) == len("2024-11-05 08:00:00"):  # no bare date, no zone
            return datetime.fromisoformat(cell)
        return date.fromisoformat(cell) if kind == "date" else cell or None
    except ValueError:
        return cell or None


def save_workbook(path: Path, rows: Rows) -> None:
    """A workbook, its columns in the opposite order."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(rows[0])[::-1])
    for row in rows:
        sheet.append(list(row.values())[::-1])
    book.save(path.with_suffix(".xlsx"))


def columns_of(rows: Rows) -> pa.Table:
    """Columns of one type each: text, where a cell is not of the type of the others."""
    columns = {}
    for column in rows[0]:
        cells = [row[column] for row in rows]
        is_mixed = len({type(cell) for cell in cells if cell is not None}) > 1
        columns[column] = [str(c) if is_mixed and c is not None else c for c in cells]
    return pa.table(columns)


def save_parquet(path: Path, rows: Rows) -> None:
    """A Parquet file."""
    parquet.write_table(columns_of(rows), path.with_suffix(".parquet"))


def save_parts(path: Path, rows: Rows) -> None:
    """A folder of two Parquet parts."""
    table, half = columns_of(rows), len(rows) // 2
    path.mkdir()
    parquet.write_table(table.slice(0, half), path / "part-0.parquet")
    parquet.write_table(table.slice(half), path / "part-1.parquet")


@pytest.fixture(scope="module")
def few(small, tmp_path_factory) -> Path:
    """The same inputs with the first thousand rows of each log."""
    folder: Path = tmp_path_factory.mktemp("few") / "inputs"
    shutil.copytree(SMALL / "inputs", folder)
    for path in (folder / "platform").iterdir():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:1001]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def as_few(small, few) -> Evidence:
    """Their evidence, read as CSV."""
    return take_in(small, few, as_of=AS_OF)


@pytest.mark.parametrize("save", [save_workbook, save_parquet, save_parts])
def test_every_form_of_the_same_tables_gives_the_same_evidence(small, few, as_few, tmp_path, save):
    """Each table is .xlsx, .csv, .parquet or a folder of parts (DESIGN §5)."""
    for path in sorted(few.rglob("*.csv")):
        name = path.relative_to(few).with_suffix("").as_posix()
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [
                {column: typed(cell, column_of(column, name).kind) for column, cell in row.items()}
                for row in csv.DictReader(stream)
            ]
        (tmp_path / name).parent.mkdir(exist_ok=True)
        save(tmp_path / name, rows)
    evidence = take_in(small, tmp_path, as_of=AS_OF)
    for table in ("panel", "own_counts", "units", "reports"):
        pd.testing.assert_frame_equal(evidence.tables[table], as_few.tables[table])


def test_evidence_fills_the_declared_tables(as_csv):
    """Key, columns and types of DESIGN §6."""
    for name, table in as_csv.tables.items():
        assert name in TABLES
        check_table(table, name)


def test_of_every_file_rows_read_are_accepted_or_rejected(as_csv):
    """And every rejected row is listed with its reason (RELIABILITY §1.7)."""
    sources, rejected = as_csv.tables["sources"].set_index("file"), as_csv.tables["rejected"]
    assert (sources["rows_read"] == sources["rows_accepted"] + sources["rows_rejected"]).all()
    listed = rejected.groupby("file").size().reindex(sources.index, fill_value=0)
    assert (listed == sources["rows_rejected"]).all()
    assert (rejected["reason"] != "").all()


def test_every_file_that_was_sent_is_a_source_or_named(small, as_csv):
    """Nothing is passed over but the mark of a sample."""
    sent = {
        path.relative_to(SMALL / "inputs").as_posix() for path in (SMALL / "inputs").rglob("*.*")
    }
    read = set(as_csv.tables["sources"]["file"])
    assert sent - read == {"synthetic.json"}
    assert checks(as_csv, "files_not_read") == []


def test_rows_in_another_order_give_the_same_evidence(small, as_csv, tmp_path):
    """Never decided by row order (RELIABILITY §2.3)."""
    for path in sorted((SMALL / "inputs").rglob("*.csv")):
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        target = tmp_path / path.relative_to(SMALL / "inputs")
        target.parent.mkdir(exist_ok=True)
        target.write_text("".join([header, *reversed(lines)]), encoding="utf-8")
    evidence = take_in(small, tmp_path, as_of=AS_OF)
    for table in ("panel", "own_counts", "units", "reports", "reported"):
        left, right = evidence.tables[table], as_csv.tables[table]
        assert left.drop(columns="cell", errors="ignore").equals(
            right.drop(columns="cell", errors="ignore")
        )


def test_case_91_ids_of_accounts_and_devices_reach_no_table(as_csv):
    """Pseudonyms or not (DESIGN §6)."""
    frame = pd.read_csv(SMALL / "inputs/platform/accounts.csv", dtype="str", keep_default_na=False)
    ids = set(frame["account_id"]) | set(frame["device_id"]) - {""}
    written = "\n".join(table.to_csv() for table in as_csv.tables.values())
    assert ids.isdisjoint(re.findall(r"\w+", written + str(as_csv.findings)))


def test_case_91_names_of_persons_reach_no_table(small, tmp_path):
    """The *_by columns stay in reviews/, in rejected rows too (DESIGN §6)."""
    shutil.copytree(SMALL / "inputs", tmp_path / "inputs")
    for name, line in {
        "registers/receipts": "x.xlsx,không rõ,email,Canary Văn Nhận",
        "registers/targets": "99999,x,Canary Văn Giao,1/QĐ",
        "reviews/verifications": "99999,households,x,Canary Văn Thẩm,2024-12-01,x,1/TB",
        "reviews/followups": "f,lạ,Canary Văn Đáp,2024-12-01,1/TB,",
        "reviews/waivers": "report,99999,x,Canary Văn Cho,1/TB,2024-12-01",
        "reviews/unit_aliases": "x,99999,99999,Canary Văn Xác",
    }.items():
        with (tmp_path / "inputs" / f"{name}.csv").open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")
    evidence = take_in(small, tmp_path / "inputs", as_of=AS_OF)
    written = "\n".join(table.to_csv() for table in evidence.tables.values())
    assert written.count("=***") >= 6
    assert "Canary" not in written + str(evidence.findings)
