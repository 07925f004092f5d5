"""Reported against the platform, within the tolerances of measures.yaml."""

import pandas as pd
import pytest

from ihanoi_eval.evidence.source_checks import (
    ask_activation,
    check_sources,
    counts_never_fall,
    most_accounts,
)


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


# --- registers, and counts over time --------------------------------------------------------------


@pytest.fixture
def above(campaign):
    """The severity of what is asked about a report beside a register."""

    def severities(part: str, told: float, whole: str, known: float, used: str = "platform"):
        rows = [
            {"unit_code": "00001", "measure": part, "reported_value": told, "used_source": used},
            {"unit_code": "00001", "measure": whole, "register_value": known},
        ]
        columns = ["reported_value", "platform_value", "register_value", "used_source"]
        panel = pd.DataFrame(rows).reindex(columns=["unit_code", "measure", *columns])
        return [finding.severity for finding in check_sources(panel, campaign)]

    return severities


@pytest.mark.parametrize(
    ("told", "severity"), [(100, []), (101, ["warning"]), (150, ["warning"]), (151, ["error"])]
)
def test_more_accounts_than_residents_are_asked_about(above, told, severity):
    """Above all of them, and an error above half as many more (RELIABILITY X-002, case 47)."""
    assert above("accounts_new", told, "population_15plus", 100) == severity


def test_more_active_staff_than_staff_is_asked_about(above):
    """41 of 40 in the register (RELIABILITY X-001)."""
    assert above("staff_active", 41, "staff_count", 40) == ["warning"]


def test_a_report_that_is_used_is_judged_where_it_is_used(above):
    """Its share above 1 is told there, once (COUNTING 22)."""
    assert above("staff_active", 41, "staff_count", 40, used="self_report") == []


@pytest.mark.parametrize(
    ("measure", "values", "asked"),
    [
        ("accounts_active_close", (10, 9), 1),
        ("accounts_active_close", (10, 10), 0),
        ("accounts_active_close", (10, 9, 8), 1),  # once
        ("petitions_overdue_open", (10, 9), 0),  # what is open may close
    ],
)
def test_a_running_count_that_falls_is_asked_about(campaign, rows, measure, values, asked):
    """A later snapshot says less: an old file, or another base (RELIABILITY X-007)."""
    lines = [f"00001,2024-11-{day},{measure},{value}" for day, value in enumerate(values, 10)]
    counts = rows("platform/counts", "unit_code,date,measure,value", *lines)
    found = counts_never_fall(counts, campaign)
    assert [finding.check for finding in found] == ["count_fell"] * asked
    assert not found or "ngày 11/11/2024 là 9, ngày 10/11/2024 đã là 10" in found[0].message


def test_two_counts_of_one_day_do_not_fall(campaign, rows):
    """They contradict each other, which is asked elsewhere (COUNTING 19)."""
    lines = [f"00001,2024-11-10,accounts_active_close,{value}" for value in (10, 9)]
    counts = rows("platform/counts", "unit_code,date,measure,value", *lines)
    assert counts_never_fall(counts, campaign) == []


def test_no_more_accounts_are_read_than_half_as_many_again_as_residents(campaign):
    """1.5 × 101 = 151.5, so 151; a parent has its children's people where all are known (X-002)."""
    children = campaign.children["001"]
    register = pd.DataFrame(
        [(code, "population_15plus", 101.0) for code in children]
        + [(children[0], "households", 30.0)],
        columns=["unit_code", "measure", "value"],
    )
    most = most_accounts(register, campaign)
    assert most[children[0], "accounts_new"] == 151
    assert most["001", "accounts_new"] == 454  # 1.5 × 303
    assert (children[0], "staff_active") not in most
    assert ("001", "accounts_new") not in most_accounts(register[1:], campaign)


def test_a_log_without_any_activation_is_asked_about(inputs):
    """Active then means registered, and is labelled so (COUNTING 7); one moment is enough."""
    header = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
    inputs.write("platform/accounts", header, "a1,00001,2024-11-05 08:00:00,,resident,")
    [asked] = [one for one in inputs.take_in().findings if one.check == "activation_unknown"]
    assert asked.severity == "warning" and "số tài khoản đăng ký" in asked.message
    both = "a2,00001,2024-11-05 08:00:00,2024-11-06 08:00:00,resident,"
    inputs.write("platform/accounts", header, "a1,00001,2024-11-05 08:00:00,,resident,", both)
    assert "activation_unknown" not in [one.check for one in inputs.take_in().findings]


def test_without_a_log_of_accounts_nothing_is_said_of_activation():
    """Nobody is active by a log that was not sent."""
    assert ask_activation(True) == []
