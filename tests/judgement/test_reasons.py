"""The words of every decision, to the letter; which decision it is: test_shortlist."""

from dataclasses import replace

import pytest

from ihanoi_eval.judgement.quotas import Choice, Conflict
from ihanoi_eval.judgement.reasons import (
    conflict_finding,
    council_reason,
    improvement_reason,
    level_reason,
    no_seat_reason,
    reserve_reason,
    seated_in,
)
from ihanoi_eval.rules.awards import TiePreference

TWO = "code total\n1 80\n2 70.5"


def chosen(*codes, left=()):
    """A choice of these units."""
    return Choice(frozenset(codes), frozenset(left), {}, {})


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


def test_units_and_parents_are_called_by_their_names(league_field):
    """Codes are for tables; decimals are the rubric's."""
    field = league_field("code parent total\n1 A 80\n2 A 70", level=1, most_per_parent=1)
    field = replace(field, names={"1": "Xã Một", "A": "Huyện A"}, decimals=3)
    full = {"A": seated_in(field, "A", frozenset("1"))}
    assert full == {"A": "Xã Một 80,000"}
    beyond = frozenset({"2"})
    assert no_seat_reason(field, "2", chosen("1"), beyond, full) == (
        "hết suất: kém 10,000 điểm so với mức cuối danh sách; Huyện A cũng đã đủ 1 suất"
    )
    assert "mức cuối danh sách (70,000)" in no_seat_reason(field, "2", chosen("2"), frozenset(), {})


def test_the_line_of_a_group_is_its_own_where_only_the_minimum_gave_a_seat(league_field):
    """5 (60, y) has the seat of y: 6 (55, y) is told from it, 4 (70, x) from the line by points."""
    field = league_field("code group total\n1 x 90\n4 x 70\n5 y 60\n6 y 55", level=2)
    level, beyond = chosen("1", "5"), frozenset({"4", "5", "6"})
    own = "hết suất: kém 5,00 điểm so với suất tối thiểu của nhóm so sánh"
    assert no_seat_reason(field, "6", level, beyond, {}) == own
    by_points = "hết suất: kém 20,00 điểm so với mức cuối danh sách theo điểm"
    assert no_seat_reason(field, "4", level, beyond, {}) == by_points


def test_who_holds_a_parents_seats_the_highest_first(league_field):
    """Of A alone, by points, then by code; by its name where it has one."""
    field = league_field("code parent total\n1 A 70\n2 A 80\n3 B 90\n4 A 70")
    assert seated_in(field, "A", frozenset("1234")) == "2 80,00, 1 70,00, 4 70,00"


CAPPED = "code parent group total\n1 A x 90\n2 A x 80\n3 B x 75\n4 B y 60\n5 A x 60"


@pytest.mark.parametrize(
    ("code", "level", "beyond", "full", "reason"),
    [
        ("2", (), (), {}, "không có suất"),
        ("3", ("1", "2"), ("3",), {}, "hết suất: kém 5,00 điểm so với mức cuối danh sách"),
        (
            *("5", ("1", "2"), ("5",), {"A": "1 90,00"}),
            "hết suất: kém 20,00 điểm so với mức cuối danh sách; A cũng đã đủ 2 suất",
        ),
        ("2", ("1", "3"), (), {"A": "1 90,00"}, "A đã đủ 2 suất (1 90,00)"),
        (
            *("2", ("1", "3"), (), {}),
            "điểm cao hơn mức cuối danh sách (75,00) nhưng nhường suất tối thiểu của nhóm so sánh "
            "khác",
        ),
        (
            *("5", ("1", "4"), ("4",), {}),
            "nhường suất tối thiểu của nhóm so sánh khác",
        ),
    ],
)
def test_who_has_no_seat_is_told_what_was_lacking(league_field, code, level, beyond, full, reason):
    """Points, room in the parent, or a seat kept for another group (COUNTING 32, 33)."""
    field = league_field(CAPPED, level=2, most_per_parent=2)
    found = no_seat_reason(field, code, chosen(*level), frozenset(beyond), full)
    assert found == reason


def test_an_equal_of_the_last_is_told_that_the_tie_chain_decided(league_field):
    """80 and 80: a link parted them (COUNTING 35)."""
    field = league_field("code total\n1 80\n2 80")
    assert no_seat_reason(field, "2", chosen("1"), frozenset(), {}) == (
        "bằng điểm mức cuối danh sách (80,00); xếp sau theo tiêu chí phân định"
    )


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
