"""What was received: reports, doubts, sources side by side, words, money, overrides, changes."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting import answers, doubts, overrides, received, reported_work
from ihanoi_eval.reporting.blocks import callout, figures, folded
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.due_reports import asks_reports, due_reports
from ihanoi_eval.reporting.facts import HASH_SHOWN, header, source_anchor, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.reporting.list_charts import source_gaps
from ihanoi_eval.reporting.outside_units import outside_units
from ihanoi_eval.reporting.side_by_side import side_by_side
from ihanoi_eval.reporting.since_previous import since_previous
from ihanoi_eval.reporting.tables import anchored, first_rows, objects
from ihanoi_eval.vietnamese import format_count

NO_REPORTS = "Đợt này không yêu cầu đơn vị gửi báo cáo."


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> Evaluation:
    """The run; without a name, the last complete one."""
    return at_level(open_run(run or None), level)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, and how complete the evidence is."""
    reports = due_reports(evaluation)
    waiting = doubts.waiting(evaluation)
    errors = int((waiting["severity"] == "error").sum())
    sources = table(evaluation, "sources")
    sent = f"{len(reports.due) - len(reports.waiting)}/{len(reports.due)}"
    return header(evaluation, "Số liệu nhận được") + figures(
        [
            *([(sent, "đơn vị đã gửi báo cáo")] if reports.due else []),
            (format_count(len(waiting)), f"nội dung chờ trả lời, {errors} phải sửa"),
            (
                format_count(sources["rows_rejected"].sum()),
                f"dòng không nhận trong {format_count(sources['rows_read'].sum())} dòng đã đọc",
            ),
        ],
        "Nội dung cần làm rõ là câu hỏi gửi đơn vị, không làm thay đổi số liệu; chỉ kết quả thẩm "
        "định có văn bản mới thay đổi.",
    )


def reports(evaluation: Evaluation) -> Html:
    """Who sent a report on time, late or not, as a picture, a table and a list to remind."""
    if not asks_reports(evaluation):
        return callout("note", NO_REPORTS)
    return (
        received.report_days(evaluation)
        + received.report_counts(evaluation)
        + received.reports_not_in_order(evaluation)
    )


def questions(evaluation: Evaluation) -> Html:
    """The doubts by weight: who has most to answer, every one of them, and by kind."""
    kinds = doubts.doubts_by_kind(evaluation)
    by_kind = folded("Theo phép kiểm tra", kinds) if len(table(evaluation, "findings")) else kinds
    return doubts.doubts_by_sender(evaluation) + doubts.doubts_listed(evaluation) + by_kind


def answered(evaluation: Evaluation) -> Html:
    """What was answered, with the document."""
    return doubts.answered(evaluation)


def agreement(evaluation: Evaluation) -> Html:
    """Reports against the platform as a picture, then every figure of which the sources differ."""
    rows = table(evaluation, "findings")
    far = rows[(rows["check"] == "report_and_platform_differ") & (rows["severity"] == "error")]
    count = far["unit_code"].nunique()
    title = (
        f"{count} đơn vị có số liệu báo cáo lệch hệ thống quá mức phải sửa"
        if count
        else "Không đơn vị nào báo cáo lệch hệ thống quá mức phải sửa"
    )
    picture = source_gaps(evaluation, title=title)
    return (picture or Html("")) + side_by_side(evaluation)


def compliance(evaluation: Evaluation) -> Html:
    """What units say of the documents of Plan IV.2."""
    return answers.compliance(evaluation)


def solutions(evaluation: Evaluation) -> Html:
    """Solutions and training (Plan IV.3)."""
    return reported_work.by_league(
        evaluation, reported_work.TRAINING, caption="Tập huấn, vận động, hướng dẫn", unit="buổi"
    ) + answers.answers_to(evaluation, answers.SOLUTIONS)


def media(evaluation: Evaluation) -> Html:
    """Media, reports and register side by side (Plan IV.5)."""
    return reported_work.media(evaluation)


def funds(evaluation: Evaluation) -> Html:
    """Money spent (Plan V)."""
    return reported_work.funds(evaluation)


def difficulties(evaluation: Evaluation) -> Html:
    """Difficulties by unit (Plan VI), and what else a form asks in words."""
    return answers.answers_grouped(evaluation, answers.DIFFICULTIES) + answers.other_answers(
        evaluation
    )


def reported_totals(evaluation: Evaluation) -> Html:
    """All that units report in figures, summed."""
    return reported_work.work_by_league(evaluation)


def inspections(evaluation: Evaluation) -> Html:
    """What inspections found."""
    return overrides.inspections(evaluation)


def audit(evaluation: Evaluation) -> Html:
    """One list of all that documents changed."""
    return overrides.overrides_list(evaluation)


def outside(evaluation: Evaluation) -> Html:
    """Bodies outside the leagues."""
    return outside_units(evaluation)


def changes(evaluation: Evaluation, previous: str = "") -> Html:
    """What changed since an earlier run; only where one is named."""
    return since_previous(evaluation, open_run(previous) if previous else None)


def files(evaluation: Evaluation) -> Html:
    """Every file that was read, with its rows and the beginning of its hash."""
    rows = table(evaluation, "sources")
    if rows.empty:
        return callout("note", "Chưa đọc tệp nào.")
    shown, more = first_rows(rows, "sources")
    names = [
        anchored(name, source_anchor(digest))
        for name, digest in zip(shown["file"], shown["sha256"], strict=True)
    ]
    frame = shown.assign(file=objects(names, shown), sha256=shown["sha256"].str[:HASH_SHOWN])
    listed = make_table(
        frame,
        caption="Tệp đã đọc",
        labels={
            "file": "Tệp",
            "rows_read": "Dòng đã đọc",
            "rows_accepted": "Dòng nhận",
            "rows_rejected": "Dòng không nhận",
            "sha256": f"Mã băm ({HASH_SHOWN} ký tự đầu)",
        },
        note=more,
    )
    return folded(f"{format_count(len(rows))} tệp đã đọc", listed)


def rejected(evaluation: Evaluation) -> Html:
    """Every row that was not accepted, by file and line, with the reason."""
    rows = table(evaluation, "rejected")
    if rows.empty:
        return callout("passed", "Mọi dòng đều đọc được.", word="Đã kiểm tra")
    shown, more = first_rows(rows, "rejected")
    return make_table(
        pd.DataFrame(shown),
        caption="Dòng không nhận",
        labels={"file": "Tệp", "sheet": "Trang tính", "row": "Dòng", "reason": "Lý do"},
        note=f"Giá trị của từng dòng trong tables/rejected.csv, cột cá nhân đã che. {more}".strip(),
    )
