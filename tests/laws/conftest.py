"""A small contest in code for laws over thousands of tables, and tests/small for whole inputs."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.files import read_csv_text, to_csv_bytes
from ihanoi_eval.judgement.field import Field, coverage_at_open
from ihanoi_eval.judgement.ranking import rank_units
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.measurement.aggregation import Score, points_table, score_units
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.indicators import Readings, read_indicators
from ihanoi_eval.rules.awards import Awards, Quota
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Rubric

SMALL = Path(__file__).parents[1] / "small"
GAP = {"at_close": "closed", "at_open": "opened", "population": "people"}
Values = Mapping[str, Mapping[str, int]]

RUBRIC = Rubric.model_validate(
    {
        "version": "1",
        "pillars": [
            {"code": "reach", "label": "x", "max_points": {"communes": "60", "districts": "60"}},
            {"code": "use", "label": "x", "max_points": {"communes": "40", "districts": "40"}},
        ],
        "indicators": [
            {"code": code, "label": code, "if_missing": missing}
            | {"goalposts": {"worst": worst, "best": best}}
            | more
            for code, missing, worst, best, more in (
                (
                    *("gap", "zero", "0", "0.2"),
                    {"kind": "gap_closure", **GAP, "pillar": "reach"}
                    | {"max_points": {"communes": "40", "districts": "50"}}
                    | {"leagues": ["communes", "districts"]},
                ),
                (
                    *("target", "rescale", "0.3", "1.3"),
                    {"kind": "attainment", **GAP, "target": "target", "pillar": "reach"}
                    | {"max_points": "20", "leagues": ["communes"]},
                ),
                (
                    *("even", "rescale", "0.3", "1"),
                    {"kind": "children_above", "indicator": "gap", "at_least": "0.08"}
                    | {"max_points": "10", "leagues": ["districts"], "pillar": "reach"},
                ),
                (
                    *("time", "zero", "0.6", "1"),
                    {"kind": "proportion", "numerator": "on_time", "denominator": "assessed"}
                    | {"small_numbers": {"prior": "0.82", "weight": "20"}, "pillar": "use"}
                    | {"max_points": "30", "leagues": ["communes", "districts"]},
                ),
                (
                    *("visits", "zero", "0.2", "1"),
                    {"kind": "proportion", "numerator": "visited", "denominator": "households"}
                    | {"max_points": "10", "leagues": ["communes", "districts"], "pillar": "use"},
                ),
            )
        ],
    }
)
AWARDS = Awards.model_validate(
    {
        "gates": [],
        "quotas": {},
        "tie_chain": {"communes": ["gap", "time"]},
        "improvement": {"indicator": "gap", "at_open": "opened", "population": "people"},
    }
)
MEASURES = ("opened", "closed", "people", "target", "on_time", "assessed", "visited", "households")


@dataclass(frozen=True)
class Contest:
    """What comes of counts: readings, scores, tables, and the communes' list."""

    readings: Readings
    scores: Mapping[str, Score]
    points: pd.DataFrame
    ranking: pd.DataFrame
    shortlist: pd.DataFrame
    findings: list[Finding]

    def decided(self, *decisions: str) -> frozenset[str]:
        """The communes of these decisions."""
        rows = self.shortlist[self.shortlist["decision"].isin(decisions)]
        return frozenset(rows["unit_code"])


Hold = Callable[..., Contest]


@pytest.fixture(scope="session")
def hold_contest() -> Hold:
    """The contest of communes a1, a2, b1 … of districts A, B …: hold_contest({"a1": {…}}, level=2).

    The group of a commune is its number's parity; held: communes on hold; order: of the panel.
    """

    def hold(
        values: Values, *, held: Iterable[str] = (), turned: bool = False, **quota: Any
    ) -> Contest:
        campaign = _campaign(values)
        rows = [(unit, m, float(n)) for unit, own in values.items() for m, n in own.items()]
        panel = pd.DataFrame(rows[:: -1 if turned else 1], columns=["unit_code", "measure", "n"])
        panel = panel.rename(columns={"n": "used_value"}).assign(verified_value=float("nan"))
        panel = panel.astype({"unit_code": "str", "measure": "str", "used_value": "float64"})
        counts = Counts(panel, panel[:0], campaign)
        readings = read_indicators(counts, rubric=RUBRIC, campaign=campaign)
        scores = score_units(readings, rubric=RUBRIC, campaign=campaign)
        units = pd.DataFrame(
            [
                (u.unit_code, u.league, f"g{int(u.unit_code[1:] or 0) % 2}")
                for u in campaign.units[:: -1 if turned else 1]
            ],
            columns=["unit_code", "league", "peer_group"],
            dtype="str",
        )
        ranking = rank_units(scores, {}, units, rubric=RUBRIC)
        communes = campaign.units_of("communes")
        seats = Quota(**{"level": 1} | quota)
        rule = AWARDS.improvement if seats.improvement else None
        field = Field(
            league=campaign.league_by_code["communes"],
            quota=seats,
            ranking=ranking[ranking["league"] == "communes"],
            standing={code: "on_hold" if code in held else "passed" for code in scores},
            failures=dict.fromkeys(held, "x"),
            parents={unit.unit_code: unit.parent_code for unit in campaign.units},
            readings=readings,
            coverage=coverage_at_open(communes, counts, rule) if rule else {},
            chain=AWARDS.tie_chain["communes"],
            improvement=rule,
            rubric_decimals=2,
        )
        shortlist, _, findings = draft_shortlist([field], AWARDS)
        points = points_table(readings, scores, RUBRIC)
        return Contest(readings, scores, points, ranking, shortlist, findings)

    return hold


def _campaign(values: Values) -> Campaign:
    """The districts of these communes: the first letter, in capitals."""
    districts = sorted({code[0].upper() for code in values})
    units = [(code, "districts", "") for code in districts]
    units += [(code, "communes", code[0].upper()) for code in values]
    return Campaign.model_validate(
        {
            "code": "x",
            "title": "x",
            "start": "2024-11-01",
            "close": "2024-11-30",
            "deadline": "2024-12-09",
            "leagues": [
                {"code": league, "label": league, "unit_label": league}
                for league in ("communes", "districts")
            ],
            "units": [
                {"unit_code": code, "name": code, "league": league, "parent_code": parent}
                | {"valid_from": "2024-01-01"}
                for code, league, parent in units
            ],
            "measures": [{"code": one, "label": one, "parent": "sum"} for one in MEASURES],
        }
    )


@pytest.fixture(scope="session")
def evaluate_small() -> Callable[..., Evaluation]:
    """tests/small evaluated as of 20/12/2024, on its own inputs or on changed ones."""
    rules = load_rules(SMALL / "campaign")

    def run(inputs: Path = SMALL / "inputs", *, as_of: str = "2024-12-20") -> Evaluation:
        return evaluate(rules, inputs, as_of=date.fromisoformat(as_of))

    return run


@pytest.fixture(scope="session")
def small(evaluate_small: Callable[..., Evaluation]) -> Evaluation:
    """tests/small as it is."""
    return evaluate_small()


@dataclass(frozen=True)
class Copied:
    """A copy of tests/small's inputs that a test may change."""

    inputs: Path

    def remove(self, name: str) -> None:
        """A file or a folder that was not sent."""
        path = self.inputs / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def add(self, name: str, **cells: str) -> None:
        """One more row, dated 1/12/2024; cells not named stay empty."""
        path = self.inputs / f"{name}.csv"
        frame = read_csv_text(path)
        cells = {"on_date": "2024-12-01", **cells}
        row = pd.DataFrame([{one: cells.get(one, "") for one in frame.columns}], dtype="str")
        path.write_bytes(to_csv_bytes(pd.concat([frame, row], ignore_index=True)))


@pytest.fixture
def copied(tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """The inputs of tests/small, copied."""
    folder = tmp_path_factory.mktemp("copied") / "inputs"
    shutil.copytree(SMALL / "inputs", folder)
    return Copied(folder)
