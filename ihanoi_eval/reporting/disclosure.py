"""What shared pages keep back: cells that count fewer than five residents, and their traces.

A unit's own page shows its own counts. Zero counts nobody and is shown: a result, not a person.
"""

from typing import Final

import pandas as pd

from ihanoi_eval.vietnamese import parse_count

LEAST: Final = 5  # DESIGN §6
HIDDEN: Final = "Số liệu nhỏ, nêu tại trang của đơn vị."
HIDDEN_IN_TABLE: Final = "Số liệu nhỏ, Văn phòng xem tại tables/findings.csv."
FEW: Final = f"dưới {LEAST}"
# Codes of DESIGN §5 that count residents, or what single residents did; staff is no resident.
_RESIDENTS: Final = ("accounts_", "petitions_", "population_", "households")


def counts_residents(measure: str) -> bool:
    """Whether a measure counts residents or what residents did.

    >>> counts_residents("petitions_on_time"), counts_residents("staff_active")
    (True, False)
    """
    return measure.startswith(_RESIDENTS)


def is_small(count: float) -> bool:
    """Whether a count is of a few residents, so few that they might be known.

    >>> [is_small(count) for count in (0, 1, 4, 5, float("nan"))]
    [False, True, True, False, False]
    """
    return 0 < count < LEAST


def have_few(counts: pd.DataFrame) -> pd.Series:
    """Which rows hold a count of a few residents.

    >>> have_few(pd.DataFrame({"used": [30.0, 3.0, 0.0], "sent": [4.0, 9.0, 9.0]})).tolist()
    [True, True, False]
    """
    return ((counts > 0) & (counts < LEAST)).any(axis=1)


def shared_count(measure: str, count: float) -> float | str:
    """A count for a page that others read too: words for a few residents.

    >>> shared_count("accounts_new", 3.0), shared_count("accounts_new", 30.0)
    ('dưới 5', 30.0)
    """
    return FEW if counts_residents(measure) and is_small(count) else count


def shared_message(
    measure: str, file: str, message: str, *values: str, has_page: bool = True
) -> str:
    """A finding's message for a page that others read too: without small counts of residents.

    has_page: whether it is about a unit, whose own page shows it; else it is read in the table.

    >>> shared_message("petitions_received", "", "Báo cáo ghi 3, hệ thống ghi 7.", "3", "7")
    'Số liệu nhỏ, nêu tại trang của đơn vị.'
    """
    about_residents = counts_residents(measure) or file.startswith("platform/")
    if about_residents and any(map(_holds_small, values)):
        return HIDDEN if has_page else HIDDEN_IN_TABLE
    return message


def _holds_small(value: str) -> bool:
    """Whether words hold a small whole number, such as 3, or 1 dòng."""
    for word in value.replace("/", " ").split():
        try:
            if is_small(parse_count(word)):
                return True
        except ValueError:
            continue
    return False
