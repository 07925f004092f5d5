"""The draft list: who is proposed, on which track, what decided it, why others are not."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting.blocks import callout, figures, folded
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import (
    header,
    place_of,
    records,
    seats_of,
    source_note,
    table,
    used_value,
)
from ihanoi_eval.reporting.html import Html, join, paragraph
from ihanoi_eval.reporting.levels import at_level, level_of
from ihanoi_eval.reporting.list_charts import seat_grid
from ihanoi_eval.reporting.nominee_lists import nominee_counts, nominee_reasons
from ihanoi_eval.reporting.seat_changes import seat_changes
from ihanoi_eval.reporting.seats import seats_taken
from ihanoi_eval.reporting.tables import reasons_table, seats_table
from ihanoi_eval.reporting.today import below_plan, tasks_list, to_decide
from ihanoi_eval.reporting.waivers import waivers_list
from ihanoi_eval.reporting.wording import share_words
from ihanoi_eval.vietnamese import format_percent

IN_SIGHT = 100  # reasons; more are folded under their number
NO_LIST = "Chưa có danh sách đề nghị ở kỳ này."


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> Evaluation:
    """The run; without a name, the last complete one."""
    return at_level(open_run(run or None), level)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, and how many are proposed of each league."""
    items = [
        (f"{seats.total}/{quota}", ": ".join(filter(None, [league.unit_label, seats.split])))
        for league in evaluation.rules.campaign.ranked_leagues
        for quota in [_seats(evaluation, league.code)]
        for seats in [seats_taken(evaluation, league.code)]
        if quota
    ]
    return header(evaluation, "Danh sách đề nghị khen thưởng (dự thảo)") + figures(
        items,
        "Con số là suất đã có đơn vị và suất Hội đồng chọn, trên số suất tối đa; suất nào cũng chỉ "
        "là tối đa, không bắt buộc lấy đủ.",
        "Công cụ xếp hạng và soạn dự thảo; Hội đồng xem xét và quyết định.",
    )


def _seats(evaluation: Evaluation, league: str) -> int:
    """How many seats a league has on both tracks."""
    quota = evaluation.rules.awards.quotas.get(league)
    return quota.level + quota.improvement if quota else 0


def decisions(evaluation: Evaluation) -> Html:
    """What leaders and the Council have to settle."""
    return tasks_list(
        to_decide(evaluation), none="Không có việc nào chờ quyết định", level=level_of(evaluation)
    )


def proposed(evaluation: Evaluation) -> Html:
    """Each league's proposed units in order, with track, points and what decided the seat."""
    blocks = [
        seats_table(evaluation, league.code, "award", "council", caption=league.label)
        for league in evaluation.rules.campaign.ranked_leagues
        if len(seats_of(evaluation, league.code, "award", "council"))
    ]
    return join([*blocks, waivers_list(evaluation)]) if blocks else callout("note", NO_LIST)


def reserve(evaluation: Evaluation) -> Html:
    """Who stands ready for a seat that becomes free."""
    blocks = [
        seats_table(evaluation, league.code, "reserve", caption=f"Dự phòng: {league.label}")
        for league in evaluation.rules.campaign.ranked_leagues
        if len(seats_of(evaluation, league.code, "reserve"))
    ]
    if not blocks:
        return callout("note", NO_LIST)
    share = format_percent(float(evaluation.rules.awards.reserve_share), decimals=0)
    rule = (
        f"Dự phòng bằng {share} số suất theo điểm, làm tròn lên, lấy theo thứ hạng trong số đơn vị "
        "đủ điều kiện chưa có suất và trong cùng giới hạn; bằng điểm ở cuối thì ghi đủ cả."
    )
    return join([paragraph(rule), *blocks])


def grid(evaluation: Evaluation) -> Html:
    """Where the seats of units with a unit above them lie, by that unit and peer group."""
    charts = []
    for league in evaluation.rules.campaign.ranked_leagues:
        quota = evaluation.rules.awards.quotas.get(league.code)
        if quota and quota.most_per_parent:
            title = (
                f"{league.label}: không đơn vị cấp trên nào có quá {quota.most_per_parent} chỗ, "
                "kể cả dự phòng"
            )
            chart = seat_grid(evaluation, league.code, title=title)
            charts += [chart] if chart else []
    return join(charts) if charts else callout("note", NO_LIST)


def below_the_plan(evaluation: Evaluation) -> Html:
    """Proposed units whose staff is below the level of the plan: by how many, and why they pass."""
    listed = table(evaluation, "shortlist")
    if not listed["decision"].isin(["award", "council"]).any():
        return callout("note", NO_LIST)
    if all(gate.plan_level is None for gate in evaluation.rules.awards.gates):
        return callout("note", "Điều kiện của đợt này không có mức nào của Kế hoạch cao hơn.")
    gates = table(evaluation, "gates")
    why = {(row["unit_code"], row["gate"]): row["reason"] for row in records(gates)}
    rows = [
        {
            "name": place_of(evaluation, code),
            "have": have,
            "due": due,
            "short": due - have,
            "share": share_words(have, due),
            "why": why.get((code, gate.code), ""),
            "order": have / due if due else 0.0,
        }
        for gate in evaluation.rules.awards.gates
        if gate.plan_level is not None
        for code in below_plan(evaluation, gate)
        for have, due in [
            (
                used_value(evaluation, code, gate.numerator),
                used_value(evaluation, code, gate.denominator),
            )
        ]
    ]
    if not rows:
        return callout("passed", "Mọi đơn vị trong danh sách đạt mức của Kế hoạch.")
    levels = {
        format_percent(float(gate.plan_level), decimals=0)
        for gate in evaluation.rules.awards.gates
        if gate.plan_level is not None
    }
    return make_table(
        pd.DataFrame(rows).sort_values(["order", "name"]),
        caption=f"Đơn vị trong danh sách dưới mức {', '.join(sorted(levels))} của Kế hoạch",
        labels={
            "name": "Đơn vị",
            "have": "Đã kích hoạt",
            "due": "Phải kích hoạt",
            "short": "Còn thiếu",
            "share": "Tỷ lệ",
            "why": "Vì sao vẫn đạt điều kiện",
        },
        kinds={
            **dict.fromkeys(("have", "due", "short", "share"), "count"),
            **{"name": "text", "why": "text"},
        },
        unit="người",
        note=source_note(evaluation),
    )


def nominees(evaluation: Evaluation) -> Html:
    """Collectives inside units and individuals: how many stand where, and why some do not."""
    return nominee_counts(evaluation) + nominee_reasons(evaluation)


def changes(evaluation: Evaluation) -> Html:
    """Whom the earlier run that is named decided differently about."""
    return seat_changes(evaluation)


def reasons(evaluation: Evaluation) -> Html:
    """Every unit that has no seat, with the reason."""
    listed = table(evaluation, "shortlist")
    blocks = []
    for league in evaluation.rules.campaign.ranked_leagues:
        rows = listed[(listed["list"] == league.code) & (listed["nominee_id"] == "")]
        rows = rows[rows["decision"].isin(["not_selected", "not_eligible", "on_hold"])]
        if len(rows):
            caption = f"{league.label}: {len(rows)} đơn vị không có trong danh sách"
            listed_here = reasons_table(evaluation, league.code, rows, caption=caption)
            blocks.append(folded(caption, listed_here) if len(rows) > IN_SIGHT else listed_here)
    return join(blocks) if blocks else paragraph(NO_LIST)
