"""Small tables asked about what they say themselves; nothing of it changes a number."""

import pytest

from ihanoi_eval.evidence.intake import Evidence

REPORTED = "file,unit_code,measure,value"
RECEIPTS = "file,received_at,channel,received_by"
WAIVERS = "rule,unit_code,reason,authorised_by,document_no,on_date"
STAFF = "unit_code,staff_count,leaders_count,exempt_count,document_no"
TABLES = {
    "registers/media": "unit_code,on_date,channel,kind,title",
    "registers/population": "unit_code,population_15plus,households,as_of_date,source",
    "platform/counts": "unit_code,date,measure,value",
}


def found(evidence: Evidence, check: str) -> list[str]:
    """What was found, of each finding of a check."""
    return [one.found for one in evidence.findings if one.check == check]


@pytest.mark.parametrize(
    ("name", "line", "shown"),
    [
        ("registers/media", "001,2024-12-09,báo,tin,x", []),
        ("registers/media", "001,2024-12-10,báo,tin,x", ["dòng 2 (10/12/2024)"]),
        ("registers/media", "001,2024-10-31,báo,tin,x", ["dòng 2 (31/10/2024)"]),
        ("registers/population", "00001,9,3,2019-04-01,x", []),
        ("registers/population", "00001,9,3,1924-04-01,x", ["dòng 2 (01/04/1924)"]),
        ("platform/counts", "00001,2024-10-31,accounts_active_open,7", []),
        ("platform/counts", "00001,2042-10-31,accounts_active_open,7", ["dòng 2 (31/10/2042)"]),
    ],
)
def test_a_day_that_nobody_means_is_asked_about(inputs, name, line, shown):
    """Plan: 01–30/11/2024, reports before 10/12/2024 (V-004); a census may be years old."""
    inputs.write(name, TABLES[name], line)
    assert found(inputs.take_in(), "day_outside_window") == shown


def test_a_receipt_of_last_year_is_asked_about_and_stays(inputs):
    """09/12/2023 is on time, and who can have reported then?"""
    inputs.write("registers/receipts", RECEIPTS, "a.xlsx,09/12/2023 10:00,,", "b.xlsx,09/12/2024,,")
    [finding] = [one for one in inputs.take_in().findings if one.check == "day_outside_window"]
    assert finding.finding_id == "day_outside_window::registers/receipts:received_at"
    assert "1 dòng ghi ngày ngoài khoảng 01/11/2024–10/12/2025: dòng 2" in finding.message


def test_of_many_days_some_are_shown(inputs):
    """Five rows and a count."""
    lines = [f"f{number}.xlsx,2023-12-0{number},," for number in range(1, 8)]
    inputs.write("registers/receipts", RECEIPTS, *lines)
    [text] = found(inputs.take_in(), "day_outside_window")
    assert text.count("dòng") == 5 and text.endswith(", …")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("7", []), ("0", []), ("", []), ("12.5", ["dòng 2 (12,5)"]), ("-3", ["dòng 2 (-3)"])],
)
def test_a_count_that_is_no_count_stays_and_is_asked_about(inputs, value, shown):
    """Counts are integers (COUNTING, Exactness); a file in thousands would pass for one else."""
    inputs.write(
        "platform/counts", TABLES["platform/counts"], f"00001,2024-11-30,features_used,{value}"
    )
    inputs.write("submissions/reported", REPORTED, f"a.xlsx,00001,households_visited,{value}")
    evidence = inputs.take_in()
    assert found(evidence, "count_implausible") == [*shown, *shown]
    reported = evidence.tables["panel"].set_index(["unit_code", "measure"])["reported_value"]
    assert reported.get(("00001", "households_visited"), 0) == float(value or 0)


@pytest.mark.parametrize(
    ("reason", "asked"),
    [("=1+1", 1), ("@SUM(A1)", 1), ("+HYPERLINK(1)", 1), ("-cmd", 1), ("- đã xong", 0), ("x=1", 0)],
)
def test_words_like_a_formula_stay_words_and_are_asked_about(inputs, reason, asked):
    """Kept as text, flagged, not repeated (V-008)."""
    inputs.write("reviews/waivers", WAIVERS, f"report,001,{reason},A,1/QĐ,2024-12-01")
    evidence = inputs.take_in()
    assert found(evidence, "words_like_formula") == ["dòng 2"] * asked
    assert evidence.tables["rejected"].empty


def test_a_register_that_lacks_units_is_asked_about(inputs):
    """Five ranked units, one row (U-002)."""
    inputs.write("registers/staff", STAFF, "001,40,4,0,")
    [finding] = [one for one in inputs.take_in().findings if one.check == "register_lacks_units"]
    assert finding.found == "thiếu 4 đơn vị" and "00001, 00002, 00003, CQ01" in finding.message


def test_a_register_that_was_not_sent_lacks_nobody(inputs):
    """A source that is absent is told where it is needed (COUNTING 20)."""
    assert found(inputs.take_in(), "register_lacks_units") == []


def test_a_filled_column_without_heading_is_asked_about(inputs):
    """Nobody reads it, and nobody would know (S-002)."""
    inputs.write("registers/staff", f"{STAFF},", "001,40,4,0,,7", "00001,40,4,0,,")
    evidence = inputs.take_in()
    [finding] = [one for one in evidence.findings if one.check == "source_columns"]
    assert finding.found == "cột thứ 6"
    assert evidence.tables["sources"]["rows_rejected"].tolist() == [0]
