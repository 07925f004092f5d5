"""Reported against the platform, within the tolerances of measures.yaml."""

import pandas as pd
import pytest

from ihanoi_eval.evidence.source_checks import check_sources


@pytest.fixture
def doubt(campaign):
    """What is asked of a unit that reports one figure where the platform has another."""

    def doubts(reported: float, platform: float, measure: str = "staff_active", unit: str = "CQ01"):
        row = {"unit_code": unit, "measure": measure}
        values = {"reported_value": reported, "platform_value": platform}
        return check_sources(pd.DataFrame([row | values]), campaign)

    return doubts


@pytest.mark.parametrize(
    ("reported", "severity"),
    [
        (100, []),
        (110, []),
        (111, ["warning"]),
        (89, ["warning"]),
        (133, ["warning"]),
        (134, ["error"]),
        (0, ["error"]),
    ],
)
def test_ten_percent_apart_is_a_warning_and_a_third_an_error(doubt, reported, severity):
    """Of 100: beyond ±10 % and beyond ±33 %, not at them (DESIGN §4)."""
    assert [finding.severity for finding in doubt(reported, 100)] == severity


@pytest.mark.parametrize(("reported", "asked"), [(0, 0), (1, 1)])
def test_a_platform_value_of_zero_is_far_from_any_other(doubt, reported, asked):
    """0 against 0 is no doubt."""
    assert len(doubt(reported, 0)) == asked


@pytest.mark.parametrize(("reported", "platform"), [(float("nan"), 100), (100, float("nan"))])
def test_one_source_alone_contradicts_nobody(doubt, reported, platform):
    """Missing is not far (METHOD 1)."""
    assert doubt(reported, platform) == []


def test_the_question_names_both_figures(doubt):
    """1.200 against 1.000 is 20 % apart (STYLE)."""
    [finding] = doubt(1200, 1000)
    assert (finding.found, finding.expected) == ("1.200", "1.000")
    assert "báo cáo ghi 1.200, hệ thống ghi 1.000, chênh 20,0%" in finding.message


def test_a_districts_own_figures_are_compared(doubt):
    """Its own staff; nobody else answers for them."""
    assert len(doubt(50, 100, unit="001")) == 1


def test_a_districts_sums_are_not_compared(doubt):
    """Their parts are, each with its unit (COUNTING 17)."""
    assert doubt(50, 100, measure="accounts_new", unit="001") == []


def test_the_city_is_not_asked(doubt):
    """It reports nothing; its figures are sums."""
    assert doubt(50, 100, unit="01") == []
