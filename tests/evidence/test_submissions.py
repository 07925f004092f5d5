"""Reports: on time, complete, late or missing, and which file says what."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ihanoi_eval.evidence.submissions import Submissions, read_submissions, working_days_late
from ihanoi_eval.schemas import check_table

AS_OF = date(2024, 12, 20)
REPORTED = "file,unit_code,measure,value"
RECEIPTS = "file,received_at"
COMPLETE = ("training_sessions=3", "services_integrated=2", "staff_active=40")  # of a department

Submit = Callable[..., Submissions]


@pytest.fixture
def submit(rows, campaign) -> Submit:
    """Reports read: submit({"a.xlsx": "CQ01 training_sessions=3"}, "a.xlsx,2024-12-09").

    A file's lines are a unit and what it fills; without receipts the register was not sent.
    """

    def read(
        files: dict[str, str], *receipts: str, as_of: date = AS_OF, register: bool = True
    ) -> Submissions:
        lines = [
            f"{file},{line.split()[0]},{cell.replace('=', ',')}"
            for file, text in files.items()
            for line in text.splitlines()
            for cell in line.split()[1:]
        ]
        return read_submissions(
            rows("submissions/reported", REPORTED, *lines),
            rows("registers/receipts", RECEIPTS, *receipts) if register else None,
            campaign=campaign,
            as_of=as_of,
        )

    return read


def report(submissions: Submissions, unit: str = "CQ01") -> dict[str, Any]:
    """The row of `reports` of one unit."""
    table = submissions.reports.set_index("unit_code")
    return {str(column): value for column, value in table.loc[unit].items()}


def said(submissions: Submissions, measure: str, unit: str = "CQ01") -> list[float]:
    """What counts as reported by a unit for a measure."""
    values = submissions.values
    return values[(values["unit_code"] == unit) & (values["measure"] == measure)]["value"].tolist()


def department(*cells: str) -> str:
    """The lines of a file in which CQ01 fills these cells."""
    return f"CQ01 {' '.join(cells)}"


@pytest.mark.parametrize(
    ("received_on", "days"),
    [
        (date(2024, 12, 9), 0),  # the deadline's day itself is on time
        (date(2024, 12, 10), 1),  # a non-working Tuesday: at least 1
        (date(2024, 12, 11), 1),  # Wednesday is the first working day
        (date(2024, 12, 13), 3),  # Wednesday, Thursday, Friday
        (date(2024, 12, 14), 3),  # Saturday adds nothing
        (date(2024, 12, 15), 3),  # nor does Sunday
        (date(2024, 12, 16), 4),  # Monday
    ],
)
def test_days_late_are_working_days_and_at_least_one(received_on, days):
    """From the day after 9/12 to the receipt; 10/12 and weekends do not work (COUNTING 4)."""
    late = working_days_late(received_on, date(2024, 12, 9), [date(2024, 12, 10)])
    assert late == days


@pytest.mark.parametrize(
    ("received_at", "status", "days"),
    [
        ("2024-12-09 23:59:59", "on_time", 0),
        ("2024-12-09", "on_time", 0),
        ("2024-12-10 00:00:00", "late", 1),
        ("2024-12-16 08:00:00", "late", 4),
    ],
)
def test_the_receipt_makes_a_report_on_time(submit, received_at, status, days):
    """The deadline's day is the last on which a report is on time (COUNTING 3)."""
    row = report(submit({"a.xlsx": department(*COMPLETE)}, f"a.xlsx,{received_at}"))
    assert (row["status"], row["days_late"]) == (status, days)


def test_a_report_is_complete_when_every_required_field_is_filled(submit):
    """Departments: training_sessions, services_integrated, staff_active (COUNTING 24)."""
    row = report(submit({"a.xlsx": department(*COMPLETE)}, "a.xlsx,2024-12-09"))
    assert row["is_complete"] == "true"


@pytest.mark.parametrize("left_out", COMPLETE)
def test_a_report_without_a_required_field_is_not_complete(submit, left_out):
    """Each of them is asked for (COUNTING 24)."""
    cells = [cell for cell in COMPLETE if cell != left_out]
    row = report(submit({"a.xlsx": department(*cells)}, "a.xlsx,2024-12-09"))
    assert row["is_complete"] == "false"


def test_zero_is_filled_and_an_empty_cell_is_not(submit):
    """0 counts (COUNTING 24)."""
    files = {
        "a.xlsx": "CQ01 training_sessions=0 services_integrated=0 staff_active=0",
        "b.xlsx": "001 outreach_events=1 training_sessions=1 staff_active=",
    }
    read = submit(files, "a.xlsx,2024-12-09", "b.xlsx,2024-12-09")
    assert [report(read, unit)["is_complete"] for unit in ("CQ01", "001")] == ["true", "false"]


WARD = "households_visited=9 outreach_events=1 training_sessions=1 staff_active=5"
DISTRICT = "outreach_events=1 training_sessions=1 staff_active=5"


def test_a_ward_is_a_row_of_its_districts_workbook(submit):
    """It shares its district's receipt (COUNTING 24)."""
    read = submit({"001.xlsx": f"001 {DISTRICT}\n00001 {WARD}"}, "001.xlsx,2024-12-11")
    rows = [report(read, unit) for unit in ("001", "00001")]
    assert [(row["status"], row["is_complete"]) for row in rows] == [("late", "true")] * 2


def test_a_district_does_not_answer_for_its_wards_rows(submit):
    """Its own part is complete, the ward's is not (COUNTING 24)."""
    read = submit({"001.xlsx": f"001 {DISTRICT}\n00001 staff_active=5"}, "001.xlsx,2024-12-09")
    assert [report(read, unit)["is_complete"] for unit in ("001", "00001")] == ["true", "false"]


def test_a_ward_without_a_row_has_no_report(submit):
    """The workbook came, but nothing in it is about the ward (COUNTING 25)."""
    read = submit({"001.xlsx": f"001 {DISTRICT}"}, "001.xlsx,2024-12-09")
    row = report(read, "00002")
    assert (row["file"], row["status"], row["is_complete"]) == ("", "missing", "false")


def test_the_first_complete_file_decides_timeliness(submit):
    """Incomplete on 5/12, complete on 11/12, complete again on 16/12: 1 day late (COUNTING 25)."""
    files = {
        "1.xlsx": department(*COMPLETE[:2]),
        "2.xlsx": department(*COMPLETE),
        "3.xlsx": department(*COMPLETE),
    }
    read = submit(files, "1.xlsx,2024-12-05", "2.xlsx,2024-12-11", "3.xlsx,2024-12-16")
    assert (report(read)["file"], report(read)["days_late"]) == ("2.xlsx", 1)


def test_without_a_complete_file_the_first_decides(submit):
    """Received on 5/12, never complete: on time, and not complete (COUNTING 25)."""
    files = {"1.xlsx": department(COMPLETE[0]), "2.xlsx": department(COMPLETE[1])}
    row = report(submit(files, "1.xlsx,2024-12-05", "2.xlsx,2024-12-11"))
    assert (row["file"], row["status"], row["is_complete"]) == ("1.xlsx", "on_time", "false")


def test_complete_once_is_complete(submit):
    """If any received file of it was (COUNTING 25)."""
    files = {"1.xlsx": department(*COMPLETE), "2.xlsx": department(COMPLETE[0])}
    row = report(submit(files, "1.xlsx,2024-12-05", "2.xlsx,2024-12-11"))
    assert (row["is_complete"], row["days_late"]) == ("true", 0)


def test_all_values_are_those_of_the_last_file(submit):
    """What the last leaves out is missing, not taken from the first (COUNTING 25)."""
    files = {"1.xlsx": department(*COMPLETE), "2.xlsx": department("training_sessions=7")}
    read = submit(files, "1.xlsx,2024-12-05", "2.xlsx,2024-12-11")
    assert (said(read, "training_sessions"), said(read, "staff_active")) == ([7], [])


def test_the_last_file_is_the_last_received_whatever_its_name(submit):
    """1.xlsx came after 2.xlsx (COUNTING 25)."""
    files = {"1.xlsx": department("training_sessions=7"), "2.xlsx": department(*COMPLETE)}
    read = submit(files, "1.xlsx,2024-12-06", "2.xlsx,2024-12-05")
    assert said(read, "training_sessions") == [7]


def test_of_files_received_together_the_greatest_name_is_last(submit):
    """Never by the order of rows."""
    files = {"b.xlsx": department("training_sessions=2"), "a.xlsx": department(*COMPLETE)}
    read = submit(files, "a.xlsx,2024-12-05", "b.xlsx,2024-12-05")
    assert said(read, "training_sessions") == [2]


def test_a_file_twice_in_the_receipts_came_at_the_earliest_time(submit):
    """Fri 13/12 is 3 working days late, the second row changes nothing (COUNTING 25)."""
    read = submit(
        {"a.xlsx": department(*COMPLETE)}, "a.xlsx,2024-12-16 08:00:00", "a.xlsx,2024-12-13"
    )
    assert report(read)["days_late"] == 3
    assert [finding.check for finding in read.findings] == ["receipt_twice"]


def test_a_file_without_receipt_is_not_received(submit):
    """Its values are missing, severity error (COUNTING 25)."""
    read = submit({"a.xlsx": department(*COMPLETE)}, "b.xlsx,2024-12-09")
    assert (report(read)["status"], said(read, "staff_active")) == ("missing", [])
    [finding] = read.findings
    asked = (finding.check, finding.severity, finding.unit_code)
    assert asked == ("no_receipt", "error", "CQ01")  # on the page of the unit that sent it


def test_a_receipt_after_the_day_is_not_yet_known(submit):
    """Received on 21/12, asked on 20/12: missing, and nobody's mistake (COUNTING 2)."""
    read = submit({"a.xlsx": department(*COMPLETE)}, "a.xlsx,2024-12-21 00:00:00")
    assert (report(read)["status"], said(read, "staff_active")) == ("missing", [])
    assert read.findings == ()


def test_a_receipt_of_the_day_itself_is_known(submit):
    """Before the midnight that ends as_of (COUNTING 2)."""
    read = submit({"a.xlsx": department(*COMPLETE)}, "a.xlsx,2024-12-20 23:59:59")
    assert said(read, "staff_active") == [40]


def test_an_empty_register_of_receipts_is_supplied(submit):
    """Nobody was received; that is not the same as no register (METHOD 1)."""
    read = submit({"a.xlsx": department(*COMPLETE)})
    assert read.has_receipts and report(read)["status"] == "missing"


def test_without_receipts_nobody_is_late(submit):
    """The register absent: no status, no timeliness, complete all the same (COUNTING 25)."""
    read = submit({"a.xlsx": department(*COMPLETE)}, register=False)
    row = report(read)
    assert (row["status"], row["is_complete"], read.timeliness.empty) == ("", "true", True)
    assert not read.has_receipts


def test_without_receipts_the_greatest_name_is_last(submit):
    """Nothing else says which came later."""
    files = {"b.xlsx": department("training_sessions=2"), "a.xlsx": department(*COMPLETE)}
    assert said(submit(files, register=False), "training_sessions") == [2]


def test_timeliness_is_two_measures_of_what_was_received(submit):
    """report_days_late and report_complete, for the panel (DESIGN §5)."""
    read = submit({"a.xlsx": department(*COMPLETE)}, "a.xlsx,2024-12-11")
    values = read.timeliness.set_index(["unit_code", "measure"])["value"].to_dict()
    assert values == {("CQ01", "report_days_late"): 1.0, ("CQ01", "report_complete"): 1.0}


@pytest.mark.parametrize(("as_of", "status"), [((12, 8), "not_due"), ((12, 9), "missing")])
def test_a_report_is_missing_from_the_deadlines_day_on(submit, as_of, status):
    """Until then it is not due (COUNTING 3)."""
    assert report(submit({}, as_of=date(2024, *as_of)))["status"] == status


def test_a_body_outside_owes_no_report(submit):
    """League `outside` may report (DESIGN §5)."""
    assert report(submit({}), "NG01")["status"] == "not_due"


def test_two_values_in_one_file_count_for_nobody(submit):
    """The same cell twice with 3 and 77: neither, and the report is not complete (COUNTING 5)."""
    read = submit({"a.xlsx": department(*COMPLETE, "training_sessions=77")}, "a.xlsx,2024-12-09")
    assert (said(read, "training_sessions"), report(read)["is_complete"]) == ([], "false")
    assert [(one.check, one.found) for one in read.findings] == [
        ("contradictory_report", "3 và 77")
    ]


def test_the_same_value_twice_in_one_file_counts_once(submit):
    """Identical rows count once (COUNTING 5)."""
    read = submit({"a.xlsx": department(*COMPLETE, "training_sessions=3")}, "a.xlsx,2024-12-09")
    assert (said(read, "training_sessions"), report(read)["is_complete"]) == ([3], "true")


def test_reported_figures_of_received_files_are_kept_with_their_place(submit):
    """Every score can be followed to a line of a file (DESIGN)."""
    read = submit({"a.xlsx": department("training_sessions=3")}, "a.xlsx,2024-12-09")
    check_table(read.reported, "reported")
    assert read.reported[["file", "value", "cell"]].values.tolist() == [["a.xlsx", 3.0, "dòng 2"]]


def test_every_unit_has_its_row_of_reports(submit, campaign):
    """The table names who did not report, too (DESIGN §6)."""
    reports = submit({}).reports
    check_table(reports, "reports")
    assert set(reports["unit_code"]) == set(campaign.unit_by_code)
