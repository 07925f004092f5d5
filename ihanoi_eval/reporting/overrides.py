"""One list for the auditor: what people changed, by which document, and what it changed."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.gates import ROW_OF_PARENT_WAIVER
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import (
    gate_label,
    indicator_label,
    measure_label,
    page_of,
    place_of,
    points_text,
    records,
    table,
)
from ihanoi_eval.reporting.html import Html, join, text
from ihanoi_eval.reporting.side_by_side import change_of_verified
from ihanoi_eval.reporting.tables import in_part, objects, worded
from ihanoi_eval.reporting.waivers import waivers
from ihanoi_eval.reporting.wording import lower_first, word
from ihanoi_eval.vietnamese import format_date

ORDER = (
    *("verification", "adjustment", "waiver", "hold", "decision", "not_applicable", "followup"),
)
MOST = 20  # rows in sight; the others are folded
Row = dict[str, object]


def overrides_list(evaluation: Evaluation) -> Html:
    """Every documented row that changes a figure, a condition, points or a seat."""
    rows = table(evaluation, "overrides")
    of_inspection = rows["about"].str.startswith("inspection:")
    judged = of_inspection & (rows["status"] != "open")  # an open one changes nothing yet
    rows = rows[rows["kind"].isin(ORDER) & ((rows["kind"] != "followup") | judged)]
    if rows.empty:
        return callout("passed", "Không có số liệu, điều kiện hay điểm nào đổi theo văn bản.",
                       word="Đã kiểm tra")  # fmt: skip
    rows = rows.sort_values(
        ["kind", "on_date", "file", "row"],
        key=lambda column: column.map(ORDER.index) if column.name == "kind" else column,
    )
    frame = rows.assign(
        kind=[word("override", kind) for kind in rows["kind"]],
        name=[_subject(evaluation, row) for row in records(rows)],
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
        effect=objects([_effect(evaluation, row) for row in records(rows)], rows),
        place=[f"{row['file']}, dòng {row['row']:.0f}" for row in records(rows)],
    )
    labels = {"kind": "Loại", "name": "Đơn vị", "effect": "Đã đổi gì", "document_no": "Số văn bản"}
    labels |= {"on_date": "Ngày", "body": "Cơ quan", "reason": "Lý do", "place": "Ghi tại"}
    if not frame["body"].any():
        del labels["body"]

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Miễn điều kiện, số thẩm định, điểm thưởng, điểm trừ, tạm dừng, quyết định",
            labels=labels,
            kinds={**dict.fromkeys(labels, "text"), "on_date": "date"},
            links={"name": "page"},
            note=note or "Người ký ghi tại reviews/; trang chỉ nêu cơ quan và số văn bản.",
        )

    return in_part(frame, make, most=MOST, name="overrides", what="dòng")


def _subject(evaluation: Evaluation, row: Row) -> str:
    """Whom the row is about; a nominee by its id, never by a name."""
    code = str(row["unit_code"])
    return place_of(evaluation, code) if code else f"đề cử {row['nominee_id']}"


def _effect(evaluation: Evaluation, row: Row) -> Html:
    """What one row changed in this run, or why it changed nothing."""
    make = {
        "verification": _verification,
        "adjustment": _adjustment,
        "waiver": _waiver,
        "hold": _hold,
        "decision": _decision,
        "not_applicable": _not_applicable,
        "followup": _followup,
    }[str(row["kind"])]
    return make(evaluation, row)


def _verification(evaluation: Evaluation, row: Row) -> Html:
    """The figure before and after; not where another row of that day contradicts it."""
    label = lower_first(measure_label(evaluation, str(row["about"])))
    panel = table(evaluation, "panel")
    found = panel[(panel["unit_code"] == row["unit_code"]) & (panel["measure"] == row["about"])]
    every = table(evaluation, "overrides")
    same = every[
        (every["kind"] == "verification")
        & (every["unit_code"] == row["unit_code"])
        & (every["about"] == row["about"])
    ]
    that_day = same[same["on_date"] == row["on_date"]]
    if that_day["value"].nunique() > 1:
        return text(f"{label}: không dùng, cùng ngày có số khác")
    later = same["on_date"][same["on_date"] > str(row["on_date"])]
    if len(found) == 0 or found["verified_value"].iloc[0] != row["value"]:
        why = f"thay bằng bản ngày {format_date(later.max())}" if len(later) else "không dùng"
        return text(f"{label}: {why}")
    return text(f"{label}: ") + change_of_verified(evaluation, records(found)[0])


def _adjustment(evaluation: Evaluation, row: Row) -> Html:
    """The points; not where they were not counted."""
    counted = table(evaluation, "adjustments")
    same = counted[
        (counted["unit_code"] == row["unit_code"]) & (counted["document_no"] == row["document_no"])
    ]
    points = float(str(row["value"]))
    words = f"{'+' if points > 0 else ''}{points_text(evaluation, points)} điểm"
    return text(
        words if (same["points"] == points).any() else "không tính, xem nội dung cần làm rõ"
    )


def _waiver(evaluation: Evaluation, row: Row) -> Html:
    """The condition that is passed by it, or that would have been passed without."""
    rule, code = str(row["about"]), str(row["unit_code"])
    rows = waivers(evaluation)
    used = rows[rows["evidence"] == row["document_no"]]
    if rule == ROW_OF_PARENT_WAIVER:
        below = used[used["unit_code"].isin(evaluation.rules.campaign.children.get(code, ()))]
        return text(f"báo cáo của {len(below)} đơn vị trực thuộc được coi là đạt")
    label = lower_first(gate_label(evaluation, rule))
    own = used[(used["unit_code"] == code) & (used["gate"] == rule)]
    if own.empty:
        return text(f"{label}: không làm đổi kết quả")
    failed = str(own["reason"].iloc[0]).partition("nếu không: ")[2]
    return text(f"{label}: ") + worded("gate", "passed") + text(f" (nếu không: {failed})")


def _hold(evaluation: Evaluation, row: Row) -> Html:
    """Held back until when, or no more."""
    until = str(row["until"])
    if until and until < evaluation.as_of.isoformat():
        return text(f"hết tạm dừng từ sau ngày {format_date(until)}")
    return worded("gate", "on_hold") + text(f" đến {format_date(until)}" if until else "")


def _decision(evaluation: Evaluation, row: Row) -> Html:
    """What the Council decided beside what the list has."""
    listed = table(evaluation, "shortlist")
    same = listed[
        (listed["unit_code"] == row["unit_code"]) & (listed["nominee_id"] == row["nominee_id"])
    ]
    decided = word("decision", str(row["status"]))
    drafted = word("decision", same["decision"].iloc[0]) if len(same) else "không có trong bảng"
    return join(
        [text(lower_first(decided)), text(f"danh sách dự thảo: {lower_first(drafted)}")], "; "
    )


def _not_applicable(evaluation: Evaluation, row: Row) -> Html:
    """The indicator that leaves the unit's total."""
    label = lower_first(indicator_label(evaluation, str(row["about"])))
    return text(f"không áp dụng tiêu chí {label}; điểm chia lại")


def _followup(evaluation: Evaluation, row: Row) -> Html:
    """What an answer made of an inspection."""
    document = str(row["about"]).rpartition(":")[2]
    return text(f"kết luận {document}: {lower_first(word('finding', str(row['status'])))}")


def inspections(evaluation: Evaluation) -> Html:
    """Every inspection: where, when, by whom, what was found and what became of it."""
    rows = table(evaluation, "overrides")
    rows = rows[rows["kind"] == "inspection"]
    if rows.empty:
        return callout("note", "Chưa có kết quả kiểm tra nào có văn bản.")
    rows = rows.sort_values(["status", "on_date", "row"], ascending=[False, True, True])
    answers = table(evaluation, "findings").set_index("finding_id")["status"]
    outcome = [
        worded(
            "finding", answers.get(f"inspection:{row['unit_code']}:{row['document_no']}", "open")
        )
        if row["status"] == "serious"
        else text("không yêu cầu")
        for row in records(rows)
    ]
    frame = rows.assign(
        name=[place_of(evaluation, code) for code in rows["unit_code"]],
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
        status=[word("inspection", code) for code in rows["status"]],
        outcome=objects(outcome, rows),
    )

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Kết quả kiểm tra",
            labels={
                **{"name": "Đơn vị", "on_date": "Ngày", "body": "Đoàn kiểm tra"},
                **{"reason": "Nội dung", "status": "Mức độ", "outcome": "Giải trình"},
                "document_no": "Số văn bản",
            },
            kinds={"name": "text", "status": "text", "outcome": "text"},
            links={"name": "page"},
            note=note,
        )

    return in_part(frame, make, most=MOST, name="overrides", what="kết quả kiểm tra")
