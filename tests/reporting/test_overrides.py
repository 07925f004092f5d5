"""One list of what documents changed, and inspections."""

from collections.abc import Callable

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.overrides import inspections, overrides_list
from ihanoi_eval.schemas import empty_table

Listed = Callable[..., str]


@pytest.fixture
def listed(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
) -> Listed:
    """What the list says of some rows of `overrides`, each by its filled columns."""

    def told(*rows: dict[str, object], **tables: pd.DataFrame) -> str:
        return words(overrides_list(changed(final, overrides=overrides(*rows), **tables)))

    return told


def overrides(*rows: dict[str, object]) -> pd.DataFrame:
    """Rows of the table, empty where nothing is said."""
    types = dict(empty_table("overrides").dtypes)
    blank = {"file": "reviews/x", "row": 2.0, "unit_code": "00001", "document_no": "7/BB"}
    blank |= {"on_date": "2024-12-10"}
    empty = empty_table("overrides")
    frame = pd.DataFrame([blank | row for row in rows], columns=[*types]).astype("object")
    for name, kind in types.items():
        empty[name] = (frame[name].fillna("") if kind == "str" else frame[name]).astype(kind)
    return empty


def test_nothing_overridden_is_said(listed):
    """A passed callout."""
    assert "Không có số liệu, điều kiện hay điểm nào đổi theo văn bản." in listed()


def test_every_row_has_its_document_its_day_and_its_line(listed):
    """The auditor follows it back: reviews/x, line 2."""
    shown = listed({"kind": "hold", "reason": "Đang xem xét"})
    assert "7/BB 10/12/2024 Đang xem xét reviews/x, dòng 2" in shown


def test_a_verification_says_before_and_after(listed, final):
    """As the panel has it."""
    panel = final.tables["panel"].copy()
    row = (panel["unit_code"] == "00001") & (panel["measure"] == "accounts_active_close")
    panel.loc[row, ["platform_value", "verified_value", "used_value"]] = [90, 80, 80]
    one = {"kind": "verification", "about": "accounts_active_close", "value": 80.0}
    assert "90 → 80" in listed(one, panel=panel)
    older = one | {"value": 70.0, "on_date": "2024-12-01"}
    assert "thay bằng bản ngày 10/12/2024" in listed(one, older, panel=panel)
    other = one | {"value": 75.0}
    assert listed(one, other, panel=panel).count("không dùng, cùng ngày có số khác") == 2


def test_small_counts_of_residents_stay_off_the_page(listed, final):
    """90 accounts became 3 (DESIGN §6)."""
    panel = final.tables["panel"].copy()
    row = (panel["unit_code"] == "00001") & (panel["measure"] == "accounts_active_close")
    panel.loc[row, ["platform_value", "verified_value", "used_value"]] = [90, 3, 3]
    one = {"kind": "verification", "about": "accounts_active_close", "value": 3.0}
    assert "90 → dưới 5" in listed(one, panel=panel)


@pytest.mark.parametrize(("points", "told"), [(1.5, "+1,50 điểm"), (-2.0, "-2,00 điểm")])
def test_an_adjustment_says_its_points(listed, points, told):
    """With their sign, as they were counted."""
    counted = pd.DataFrame(
        {"unit_code": ["00001"], "document_no": ["7/BB"], "points": [points], "reason": [""]}
    )
    shown = listed({"kind": "adjustment", "value": points}, adjustments=counted)
    assert told in shown.replace("−", "-")
    assert "không tính" in listed({"kind": "adjustment", "value": points})


def test_a_waiver_says_the_gate_and_what_would_have_been(listed, final):
    """Or that the unit passes without it."""
    one = {"kind": "waiver", "about": "staff", "document_no": "15/VP"}
    assert "không làm đổi kết quả" in listed(one)
    gates = final.tables["gates"].copy()
    row = (gates["unit_code"] == "00001") & (gates["gate"] == "staff")
    gates.loc[row, ["status", "reason", "evidence"]] = [
        *("passed", "được miễn theo 15/VP; nếu không: dưới 98%", "15/VP")
    ]
    assert "Đạt (nếu không: dưới 98%)" in listed(one, gates=gates)


def test_a_waiver_of_communes_rows_counts_them(listed):
    """`report_communes` on a district (COUNTING 23)."""
    shown = listed({"kind": "waiver", "about": "report_communes", "unit_code": "001"})
    assert "báo cáo của 0 đơn vị trực thuộc" in shown


@pytest.mark.parametrize(
    ("until", "told"),
    [("", "Tạm dừng xét"), ("2024-12-31", "đến 31/12/2024"), ("2024-12-15", "hết tạm dừng")],
)
def test_a_hold_says_whether_it_is_in_force(listed, until, told):
    """On 20/12 one until 15/12 is over (COUNTING 30)."""
    assert told in listed({"kind": "hold", "until": until})


def test_a_decision_stands_beside_the_draft(listed, final):
    """What the Council did against the ranking."""
    code = final.tables["shortlist"].iloc[0]["unit_code"]
    shown = listed({"kind": "decision", "unit_code": code, "status": "reserve"})
    assert "dự phòng; danh sách dự thảo:" in shown
    nominee = {"kind": "decision", "unit_code": "", "nominee_id": "ab12", "status": "award"}
    assert "đề cử ab12" in listed(nominee) and "không có trong bảng" in listed(nominee)


def test_an_indicator_that_does_not_apply_is_named(listed):
    """By its label."""
    shown = listed({"kind": "not_applicable", "about": "integration", "unit_code": "CQ03"})
    assert "không áp dụng tiêu chí" in shown and "integration" not in shown


def test_only_answers_to_inspections_change_a_gate(listed):
    """Answers to other questions are in their own section."""
    one = {"kind": "followup", "about": "inspection:00001:9/KL", "status": "confirmed"}
    assert "kết luận 9/KL: đã xác nhận" in listed(one)
    assert "Không có số liệu" in listed(one | {"about": "far_from_peers:00001"})


def test_a_body_has_its_column_only_where_one_is_known(listed):
    """Persons stay in reviews/, and an empty column says nothing."""
    assert "Cơ quan Lý do" not in listed({"kind": "hold"})
    assert "Cơ quan Lý do" in listed({"kind": "hold", "body": "Sở Nội vụ"})


def test_a_serious_inspection_says_what_became_of_it(final: Evaluation, words):
    """Of the small campaign: one is explained, notes ask for nothing."""
    shown = words(inspections(final))
    assert "Nghiêm trọng Đã giải trình" in shown and "không yêu cầu" in shown


def test_no_inspection_is_a_sentence(final: Evaluation, changed, words):
    """With a document, that is."""
    assert "Chưa có kết quả kiểm tra" in words(inspections(changed(final, overrides=overrides())))
