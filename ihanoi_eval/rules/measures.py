"""Each measure: what it counts, which source is believed first, how a parent unit gets it."""

from typing import Literal

from ihanoi_eval.rules.values import Frozen, NotNegative, read_exact

Source = Literal["platform", "register", "self_report"]


class Tolerance(Frozen):
    """How far two sources may stand apart before it is asked about, as shares of the used value."""

    warning: NotNegative = read_exact("0.10")
    error: NotNegative = read_exact("0.33")


class Measure(Frozen):
    """A count with its sources in order of belief and its way up to the parent unit.

    fed_by_reports: nothing is asked of it before reports are due (COUNTING 3).
    """

    code: str
    label: str
    definition: str = ""
    sources: tuple[Source, ...] = ("platform", "register", "self_report")
    parent: Literal["own", "sum", "sum_with_own"] = "own"
    tolerance: Tolerance = Tolerance()
    fed_by_reports: bool = False
