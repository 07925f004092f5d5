"""Pace inside the campaign."""

from datetime import date

import pytest

from ihanoi_eval.measurement.progress import pace_of_units
from ihanoi_eval.rules.rubric import Rubric

WARD = {"people": 1000, "opened": 400, "closed": 430, "target": 90}
TARGET = {
    **{"code": "target", "label": "x", "pillar": "p", "kind": "attainment", "max_points": "1"},
    **{"at_close": "closed", "at_open": "opened", "population": "people", "target": "target"},
    **{"goalposts": {"worst": "0.3", "best": "1.3"}, "leagues": ["communes"]},
    **{"if_missing": "rescale"},
}


@pytest.fixture
def pace(campaign):
    """The row of one unit: pace(counts, "1", "2024-11-15")."""

    def pace_of(counts, code, day, indicators=(TARGET,)):
        rubric = Rubric.model_validate(
            {"version": "1", "pillars": [], "indicators": list(indicators)}
        )
        table = pace_of_units(
            counts, rubric=rubric, campaign=campaign, as_of=date.fromisoformat(day)
        )
        return table.set_index("unit_code").loc[code] if len(table) else None

    return pace_of


def test_the_expected_pace_counts_both_ends(count, pace):
    """90 in 30 days, 15 of them gone on 15/11: 45 expected (COUNTING 16)."""
    row = pace(count({"1": WARD}), "1", "2024-11-15")
    assert (row["accounts_new"], row["pace_expected"]) == (30, 45)


def test_the_required_pace_is_what_is_left_over_the_days_left(count, pace):
    """(90 − 30) / 15 = 4 a day (COUNTING 16)."""
    assert pace(count({"1": WARD}), "1", "2024-11-15")["pace_required"] == 4


@pytest.mark.parametrize(
    ("closed", "required", "status"),
    [(430, 4, "behind"), (445, 3, "on_pace"), (490, 0, "reached"), (500, 0, "reached")],
)
def test_a_unit_is_behind_on_pace_or_there(count, pace, closed, required, status):
    """30, 45, 90 and 100 new of 45 expected and 90 to reach; never below 0 a day (COUNTING 16)."""
    row = pace(count({"1": WARD | {"closed": closed}}), "1", "2024-11-15")
    assert (row["pace_required"], row["status"]) == (required, status)


@pytest.mark.parametrize("day", ["2024-11-30", "2024-12-20"])
def test_after_the_close_no_day_is_left(count, pace, day):
    """All 90 are expected, and nothing a day can still be asked (COUNTING 16)."""
    row = pace(count({"1": WARD}), "1", day)
    assert row["pace_expected"] == 90
    assert row[["pace_required"]].isna().all()


def test_before_the_start_nothing_is_expected(count, pace):
    """No day has gone: 0 expected, (90 − 30) / 30 a day (COUNTING 16)."""
    row = pace(count({"1": WARD}), "1", "2024-10-20")
    assert (row["pace_expected"], row["pace_required"]) == (0, 2)


def test_a_districts_pace_is_the_sum_of_its_wards(count, pace):
    """Targets 90 and 120, new 30 and 60, on 15/11: 105 expected, 120 / 15 = 8 a day (16)."""
    other = WARD | {"closed": 460, "target": 500}
    row = pace(count({"1": WARD, "2": other}), "D", "2024-11-15")
    assert row[["accounts_new", "pace_expected", "pace_required"]].tolist() == [90, 105, 8]


@pytest.mark.parametrize(
    ("other", "excused"),
    [
        (WARD | {"target": None}, ()),
        (WARD | {"opened": 995}, ()),
        (WARD, (("2", "target"),)),
    ],
    ids=["none set", "full", "documented"],
)
def test_a_ward_without_a_measured_target_leaves_both_sums(count, pace, other, excused):
    """Only ward 1 stays, in the new accounts as well (COUNTING 16)."""
    counts = count({"1": WARD, "2": other}, not_applicable=excused)
    district = pace(counts, "D", "2024-11-15")
    assert district[["accounts_new", "pace_expected"]].tolist() == [30, 45]
    assert pace(counts, "2", "2024-11-15")["status"] == "no_target"


def test_a_ward_without_a_target_still_shows_its_new_accounts(count, pace):
    """30 new, and no pace to hold them against (COUNTING 16)."""
    row = pace(count({"1": WARD | {"target": None}}), "1", "2024-11-15")
    assert (row["accounts_new"], row["status"]) == (30, "no_target")
    assert row[["pace_expected", "pace_required"]].isna().all()


def test_departments_have_no_pace(count, pace, campaign):
    """Nobody lives in a department."""
    rubric = Rubric.model_validate({"version": "1", "pillars": [], "indicators": [TARGET]})
    counts = count({"1": WARD})
    table = pace_of_units(counts, rubric=rubric, campaign=campaign, as_of=campaign.close)
    assert table["unit_code"].tolist() == ["1", "2", "3", "D"]


def test_without_targets_in_the_rubric_there_is_no_pace(count, pace):
    """Another campaign may set none."""
    assert pace(count({"1": WARD}), "1", "2024-11-15", indicators=()) is None


def test_without_counts_a_unit_has_a_row_and_no_pace(count, pace):
    """Ward 2 has neither new accounts nor a pace (METHOD 1)."""
    row = pace(count({"1": WARD}), "2", "2024-11-15")
    assert row[["accounts_new", "pace_expected", "pace_required"]].isna().all()
    assert row["status"] == "no_target"


def test_where_nobody_has_residents_nobody_has_a_pace(count, campaign):
    """A campaign of departments: the table has its columns and no row."""
    leagues = [one.model_copy(update={"has_residents": False}) for one in campaign.leagues]
    rubric = Rubric.model_validate({"version": "1", "pillars": [], "indicators": [TARGET]})
    table = pace_of_units(
        count({"1": WARD}),
        rubric=rubric,
        campaign=campaign.model_copy(update={"leagues": tuple(leagues)}),
        as_of=date(2024, 11, 15),
    )
    assert table.empty and list(table.columns)[:2] == ["unit_code", "accounts_new"]
