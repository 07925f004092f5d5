"""Each measure: what it counts, which source is believed first, how a parent unit gets it."""

from typing import Literal

from ihanoi_eval.rules.values import Exact, Frozen, read_exact

Source = Literal["platform", "register", "self_report"]


class Tolerance(Frozen):
    """How far two sources may stand apart before it is asked about, as shares of the used value."""

    warning: Exact = read_exact("0.10")
    error: Exact = read_exact("0.33")


class Measure(Frozen):
    """A count with its sources in order of belief and its way up to the parent unit."""

    code: str
    label: str
    definition: str = ""
    sources: tuple[Source, ...]
    parent: Literal["own", "sum", "sum_with_own"] = "own"
    tolerance: Tolerance = Tolerance()

    @property
    def comes_from_reports(self) -> bool:
        """Whether only a unit's own report feeds it first (COUNTING 3: nothing before it is due)."""
        return self.sources[:1] == ("self_report",)
