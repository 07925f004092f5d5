"""Appendix VI: who is decided about differently than before, by name."""

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.comparison import compared
from ihanoi_eval.reporting.dossier import documents_of
from ihanoi_eval.reporting.seat_changes import NO_CHANGE

HELD, GONE, NEW = "01fd922d86", "ffffffffff", "02f76d0ea5"


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
