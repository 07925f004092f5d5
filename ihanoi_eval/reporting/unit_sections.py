"""What the page of a district and that of any other unit show alike."""

from ihanoi_eval.evaluation import open_run
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.changes import when_released
from ihanoi_eval.reporting.charts import ladder, points_bars, strip
from ihanoi_eval.reporting.doubts import answered
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
    rate_of_cases,
    rows_of,
    see_unit,
)
from ihanoi_eval.reporting.funnel import funnel
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.levels import at_level, indicator_is_kept_back, is_public
from ihanoi_eval.reporting.rank_sets import rank_sets_sentence
from ihanoi_eval.reporting.unit_tables import gates_table, indicator_table, total_sentence
from ihanoi_eval.vietnamese import format_date

# The notebook shows it, an exported page leaves the section out, its heading too (page.html.j2).
UNRANKED = Html('<p class="absent">Đơn vị không được xếp hạng, nên phần này không có nội dung.</p>')
NOTHING = "Không có số liệu cho phần này."


def open_unit(run: str, unit_code: str, level: str = "internal") -> UnitView:
    """The run seen from a unit; without a run, the last complete one."""
    return see_unit(at_level(open_run(run or None), level), unit_code)


def points_section(view: UnitView) -> Html:
    """Points of each indicator, as bars and as the table that sums."""
    if not is_ranked(view):
        return UNRANKED
    return (
        points_bars(view, title=losses_sentence(view))
        + indicator_table(view)
        + paragraph(total_sentence(view))
    )


def ladder_section(view: UnitView) -> Html:
    """Where the unit stands among all of its league."""
    if not is_ranked(view):
        return UNRANKED
    league = league_of(view.evaluation, view.unit_code).code
    return paragraph(league_sentence(view, cut_line(view.evaluation, league))) + ladder(
        view.evaluation, league, title=distance_sentence(view), unit_code=view.unit_code
    )


def peers_section(view: UnitView) -> Html:
    """The unit among its peer group, with the ranks that chance could have given it there."""
    if not is_ranked(view):
        return UNRANKED
    said = rank_sets_sentence(view.evaluation, view.unit_code)
    return strip(view, title=peers_sentence(view)) + (paragraph(said) if said else Html(""))


def gates_section(view: UnitView) -> Html:
    """The conditions beside the points; of a unit on hold, what its release alone would give it."""
    if rows_of(view.evaluation, "gates", view.unit_code).empty:
        return UNRANKED
    then = "" if is_public(view.evaluation) else when_released(view)
    shown = callout("question", then, word="Tạm dừng xét") if then else Html("")
    return gates_table(view) + shown


def objection_section(view: UnitView) -> Html:
    """How the unit can object: to whom, with what, by when; and what was answered so far."""
    campaign, as_of = view.evaluation.rules.campaign, view.evaluation.as_of
    until = campaign.objections_until
    if until is None:
        when = "Ngày cuối cùng nhận ý kiến ghi trong văn bản gửi kèm trang này."
    elif as_of <= until:
        when = f"Nhận ý kiến đến hết ngày {format_date(until)}."
    else:
        when = f"Thời hạn nhận ý kiến đã hết ngày {format_date(until)}."
    how = paragraph(
        "Đơn vị có ý kiến khác về số liệu, điểm hoặc điều kiện thì gửi văn bản đến "
        f"{campaign.recipient or campaign.issuer}. ",
        Html(f"<strong>{when}</strong>"),
        " Văn bản nêu rõ tiêu chí hoặc chỉ tiêu, số liệu đề nghị sửa và tài liệu chứng minh. "
        "Số liệu chỉ thay đổi khi có kết quả thẩm định bằng văn bản; trang này được lập lại "
        "sau đó.",
    )
    if is_public(view.evaluation):
        return how
    return how + answered(view.evaluation, unit_code=view.unit_code)


def petitions_section(view: UnitView) -> Html:
    """The unit's rate of petitions on time, with what chance can do."""
    league = league_of(view.evaluation, view.unit_code)
    if not league.is_ranked:
        return UNRANKED
    rule = rate_of_cases(view.evaluation, league.code)
    if rule is None:
        return paragraph(NOTHING)
    is_shown = not indicator_is_kept_back(view.evaluation, view.unit_code, rule.code)
    this = view.unit_code if is_shown else ""
    drawn = funnel(view.evaluation, rule.code, league.code, unit_code=this, names_others=False)
    return drawn or paragraph(NOTHING)
