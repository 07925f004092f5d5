"""How far chance alone may have moved a value: the 95 % interval of what it was counted from."""

from typing import Any

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.measurement.small_numbers import count_interval
from ihanoi_eval.reporting.facts import indicator_of
from ihanoi_eval.vietnamese import format_percent

OF_EVENTS = ("gap_closure", "attainment")  # kinds whose numerator is events, not cases of so many


def interval_text(evaluation: Evaluation, row: dict[str, Any]) -> str:
    """The interval of a row of `indicators`, from to; empty where nothing was left to chance.

    Proportions have Wilson's, from the table; new accounts the interval of their count, Byar's or
    exact, over the same denominator (METHOD §3).
    """
    rule = indicator_of(evaluation, str(row["indicator"]))
    low, high = float(row["ci_low"]), float(row["ci_high"])
    if rule is not None and rule.kind in OF_EVENTS and row["value"] == row["value"]:
        events = max(0.0, float(row["numerator"]))
        low, high = (limit / float(row["denominator"]) for limit in count_interval(events))
    if low != low or high != high:
        return ""
    return f"{format_percent(low)} – {format_percent(high)}"
