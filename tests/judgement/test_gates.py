"""Gates: passed, failed, on hold, not checked, each at its edge (COUNTING 30)."""

from fractions import Fraction

import pandas as pd
import pytest

from ihanoi_eval.judgement.gates import check_gates, standing
from ihanoi_eval.rules.awards import Awards

REPORT = {
    **{"kind": "report", "days_late": "days_late", "complete": "complete"},
    "days_late_at_most": 3,
}
STAFF = {
    **{"kind": "share", "numerator": "staff_active", "denominator": "staff_due"},
    **{"at_least": "0.98", "plan_level": "1"},
    "short_by": 1,
}
OVERDUE = {
    **{"kind": "overdue", "numerator": "overdue", "denominator": "assessed"},
    **{"at_most": 1, "share_at_most": "0.05"},
}
REACH = {"kind": "pillar", "pillar": "reach", "at_least": "0.30"}
MEASURED = {"kind": "measured", "at_least": "2/3"}
INTEGRITY = {"kind": "integrity"}
HOLD = {"kind": "hold"}
COMPARABLE = {"kind": "comparable"}


def rows(columns, *values):
    """A review's known, documented rows."""
    return pd.DataFrame(values, columns=columns.split()).astype("str")


def inspections(*values):
    """unit_code, severity, document_no."""
    return rows("unit_code severity document_no", *values)


def waivers(*values):
    """rule, unit_code, document_no, on_date."""
    return rows("rule unit_code document_no on_date", *values)


def holds(*values):
    """unit_code, reason, document_no, until."""
    return rows("unit_code reason document_no until", *values)


@pytest.fixture
def judge(case, score):
    """The row of one gate: judge(STAFF, {"staff_active": 98, "staff_due": 100})."""

    def judge_unit(gate, counts=None, *, code="1", league="communes", fields=None, **changes):
        given = {"code": gate["kind"], "label": "x", "leagues": [league], **gate}
        awards = Awards.model_validate({"gates": [given], "quotas": {}, "tie_chain": {}})
        one = score(code, "50", league=league, **(fields or {}))
        table = check_gates({code: one}, case({code: counts or {}}, **changes), awards)
        assert list(zip(table["unit_code"], table["gate"], strict=True)) == [(code, given["code"])]
        return table.iloc[0]

    return judge_unit


@pytest.mark.parametrize(
    ("days", "complete", "status"),
    [(0, 1, "passed"), (3, 1, "passed"), (4, 1, "failed"), (0, 0, "failed")],
)
def test_a_report_is_complete_and_at_most_three_days_late(judge, days, complete, status):
    """Working days; incomplete is not reported (COUNTING 30)."""
    counts = {"days_late": days, "complete": complete}
    assert judge(REPORT, counts, code="S", league="departments")["status"] == status


@pytest.mark.parametrize(("complete", "status"), [(1, "passed"), (0, "failed")])
def test_a_ward_does_not_answer_for_its_districts_lateness(judge, complete, status):
    """Ten days late, but its own row is complete; or it is not (COUNTING 24, 30)."""
    assert judge(REPORT, {"days_late": 10, "complete": complete})["status"] == status


@pytest.mark.parametrize("counts", [{}, {"days_late": 0}, {"complete": 1}])
def test_no_report_fails(judge, counts):
    """No receipt, or half of one: missing, gate failed (COUNTING 25)."""
    assert judge(REPORT, counts)["status"] == "failed"


def test_without_the_register_of_receipts_nobody_is_judged(judge):
    """Absent: not checked, which blocks nobody and is shown (COUNTING 25)."""
    assert judge(REPORT, has_receipts=False)["status"] == "not_checked"


def test_before_reports_are_due_everybody_passes(judge):
    """Even without one (COUNTING 3)."""
    assert judge(REPORT, reports_are_due=False)["status"] == "passed"


@pytest.mark.parametrize(
    ("active", "due", "status"),
    [
        (98, 100, "passed"),
        (97, 100, "failed"),
        (49, 50, "passed"),  # exactly 98 %
        (7, 8, "passed"),  # one short, 87.5 %
        (6, 8, "failed"),
        (148, 150, "passed"),  # two short, 98.67 %
        (0, 0, "passed"),
        (0, 1, "passed"),
    ],
)
def test_staff_are_at_98_percent_or_one_short(judge, active, due, status):
    """One short is what binds where few are due (COUNTING 30)."""
    assert judge(STAFF, {"staff_active": active, "staff_due": due})["status"] == status


@pytest.mark.parametrize("counts", [{"staff_active": 8}, {"staff_due": 8}, {}])
def test_staff_that_nobody_counted_fail(judge, counts):
    """Missing fails (COUNTING 30)."""
    assert judge(STAFF, counts)["status"] == "failed"


def test_passing_below_the_plans_level_is_said(judge):
    """98 of 100 pass, and the plan's 100 % is named in the reason (DESIGN §8)."""
    reason = judge(STAFF, {"staff_active": 98, "staff_due": 100})["reason"]
    assert "chưa đạt 100% theo Kế hoạch" in reason


def test_a_failed_gate_says_how_many_are_short(judge):
    """97 of 100: three (DESIGN §7)."""
    assert "còn thiếu 3" in judge(STAFF, {"staff_active": 97, "staff_due": 100})["reason"]


def test_the_plans_level_is_not_mentioned_where_it_is_reached(judge):
    """100 of 100 have nothing to explain (DESIGN §8)."""
    assert "Kế hoạch" not in judge(STAFF, {"staff_active": 100, "staff_due": 100})["reason"]


@pytest.mark.parametrize(
    ("overdue", "assessed", "status"),
    [(1, 1, "passed"), (2, 40, "passed"), (2, 39, "failed"), (3, 60, "passed"), (4, 60, "failed")],
)
def test_overdue_petitions_are_at_most_one_or_5_percent(judge, overdue, assessed, status):
    """2 of 40 are exactly 5 % (COUNTING 30)."""
    assert judge(OVERDUE, {"overdue": overdue, "assessed": assessed})["status"] == status


def test_overdue_petitions_that_nobody_counted_are_none(judge):
    """Missing is 0 (COUNTING 30)."""
    found = judge(OVERDUE)
    assert found["status"] == "passed"
    assert found["evidence"] == "0 quá hạn trên 0 phải xử lý"


@pytest.mark.parametrize(
    ("earned", "most", "status"),
    [("12", "40", "passed"), ("11.99", "40", "failed"), ("16", "160/3", "passed")],
)
def test_a_pillar_needs_30_percent_of_its_rescaled_points(judge, earned, most, status):
    """Rounded points against exactly 30 %: 12 of 40, 16 of 53.33 (COUNTING 30)."""
    fields = {
        "pillar_points": {"reach": Fraction(earned)},
        "pillar_most": {"reach": Fraction(most)},
    }
    assert judge(REACH, fields=fields)["status"] == status


def test_a_pillar_that_has_left_is_passed(judge):
    """Nothing of it applies (COUNTING 30)."""
    fields = {"pillar_points": {"reach": Fraction(0)}, "pillar_most": {"use": Fraction(100)}}
    assert judge(REACH, fields=fields)["status"] == "passed"


@pytest.mark.parametrize(
    ("measured", "asked", "status"),
    [(60, 90, "passed"), (59, 90, "failed"), (0, 0, "passed")],
)
def test_two_thirds_of_what_was_asked_are_measured(judge, measured, asked, status):
    """60 of 90 are exactly two thirds; asked nothing, failed nothing (COUNTING 30)."""
    fields = {"measured": Fraction(measured), "asked": Fraction(asked)}
    assert judge(MEASURED, fields=fields)["status"] == status


@pytest.mark.parametrize(
    "gate",
    [
        {"kind": "share", "numerator": "staff_active", "denominator": "staff_due"},
        {"kind": "pillar", "pillar": "reach"},
        {"kind": "measured"},
    ],
    ids=lambda gate: gate["kind"],
)
def test_a_level_of_nothing_asks_for_nothing(judge, gate):
    """0 is a level like others, and no unit is below it."""
    counts = {"staff_active": 0, "staff_due": 8}
    fields = {
        **{"pillar_points": {"reach": Fraction(0)}, "pillar_most": {"reach": Fraction(40)}},
        **{"measured": Fraction(0), "asked": Fraction(90)},
    }
    assert judge({**gate, "at_least": "0"}, counts, fields=fields)["status"] == "passed"


@pytest.mark.parametrize(
    ("applicable", "live", "status"), [(60, 90, "passed"), (59, 90, "on_hold"), (0, 0, "passed")]
)
def test_below_two_thirds_of_the_leagues_points_the_council_compares(
    judge, applicable, live, status
):
    """59 of 90 live points apply to the unit (COUNTING 27)."""
    fields = {"applicable": Fraction(applicable), "live": Fraction(live)}
    assert judge(COMPARABLE, fields=fields)["status"] == status


SERIOUS = inspections(("1", "serious", "21/KT"))


@pytest.mark.parametrize(
    ("answer", "status"),
    [(None, "on_hold"), ("open", "on_hold"), ("explained", "passed"), ("confirmed", "failed")],
)
def test_a_serious_inspection_holds_until_it_is_answered(judge, answer, status):
    """None or open on hold, explained passed, confirmed failed (COUNTING 30)."""
    answers = pd.Series({} if answer is None else {"inspection:1:21/KT": answer}, dtype="str")
    assert judge(INTEGRITY, inspections=SERIOUS, answers=answers)["status"] == status


def test_of_several_inspections_the_worst_stands(judge):
    """One explained, one open, one confirmed: failed (COUNTING 30)."""
    several = inspections(*(("1", "serious", document) for document in ("a", "b", "c")))
    answers = pd.Series({"inspection:1:a": "explained", "inspection:1:c": "confirmed"})
    found = judge(INTEGRITY, inspections=several, answers=answers)
    assert (found["status"], found["evidence"]) == ("failed", "c")


def test_a_note_is_no_serious_inspection(judge):
    """Only serious ones ask for an answer (COUNTING 30)."""
    noted = inspections(("1", "note", "41/KT"))
    assert judge(INTEGRITY, inspections=noted)["status"] == "passed"


def test_an_inspection_of_another_unit_is_not_this_ones(judge):
    """Integrity looks at the unit's own rows: a ward's is not its district's (COUNTING 30)."""
    found = judge(INTEGRITY, code="D", league="districts", inspections=SERIOUS)
    assert found["status"] == "passed"


@pytest.mark.parametrize(
    ("until", "status"),
    [
        ("", "on_hold"),
        ("2024-12-21", "on_hold"),
        ("2024-12-20", "on_hold"),
        ("2024-12-19", "passed"),
    ],
)
def test_a_hold_is_in_force_to_the_end_of_its_last_day(judge, until, status):
    """as_of is 20/12: in force while until is empty or as_of ≤ until (COUNTING 30)."""
    assert judge(HOLD, on_hold=holds(("1", "đơn thư", "53/TTr", until)))["status"] == status


def test_a_hold_of_another_unit_is_not_this_ones(judge):
    """Hold looks at the unit's own rows (COUNTING 30)."""
    assert judge(HOLD, on_hold=holds(("2", "đơn thư", "53/TTr", "")))["status"] == "passed"


@pytest.mark.parametrize(
    ("gate", "changes"),
    [
        (STAFF, {"counts": {"staff_active": 0, "staff_due": 9}}),
        (INTEGRITY, {"inspections": SERIOUS}),
        (REPORT, {"has_receipts": False}),
    ],
    ids=["failed", "on hold", "not checked"],
)
def test_a_waiver_passes_its_gate_whatever_stood_there(judge, gate, changes):
    """It names the gate and its document is the evidence (COUNTING 23)."""
    found = judge(gate, waivers=waivers((gate["kind"], "1", "56/VP", "2024-12-12")), **changes)
    assert (found["status"], found["evidence"]) == ("passed", "56/VP")


@pytest.mark.parametrize("waiver", [("hold", "1"), ("share", "2")])
def test_a_waiver_passes_no_other_gate_and_no_other_unit(judge, waiver):
    """One gate of one unit (COUNTING 23)."""
    counts = {"staff_active": 0, "staff_due": 9}
    found = judge(STAFF, counts, waivers=waivers((*waiver, "56/VP", "2024-12-12")))
    assert found["status"] == "failed"


def test_a_district_can_be_waived_for_its_wards_reports(judge):
    """report_communes on D passes the report gate of ward 1 (COUNTING 23)."""
    waiver = waivers(("report_communes", "D", "57/VP", "2024-12-12"))
    assert judge(REPORT, waivers=waiver)["evidence"] == "57/VP"


def test_waiving_the_wards_reports_does_not_waive_the_districts(judge):
    """report_communes has no effect on D itself (COUNTING 23)."""
    waiver = waivers(("report_communes", "D", "57/VP", "2024-12-12"))
    assert judge(REPORT, code="D", league="districts", waivers=waiver)["status"] == "failed"


def gates(**statuses):
    """A table of gates: every gate of a unit as one word each."""
    pairs = [(code, one) for code, words in statuses.items() for one in words.split()]
    return pd.DataFrame(pairs, columns=["unit_code", "status"])


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ("passed passed", "passed"),
        ("passed not_checked", "passed"),
        ("passed on_hold", "on_hold"),
        ("on_hold failed passed", "failed"),
    ],
)
def test_failed_outranks_on_hold_which_outranks_passed(statuses, whole):
    """Not checked blocks nobody (COUNTING 25, 31)."""
    assert standing(gates(a=statuses), ["a"]) == {"a": whole}


def test_a_unit_without_gates_passes():
    """A campaign may ask nothing."""
    assert standing(gates(a="failed"), ["b"]) == {"b": "passed"}


WORDS = [
    (REPORT, {"has_receipts": False}, "không có sổ tiếp nhận báo cáo", ""),
    (REPORT, {"reports_are_due": False}, "chưa đến hạn báo cáo", ""),
    (REPORT, {}, "chưa nhận được báo cáo", "registers/receipts"),
    (
        *(REPORT, {"counts": {"days_late": 2, "complete": 0}}),
        *("báo cáo thiếu nội dung bắt buộc", "trễ 2 ngày làm việc"),
    ),
    (
        *(REPORT, {"counts": {"days_late": 4, "complete": 1}, "league": "departments"}),
        *("báo cáo trễ quá 3 ngày làm việc", "trễ 4 ngày làm việc"),
    ),
    (
        *(REPORT, {"counts": {"days_late": 3, "complete": 1}, "league": "departments"}),
        *("báo cáo đầy đủ", "trễ 3 ngày làm việc"),
    ),
    (STAFF, {}, "thiếu số liệu để xét", ""),
    (
        *(STAFF, {"counts": {"staff_active": 1234, "staff_due": 1234}}),
        *("đạt mức 98%", "1.234/1.234"),
    ),
    (
        *(STAFF, {"counts": {"staff_active": 7, "staff_due": 8}}),
        *("thiếu 1, trong mức cho phép thiếu nhiều nhất 1, chưa đạt 100% theo Kế hoạch", "7/8"),
    ),
    (
        *(STAFF | {"plan_level": None}, {"counts": {"staff_active": 98, "staff_due": 100}}),
        *("đạt mức 98%", "98/100"),
    ),
    (
        *(STAFF, {"counts": {"staff_active": 95, "staff_due": 100}}),
        *("dưới 98%, còn thiếu 5", "95/100"),
    ),
    (
        *(OVERDUE, {"counts": {"overdue": 1, "assessed": 4}}),
        *("phản ánh quá hạn trong mức cho phép", "1 quá hạn trên 4 phải xử lý"),
    ),
    (
        *(OVERDUE, {"counts": {"overdue": 3, "assessed": 4}}),
        *("phản ánh quá hạn chưa xử lý trên 1 và trên 5%", "3 quá hạn trên 4 phải xử lý"),
    ),
    (REACH, {}, "nhóm tiêu chí không áp dụng", ""),
    (
        *(REACH, {"fields": {"pillar_points": {"reach": 12}, "pillar_most": {"reach": 40}}}),
        *("đạt ít nhất 30% số điểm của nhóm", "12,00/40,00 điểm"),
    ),
    (
        *(REACH, {"fields": {"pillar_points": {}, "pillar_most": {"reach": 40}}}),
        *("dưới 30% số điểm của nhóm", "0,00/40,00 điểm"),
    ),
    (MEASURED, {"fields": {"measured": 60, "asked": 90}}, "đủ số liệu đo được", "60/90 điểm"),
    (MEASURED, {"fields": {"measured": 59, "asked": 90}}, "thiếu quá nhiều số liệu", "59/90 điểm"),
    (INTEGRITY, {}, "không có kết luận kiểm tra nghiêm trọng", ""),
    (HOLD, {}, "không có việc tạm dừng xét", ""),
    (
        *(HOLD, {"on_hold": holds(("1", "b", "2", ""), ("1", "a", "1", ""), ("2", "c", "3", ""))}),
        *("a; b", "1, 2"),
    ),
    (HOLD, {"on_hold": holds(("1", "", "1", ""))}, "đang xem xét", "1"),
    (HOLD, {"on_hold": holds(("1", "", "1", ""), ("1", "a", "2", ""))}, "a", "1, 2"),
    (
        *(COMPARABLE, {"fields": {"applicable": 60, "live": 90}}),
        *("so sánh được với bảng xếp hạng", "60/90 điểm"),
    ),
    (
        *(COMPARABLE, {"fields": {"applicable": 59, "live": 90}}),
        *("quá ít tiêu chí áp dụng được; Hội đồng xem xét", "59/90 điểm"),
    ),
]


@pytest.mark.parametrize(("gate", "given", "reason", "evidence"), WORDS)
def test_every_verdict_says_why_and_on_what(judge, gate, given, reason, evidence):
    """The words an officer reads, to the letter (DESIGN §6)."""
    gate = {key: value for key, value in gate.items() if value is not None}
    counts, more = given.get("counts"), {k: v for k, v in given.items() if k != "counts"}
    fields = {key: _exact(value) for key, value in more.pop("fields", {}).items()}
    code = "S" if more.get("league") == "departments" else "1"
    found = judge(gate, counts, code=code, fields=fields, **more)
    assert (found["reason"], found["evidence"]) == (reason, evidence)


def _exact(value):
    """Fractions, also inside a mapping."""
    if isinstance(value, dict):
        return {key: Fraction(one) for key, one in value.items()}
    return Fraction(value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("open", "kết luận kiểm tra chưa có giải trình"),
        ("explained", "kết luận kiểm tra đã được giải trình"),
        ("confirmed", "kết luận kiểm tra đã được xác nhận"),
    ],
)
def test_an_inspection_says_how_it_stands_and_names_its_documents(judge, answer, words):
    """All documents of that standing, in their order (COUNTING 30)."""
    found = judge(
        INTEGRITY,
        inspections=inspections(("1", "serious", "9/KT"), ("1", "serious", "8/KT")),
        answers=pd.Series({"inspection:1:9/KT": answer, "inspection:1:8/KT": answer}),
    )
    assert (found["reason"], found["evidence"]) == (words, "8/KT, 9/KT")


def test_a_waiver_keeps_what_would_have_been_said(judge):
    """The document, and the reason it set aside (COUNTING 23)."""
    given = waivers(("measured", "1", "56/VP", "2024-12-01"))
    fields = {"measured": Fraction(1), "asked": Fraction(90)}
    found = judge(MEASURED, fields=fields, waivers=given)
    assert found["reason"] == "được miễn theo 56/VP; nếu không: thiếu quá nhiều số liệu"


def test_of_two_waivers_the_later_document_stands(judge):
    """By date, then number; what needs no waiver names none (COUNTING 23)."""
    given = waivers(
        *(("measured", "1", "58/VP", "2024-12-02"), ("measured", "1", "57/VP", "2024-12-01")),
        ("measured", "1", "57/VP", "2024-12-02"),
    )
    fields = {"measured": Fraction(1), "asked": Fraction(90)}
    assert judge(MEASURED, fields=fields, waivers=given)["evidence"] == "58/VP"
    enough = {"measured": Fraction(90), "asked": Fraction(90)}
    assert judge(MEASURED, fields=enough, waivers=given)["evidence"] == "90/90 điểm"
