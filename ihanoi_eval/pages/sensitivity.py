"""How firm the list is: ranks and seats under other weights, other draws of the data, or both."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting.blocks import callout, figures
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import (
    decisions,
    header,
    indicator_label,
    name_of,
    page_of,
    ranked,
    records,
    seats_of,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html, join
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.reporting.row_charts import award_shares, rank_intervals
from ihanoi_eval.reporting.tables import worded_column
from ihanoi_eval.reporting.wording import LEFT_OUT, names, word
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.vietnamese import format_count, format_percent

BOTH = "weights_and_data"
SCENARIOS = ("weights", "data", BOTH)
COUNTS_MOVE = (
    "Số đếm rút lại theo dao động ngẫu nhiên của chính nó: tỷ lệ theo phân phối nhị thức (có tỷ lệ "
    "gốc thì tỷ lệ cũng rút lại), tài khoản mới theo Poisson; điều kiện xét trên số rút lại"
)
NO_DRAWS = "Kỳ này chưa thử độ nhạy vì chưa có danh sách đề nghị."


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> Evaluation:
    """The run; without a name, the last complete one."""
    return at_level(open_run(run or None), level)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, and how many units stand on each side of doubt."""
    zones = _scenario(evaluation, BOTH)["zone"].value_counts()
    rule = evaluation.rules.awards.sensitivity
    return header(evaluation, "Độ nhạy của danh sách") + figures(
        [
            (format_count(zones.get("clear_in", 0)), "đơn vị chắc trong danh sách"),
            (format_count(zones.get("cut_line", 0)), "đơn vị sát ngưỡng"),
            (format_count(zones.get("clear_out", 0)), "đơn vị chắc ngoài danh sách"),
        ],
        f"Chắc trong: có tên ở ít nhất {format_percent(float(rule.clear_in), decimals=0)} số lần "
        f"thử; chắc ngoài: không quá {format_percent(float(rule.clear_out), decimals=0)}.",
        "Mỗi lần thử tính lại điểm, xét lại điều kiện và lập lại danh sách theo đúng số lượng, "
        "cả hai diện. Phép thử không thay đổi thứ hạng và danh sách đã lập.",
    )


def tried(evaluation: Evaluation) -> Html:
    """What moves in each scenario, how often it was tried, and how near the quick way is."""
    rule = evaluation.rules.awards.sensitivity
    if table(evaluation, "sensitivity").empty:
        return callout("note", NO_DRAWS)
    moves = [
        (word("scenario", "weights"), _weights_words(rule), rule.draws),
        (word("scenario", "data"), COUNTS_MOVE, rule.draws),
        (word("scenario", BOTH), "Hai điều trên cùng lúc", rule.draws),
        ("Bỏ từng tiêu chí", "Điểm của tiêu chí chia cho tiêu chí khác trong nhóm", 1),
    ]
    frame = pd.DataFrame(moves, columns=["scenario", "moves", "draws"])
    return make_table(
        frame,
        caption="Các kịch bản đã thử",
        labels={"scenario": "Kịch bản", "moves": "Điều thay đổi", "draws": "Số lần thử"},
        kinds={"scenario": "text", "moves": "text", "draws": "count"},
        note=source_note(evaluation, f"hạt giống {rule.seed}: chạy lại ra cùng kết quả"),
    ) + join(_agreement(evaluation, row) for row in records(table(evaluation, "seat_checks")))


def _weights_words(rule: SensitivityRule) -> str:
    """How weights were drawn."""
    whose = " và ".join(
        {"indicators": "tiêu chí", "pillars": "nhóm tiêu chí"}[one] for one in rule.weights_of
    )
    if rule.weights == "dirichlet":
        return (
            f"Cả bộ trọng số của {whose} rút theo phân phối Dirichlet quanh quy định, "
            f"độ tập trung {format_count(rule.weight_concentration)}"
        )
    band = format_percent(float(rule.weight_band), decimals=0)
    return f"Trọng số của {whose} lệch riêng rẽ, nhiều nhất {band}, rồi quy về cùng tổng điểm"


def _agreement(evaluation: Evaluation, check: Mapping[str, Any]) -> Html:
    """How near the quick list is to the exact one, or that it is exact."""
    league = evaluation.rules.campaign.league_by_code[check["list"]]
    if pd.isna(check["same_lists_share"]):
        return callout("note", f"{league.label}: mọi lần thử đều lập danh sách chính xác.")
    return callout(
        "note",
        f"{league.label}: giới hạn mỗi đơn vị cấp trên và suất tối thiểu của nhóm cắt chéo nhau "
        f"nên {format_count(check['draws_count'])} lần thử lập danh sách theo cách gần đúng (đi từ "
        f"hạng cao xuống). {format_count(check['exact_draws_count'])} lần trong đó được lập lại "
        f"chính xác: {format_percent(check['same_lists_share'])} số lần cho cùng một danh sách, "
        f"{format_percent(check['same_seats_share'])} số suất trùng nhau.",
    )


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
    seats = set(seats_of(evaluation, league, "award", "council")["unit_code"])
    clear = rows[(rows["zone"] == "clear_in") & rows["unit_code"].isin(seats)]
    return f"{label}: {len(clear)} trong {len(seats)} đơn vị được đề nghị là chắc chắn"


def shares(evaluation: Evaluation) -> Html:
    """Each league's units near the line: how often each is on the list."""
    charts = [
        chart
        for league in evaluation.rules.campaign.ranked_leagues
        if (chart := award_shares(evaluation, league.code, BOTH)) is not None
    ]
    return join(charts) if charts else callout("note", NO_DRAWS)


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
    frame = wide.loc[codes].assign(
        name=[name_of(evaluation, code) for code in codes],
        rank=ranks.loc[codes],
        decision=[word("decision", decided.get(code, "")) for code in codes],
        zone=worded_column("zone", both.loc[codes, "zone"]),
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
    seats = set(listed["unit_code"][listed["decision"].isin(["award", "council"])])
    found = []
    for scenario, group in rows.groupby("scenario"):
        asked = set(group["unit_code"])
        inside = set(group["unit_code"][group["award_share"] >= 0.5])
        enter, leave = sorted(inside - seats), sorted((seats & asked) - inside)
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
        note=source_note(evaluation),
    )
