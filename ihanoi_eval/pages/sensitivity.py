"""How firm the list is: ranks and seats under other weights, other draws of the data, or both."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting.blocks import callout, figures
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import (
    cut_line,
    decisions,
    header,
    indicator_label,
    name_of,
    page_of,
    ranked,
    seats_of,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html, join
from ihanoi_eval.reporting.row_charts import rank_intervals
from ihanoi_eval.reporting.tables import worded_column
from ihanoi_eval.reporting.wording import LEFT_OUT, names, word
from ihanoi_eval.vietnamese import format_count, format_percent

BOTH = "weights_and_data"
SCENARIOS = ("weights", "data", BOTH)
NOT_TRIED = "Suất tối thiểu của nhóm, không thử"
LEFT_TO_OTHERS = "phép thử để suất tối thiểu của nhóm cho đơn vị khác, nên số vào có thể nhiều hơn"
NO_DRAWS = "Kỳ này chưa thử độ nhạy vì chưa có danh sách đề nghị."


def open(run: str = "", unit_code: str = "") -> Evaluation:
    """The run; without a name, the last complete one."""
    return open_run(run or None)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, and how many units stand on each side of doubt."""
    rows = _scenario(evaluation, BOTH)
    kept = _kept(evaluation)
    zones = rows.loc[~rows["unit_code"].isin(kept), "zone"].value_counts()
    rule = evaluation.rules.awards.sensitivity
    return header(evaluation, "Độ nhạy của danh sách") + figures(
        [
            (format_count(zones.get("clear_in", 0)), "đơn vị chắc trong danh sách"),
            (format_count(zones.get("cut_line", 0)), "đơn vị sát ngưỡng"),
            (format_count(zones.get("clear_out", 0)), "đơn vị chắc ngoài danh sách"),
        ],
        f"Chắc trong: có mặt ở ít nhất {format_percent(float(rule.clear_in), decimals=0)} số lần "
        f"thử; chắc ngoài: không quá {format_percent(float(rule.clear_out), decimals=0)}. "
        f"Thử {format_count(rule.draws)} lần, hạt giống {rule.seed}.",
        f"Trọng số lệch tối đa {format_percent(float(rule.weight_band), decimals=0)}; số liệu dao "
        "động trong phạm vi ngẫu nhiên của chính số đếm. Phép thử không thay đổi thứ hạng và không "
        f"tính suất tối thiểu của nhóm so sánh{_kept_words(evaluation, kept)}.",
    )


def _kept(evaluation: Evaluation) -> set[str]:
    """The units whose seat only the minimum of their peer group gave; draws keep no minimum."""
    cuts = [
        cut_line(evaluation, league.code) for league in evaluation.rules.campaign.ranked_leagues
    ]
    return {code for cut in cuts if cut for code in cut.by_minimum}


def _kept_words(evaluation: Evaluation, kept: set[str]) -> str:
    """Whose seats those are."""
    named = names([name_of(evaluation, code) for code in sorted(kept)])
    return f" ({named})" if kept else ""


def _scenario(evaluation: Evaluation, scenario: str) -> pd.DataFrame:
    """The rows of one scenario."""
    rows = table(evaluation, "sensitivity")
    return rows[rows["scenario"] == scenario]


def intervals(evaluation: Evaluation) -> Html:
    """Each league's rank intervals around the cut line."""
    charts = []
    for league in evaluation.rules.campaign.ranked_leagues:
        title = _interval_title(evaluation, league.code)
        chart = rank_intervals(evaluation, league.code, BOTH, title=title)
        charts += [chart] if chart else []
    return join(charts) if charts else callout("note", NO_DRAWS)


def _interval_title(evaluation: Evaluation, league: str) -> str:
    """How many of the seats are clear, and who stands on the edge."""
    label = evaluation.rules.campaign.league_by_code[league].label
    rows = _scenario(evaluation, BOTH).merge(ranked(evaluation, league), on="unit_code")
    listed = set(seats_of(evaluation, league, "award", "council")["unit_code"])
    seats = listed - _kept(evaluation)
    clear = rows[(rows["zone"] == "clear_in") & rows["unit_code"].isin(seats)]
    by_points = " theo điểm" if seats != listed else ""
    return f"{label}: {len(clear)} trong {len(seats)} đơn vị được đề nghị{by_points} là chắc chắn"


def zones(evaluation: Evaluation) -> Html:
    """Units proposed or near the line, with how often each scenario proposes them."""
    rows = table(evaluation, "sensitivity")
    wide = rows[rows["scenario"].isin(SCENARIOS)].pivot(
        index="unit_code", columns="scenario", values="award_share"
    )
    if wide.empty:
        return callout("note", NO_DRAWS)
    wide = wide.reindex(columns=list(SCENARIOS))
    both = _scenario(evaluation, BOTH).set_index("unit_code")
    blocks = []
    for league in evaluation.rules.campaign.ranked_leagues:
        order = ranked(evaluation, league.code).set_index("unit_code")
        seats = set(seats_of(evaluation, league.code, "award", "council")["unit_code"])
        near = set(both.index[both["zone"].isin(["clear_in", "cut_line"])])
        codes = [code for code in order.index if code in seats | near and code in wide.index]
        if codes:
            blocks.append(_zones_of(evaluation, codes, wide, both, order["rank"], league.label))
    return join(blocks)


def _zones_of(
    evaluation: Evaluation,
    codes: list[str],
    wide: pd.DataFrame,
    both: pd.DataFrame,
    ranks: pd.Series,
    caption: str,
) -> Html:
    """One league's units near the line."""
    decided = decisions(evaluation)
    kept = _kept(evaluation)
    tried = wide.loc[codes].copy()
    tried.loc[tried.index.isin(kept)] = float("nan")
    zones = worded_column("zone", both.loc[codes, "zone"])
    zones[zones.index.isin(kept)] = NOT_TRIED
    frame = tried.assign(
        name=[name_of(evaluation, code) for code in codes],
        rank=ranks.loc[codes],
        decision=[word("decision", decided.get(code, "")) for code in codes],
        zone=zones,
        page=[page_of(evaluation, code) for code in codes],
    )
    return make_table(
        frame,
        caption=f"{caption}: tỷ lệ lần thử có tên trong danh sách",
        labels={
            "name": "Đơn vị",
            "rank": "Hạng",
            "decision": "Kết quả xét",
            **{scenario: word("scenario", scenario) for scenario in SCENARIOS},
            "zone": "Vùng",
        },
        kinds={
            "name": "text",
            "decision": "text",
            "zone": "text",
            **dict.fromkeys(SCENARIOS, "share"),
        },
        links={"name": "page"},
        note=source_note(evaluation),
    )


def left_out(evaluation: Evaluation) -> Html:
    """Who would enter and leave the list if one indicator were not there."""
    rows = table(evaluation, "sensitivity")
    rows = rows[rows["scenario"].str.startswith(LEFT_OUT)]
    if rows.empty:
        return callout("note", NO_DRAWS)
    listed = table(evaluation, "shortlist")
    kept = _kept(evaluation)
    seats = set(listed["unit_code"][listed["decision"].isin(["award", "council"])])
    found = []
    for scenario, group in rows.groupby("scenario"):
        asked = set(group["unit_code"])
        inside = set(group["unit_code"][group["award_share"] >= 0.5])
        enter, leave = sorted(inside - seats), sorted((seats & asked) - inside - kept)
        code = str(scenario).removeprefix(LEFT_OUT)
        found.append(
            {
                "indicator": indicator_label(evaluation, code),
                "enter": len(enter),
                "leave": len(leave),
                "who": names([name_of(evaluation, one) for one in leave], most=4),
            }
        )
    frame = pd.DataFrame(found).sort_values(["leave", "indicator"], ascending=[False, True])
    return make_table(
        frame,
        caption="Nếu bỏ một tiêu chí, danh sách thay đổi thế nào",
        labels={
            "indicator": "Bỏ tiêu chí",
            "enter": "Số đơn vị vào",
            "leave": "Số đơn vị ra",
            "who": "Đơn vị ra",
        },
        kinds={"indicator": "text", "enter": "count", "leave": "count", "who": "text"},
        note=source_note(evaluation, *([LEFT_TO_OTHERS] if kept else [])),
    )
