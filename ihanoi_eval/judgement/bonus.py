"""The money that goes with the proposed awards, in đồng, by list, at the day of the decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd

from ihanoi_eval.rules.awards import Awards, Bonus
from ihanoi_eval.rules.law import AwardKind, Coefficient, latest_in_force
from ihanoi_eval.schemas import empty_table, sort_table

COLLECTIVES, INDIVIDUALS = "collectives", "individuals"  # lists of nominees; others are leagues
ALL = "all"


@dataclass(frozen=True)
class Money:
    """One award's sum [đồng], how it comes about, and what the other reading of the law gives.

    is_verified: base salary and coefficient were both read where they were published.
    """

    base_salary: int
    coefficient: Fraction
    amount: int
    other: int
    is_verified: bool


def money_of(kind: AwardKind, bonus: Bonus, day: date) -> Money | None:
    """What an award of a kind comes with on a day; None where no rule says so.

    >>> from ihanoi_eval.rules.law import BaseSalary
    >>> dated = {"valid_from": date(2024, 1, 1), "source": ""}
    >>> rules = Bonus(base_salary=(BaseSalary(amount=2_340_000, **dated),),
    ...     coefficients=(Coefficient(kind="individual", value="1.5", **dated),))
    >>> money_of("individual", rules, date(2024, 12, 20)).amount
    3510000
    """
    salary = latest_in_force(bonus.base_salary, day)
    own = _coefficient(kind, bonus, day)
    if salary is None or own is None:
        return None
    amount = other = _rounded_up(own.value * salary.amount, bonus.round_up_to)
    verified = salary.is_verified and own.is_verified
    person = _coefficient("individual", bonus, day)
    if kind == "collective" and person is not None and person.value > 0:
        single = _rounded_up(person.value * salary.amount, bonus.round_up_to)
        by_ratio = ceil(own.value / person.value * single)
        by_person = bonus.collective_by == "individual"
        amount, other = (by_ratio, amount) if by_person else (amount, by_ratio)
    return Money(salary.amount, own.value, amount, other, verified)


def _coefficient(kind: AwardKind, bonus: Bonus, day: date) -> Coefficient | None:
    """The coefficient of a kind on a day."""
    return latest_in_force([one for one in bonus.coefficients if one.kind == kind], day)


def _rounded_up(amount: Fraction, step: int) -> int:
    """The amount rounded up to whole steps.

    >>> _rounded_up(Fraction(3_795_000), 10_000), _rounded_up(Fraction(3_510_000), 10_000)
    (3800000, 3510000)
    """
    return ceil(amount / step) * step


def seats_by_list(awards: Awards) -> dict[str, int]:
    """How many awards each list can have at most."""
    seats = {league: quota.level + quota.improvement for league, quota in awards.quotas.items()}
    return seats | {COLLECTIVES: awards.nominees.collectives, INDIVIDUALS: awards.individuals}


def budget_table(shortlist: pd.DataFrame, awards: Awards, *, as_of: date) -> pd.DataFrame:
    """The table `budget`: what is proposed and what could be, by list, and the whole as `all`.

    amount_each: as bonus.collective_by has it; amount_other: the other reading of the law. A sum
    that no rule gives is missing, and so is the whole then.
    """
    day = awards.decision_day(as_of)
    proposed = shortlist.loc[shortlist["decision"] == "award", "list"].value_counts()
    rows = [
        _row(name, int(proposed.get(name, 0)), seats, awards, day)
        for name, seats in seats_by_list(awards).items()
        if seats or proposed.get(name, 0)
    ]
    types = dict(empty_table("budget").dtypes)
    if rows:
        rows.append(_whole(rows, awards))
    return sort_table(pd.DataFrame(rows, columns=list(types)).astype(types), "budget")


def _row(name: str, count: int, seats: int, awards: Awards, day: date) -> dict[str, object]:
    """One list's awards and money."""
    kind: AwardKind = "individual" if name == INDIVIDUALS else "collective"
    money = money_of(kind, awards.bonus, day)
    row: dict[str, object] = {
        **{"list": name, "kind": kind, "is_thematic": _flag(awards.is_thematic)},
        **{"awards_count": count, "seats_count": seats},
    }
    if money is None:
        return row | {"is_verified": "false"}
    return row | {
        "base_salary": money.base_salary,
        "coefficient": float(money.coefficient),
        "amount_each": money.amount,
        "amount_other": money.other,
        "amount_total": count * money.amount,
        "amount_most": seats * money.amount,
        "is_verified": _flag(money.is_verified),
    }


def _whole(rows: Iterable[Mapping[str, object]], awards: Awards) -> dict[str, object]:
    """The sums over all lists."""
    frame = pd.DataFrame(list(rows))
    sums = {
        column: frame[column].sum(skipna=False) if column in frame else np.nan
        for column in ("awards_count", "seats_count", "amount_total", "amount_most")
    }
    verified = bool((frame["is_verified"] == "true").all())
    return {
        **{"list": ALL, "kind": "", "is_thematic": _flag(awards.is_thematic)},
        **{str(column): value for column, value in sums.items()},
        "is_verified": _flag(verified),
    }


def _flag(value: bool) -> str:
    """A truth as tables hold it."""
    return "true" if value else "false"
