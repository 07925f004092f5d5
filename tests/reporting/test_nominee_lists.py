"""Nominees on a shared page: how many, why not, and no name."""

from collections.abc import Callable
from dataclasses import replace

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.nominee_lists import (
    NO_NOMINEES,
    nominee_counts,
    nominee_reasons,
    nominees_of,
)


def test_nominees_are_counted_by_list_and_decision(
    final: Evaluation, words: Callable[[object], str]
):
    """As counted in tables/shortlist.csv: 37 collectives, 75 individuals; four seats each."""
    shown = words(nominee_counts(final))
    assert "Tập thể trong đơn vị 4 37 30 7 0" in shown
    assert "Cá nhân 4 75 50 19 6" in shown
    assert final.rules.awards.individuals == final.rules.awards.nominees.collectives == 4


def test_a_reason_says_how_many_and_some_of_them_by_number(
    final: Evaluation, words: Callable[[object], str]
):
    """Five heads of units that failed; who has a seat to hope for has no reason here."""
    shown = words(nominee_reasons(final))
    assert (
        "Cá nhân không đạt điều kiện: người đứng đầu đơn vị không đạt điều kiện 5 05184c3e03, "
        "181343ef59, 6458466cfc, 86318c7287 và 1 mã khác"
    ) in shown
    assert "32 tập thể, cá nhân không có suất, theo lý do" in shown
    assert "đủ điều kiện; Hội đồng chọn" not in shown


def test_no_name_of_a_person_stands_there(final: Evaluation):
    """Names belong to the dossier alone."""
    shown = str(nominee_counts(final) + nominee_reasons(final))
    assert not [name for name in final.people["nominees"]["name"] if name in shown]


def test_without_nominees_it_is_said(final: Evaluation, words: Callable[[object], str]):
    """And there is no empty table of reasons."""
    listed = final.tables["shortlist"].query("nominee_id == ''")
    bare = replace(final, tables={**final.tables, "shortlist": listed})
    assert nominees_of(bare).empty
    assert NO_NOMINEES in words(nominee_counts(bare)) and not str(nominee_reasons(bare))
