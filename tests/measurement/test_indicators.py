"""Indicators kind by kind: missing, not applicable and zero are three things (METHOD 1)."""

from fractions import Fraction
from math import isnan

import pytest

from ihanoi_eval.measurement.indicators import (
    MEASURED,
    MISSING,
    NOT_APPLICABLE,
    indicators_table,
    read_indicators,
)
from ihanoi_eval.rules.rubric import Indicator, Rubric

GAP_MEASURES = {"at_close": "closed", "at_open": "opened", "population": "people"}
WARD = {"people": 1000, "opened": 400, "closed": 460}
PRIOR = {"prior": "0.82", "weight": "20"}

OUTREACH = {"kind": "proportion", "numerator": "visited", "denominator": "households"}
STAFF = {"kind": "proportion", "numerator": "staff_active", "denominator": "staff_due"}
ON_TIME = {"kind": "proportion", "numerator": "on_time", "denominator": "assessed"}
GAP = {"kind": "gap_closure", **GAP_MEASURES}
TARGET = {"kind": "attainment", **GAP_MEASURES, "target": "target"}
EVENNESS = {"kind": "children_above", "indicator": "gap", "at_least": "0.08"}
REPORT = {
    **{"kind": "timeliness", "days_late": "days_late", "complete": "complete"},
    "steps": [{"days_late": 3, "share": "0.4"}, {"days_late": 0, "share": "1"}],
}
TRAINING = {"kind": "count", "measure": "sessions", "goalposts": {"worst": "0", "best": "5"}}


def indicator(code="x", *, leagues=("communes",), if_missing="zero", **keys):
    """One indicator between 0 and 1 unless its keys say otherwise."""
    keys = {"goalposts": {"worst": "0", "best": "1"}} | keys
    return Indicator.model_validate(
        {"code": code, "label": code, "pillar": "p", "max_points": "1"}
        | {"leagues": leagues, "if_missing": if_missing, **keys}
    )


@pytest.fixture
def read(campaign):
    """Readings of some indicators by unit and indicator: read(counts, indicator, …)."""

    def read_all(counts, *indicators, **options):
        pillars = [{"code": "p", "label": "p", "max_points": "1"}]
        rubric = Rubric.model_validate(
            {"version": "1", "pillars": pillars, "indicators": indicators}
        )
        return read_indicators(counts, rubric=rubric, campaign=campaign, **options)

    return read_all


def test_a_proportion_keeps_its_counts_and_its_rate(count, read):
    """30 of 40 households: 3/4 exactly, and three quarters of the way (METHOD 11)."""
    found = read(count({"1": {"visited": 30, "households": 40}}), indicator(**OUTREACH))["1", "x"]
    assert (found.numerator, found.denominator, found.value) == (30, 40, Fraction(3, 4))
    assert (found.status, found.share) == (MEASURED, Fraction(3, 4))


def test_zero_is_a_measured_value(count, read):
    """Nobody visited is a zero, not a gap in the data (METHOD 1)."""
    found = read(count({"1": {"visited": 0, "households": 40}}), indicator(**OUTREACH))["1", "x"]
    assert (found.status, found.value, found.share) == (MEASURED, 0, 0)


@pytest.mark.parametrize(("if_missing", "share"), [("zero", 0), ("rescale", None)])
def test_a_missing_count_is_what_if_missing_says(count, read, if_missing, share):
    """Ward 1 did not report, ward 2 did: missing, not zero (COUNTING 20)."""
    counts = count({"1": {"households": 40}, "2": {"visited": 9, "households": 10}})
    found = read(counts, indicator(**OUTREACH, if_missing=if_missing))["1", "x"]
    assert (found.status, found.value, found.share) == (MISSING, None, share)


@pytest.mark.parametrize("if_missing", ["zero", "rescale"])
def test_what_nobody_in_the_league_has_costs_nobody(count, read, if_missing):
    """No ward has both counts: the source is absent and the indicator rescaled (COUNTING 20)."""
    counts = count({"1": {"visited": 5}, "2": {"households": 40}})
    found = read(counts, indicator(**OUTREACH, if_missing=if_missing))
    assert {found[ward, "x"].share for ward in "123"} == {None}


def test_no_case_anywhere_is_no_absence(count, read):
    """A supplied 0/0 is a value: ward 3, which has none, gets its zero (COUNTING 20)."""
    nobody = {"visited": 0, "households": 0}
    found = read(count({"1": nobody, "2": nobody}), indicator(**OUTREACH))
    assert (found["3", "x"].status, found["3", "x"].share) == (MISSING, 0)


@pytest.mark.parametrize(("if_missing", "share"), [("zero", 0), ("rescale", None)])
def test_no_case_without_a_prior_is_measured_and_empty(count, read, if_missing, share):
    """0/0 is no rate; if_missing decides the share (COUNTING 21)."""
    counts = count({"1": {"visited": 0, "households": 0}})
    found = read(counts, indicator(**OUTREACH, if_missing=if_missing))["1", "x"]
    assert (found.status, found.value, found.adjusted_value) == (MEASURED, None, None)
    assert found.share == share


def test_no_case_with_a_prior_is_the_prior(count, read):
    """0/0 petitions at 0.82: share (0.82 − 0.6) / 0.4 = 0.55 (COUNTING 21)."""
    goalposts = {"worst": "0.6", "best": "1"}
    asked = indicator(**ON_TIME, small_numbers=PRIOR, goalposts=goalposts)
    found = read(count({"1": {"on_time": 0, "assessed": 0}}), asked)["1", "x"]
    assert (found.status, found.value) == (MEASURED, None)
    assert (found.adjusted_value, found.share) == (Fraction("0.82"), Fraction("0.55"))


def test_a_missing_count_gets_no_prior(count, read):
    """The prior is for 0/0; missing is if_missing's (COUNTING 21)."""
    counts = count({"1": {"assessed": 4}, "2": {"on_time": 1, "assessed": 2}})
    found = read(counts, indicator(**ON_TIME, small_numbers=PRIOR))["1", "x"]
    assert (found.status, found.adjusted_value, found.share) == (MISSING, None, 0)


def test_a_proportion_above_one_shows_one_and_keeps_its_counts(count, read):
    """33 of 30 staff: the value is clipped, the counts are not, and it is asked about (22)."""
    asked = indicator(**STAFF)
    found = read(count({"1": {"staff_active": 33, "staff_due": 30}}), asked)["1", "x"]
    assert (found.numerator, found.denominator, found.value) == (33, 30, 1)
    assert found.is_clipped


def test_all_of_all_is_not_above_one(count, read):
    """30 of 30 is a full rate and nothing to ask about (COUNTING 22)."""
    found = read(count({"1": {"staff_active": 30, "staff_due": 30}}), indicator(**STAFF))["1", "x"]
    assert (found.value, found.is_clipped) == (1, False)


def test_shrinkage_takes_the_counts_as_they_are(count, read):
    """(25 + 20·0.82) / (20 + 20) = 1.035: only value and share are clipped (COUNTING 22)."""
    counts = count({"1": {"on_time": 25, "assessed": 20}})
    found = read(counts, indicator(**ON_TIME, small_numbers=PRIOR))["1", "x"]
    assert (found.value, found.adjusted_value, found.share) == (1, Fraction("1.035"), 1)


@pytest.mark.parametrize(
    ("closed", "value", "share"), [(460, "0.1", "1/2"), (700, "0.5", "1"), (340, "-0.1", "0")]
)
def test_gap_closure_clips_only_its_share(count, read, closed, value, share):
    """60 of 600 people without an account: a tenth, half of the way to 0.20 (COUNTING 22)."""
    asked = indicator(**GAP, goalposts={"worst": "0", "best": "0.20"})
    found = read(count({"1": WARD | {"closed": closed}}), asked)["1", "x"]
    assert (found.value, found.share) == (Fraction(value), Fraction(share))


@pytest.mark.parametrize("lacking", ["people", "opened", "closed"])
def test_gap_closure_needs_all_three_counts(count, read, lacking):
    """Without one of them it is missing (COUNTING 17)."""
    counts = count({"1": {one: n for one, n in WARD.items() if one != lacking}, "2": WARD})
    assert read(counts, indicator(**GAP))["1", "x"].status == MISSING


def test_who_has_nobody_left_to_win_is_not_asked(count, read):
    """991 of 1000 had an account: not applicable, and a question (COUNTING 15)."""
    found = read(count({"1": WARD | {"opened": 991}, "2": WARD}), indicator(**GAP))["1", "x"]
    assert (found.status, found.share, found.is_saturated) == (NOT_APPLICABLE, None, True)


@pytest.mark.parametrize(("closed", "value"), [(460, "60/100"), (600, "2")])
def test_attainment_clips_only_its_share(count, read, closed, value):
    """60 and 200 new accounts against an effective target of 100 (COUNTING 22)."""
    counts = count({"1": WARD | {"closed": closed, "target": 100}})
    found = read(counts, indicator(**TARGET))["1", "x"]
    assert (found.value, found.share) == (Fraction(value), min(Fraction(value), 1))


def test_attainment_is_measured_against_the_effective_target(count, read):
    """A target of 5 is held at 60, a tenth of the gap of 600: 60/60, not 60/5 (COUNTING 16)."""
    found = read(count({"1": WARD | {"target": 5}}), indicator(**TARGET))["1", "x"]
    assert (found.numerator, found.denominator, found.value) == (60, 60, 1)


def test_a_target_that_was_not_set_is_not_applicable(count, read):
    """An empty cell of the register: none set (COUNTING 16)."""
    counts = count({"1": WARD | {"target": None}, "2": WARD | {"target": 80}})
    assert read(counts, indicator(**TARGET))["1", "x"].status == NOT_APPLICABLE


def test_a_target_without_a_row_is_missing(count, read):
    """The unit is absent from a supplied source (METHOD 1)."""
    counts = count({"1": WARD, "2": WARD | {"target": 80}})
    assert read(counts, indicator(**TARGET))["1", "x"].status == MISSING


def test_who_is_full_has_no_target_either(count, read):
    """Both leave together (COUNTING 15)."""
    counts = count({"1": WARD | {"opened": 991, "target": 80}, "2": WARD | {"target": 80}})
    assert read(counts, indicator(**TARGET))["1", "x"].status == NOT_APPLICABLE


def evenness(read, counts, **options):
    """The reading of the district's evenness, gap closure read beside it."""
    asked = [
        indicator("even", leagues=["districts"], if_missing="rescale", **EVENNESS),
        indicator("gap", **GAP),
    ]
    return read(counts, *asked, **options)["D", "even"]


def test_evenness_counts_wards_that_reach_the_level(count, read):
    """Wards close 8 %, 7.9 % and 10 % of 1000: exactly 8 % reaches it, 2 of 3 (COUNTING 22)."""
    wards = {
        ward: {"people": 1000, "opened": 0, "closed": closed}
        for ward, closed in zip("123", (80, 79, 100), strict=True)
    }
    found = evenness(read, count(wards))
    assert (found.numerator, found.denominator, found.value) == (2, 3, Fraction(2, 3))


def test_wards_that_are_full_leave_the_denominator_of_evenness(count, read):
    """Ward 2 is full: 1 of 2 (COUNTING 22)."""
    wards = {"1": WARD, "2": WARD | {"opened": 999}, "3": WARD | {"closed": 401}}
    assert evenness(read, count(wards)).value == Fraction(1, 2)


def test_wards_that_are_missing_stay_below_in_evenness(count, read):
    """Ward 2 has no counts: 1 of 3 with ward 3 below (COUNTING 22)."""
    assert evenness(read, count({"1": WARD, "3": WARD | {"closed": 401}})).value == Fraction(1, 3)


def test_a_ward_without_a_rate_stays_below_in_evenness(count, read):
    """Nobody lives in ward 2: measured, empty, and in the denominator (COUNTING 22)."""
    nobody = {"people": 0, "opened": 0, "closed": 0}
    assert evenness(read, count({"1": WARD, "2": nobody, "3": WARD})).value == Fraction(2, 3)


def test_evenness_of_missing_wards_is_missing(count, read):
    """All missing is missing (COUNTING 22)."""
    assert evenness(read, count({})).status == MISSING


def test_evenness_that_every_district_lacks_costs_nobody(count, read):
    """The source is absent for the league, even where missing would be zero (COUNTING 20)."""
    asked = indicator("even", leagues=["districts"], if_missing="zero", **EVENNESS)
    found = read(count({}), asked, indicator("gap", **GAP))
    assert {found[district, "even"].share for district in "DE"} == {None}


def test_evenness_that_one_district_lacks_is_still_the_others(count, read):
    """E has no wards; D's 3 of 3 is no absence of the source (COUNTING 20)."""
    found = evenness(read, count({ward: WARD for ward in "123"}))
    assert found.share == 1


def test_evenness_of_missing_and_full_wards_is_missing(count, read):
    """The full one has left; all that are asked are missing (COUNTING 22)."""
    assert evenness(read, count({"1": WARD | {"opened": 999}})).status == MISSING


def test_evenness_of_full_wards_is_measured_and_empty(count, read):
    """All not applicable is measured and empty (COUNTING 22)."""
    found = evenness(read, count({ward: WARD | {"opened": 999} for ward in "123"}))
    assert (found.status, found.value, found.share) == (MEASURED, None, None)


@pytest.mark.parametrize(
    ("days", "complete", "share"),
    [(0, 1, "1"), (1, 1, "0.4"), (3, 1, "0.4"), (4, 1, "0"), (0, 0, "0")],
)
def test_a_report_is_on_time_late_or_nothing(count, read, days, complete, share):
    """On time and complete 1, up to 3 working days late 0.4, else 0 (COUNTING 25)."""
    counts = count({"S": {"days_late": days, "complete": complete}})
    found = read(counts, indicator(leagues=["departments"], **REPORT))["S", "x"]
    assert (found.status, found.value) == (MEASURED, Fraction(share))


def test_a_report_without_receipt_is_missing(count, read):
    """Department S sent nothing, T did (COUNTING 25)."""
    counts = count({"T": {"days_late": 0, "complete": 1}})
    found = read(counts, indicator(leagues=["departments"], **REPORT))["S", "x"]
    assert (found.status, found.share) == (MISSING, 0)


@pytest.mark.parametrize("known", [{"days_late": 0}, {"complete": 1}])
def test_half_a_receipt_is_none(count, read, known):
    """When it came and whether it was whole are both needed (COUNTING 25)."""
    counts = count({"S": known, "T": {"days_late": 0, "complete": 1}})
    found = read(counts, indicator(leagues=["departments"], **REPORT))["S", "x"]
    assert found.status == MISSING


def test_without_any_receipt_the_report_costs_nobody(count, read):
    """The register of receipts is absent: rescaled (COUNTING 25)."""
    found = read(count({}), indicator(leagues=["departments"], **REPORT))
    assert (found["S", "x"].share, found["T", "x"].share) == (None, None)


def test_a_count_stands_as_it_is_and_its_share_is_clipped(count, read):
    """7 sessions of 5: the value is 7, the share 1 (COUNTING 26)."""
    found = read(count({"S": {"sessions": 7}}), indicator(leagues=["departments"], **TRAINING))
    assert (found["S", "x"].value, found["S", "x"].share) == (7, 1)


def test_a_documented_row_makes_an_indicator_not_applicable(count, read):
    """Its counts stand, its value and points do not (METHOD 1)."""
    wards = {"1": {"visited": 30, "households": 40}, "2": {"visited": 3, "households": 4}}
    found = read(count(wards, not_applicable=(("1", "x"),)), indicator(**OUTREACH))
    assert (found["1", "x"].status, found["1", "x"].value) == (NOT_APPLICABLE, None)
    assert (found["1", "x"].share, found["2", "x"].share) == (None, Fraction(3, 4))


def test_before_reports_are_due_what_they_feed_is_not_applicable(count, read):
    """Even where a report came early; what the platform counts stands (COUNTING 3)."""
    early = {"visited": 30, "households": 40, "staff_active": 8, "staff_due": 8}
    counts = count({"1": early, "S": {"days_late": 0, "complete": 1, "sessions": 4}})
    fed = [
        indicator("outreach", **OUTREACH),
        indicator("report", leagues=["departments"], **REPORT),
        indicator("training", leagues=["departments"], **TRAINING),
    ]
    found = read(counts, *fed, indicator("staff", **STAFF), reports_are_due=False)
    waiting = [found["1", "outreach"], found["S", "report"], found["S", "training"]]
    assert [(one.status, one.share) for one in waiting] == [(NOT_APPLICABLE, None)] * 3
    assert found["1", "staff"].share == 1


def test_the_table_shows_counts_rates_and_intervals(count, read):
    """65 of 100 with Wilson's limits; a missing value is empty, not zero (METHOD 11)."""
    asked = indicator(**OUTREACH)
    readings = read(count({"1": {"visited": 65, "households": 100}}), asked)
    rubric = Rubric.model_validate({"version": "1", "pillars": [], "indicators": [asked]})
    first, second, _ = indicators_table(readings, rubric).to_dict("records")
    assert (first["value"], round(first["ci_low"], 6), round(first["ci_high"], 6)) == (
        *(0.65, 0.552544, 0.736358),
    )
    assert second["status"] == MISSING and isnan(second["value"]) and isnan(second["ci_low"])


def test_the_interval_of_a_clipped_rate_ends_at_one(count, read):
    """33 of 30 are taken as 30 of 30 for the interval (COUNTING 22)."""
    asked = indicator(**STAFF)
    readings = read(count({"1": {"staff_active": 33, "staff_due": 30}}), asked)
    rubric = Rubric.model_validate({"version": "1", "pillars": [], "indicators": [asked]})
    row = indicators_table(readings, rubric).iloc[0]
    assert (row["numerator"], row["value"], row["ci_high"]) == (33, 1, 1)


@pytest.mark.parametrize(
    ("asked", "given", "reading"),
    [
        (OUTREACH, {"visited": 3, "households": 4}, ("3", "4", "3/4")),
        (GAP, WARD, ("60", "600", "1/10")),
        (TARGET, WARD | {"target": 100}, ("60", "100", "3/5")),
        (REPORT, {"days_late": 2, "complete": 1}, (None, None, "2/5")),
        (TRAINING, {"sessions": 4}, ("4", None, "4")),
        (TRAINING | {"kind": "value"}, {"sessions": 4.5}, ("9/2", None, "9/2")),
    ],
    ids=["proportion", "gap_closure", "attainment", "timeliness", "count", "value"],
)
def test_a_reading_of_each_kind_is_whole(count, read, asked, given, reading):
    """Unit, indicator, status, both counts, value and adjusted value, all of them."""
    numerator, denominator, value = (None if one is None else Fraction(one) for one in reading)
    found = read(count({"1": given}), indicator("x", **asked))["1", "x"]
    assert (found.unit_code, found.indicator, found.status) == ("1", "x", MEASURED)
    assert (found.numerator, found.denominator) == (numerator, denominator)
    assert (found.value, found.adjusted_value) == (value, value)


@pytest.mark.parametrize("asked", [GAP, TARGET, REPORT, TRAINING], ids=lambda one: one["kind"])
def test_a_unit_that_a_source_forgot_is_missing_and_named(count, read, asked):
    """Ward 2 has everything, ward 1 nothing: the reading still says whose it is (METHOD 1)."""
    everything = WARD | {"target": 100, "days_late": 0, "complete": 1, "sessions": 4}
    found = read(count({"2": everything}), indicator("x", **asked))["1", "x"]
    assert (found.unit_code, found.indicator) == ("1", "x")
    assert (found.status, found.value, found.share) == (MISSING, None, 0)


def test_evenness_names_itself(count, read):
    """The district's reading, not that of the indicator which it counts."""
    even = indicator("even", leagues=("districts",), **EVENNESS)
    found = read(count({"1": WARD}), indicator("gap", **GAP), even)["D", "even"]
    assert (found.unit_code, found.indicator, found.value) == ("D", "even", Fraction(1, 3))


def test_a_full_ward_is_asked_neither_for_gap_nor_target(count, read):
    """5 of 1000 left: both say why they do not apply (COUNTING 15)."""
    full = {"people": 1000, "opened": 995, "closed": 999, "target": 100}
    found = read(count({"1": full}), indicator("gap", **GAP), indicator("target", **TARGET))
    for code in ("gap", "target"):
        reading = found["1", code]
        assert (reading.status, reading.is_saturated) == (NOT_APPLICABLE, True)


def test_a_target_of_nobody_is_measured_and_empty(count, read):
    """No people, no gap, an effective target of 0: 0/0 is no rate (COUNTING 21)."""
    nobody = {"people": 0, "opened": 0, "closed": 0, "target": 50}
    found = read(count({"1": nobody}), indicator(**TARGET))["1", "x"]
    assert (found.status, found.denominator, found.value) == (MEASURED, 0, None)


def test_what_is_excused_keeps_its_counts_and_has_no_value(count, read):
    """Neither the value nor the adjusted one stands beside a documented exception (METHOD 1)."""
    counts = count({"1": {"on_time": 3, "assessed": 4}}, not_applicable=[("1", "x")])
    found = read(counts, indicator(**ON_TIME, small_numbers=PRIOR))["1", "x"]
    assert (found.numerator, found.value, found.adjusted_value) == (3, None, None)


def test_timeliness_waits_for_reports_whoever_feeds_its_measures(count, read, campaign):
    """It is about reports by its kind, whatever measures.yaml says of where they come from (3)."""
    asked = indicator(**REPORT | {"days_late": "opened", "complete": "closed"})
    assert not any(campaign.measure_by_code[one].fed_by_reports for one in asked.measures)
    found = read(count({"1": {"opened": 0, "closed": 1}}), asked, reports_are_due=False)
    assert found["1", "x"].status == NOT_APPLICABLE


def test_every_cell_of_the_table_is_the_readings(count, read, campaign):
    """33 of 30 shrunk: counts as they are, value 1, (33 + 16.4)/(30 + 20) = 0.988."""
    asked = indicator(**ON_TIME, small_numbers=PRIOR)
    readings = read(count({"1": {"on_time": 33, "assessed": 30}}), asked)
    rubric = Rubric.model_validate({"version": "1", "pillars": [], "indicators": [asked]})
    row = indicators_table(readings, rubric).iloc[0]
    assert row.drop(["ci_low", "ci_high"]).tolist() == ["1", "x", 33, 30, 1, 0.988, MEASURED]
    assert indicators_table({}, rubric).empty
