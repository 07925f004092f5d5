"""Sentences that say why: proposed or not, earned and lost, how far from the cut line."""

from fractions import Fraction

import pandas as pd

from ihanoi_eval.judgement.field import IMPROVEMENT
from ihanoi_eval.measurement.aggregation import most_points
from ihanoi_eval.reporting.facts import (
    MINIMUM,
    CutLine,
    UnitView,
    gate_label,
    indicator_label,
    league_of,
    name_of,
    points_text,
    rank_text,
    ranked,
    records,
    rows_of,
    stage_label,
    table,
)
from ihanoi_eval.reporting.wording import lower_first, names, word
from ihanoi_eval.vietnamese import format_count, parse_number

BY_GAIN = "đã có suất ở diện tiến bộ, xét theo mức thu hẹp khoảng trống chứ không theo tổng điểm"
NO_POINTS = "không mức điểm nào đủ để có suất"
REACHED = "Tổng điểm đã đạt mức có suất."


def earned_and_lost(view: UnitView) -> pd.DataFrame:
    """What a unit earned and lost on each indicator beside its league's median, in rubric order.

    Columns: indicator, pillar, share, points, max_points, lost, median_points. max_points is what
    the indicator can give this unit, after rescaling (COUNTING 26); an indicator that does not
    apply has none, and loses none.
    """
    rubric = view.evaluation.rules.rubric
    league = league_of(view.evaluation, view.unit_code).code
    points = table(view.evaluation, "points")
    ranking = table(view.evaluation, "ranking")
    peers = points[points["unit_code"].isin(ranking["unit_code"][ranking["league"] == league])]
    medians = peers.groupby("indicator")["points"].median()
    own = rows_of(view.evaluation, "points", view.unit_code).set_index("indicator")
    order = [one.code for one in rubric.indicators_of(league)]
    own = own.reindex([code for code in order if code in own.index]).reset_index()
    most = {code: float(points) for code, points in worth(view).items()}
    own["max_points"] = own["indicator"].map(most)
    own["lost"] = (own["max_points"] - own["points"]).round(rubric.decimals)
    own["median_points"] = own["indicator"].map(medians)
    return own.drop(columns="unit_code")


def worth(view: UnitView) -> dict[str, Fraction]:
    """What each indicator that applies to the unit can give it, exact."""
    rubric = view.evaluation.rules.rubric
    league = league_of(view.evaluation, view.unit_code).code
    points = rows_of(view.evaluation, "points", view.unit_code)
    applies = set(points["indicator"][points["share"].notna()])
    chosen = [one for one in rubric.indicators_of(league) if one.code in applies]
    return most_points(chosen, league=league, rubric=rubric)[0] if chosen else {}


def standing(view: UnitView) -> str:
    """Where the unit stands: points, rank, league."""
    rows = rows_of(view.evaluation, "ranking", view.unit_code)
    name = name_of(view.evaluation, view.unit_code)
    rank = rank_text(view.evaluation, view.unit_code)
    if rows.empty or not rank:
        return f"{name} không được xếp hạng."
    total = points_text(view.evaluation, rows["total_points"].iloc[0])
    return f"{name} được {total} điểm, {rank}."


def is_ranked(view: UnitView) -> bool:
    """Whether the unit has a total, and so a rank."""
    rows = rows_of(view.evaluation, "ranking", view.unit_code)
    return len(rows) > 0 and not pd.isna(rows["total_points"].iloc[0])


def unit_figures(view: UnitView) -> list[tuple[str, str]]:
    """The three figures at the head of a unit's page: points, rank, distance to the cut line."""
    if not is_ranked(view):
        return []
    row = rows_of(view.evaluation, "ranking", view.unit_code).iloc[0]
    league = league_of(view.evaluation, view.unit_code)
    size = len(ranked(view.evaluation, league.code))
    tied = ", đồng hạng" if row["is_tied"] == "true" else ""
    scale = format_count(float(view.evaluation.rules.rubric.scale))
    items = [
        (points_text(view.evaluation, row["total_points"]), f"điểm trên thang {scale}"),
        (f"{row['rank']:.0f}/{size}", f"hạng trong các {league.unit_label}{tied}"),
    ]
    far = told_distance(view)
    if far is not None:
        sign = "+" if far > 0 else "−" if far < 0 else ""
        words = f"{sign}{points_text(view.evaluation, abs(far))}"
        items.append((words, f"điểm so với {line_name(view)}"))
    return items


def peers_sentence(view: UnitView) -> str:
    """Where the unit stands in its peer group, against the group's middle."""
    league = league_of(view.evaluation, view.unit_code).code
    every = ranked(view.evaluation, league)
    own = every[every["unit_code"] == view.unit_code].iloc[0]
    group = every[every["peer_group"] == own["peer_group"]]
    # The middle as the strip writes it, so that the numbers on the page subtract.
    middle = parse_number(points_text(view.evaluation, group["total_points"].median()))
    difference = round(own["total_points"] - middle, view.evaluation.rules.rubric.decimals)
    side = "cao hơn" if difference >= 0 else "thấp hơn"
    size = points_text(view.evaluation, abs(difference))
    name = name_of(view.evaluation, view.unit_code)
    return (
        f"{name} {side} mức giữa của nhóm so sánh {size} điểm, đứng thứ {own['peer_rank']:.0f} "
        f"trong {len(group)} đơn vị"
    )


def has_seat_by_gain(view: UnitView) -> bool:
    """Whether the unit has a seat of the track that does not look at totals."""
    rows = rows_of(view.evaluation, "shortlist", view.unit_code)
    seats = rows[rows["decision"].isin(["award", "council"])]
    return bool((seats["track"] == IMPROVEMENT).any())


def line_name(view: UnitView) -> str:
    """The unit's own line, as pages call it; with its track where the league has two."""
    league = league_of(view.evaluation, view.unit_code).code
    quota = view.evaluation.rules.awards.quotas.get(league)
    return "mức có suất" + (" diện dẫn đầu" if quota and quota.improvement else "")


def own_line(view: UnitView) -> float | None:
    """The least total with which the unit has a level seat, all else held; none without one.

    None too where every total is enough: 0 is no line to be above.

    The league's cut line says where the list ends; the unit's own minds the cap of its parent, the
    minimums of peer groups and the tie chain too (METHOD, What would have changed it).
    """
    rows = rows_of(view.evaluation, "cut_lines", view.unit_code).dropna(subset=["line_points"])
    line = 0.0 if rows.empty else float(rows["line_points"].iloc[0])
    return line if line > 0 else None


def distance(view: UnitView) -> float | None:
    """Points of the unit above (+) or below (−) its own line; none without either."""
    rows = rows_of(view.evaluation, "ranking", view.unit_code)
    line = own_line(view)
    if rows.empty or line is None or pd.isna(rows["total_points"].iloc[0]):
        return None
    difference = float(rows["total_points"].iloc[0]) - line
    return round(difference, max(view.evaluation.rules.rubric.decimals, 2))


def told_distance(view: UnitView) -> float | None:
    """The distance that pages speak of: none for a seat by gain, which no total gave."""
    return None if has_seat_by_gain(view) else distance(view)


def distance_sentence(view: UnitView) -> str:
    """How far the unit is from its own line, what sets it, where most was lost; or why none is."""
    name = name_of(view.evaluation, view.unit_code)
    rows = rows_of(view.evaluation, "cut_lines", view.unit_code)
    if rows.empty:
        return f"{name}: chưa có danh sách để so ngưỡng"
    row = rows.iloc[0]
    why = f" ({row['reason']})" if row["reason"] else ""
    far = distance(view)
    if has_seat_by_gain(view):
        return f"{name} {BY_GAIN}"
    if far is None:
        is_every = row["bound_by"] == "own_group" or row["line_points"] == 0
        every = "có suất ở mọi mức điểm" if is_every else NO_POINTS
        return f"{name}: {every}{why}"
    size, points = (points_text(view.evaluation, abs(one)) for one in (far, row["line_points"]))
    line = f"{line_name(view)} {points}"
    if far >= 0:
        above = f"cao hơn {line} là {size} điểm" if far else f"đúng bằng {line}"
        return f"{name} {above}{why}"
    behind = earned_and_lost(view)
    behind = behind.assign(behind=behind["median_points"] - behind["points"])
    worst = behind.sort_values("behind", ascending=False, kind="stable").head(1)
    if worst.empty or not worst["behind"].iloc[0] > 0:
        worst = behind.sort_values("lost", ascending=False, kind="stable").head(1)
    where = [lower_first(indicator_label(view.evaluation, code)) for code in worst["indicator"]]
    mostly = f", so với mức giữa chủ yếu ở {where[0]}" if where else ""
    return f"{name} thiếu {size} điểm so với {line}{why}{mostly}"


def first_conditions(view: UnitView) -> list[tuple[str, str]]:
    """What more points would not help, status and words: gates to pass, holds to be concluded."""
    first = {"failed": "Trước hết phải đạt điều kiện", "on_hold": "Trước hết phải có kết luận"}
    return [
        (status, f"{first[status]}: {lower_first(words)}") for status, words in blocking_gates(view)
    ]


def losses_sentence(view: UnitView) -> str:
    """On which indicators most points were lost."""
    lost = earned_and_lost(view).sort_values("lost", ascending=False, kind="stable").head(2)
    parts = [
        f"{lower_first(indicator_label(view.evaluation, code))} "
        f"({points_text(view.evaluation, points)} điểm)"
        for code, points in zip(lost["indicator"], lost["lost"], strict=True)
        if points > 0
    ]
    name = name_of(view.evaluation, view.unit_code)
    if not parts:
        return f"{name} đạt điểm tối đa ở mọi tiêu chí"
    return f"{name} mất nhiều điểm nhất ở {names(parts)}"


def decision_sentence(view: UnitView) -> str:
    """Whether the unit is proposed, and why."""
    rows = rows_of(view.evaluation, "shortlist", view.unit_code)
    name = name_of(view.evaluation, view.unit_code)
    if rows.empty:
        return f"{name}: chưa lập danh sách đề nghị ở kỳ này."
    row = rows.iloc[0]
    sentence = f"{name}: {lower_first(word('decision', row['decision']))}"
    if row["track"]:
        sentence += f", diện {lower_first(word('track', row['track']))}"
    if row["decided_by"]:
        sentence += f", xác định bởi {lower_first(stage_label(view.evaluation, row['decided_by']))}"
    if blocking_gates(view):
        return f"{sentence}."  # each gate is named with its reason beside it
    place, _, why = row["reason"].partition("; ")
    reason = why if place.startswith("hạng") else row["reason"]  # rank and points stand above it
    return sentence + (f". Lý do: {reason}." if reason else ".")


def blocking_gates(view: UnitView) -> list[tuple[str, str]]:
    """The gates that a unit failed or that hold it back: status, and label with reason."""
    rows = rows_of(view.evaluation, "gates", view.unit_code)
    rows = rows[rows["status"].isin(["failed", "on_hold"])]
    return [
        (row["status"], f"{gate_label(view.evaluation, row['gate'])} ({row['reason']}).")
        for row in records(rows)
    ]


def league_sentence(view: UnitView, cut: CutLine | None) -> str:
    """Where the list of the unit's league ends."""
    league = league_of(view.evaluation, view.unit_code)
    if cut is None:
        return f"Chưa có danh sách của bảng {lower_first(league.label)}."
    sentence = (
        f"Ngưỡng danh sách của bảng {lower_first(league.label)} là "
        f"{points_text(view.evaluation, cut.points)} điểm, ở chỗ thứ {cut.seats}"
    )
    totals = table(view.evaluation, "ranking").set_index("unit_code")["total_points"]
    kept = [
        f"{name_of(view.evaluation, code)} ({points_text(view.evaluation, totals[code])} điểm)"
        for code in cut.by_minimum
    ]
    return sentence + (f" theo điểm; {MINIMUM}: {names(kept)}." if kept else ".")
