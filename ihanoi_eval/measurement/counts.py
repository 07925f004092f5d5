"""The used counts behind indicators: a unit's own, or a parent's sum over complete children."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

from ihanoi_eval.measurement.exact import exact_or_none
from ihanoi_eval.rules.campaign import Campaign, CountingLimits
from ihanoi_eval.rules.rubric import Indicator

Totals = dict[str, Fraction | None]


class Counts:
    """Exact used values by unit and measure, and how a parent's are put together.

    A parent's indicator sums only children that have every count it needs; its own part of a
    sum_with_own measure is one more part under the same test; a parent's own verification
    replaces that measure's sum (COUNTING 17).
    """

    def __init__(
        self,
        panel: pd.DataFrame,
        own_counts: pd.DataFrame,
        campaign: Campaign,
        *,
        not_applicable: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Look up tables of the panel; not_applicable: documented pairs of unit and indicator."""
        keys = zip(panel["unit_code"], panel["measure"], strict=True)
        self.used = dict(zip(keys, map(exact_or_none, panel["used_value"]), strict=True))
        verified = panel[panel["verified_value"].notna()]
        self.verified = set(zip(verified["unit_code"], verified["measure"], strict=True))
        own = zip(own_counts["unit_code"], own_counts["measure"], strict=True)
        self.own = dict(zip(own, map(exact_or_none, own_counts["used_value"]), strict=True))
        self.excused = frozenset(not_applicable)
        self.children: Mapping[str, tuple[str, ...]] = campaign.children
        self.rules = {measure.code: measure.parent for measure in campaign.measures}
        self.limits: CountingLimits = campaign.limits
        self._totals: dict[tuple[str, tuple[str, ...]], Totals] = {}

    def total(self, code: str, measures: Sequence[str]) -> Totals:
        """What an indicator over these measures counts for a unit; None where it has nothing."""
        key = (code, tuple(measures))
        if key not in self._totals:
            self._totals[key] = self._total(code, key[1])
        return self._totals[key]

    def _total(self, code: str, measures: tuple[str, ...]) -> Totals:
        summed = [one for one in measures if self.rules[one] != "own"]
        if code not in self.children or not summed:
            return {one: self.used.get((code, one)) for one in measures}
        parts = [self.total(child, summed) for child in self.children[code]]
        with_own = [one for one in summed if self.rules[one] == "sum_with_own"]
        if with_own:
            parts.append({one: self.own.get((code, one)) for one in with_own})
        complete = [part for part in parts if None not in part.values()]
        totals: Totals = {}
        for one in measures:
            if one not in summed or (code, one) in self.verified:
                totals[one] = self.used.get((code, one))
            else:
                values = [value for part in complete if (value := part.get(one)) is not None]
                totals[one] = sum(values, Fraction(0)) if values else None
        return totals

    def gap(self, code: str, indicator: Indicator) -> Fraction | None:
        """People without an active account at the start."""
        total = self.total(code, _gap_measures(indicator))
        people, start = total[indicator.population], total[indicator.at_open]
        return None if people is None or start is None else people - start

    def is_saturated(self, code: str, indicator: Indicator) -> bool:
        """Whether fewer than 1 % of the people are left to win (COUNTING 15)."""
        gap = self.gap(code, indicator)
        people = self.total(code, _gap_measures(indicator))[indicator.population]
        if gap is None or people is None:
            return False
        return gap < self.limits.least_gap_share * people

    def done(self, code: str, indicator: Indicator) -> Fraction | None:
        """New active accounts; a parent's over the children whose target is measured (16)."""
        if code in self.children:
            return _sum_or_none([self.done(c, indicator) for c in self._aimed(code, indicator)])
        total = self.total(code, _gap_measures(indicator))
        close, start = total[indicator.at_close], total[indicator.at_open]
        return None if close is None or start is None else close - start

    def effective_target(self, code: str, indicator: Indicator) -> Fraction | None:
        """The target held within 10 % and 20 % of the gap; a parent sums its children's (16)."""
        if code in self.children:
            aimed = self._aimed(code, indicator)
            return _sum_or_none([self.effective_target(child, indicator) for child in aimed])
        target = self.used.get((code, indicator.target))
        gap = self.gap(code, indicator)
        if target is None or gap is None:
            return None
        return min(max(target, self.limits.target_floor * gap), self.limits.target_ceiling * gap)

    def has_no_target(self, code: str, indicator: Indicator) -> bool:
        """Whether the register says that no target was set, for a parent of all its children."""
        if code in self.children:
            return all(self.has_no_target(child, indicator) for child in self.children[code])
        key = (code, indicator.target)
        return key in self.used and self.used[key] is None

    def is_aimed(self, code: str, indicator: Indicator) -> bool:
        """Whether a unit's attainment can be measured; if not, it leaves both sums of pace (16)."""
        return (
            (code, indicator.code) not in self.excused
            and not self.is_saturated(code, indicator)
            and self.effective_target(code, indicator) is not None
            and self.done(code, indicator) is not None
        )

    def _aimed(self, code: str, indicator: Indicator) -> list[str]:
        """The children whose attainment can be measured."""
        return [child for child in self.children[code] if self.is_aimed(child, indicator)]


def _gap_measures(indicator: Indicator) -> tuple[str, ...]:
    """The measures of a gap closure, which an attainment needs too."""
    return tuple(
        one for one in (indicator.at_close, indicator.at_open, indicator.population) if one
    )


def _sum_or_none(values: list[Fraction | None]) -> Fraction | None:
    """The sum of what is there, None of nothing."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if known else None
