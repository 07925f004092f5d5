"""Names, labels, the cut line, the title block."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import facts
from ihanoi_eval.rules.rubric import Approval, Status


def test_a_page_of_no_unit_is_refused(final: Evaluation):
    """Read as a number, Ba Đình is 1; the message says that codes are text."""
    with pytest.raises(CallError, match="unit_code '1' is no unit"):
        facts.see_unit(final, "1")


def test_a_commune_is_named_with_its_district(final: Evaluation):
    """53 communes share a name with another; Gia Lâm has two Yên Viên."""
    assert facts.place_of(final, "00001") == "Phường Phúc Xá, Quận Ba Đình"
    assert facts.place_of(final, "001") == "Quận Ba Đình"
    assert facts.name_of(final, "01") == "Thành phố Hà Nội"


@pytest.mark.parametrize(
    ("unit_code", "page"),
    [
        ("001", "index.html#001"),
        ("00001", "index.html#00001"),
        ("CQ03", "index.html#CQ03"),
        ("x", ""),
    ],
)
def test_links_lead_to_the_index_that_every_run_has(final: Evaluation, unit_code: str, page: str):
    """Districts' pages may not have been asked for, or may have failed."""
    assert facts.page_of(final, unit_code) == page


@pytest.mark.parametrize(
    ("league", "group", "label"),
    [
        ("communes", "phuong-1", "Phường, ít dân"),
        ("communes", "xa-3", "Xã, thị trấn, đông dân"),
        ("districts", "quan", "Quận, thị xã"),
        ("departments", "departments", "Sở, ban, ngành"),
    ],
)
def test_a_peer_group_is_named_by_what_makes_it(
    final: Evaluation, league: str, group: str, label: str
):
    """No page shows phuong-1."""
    assert facts.group_label(final, league, group) == label


def test_every_peer_group_of_the_run_has_a_name(final: Evaluation):
    """The labels follow the codes that evidence gives."""
    units = final.tables["units"]
    for league, group in set(zip(units["league"], units["peer_group"], strict=True)):
        if group:
            assert facts.group_label(final, league, group) != group


def test_the_cut_line_is_the_last_seat_by_level(final: Evaluation):
    """Seats of improvement and the reserve do not move it."""
    listed = final.tables["shortlist"].merge(final.tables["ranking"], on="unit_code")
    listed = listed[(listed["league"] == "departments") & (listed["track"] == "level")]
    assert facts.cut_line(final, "departments") == facts.CutLine(listed["total_points"].min(), 2)


def test_a_seat_by_its_groups_minimum_does_not_move_the_cut_line(final: Evaluation):
    """00034 is the only eligible unit of its group, and far below the others (COUNTING 33).

    Six seats: one is kept for it, two of 75,84 wait for the Council's choice of one.
    """
    listed = final.tables["shortlist"].merge(final.tables["ranking"], on="unit_code")
    seats = listed[(listed["league"] == "communes") & (listed["track"] == "level")]
    points = seats.set_index("unit_code")["total_points"]
    line = points.drop("00034").min()
    assert facts.cut_line(final, "communes") == facts.CutLine(line, 5, ("00034",))
    assert points["00034"] < line


def test_the_councils_choice_does_not_move_the_cut_line(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Of two open seats at 75,84 it gives one away and keeps the other; the draft's line stays."""
    listed = final.tables["shortlist"].copy()
    is_open = (listed["decision"] == "council") & (listed["list"] == "communes")
    listed.loc[is_open, "decision"] = ["award", "not_selected"]
    before = facts.cut_line(final, "communes")
    assert facts.cut_line(changed(final, shortlist=listed), "communes") == before


def test_a_list_of_minimum_seats_alone_ends_at_the_last_of_them(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """Nobody has a seat by points: 58,37 is the end, and no seat stands beside it."""
    lines = final.tables["cut_lines"].copy()
    lines.loc[lines["seat_by"] == "points", "seat_by"] = ""
    cut = facts.cut_line(changed(final, cut_lines=lines), "communes")
    assert cut == facts.CutLine(58.37, 1, ())


def test_without_a_list_there_is_no_cut_line(running: Evaluation):
    """A progress run ranks and lists nobody (COUNTING 3)."""
    assert facts.cut_line(running, "communes") is None


def test_a_rank_never_stands_without_its_league(final: Evaluation):
    """And a tie is said."""
    ranking = final.tables["ranking"]
    tied = ranking[(ranking["is_tied"] == "true") & (ranking["league"] == "communes")].iloc[0]
    size = (ranking["league"] == "communes").sum()
    assert facts.rank_text(final, tied["unit_code"]) == (
        f"đồng hạng {tied['rank']:.0f} trong {size} xã, phường, thị trấn"
    )
    assert facts.rank_text(final, "CQ01") == ""


def test_the_status_line_says_proposed_until_a_document_stands(
    final: Evaluation, words: Callable[[object], str]
):
    """ĐỀ XUẤT on every page until `approved`, then the document's number."""
    assert "Bộ tiêu chí ĐỀ XUẤT" in words(facts.header(final, "Tổng hợp"))
    approval = Approval(document_no="12/QĐ-UBND", on_date=date(2024, 12, 1))
    rubric = final.rules.rubric.model_copy(update={"status": Status(approved=approval)})
    approved = replace(final, rules=final.rules.model_copy(update={"rubric": rubric}))
    shown = words(facts.header(approved, "Tổng hợp"))
    assert "phê duyệt tại văn bản số 12/QĐ-UBND ngày 01/12/2024" in shown
    assert "ĐỀ XUẤT" not in shown


def test_the_head_of_a_page_says_what_it_rests_on(
    final: Evaluation, words: Callable[[object], str]
):
    """Issuer, cut-off, run, and that nobody in it is real."""
    shown = words(facts.header(final, "Tổng hợp"))
    assert shown.startswith("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI VĂN PHÒNG Tổng hợp")
    assert "SỐ LIỆU GIẢ LẬP" in shown
    assert "Số liệu đến hết 30/11/2024 · Báo cáo, văn bản nhận đến 20/12/2024" in shown
    assert "Lần chạy small-20241220" in shown
    sealed = replace(final, facts={"seal": "0123456789abcdef" * 4})
    assert words(facts.header(sealed, "Tổng hợp")).endswith(
        "Mã 0123 4567 89ab cdef 0123 4567 89ab cdef"
    )


def test_the_city_is_the_panels_own_row(final: Evaluation):
    """Sums are counted once, by evidence; a page adds nothing up."""
    panel = final.tables["panel"].set_index(["unit_code", "measure"])
    used = panel.loc[("01", "petitions_on_time"), "used_value"]
    assert facts.city_value(final, "petitions_on_time") == used


def test_where_no_activation_is_known_every_page_says_what_active_means(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Labelled so (COUNTING 7), below the title block; else nothing is said."""
    found = final.tables["findings"].head(1).assign(check="activation_unknown")
    told = words(facts.header(changed(final, findings=found), "Trang"))
    assert told.endswith("trên trang này, kích hoạt nghĩa là đăng ký.")
    assert "đăng ký" not in words(facts.header(final, "Trang"))
