"""Pace inside the campaign: new accounts against the effective target and the days gone by."""

from datetime import date
from fractions import Fraction

import pandas as pd

from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.schemas import empty_table, sort_table


def pace_of_units(
    counts: Counts, *, rubric: Rubric, campaign: Campaign, as_of: date
) -> pd.DataFrame:
    """The table `progress` of every unit that has residents of its own or of its children.

    Expected = effective target × days elapsed, both ends counted / days of the window; required a
    day = (target − done) / days left, at least 0, empty when none is left (COUNTING 16). status:
    reached, on_pace, behind, or no_target.
    """
    indicator = next((one for one in rubric.indicators if one.kind == "attainment"), None)
    if indicator is None:
        return empty_table("progress")
    window = (campaign.close - campaign.start).days + 1
    elapsed = max(0, (min(as_of, campaign.close) - campaign.start).days + 1)
    residents = {league.code for league in campaign.leagues if league.has_residents}
    rows: list[dict[str, object]] = []
    for unit in campaign.units:
        children = campaign.children.get(unit.unit_code, ())
        leagues = {unit.league, *(campaign.unit_by_code[child].league for child in children)}
        if not leagues & residents:
            continue
        done = counts.done(unit.unit_code, indicator)
        target = counts.effective_target(unit.unit_code, indicator)
        if not children and not counts.is_aimed(unit.unit_code, indicator):
            target = None
        rows.append(
            {"unit_code": unit.unit_code, "accounts_new": float("nan") if done is None else done}
            | _pace(done, target, elapsed=elapsed, window=window)
        )
    types = dict(empty_table("progress").dtypes)
    return sort_table(pd.DataFrame(rows, columns=list(types)).astype(types), "progress")


def _pace(
    done: Fraction | None, target: Fraction | None, *, elapsed: int, window: int
) -> dict[str, object]:
    """Expected and required pace of one unit, and how it stands."""
    if done is None or target is None:
        return {"pace_expected": float("nan"), "pace_required": float("nan"), "status": "no_target"}
    expected = target * elapsed / window
    left = window - elapsed
    required = max(Fraction(0), target - done) / left if left else None
    status = "reached" if done >= target else "on_pace" if done >= expected else "behind"
    return {
        "pace_expected": float(expected),
        "pace_required": float("nan") if required is None else float(required),
        "status": status,
    }
