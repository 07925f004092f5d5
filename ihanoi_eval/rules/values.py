"""How a value in a rule file is read: exact numbers, lists that never change, no unknown keys."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

ANY_LEAGUE = "*"


class Frozen(BaseModel):
    """A rule: unknown keys are refused, and nothing can be changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_exact(value: Any) -> Fraction:
    """The exact number that a rule file writes, `0.60` or `1/3`; never a rounded double.

    >>> read_exact("0.1") + read_exact("0.2") == read_exact("0.3")
    True
    """
    if isinstance(value, Fraction):
        return value
    try:
        return Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError):
        raise ValueError("cần một số, ví dụ 0.60 hoặc 1/3") from None


Exact = Annotated[Fraction, BeforeValidator(read_exact), PlainSerializer(str, return_type=str)]


def spread_over_leagues(value: Any) -> Any:
    """One number stands for every league; a mapping names each league's own."""
    return value if isinstance(value, Mapping) else {ANY_LEAGUE: value}


PerLeague = Annotated[dict[str, Exact], BeforeValidator(spread_over_leagues)]


def in_league(numbers: Mapping[str, Fraction], league: str) -> Fraction:
    """What a number is in one league; 0 where the rule says nothing of that league."""
    return numbers.get(league, numbers.get(ANY_LEAGUE, Fraction(0)))
