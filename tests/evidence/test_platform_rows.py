"""Log rows taken or set aside: ids, moments, words; ids of persons reach no table."""

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence import platform_rejects, platform_rows, sources

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code,device_id"
USAGE = "account_id,used_at,feature"
PETITIONS = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time,rating,rated_at"
HEADERS = {"accounts": ACCOUNTS, "usage": USAGE, "petitions": PETITIONS}
ACTIVE = "00001,,2024-11-05 08:00:00,resident,,d1"
PENDING = "00001,2024-11-05 08:00:00,,,pending,,,"


def tally(platform) -> list[float]:
    """Rows read, accepted and rejected of the only log."""
    columns = ["rows_read", "rows_accepted", "rows_rejected"]
    return [float(count) for count in platform.sources[columns].iloc[0]]


def test_identical_accounts_count_once(inputs):
    """Read three times, accepted three times, counted once (COUNTING 5)."""
    inputs.write("platform/accounts", ACCOUNTS, *[f"a1,{ACTIVE}"] * 3)
    assert inputs.counted("accounts_active_close") == 1
    assert tally(inputs.count()) == [3, 3, 0]


def test_accounts_of_one_id_that_differ_are_all_rejected(inputs):
    """Only a2 is left of four rows (COUNTING 5)."""
    lines = (f"a1,{ACTIVE}", f"a1,{ACTIVE}", f"a1,00002{ACTIVE[5:]}", f"a2,{ACTIVE}")
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    platform = inputs.count()
    assert inputs.counted("accounts_active_close") == 1
    assert (tally(platform), platform.rejected["row"].tolist()) == ([4, 1, 3], [2, 3, 4])


def test_a_difference_in_a_column_that_is_not_counted_is_one(inputs):
    """Two devices under one id: rows differ, cell by cell (COUNTING 5)."""
    lines = (f"a1,{ACTIVE}", f"a1,{ACTIVE[:-2]}d2")
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert inputs.counted("accounts_active_close") == 0


def test_a_row_that_cannot_be_read_contradicts_its_id_too(inputs):
    """Rows sharing an id that differ are all rejected (COUNTING 5)."""
    lines = (f"a1,{ACTIVE}", "a1,00001,,hôm qua,resident,,d1")
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    platform = inputs.count()
    assert inputs.counted("accounts_active_close") == 0
    assert (tally(platform), platform.rejected["row"].tolist()) == ([2, 0, 2], [3, 2])


def test_contradicted_ids_are_an_error(inputs):
    """How many ids, how many rows; never which ids (COUNTING 5)."""
    inputs.write("platform/accounts", ACCOUNTS, f"a1,{ACTIVE}", f"a1,{ACTIVE[:-2]}d2")
    [finding] = [one for one in inputs.count().findings if one.check == "contradicted_ids"]
    assert (finding.severity, finding.found) == ("error", "1 mã, 2 dòng")


def test_the_use_of_a_contradicted_account_is_nobodys(inputs):
    """The account is out, and its use with it (COUNTING 5)."""
    lines = (f"a1,{ACTIVE}", f"a1,{ACTIVE[:-2]}d2")
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    inputs.write("platform/usage", USAGE, "a1,2024-11-10,x", "a1,2024-11-11,x")
    assert inputs.counted("accounts_used_two_days") == 0


def test_petitions_of_one_id_follow_the_same_rule(inputs):
    """p1 twice the same, p2 in two units (COUNTING 5)."""
    lines = (f"p1,{PENDING}", f"p1,{PENDING}", f"p2,{PENDING}", f"p2,00002{PENDING[5:]}")
    inputs.write("platform/petitions", PETITIONS, *lines)
    assert inputs.counted("petitions_received") == 1


def test_two_writings_of_one_moment_or_flag_say_one_thing(inputs):
    """10:00 is 10:00:00, a bare due date its end (COUNTING 1, 5); two that nobody reads differ."""
    inputs.write(
        "platform/petitions",
        "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time",
        "p1,00001,2024-11-05 10:00,2024-11-08,2024-11-06,resolved,true",
        "p1,00001,2024-11-05T10:00:00,2024-11-08 23:59:59,06/11/2024,resolved,1",
        "p2,00001,2024-11-05,x,,pending,",
        "p2,00001,2024-11-05,y,,pending,",
        "p2,00001,2024-11-05,,,pending,",
    )
    platform = inputs.count()
    assert inputs.counted("petitions_received") == inputs.counted("petitions_on_time") == 1
    assert platform.rejected["row"].tolist() == [4, 5, 6]


def test_blanks_make_no_difference_between_rows(inputs):
    """An empty text is an empty cell, in one part of a log as in the other (COUNTING 5)."""
    row = {"petition_id": "p1", "unit_code": "00001", "status": "pending"}
    row |= {"received_at": "2024-11-05", "rating": ""}
    copy = row | {"unit_code": " 00001 ", "received_at": "2024-11-05 ", "rating": None}
    (inputs.path / "platform").mkdir()
    parquet.write_table(
        pa.Table.from_pylist([row, copy]), inputs.path / "platform" / "petitions.parquet"
    )
    assert inputs.counted("petitions_received") == 1
    assert tally(inputs.count()) == [2, 2, 0]


def test_blanks_around_an_id_do_not_make_another_account(inputs):
    """Two days of one account, one of them written with blanks; of one unit too."""
    inputs.write("platform/accounts", ACCOUNTS, "a1, 00001 ,2024-10-01,2024-10-01,resident,,")
    inputs.write(
        "platform/usage", USAGE, "a1,2024-11-05,f", " a1 ,2024-11-06, f ", "  ,2024-11-06,f"
    )
    assert inputs.counted("accounts_used_two_days") == 1
    assert inputs.counted("features_used") == 1
    assert [one.found for one in inputs.count().findings if one.check == "rejected_rows"] == [
        "1 dòng"
    ]


def test_rows_too_many_to_be_kept_apart_are_told_the_same(inputs, monkeypatch):
    """A log of which every row is bad is read again, not held."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-05,f", ",2024-11-06,f", "a1,?,f", "a2,?,f")
    held = inputs.count()
    monkeypatch.setattr(platform_rejects, "HELD_AT_MOST", 2)
    again = inputs.count()
    assert again.findings == held.findings and len(again.rejected) == 3
    assert again.rejected.equals(held.rejected)


def test_features_beyond_number_are_none(inputs, monkeypatch):
    """A mapping that points at addresses with a number in each: memory would be gone first."""
    monkeypatch.setattr(platform_rows, "MOST_FEATURES", 2)
    inputs.write("platform/usage", USAGE, *(f"a1,2024-11-05,f{number}" for number in (1, 2, 2)))
    assert tally(inputs.count()) == [3, 3, 0]
    inputs.write("platform/usage", USAGE, *(f"a1,2024-11-05,f{number}" for number in (1, 2, 3)))
    with pytest.raises(DataError, match="cột feature có hơn 2 tên, không phải tên tính năng"):
        inputs.count()


def test_usage_rows_may_repeat(inputs):
    """They have no id: any row is use (DESIGN §5)."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-10,x", "a1,2024-11-10,x")
    assert tally(inputs.count()) == [2, 2, 0]


@pytest.mark.parametrize(
    ("log", "line", "reason"),
    [
        ("accounts", ",00001,,2024-11-05,resident,,", "thiếu account_id"),
        ("accounts", "a1,00001,,2024-11-05,cư dân,,", "holder lạ"),
        ("accounts", "a1,00001,,31/11/2024,resident,,", "activated_at không phải thời điểm"),
        ("accounts", "a1,00001,11/30/2024,,resident,,", "registered_at không phải thời điểm"),
        ("accounts", "a1,00001,,2024-11-05 08:00 UTC,resident,,", "activated_at không phải thời"),
        ("accounts", "a1,00001,,epoch,resident,,", "activated_at không phải thời điểm"),
        ("accounts", "a1,00001,,45626,resident,,", "activated_at không phải thời điểm"),
        ("usage", ",2024-11-05,x", "thiếu account_id"),
        ("usage", "a1,,x", "thiếu used_at"),
        ("petitions", "p1,00001,,,,pending,,,", "thiếu received_at"),
        ("petitions", "p1,00001,2024-11-05,,,closed,,,", "status lạ"),
        ("petitions", "p1,00001,2024-11-05,,,pending,có lẽ,,", "on_time lạ"),
        ("petitions", "p1,00001,2024-11-05,,,pending,,tốt,", "rating lạ"),
    ],
)
def test_a_log_row_without_reading_is_set_aside(inputs, log, line, reason):
    """No id, a strange word, a moment that is none (METHOD 9)."""
    inputs.write(f"platform/{log}", HEADERS[log], line)
    platform = inputs.count()
    assert tally(platform) == [1, 0, 1]
    assert platform.rejected["reason"].item().startswith(reason)


def test_rejected_log_rows_are_counted_by_reason(inputs):
    """How many of each, and the first of them (METHOD 9)."""
    inputs.write("platform/usage", USAGE, "a1,2024-11-05,x", "a1,,x", "a1,?,x", "a1,??,x")
    found = [(one.severity, one.about, one.found, one.row) for one in inputs.count().findings]
    assert found == [
        ("error", "platform/usage:thiếu used_at", "1 dòng", 3.0),
        ("error", "platform/usage:used_at không phải thời điểm", "2 dòng", 4.0),
    ]


def test_rejected_log_rows_are_counted_by_unit(inputs):
    """Each known unit's own, all others together; contradicted ids too (METHOD 9)."""
    lines = [f"p{i},{unit},?,,,pending,,," for i, unit in enumerate(["00001", "00001", "00002"])]
    lines += ["p7,99999,?,,,pending,,,", f"p8,{PENDING}", f"p8,00002{PENDING[5:]}"]
    inputs.write("platform/petitions", PETITIONS, *lines)
    platform = inputs.count()
    found = [one for one in platform.findings if one.check == "rejected_rows"]
    unread, doubled = "received_at không phải thời điểm", "trùng petition_id nhưng nội dung khác"
    assert [(one.unit_code, one.found) for one in found if unread in one.about] == [
        ("", "1 dòng"),
        ("00001", "2 dòng"),
        ("00002", "1 dòng"),
    ]
    assert [(one.unit_code, one.found) for one in found if doubled in one.about] == [
        ("00001", "1 dòng"),
        ("00002", "1 dòng"),
    ]
    assert tally(platform) == [6, 0, 6]


def test_more_rows_are_set_aside_than_are_listed(inputs):
    """The list is bounded, the findings are not (METHOD 9)."""
    inputs.write("platform/usage", USAGE, *["a1,?,x"] * 1200)
    platform = inputs.count()
    assert (len(platform.rejected), tally(platform)) == (1000, [1200, 0, 1200])
    counts = {one.check: one.found for one in platform.findings}
    assert counts["rejected_rows"] == "1200 dòng"


def test_a_code_that_was_kept_as_a_number_is_a_whole_one(inputs):
    """A column with an empty cell makes 7 a 7.0; this one has lost its zeros besides."""
    columns = {"petition_id": [1.0, 2.0], "unit_code": [1.0, None], "status": ["pending"] * 2}
    table = pa.table({**columns, "received_at": ["2024-11-05 08:00:00"] * 2})
    (inputs.path / "platform").mkdir()
    parquet.write_table(table, inputs.path / "platform" / "petitions.parquet")
    asked = [one.about for one in inputs.count().findings if one.check.endswith("unknown_unit")]
    assert sorted(asked) == ["", "1"]


def test_a_truth_value_of_parquet_is_a_flag(inputs):
    """TRUE as a truth value, not as a word (COUNTING 12)."""
    columns = {"petition_id": ["p1"], "unit_code": ["00001"], "status": ["resolved"]}
    days = {"received_at": ["2024-11-05"], "resolved_at": ["2024-11-06"], "on_time": [True]}
    (inputs.path / "platform").mkdir()
    parquet.write_table(pa.table(columns | days), inputs.path / "platform" / "petitions.parquet")
    assert inputs.counted("petitions_on_time") == 1


def test_ids_of_persons_reach_no_table(inputs):
    """account_id and device_id may be pseudonyms; petition ids are not (DESIGN §6)."""
    lines = ("phone-0912,00001,,x,resident,,device-7", f"phone-0913,{ACTIVE[:-2]}device-8")
    twice = f"phone-0913,{ACTIVE[:-2]}device-9"
    inputs.write("platform/accounts", ACCOUNTS, *lines, twice)
    inputs.write("platform/usage", USAGE, "phone-0914,?,x", "phone-0915,2024-11-05,x")
    platform = inputs.count()
    written = platform.rejected.to_csv() + platform.sources.to_csv() + str(platform.findings)
    assert len(platform.rejected) == 4
    assert "phone" not in written and "device-" not in written


def test_a_rejected_petition_can_be_found_again(inputs):
    """File, row, what was sent (DESIGN §6)."""
    inputs.write("platform/petitions", PETITIONS, "p1,00001,2024-11-05,,,pending,có lẽ,,")
    [row] = inputs.count().rejected.to_dict("records")
    assert (row["file"], row["row"]) == ("platform/petitions.csv", 2.0)
    assert "petition_id=p1" in row["values"] and "on_time=***" in row["values"]


CELL = some.one_of(
    some.text(alphabet="0123456789-:/.TZ+ aép", max_size=22),
    some.sampled_from(["a1", "00001", "resident", "resolved", "2024-11-05", "true", "infinity"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(log=some.sampled_from(sorted(HEADERS)), data=some.data())
def test_every_log_row_is_accepted_or_rejected(inputs, log, data):
    """Rows read = accepted + rejected, and every rejected one is listed (RELIABILITY §1.7)."""
    width = len(HEADERS[log].split(","))
    row = some.lists(CELL, min_size=width, max_size=width)
    lines = data.draw(some.lists(row.filter(any), max_size=6))
    for name in HEADERS:
        (inputs.path / "platform" / f"{name}.csv").unlink(missing_ok=True)
    inputs.write(f"platform/{log}", HEADERS[log], *(",".join(line) for line in lines))
    platform = inputs.count()
    read, accepted, rejected = tally(platform)
    assert (read, read - accepted) == (len(lines), rejected)
    assert len(platform.rejected) == rejected


def test_rows_keep_their_order_from_many_parts(inputs):
    """Else a row of the file would have another number in every run; a join keeps no order."""
    folder = inputs.path / "platform" / "petitions"
    folder.mkdir(parents=True)
    days = {"received_at": ["2024-11-05 08:00:00"] * 5, "status": ["pending"] * 5}
    for part in range(40):
        ids = [f"p{part:02}{row}" for row in range(5)]
        table = pa.table({"petition_id": ids, "unit_code": ["?"] * 5, "on_time": ["?"] * 5} | days)
        parquet.write_table(table, folder / f"{part:02}.parquet")
    rejected = inputs.count().rejected
    assert [text.split(";")[0][-3:] for text in rejected["values"]] == [
        f"{part:02}{row}" for part in range(40) for row in range(5)
    ]
    assert rejected["row"].tolist() == [float(row) for row in range(2, 202)]


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u3000"])
def test_blanks_of_any_kind_around_a_cell_say_nothing(inputs, blank):
    """Exports add tabs to keep zeros; small tables do not mind them either."""
    cells = ["p1", "00001", "2024-11-05", "", "2024-11-06 08:00:00", "resolved", "có", "", ""]
    line = ",".join(f"{cell}{blank}" for cell in cells)
    inputs.write("platform/petitions", PETITIONS, line)
    assert inputs.counted("petitions_on_time") == 1
    inputs.write("platform/accounts", ACCOUNTS, f"a1{blank},00001,,2024-11-01,resident,,")
    uses = [f"{blank}a1,2024-11-0{day}{blank},x{blank}" for day in (5, 6)]
    inputs.write("platform/usage", "account_id,used_at,feature", *uses)
    assert inputs.counted("accounts_used_two_days") == inputs.counted("features_used") == 1


@pytest.mark.parametrize(("flag", "counted"), [("t", 1), ("f", 0), ("co\u0301", 1), ("CÓ", 1)])
def test_flags_of_a_database_and_of_a_mac_are_flags(inputs, flag, counted):
    """PostgreSQL's own export writes t and f; a Mac writes a letter and its accent apart."""
    line = f"p1,00001,2024-11-05,,2024-11-06 08:00:00,resolved,{flag},,"
    inputs.write("platform/petitions", PETITIONS, line)
    assert inputs.counted("petitions_on_time") == counted


@pytest.mark.parametrize(
    ("name", "line"), [("accounts", f"a1,{ACTIVE}"), ("petitions", f"p1,{PENDING}")]
)
def test_rows_and_hash_are_of_one_file(inputs, monkeypatch, name, line):
    """A log replaced between the two would stand in `sources` under the hash of another."""
    path = inputs.write(f"platform/{name}", HEADERS[name], line)

    def replaced(*args, **counts):
        inputs.write("platform/other", HEADERS[name]).replace(path)
        return sources.source_row(*args, **counts)

    monkeypatch.setattr(platform_rows, "source_row", replaced)
    with pytest.raises(DataError, match=rf"platform/{name}.csv: nhật ký thay đổi trong khi đọc"):
        inputs.count()
