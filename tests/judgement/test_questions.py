"""What the numbers themselves ask."""

import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.judgement import proposals, questions
from ihanoi_eval.judgement.questions import (
    CHECKS,
    ask_absent_sources,
    ask_answers_to_nothing,
    ask_unknown_names,
    ask_values,
)
from ihanoi_eval.measurement.indicators import Reading


def rules(**parts: object) -> Any:
    """As much of a rule model as a question looks at."""
    return SimpleNamespace(**parts)


def reading(status: str, **facts: Any) -> Reading:
    """One unit's reading of on_time."""
    return Reading("001", "on_time", status, Fraction(3), Fraction(2), **facts)


def test_a_proportion_above_one_is_asked_about():
    """3 of 2 is shown as 1, and somebody has to say why (COUNTING 22)."""
    [found] = ask_values({("001", "on_time"): reading("measured", is_clipped=True)})
    assert (found.check, found.found) == ("proportion_above_one", "3/2")


@pytest.mark.parametrize(("status", "checks"), [("missing", ["source_absent"]), ("measured", [])])
def test_a_source_that_nobody_has_is_told_once_for_the_league(status, checks):
    """Its points left the total; nobody's fault, and it must be seen (METHOD 1, COUNTING 20)."""
    one = rules(code="on_time", label="Đúng hạn", measures=("a", "b"), indicator="")
    league = rules(code="communes", label="Xã")
    rubric = rules(indicators_of=lambda _: (one,))
    campaign = rules(ranked_leagues=(league,), units_of=lambda _: ("001",))
    found = ask_absent_sources({("001", "on_time"): reading(status)}, rubric, campaign)
    assert [finding.check for finding in found] == checks


@pytest.mark.parametrize(
    ("waiver", "excused", "names"),
    [
        ("report", "on_time", []),
        ("report_communes", "on_time", []),
        ("repport", "on_time", ["repport"]),
        ("report", "on_timee", ["on_timee"]),
    ],
)
def test_a_documented_row_that_names_nothing_is_an_error(waiver, excused, names):
    """It would do nothing, in silence; the known names are in the message (METHOD 9)."""
    rubric = rules(indicators=(rules(code="on_time"),))
    awards = rules(gates=(rules(code="report"),))
    reviewed = pd.DataFrame(
        {
            "file": ["reviews/waivers", "registers/not_applicable"],
            "unit_code": ["001", "001"],
            "row": [2.0, 2.0],
            "rule": [waiver, ""],
            "indicator": ["", excused],
        }
    )
    found = ask_unknown_names(reviewed, rubric=rubric, awards=awards)
    assert [finding.found for finding in found] == names


def test_an_answer_to_a_finding_that_is_not_there_is_asked_about():
    """A misspelt id would leave a unit on hold for ever (COUNTING 30)."""
    answers = pd.Series({"inspection:001:1/BB": "explained", "inspection:001:1_BB": "explained"})
    [found] = ask_answers_to_nothing(answers, {"inspection:001:1/BB"})
    assert found.found == "inspection:001:1_BB"


def test_all_that_judgement_asks_is_asked_anew_when_a_run_is_judged_again():
    """Each check of the stage is named once; one left out would stand in the table twice."""
    rooms = sorted(Path(questions.__file__).parent.glob("*.py"))
    asked = {
        one for room in rooms for one in re.findall(r'check="(\w+)"', room.read_text("utf-8"))
    } | {"proportion_above_one", "saturated"}  # one call, two words
    assert asked <= {*CHECKS, *proposals.CHECKS} and not set(CHECKS) & set(proposals.CHECKS)
    assert set(CHECKS) <= asked
