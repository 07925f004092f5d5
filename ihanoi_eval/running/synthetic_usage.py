"""Made-up use of the platform: who came back on a second day, who once, who never."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ihanoi_eval.running.synthetic_accounts import (
    BODIES,
    DAY,
    DAYS,
    END,
    EXPORT,
    OPEN,
    START,
    USABLE_BEFORE,
    Accounts,
    daytime,
    seconds,
    twin_rows,
)
from ihanoi_eval.running.synthetic_units import Counts, Truth

FEATURES: Final = (
    "field_petition",
    "procedure_petition",
    "citizen_reception",
    "smart_city",
    "news_alerts",
    "initiatives",
    "emergency_numbers",
)
FEATURE_SHARES: Final = (0.16, 0.08, 0.03, 0.31, 0.33, 0.02, 0.07)
BEFORE: Final = seconds("2024-10-01")  # the log begins a month before the campaign
OUTSIDE_SHARE: Final = 0.05  # rows before the start and after the close
ONCE_SHARE: Final = 0.25  # accounts used on one day of the campaign
MIDNIGHT_ACCOUNTS: Final = 5  # used in the last second of 30/11 and the first of 1/12

Times = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Usage:
    """One entry a use, in the order of time: row of the account, second, place in FEATURES."""

    account: Counts
    used_at: Times
    feature: Counts


def draw_usage(accounts: Accounts, truth: Truth, *, usage: int, rng: np.random.Generator) -> Usage:
    """Exactly `usage` uses; where they are too few for everybody, some accounts have none.

    The tied communes' uses are the same, second by second.
    """
    since = _since(accounts, truth)
    twice, once = _divide(accounts, truth, since, rng)
    first, twin = twin_rows(accounts, truth)
    uses = [_least(accounts, since, twice, once, rng), _outside(accounts, truth, usage, rng)]
    uses.append(_at_midnight(accounts, truth))
    account, used_at = (np.concatenate(parts) for parts in zip(*uses, strict=True))
    ours = np.isin(account, first)
    left = usage - len(account) - int(ours.sum())
    if left >= 0:
        again = rng.choice(np.setdiff1d(twice, first), left)
        account = np.append(account, again)
        used_at = np.append(
            used_at, _moments(accounts, since, again, _any_day(since[again], rng), rng)
        )
    else:
        kept = np.union1d(np.flatnonzero(ours), rng.permutation(np.flatnonzero(~ours))[-left:])
        account, used_at = account[kept], used_at[kept]
    feature = rng.choice(len(FEATURES), len(account), p=FEATURE_SHARES)
    ours = np.isin(account, first)
    other = twin[np.searchsorted(first, account[ours])]
    return _in_order(
        np.append(account, other),
        np.append(used_at, used_at[ours]),
        np.append(feature, feature[ours]),
    )


def regulars(accounts: Accounts, truth: Truth, usage: Usage) -> Counts:
    """The accounts used on two days or more of the campaign, but for those of the tied communes."""
    inside = (usage.used_at >= START) & (usage.used_at < END)
    days = usage.account[inside] * DAYS + (usage.used_at[inside] - START) // DAY
    account, used = np.unique(np.unique(days) // DAYS, return_counts=True)
    return np.setdiff1d(account[used > 1], np.concatenate(twin_rows(accounts, truth)))


def draw_more(
    accounts: Accounts, truth: Truth, often: Counts, *, usage: int, rng: np.random.Generator
) -> Usage:
    """`usage` further uses by accounts that came back anyway, so that no count of them changes."""
    since = _since(accounts, truth)
    outside, then = _outside(accounts, truth, usage, rng)
    again = rng.choice(often, usage - len(outside))
    used_at = _moments(accounts, since, again, _any_day(since[again], rng), rng)
    return _in_order(
        np.append(again, outside),
        np.append(used_at, then),
        rng.choice(len(FEATURES), usage, p=FEATURE_SHARES),
    )


def _in_order(account: Counts, used_at: Times, feature: Counts) -> Usage:
    """Uses in the order of time."""
    order = np.argsort(used_at, kind="stable")
    return Usage(account[order], used_at[order], feature[order])


def _since(accounts: Accounts, truth: Truth) -> Counts:
    """The first day of the campaign on which each account can be used, counted from 0."""
    since = np.maximum((accounts.activated - START) // DAY, 0)
    since[accounts.of_homes(truth.struck("use_before_activation"))] = 0
    return since


def _divide(
    accounts: Accounts, truth: Truth, since: Counts, rng: np.random.Generator
) -> tuple[Counts, Counts]:
    """The accounts used on two days or more, and those used on one (usually a quarter of all)."""
    codes = len(truth.units)
    at_home = np.append(truth.units["real_use"].to_numpy(), [0.3] * (len(accounts.codes) - codes))
    at_work = truth.units["staff_use"].to_numpy()
    chance = at_home[accounts.home]
    chance[accounts.activated >= USABLE_BEFORE] *= 0.3
    chance[accounts.stage == BODIES] *= 0.6
    works = accounts.staff >= 0
    chance[works] = at_work[accounts.staff[works]]
    luck = rng.random(len(chance))
    active = (accounts.activated < END) & (accounts.person == np.arange(len(chance)))
    active[twin_rows(accounts, truth)[1]] = False  # their uses are copied
    active[_midnight_rows(accounts, truth)] = False
    twice = active & (luck < chance) & (since < DAYS - 1)
    lonely = accounts.of_homes(truth.struck("used_once"))
    lonely = lonely[twice[lonely]]
    twice[lonely] = False
    once = active & ~twice & (luck < chance + ONCE_SHARE)
    return np.flatnonzero(twice), np.flatnonzero(once)


def _least(
    accounts: Accounts, since: Counts, twice: Counts, once: Counts, rng: np.random.Generator
) -> tuple[Counts, Times]:
    """Two uses on different days for the first, for the others one or two on the same day."""
    day = _any_day(since[twice], rng)
    span = DAYS - since[twice]
    step = 1 + (rng.random(len(twice)) * (span - 1)).astype(np.int64)
    another = since[twice] + (day - since[twice] + step) % span
    single = _any_day(since[once], rng)
    again = rng.random(len(once)) < 0.25
    account = np.concatenate([twice, twice, once, once[again]])
    days = np.concatenate([day, another, single, single[again]])
    return account, _moments(accounts, since, account, days, rng)


def _any_day(since: Counts, rng: np.random.Generator) -> Counts:
    """A day of the campaign for each, none before `since`."""
    return since + (rng.random(len(since)) * (DAYS - since)).astype(np.int64)


def _moments(
    accounts: Accounts, since: Counts, account: Counts, day: Counts, rng: np.random.Generator
) -> Times:
    """A second of each day; on the day of activation one that follows it."""
    moment = START + day * DAY + daytime(len(account), rng)
    begun = accounts.activated[account]
    left = START + (day + 1) * DAY - begun
    follows = begun + (rng.random(len(account)) * left).astype(np.int64)
    return np.where((begun >= START) & (day == (begun - START) // DAY), follows, moment)


def _outside(
    accounts: Accounts, truth: Truth, usage: int, rng: np.random.Generator
) -> tuple[Counts, Times]:
    """Uses before the start and after the close, which a count of the campaign must leave out."""
    old = (accounts.stage == OPEN) & (accounts.activated < BEFORE)
    old[np.concatenate(twin_rows(accounts, truth))] = False
    account = rng.choice(np.flatnonzero(old), round(usage * OUTSIDE_SHARE))
    october = rng.integers(BEFORE // DAY, START // DAY, len(account))
    december = rng.integers(END // DAY, EXPORT // DAY, len(account))
    day: Counts = np.where(rng.random(len(account)) < 0.6, october, december)
    return account, day * DAY + daytime(len(account), rng)


def _midnight_rows(accounts: Accounts, truth: Truth) -> Counts:
    """Some accounts of the commune whose uses stand on both sides of the last midnight."""
    rows = accounts.of_homes(truth.struck("use_at_midnight"))
    opened: Counts = rows[accounts.stage[rows] == OPEN]
    return opened[:MIDNIGHT_ACCOUNTS]


def _at_midnight(accounts: Accounts, truth: Truth) -> tuple[Counts, Times]:
    """A use in the last second of the campaign and one in the first after it: one day of use."""
    rows = _midnight_rows(accounts, truth)
    return np.tile(rows, 2), np.repeat(np.array([END - 1, END]), len(rows))
