"""A district of three wards, one without, two departments, and counts typed out by unit."""

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.rules.campaign import Campaign

CountUnits = Callable[..., Counts]
Values = Mapping[str, Mapping[str, float | None]]

PARENT_RULES = {
    "sum": ("opened", "closed", "people", "target", "visited", "households"),
    "sum_with_own": ("on_time", "assessed"),
    "own": ("staff_active", "staff_due", "days_late", "complete", "sessions"),
}
FED_BY_REPORTS = ("visited", "days_late", "complete", "sessions")


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """District D with wards 1, 2 and 3, district E, departments S and T, in November 2024."""
    units = [
        ("D", "districts", ""),
        ("E", "districts", ""),
        *((ward, "communes", "D") for ward in "123"),
    ]
    units += [(department, "departments", "") for department in "ST"]
    leagues = ("communes", "districts", "departments")
    return Campaign.model_validate(
        {
            "code": "x",
            "title": "x",
            "start": "2024-11-01",
            "close": "2024-11-30",
            "deadline": "2024-12-09",
            "leagues": [
                {"code": one, "label": one, "unit_label": one, "has_residents": one == "communes"}
                for one in leagues
            ],
            "units": [
                {"unit_code": code, "name": code, "league": league, "parent_code": parent}
                | {"valid_from": "2024-01-01"}
                for code, league, parent in units
            ],
            "measures": [
                {"code": one, "label": one, "parent": rule, "fed_by_reports": one in FED_BY_REPORTS}
                for rule, codes in PARENT_RULES.items()
                for one in codes
            ],
        }
    )


@pytest.fixture(scope="session")
def count(campaign: Campaign) -> CountUnits:
    """Counts of the units: count({"1": {"people": 900}}); None is a register's empty cell.

    own: what a district did itself; verified: what was verified, which is then what is used.
    """

    def count_units(
        values: Values,
        *,
        own: Values | None = None,
        verified: Values | None = None,
        not_applicable: tuple[tuple[str, str], ...] = (),
    ) -> Counts:
        used = _rows(values, "used_value").assign(verified_value=float("nan"))
        checked = _rows(verified or {}, "used_value")
        panel = pd.concat([used, checked.assign(verified_value=checked["used_value"])])
        parts = _rows(own or {}, "used_value")
        return Counts(panel, parts, campaign, not_applicable=not_applicable)

    return count_units


def _rows(values: Values, column: str) -> pd.DataFrame:
    """One row a unit and measure."""
    rows = [
        {"unit_code": unit, "measure": measure, column: float("nan") if value is None else value}
        for unit, measures in values.items()
        for measure, value in measures.items()
    ]
    types = {"unit_code": "str", "measure": "str", column: "float64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)
