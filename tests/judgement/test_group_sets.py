"""Rank sets of peer groups: errors from redrawn counts, each group by itself."""

from fractions import Fraction

import pandas as pd
import pytest

from ihanoi_eval.judgement.group_sets import sets_of_groups
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.awards import SensitivityRule
from ihanoi_eval.rules.rubric import Rubric

RUBRIC = Rubric.model_validate(
    {
        "version": "1",
        "pillars": [{"code": "p", "label": "p", "max_points": "100"}],
        "indicators": [
            {"code": "gap", "label": "x", "pillar": "p", "max_points": "100", "kind": "proportion"}
            | {"numerator": "good", "denominator": "cases", "if_missing": "zero"}
            | {"goalposts": {"worst": "0", "best": "1"}, "leagues": ["communes"]}
        ],
    }
)
ENDS = ["simultaneous_rank_best", "simultaneous_rank_worst"]


@pytest.fixture
def sets(league_field):
    """The table of units "code group good/cases", whose total is the rate in per cent."""

    def draw(*lines: str, **rule) -> pd.DataFrame:
        units = [line.split() for line in lines]
        rates = {code: Fraction(rate) for code, _, rate in units}
        table = "\n".join(f"{code} {group} {float(100 * rates[code])}" for code, group, _ in units)
        field = league_field(f"code group total\n{table}")
        readings = {
            (code, "gap"): Reading(
                *(
                    code,
                    "gap",
                    MEASURED,
                    Fraction(rate.split("/")[0]),
                    Fraction(rate.split("/")[1]),
                ),
                value=rates[code],
                adjusted_value=rates[code],
                share=rates[code],
            )
            for code, _, rate in units
        }
        found = sets_of_groups(
            [field], readings, rubric=RUBRIC, rule=SensitivityRule(**rule), children={}
        )
        return found.set_index("unit_code")

    return draw


def test_a_total_has_the_error_of_its_cases(sets):
    """40 of 100: √(.4·.6/100) = 4.9 points; a thousand draws hit it within a tenth."""
    found = sets("1 x 40/100", "2 x 60/10000")
    assert found["standard_error_points"]["1"] == pytest.approx(4.9, rel=0.1)
    assert found["standard_error_points"]["2"] == pytest.approx(0.0773, rel=0.1)


def test_many_cases_part_what_few_do_not(sets):
    """60 % against 50 %: of 10 cases nothing is shown, of 10,000 everything."""
    few, many = sets("1 x 6/10", "2 x 5/10"), sets("1 x 6000/10000", "2 x 5000/10000")
    assert few[ENDS].to_numpy().tolist() == [[1, 2], [1, 2]]
    assert many[ENDS].to_numpy().tolist() == [[1, 1], [2, 2]]


def test_units_are_compared_inside_their_group_alone(sets):
    """Three of x, one of y: y's unit is first of one, whatever its points (COUNTING 29)."""
    found = sets("1 x 9000/10000", "2 x 5000/10000", "3 x 1000/10000", "4 y 10/10000")
    assert found[ENDS].to_numpy().tolist() == [[1, 1], [2, 2], [3, 3], [1, 1]]
    assert found["peer_rank"].tolist() == [1, 2, 3, 1]


def test_the_seed_decides_and_nothing_else(sets):
    """The same rules, the same table; rows turned round too (METHOD 12)."""
    lines = ("1 x 6/10", "2 x 5/10", "3 x 9/10")
    pd.testing.assert_frame_equal(sets(*lines), sets(*lines[::-1]))
    assert not sets(*lines).equals(sets(*lines, seed=1))


def test_a_league_without_totals_has_no_sets(sets, league_field):
    """Nothing measured, nothing ranked."""
    field = league_field("code total\n1 –")
    rule = SensitivityRule()
    assert sets_of_groups([field], {}, rubric=RUBRIC, rule=rule, children={}).empty
