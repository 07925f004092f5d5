"""Log files as they come: every form counts alike, a broken one is a sentence and no SQL."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from pyarrow import csv

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.platform_files import what_is_wrong
from ihanoi_eval.rules.mappings import TableSource

USAGE = "account_id,used_at,feature"
ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"


def fault_of(inputs) -> str:
    """The only thing that is wrong with the folder's logs."""
    with pytest.raises(DataError) as caught:
        inputs.count()
    [fault] = caught.value.faults
    assert str(inputs.path) not in fault
    assert not {"CSV Error", "Parquet", "SQL", "Binder", "quotechar"} & set(fault.split())
    return fault


def test_a_quote_that_never_closes_is_told_with_its_line(inputs):
    """One sentence: file, line, what it is, what to do (RELIABILITY §1.2)."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-05,x", 'a1,2024-11-06,"x', "a1,2024-11-07,x")
    assert fault_of(inputs) == (
        "platform/usage.csv dòng 3: dấu ngoặc kép không khép; xuất lại tệp từ hệ thống"
    )


@pytest.mark.parametrize("line", ["a1,2024-11-06", "a1,2024-11-06,x,y"])
def test_a_row_of_another_length_is_told_with_its_line(inputs, line):
    """A comma too many or too few shifts everything behind it."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-05,x", line)
    assert fault_of(inputs) == (
        "platform/usage.csv dòng 3: số ô khác số cột của tiêu đề; kiểm tra dấu phẩy, xuất lại tệp"
    )


def test_another_encoding_is_told_with_its_line(inputs):
    """CP1258 and its kin (RELIABILITY 75)."""
    path = inputs.write("platform/usage", USAGE, "a1,2024-11-05,x")
    path.write_bytes(path.read_bytes() + "a1,2024-11-06,đ\n".encode("cp1258"))
    assert fault_of(inputs).startswith("platform/usage.csv dòng 3: không phải UTF-8; ")


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("account_id,feature", "thiếu cột 'used_at'; các cột cần có: account_id, used_at, feature"),
        ("account_id,used_at,used_at", "cột 'used_at' có hai lần; giữ lại một cột"),
    ],
)
def test_a_header_that_places_no_row_is_refused(inputs, header, fault):
    """DuckDB alone would call the second column used_at_1 and go on."""
    inputs.write("platform/usage", header, ",".join("x" for _ in header.split(",")))
    assert fault_of(inputs) == f"platform/usage.csv: {fault}"


def test_an_empty_file_is_refused(inputs):
    """A log without petitions has at least a header (RELIABILITY 1)."""
    inputs.write("platform/petitions")
    assert fault_of(inputs) == "platform/petitions.csv: tệp rỗng; cần ít nhất dòng tiêu đề"


def test_two_files_for_one_log_are_refused(inputs):
    """Which of them is meant is nobody's guess."""
    inputs.write("platform/usage.csv", USAGE)
    inputs.write("platform/usage.parquet", USAGE)
    assert "có 2 tệp cùng một bảng" in fault_of(inputs)


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_file_that_is_not_what_its_name_says_is_refused(inputs, suffix):
    """A CSV renamed (RELIABILITY 4)."""
    inputs.write(f"platform/usage{suffix}", USAGE, "a1,2024-11-05,x")
    assert f"không phải tệp {suffix} hoặc tệp đã hỏng" in fault_of(inputs)


def test_parts_with_other_columns_are_refused(inputs):
    """DuckDB alone would drop what the first part does not have."""
    folder = inputs.path / "platform" / "usage"
    folder.mkdir(parents=True)
    parquet.write_table(
        pa.table({"account_id": ["a"], "used_at": ["2024-11-05"]}), folder / "a.parquet"
    )
    parquet.write_table(pa.table({"account_id": ["a"]}), folder / "b.parquet")
    assert fault_of(inputs) == (
        "platform/usage: b.parquet có các cột khác phần đầu; xuất lại cùng một mẫu"
    )


def save_parts(inputs, *tables: dict[str, object]) -> None:
    """The log of petitions as a folder of parts."""
    folder = inputs.path / "platform" / "petitions"
    folder.mkdir(parents=True)
    for number, table in enumerate(tables):
        parquet.write_table(pa.table(table), folder / f"p{number}.parquet")


PETITION = {
    **{"petition_id": ["p"], "unit_code": ["00001"], "status": ["resolved"]},
    **{"received_at": ["2024-11-04 08:00:00"], "resolved_at": ["2024-11-05 09:00:00"]},
}


def test_parts_may_differ_in_width_and_in_what_nobody_counts(inputs):
    """Short and long text, a column of nothing: the same petitions; `x` is not counted."""
    wide = {name: pa.array(cells, pa.large_string()) for name, cells in PETITION.items()}
    save_parts(inputs, {**PETITION, "x": [1]}, {**wide, "petition_id": ["q"], "x": ["one"]})
    assert inputs.counted("petitions_received") == 2


def test_one_name_in_two_spellings_is_refused(inputs):
    """The engine knows no capitals and would take the first of the two."""
    save_parts(inputs, {**PETITION, "Status": ["pending"]})
    assert "có hai cột 'status' chỉ khác chữ hoa, chữ thường" in fault_of(inputs)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_path_is_no_pattern(inputs, form):
    """Beside "so [1]" lies "so 1", which a search by pattern would read in its place."""
    for name, many in (("so [1]", 1), ("so 1", 2)):
        folder = inputs.path / name
        table = pa.table({column: cells * many for column, cells in PETITION.items()})
        table = table.set_column(0, "petition_id", [[f"p{at}" for at in range(many)]])
        (folder / "platform").mkdir(parents=True)
        place = folder / "platform" / f"petitions.{form}"
        if form == "csv":
            csv.write_csv(table, place)
        else:
            parquet.write_table(table, place)
    assert replace(inputs, path=inputs.path / "so [1]").counted("petitions_received") == 1


def test_a_number_is_the_word_that_a_mapping_knows(inputs):
    """A system's status 3, in a column with gaps 3.0, is resolved."""
    mapping = TableSource(words={"status": {"3": "resolved"}})
    sources = {"platform/petitions": mapping}
    told = replace(inputs, campaign=inputs.campaign.model_copy(update={"sources": sources}))
    save_parts(told, {**PETITION, "status": [3.0], "due_at": ["2024-11-05"]})
    assert told.counted("petitions_on_time") == 1


def test_a_flag_may_come_as_a_number_with_gaps(inputs):
    """1.0 is true, 0.0 false, nothing neither."""
    flags = [1.0, 0.0, None]
    many = {name: cells * 3 for name, cells in PETITION.items()}
    save_parts(inputs, {**many, "petition_id": ["p", "q", "r"], "on_time": flags})
    assert inputs.counted("petitions_on_time") == 1
    assert inputs.count().sources["rows_rejected"].item() == 0


def test_a_header_that_is_no_header_is_said(inputs):
    """A cell of 200,000 letters."""
    inputs.write("platform/usage", f"{USAGE},{'x' * 200_000}", "a1,2024-11-05,x,")
    assert "dòng 1: tiêu đề không đọc được" in fault_of(inputs)


def test_a_column_that_is_not_used_is_a_finding(inputs):
    """Perhaps a misspelt one; what stands in it is never read."""
    inputs.write("platform/usage", f"{USAGE},phone", "a1,2024-11-05,x,+84912345678")
    [finding] = [one for one in inputs.count().findings if one.check == "source_columns"]
    assert "không dùng đến: phone" in finding.message and "+84" not in str(finding)


def test_a_missing_column_is_a_finding(inputs):
    """Without due_at nobody is on time, and somebody should know why."""
    header = "petition_id,unit_code,received_at,status"
    inputs.write("platform/petitions", header, "p1,00001,2024-11-30,pending")
    [finding] = inputs.count().findings
    assert "thiếu cột kind, due_at" in finding.message


def test_a_row_that_begins_like_a_comment_is_a_row(inputs):
    """Nothing is guessed: a sniffer may take # for a comment."""
    inputs.write("platform/usage", USAGE, "#1,2024-11-05,x", "#2,2024-11-05,x", "a3,2024-11-05,x")
    assert inputs.count().sources["rows_read"].item() == 3


def test_windows_line_ends_and_a_mark_change_nothing(inputs):
    """As Excel saves CSV UTF-8."""
    path = inputs.write("platform/accounts", "")
    lines = [ACCOUNTS, "a1,00001,,2024-11-05 08:00:00,resident,"]
    path.write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
    assert inputs.counted("accounts_active_close") == 1


def save_workbook(path: Path, *rows: tuple[object, ...]) -> None:
    """A workbook of one sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def test_rows_of_a_workbook_keep_their_numbers(inputs):
    """The blank third row is passed over and counted (usdr-gost#2883)."""
    rows = [("account_id", "used_at"), ("a1", "2024-11-05"), (None, None), ("a1", "hôm qua")]
    save_workbook(inputs.path / "platform" / "usage.xlsx", *rows)
    assert inputs.count().rejected["row"].tolist() == [4]


def test_a_workbook_row_may_end_early(inputs):
    """Empty cells at its end are not even stored."""
    rows = [("account_id", "used_at", "feature"), ("a1", "2024-11-05")]
    save_workbook(inputs.path / "platform" / "usage.xlsx", *rows)
    assert inputs.count().sources["rows_accepted"].item() == 1


def test_a_title_above_the_header_of_a_workbook_is_told(inputs):
    """Not the header below it, as if that had a cell too many."""
    rows = [("Lượt sử dụng 2024",), (None,), ("account_id", "used_at"), ("a1", "2024-11-05")]
    save_workbook(inputs.path / "platform" / "usage.xlsx", *rows)
    assert fault_of(inputs) == (
        "platform/usage.xlsx dòng 1: không phải tiêu đề, có lẽ là tên bảng; các cột cần có ở dòng "
        "3. Xóa các dòng ở trên dòng 3"
    )


def test_a_workbook_row_longer_than_its_header_is_refused(inputs):
    """As in CSV: something was shifted."""
    rows = [("account_id", "used_at"), ("a1", "2024-11-05", "x")]
    save_workbook(inputs.path / "platform" / "usage.xlsx", *rows)
    assert fault_of(inputs) == (
        "platform/usage.xlsx dòng 2: có ô ngoài các cột của tiêu đề; xóa ô thừa"
    )


@pytest.mark.parametrize(
    ("error", "path", "words"),
    [
        ('CSV Error on Line: 5\nquote = " (Set By User)', "a.csv", " dòng 5: tệp đã hỏng; mở"),
        ("IO Error: /home/x/usage.parquet truncated", "a.parquet", ": tệp đã hỏng; xuất lại tệp"),
        ("anything", "usage", ": tệp đã hỏng; xuất lại tệp từ hệ thống"),
    ],
)
def test_an_unknown_complaint_is_a_broken_file(error, path, words):
    """Never the engine's own words."""
    assert what_is_wrong(error, Path(path)).startswith(words)


def write_bytes(inputs, name: str, text: str) -> None:
    """A log of exactly these bytes."""
    inputs.write(name).write_bytes(text.encode())


@pytest.mark.parametrize("suffix", [".CSV", ".XLSX", ".PARQUET"])
def test_a_log_may_end_in_capitals(inputs, suffix):
    """As Windows and its programs write it."""
    path = inputs.path / "platform" / f"usage{suffix}"
    if suffix == ".PARQUET":
        path.parent.mkdir()
        parquet.write_table(pa.table({"account_id": ["a1"], "used_at": ["2024-11-05"]}), path)
    elif suffix == ".XLSX":
        save_workbook(path, ("account_id", "used_at"), ("a1", "2024-11-05"))
    else:
        inputs.write(f"platform/usage{suffix}", "account_id,used_at", "", "a1,2024-11-05")
    assert inputs.count().sources["rows_accepted"].item() == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(inputs, end):
    """Linux, Windows, an old Mac; blank lines are no rows."""
    lines = [USAGE, "a1,2024-11-05,x", "", "a2,2024-11-06,y", ""]
    write_bytes(inputs, "platform/usage", end.join(lines))
    assert inputs.count().sources["rows_accepted"].item() == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_below_blank_lines_keep_their_numbers(inputs, end):
    """As a spreadsheet shows them; a blank line inside a cell is no row (usdr-gost#2883)."""
    lines = [USAGE, "", 'a1,2024-11-05,"x', "", 'y"', "", "", "a2,?,y", "a3,2024-11-05,x", "", ""]
    write_bytes(inputs, "platform/usage", end.join([*lines, "a4,?,x"]))
    platform = inputs.count()
    assert platform.rejected["row"].tolist() == [6, 10]
    assert [one.row for one in platform.findings] == [6]


def test_lines_that_end_in_two_ways_are_told_with_the_first(inputs):
    """Two files put together; a line end inside a cell is the cell's own."""
    rows = [USAGE, 'a1,2024-11-05,"x\n\ny"', "a2,2024-11-06,x"]
    write_bytes(inputs, "platform/usage", "".join(f"{row}\r\n" for row in rows))
    assert inputs.count().sources["rows_accepted"].item() == 2
    write_bytes(inputs, "platform/usage", "\r\n".join([*rows, "a3,2024-11-07,x\na4,2024-11-07,x"]))
    assert fault_of(inputs) == (
        "platform/usage.csv dòng 6: các dòng không xuống dòng cùng một kiểu (CRLF, LF, CR), có lẽ "
        "do ghép nhiều tệp; xuất lại tệp hoặc mở bằng Excel, lưu lại dạng CSV UTF-8"
    )


def test_a_heading_may_have_two_lines(inputs):
    """In quotes, as a workbook saves it (RELIABILITY 30)."""
    write_bytes(inputs, "platform/usage", f'{USAGE},"ghi\nchú"\na1,2024-11-05,x,\n')
    assert inputs.count().sources["rows_accepted"].item() == 1


def test_a_comma_behind_every_row_is_no_cell(inputs):
    """With and without one behind the header; what stands behind it would be one."""
    for header in (USAGE, f"{USAGE},"):
        inputs.write("platform/usage", header, "a1,2024-11-05,x,")
        assert inputs.count().sources["rows_accepted"].item() == 1


def test_a_file_that_ends_in_the_middle_is_told_with_its_line(inputs):
    """The last row has fewer cells than the header."""
    write_bytes(inputs, "platform/usage", f"{USAGE}\na1,2024-11-05,x\na1,2024-1")
    assert fault_of(inputs).startswith("platform/usage.csv dòng 3: số ô khác số cột của tiêu đề")


def test_an_invisible_sign_makes_a_word_another(inputs):
    """A file of which a part was never written: rejected or refused, never read as something."""
    header = "petition_id,unit_code,received_at,status"
    inputs.write("platform/petitions", header, "p1,00001,2024-11-05,pending\0")
    assert inputs.count().rejected["reason"].tolist() == ["status lạ"]
    inputs.write("platform/petitions", header, "p1,00001,2024-11-05,pending", "\0" * 50)
    assert fault_of(inputs).startswith("platform/petitions.csv dòng 3: số ô khác số cột")


def test_a_log_without_header_is_told_without_its_cells(inputs):
    """What stands in the first row is somebody's."""
    inputs.write("platform/usage", "Nguyễn Văn A,2024-11-05 08:00:00,x", "a2,2024-11-06,y")
    assert fault_of(inputs) == (
        "platform/usage.csv dòng 1: là số liệu, không phải tiêu đề; thêm dòng tiêu đề với các cột "
        "account_id, used_at, feature"
    )


@pytest.mark.parametrize(
    ("sign", "called", "delimiter"),
    [(";", "dấu chấm phẩy", "semicolon"), ("\t", "dấu tab", "tab"), ("|", "dấu |", "pipe")],
)
def test_another_separator_is_never_guessed(inputs, sign, called, delimiter):
    """It is named, with what to do: in the file or in the rules (RELIABILITY 78)."""
    inputs.write("platform/usage", USAGE.replace(",", sign), f"a1{sign}2024-11-05{sign}x")
    with pytest.raises(DataError) as caught:
        inputs.count()
    for fault in caught.value.faults:
        assert f"ngăn cột bằng {called}; lưu lại với dấu phẩy, hoặc ghi delimiter: {delimiter}" in (
            fault
        )


def test_a_heading_may_hold_signs_that_nobody_sees(inputs):
    """A space of no width before it, a mark of a file that was put behind another (67)."""
    inputs.write("platform/usage", f"\u200b\ufeff{USAGE}", "a1,2024-11-05,x")
    assert inputs.count().sources["rows_accepted"].item() == 1


def test_a_blank_line_above_the_header_is_told(inputs):
    """Else the header would be a row, and the first row nobody's."""
    inputs.write("platform/usage", "", USAGE, "a1,2024-11-05,x")
    assert fault_of(inputs).startswith("platform/usage.csv dòng 1: trống; dòng đầu phải là tiêu đề")


@pytest.mark.parametrize("written", ["ΚΛΕΙΣΤΟΣ", "İPTAL", "iptal", "Straße"])
def test_words_of_any_alphabet_are_known_by_the_mapping(inputs, written):
    """Small letters are the engine's and the mapping's alike: what is mapped is met."""
    words = {"ΚΛΕΙΣΤΟΣ": "pending", "İptal": "pending", "straße": "pending"}
    source = TableSource(words={"status": words})
    there = inputs.campaign.model_copy(update={"sources": {"platform/petitions": source}})
    header = "petition_id,unit_code,received_at,status"
    inputs.write("platform/petitions", header, f"p1,00001,2024-11-05,{written}")
    assert type(inputs)(inputs.path, there).counted("petitions_received") == 1
