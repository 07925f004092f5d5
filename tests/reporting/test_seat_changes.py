"""Who is decided about differently than in an earlier run."""

from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.comparison import compare, compared
from ihanoi_eval.reporting.comparison_words import tell
from ihanoi_eval.reporting.dossier import documents_of
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
    rows = {row["nominee_id"]: row["decision"] for row in changed_nominees(later)}
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


def test_the_council_gets_them_by_name_in_an_appendix(later: Evaluation):
    """A nominee of the earlier run alone has no name in this one."""
    values = next(one.values for one in documents_of(later) if one.name == "phu_luc_6_thay_doi")
    names = [row["name"] for row in values["changed_nominees"]]
    known = later.people["nominees"].set_index("nominee_id")["name"]
    assert names[0].startswith(known[HELD]) and names[1].startswith(known[NEW])
    assert names[2] == f"Mã {GONE}, không còn trong bảng đề nghị"
    assert "lần chạy earlier" in values["changes"][0]
    assert [row["number"] for row in values["changed_units"]] == [1]


def test_a_run_without_an_earlier_one_has_no_such_appendix(final: Evaluation):
    """And one without a change says so in it."""
    assert "phu_luc_6_thay_doi" not in [one.name for one in documents_of(final)]
    same = {one.name: one.values for one in documents_of(compared(final, final))}
    assert same["phu_luc_6_thay_doi"]["changes"][1] == NO_CHANGE
