"""How a value in a rule file is read."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ihanoi_eval.rules.rubric import Goalposts, Rubric
from ihanoi_eval.rules.values import (
    check_not_negative,
    check_share,
    in_league,
    read_day,
    read_exact,
    spread_over_leagues,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.60", Fraction(3, 5)),
        ("1/3", Fraction(1, 3)),
        ("-5", Fraction(-5)),
        (" 7.5 ", Fraction(15, 2)),
    ],
)
def test_a_number_is_exactly_what_is_written(text, number):
    """0.60 is three fifths, not the double next to it (COUNTING, exactness)."""
    assert read_exact(text) == number


@pytest.mark.parametrize(
    "text", ["", "mười", "0,60", "1e5", "1/0", "inf", "nan", "0x1", "1_0", "٣"]
)
def test_what_is_no_plain_number_is_refused(text):
    """A comma may be a decimal or a thousand; an exponent may fill the memory."""
    with pytest.raises(ValueError, match="cần một số"):
        read_exact(text)


@given(st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10**12))
def test_a_number_comes_back_from_its_text(number):
    """rules.json keeps fractions as text; nothing is lost on the way."""
    assert read_exact(str(number)) == number


def test_a_day_is_a_day():
    """2024-11-30 has one reading."""
    assert read_day("2024-11-30") == date(2024, 11, 30)


@pytest.mark.parametrize(
    "text", ["30/11/2024", "2024-11-31", "20241130", "1730937600", "0001-01-01"]
)
def test_a_day_in_another_spelling_is_refused(text):
    """01/12/2024 is December here and January elsewhere; a number would be read as seconds."""
    with pytest.raises(ValueError, match="cần một ngày|năm phải từ"):
        read_day(text)


@pytest.mark.parametrize("number", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_share_lies_between_nothing_and_everything(number):
    """A prior of 1.2 would lift units above what is possible."""
    with pytest.raises(ValueError, match="từ 0 đến 1"):
        check_share(number)


def test_a_weight_is_not_negative():
    """A negative weight would turn a good count into a loss."""
    with pytest.raises(ValueError, match="không âm"):
        check_not_negative(Fraction(-1))


def test_one_number_stands_for_every_league():
    """`max_points: 10` needs no list of leagues."""
    assert in_league({"*": read_exact(spread_over_leagues("10")["*"])}, "communes") == 10


def test_a_league_that_is_not_named_gets_nothing():
    """Points exist only where the rubric gives them."""
    assert in_league({"communes": Fraction(5)}, "districts") == 0


def test_rules_cannot_be_changed_after_reading():
    """A stage that changed a rule would change it for every later stage."""
    goalposts = Goalposts(worst=Fraction(0), best=Fraction(1))
    with pytest.raises(ValidationError, match="frozen"):
        goalposts.best = Fraction(2)


def test_a_copy_forgets_what_was_derived_from_the_original():
    """A rubric rounded at the total is not the one rounded by indicator that it was copied from."""
    rubric = Rubric(version="1", pillars=(), indicators=())
    assert rubric.is_rounded_per_indicator
    assert not rubric.model_copy(update={"round": "total"}).is_rounded_per_indicator
    assert rubric.is_rounded_per_indicator
