"""How counted exports replace logs, measure by measure (COUNTING 19)."""

import pytest

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
COUNTS = "unit_code,date,measure,value"
IN_WINDOW = "2024-11-05 08:00:00"
LOG = f"a1,00001,{IN_WINDOW},{IN_WINDOW},public_staff,00001"


@pytest.fixture
def counts(inputs):
    """Counts of lines of platform/counts beside a log of one account: 1 active at close."""

    def count(*lines: str, measure: str = "accounts_active_close", unit: str = "00001"):
        inputs.write("platform/accounts", ACCOUNTS, LOG)
        inputs.write("platform/counts", COUNTS, *lines)
        return inputs.counted(measure, unit)

    return count


def test_counts_replace_logs(counts):
    """7 was counted elsewhere, the log counts 1 (COUNTING 19)."""
    assert counts("00001,2024-11-30,accounts_active_close,7") == 7


def test_counts_replace_logs_measure_by_measure(counts):
    """Of what was not counted, the log speaks (COUNTING 19)."""
    assert counts("00001,2024-11-30,accounts_active_close,7", measure="staff_active") == 1


def test_a_unit_without_a_count_is_missing(counts):
    """Once a measure is counted, the log is silent for all units (COUNTING 19)."""
    assert counts("00002,2024-11-30,accounts_active_close,7") is None


def test_the_latest_count_before_t_is_used(counts):
    """30/11 is before T's day, 1/12 is not (COUNTING 19)."""
    days = (("2024-11-29", 6), ("2024-11-30", 7), ("2024-12-01", 8))
    assert counts(*[f"00001,{day},accounts_active_close,{n}" for day, n in days]) == 7


def test_the_open_is_the_latest_count_before_the_first_day(counts):
    """31/10, not 1/11 (COUNTING 19)."""
    lines = [
        f"00001,2024-{day},accounts_active_open,{n}" for day, n in (("10-31", 4), ("11-01", 5))
    ]
    assert counts(*lines, measure="accounts_active_open") == 4


def test_counts_of_later_days_replace_nothing(counts):
    """They are not yet known (COUNTING 19)."""
    assert counts("00001,2024-12-01,accounts_active_close,7") == 1


def test_two_counts_of_one_date_give_way_to_the_earlier(counts):
    """Neither 7 nor 8 of 30/11, but 6 of 29/11."""
    lines = [f"00001,2024-11-30,accounts_active_close,{n}" for n in (7, 8)]
    assert counts("00001,2024-11-29,accounts_active_close,6", *lines) == 6


def test_two_counts_of_one_date_without_an_earlier_one_are_missing(counts):
    """The measure is counted there, so that no log speaks for it (COUNTING 19)."""
    assert counts(*[f"00001,2024-11-30,accounts_active_close,{n}" for n in (7, 8)]) is None


def test_identical_counts_are_one(counts):
    """Identical rows count once (COUNTING 5)."""
    assert counts(*["00001,2024-11-30,accounts_active_close,7"] * 2) == 7


def test_new_accounts_follow_the_counts(counts):
    """Counted close 9 less counted open 4."""
    lines = ("00001,2024-10-31,accounts_active_open,4", "00001,2024-11-30,accounts_active_close,9")
    assert counts(*lines, measure="accounts_new") == 5


def test_counts_alone_are_enough(inputs):
    """For users who have only counted exports (DESIGN §5)."""
    inputs.write("platform/counts", COUNTS, "00001,2024-11-30,accounts_active_close,7")
    assert inputs.counted("accounts_active_close") == 7


def test_counts_and_log_that_differ_are_a_finding(inputs, counts):
    """Both figures named (COUNTING 18)."""
    counts("00001,2024-11-30,accounts_active_close,7")
    [finding] = [one for one in inputs.count().findings if one.check == "counts_and_log_differ"]
    assert (finding.unit_code, finding.found, finding.expected) == ("00001", "7", "1")


def test_differing_counts_of_one_date_are_an_error(inputs, counts):
    """Both figures named."""
    counts(*[f"00001,2024-11-30,accounts_active_close,{n}" for n in (7, 8)])
    [finding] = [one for one in inputs.count().findings if one.check == "counts_contradict"]
    assert (finding.severity, finding.found) == ("error", "7 và 8")


def test_new_accounts_that_an_export_gives_are_used_and_compared(inputs, counts):
    """30 is a row that somebody sent (COUNTING 19); 9 less 4 is asked about, 44 cannot be."""
    lines = [
        "00001,2024-10-31,accounts_active_open,4",
        "00001,2024-11-30,accounts_active_close,9",
        "00001,2024-11-30,accounts_new,30",
        "00002,2024-11-30,accounts_new,44",
    ]
    assert counts(*lines, measure="accounts_new") == 30
    assert inputs.counted("accounts_new", "00002") == 44
    [finding] = [one for one in inputs.count().findings if one.check == "accounts_add_up"]
    assert (finding.unit_code, finding.found, finding.expected) == ("00001", "30", "5")


def test_a_districts_own_count_of_a_sum_is_asked_about(inputs, counts):
    """The district is the sum of its communes (COUNTING 17), whatever its own row says."""
    lines = ("001,2024-10-31,accounts_active_open,1000", "00001,2024-10-31,accounts_active_open,97")
    counts(*lines)
    found = {one.check: one for one in inputs.count().findings}
    assert found["count_of_parent_unused"].unit_code == "001"
    panel = inputs.take_in().tables["panel"].set_index(["unit_code", "measure"])
    assert panel.loc[("001", "accounts_active_open"), "platform_value"] == 97


def test_counts_of_a_day_long_before_the_cut_off_are_asked_about(inputs):
    """T = 1/12: of 28/11 is late enough (silent_days 3), as of a log; what opened may be old."""
    days = {"00001": "2024-11-10", "00002": "2024-11-10", "00003": "2024-11-27"}
    lines = [f"{unit},{day},accounts_active_close,7" for unit, day in days.items()]
    lines += ["00001,2024-11-28,staff_active,7", "00002,2024-10-01,accounts_active_open,7"]
    inputs.write("platform/counts", COUNTS, *lines, "00001,2024-12-01,accounts_active_close,8")
    told = [one for one in inputs.count().findings if one.check == "snapshot_old"]
    assert [(one.unit_code, one.about, one.found) for one in told] == [
        ("", "accounts_active_close", "2 đơn vị, ngày 10/11/2024"),
        ("00003", "accounts_active_close", "1 đơn vị, ngày 27/11/2024"),
    ]
    assert {(one.severity, one.expected) for one in told} == {("question", "ngày 30/11/2024")}
