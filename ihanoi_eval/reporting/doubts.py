"""The doubts by weight: who has most to answer, what was asked, what was answered and by what."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, folded
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import name_of, page_of, records, table
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.levels import level_of, shared_finding
from ihanoi_eval.reporting.tables import findings_table, in_part, named, worded_column
from ihanoi_eval.reporting.wording import lower_first, word

SEVERITIES = ("error", "warning", "question")
MOST_UNITS = 10  # in sight; the others are folded
NOBODY = "Nguồn số liệu chung, không gắn với đơn vị nào"


def waiting(evaluation: Evaluation) -> pd.DataFrame:
    """The findings that nobody has answered yet."""
    rows = table(evaluation, "findings")
    return rows[rows["status"] == "open"]


def doubts_by_sender(evaluation: Evaluation) -> Html:
    """Who has to answer most, a row each sender of a report with its communes' doubts in it."""
    rows = waiting(evaluation)
    if rows.empty:
        return callout("passed", "Không có nội dung nào đang chờ trả lời.", word="Đã kiểm tra")
    rows = rows.assign(sender=[_sender(evaluation, code) for code in rows["unit_code"]])
    counted = rows.groupby(["sender", "severity"]).size().unstack(fill_value=0)
    counted = counted.reindex(columns=list(SEVERITIES), fill_value=0).reset_index()
    counted = counted.sort_values([*SEVERITIES, "sender"], ascending=[False] * 3 + [True])
    about = {str(code): _mostly(group) for code, group in rows.groupby("sender")}
    frame = counted.assign(
        name=[name_of(evaluation, code) if code else NOBODY for code in counted["sender"]],
        page=[page_of(evaluation, code) for code in counted["sender"]],
        about=[about[code] for code in counted["sender"]],
    )
    labels = {"name": "Đơn vị trả lời"} | {one: word("severity", one) for one in SEVERITIES}
    labels["about"] = "Nặng nhất về"

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Đơn vị có nhiều nội dung chờ trả lời nhất",
            labels=labels,
            kinds={"name": "text", "about": "text", **dict.fromkeys(SEVERITIES, "count")},
            links={"name": "page"},
            unit="nội dung; của xã, phường, thị trấn tính vào quận, huyện, thị xã gửi báo cáo",
            note=note,
        )

    return in_part(frame, make, most=MOST_UNITS, name="findings", what="đơn vị")


def _sender(evaluation: Evaluation, unit_code: str) -> str:
    """Who answers for a unit: itself, or the unit above whose workbook it is a row of."""
    campaign = evaluation.rules.campaign
    unit = campaign.unit_by_code.get(unit_code)
    if unit is None:
        return ""
    by_parent = campaign.league_by_code[unit.league].reports == "row_of_parent"
    return unit.parent_code if by_parent else unit_code


def _mostly(rows: pd.DataFrame) -> str:
    """The check that asks most of the weightiest."""
    weight = rows.assign(weight=rows["severity"].map(SEVERITIES.index))
    order = weight.groupby("check")["weight"].agg(["min", "size"])
    order = order.sort_values(["min", "size"], ascending=[True, False], kind="stable")
    return lower_first(word("check", str(order.index[0])))


def doubts_by_kind(evaluation: Evaluation) -> Html:
    """How many questions of each kind and weight, answered ones apart."""
    rows = table(evaluation, "findings")
    if rows.empty:
        return callout("passed", "Không có nội dung nào cần làm rõ.", word="Đã kiểm tra")
    counted = waiting(evaluation).groupby(["check", "severity"]).size().unstack(fill_value=0)
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


def doubts_listed(evaluation: Evaluation) -> Html:
    """Every doubt, folded by its weight."""
    rows = waiting(evaluation)
    parts = [Html("")]
    for severity in SEVERITIES:
        some = rows[rows["severity"] == severity]
        if len(some):
            label = word("severity", severity)
            shown = findings_table(evaluation, some, caption=f"{label}, chờ trả lời", shared=True)
            parts.append(folded(f"{label}: {len(some)} nội dung chờ trả lời", shown))
    whole = parts[0]
    for part in parts[1:]:
        whole += part
    return whole


def answered(evaluation: Evaluation, *, unit_code: str = "") -> Html:
    """What was answered, by which document of which day; on a unit's own page its own alone."""
    rows = table(evaluation, "findings")
    rows = rows[rows["status"] != "open"]
    if unit_code:
        rows = rows[rows["unit_code"] == unit_code]
    if rows.empty:
        return paragraph("Chưa có nội dung nào được trả lời bằng văn bản.")
    followups = table(evaluation, "overrides")
    followups = followups[followups["kind"] == "followup"].sort_values(["about", "on_date", "row"])
    last = followups.drop_duplicates("about", keep="last").set_index("about")
    known = last.reindex(rows["finding_id"])
    frame = named(evaluation, rows).assign(
        message=rows["message"]
        if unit_code and level_of(evaluation) == "internal"
        else [shared_finding(evaluation, row) for row in records(rows)],
        status=worded_column("finding", rows["status"]),
        document_no=known["document_no"].fillna("").to_numpy(),
        on_date=known["on_date"].fillna("").to_numpy(),
        reason=known["reason"].fillna("").to_numpy(),
    )

    labels = {
        **({} if unit_code else {"name": "Đơn vị"}),
        "message": "Nội dung đã hỏi",
        "status": "Kết quả",
        "document_no": "Số văn bản",
        "on_date": "Ngày",
        "reason": "Ghi chú",
    }

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Nội dung đã trả lời",
            labels=labels,
            kinds={"name": "text", "message": "text", "status": "text"},
            links={} if unit_code else {"name": "page"},
            note=note,
        )

    return in_part(frame, make, most=MOST_UNITS, name="findings", what="nội dung đã trả lời")
