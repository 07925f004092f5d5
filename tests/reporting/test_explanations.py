"""Sentences that say why, and the arithmetic behind them."""

from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import explanations as x
from ihanoi_eval.reporting.facts import (
    UnitView,
    cut_line,
    indicator_of,
    points_text,
    see_unit,
)
from ihanoi_eval.vietnamese import parse_number


def below(final: Evaluation) -> list[UnitView]:
    """Units of every league that stand below their cut line."""
    return [
        see_unit(final, code)
        for code in final.tables["ranking"]["unit_code"]
        if (x.distance(see_unit(final, code)) or 0) < 0
    ]


def test_earned_and_lost_add_up_to_the_table(final: Evaluation):
    """Points sum to `ranking.points`, points and losses to the scale (METHOD 14)."""
    ranking = final.tables["ranking"].set_index("unit_code")
    for code in ranking.index[ranking["points"].notna()]:
        rows = x.earned_and_lost(see_unit(final, code))
        assert rows["points"].sum() == pytest.approx(ranking.loc[code, "points"])
        assert rows["max_points"].sum() == pytest.approx(100)
        assert (rows["points"] + rows["lost"]).sum() == pytest.approx(100, abs=0.05)


def test_the_distance_is_to_the_units_own_line(final: Evaluation):
    """Total minus the line of the run's table, which minds quotas and the tie chain."""
    lines = final.tables["cut_lines"].set_index("unit_code")["line_points"]
    totals = final.tables["ranking"].set_index("unit_code")["total_points"]
    for code in lines.index[:20]:
        far = x.distance(see_unit(final, code))
        assert far == pytest.approx(totals[code] - lines[code])


def test_a_seat_by_a_minimum_is_said_beside_the_cut_line(final: Evaluation):
    """Who has it, with how many points."""
    sentence = x.league_sentence(see_unit(final, "00034"), cut_line(final, "communes"))
    assert sentence.endswith(
        "ở chỗ thứ 5 theo điểm; suất tối thiểu của nhóm so sánh: Phường Thành Công (58,37 điểm)."
    )


def test_what_sets_the_line_is_said_with_the_distance(final: Evaluation):
    """CQ20 holds its group's seat, so CQ18 has to pass CQ11: 72,40 − 70,71 = 1,69.

    00034 keeps its group's seat down to 00006's 51,87, which has to pass 58,37.
    """
    assert x.distance_sentence(see_unit(final, "CQ18")).startswith(
        "Sở Ngoại vụ thiếu 1,69 điểm so với mức có suất 72,40 (nhường suất tối thiểu của nhóm so "
        "sánh khác: Thanh tra Thành phố 71,35), so với mức giữa chủ yếu ở "
    )
    group = "(suất tối thiểu của nhóm so sánh)"
    assert x.distance_sentence(see_unit(final, "00034")).endswith(
        f"cao hơn mức có suất diện dẫn đầu 51,87 là 6,50 điểm {group}"
    )
    lacking = x.distance_sentence(see_unit(final, "00006"))
    assert f"thiếu 6,51 điểm so với mức có suất diện dẫn đầu 58,38 {group}" in lacking


def test_a_seat_by_gain_lacks_no_points(final: Evaluation):
    """00526 has its seat by improvement: no minus, no points to make up, no count to raise."""
    view = see_unit(final, "00526")
    assert "đã có suất ở diện tiến bộ" in x.distance_sentence(view)
    assert len(x.unit_figures(view)) == 2
    assert "thiếu" not in x.distance_sentence(view)


def test_a_line_that_every_total_passes_is_no_line(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Gia Lâm alone for its seat: no distance to 0,00 (only words)."""
    lines = final.tables["cut_lines"].copy()
    own = lines["unit_code"] == "018"
    lines.loc[own, "line_points"], lines.loc[own, "bound_by"] = 0.0, "free_seat"
    view = see_unit(changed(final, cut_lines=lines), "018")
    assert x.own_line(view) is None and len(x.unit_figures(view)) == 2
    assert "có suất ở mọi mức điểm" in x.distance_sentence(view)


def with_line(
    final: Evaluation, changed: Callable[..., Evaluation], **cells: float | str
) -> UnitView:
    """CQ18 in a run in which its line is another."""
    lines = final.tables["cut_lines"]
    lines = lines[lines["unit_code"] == "CQ18"].assign(**cells)
    return see_unit(changed(final, cut_lines=lines), "CQ18")


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ("own_group", "có suất ở mọi mức điểm (lý do)"),
        ("parent", "không mức điểm nào đủ để có suất (lý do)"),
    ],
)
def test_where_every_total_is_enough_or_none_there_is_no_distance(
    final: Evaluation, changed: Callable[..., Evaluation], bound: str, words: str
):
    """The sentence says which, and nothing is subtracted from nothing."""
    view = with_line(final, changed, line_points=float("nan"), bound_by=bound, reason="lý do")
    assert x.distance(view) is None
    assert x.distance_sentence(view) == f"Sở Ngoại vụ: {words}"


def test_a_unit_exactly_at_its_line_has_reached_it(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Nothing above, nothing lacking."""
    view = with_line(final, changed, line_points=70.71, reason="")
    assert x.distance_sentence(view) == "Sở Ngoại vụ đúng bằng mức có suất 70,71"


def test_a_decision_is_said_with_its_reason(final: Evaluation):
    """The reason is the shortlist's own; rank and points, said above, are not repeated."""
    rows = final.tables["shortlist"].query("unit_code != ''")
    row = rows[rows["decision"] == "not_selected"].iloc[0]
    sentence = x.decision_sentence(see_unit(final, row["unit_code"]))
    assert "không trong danh sách. Lý do: " in sentence
    assert row["reason"].split("; ", 1)[1] in sentence
    assert "hạng" not in sentence


def test_a_gate_that_failed_is_named_with_its_reason(final: Evaluation):
    """Both gates of a unit that failed one and is held by another."""
    gates = final.tables["gates"]
    barred = gates[gates["status"].isin(["failed", "on_hold"])]
    code = barred["unit_code"].iloc[0]
    own = barred[barred["unit_code"] == code]
    said = x.blocking_gates(see_unit(final, code))
    assert [status for status, _ in said] == own["status"].tolist()
    assert all(reason in words for (_, words), reason in zip(said, own["reason"], strict=True))


def test_a_hold_is_not_called_a_failure(final: Evaluation):
    """What has to come first: a condition that failed is passed, an open matter is concluded."""
    [(status, words)] = x.first_conditions(see_unit(final, "00580"))
    assert status == "on_hold"
    assert words.startswith("Trước hết phải có kết luận: không đang tạm dừng xem xét (")


def test_in_the_middle_of_the_campaign_nobody_is_below_a_line(running: Evaluation):
    """No list, no distance, no sentence about one."""
    view = see_unit(running, "001")
    assert x.distance(view) is None
    assert x.distance_sentence(view) == "Quận Ba Đình: chưa có danh sách để so ngưỡng"


def test_a_body_outside_the_leagues_is_not_ranked(final: Evaluation):
    """Nobody ranks itself (DESIGN §5)."""
    view = see_unit(final, "CQ01")
    assert x.standing(view).endswith("không được xếp hạng.")
    assert x.unit_figures(view) == []


def test_a_tie_is_said_in_the_figures(final: Evaluation):
    """An equal rank is never shown as if it were alone."""
    ranking = final.tables["ranking"]
    code = ranking.loc[ranking["is_tied"] == "true", "unit_code"].iloc[0]
    assert "đồng hạng" in x.unit_figures(see_unit(final, code))[1][1]


def test_the_sentence_below_the_line_names_where_most_was_lost(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """The indicator on which the unit is furthest behind its league's median."""
    view = below(final)[0]
    rows = x.earned_and_lost(view)
    behind = (rows["median_points"] - rows["points"]).tolist()
    label = indicator_of(final, rows["indicator"].tolist()[behind.index(max(behind))])
    assert label is not None
    assert x.distance_sentence(view).lower().endswith(label.label.lower())


def test_the_distance_to_the_peers_is_what_the_pages_own_numbers_subtract_to(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """70,00 and 70,01 have a middle of 70,005, written 70,01: from 72,00 that is 1,99."""
    ranking = final.tables["ranking"].copy()
    codes = final.rules.campaign.units_of("departments")[:3]
    ranking = ranking[~ranking["league"].eq("departments") | ranking["unit_code"].isin(codes)]
    ranking.loc[ranking["unit_code"].isin(codes), "peer_group"] = "departments"
    for code, points in zip(codes, (72.0, 70.005, 60.0), strict=True):
        ranking.loc[ranking["unit_code"] == code, "total_points"] = points
    view = see_unit(changed(final, ranking=ranking), codes[0])
    written = parse_number(points_text(final, 70.005))
    assert f"so sánh {points_text(final, 72 - written)} điểm" in x.peers_sentence(view)


def test_the_council_keeps_its_capital_inside_a_sentence(final: Evaluation):
    """It is a body's name."""
    listed = final.tables["shortlist"].query("unit_code != ''")
    code = listed["unit_code"][listed["decision"] == "council"].iloc[0]
    sentence = x.decision_sentence(see_unit(final, code))
    assert ": Hội đồng quyết định" in sentence and "hội đồng" not in sentence
