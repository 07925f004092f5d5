"""Every indicator of every unit: its counts, its value, and whether it was measured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.normalisation import share_of
from ihanoi_eval.measurement.small_numbers import shrunk_rate, wilson_interval
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.rubric import Indicator, Rubric
from ihanoi_eval.schemas import empty_table, sort_table

MEASURED, MISSING, NOT_APPLICABLE = "measured", "missing", "not_applicable"


@dataclass(frozen=True)
class Reading:
    """One unit's value of one indicator; `share` is None where it earns and costs nothing.

    is_clipped: a proportion above 1, shown as 1; is_saturated: too few people left to win.
    """

    unit_code: str
    indicator: str
    status: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    adjusted_value: Fraction | None = None
    share: Fraction | None = None
    is_clipped: bool = False
    is_saturated: bool = False


Readings = dict[tuple[str, str], Reading]  # by unit and indicator


def read_indicators(
    counts: Counts,
    *,
    rubric: Rubric,
    campaign: Campaign,
    reports_are_due: bool = True,
) -> Readings:
    """Every indicator of every ranked unit, exact (METHOD 1, COUNTING 3, 20–22).

    Before reports are due, whatever they feed is not applicable to all. A measure nobody in a
    league has leaves the league's points.
    """
    readings: Readings = {}
    ordered = sorted(rubric.indicators, key=lambda one: one.kind == "children_above")
    for indicator in ordered:  # those that look at their children's readings come last
        waits = not reports_are_due and _is_fed_by_reports(indicator, campaign)
        for league in indicator.leagues:
            codes = campaign.units_of(league)
            found = [_KINDS[indicator.kind](code, indicator, counts, readings) for code in codes]
            for reading in found:
                key = (reading.unit_code, indicator.code)
                if waits or key in counts.excused:
                    reading = replace(
                        reading, status=NOT_APPLICABLE, value=None, adjusted_value=None
                    )
                readings[key] = reading
            is_absent = _is_absent(indicator, codes, counts, readings)
            for code in codes:
                key = (code, indicator.code)
                share = None if is_absent else _share(readings[key], indicator)
                readings[key] = replace(readings[key], share=share)
    return readings


def indicators_table(readings: Readings, rubric: Rubric) -> pd.DataFrame:
    """The table `indicators`; proportions carry Wilson's 95 % interval of their counts."""
    kinds = {one.code: one.kind for one in rubric.indicators}
    rows = []
    for reading in readings.values():
        low, high = float("nan"), float("nan")
        if kinds[reading.indicator] == "proportion" and reading.value is not None:
            assert reading.numerator is not None and reading.denominator is not None
            most = max(Fraction(0), min(reading.numerator, reading.denominator))
            low, high = wilson_interval(float(most), float(reading.denominator))
        rows.append(
            {
                "unit_code": reading.unit_code,
                "indicator": reading.indicator,
                "numerator": _number(reading.numerator),
                "denominator": _number(reading.denominator),
                "value": _number(reading.value),
                "ci_low": low,
                "ci_high": high,
                "adjusted_value": _number(reading.adjusted_value),
                "status": reading.status,
            }
        )
    types = dict(empty_table("indicators").dtypes)
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    return sort_table(frame, "indicators")


def _number(value: Fraction | None) -> float:
    """A cell of a table: the nearest double, NaN where there is nothing."""
    return float("nan") if value is None else float(value)


def _is_fed_by_reports(indicator: Indicator, campaign: Campaign) -> bool:
    """Whether a unit's own report is what feeds it (COUNTING 3)."""
    return indicator.kind == "timeliness" or any(
        campaign.measure_by_code[code].fed_by_reports for code in indicator.measures
    )


def _is_absent(
    indicator: Indicator, codes: tuple[str, ...], counts: Counts, readings: Readings
) -> bool:
    """Whether nobody in the league has all of its counts, so that it is rescaled (COUNTING 20)."""
    if indicator.kind == "children_above":
        return all(readings[code, indicator.code].status == MISSING for code in codes)
    return not any(
        all(value is not None for value in counts.total(code, indicator.measures).values())
        for code in codes
    )


def _share(reading: Reading, indicator: Indicator) -> Fraction | None:
    """The share of its points, None where the indicator does not apply (COUNTING 21, 27)."""
    if reading.status == NOT_APPLICABLE:
        return None
    if reading.adjusted_value is not None:
        return share_of(reading.adjusted_value, indicator.goalposts)
    return Fraction(0) if indicator.if_missing == "zero" else None


def _proportion(code: str, indicator: Indicator, counts: Counts, readings: Readings) -> Reading:
    """numerator / denominator, shown at most 1; shrunk where the rubric gives a prior."""
    total = counts.total(code, indicator.measures)
    x, n = total[indicator.numerator], total[indicator.denominator]
    reading = Reading(code, indicator.code, MEASURED, x, n)
    small = indicator.small_numbers
    if x is None or n is None:
        return replace(reading, status=MISSING)
    if n == 0:  # measured and empty: 0/0 is no rate, the prior stands if there is one
        return replace(reading, adjusted_value=small.prior if small else None)
    value = min(x / n, Fraction(1))
    shrunk = shrunk_rate(x, n, prior=small.prior, weight=small.weight) if small else value
    return replace(reading, value=value, adjusted_value=shrunk, is_clipped=x > n)


def _gap_closure(code: str, indicator: Indicator, counts: Counts, readings: Readings) -> Reading:
    """New active accounts among the people who had none at the start."""
    total = counts.total(code, indicator.measures)
    close, start = total[indicator.at_close], total[indicator.at_open]
    gap = counts.gap(code, indicator)
    reading = Reading(
        code,
        indicator.code,
        MEASURED,
        None if close is None or start is None else close - start,
        gap,
    )
    if counts.is_saturated(code, indicator):
        return replace(reading, status=NOT_APPLICABLE, is_saturated=True)
    if reading.numerator is None or gap is None:
        return replace(reading, status=MISSING)
    value = reading.numerator / gap if gap else None
    return replace(reading, value=value, adjusted_value=value)


def _attainment(code: str, indicator: Indicator, counts: Counts, readings: Readings) -> Reading:
    """New active accounts against the effective target; no target set is not applicable."""
    target = counts.effective_target(code, indicator)
    done = counts.done(code, indicator)
    reading = Reading(code, indicator.code, MEASURED, done, target)
    if counts.is_saturated(code, indicator):
        return replace(reading, status=NOT_APPLICABLE, is_saturated=True)
    if target is None and counts.has_no_target(code, indicator):
        return replace(reading, status=NOT_APPLICABLE)
    if done is None or target is None:
        return replace(reading, status=MISSING)
    value = done / target if target else None
    return replace(reading, value=value, adjusted_value=value)


def _children_above(code: str, indicator: Indicator, counts: Counts, readings: Readings) -> Reading:
    """How many of a parent's children reach a level: evenness (COUNTING 22)."""
    children = [
        readings[child, indicator.indicator]
        for child in counts.children.get(code, ())
        if (child, indicator.indicator) in readings
    ]
    asked = [child for child in children if child.status != NOT_APPLICABLE]
    least = indicator.at_least
    assert least is not None  # the rule files were checked for it
    above = sum(child.value is not None and child.value >= least for child in asked)
    reading = Reading(code, indicator.code, MEASURED, Fraction(above), Fraction(len(asked)))
    if not children or (asked and all(child.status == MISSING for child in asked)):
        return replace(reading, status=MISSING)
    value = Fraction(above, len(asked)) if asked else None
    return replace(reading, value=value, adjusted_value=value)


def _timeliness(code: str, indicator: Indicator, counts: Counts, readings: Readings) -> Reading:
    """The share of the first step that a complete report still reaches, else 0 (COUNTING 25)."""
    total = counts.total(code, indicator.measures)
    days, complete = total[indicator.days_late], total[indicator.complete]
    if days is None or complete is None:
        return Reading(code, indicator.code, MISSING)
    steps = sorted(indicator.steps, key=lambda step: step.days_late)
    reached = [step.share for step in steps if days <= step.days_late]
    value = reached[0] if complete >= 1 and reached else Fraction(0)
    return Reading(code, indicator.code, MEASURED, value=value, adjusted_value=value)


def _single(code: str, indicator: Indicator, counts: Counts, readings: Readings) -> Reading:
    """One measure as it stands: a count, or a published value."""
    value = counts.total(code, indicator.measures)[indicator.measure]
    status = MISSING if value is None else MEASURED
    return Reading(code, indicator.code, status, value, None, value, value)


_KINDS: Mapping[str, Callable[[str, Indicator, Counts, Readings], Reading]] = {
    "proportion": _proportion,
    "gap_closure": _gap_closure,
    "attainment": _attainment,
    "children_above": _children_above,
    "timeliness": _timeliness,
    "count": _single,
    "value": _single,
}
