"""METHOD.md says what the rules say."""

import re
from pathlib import Path

import pytest

from ihanoi_eval.rules.loading import load_rules

ROOT = Path(__file__).parents[1]
METHOD = (ROOT / "METHOD.md").read_text(encoding="utf-8")
RUBRIC = load_rules(ROOT / "params" / "hanoi-2024-11").rubric
LEAGUES = ("communes", "districts", "departments")


@pytest.mark.parametrize(("word", "last"), [("METHOD", 14), ("COUNTING", 36)])
def test_every_number_that_code_may_cite_stands_once(word, last):
    """`METHOD 5` and `COUNTING 26` lead to one paragraph each, in order."""
    found = [int(number) for number in re.findall(rf"^\*\*{word} (\d+)\.", METHOD, re.MULTILINE)]
    assert found == list(range(1, last + 1))


@pytest.mark.parametrize("indicator", RUBRIC.indicators, ids=lambda one: one.code)
def test_the_table_of_the_rubric_says_what_the_rubric_says(indicator):
    """A changed weight changes the page that argues it."""
    row = re.search(rf"^\|[^|]*\| {indicator.code} \|(.*)\|$", METHOD, re.MULTILINE)
    assert row is not None
    points = [cell.strip() for cell in row[1].split("|")[2:5]]
    assert points == [
        str(RUBRIC.max_points(indicator, league)) if league in indicator.leagues else "–"
        for league in LEAGUES
    ]


@pytest.mark.parametrize("pillar", RUBRIC.pillars, ids=lambda one: one.code)
def test_the_table_gives_each_pillar_its_points(pillar):
    """Communes · districts · departments."""
    points = [str(RUBRIC.max_points(pillar, league)) for league in LEAGUES]
    written = " · ".join("–" if number == "0" else number for number in points)
    assert f"| {pillar.code} {written} |" in METHOD


def test_every_check_that_the_method_names_is_asked_somewhere():
    """A renamed check takes its line along."""
    named = set(re.findall(r"`([a-z_]+)`", METHOD.partition("## 7. What is asked")[2]))
    rooms = (ROOT / "ihanoi_eval" / "evidence").glob("*.py")
    code = "\n".join(room.read_text(encoding="utf-8") for room in rooms)
    assert {check for check in named - {"findings"} if f'"{check}"' not in code} == set()
