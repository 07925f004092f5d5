"""The rubric: pillars, indicators, goalposts and weights, all fixed before the data."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, field_validator, model_validator
from pydantic import Field as Key

from ihanoi_eval.rules.values import (
    Day,
    Exact,
    Frozen,
    NotNegative,
    PerLeague,
    Share,
    in_league,
    read_exact,
)

Kind = Literal[
    "proportion", "gap_closure", "attainment", "children_above", "timeliness", "count", "value"
]
Aggregation = Literal["arithmetic", "geometric", "harmonic"]
NEEDS: dict[str, tuple[str, ...]] = {
    "proportion": ("numerator", "denominator"),
    "gap_closure": ("at_close", "at_open", "population"),
    "attainment": ("at_close", "at_open", "population", "target"),
    "children_above": ("indicator", "at_least"),
    "timeliness": ("days_late", "complete", "steps"),
    "count": ("measure",),
    "value": ("measure",),
}
MEASURE_KEYS = (
    *("numerator", "denominator", "at_close", "at_open", "population", "target"),
    *("days_late", "complete", "measure"),
)


class Approval(Frozen):
    """The document that made the rubric valid."""

    document_no: str
    on_date: Day

    @field_validator("document_no")
    @classmethod
    def name_a_document(cls, value: str) -> str:
        """An approval without a document is none."""
        if not value.strip():
            raise ValueError("thiếu số văn bản; ghi số văn bản phê duyệt, hoặc `status: proposed`")
        return value.strip()


class Status(Frozen):
    """`proposed`, or approved by a document."""

    approved: Approval | None = None

    @model_validator(mode="before")
    @classmethod
    def read_word(cls, value: Any) -> Any:
        """The word `proposed` stands for no document."""
        if not isinstance(value, str):
            return value
        if value != "proposed":
            raise ValueError("cần `proposed`, hoặc `approved:` với document_no và on_date")
        return {}


class Goalposts(Frozen):
    """The values that earn nothing and everything; worst above best turns the direction round.

    capped: at which ends a share is held; beyond an end that is open it goes on below 0 or above 1.
    On a log scale the smaller end is always held: there is no logarithm of nothing.
    """

    worst: Exact
    best: Exact
    scale: Literal["linear", "log"] = "linear"
    capped: Literal["both", "worst", "best", "none"] = "both"

    @property
    def holds_at_worst(self) -> bool:
        """Whether a share never falls below 0."""
        return self.capped in ("both", "worst")

    @property
    def holds_at_best(self) -> bool:
        """Whether a share never rises above 1."""
        return self.capped in ("both", "best")


class SmallNumbers(Frozen):
    """The prior rate and its weight in cases: (x + weight·prior) / (n + weight)."""

    prior: Share
    weight: NotNegative


def read_none(value: Any) -> Any:
    """Nothing, where the rule file says `none`."""
    return None if value == "none" else value


class Step(Frozen):
    """A complete report at most this many working days late earns this share."""

    days_late: int = Key(ge=0)
    share: Share


class Pillar(Frozen):
    """A group of indicators, or of pillars, with its points in each league."""

    code: str
    label: str
    max_points: PerLeague
    aggregation: Aggregation = "arithmetic"
    pillars: tuple["Pillar", ...] = ()


class Indicator(Frozen):
    """One criterion: which measures, between which goalposts, for how many points."""

    code: str
    label: str
    pillar: str
    kind: Kind
    numerator: str = ""
    denominator: str = ""
    at_close: str = ""
    at_open: str = ""
    population: str = ""
    target: str = ""
    measure: str = ""
    indicator: str = ""
    at_least: Exact | None = None
    days_late: str = ""
    complete: str = ""
    steps: tuple[Step, ...] = ()
    goalposts: Goalposts
    max_points: PerLeague
    leagues: tuple[str, ...]
    small_numbers: Annotated[SmallNumbers | None, BeforeValidator(read_none)] = None
    if_missing: Literal["zero", "rescale"]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is computed from, in the order of the rule file."""
        return tuple(code for key in MEASURE_KEYS if (code := getattr(self, key)))


class AdjustmentBounds(Frozen):
    """Between which sums the documented adjustments of a unit are held."""

    least: Exact = read_exact("-5")
    most: Exact = read_exact("3")


class Rubric(Frozen):
    """All points of all leagues; under a mean that is not arithmetic `max_points` are weights."""

    version: str
    status: Status = Status()
    scale: Exact = read_exact("100")
    decimals: int = Key(default=2, ge=0, le=6)
    round: Literal["indicator", "total"] = "indicator"
    aggregation: Aggregation = "arithmetic"
    least_applicable_share: Share = read_exact("2/3")
    adjustments: AdjustmentBounds = AdjustmentBounds()
    pillars: tuple[Pillar, ...]
    indicators: tuple[Indicator, ...]

    @property
    def is_approved(self) -> bool:
        """Whether a document stands behind it; until then every page says ĐỀ XUẤT."""
        return self.status.approved is not None

    @cached_property
    def is_rounded_per_indicator(self) -> bool:
        """Points that add up exactly; only under arithmetic aggregation (METHOD 14)."""
        return self.round == "indicator" and self.is_additive

    @cached_property
    def is_additive(self) -> bool:
        """Whether every mean is arithmetic, so that each point belongs to one indicator."""
        every = {self.aggregation, *(pillar.aggregation for _, pillar in self.walk())}
        return every == {"arithmetic"}

    def walk(self) -> Iterator[tuple[tuple[str, ...], Pillar]]:
        """Every pillar with the codes of the pillars above it, outermost first."""
        stack: list[tuple[tuple[str, ...], Pillar]] = [((), p) for p in reversed(self.pillars)]
        while stack:
            above, pillar = stack.pop()
            yield above, pillar
            inner = reversed(pillar.pillars)
            stack.extend(((*above, pillar.code), child) for child in inner)

    def indicators_of(self, league: str) -> tuple[Indicator, ...]:
        """The league's indicators in the order of the rule file."""
        return tuple(one for one in self.indicators if league in one.leagues)

    def max_points(self, rule: Pillar | Indicator, league: str) -> Fraction:
        """The points of a pillar or an indicator in a league."""
        return in_league(rule.max_points, league)
