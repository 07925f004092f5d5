"""Rates against the number of cases."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.funnel import funnel


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
    assert markup.count("M-4-4L4 4") >= 1
    assert re.search(r"[1-9]\d* sở, ban, ngành thấp hơn mức chung", markup)


def test_without_a_case_there_is_no_funnel(final: Evaluation, changed: Callable[..., Evaluation]):
    """A campaign without petitions shows a sentence instead."""
    rows = final.tables["indicators"]
    assert funnel(changed(final, indicators=rows[:0]), "on_time", "communes") is None
