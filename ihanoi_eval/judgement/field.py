"""One league as the list sees it: who is eligible, from where, on which exact figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import pandas as pd

from ihanoi_eval.judgement.gates import FAILED, NOT_CHECKED, PASSED, RELEASE, standing
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.exact import exact, in_units
from ihanoi_eval.measurement.indicators import Readings
from ihanoi_eval.rules.awards import Awards, Improvement, Quota
from ihanoi_eval.rules.campaign import Campaign, League
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.vietnamese import format_number

KEY_DECIMALS = 4  # links of the tie chain, in ten-thousandths (COUNTING 32)
LEVEL, IMPROVEMENT = "level", "improvement"  # the two tracks of a list


@dataclass(frozen=True)
class Field:
    """One league's units with what the list looks at."""

    league: League
    quota: Quota
    ranking: pd.DataFrame
    standing: Mapping[str, str]
    failures: Mapping[str, str]
    parents: Mapping[str, str]
    readings: Readings
    coverage: Mapping[str, Fraction | None]
    chain: tuple[str, ...]
    improvement: Improvement | None
    rubric_decimals: int
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def totals(self) -> dict[str, Fraction]:
        """The exact total of every ranked unit."""
        rows = self.ranking.dropna(subset=["total_points"])
        pairs = zip(rows["unit_code"], rows["total_points"], strict=True)
        return {code: exact(total) for code, total in pairs}

    @cached_property
    def eligible(self) -> dict[str, str]:
        """Ranked units with no gate failed and none on hold, with their peer groups (31)."""
        groups = zip(self.ranking["unit_code"], self.ranking["peer_group"], strict=True)
        return {c: g for c, g in groups if c in self.totals and self.standing[c] == PASSED}

    @cached_property
    def gains(self) -> dict[str, Fraction]:
        """What the improvement track looks at, for every ranked unit; empty is 0."""
        if self.improvement is None:
            return {}
        name = self.improvement.indicator
        return {c: self.readings[c, name].adjusted_value or Fraction(0) for c in self.totals}

    @cached_property
    def places(self) -> dict[str, str]:
        """Each ranked unit's rank and points in words."""
        size = len(self.ranking)
        rows = self.ranking.dropna(subset=["total_points"])[
            ["unit_code", "rank", "is_tied", "total_points"]
        ]
        return {
            code: f"hạng {rank:.0f}{' (đồng hạng)' * (is_tied == 'true')}/{size}, "
            f"{format_number(total, self.decimals)} điểm"
            for code, rank, is_tied, total in rows.itertuples(index=False, name=None)
        }

    def key(self, code: str, indicator: str) -> int:
        """An indicator's adjusted value in ten-thousandths, rounded once; empty is 0."""
        value = self.readings[code, indicator].adjusted_value
        return in_units(value, KEY_DECIMALS) if value is not None else 0

    @property
    def decimals(self) -> int:
        """Decimals of a total: the rubric's, and two at least, because adjustments carry two."""
        return max(self.rubric_decimals, 2)

    def level_keys(self, code: str) -> tuple[int, ...]:
        """What level seats look at: the total in its last decimal, then the tie chain's links."""
        total = in_units(self.totals[code], self.decimals)
        return (total, *(self.key(code, indicator) for indicator in self.chain))


def league_fields(
    ranking: pd.DataFrame,
    gates: pd.DataFrame,
    readings: Readings,
    counts: Counts,
    *,
    campaign: Campaign,
    rubric: Rubric,
    awards: Awards,
) -> list[Field]:
    """Each league that has a quota, with what the list looks at."""
    judged = standing(gates, ranking["unit_code"])
    failures = _failures(gates, judged, awards)
    found: list[Field] = []
    for league in campaign.ranked_leagues:
        quota = awards.quotas.get(league.code)
        if quota is None:
            continue
        rule = awards.improvement if quota.improvement else None
        codes = campaign.units_of(league.code)
        found.append(
            Field(
                league=league,
                quota=quota,
                ranking=ranking[ranking["league"] == league.code],
                standing=judged,
                failures=failures,
                parents={unit.unit_code: unit.parent_code for unit in campaign.units},
                readings=readings,
                coverage=coverage_at_open(codes, counts, rule) if rule else {},
                chain=awards.tie_chain.get(league.code, ()),
                improvement=rule,
                rubric_decimals=rubric.decimals,
                names={unit.unit_code: unit.name for unit in campaign.units},
            )
        )
    return found


def _failures(gates: pd.DataFrame, judged: Mapping[str, str], awards: Awards) -> dict[str, str]:
    """What bars each unit, in words."""
    labels = {gate.code: gate.label for gate in awards.gates}
    kinds = {gate.code: gate.kind for gate in awards.gates}
    barred = gates[gates["status"] == gates["unit_code"].map(judged)]
    barred = barred[~barred["status"].isin([PASSED, NOT_CHECKED])]
    found: dict[str, list[str]] = {}
    for code, gate, status, reason in barred[["unit_code", "gate", "status", "reason"]].itertuples(
        index=False, name=None
    ):
        release = RELEASE.get(kinds[gate], "")
        words = f"{reason} ({release})" if release else reason
        words = f"{labels[gate]} ({reason})" if status == FAILED else words
        found.setdefault(code, []).append(words)
    return {code: "; ".join(texts) for code, texts in found.items()}


def coverage_at_open(
    codes: tuple[str, ...], counts: Counts, rule: Improvement
) -> dict[str, Fraction | None]:
    """Active at open / population, over complete children for a parent; None where unknown."""
    found: dict[str, Fraction | None] = {}
    for code in codes:
        total = counts.total(code, (rule.at_open, rule.population))
        active, people = total[rule.at_open], total[rule.population]
        found[code] = active / people if active is not None and people else None
    return found


def began_low(field: Field) -> set[str]:
    """Units whose coverage at open lies strictly below their peer group's median (COUNTING 34)."""
    low: set[str] = set()
    for _, group in field.ranking.groupby("peer_group"):
        known = {c: v for c in group["unit_code"] if (v := field.coverage.get(c)) is not None}
        values = sorted(known.values())
        if values:
            middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
            low |= {code for code, value in known.items() if value < middle}
    return low
