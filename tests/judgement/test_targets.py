"""How hard targets are against the register, and the lists by them alone."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.targets import audit_targets
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.reporting.facts import records
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.rubric import Rubric

GAP = {"at_close": "closed", "at_open": "opened", "population": "people"}
COMMON: dict[str, object] = {
    "pillar": "p",
    "leagues": ["communes"],
    "if_missing": "zero",
    "max_points": "50",
}
COMMON |= {"goalposts": {"worst": "0", "best": "1"}, "label": "x"}
RUBRIC = Rubric.model_validate(
    {
        "version": "1",
        "pillars": [{"code": "p", "label": "x", "max_points": "100"}],
        "indicators": [
            {"code": "gap", "kind": "gap_closure", **GAP, **COMMON},
            {"code": "met", "kind": "attainment", "target": "target", **GAP, **COMMON},
        ],
    }
)
AWARDS = Awards.model_validate({"gates": [], "quotas": {}, "tie_chain": {}})
WARDS = "12345678"
CAMPAIGN = Campaign.model_validate(
    {
        **{"code": "x", "title": "x", "start": "2024-11-01", "close": "2024-11-30"},
        "deadline": "2024-12-09",
        "leagues": [
            {"code": one, "label": one, "unit_label": one} for one in ("communes", "districts")
        ],
        "units": [
            {"unit_code": code, "name": code, "league": "communes", "parent_code": "D"}
            | {"valid_from": "2024-01-01"}
            for code in WARDS
        ]
        + [{"unit_code": "D", "name": "D", "league": "districts", "valid_from": "2024-01-01"}],
        "measures": [
            {"code": one, "label": one, "parent": "sum"}
            for one in ("closed", "opened", "people", "target")
        ],
    }
)


def audit(
    targets: Mapping[str, float | None], people: float | None = 1100
) -> dict[str, dict[str, Any]]:
    """By unit; wards of 1.100 people, of whom 100 had an account: targets of 1.000 people left."""
    rows = [
        (ward, measure, value)
        for ward in WARDS
        for measure, value in (
            *(("opened", 100.0), ("closed", 200.0), ("people", people)),
            ("target", targets.get(ward)),
        )
        if value is not None or measure == "target"
    ]
    panel = pd.DataFrame(rows, columns=["unit_code", "measure", "used_value"])
    panel = panel.astype({"used_value": "float64"}).assign(verified_value=float("nan"))
    counts = Counts(panel, panel[:0], CAMPAIGN)
    readings = {
        (ward, code): Reading(ward, code, MEASURED, adjusted_value=Fraction(1, 1 + place))
        for place, ward in enumerate(WARDS)
        for code in ("gap", "met")
    }
    found = audit_targets([], readings, counts, campaign=CAMPAIGN, rubric=RUBRIC, awards=AWARDS)
    return {row["unit_code"]: row for row in records(found)}


def cells(row: dict[str, Any], *names: str) -> list[Any]:
    """Some cells of a row."""
    return [row[name] for name in names]


def test_a_target_is_measured_by_the_people_still_to_be_won():
    """120 of 1.000 is 12 %; below 10 % and above 20 % it is held to the bound (COUNTING 16)."""
    found = audit({"1": 120, "2": 90, "3": 250, "4": None})
    assert cells(found["1"], "target_share", "effective_target", "status") == [0.12, 120, "within"]
    assert cells(found["2"], "target_share", "effective_target", "status") == [
        0.09,
        100,
        "below_floor",
    ]
    assert cells(found["3"], "target_share", "effective_target", "status") == [
        0.25,
        200,
        "above_ceiling",
    ]
    assert found["4"]["status"] == "not_set" and pd.isna(found["4"]["target_share"])


def test_without_people_nothing_is_said_of_the_target():
    """A register that lacks the unit is no hard target."""
    found = audit({"1": 120}, people=None)
    assert found["1"]["status"] == "unknown" and found["1"]["is_outlier"] == ""


def test_a_parent_sums_only_units_that_have_both():
    """120 + 90 of 2.000: ward 3 has no target, so its people are not counted either."""
    found = audit({"1": 120, "2": 90})
    assert cells(found["D"], "accounts_target", "accounts_gap", "target_share") == [
        210,
        2000,
        0.105,
    ]
    assert found["D"]["is_outlier"] == "" and pd.isna(found["D"]["rank_by_gap"])


def test_a_target_unlike_all_others_lies_beyond_the_fences():
    """Quartiles of 110, 112, …, 122 and 400 are 113,5 and 120,5: beyond 131 is unlike."""
    usual = {ward: 110.0 + 2 * place for place, ward in enumerate(WARDS[:7])}
    found = audit({**usual, "8": 400})
    assert [code for code, row in found.items() if row["is_outlier"] == "true"] == ["8"]
    assert audit({**usual, "8": 130})["8"]["is_outlier"] == "false"


def test_without_an_attainment_there_is_nothing_to_audit():
    """A campaign without targets has an empty table."""
    rubric = RUBRIC.model_copy(update={"indicators": RUBRIC.indicators[:1]})
    nothing = pd.DataFrame(columns=["unit_code", "measure", "used_value", "verified_value"])
    counts = Counts(nothing, nothing, CAMPAIGN)
    found = audit_targets([], {}, counts, campaign=CAMPAIGN, rubric=rubric, awards=AWARDS)
    assert found.empty


@pytest.mark.parametrize(("name", "indicator"), [("attainment", "target"), ("gap", "gap_closure")])
def test_each_list_is_led_by_its_indicator_under_the_same_gates(
    final: Evaluation, name: str, indicator: str
):
    """tests/small: ranks follow the value, who failed a gate still may not, seats are as many."""
    table = final.tables["targets_audit"].set_index("unit_code")
    rows = final.tables["indicators"].query("indicator == @indicator")
    values = rows.set_index("unit_code")["adjusted_value"]
    communes = list(final.rules.campaign.units_of("communes"))
    ranks = table.loc[communes, f"rank_by_{name}"]
    expected = values[communes].rank(method="min", ascending=False)
    assert ranks.dropna().tolist() == expected.dropna().tolist()
    listed = final.tables["shortlist"].set_index("unit_code").loc[communes, "decision"]
    barred = {"not_eligible", "on_hold"}
    decided = table.loc[communes, f"decision_by_{name}"]
    held = values[communes].notna()
    assert (decided.isin(barred) == listed.isin(barred))[held].all()
    quota = final.rules.awards.quotas["communes"]
    assert 0 < decided.isin(["award"]).sum() <= quota.level + quota.improvement
