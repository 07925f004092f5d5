"""Faults of small tables, RELIABILITY §2.6 C–D: days, letters, notes; whole folders taken in."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from ihanoi_eval.errors import DataError, RulesError
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.intake import Evidence
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import OWN_SHEET
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small"
POPULATION = "unit_code,population_15plus,households,as_of_date,source"
WAIVERS = "rule,unit_code,reason,authorised_by,document_no,on_date"
INSPECTIONS = "unit_code,on_date,team,result,severity,document_no"


def refused(evidence: Evidence) -> Finding:
    """The finding about the one row that was set aside, which is listed too."""
    [finding] = [one for one in evidence.findings if one.check == "rejected_rows"]
    assert finding.severity == "error" and len(evidence.tables["rejected"]) == 1
    return finding


@pytest.mark.parametrize(
    "day",
    ["30/10/2024", "30-10-24", "30.10.2024", "ngày 30 tháng 10 năm 2024", "2024-10-30"],
)
def test_case_55_a_day_however_it_is_written_counts(folder, day):
    """The two digits of 30-10-24 have one reading near the campaign."""
    folder.write("registers/population", POPULATION, f"00001,900,300,{day},x")
    assert folder.population() == {"00001": 900.0}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("11/30/2024", "không phải ngày"),
        ("31/11/2024", "không phải ngày"),
        ("29/02/2023", "không phải ngày"),
        ("00/00/0000", "không phải ngày"),
        ("01/10/24", "hai chữ số"),
        ("30/10/2567", "dương lịch"),
        ("rằm tháng mười", "không phải ngày"),
        ("45595", "số thứ tự ngày của Excel"),
    ],
    ids=[
        *("case_56", "case_59", "case_59_leap", "case_59_zero", "case_60_short"),
        *("case_60_buddhist", "case_60_lunar", "case_58_serial"),
    ],
)
def test_a_day_without_a_single_reading_sets_its_row_aside(folder, day, why):
    """Never swapped; the row is listed, the message says which and why."""
    folder.write("registers/population", POPULATION, f"00001,900,300,{day},x")
    evidence = folder.read()
    finding = refused(evidence)
    assert finding.row == 2 and why in finding.message and "30/11/2024" in finding.message
    assert evidence.tables["rejected"]["row"].tolist() == [2.0]


def test_case_57_59_the_first_of_october_and_a_leap_day(folder):
    """01/10/2024 is in October; 29/02/2024 was a day."""
    folder.write(
        "registers/population",
        POPULATION,
        *("00001,900,300,01/10/2024,x", "00001,800,300,29/02/2024,x"),
    )
    assert folder.population() == {"00001": 900.0}


@pytest.mark.parametrize(("shown", "is_read"), [("General", False), ("dd/mm/yyyy", True)])
def test_case_58_a_day_in_a_workbook_is_one_where_the_cell_says_so(folder, shown, is_read):
    """45595 shown as 30/10/2024 is that day; shown as 45595 it is a number and refused."""
    book = openpyxl.Workbook()
    book.active.append(POPULATION.split(","))
    book.active.append(["00001", 900, 300, to_excel(datetime(2024, 10, 30)), "x"])
    book.active["D2"].number_format = shown
    (folder.path / "registers").mkdir()
    book.save(folder.path / "registers" / "population.xlsx")
    if is_read:
        assert folder.population() == {"00001": 900.0}
    else:
        assert "số thứ tự ngày của Excel" in refused(folder.read()).message


@pytest.mark.parametrize(
    ("moment", "in_campaign"),
    [("2024-11-30T16:59:59Z", 1), ("2024-11-30T17:30:00Z", 0), ("2024-11-30 23:59:59", 1)],
    ids=["inside", "case_61", "case_62"],
)
def test_a_moment_of_the_platform_is_local_or_carries_its_zone(folder, moment, in_campaign):
    """17:30 UTC is 00:30 of 1/12 in Hà Nội; without a zone the export is local (DESIGN §5)."""
    header = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time"
    folder.write("platform/petitions", header, f"p1,00001,{moment},,,pending,")
    panel = folder.read().tables["panel"].set_index(["unit_code", "measure"])
    assert panel.loc[("00001", "petitions_received"), "used_value"] == in_campaign


@pytest.mark.parametrize("moment", ["30/11/2024 25:00", "17:00 UTC", "2024-11-30 17:00 +99:00"])
def test_case_62_a_moment_with_an_unreadable_zone_sets_its_row_aside(folder, moment):
    """Not guessed; the row is listed."""
    header = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time"
    folder.write("platform/petitions", header, f"p1,00001,{moment},,,pending,")
    assert "received_at" in refused(folder.read()).message


def test_case_73_a_register_of_another_year_stops_before_anything_is_read(tmp_path):
    """Units of July 2025 in a campaign of November 2024: nothing is published."""
    shutil.copytree(SMALL / "campaign", tmp_path / "campaign")
    path = tmp_path / "campaign" / "units.csv"
    text = path.read_text(encoding="utf-8").replace("2020-03-01,2024-12-31", "2025-07-01,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(tmp_path / "campaign")
    assert any("units.csv" in fault and "2024" in fault for fault in caught.value.faults)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16"], ids=["utf_8", "case_74_bom", "case_74_utf_16"]
)
def test_a_table_in_any_unicode_is_read(folder, encoding):
    """Its mark says which."""
    folder.write(
        "registers/population", POPULATION, "00001,900,300,2024-10-30,Công an", encoding=encoding
    )
    assert folder.population() == {"00001": 900.0}
    assert not [one for one in folder.read().findings if one.check == "old_encoding"]


def test_case_75_a_table_in_the_old_page_is_read_and_told(folder):
    """Its note equals the original; a warning asks for UTF-8."""
    path = folder.write("reviews/inspections", INSPECTIONS)
    note = b"\xd0o\xe0n ki\xea\xd2m tra"  # Đoàn kiểm tra: tones apart
    path.write_bytes(path.read_bytes() + b"001,2024-12-01,A," + note + b",serious,1/KL\n")
    evidence = folder.read()
    assert folder.rows("reviews/inspections")["result"].tolist() == ["Đoàn kiểm tra"]
    [finding] = [one for one in evidence.findings if one.check == "old_encoding"]
    assert (finding.severity, finding.file) == ("warning", "reviews/inspections.csv")


@pytest.mark.parametrize(
    "note",
    ["UBND Ph­êng Hµng B¹c", "UBND Phöôøng Haøng Baïc", "PhÆ°á»\x9dng HÃ\xa0ng"],
    ids=["case_76_tcvn3", "case_76_vni", "case_77"],
)
def test_a_note_in_an_older_typeface_sets_its_row_aside(folder, note):
    """With the hint to convert the font; nothing is converted (V-010)."""
    folder.write("reviews/waivers", WAIVERS, f"report,001,{note},A,1/QĐ,2024-12-01")
    evidence = folder.read()
    assert "chuyển sang Unicode" in refused(evidence).message
    assert folder.rows("reviews/waivers").empty


def test_case_78_quotes_hold_line_breaks_and_rows_keep_their_number(folder):
    """A note of two lines is one row."""
    folder.write(
        "reviews/waivers",
        WAIVERS,
        '"report",001,"dòng một\ndòng hai, tiếp",A,1/QĐ,2024-12-01',
        "report,018,x,A,2/QĐ,hôm qua",
    )
    evidence = folder.read()
    assert evidence.tables["overrides"]["reason"].tolist() == ["dòng một\ndòng hai, tiếp"]
    assert refused(evidence).row == 3


def test_case_78_another_separator_is_not_guessed(folder):
    """The whole table stops, and what to do is said."""
    folder.write("registers/population", POPULATION.replace(",", ";"), "00001;900,5;300;;x")
    with pytest.raises(DataError, match="dấu chấm phẩy"):
        folder.read()


@pytest.mark.parametrize(
    ("note", "is_taken"),
    [("x" * 40_000, False), ("ghi\x07chú", False), ("👍 đã xong", True), ("x" * 30_000, True)],
    ids=["40000", "control", "emoji", "30000"],
)
def test_case_79_long_notes_and_signs_that_nobody_sees(folder, note, is_taken):
    """More than a cell holds or a control character is refused; emoji are somebody's words."""
    folder.write("reviews/waivers", WAIVERS, f"report,001,{note},A,1/QĐ,2024-12-01")
    evidence = folder.read()
    if is_taken:
        assert evidence.tables["overrides"]["reason"].tolist() == [note]
    else:
        assert note[:50] not in refused(evidence).message


def test_case_80_namesakes_of_one_unit_are_two_people_and_asked_about(folder):
    """Another date of birth is another person; the warning names neither."""
    header = "file,kind,unit_code,name,date_of_birth,class"
    row = "a.xlsx,individual,001,Nguyễn Văn Mẫu,{born},direct_worker"
    folder.write(
        "submissions/nominees",
        header,
        row.format(born="1980-02-05"),
        row.format(born="1981-02-05"),
    )
    evidence = folder.read()
    assert len(evidence.people.nominees) == 2
    [finding] = [one for one in evidence.findings if one.check == "nominee_namesakes"]
    assert finding.severity == "warning" and "Mẫu" not in repr(evidence.findings)


def written(evidence: Evidence) -> Iterator[str]:
    """Everything that the evidence says."""
    yield repr(evidence.findings)
    for table in evidence.tables.values():
        yield table.to_csv()


@pytest.mark.parametrize("phone", ["0912345678", "+84 912 345 678", "0912.345.678"])
def test_case_90_a_phone_number_is_masked_wherever_it_was_typed(folder, phone):
    """In a note, in a row that is refused, in a workbook's cell that should hold a number."""
    folder.write(
        "reviews/inspections",
        INSPECTIONS,
        f"001,2024-12-01,A,gọi {phone},serious,1/KL",
        f"99999,2024-12-01,A,gọi {phone},serious,2/KL",
    )
    folder.write("reviews/waivers", WAIVERS, f"report,001,x {phone},A,,2024-12-01")
    code = folder.campaign.units_of("departments")[0]
    path = folder.path / "submissions" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(template_workbook(folder.campaign, code))
    book = openpyxl.load_workbook(path)
    book[OWN_SHEET].cell(6, 3).value = f"gọi {phone}"
    book.save(path)
    evidence = folder.read()
    digits = "".join(sign for sign in phone if sign.isdigit())[-8:]
    for text in written(evidence):
        assert phone not in text and digits not in text.replace(" ", "").replace(".", "")
    assert {one.check for one in evidence.findings} >= {"personal_data", "cell_refused"}


NASTY = {  # header, then rows that are fine, refused, contradicted, doubled, blank, too long
    "registers/population": (
        POPULATION,
        *("00001,900,300,2024-10-30,x", "00001,900,300,2024-10-30,x", "", "00004,1,1,2024-10-30,x"),
        *("00004,2,1,2024-10-30,x", "00004,2,1,2024-10-30,x", "99999,1,1,2024-10-30,x"),
        *("00006,1.234,1,2024-10-30,x", ",,,,", "00008,5,5,2024-10-30,x,y,z", "00007"),
    ),
    "registers/receipts": (
        "file,received_at,channel,received_by",
        *("a.xlsx,2024-12-05,x,y", "a.xlsx,2024-12-06,x,y", "b.xlsx,hôm qua,x,y", ",2024-12-05,,"),
    ),
    "submissions/reported": (
        "file,unit_code,measure,value,stated_share",
        *("a.xlsx,001,training_sessions,3,", "a.xlsx,001,training_sessions,4,"),
        *("a.xlsx,001,outreach_events,3,", "a.xlsx,001,outreach_events,3,"),
        *("a.xlsx,001,petitions_satisfied,,0.5", "a.xlsx,001,không có,3,", "a.xlsx,001,posts,x,"),
    ),
    "platform/counts": (
        "unit_code,date,measure,value",
        *("00001,2024-11-30,accounts_active_close,7", "00001,2024-11-30,accounts_active_close,8"),
        *("00004,2024-12-30,accounts_active_close,7", "00004,2024-11-30,accounts_active_close,"),
    ),
    "platform/petitions": (
        "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time",
        *("p1,00001,2024-11-05,,,pending,", "p1,00001,2024-11-06,,,pending,"),
        *("p2,00001,2024-11-05,,,pending,", "p2,00001,2024-11-05,,,pending,"),
        *("p3,00001,hôm qua,,,pending,", "p3,00001,2024-11-05,,,pending,", ",00001,,,,x,"),
    ),
    "platform/usage": ("account_id,used_at,feature", "a1,2024-11-05,x", "a1,khi nào,x"),
    "reviews/verifications": (
        "unit_code,measure,verified_value,verified_by,on_date,reason,document_no",
        *("00001,households,7,A,2024-12-01,x,1/TB", "00001,households,8,A,2024-12-01,x,2/TB"),
        *("00001,households,9,A,2024-12-01,x,", "00001,households,,A,2024-12-01,x,3/TB"),
    ),
    "reviews/adjustments": (
        "unit_code,points,reason,document_no,on_date",
        *("001,1,x,1/TB,2024-12-01", "001,2,x,1/TB,2024-12-01", "018,0.125,x,2/TB,2024-12-01"),
    ),
    "reviews/on_hold": ("unit_code,nominee_id,reason,document_no,on_date,until",),
}


def test_a_nasty_folder_loses_no_row(folder):
    """Lines counted here, by hand, are the rows read; each is accepted or listed as rejected."""
    for name, lines in NASTY.items():
        folder.write(name, *lines)
    evidence = folder.read()
    sources = evidence.tables["sources"].set_index("file")
    listed = evidence.tables["rejected"].groupby("file").size()
    for name, lines in NASTY.items():
        filled = [line for line in lines[1:] if line.strip(",")]
        row = sources.loc[f"{name}.csv"]
        assert row["rows_read"] == len(filled), name
        assert row["rows_rejected"] == listed.get(f"{name}.csv", 0), name
    rejected = sources["rows_rejected"].to_dict()
    assert rejected["registers/population.csv"] == 7  # 3 contradicted, 4 refused
    assert rejected["reviews/verifications.csv"] == 2
    assert rejected["platform/petitions.csv"] == 5  # p1 and p1, p3 and p3, and one of nobody
