"""What a report says against itself, asked as a question that changes nothing."""

from datetime import date

import pandas as pd
import pytest

from ihanoi_eval.evidence import report_checks
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.report_checks import CHECKS, Reported
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table

STATES = "petitions_resolved petitions_in_progress petitions_pending petitions_refused".split()
COLUMNS = ["unit_code", "measure", "value", "stated_share", "file"]
LEAGUES = ("communes", "row_of_parent"), ("districts", "own_workbook")
UNITS = (
    ("001", "Quận A", "districts", "01"),
    ("002", "Quận B", "districts", "01"),
    ("00001", "Phường 1", "communes", "001"),
    ("00002", "Phường 2", "communes", "001"),
    ("00003", "Phường 3", "communes", "002"),
)
CAMPAIGN = Campaign.model_validate(
    {"code": "x", "title": "x", "start": "2024-11-01", "close": "2024-11-30"}
    | {"deadline": "2024-12-09"}
    | {
        "leagues": [
            {"code": code, "label": code, "unit_label": code, "reports": reports}
            for code, reports in LEAGUES
        ],
        "units": [
            dict(zip(("unit_code", "name", "league", "parent_code"), unit, strict=True))
            | {"valid_from": date(2024, 1, 1)}
            for unit in UNITS
        ],
        "measures": [{"code": "staff_active", "label": "Cán bộ đã kích hoạt"}],
    }
)


def reported(**figures: float) -> pd.DataFrame:
    """The figures of one unit's last file."""
    rows = [("00001", measure, value, float("nan"), "a.xlsx") for measure, value in figures.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def check_reports(
    values: pd.DataFrame,
    *,
    received: pd.DataFrame | None = None,
    late: pd.DataFrame | None = None,
    panel: pd.DataFrame | None = None,
) -> list[Finding]:
    """What is asked about last figures, beside earlier files, receipts and a panel."""
    return report_checks.check_reports(
        Reported(
            values,
            values if received is None else pd.concat([values, received]),
            empty_table("reports") if late is None else late,
            empty_table("panel") if panel is None else panel,
            CAMPAIGN,
        )
    )


def petitions(received: float, *states: float) -> pd.DataFrame:
    """Petitions received and in each of the four states."""
    return reported(petitions_received=received, **dict(zip(STATES, states, strict=True)))


def test_petitions_that_do_not_add_up_are_asked_about():
    """120 + 30 + 5 + 0 = 155, reported 150 (RELIABILITY X-003)."""
    [finding] = check_reports(petitions(150, 120, 30, 5, 0))
    assert (finding.found, finding.expected, finding.file) == ("150", "155", "a.xlsx")
    assert "120 đã xử lý + 30 đang xử lý + 5 chờ xử lý + 0 từ chối = 155" in finding.message


def test_petitions_that_add_up_are_not_asked_about():
    """120 + 30 + 5 + 0 = 155."""
    assert check_reports(petitions(155, 120, 30, 5, 0)) == []


def test_petitions_of_which_a_part_is_missing_are_not_asked_about():
    """A missing part is not 0 (METHOD 1)."""
    assert check_reports(reported(petitions_received=150, petitions_resolved=120)) == []


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("staff_active", "staff_count"),
        ("leaders_count", "staff_count"),
        ("services_integrated", "public_services"),
        ("petitions_satisfied", "petitions_rated"),
        ("households_visited", "households"),
    ],
)
def test_a_part_above_its_whole_is_asked_about(part, whole):
    """41 of 40; 40 of 40 is fine (RELIABILITY X-001)."""
    [finding] = check_reports(reported(**{part: 41, whole: 40}))
    assert (finding.column, finding.found, finding.expected) == (part, "41", "không quá 40")
    assert check_reports(reported(**{part: 40, whole: 40})) == []


def test_a_figure_below_zero_is_asked_about():
    """Readable but implausible (METHOD 9)."""
    [finding] = check_reports(reported(training_sessions=-3, outreach_events=0))
    assert (finding.column, finding.found) == ("training_sessions", "-3")


def test_a_report_that_holds_together_is_not_asked_about():
    """Nothing to ask."""
    assert check_reports(reported(staff_active=40, staff_count=40, training_sessions=3)) == []


def test_without_reports_nothing_is_asked():
    """No file, no doubt."""
    assert check_reports(reported()) == []


def test_every_doubt_about_a_figure_is_a_warning():
    """An error would stop a run that a question does not (METHOD 9)."""
    figures = petitions(150, 120, 30, 5, -1)
    staff = reported(staff_active=41, staff_count=40)
    found = check_reports(pd.concat([figures, staff], ignore_index=True))
    assert {finding.severity for finding in found} == {"warning"}
    assert len({finding.check for finding in found}) == 3


def test_every_check_is_named_once():
    """One function a check, in one tuple, and no message without numbers."""
    assert len(set(CHECKS)) == len(CHECKS)


def test_a_measure_is_called_by_its_label():
    """Nobody but us says staff_active."""
    [finding] = check_reports(reported(staff_active=41, staff_count=40))
    assert finding.message.startswith("Cán bộ đã kích hoạt: 41, lớn hơn")


# --- baselines -----------------------------------------------------------------------------------


def test_a_baseline_that_does_not_lead_to_the_close_is_asked_about():
    """1.043.724 + 588.728 = 1.632.452, reported 1.633.840 (DOMAIN §4B.3)."""
    names = ("accounts_active_open", "accounts_new", "accounts_active_close")
    figures = dict(zip(names, (1043724, 588728, 1633840), strict=True))
    [finding] = check_reports(reported(**figures))
    assert "1.043.724 + 588.728 = 1.632.452, báo cáo ghi 1.633.840" in finding.message
    assert check_reports(reported(**figures | {"accounts_active_open": 1045112})) == []


# --- over time, and between senders -------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "before", "asked"),
    [
        ("training_sessions", 9, 1),
        ("training_sessions", 8, 0),
        ("petitions_pending", 9, 0),  # what is open may close
    ],
)
def test_a_total_that_falls_between_two_reports_is_asked_about(measure, before, asked):
    """9, then 8 (RELIABILITY X-007)."""
    first = reported(**{measure: before}).assign(file="0.xlsx")
    found = check_reports(reported(**{measure: 8}), received=first)
    assert [finding.check for finding in found] == ["total_fell"] * asked


def late_report(unit: str) -> pd.DataFrame:
    """One late report."""
    row = {"unit_code": unit, "file": "a.xlsx", "received_at": "2024-12-11 09:20:00"}
    return pd.DataFrame([row | {"days_late": 2.0, "is_complete": "true", "status": "late"}])


def test_a_late_report_is_told_with_its_dates():
    """Taken all the same (RELIABILITY T-001)."""
    [finding] = check_reports(reported(), late=late_report("001"))
    assert finding.severity == "question"
    assert "11/12/2024, chậm 2 ngày làm việc so với hạn 09/12/2024" in finding.message


def test_a_row_in_a_late_report_is_not_told_again():
    """A ward does not answer for its district's lateness (COUNTING 24)."""
    assert check_reports(reported(), late=late_report("00001")) == []


def sent(*units: str) -> pd.DataFrame:
    """One file with a row of each unit."""
    rows = [(unit, "training_sessions", 3.0, float("nan"), "a.xlsx") for unit in units]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_case_71_a_unit_of_another_district_is_asked_about():
    """Phường 3 belongs to Quận B (RELIABILITY U-002)."""
    [finding] = check_reports(sent("001", "00001", "00003"))
    assert finding.unit_code == "00003"
    assert "không thuộc Quận A" in finding.message


def test_a_collection_of_many_senders_is_not_asked_about():
    """Somebody put reports together: there is no sender to be a stranger to."""
    assert (
        check_reports(sent("001", "00001", "002", "00003"))
        == check_reports(sent("001", "00001"))
        == []
    )
