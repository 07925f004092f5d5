"""Doubts as rows: one a doubt, under an id that stays, with the status of its answer."""

import pandas as pd
import pytest

from ihanoi_eval.evidence.findings import Finding, as_found, findings_table, latest_answers
from ihanoi_eval.schemas import check_table

NO_ANSWERS = pd.Series(dtype="str")
DOUBT = Finding(severity="question", check="saturated", message="Vì sao?", unit_code="00001")


@pytest.mark.parametrize(
    ("finding", "finding_id"),
    [
        (DOUBT, "saturated:00001"),
        (Finding("error", "inspection", "?", "00001", about="12/KL"), "inspection:00001:12/KL"),
        (Finding("error", "rejected_rows", "?", file="a.csv"), "rejected_rows::a.csv"),
    ],
)
def test_an_id_says_check_unit_and_what_it_is_about(finding, finding_id):
    """`inspection:<unit_code>:<document_no>` is what a follow-up answers (COUNTING 30)."""
    assert finding.finding_id == finding_id


def test_one_doubt_is_one_row():
    """Two places that ask the same ask once (METHOD 9)."""
    assert len(findings_table([DOUBT, DOUBT], NO_ANSWERS)) == 1


def test_a_finding_without_answer_is_open():
    """A finding is a question until somebody answers it (METHOD 9)."""
    assert findings_table([DOUBT], NO_ANSWERS)["status"].tolist() == ["open"]


def test_a_finding_has_the_status_of_its_answer():
    """Only a follow-up changes a finding (METHOD 9)."""
    answers = pd.Series({"saturated:00001": "explained"})
    assert findings_table([DOUBT], answers)["status"].tolist() == ["explained"]


@pytest.mark.parametrize("findings", [[], [DOUBT]])
def test_findings_are_the_declared_table(findings):
    """DESIGN §6 names its columns, with doubts and without any."""
    check_table(findings_table(findings, NO_ANSWERS), "findings")


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([("2024-12-01", "confirmed"), ("2024-12-02", "explained")], "explained"),
        ([("2024-12-02", "open"), ("2024-12-01", "confirmed")], "open"),
        ([("2024-12-01", "explained"), ("2024-12-01", "open")], "open"),
        ([("2024-12-01", "confirmed"), ("2024-12-01", "open")], "confirmed"),
    ],
)
def test_the_latest_answer_stands_and_of_one_date_the_worst(rows, status):
    """Explained, then open, then confirmed: worse and worse (COUNTING 30)."""
    followups = pd.DataFrame(rows, columns=["on_date", "status"]).assign(finding_id="f")
    assert latest_answers(followups).to_dict() == {"f": status}


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1234567.0, "1.234.567"), (-2.5, "-2,5"), (0.125, "0,125")]
)
def test_a_figure_is_shown_whole(value, text):
    """Neither 1,23457e+06 nor 0,13: an officer has to find it in the file again."""
    assert as_found(value) == text
