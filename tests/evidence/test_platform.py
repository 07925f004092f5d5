"""What platform.sql counts at its edges (COUNTING 6-14)."""

from collections.abc import Callable
from datetime import date

import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence import platform
from ihanoi_eval.evidence.platform_questions import log_findings

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
USAGE = "account_id,used_at,feature"
PETITIONS = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time,rating,rated_at"
IN_WINDOW = "2024-11-05 08:00:00"
ELSEWHERE = f"a0,00003,,{IN_WINDOW},business,"  # so that activation is known (COUNTING 7)

CountOne = Callable[..., float | None]


@pytest.fixture
def account(inputs) -> CountOne:
    """Counts one account: account("accounts_active_open", activated_at="2024-10-01").

    uses: moments of use, separated by ` · `.
    """

    def count(
        measure: str,
        *,
        unit: str = "00001",
        lives_in: str = "00001",
        registered_at: str = IN_WINDOW,
        activated_at: str = IN_WINDOW,
        holder: str = "resident",
        works_for: str = "",
        uses: str = "",
        as_of: date = date(2024, 12, 20),
    ) -> float | None:
        line = f"a1,{lives_in},{registered_at},{activated_at},{holder},{works_for}"
        inputs.write("platform/accounts", ACCOUNTS, line, ELSEWHERE)
        moments = uses.split(" · ") if uses else []
        inputs.write("platform/usage", USAGE, *(f"a1,{moment},x" for moment in moments))
        return inputs.counted(measure, unit, as_of)  # type: ignore[no-any-return]

    return count


@pytest.fixture
def petition(inputs) -> CountOne:
    """Counts one petition: petition("petitions_on_time", status="resolved", resolved_at="…")."""

    def count(measure: str, **cells: str) -> float | None:
        given = {"petition_id": "p1", "unit_code": "00001", "received_at": "2024-11-05 08:00:00"}
        row = given | {"status": "in_progress"} | cells
        inputs.write(
            "platform/petitions", PETITIONS, ",".join(row.get(c, "") for c in PETITIONS.split(","))
        )
        return inputs.counted(measure)  # type: ignore[no-any-return]

    return count


# --- accounts by commune of residence ------------------------------------------------------


@pytest.mark.parametrize(
    ("activated_at", "counted"),
    [("2024-10-31 23:59:59", 1), ("2024-11-01 00:00:00", 0), ("2024-10-31T17:00:00Z", 0)],
)
def test_active_at_open_is_before_the_first_midnight(account, activated_at, counted):
    """Activated before start; at start exactly is not (COUNTING 8)."""
    assert account("accounts_active_open", activated_at=activated_at) == counted


@pytest.mark.parametrize(
    ("activated_at", "counted"),
    [
        ("2024-11-30 23:59:59.999", 1),
        ("2024-12-01 00:00:00", 0),
        ("2024-11-30T16:59:59Z", 1),
        ("2024-11-30T17:00:00Z", 0),
        ("", 0),
    ],
)
def test_active_at_close_is_before_t(account, activated_at, counted):
    """T is 00:00 of 1/12, which is 17:00 of 30/11 in Greenwich (COUNTING 1, 8)."""
    assert account("accounts_active_close", activated_at=activated_at) == counted


def test_before_the_close_t_is_the_midnight_after_the_day(account):
    """As of 15/11, T is 16/11 00:00: an activation of that moment is not known (COUNTING 1)."""
    day = date(2024, 11, 15)
    assert account("accounts_active_close", activated_at="2024-11-16 00:00:00", as_of=day) == 0
    assert account("accounts_active_close", activated_at="2024-11-15 23:59:59", as_of=day) == 1


@pytest.mark.parametrize(
    ("registered_at", "counted"),
    [
        ("2024-10-31 23:59:59", 0),
        ("2024-11-01 00:00:00", 1),
        ("2024-11-01", 1),
        ("2024-11-30 23:59:59", 1),
        ("2024-12-01 00:00:00", 0),
        ("", 0),
    ],
)
def test_registered_in_the_window_is_from_start_to_before_t(account, registered_at, counted):
    """[start, T): start belongs to it, T does not (COUNTING 1, 8)."""
    assert account("accounts_registered_window", registered_at=registered_at) == counted


@pytest.mark.parametrize(
    ("registered_at", "activated_at", "counted"),
    [
        (IN_WINDOW, "2024-11-30 23:59:59", 1),
        (IN_WINDOW, "2024-12-01 00:00:00", 0),
        (IN_WINDOW, "", 0),
        ("2024-10-05", IN_WINDOW, 0),
        (IN_WINDOW, "2024-10-05", 1),
    ],
)
def test_activated_of_registered_are_those_of_the_window(
    account, registered_at, activated_at, counted
):
    """Registered in the window, and activated before T (COUNTING 8)."""
    cells = {"registered_at": registered_at, "activated_at": activated_at}
    assert account("accounts_activated_of_registered", **cells) == counted


@pytest.mark.parametrize(
    ("activated_at", "counted"), [("2024-11-23 23:59:59", 1), ("2024-11-24 00:00:00", 0)]
)
def test_usable_accounts_are_seven_days_old(account, activated_at, counted):
    """Activated before T − 7 days = 24/11 00:00 (COUNTING 8)."""
    assert account("accounts_usable", activated_at=activated_at) == counted


@pytest.mark.parametrize(
    ("uses", "counted"),
    [
        ("2024-11-10 08:00 · 2024-11-11 08:00", 1),
        ("2024-11-10 08:00 · 2024-11-10 20:00", 0),
        ("2024-11-10 23:59:59 · 2024-11-11 00:00:00", 1),
        ("2024-11-10T01:00:00Z · 2024-11-10T18:00:00Z", 1),
        ("2024-11-10T20:00:00Z · 2024-11-11T10:00:00Z", 0),
        ("2024-11-01 00:00:00 · 2024-11-02 08:00", 1),
        ("2024-10-31 23:59:59 · 2024-11-02 08:00", 0),
        ("2024-11-30 08:00 · 2024-12-01 00:00:00", 0),
    ],
)
def test_use_counts_by_distinct_local_dates_inside_the_window(account, uses, counted):
    """01:00 and 18:00 in Greenwich are 10/11 and 11/11 here; [start, T) as always (COUNTING 8)."""
    assert account("accounts_used_two_days", activated_at="2024-11-05", uses=uses) == counted


def test_use_of_an_account_that_is_not_usable_does_not_count(account):
    """Activated on 24/11, used on two days: too young (COUNTING 8)."""
    cells = {"activated_at": "2024-11-24", "uses": "2024-11-25 08:00 · 2024-11-26 08:00"}
    assert account("accounts_used_two_days", **cells) == 0


def test_use_before_activation_counts(account):
    """Used on 10/11 and 11/11, activated on 12/11 (COUNTING 8)."""
    cells = {"activated_at": "2024-11-12", "uses": "2024-11-10 08:00 · 2024-11-11 08:00"}
    assert account("accounts_used_two_days", **cells) == 1


@pytest.mark.parametrize(
    ("holder", "measure"),
    [
        ("resident", "accounts_active_close"),
        ("public_staff", "accounts_active_close"),
        ("business", "accounts_business_active"),
        ("organisation", "accounts_organisation_active"),
    ],
)
def test_persons_businesses_and_organisations_count_apart(account, holder, measure):
    """accounts_* counts resident and public_staff, except where it says so (COUNTING 6)."""
    kinds = ("accounts_active_close", "accounts_business_active", "accounts_organisation_active")
    counted = [one for one in kinds if account(one, holder=holder) == 1]
    assert counted == [measure]


def test_staff_of_other_units_count_where_they_live(account):
    """By commune of residence, whoever employs them (COUNTING 6)."""
    assert account("accounts_active_close", holder="public_staff", works_for="CQ01") == 1


@pytest.mark.parametrize("lives_in", ["001", "01", "99999", ""])
def test_an_account_that_lives_in_no_commune_counts_for_none(account, lives_in):
    """A district, the city, an unknown code, nothing (COUNTING 6)."""
    assert account("accounts_active_close", lives_in=lives_in) == 0


def test_an_account_that_lives_in_no_commune_still_counts_as_staff(account):
    """Its staff_unit_code still counts (COUNTING 6)."""
    cells = {"lives_in": "99999", "holder": "public_staff", "works_for": "CQ01"}
    assert account("staff_active", unit="CQ01", **cells) == 1


def test_features_used_are_distinct_features_of_the_window(inputs):
    """Two features before T, the third afterwards (COUNTING 8)."""
    inputs.write("platform/accounts", ACCOUNTS, f"a1,00001,{IN_WINDOW},{IN_WINDOW},resident,")
    lines = ("a1,2024-11-10,x", "a1,2024-11-11,x", "a1,2024-11-12,y", "a1,2024-12-01,z")
    inputs.write("platform/usage", USAGE, *lines)
    assert inputs.counted("features_used") == 2


def test_new_accounts_are_the_close_less_the_open(inputs):
    """Three active at close, one of them at open: 3 − 1 (measures.yaml)."""
    lines = [
        f"a{number},00001,,{activated_at},resident,"
        for number, activated_at in enumerate(("2024-10-01", "2024-11-05", "2024-11-06"))
    ]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert inputs.counted("accounts_new") == 2


# --- without activation, without logs ------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("account_id,unit_code,registered_at,holder", "a1,00001,2024-10-05,resident"),
        (ACCOUNTS, "a1,00001,2024-10-05,,resident,"),
    ],
)
def test_without_any_activation_active_means_registered(inputs, header, line):
    """No column, or no value in it at all (COUNTING 7)."""
    inputs.write("platform/accounts", header, line)
    platform = inputs.count()
    assert not platform.has_activation
    assert inputs.counted("accounts_active_open") == 1


def test_without_any_activation_activation_is_missing(inputs):
    """Not 0 of the registered (COUNTING 7)."""
    inputs.write("platform/accounts", ACCOUNTS, "a1,00001,2024-11-05,,resident,")
    assert inputs.counted("accounts_activated_of_registered") is None


def test_one_activation_is_enough_to_know_activation(inputs):
    """a1 was never activated, because a2 was (COUNTING 7)."""
    lines = ("a1,00001,2024-10-05,,resident,", "a2,00001,2024-10-05,2024-11-05,resident,")
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert inputs.count().has_activation and inputs.counted("accounts_active_open") == 0


def test_in_a_log_no_row_is_zero(inputs):
    """Nobody of the commune has an account: 0, not missing (COUNTING 20)."""
    inputs.write("platform/accounts", ACCOUNTS)
    assert inputs.counted("accounts_active_close") == 0


def test_without_a_log_its_measures_are_missing(inputs):
    """Petitions were sent, accounts were not (COUNTING 20)."""
    inputs.write("platform/petitions", PETITIONS)
    assert inputs.counted("accounts_active_close") is None
    assert inputs.counted("petitions_received") == 0


def test_without_a_usage_log_use_is_missing(inputs):
    """Nobody can say that accounts were not used (COUNTING 20)."""
    inputs.write("platform/accounts", ACCOUNTS, f"a1,00001,,{IN_WINDOW},public_staff,00001")
    for measure in ("accounts_used_two_days", "staff_used_two_days", "features_used"):
        assert inputs.counted(measure) is None
    assert inputs.counted("staff_active") == 1


def test_without_any_platform_table_nothing_is_counted(inputs):
    """A campaign may live without a platform."""
    platform = inputs.count()
    assert platform.values.empty and platform.has_activation
    assert platform.earlier_petitions is None


# --- staff ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holder", "works_for", "counted"),
    [("public_staff", "CQ01", 1), ("resident", "CQ01", 0), ("public_staff", "", 0)],
)
def test_staff_are_public_staff_with_a_known_unit(account, holder, works_for, counted):
    """By the unit they work for, wherever they live (COUNTING 9)."""
    assert account("staff_active", unit="CQ01", holder=holder, works_for=works_for) == counted


@pytest.mark.parametrize(
    ("activated_at", "counted"), [("2024-11-30 23:59:59", 1), ("2024-12-01 00:00:00", 0)]
)
def test_staff_are_active_before_t(account, activated_at, counted):
    """As everywhere: before, by < (COUNTING 1, 9)."""
    cells = {"unit": "CQ01", "holder": "public_staff", "works_for": "CQ01"}
    assert account("staff_active", activated_at=activated_at, **cells) == counted


def test_staff_need_no_seven_days(account):
    """Activated on 28/11, used on 29/11 and 30/11 (COUNTING 9)."""
    cells = {"unit": "CQ01", "holder": "public_staff", "works_for": "CQ01"}
    uses = "2024-11-29 08:00 · 2024-11-30 08:00"
    assert account("staff_used_two_days", activated_at="2024-11-28", uses=uses, **cells) == 1


# --- petitions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_at", "counted"),
    [
        ("2024-10-31 23:59:59", 0),
        ("2024-11-01 00:00:00", 1),
        ("2024-11-30 23:59:59", 1),
        ("2024-12-01 00:00:00", 0),
    ],
)
def test_petitions_are_those_received_in_the_window(petition, received_at, counted):
    """[start, T) (COUNTING 10)."""
    assert petition("petitions_received", received_at=received_at) == counted


STATES = {f"petitions_{one}" for one in ("resolved", "refused", "in_progress", "pending")}


@pytest.mark.parametrize(
    ("status", "resolved_at", "state"),
    [
        ("resolved", "2024-11-30 23:59:59", "petitions_resolved"),
        ("resolved", "2024-12-01 00:00:00", "petitions_in_progress"),
        ("resolved", "", "petitions_in_progress"),
        ("refused", "2024-11-30 23:59:59", "petitions_refused"),
        ("refused", "2024-12-01 00:00:00", "petitions_in_progress"),
        ("refused", "", "petitions_in_progress"),
        ("in_progress", "", "petitions_in_progress"),
        ("pending", "", "petitions_pending"),
    ],
)
def test_a_petition_is_in_one_state_at_t(petition, inputs, status, resolved_at, state):
    """Closed at T or without a time is open (COUNTING 10)."""
    petition("petitions_received", status=status, resolved_at=resolved_at)
    values = inputs.count().values
    counted = values[(values["unit_code"] == "00001") & (values["value"] == 1)]["measure"]
    assert sorted(set(counted) & STATES) == [state]


@pytest.mark.parametrize(
    ("status", "resolved_at", "due_at", "counted"),
    [
        ("resolved", "2024-11-10 08:00", "2024-11-20", 1),
        ("resolved", "2024-11-10 08:00", "", 0),
        ("refused", "2024-11-20 08:00:00", "2024-11-20 08:00:00", 0),
        ("refused", "2024-11-20 08:00:01", "2024-11-20 08:00:00", 1),
        ("refused", "2024-11-19 08:00:00", "2024-11-20 08:00:00", 0),
        ("refused", "2024-11-20 08:00:00", "", 0),
        ("pending", "", "2024-11-30 23:59:59", 1),
        ("pending", "", "2024-11-30", 1),
        ("pending", "", "2024-12-01 00:00:00", 0),
        ("pending", "", "2024-11-30T16:59:59Z", 1),
        ("pending", "", "", 0),
        ("resolved", "2024-12-01 00:00:00", "2024-11-20", 1),
        ("refused", "2024-12-01 00:00:00", "2024-11-20", 1),
    ],
)
def test_assessed_is_resolved_refused_late_or_open_past_due(
    petition, status, resolved_at, due_at, counted
):
    """Not: refused on or before due, without due; due at exactly T is not past (COUNTING 11)."""
    cells = {"status": status, "resolved_at": resolved_at, "due_at": due_at}
    assert petition("petitions_assessed", **cells) == counted


def test_resolved_with_a_flag_alone_is_assessed(petition):
    """Flag or due_at, one of them is enough (COUNTING 11)."""
    cells = {"status": "resolved", "resolved_at": "2024-11-10 08:00", "on_time": "false"}
    assert petition("petitions_assessed", **cells) == 1


@pytest.mark.parametrize(
    ("resolved_at", "due_at", "flag", "counted"),
    [
        ("2024-11-20 08:00:00", "2024-11-20 08:00:00", "", 1),
        ("2024-11-20 08:00:01", "2024-11-20 08:00:00", "", 0),
        ("2024-11-20 23:59:59", "2024-11-20", "", 1),
        ("2024-11-20 23:59:59.5", "2024-11-20", "", 0),
        ("2024-11-21 00:00:00", "20/11/2024", "", 0),
        ("2024-11-21 08:00:00", "2024-11-20", "TRUE", 1),
        ("2024-11-19 08:00:00", "2024-11-20", "0", 0),
        ("2024-11-19 08:00:00", "", "true", 1),
        ("2024-12-01 00:00:00", "2024-12-05", "true", 0),
    ],
)
def test_on_time_is_the_flag_else_the_due_moment(petition, resolved_at, due_at, flag, counted):
    """The flag wins both ways; a bare due date lasts to 23:59:59 (COUNTING 1, 12)."""
    cells = {"status": "resolved", "resolved_at": resolved_at, "due_at": due_at, "on_time": flag}
    assert petition("petitions_on_time", **cells) == counted


@pytest.mark.parametrize(
    ("due_at", "counted"),
    [("2024-11-30 23:59:59", 1), ("2024-11-30", 1), ("2024-12-01 00:00:00", 0), ("", 0)],
)
def test_overdue_open_is_open_with_its_due_moment_before_t(petition, due_at, counted):
    """Due at exactly T is not past (COUNTING 11, 12)."""
    assert petition("petitions_overdue_open", due_at=due_at) == counted


def test_what_was_resolved_at_t_is_overdue_and_its_flag_ignored(petition):
    """Unknown at T, so open, and past its due date (COUNTING 10, 12)."""
    cells = {"status": "resolved", "resolved_at": "2024-12-01 00:00:00", "due_at": "2024-11-20"}
    assert petition("petitions_overdue_open", on_time="true", **cells) == 1


@pytest.mark.parametrize(
    ("resolved_at", "counted"), [("2024-11-20 08:00", 0), ("2024-11-20 08:00:01", 1)]
)
def test_refused_late_is_after_due(petition, resolved_at, counted):
    """On the due moment is in time (COUNTING 11)."""
    cells = {"status": "refused", "resolved_at": resolved_at, "due_at": "2024-11-20 08:00:00"}
    assert petition("petitions_refused_late", **cells) == counted


@pytest.mark.parametrize(
    ("status", "rated_at", "counted"),
    [
        ("resolved", "2024-11-30 23:59:59", 1),
        ("resolved", "2024-12-01 00:00:00", 0),
        ("resolved", "", 1),
        ("refused", "2024-11-20 09:00:00", 0),
    ],
)
def test_a_rating_counts_if_it_was_given_before_t(petition, status, rated_at, counted):
    """rated_at, else resolved_at; of resolved ones only (COUNTING 13)."""
    cells = {"status": status, "resolved_at": "2024-11-20 08:00:00", "rating": "accepted"}
    assert petition("petitions_rated", rated_at=rated_at, **cells) == counted


@pytest.mark.parametrize(
    ("rating", "counted"), [("satisfied", 1), ("accepted", 1), ("dissatisfied", 0), ("", 0)]
)
def test_satisfied_is_satisfied_or_accepted(petition, rating, counted):
    """The two kind answers of three (COUNTING 13)."""
    cells = {"status": "resolved", "resolved_at": "2024-11-20 08:00:00", "rating": rating}
    assert petition("petitions_satisfied", **cells) == counted


@pytest.mark.parametrize(
    ("received_at", "status", "resolved_at", "counted"),
    [
        ("2024-10-31 23:59:59", "pending", "", 1),
        ("2024-11-01 00:00:00", "pending", "", 0),
        ("2024-10-05 08:00:00", "resolved", "2024-12-01 00:00:00", 1),
        ("2024-10-05 08:00:00", "resolved", "2024-11-30 23:59:59", 0),
    ],
)
def test_open_before_is_received_before_start_and_still_open(
    petition, received_at, status, resolved_at, counted
):
    """Shown, never scored (COUNTING 14)."""
    cells = {"received_at": received_at, "status": status, "resolved_at": resolved_at}
    assert petition("petitions_open_before", **cells) == counted


def test_a_petition_of_before_is_in_no_other_count(petition):
    """Resolved on time in the window, received before it (COUNTING 10)."""
    cells = {"received_at": "2024-10-05", "status": "resolved", "resolved_at": "2024-11-05"}
    assert petition("petitions_on_time", on_time="true", **cells) == 0


def test_a_petition_has_one_handling_unit(petition, inputs):
    """Nor does it count for the parent's own part (COUNTING 14)."""
    assert petition("petitions_received") == 1
    assert inputs.counted("petitions_received", "001") == 0


@pytest.mark.parametrize(
    ("received_at", "counted"),
    [
        ("2024-06-27 23:59:59", 0),
        ("2024-06-28 00:00:00", 1),
        ("2024-10-31 23:59:59", 1),
        ("2024-11-01 00:00:00", 0),
    ],
)
def test_earlier_petitions_are_those_of_the_peer_groups_window(inputs, received_at, counted):
    """Own petitions received in [28/6, 1/11) (COUNTING 29)."""
    inputs.write("platform/petitions", PETITIONS, f"p1,CQ01,{received_at},,,pending,,,")
    assert inputs.count().earlier_petitions.get("CQ01", 0) == counted


# --- faults --------------------------------------------------------------------------------


def test_all_unreadable_logs_are_told_at_once(inputs):
    """So that they are asked for once."""
    inputs.write("platform/accounts", "account_id", "a1")
    inputs.write("platform/petitions", "petition_id,unit_code,status", "p1,00001,pending")
    with pytest.raises(DataError) as caught:
        inputs.count()
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "platform/accounts.csv",
        "platform/petitions.csv",
    ]


@pytest.mark.parametrize("change", ["write", "remove"])
def test_a_log_that_changes_before_the_end_is_not_believed(inputs, monkeypatch, change):
    """Rows of use are read once more for the questions, after all is counted."""
    inputs.write("platform/accounts", ACCOUNTS, ELSEWHERE)
    usage = inputs.write("platform/usage", USAGE, "a1,2024-11-05,x")

    def changed(*args):
        usage.unlink()
        if change == "write":
            inputs.write("platform/usage", USAGE, "a1,2024-11-05,x")
        return log_findings(*args)

    monkeypatch.setattr(platform, "log_findings", changed)
    with pytest.raises(DataError, match=r"platform/usage.csv: nhật ký thay đổi trong khi đọc"):
        inputs.count()
