"""A district's page: earned, lost, against the cut line and its peers, its communes, its pace."""

from ihanoi_eval.reporting.facts import (
    UnitView,
    name_of,
    table,
)
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.levels import is_public, level_of, withheld
from ihanoi_eval.reporting.maps import indicator_map
from ihanoi_eval.reporting.row_charts import pace_rows
from ihanoi_eval.reporting.tables import findings_table, ranking_table
from ihanoi_eval.reporting.unit_sections import (
    NOTHING,
    gates_section,
    ladder_section,
    objection_section,
    open_unit,
    peers_section,
    petitions_section,
    points_section,
)
from ihanoi_eval.reporting.unit_tables import change_table, unit_heading


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> UnitView:
    """The run seen from a district; without a run, the last complete one."""
    return open_unit(run, unit_code, level)


def heading(district: UnitView) -> Html:
    """Title, status, and what the reader has to know: points, rank, distance, decision."""
    return unit_heading(district, name_of(district.evaluation, district.unit_code))


def cut_line_ladder(district: UnitView) -> Html:
    """Where the district stands among all of its league."""
    return ladder_section(district)


def earned_and_lost(district: UnitView) -> Html:
    """Points of each indicator, as bars and as the table that sums."""
    return points_section(district)


def peers(district: UnitView) -> Html:
    """The district among its peer group."""
    return peers_section(district)


def changes(district: UnitView) -> Html:
    """What would have reached the cut line, each indicator alone."""
    return withheld() if is_public(district.evaluation) else change_table(district)


def gates(district: UnitView) -> Html:
    """The conditions beside the points."""
    return gates_section(district)


def communes(district: UnitView) -> Html:
    """Each unit of the district with rank, points and decision; links lead to these rows."""
    codes = district.evaluation.rules.campaign.children.get(district.unit_code, ())
    if not codes:
        return paragraph(NOTHING)
    caption = f"Các đơn vị thuộc {name_of(district.evaluation, district.unit_code)}"
    return ranking_table(district.evaluation, codes, caption=caption, anchors=True)


def communes_map(district: UnitView) -> Html:
    """The leading indicator of the district's units on a map, each leading to its row above."""
    codes = district.evaluation.rules.campaign.children.get(district.unit_code, ())
    links = {code: f"#{code}" for code in codes}
    drawn = indicator_map(district.evaluation, codes, links=links) if codes else None
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
    return petitions_section(district)


def findings(district: UnitView) -> Html:
    """Questions to the district and to its units."""
    evaluation = district.evaluation
    if is_public(evaluation):
        return withheld()
    children = evaluation.rules.campaign.children.get(district.unit_code, ())
    rows = table(evaluation, "findings")
    rows = rows[rows["unit_code"].isin([district.unit_code, *children])]
    name = name_of(evaluation, district.unit_code)
    return findings_table(
        evaluation,
        rows,
        caption=f"Nội dung {name} và các đơn vị thuộc cần làm rõ",
        shared=True,
        own=district.unit_code if level_of(evaluation) == "internal" else "",
    )


def objection(district: UnitView) -> Html:
    """How the district can object: to whom, with what, by when; and what was answered so far."""
    return objection_section(district)
