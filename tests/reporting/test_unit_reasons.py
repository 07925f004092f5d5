"""Why a unit stands where it stands: the lines of a terminal, of the run's own numbers."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import see_unit
from ihanoi_eval.reporting.unit_reasons import explain
from ihanoi_eval.vietnamese import parse_number


def said(evaluation: Evaluation, code: str) -> str:
    """What is said of a unit."""
    return explain(see_unit(evaluation, code))


def test_a_unit_below_the_line_reads_from_its_points_to_what_was_short(final: Evaluation):
    """Phường Vĩnh Phúc, by its tables: counts, interval, earned, lost, rank, gate, reason, change.

    58 of 598 people without an account; 36 of 124 accounts used on two days, and 57 would do.
    """
    text = said(final, "00006")
    for line in (
        "Phường Vĩnh Phúc, Quận Ba Đình (00006)",
        "SỐ LIỆU GIẢ LẬP",
        "được 51,87 điểm, hạng 33 trong 54 xã, phường, thị trấn.",
        "đứng thứ 2 trong 4 đơn vị.",
        "Tỷ lệ lấp khoảng trống người dùng: 14,55/30,00 điểm, mất 15,45; mức giữa của bảng 16,38",
        "58 / 598 = 9,7%",
        "36 / 124 = 29,0%, khoảng tin cậy 95% từ 21,8% đến 37,6%",
        "4 / 4 = 100,0%, khoảng tin cậy 95% từ 51,0% đến 100,0%; sau hiệu chỉnh số nhỏ 85,0%",
        "tổng điểm để xếp hạng là 51,87.",
        "Đạt: Cán bộ đã kích hoạt từ 98%, hoặc thiếu nhiều nhất một người: đạt mức 98% [8/8]",
        "Không trong danh sách: hạng 33/54, 51,87 điểm; hết suất: cần 58,38 điểm (suất tối thiểu "
        "của nhóm so sánh), thiếu 6,51",
        "hạng từ 21 đến 42, có tên trong 7,6% số lần thử (sát ",
        "Tỷ lệ tài khoản dùng từ hai ngày: tài khoản dùng từ hai ngày 57, thêm 21 so với 36",
        "Một mình không đủ: mức hoàn thành chỉ tiêu được giao; tỷ lệ hộ đã đến;",
        "Báo cáo trong tệp 001_bao_cao.xlsx, nhận lúc 09:20 11/12/2024",
    ):
        assert line in text, line


def test_the_points_that_are_said_add_up_to_the_total_that_is_said(final: Evaluation):
    """14,55 + 2,08 + … + 3,00 = 51,87 (METHOD 14)."""
    earned = re.findall(r": ([0-9,]+)/[0-9,]+ điểm, mất", said(final, "00006"))
    assert len(earned) == 9
    assert round(sum(parse_number(one) for one in earned), 2) == 51.87


def test_a_gate_that_failed_is_read_first_with_its_evidence(final: Evaluation):
    """90 of 92 are fewer than 98 %, and two short."""
    _, _, gates = said(final, "001").partition("ĐIỀU KIỆN")
    assert gates.splitlines()[1].strip() == (
        "Không đạt: Cán bộ đã kích hoạt từ 98%, hoặc thiếu nhiều nhất một người: dưới 98%, còn "
        "thiếu 2 [90/92]"
    )


def test_who_is_on_hold_is_told_what_a_release_would_give(final: Evaluation):
    """The same sentence as beside the gates on its page."""
    told = "Nếu chỉ đơn vị này hết tạm dừng, các đơn vị khác giữ nguyên: có suất diện tiến bộ"
    assert told in said(final, "00580")


def test_who_is_proposed_is_told_its_place_and_needs_no_change(final: Evaluation):
    """List, track, position, what decided it."""
    listed = final.tables["shortlist"]
    row = listed[(listed["decision"] == "award") & (listed["track"] == "level")].iloc[0]
    text = said(final, row["unit_code"])
    assert f"Đề nghị khen thưởng, thứ {row['position']:.0f}: {row['reason']}." in text
    assert "diện dẫn đầu, xác định bởi tổng điểm" in text
    _, _, changes = text.partition("THAY ĐỔI NHỎ NHẤT")
    assert changes.splitlines()[1].strip() == "Tổng điểm đã đạt mức có suất."


def test_in_the_middle_of_the_campaign_there_is_no_list_and_what_is_not_due_says_so(
    running: Evaluation,
):
    """Ranks and points, no line; reports are asked of nobody yet (COUNTING 3)."""
    text = said(running, "00006")
    assert "chưa lập danh sách đề nghị ở kỳ này." in text
    assert ": chưa có danh sách để so ngưỡng." in text
    assert "Tỷ lệ hộ đã đến: không tính điểm, điểm chia cho tiêu chí khác" in text


def test_who_is_outside_the_leagues_has_a_report_and_no_points(final: Evaluation):
    """Nobody ranks itself (DESIGN §5)."""
    text = said(final, "CQ01")
    assert "không được xếp hạng." in text and "TIÊU CHÍ" not in text
    assert "Báo cáo trong tệp CQ01_bao_cao.xlsx" in text


def test_open_questions_are_read_and_many_are_counted(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Ten of twelve open ones, none that was answered."""
    one = final.tables["findings"].head(1)
    rows = pd.concat([one] * 13, ignore_index=True).assign(
        finding_id=[f"x:{number}" for number in range(13)],
        unit_code="00006",
        status=["explained"] + ["open"] * 12,
        message=[f"Câu {number}." for number in range(13)],
    )
    text = said(changed(final, findings=rows), "00006")
    assert "Câu 0." not in text and "Câu 10." in text and "Câu 11." not in text
    assert "… và 2 nội dung khác, xem tables/findings.csv" in text


@pytest.mark.parametrize("run", ["final", "running"])
def test_every_kind_of_unit_is_explained_in_words(request: pytest.FixtureRequest, run: str):
    """No nan, no None, no code of a list or of a rule in the officer's language."""
    evaluation: Evaluation = request.getfixturevalue(run)
    for unit in evaluation.rules.campaign.units[::9]:
        read = set(re.findall(r"\w+", said(evaluation, unit.unit_code)))
        assert not {"nan", "None", "not_eligible", "total_points", "gap_closure"} & read
