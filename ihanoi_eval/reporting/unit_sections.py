"""What the page of a district and that of any other unit show alike."""

from ihanoi_eval.evaluation import open_run
from ihanoi_eval.reporting.charts import ladder, points_bars, strip
from ihanoi_eval.reporting.explanations import (
    distance_sentence,
    is_ranked,
    league_sentence,
    losses_sentence,
    peers_sentence,
)
from ihanoi_eval.reporting.facts import UnitView, cut_line, league_of, rate_of_cases, see_unit
from ihanoi_eval.reporting.funnel import funnel
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.levels import at_level, indicator_is_kept_back
from ihanoi_eval.reporting.rank_sets import rank_sets_sentence
from ihanoi_eval.reporting.unit_tables import indicator_table, total_sentence

UNRANKED = "Đơn vị không được xếp hạng, nên phần này không có nội dung."
NOTHING = "Không có số liệu cho phần này."


def open_unit(run: str, unit_code: str, level: str = "internal") -> UnitView:
    """The run seen from a unit; without a run, the last complete one."""
    return see_unit(at_level(open_run(run or None), level), unit_code)


def points_section(view: UnitView) -> Html:
    """Points of each indicator, as bars and as the table that sums."""
    if not is_ranked(view):
        return paragraph(UNRANKED)
    return (
        points_bars(view, title=losses_sentence(view))
        + indicator_table(view)
        + paragraph(total_sentence(view))
    )


def ladder_section(view: UnitView) -> Html:
    """Where the unit stands among all of its league."""
    if not is_ranked(view):
        return paragraph(UNRANKED)
    league = league_of(view.evaluation, view.unit_code).code
    return paragraph(league_sentence(view, cut_line(view.evaluation, league))) + ladder(
        view.evaluation, league, title=distance_sentence(view), unit_code=view.unit_code
    )


def peers_section(view: UnitView) -> Html:
    """The unit among its peer group, with the ranks that chance could have given it there."""
    if not is_ranked(view):
        return paragraph(UNRANKED)
    said = rank_sets_sentence(view.evaluation, view.unit_code)
    return strip(view, title=peers_sentence(view)) + (paragraph(said) if said else Html(""))


def petitions_section(view: UnitView) -> Html:
    """The unit's rate of petitions on time, with what chance can do."""
    league = league_of(view.evaluation, view.unit_code).code
    rule = rate_of_cases(view.evaluation, league)
    if rule is None:
        return paragraph(NOTHING)
    is_shown = not indicator_is_kept_back(view.evaluation, view.unit_code, rule.code)
    this = view.unit_code if is_shown else ""
    drawn = funnel(view.evaluation, rule.code, league, unit_code=this)
    return drawn or paragraph(NOTHING)
