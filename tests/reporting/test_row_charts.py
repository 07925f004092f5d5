"""Charts of rows."""

import re
from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import row_charts as charts
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.reporting.row_charts import Row


def test_rows_name_each_unit_and_its_value():
    """Labels stand at the marks; there is no legend."""
    rows = [Row("Xã A & B", 0.5, "50%"), Row("Xã C", float("nan"), "–", is_this=True)]
    markup = str(charts.rows_chart(rows, title="Hai xã", alt="Hai xã: 50%", ends=("0", "100")))
    assert re.findall(r">(Xã A &amp; B|50%|Xã C|–)<", markup) == [
        "50%",
        "Xã A &amp; B",
        "–",
        "Xã C",
    ]
    assert markup.count("<path") == 1  # a unit without a value has no mark


def test_the_pace_names_the_district_and_its_share(final: Evaluation):
    """accounts_new / pace_expected of the table `progress`."""
    codes = ["001", *final.rules.campaign.children["001"]]
    row = final.tables["progress"].set_index("unit_code").loc["001"]
    share = f"{100 * row['accounts_new'] / row['pace_expected']:.0f}%"
    markup = str(charts.pace_rows(final, codes, this="001"))
    assert f"Quận Ba Đình đạt {share} mức cần có" in markup


def test_the_pace_has_one_scale_on_every_page(final: Evaluation):
    """Short names or long ones, 9% or 119%: the line of what is needed stands at one place."""
    places = {
        re.findall(
            r'<svg x="2%" y="0" width="([\d.]+%)"',
            str(charts.pace_rows(final, codes, this=codes[0])),
        )[0]
        for codes in (["001"], ["001", "00001"], ["018", *final.rules.campaign.children["018"]])
    }
    assert len(places) == 1


def test_intervals_carry_their_ends_in_words(final: Evaluation):
    """rank_p05–rank_p95 of the draws beside each line."""
    drawn = final.tables["sensitivity"]
    both = (drawn["scenario"] == "weights_and_data") & (drawn["unit_code"] == "001")
    own = drawn[both].iloc[0]
    markup = str(charts.rank_intervals(final, "districts", "weights_and_data", title="Hạng"))
    if own["zone"] != "clear_out":
        assert f">{own['rank_p05']:.0f}–{own['rank_p95']:.0f}<" in markup
    assert charts.rank_intervals(final, "districts", "no such", title="Hạng") is None


def test_a_pillar_without_a_source_is_not_compared(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Its points left the total; the title names a pillar that has some."""
    points = final.tables["points"].copy()
    first = points["pillar"].iloc[0]
    points.loc[points["pillar"] == first, ["share", "points"]] = float("nan")
    markup = str(charts.pillar_gaps(changed(final, points=points), "communes"))
    assert len(re.findall(r">\d+,\d\d → \d+,\d\d<", markup)) == 3
    assert "(– điểm)" not in markup
    points[["share", "points"]] = float("nan")
    assert charts.pillar_gaps(changed(final, points=points), "communes") is None


def test_pillars_compare_those_proposed_with_the_middle(final: Evaluation):
    """Both medians stand in words at the end of each line."""
    markup = str(charts.pillar_gaps(final, "communes"))
    assert len(re.findall(r">\d+,\d\d → \d+,\d\d<", markup)) == 4


def test_rows_say_a_number_or_a_name_to_who_cannot_see_them(
    final: Evaluation, alts: Callable[[object], list[str]]
):
    """For a screen reader (RELIABILITY §3.3)."""
    drawn = [
        charts.pillar_gaps(final, "communes"),
        charts.rank_intervals(final, "communes", "weights_and_data", title="Hạng"),
        charts.pace_rows(final, ["001", "00001"], this="001"),
    ]
    said = [alt for chart in drawn for alt in alts(chart)]
    assert len(said) == 3
    assert all(re.search(r"\d", alt) for alt in said)


def test_without_a_list_nobody_is_compared(running: Evaluation):
    """No seats, no comparison of those proposed; no draws, no intervals."""
    assert charts.pillar_gaps(running, "communes") is None
    assert charts.rank_intervals(running, "communes", "weights_and_data", title="") is None


def test_case_92_a_pace_that_is_kept_back_is_neither_said_nor_drawn(final: Evaluation, words):
    """A share of the pace needed gives four new accounts away; who is behind is still counted."""
    codes = ["250", "09010", "09001"]
    whole, shared = (
        words(charts.pace_rows(one, codes, this="250"))
        for one in (final, at_level(final, "leaders"))
    )
    behind = re.search(r"\d trong 2 đơn vị thuộc chưa đạt", whole)
    assert behind and behind[0] in shared
    assert whole.count("%") == shared.count("%") + 2 and shared.count("không nêu") == 3
    told = words(charts.pace_rows(at_level(final, "leaders"), ["09010"], this="09010"))
    assert told.startswith("Xã Mê Linh: không nêu")
