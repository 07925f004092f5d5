"""Ladder, strip and bars of one unit among others."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.charts import ladder, points_bars, strip
from ihanoi_eval.reporting.explanations import earned_and_lost
from ihanoi_eval.reporting.facts import cut_line, points_text, rows_of, see_unit

UNITS = ("001", "00001", "CQ03")


def drawn(final: Evaluation, code: str) -> str:
    """All three charts of a unit."""
    view = see_unit(final, code)
    league = final.rules.campaign.unit_by_code[code].league
    charts = (
        ladder(final, league, title="Bậc thang", unit_code=code),
        points_bars(view, title="Điểm"),
        strip(view, title="Nhóm"),
    )
    return "".join(map(str, charts))


@pytest.mark.parametrize("code", UNITS)
def test_a_chart_says_in_words_what_it_shows(
    final: Evaluation, alts: Callable[[object], list[str]], code: str
):
    """Each picture names the unit or a number (RELIABILITY §3.3)."""
    name = final.rules.campaign.unit_by_code[code].name
    said = alts(drawn(final, code))
    assert len(said) == 3
    assert all(name in alt and re.search(r"\d", alt) for alt in said)


@pytest.mark.parametrize("code", UNITS)
def test_the_same_numbers_give_the_same_bytes(final: Evaluation, code: str):
    """No identifier, date or address of the machine is in a drawing."""
    assert drawn(final, code) == drawn(final, code)


@pytest.mark.parametrize("code", UNITS)
def test_the_units_own_points_are_on_its_charts(final: Evaluation, code: str):
    """Total and every indicator's points as the tables have them."""
    markup = drawn(final, code)
    total = float(rows_of(final, "ranking", code)["total_points"].iloc[0])
    assert f"{points_text(final, total)} điểm" in markup
    for points in earned_and_lost(see_unit(final, code))["points"].dropna():
        assert f">{points_text(final, points)}/" in markup


def test_the_cut_line_is_drawn_and_said(final: Evaluation):
    """Red and by name, at the points of the last seat."""
    cut = cut_line(final, "communes")
    assert cut is not None
    markup = str(ladder(final, "communes", title="Bậc thang"))
    assert f"ngưỡng danh sách {points_text(final, cut.points)}" in markup
    assert d.CUT in markup


def test_without_a_list_the_ladder_has_no_cut_line(running: Evaluation):
    """In the middle of the campaign there is nothing to fall short of."""
    assert "ngưỡng" not in str(ladder(running, "communes", title="Bậc thang"))


def test_every_unit_of_the_league_is_a_dot(final: Evaluation):
    """Proposed units too: nobody is left off the ladder; a seat by a minimum is a small frame."""
    ranking = final.tables["ranking"]
    size = (ranking["league"] == "communes").sum()
    markup = str(ladder(final, "communes", title=""))
    paths = re.findall(r'<path d="((?:M[\d.]+ [\d.]+h0)+)"', markup)
    frames = markup.count(d.SHAPES["frame"])
    cut = cut_line(final, "communes")
    assert cut is not None and frames == len(cut.by_minimum) == 1
    assert sum(path.count("M") for path in paths) + frames == size
    assert "□: suất tối thiểu của nhóm so sánh" in markup


def test_bars_have_one_scale_on_every_unit(final: Evaluation):
    """A point is as long on each page of a league, so that pages can be laid side by side."""

    def lengths(code: str) -> list[str]:
        outlines = re.findall(r'width="([\d.]+)%" height="13" fill="#fff"',
                              str(points_bars(see_unit(final, code), title="")))  # fmt: skip
        return sorted(outlines)

    full = [c for c in ("00001", "00004", "00006") if len(lengths(c)) == 9]
    assert len(full) > 1
    assert all(lengths(code) == lengths(full[0]) for code in full)


def test_missing_and_not_applicable_are_words_and_not_empty_bars(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Zero, missing and not applicable are three things (METHOD 1)."""
    indicators = final.tables["indicators"].copy()
    row = (indicators["unit_code"] == "00001") & (indicators["indicator"] == "outreach")
    indicators.loc[row, "status"] = "missing"
    points = final.tables["points"].copy()
    row = (points["unit_code"] == "00001") & (points["indicator"] == "target")
    points.loc[row, ["share", "points"]] = float("nan")
    markup = str(
        points_bars(
            see_unit(changed(final, indicators=indicators, points=points), "00001"), title=""
        )
    )
    assert ">thiếu số liệu<" in markup
    assert ">không áp dụng<" in markup


def test_the_words_at_the_median_have_room_wherever_they_stand(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Where the first indicators do not apply they stand at a later bar, above the next label."""
    points = final.tables["points"].copy()
    own = points["unit_code"] == "00001"
    first = points.loc[own & points["indicator"].isin(["gap_closure", "target"])].index
    points.loc[first, ["share", "points"]] = float("nan")
    markup = str(points_bars(see_unit(changed(final, points=points), "00001"), title="x"))
    places = [(float(y), words) for y, words in re.findall(r'y="([\d.]+)"[^>]*>([^<]+)<', markup)]
    [at] = [place for place, (_, words) in enumerate(places) if words.startswith("vạch đậm")]
    assert at > 4 and places[at + 1][0] - places[at][0] >= 14
