"""What units report of their work: totals by league, training, media beside the register, funds."""

import pandas as pd

from ihanoi_eval.columns import Kind
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import measure_label, name_of, page_of, source_note, table
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.tables import in_part
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.vietnamese import format_count

MEDIA = ("articles", "broadcasts", "posts", "screens")
TRAINING, FUNDS = "training_sessions", "funds_spent"
MOST = 10  # units in sight; the others are folded


def work_by_league(evaluation: Evaluation) -> Html:
    """What units say they did, summed by league and over the city; scored only where asked."""
    campaign = evaluation.rules.campaign
    panel = table(evaluation, "panel")
    panel = panel[(panel["used_source"] == "self_report") & panel["used_value"].notna()]
    city = panel[panel["unit_code"] == (campaign.city.code if campaign.city else "")]
    totals = dict(zip(city["measure"], city["used_value"], strict=True))
    order = [one.code for one in campaign.measures if one.code in totals]
    if not order:
        return callout("note", "Chưa có số liệu từ báo cáo.")
    own = {one.code for one in campaign.measures if one.parent == "own"}
    columns: dict[str, list[object]] = {
        "measure": [measure_label(evaluation, code) for code in order]
    }
    labels = {"measure": "Chỉ tiêu"}
    for league in campaign.ranked_leagues:
        rows = panel[panel["unit_code"].isin(campaign.units_of(league.code))]
        above = rows["unit_code"].isin(campaign.children) & ~rows["measure"].isin(own)
        sums = rows[~above].groupby("measure")["used_value"].sum()
        columns[league.code] = [sums.get(code, float("nan")) for code in order]
        labels[league.code] = league.label
    columns["total"] = [totals[code] for code in order]
    labels["total"] = "Toàn Thành phố"
    kinds: dict[str, Kind] = {name: "text" if name == "measure" else "count" for name in labels}
    return make_table(
        pd.DataFrame(columns),
        caption="Công việc các đơn vị đã báo cáo",
        labels=labels,
        kinds=kinds,
        note=source_note(evaluation, "đơn vị tự báo cáo; chỉ tiêu nào bộ tiêu chí dùng mới tính"),
    )


def by_league(evaluation: Evaluation, measure: str, *, caption: str, unit: str) -> Html:
    """One reported measure: who was asked, who reported it, who reported none, and the sum."""
    campaign = evaluation.rules.campaign
    panel = table(evaluation, "panel")
    values = panel[panel["measure"] == measure].set_index("unit_code")["used_value"]
    rows: list[dict[str, str | float]] = []
    for league in campaign.ranked_leagues:
        form = campaign.form_of(league.code)
        if form is None or all(one.measure != measure for one in form.fields):
            continue
        found = values.reindex(list(campaign.units_of(league.code))).dropna()
        rows.append(
            {
                "league": league.label,
                "units": len(campaign.units_of(league.code)),
                "reported": len(found),
                "none": int((found == 0).sum()),
                "total": found.sum(),
            }
        )
    frame = pd.DataFrame(rows)
    if frame.empty or not frame["reported"].any():
        return callout("note", f"{caption}: chưa có đơn vị nào báo cáo.")
    sums = {"league": "Tổng cộng", **frame.drop(columns="league").sum().to_dict()}
    labels = {"league": "Bảng", "units": "Đơn vị được hỏi", "reported": "Đã báo cáo"}
    labels |= {"none": "Báo cáo bằng 0", "total": f"Tổng số ({unit})"}
    kinds: dict[str, Kind] = {name: "text" if name == "league" else "count" for name in labels}
    return make_table(
        pd.concat([frame, pd.DataFrame([sums])], ignore_index=True),
        caption=caption,
        labels=labels,
        kinds=kinds,
        total=True,
        note=source_note(evaluation, "đơn vị tự báo cáo"),
    )


def funds(evaluation: Evaluation) -> Html:
    """What was spent, by league, and by whom, the most first (Plan V)."""
    panel = table(evaluation, "panel")
    units = evaluation.rules.campaign.unit_by_code
    rows = panel[(panel["measure"] == FUNDS) & panel["unit_code"].isin(units)]
    rows = rows[rows["used_value"] > 0].sort_values(
        ["used_value", "unit_code"], ascending=[False, True]
    )
    whole = by_league(evaluation, FUNDS, caption="Kinh phí đã dùng", unit="đồng")
    if rows.empty:
        return whole
    frame = rows.assign(
        name=[name_of(evaluation, code) for code in rows["unit_code"]],
        page=[page_of(evaluation, code) for code in rows["unit_code"]],
    )

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Đơn vị dùng kinh phí nhiều nhất",
            labels={"name": "Đơn vị", "used_value": "Kinh phí"},
            kinds={"name": "text", "used_value": "count"},
            links={"name": "page"},
            unit="đồng",
            note=note,
        )

    return whole + in_part(frame, make, most=MOST, name="panel", what="đơn vị")


def media(evaluation: Evaluation) -> Html:
    """Items that units report beside those in the register, by unit with what is below (IV.5)."""
    frame, left = _media_by_unit(evaluation)
    if frame.empty:
        return callout("note", "Chưa có số liệu tuyên truyền từ báo cáo hay từ sổ.")
    reported = [name for name in MEDIA if frame[name].notna().any()]
    lone = int((frame["register"].fillna(0).eq(0) & frame[reported].sum(axis=1).gt(0)).sum())
    totals = frame[[*reported, "register"]].sum()
    words = [f"{format_count(totals[name])} {_low(evaluation, name)}" for name in reported]
    told = f"Sổ ghi {format_count(totals['register'])} tin, bài trong đợt"
    told += f"; các đơn vị báo cáo {', '.join(words)}" if words else ""
    told += f". {lone} đơn vị báo cáo có tuyên truyền mà sổ chưa ghi." if lone else "."
    told += f" Sổ còn {left} tin, bài ngoài thời gian của đợt, không cộng ở đây." if left else ""
    labels = {"name": "Đơn vị", "register": "Trong sổ"}
    labels |= {name: f"Báo cáo: {_low(evaluation, name)}" for name in reported}

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Tin, bài trong sổ và trong báo cáo",
            labels=labels,
            kinds={"name": "text", **dict.fromkeys([*reported, "register"], "count")},
            links={"name": "page"},
            note=note
            or source_note(evaluation, "gồm cả xã, phường, thị trấn; sổ ghi nhiều nhất đứng trước"),
        )

    return paragraph(told) + in_part(
        frame, make, most=MOST, name="media", what="đơn vị"
    ) + _channels(evaluation)  # fmt: skip


def _low(evaluation: Evaluation, measure: str) -> str:
    """A measure's label inside a sentence, without the words for number."""
    label = measure_label(evaluation, measure).removeprefix("Số ")
    return label[:1].lower() + label[1:]


def _in_window(evaluation: Evaluation) -> pd.Series:
    """Which rows of `media` are of the days that the campaign counts."""
    campaign, days = evaluation.rules.campaign, table(evaluation, "media")["on_date"]
    end = campaign.cut_off(evaluation.as_of).isoformat()
    return (days >= campaign.start.isoformat()) & (days < end)


def _media_by_unit(evaluation: Evaluation) -> tuple[pd.DataFrame, int]:
    """Reported and registered items by the unit that reports, and how many are of other days."""
    campaign = evaluation.rules.campaign
    units = campaign.unit_by_code
    above = {
        code: unit.parent_code if unit.parent_code in units else code
        for code, unit in units.items()
    }
    rows, inside = table(evaluation, "media"), _in_window(evaluation)
    kept = rows[inside]
    register = kept.groupby(kept["unit_code"].map(above))["items_count"].sum()
    panel = table(evaluation, "panel")
    panel = panel[panel["measure"].isin(MEDIA) & panel["unit_code"].isin(units)]
    reported = (
        panel.assign(unit_code=panel["unit_code"].map(above))
        .pivot_table(index="unit_code", columns="measure", values="reported_value", aggfunc="sum")
        .reindex(columns=list(MEDIA))
    )
    codes = sorted(set(register.index) | set(reported.index))
    frame = reported.reindex(codes).assign(register=register.reindex(codes))
    frame = frame.rename_axis("unit_code").reset_index()
    frame = frame.assign(
        name=[name_of(evaluation, code) for code in frame["unit_code"]],
        page=[page_of(evaluation, code) for code in frame["unit_code"]],
        register=frame["register"].fillna(0.0),
    ).sort_values(["register", "unit_code"], ascending=[False, True])
    return frame, int(rows["items_count"][~inside].sum())


def _channels(evaluation: Evaluation) -> Html:
    """What the register has of each channel."""
    rows = table(evaluation, "media")[_in_window(evaluation)]
    if rows.empty:
        return Html("")
    counts = rows.groupby("channel")["items_count"].sum().sort_values(ascending=False)
    words = [f"{word('media', str(name))} {format_count(n)}" for name, n in counts.items()]
    return paragraph(f"Theo kênh trong sổ: {'; '.join(words)}.")
