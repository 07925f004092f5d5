"""Any unit's page, the one that stands up to an appeal: points that sum, evidence, sources."""

from ihanoi_eval.evaluation import open_run
from ihanoi_eval.reporting.charts import ladder, points_bars, strip
from ihanoi_eval.reporting.explanations import (
    distance_sentence,
    is_ranked,
    league_sentence,
    losses_sentence,
    peers_sentence,
)
from ihanoi_eval.reporting.facts import (
    UnitView,
    cut_line,
    league_of,
    name_of,
    place_of,
    rate_of_cases,
    rows_of,
    see_unit,
)
from ihanoi_eval.reporting.funnel import funnel
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.rank_sets import rank_sets_sentence
from ihanoi_eval.reporting.tables import findings_table
from ihanoi_eval.reporting.unit_tables import (
    change_table,
    gates_table,
    indicator_table,
    panel_table,
    report_sentence,
    total_sentence,
    unit_heading,
)

UNRANKED = "Đơn vị không được xếp hạng, nên phần này không có nội dung."


def open(run: str = "", unit_code: str = "") -> UnitView:
    """The run seen from a unit; without a run, the last complete one."""
    return see_unit(open_run(run or None), unit_code)


def heading(unit: UnitView) -> Html:
    """Title, status, and what the reader has to know: points, rank, distance, decision."""
    return unit_heading(unit, place_of(unit.evaluation, unit.unit_code))


def earned_and_lost(unit: UnitView) -> Html:
    """Points of each indicator, as bars and as the table that sums."""
    if not is_ranked(unit):
        return paragraph(UNRANKED)
    return (
        points_bars(unit, title=losses_sentence(unit))
        + indicator_table(unit)
        + paragraph(total_sentence(unit))
    )


def cut_line_ladder(unit: UnitView) -> Html:
    """Where the unit stands among all of its league."""
    if not is_ranked(unit):
        return paragraph(UNRANKED)
    league = league_of(unit.evaluation, unit.unit_code).code
    sentence = league_sentence(unit, cut_line(unit.evaluation, league))
    return paragraph(sentence) + ladder(
        unit.evaluation, league, title=distance_sentence(unit), unit_code=unit.unit_code
    )


def peers(unit: UnitView) -> Html:
    """The unit among its peer group."""
    if not is_ranked(unit):
        return paragraph(UNRANKED)
    said = rank_sets_sentence(unit.evaluation, unit.unit_code)
    return strip(unit, title=peers_sentence(unit)) + (paragraph(said) if said else Html(""))


def changes(unit: UnitView) -> Html:
    """What would have reached the cut line, each indicator alone."""
    return change_table(unit) if is_ranked(unit) else paragraph(UNRANKED)


def gates(unit: UnitView) -> Html:
    """The conditions beside the points, with evidence."""
    return gates_table(unit) if is_ranked(unit) else paragraph(UNRANKED)


def petitions(unit: UnitView) -> Html:
    """The unit's rate of petitions on time, with what chance can do."""
    league = league_of(unit.evaluation, unit.unit_code).code
    rule = rate_of_cases(unit.evaluation, league)
    drawn = rule and funnel(unit.evaluation, rule.code, league, unit_code=unit.unit_code)
    return drawn or paragraph("Không có số liệu cho phần này.")


def sources(unit: UnitView) -> Html:
    """Every figure of the unit with all its sources, and when its report came."""
    return paragraph(report_sentence(unit)) + panel_table(unit)


def findings(unit: UnitView) -> Html:
    """Questions to the unit, with its own counts."""
    rows = rows_of(unit.evaluation, "findings", unit.unit_code)
    caption = f"Nội dung {name_of(unit.evaluation, unit.unit_code)} cần làm rõ"
    return findings_table(unit.evaluation, rows, caption=caption, shared=False, units=False)


def objection(unit: UnitView) -> Html:
    """How the unit can object: to whom, with what, by when."""
    campaign = unit.evaluation.rules.campaign
    return paragraph(
        f"Đơn vị có ý kiến khác về số liệu, điểm hoặc điều kiện thì gửi văn bản đến "
        f"{campaign.recipient or campaign.issuer}, trong thời hạn theo hướng dẫn của Văn phòng. "
        "Văn bản nêu rõ tiêu chí hoặc chỉ tiêu, số liệu đề nghị sửa và tài liệu chứng minh. "
        "Số liệu chỉ thay đổi khi có kết quả thẩm định bằng văn bản; trang này được lập lại sau đó."
    )
