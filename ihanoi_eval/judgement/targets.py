"""How hard the targets are against the register, and what a list by them alone would be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.exact import in_units
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.rubric import Indicator, Rubric
from ihanoi_eval.schemas import empty_table, sort_table

FENCE = 1.5  # interquartile ranges beyond the quartiles (Tukey, Exploratory Data Analysis, 1977)


def audit_targets(
    fields: Sequence[Field],
    readings: Readings,
    counts: Counts,
    *,
    campaign: Campaign,
    rubric: Rubric,
    awards: Awards,
) -> pd.DataFrame:
    """The table `targets_audit`: every unit with a target of its own, and the units above them.

    target_share = target / people without an active account at the start, as the register has
    them. status: not_set, unknown (no people known), below_floor and above_ceiling (the target is
    held to the bound, COUNTING 16), within. is_outlier: beyond Tukey's fences of its league.
    Ranks and decisions are those of a list by attainment alone and by gap closure alone, under
    the same gates and quotas; nothing here touches a point (METHOD 9).
    """
    rule = _first(rubric, "attainment")
    if rule is None:
        return empty_table("targets_audit")
    codes = [code for league in rule.leagues for code in campaign.units_of(league)]
    parents = {campaign.unit_by_code[code].parent_code for code in codes}
    above = sorted(parents & campaign.children.keys())
    rows = [_row(code, rule, counts) for code in [*codes, *above]]
    frame = pd.DataFrame(rows)
    frame["is_outlier"] = ""
    for league in rule.leagues:
        own = frame["unit_code"].isin(campaign.units_of(league))
        frame.loc[own, "is_outlier"] = _outliers(frame.loc[own, "target_share"])
    for name, indicator in (("attainment", rule), ("gap", _first(rubric, "gap_closure"))):
        values = {
            code: None if indicator is None else readings[code, indicator.code].adjusted_value
            for code in codes
        }
        ranks = {
            code: place
            for league in rule.leagues
            for code, place in _ranks({c: values[c] for c in campaign.units_of(league)}).items()
        }
        told = [
            replace(one, ranking=_ranking(one, values, ranks))
            for one in fields
            if indicator is not None and one.league.code in rule.leagues
        ]
        listed, _, _ = draft_shortlist(told, awards)
        decided = dict(zip(listed["unit_code"], listed["decision"], strict=True))
        frame[f"rank_by_{name}"] = [ranks.get(code, float("nan")) for code in frame["unit_code"]]
        frame[f"decision_by_{name}"] = [decided.get(code, "") for code in frame["unit_code"]]
    types = dict(empty_table("targets_audit").dtypes)
    return sort_table(frame[list(types)].astype(types), "targets_audit")


def _first(rubric: Rubric, kind: str) -> Indicator | None:
    """The rubric's first indicator of a kind."""
    return next((one for one in rubric.indicators if one.kind == kind), None)


def _row(code: str, rule: Indicator, counts: Counts) -> dict[str, object]:
    """A unit's target against the people it can still win; a parent's over children with both."""
    parts = counts.children.get(code, (code,))
    both = [
        (target, gap)
        for one in parts
        if (target := counts.used.get((one, rule.target))) is not None
        and (gap := counts.gap(one, rule)) is not None
    ]
    is_parent = code in counts.children
    target = _sum([t for t, _ in both]) if is_parent else counts.used.get((code, rule.target))
    gap = _sum([g for _, g in both]) if is_parent else counts.gap(code, rule)
    share = target / gap if target is not None and gap else None
    return {
        "unit_code": code,
        "accounts_target": _cell(target),
        "accounts_gap": _cell(gap),
        "target_share": _cell(share),
        "effective_target": _cell(counts.effective_target(code, rule)),
        "status": _status(target, share, counts),
    }


def _status(target: Fraction | None, share: Fraction | None, counts: Counts) -> str:
    """Where a target lies between the bounds within which it counts (COUNTING 16)."""
    if target is None:
        return "not_set"
    if share is None or share < 0:
        return "unknown"
    if share < counts.limits.target_floor:
        return "below_floor"
    return "above_ceiling" if share > counts.limits.target_ceiling else "within"


def _outliers(shares: pd.Series) -> list[str]:
    """Whether each share lies beyond the fences of all; empty without a share."""
    known = shares[shares.notna()].to_numpy()
    if not len(known):
        return [""] * len(shares)
    low, high = np.quantile(known, [0.25, 0.75])
    spread = FENCE * (high - low)
    return [
        "" if share != share else "true" if not low - spread <= share <= high + spread else "false"
        for share in shares
    ]


def _ranks(values: Mapping[str, Fraction | None]) -> dict[str, float]:
    """1, 1, 3 by value, the highest first; none without a value."""
    known = {code: value for code, value in values.items() if value is not None}
    ordered = sorted(known.values(), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return {code: float(first[value]) for code, value in known.items()}


def _ranking(
    field: Field, values: Mapping[str, Fraction | None], ranks: Mapping[str, float]
) -> pd.DataFrame:
    """A league's ranking with values, as percentages, in the place of totals."""
    codes = field.ranking["unit_code"]
    totals = [
        float("nan")
        if (value := values[code]) is None
        else in_units(100 * value, field.decimals) / 10**field.decimals
        for code in codes
    ]
    places = [ranks.get(code, float("nan")) for code in codes]
    return field.ranking.assign(total_points=totals, rank=places)


def _sum(values: Sequence[Fraction]) -> Fraction | None:
    """The sum of what is there, None of nothing."""
    return sum(values, Fraction(0)) if values else None


def _cell(value: Fraction | None) -> float:
    """A cell of a table, NaN where there is nothing."""
    return float("nan") if value is None else float(value)
