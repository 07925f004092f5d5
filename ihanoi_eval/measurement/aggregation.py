"""From shares to points to a total: what does not apply is rescaled, rounding happens once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from ihanoi_eval.measurement.exact import rounded
from ihanoi_eval.measurement.indicators import MEASURED, NOT_APPLICABLE, Readings
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.rubric import Indicator, Pillar, Rubric
from ihanoi_eval.schemas import empty_table, sort_table


@dataclass(frozen=True)
class Score:
    """A unit's points, and what they could have been.

    points: by indicator, None where it does not apply; total is None with nothing measured.
    pillar_points and pillar_most: earned and to be had in each pillar, after rescaling.
    pillar_shares: each pillar's own mean, exact, of what applies in it.
    applicable, live, measured, asked: sums of unrescaled max_points (COUNTING 27, 30): what
    applies to the unit, what applies to anybody in its league, what was measured of it, and what
    was asked of it at all.
    """

    unit_code: str
    league: str
    points: Mapping[str, Fraction | None]
    total: Fraction | None
    pillar_points: Mapping[str, Fraction]
    pillar_most: Mapping[str, Fraction]
    pillar_shares: Mapping[str, Fraction]
    applicable: Fraction
    live: Fraction
    measured: Fraction
    asked: Fraction


def score_units(readings: Readings, *, rubric: Rubric, campaign: Campaign) -> dict[str, Score]:
    """Every ranked unit's score (COUNTING 26, 27)."""
    scores: dict[str, Score] = {}
    for league in campaign.ranked_leagues:
        indicators = rubric.indicators_of(league.code)
        codes = campaign.units_of(league.code)
        live = {
            one.code
            for one in indicators
            if any(readings[code, one.code].share is not None for code in codes)
        }
        for code in codes:
            scores[code] = _score(code, league.code, indicators, live, readings, rubric)
    return scores


def points_table(readings: Readings, scores: Mapping[str, Score], rubric: Rubric) -> pd.DataFrame:
    """The table `points`; max_points are the rubric's, before rescaling."""
    rows = [
        {
            "unit_code": score.unit_code,
            "indicator": indicator.code,
            "pillar": indicator.pillar,
            "share": _cell(readings[score.unit_code, indicator.code].share),
            "points": _cell(score.points[indicator.code]),
            "max_points": float(rubric.max_points(indicator, score.league)),
        }
        for score in scores.values()
        for indicator in rubric.indicators_of(score.league)
    ]
    types = dict(empty_table("points").dtypes)
    return sort_table(pd.DataFrame(rows, columns=list(types)).astype(types), "points")


def most_points(
    applicable: Sequence[Indicator], *, league: str, rubric: Rubric
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """The points each indicator and each pillar can give a unit to which only these apply.

    Level by level, a pillar's points are shared among what applies inside it, and a pillar in
    which nothing applies leaves its points to the others (COUNTING 26).
    """
    indicator_most: dict[str, Fraction] = {}
    pillar_most: dict[str, Fraction] = {}
    by_pillar: dict[str, list[Indicator]] = {}
    for indicator in applicable:
        by_pillar.setdefault(indicator.pillar, []).append(indicator)

    def is_alive(pillar: Pillar) -> bool:
        return pillar.code in by_pillar or any(map(is_alive, pillar.pillars))

    def spread(most: Fraction, pillars: Sequence[Pillar], indicators: Sequence[Indicator]) -> None:
        alive = [pillar for pillar in pillars if is_alive(pillar)]
        rules: tuple[Pillar | Indicator, ...] = (*alive, *indicators)
        whole = sum((rubric.max_points(one, league) for one in rules), Fraction(0))
        for indicator in indicators:
            indicator_most[indicator.code] = most * rubric.max_points(indicator, league) / whole
        for pillar in alive:
            pillar_most[pillar.code] = most * rubric.max_points(pillar, league) / whole
            spread(pillar_most[pillar.code], pillar.pillars, by_pillar.get(pillar.code, ()))

    spread(rubric.scale, rubric.pillars, ())
    return indicator_most, pillar_most


def _score(
    code: str,
    league: str,
    indicators: Sequence[Indicator],
    live: set[str],
    readings: Readings,
    rubric: Rubric,
) -> Score:
    """One unit's score."""
    own = {one.code: readings[code, one.code] for one in indicators}
    shares = {one: share for one, reading in own.items() if (share := reading.share) is not None}
    applicable = [one for one in indicators if one.code in shares]
    most, pillar_most = most_points(applicable, league=league, rubric=rubric)
    points: dict[str, Fraction | None] = {one.code: None for one in indicators}
    for one in applicable:
        earned = shares[one.code] * most[one.code]
        if rubric.is_rounded_per_indicator:
            earned = rounded(earned, rubric.decimals)
        points[one.code] = earned
    pillar_shares = _pillar_shares(shares, applicable, league, rubric)
    is_measured = any(reading.status == MEASURED for reading in own.values())

    def weight(chosen: Sequence[Indicator]) -> Fraction:
        return sum((rubric.max_points(one, league) for one in chosen), Fraction(0))

    asked = [
        one for one in indicators if one.code in live and own[one.code].status != NOT_APPLICABLE
    ]
    return Score(
        unit_code=code,
        league=league,
        points=points,
        total=_total(points, pillar_shares, league, rubric) if is_measured else None,
        pillar_points=_pillar_points(points, indicators, rubric),
        pillar_most=pillar_most,
        pillar_shares=pillar_shares,
        applicable=weight([one for one in applicable if one.code in live]),
        live=weight([one for one in indicators if one.code in live]),
        measured=weight([one for one in asked if own[one.code].status == MEASURED]),
        asked=weight(asked),
    )


def _total(
    points: Mapping[str, Fraction | None],
    pillar_shares: Mapping[str, Fraction],
    league: str,
    rubric: Rubric,
) -> Fraction | None:
    """The exact sum of rounded points, or the whole rounded once; None with nothing applicable."""
    whole = [
        (rubric.max_points(pillar, league), pillar_shares[pillar.code])
        for pillar in rubric.pillars
        if pillar.code in pillar_shares
    ]
    if not whole:
        return None
    if rubric.is_rounded_per_indicator:
        return sum((earned for earned in points.values() if earned is not None), Fraction(0))
    return rounded(rubric.scale * _mean(whole, rubric.aggregation), rubric.decimals)


def _pillar_shares(
    shares: Mapping[str, Fraction],
    applicable: Sequence[Indicator],
    league: str,
    rubric: Rubric,
) -> dict[str, Fraction]:
    """The mean of each pillar in which something applies, by its own aggregation."""
    found: dict[str, Fraction] = {}
    weighted: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for one in applicable:
        entry = (rubric.max_points(one, league), shares[one.code])
        weighted.setdefault(one.pillar, []).append(entry)

    for _, pillar in reversed([*rubric.walk()]):  # what lies inside comes first
        inner = list(weighted.get(pillar.code, ()))
        for child in pillar.pillars:
            if child.code in found:
                inner.append((rubric.max_points(child, league), found[child.code]))
        if inner:
            found[pillar.code] = _mean(inner, pillar.aggregation)
    return found


def _mean(weighted: Sequence[tuple[Fraction, Fraction]], aggregation: str) -> Fraction:
    """The weighted arithmetic or harmonic mean, exact, or the geometric one, a double.

    >>> round(float(_mean([(1, 1), (1, 2), (2, 3)], "geometric")) ** 4)
    18
    >>> _mean([(2, Fraction(1)), (1, Fraction(2)), (1, Fraction(3))], "harmonic")
    Fraction(24, 17)
    """
    whole = sum((weight for weight, _ in weighted), Fraction(0))
    if aggregation == "arithmetic":
        return sum((weight * share for weight, share in weighted), Fraction(0)) / whole
    if aggregation == "harmonic":
        if any(share == 0 for _, share in weighted):
            return Fraction(0)
        return whole / sum((weight / share for weight, share in weighted), Fraction(0))
    product = 1.0
    for weight, share in weighted:
        product *= float(share) ** float(weight / whole)
    return Fraction(product)


def _pillar_points(
    points: Mapping[str, Fraction | None], indicators: Sequence[Indicator], rubric: Rubric
) -> dict[str, Fraction]:
    """What was earned in each pillar, the pillars inside it included."""
    earned: dict[str, Fraction] = {}
    above = {pillar.code: path for path, pillar in rubric.walk()}
    for one in indicators:
        value = points[one.code]
        for pillar in (*above[one.pillar], one.pillar):
            earned[pillar] = earned.get(pillar, Fraction(0)) + (value or Fraction(0))
    return earned


def _cell(value: Fraction | None) -> float:
    """A cell of a table, NaN where there is nothing."""
    return float("nan") if value is None else float(value)
