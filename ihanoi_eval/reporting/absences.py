"""Indicators without a source for a whole league: nobody's fault, their points go to the others."""

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.measurement.indicators import MEASURED, MISSING
from ihanoi_eval.reporting.facts import indicator_label, table
from ihanoi_eval.reporting.wording import lower_first

NO_SOURCE = "Không có nguồn số liệu cho cả bảng; điểm chia lại cho tiêu chí khác"
NO_SOURCE_SHORT = "không có nguồn cho cả bảng"


def absent_indicators(evaluation: Evaluation, league: str) -> list[str]:
    """The indicators that left the total of every unit of a league because nobody has a value.

    What is not yet due, or applies to nobody, is no absence (COUNTING 20, 27).
    """
    codes = evaluation.rules.campaign.units_of(league)
    points, values = table(evaluation, "points"), table(evaluation, "indicators")
    points = points[points["unit_code"].isin(codes)]
    values = values[values["unit_code"].isin(codes)]
    counted = set(points["indicator"][points["share"].notna()])
    measured = set(values["indicator"][values["status"] == MEASURED])
    missing = set(values["indicator"][values["status"] == MISSING])
    rules = evaluation.rules.rubric.indicators_of(league)
    return [one.code for one in rules if one.code in missing - measured - counted]


def absences(evaluation: Evaluation) -> list[str]:
    """For each league that lacks a source, which indicators left its total, as a phrase."""
    phrases = []
    for league in evaluation.rules.campaign.ranked_leagues:
        codes = absent_indicators(evaluation, league.code)
        if codes:
            labels = "; ".join(lower_first(indicator_label(evaluation, code)) for code in codes)
            phrases.append(f"{league.label}: {labels}")
    return phrases
