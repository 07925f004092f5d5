"""A district's page: earned, lost, against the cut line and its peers, its communes, its pace."""

from ihanoi_eval.evaluation import open_run
from ihanoi_eval.reporting.charts import ladder, points_bars, strip
from ihanoi_eval.reporting.explanations import (
    distance_sentence,
    league_sentence,
    losses_sentence,
    peers_sentence,
)
from ihanoi_eval.reporting.facts import (
    UnitView,
    cut_line,
    league_of,
    name_of,
    rate_of_cases,
    see_unit,
    table,
)
from ihanoi_eval.reporting.funnel import funnel
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.maps import indicator_map
from ihanoi_eval.reporting.rank_sets import rank_sets_sentence
from ihanoi_eval.reporting.row_charts import pace_rows
from ihanoi_eval.reporting.tables import findings_table, ranking_table
from ihanoi_eval.reporting.unit_tables import (
    change_table,
    gates_table,
    indicator_table,
    total_sentence,
    unit_heading,
)

NOTHING = "Không có số liệu cho phần này."


def open(run: str = "", unit_code: str = "") -> UnitView:
    """The run seen from a district; without a run, the last complete one."""
    return see_unit(open_run(run or None), unit_code)


def heading(district: UnitView) -> Html:
    """Title, status, and what the reader has to know: points, rank, distance, decision."""
    return unit_heading(district, name_of(district.evaluation, district.unit_code))


def cut_line_ladder(district: UnitView) -> Html:
    """Where the district stands among all of its league."""
    league = league_of(district.evaluation, district.unit_code).code
    sentence = league_sentence(district, cut_line(district.evaluation, league))
    title = distance_sentence(district)
    return paragraph(sentence) + ladder(
        district.evaluation, league, title=title, unit_code=district.unit_code
    )


def earned_and_lost(district: UnitView) -> Html:
    """Points of each indicator, as bars and as the table that sums."""
    return (
        points_bars(district, title=losses_sentence(district))
        + indicator_table(district)
        + paragraph(total_sentence(district))
    )


def peers(district: UnitView) -> Html:
    """The district among its peer group."""
    said = rank_sets_sentence(district.evaluation, district.unit_code)
    return strip(district, title=peers_sentence(district)) + (paragraph(said) if said else Html(""))


def changes(district: UnitView) -> Html:
    """What would have reached the cut line, each indicator alone."""
    return change_table(district)


def gates(district: UnitView) -> Html:
    """The conditions beside the points."""
    return gates_table(district)


def communes(district: UnitView) -> Html:
    """Each unit of the district with rank, points and decision; links lead to these rows."""
    codes = district.evaluation.rules.campaign.children.get(district.unit_code, ())
    if not codes:
        return paragraph(NOTHING)
    caption = f"Các đơn vị thuộc {name_of(district.evaluation, district.unit_code)}"
    return ranking_table(district.evaluation, codes, caption=caption, anchors=True)


def communes_map(district: UnitView) -> Html:
    """The leading indicator of the district's units on a map."""
    codes = district.evaluation.rules.campaign.children.get(district.unit_code, ())
    drawn = indicator_map(district.evaluation, codes) if codes else None
    return drawn or paragraph(NOTHING)


def pace(district: UnitView) -> Html:
    """New accounts of the district and its units against what is expected by now."""
    progress = table(district.evaluation, "progress")
    known = set(progress["unit_code"][progress["pace_expected"].notna()])
    if district.unit_code not in known:
        return paragraph(NOTHING)
    children = district.evaluation.rules.campaign.children.get(district.unit_code, ())
    codes = [code for code in children if code in known]
    return pace_rows(district.evaluation, [district.unit_code, *codes], this=district.unit_code)


def petitions(district: UnitView) -> Html:
    """The district's rate of petitions on time, with what chance can do."""
    league = league_of(district.evaluation, district.unit_code).code
    rule = rate_of_cases(district.evaluation, league)
    drawn = rule and funnel(district.evaluation, rule.code, league, unit_code=district.unit_code)
    return drawn or paragraph(NOTHING)


def findings(district: UnitView) -> Html:
    """Questions to the district and to its units."""
    evaluation = district.evaluation
    children = evaluation.rules.campaign.children.get(district.unit_code, ())
    rows = table(evaluation, "findings")
    rows = rows[rows["unit_code"].isin([district.unit_code, *children])]
    name = name_of(evaluation, district.unit_code)
    return findings_table(
        evaluation,
        rows,
        caption=f"Nội dung {name} và các đơn vị thuộc cần làm rõ",
        shared=True,
        own=district.unit_code,
    )
