"""All sources side by side, the used one, and what districts and the city hold."""

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from ihanoi_eval.evidence.panel import Panel, build_panel
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.schemas import check_table

Values = Mapping[tuple[str, str], float]
Build = Callable[..., Panel]
NAN = float("nan")
SOURCES = ("platform", "register", "self_report", "verified")


@pytest.fixture
def build(campaign) -> Build:
    """A panel of values by (unit, measure) under each source: build(platform={…}, verified={…})."""

    def build_from(exempt: Mapping[str, float] | None = None, **sources: Values) -> Panel:
        return build_panel(
            {name: _long(sources.get(name, {})) for name in SOURCES},
            exempt=pd.Series(exempt or {}, dtype="float64"),
            campaign=campaign,
        )

    return build_from


def _long(values: Values) -> pd.DataFrame:
    """unit_code, measure, value."""
    rows = [(unit, measure, value) for (unit, measure), value in values.items()]
    columns = {"unit_code": "str", "measure": "str", "value": "float64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def used(panel: Panel, unit: str, measure: str) -> tuple[float, str] | None:
    """The used value and its source; None where there is no row."""
    table = panel.panel
    rows = table[(table["unit_code"] == unit) & (table["measure"] == measure)]
    found = rows[["used_value", "used_source"]].itertuples(index=False, name=None)
    return next(found, None)


# --- which source is used ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ("self_report", (3, "self_report")),
        ("self_report register", (2, "register")),
        ("self_report register platform", (1, "platform")),
        ("self_report register platform verified", (4, "verified")),
    ],
)
def test_verified_then_platform_then_register_then_report(build, sources, expected):
    """Platform 1, register 2, report 3, verified 4 (COUNTING 18)."""
    figures = {"platform": 1, "register": 2, "self_report": 3, "verified": 4}
    values = {name: {("CQ01", "staff_active"): figures[name]} for name in sources.split()}
    assert used(build(**values), "CQ01", "staff_active") == expected


def test_measures_may_say_otherwise(campaign):
    """Here the report is believed before the platform (COUNTING 18)."""
    measures = [
        one.model_copy(update={"sources": ("self_report", "platform")})
        if one.code == "staff_active"
        else one
        for one in campaign.measures
    ]
    values = {"platform": 1.0, "self_report": 3.0, "register": NAN, "verified": NAN}
    panel = build_panel(
        {name: _long({("CQ01", "staff_active"): value}) for name, value in values.items()},
        exempt=pd.Series(dtype="float64"),
        campaign=campaign.model_copy(update={"measures": tuple(measures)}),
    )
    assert used(panel, "CQ01", "staff_active") == (3, "self_report")


def test_the_sources_stand_side_by_side(build):
    """Reported, platform, register, verified; the used one says which it is (METHOD 8)."""
    key = ("CQ01", "staff_active")
    panel = build(platform={key: 1}, register={key: 2}, self_report={key: 3}, verified={key: 4})
    check_table(panel.panel, "panel")
    columns = ["platform_value", "register_value", "reported_value", "verified_value"]
    [row] = panel.panel[panel.panel["unit_code"] == "CQ01"][columns].to_numpy().tolist()
    assert row == [1, 2, 3, 4]


def test_zero_is_a_value(build):
    """The platform's 0 is used before the report's 5 (METHOD 1)."""
    key = ("CQ01", "staff_active")
    assert used(build(platform={key: 0}, self_report={key: 5}), *key) == (0, "platform")


def test_an_empty_cell_of_a_register_is_kept_as_its_answer(build):
    """None set is not missing (COUNTING 16)."""
    panel = build(register={("00001", "accounts_target"): NAN})
    assert str(used(panel, "00001", "accounts_target")) == "(nan, 'register')"


def test_what_no_source_supplied_is_not_there(build):
    """Missing is a row that is not there (METHOD 1)."""
    assert used(build(platform={("00001", "staff_active"): 5}), "CQ01", "staff_active") is None


def test_a_measure_that_measures_yaml_does_not_name_is_left_out(build):
    """Nobody has said how it is counted (DESIGN §4)."""
    assert used(build(platform={("CQ01", "logins"): 5}), "CQ01", "logins") is None


# --- staff due -----------------------------------------------------------------------------

STAFF, DUE = ("001", "staff_count"), ("001", "staff_due")


def test_staff_due_is_the_staff_less_the_exempt(build):
    """40 − 2 = 38 (COUNTING 9)."""
    assert used(build({"001": 2}, register={STAFF: 40}), *DUE) == (38, "register")


def test_staff_due_is_at_least_zero(build):
    """3 − 5 is nobody, not −2 (COUNTING 9)."""
    assert used(build({"001": 5}, register={STAFF: 3}), *DUE) == (0, "register")


def test_staff_due_follows_the_used_staff_count(build):
    """The register says 40, verified were 30: 30 − 2 = 28 (COUNTING 9)."""
    panel = build({"001": 2}, register={STAFF: 40}, verified={STAFF: 30})
    assert used(panel, *DUE) == (28, "verified")


def test_verified_staff_due_stands(build):
    """Unless itself verified (COUNTING 9)."""
    panel = build({"001": 2}, register={STAFF: 40}, verified={DUE: 35})
    assert used(panel, *DUE) == (35, "verified")


def test_verified_staff_due_needs_no_staff_count(build):
    """A unit that no register counts, but somebody verified (COUNTING 9)."""
    assert used(build(verified={DUE: 35}), *DUE) == (35, "verified")


def test_without_a_staff_count_staff_due_is_missing(build):
    """Missing is not 0: nobody due would pass every gate (METHOD 1)."""
    assert used(build({"001": 2}, platform={("001", "staff_active"): 5}), *DUE) is None


# --- districts and the city ----------------------------------------------------------------

CLOSE, RECEIVED = "accounts_active_close", "petitions_received"


def test_a_district_sums_its_communes(build):
    """10 + 20 + 30 = 60 (COUNTING 17)."""
    values = {(f"0000{n}", CLOSE): 10 * n for n in (1, 2, 3)}
    assert used(build(platform=values), "001", CLOSE) == (60, "platform")


def test_a_district_sums_used_values_verified_ones_included(build):
    """10 + 25 verified instead of 20 = 35, from two sources (COUNTING 17)."""
    values = {("00001", CLOSE): 10, ("00002", CLOSE): 20}
    panel = build(platform=values, verified={("00002", CLOSE): 25})
    assert used(panel, "001", CLOSE) == (35, "mixed")


def test_a_districts_own_row_of_a_summed_measure_is_ignored(build):
    """How a district gets it: the sum of its communes (COUNTING 17)."""
    assert used(build(platform={("00001", CLOSE): 10, ("001", CLOSE): 999}), "001", CLOSE) == (
        *(10, "platform"),
    )


def test_a_districts_verification_replaces_the_sum(build):
    """Whatever its communes say: 50, not 10 (COUNTING 17)."""
    panel = build(platform={("00001", CLOSE): 10}, verified={("001", CLOSE): 50})
    assert used(panel, "001", CLOSE) == (50, "verified")


def test_a_districts_verification_replaces_that_measures_sum_only(build):
    """The others still sum (COUNTING 17)."""
    values = {("00001", CLOSE): 10, ("00001", "accounts_usable"): 8}
    panel = build(platform=values, verified={("001", CLOSE): 50})
    assert used(panel, "001", "accounts_usable") == (8, "platform")


def test_a_districts_verification_stands_without_communes(build):
    """Whatever communes are complete, none here (COUNTING 17)."""
    panel = build(verified={("001", CLOSE): 50})
    assert used(panel, "001", CLOSE) == (50, "verified")


def test_a_district_adds_its_own_petitions(build):
    """1 + 2 of its communes + 10 of its own = 13 (COUNTING 17)."""
    panel = build(platform={("00001", RECEIVED): 1, ("00002", RECEIVED): 2, ("001", RECEIVED): 10})
    assert used(panel, "001", RECEIVED) == (13, "platform")


def test_a_districts_verification_of_petitions_replaces_all_its_parts(build):
    """20 stands for the sum with its own, not for its own alone (COUNTING 17)."""
    panel = build(
        platform={("00001", RECEIVED): 1, ("001", RECEIVED): 10}, verified={("001", RECEIVED): 20}
    )
    assert used(panel, "001", RECEIVED) == (20, "verified")


def test_a_districts_own_part_is_kept_apart_and_unverified(build):
    """One more part under the test of completeness: 10, not the 20 of the whole (COUNTING 17)."""
    panel = build(
        platform={("00001", RECEIVED): 1, ("001", RECEIVED): 10}, verified={("001", RECEIVED): 20}
    )
    check_table(panel.own_counts, "own_counts")
    assert panel.own_counts.to_numpy().tolist() == [["001", RECEIVED, 10.0]]


def test_a_measure_marked_own_is_the_districts_own(build):
    """Its communes' staff are not its staff (COUNTING 17)."""
    panel = build(platform={("00001", "staff_active"): 5, ("001", "staff_active"): 40})
    assert used(panel, "001", "staff_active") == (40, "platform")


def test_a_district_of_which_nothing_is_known_has_no_sum(build):
    """Missing, not 0 (METHOD 1)."""
    assert used(build(platform={("CQ01", RECEIVED): 4}), "001", RECEIVED) is None


def test_the_city_sums_districts_and_departments(build):
    """1 + 10 of the district, 4 of the department = 15; communes are inside (COUNTING 17)."""
    values = {("00001", RECEIVED): 1, ("001", RECEIVED): 10, ("CQ01", RECEIVED): 4}
    assert used(build(platform=values), "01", RECEIVED) == (15, "platform")


def test_the_city_sums_own_measures_over_all_units_of_the_leagues(build):
    """5 + 40 + 60 = 105; the 900 of a body outside are nobody's (COUNTING 17)."""
    staff = {"00001": 5, "001": 40, "CQ01": 60, "NG01": 900}
    values = {(unit, "staff_active"): count for unit, count in staff.items()}
    assert used(build(platform=values), "01", "staff_active") == (105, "platform")


def test_the_city_takes_a_districts_verification(build):
    """50 verified of the district, not the 10 of its commune (COUNTING 17)."""
    panel = build(platform={("00001", CLOSE): 10}, verified={("001", CLOSE): 50})
    assert used(panel, "01", CLOSE) == (50, "verified")


def test_a_campaign_without_a_city_has_no_city(campaign):
    """Provinces of an index are part of nothing."""
    panel = build_panel(
        {name: _long({("CQ01", RECEIVED): 4} if name == "platform" else {}) for name in SOURCES},
        exempt=pd.Series(dtype="float64"),
        campaign=campaign.model_copy(update={"city": None}),
    )
    assert set(panel.panel["unit_code"]) == {"CQ01"}


def test_sums_go_up_through_any_number_of_levels(campaign):
    """Two hamlets of ward 1 with 4 and 6, 20 in ward 2: 10 in ward 1, 30 above (DESIGN §4)."""
    hamlets = [
        campaign.unit_by_code["00001"].model_copy(
            update={"unit_code": code, "parent_code": "00001", "name": code}
        )
        for code in ("000011", "000012")
    ]
    rules = campaign.model_dump()
    rules["units"] = [*rules["units"], *(hamlet.model_dump() for hamlet in hamlets)]
    deep = campaign.model_validate(rules)
    values = {("000011", CLOSE): 4, ("000012", CLOSE): 6, ("00002", CLOSE): 20}
    panel = build_panel(
        {name: _long(values if name == "platform" else {}) for name in SOURCES},
        exempt=pd.Series(dtype="float64"),
        campaign=deep,
    )
    counts = Counts(panel.panel, panel.own_counts, deep)
    found = [used(panel, code, CLOSE) for code in ("00001", "001", "01")]
    assert found == [(10, "platform"), (30, "platform"), (30, "platform")]
    assert counts.total("001", (CLOSE,)) == {CLOSE: 30}
