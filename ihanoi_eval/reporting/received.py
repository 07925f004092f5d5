"""Who sent a report, on which day, and whose is late, missing or not complete."""

from datetime import date, timedelta

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.blocks import callout, folded
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.due_reports import due_reports, not_in_order, rows_not_in_order
from ihanoi_eval.reporting.facts import name_of, page_of, source_note, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.tables import named, worded_column
from ihanoi_eval.reporting.wording import lower_first, word
from ihanoi_eval.vietnamese import format_date

STATUSES = ("on_time", "late", "missing", "not_due")
ROW, BARS, SMALL = 92, 52, 12.5  # [pixels] a league's strip, its highest bar, its letters
DAYS_BEFORE = 7  # before the deadline: shown at least


def report_counts(evaluation: Evaluation) -> Html:
    """How many units of each league reported on time, late or not."""
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
    seen = [status for status in STATUSES if any(row[status] for row in counted)]
    labels = {"league": "Bảng", "total": "Số đơn vị"}
    labels |= {status: word("report", status) for status in seen}
    numbers = [name for name in labels if name != "league"]
    return make_table(
        pd.DataFrame(counted),
        caption="Tình hình nộp báo cáo",
        labels=labels,
        kinds={"league": "text", **dict.fromkeys(numbers, "count")},
        unit="đơn vị",
        note=source_note(evaluation, "xã, phường, thị trấn báo cáo trong tệp của cấp huyện"),
    )


def report_days(evaluation: Evaluation) -> Html:
    """On which day how many workbooks came, a strip a league, the deadline a line; or nothing."""
    rows = table(evaluation, "reports")
    due = due_reports(evaluation)
    rows = rows[rows["unit_code"].isin(due.due)]
    dated = rows[rows["received_at"] != ""]
    if dated.empty:
        return Html("")
    campaign = evaluation.rules.campaign
    days = pd.to_datetime(dated["received_at"].str[:10]).dt.date
    first = min(days.min(), campaign.deadline - timedelta(days=DAYS_BEFORE))
    last = max(days.max(), campaign.deadline) + timedelta(days=1)
    leagues = [
        (league.label, rows[rows["unit_code"].isin(campaign.units_of(league.code))])
        for league in campaign.ranked_leagues
    ]
    leagues = [(label, own) for label, own in leagues if len(own)]
    most = max(int(days[days.index.isin(own.index)].value_counts().max() or 0)
               for _, own in leagues if days.index.isin(own.index).any())  # fmt: skip
    height = ROW * len(leagues) + 22
    parts = [
        piece
        for line, (label, own) in enumerate(leagues)
        for piece in _strip(label, own, campaign.deadline, first, last, most, ROW * line)
    ]
    edge = _place(campaign.deadline, first, last, end=True)
    parts += [
        d.line(edge, 20, edge, height - 20, colour=d.CUT, dash="5 3"),
        d.text(edge, height - 5, f"hết hạn {format_date(campaign.deadline)}", size=SMALL,
               colour=d.CUT, anchor=d.anchor_at(edge)),
    ]  # fmt: skip
    counts = rows["status"].value_counts()
    told = [f"{counts[s]} {lower_first(word('report', s))}" for s in STATUSES if s in counts]
    title = f"{len(dated)}/{len(rows)} đơn vị đã gửi báo cáo: {', '.join(told)}"
    return d.drawn(
        d.sheet(height, *parts, alt=d.sentence(title)),
        title=title,
        note=source_note(
            evaluation, "mỗi cột là một ngày, số trên cột là số báo cáo; cột rỗng ruột: sau hạn"
        ),
    )


def _place(day: date, first: date, last: date, *, end: bool = False) -> float:
    """Where a day begins across the strip, or where it ends."""
    return ((day - first).days + int(end)) / ((last - first).days + 1)


def _strip(
    label: str, rows: pd.DataFrame, deadline: date, first: date, last: date, most: int, y: float
) -> list[str]:
    """One league: what came in words, and a bar a day."""
    days = pd.to_datetime(rows["received_at"][rows["received_at"] != ""].str[:10]).dt.date
    counts = days.value_counts()
    missing = int((rows["file"] == "").sum())
    told = f"{len(days)}/{len(rows)} đã gửi" + (f", {missing} chưa gửi" if missing else "")
    base = y + ROW - 8
    width = 0.72 / ((last - first).days + 1)
    parts = [
        d.text(0, y + 14, label, size=SMALL, bold=True),
        d.text(1, y + 14, told, size=SMALL, anchor="end"),
        d.line(0, base, 1, base),
    ]
    for day, count in sorted(zip(counts.index, counts, strict=True)):
        at = _place(day, first, last) + 0.14 * width / 0.72
        high = (BARS - 12) * count / most
        colour = d.QUESTION if day > deadline else d.UNIT
        fill, edge = ("none", colour) if day > deadline else (colour, "")
        parts.append(d.bar(at, base - high, width, high, fill=fill, edge=edge))
        parts.append(
            d.text(at + width / 2, base - high - 4, f"{count}", size=11, anchor="middle",
                   colour=colour)
        )  # fmt: skip
    return parts


def reports_not_in_order(evaluation: Evaluation) -> Html:
    """Whose report is late, missing or not complete, or that nobody's is; before it is due too."""
    senders, rows = not_in_order(evaluation), rows_not_in_order(evaluation)
    if len(senders) or len(rows):
        return _senders(evaluation, senders) + _rows_of_parents(evaluation, rows)
    found = table(evaluation, "reports")
    if ((found["file"] != "") & (found["received_at"] == "")).any():
        return callout("note", "Không có sổ tiếp nhận, nên không biết báo cáo nào chậm.")
    if due_reports(evaluation).waiting:
        return callout("note", "Chưa đến hạn báo cáo; báo cáo đã nhận đều đủ nội dung.")
    return callout("passed", "Các đơn vị gửi báo cáo đều đúng hạn và đủ nội dung.")


def _senders(evaluation: Evaluation, rows: pd.DataFrame) -> Html:
    """The units with a workbook of their own that were late, are missing or are not complete."""
    if rows.empty:
        return Html("")
    order = {"missing": 0, "late": 1}
    frame = named(evaluation, rows).assign(
        weight=rows["status"].map(order).fillna(2), status=worded_column("report", rows["status"])
    )
    return make_table(
        frame.sort_values(["weight", "days_late", "unit_code"], ascending=[True, False, True]),
        caption="Cần đôn đốc: báo cáo chưa nộp, chậm hoặc thiếu nội dung",
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


def _rows_of_parents(evaluation: Evaluation, rows: pd.DataFrame) -> Html:
    """How many units are not in the workbook of the unit above, or not complete there."""
    if rows.empty:
        return Html("")
    frame = rows.assign(
        name=[name_of(evaluation, code) for code in rows["unit_code"]],
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
    )
    missing, incomplete = int(rows["missing"].sum()), int(rows["incomplete"].sum())
    shown = make_table(
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
    return folded(
        f"Trong báo cáo của {len(rows)} quận, huyện, thị xã: {missing} xã, phường, thị trấn chưa "
        f"có dòng, {incomplete} thiếu nội dung",
        shown,
    )
