"""Checks of the awards against leagues and rubric."""

import pytest

NEAR = 6  # lines: a key that is missing is said where its entry begins


@pytest.mark.parametrize(
    ("found", "put", "fault"),
    [
        ("- code: hold", "- code: use", "mã 'use' có hai lần"),
        ("days_late: report_days_late", "days_late: late", "không có chỉ tiêu 'late'"),
        ("    complete: report_complete\n", "", "loại 'report' cần khóa này"),
        ("kind: hold", "kind: hold\n    at_least: 0.5", "loại 'hold' không dùng khóa này"),
        ("pillar: reach", "pillar: reaching", "không có nhóm tiêu chí 'reaching'"),
        ("pillar: reach", "pillar: carrying", "'carrying' không có điểm ở bảng 'communes'"),
        (
            "leagues: [communes, districts]",
            "leagues: [wards]",
            "không có bảng được xếp hạng 'wards'",
        ),
        ("leagues: [communes, districts]", "leagues: ['*']", "không có bảng được xếp hạng '*'"),
        ("leagues: [communes, districts]", "leagues: []", "chưa có bảng nào"),
        ("plan_level: 1", "plan_level: 0.9", "thấp hơn at_least"),
        (
            "  departments:\n    level: 2",
            "  outside:\n    level: 2",
            "không có bảng được xếp hạng 'outside'",
        ),
        ("    level: 2\n", "    level: 0\n", "nhiều hơn 0 chỗ của level"),
        ("departments: [on_time", "departments: [evenness", "'evenness'; chọn trong integration"),
        ("departments: [on_time", "departments: [staff_use", "tiêu chí 'staff_use' có hai lần"),
        ("  departments: [on_time", "  outside: [on_time", "không có bảng được xếp hạng 'outside'"),
        (
            "  indicator: gap_closure",
            "  indicator: gap",
            "tiêu chí của bảng 'communes' tên là 'gap'",
        ),
        ("at_open: accounts_active_open", "at_open: accounts", "không có chỉ tiêu 'accounts'"),
        ("of: women", "of: direct_worker", "'direct_worker' có hai mức"),
        ("[has_report, has_minutes,", "[has_report, has_report,", "một phần hồ sơ ghi hai lần"),
        ("document: thematic_report", "document: individual_report", "'individual_report' có hai"),
        ("{kind: collective, value: 3,", "{kind: individual, value: 3,", "'individual' có hai"),
        ("clear_in: 0.95", "clear_in: 0.01", "phải lớn hơn clear_out"),
        ("weight_band: 0.25", "weight_band: 1", "phải nhỏ hơn 1"),
        ("valid_to: 2025-06-30", "valid_to: 2023-06-30", "đang là 2023-06-30, trước 2024-01-01"),
        ("valid_from: 2026-07-01, source", "valid_from: 2024-07-01, source", "theo ngày tăng dần"),
    ],
)
def test_a_contradiction_is_named_with_its_line(folder, found, put, fault):
    """Each slip leads to a fault near the line where it was made."""
    line = folder.change("awards.yaml", found, put)
    lines = [int(one.split()[2].rstrip(":")) for one in folder.faults() if fault in one]
    assert lines and min(abs(number - line) for number in lines) <= NEAR


def test_one_instrument_is_in_force_once(folder):
    """Two periods of one name that overlap would cite two texts for one day."""
    folder.change("awards.yaml", "Nghị định số 152/2025/NĐ-CP", "Nghị định số 98/2023/NĐ-CP")
    folder.change("awards.yaml", "valid_to: 2025-06-30  ", "valid_to: 2025-07-01  ")
    assert ["chồng nhau" in fault for fault in folder.faults()] == [True]


def test_one_instrument_may_come_back_later(folder):
    """Two periods of one name with a day between them contradict nothing."""
    folder.change("awards.yaml", "Nghị định số 152/2025/NĐ-CP", "Nghị định số 98/2023/NĐ-CP")
    assert folder.faults() == ()


def test_a_second_track_needs_its_rule(folder):
    """Seats for improvement without what counts as improvement."""
    start = folder.text("awards.yaml").index("improvement:\n  indicator")
    end = folder.text("awards.yaml").index("reserve_share")
    folder.change("awards.yaml", folder.text("awards.yaml")[start:end], "")
    assert ["thiếu khóa improvement" in fault for fault in folder.faults()] == [True, True]


def test_more_groups_than_seats_is_left_to_the_run(folder):
    """Some groups may have no candidate; only the data can say (COUNTING 33)."""
    folder.change("awards.yaml", "    level: 6\n", "    level: 1\n")
    assert folder.faults() == ()
