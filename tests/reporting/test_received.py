"""Who sent a report and when, as a picture, a table and lists."""

from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.received import report_counts, report_days, reports_not_in_order


def test_the_picture_says_how_many_came_and_marks_what_came_late(
    final: Evaluation, alts: Callable[[object], list[str]]
):
    """Its words count the senders' rows of `reports`; a late bar is hollow."""
    shown = report_days(final)
    campaign = final.rules.campaign
    senders = {*campaign.units_of("districts"), *campaign.units_of("departments")}
    rows = final.tables["reports"]
    rows = rows[rows["unit_code"].isin(senders)]
    sent, late = (rows["file"] != "").sum(), (rows["status"] == "late").sum()
    [alt] = alts(shown)
    assert alt.startswith(f"{sent}/{len(rows)} đơn vị đã gửi báo cáo") and f"{late} chậm" in alt
    assert (str(shown).count('fill="none"') > 0) == (late > 0)
    assert "hết hạn 09/12/2024" in str(shown)


def test_without_a_receipt_there_is_no_picture(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Nobody knows on which day anything came."""
    reports = final.tables["reports"].assign(received_at="")
    assert str(report_days(changed(final, reports=reports))) == ""


def test_the_table_has_only_the_states_that_occur(
    final: Evaluation, running: Evaluation, words: Callable[[object], str]
):
    """After the deadline nobody is not due; before it nobody is missing."""
    assert "Chưa đến hạn" not in words(report_counts(final))
    assert "Chưa nộp" not in words(report_counts(running))


def test_the_missing_come_before_the_late(final: Evaluation, words: Callable[[object], str]):
    """Who has sent nothing is called first."""
    shown = words(reports_not_in_order(final))
    rows = final.tables["reports"].set_index("unit_code")["status"]
    leagues = ("districts", "departments")
    own = [code for league in leagues for code in final.rules.campaign.units_of(league)]
    missing = [shown.index(name_of(final, code)) for code in own if rows[code] == "missing"]
    late = [shown.index(name_of(final, code)) for code in own if rows[code] == "late"]
    assert missing and late and max(missing) < min(late)
