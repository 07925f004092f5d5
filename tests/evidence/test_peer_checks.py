"""Reports beside each other, edge by edge: a parent and its units, peers, round and copied."""

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.peer_checks import check_peers, robust_scores
from ihanoi_eval.evidence.report_checks import Reported
from ihanoi_eval.schemas import empty_table

WARDS = ("00001", "00002", "00003")
MANY = "accounts_new households_visited outreach_events training_sessions staff_active".split()


@pytest.fixture
def asked(campaign):
    """The findings about figures: unit, measure, value."""

    def ask(
        *figures: tuple[str, str, float], panel: pd.DataFrame | None = None, group: str = ""
    ) -> list[Finding]:
        values = pd.DataFrame(figures, columns=["unit_code", "measure", "value"])
        values = values.assign(stated_share=float("nan"), file="a.xlsx")
        panel = empty_table("panel") if panel is None else panel
        groups = pd.Series({unit: group for unit in panel["unit_code"]} if group else {}, dtype=str)
        reports = empty_table("reports")
        return check_peers(Reported(values, values, reports, panel, campaign), groups)

    return ask


def of_wards(measure: str, *values: float) -> list[tuple[str, str, float]]:
    """One figure of each of the three wards."""
    return [(ward, measure, value) for ward, value in zip(WARDS, values, strict=True)]


@pytest.mark.parametrize(("own", "found"), [(300, 0), (306, 0), (307, 1), (294, 0), (293, 1)])
def test_a_districts_own_sum_two_percent_away_is_asked_about(asked, own, found):
    """100 + 100 + 100, and what the district says of all (RELIABILITY X-005)."""
    wards = of_wards("accounts_new", 100, 100, 100)
    assert len(asked(*wards, ("001", "accounts_new", own))) == found


def test_a_sum_without_one_ward_is_not_compared(asked):
    """The district may know what the ward did not write (METHOD 1)."""
    wards = of_wards("accounts_new", 100, 100, 100)[:2]
    assert asked(*wards, ("001", "accounts_new", 900)) == []


def test_what_a_district_does_itself_is_no_sum(asked):
    """Its own training beside its wards' (COUNTING 17)."""
    assert asked(*of_wards("training_sessions", 1, 1, 1), ("001", "training_sessions", 9)) == []


# --- robust scores --------------------------------------------------------------------------------


def test_one_who_is_far_from_the_rest_is_far_in_robust_scores():
    """Median 3, MAD 1: (100 − 3) / 1,4826."""
    scores = robust_scores(pd.Series([1.0, 2.0, 3.0, 4.0, 100.0]))
    assert scores.iloc[-1] == pytest.approx(97 / 1.4826)


def test_where_more_than_half_are_alike_the_mean_deviation_tells():
    """MAD 0; mean deviation 1/10: 1 / (1,2533 × 0,1), by which the one is far."""
    scores = robust_scores(pd.Series([1.0] * 9 + [2.0]))
    assert scores.iloc[-1] == pytest.approx(1 / 0.12533)
    assert scores.iloc[:-1].eq(0).all()


def test_where_all_are_alike_nobody_is_far():
    """No division by 0."""
    assert robust_scores(pd.Series([5.0] * 4)).tolist() == [0.0] * 4


def peers(*ratios: float) -> pd.DataFrame:
    """A panel of units whose platform counts 1000 and whose reports say a multiple of it."""
    return pd.DataFrame(
        {
            "unit_code": [f"u{place}" for place in range(len(ratios))],
            "measure": "staff_active",
            "reported_value": [1000 * ratio for ratio in ratios],
            "platform_value": 1000.0,
            "used_value": 1000.0,
        }
    )


def test_who_reports_otherwise_than_a_group_that_errs_together_is_asked(asked):
    """All report 1,25 of the platform, one 1,00: within its tolerance, and alone with it."""
    [finding] = asked(panel=peers(*[1.25] * 9, 1.0), group="communes:p-1")
    assert (finding.check, finding.unit_code) == ("far_from_peers", "u9")
    assert "trung vị của 10 đơn vị cùng nhóm là 125,0%" in finding.message


@pytest.mark.parametrize(
    "ratios",
    [
        (*[1.0] * 9, 1.5),  # asked about by its tolerance already
        (*[1.0] * 9, 1.05),  # near
        (*[1.25] * 6, 1.0),  # too few to know
        tuple(np.linspace(0.8, 1.2, 10)),  # a group that is spread
        (*[1.25] * 9, 0.0),  # 0 has no logarithm; its tolerance asks
    ],
)
def test_whom_nothing_sets_apart_is_not_asked(asked, ratios):
    """Few questions, each worth an answer."""
    assert asked(panel=peers(*ratios), group="communes:p-1") == []


def test_units_without_a_peer_group_are_compared_with_nobody(asked):
    """Who stands outside the leagues has no peers."""
    assert asked(panel=peers(*[1.25] * 9, 1.0)) == []


# --- round and copied -----------------------------------------------------------------------------


def figures(*values: float) -> list[tuple[str, str, float]]:
    """Figures of one ward."""
    return [("00001", f"measure_{place}", value) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((10, 15, 20, 25, 30, 45, 50, 100), 1),  # 0,2⁸ = 0,000003
        ((10, 15, 20, 25, 30, 45, 50, 101), 1),  # 7 of 8: 0,00008
        ((10, 15, 20, 25, 30, 45, 52, 101), 0),  # 6 of 8: 0,001
        ((10, 15, 20, 25, 30, 45, 50), 0),  # seven figures say nothing
        ((5, 15, 20, 25, 30, 45, 50, 0), 0),  # 5 and 0 are figures themselves
        ((11, 12, 13, 14, 16, 17, 18, 19), 0),
    ],
)
def test_figures_that_are_all_round_are_asked_about(asked, values, found):
    """Two of ten last digits are 0 or 5 (RELIABILITY X-009)."""
    assert [one.check for one in asked(*figures(*values))] == ["figures_all_round"] * found


def test_two_units_with_the_same_figures_are_both_asked(asked):
    """Six figures alike, four of two digits: copied (RELIABILITY X-009)."""
    values = (11, 23, 37, 41, 3, 2)
    names = [*MANY, "petitions_received"]
    same = [(w, m, v) for w in WARDS[:2] for m, v in zip(names, values, strict=True)]
    found = asked(*same)
    assert [one.unit_code for one in found] == ["00001", "00002"]
    assert "giống hệt Phường 2" in found[0].message
    assert asked(*same[:-1], ("00002", "petitions_received", 4.0)) == []


def test_small_figures_alike_are_no_copy(asked):
    """Two quiet wards have much in common."""
    names = [*MANY, "petitions_received"]
    assert asked(*[(w, m, float(v)) for w in WARDS[:2] for v, m in enumerate(names)]) == []


@pytest.mark.parametrize(
    ("earlier", "found"),
    [((41, 33, 27, 19, 38, 52), 1), ((41, 33, 27, 19, 38, 51), 0), ((41, 33, 27, 19, 38), 0)],
)
def test_the_last_report_sent_again_is_asked_about(campaign, earlier, found):
    """All six figures stood in the file before; one more or another is a new report (X-009)."""
    measures = [*MANY, "funds_spent"]
    now = [("001", m, v, "b.xlsx") for m, v in zip(measures, (41, 33, 27, 19, 38, 52), strict=True)]
    before = [("001", m, v, "a.xlsx") for m, v in zip(measures, earlier, strict=False)]
    frame = pd.DataFrame([*now, *before], columns=["unit_code", "measure", "value", "file"])
    frame = frame.assign(stated_share=float("nan"))
    values = frame[frame["file"] == "b.xlsx"]
    tables = empty_table("reports"), empty_table("panel")
    findings = check_peers(Reported(values, frame, *tables, campaign), pd.Series(dtype="str"))
    assert [one.check for one in findings] == ["report_repeated"] * found
    assert all(one.unit_code == "001" and "a.xlsx đã gửi" in one.message for one in findings)
