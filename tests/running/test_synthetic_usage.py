"""Made-up use: exactly as much as asked for, and never where it cannot be but where planted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic_accounts import (
    DAY,
    END,
    START,
    USABLE_BEFORE,
    Accounts,
    draw_accounts,
    twin_rows,
)
from ihanoi_eval.running.synthetic_units import Truth, make_truth
from ihanoi_eval.running.synthetic_usage import Usage, draw_usage

ROWS, USES = 20_000, 50_000
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


@pytest.fixture(scope="module")
def usage(truth: Truth, accounts: Accounts) -> Usage:
    """Their use."""
    return draw_usage(accounts, truth, usage=USES, rng=np.random.default_rng(3))


def days_used(accounts: Accounts, usage: Usage) -> np.ndarray:
    """Days of the campaign on which each account was used, counted another way than drawn."""
    inside = (usage.used_at >= START) & (usage.used_at < END)
    frame = pd.DataFrame({"account": usage.account, "day": usage.used_at // DAY})[inside]
    days = frame.drop_duplicates()["account"].value_counts()
    return days.reindex(range(len(accounts.home)), fill_value=0).to_numpy()


@pytest.mark.parametrize("asked", [USES, 2_000])
def test_there_are_as_many_uses_as_asked_for(truth: Truth, accounts: Accounts, asked: int):
    """--usage is a promise, also where it leaves most accounts without any."""
    drawn = draw_usage(accounts, truth, usage=asked, rng=np.random.default_rng(3))
    assert len(drawn.account) == len(drawn.used_at) == len(drawn.feature) == asked


def test_uses_stand_in_the_order_of_time(usage: Usage):
    """A log is written as it happens."""
    assert (np.diff(usage.used_at) >= 0).all()


def test_real_use_is_between_15_and_55_percent(accounts: Accounts, usage: Usage):
    """Of the accounts active a week before the close; staff of a small sample raise it."""
    usable = (accounts.activated < USABLE_BEFORE) & (accounts.holder == 0)
    assert 0.15 < (days_used(accounts, usage)[usable] >= 2).mean() < 0.55


def test_where_accounts_were_used_once_no_account_has_two_days(
    truth: Truth, accounts: Accounts, usage: Usage
):
    """Active and used, and yet no real use."""
    days = days_used(accounts, usage)[accounts.of_homes(truth.struck("used_once"))]
    assert days.max() == 1 and days.sum() > 10


def test_only_where_planted_is_an_account_used_before_it_is_active(
    truth: Truth, accounts: Accounts, usage: Usage
):
    """It counts, with a finding (COUNTING 8)."""
    early = usage.used_at < accounts.activated[usage.account]
    homes = np.unique(accounts.home[usage.account[early]])
    assert [accounts.codes[home] for home in homes] == [*truth.struck("use_before_activation")]


def test_the_last_second_and_the_next_are_one_day_of_use(
    truth: Truth, accounts: Accounts, usage: Usage
):
    """00:00 of 1/12 is no longer in the window (COUNTING 1)."""
    at_edge = usage.account[usage.used_at == END]
    assert len(at_edge) > 0
    assert set(at_edge) <= set(accounts.of_homes(truth.struck("use_at_midnight")))
    assert (days_used(accounts, usage)[at_edge] == 1).all()


def test_tied_communes_are_used_alike(truth: Truth, accounts: Accounts, usage: Usage):
    """Account by account, second by second."""
    first, twin = twin_rows(accounts, truth)
    ours, theirs = (
        sorted(zip(rows.searchsorted(usage.account[own]), usage.used_at[own], strict=True))
        for rows in (first, twin)
        for own in [np.isin(usage.account, rows)]
    )
    assert ours == theirs and len(ours) > 50


def test_there_is_use_before_the_start_and_after_the_close(usage: Usage):
    """Or the window would cut nothing off."""
    assert (usage.used_at < START).sum() > 100 and (usage.used_at >= END).sum() > 100
