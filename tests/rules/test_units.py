"""The dated register of units."""

from datetime import date

import pytest

from ihanoi_eval.rules.units import Unit, read_register, repeated_faults, validity_faults

HEADER = "unit_code,name,league,type,parent_code,valid_from,valid_to,note"
PLACE = "campaign.yaml dòng 37: units[0]"
NOVEMBER = date(2024, 11, 1)


def read(folder, *rows, header=HEADER):
    """The register of one list with these rows."""
    (folder / "units.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_register({"units.csv": PLACE}, [folder])


def test_a_unit_exists_on_both_ends_of_its_validity():
    """31/12/2024 is the last day of 53 communes, and they worked on it."""
    unit = Unit(
        unit_code="00001",
        name="Phường Phúc Xá",
        league="communes",
        valid_from=date(2020, 3, 1),
        valid_to=date(2024, 12, 31),
    )
    days = [date(2020, 2, 29), date(2020, 3, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [unit.is_valid_on(day) for day in days] == [False, True, True, False]


def test_the_built_in_register_has_30_districts_and_579_communes(tmp_path):
    """The state of 1/11/2024, not of the packages that hold 526 communes."""
    register, faults = read_register({"builtin:hanoi-2024": PLACE}, [tmp_path])
    leagues = [unit.league for unit in register.units]
    assert (leagues.count("districts"), leagues.count("communes"), faults) == (30, 579, [])


def test_a_code_keeps_its_zeros(tmp_path):
    """Read as numbers, Ba Đình becomes 1."""
    register, _ = read(tmp_path, "001,Quận Ba Đình,districts,quận,,2020-03-01,,")
    assert register.units[0].unit_code == "001"


def test_a_list_saved_by_notepad_is_read(tmp_path):
    """Notepad puts a mark before the first column's name."""
    row = "001,Quận Ba Đình,districts,quận,,2020-03-01,,"
    (tmp_path / "units.csv").write_bytes(f"\ufeff{HEADER}\r\n{row}\r\n\r\n".encode())
    register, faults = read_register({"units.csv": PLACE}, [tmp_path])
    assert (len(register.units), faults) == (1, [])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",Quận Ba Đình,districts,,,2020-03-01,,", "units.csv dòng 2: unit_code: thiếu khóa này"),
        ("../1,Quận Ba Đình,districts,,,2020-03-01,,", "units.csv dòng 2: unit_code: đang là"),
        ("001,Quận\u200b Ba Đình,districts,,,2020-03-01,,", "units.csv dòng 2: name: có ký tự"),
        ("001,Quận Ba Đình,districts,,,01/03/2020,,", "units.csv dòng 2: valid_from: đang là"),
        ("001,Quận Ba Đình,districts", "units.csv dòng 2: có 3 ô, cần 8"),
    ],
)
def test_a_bad_row_is_named_with_its_file_and_line(tmp_path, row, fault):
    """An officer finds the row in Excel by its number."""
    register, faults = read(tmp_path, row)
    assert [one[: len(fault)] for one in faults] == [fault] and not register.is_whole


@pytest.mark.parametrize(
    "header", ["unit_code,name", f"{HEADER},colour", HEADER.replace("note", "name")]
)
def test_missing_unknown_and_repeated_columns_are_refused(tmp_path, header):
    """A misspelt column would leave every unit without what it holds."""
    _, faults = read(tmp_path, header=header)
    assert [one.partition(";")[0][:24] for one in faults] == ["units.csv dòng 1: thừa, "]


@pytest.mark.parametrize(
    "name", ["../units.csv", "/etc/passwd", "builtin:nowhere", "missing.csv", ""]
)
def test_a_list_is_built_in_or_beside_the_rules(tmp_path, name):
    """A rule file may not point elsewhere on the machine."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "units.csv").write_text(HEADER, encoding="utf-8")
    _, faults = read_register({name: PLACE}, [tmp_path / "inner"])
    assert len(faults) == 1 and faults[0].startswith(f"{PLACE}: không có danh mục")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    """A list saved as UTF-16 or as a workbook cannot be read by guessing."""
    (tmp_path / "units.csv").write_bytes(HEADER.encode("utf-16"))
    _, faults = read_register({"units.csv": PLACE}, [tmp_path])
    assert "không đọc được" in faults[0]


def test_a_repeated_code_is_named_with_both_rows(tmp_path):
    """Two rows of one unit would count its work twice."""
    row = "001,Quận Ba Đình,districts,quận,,2020-03-01,,"
    register, _ = read(tmp_path, row, row)
    assert list(repeated_faults(register)) == [
        "units.csv dòng 3: mã đơn vị '001' (Quận Ba Đình) có hai lần, lần đầu ở units.csv dòng 2; "
        "giữ lại một dòng"
    ]


def test_a_register_of_another_year_is_refused_in_one_sentence(tmp_path):
    """The units of 2025 would put a commune's work under another (RELIABILITY, case 73)."""
    rows = [f"00{n},Phường {n},communes,,,2025-07-01,," for n in range(1, 6)]
    register, _ = read(tmp_path, *rows)
    [fault] = validity_faults(register, start=NOVEMBER)
    assert "units.csv: 5 trong 5 đơn vị không tồn tại ngày bắt đầu 2024-11-01" in fault


def test_a_dated_register_is_read_as_it_stood_when_the_campaign_began(tmp_path):
    """Dissolved and later units may stay in the list: they are simply not there in November."""
    rows = [
        "00001,Phường Phúc Xá,communes,,,2020-03-01,2024-12-31,",
        "00002,Phường cũ,communes,,,2010-01-01,2020-02-29,",
        "00001,Phường mới cùng mã,communes,,,2025-01-01,,",
        "00004,Phường Trúc Bạch,communes,,,2020-03-01,,",
    ]
    register, _ = read(tmp_path, *rows)
    there = register.valid_on(NOVEMBER)
    assert [unit.name for unit in there.units] == ["Phường Phúc Xá", "Phường Trúc Bạch"]
    assert not list(validity_faults(register, start=NOVEMBER)) and not list(repeated_faults(there))
