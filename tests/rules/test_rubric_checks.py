"""Checks inside the rubric."""

from fractions import Fraction

import pytest

from ihanoi_eval.rules.rubric_checks import write_exact

NEAR = 12  # lines: a key that is missing is said where its entry begins


@pytest.mark.parametrize(
    ("found", "put", "fault"),
    [
        ("code: use\n", "code: reach\n", "mã 'reach' có hai lần"),
        (
            "max_points: {departments: 15}",
            "max_points: {wards: 15}",
            "không có bảng được xếp hạng 'wards'",
        ),
        (
            "max_points: {departments: 15}",
            "max_points: {outside: 15}",
            "không có bảng được xếp hạng 'outside'",
        ),
        ("scale: 100", "scale: 0", "cần một số dương"),
        ("least: -5, most: 3", "least: 5, most: 3", "least ≤ 0 ≤ most"),
        ("pillar: carrying", "pillar: caring", "không có nhóm tiêu chí 'caring'"),
        ("leagues: [departments]", "leagues: []", "chưa có bảng nào"),
        ("leagues: [departments]", "leagues: ['*']", "không có bảng được xếp hạng '*'"),
        (
            "leagues: [departments]",
            "leagues: [departments, outside]",
            "không có bảng được xếp hạng 'outside'",
        ),
        (
            "leagues: [departments]",
            "leagues: [departments, communes]",
            "thiếu điểm ở bảng 'communes'",
        ),
        (
            "max_points: {departments: 10}",
            "max_points: {departments: 10, communes: 1}",
            "không có trong leagues",
        ),
        ("denominator: public_services", "target: accounts_target", "cần khóa này"),
        (
            "denominator: public_services",
            "target: accounts_target\n    denominator: public_services",
            "không dùng khóa này",
        ),
        (
            "kind: count\n",
            "kind: count\n    small_numbers: {prior: 0.5, weight: 2}\n",
            "không dùng khóa này",
        ),
        ("measure: training_sessions", "measure: trainings", "không có chỉ tiêu 'trainings'"),
        ("indicator: gap_closure", "indicator: gap", "không có tiêu chí của các đơn vị thuộc"),
        (
            "indicator: gap_closure",
            "indicator: evenness",
            "không có tiêu chí của các đơn vị thuộc",
        ),
        ("days_late: 3, share: 0.4", "days_late: 0, share: 0.4", "ngày chậm tăng dần"),
        ("days_late: 0, share: 1", "days_late: 0, share: 0.3", "phần điểm giảm dần"),
        ("worst: 0, best: 5", "worst: 5, best: 5", "worst và best cùng là 5"),
        ("worst: 0, best: 5", "worst: 0, best: 5, scale: log", "đều dương"),
        (
            "worst: 0, best: 5",
            "worst: 1, best: 5, scale: log, capped: best",
            "thang log không có số 0",
        ),
        (
            "worst: 0, best: 5",
            "worst: 5, best: 1, scale: log, capped: worst",
            "thang log không có số",
        ),
        ("- code: training", "- code: integration", "mã 'integration' có hai lần"),
    ],
)
def test_a_contradiction_is_named_with_its_line(folder, found, put, fault):
    """Each slip leads to a fault near the line where it was made."""
    line = folder.change("rubric.yaml", found, put)
    lines = [int(one.split()[2].rstrip(":")) for one in folder.faults() if fault in one]
    assert lines and min(abs(number - line) for number in lines) <= NEAR


def test_points_of_indicators_sum_to_their_pillar(folder):
    """4 + 5 + 30 = 39, and the pillar says 40: both numbers are shown, with file, line and key."""
    folder.change("rubric.yaml", "max_points: {communes: 5}", "max_points: {communes: 4}")
    line = folder.line("rubric.yaml", "max_points: {communes: 40")
    assert folder.faults() == (
        f"rubric.yaml dòng {line}: pillars[0].max_points.communes: các tiêu chí ở bảng 'communes' "
        "cộng lại được 39, phải là 40; sửa điểm cho khớp",
    )


def test_pillars_sum_to_the_scale(folder):
    """The whole table of a league is worth the scale, no more and no less."""
    folder.change("rubric.yaml", "scale: 100", "scale: 60")
    sums = [one for one in folder.faults() if "cộng lại được 100, phải là 60" in one]
    assert len(sums) == 3


def test_an_open_worst_end_is_refused_under_another_mean(folder):
    """A negative share has no geometric mean; an open best end has one."""
    folder.change("rubric.yaml", "aggregation: arithmetic", "aggregation: geometric")
    folder.change("rubric.yaml", "worst: 0, best: 5", "worst: 0, best: 5, capped: worst")
    assert folder.faults() == ()
    line = folder.change("rubric.yaml", "capped: worst", "capped: best")
    assert folder.faults() == (
        f"rubric.yaml dòng {line}: indicators[12].goalposts.capped: trung bình nhân, điều hòa cần "
        "phần điểm không âm; dùng both hoặc worst",
    )


def test_the_same_code_may_stand_once_in_each_league(folder):
    """Leagues may have an indicator of one name with other goalposts."""
    entry = """
  - {code: training, label: Tập huấn, pillar: reach, kind: count, measure: training_sessions,
     goalposts: {worst: 0, best: 9}, max_points: 1, leagues: [communes], if_missing: zero}
"""
    folder.change("rubric.yaml", "indicators:\n", f"indicators:{entry}")
    assert not any("có hai lần" in fault for fault in folder.faults())


def test_a_refused_indicator_spares_its_pillar_a_second_fault(folder):
    """The sum is wrong only because one entry could not be read."""
    folder.change("rubric.yaml", "max_points: {communes: 5}", "max_points: {communes: năm}")
    assert [fault.split("; ")[-1] for fault in folder.faults()] == [
        "cần một số, ví dụ 0.60 hoặc 1/3"
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [(Fraction(60), "60"), (Fraction(15, 2), "7.5"), (Fraction(1, 3), "1/3"), (Fraction(0), "0")],
)
def test_a_number_is_written_as_in_a_rule_file(number, text):
    """What the message shows can be typed."""
    assert write_exact(number) == text
