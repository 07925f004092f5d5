"""Tables found and opened: in every form, never over a link, never half."""

import os
import shutil
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.tables import csv_header, files_of, find_table, read_text, unread_files
from ihanoi_eval.rules.mappings import TableSource

STAFF = "registers/staff"


def save_workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook of one sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def save_parquet(path: Path, **columns: list[object]) -> Path:
    """A Parquet file of these columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.table(columns), path)
    return path


def cells_of(path: Path) -> list[list[str]]:
    """The rows of a table without their numbers."""
    return [cells for _, cells in read_text(path, path.name)[1]]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_table_is_found_under_its_name(inputs, suffix):
    """Each table is .xlsx, .csv or .parquet (DESIGN §5)."""
    path = inputs.write(f"{STAFF}{suffix}", "unit_code")
    assert find_table(inputs.path, STAFF) == path


def test_a_folder_of_parts_is_a_table(inputs):
    """Or a folder of Parquet parts, in the order of their names (DESIGN §5)."""
    folder = inputs.path / STAFF
    for name in ("b", "a"):
        save_parquet(folder / f"{name}.parquet", unit_code=["001"])
    assert [part.name for part in files_of(folder)] == ["a.parquet", "b.parquet"]
    assert find_table(inputs.path, STAFF) == folder


def test_what_a_mac_leaves_beside_a_part_is_no_part(inputs):
    """It is named among the files that nobody reads (RELIABILITY 16)."""
    folder = save_parquet(inputs.path / STAFF / "a.parquet", unit_code=["001"]).parent
    (folder / "._a.parquet").write_bytes(b"Mac OS X")
    assert [part.name for part in files_of(folder)] == ["a.parquet"]
    [finding] = unread_files(inputs.path, known=frozenset())
    assert finding.found == "registers/staff/._a.parquet"


def test_a_table_that_was_not_sent_is_none(inputs):
    """Absent is not empty (METHOD 1)."""
    assert find_table(inputs.path, STAFF) is None


def test_two_files_for_one_table_are_refused(inputs):
    """Which of the two is meant is nobody's guess."""
    inputs.write(f"{STAFF}.csv", "unit_code")
    inputs.write(f"{STAFF}.xlsx", "unit_code")
    with pytest.raises(DataError, match=r"staff: có 2 tệp cùng một bảng \(staff.csv, staff.xlsx\)"):
        find_table(inputs.path, STAFF)


def test_a_link_is_not_followed(inputs, tmp_path):
    """A link may lead to any file of the machine (RELIABILITY 87)."""
    (tmp_path / "secret.csv").write_text("unit_code\n001\n", encoding="utf-8")
    (inputs.path / "registers").mkdir()
    (inputs.path / "registers" / "staff.csv").symlink_to(tmp_path / "secret.csv")
    assert find_table(inputs.path, STAFF) is None


def test_a_linked_folder_is_not_followed(inputs, tmp_path):
    """The way to a file is checked at every step (RELIABILITY 87)."""
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "staff.csv").write_text("unit_code\n001\n", encoding="utf-8")
    (inputs.path / "registers").symlink_to(tmp_path / "else")
    assert find_table(inputs.path, STAFF) is None


def test_a_linked_part_is_not_followed(inputs, tmp_path):
    """Nor is a link among the parts of a table (RELIABILITY 87)."""
    part = save_parquet(inputs.path / STAFF / "a.parquet", unit_code=["001"])
    (part.parent / "b.parquet").symlink_to(save_parquet(tmp_path / "b.parquet", unit_code=["001"]))
    assert files_of(part.parent) == [part]


def test_the_folder_itself_may_be_a_link(inputs, tmp_path):
    """What the officer names is what the officer means."""
    inputs.write(STAFF, "unit_code")
    (tmp_path / "link").symlink_to(inputs.path)
    assert find_table(tmp_path / "link", STAFF) is not None


def test_files_that_are_no_table_are_named(inputs, tmp_path):
    """A misspelt name would look like a register that was never sent."""
    inputs.write(STAFF, "unit_code")
    inputs.write("registers/staf.csv", "unit_code")
    (inputs.path / "registers" / "targets.csv").symlink_to(tmp_path / "else.csv")
    [finding] = unread_files(inputs.path, known=frozenset())
    assert finding.found == "registers/staf.csv, registers/targets.csv (liên kết)"


def test_an_unread_name_with_words_is_shown_by_its_ending(inputs):
    """Who is named in a file name is not named on a shared page."""
    inputs.write("registers/Lý lịch Nguyễn Văn A.csv", "x")
    [finding] = unread_files(inputs.path, known=frozenset())
    assert finding.found == "registers/….csv" and "Nguyễn" not in finding.message


def test_parts_that_nobody_reads_are_an_error(inputs, tmp_path):
    """A table of which a part is lost would be counted as a smaller one, as hive's folders."""
    for name in ("a.parquet", "day=1/b.parquet", "more/c.CSV", "_SUCCESS"):
        save_parquet(inputs.path / STAFF / name, unit_code=["001"])
    (inputs.path / STAFF / "d.parquet").symlink_to(tmp_path)
    parts, others = unread_files(inputs.path, known=frozenset())
    assert (parts.severity, parts.finding_id) == ("error", f"parts_not_read::{STAFF}")
    assert parts.found == "staff/d.parquet (liên kết), staff/day=1/b.parquet, staff/more/c.CSV"
    assert (others.check, others.found) == ("files_not_read", "registers/staff/_SUCCESS")


def test_parts_are_looked_for_where_the_rules_say(inputs, tmp_path):
    """A folder that `sources` names may lie anywhere, and be a link."""
    for name in ("log/a.parquet", "log/b/b.parquet"):
        save_parquet(tmp_path / name, unit_code=["001"])
    (tmp_path / "link").symlink_to(tmp_path / "log")
    for place in ("log", "link"):
        elsewhere = {STAFF: tmp_path / place}
        [finding] = unread_files(inputs.path, known=frozenset(), elsewhere=elsewhere)
        assert finding.found == f"{place}/b/b.parquet"


def test_a_linked_folder_of_parts_is_an_error(inputs, tmp_path):
    """It is not read, however many parts it has (RELIABILITY 87)."""
    save_parquet(tmp_path / "log" / "a.parquet", unit_code=["001"])
    (inputs.path / "registers").mkdir()
    (inputs.path / STAFF).symlink_to(tmp_path / "log")
    [finding] = unread_files(inputs.path, known=frozenset())
    assert (finding.check, finding.found) == ("parts_not_read", "staff (liên kết)")


def test_many_unread_files_are_counted(inputs):
    """A finding is read by a person."""
    for number in range(1_200):
        inputs.write(f"platform/usage/day={number:04}/part.parquet")
    [finding] = unread_files(inputs.path, known=frozenset())
    assert finding.found.startswith("usage/day=0000/part.parquet, usage/day=0001/")
    assert finding.found.endswith(" và 1.195 tệp khác") and len(finding.message) < 800


def save_staff(path: Path) -> None:
    """A table of one unit in the form that its name says."""
    if path.suffix.lower() == ".xlsx":
        save_workbook(path, ("unit_code",), ("001",))
    elif path.suffix.lower() == ".parquet":
        save_parquet(path, unit_code=["001"])
    else:
        path.parent.mkdir(parents=True)
        path.write_text("unit_code\n001\n", encoding="utf-8")


@pytest.mark.parametrize("suffix", [".CSV", ".Xlsx", ".PARQUET"])
def test_an_ending_may_be_in_capitals(inputs, suffix):
    """Windows knows no difference, and its programs write either."""
    path = inputs.path / f"{STAFF}{suffix}"
    save_staff(path)
    assert find_table(inputs.path, STAFF) == path and cells_of(path) == [["001"]]
    assert unread_files(inputs.path, known=frozenset()) == []


def test_a_part_may_end_in_capitals(inputs):
    """As a file does."""
    folder = inputs.path / STAFF
    for name in ("a.parquet", "b.PARQUET"):
        save_parquet(folder / name, unit_code=["001"])
    assert len(files_of(folder)) == len(cells_of(folder)) == 2


def test_files_that_somebody_reads_are_not_named(inputs):
    """Every table of DESIGN §5, and what others read."""
    for name in (STAFF, "platform/usage", "submissions/nominees", "synthetic.json"):
        inputs.write(name, "x")
    assert unread_files(inputs.path, known=frozenset({"synthetic.json"})) == []


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_is_utf8_with_or_without_its_mark(inputs, mark):
    """Excel writes the mark, systems do not (RELIABILITY 74)."""
    path = inputs.write(STAFF, f"{mark}unit_code,document_no", "001,12/QĐ")
    assert read_text(path, "x")[0] == ["unit_code", "document_no"]


def test_rows_have_the_numbers_that_a_spreadsheet_shows(inputs):
    """Blank rows are passed over and counted (usdr-gost#2883)."""
    path = inputs.write(STAFF, "unit_code", "001", "", " ", "00001")
    assert list(read_text(path, "x")[1]) == [(2, ["001"]), (5, ["00001"])]


def test_a_quoted_cell_may_hold_commas_and_lines(inputs):
    """One row of the sheet is one row (RELIABILITY 78)."""
    path = inputs.write(STAFF, "unit_code,document_no", '001,"12/QĐ, ngày', '01/11/2024"')
    assert cells_of(path) == [["001", "12/QĐ, ngày\n01/11/2024"]]


def test_an_empty_file_is_refused(inputs):
    """Not even a header (RELIABILITY 1)."""
    with pytest.raises(DataError, match="staff.csv: tệp rỗng; cần ít nhất dòng tiêu đề"):
        read_text(inputs.write(STAFF), "staff.csv")


def test_a_file_in_another_encoding_is_refused(inputs):
    """What is neither UTF nor the old Vietnamese page would be noise; the line is named."""
    path = inputs.write(STAFF, "unit_code,document_no", "001,x")
    path.write_bytes(path.read_bytes() + b"00001,12/Q\xb5\xb9\n")
    with pytest.raises(DataError, match="staff.csv dòng 3: không phải UTF-8; .* CSV UTF-8"):
        read_text(path, "staff.csv")


def test_a_quote_that_never_closes_is_refused(inputs):
    """Else the rest of the file would be one cell."""
    path = inputs.write(STAFF, "unit_code", '"001', "00001")
    with pytest.raises(DataError, match="staff.csv dòng 3: dấu ngoặc kép không khép"):
        read_text(path, "staff.csv")


def test_a_file_that_may_not_be_opened_is_refused_without_its_path(inputs, monkeypatch):
    """A machine's folders are nobody's business; the file is named as the officer knows it."""
    path = inputs.write(STAFF, "unit_code")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataError) as caught:
        read_text(path, "registers/staff.csv")
    assert str(inputs.path) not in str(caught.value)
    assert str(caught.value).startswith("registers/staff.csv: không mở được; đóng tệp")


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_file_that_is_not_what_its_name_says_is_refused(inputs, suffix):
    """A CSV renamed; nobody should have to read BadZipFile or ArrowInvalid (RELIABILITY 4, 89)."""
    path = inputs.write(f"{STAFF}{suffix}", "unit_code", "001")
    with pytest.raises(DataError) as caught:
        read_text(path, f"staff{suffix}")
    [fault] = caught.value.faults
    assert fault.startswith(f"staff{suffix}: ")
    assert f"không phải tệp {suffix} hoặc tệp đã hỏng; " in fault


@pytest.mark.parametrize("member", ["[Content_Types].xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_refused(inputs, member):
    """A part that is no XML, whatever openpyxl calls that (RELIABILITY 3, 24)."""
    path = save_workbook(inputs.path / f"{STAFF}.xlsx", ("unit_code",), ("001",))
    rewrite(path, {member: b"<broken"})
    with pytest.raises(DataError, match=r"staff.xlsx: không phải tệp .xlsx hoặc tệp đã hỏng"):
        read_text(path, "staff.xlsx")


def rewrite(path: Path, members: dict[str, bytes]) -> None:
    """The workbook with some of its parts replaced."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with ZipFile(path, "w") as book:
        for name, data in (parts | members).items():
            book.writestr(name, data)


def test_a_workbook_reads_as_it_is_shown(inputs):
    """Codes stay text, whole numbers have no point, dates are ISO; a shown hour makes a moment."""
    path = save_workbook(
        inputs.path / f"{STAFF}.xlsx",
        ("unit_code", "staff_count", "on_date", "received_at"),
        ("00001", 40, date(2024, 11, 1), datetime(2024, 11, 1)),
    )
    assert cells_of(path) == [["00001", "40", "2024-11-01", "2024-11-01 00:00:00"]]


def test_a_workbook_that_understates_its_size_is_read_whole(inputs):
    """Some exports say A1 and mean a thousand rows; openpyxl would believe them."""
    path = save_workbook(inputs.path / f"{STAFF}.xlsx", ("unit_code", "staff_count"), ("001", 40))
    with ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B2"' in sheet
    rewrite(path, {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:B2"', b'ref="A1"')})
    assert cells_of(path) == [["001", "40"]]


def test_a_formula_that_was_never_computed_is_no_empty_cell(inputs):
    """It stands as its text, so that a number column refuses it (RELIABILITY 53)."""
    path = save_workbook(inputs.path / f"{STAFF}.xlsx", ("unit_code", "staff_count"), ("1", "=2+3"))
    assert cells_of(path) == [["1", "=2+3"]]


def test_parquet_reads_as_it_would_be_typed(inputs):
    """Codes stay text; a missing value is an empty cell."""
    path = save_parquet(
        inputs.path / f"{STAFF}.parquet", unit_code=["00001", "001"], staff_count=[40.0, None]
    )
    assert cells_of(path) == [["00001", "40"], ["001", ""]]


def test_parts_are_matched_by_the_names_of_their_columns(inputs):
    """By place, the second part would take its document for its unit."""
    folder = inputs.path / STAFF
    save_parquet(folder / "a.parquet", unit_code=["001"], document_no=["1/QĐ"])
    save_parquet(folder / "b.parquet", document_no=["2/QĐ"], unit_code=["00001"])
    assert cells_of(folder) == [["001", "1/QĐ"], ["00001", "2/QĐ"]]


def test_parts_with_other_columns_are_refused(inputs):
    """A column that only one part has would vanish or be empty elsewhere."""
    folder = inputs.path / STAFF
    save_parquet(folder / "a.parquet", unit_code=["001"])
    save_parquet(folder / "b.parquet", unit_code=["001"], staff_count=[40.0])
    with pytest.raises(DataError, match="staff: b.parquet có các cột khác phần đầu; xuất lại"):
        read_text(folder, "staff")


def test_a_damaged_part_is_named(inputs):
    """One of many parts: which one has to be sent again."""
    folder = save_parquet(inputs.path / STAFF / "a.parquet", unit_code=["001"]).parent
    (folder / "b.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(DataError, match=r"staff: b.parquet không phải tệp .parquet"):
        read_text(folder, "staff")


def test_a_title_above_the_header_is_told(inputs):
    """By the columns that are looked for, as the mapping calls them."""
    path = inputs.write(STAFF, "Biên chế 2024", "don_vi,so", "001,5")
    source = TableSource(columns={"unit_code": "don_vi", "staff_count": "so"})
    with pytest.raises(DataError, match=r"các cột cần có ở dòng 2\. Xóa các dòng ở trên dòng 2"):
        read_text(path, "staff.csv", source, wanted=["unit_code", "staff_count"])
    assert read_text(path, "staff.csv", wanted=["unit_code"])[0] == ["Biên chế 2024"]


def test_a_part_whose_name_is_no_utf8_is_to_be_renamed(inputs):
    """Neither DuckDB nor pyarrow opens it; it is not damaged."""
    part = save_parquet(inputs.path / STAFF / "a.parquet", unit_code=["001"])
    part.rename(os.fsdecode(os.fsencode(part.parent) + b"/B\xb8.parquet"))
    with pytest.raises(DataError, match=r": B\\xb8\.parquet: tên không phải mã UTF-8.*đổi tên"):
        cells_of(part.parent)


def test_the_header_of_a_long_file_is_read_alone(inputs):
    """The log behind it stays where it is."""
    path = inputs.write("platform/usage", "\ufeffaccount_id, used_at ,feature", "a1,2024-11-05,x")
    assert csv_header(path, "x") == ["account_id", "used_at", "feature"]


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        *((b"", "tệp rỗng"), (b"\n", "tệp rỗng"), (b"\n\na,b\n", "dòng 1: trống")),
        *((b"\xff\xfea", "không phải UTF-8"), (b"\0a\0,\0b", "không phải UTF-8")),
        *((b"m\xe3,b\n", "không phải UTF-8"), (b'"a,b\n1,2\n', "tiêu đề không đọc được")),
    ],
)
def test_a_log_without_readable_header_is_refused(inputs, sent, fault):
    """Empty, or in another encoding."""
    path = inputs.write("platform/usage")
    path.write_bytes(sent)
    with pytest.raises(DataError, match=f"usage.csv.*{fault}"):
        csv_header(path, "usage.csv")


def test_a_file_that_went_away_is_told(inputs):
    """Between finding and opening, somebody may tidy up."""
    path = inputs.write(STAFF, "unit_code")
    shutil.rmtree(path.parent)
    with pytest.raises(DataError, match="staff.csv: không mở được"):
        read_text(path, "staff.csv")
