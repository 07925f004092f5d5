"""Charts of many units."""

import re
from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import list_charts as charts


def test_each_seat_is_a_shape_with_its_rank(final: Evaluation):
    """Awards, seats of the Council and the reserve: as many marks as rows of the shortlist."""
    listed = final.tables["shortlist"].query("unit_code != ''")
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


def test_charts_of_many_units_say_a_number_or_a_name(
    final: Evaluation, alts: Callable[[object], list[str]]
):
    """For who cannot see them (RELIABILITY §3.3)."""
    drawn = [
        charts.seat_grid(final, "communes", title="Chỗ"),
        charts.source_gaps(final, title="Lệch"),
    ]
    said = [alt for chart in drawn for alt in alts(chart)]
    assert len(said) == 2
    assert all(re.search(r"\d", alt) for alt in said)


def test_without_a_list_there_is_nothing_to_draw(running: Evaluation):
    """No seats, no grid."""
    assert charts.seat_grid(running, "communes", title="") is None
