"""Points and ranks of every league: ladders, pillars, the map, rates with the limits of chance."""

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting.blocks import figures
from ihanoi_eval.reporting.charts import ladder
from ihanoi_eval.reporting.facts import (
    cut_line,
    header,
    name_of,
    page_of,
    points_text,
    ranked,
    rate_of_cases,
    table,
)
from ihanoi_eval.reporting.funnel import funnel
from ihanoi_eval.reporting.html import Html, join, paragraph
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.reporting.maps import indicator_map
from ihanoi_eval.reporting.row_charts import pillar_gaps
from ihanoi_eval.reporting.tables import ranking_table
from ihanoi_eval.reporting.targets import (
    targets_asked,
    targets_chart,
    targets_sentence,
    turned_table,
)
from ihanoi_eval.reporting.wording import names

MOST_ROWS = 100  # of one league; the rest of the communes stand on their districts' pages


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> Evaluation:
    """The run; without a name, the last complete one."""
    return at_level(open_run(run or None), level)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, and the middle of each league."""
    items = []
    tied = []
    for league in evaluation.rules.campaign.ranked_leagues:
        rows = ranked(evaluation, league.code)
        if len(rows):
            middle = points_text(evaluation, rows["total_points"].median())
            items.append((middle, f"điểm giữa bảng của {len(rows)} {league.unit_label}"))
            count = int((rows["is_tied"] == "true").sum())
            tied.append(f"{count} {league.unit_label}")
    return header(evaluation, "Điểm và xếp hạng") + figures(
        items,
        "Mỗi bảng xếp riêng, không so điểm giữa các bảng; bằng điểm thì đồng hạng (1, 1, 3).",
        f"Số đơn vị đồng hạng: {names(tied)}." if tied else "",
    )


def ladders(evaluation: Evaluation) -> Html:
    """Each league's ladder with those proposed and the cut line."""
    return join(
        ladder(evaluation, league.code, title=_ladder_title(evaluation, league.code))
        for league in evaluation.rules.campaign.ranked_leagues
        if len(ranked(evaluation, league.code))
    )


def _ladder_title(evaluation: Evaluation, league: str) -> str:
    """Who leads a league, and where its list ends."""
    rows = ranked(evaluation, league)
    best = name_of(evaluation, rows["unit_code"].iloc[0])
    cut = cut_line(evaluation, league)
    label = evaluation.rules.campaign.league_by_code[league].label
    first = points_text(evaluation, rows["total_points"].iloc[0])
    end = f"; ngưỡng danh sách {points_text(evaluation, cut.points)}" if cut else ""
    return f"{label}: {best} dẫn đầu với {first} điểm{end}"


def pillars(evaluation: Evaluation) -> Html:
    """In which pillar those proposed are ahead of the middle of their league."""
    charts = [
        chart
        for league in evaluation.rules.campaign.ranked_leagues
        if (chart := pillar_gaps(evaluation, league.code)) is not None
    ]
    return join(charts) if charts else paragraph("Chưa có danh sách để so sánh.")


def maps(evaluation: Evaluation) -> Html:
    """The leading indicator of the smallest units on the map, their parents outlined and linked."""
    campaign = evaluation.rules.campaign
    parents = list(campaign.children)
    inner = [code for codes in campaign.children.values() for code in codes]
    links = {code: page_of(evaluation, code) for code in parents}
    drawn = (
        indicator_map(evaluation, inner, outlined=parents, has_names=False, links=links)
        if inner
        else None
    )
    return drawn or paragraph("Đợt này không có bản đồ.")


def rates(evaluation: Evaluation) -> Html:
    """Rates on few cases against the number of cases, a league a chart."""
    charts = []
    for league in evaluation.rules.campaign.ranked_leagues:
        rule = rate_of_cases(evaluation, league.code)
        chart = rule and funnel(evaluation, rule.code, league.code)
        charts += [chart] if chart else []
    return join(charts) if charts else paragraph("Không có tỷ lệ nào trên ít trường hợp.")


def targets(evaluation: Evaluation) -> Html:
    """How hard the targets are against the register, and what hangs on it."""
    chart = targets_chart(evaluation)
    if chart is None:
        return paragraph("Đợt này không giao chỉ tiêu cho đơn vị.")
    return (
        chart
        + paragraph(targets_sentence(evaluation))
        + turned_table(evaluation)
        + targets_asked(evaluation)
    )


def rankings(evaluation: Evaluation) -> Html:
    """Each league's table, whole or its first hundred."""
    blocks = []
    ranking = table(evaluation, "ranking")
    for league in evaluation.rules.campaign.ranked_leagues:
        rows = ranked(evaluation, league.code)
        codes = rows["unit_code"].head(MOST_ROWS).tolist()
        if not codes:
            continue
        blocks.append(ranking_table(evaluation, codes, caption=league.label))
        left = len(rows) - len(codes)
        if left:
            words = f"Còn {left} {league.unit_label} xem tại trang của đơn vị cấp trên."
            blocks.append(paragraph(words))
        without = ranking[(ranking["league"] == league.code) & ranking["rank"].isna()]["unit_code"]
        if len(without):
            unranked = names([name_of(evaluation, code) for code in without], most=20)
            blocks.append(paragraph(f"Không xếp hạng vì thiếu số liệu: {unranked}."))
    return join(blocks)
