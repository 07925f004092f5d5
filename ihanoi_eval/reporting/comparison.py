"""Two runs of one register: who moved, by which indicator, by rules or by data; who has a seat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation, rejudge
from ihanoi_eval.measurement.exact import exact
from ihanoi_eval.reporting.facts import table
from ihanoi_eval.reporting.rule_changes import rule_changes
from ihanoi_eval.rules.loading import Rules
from ihanoi_eval.schemas import empty_table, sort_table

ADJUSTMENTS, ROUNDING = "adjustments", "rounding"
SEATED = frozenset({"award", "council"})  # a seat, or one that the Council has still to give

Parts = dict[str, dict[str, Fraction]]  # points by unit and part


@dataclass(frozen=True)
class Comparison:
    """An earlier run beside a later one.

    units: the table `comparison`; points: the table `comparison_points`; nominees: the table
    `comparison_nominees`; rules: every rule key that differs (file, key, before, after).
    """

    before: Evaluation
    after: Evaluation
    units: pd.DataFrame
    points: pd.DataFrame
    nominees: pd.DataFrame
    rules: pd.DataFrame


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """Two runs side by side; CallError where their registers differ.

    What the earlier run's evidence makes under the later rubric and awards stands between them:
    from before to between is what rules moved, from between to after what the data did, dates of
    the campaign included. Parts add up exactly to the difference of totals (METHOD 14).
    """
    check_registers(before.rules, after.rules)
    between = _under_rules_of(before, after)
    runs = [_parts(run) for run in (before, between, after)]
    points = _points_table(*runs)
    return Comparison(
        before=before,
        after=after,
        units=_units_table(before, after, points),
        points=points,
        nominees=_nominees_table(before, after),
        rules=rule_changes(before.rules, after.rules),
    )


def compared(evaluation: Evaluation, previous: Evaluation) -> Evaluation:
    """The evaluation with the tables of a comparison filled."""
    found = compare(previous, evaluation)
    tables = {
        "comparison": found.units,
        "comparison_points": found.points,
        "comparison_nominees": found.nominees,
    }
    return replace(evaluation, tables={**evaluation.tables, **tables})


def check_registers(before: Rules, after: Rules) -> None:
    """CallError where the rules are not about the same units in the same leagues."""
    first, second = (
        {(unit.unit_code, unit.league, unit.parent_code) for unit in rules.campaign.units}
        for rules in (before, after)
    )
    if first == second:
        return
    apart = sorted({code for code, _, _ in first ^ second})
    named = ", ".join(apart[:5]) + (", …" if len(apart) > 5 else "")
    raise CallError(
        f"hai lần chạy dùng hai danh mục đơn vị khác nhau ({len(apart)} đơn vị: {named}) nên không "
        "so được; chọn hai lần chạy của cùng danh mục"
    )


def _under_rules_of(before: Evaluation, after: Evaluation) -> Evaluation:
    """The earlier evidence under the later rubric and awards; a measure it lacks has no value."""
    own, later = before.rules.campaign, after.rules.campaign
    new = [one for one in later.measures if one.code not in own.measure_by_code]
    campaign = own.model_copy(update={"measures": (*own.measures, *new)})
    rules = before.rules.model_copy(update={"campaign": campaign})
    return rejudge(
        replace(before, rules=rules),
        rubric=after.rules.rubric,
        awards=after.rules.awards,
        tries_firmness=False,
    )


def _parts(run: Evaluation) -> Parts:
    """What the total of every unit is the sum of: indicators, adjustments, what rounding left."""
    ranking = table(run, "ranking").dropna(subset=["total_points"])
    found: Parts = {code: {} for code in ranking["unit_code"]}
    points = table(run, "points").dropna(subset=["points"])
    for code, indicator, earned in zip(
        points["unit_code"], points["indicator"], points["points"], strict=True
    ):
        if code in found:
            found[code][indicator] = exact(earned)
    for code, added, total in zip(
        ranking["unit_code"], ranking["adjustments"], ranking["total_points"], strict=True
    ):
        found[code][ADJUSTMENTS] = exact(added)
        found[code][ROUNDING] = exact(total) - sum(found[code].values())
    return found


def _points_table(before: Parts, between: Parts, after: Parts) -> pd.DataFrame:
    """The table `comparison_points`: the parts of every unit that has a total in both runs.

    A part that is nothing in both runs has no row.
    """
    rows = []
    for code in sorted(before.keys() & after.keys()):
        middle: Mapping[str, Fraction] = between.get(code, {})
        for part in sorted(before[code].keys() | middle.keys() | after[code].keys()):
            first, then, last = (
                points.get(part, Fraction(0)) for points in (before[code], middle, after[code])
            )
            if first or then or last:
                moves = (first, last, last - first, then - first, last - then)
                rows.append((code, part, *(float(one) for one in moves)))
    types = dict(empty_table("comparison_points").dtypes)
    return sort_table(pd.DataFrame(rows, columns=list(types)).astype(types), "comparison_points")


def _units_table(before: Evaluation, after: Evaluation, points: pd.DataFrame) -> pd.DataFrame:
    """The table `comparison`: each ranked unit in both runs, what moved it, what became of it."""
    now = table(after, "ranking")[["unit_code", "league", "rank", "total_points"]]
    then = table(before, "ranking")[["unit_code", "rank", "total_points"]]
    frame = then.merge(now, on="unit_code", how="outer", suffixes=("_before", "_after"))
    moved = points.groupby("unit_code")
    frame = frame.rename(
        columns={"total_points_before": "total_before", "total_points_after": "total_after"}
    )
    sums = {code: _sums(rows) for code, rows in moved}
    nothing = {"difference": float("nan"), "by_rules": float("nan"), "by_data": float("nan")}
    for column in nothing:
        frame[column] = [sums.get(code, nothing)[column] for code in frame["unit_code"]]
    leaders = {code: _moved_by(rows) for code, rows in moved}
    frame["moved_by"] = [leaders.get(code, "") for code in frame["unit_code"]]
    for name, run in (("before", before), ("after", after)):
        listed = table(run, "shortlist")
        decided = dict(zip(listed["unit_code"], listed["decision"], strict=True))
        frame[f"decision_{name}"] = [decided.get(code, "") for code in frame["unit_code"]]
    frame["seat"] = [
        _seat(had in SEATED, has in SEATED)
        for had, has in zip(frame["decision_before"], frame["decision_after"], strict=True)
    ]
    types = dict(empty_table("comparison").dtypes)
    return sort_table(frame[list(types)].astype(types), "comparison")


def _nominees_table(before: Evaluation, after: Evaluation) -> pd.DataFrame:
    """The table `comparison_nominees`: whom the two runs decide differently about, and why now.

    A decision is empty where the run has nobody of that number; the reason then too.
    """
    then, now = (
        rows[rows["nominee_id"] != ""]
        for rows in (table(before, "shortlist"), table(after, "shortlist"))
    )
    columns = ["nominee_id", "list", "decision"]
    frame = then[columns].merge(
        now[[*columns, "reason"]], on="nominee_id", how="outer", suffixes=("_before", "_after")
    )
    frame = frame.fillna("")
    frame = frame[frame["decision_before"] != frame["decision_after"]]
    frame["list"] = frame["list_after"].where(frame["list_after"] != "", frame["list_before"])
    types = dict(empty_table("comparison_nominees").dtypes)
    return sort_table(frame[list(types)].astype(types), "comparison_nominees")


def _sums(rows: pd.DataFrame) -> dict[str, float]:
    """The exact sums of a unit's parts."""
    return {
        column: float(sum((exact(one) for one in rows[column]), Fraction(0)))
        for column in ("difference", "by_rules", "by_data")
    }


def _moved_by(rows: pd.DataFrame) -> str:
    """The part that moved a unit furthest the way its total went; none where nothing moved."""
    whole = sum((exact(one) for one in rows["difference"]), Fraction(0))
    ahead = rows["difference"] * (1 if whole >= 0 else -1)
    return str(rows["part"].iloc[int(ahead.argmax())]) if ahead.max() > 0 else ""


def _seat(had: bool, has: bool) -> str:
    """What became of a unit's seat."""
    if had and has:
        return "kept"
    return "gained" if has else "lost" if had else "none"
