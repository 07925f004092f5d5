"""Ranks within leagues: equal points share a rank (1, 1, 3); a tie is shown, never broken here."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from ihanoi_eval.measurement.aggregation import Score
from ihanoi_eval.measurement.exact import exact, in_units
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.schemas import empty_table, sort_table


def adjustments_by_unit(adjustments: pd.DataFrame, *, rubric: Rubric) -> dict[str, Fraction]:
    """Each unit's documented adjustments, their sum held within the rubric's bounds (28)."""
    bounds = rubric.adjustments
    sums: dict[str, Fraction] = {}
    for code, points in zip(adjustments["unit_code"], adjustments["points"], strict=True):
        sums[code] = sums.get(code, Fraction(0)) + exact(points)
    return {code: min(max(total, bounds.least), bounds.most) for code, total in sums.items()}


def rank_units(
    scores: Mapping[str, Score],
    adjustments: Mapping[str, Fraction],
    units: pd.DataFrame,
    *,
    rubric: Rubric,
) -> pd.DataFrame:
    """The table `ranking`: 1, 1, 3 on total_points within the league and the peer group (METHOD 5).

    A unit with nothing measured has an empty total and no rank.
    """
    codes = [code for code in units["unit_code"] if code in scores]
    frame = units[units["unit_code"].isin(codes)][["unit_code", "league", "peer_group"]].copy()
    totals = {code: scores[code].total for code in codes}
    frame["points"] = [_cell(totals[code]) for code in codes]
    frame["adjustments"] = [float(adjustments.get(code, 0)) for code in codes]
    exact_totals = [
        None if total is None else total + adjustments.get(code, 0)
        for code, total in totals.items()
    ]
    frame["total_points"] = [_cell(total) for total in exact_totals]
    decimals = max(rubric.decimals, 2)  # adjustments carry two
    keys = pd.Series(
        [float("nan") if one is None else float(in_units(one, decimals)) for one in exact_totals],
        index=frame.index,
    )
    league = keys.groupby(frame["league"])
    frame["rank"] = league.rank(method="min", ascending=False)
    frame["peer_rank"] = keys.groupby([frame["league"], frame["peer_group"]]).rank(
        method="min", ascending=False
    )
    tied = league.transform(lambda group: group.duplicated(keep=False) & group.notna())
    frame["is_tied"] = tied.map({True: "true", False: "false"})
    types = dict(empty_table("ranking").dtypes)
    return sort_table(frame[list(types)].astype(types), "ranking")


def rank_pillars(scores: Mapping[str, Score], *, rubric: Rubric) -> pd.DataFrame:
    """The table `pillars`: each pillar's own mean, what it gave, and its rank within the league.

    share: of what applies in the pillar, by the pillar's own aggregation; ranked is the share on
    the rubric's scale at its decimals (METHOD 4). points and max_points are what it gave to the
    total and could have given, after rescaling; empty where no mean gives points to its parts
    (METHOD 14). A pillar in which nothing applies to the unit has no row.
    """
    rows: list[dict[str, object]] = []
    for score in scores.values():
        for code, share in score.pillar_shares.items():
            gives = rubric.is_additive
            rows.append(
                {
                    "unit_code": score.unit_code,
                    "league": score.league,
                    "pillar": code,
                    "share": float(share),
                    "points": _cell(score.pillar_points[code] if gives else None),
                    "max_points": _cell(score.pillar_most[code] if gives else None),
                    "key": float(in_units(rubric.scale * share, rubric.decimals)),
                }
            )
    types = dict(empty_table("pillars").dtypes)
    frame = pd.DataFrame(rows, columns=[*types, "league", "key"])
    by_pillar = frame.astype({"key": "float64"}).groupby(["league", "pillar"])["key"]
    frame["rank"] = by_pillar.rank(method="min", ascending=False)
    return sort_table(frame[list(types)].astype(types), "pillars")


def _cell(value: Fraction | None) -> float:
    """A cell of a table, NaN where there is nothing."""
    return float("nan") if value is None else float(value)
