"""Rows with a document and a day: which count, which are asked about, what a run keeps of them."""

import pytest

from ihanoi_eval.evidence.intake import Evidence

INSPECTIONS = "unit_code,on_date,team,result,severity,document_no"
FOLLOWUPS = "finding_id,status,answered_by,on_date,document_no,note"
ADJUSTMENTS = "unit_code,points,reason,document_no,on_date"
HOLDS = "unit_code,nominee_id,reason,document_no,on_date,until"
WAIVERS = "rule,unit_code,reason,authorised_by,document_no,on_date"


def checks(evidence: Evidence, check: str) -> list[tuple[str, str]]:
    """Unit and what was found, of each finding of a check."""
    found = [finding for finding in evidence.findings if finding.check == check]
    return [(finding.unit_code, finding.found) for finding in found]


def reviewed(evidence: Evidence, column: str) -> list[tuple[str, str]]:
    """The units of the table `reviewed` with what a column says of them."""
    table = evidence.tables["reviewed"]
    rows = table[table[column] != ""]
    return list(zip(rows["unit_code"], rows[column], strict=True))


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("00001,on_time,x,1/QĐ,2024-12-01", [("00001", "on_time")]),
        ("00001,on_time,x,1/QĐ,", [("00001", "on_time")]),
        ("00001,on_time,x,1/QĐ,2024-12-21", []),
        ("00001,on_time,x,,2024-12-01", []),
    ],
)
def test_what_does_not_apply_needs_a_document_and_may_lack_a_date(inputs, line, kept):
    """A register row with a date counts by it; one without has none to wait for (COUNTING 2)."""
    inputs.write("registers/not_applicable", "unit_code,indicator,reason,document_no,on_date", line)
    assert reviewed(inputs.take_in(), "indicator") == kept


def test_a_serious_inspection_is_a_finding_that_can_be_answered(inputs):
    """inspection:<unit_code>:<document_no>, severity error (COUNTING 30)."""
    inputs.write(
        "reviews/inspections", INSPECTIONS, "001,2024-12-01,Đoàn 1,Khai khống,serious,3/KL"
    )
    [finding] = inputs.take_in().findings
    assert (finding.finding_id, finding.severity) == ("inspection:001:3/KL", "error")


@pytest.mark.parametrize(
    "line",
    [
        "001,2024-12-01,Đoàn 1,Ghi chú,note,3/KL",
        "001,2024-12-21,Đoàn 1,Khai khống,serious,3/KL",
        "001,2024-12-01,Đoàn 1,Khai khống,serious,",
    ],
)
def test_a_note_a_later_inspection_or_one_without_document_is_none(inputs, line):
    """Serious, dated ≤ as_of, with its document (COUNTING 23, 30)."""
    inputs.write("reviews/inspections", INSPECTIONS, line)
    assert checks(inputs.take_in(), "inspection") == []


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("inspection:001:3/KL,explained,A,2024-12-20,5/TB,", {"inspection:001:3/KL": "explained"}),
        ("inspection:001:3/KL,confirmed,A,2024-12-21,5/TB,", {}),
        ("inspection:001:3/KL,explained,A,2024-12-10,,", {}),
    ],
)
def test_an_answer_counts_dated_by_the_day_and_with_its_document(inputs, line, answers):
    """A finding changes nothing, only a documented follow-up does (METHOD 9, COUNTING 30)."""
    inputs.write("reviews/followups", FOLLOWUPS, line)
    assert inputs.take_in().answers.to_dict() == answers


@pytest.mark.parametrize(
    ("points", "kept"), [("1.5", [1.5]), ("1.500", [1.5]), ("-3.25", [-3.25]), ("0.125", [])]
)
def test_an_adjustment_has_at_most_two_decimals_by_value(inputs, points, kept):
    """1.500 is 1.5; 0.125 is rejected with a finding (COUNTING 28)."""
    inputs.write("reviews/adjustments", ADJUSTMENTS, f"001,{points},x,1/TB,2024-12-01")
    evidence = inputs.take_in()
    assert evidence.tables["adjustments"]["points"].tolist() == kept
    assert len(checks(evidence, "adjustment_decimals")) == 1 - len(kept)


def test_an_adjustment_without_points_is_asked_about(inputs):
    """Nothing to add, but somebody meant something."""
    inputs.write("reviews/adjustments", ADJUSTMENTS, "001,,x,1/TB,2024-12-01")
    assert checks(inputs.take_in(), "adjustment_decimals") == [("001", "–")]


@pytest.mark.parametrize(("second", "kept"), [("2", []), ("1", [1])])
def test_two_rows_of_one_document_that_differ_adjust_nothing(inputs, second, kept):
    """1 and 2 points of 1/TB: neither; 1 and 1: once (COUNTING 5)."""
    lines = [f"001,{points},x,1/TB,2024-12-01" for points in ("1", second)]
    inputs.write("reviews/adjustments", ADJUSTMENTS, *lines)
    evidence = inputs.take_in()
    assert evidence.tables["adjustments"]["points"].tolist() == kept
    assert checks(evidence, "adjustments_contradict") == ([] if kept else [("001", "1 và 2")])


def test_a_run_keeps_of_reviews_what_it_is_judged_by_and_no_person(inputs):
    """File, row, unit, document, day; who signed stays in reviews/, as do nominees (DESIGN §6)."""
    inputs.write(
        "reviews/on_hold",
        HOLDS,
        "001,,Đang xác minh,7/CV,2024-12-02,",
        ",0a1b2c3d4e,Đơn về bà Lan,8/CV,2024-12-02,",
    )
    inputs.write("reviews/waivers", WAIVERS, "overdue,00001,Bão,Bà Lan,9/CV,2024-12-03")
    table = inputs.take_in().tables["reviewed"]
    rows = table[["file", "row", "unit_code", "rule", "reason", "document_no", "on_date"]]
    assert rows.values.tolist() == [
        ["reviews/on_hold", 2, "001", "", "Đang xác minh", "7/CV", "2024-12-02"],
        ["reviews/waivers", 2, "00001", "overdue", "", "9/CV", "2024-12-03"],
    ]
    assert "Lan" not in table.to_csv()
