"""All sources of a number side by side, which one is used, and how parents get theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table

SOURCES = {
    "platform": "platform_value",
    "register": "register_value",
    "self_report": "reported_value",
}
VALUE_COLUMNS = ["reported_value", "platform_value", "register_value", "verified_value"]
VERIFIED, MIXED = "verified", "mixed"


@dataclass(frozen=True)
class Panel:
    """panel: the table of DESIGN §6; own_counts: what parents did themselves (sum_with_own)."""

    panel: pd.DataFrame
    own_counts: pd.DataFrame


def build_panel(
    values: Mapping[str, pd.DataFrame], *, exempt: pd.Series, campaign: Campaign
) -> Panel:
    """One row for each unit and measure that some source supplied (METHOD 8, COUNTING 17, 18).

    values: unit_code, measure, value under `platform`, `register`, `self_report`, `verified`.
    exempt: documented exemptions by unit. A row without any value is a register that says there
    is none. Parents of `sum` and `sum_with_own` measures hold the sums of their children's used
    values; the city holds sums too.
    """
    own = choose_used(side_by_side(values), campaign)
    own = with_staff_due(own, exempt)
    summed = _parents(own, campaign)
    panel = pd.concat([_without_summed(own, campaign), summed, _city(own, summed, campaign)])
    kept = panel[
        panel[[*VALUE_COLUMNS, "used_value"]].notna().any(axis=1) | (panel["used_source"] != "")
    ]
    parts = _own_parts(own, campaign)
    return Panel(panel=_typed(kept, "panel"), own_counts=_typed(parts, "own_counts"))


def side_by_side(values: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """unit_code, measure and one column a source; empty cells of a register keep their row."""
    columns = {**SOURCES, "verified": "verified_value"}
    merged: pd.DataFrame | None = None
    for source, column in columns.items():
        frame = values[source][["unit_code", "measure", "value"]].rename(columns={"value": column})
        merged = (
            frame
            if merged is None
            else merged.merge(frame, on=["unit_code", "measure"], how="outer")
        )
    assert merged is not None  # SOURCES is never empty
    return merged


def choose_used(frame: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The frame with used_value and used_source: the verified value, else by the measure's order.

    >>> from ihanoi_eval.rules.measures import Measure
    >>> rules = Campaign(code="x", title="x", start="2024-11-01", close="2024-11-30",
    ...     deadline="2024-12-09", leagues=(), measures=(
    ...     Measure(code="a", label="a", sources=("platform", "self_report")),))
    >>> row = pd.DataFrame({"unit_code": ["1"], "measure": ["a"], "platform_value": [np.nan],
    ...     "register_value": [np.nan], "reported_value": [7.0], "verified_value": [np.nan]})
    >>> choose_used(row, rules)[["used_value", "used_source"]].values.tolist()
    [[7.0, 'self_report']]
    """
    used = pd.Series(np.nan, index=frame.index)
    source = pd.Series("", index=frame.index, dtype="str")
    order = {measure.code: (VERIFIED, *measure.sources) for measure in campaign.measures}
    columns = {**SOURCES, VERIFIED: "verified_value"}
    for names in sorted(set(order.values())):
        rows = frame["measure"].isin([code for code, one in order.items() if one == names])
        for name in names:
            take = rows & used.isna() & frame[columns[name]].notna()
            used = used.mask(take, frame[columns[name]])
            source = source.mask(take, name)
        if "register" in names:  # an empty cell of a register: none set
            bare = rows & used.isna() & frame[VALUE_COLUMNS].isna().all(axis=1)
            source = source.mask(bare, "register")
    known = frame["measure"].isin(order)
    return frame.assign(used_value=used, used_source=source)[known].reset_index(drop=True)


def with_staff_due(frame: pd.DataFrame, exempt: pd.Series) -> pd.DataFrame:
    """Staff who have to be active: used staff_count less documented exemptions (COUNTING 9)."""
    staff = frame[frame["measure"] == "staff_count"].set_index("unit_code")
    freed = exempt.reindex(staff.index).fillna(0.0)
    due = pd.DataFrame(
        {
            "register_value": (staff["register_value"] - freed).clip(lower=0.0),
            "used_value": (staff["used_value"] - freed).clip(lower=0.0),
            "used_source": staff["used_source"],
        }
    )
    rows = frame["measure"] == "staff_due"
    verified = frame[rows].set_index("unit_code")["verified_value"]
    due = due.reindex(due.index.union(verified.index))
    due["verified_value"] = verified
    due["used_value"] = due["verified_value"].fillna(due["used_value"])
    due["used_source"] = due["used_source"].mask(due["verified_value"].notna(), VERIFIED).fillna("")
    due = due.rename_axis("unit_code").reset_index().assign(measure="staff_due")
    return pd.concat([frame[~rows], due.dropna(subset=["used_value"])], ignore_index=True)


def _parents(own: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Rows of parents for summed measures: children's used values and, where asked, their own.

    Parents of any depth: those whose children are all without children come first.
    """
    summed = own[own["measure"].map(_parent_rule(campaign)).isin(["sum", "sum_with_own"])]
    parent_of = {child: parent for parent, codes in campaign.children.items() for child in codes}
    is_parent = summed["unit_code"].isin(campaign.children)
    self_parts = _own_rows(summed, campaign).assign(
        parent=lambda rows: rows["unit_code"],
        used_value=lambda rows: rows["used_value"].mask(rows["verified_value"].notna()),
    )
    below, found = summed[~is_parent], summed[:0]
    for level in _levels(campaign):
        parts = below.assign(parent=below["unit_code"].map(parent_of))
        parts = pd.concat([parts, self_parts])
        parts = parts[parts["parent"].isin(level)]
        sums = _sum(parts, "parent", summed[summed["unit_code"].isin(level)])
        below, found = pd.concat([below, sums]), pd.concat([found, sums])
    return found


def _levels(campaign: Campaign) -> list[set[str]]:
    """Parents by how many levels lie below them, the fewest first."""
    heights: dict[str, int] = {}

    def height(code: str) -> int:
        if code not in heights:
            heights[code] = (
                1 + max(map(height, campaign.children[code])) if (code in campaign.children) else 0
            )
        return heights[code]

    parents = {code: height(code) for code in campaign.children}
    return [
        {code for code, own in parents.items() if own == level}
        for level in sorted(set(parents.values()))
    ]


def _city(own: pd.DataFrame, summed: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The city's rows: sums over units at the top; of `own` measures, over every ranked unit."""
    if campaign.city is None:
        return summed[:0]
    ranked = {league.code for league in campaign.ranked_leagues}
    members = {unit.unit_code for unit in campaign.units if unit.league in ranked}
    top = {
        unit.unit_code
        for unit in campaign.units
        if unit.league in ranked and unit.parent_code not in campaign.unit_by_code
    }
    rule = _parent_rule(campaign)
    is_own = own["measure"].map(rule) == "own"
    leaves = own[~is_own & own["unit_code"].isin(top - campaign.children.keys())]
    sums = summed[summed["unit_code"].isin(top)]
    parts = pd.concat([own[is_own & own["unit_code"].isin(members)], leaves, sums])
    return _sum(parts.assign(parent=campaign.city.code), "parent", own[:0])


def _sum(parts: pd.DataFrame, by: str, own: pd.DataFrame) -> pd.DataFrame:
    """Sums of parts by parent and measure; a parent's own verification replaces its sum (17)."""
    groups = parts.groupby([by, "measure"])
    columns = ["reported_value", "platform_value", "register_value", "used_value"]
    total = groups[columns].sum(min_count=1)
    sources = parts[parts["used_value"].notna()].groupby([by, "measure"])["used_source"]
    total["used_source"] = sources.agg(
        lambda names: names.iloc[0] if names.nunique() == 1 else MIXED
    )
    total = total.rename_axis(["unit_code", "measure"])
    verified = own.set_index(["unit_code", "measure"])["verified_value"].dropna()
    total = total.reindex(total.index.union(verified.index))
    total["verified_value"] = verified.reindex(total.index)
    total["used_value"] = total["verified_value"].fillna(total["used_value"])
    total["used_source"] = total["used_source"].mask(total["verified_value"].notna(), VERIFIED)
    return total.fillna({"used_source": ""}).reset_index()


def _without_summed(own: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The rows that stand as they are: all but the summed measures of parents."""
    is_summed = own["measure"].map(_parent_rule(campaign)) != "own"
    return own[~(is_summed & own["unit_code"].isin(campaign.children))]


def _own_rows(own: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Rows of parents themselves for measures to which their own part is added."""
    with_own = own["measure"].map(_parent_rule(campaign)) == "sum_with_own"
    return own[with_own & own["unit_code"].isin(campaign.children)]


def _own_parts(own: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The table own_counts: a parent's own part, which no verification of the sum touches."""
    rows = _own_rows(own, campaign)
    unverified = choose_used(rows.assign(verified_value=np.nan), campaign)
    return unverified.dropna(subset=["used_value"])[["unit_code", "measure", "used_value"]]


def _parent_rule(campaign: Campaign) -> dict[str, str]:
    """own, sum or sum_with_own by measure."""
    return {measure.code: measure.parent for measure in campaign.measures}


def _typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame as a declared table, sorted by its key."""
    types = dict(empty_table(name).dtypes)
    return sort_table(frame[list(types)].astype(types), name)
