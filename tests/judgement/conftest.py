"""Scores, counts and leagues typed out as small tables."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.gates import Case
from ihanoi_eval.measurement.aggregation import Score
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.awards import Improvement, Quota
from ihanoi_eval.rules.campaign import Campaign, League

CHAIN = ("gap", "use", "time")
IMPROVEMENT = Improvement(indicator="gap", at_open="opened", population="people")
DEFAULTS = {"parent": "A", "group": "x", "gap": "0", "use": "0", "time": "0"}
DEFAULTS |= {"coverage": "–", "standing": "passed"}


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """District D with wards 1, 2 and 3, whose rows stand in its report, and department S."""
    units = [("D", "districts", ""), ("S", "departments", "")]
    units += [(ward, "communes", "D") for ward in "123"]
    reports = {"communes": "row_of_parent"}
    summed = ("opened", "people")
    own = ("staff_active", "staff_due", "overdue", "assessed", "days_late", "complete")
    return Campaign.model_validate(
        {
            "code": "x",
            "title": "x",
            "start": "2024-11-01",
            "close": "2024-11-30",
            "deadline": "2024-12-09",
            "leagues": [
                {"code": one, "label": one, "unit_label": one}
                | {"reports": reports.get(one, "own_workbook")}
                for one in ("communes", "districts", "departments")
            ],
            "units": [
                {"unit_code": code, "name": code, "league": league, "parent_code": parent}
                | {"valid_from": "2024-01-01"}
                for code, league, parent in units
            ],
            "measures": [
                {"code": one, "label": one, "parent": "sum" if one in summed else "own"}
                for one in (*summed, *own)
            ],
        }
    )


@pytest.fixture(scope="session")
def count(campaign: Campaign) -> Callable[[Mapping[str, Mapping[str, float]]], Counts]:
    """Counts of the units: count({"1": {"people": 900}})."""

    def count_units(values: Mapping[str, Mapping[str, float]]) -> Counts:
        rows = [
            {"unit_code": unit, "measure": measure, "used_value": float(value)}
            for unit, measures in values.items()
            for measure, value in measures.items()
        ]
        types = {"unit_code": "str", "measure": "str", "used_value": "float64"}
        panel = pd.DataFrame(rows, columns=list(types)).astype(types)
        panel["verified_value"] = float("nan")
        return Counts(panel, panel[:0], campaign)

    return count_units


@pytest.fixture(scope="session")
def case(campaign: Campaign, count: Callable[..., Counts]) -> Callable[..., Case]:
    """What gates look at, without reviews: case({"1": {"staff_active": 9}}), or changes by name."""

    def make(values: Mapping[str, Mapping[str, float]] | None = None, **changes: Any) -> Case:
        reviews = {
            name: pd.DataFrame(columns=columns.split(), dtype="str")
            for name, columns in (
                ("inspections", "unit_code severity document_no"),
                ("on_hold", "unit_code reason document_no until"),
                ("waivers", "unit_code rule document_no on_date"),
            )
        }
        plain: dict[str, Any] = {
            "counts": count(values or {}),
            "campaign": campaign,
            **reviews,
            "answers": pd.Series(dtype="str"),
            "as_of": date(2024, 12, 20),
            "has_receipts": True,
            "reports_are_due": True,
            "least_applicable_share": Fraction(2, 3),
        }
        return Case(**plain | changes)

    return make


@pytest.fixture(scope="session")
def score() -> Callable[..., Score]:
    """A score: score("1", "46.00"), other fields by name."""

    def score_unit(code: str, total: str | None, **fields: Any) -> Score:
        whole: dict[str, Any] = {
            "unit_code": code,
            "league": "communes",
            "points": {},
            "total": None if total is None else Fraction(total),
            "pillar_points": {},
            "pillar_most": {},
            "pillar_shares": {},
            **dict.fromkeys(("applicable", "live", "measured", "asked"), Fraction(100)),
        }
        return Score(**whole | fields)

    return score_unit


@pytest.fixture(scope="session")
def league_field() -> Callable[..., Field]:
    """A league from a table: league_field("code total\\n1 80\\n2 70", level=1).

    Columns left out: parent A, group x, chain values 0, coverage unknown (–), standing passed.
    """

    def build(table: str, *, chain: tuple[str, ...] = CHAIN, **quota: Any) -> Field:
        lines = [line.split() for line in table.strip().splitlines()]
        rows = [DEFAULTS | dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        frame = pd.DataFrame(rows, dtype="str")
        total = pd.to_numeric(frame["total"].replace("–", "")).astype("float64")
        ranking = pd.DataFrame(
            {
                "unit_code": frame["code"],
                "league": "communes",
                "peer_group": frame["group"],
                "points": total,
                "adjustments": 0.0,
                "total_points": total,
                "rank": total.rank(method="min", ascending=False),
                "peer_rank": total.groupby(frame["group"]).rank(method="min", ascending=False),
                "is_tied": total.duplicated(keep=False).map({True: "true", False: "false"}),
            }
        )
        readings = {
            (row["code"], link): Reading(
                row["code"], link, MEASURED, adjusted_value=_value(row[link])
            )
            for row in rows
            for link in CHAIN
        }
        seats = Quota(**{"level": 1} | quota)
        return Field(
            league=League(code="communes", label="Xã", unit_label="xã"),
            quota=seats,
            ranking=ranking,
            standing={row["code"]: row["standing"] for row in rows},
            failures={r["code"]: "lý do" for r in rows if r["standing"] != "passed"},
            parents={row["code"]: row["parent"] for row in rows},
            readings=readings,
            coverage={row["code"]: _value(row["coverage"]) for row in rows},
            chain=chain,
            improvement=IMPROVEMENT if seats.improvement else None,
            rubric_decimals=2,
        )

    return build


def _value(text: str) -> Fraction | None:
    """A number of a table, None for a dash."""
    return None if text == "–" else Fraction(text)
