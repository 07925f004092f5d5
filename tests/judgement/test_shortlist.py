"""The draft list: level seats, improvement, reserve, and what is left to the Council."""

from dataclasses import replace

import pytest

from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.rules.awards import Awards, TiePreference

AWARDS = Awards.model_validate({"gates": [], "quotas": {}, "tie_chain": {}})


@pytest.fixture
def draft(league_field):
    """The list of one league by unit, and its findings: draft("code total\\n1 80", level=1)."""

    def draft_league(table, *, reserve="0", **quota):
        awards = AWARDS.model_copy(update={"reserve_share": _share(reserve)})
        found, _, findings = draft_shortlist([league_field(table, **quota)], awards)
        return found.set_index("unit_code"), findings

    return draft_league


def _share(text):
    return Awards.model_validate(AWARDS.model_dump() | {"reserve_share": text}).reserve_share


def decisions(found):
    """Each unit's decision, or its track where it has a seat."""
    return {
        code: track if decision == "award" else decision
        for code, track, decision in zip(
            found.index, found["track"], found["decision"], strict=True
        )
    }


def test_level_seats_go_to_the_greatest_totals(draft):
    """Two seats of three; the place inside the track is 1, 2 (COUNTING 32)."""
    found, _ = draft("code total\n1 70\n2 90\n3 80", level=2)
    assert decisions(found) == {"1": "not_selected", "2": "level", "3": "level"}
    assert found["position"].tolist()[1:] == [1, 2]


def test_equal_totals_share_a_place_inside_the_track(draft):
    """1, 1, 3 (METHOD 5)."""
    found, _ = draft("code total\n1 80\n2 80\n3 70", level=3)
    assert found["position"].tolist() == [1, 1, 3]


def test_who_failed_a_gate_is_not_eligible_and_the_seat_goes_on(draft):
    """It keeps its points and takes no seat (COUNTING 31)."""
    found, _ = draft("code total standing\n1 90 failed\n2 80 passed", level=1)
    assert decisions(found) == {"1": "not_eligible", "2": "level"}


def test_on_hold_unit_keeps_its_rank_and_takes_no_place(draft):
    """A gate on hold changes the list, not the points (METHOD 6)."""
    found, _ = draft("code total standing\n1 90 on_hold\n2 80 passed", level=1)
    assert decisions(found) == {"1": "on_hold", "2": "level"}
    assert "hạng 1/2, 90,00 điểm" in found.loc["1", "reason"]


def test_a_unit_without_a_total_is_not_eligible(draft):
    """Nothing measured, nothing to propose (DESIGN §4)."""
    assert decisions(draft("code total\n1 –\n2 80", level=2)[0])["1"] == "not_eligible"


def test_a_reason_says_who_shares_a_rank(draft):
    """1 and 2 are tied, 3 is not (METHOD 5)."""
    found, _ = draft("code total\n1 80\n2 80\n3 70", level=3)
    assert ["đồng hạng" in reason for reason in found["reason"]] == [True, True, False]


def test_seats_that_nobody_can_take_stay_empty(draft):
    """Seats are maxima (COUNTING 32)."""
    assert decisions(draft("code total\n1 80", level=3)[0]) == {"1": "level"}


TIE = """code total gap  use time
         1    90    0    0   0
         2    80    {}
         3    80    {}"""


@pytest.mark.parametrize(
    ("second", "third", "winner", "stage"),
    [
        ("0.3 0 0", "0.2 0.9 0.9", "2", "gap"),
        ("0.2 0.5 0", "0.2 0.4 0.9", "2", "use"),
        ("0.2 0.5 0.8", "0.2 0.5 0.7", "2", "time"),
        ("0.20004 0.5 0.8", "0.20001 0.6 0.1", "3", "use"),  # both 2000 ten-thousandths
    ],
)
def test_a_tie_at_the_cut_is_decided_by_the_first_link_that_differs(
    draft, second, third, winner, stage
):
    """2 and 3 have 80 points for the second seat (COUNTING 32, 35)."""
    found, _ = draft(TIE.format(second, third), level=2)
    assert found.loc[["1", winner], "decided_by"].tolist() == ["total_points", stage]
    assert decisions(found)[winner] == "level"


def test_a_tie_above_the_cut_needs_no_chain(draft):
    """Both have a seat after the first stage (COUNTING 35)."""
    found, _ = draft("code total gap\n1 80 0.3\n2 80 0.2\n3 70 0.9", level=2)
    assert found.loc[["1", "2"], "decided_by"].tolist() == ["total_points"] * 2


def test_case_111_a_tie_that_survives_the_chain_is_left_to_the_council(draft):
    """Two units for one seat: shown both, without a place (METHOD 5)."""
    found, _ = draft("code total\n1 90\n2 80\n3 80", level=2)
    assert decisions(found) == {"1": "level", "2": "council", "3": "council"}
    assert found.loc["2", "decided_by"] == "council"
    assert found.loc[["2", "3"], "position"].isna().all()


def test_who_waits_for_the_council_is_in_no_other_list(draft):
    """2 and 3 began low and would be next; 4 is improvement, 5 the reserve (COUNTING 32)."""
    table = """code total gap coverage
               1    90    0.1  0.9
               2    80    0.2  0.1
               3    80    0.2  0.1
               4    70    0.1  0.1
               5    60    0.1  0.9
               6    50    0.1  0.9
               7    40    0.1  0.9"""
    found, _ = draft(table, level=2, improvement=1, reserve="0.5")
    assert decisions(found) == {
        **{"1": "level", "2": "council", "3": "council", "4": "improvement"},
        **{"5": "reserve", "6": "not_selected", "7": "not_selected"},
    }


def test_undecided_seats_fill_their_district(draft):
    """One of 2 and 3 (both A) will have a seat, so A is full: 4 of B improves (COUNTING 32)."""
    table = """code parent total gap coverage
               2    A      80    0.2 0.9
               3    A      80    0.2 0.9
               5    A      70    0.3 0.1
               4    B      60    0.1 0.1"""
    found, _ = draft(table, level=1, improvement=1, most_per_parent=1)
    assert decisions(found) == {
        **{"2": "council", "3": "council", "4": "improvement", "5": "not_selected"}
    }


def test_a_cap_binds_level_seats(draft):
    """The third of A gives way to the first of B (COUNTING 33)."""
    table = "code parent total\n1 A 90\n2 A 80\n3 A 70\n4 B 60"
    found, _ = draft(table, level=3, most_per_parent=2)
    assert decisions(found) == {"1": "level", "2": "level", "3": "not_selected", "4": "level"}


def test_a_cap_binds_both_tracks_together(draft):
    """A has its two seats in level, so 3 with the greatest gain cannot improve (COUNTING 33)."""
    table = """code parent total gap coverage
               1    A      90    0.1 0.9
               2    A      80    0.1 0.9
               3    A      70    0.9 0.1
               4    B      60    0.2 0.1"""
    found, _ = draft(table, level=2, improvement=1, most_per_parent=2)
    assert decisions(found)["3"] == "not_selected"
    assert decisions(found)["4"] == "improvement"


def test_level_seats_do_not_look_ahead(draft):
    """2 takes A's last seat although 3 would have had more gain (COUNTING 32)."""
    table = """code parent total gap coverage
               1    B      90    0.1 0.9
               2    A      80    0.1 0.9
               3    A      70    0.9 0.1"""
    found, _ = draft(table, level=2, improvement=1, most_per_parent=1)
    assert decisions(found) == {"1": "level", "2": "level", "3": "not_selected"}


def test_every_group_gets_its_minimum(draft):
    """3 has the least points and is the only one of y (COUNTING 33)."""
    table = "code group total\n1 x 90\n2 x 80\n3 y 70"
    found, _ = draft(table, level=2, least_per_peer_group=1)
    assert decisions(found) == {"1": "level", "2": "not_selected", "3": "level"}


def test_a_minimum_binds_at_what_a_group_has_and_is_asked_about(draft):
    """y has one candidate of two, z none: a finding each, and a list (COUNTING 33)."""
    table = """code group total standing
               1    x     90    passed
               2    x     80    passed
               3    y     70    passed
               4    y     60    failed
               5    z     50    on_hold"""
    found, findings = draft(table, level=3, least_per_peer_group=2)
    assert decisions(found)["3"] == "level"
    assert [(one.check, one.about) for one in findings] == [
        ("peer_group_short", "communes:y"),
        ("peer_group_short", "communes:z"),
    ]


def test_the_minimum_does_not_bind_improvement(draft):
    """y has no level seat left to ask for, and improvement goes to the greatest gain (33)."""
    table = """code group total gap coverage
               1    x     90    0.1 0.9
               2    y     80    0.1 0.9
               3    x     70    0.3 0.1
               4    y     60    0.2 0.1"""
    found, _ = draft(table, level=2, improvement=1, least_per_peer_group=1)
    assert decisions(found)["3"] == "improvement"


def test_rules_that_conflict_give_no_list_and_name_each_other(draft):
    """Two groups and one seat (COUNTING 33)."""
    found, findings = draft("code group total\n1 x 90\n2 y 80", level=1, least_per_peer_group=1)
    assert found.empty
    [one] = findings
    assert (one.severity, one.check) == ("error", "quotas_conflict")
    assert one.found == ("tối đa 1 suất; ít nhất 1 suất cho nhóm x; ít nhất 1 suất cho nhóm y")


IMPROVERS = """code total gap  use  coverage
               1    90    0.05 0    0.9
               2    80    0.30 0    0.5
               3    70    0.10 0.2  0.1
               4    60    {}   0.3  0.2
               5    50    0.01 0    0.8"""


def test_improvement_goes_to_the_greatest_gain_among_those_that_began_low(draft):
    """Median coverage 0.5: 2 stands at it and has the most gain; of 3 and 4 it is 4 (34)."""
    found, _ = draft(IMPROVERS.format("0.11"), level=1, improvement=1)
    assert decisions(found) == {
        **{"1": "level", "4": "improvement"},
        **dict.fromkeys("235", "not_selected"),
    }
    assert found.loc["4", ["track", "decided_by", "position"]].tolist() == ["improvement", "gap", 1]


def test_the_reason_of_an_improvement_says_how_much_was_gained(draft):
    """0.11 of the gap (METHOD 11)."""
    found, _ = draft(IMPROVERS.format("0.11"), level=1, improvement=1)
    assert "thu hẹp 11,0% khoảng trống" in found.loc["4", "reason"]


def test_a_tie_in_gain_goes_down_the_chain(draft):
    """0.10004 is 0.1000 in ten-thousandths; use decides, 0.3 against 0.2 (COUNTING 34)."""
    found, _ = draft(IMPROVERS.format("0.10004"), level=1, improvement=1)
    assert found.loc["4", ["decision", "decided_by"]].tolist() == ["award", "use"]


def test_a_unit_with_a_level_seat_does_not_improve_too(draft):
    """1 began low with the greatest gain and has its seat by level (COUNTING 34)."""
    table = "code total gap coverage\n1 90 0.9 0.1\n2 80 0.1 0.2\n3 70 0.5 0.9\n4 60 0.1 0.9"
    assert decisions(draft(table, level=1, improvement=1)[0])["2"] == "improvement"


def test_who_failed_a_gate_does_not_improve(draft):
    """Eligible means the same on both tracks (COUNTING 34)."""
    table = """code total gap coverage standing
               1    90    0.1 0.9      passed
               2    80    0.9 0.1      failed
               3    70    0.2 0.1      passed
               4    60    0.1 0.9      passed"""
    found, _ = draft(table, level=1, improvement=1)
    assert (decisions(found)["2"], decisions(found)["3"]) == ("not_eligible", "improvement")


def test_a_tie_in_improvement_is_left_to_the_council(draft):
    """2 and 3 are equal in everything: undecided, and 4 is the reserve (COUNTING 34)."""
    table = """code total gap coverage
               1    90    0.1 0.9
               2    80    0.2 0.1
               3    80    0.2 0.1
               4    70    0.1 0.9"""
    found, _ = draft(table, level=1, improvement=1, reserve="1")
    assert decisions(found) == {"1": "level", "2": "council", "3": "council", "4": "reserve"}
    assert found.loc["2", "track"] == "improvement"


@pytest.mark.parametrize(("level", "reserves"), [(1, 1), (10, 1), (11, 2)])
def test_the_reserve_is_a_tenth_rounded_up(draft, level, reserves):
    """⌈0.1⌉ = 1, ⌈1⌉ = 1, ⌈1.1⌉ = 2 (COUNTING 36)."""
    table = "code total\n" + "\n".join(f"{n:02d} {90 - n}" for n in range(20))
    found, _ = draft(table, level=level, reserve="0.1")
    assert (found["decision"] == "reserve").sum() == reserves


def test_the_reserve_goes_by_rank_among_the_eligible_left(draft):
    """2 failed: 3 and 4 are next, in this order (COUNTING 36)."""
    table = """code total standing
               1    90    passed
               2    80    failed
               3    70    passed
               4    60    passed
               5    50    passed"""
    found, _ = draft(table, level=1, reserve="1")
    assert decisions(found)["3"] == "reserve"
    assert decisions(found)["4"] == "not_selected"


def test_reserves_stand_in_their_order(draft):
    """Two reserves of two seats: first and second (COUNTING 36)."""
    found, _ = draft("code total\n1 90\n2 80\n3 70\n4 60", level=2, reserve="1")
    assert found.loc[["3", "4"], "position"].tolist() == [1, 2]


def test_a_full_district_has_no_reserve(draft):
    """A has its seat; 3 of B comes before 2 of A (COUNTING 36)."""
    found, _ = draft(
        "code parent total\n1 A 90\n2 A 80\n3 B 70", level=1, most_per_parent=1, reserve="1"
    )
    assert decisions(found) == {"1": "level", "2": "not_selected", "3": "reserve"}


def test_caps_count_reserves_too(draft):
    """Two reserves: 3 takes B's only place, so 4 of B is passed over for 5 of C (COUNTING 36)."""
    table = """code parent total
               1    A      95
               2    D      90
               3    B      80
               4    B      70
               5    C      60"""
    found, _ = draft(table, level=2, most_per_parent=1, reserve="1")
    assert [code for code, one in decisions(found).items() if one == "reserve"] == ["3", "5"]


def test_a_tie_at_the_end_of_the_reserve_is_listed_whole(draft):
    """One place, two units with 80 points (COUNTING 36)."""
    found, _ = draft("code total\n1 90\n2 80\n3 80\n4 70", level=1, reserve="0.1")
    assert decisions(found) == {
        **{"1": "level", "2": "reserve"},
        **{"3": "reserve", "4": "not_selected"},
    }
    assert found.loc[["2", "3"], "position"].tolist() == [1, 1]


def test_the_tie_at_the_end_of_the_reserve_sets_caps_aside(draft):
    """2 is of the full A and equal to 3: listed with it (COUNTING 36)."""
    found, _ = draft(
        "code parent total\n1 A 90\n2 A 80\n3 B 80\n4 C 70",
        level=1,
        most_per_parent=1,
        reserve="0.1",
    )
    assert [code for code, one in decisions(found).items() if one == "reserve"] == ["2", "3"]


def test_undecided_improvement_without_a_cap_takes_no_reserve_away(draft):
    """Where no cap is set, no district is ever full (COUNTING 36)."""
    table = """code total gap coverage
               1    90    0.1 0.9
               2    60    0.2 0.1
               3    60    0.2 0.1
               4    80    0.1 0.9"""
    found, _ = draft(table, level=1, improvement=1, reserve="1")
    assert decisions(found)["4"] == "reserve"


def test_each_reason_says_how_far_the_seat_was(draft):
    """70.5 against 80, whose links are equal: 80.01, so 9.51 points (METHOD 14)."""
    found, _ = draft("code total\n1 80\n2 70.5", level=1)
    assert found.loc["2", "reason"].endswith(
        "hết suất: cần 80,01 điểm (trên mức cuối danh sách 80,00), thiếu 9,51"
    )


def test_a_lost_tie_is_no_shortfall_of_points(draft):
    """Equal points, less gain: the chain decided, and the reason says so (COUNTING 35)."""
    found, _ = draft("code total gap\n1 80 0.3\n2 80 0.2", level=1)
    words = "cần 80,01 điểm (bằng mức cuối danh sách 80,00, xếp sau theo tiêu chí phân định)"
    assert words in found.loc["2", "reason"]


def test_a_seat_lost_to_a_cap_says_so(draft):
    """3 of A has more points than 4 of B (COUNTING 33)."""
    table = "code parent total\n1 A 90\n2 A 80\n3 A 70\n4 B 60"
    found, _ = draft(table, level=3, most_per_parent=2)
    assert "cần 80,01 điểm (A đã đủ 2 suất: 1 90,00, 2 80,00)" in found.loc["3", "reason"]


def test_a_seat_lost_to_undecided_seats_of_the_district_says_so(draft):
    """y has to have a seat, 2 or 3 of A; so A is full, and 4 of B sits below 1 (COUNTING 32)."""
    table = """code parent group total
               1    A      x     90
               2    A      y     80
               3    A      y     80
               4    B      x     60"""
    found, _ = draft(table, level=2, most_per_parent=1, least_per_peer_group=1)
    assert decisions(found)["2"] == "council"
    held = "A đã đủ 1 suất: 2 80,00 (chờ Hội đồng), 3 80,00 (chờ Hội đồng)"
    assert f"không mức điểm nào đủ ({held})" in found.loc["1", "reason"]


@pytest.mark.parametrize("caps", [{}, {"most_per_parent": 2}])
def test_a_seat_lost_to_another_groups_minimum_says_so(draft, caps):
    """2 has more points than 3, which is the only one of y; there is room in A (COUNTING 33)."""
    found, _ = draft(
        "code parent group total\n1 A x 90\n2 B x 80\n3 C y 70",
        level=2,
        least_per_peer_group=1,
        **caps,
    )
    assert "nhường suất tối thiểu của nhóm so sánh khác" in found.loc["2", "reason"]
    assert "suất của đơn vị cấp trên" not in found.loc["2", "reason"]


MINIMUM = """code group total
             1    x     90
             2    x     80
             3    x     75
             4    x     70
             5    y     60
             6    y     55"""


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("2", "thứ 2 trong 3 suất, xét từ hạng cao xuống"),
        (
            "3",
            "nhường suất tối thiểu của nhóm so sánh khác: 5 60,00), thiếu 5,01",
        ),  # third by points
        ("4", "(trên mức cuối danh sách theo điểm 80,00), thiếu 10,01"),  # 80,01 − 70
        ("5", "suất tối thiểu của nhóm so sánh"),
        ("6", "(suất tối thiểu của nhóm so sánh), thiếu 5,01"),  # 60,01 − 55
    ],
)
def test_a_seat_by_a_groups_minimum_is_no_cut_line_for_others(draft, code, reason):
    """1 and 2 have their seats by points, 5 by the minimum of y, 6 lost that one (COUNTING 33)."""
    found, _ = draft(MINIMUM, level=3, least_per_peer_group=1)
    assert found.loc[code, "reason"].endswith(reason)


def test_leagues_without_a_list_have_no_rows():
    """Nothing drawn, nothing shown (COUNTING 3)."""
    found, _, findings = draft_shortlist([], AWARDS)
    assert (len(found), findings) == (0, [])


def test_a_unit_below_the_line_is_told_that_its_district_is_full_too(draft):
    """3 lacks 10.01 points to the last, 2 of its own A, which has its two seats."""
    table = """code parent group total
               1    A      x     90
               2    A      x     80
               4    B      x     80
               3    A      x     70"""
    found, _ = draft(table, level=3, most_per_parent=2)
    assert "thiếu 10,01" in found.loc["3", "reason"]
    assert "A cũng đã đủ 2 suất" in found.loc["3", "reason"]


EVERY_DECISION = """code parent total gap  coverage standing
                    1    A      90    0.05 0.9      passed
                    2    B      80    0.10 0.9      passed
                    3    B      80    0.10 0.9      passed
                    4    C      75    0.30 0.1      passed
                    5    D      70    0.10 0.9      passed
                    6    E      65    0.10 0.9      passed
                    7    F      60    0.10 0.1      failed
                    8    G      55    0.10 0.1      on_hold
                    9    H      –     0.10 0.1      passed"""


RESERVE = "dự phòng theo thứ hạng trong số đơn vị đủ điều kiện chưa có suất"


def test_every_kind_of_row_stands_whole(draft):
    """Two seats of level, one of improvement, one reserve; the columns of DESIGN §6, each cell."""
    found, findings = draft(EVERY_DECISION, level=2, improvement=1, reserve="0.5")
    assert findings == [] and set(found["nominee_id"]) == {""}
    assert set(found["list"]) == {"communes"}
    cells = zip(
        *(found.index, found["track"], [f"{one:g}" for one in found["position"]]),
        *(found[name] for name in ("decision", "decided_by", "reason")),
        strict=True,
    )
    rows = {code: tuple(row) for code, *row in cells}
    tie = "hạng 2 (đồng hạng)/9, 80,00 điểm"
    assert rows["1"] == (
        *("level", "1", "award", "total_points"),
        "hạng 1/9, 90,00 điểm; thứ 1 trong 2 suất, xét từ hạng cao xuống",
    )
    assert rows["2"][:4] == rows["3"][:4] == ("level", "nan", "council", "council")
    assert rows["2"][4].startswith(f"{tie}; ") and "Hội đồng" in rows["2"][4]
    assert rows["4"] == (
        *("improvement", "1", "award", "gap"),
        "hạng 4/9, 75,00 điểm; tiến bộ: khởi điểm dưới trung vị nhóm so sánh, thu hẹp 30,0% "
        "khoảng trống",
    )
    assert rows["5"] == ("", "1", "reserve", "", "hạng 5/9, 70,00 điểm; " + RESERVE)
    assert rows["6"][:4] == ("", "nan", "not_selected", "")
    assert rows["7"] == (
        *("", "nan", "not_eligible", ""),
        "hạng 7/9, 60,00 điểm; không đạt điều kiện: lý do",
    )
    assert rows["8"] == ("", "nan", "on_hold", "", "hạng 8/9, 55,00 điểm; tạm dừng xét: lý do")
    assert rows["9"] == ("", "nan", "not_eligible", "", "không có số liệu để tính điểm")


def test_a_preference_for_equal_units_stands_in_the_councils_reason(league_field):
    """Data of the rules, beside the candidates and never applied (DOMAIN §1)."""
    rule = TiePreference(label="tập thể nữ", source="Luật")
    awards = AWARDS.model_copy(update={"tie_preferences": (rule,)})
    found, _, _ = draft_shortlist([league_field("code total\n1 80\n2 80", level=1)], awards)
    assert all("tập thể nữ (cần đối chiếu)" in reason for reason in found["reason"])


def test_a_short_group_is_asked_about_in_words(draft):
    """What there is, what the rules keep for it, and of which league."""
    _, [one] = draft("code group total\n1 x 90\n2 x 80\n3 y 70", level=3, least_per_peer_group=2)
    assert (one.severity, one.found, one.expected) == (
        "question",
        "1 đơn vị đủ điều kiện",
        "ít nhất 2",
    )
    assert one.message == (
        "Xã: nhóm so sánh y chỉ có 1 đơn vị đủ điều kiện, ít hơn 2 suất tối thiểu."
    )


def test_a_parent_with_one_place_left_is_not_full(draft):
    """A has taken one of two: 2 lost by its points, and no word of a full district (33)."""
    found, _ = draft("code parent total\n1 A 90\n2 B 80\n3 A 70", level=2, most_per_parent=2)
    assert found.loc["3", "reason"].endswith("thiếu 10,01")


def test_a_tie_of_the_reserve_that_nobody_fits_is_no_end(draft):
    """2 of the full A comes before 3 of B: passed over, and 3 is the reserve (COUNTING 36)."""
    table = "code parent total\n1 A 90\n2 A 80\n3 B 70\n4 C 60"
    found, _ = draft(table, level=1, most_per_parent=1, reserve="1")
    assert decisions(found) == {
        "1": "level", "2": "not_selected", "3": "reserve", "4": "not_selected",
    }  # fmt: skip


def test_a_league_without_improvement_has_no_seat_of_it(draft):
    """Not even an undecided one."""
    found, _ = draft("code total coverage\n1 90 0.9\n2 80 0.1\n3 80 0.1", level=1)
    assert decisions(found) == {"1": "level", "2": "not_selected", "3": "not_selected"}


def test_leagues_stand_beside_each_other(league_field):
    """The rows and the questions of each, none in the place of another's."""
    table = "code group total\n1 x 90\n2 y 80"
    first = league_field(table, level=2, least_per_peer_group=2)
    league = first.league.model_copy(update={"code": "districts"})
    found, _, findings = draft_shortlist([first, replace(first, league=league)], AWARDS)
    assert sorted(found["list"]) == ["communes"] * 2 + ["districts"] * 2
    assert sorted(one.about for one in findings) == [
        *("communes:x", "communes:y", "districts:x", "districts:y"),
    ]


def test_a_tie_inside_the_reserve_leaves_out_who_has_no_room(draft):
    """2 is of the full A: 3 goes before it, and 4 after them takes the second place (36)."""
    table = "code parent total\n0 Z 95\n1 A 90\n2 A 80\n3 B 80\n4 C 70\n5 D 60"
    found, _ = draft(table, level=2, most_per_parent=1, reserve="1")
    reserve = found[found["decision"] == "reserve"]
    assert dict(zip(reserve.index, reserve["position"], strict=True)) == {"3": 1, "4": 2}


def test_places_of_improvement_go_by_gain(draft):
    """3 has more points, 4 more gain: 4 is the first (COUNTING 34)."""
    table = """code total gap coverage
               1    90    0.0 0.9
               2    80    0.0 0.9
               3    70    0.1 0.1
               4    60    0.3 0.1"""
    found, _ = draft(table, level=1, improvement=2)
    assert found.loc[["3", "4"], "position"].tolist() == [2, 1]
