"""What a report says against itself, asked as a question that changes nothing."""

import pandas as pd
import pytest

from ihanoi_eval.evidence.report_checks import CHECKS, check_reports

STATES = "petitions_resolved petitions_in_progress petitions_pending petitions_refused".split()


def reported(**figures: float) -> pd.DataFrame:
    """The figures of one unit's last file."""
    rows = [("00001", measure, value, "a.xlsx") for measure, value in figures.items()]
    return pd.DataFrame(rows, columns=["unit_code", "measure", "value", "file"])


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


def test_every_doubt_of_a_report_is_a_warning():
    """An error would stop a run that a question does not (METHOD 9)."""
    figures = petitions(150, 120, 30, 5, -1)
    staff = reported(staff_active=41, staff_count=40)
    found = check_reports(pd.concat([figures, staff], ignore_index=True))
    assert {finding.severity for finding in found} == {"warning"}
    assert len({finding.check for finding in found}) == len(CHECKS)
