"""What a page says of a rank inside its group."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.rank_sets import rank_sets_sentence


@pytest.fixture
def say(final: Evaluation) -> Callable[..., str]:
    """The sentence of a commune with these ends."""

    def sentence(*ends: float, unit_code: str = "00004") -> str:
        columns = [
            *("marginal_rank_best", "marginal_rank_worst"),
            *("simultaneous_rank_best", "simultaneous_rank_worst"),
        ]
        rows = pd.DataFrame([dict(zip(columns, ends, strict=True))]).assign(unit_code="00004")
        tables = {**final.tables, "rank_sets": rows}
        return rank_sets_sentence(replace(final, tables=tables), unit_code)

    return sentence


def test_both_sets_are_said_where_they_differ(say: Callable[..., str]):
    """Its own first, then what holds for all at once."""
    said = say(2, 5, 1, 7)
    assert "độ tin cậy 95%" in said and "Phường Trúc Bạch đứng hạng 2 đến 5" in said
    assert "xét cùng lúc cả nhóm thì hạng 1 đến 7" in said


def test_equal_sets_are_said_once(say: Callable[..., str]):
    """One rank is one rank."""
    said = say(1, 1, 1, 1)
    assert "đứng hạng 1 của nhóm" in said and "cả nhóm thì" not in said


def test_who_has_no_set_has_no_sentence(say: Callable[..., str]):
    """Bodies outside the leagues, and every run before there is a list."""
    assert say(1, 1, 1, 1, unit_code="CQ01") == ""


def test_every_ranked_unit_of_a_run_has_its_sets(final: Evaluation):
    """77 of tests/small, each around its own rank in the group."""
    sets = final.tables["rank_sets"]
    ranking = final.tables["ranking"].set_index("unit_code")
    assert sorted(sets["unit_code"]) == sorted(ranking.index[ranking["rank"].notna()])
    assert (sets["marginal_rank_best"] <= sets["peer_rank"]).all()
    assert (sets["peer_rank"] <= sets["marginal_rank_worst"]).all()
    assert (sets["standard_error_points"] > 0).all()
