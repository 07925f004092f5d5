"""Indicators without a source for a whole league."""

from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.pages import district, summary
from ihanoi_eval.reporting.absences import NO_SOURCE, absences, absent_indicators
from ihanoi_eval.reporting.facts import see_unit
from ihanoi_eval.reporting.today import to_do


@pytest.fixture
def without(final: Evaluation, changed: Callable[..., Evaluation]) -> Evaluation:
    """The run as if nobody had sent the petitions: on_time left the districts' total."""
    codes = final.rules.campaign.units_of("districts")
    points, values = (final.tables[name].copy() for name in ("points", "indicators"))
    for frame, columns in ((points, ["share", "points"]), (values, ["numerator", "value"])):
        rows = frame["unit_code"].isin(codes) & (frame["indicator"] == "on_time")
        frame.loc[rows, columns] = float("nan")
        if "status" in frame:
            frame.loc[rows, "status"] = "missing"
    return changed(final, points=points, indicators=values)


def test_a_source_that_nobody_has_is_no_units_fault(
    without: Evaluation, words: Callable[[object], str]
):
    """The district's page says so in its table and its bars, and calls nothing missing there."""
    assert absent_indicators(without, "districts") == ["on_time"]
    shown = words(district.earned_and_lost(see_unit(without, "001")))
    assert NO_SOURCE in shown
    assert "✕ Thiếu số liệu" not in shown
    assert "không có nguồn cho cả bảng" in str(district.earned_and_lost(see_unit(without, "001")))


def test_leaders_and_the_office_read_which_indicator_left_which_league(
    without: Evaluation, words: Callable[[object], str]
):
    """On the index and on the summary, by the league's and the indicator's names."""
    phrase = "Quận, huyện, thị xã: tỷ lệ phản ánh, kiến nghị xử lý đúng hạn"
    assert absences(without) == [phrase]
    assert phrase in next(t.words for t in to_do(without) if t.what == "Bổ sung nguồn số liệu")
    assert phrase in words(summary.caveats(without))


def test_one_unit_without_a_value_and_a_report_not_yet_due_are_no_absences(
    final: Evaluation, running: Evaluation
):
    """Three departments sent nothing; on 20/11 nobody has to (COUNTING 3)."""
    assert absences(final) == []
    assert absences(running) == []
