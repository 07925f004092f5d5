"""Bodies outside the leagues: whether they reported and what; shown, never ranked."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.disclosure import shared_count
from ihanoi_eval.reporting.facts import measure_label, name_of, records, rows_of, source_note, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.wording import lower_first, names
from ihanoi_eval.vietnamese import format_count


def outside_units(evaluation: Evaluation) -> Html:
    """Who reported although nobody ranks it, with what it says; who has not is a line."""
    campaign = evaluation.rules.campaign
    codes = [
        code
        for league in campaign.leagues
        if not league.is_ranked
        for code in campaign.units_of(league.code)
    ]
    if not codes:
        return callout("note", "Đợt này không có đơn vị ngoài bảng xếp hạng.")
    reports = table(evaluation, "reports")
    sent = reports[reports["unit_code"].isin(codes) & (reports["file"] != "")]
    silent = [name_of(evaluation, code) for code in codes if code not in set(sent["unit_code"])]
    left = f"Chưa gửi (không bắt buộc): {names(silent, most=8)}." if silent else ""
    if sent.empty:
        return callout("note", f"Chưa đơn vị nào ngoài bảng xếp hạng gửi báo cáo. {left}".strip())
    frame = pd.DataFrame(
        [
            {
                "name": name_of(evaluation, row["unit_code"]),
                "received_at": row["received_at"],
                "figures": _figures(evaluation, row["unit_code"]),
                "words": _words(evaluation, row["unit_code"]),
            }
            for row in records(sent)
        ]
    )
    labels = {"name": "Đơn vị", "received_at": "Nhận lúc", "figures": "Số liệu báo cáo"}
    labels |= {"words": "Ý kiến, khó khăn"} if frame["words"].any() else {}
    return make_table(
        frame,
        caption="Đơn vị ngoài bảng xếp hạng đã gửi báo cáo",
        labels=labels,
        kinds={"name": "text", "figures": "text", "words": "text"},
        note=source_note(evaluation, *([left.rstrip(".")] if left else [])),
    )


def _figures(evaluation: Evaluation, unit_code: str) -> str:
    """What a body reports in figures, as a phrase."""
    rows = rows_of(evaluation, "panel", unit_code)
    rows = rows[rows["reported_value"].notna()]
    told = []
    for measure, value in zip(rows["measure"], rows["reported_value"], strict=True):
        shown = shared_count(measure, value)
        count = shown if isinstance(shown, str) else format_count(shown)
        told.append(f"{lower_first(measure_label(evaluation, measure))}: {count}")
    return "; ".join(told)


def _words(evaluation: Evaluation, unit_code: str) -> str:
    """What a body reports in words."""
    rows = rows_of(evaluation, "answers", unit_code).sort_values(["received_at", "file"])
    return "; ".join(rows.drop_duplicates("field", keep="last")["value"])
