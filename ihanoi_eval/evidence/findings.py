"""Doubts as rows: what was found and expected, asked as a question; they change nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from ihanoi_eval.schemas import empty_table, sort_table
from ihanoi_eval.vietnamese import format_count, format_number

Severity = Literal["error", "warning", "question"]


class Aside(NamedTuple):
    """One row that a finding sets aside, and why; file: a table's name, or a workbook's."""

    file: str
    sheet: str
    row: float
    reason: str


@dataclass(frozen=True)
class Finding:
    """One doubt; `about` is what tells it apart from others of its check and unit.

    aside: the rows that count no longer because of it; for all others a finding changes nothing.
    """

    severity: Severity
    check: str
    message: str
    unit_code: str = ""
    about: str = ""
    file: str = ""
    sheet: str = ""
    row: float = np.nan
    column: str = ""
    found: str = ""
    expected: str = ""
    aside: tuple[Aside, ...] = ()

    @property
    def finding_id(self) -> str:
        """The same doubt has the same id in every run, so that an answer to it stays an answer."""
        return ":".join((self.check, self.unit_code, self.about or self.file)).rstrip(":")


WHOLE = "số nguyên không âm, nếu là số đếm"  # what is expected where is_no_count says no


NAMED: Final = 5  # names in one message; whoever mends the first of them sees the others


def some_of(names: Sequence[str], what: str = "mục") -> str:
    """Names as a message lists them: the first ones, and how many more there are.

    >>> some_of(["a", "b"]), some_of(list("abcdefgh"), "tệp")
    ('a, b', 'a, b, c, d, e và 3 tệp khác')
    """
    more = f" và {format_count(len(names) - NAMED)} {what} khác" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def is_no_count(values: "pd.Series[float]") -> "pd.Series[bool]":
    """Where a value that is there is below zero or no whole number.

    >>> is_no_count(pd.Series([7.0, 12.5, -3.0, float("nan")])).tolist()
    [False, True, True, False]
    """
    return values.notna() & ((values < 0) | (values % 1 != 0))


def as_found(value: float) -> str:
    """A figure as an officer writes it, with the decimals that it has and no others.

    >>> as_found(1500000.0), as_found(12.5), as_found(float("nan"))
    ('1.500.000', '12,5', '–')
    """
    digits = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return format_number(value, decimals=max(0, -digits) if isinstance(digits, int) else 0)


def findings_table(findings: Iterable[Finding], answers: pd.Series) -> pd.DataFrame:
    """The table `findings`: equal ids once, each with the status of its latest answer, else open.

    answers: status by finding_id (COUNTING 30).
    """
    rows = {one.finding_id: {"finding_id": one.finding_id, **asdict(one)} for one in findings}
    if not rows:
        return empty_table("findings")
    frame = pd.DataFrame(list(rows.values()))
    frame["status"] = [str(answers.get(finding_id, "open")) for finding_id in rows]
    columns = empty_table("findings").columns
    return sort_table(frame[columns], "findings").astype(dict(empty_table("findings").dtypes))


def latest_answers(followups: pd.DataFrame) -> pd.Series:
    """The status by finding_id of the latest follow-up; of one date, the worst (COUNTING 30).

    >>> latest_answers(pd.DataFrame({"finding_id": ["a", "a"], "status": ["explained", "confirmed"],
    ...     "on_date": ["2024-12-01", "2024-12-01"]})).to_dict()
    {'a': 'confirmed'}
    """
    severity = {"explained": 0, "open": 1, "confirmed": 2}
    ordered = followups.assign(weight=followups["status"].map(severity)).sort_values(
        ["finding_id", "on_date", "weight"]
    )
    return ordered.drop_duplicates("finding_id", keep="last").set_index("finding_id")["status"]
