"""Rates against the number of cases."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.funnel import NAMED, funnel
from ihanoi_eval.reporting.levels import at_level, indicator_is_kept_back


def marks(markup: str, colour: str) -> list[str]:
    """The marks of a colour."""
    return [use for use in re.findall(r"<use [^>]*>", markup) if f"fill: {colour};" in use]


def numbers(markup: str) -> list[tuple[str, str]]:
    """Each number of an axis and where it stands."""
    return re.findall(r'<text style="[^"]*" x="([^"]*)" y="[^"]*">(≤?[\d.]+%?)</text>', markup)


def test_the_title_says_whether_chance_can_do_it(final: Evaluation):
    """The unit's rate with its counts, against its league's own rate."""
    rows = final.tables["indicators"]
    row = rows[(rows["unit_code"] == "001") & (rows["indicator"] == "on_time")].iloc[0]
    counts = f"({row['numerator']:.0f}/{row['denominator']:.0f})"
    markup = str(funnel(final, "on_time", "districts", unit_code="001"))
    assert re.search(r"Quận Ba Đình [\d,]+% " + re.escape(counts), markup)
    assert "quá giới hạn ngẫu nhiên" in markup


@pytest.mark.parametrize("cases", [1, 4])
def test_a_unit_with_few_cases_is_drawn_on_its_own_page_only(
    final: Evaluation, changed: Callable[..., Evaluation], cases: float
):
    """Fewer than five petitions of a commune are nobody else's to see (DESIGN §6)."""
    rows = final.tables["indicators"].copy()
    on_time = rows["indicator"] == "on_time"
    rows.loc[on_time & (rows["unit_code"] == "00001"), ["numerator", "denominator"]] = [0, cases]
    few = changed(final, indicators=rows)
    shared, own = (
        str(funnel(few, "on_time", "communes", unit_code=code)) for code in ("00004", "00001")
    )
    assert f"(0/{cases:.0f})" not in shared
    assert f"(0/{cases:.0f})" in own


def test_a_unit_below_the_limit_is_a_red_cross(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """0 of 200 is no chance; the title counts such units."""
    rows = final.tables["indicators"].copy()
    row = (rows["indicator"] == "on_time") & (rows["unit_code"] == "CQ03")
    rows.loc[row, ["numerator", "denominator"]] = [0, 200]
    markup = str(funnel(changed(final, indicators=rows), "on_time", "departments"))
    assert len(marks(markup, d.CUT)) >= 1
    assert re.search(r"[1-9]\d* sở, ban, ngành thấp hơn mức chung", markup)


def test_few_units_below_the_limit_are_named_at_their_marks(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Names stand at marks, not in a legend, and only where there is room for them."""
    rows = final.tables["indicators"].copy()
    departments = sorted(
        set(rows["unit_code"][(rows["indicator"] == "on_time") & (rows["denominator"] > 0)])
        & set(final.rules.campaign.units_of("departments"))
    )

    def drawn(below: list[str]) -> str:
        on_time = rows["indicator"] == "on_time"
        few = rows.copy()
        few.loc[on_time, "denominator"] = few.loc[on_time, "denominator"].clip(lower=500)
        few.loc[on_time, "numerator"] = 0.9 * few.loc[on_time, "denominator"]
        few.loc[on_time & few["unit_code"].isin(below), "numerator"] = 0
        return str(funnel(changed(final, indicators=few), "on_time", "departments"))

    names = [name_of(final, code) for code in departments]
    assert f">{names[0]}<" in drawn(departments[:1])
    assert not any(f">{name}<" in drawn(departments[: NAMED + 1]) for name in names)


def test_units_at_one_place_are_one_larger_mark(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Communes have few petitions, so many have the same rate; the area says how many."""
    rows = final.tables["indicators"].copy()
    on_time = (rows["indicator"] == "on_time") & rows["unit_code"].isin(
        final.rules.campaign.units_of("communes")
    )
    rows.loc[on_time, ["numerator", "denominator"]] = [8, 10]
    markup = str(funnel(changed(final, indicators=rows), "on_time", "communes"))
    assert len(marks(markup, d.FAINT)) == 1


def test_the_same_funnel_is_the_same_bytes_and_scale(final: Evaluation):
    """Pages of one league can be laid side by side (RELIABILITY §2.2, row 20)."""
    first, again, other = (
        str(funnel(final, "on_time", "districts", unit_code=code)) for code in ("001", "001", "002")
    )
    assert first == again
    assert numbers(first) == numbers(other)


def test_without_a_case_there_is_no_funnel(final: Evaluation, changed: Callable[..., Evaluation]):
    """A campaign without petitions shows a sentence instead."""
    rows = final.tables["indicators"]
    assert funnel(changed(final, indicators=rows[:0]), "on_time", "communes") is None


def test_a_unit_without_a_case_is_told_so_and_no_other_is_named(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Its page shows the league's picture, and nothing of a neighbour's (DESIGN §9)."""
    indicators = final.tables["indicators"].copy()
    own = (indicators["unit_code"] == "00001") & (indicators["indicator"] == "on_time")
    indicators.loc[own, ["numerator", "denominator"]] = 0.0
    low = (indicators["unit_code"] == "00004") & (indicators["indicator"] == "on_time")
    indicators.loc[low, ["numerator", "denominator"]] = [1.0, 40.0]
    other = changed(final, indicators=indicators)
    assert "Phường Trúc Bạch" in str(funnel(other, "on_time", "communes"))
    shown = str(funnel(other, "on_time", "communes", unit_code="00001", names_others=False))
    assert "Phường Phúc Xá chưa phát sinh trường hợp nào; mức chung" in shown
    assert "Phường Trúc Bạch" not in shown


def test_case_92_counts_that_are_kept_back_are_not_drawn(final: Evaluation):
    """A mark stands at its counts; the league's rate and how many are below it count everybody."""
    shown = at_level(final, "public")
    rows = final.tables["indicators"]
    large = rows[(rows["indicator"] == "on_time") & (rows["denominator"] >= 5)]
    communes = [code for code in large["unit_code"] if code in
                final.rules.campaign.units_of("communes")]  # fmt: skip
    kept = [code for code in communes if indicator_is_kept_back(shown, code, "on_time")]
    whole, shared = (str(funnel(one, "on_time", "communes")) for one in (final, shown))
    drawn = re.compile(r"của (\d+) xã, phường, thị trấn theo số trường hợp")
    before, after = (int(drawn.findall(one)[0]) for one in (whole, shared))
    assert before - after == len(kept) > 3
    rate = re.compile(r"[^;]*mức chung [\d,]+% quá giới hạn ngẫu nhiên")
    assert rate.findall(whole)[0] == rate.findall(shared)[0]
    assert "hoặc có số không nêu" in shared and "hoặc có số không nêu" not in whole
