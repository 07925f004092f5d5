"""The campaign's days, leagues and units."""

from datetime import date, timedelta

import pytest

from ihanoi_eval.rules.campaign import Campaign, League
from ihanoi_eval.rules.forms import Form
from ihanoi_eval.rules.units import Unit


def unit(code, league, parent=""):
    """A unit with nothing special."""
    return Unit(
        unit_code=code, name=code, league=league, parent_code=parent, valid_from=date(2020, 1, 1)
    )


CAMPAIGN = Campaign(
    code="x",
    title="x",
    start=date(2024, 11, 1),
    close=date(2024, 11, 30),
    deadline=date(2024, 12, 9),
    leagues=(
        League(code="communes", label="Xã", unit_label="xã"),
        League(code="outside", label="Ngoài", unit_label="đơn vị", is_ranked=False),
    ),
    units=(
        unit("001", "outside", "01"),
        unit("00004", "communes", "001"),
        unit("00001", "communes", "001"),
    ),
    forms=(Form(league="communes", label="Xã", fields=()),),
)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (date(2024, 11, 10), date(2024, 11, 11)),
        (date(2024, 11, 30), date(2024, 12, 1)),
        (date(2024, 12, 20), date(2024, 12, 1)),
    ],
)
def test_counting_ends_with_the_day_or_with_the_campaign(as_of, day):
    """T is the midnight after min(as_of, close) (COUNTING 1)."""
    assert CAMPAIGN.cut_off(as_of) == day


@pytest.mark.parametrize(
    ("as_of", "phase"),
    [
        (date(2024, 11, 29), "progress"),
        (date(2024, 11, 30), "provisional"),
        (date(2024, 12, 8), "provisional"),
        (date(2024, 12, 9), "final"),
    ],
)
def test_a_run_is_final_from_the_day_of_the_deadline(as_of, phase):
    """Before the close it is progress, then provisional while reports are not due (COUNTING 3)."""
    assert CAMPAIGN.phase(as_of) == phase


def test_a_league_that_is_shown_is_not_ranked():
    """The organisers rank nobody else's work below their own."""
    assert [league.code for league in CAMPAIGN.ranked_leagues] == ["communes"]


def test_units_of_a_league_stand_in_the_order_of_their_codes():
    """The order of rows in a list decides nothing."""
    assert CAMPAIGN.units_of("communes") == ("00001", "00004")


def test_children_are_the_units_below_a_unit():
    """The city is no unit: what stands under it has no entry."""
    assert CAMPAIGN.children == {"001": ("00001", "00004")}


def test_a_league_has_one_form_or_none():
    """Who is asked for nothing has no form."""
    assert (CAMPAIGN.form_of("communes"), CAMPAIGN.form_of("outside")) == (CAMPAIGN.forms[0], None)


def test_hanoi_is_seven_hours_ahead():
    """The same instant is 30/11 in UTC and 1/12 in Hanoi."""
    assert CAMPAIGN.utc_offset() == timedelta(hours=7)


def test_a_zone_whose_clock_changes_has_no_single_offset():
    """Its moments are turned into local time one by one."""
    there = CAMPAIGN.model_copy(update={"time_zone": "America/New_York"})
    assert there.utc_offset() is None


def test_things_are_found_by_their_codes():
    """Leagues, units and measures by code."""
    assert (
        CAMPAIGN.league_by_code["outside"].label,
        CAMPAIGN.unit_by_code["001"].league,
        CAMPAIGN.measure_by_code,
    ) == ("Ngoài", "outside", {})
