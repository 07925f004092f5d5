"""Who is decided about differently than in an earlier run."""

from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.comparison import compare, compared
from ihanoi_eval.reporting.comparison_words import tell
from ihanoi_eval.reporting.seat_changes import (
    NO_CHANGE,
    changed_nominees,
    changed_units,
    seat_changes,
)

HELD, GONE, NEW = "01fd922d86", "ffffffffff", "02f76d0ea5"


def test_units_decided_about_differently_stand_with_before_and_after(later: Evaluation):
    """One; its rank and total did not move, so they stand once."""
    (row,) = changed_units(later)
    assert row["name"].startswith("Phường") and "→" not in row["rank"] + row["points"]
    assert row["decision"].startswith("Đề nghị khen thưởng → ")
    assert row["reason"]


def test_nominees_decided_about_differently_stand_by_number(later: Evaluation):
    """Who came, who is gone, who lost a seat; all others stay out."""
    rows = {
        row["nominee_id"]: row["decision"]
        for row in changed_nominees(later.tables["comparison_nominees"])
    }
    assert rows == {
        HELD: "Đề nghị khen thưởng → Tạm dừng xét",
        GONE: "Hội đồng quyết định → không có",
        NEW: "không có → Hội đồng quyết định",
    }


def test_the_page_shows_both_and_no_name(later: Evaluation, words: Callable[[object], str]):
    """Nominees by number; without an earlier run it says how to name one."""
    shown = words(seat_changes(later))
    assert "1 đơn vị được xét khác" in shown and "3 tập thể, cá nhân được xét khác" in shown
    assert not [name for name in later.people["nominees"]["name"] if name in shown]


def test_without_an_earlier_run_or_a_change_it_is_said(
    final: Evaluation, words: Callable[[object], str]
):
    """What to do, or that there is nothing."""
    assert "--previous" in words(seat_changes(final))
    assert NO_CHANGE in words(seat_changes(compared(final, final)))


def test_the_terminal_tells_them_by_number(final: Evaluation, earlier: Evaluation):
    """Beside the seats of units."""
    text = tell(compare(earlier, final))
    assert "TẬP THỂ, CÁ NHÂN XÉT KHÁC: 3\n" in text
    assert f"Cá nhân, mã {HELD}: Đề nghị khen thưởng → Tạm dừng xét. tạm dừng xét: " in text
