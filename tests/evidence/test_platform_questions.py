"""What readable log rows ask, each counted over the city or by unit; they change no number."""

import pytest

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
USAGE = "account_id,used_at,feature"
PETITIONS = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time"
NOON = "2024-11-05 12:00:00"
KNOWN = "a1,00001,,2024-11-05 08:00:00,resident,"


@pytest.fixture
def asked(inputs):
    """The questions of one check: unit, what it is about, how many rows."""

    def questions(check: str) -> list[tuple[str, str, str]]:
        found = [one for one in inputs.count().findings if one.check == check]
        return [(one.unit_code, one.about, one.found) for one in found]

    return questions


def test_accounts_that_live_in_no_commune_are_counted_by_their_code(inputs, asked):
    """A finding, and nobody's account (COUNTING 6)."""
    lines = (
        "a1,99999,,,resident,",
        "a2,99999,,,business,",
        "a3,001,,,resident,",
        "a4,,,,resident,",
    )
    inputs.write("platform/accounts", ACCOUNTS, *lines, "a5,00001,,,resident,")
    assert asked("account_outside_communes") == [
        *(("", "001", "1 dòng"), ("", "99999", "2 dòng"), ("", "", "1 dòng")),
    ]


def test_staff_without_a_known_unit_are_asked_about(inputs, asked):
    """A known staff_unit_code is what makes staff count (COUNTING 9)."""
    lines = (
        "a1,00001,,,public_staff,99999",
        "a2,00001,,,public_staff,CQ01",
        "a3,00001,,,resident,9",
    )
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert asked("staff_without_unit") == [("", "99999", "1 dòng")]


def test_use_by_an_unknown_account_is_asked_about(inputs, asked):
    """The two exports may be of two days."""
    inputs.write("platform/accounts", ACCOUNTS, KNOWN)
    inputs.write("platform/usage", USAGE, "a1,2024-11-10,x", "a2,2024-11-10,x", "a2,2024-11-11,x")
    assert asked("usage_by_unknown_account") == [("", "", "2 dòng")]


@pytest.mark.parametrize(
    ("used_at", "rows"),
    [
        ("2024-11-05 07:59:59", [("00001", "", "1 dòng")]),
        ("2024-11-05 08:00:00", []),
        ("2024-10-31 23:59:59", []),
    ],
)
def test_use_before_activation_is_asked_about(inputs, asked, used_at, rows):
    """It counts, with a finding of the account's unit; outside [start, T) it does not (8)."""
    inputs.write("platform/accounts", ACCOUNTS, KNOWN)
    inputs.write("platform/usage", USAGE, f"a1,{used_at},x")
    assert asked("use_before_activation") == rows


def test_petitions_of_an_unknown_unit_are_asked_about(inputs, asked):
    """One petition, one handling unit; this one has none (COUNTING 14)."""
    inputs.write("platform/petitions", PETITIONS, "p1,99999,2024-11-05,,,pending,")
    assert asked("petition_of_unknown_unit") == [("", "99999", "1 dòng")]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("p1,00001,2024-11-05,,,resolved,true", [("00001", "", "1 dòng")]),
        ("p1,00001,2024-11-05,,,refused,", [("00001", "", "1 dòng")]),
        ("p1,00001,2024-11-05,,,pending,", []),
        ("p1,00001,2024-10-05,,,resolved,true", []),
    ],
)
def test_a_closed_petition_without_its_moment_is_asked_about(inputs, asked, line, rows):
    """It is open (COUNTING 10)."""
    inputs.write("platform/petitions", PETITIONS, line)
    assert asked("closed_without_moment") == rows


@pytest.mark.parametrize(
    ("due_at", "flag", "rows"),
    [("", "", [("00001", "", "1 dòng")]), ("2024-11-20", "", []), ("", "false", [])],
)
def test_resolved_with_neither_flag_nor_due_date_is_asked_about(inputs, asked, due_at, flag, rows):
    """It is not assessed (COUNTING 11)."""
    line = f"p1,00001,2024-11-05,{due_at},2024-11-10,resolved,{flag}"
    inputs.write("platform/petitions", PETITIONS, line)
    assert asked("resolved_without_limit") == rows


def test_resolved_before_it_was_received_is_asked_about(inputs, asked):
    """Readable but implausible: it stays, and is asked about (METHOD 9)."""
    inputs.write("platform/petitions", PETITIONS, "p1,00001,2024-11-05,,2024-11-04,resolved,true")
    assert asked("resolved_before_received") == [("00001", "", "1 dòng")]
    assert inputs.counted("petitions_on_time") == 1


def test_due_before_it_was_received_is_asked_about(inputs, asked):
    """Such a limit cannot be kept; it still counts."""
    lines = ("p1,00001,2024-11-05,2024-11-04,,pending,", "p2,00001,2024-11-05,2024-11-05,,pending,")
    inputs.write("platform/petitions", PETITIONS, *lines)
    assert asked("due_before_received") == [("00001", "", "1 dòng")]


def test_strange_codes_are_named_up_to_a_bound(inputs, asked):
    """A column mapped wrongly has as many codes as rows; the most frequent are named."""
    lines = [f"p{i},X{i:03},2024-11-05,,,pending," for i in range(120)]
    inputs.write("platform/petitions", PETITIONS, *lines, "p999,X119,2024-11-05,,,pending,")
    found = asked("petition_of_unknown_unit")
    assert (len(found), found[-1]) == (101, ("", "(20 mã khác)", "20 dòng"))
    assert ("", "X119", "2 dòng") in found


def test_a_question_needs_its_logs(inputs):
    """Without accounts nobody's use is unknown."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-10,x")
    assert inputs.count().findings == ()


def test_questions_name_no_person(inputs):
    """Account ids reach no table (DESIGN §6)."""
    inputs.write("platform/accounts", ACCOUNTS, "phone-1,99999,,2024-11-11,public_staff,99999")
    inputs.write("platform/usage", USAGE, "phone-1,2024-11-10,x", "phone-2,2024-11-10,x")
    findings = [one for one in inputs.count().findings if one.severity == "question"]
    assert len(findings) == 4 and "phone" not in str(findings)


@pytest.mark.parametrize(
    ("code", "about", "hint"),
    [
        ("1", "1", "có phải 001 hoặc 00001?"),
        ("2", "2", "có phải 00002?"),
        ("99999", "99999", ""),
        ("Nguyễn Văn A", "(không phải mã)", ""),
    ],
)
def test_a_code_without_its_zeros_names_the_codes_it_may_be(inputs, code, about, hint):
    """As in the small tables (case 72); words in a code's place are not repeated."""
    inputs.write("platform/petitions", PETITIONS, f"p1,{code},2024-11-05 08:00:00,,,pending,")
    [finding] = [one for one in inputs.count().findings if one.check == "petition_of_unknown_unit"]
    assert finding.about == about and hint in finding.message
    assert ("Mất số 0" in finding.message) == bool(hint) and "Nguyễn" not in repr(finding)


def test_a_petition_of_nobody_is_asked_about_once_and_without_its_words(inputs):
    """Closed without its moment, due before it came: all that is asked is whose it is."""
    name = "Nguyễn Văn A 0912345678"
    lines = (
        f"p1,{name},2024-11-05 08:00:00,2024-11-04 08:00:00,,resolved,",
        f"p2,{name},2024-11-05 08:00:00,,2024-11-04 08:00:00,resolved,",
    )
    inputs.write("platform/petitions", PETITIONS, *lines)
    [finding] = [one for one in inputs.count().findings if one.check != "source_columns"]
    assert finding.check == "petition_of_unknown_unit" and "0912" not in repr(finding)


def test_words_in_the_place_of_codes_are_counted_together(inputs, asked):
    """Two rows of words are one question."""
    lines = [f"a{number},{words},,,resident," for number, words in enumerate(("Ba Đình", "Hà Nội"))]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert asked("account_outside_communes") == [("", "(không phải mã)", "2 dòng")]


@pytest.mark.parametrize(
    ("registered_at", "rows"),
    [("1970-01-01 00:00:00", [("", "", "1 dòng")]), ("2024-06-28 08:00:00", [])],
)
def test_a_moment_of_long_ago_is_asked_about(inputs, asked, registered_at, rows):
    """What a system writes where it knows nothing (V-004); it counts as it stands."""
    inputs.write("platform/accounts", ACCOUNTS, f"a1,00001,{registered_at},,resident,")
    assert asked("moment_long_before") == rows


@pytest.mark.parametrize(
    ("log", "header", "line"),
    [
        ("usage", USAGE, "a1,1970-01-21 01:00:00,x"),
        ("petitions", PETITIONS, "p1,00001,1970-01-21 01:00:00,,,pending,"),
        ("petitions", PETITIONS, f"p1,00001,{NOON},1970-01-21 01:00:00,,pending,"),
    ],
)
def test_seconds_that_were_declared_as_milliseconds_are_asked_about(
    inputs, asked, log, header, line
):
    """1730430000 s is 1/11/2024, as ms it is 21/1/1970, long before any window (V-004)."""
    inputs.write(f"platform/{log}", header, line)
    assert asked("moment_long_before") == [("", "", "1 dòng")]


def test_what_comes_after_the_day_asks_nobody(inputs):
    """The November answer in January has November's questions (COUNTING 2)."""
    inputs.write(
        "platform/accounts",
        ACCOUNTS,
        KNOWN,
        "a2,99999,2024-12-02 08:00:00,,resident,",
        "a3,00001,,2024-12-02 08:00:00,public_staff,99999",
    )
    inputs.write("platform/usage", USAGE, "a1,2024-11-30,x", "a9,2024-12-02 08:00:00,x")
    petition = "p1,99999,2024-12-02 08:00:00,,,pending,"
    inputs.write("platform/petitions", PETITIONS, "p0,00001,2024-11-30,,,pending,", petition)
    assert {one.check for one in inputs.count().findings} == {"source_columns"}


def test_what_came_before_the_last_midnight_asks(inputs, asked):
    """One second earlier the same rows are known."""
    inputs.write("platform/accounts", ACCOUNTS, KNOWN, "a2,99999,2024-11-30 23:59:59,,resident,")
    inputs.write("platform/usage", USAGE, "a9,2024-11-30 23:59:59,x", "a9,2024-12-01,x")
    inputs.write("platform/petitions", PETITIONS, "p1,99999,2024-11-30 23:59:59,,,pending,")
    assert asked("account_outside_communes") == [("", "99999", "1 dòng")]
    assert asked("usage_by_unknown_account") == [("", "", "1 dòng")]
    assert asked("petition_of_unknown_unit") == [("", "99999", "1 dòng")]
