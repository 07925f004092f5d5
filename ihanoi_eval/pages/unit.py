"""Any unit's page, the one that stands up to an appeal: points that sum, evidence, sources."""

from ihanoi_eval.reporting.explanations import is_ranked
from ihanoi_eval.reporting.facts import (
    UnitView,
    name_of,
    place_of,
    rows_of,
)
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.levels import is_public, level_of, withheld
from ihanoi_eval.reporting.tables import findings_table
from ihanoi_eval.reporting.unit_sections import (
    UNRANKED,
    gates_section,
    ladder_section,
    objection_section,
    open_unit,
    peers_section,
    petitions_section,
    points_section,
)
from ihanoi_eval.reporting.unit_tables import (
    change_table,
    counted_table,
    panel_table,
    report_sentence,
    unit_heading,
)


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> UnitView:
    """The run seen from a unit; without a run, the last complete one."""
    return open_unit(run, unit_code, level)


def heading(unit: UnitView) -> Html:
    """Title, status, and what the reader has to know: points, rank, distance, decision."""
    return unit_heading(unit, place_of(unit.evaluation, unit.unit_code))


def earned_and_lost(unit: UnitView) -> Html:
    """Points of each indicator, as bars and as the table that sums."""
    return points_section(unit)


def cut_line_ladder(unit: UnitView) -> Html:
    """Where the unit stands among all of its league."""
    return ladder_section(unit)


def peers(unit: UnitView) -> Html:
    """The unit among its peer group."""
    return peers_section(unit)


def changes(unit: UnitView) -> Html:
    """What would have reached the cut line, each indicator alone."""
    if is_public(unit.evaluation):
        return withheld()
    return change_table(unit) if is_ranked(unit) else UNRANKED


def gates(unit: UnitView) -> Html:
    """The conditions beside the points, with evidence."""
    return gates_section(unit)


def petitions(unit: UnitView) -> Html:
    """The unit's rate of petitions on time, with what chance can do."""
    return petitions_section(unit)


def counted(unit: UnitView) -> Html:
    """From which figures every indicator was counted, and where they stand."""
    if is_public(unit.evaluation):
        return withheld()
    return counted_table(unit) if is_ranked(unit) else UNRANKED


def sources(unit: UnitView) -> Html:
    """Every figure of the unit with all its sources, and when its report came."""
    if is_public(unit.evaluation):
        return withheld()
    return paragraph(report_sentence(unit)) + panel_table(unit)


def findings(unit: UnitView) -> Html:
    """Questions to the unit, with its own counts."""
    if is_public(unit.evaluation):
        return withheld()
    rows = rows_of(unit.evaluation, "findings", unit.unit_code)
    caption = f"Nội dung {name_of(unit.evaluation, unit.unit_code)} cần làm rõ"
    shared = level_of(unit.evaluation) != "internal"
    return findings_table(unit.evaluation, rows, caption=caption, shared=shared, units=False)


def objection(unit: UnitView) -> Html:
    """How the unit can object: to whom, with what, by when; and what was answered so far."""
    return objection_section(unit)
