"""Faults of the container, RELIABILITY §2.6 A: refused in words, in time, and nothing is run."""

import io
import os
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ihanoi_eval.evidence.containers import ENCRYPTED, LARGEST_FILE, OLE
from ihanoi_eval.evidence.workbooks import read_workbook, read_workbooks

SHEET = "xl/worksheets/sheet2.xml"
BOMB = 573 * 2**20  # [bytes] unpacked


def test_case_1_an_empty_file(desk):
    """0 bytes."""
    found = desk.read(b"")
    assert (found.check, found.message[:8]) == ("file_unreadable", "Tệp rỗng")


def test_case_2_a_file_cut_in_half(desk, template):
    """A download that broke off."""
    assert desk.read(template[: len(template) // 2]).check == "file_unreadable"


def test_case_3_flipped_bytes_in_a_part(desk, template):
    """The check sum tells, even where a reader would accept it."""
    with zipfile.ZipFile(io.BytesIO(template)) as parts:
        info = parts.getinfo(SHEET)
    middle = info.header_offset + 60 + info.compress_size // 2
    spoilt = template[:middle] + bytes([template[middle] ^ 0xFF]) + template[middle + 1 :]
    found = desk.read(spoilt)
    assert (found.check, found.sheets) == ("file_unreadable", ())


@pytest.mark.parametrize(
    "text", ["Mã,Tên,Số\n001,Ba Đình,5\n", "a;b;c\n1;2;3\n", "a\tb\n1\t2\n"], ids=[",", ";", "tab"]
)
def test_case_4_a_csv_renamed(desk, text):
    """It is said that it is CSV and how to save it."""
    found = desk.read(text.encode())
    assert found.check == "file_other_format"
    assert "CSV" in found.message and ".xlsx" in found.message


def test_case_5_a_web_table_saved_as_xls(desk):
    """What many systems call an export to Excel."""
    found = desk.read(b"<html><body><table><tr><td>1</td></tr></table>", "bang.xls")
    assert found.check == "file_other_format" and "HTML" in found.message


def test_case_6_xls_xlsb_and_ods(desk, template):
    """Other spreadsheets, each called by its name."""
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", "<x/>")
    found = [
        desk.read(OLE + bytes(2000)).message,
        desk.read(desk.with_parts(template, {"xl/workbook.bin": b"x"})).message,
        desk.read(empty.getvalue()).message,
    ]
    assert all("(.xlsx)" in message for message in found)
    for name, message in zip((".xls)", ".xlsb", ".ods"), found, strict=True):
        assert name in message


def test_case_7_a_password(desk):
    """The password is not asked for."""
    found = desk.read(OLE + bytes(600) + ENCRYPTED + bytes(600))
    assert found.check == "file_encrypted" and "bỏ mật khẩu" in found.message


@pytest.mark.parametrize("how", ["part", "type"])
def test_case_8_macros(desk, template, how):
    """A macro file renamed .xlsx is known by its parts and by its type; nothing is run."""
    types = desk.part(template, "[Content_Types].xml")
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert macro != types
    parts = {"part": {"xl/vbaProject.bin": b"x"}, "type": {"[Content_Types].xml": macro}}[how]
    found = desk.read(desk.with_parts(template, parts))
    assert found.check == "file_active" and "macro" in found.message


@pytest.mark.parametrize(
    "name",
    [
        "xl/externalLinks/externalLink1.xml",  # DDE lies here too
        "xl/embeddings/oleObject1.bin",
        "xl/connections.xml",
        "xl/activeX/activeX1.xml",
        "xl/macrosheets/sheet1.xml",
    ],
)
def test_case_9_links_dde_and_objects(desk, template, name):
    """Nothing is fetched and nothing is opened."""
    assert desk.read(desk.with_parts(template, {name: b"<x/>"})).check == "file_active"


def test_case_10_a_zip_bomb_is_refused_before_it_is_unpacked(desk, template):
    """573 MB in 600 KB: its declared size is enough, less than a second of work."""
    bomb = desk.with_parts(template, {"xl/worksheets/bomb.xml": bytes(BOMB)})
    started = time.process_time()
    found = desk.read(bomb)
    assert found.check == "file_too_large"
    assert time.process_time() - started < 1


def test_case_10_a_zip_bomb_that_lies_about_its_size_is_not_unpacked(desk, template):
    """It says 1,000 bytes and holds 573 MB: no more is unpacked than it says, and the sum differs.

    read() of zipfile would unpack the whole and cut it afterwards: 1.2 GB and twenty seconds.
    """
    bomb = desk.with_parts(template, {"xl/media/bomb.xml": bytes(BOMB)})
    assert bomb.count(BOMB.to_bytes(4, "little")) == 2  # where it lies, and in the directory
    lying = bomb.replace(BOMB.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    started = time.process_time()
    assert desk.read(lying).check == "file_unreadable"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
    ids=["bomb", "external"],
)
def test_case_11_entities(desk, template, declared):
    """Refused before a parser sees them."""
    spoilt = desk.part(template, SHEET).replace(b"?>", b"?>" + declared, 1)
    assert desk.read(desk.with_parts(template, {SHEET: spoilt})).check == "file_active"


@pytest.mark.parametrize("name", ["../../x.xml", "/etc/x", "xl\\..\\x", "XL/Workbook.xml"])
def test_case_12_names_that_climb_or_come_twice(desk, template, name):
    """A part is a name inside the file, once."""
    assert desk.read(desk.with_parts(template, {name: b"<x/>"})).check == "file_unreadable"


def test_case_13_a_million_empty_rows(desk, template):
    """Read within two seconds of work by bounds, all figures there."""
    rows = b"".join(b'<row r="%d"/>' % number for number in range(100, 1_000_100))
    sheet = desk.part(template, SHEET).replace(b"</sheetData>", rows + b"</sheetData>")
    data = desk.with_parts(template, {SHEET: sheet})
    started = time.process_time()
    found = desk.read(data)
    assert time.process_time() - started < 2
    assert found.check == "" and found.sheets[1].cells == desk.read(template).sheets[1].cells


def test_case_14_a_stray_cell_at_the_far_corner(desk, template):
    """Told with its address; the process survives."""

    def stray(book):
        book["So_lieu"]["XFD1048576"] = 5

    found = desk.read(desk.edited(template, stray))
    assert (found.check, found.sheets[1].beyond) == ("", "XFD1048576")
    [finding] = desk.report(template, stray).findings
    assert (finding.severity, finding.check) == ("warning", "cell_far_outside")
    assert (finding.sheet, finding.found) == ("So_lieu", "XFD1048576")


def test_a_sheet_named_a_thousand_times_is_not_parsed_a_thousand_times(desk, template):
    """More sheets than a report has: refused by their count (found by spoiling files at random)."""
    book = desk.part(template, "xl/workbook.xml")
    sheet = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    many = book.replace(sheet, sheet * 1_000)
    found = desk.read(desk.with_parts(template, {"xl/workbook.xml": many}))
    assert (found.check, found.sheets) == ("file_too_large", ())


def test_case_15_a_file_of_two_hundred_megabytes(tmp_path):
    """Refused by its size; it is never opened."""
    path = tmp_path / "lon.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)

    def never(path: Path) -> bytes:
        raise AssertionError("opened")

    found = read_workbook(path, read_bytes=never)
    assert found.check == "file_too_large" and f"{LARGEST_FILE // 2**20} MB" in found.message


def test_case_19_a_file_that_another_program_holds(tmp_path, template):
    """Excel on Windows holds what it shows; the others are read."""
    path = tmp_path / "mo.xlsx"
    path.write_bytes(template)

    def held(path: Path) -> bytes:
        raise PermissionError

    found = read_workbook(path, read_bytes=held)
    assert (
        found.check == "file_busy" and "đóng tệp" in found.message and "chạy lại" in found.message
    )


def test_case_20_a_file_replaced_while_it_is_read(tmp_path, template):
    """Its hash before and after differ."""
    path = tmp_path / "doi.xlsx"
    path.write_bytes(template)

    def replaced(path: Path) -> bytes:
        data = path.read_bytes()
        path.write_bytes(data + b" ")
        return data

    assert read_workbook(path, read_bytes=replaced).check == "file_changed"


def test_refused_files_lie_beside_good_ones_and_nobody_is_lost(small_inputs):
    """The whole way: each is an error with what to do and a row of `sources`; the good counts."""
    template = small_inputs.template()
    half = template[: len(template) // 2]
    bad = {
        "1_rong.xlsx": b"",
        "2_nua.xlsx": half,
        "4_csv.xlsx": "Mã,Tên\n001,Ba Đình\n".encode(),
        "5_html.xls": b"<html><body><table><tr><td>1</td></tr></table>",
        "6_cu.xls": OLE + bytes(2000),
        "7_mat_khau.xlsx": OLE + bytes(600) + ENCRYPTED + bytes(600),
    }
    small_inputs.send("tot.xlsx", lambda book: book["So_lieu"].__setitem__("C6", 3))
    for name, data in bad.items():
        (small_inputs.path / "submissions" / name).write_bytes(data)
    evidence = small_inputs.take_in()
    found = {one.file: one for one in evidence.findings if one.check.startswith("file_")}
    assert sorted(found) == sorted(bad)
    for name, finding in found.items():
        assert finding.severity == "error" and finding.message.startswith(f"{name}: Tệp")
        assert "Đề nghị" in finding.message
    sources = set(evidence.tables["sources"]["file"])
    assert {f"submissions/{name}" for name in (*bad, "tot.xlsx")} <= sources
    reported = evidence.tables["reported"].query("file == 'tot.xlsx'")
    assert list(reported["value"]) == [3]


def test_a_file_that_kills_its_reader_is_alone_to_blame(tmp_path, template, monkeypatch):
    """Forty good files beside a bad one are read all the same."""
    good = [tmp_path / f"{number}.xlsx" for number in range(3)]
    for path in good:
        path.write_bytes(template)
    pipe = tmp_path / "ong.xlsx"
    os.mkfifo(pipe)  # whoever reads it waits for ever
    monkeypatch.setattr("ihanoi_eval.evidence.workbooks.TIME_LIMIT", 3.0)
    found = read_workbooks([*good, pipe])
    assert [one.check for one in found] == ["", "", "", "file_too_large"]


def test_a_workbook_of_another_program_is_read(desk):
    """openpyxl's own bytes: inline styles, no properties."""
    book = openpyxl.Workbook()
    book.active["B2"] = "1.234"
    stream = io.BytesIO()
    book.save(stream)
    [cell] = desk.read(stream.getvalue()).sheets[0].cells
    assert (cell.row, cell.column, cell.value, cell.kind) == (2, 2, "1.234", "text")
