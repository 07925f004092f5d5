"""What has to be done, by the campaign's dates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import today
from ihanoi_eval.reporting.levels import at_level


def said(evaluation: Evaluation) -> dict[str, str]:
    """Every task by its word."""
    return {task.what: task.words for task in today.to_do(evaluation)}


def test_before_the_deadline_missing_reports_have_days_left(running: Evaluation):
    """Nobody is late on 20/11; there are 19 days."""
    words = said(running)["Đôn đốc báo cáo"]
    assert "hạn 09/12/2024, còn 19 ngày" in words
    assert "Báo cáo chậm" not in said(running)


def test_after_the_deadline_who_is_missing_is_named(final: Evaluation):
    """Eleven days after 9/12, with the units that have sent nothing."""
    reports = final.tables["reports"].set_index("unit_code")
    own = [
        *final.rules.campaign.units_of("districts"),
        *final.rules.campaign.units_of("departments"),
    ]
    missing = [code for code in own if reports.loc[code, "file"] == ""]
    words = said(final)["Đôn đốc báo cáo"]
    assert words.startswith(f"{len(missing)}/{len(own)} đơn vị")
    assert "đã quá hạn 09/12/2024 được 11 ngày" in words
    assert final.rules.campaign.unit_by_code[missing[0]].name in words


def test_on_the_day_of_the_deadline_there_is_still_today(final: Evaluation):
    """The deadline's day is the last day on time (COUNTING 3)."""
    words = said(replace(final, as_of=date(2024, 12, 9)))["Đôn đốc báo cáo"]
    assert "còn 0 ngày" in words


def test_open_questions_are_counted_by_weight(final: Evaluation):
    """Those answered are no work any more."""
    rows = final.tables["findings"]
    errors = rows[(rows["status"] == "open") & (rows["severity"] == "error")]
    assert said(final)["Làm rõ số liệu"].startswith(f"{len(errors)} nội dung phải sửa")


def test_a_rubric_that_nobody_approved_is_the_leaders_first_task(final: Evaluation):
    """ĐỀ XUẤT until a document stands behind it."""
    assert today.to_decide(final)[0].what == "Phê duyệt bộ tiêu chí"


def test_too_few_votes_for_who_is_on_the_list_are_put_before_leaders(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """A unit by name with its share, persons as a number; once answered it is settled."""
    doubt = final.tables["findings"].iloc[:1].assign(
        check="votes_below_threshold", found="55,6%", status="open",
        expected="ít nhất 80% tổng số thành viên", unit_code="00004",
    )  # fmt: skip
    rows = pd.concat([doubt, doubt.assign(unit_code="")])
    assert said(changed(final, findings=rows))["Biểu quyết dưới mức"] == (
        "có trong danh sách mà chưa đủ phiếu (ít nhất 80% tổng số thành viên): Phường Trúc Bạch, "
        "Quận Ba Đình (55,6%) và 1 tập thể trong đơn vị, cá nhân."
    )
    answered = changed(final, findings=rows.assign(status="explained"))
    assert "Biểu quyết dưới mức" not in said(answered)


def test_ties_and_holds_are_left_to_people(final: Evaluation):
    """Named, and never decided by row order."""
    listed = final.tables["shortlist"].query("unit_code != ''")
    tied = listed.loc[listed["decision"] == "council", "unit_code"]
    held = listed.loc[listed["decision"] == "on_hold", "unit_code"]
    names = {unit.unit_code: unit.name for unit in final.rules.campaign.units}
    assert all(names[code] in said(final)["Hội đồng chọn"] for code in tied)
    assert all(names[code] in said(final)["Kết luận việc tạm dừng"] for code in held)


def test_a_hold_names_its_document_and_only_who_waits_for_it(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Who has failed another condition already is no leader's decision; eight are six and two."""
    codes = final.rules.campaign.units_of("departments")[2:11]
    held = pd.DataFrame(
        {"unit_code": codes, "gate": "hold", "status": "on_hold", "reason": "chờ kết luận"}
    ).assign(evidence="12/TTr")
    failed = held.head(1).assign(gate="report", status="failed", reason="x", evidence="")
    run = changed(
        final,
        gates=pd.concat([held, failed]),
        shortlist=final.tables["shortlist"].head(0),
    )
    words = said(run)["Kết luận việc tạm dừng"]
    names = {unit.unit_code: unit.name for unit in final.rules.campaign.units}
    assert words.startswith("8 đơn vị tạm dừng xét: ")
    assert f"{names[codes[1]]} (chờ kết luận, 12/TTr)" in words
    assert names[codes[0]] not in words
    assert words.endswith(" và 2 đơn vị khác.")


def test_proposed_units_below_the_plans_level_are_listed(final: Evaluation):
    """98 % passes the gate; the plan says everybody (DESIGN §8)."""
    gate = next(one for one in final.rules.awards.gates if one.plan_level is not None)
    panel = final.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    below = today.below_plan(final, gate)
    assert all(panel[code, "staff_active"] < panel[code, "staff_due"] for code in below)
    words = said(final).get("Mức cán bộ kích hoạt", "")
    assert (f"{len(below)} đơn vị dưới 100%" in words) == bool(below)


def test_a_league_without_a_list_is_said_with_the_reason(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Below the quorum of reports there are ranks and no list."""
    none = changed(final, shortlist=final.tables["shortlist"].head(0))
    assert "chưa có danh sách đề nghị" in said(none)["Chưa lập được danh sách"]
    assert "Chưa lập được danh sách" not in said(final)


def test_in_the_campaign_who_is_behind_is_said(running: Evaluation):
    """With the accounts a day that the furthest behind needs."""
    progress = running.tables["progress"]
    districts = progress[progress["unit_code"].isin(running.rules.campaign.children)]
    behind = (districts["status"] == "behind").sum()
    words = said(running).get("Đẩy tiến độ", "0")
    assert words.startswith(str(behind))


def test_no_task_is_said_too(words: Callable[[object], str]):
    """An empty list would look like a fault."""
    assert words(today.tasks_list([], none="Không có việc")) == "✓ Không có việc"


def test_a_task_is_words_and_never_markup(words: Callable[[object], str]):
    """A unit's name comes from a file."""
    task = today.Task("question", "Hội đồng chọn", "<b>Xã</b>", "javascript:alert(1)")
    assert "<b>Xã" not in str(today.tasks_list([task], none=""))
    assert "javascript" not in str(today.tasks_list([task], none=""))


def test_case_92_what_a_hidden_district_needs_a_day_is_not_said(
    running: Evaluation, changed: Callable[..., Evaluation]
):
    """Its target less what it needs in the days left is its count."""
    progress = running.tables["progress"].copy()
    progress["status"] = "behind"
    few = progress["unit_code"] == "018"
    progress.loc[few, ["accounts_new", "pace_required"]] = [3.0, 1e6]
    panel = running.tables["panel"]
    panel = panel[panel["measure"] != "accounts_new"]
    run = changed(running, progress=progress, panel=panel)
    assert "(1.000.000 tài khoản)" in said(run)["Đẩy tiến độ"]
    shared = said(at_level(run, "leaders"))["Đẩy tiến độ"]
    assert "1.000.000" not in shared and "3 đơn vị chậm" in shared
