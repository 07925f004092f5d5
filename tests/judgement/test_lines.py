"""Each unit's own line, what sets it, and its words: small leagues by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from ihanoi_eval.judgement.lines import lines_table
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.schemas import check_table

AWARDS = Awards.model_validate({"gates": [], "quotas": {}, "tie_chain": {}})


@pytest.fixture
def lines(league_field):
    """The lines of one league by unit, as points, bound and words: lines(table, level=1)."""

    def of(table, *, fields=None, **quota):
        field = replace(league_field(table, **quota), **(fields or {}))
        _, found, _ = draft_shortlist([field], AWARDS)
        return {
            code: (None if one.points is None else float(one.points), one.bound_by, one.reason)
            for code, one in found.items()
        }

    return of


def test_without_limits_the_line_is_the_last_seat_or_just_above_it(lines):
    """Two seats: 3 is behind 2 in the tie chain, 4 ahead of it; 2 is safe down to 4's 60."""
    found = lines("code total gap\n1 90 0\n2 80 0.2\n3 70 0.1\n4 60 0.3", level=2)
    assert found["3"] == (80.01, "points", "trên mức cuối danh sách 80,00")
    assert found["4"] == (80, "points", "bằng mức cuối danh sách 80,00")
    assert found["2"] == (70, "points", "")


def test_in_a_full_district_its_own_holder_has_to_be_passed(lines):
    """Cap 1: 2 of A stands above 3 of B and has no seat below 90,01 (COUNTING 33)."""
    found = lines("code parent total\n1 A 90\n2 A 80\n3 B 60\n4 C 50", level=2, most_per_parent=1)
    assert found["2"] == (90.01, "parent", "A đã đủ 1 suất: 1 90,00")
    assert found["4"] == (60.01, "points", "trên mức cuối danh sách 60,00")


def test_who_holds_the_seats_is_named_the_highest_first_and_of_many_the_lowest(lines):
    """Five of A sit, whatever their codes are; the four who are nearest to 6 are named."""
    table = "code parent total\n1 A 80\n2 A 95\n3 A 85\n4 A 90\n5 A 99\n6 A 70\n7 B 60\n8 B 50"
    fields = {"names": {"A": "Quận A", "2": "Phường Hai", "4": "Phường Bốn"}, "rubric_decimals": 3}
    found = lines(table, level=6, most_per_parent=5, fields=fields)
    held = "Phường Hai 95,000, Phường Bốn 90,000, 3 85,000, 1 80,000 và 1 đơn vị điểm cao hơn"
    assert found["6"][2] == f"Quận A đã đủ 5 suất: {held}"
    assert found["8"][2] == "trên mức cuối danh sách 60,000"


def test_a_group_with_more_than_its_minimum_binds_nobody(lines):
    """x is due one seat and has two of its own: both hold theirs by points, 3 has to pass 2."""
    table = "code group total standing\n1 x 90 passed\n2 x 80 passed\n3 x 10 failed"
    found = lines(table, level=2, least_per_peer_group=1)
    assert found["3"][:2] == (80.01, "points")
    assert found["1"][1] == "points"


def test_whom_nobody_can_replace_is_told_so(lines):
    """Two seats and two units: anything above nothing is enough for either."""
    words = "không đơn vị đủ điều kiện nào khác thay được"
    assert lines("code total\n1 90\n2 80", level=2)["2"] == (0.01, "points", words)
    assert lines("code total\n1 90\n2 80\n3 0.01", level=2)["2"] == (0.02, "points", "")


def test_another_groups_minimum_has_to_be_passed_by(lines):
    """3 is y's only one, so 2 has to pass 1; 4 of y has only to pass 3 (COUNTING 33)."""
    table = "code group total\n1 x 90\n2 x 80\n3 y 70\n4 y 60"
    found = lines(table, level=2, least_per_peer_group=1)
    words = "nhường suất tối thiểu của nhóm so sánh khác: 3 70,00"
    assert found["2"] == (90.01, "other_groups", words)
    assert found["4"] == (70.01, "own_group", "suất tối thiểu của nhóm so sánh")
    assert found["3"] == (60.01, "own_group", "suất tối thiểu của nhóm so sánh")


def test_the_only_one_of_a_group_with_a_minimum_has_its_seat_at_any_points(lines):
    """No other of y can take it (COUNTING 33)."""
    found = lines("code group total\n1 x 90\n2 x 80\n3 y 10", level=2, least_per_peer_group=1)
    assert found["3"][:2] == (None, "own_group")


def test_where_no_seat_can_be_had_there_is_no_line(lines):
    """y's only one takes A's only seat: 1 of A has none at any points (COUNTING 33)."""
    table = "code parent group total\n1 A x 90\n2 A y 50\n3 B x 40"
    found = lines(table, level=2, most_per_parent=1, least_per_peer_group=1)
    assert found["1"] == (None, "parent", "A đã đủ 1 suất: 2 50,00")


def test_a_league_without_seats_or_without_a_list_has_no_lines(lines):
    """No seat; two groups that are each due the one seat."""
    assert lines("code total\n1 90", level=0) == {}
    assert lines("code group total\n1 x 90\n2 y 10", level=1, least_per_peer_group=1) == {}


def test_who_failed_a_gate_is_measured_as_if_it_had_passed(lines):
    """3 would be the only eligible one of y, which is due a seat: any points (COUNTING 33)."""
    table = "code group total standing\n1 x 90 passed\n2 x 80 passed\n3 y 10 failed"
    found = lines(table, level=2, least_per_peer_group=1)
    assert found["3"][:2] == (None, "own_group")
    assert lines(table, level=2)["3"][:2] == (80.01, "points")


def test_a_seat_that_nobody_takes_is_free(lines):
    """Three seats for two eligible units: 3 lacks no points, only its gate (METHOD 6)."""
    found = lines("code total standing\n1 90 passed\n2 80 passed\n3 70 failed", level=3)
    assert found["3"] == (0.01, "free_seat", "còn suất trống")


def test_a_seat_left_to_the_council_is_a_hundredth_short_of_certain(lines):
    """Equal in points and links: one hundredth more is a seat (COUNTING 32)."""
    found = lines("code total\n1 80\n2 80", level=1)
    words = "đơn vị khác bằng điểm và bằng mọi tiêu chí phân định, Hội đồng chọn"
    assert found == dict.fromkeys("12", (80.01, "points", words))


def test_of_many_holders_the_lowest_are_named(lines):
    """Five hold A's seats: four by name, the first of them by number."""
    rows = "\n".join(f"{number} A {90 - number}" for number in range(1, 7))
    found = lines(f"code parent total\n{rows}\n7 B 50", level=6, most_per_parent=5)
    held = "2 88,00, 3 87,00, 4 86,00, 5 85,00 và 1 đơn vị điểm cao hơn"
    assert found["6"] == (85.01, "parent", f"A đã đủ 5 suất: {held}")


def test_a_line_is_a_total_that_the_rubric_can_give(lines):
    """Totals of one decimal: above 80,0 comes 80,1."""
    found = lines("code total\n1 80\n2 70", level=1, fields={"rubric_decimals": 1})
    assert found["2"][0] == 80.1


def test_the_table_says_what_gave_each_seat(league_field):
    """1 by points, 3 by y's minimum, 2 not; no total, no row (COUNTING 33)."""
    table = "code group total\n1 x 90\n2 x 80\n3 y 70\n4 y –"
    _, found, _ = draft_shortlist([league_field(table, level=2, least_per_peer_group=1)], AWARDS)
    rows = check_table(lines_table(found), "cut_lines").set_index("unit_code")
    assert rows["seat_by"].to_dict() == {"1": "points", "2": "", "3": "minimum"}
    assert rows.loc["2", "line_points"] == 90.01 and rows["line_points"].isna()["3"]
    assert found["2"].points == Fraction("90.01")
