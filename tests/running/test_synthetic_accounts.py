"""Made-up accounts: as many as asked for, growing as the city's did, with what was planted."""

from pathlib import Path

import numpy as np
import pytest

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic_accounts import (
    DAY,
    END,
    HOLDERS,
    NEVER,
    NO_COMMUNE,
    START,
    SURGE_DAY,
    WINDOW,
    Accounts,
    draw_accounts,
    seconds,
    twin_rows,
)
from ihanoi_eval.running.synthetic_units import Truth, make_truth

ROWS = 20_000
CAMPAIGN = Path(__file__).parents[1] / "small" / "campaign"


@pytest.fixture(scope="module")
def truth() -> Truth:
    """Three districts, made up."""
    units = load_rules(CAMPAIGN).campaign.units
    chance = np.random.default_rng(1)
    return make_truth(units, accounts=ROWS, petitions=1_000, districts=None, rng=chance)


@pytest.fixture(scope="module")
def accounts(truth: Truth) -> Accounts:
    """Their accounts."""
    return draw_accounts(truth, accounts=ROWS, rng=np.random.default_rng(2))


def test_there_are_as_many_rows_as_asked_for(accounts: Accounts):
    """--accounts is a promise."""
    assert len(accounts.home) == len(accounts.activated) == ROWS


def test_nobody_is_activated_before_being_registered(accounts: Accounts):
    """Of the times that are known."""
    assert (accounts.activated >= accounts.registered).all()


def test_accounts_grow_as_the_city_published(accounts: Accounts):
    """DOMAIN §3: 1,045,000 of 1,750,000 rows active before the start, 1,634,000 at the close."""
    people = accounts.holder < 2
    assert (people & (accounts.activated < START)).sum() / ROWS == pytest.approx(0.597, abs=0.01)
    assert (people & (accounts.activated < END)).sum() / ROWS == pytest.approx(0.934, abs=0.015)


def test_a_third_of_the_new_accounts_comes_in_the_last_week(accounts: Accounts):
    """The end rush is normal: 32 % came on 21–27/11."""
    new = accounts.registered[accounts.stage == WINDOW]
    assert 0.27 < (new >= END - 7 * DAY).mean() < 0.37


def test_each_unit_has_the_active_staff_that_was_made_up(truth: Truth, accounts: Accounts):
    """Staff − those short of an account, wherever they live."""
    works = (accounts.staff >= 0) & (accounts.activated < END)
    found = np.bincount(accounts.staff[works], minlength=len(truth.units))
    assert (found == (truth.units["staff"] - truth.units["staff_short"])).all()
    assert (accounts.holder[accounts.staff >= 0] == HOLDERS.index("public_staff")).all()


def test_staff_live_in_other_units_too(truth: Truth, accounts: Accounts):
    """Who works in a commune need not live there (COUNTING 6)."""
    communes = [accounts.codes.index(code) for code in truth.codes("communes")]
    works = np.isin(accounts.staff, communes)
    assert (accounts.staff[works] != accounts.home[works]).mean() > 0.5


def test_tied_communes_have_the_same_accounts_under_other_names(truth: Truth, accounts: Accounts):
    """Every time and holder is the same; people and telephones are not."""
    first, twin = twin_rows(accounts, truth)
    assert len(first) > 100
    for name in ("stage", "registered", "activated", "holder", "is_vneid"):
        assert (getattr(accounts, name)[first] == getattr(accounts, name)[twin]).all()
    assert not set(accounts.person[first]) & set(accounts.person[twin])
    assert not set(accounts.device[first]) & set(accounts.device[twin])


def test_one_account_stands_there_twice_and_no_other(accounts: Accounts):
    """Identical rows count once (COUNTING 5)."""
    people, copies = np.unique(accounts.person, return_counts=True)
    assert len(people) == ROWS - 1 and copies.max() == 2


def test_some_accounts_live_in_no_commune(truth: Truth, accounts: Accounts):
    """They count for no commune; the staff among them count for their unit (COUNTING 6)."""
    district = accounts.codes.index(truth.codes("districts")[0])
    places = [district, *(accounts.codes.index(code) for code in NO_COMMUNE)]
    lost = np.isin(accounts.home, places)
    [employer] = truth.struck("account_unknown_commune")
    assert lost.sum() >= 6
    assert accounts.codes.index(employer) in accounts.staff[lost]


def test_a_crowd_shares_one_telephone(truth: Truth, accounts: Accounts):
    """Half of the new accounts of one commune, elsewhere a family at most."""
    devices, users = np.unique(accounts.device, return_counts=True)
    crowd = accounts.of_homes(truth.struck("shared_device"))
    assert devices[users.argmax()] in accounts.device[crowd]
    assert users.max() >= 20 and np.sort(users)[-2] <= 4


def test_half_of_a_communes_new_accounts_come_on_one_day(truth: Truth, accounts: Accounts):
    """Beyond what the city's own rush explains."""
    rows = accounts.of_homes(truth.struck("surge"))
    new = accounts.registered[rows][accounts.stage[rows] == WINDOW]
    share = (new // DAY == START // DAY + SURGE_DAY).mean()
    assert share > 0.4


def test_what_happens_after_the_close_is_in_the_log(accounts: Accounts):
    """Or the cut-off would cut nothing off."""
    later = (accounts.activated >= END) & (accounts.activated != NEVER)
    assert later.sum() > 20


def test_moments_are_local_seconds():
    """Naive local time, counted like numpy's."""
    assert seconds("2024-11-01") == START
    assert seconds("1970-01-02") == DAY
