"""What other weights would change, in words and rows."""

from collections.abc import Callable

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.reweighing import Scales, reweigh
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.reweighed import line_of, reweighed, weighed
from ihanoi_eval.vietnamese import format_number


@pytest.fixture(scope="module")
def communes(final: Evaluation) -> Scales:
    """The communes of the small campaign."""
    return weighed(final)["communes"]


def test_the_same_weights_change_nothing(
    final: Evaluation, communes: Scales, words: Callable[[object], str]
):
    """Nobody enters, nobody leaves, nobody moves, and the line is the published one."""
    same = reweigh(communes, communes.weights)
    shown = words(reweighed(final, "communes", same, same))
    assert "72,54 điểm ngưỡng danh sách, đang là 72,54" in _figures_first(shown)
    assert shown.count("không đơn vị nào.") == 2


def _figures_first(shown: str) -> str:
    """The page's first figure with its words in the order in which they are read aloud."""
    label, _, rest = shown.partition(" 72,54")
    return f"72,54 {label}{rest}"


def test_who_enters_and_who_leaves_is_named(
    final: Evaluation, communes: Scales, words: Callable[[object], str]
):
    """As the two lists differ, each with its place before and after."""
    before = reweigh(communes, communes.weights)
    after = reweigh(communes, {**communes.weights, "staff_use": 40, "gap_closure": 2})
    seats = [set(one["unit_code"][one["track"] != ""]) for one in (before, after)]
    shown = words(reweighed(final, "communes", before, after))
    entered, left = seats[1] - seats[0], seats[0] - seats[1]
    assert entered and left
    first, _, rest = shown.partition("Ra khỏi danh sách")
    for code in entered:
        assert name_of(final, code) in first
    for code in left:
        assert name_of(final, code) in rest.partition("Danh sách theo")[0]
    assert format_number(line_of(after), 2) in shown


def test_where_nothing_counts_there_is_no_line(
    final: Evaluation, communes: Scales, words: Callable[[object], str]
):
    """All weights at nothing: a dash, and no error."""
    before = reweigh(communes, communes.weights)
    after = reweigh(communes, dict.fromkeys(communes.weights, 0))
    assert pd.isna(line_of(after))
    assert "nan" not in words(reweighed(final, "communes", before, after)).split()
