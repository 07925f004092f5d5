"""Who has to report, and who has not."""

from collections.abc import Callable
from dataclasses import replace

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import evidence, summary
from ihanoi_eval.reporting.due_reports import (
    asks_reports,
    due_reports,
    not_in_order,
    rows_not_in_order,
)
from ihanoi_eval.reporting.today import to_do


def test_summary_index_and_evidence_count_the_same_reports(
    final: Evaluation, running: Evaluation, words: Callable[[object], str]
):
    """One count, before and after the deadline: 3 of 25 on one page is 22 of 25 on another."""
    for run in (final, running):
        reports = due_reports(run)
        sent = len(reports.due) - len(reports.waiting)
        assert f"{reports.share} đơn vị chưa gửi báo cáo" in words(summary.heading(run))
        assert any(task.words.startswith(f"{reports.share} đơn vị chưa gửi") for task in to_do(run))
        assert f"đã gửi báo cáo {sent}/{len(reports.due)}" in words(evidence.heading(run))


def test_communes_are_waited_for_in_their_districts_workbook(final: Evaluation):
    """A commune sends no workbook; who is due is districts and departments."""
    campaign = final.rules.campaign
    due = {*campaign.units_of("districts"), *campaign.units_of("departments")}
    assert set(due_reports(final).due) == due


def test_a_commune_without_a_row_is_counted_under_its_district(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Seven without a row and one with an empty cell; five are named."""
    reports = final.tables["reports"].copy()
    communes = reports["unit_code"].isin(final.rules.campaign.children["001"])
    reports.loc[communes, ["file", "status", "is_complete"]] = ["001.xlsx", "on_time", "true"]
    places = reports.index[communes]
    reports.loc[places[:7], ["file", "status", "is_complete"]] = ["", "missing", "false"]
    reports.loc[places[7], "is_complete"] = "false"
    run = changed(final, reports=reports)
    row = rows_not_in_order(run).set_index("unit_code").loc["001"]
    assert (row["missing"], row["incomplete"]) == (7, 1)
    assert row["units"].endswith("và 3 đơn vị khác")
    assert "Quận Ba Đình 7 1" in words(evidence.reports(run))


def test_nobody_is_late_before_the_deadline(running: Evaluation, words: Callable[[object], str]):
    """Who has not sent anything on 20/11 is no entry in the list of the late."""
    assert not set(not_in_order(running)["unit_code"]) & set(due_reports(running).waiting)
    assert "Chưa đến hạn báo cáo" in words(evidence.reports(running))


def test_a_campaign_without_forms_asks_for_no_report(
    final: Evaluation, words: Callable[[object], str]
):
    """Published indices: nobody is missing, and nobody is on time either."""
    campaign = final.rules.campaign.model_copy(update={"forms": ()})
    run = replace(final, rules=final.rules.model_copy(update={"campaign": campaign}))
    assert not asks_reports(run)
    assert words(evidence.reports(run)).endswith(evidence.NO_REPORTS)
    assert "báo cáo" not in words(summary.heading(run)).partition("Còn ")[2]
    assert not any("báo cáo" in task.what for task in to_do(run))
