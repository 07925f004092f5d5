"""Intervals beside values, each from what the value was counted from."""

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.intervals import interval_text

NOTHING = float("nan")
ROW = {"value": 0.65, "ci_low": NOTHING, "ci_high": NOTHING}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"indicator": "on_time", "ci_low": 0.552544, "ci_high": 0.736358}, "55,3% – 73,6%"),
        ({"indicator": "gap_closure", "numerator": 65, "denominator": 1000}, "5,0% – 8,3%"),
        ({"indicator": "target", "numerator": 1, "denominator": 10}, "0,3% – 55,7%"),
        ({"indicator": "gap_closure", "numerator": -3, "denominator": 100}, "0,0% – 3,7%"),
        ({"indicator": "training", "numerator": 6, "denominator": NOTHING}, ""),
        (
            {"indicator": "gap_closure", "numerator": 5, "denominator": NOTHING, "value": NOTHING},
            "",
        ),
    ],
)
def test_a_value_has_the_interval_of_its_kind(final: Evaluation, row, said):
    """Wilson as the table has it; 65 events are 50.16 to 82.85, one 0.025 to 5.57, none to 3.69."""
    assert interval_text(final, ROW | row) == said
