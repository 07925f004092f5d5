"""The rows behind a figure are as many as the figure says, and are those that it counts."""

from datetime import date

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evidence.behind_figures import behind_figure, conditions, sum_behind
from ihanoi_eval.rules.mappings import TableSource

AS_OF = date(2024, 12, 20)
PETITIONS = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time"
ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
DAY = "2024-11-05 08:00:00"


@pytest.fixture
def behind(inputs):
    """The rows behind a figure."""

    def rows(unit: str, measure: str, as_of: date = AS_OF) -> list[tuple[object, ...]]:
        frame = behind_figure(inputs.path, unit, measure, campaign=inputs.campaign, as_of=as_of)
        return [*frame.itertuples(index=False, name=None)]

    return rows


@pytest.fixture
def petitions(inputs):
    """p1 on time, p2 late, p3 of another ward overdue, p4 the district's own."""
    inputs.write(
        "platform/petitions",
        PETITIONS,
        f"p1,00001,{DAY},2024-11-08,2024-11-08 10:00:00,resolved,",
        f"p2,00001,{DAY},2024-11-08,2024-11-09 10:00:00,resolved,",
        f"p3,00002,{DAY},2024-11-08,,pending,",
        f"p4,001,{DAY},,2024-11-09 10:00:00,resolved,true",
    )


@pytest.mark.parametrize(
    ("unit", "measure", "ids"),
    [
        ("00001", "petitions_on_time", ["p1"]),
        ("00001", "petitions_assessed", ["p1", "p2"]),
        ("001", "petitions_on_time", ["p1", "p4"]),
        ("001", "petitions_overdue_open", ["p3"]),
        ("CQ01", "petitions_received", []),
    ],
)
def test_petitions_behind_a_figure_are_named(behind, petitions, unit, measure, ids):
    """A district's are its own and those of its communes (COUNTING 17)."""
    assert [row[0] for row in behind(unit, measure)] == ids


def test_a_petition_is_shown_as_it_was_read(behind, petitions):
    """A bare due date lasts to its end (COUNTING 1)."""
    [row] = behind("00001", "petitions_on_time")
    assert row[1:6] == ("00001", DAY, "2024-11-08 23:59:59", "2024-11-08 10:00:00", "resolved")


def test_accounts_behind_a_figure_are_counts_by_day(inputs, behind):
    """Two on the 5th, one on the 7th; never which (DESIGN §6)."""
    lines = [f"a{i},00001,{DAY},{DAY},resident," for i in (1, 2)]
    lines += ["a3,00001,2024-11-06 08:00:00,2024-11-07 08:00:00,public_staff,CQ01"]
    inputs.write("platform/accounts", ACCOUNTS, *lines)
    assert behind("00001", "accounts_active_close") == [("2024-11-05", 2), ("2024-11-07", 1)]
    assert behind("00001", "accounts_registered_window")[1] == ("2024-11-06", 1)
    assert behind("001", "accounts_active_close") == [("2024-11-05", 2), ("2024-11-07", 1)]
    assert behind("CQ01", "staff_active") == [("2024-11-07", 1)]


def test_accounts_of_a_districts_own_code_are_nobodys(inputs, behind):
    """An account lives in a commune; any other counts for none (COUNTING 6)."""
    inputs.write(
        "platform/accounts",
        ACCOUNTS,
        f"a1,00001,,{DAY},resident,",
        f"a2,001,,{DAY},resident,",
        f"a3,001,,{DAY},public_staff,001",
    )
    assert behind("001", "accounts_active_close") == [("2024-11-05", 1)]
    assert behind("001", "staff_active") == [("2024-11-05", 1)]


def test_counted_exports_are_what_is_behind_a_measure_that_they_give(inputs, behind, petitions):
    """The log is not what the figure was taken from (COUNTING 19): its rows are not listed."""
    inputs.write(
        "platform/counts",
        "unit_code,date,measure,value",
        "00001,2024-11-29,petitions_on_time,7",
        "00001,2024-11-30,petitions_on_time,8",
        "00002,2024-11-30,petitions_on_time,5",
        "00002,2024-12-01,petitions_on_time,6",
    )
    rows = [("00001", "2024-11-30", 8.0, 3.0), ("00002", "2024-11-30", 5.0, 4.0)]
    assert behind("001", "petitions_on_time") == rows
    assert len(behind("00001", "petitions_assessed")) == 2


def test_a_districts_own_row_is_not_behind_a_sum(inputs, behind):
    """97 of its commune, not the 1000 that nobody uses (COUNTING 17)."""
    lines = ("001,2024-10-31,accounts_active_open,1000", "00001,2024-10-31,accounts_active_open,97")
    inputs.write("platform/counts", "unit_code,date,measure,value", *lines)
    rows = behind_figure(
        inputs.path, "001", "accounts_active_open", campaign=inputs.campaign, as_of=AS_OF
    )
    assert sum_behind(rows) == 97


def test_petitions_of_a_confirmed_spelling_are_among_them(inputs, behind):
    """Unit names become codes by the same aliases as in the count."""
    source = TableSource(units="names")
    there = inputs.campaign.model_copy(update={"sources": {"platform/petitions": source}})
    inputs.write("platform/petitions", PETITIONS, f"p1,UB phuong PX,{DAY},,,pending,")
    given = (inputs.path, "00001", "petitions_received")
    assert behind_figure(*given, campaign=there, as_of=AS_OF).empty
    inputs.write(
        "reviews/unit_aliases",
        "spelling,parent_code,unit_code,confirmed_by",
        "UB phuong PX,,00001,A",
    )
    rows = behind_figure(*given, campaign=there, as_of=AS_OF)
    assert rows["petition_id"].tolist() == ["p1"]


def test_every_measure_that_counts_rows_has_its_condition(inputs, petitions):
    """The text is read, not copied: a changed sum lists other rows."""
    values = inputs.count().values
    petition = values[
        (values["unit_code"] == "00001") & (values["measure"].str[:10] == "petitions_")
    ]
    for measure, value in zip(petition["measure"], petition["value"], strict=True):
        rows = behind_figure(inputs.path, "00001", measure, campaign=inputs.campaign, as_of=AS_OF)
        assert len(rows) == value, measure
    assert {"staff_used_two_days", "accounts_used_two_days", "petitions_satisfied"} <= set(
        conditions()
    )


@pytest.mark.parametrize(
    ("unit", "measure", "fault"),
    [
        ("00001", "households", "không đếm từ nhật ký"),
        ("00001", "accounts_new", "hiệu của accounts_active_close"),
        ("999", "staff_active", "không có đơn vị"),
    ],
)
def test_what_no_log_counts_is_said(behind, unit, measure, fault):
    """With what can be asked."""
    with pytest.raises(CallError, match=fault):
        behind(unit, measure)


def test_only_sums_of_the_whole_are_measures(inputs):
    """Of a part of the log platform.sql keeps a sum too, `uses`, which no unit has."""
    assert set(conditions()) <= {measure.code for measure in inputs.campaign.measures}
    with pytest.raises(CallError, match="--measure uses: không đếm từ nhật ký từng dòng"):
        behind_figure(inputs.path, "00001", "uses", campaign=inputs.campaign, as_of=AS_OF)
