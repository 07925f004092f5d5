"""Made-up petitions: the usual ones go as DOMAIN says, the planted ones second by second."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic_accounts import END, NEVER, START, seconds
from ihanoi_eval.running.synthetic_petitions import draw_petitions, local_seconds
from ihanoi_eval.running.synthetic_units import Truth, make_truth
from ihanoi_eval.schemas import INPUTS

ROOT = Path(__file__).parents[2]
ROWS = 24_000


@pytest.fixture(scope="module")
def truth() -> Truth:
    """All of Hanoi, made up."""
    units = load_rules(ROOT / "params/hanoi-2024-11").campaign.units
    chance = np.random.default_rng(1)
    return make_truth(units, accounts=100_000, petitions=ROWS, districts=None, rng=chance)


@pytest.fixture(scope="module")
def petitions(truth: Truth) -> pd.DataFrame:
    """Its petitions as they are written."""
    return draw_petitions(truth, petitions=ROWS, rng=np.random.default_rng(4))


@pytest.fixture(scope="module")
def counted(petitions: pd.DataFrame) -> pd.DataFrame:
    """The petitions that count, with their seconds: no copy, no contradicted one, since 1/11."""
    once = petitions.drop_duplicates()
    once = once[~once["petition_id"].duplicated(keep=False)].reset_index(drop=True)
    times = {name: local_seconds(once[name]) for name in once.columns if name.endswith("_at")}
    frame = once.assign(**times)
    return frame[(frame["received_at"] >= START) & (frame["received_at"] < END)]


def of_unit(petitions: pd.DataFrame, truth: Truth, difficulty: str) -> pd.DataFrame:
    """The petitions of the units that a difficulty struck."""
    return petitions[petitions["unit_code"].isin(truth.struck(difficulty))]


def test_there_are_as_many_rows_as_asked_for(petitions: pd.DataFrame):
    """Copies and contradictions included."""
    assert len(petitions) == ROWS
    assert tuple(petitions.columns) == INPUTS["platform/petitions"].columns


def test_seven_to_nine_thousand_came_in_the_campaign(counted: pd.DataFrame):
    """Of 24,000 since 28/6."""
    assert 7_000 < len(counted) < 9_000


def test_communes_get_four_to_eight_and_many_get_few(truth: Truth, counted: pd.DataFrame):
    """Small denominators are normal (ANCHORS §1.4)."""
    numbers = counted["unit_code"].value_counts().reindex(truth.codes("communes"), fill_value=0)
    assert 4 <= numbers.mean() <= 8
    assert 0.3 < (numbers <= 3).mean() < 0.6


def test_most_are_resolved_some_refused_a_third_rated(petitions: pd.DataFrame):
    """DOMAIN §3 on 21/11: 83.1 % processed, 6.3 % refused; about 57 % of ratings are good."""
    closed = local_seconds(petitions["resolved_at"]) < END
    known = local_seconds(petitions["received_at"]) < END
    status = petitions["status"].where(closed, "open")[known]
    rated = petitions[petitions["rating"] != ""]
    assert (status == "resolved").mean() == pytest.approx(0.86, abs=0.03)
    assert (status == "refused").mean() == pytest.approx(0.055, abs=0.01)
    assert len(rated) / (petitions["status"] == "resolved").sum() == pytest.approx(1 / 3, abs=0.05)
    assert rated["rating"].isin(["satisfied", "accepted"]).mean() == pytest.approx(0.58, abs=0.04)


def test_some_departments_had_thirty_before_the_campaign_and_some_had_not(
    truth: Truth, petitions: pd.DataFrame
):
    """They are the two peer groups (COUNTING 29)."""
    before = petitions[local_seconds(petitions["received_at"]) < START]["unit_code"]
    many = before.value_counts().reindex(truth.codes("departments"), fill_value=0) >= 30
    assert 2 <= (~many).sum() <= 12


def test_the_system_flag_is_there_for_most_and_sometimes_errs(counted: pd.DataFrame):
    """It wins over the dates where given (COUNTING 12)."""
    resolved = counted[(counted["status"] == "resolved") & (counted["due_at"] != NEVER)]
    flagged = resolved[resolved["on_time"] != ""]
    by_date = (flagged["resolved_at"] <= flagged["due_at"] + 86_399).map(
        {True: "true", False: "false"}
    )
    assert 0.65 < len(flagged) / len(resolved) < 0.85
    assert 0 < (flagged["on_time"] != by_date).mean() < 0.1


def test_moments_are_local_and_a_few_carry_their_zone(petitions: pd.DataFrame):
    """2024-11-05T03:12:00Z is 10:12 in Hà Nội."""
    received = petitions["received_at"]
    plain = received.str.fullmatch(r"2024-\d\d-\d\d \d\d:\d\d:\d\d")
    zoned = received.str.fullmatch(r"2024-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+07:00)")
    assert (plain | zoned).all() and 0.01 < zoned.mean() < 0.06
    assert local_seconds(pd.Series(["2024-11-05T03:12:00Z", ""])).tolist() == [
        seconds("2024-11-05T10:12:00"),
        NEVER,
    ]


def test_some_limits_are_bare_dates_and_some_are_missing(petitions: pd.DataFrame):
    """A bare date lasts to 23:59:59 (COUNTING 1)."""
    assert petitions["due_at"].str.fullmatch(r"2024-\d\d-\d\d").sum() > 1_000
    assert (petitions["due_at"] == "").sum() > 100


def test_one_commune_has_two_petitions_and_one_has_none(truth: Truth, petitions: pd.DataFrame):
    """Since the launch, not only in the campaign."""
    assert len(of_unit(petitions, truth, "two_petitions")) == 2
    assert len(of_unit(petitions, truth, "no_petition")) == 0


def test_overdue_petitions_are_open_past_their_limit(truth: Truth, counted: pd.DataFrame):
    """More than one and more than 5 % of a commune's and of a district's own."""
    for code in truth.struck("overdue_petitions"):
        own = counted[counted["unit_code"] == code]
        overdue = own["status"].isin(["pending", "in_progress"]) & (own["due_at"] < END)
        assert overdue.sum() > 1 and overdue.mean() > 0.05


def test_petitions_resolved_after_the_close_look_good_and_must_not_count(
    truth: Truth, counted: pd.DataFrame
):
    """Received in November, resolved in December with the flag and a good rating (COUNTING 10)."""
    own = of_unit(counted, truth, "resolved_after_close")
    late = own[(own["resolved_at"] >= END) & (own["resolved_at"] != NEVER)]
    assert ((late["on_time"] == "true") & (late["rating"] == "satisfied")).sum() >= 4


def test_one_petition_stands_there_twice(truth: Truth, petitions: pd.DataFrame):
    """Identical rows count once (COUNTING 5)."""
    copies = petitions[petitions.duplicated(keep=False)]
    assert len(copies) == 2
    assert set(copies["unit_code"]) == set(truth.struck("petition_twice"))


def test_two_rows_of_one_id_contradict_each_other(truth: Truth, petitions: pd.DataFrame):
    """Both are rejected (COUNTING 5)."""
    once = petitions.drop_duplicates()
    rows = once[once["petition_id"].duplicated(keep=False)]
    assert rows["status"].tolist() == ["resolved", "pending"]
    assert set(rows["unit_code"]) == set(truth.struck("petition_conflict"))


def test_petitions_stand_at_every_edge_of_time(truth: Truth, counted: pd.DataFrame):
    """Received at start, due and resolved at T, resolved in the last second (COUNTING 1, 11)."""
    own = of_unit(counted, truth, "petition_edges")
    assert START in set(own["received_at"])
    assert {END - 1, END} <= set(own["resolved_at"])
    assert END in set(own["due_at"]) and END in set(own["rated_at"])


def test_tied_communes_have_the_same_petitions(truth: Truth, petitions: pd.DataFrame):
    """Under ids of their own."""
    own = [petitions[petitions["unit_code"] == code] for code in truth.struck("tied_communes")]
    first, twin = (
        rows.drop(columns=["petition_id", "unit_code"]).reset_index(drop=True) for rows in own
    )
    pd.testing.assert_frame_equal(first, twin)
    assert len(first) == 8 and not set(own[0]["petition_id"]) & set(own[1]["petition_id"])
