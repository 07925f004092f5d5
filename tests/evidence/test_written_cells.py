"""One cell, one reading; the numbered cases of RELIABILITY §2.6 C stand in tests/faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.evidence.workbooks import Cell
from ihanoi_eval.evidence.written_cells import (
    FieldKind,
    format_plain,
    read_cell,
    shown,
    shows_its_value,
)
from ihanoi_eval.rules.forms import LARGEST_COUNT
from ihanoi_eval.vietnamese import format_count, format_percent

KINDS: tuple[FieldKind, ...] = ("count", "number", "text", "share")


def text(words: str) -> Cell:
    """A cell of text."""
    return Cell(1, 1, words, "text")


@given(st.integers(0, LARGEST_COUNT))
def test_a_count_reads_back_as_it_is_written(count):
    """parse(format(n)) = n (RELIABILITY §2.3)."""
    assert read_cell(text(format_count(count)), "count").value == count


@given(st.integers(0, 1000))
def test_a_percentage_reads_back_as_it_is_written(tenths):
    """With its sign and one decimal."""
    share = tenths / 1000
    assert read_cell(text(format_percent(share)), "share").value == pytest.approx(share)


@given(st.text(), st.sampled_from(KINDS))
def test_any_text_is_a_figure_of_its_kind_nothing_or_a_refusal_in_words(words, kind):
    """No other error, no infinity, nothing below zero."""
    try:
        value = read_cell(text(words), kind).value
    except ValueError as error:
        assert str(error)
        return
    if isinstance(value, float):
        assert 0 <= value < 1e14 and (kind != "count" or value.is_integer())


@given(st.floats(), st.text(max_size=12), st.sampled_from(KINDS))
def test_any_number_under_any_format_is_a_figure_or_a_refusal(value, number_format, kind):
    """A format is a text that somebody wrote."""
    try:
        read_cell(Cell(1, 1, value, "number", number_format), kind)
    except ValueError as error:
        assert str(error)


def test_a_dash_between_quotes_is_an_honest_zero():
    """Excel's own accounting format shows 0 so."""
    assert shows_its_value('_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', 0, may_be_percent=False)


def test_a_text_keeps_its_words_in_one_form_of_unicode():
    """NFD of a Mac becomes NFC; a formula sign in front stays text (V-008)."""
    assert read_cell(text("=1+1 Hoa\u0300 "), "text").value == "=1+1 Hoà"


def test_an_invisible_control_character_is_refused():
    """V-009."""
    with pytest.raises(ValueError, match="không nhìn thấy"):
        read_cell(text("a\x08b"), "text")


def test_a_figure_shows_the_decimals_that_it_has():
    """1234.5 is 1.234,5 and 3.0 is 3."""
    assert (format_plain(1234.5), format_plain(3.0)) == ("1.234,5", "3")


def test_half_a_number_is_not_quoted():
    """What is cut at sixty letters is masked before: nobody's number stands there by a part."""
    text = shown(Cell(1, 1, "x" * 52 + " 0912345678", "text"))
    assert "0912" not in text and len(text) <= 60
