"""Charts of many units."""

import re
from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import list_charts as charts
from ihanoi_eval.reporting.list_charts import Row


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


def test_each_seat_is_a_shape_with_its_rank(final: Evaluation):
    """Awards, seats of the Council and the reserve: as many marks as rows of the shortlist."""
    listed = final.tables["shortlist"]
    listed = listed[listed["decision"].isin(["award", "council", "reserve"])]
    communes = listed[listed["list"] == "communes"]
    markup = str(charts.seat_grid(final, "communes", title="Chỗ"))
    assert markup.count("<path") == len(communes)
    for code in communes["unit_code"]:
        rank = final.tables["ranking"].set_index("unit_code").loc[code, "rank"]
        assert f">{rank:.0f}</text>" in markup


def test_the_grid_shows_what_was_decided_without_its_colours(final: Evaluation):
    """Printed in grey, an award, an improvement and an open seat are still three shapes."""
    shapes = {key: shape for key, (shape, _) in charts.SEATS.items()}
    assert len({shapes["award", "level"], shapes["award", "improvement"],
                shapes["council", "level"], shapes["reserve", "level"]}) == 4  # fmt: skip


def test_intervals_carry_their_ends_in_words(final: Evaluation):
    """rank_p05–rank_p95 of the draws beside each line."""
    drawn = final.tables["sensitivity"]
    both = (drawn["scenario"] == "weights_and_data") & (drawn["unit_code"] == "001")
    own = drawn[both].iloc[0]
    markup = str(charts.rank_intervals(final, "districts", "weights_and_data", title="Hạng"))
    if own["zone"] != "clear_out":
        assert f">{own['rank_p05']:.0f}–{own['rank_p95']:.0f}<" in markup
    assert charts.rank_intervals(final, "districts", "no such", title="Hạng") is None


def test_a_report_far_from_the_platform_is_counted(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Twice the platform's value is beyond every tolerance; the same value is not."""
    panel = final.tables["panel"].copy()
    rows = panel["measure"] == "staff_active"
    panel.loc[rows, "reported_value"] = panel.loc[rows, "platform_value"]
    panel.loc[rows & (panel["unit_code"] == "001"), "reported_value"] *= 2
    markup = str(charts.source_gaps(changed(final, panel=panel), title="Lệch"))
    both = panel[rows & (panel["platform_value"] > 0) & (panel["unit_code"] != "01")]
    assert f">1/{len(both)} lệch xa<" in markup


def test_pillars_compare_those_proposed_with_the_middle(final: Evaluation):
    """Both medians stand in words at the end of each line."""
    markup = str(charts.pillar_gaps(final, "communes"))
    assert len(re.findall(r">\d+,\d\d → \d+,\d\d<", markup)) == 4


def test_charts_of_many_units_say_a_number_or_a_name(
    final: Evaluation, alts: Callable[[object], list[str]]
):
    """For who cannot see them (RELIABILITY §3.3)."""
    drawn = [
        charts.seat_grid(final, "communes", title="Chỗ"),
        charts.source_gaps(final, title="Lệch"),
        charts.pillar_gaps(final, "communes"),
        charts.rank_intervals(final, "communes", "weights_and_data", title="Hạng"),
    ]
    said = [alt for chart in drawn for alt in alts(chart)]
    assert len(said) == 4
    assert all(re.search(r"\d", alt) for alt in said)


def test_without_a_list_there_is_nothing_to_draw(running: Evaluation):
    """No seats, no comparison of those proposed."""
    assert charts.seat_grid(running, "communes", title="") is None
    assert charts.pillar_gaps(running, "communes") is None
