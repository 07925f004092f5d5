"""Conditions that only a document passes."""

from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import summary
from ihanoi_eval.reporting.waivers import MOST, waived, waivers, waivers_list


def with_waivers(evaluation: Evaluation, changed: Callable[..., Evaluation], *codes: str):
    """The run with a waiver of the staff's gate for some units."""
    gates = evaluation.tables["gates"].copy()
    rows = gates["unit_code"].isin(codes) & (gates["gate"] == "staff")
    gates.loc[rows, ["status", "reason", "evidence"]] = [
        *("passed", "được miễn theo 15/VP; nếu không: dưới 98%", "15/VP")
    ]
    return changed(evaluation, gates=gates)


def test_a_waiver_of_a_proposed_unit_is_said_to_leaders(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Nobody signs a list without seeing which of its units a document let in."""
    listed = final.tables["shortlist"].query("unit_code != ''")
    seat = listed["unit_code"][listed["decision"] == "award"].iloc[0]
    rest = listed["unit_code"][listed["decision"] == "not_selected"].iloc[0]
    run = with_waivers(final, changed, seat, rest)
    assert {seat, rest} <= set(waivers(run)["unit_code"])
    assert waived(run, seat, "staff") == "được miễn theo 15/VP"
    assert ": được miễn theo 15/VP" in words(summary.proposed(run))
    assert str(waivers_list(run)).count("15/VP") == 1


def test_a_long_list_of_waivers_says_how_many_more(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Two printed pages hold no hundred names."""
    listed = final.tables["shortlist"].query("unit_code != ''").assign(decision="award")
    run = with_waivers(changed(final, shortlist=listed), changed, *listed["unit_code"])
    left = listed["unit_code"].nunique() - MOST
    assert words(waivers_list(run)).endswith(f"Và {left} đơn vị khác, xem tables/gates.csv.")


def test_without_a_waiver_nothing_is_said(final: Evaluation, changed: Callable[..., Evaluation]):
    """An empty heading would look like a fault."""
    none = changed(final, gates=final.tables["gates"].head(0))
    assert str(waivers_list(none)) == ""
