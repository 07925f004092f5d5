"""Made-up accounts: who lives where, works where, and was registered and activated when."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from ihanoi_eval.running.synthetic_units import Counts, Truth, apportion


def seconds(moment: str) -> int:
    """A local moment as whole seconds, on the same count as all times of the sample."""
    return int(np.datetime64(moment, "s").astype("int64"))


DAY: Final = 86_400
LAUNCH: Final = seconds("2024-06-28")
START: Final = seconds("2024-11-01")
END: Final = seconds("2024-12-01")  # T of COUNTING 1
USABLE_BEFORE: Final = END - 7 * DAY
EXPORT: Final = seconds("2024-12-10")  # the day on which the platform was exported
DAYS: Final = (END - START) // DAY
NEVER: Final = int(np.iinfo(np.int64).max)

# Parts of all rows. At 1.75 million rows: 1,045,000 active before 1/11, about 1,634,000 at 30/11.
OPEN_SHARE: Final = 0.5975
STALE_SHARE: Final = 0.007  # registered before the campaign and not activated then
LATER_SHARE: Final = 0.004  # registered in December
BODIES_SHARE: Final = 0.010  # businesses and organisations
UNKNOWN_SHARE: Final = 0.0002  # of no commune
# Accounts by date before the campaign, and new ones a day in it (DOMAIN §3: 52,000 on 16/7, …).
GROWTH_DATES: Final = ("2024-06-28", "2024-07-16", "2024-07-23", "2024-08-15", "2024-11-01")
GROWTH_SHARES: Final = (0.0, 0.05, 0.153, 0.45, 1.0)
DAILY_NEW: Final = np.repeat([19_190.0, 31_189.0, 32_000.0], [20, 7, 3])
SURGE_DAY: Final = 22  # 23/11, a Saturday
STAFF_BEFORE: Final = 0.88  # of the active staff, those already active at the start

OPEN, STALE, WINDOW, LATER, BODIES, UNKNOWN = range(6)
HOLDERS: Final = ("resident", "public_staff", "business", "organisation")
NO_COMMUNE: Final = ("", "99999")  # and the code of a district

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Accounts:
    """One entry an account: places in `codes` (home, staff), times in seconds, NEVER where none.

    person: which account the row is about, so that a row can stand there twice.
    """

    codes: tuple[str, ...]
    stage: Counts
    home: Counts
    person: Counts
    registered: Counts
    activated: Counts
    holder: Counts
    staff: Counts
    device: Counts
    is_vneid: Flags

    def of_homes(self, homes: Sequence[str]) -> Counts:
        """The rows of some communes' residents, businesses and organisations."""
        return np.flatnonzero(np.isin(self.home, [self.codes.index(code) for code in homes]))


def daytime(count: int, rng: np.random.Generator) -> Counts:
    """Seconds of the day, most of them around the middle of the waking hours."""
    middle = (rng.random(count) + rng.random(count)) / 2
    return (6 * 3600 + middle * 17 * 3600).astype(np.int64)


def draw_accounts(truth: Truth, *, accounts: int, rng: np.random.Generator) -> Accounts:
    """Exactly `accounts` rows: each commune's residents, the staff among them, and the rest."""
    codes = (*truth.units.index, *NO_COMMUNE)
    stage, home = _settle(truth, accounts, codes, rng)
    surge = np.isin(home, [codes.index(code) for code in truth.struck("surge")])
    registered = _register(stage, surge, rng)
    activated = _activate(stage, home, registered, truth, rng)
    staff = _employ(stage, home, activated, truth, rng)
    holder = np.where(staff >= 0, 1, np.where(stage == BODIES, 2 + (rng.random(accounts) < 0.3), 0))
    device = np.arange(accounts) - (rng.random(accounts) < 0.08)  # one telephone, two of a family
    drawn = Accounts(
        codes=codes,
        stage=stage,
        home=home,
        person=np.arange(accounts),
        registered=registered,
        activated=activated,
        holder=holder,
        staff=staff,
        device=np.maximum(device, 0),
        is_vneid=rng.random(accounts) < 0.05,
    )
    return _tie(_repeat_and_share(drawn, truth), truth)


def twin_rows(accounts: Accounts, truth: Truth) -> tuple[Counts, Counts]:
    """Rows of the first of the tied communes and, in the same order, those of its twin."""
    first, twin = truth.struck("tied_communes")
    return accounts.of_homes([first]), accounts.of_homes([twin])


def _settle(
    truth: Truth, accounts: int, codes: tuple[str, ...], rng: np.random.Generator
) -> tuple[Counts, Counts]:
    """Stage and home of every row; tied communes have as many of each stage."""
    communes = truth.codes("communes")
    pair = [communes.index(code) for code in truth.struck("tied_communes")]
    people = truth.values(communes, "population").astype(float)
    opened, stale, later, bodies = (
        round(accounts * s) for s in (OPEN_SHARE, STALE_SHARE, LATER_SHARE, BODIES_SHARE)
    )
    unknown = max(6, round(accounts * UNKNOWN_SHARE))
    at_open = _apportion_alike(opened, people * truth.values(communes, "coverage"), pair)
    gap = np.maximum(people - at_open, 1.0) * truth.values(communes, "gap_closure")
    new = gap / truth.values(communes, "activation")
    window = accounts - opened - stale - later - bodies - unknown
    without_pair = people.copy()
    without_pair[pair] = 0.0
    parts = {
        OPEN: at_open,
        STALE: _apportion_alike(stale, people, pair),
        WINDOW: _apportion_alike(window, new, pair),
        LATER: _apportion_alike(later, people, pair),
        BODIES: apportion(bodies, without_pair),
    }
    places = [codes.index(code) for code in communes]
    nowhere = [codes.index(code) for code in (*NO_COMMUNE, truth.codes("districts")[0])]
    homes = [np.repeat(places, part) for part in parts.values()]
    homes.append(rng.choice(nowhere, unknown))
    stages = np.repeat([*parts, UNKNOWN], [len(home) for home in homes])
    return stages, np.concatenate(homes)


def _apportion_alike(total: int, weights: npt.NDArray[np.float64], pair: Sequence[int]) -> Counts:
    """Whole numbers in proportion to weights; those of the pair equal, the largest other gives."""
    parts = apportion(total, weights)
    first, twin = pair
    others = parts.copy()
    others[[first, twin]] = -1
    parts[np.argmax(others)] += parts[twin] - parts[first]
    parts[twin] = parts[first]
    return parts


def _register(stage: Counts, surge: Flags, rng: np.random.Generator) -> Counts:
    """When each account was registered; in a surge half of the new ones come on a single day."""
    size = len(stage)
    dates = [seconds(date) / DAY for date in GROWTH_DATES]
    day = np.floor(np.interp(rng.random(size), GROWTH_SHARES, dates)).astype(np.int64)
    new = np.isin(stage, (WINDOW, UNKNOWN))
    chosen = rng.choice(DAYS, int(new.sum()), p=DAILY_NEW / DAILY_NEW.sum())
    day[new] = START // DAY + chosen
    day[new & surge & (rng.random(size) < 0.5)] = START // DAY + SURGE_DAY
    later = stage == LATER
    day[later] = rng.integers(END // DAY, EXPORT // DAY, int(later.sum()))
    return day * DAY + daytime(size, rng)


def _activate(
    stage: Counts, home: Counts, registered: Counts, truth: Truth, rng: np.random.Generator
) -> Counts:
    """When each account was activated: mostly within the hour, some days later, some never."""
    size = len(stage)
    quick, slow = rng.random(size) * 3600, rng.exponential(1.5 * DAY, size)
    lag = np.where(rng.random(size) < 0.88, quick, slow).astype(np.int64)
    chance = rng.random(size)
    rates = np.append(truth.units["activation"].to_numpy(), [0.8] * len(NO_COMMUNE))
    activated = registered + lag
    activated[stage == OPEN] = np.minimum(activated[stage == OPEN], START - 1)
    activated[(stage == WINDOW) & (chance >= rates[home] * 1.015)] = NEVER  # a lag can pass T
    activated[np.isin(stage, (LATER, BODIES, UNKNOWN)) & (chance >= 0.85)] = NEVER
    late = START + (rng.random(size) * 1.3 * (END - START)).astype(np.int64)
    stale = stage == STALE
    activated[stale] = np.where(chance < 0.3, late, NEVER)[stale]
    activated[activated >= EXPORT] = NEVER  # the export cannot know it
    return activated


def _employ(
    stage: Counts, home: Counts, activated: Counts, truth: Truth, rng: np.random.Generator
) -> Counts:
    """Where each account's owner works (-1: nowhere public); staff live in any commune.

    Staff of the tied communes live there and nobody else's do, so that both can be alike.
    """
    codes = list(truth.units.index)
    active = (truth.units["staff"] - truth.units["staff_short"]).to_numpy(copy=True)
    idle = (truth.units["staff_short"] // 2).clip(lower=0).to_numpy(copy=True)
    pair = [codes.index(code) for code in truth.struck("tied_communes")]
    staff = np.full(len(stage), -1)
    staff[np.flatnonzero((home == pair[0]) & (stage == OPEN))[: active[pair[0]]]] = pair[0]
    unknown = np.flatnonzero((stage == UNKNOWN) & (activated < END))[:3]
    for code in truth.struck("account_unknown_commune"):
        staff[unknown] = codes.index(code)
        active[codes.index(code)] -= len(unknown)
    active[pair] = idle[pair] = 0
    before = np.ceil(active * STAFF_BEFORE).astype(np.int64)
    free, new = ~np.isin(home, pair), stage == WINDOW
    pools = (
        (before, free & (stage == OPEN)),
        (active - before, free & new & (activated < END)),
        (idle, free & new & (activated >= END)),
    )
    for wanted, pool in pools:
        rows = rng.permutation(np.flatnonzero(pool))[: int(wanted.sum())]
        staff[rows] = np.repeat(np.arange(len(codes)), wanted)[: len(rows)]
    return staff


def _repeat_and_share(accounts: Accounts, truth: Truth) -> Accounts:
    """The accounts with one row twice, and with a telephone that activated a crowd."""
    device = accounts.device.copy()
    crowd = accounts.of_homes(truth.struck("shared_device"))
    crowd = crowd[accounts.stage[crowd] == WINDOW]
    device[crowd[: min(40, len(crowd) // 2)]] = device[crowd[:1]]
    once = np.arange(len(device))
    copy = np.flatnonzero(accounts.stage == BODIES)[-1]
    once[copy] = copy - 1
    return _take(replace(accounts, device=device), once)


def _take(accounts: Accounts, rows: Counts) -> Accounts:
    """The accounts of those rows, whole."""
    arrays = (field.name for field in fields(accounts) if field.name != "codes")
    return replace(accounts, **{name: getattr(accounts, name)[rows] for name in arrays})


def _tie(accounts: Accounts, truth: Truth) -> Accounts:
    """The accounts with the twin's rows like those of the first tied commune but for who it is."""
    first, twin = twin_rows(accounts, truth)
    source = np.arange(len(accounts.home))
    source[twin] = first
    alike = _take(accounts, source)
    staff, device = alike.staff, alike.device
    staff[twin] = np.where(staff[twin] >= 0, accounts.home[twin], -1)
    device[twin] += len(device)
    return replace(alike, home=accounts.home, person=accounts.person, staff=staff, device=device)
