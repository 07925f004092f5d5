"""The law by date: instruments, form numbers, base salaries, coefficients, each with its source."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, TypeVar

from pydantic import Field as Key

from ihanoi_eval.rules.values import Day, Frozen, NotNegative

TO_CHECK: Final = "cần kiểm tra"  # what was only remembered or copied is never printed as law

AwardKind = Literal["individual", "collective"]


class Dated(Frozen):
    """What holds from one day to another, where that was read, and whether it was verified there.

    is_verified: the rule and its first day; is_end_verified: its last day, where it has one.
    """

    valid_from: Day
    valid_to: Day | None = None
    source: str
    is_verified: bool = False
    is_end_verified: bool = True

    def holds_on(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class LawAtDate(Dated):
    """One instrument with the days it is in force; what was not verified says so."""

    name: str

    @property
    def cited(self) -> str:
        """The name as a document may print it.

        >>> LawAtDate(name="Luật A", valid_from=date(2024, 1, 1), source="báo").cited
        'Luật A (cần kiểm tra)'
        """
        return self.name if self.is_verified else f"{self.name} ({TO_CHECK})"


class FormNumber(Dated):
    """The number of the form that the law prescribes for a document of the dossier."""

    document: Literal["proposal", "collective_report", "individual_report", "thematic_report"]
    number: str

    @property
    def cited(self) -> str:
        """The number as a document may print it."""
        return f"Mẫu số {self.number}" + ("" if self.is_verified else f" ({TO_CHECK})")


class BaseSalary(Dated):
    """The base salary from a day on, in đồng."""

    amount: int = Key(ge=1)


class Coefficient(Dated):
    """How many base salaries go with an award of a kind."""

    kind: AwardKind
    value: NotNegative


Rule = TypeVar("Rule", bound=Dated)


def in_force(rules: Iterable[Rule], day: date) -> tuple[Rule, ...]:
    """The rules that hold on a day, in the order of the file."""
    return tuple(rule for rule in rules if rule.holds_on(day))


def latest_in_force(rules: Iterable[Rule], day: date) -> Rule | None:
    """The rule that holds on a day; of several, the one that began last.

    >>> salaries = [BaseSalary(amount=a, valid_from=date(y, 7, 1), source="") for a, y in
    ...     ((2_340_000, 2024), (2_530_000, 2026))]
    >>> [one.amount for d in (date(2026, 6, 30), date(2026, 7, 1))
    ...     if (one := latest_in_force(salaries, d))]
    [2340000, 2530000]
    """
    return max(in_force(rules, day), key=lambda rule: rule.valid_from, default=None)
