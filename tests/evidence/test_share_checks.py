"""Percentages that reports state, held to the figures beside them (DOMAIN §4B)."""

from datetime import date

import pandas as pd
import pytest

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.report_checks import Reported
from ihanoi_eval.evidence.share_checks import check_shares
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table

COLUMNS = ["unit_code", "measure", "value", "stated_share", "file"]
CAMPAIGN = Campaign(
    code="x",
    title="x",
    start=date(2024, 11, 1),
    close=date(2024, 11, 30),
    deadline=date(2024, 12, 9),
    leagues=(),
)


def reported(**figures: float) -> pd.DataFrame:
    """The figures of one unit's last file."""
    rows = [("00001", measure, value, float("nan"), "a.xlsx") for measure, value in figures.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def stated(part: str, value: float, share: float, **others: float) -> pd.DataFrame:
    """Figures of which one is also stated as a share."""
    rows = reported(**{part: value}, **others)
    return rows.assign(stated_share=rows["stated_share"].mask(rows["measure"] == part, share))


def ask(
    values: pd.DataFrame, *, panel: pd.DataFrame | None = None, bare: pd.DataFrame | None = None
) -> list[Finding]:
    """What is asked about last figures, beside a panel and shares without figures."""
    return check_shares(
        Reported(
            values,
            values,
            empty_table("reports"),
            empty_table("panel") if panel is None else panel,
            CAMPAIGN,
            reported() if bare is None else bare,
        )
    )


@pytest.mark.parametrize(
    ("share", "asked"),
    [(0.4967, 0), (0.496, 0), (0.4957, 0), (0.4956, 1), (0.4978, 1), (0.5, 0), (0.6131, 1)],
)
def test_case_49_a_share_a_tenth_of_a_percent_away_is_asked_about(share, asked):
    """150 of 302 are 49,669 %: ±0,1 point, or a unit of the last decimal that was written."""
    rows = stated("petitions_satisfied", 150, share, petitions_rated=302)
    assert len(ask(rows)) == asked


def test_the_whole_that_a_share_fits_is_named():
    """588.728 is 11,64 % of those without an account, not of all (DOMAIN §4B.2)."""
    rows = stated("accounts_new", 588728, 0.1164, population_15plus=6100957)
    rows = pd.concat([rows, reported(accounts_active_open=1045112)], ignore_index=True)
    [finding] = ask(rows)
    assert (finding.found, finding.expected) == ("11,64%", "9,65%")
    assert "khớp với mẫu số 5.055.845 người chưa có tài khoản đầu kỳ" in finding.message


def test_a_whole_that_was_not_reported_comes_from_the_panel():
    """The register's staff, where the unit wrote only the share."""
    row = {"unit_code": "00001", "measure": "staff_count", "used_value": 40.0}
    panel = pd.DataFrame([row])
    assert len(ask(stated("staff_active", 30, 0.9), panel=panel)) == 1
    assert ask(stated("staff_active", 30, 0.75), panel=panel) == []


def test_a_share_of_the_staff_that_was_due_is_no_doubt():
    """38 of 40 less 2 exempt are all (COUNTING 9)."""
    rows = stated("staff_active", 38, 1.0, staff_count=40, staff_due=38)
    assert ask(rows) == []


def test_a_share_whose_whole_nobody_knows_is_not_asked_about():
    """Missing is not wrong (METHOD 1)."""
    assert ask(stated("staff_active", 30, 0.9)) == []


@pytest.mark.parametrize(("whole", "checks"), [(523, 1), (510, 0), (549, 0)])
def test_a_share_without_its_figure_must_be_one_of_its_whole(whole, checks):
    """97,45 % of 523 is no whole number; of 510 and 549 it is (DOMAIN §4B.6)."""
    bare = stated("petitions_resolved", float("nan"), 0.9745)
    found = ask(reported(petitions_received=whole), bare=bare)
    assert [one.check for one in found] == ["stated_share_impossible"] * checks
    assert all("509 là 97,32%, 510 là 97,51%" in one.message for one in found)


def test_a_bare_share_of_an_unknown_whole_is_not_asked_about():
    """Missing is not wrong (METHOD 1)."""
    bare = stated("petitions_resolved", float("nan"), 0.9745)
    assert ask(reported(), bare=bare) == []
