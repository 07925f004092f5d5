"""The words of every decision, to the letter; which decision it is: test_shortlist."""

from dataclasses import replace
from fractions import Fraction

import pytest

from ihanoi_eval.judgement.lines import Line
from ihanoi_eval.judgement.quotas import Conflict
from ihanoi_eval.judgement.reasons import (
    conflict_finding,
    council_reason,
    improvement_reason,
    level_reason,
    no_seat_reason,
    reserve_reason,
)
from ihanoi_eval.rules.awards import TiePreference

TWO = "code total\n1 80\n2 70.5"


@pytest.mark.parametrize(
    ("is_beyond", "walked", "reason"),
    [
        (False, True, "hạng 2/2, 70,50 điểm; thứ 2 trong 5 suất, xét từ hạng cao xuống"),
        (
            False,
            False,
            "hạng 2/2, 70,50 điểm; trong 5 suất có tổng điểm cao nhất theo các giới hạn",
        ),
        (True, True, "hạng 2/2, 70,50 điểm; suất tối thiểu của nhóm so sánh"),
    ],
)
def test_a_level_seat_says_where_it_was_found(league_field, is_beyond, walked, reason):
    """On the walk, in the best set, or by the minimum of the group (COUNTING 32, 33)."""
    field = league_field(TWO, level=5)
    assert level_reason(field, "2", 2.0, is_beyond=is_beyond, walked=walked) == reason


def test_an_improvement_seat_says_how_much_was_gained(league_field):
    """12.34 % of the gap (METHOD 11)."""
    field = league_field("code total gap\n1 80 0.1234", improvement=1)
    assert improvement_reason(field, "1") == (
        "hạng 1/1, 80,00 điểm; tiến bộ: khởi điểm dưới trung vị nhóm so sánh, "
        "thu hẹp 12,3% khoảng trống"
    )


def test_an_open_seat_names_what_the_law_prefers_among_equals(league_field):
    """Data of the rules, and what nobody verified says so; the Council chooses (METHOD 5)."""
    field = league_field("code total\n1 80\n2 80")
    plain = "hạng 1 (đồng hạng)/2, 80,00 điểm; bằng nhau ở mọi tiêu chí phân định, "
    plain += "Hội đồng quyết định"
    assert council_reason(field, "1", ()) == plain
    women = TiePreference(label="tập thể có từ 70% nữ", source="x")
    work = TiePreference(label="trực tiếp lao động", source="x", is_verified=True)
    assert council_reason(field, "1", (women, work)) == (
        f"{plain}; khi ngang nhau ưu tiên: tập thể có từ 70% nữ (cần đối chiếu), trực tiếp lao động"
    )


@pytest.mark.parametrize(("code", "is_told"), [("1", False), ("2", True), ("3", True)])
def test_a_tie_at_the_end_of_the_reserve_says_that_it_is_whole(league_field, code, is_told):
    """Two seats, three units: 2 and 3 are equal at the end (METHOD 7, COUNTING 36)."""
    field = league_field("code total\n1 80\n2 70\n3 70")
    reason = reserve_reason(field, code, ["1", "2", "3"], 2)
    words = "dự phòng theo thứ hạng trong số đơn vị đủ điều kiện chưa có suất"
    tied = "; 2 đơn vị bằng điểm ở cuối danh sách dự phòng, ghi đủ cả"
    assert reason == f"{field.places[code]}; {words}" + tied * is_told


@pytest.mark.parametrize(
    ("table", "reserve", "seats"),
    [
        ("code total\n1 80\n2 70\n3 70", ["1", "2", "3"], 3),  # equal, with seats for both
        ("code total\n1 80\n2 70\n3 60", ["1", "2", "3"], 2),  # beyond, but for no tie at the end
    ],
)
def test_no_tie_is_told_where_none_was_listed_whole(league_field, table, reserve, seats):
    """Two equal units that both have their place are nobody's question."""
    field = league_field(table)
    assert all("bằng điểm" not in reserve_reason(field, one, reserve, seats) for one in reserve)


def lacking(points, bound_by="points", reason="lý do"):
    """A line of these points."""
    return Line(None if points is None else Fraction(points), bound_by, "", reason)


@pytest.mark.parametrize(
    ("line", "full", "reason"),
    [
        (None, (), "không có suất"),
        (lacking(None), (), "không mức điểm nào đủ (lý do)"),
        (lacking("80.01"), (), "hết suất: cần 80,01 điểm (lý do), thiếu 9,51"),
        (
            *(lacking("80.01"), ("A",)),
            "hết suất: cần 80,01 điểm (lý do), thiếu 9,51; A cũng đã đủ 2 suất",
        ),
        (lacking("80.01", "parent"), ("A",), "hết suất: cần 80,01 điểm (lý do), thiếu 9,51"),
    ],
)
def test_who_has_no_seat_is_told_how_far_its_own_line_is(league_field, line, full, reason):
    """80,01 − 70,50 = 9,51; a full parent is said once (COUNTING 32, 33)."""
    field = league_field(TWO, level=1, most_per_parent=2)
    assert no_seat_reason(field, "2", line, frozenset(full)) == reason


def test_a_parent_is_called_by_its_name(league_field):
    """Codes are for tables; decimals are the rubric's."""
    field = league_field(TWO, level=1, most_per_parent=1)
    field = replace(field, names={"A": "Huyện A"}, rubric_decimals=3)
    found = no_seat_reason(field, "2", lacking("80.01"), frozenset("A"))
    assert found == "hết suất: cần 80,010 điểm (lý do), thiếu 9,510; Huyện A cũng đã đủ 1 suất"


def test_rules_in_conflict_are_named_as_people_call_them(league_field):
    """Seats, caps, and a group by its label (COUNTING 33)."""
    field = league_field("code total\n1 80", level=3, most_per_parent=2, least_per_peer_group=4)
    found = conflict_finding(field, Conflict(("parent", "seats", "communes")))
    named = "tối đa 2 suất mỗi đơn vị cấp trên; tối đa 3 suất; ít nhất 4 suất cho nhóm cả bảng"
    assert (found.severity, found.check, found.about) == ("error", "quotas_conflict", "communes")
    assert (found.found, found.expected) == (named, "các quy định cùng thực hiện được")
    assert found.message == (
        f"Xã: không lập được danh sách vì các quy định mâu thuẫn: {named}. Sửa awards.yaml."
    )
