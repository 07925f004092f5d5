"""What was received: reports, questions by weight, reports against the platform, files, reviews."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting.blocks import callout, figures
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.disclosure import shared_count
from ihanoi_eval.reporting.due_reports import (
    asks_reports,
    due_reports,
    not_in_order,
    rows_not_in_order,
)
from ihanoi_eval.reporting.facts import (
    gate_label,
    header,
    measure_label,
    name_of,
    page_of,
    place_of,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html, paragraph, text
from ihanoi_eval.reporting.list_charts import source_gaps
from ihanoi_eval.reporting.tables import findings_table, first_rows, worded_column
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.vietnamese import format_count

STATUSES = ("on_time", "late", "missing", "not_due")
SEVERITIES = ("error", "warning", "question")
NO_REPORTS = "Đợt này không yêu cầu đơn vị gửi báo cáo."
HASH_SHOWN = 12  # first digits of SHA-256; the whole is in tables/sources.csv


def open(run: str = "", unit_code: str = "") -> Evaluation:
    """The run; without a name, the last complete one."""
    return open_run(run or None)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, and how complete the evidence is."""
    reports = due_reports(evaluation)
    found = table(evaluation, "findings")
    waiting = found[found["status"] == "open"]
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
    """How many units of each league reported on time, late or not, and which were not on time."""
    if not asks_reports(evaluation):
        return callout("note", NO_REPORTS)
    rows = table(evaluation, "reports")
    units = evaluation.rules.campaign.unit_by_code
    leagues = rows["unit_code"].map(lambda code: units[code].league)
    counted = [
        {"league": league.label, "total": int((leagues == league.code).sum())}
        | {
            status: int(((leagues == league.code) & (rows["status"] == status)).sum())
            for status in STATUSES
        }
        for league in evaluation.rules.campaign.ranked_leagues
        if (leagues == league.code).any()
    ]
    if not counted:
        return callout("note", "Chưa có số liệu về việc nộp báo cáo.")
    labels = {"league": "Bảng", "total": "Số đơn vị"}
    labels |= {status: word("report", status) for status in STATUSES}
    numbers = [name for name in labels if name != "league"]
    return make_table(
        pd.DataFrame(counted),
        caption="Tình hình nộp báo cáo",
        labels=labels,
        kinds={"league": "text", **dict.fromkeys(numbers, "count")},
        unit="đơn vị",
        note=source_note(evaluation, "xã, phường, thị trấn báo cáo trong tệp của cấp huyện"),
    ) + _in_order(evaluation)


def _in_order(evaluation: Evaluation) -> Html:
    """Whose report is late, missing or not complete, or that nobody's is; before it is due too."""
    senders, rows = not_in_order(evaluation), rows_not_in_order(evaluation)
    if len(senders) or len(rows):
        return _not_in_order(evaluation, senders) + _rows_not_in_order(evaluation, rows)
    found = table(evaluation, "reports")
    if ((found["file"] != "") & (found["received_at"] == "")).any():
        return callout("note", "Không có sổ tiếp nhận, nên không biết báo cáo nào chậm.")
    if due_reports(evaluation).waiting:
        return callout("note", "Chưa đến hạn báo cáo; báo cáo đã nhận đều đủ nội dung.")
    return callout("passed", "Các đơn vị gửi báo cáo đều đúng hạn và đủ nội dung.")


def _not_in_order(evaluation: Evaluation, rows: pd.DataFrame) -> Html:
    """The units with a workbook of their own that were late, are missing or are not complete."""
    if rows.empty:
        return Html("")
    frame = rows.assign(
        name=[place_of(evaluation, code) for code in rows["unit_code"]],
        status=worded_column("report", rows["status"]),
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
    ).sort_values(["days_late", "unit_code"], ascending=[False, True])
    return make_table(
        frame,
        caption="Báo cáo chậm, thiếu hoặc chưa nộp",
        labels={
            "name": "Đơn vị",
            "status": "Tình trạng",
            "received_at": "Nhận lúc",
            "days_late": "Chậm (ngày làm việc)",
            "is_complete": "Đủ nội dung",
        },
        kinds={"name": "text", "status": "text"},
        links={"name": "page"},
    )


def _rows_not_in_order(evaluation: Evaluation, rows: pd.DataFrame) -> Html:
    """How many units are not in the workbook of the unit above, or not complete there."""
    if rows.empty:
        return Html("")
    frame = rows.assign(
        name=[name_of(evaluation, code) for code in rows["unit_code"]],
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
    )
    return make_table(
        frame,
        caption="Xã, phường, thị trấn thiếu trong báo cáo của cấp huyện",
        labels={
            "name": "Báo cáo của",
            "missing": "Chưa có dòng",
            "incomplete": "Thiếu nội dung",
            "units": "Đơn vị",
        },
        kinds={"name": "text", "missing": "count", "incomplete": "count", "units": "text"},
        links={"name": "page"},
        unit="đơn vị",
    )


def questions_by_kind(evaluation: Evaluation) -> Html:
    """How many questions of each kind and weight, answered ones apart."""
    rows = table(evaluation, "findings")
    if rows.empty:
        return callout("passed", "Không có nội dung nào cần làm rõ.", word="Đã kiểm tra")
    waiting = rows[rows["status"] == "open"]
    counted = waiting.groupby(["check", "severity"]).size().unstack(fill_value=0)
    counted = counted.reindex(columns=list(SEVERITIES), fill_value=0)
    counted["answered"] = rows[rows["status"] != "open"].groupby("check").size()
    every = sorted(set(rows["check"]))
    frame = counted.reindex(every).fillna(0).reset_index(names="check")
    frame = frame.sort_values([*SEVERITIES, "check"], ascending=[False, False, False, True])
    frame["check"] = [word("check", code) for code in frame["check"]]
    totals = {"check": "Tổng cộng", **frame.drop(columns="check").sum().to_dict()}
    labels = {"check": "Phép kiểm tra"}
    labels |= {code: f"{word('severity', code)}, chờ" for code in SEVERITIES}
    labels["answered"] = "Đã trả lời"
    numbers = [name for name in labels if name != "check"]
    return make_table(
        pd.concat([frame, pd.DataFrame([totals])], ignore_index=True),
        caption="Nội dung cần làm rõ theo phép kiểm tra",
        labels=labels,
        kinds={"check": "text", **dict.fromkeys(numbers, "count")},
        total=True,
        unit="nội dung",
    )


def questions(evaluation: Evaluation) -> Html:
    """Every question, the weightiest first."""
    rows = table(evaluation, "findings")
    return findings_table(evaluation, rows, caption="Toàn bộ nội dung cần làm rõ", shared=True)


def agreement(evaluation: Evaluation) -> Html:
    """Reports against the platform, measure by measure."""
    rows = table(evaluation, "findings")
    far = rows[(rows["check"] == "report_and_platform_differ") & (rows["severity"] == "error")]
    count = far["unit_code"].nunique()
    title = (
        f"{count} đơn vị có số liệu báo cáo lệch hệ thống quá mức phải sửa"
        if count
        else "Không đơn vị nào báo cáo lệch hệ thống quá mức phải sửa"
    )
    return source_gaps(evaluation, title=title) or callout(
        "note", "Không có số liệu nào vừa có báo cáo vừa có hệ thống."
    )


def reported_work(evaluation: Evaluation) -> Html:
    """What units say they did, summed over the city; scored only where the rubric names it."""
    city = evaluation.rules.campaign.city
    rows = table(evaluation, "panel")
    rows = rows[(rows["used_source"] == "self_report") & rows["used_value"].notna()]
    rows = rows[rows["unit_code"] == (city.code if city else "")]
    order = [measure.code for measure in evaluation.rules.campaign.measures]
    rows = rows.sort_values("measure", key=lambda codes: codes.map(order.index))
    frame = pd.DataFrame(
        {
            "measure": [measure_label(evaluation, code) for code in rows["measure"]],
            "value": rows["used_value"].to_numpy(),
        }
    )
    if frame.empty:
        return callout("note", "Chưa có số liệu từ báo cáo.")
    return make_table(
        frame,
        caption="Công việc các đơn vị đã báo cáo, cộng toàn Thành phố",
        labels={"measure": "Chỉ tiêu", "value": "Tổng cộng"},
        kinds={"measure": "text", "value": "count"},
        note=source_note(evaluation, "đơn vị tự báo cáo"),
    )


def reviews(evaluation: Evaluation) -> Html:
    """Holds, waivers and inspections, with the documents behind them."""
    rows = table(evaluation, "gates")
    kinds = {gate.code: gate.kind for gate in evaluation.rules.awards.gates}
    kind = rows["gate"].map(kinds)
    spoken = (kind == "integrity") & (rows["evidence"] != "")
    rows = rows[spoken | (rows["status"] == "on_hold") | rows["reason"].str.startswith("được miễn")]
    if rows.empty:
        return callout("passed", "Không có đơn vị nào bị tạm dừng, được miễn hay có kết luận.")
    rows, more = first_rows(rows.sort_values(["status", "unit_code", "gate"]), "gates")
    frame = rows.assign(
        name=[place_of(evaluation, code) for code in rows["unit_code"]],
        gate=[gate_label(evaluation, code) for code in rows["gate"]],
        status=worded_column("gate", rows["status"]),
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
    )
    return make_table(
        frame,
        caption="Kiểm tra, tạm dừng xét và miễn điều kiện",
        labels={
            "name": "Đơn vị",
            "gate": "Điều kiện",
            "status": "Kết quả",
            "reason": "Nội dung",
            "evidence": "Căn cứ",
        },
        kinds={"name": "text", "gate": "text", "status": "text"},
        links={"name": "page"},
        note=more,
    )


def verified(evaluation: Evaluation) -> Html:
    """The figures that a verification replaced, before and after."""
    rows = table(evaluation, "panel")
    rows = rows[rows["verified_value"].notna()]
    if rows.empty:
        return callout("note", "Chưa có số liệu nào được thẩm định lại.")
    rows, more = first_rows(rows, "panel")
    before = rows["platform_value"].fillna(rows["register_value"]).fillna(rows["reported_value"])
    frame = rows.assign(
        name=[place_of(evaluation, code) for code in rows["unit_code"]],
        before=_shared(rows["measure"], before),
        verified_value=_shared(rows["measure"], rows["verified_value"]),
        measure=[measure_label(evaluation, code) for code in rows["measure"]],
    )
    return make_table(
        frame,
        caption="Số liệu đã thẩm định",
        labels={
            "name": "Đơn vị",
            "measure": "Chỉ tiêu",
            "before": "Trước thẩm định",
            "verified_value": "Sau thẩm định",
        },
        kinds={"name": "text", "measure": "text", "before": "count", "verified_value": "count"},
        note=more,
    )


def _shared(measures: pd.Series, counts: pd.Series) -> pd.Series:
    """Counts as a page that others read shows them."""
    pairs = zip(measures, counts, strict=True)
    shown = [shared_count(measure, count) for measure, count in pairs]
    return pd.Series(shown, index=counts.index, dtype="object")


def files(evaluation: Evaluation) -> Html:
    """Every file that was read, with its rows and the beginning of its hash."""
    rows = table(evaluation, "sources")
    rows, more = first_rows(rows, "sources")
    frame = rows.assign(sha256=rows["sha256"].str[:HASH_SHOWN])
    return make_table(
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


def rejected(evaluation: Evaluation) -> Html:
    """Every row that was not accepted, by file and line, with the reason."""
    rows = table(evaluation, "rejected")
    if rows.empty:
        return callout("passed", "Mọi dòng đều đọc được.", word="Đã kiểm tra")
    rows, more = first_rows(rows, "rejected")
    return make_table(
        rows,
        caption="Dòng không nhận",
        labels={"file": "Tệp", "sheet": "Trang tính", "row": "Dòng", "reason": "Lý do"},
        note=f"Giá trị của từng dòng trong tables/rejected.csv, cột cá nhân đã che. {more}".strip(),
    )


def outside(evaluation: Evaluation) -> Html:
    """Who reported although outside the leagues."""
    campaign = evaluation.rules.campaign
    rows = table(evaluation, "reports")
    sent = set(rows["unit_code"][rows["file"] != ""])
    names = [
        name_of(evaluation, code)
        for league in campaign.leagues
        if not league.is_ranked
        for code in campaign.units_of(league.code)
        if code in sent
    ]
    words = "; ".join(names) if names else "không có"
    return paragraph(text(f"Đơn vị ngoài bảng xếp hạng đã gửi báo cáo: {words}."))
