"""Leagues made ready for trials."""

from dataclasses import replace

import pytest

from ihanoi_eval.evaluation import case_of, measured
from ihanoi_eval.judgement.contests import contests
from ihanoi_eval.judgement.field import league_fields


@pytest.fixture(scope="module")
def made(final):
    """What sensitivity and the sliders are given, of the small campaign."""
    rules, tables = final.rules, final.tables
    counts, readings = measured(final)
    shared = {"rubric": rules.rubric, "awards": rules.awards}
    fields = league_fields(
        *(tables["ranking"], tables["gates"], readings, counts), campaign=rules.campaign, **shared
    )

    def make(some):
        return list(
            contests(some, readings, tables["gates"], case=case_of(final, counts), **shared)
        )

    return fields, make


def test_each_league_with_totals_is_one_contest_in_its_order(made, final):
    """Communes, districts, departments; the board, the gates and the seats are of one league."""
    fields, make = made
    found = make(fields)
    assert [one.board.field.league.code for one in found] == [one.league.code for one in fields]
    for one, field in zip(found, fields, strict=True):
        assert set(one.board.codes) == set(field.totals)
        assert len(one.seating.parents) == len(one.board.codes)
        assert one.gates.board is one.board
        assert one.seating.level == final.rules.awards.quotas[field.league.code].level


def test_a_league_without_a_total_is_none(made):
    """Nothing was measured: there is nothing to try."""
    fields, make = made
    bare = replace(fields[0], ranking=fields[0].ranking.assign(total_points=float("nan")))
    assert [one.board.field for one in make([bare, fields[1]])] == [fields[1]]
