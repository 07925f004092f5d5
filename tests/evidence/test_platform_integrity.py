"""Patterns that are asked about: each at the edge where it begins, never with an id."""

from datetime import date

import pytest

from ihanoi_eval.rules.campaign import IntegrityLimits

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code,device_id"
USAGE = "account_id,used_at,feature"
PETITIONS = "petition_id,unit_code,received_at,due_at,resolved_at,status"
AS_OF = date(2024, 12, 20)  # T is 2024-12-01 00:00
LIMITS = {"accounts_a_device": 3, "day_accounts": 4, "day_times": 2, "unused_accounts": 2}
LIMITS |= {"refused_petitions": 2, "silent_rows": 2, "silent_days": 3}


@pytest.fixture
def asked(inputs):
    """The patterns of one check under small limits: unit, what was found."""

    def patterns(check: str, **limits: int | str) -> list[tuple[str, str]]:
        integrity = IntegrityLimits.model_validate(LIMITS | limits)
        campaign = inputs.campaign.model_copy(update={"integrity": integrity})
        found = type(inputs)(inputs.path, campaign).count().findings
        assert all(one.severity == "question" for one in found if one.check == check)
        return [(one.unit_code, one.found) for one in found if one.check == check]

    return patterns


def account(number: int, unit: str = "00001", day: str = "2024-11-05", device: str = "") -> str:
    """An account registered and activated at eight on a day."""
    return f"a{number},{unit},{day} 08:00:00,{day} 08:00:00,resident,,{device}"


def test_many_accounts_of_one_device_are_asked_about(inputs, asked):
    """d1 has three in 00001; d2 two; d3 three, of which one was opened after T (METHOD 10)."""
    lines = [account(i, device="d1") for i in range(3)]
    lines += [account(i, device="d2") for i in (3, 4)]
    lines += [account(i, "00002", device="d3") for i in (5, 6)]
    lines += [account(7, "00002", "2024-12-01", device="d3"), account(8), account(9), account(10)]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert asked("many_accounts_a_device") == [("00001", "3 tài khoản trên 1 thiết bị")]
    assert asked("many_accounts_a_device", accounts_a_device=4) == []


def test_a_day_unlike_the_citys_is_asked_about(inputs, asked):
    """00001 has 4 of 5 on the 9th; the city 5 of 15, so 5 · 5/15 ≈ 1.7 were to be expected: 2.4 ×.

    00002 has 1 of 10 there, and on each of nine other days one, of the city's one or two.
    """
    lines = [account(i, day="2024-11-09") for i in range(4)] + [account(4, day="2024-11-10")]
    lines += [account(10 + i, "00002", f"2024-11-{9 + i:02}") for i in range(10)]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert asked("unusual_day") == [("00001", "4 tài khoản ngày 09/11/2024")]
    assert asked("unusual_day", day_times=3) == []
    assert asked("unusual_day", day_accounts=5) == []


def test_accounts_that_nobody_uses_are_asked_about(inputs, asked):
    """00001 uses 0 of 2, 00002 8 of 8: 100 % unused against 2 of 10 in the city, five times."""
    lines = [account(i) for i in (1, 2)] + [account(i, "00002") for i in range(10, 18)]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    inputs.write("platform/usage", USAGE, *(f"a{i},2024-11-20,x" for i in range(10, 18)))
    assert asked("never_used") == [("00001", "2/2 tài khoản, 100,0%")]
    assert asked("never_used", unused_times=6) == []
    assert asked("never_used", unused_accounts=3) == []


@pytest.mark.parametrize(("others", "found"), [(7, [("00001", "2/4 phản ánh, 50,0%")]), (4, [])])
def test_refusals_above_twice_the_leagues_share_are_asked_about(inputs, asked, others, found):
    """2 of 4 is above twice 2 of 11 (36 %); it is exactly twice 2 of 8, which is not above."""
    lines = [f"p{i},00001,2024-11-05,,2024-11-06,refused" for i in range(2)]
    lines += [f"p{i},00001,2024-11-05,,,pending" for i in (2, 3)]
    lines += [f"q{i},00002,2024-11-05,,,pending" for i in range(others)]
    inputs.write("platform/petitions", PETITIONS, *lines)
    assert asked("many_refusals") == found


@pytest.mark.parametrize(
    ("last", "found"),
    [("2024-11-27 23:59:59", ["dòng cuối ngày 27/11/2024"]), ("2024-11-28 00:00:00", [])],
)
def test_a_log_that_ends_days_before_the_cut_off_is_asked_about(inputs, asked, last, found):
    """T = 1/12 00:00; three whole days without a row are 28, 29 and 30/11 (DOMAIN §5)."""
    inputs.write("platform/accounts", ACCOUNTS, account(1))
    inputs.write("platform/usage", USAGE, "a1,2024-11-06,x", f"a1,{last},x")
    assert [words for _, words in asked("log_ends_early")] == found
    assert asked("log_ends_early", silent_rows=3) == []


@pytest.mark.parametrize("later", ["2024-12-01 00:00:00", "2025-06-01 10:00:00"])
def test_one_row_of_a_later_day_hides_no_old_log(inputs, asked, later):
    """The last moment is the last before T, in every log."""
    lines = [account(1), account(2, day=later[:10])]
    lines += [f"a3,00001,2024-11-06,{later},resident,,"]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    days = ["2024-11-05", "2024-11-06", later]
    inputs.write("platform/usage", USAGE, *(f"a1,{day},x" for day in days))
    lines = [f"p{i},00001,{day},,,pending" for i, day in enumerate(days)]
    inputs.write("platform/petitions", PETITIONS, *lines)
    assert [words for _, words in asked("log_ends_early")] == ["dòng cuối ngày 06/11/2024"] * 3


@pytest.mark.parametrize(
    ("rows", "as_of", "found"),
    [
        ((), AS_OF, ["accounts 0", "usage 0", "petitions 0"]),
        (("2024-12-01",), AS_OF, ["accounts 0", "usage 0", "petitions 0"]),
        (("2024-10-31 23:59:59",), AS_OF, ["usage 1", "petitions 1"]),  # it is active
        (("2024-11-30 23:59:59",), AS_OF, []),
        ((), date(2024, 10, 30), []),  # nothing is counted yet
    ],
)
def test_a_log_of_which_nothing_is_counted_is_an_error(inputs, rows, as_of, found):
    """It counts 0 everywhere (COUNTING 20), which must not pass for nobody's use."""
    inputs.write(
        "platform/accounts", ACCOUNTS, *(f"a1,00001,{day},{day},resident,," for day in rows)
    )
    inputs.write("platform/usage", USAGE, *(f"a1,{day},x" for day in rows))
    inputs.write("platform/petitions", PETITIONS, *(f"p1,00001,{day},,,pending" for day in rows))
    told = [one for one in inputs.count(as_of).findings if one.check == "log_is_empty"]
    wanted = "{} dòng trước ngày chốt, không dòng nào được tính"
    assert [(one.about, one.found, one.severity) for one in told] == [
        (log, wanted.format(count), "error") for log, count in map(str.split, found)
    ]


def test_a_log_of_use_that_lacks_nearly_everybody_is_asked_about(inputs, asked):
    """1 of 20 usable accounts is 5 %, not below it; of 21 it is."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-29,x")
    for accounts, found in ((20, []), (21, [("", "1/21 tài khoản, 4,8%")])):
        inputs.write("platform/accounts", ACCOUNTS, *map(account, range(accounts)))
        assert asked("little_use") == found
    assert asked("little_use", silent_rows=22) == []
    assert asked("little_use", used_share="0.04") == []


def test_patterns_name_nobody(inputs, asked):
    """Ids of accounts and devices reach no table (DESIGN §6)."""
    lines = [account(i, device="d777") for i in range(3)]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert asked("many_accounts_a_device")
    assert "d777" not in str(inputs.count())
