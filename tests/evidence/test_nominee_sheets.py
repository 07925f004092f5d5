"""The nominees' sheet as it comes back: rows taken or set aside, and nothing of a person quoted."""

from datetime import datetime
from typing import Any

import pytest

from ihanoi_eval.evidence.form_rows import Place
from ihanoi_eval.evidence.form_tables import Grid
from ihanoi_eval.evidence.nominee_sheets import (
    NomineeRows,
    as_code,
    find_headings,
    read_nominee_rows,
)
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.evidence.workbooks import Cell, Sheet
from ihanoi_eval.rules.forms import NOMINEE_WORDS, NomineeSheet
from ihanoi_eval.schemas import empty_table

LABELS = {
    **{"kind": "Loại", "unit_code": "Đơn vị", "name": "Họ và tên", "position": "Chức vụ"},
    **{"date_of_birth": "Ngày sinh", "sex": "Giới tính", "women_share": "Tỷ lệ nữ (%)"},
}
RULE = NomineeSheet.model_validate(
    {
        "label": "Đề nghị",
        "fields": [
            {"column": column, "label": label, "required": column in ("kind", "name")}
            for column, label in LABELS.items()
        ],
    }
)
SECRET = "Canary Nguyễn"


def sheet(*rows: list[Any], headings: list[str] | None = None, formats: str = "General") -> Grid:
    """A sheet with a title, the headings in row 3, then the rows."""
    lines = [["Danh sách"], [], headings or [f"{one} (*)" for one in LABELS.values()], *rows]
    kinds = {float: "number", int: "number", datetime: "moment", str: "text"}
    cells = [
        Cell(row, column, value, kinds[type(value)], formats)  # type: ignore[arg-type]
        for row, line in enumerate(lines, start=1)
        for column, value in enumerate(line, start=1)
        if value not in ("", None)
    ]
    return Grid(Sheet("De_nghi", tuple(cells)))


def match_unit(campaign):
    """What a name means, no alias confirmed."""
    return UnitNames(campaign, empty_table("reviews/unit_aliases")).match_in_report


@pytest.fixture
def read(campaign):
    """Rows of a sheet that district 001 sent."""
    place = Place("001.xlsx", "De_nghi", "001", campaign, match_unit(campaign))

    def take(*rows: list[Any], **more: Any) -> NomineeRows:
        found = read_nominee_rows(sheet(*rows, **more), RULE, place)
        assert found is not None
        return found

    return take


def test_a_row_is_read_by_its_headings(read):
    """Words of lists become codes, dates ISO, percentages shares."""
    [row] = read(["Cá nhân", "00001", "Trần  Bình", "Cán bộ", "05/02/1980", "Nữ", "45,5"]).rows
    assert row == {
        **{"kind": "individual", "unit_code": "00001", "name": "Trần Bình", "position": "Cán bộ"},
        **{"date_of_birth": "1980-02-05", "sex": "female", "women_share": 0.455},
        **{"row": 4.0, "sheet": "De_nghi"},
    }


@pytest.mark.parametrize("written", ["05/02/1980", "1980-02-05", datetime(1980, 2, 5)])
def test_a_date_of_birth_is_read_day_first_or_as_a_date(read, written):
    """Whatever program filled it in."""
    [row] = read(["Cá nhân", "", SECRET, "", written]).rows
    assert row["date_of_birth"] == "1980-02-05"


@pytest.mark.parametrize(
    ("written", "code"),
    [("", "001"), ("00001", "00001"), ("00001 Phường 1", "00001"), ("Phường 1", "00001")],
)
def test_a_row_belongs_to_the_sender_or_to_a_unit_below_it(read, written, code):
    """The template's list, a code or a name; nothing is the sender itself."""
    [row] = read(["Tập thể", written, "Đoàn Thanh niên"]).rows
    assert row["unit_code"] == code


@pytest.mark.parametrize(("written", "share"), [(45, 0.45), ("45%", 0.45), (0, 0.0), (100, 1.0)])
def test_a_share_is_a_percentage(read, written, share):
    """45 is 45 %, with its sign or without."""
    [row] = read(["Tập thể", "", "Hội Phụ nữ", "", "", "", written]).rows
    assert row["women_share"] == share


def test_a_cell_formatted_as_percent_holds_a_share(read):
    """Excel keeps 0.45 and shows 45 %."""
    [row] = read(["Tập thể", "", "Hội", "", "", "", 0.45], formats="0%").rows
    assert row["women_share"] == 0.45


@pytest.mark.parametrize(("written", "formats"), [(0.5, "General"), ("0,5", "@"), (0.5, '"95,5%"')])
def test_a_share_with_two_readings_is_refused_and_not_repeated(read, written, formats):
    """0,5 is half or half a percent; a format may show what a cell does not hold (42, 54)."""
    taken = read(["Tập thể", "", "Hội", "", "", "", written], formats=formats)
    [(_, reason, _)] = taken.rejected
    assert "một cách đọc" in reason and "0,5 " not in reason


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (["Người", "", SECRET], "chỉ nhận Tập thể, Cá nhân"),
        (["", "", SECRET], "thiếu Loại"),
        (["Cá nhân", "", "", SECRET], "thiếu Họ và tên"),
        (["Cá nhân", SECRET, SECRET], "không phải đơn vị của báo cáo này"),
        (["Cá nhân", "CQ01", SECRET], "không phải đơn vị của báo cáo này"),
        (["Cá nhân", "", SECRET, "", "năm 1980"], "không phải ngày"),
        (["Cá nhân", "", SECRET, "", "31/02/1980"], "không phải ngày"),
        (["Tập thể", "", SECRET, "", "", "", "101"], "từ 0 đến 100"),
        (["Tập thể", "", SECRET, "", "", "", "một nửa"], "không phải tỷ lệ"),
        (["Cá nhân", "", SECRET, "", "", SECRET], "chỉ nhận Nữ, Nam"),
    ],
)
def test_a_row_with_no_single_reading_is_set_aside_and_not_quoted(read, line, word):
    """Nothing vanishes (§1.7), and nothing of it is repeated: not even a misplaced name."""
    found = read(line)
    [(row, reason, values)] = found.rejected
    assert (row, found.rows, found.rows_read) == (4, [], 1)
    assert word in reason
    [finding] = found.findings
    assert finding.check == "nominee_rows_refused" and finding.row == 4.0
    assert SECRET not in f"{reason}{values}{finding}" and "1980" not in f"{reason}{values}"


def test_rows_that_propose_nobody_are_blank(read):
    """A unit chosen from the list and nothing else is nobody."""
    found = read(["", "00001"], ["Cá nhân", "", "Trần Bình"], [])
    assert [row["row"] for row in found.rows] == [5.0]
    assert found.rows_read == 1


def test_a_heading_that_stands_twice_leaves_no_reading(read):
    """Nobody can say which of two columns holds the name."""
    headings = [*LABELS.values(), "Họ và tên"]
    found = read(["Cá nhân", "", "A", "", "", "", "", "B"], headings=headings)
    assert "hai lần" in found.rejected[0][1] and not found.rows


def test_a_column_that_must_be_there_is_missed(read):
    """The kind cannot be guessed."""
    found = read(["Trần Bình", "Cán bộ", "05/02/1980", "Nữ"], headings=list(LABELS.values())[2:])
    assert "không có cột Loại" in found.rejected[0][1]


def test_headings_may_stand_lower_and_in_another_order(read):
    """Columns moved, a title above: found by their words."""
    headings = ["HỌ VÀ TÊN", "Giới tính", "Loại", "Ngày sinh"]
    [row] = read(["Trần Bình", "Nam", "cá nhân", "05/02/1980"], headings=headings).rows
    assert (row["name"], row["sex"], row["kind"]) == ("Trần Bình", "male", "individual")


def test_another_sheet_is_none_of_ours(campaign):
    """Three words may stand anywhere."""
    other = sheet(["1"], headings=["Họ và tên", "Chức vụ", "Số liệu"])
    assert find_headings(other, RULE) is None
    assert find_headings(other, None) is None
    place = Place("x", "x", "001", campaign, match_unit(campaign))
    assert read_nominee_rows(other, RULE, place) is None


@pytest.mark.parametrize("column", NOMINEE_WORDS)
def test_every_word_reads_back_as_its_code(column):
    """What the template offers the reader knows, and the code itself."""
    for code, word in NOMINEE_WORDS[column].items():
        assert [as_code(column, one) for one in (code, word, word.upper())] == [code] * 3
