"""The words of every fixed list."""

import re
from pathlib import Path

import pytest

import ihanoi_eval
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.wording import WORDS, lower_first, names, word

LISTS = (
    ("shortlist", "decision", "decision"),
    ("shortlist", "track", "track"),
    ("gates", "status", "gate"),
    ("findings", "severity", "severity"),
    ("findings", "status", "finding"),
    ("findings", "check", "check"),
    ("reports", "status", "report"),
    ("indicators", "status", "measured"),
    ("panel", "used_source", "source"),
    ("sensitivity", "zone", "zone"),
)


@pytest.mark.parametrize(("table", "column", "kind"), LISTS)
def test_every_code_of_a_run_has_words(final: Evaluation, table: str, column: str, kind: str):
    """No officer reads not_selected; a new code needs its words here."""
    codes = set(final.tables[table][column]) - {""}
    assert codes <= set(WORDS[kind])


def test_a_code_without_words_is_shown_as_it_stands():
    """A page says what it does not know rather than nothing."""
    assert word("decision", "new_one") == "new_one"


@pytest.mark.parametrize(
    ("words", "inside"),
    [("Sử dụng thật", "sử dụng thật"), ("CBCCVC dùng", "CBCCVC dùng"), ("", "")],
)
def test_inside_a_sentence_the_first_letter_is_small(words: str, inside: str):
    """An abbreviation keeps its capitals."""
    assert lower_first(words) == inside


def test_a_long_list_says_how_many_more():
    """Nobody reads thirty names in a sentence; nobody is silently left out."""
    assert names(["A", "B", "C", "D"], most=3) == "A, B, C và 1 đơn vị khác"
    assert names([]) == ""


def test_every_check_of_the_code_has_words():
    """A finding is never headed by a code; the checks are those that the package writes."""
    package = Path(ihanoi_eval.__file__).parent
    named = {
        check
        for path in package.rglob("*.py")
        for check in re.findall(r'check="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert {check for check in named if word("check", check) == check} == set()
