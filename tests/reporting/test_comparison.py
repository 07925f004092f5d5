"""Two runs side by side: parts that add up exactly, rules apart from data, seats."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation, rejudge
from ihanoi_eval.measurement.exact import exact
from ihanoi_eval.reporting.comparison import compare, compared
from ihanoi_eval.reporting.facts import records
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.schemas import check_table


def lighter(rubric: Rubric) -> Rubric:
    """Ten of the communes' points for the gap go to real use."""
    points = {"gap_closure": {"communes": "20", "districts": "30"}}
    points |= {"real_use": {"communes": "30", "districts": "15"}}
    pillars = {"reach": {"communes": "30", "districts": "35"}}
    pillars |= {"use": {"communes": "40", "districts": "25"}}
    content = rubric.model_dump(mode="json") | {"version": "lighter"}
    for one in content["indicators"]:
        one["max_points"] = points.get(one["code"], one["max_points"])
    for one in content["pillars"]:
        one["max_points"] |= pillars.get(one["code"], {})
    return Rubric.model_validate(content)


def more_seats(awards: Awards) -> Awards:
    """Two more communes."""
    communes = awards.quotas["communes"].model_copy(update={"level": 8})
    return awards.model_copy(update={"quotas": {**awards.quotas, "communes": communes}})


@pytest.fixture(scope="module")
def reweighted(final: Evaluation) -> Evaluation:
    """The same evidence under other weights and two more seats."""
    return rejudge(
        final,
        rubric=lighter(final.rules.rubric),
        awards=more_seats(final.rules.awards),
        tries_firmness=False,
    )


def moved(evaluation: Evaluation, code: str, measure: str, value: float) -> Evaluation:
    """The evaluation when a unit's figure had been another: a correction."""
    panel = evaluation.tables["panel"].copy()
    row = (panel["unit_code"] == code) & (panel["measure"] == measure)
    panel.loc[row, ["verified_value", "used_value"]] = value
    return rejudge(
        replace(evaluation, tables={**evaluation.tables, "panel": panel}), tries_firmness=False
    )


def totals(frame: pd.DataFrame, column: str) -> dict[str, Fraction]:
    """The exact sum of a column of parts by unit."""
    found: dict[str, Fraction] = {}
    for code, value in zip(frame["unit_code"], frame[column], strict=True):
        found[code] = found.get(code, Fraction(0)) + exact(value)
    return found


def test_parts_add_up_exactly_to_the_difference_of_totals(
    final: Evaluation, reweighted: Evaluation
):
    """To the last digit, and rules and data add up to the whole (METHOD 14)."""
    found = compare(final, moved(reweighted, "00006", "accounts_used_two_days", 60))
    sums = {
        name: totals(found.points, name)
        for name in ("points_before", "points_after", "difference", "by_rules", "by_data")
    }
    units = records(found.units)
    assert len(units) == 77 and set(sums["difference"]) == {row["unit_code"] for row in units}
    for row in units:
        code = row["unit_code"]
        before, after = exact(row["total_before"]), exact(row["total_after"])
        assert sums["points_before"][code] == before and sums["points_after"][code] == after
        assert sums["difference"][code] == after - before == exact(row["difference"])
        assert sums["by_rules"][code] + sums["by_data"][code] == after - before
    for table, name in ((found.units, "comparison"), (found.points, "comparison_points")):
        check_table(table, name)


def test_what_weights_moved_is_the_rules_and_what_a_correction_moved_the_data(
    final: Evaluation, reweighted: Evaluation
):
    """36 of 124 became 60: (60 − 36)/124 / 0,50 of 20 points are 7,74; 00004 moved by weights only.

    With 20 points 36 earn 7,61 and 60 earn (0,4839 − 0,10)/0,50 × 20 = 15,35.
    """
    corrected = compare(final, moved(final, "00006", "accounts_used_two_days", 60))
    [part] = records(corrected.points.query("unit_code == '00006' and part == 'real_use'"))
    assert list(part.values()) == ["00006", "real_use", 7.61, 15.35, 7.74, 0.0, 7.74]
    assert (corrected.units["by_rules"] == 0).all() and corrected.rules.empty
    weighed = compare(final, reweighted).units.set_index("unit_code").loc["00004"]
    assert weighed["by_data"] == 0 and weighed["by_rules"] == weighed["difference"] != 0
    assert weighed["moved_by"] in ("gap_closure", "real_use")


def test_who_gained_and_who_lost_a_seat_is_told(final: Evaluation, reweighted: Evaluation):
    """Award, or left to the Council: a seat; the rest have none."""
    found = compare(final, reweighted).units.set_index("unit_code")
    for code, row in found.iterrows():
        had = row["decision_before"] in ("award", "council")
        has = row["decision_after"] in ("award", "council")
        expected = {(1, 1): "kept", (0, 1): "gained", (1, 0): "lost", (0, 0): "none"}
        assert row["seat"] == expected[had, has], code
    assert {"kept", "gained", "none"} <= set(found["seat"])


def test_other_dates_and_a_new_measure_can_be_compared(final: Evaluation, running: Evaluation):
    """20/11 against 20/12 is data; a measure that the earlier rules lack has no value there."""
    campaign = final.rules.campaign
    new = campaign.measures[0].model_copy(update={"code": "brand_new", "label": "Mới"})
    content = final.rules.rubric.model_dump(mode="json")
    indicator = next(one for one in content["indicators"] if one["code"] == "training")
    indicator["measure"] = "brand_new"
    rules = final.rules.model_copy(
        update={
            "campaign": campaign.model_copy(update={"measures": (*campaign.measures, new)}),
            "rubric": Rubric.model_validate(content),
        }
    )
    later = rejudge(replace(final, rules=rules), tries_firmness=False)
    found = compare(running, later)
    assert set(found.rules["file"]) == {"measures.yaml", "rubric.yaml"}
    assert found.units["difference"].notna().all()


def test_a_unit_without_a_total_in_one_run_has_no_difference(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Nothing is subtracted from nothing; its ranks stand beside each other."""
    ranking = final.tables["ranking"].copy()
    row = ranking["unit_code"] == "00006"
    ranking.loc[row, ["points", "total_points", "rank", "peer_rank"]] = float("nan")
    found = compare(changed(final, ranking=ranking), final)
    unit = found.units.set_index("unit_code").loc["00006"]
    assert pd.isna(unit["difference"]) and pd.isna(unit["rank_before"]) and unit["moved_by"] == ""
    assert "00006" not in set(found.points["unit_code"])


def test_what_does_not_add_up_by_indicator_is_a_part_of_its_own(final: Evaluation):
    """Rounded once at the total, points keep their digits; the rest is called so (METHOD 14)."""
    whole = final.rules.rubric.model_copy(update={"round": "total"})
    found = compare(final, rejudge(final, rubric=whole, tries_firmness=False))
    rest = found.points[found.points["part"] == "rounding"]
    assert len(rest) and (rest["difference"].abs() < 0.05).all()
    units = found.units.set_index("unit_code")["difference"]
    assert totals(found.points, "difference") == {code: exact(units[code]) for code in units.index}


def test_other_registers_are_refused_with_the_units(final: Evaluation):
    """A unit more, or in another league, and ranks say nothing of each other."""
    campaign = final.rules.campaign
    fewer = campaign.model_copy(update={"units": campaign.units[1:]})
    other = replace(final, rules=final.rules.model_copy(update={"campaign": fewer}))
    with pytest.raises(CallError, match=campaign.units[0].unit_code):
        compare(final, other)


def test_a_run_that_names_its_previous_carries_the_tables(
    final: Evaluation, reweighted: Evaluation
):
    """Empty where none is named; judged again, the comparison is for its reader to make anew."""
    assert final.tables["comparison"].empty and final.tables["comparison_points"].empty
    later = compared(reweighted, final)
    assert len(later.tables["comparison"]) == 77
    assert rejudge(later, tries_firmness=False).tables["comparison"].empty


def test_a_run_beside_itself_moves_nobody(final: Evaluation):
    """Every difference is 0, nobody is named as moved, as_of aside."""
    found = compare(final, replace(final, as_of=date(2024, 12, 20)))
    assert (found.units["difference"] == 0).all() and (found.units["moved_by"] == "").all()
    assert (found.units["rank_before"] == found.units["rank_after"]).all()
