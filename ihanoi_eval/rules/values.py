"""How a value in a rule file is read: exact numbers, lists that never change, no unknown keys."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)

ANY_LEAGUE = "*"
# Bounded digits and no exponent: 1e999999999 is a number too, and would fill the memory.
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,31}\.[0-9]{1,31}|[0-9]{1,31}(?:/[0-9]{1,31})?)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Frozen(BaseModel):
    """A rule: unknown keys are refused, and nothing can be changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some keys changed, which forgets what was derived from the old ones."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]  # a cached property of the original
        return copied


def read_exact(value: Any) -> Fraction:
    """The exact number that a rule file writes, `0.60` or `1/3`; never a rounded double.

    >>> read_exact("0.1") + read_exact("0.2") == read_exact("0.3")
    True
    """
    if isinstance(value, Fraction):
        return value
    text = str(value).strip()
    try:
        if not NUMBER.fullmatch(text):
            raise ValueError
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError("cần một số, ví dụ 0.60 hoặc 1/3") from None


def read_day(value: Any) -> date:
    """The day that a rule file writes as 2024-11-30; no other spelling has a single reading.

    >>> read_day("2024-11-30")
    datetime.date(2024, 11, 30)
    """
    if isinstance(value, date):
        return value
    try:
        if not DAY.fullmatch(str(value)):
            raise ValueError
        day = date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("cần một ngày có thật, dạng 2024-11-30") from None
    if not 1900 <= day.year <= 2200:
        raise ValueError("năm phải từ 1900 đến 2200")  # beyond, adding a day may leave the calendar
    return day


def check_share(value: Fraction) -> Fraction:
    """The number itself, if it is a part of a whole."""
    if not 0 <= value <= 1:
        raise ValueError("cần một số từ 0 đến 1")
    return value


def check_not_negative(value: Fraction) -> Fraction:
    """The number itself, unless it is below zero."""
    if value < 0:
        raise ValueError("cần một số không âm")
    return value


def _number(**limits: int) -> dict[str, Any]:
    """How an editor knows an exact number: 0.60 is a number to it, 1/3 is text."""
    written = {"type": "string", "pattern": f"^{NUMBER.pattern}$"}
    return {"anyOf": [{"type": "number", **limits}, written]}


Exact = Annotated[
    Fraction,
    BeforeValidator(read_exact),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(_number(), mode="validation"),
]
Share = Annotated[
    Exact,
    AfterValidator(check_share),
    WithJsonSchema(_number(minimum=0, maximum=1), mode="validation"),
]
NotNegative = Annotated[
    Exact,
    AfterValidator(check_not_negative),
    WithJsonSchema(_number(minimum=0), mode="validation"),
]
Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "pattern": f"^{DAY.pattern}$"}, mode="validation"),
]


def spread_over_leagues(value: Any) -> Any:
    """One number stands for every league; a mapping names each league's own."""
    return value if isinstance(value, Mapping) else {ANY_LEAGUE: value}


PerLeague = Annotated[
    dict[str, NotNegative],
    BeforeValidator(spread_over_leagues),
    WithJsonSchema(
        {
            "anyOf": [
                *_number(minimum=0)["anyOf"],
                {"type": "object", "additionalProperties": _number(minimum=0)},
            ]
        },
        mode="validation",
    ),
]


def in_league(numbers: Mapping[str, Fraction], league: str) -> Fraction:
    """What a number is in one league; 0 where the rule says nothing of that league."""
    return numbers.get(league, numbers.get(ANY_LEAGUE, Fraction(0)))
