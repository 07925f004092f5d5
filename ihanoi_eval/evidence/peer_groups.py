"""Groups of like units inside a league, fixed by type and size before anything is scored."""

from collections.abc import Mapping
from math import nan

import pandas as pd

from ihanoi_eval.rules.campaign import Campaign, League, PeerGroups
from ihanoi_eval.schemas import empty_table, sort_table


def units_table(
    campaign: Campaign, *, population: pd.Series, earlier_petitions: pd.Series | None
) -> pd.DataFrame:
    """The table `units`, with each ranked unit's peer group (COUNTING 29).

    population: the register's population 15+ by unit, never a later verification.
    earlier_petitions: own petitions received before the campaign, None without a log.
    """
    groups: dict[str, str] = {}
    known = {str(code): float(people) for code, people in population.items()}
    for league in campaign.ranked_leagues:
        groups |= group_league(league, campaign, population=known, petitions=earlier_petitions)
    frame = pd.DataFrame(
        {
            "unit_code": [unit.unit_code for unit in campaign.units],
            "name": [unit.name for unit in campaign.units],
            "league": [unit.league for unit in campaign.units],
            "peer_group": [groups.get(unit.unit_code, "") for unit in campaign.units],
            "parent_code": [unit.parent_code for unit in campaign.units],
        }
    )
    frame["population_15plus"] = frame["unit_code"].map(population).astype("float64")
    types = dict(empty_table("units").dtypes)
    return sort_table(frame.astype(types), "units")


def group_league(
    league: League,
    campaign: Campaign,
    *,
    population: Mapping[str, float],
    petitions: pd.Series | None,
) -> dict[str, str]:
    """The peer group of each unit of a league."""
    rule = league.peer_groups
    codes = campaign.units_of(league.code)
    if rule.by == "types":
        return _by_type(rule, codes, campaign, population)
    if rule.by == "petitions_before" and petitions is not None:
        received = petitions.reindex(list(codes)).fillna(0)
        return {code: "many" if received[code] >= rule.at_least else "few" for code in codes}
    listed = {code: group for group, codes in rule.listed.items() for code in codes}
    return {code: listed.get(code, league.code) for code in codes}


def size_groups(codes: list[str], population: Mapping[str, float], groups: int) -> dict[str, int]:
    """Equal groups by population then code, the smallest first; unknown sorts lowest.

    >>> size_groups(["b", "a", "c"], {"a": 5.0, "b": 5.0, "c": 1.0}, 3)
    {'c': 0, 'a': 1, 'b': 2}
    """
    known = {code: population[code] for code in codes if population.get(code, nan) >= 0}
    ordered = sorted(codes, key=lambda code: (code in known, known.get(code, 0.0), code))
    return {code: groups * place // len(ordered) for place, code in enumerate(ordered)}


def _by_type(
    rule: PeerGroups, codes: tuple[str, ...], campaign: Campaign, population: Mapping[str, float]
) -> dict[str, str]:
    """Groups by the unit's type, each cut by size."""
    found: dict[str, str] = {}
    for group in rule.types:
        members = [code for code in codes if campaign.unit_by_code[code].type in group.types]
        for code, place in size_groups(members, population, rule.size_groups).items():
            found[code] = group.code if rule.size_groups == 1 else f"{group.code}-{place + 1}"
    return found
