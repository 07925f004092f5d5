"""The made-up truth behind the sample: how hard each unit works, and which trouble each one is in.

Calibrated to DOMAIN §3; every number is of a person's making except the census behind population.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.rules.units import Unit

REGISTER: Final = "hanoi-2024"  # the census and the projection behind the modelled population
CITY_ACCOUNTS: Final = 1_750_000  # rows at which the modelled population stands as it is
WINDOW_SHARE: Final = 0.32  # of the petitions since 28/6, those received in November
LEAST_ACCOUNTS: Final = 1_000
CHILDREN_AGES: Final = ("0-4", "5-9", "10-14")

# Petitions in the window and staff of an average unit (130,000 staff in all); the least averages
# keep a small sample alive.
PETITIONS: Final = {"communes": 6.0, "districts": 90.0, "departments": 60.0, "outside": 15.0}
LEAST_PETITIONS: Final = {"communes": 3.0, "districts": 8.0, "departments": 9.0, "outside": 2.0}
STAFF: Final = {"communes": 38.0, "districts": 2_800.0, "departments": 900.0, "outside": 1_400.0}
LEAST_STAFF: Final = {"communes": 8, "districts": 60, "departments": 16, "outside": 8}

# Difficulties by league in the order in which units are found for them, one each unless said;
# what a small sample has no unit left for stays empty in synthetic.json. Districts come first, so
# that no commune is struck whose district sends no report.
DIFFICULTIES: Final[dict[str, str]] = {
    "districts": "resubmitted_report late_report staff_below_full missing_report "
    "late_report_over_three_days overdue_petitions receipt_twice verification_not_yet_known",
    "communes": "tied_communes:2 two_petitions no_petition staff_one_short staff_below_gate "
    "staff_exempt staff_exempt_without_document on_hold on_hold_expired overdue_petitions "
    "target_too_low target_too_high target_missing used_once resolved_after_close "
    "verification_changes_rank verification_without_document verifications_that_differ "
    "inspection_open inspection_explained inspection_confirmed waiver petition_twice "
    "petition_conflict petition_edges adjustments:2 incomplete_report commune_not_in_report "
    "population_after_start populations_that_differ saturated surge shared_device "
    "use_before_activation use_at_midnight stated_share_wrong petition_parts_do_not_sum "
    "nominee_twice",
    "departments": "late_report missing_report report_without_receipt report_not_yet_known "
    "staff_below_gate staff_above_register services_missing not_applicable "
    "account_unknown_commune",
}
# Units that would be proposed but for what was planted there: the difficulty must decide something.
STRONG: Final = (
    "tied_communes two_petitions on_hold on_hold_expired verification_changes_rank "
    "inspection_open inspection_explained inspection_confirmed waiver overdue_petitions"
).split()

# The tied communes are good enough that their tie stands where seats are given.
TIED_RATES: Final = {
    "gap_closure": 0.16,
    "activation": 0.93,
    "real_use": 0.45,
    "staff_use": 0.80,
    "outreach": 0.85,
    "on_time": 0.97,
}

Counts = npt.NDArray[np.int64]
Planted = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Truth:
    """What was made up about the units, and the codes that each planted difficulty struck.

    units: one row a unit by unit_code, with name, league, type, parent_code; for communes
    population, households; for departments services; for all effort, coverage, gap_closure,
    activation, real_use, staff_use, outreach, on_time, satisfaction, staff, staff_short and
    petitions (a weight).
    """

    units: pd.DataFrame
    planted: Planted

    def codes(self, league: str) -> list[str]:
        """The units of a league, in the register's order."""
        return [str(code) for code in self.units.index[self.units["league"] == league]]

    def values(self, codes: Iterable[str], column: str) -> npt.NDArray[np.float64]:
        """One quantity of those units, in their order."""
        return self.units[column].reindex(list(codes)).to_numpy(dtype=np.float64)

    def struck(self, difficulty: str) -> tuple[str, ...]:
        """The units that a difficulty struck."""
        return self.planted[difficulty]


def apportion(total: int, weights: npt.ArrayLike) -> Counts:
    """Whole numbers in proportion to weights that sum to the total, by the largest remainders.

    >>> apportion(10, [1, 1, 2]).tolist()
    [3, 2, 5]
    """
    shares = np.asarray(weights, dtype=float)
    exact = shares * (total / shares.sum())
    parts: Counts = np.floor(exact).astype(np.int64)
    rest = np.argsort(parts - exact, kind="stable")[: total - int(parts.sum())]
    parts[rest] += 1
    return parts


def make_truth(
    units: Iterable[Unit],
    *,
    accounts: int,
    petitions: int,
    districts: Sequence[str] | None,
    rng: np.random.Generator,
) -> Truth:
    """A made-up campaign for these units: their size, their effort, their difficulties.

    Population, households and staff shrink and grow with `accounts`, so that shares stay what
    they are in the city. CallError where there is nothing to make a campaign of.
    """
    frame = _choose(units, districts)
    if accounts < LEAST_ACCOUNTS or (frame["league"] == "communes").sum() < 2:
        raise CallError(
            f"a sample needs {LEAST_ACCOUNTS} accounts and two communes of the built-in register; "
            f"asked for {accounts} accounts and the districts {districts or 'of the register'}"
        )
    model = model_population()
    here = model.loc[frame.index[frame["league"] == "communes"]]
    scale = accounts / CITY_ACCOUNTS * model["population"].sum() / here["population"].sum()
    frame = frame.join((here * scale).round().clip(lower=1))
    planted = _plant(frame, rng)
    frame = _draw_effort(frame, planted, rng)
    frame = _draw_rates(frame, rng)
    frame = _draw_sizes(frame, scale=scale, petitions=petitions, rng=rng)
    return Truth(_strike(frame, planted), MappingProxyType(planted))


def part_of(truth: Truth, part: int, parts: int) -> Truth:
    """The truth of one of equal parts of the accounts: of each unit's staff those it holds.

    Effort and rates are shares and stay; what was planted is in every part.
    """
    staff = truth.units[["staff", "staff_short"]]
    share = staff * (part + 1) // parts - staff * part // parts
    return replace(truth, units=truth.units.assign(**share))


def read_builtin(name: str) -> pd.DataFrame:
    """A table of the built-in register's folder as text, by its first column."""
    path = files("ihanoi_eval").joinpath("builtin", REGISTER, name)
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return pd.DataFrame(rows, columns=header, dtype="str").set_index(header[0])


def model_population() -> pd.DataFrame:
    """People aged 15+ and households of all communes: census 2019 × growth to 2023 × share 15+."""
    census = read_builtin("population.csv").apply(pd.to_numeric)
    age = read_builtin("age.csv")["population_2024"].astype("int64")
    adults = 1 - age[list(CHILDREN_AGES)].sum() / age.sum()
    communes = census[census["households_2019"].notna()]
    growth = census["population_2023"] / census["population_2019"]
    grown = read_builtin("units.csv")["parent_code"].reindex(communes.index).map(growth)
    people = communes["population_2019"] * grown
    return pd.DataFrame(
        {"population": people * adults, "households": communes["households_2019"] * grown}
    )


def _choose(units: Iterable[Unit], districts: Sequence[str] | None) -> pd.DataFrame:
    """The named districts with their communes, and everybody who is under no district."""
    names = ["unit_code", "name", "league", "type", "parent_code", "note"]
    rows = [tuple(str(getattr(unit, name)) for name in names) for unit in units]
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    if districts is not None:
        own, parent = frame["unit_code"].isin(districts), frame["parent_code"].isin(districts)
        frame = frame[own | parent | frame["league"].isin(["departments", "outside"])]
    return frame.sort_values("unit_code").set_index("unit_code")


def _plant(frame: pd.DataFrame, rng: np.random.Generator) -> dict[str, tuple[str, ...]]:
    """Which units each difficulty strikes; no unit is struck twice."""
    planted: dict[str, tuple[str, ...]] = {}
    for league, words in DIFFICULTIES.items():
        silent = frame["parent_code"].isin(planted.get("missing_report", ()))
        codes = frame.index[(frame["league"] == league) & ~silent]
        left = [str(code) for code in rng.permutation(np.asarray(codes, dtype=object))]
        if league == "communes":
            left = _pair_first(frame, left)
        for word in words.split():
            difficulty, _, wanted = word.partition(":")
            found, left = tuple(left[: int(wanted or 1)]), left[int(wanted or 1) :]
            planted[difficulty] = planted.get(difficulty, ()) + found
    return planted


def _pair_first(frame: pd.DataFrame, codes: list[str]) -> list[str]:
    """The codes with two of one type in front, who can stand in one peer group and tie."""
    first, *others = codes
    types = frame["type"].to_dict()
    twin = next(code for code in others if types[code] == types[first])
    return [first, twin, *(code for code in others if code != twin)]


def _draw_effort(frame: pd.DataFrame, planted: Planted, rng: np.random.Generator) -> pd.DataFrame:
    """Effort by unit, about standard normal; a commune has more than half of its district's."""
    own = pd.Series(rng.standard_normal(len(frame)), index=frame.index)
    parent = frame["parent_code"].map(own)
    effort = own.where(parent.isna(), 0.55 * parent.fillna(0.0) + 0.835 * own)
    effort[[code for difficulty in STRONG for code in planted[difficulty]]] = 1.4
    return frame.assign(effort=effort.clip(-2.5, 2.5))


def _draw_rates(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Shares by unit, part effort and part luck: mean, spread, bounds, weight of effort."""

    def draw(mean: float, spread: float, low: float, high: float, weight: float) -> pd.Series:
        luck = rng.standard_normal(len(frame))
        mixed: pd.Series = weight * frame["effort"] + np.sqrt(1 - weight**2) * luck
        return (mean + spread * mixed).clip(low, high)

    urban = frame["type"].isin(["phường", "thị trấn"]).astype(float)
    return frame.assign(
        coverage=0.155 * np.exp(0.28 * rng.standard_normal(len(frame)) + 0.15 * urban),
        gap_closure=draw(0.112, 0.045, 0.008, 0.27, 0.8),
        activation=draw(0.875, 0.060, 0.60, 0.97, 0.6),
        real_use=draw(0.29, 0.110, 0.06, 0.60, 0.7),
        staff_use=draw(0.58, 0.140, 0.22, 0.93, 0.7),
        outreach=draw(0.60, 0.200, 0.05, 1.10, 0.7),
        on_time=draw(0.83, 0.085, 0.45, 0.99, 0.6),
        satisfaction=draw(0.58, 0.090, 0.25, 0.88, 0.6),
    )


def _draw_sizes(
    frame: pd.DataFrame, *, scale: float, petitions: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Staff, staff without an active account, and the mean number of petitions of each unit."""
    league = frame["league"]
    people = frame["population"].fillna(frame.groupby("parent_code")["population"].sum())
    chance = pd.Series(np.exp(0.9 * rng.standard_normal(len(frame)) - 0.4), index=frame.index)
    size = (people / people.groupby(league).transform("mean")).fillna(chance)
    staff = (league.map(STAFF) * size**0.7 * scale).round().clip(lower=league.map(LEAST_STAFF))
    few = rng.choice([0, 1, 2, 3], size=len(frame), p=[0.57, 0.25, 0.11, 0.07])
    many = np.floor(staff * rng.exponential(0.010, len(frame)))
    handles = league.ne("outside") | frame["note"].eq("organiser")
    average = league.map(PETITIONS) * handles
    average = average * min(1.0, petitions * WINDOW_SHARE / average.sum())
    average = average.clip(lower=league.map(LEAST_PETITIONS)) * handles
    services = (8 + 30 * chance).round().where(league.eq("departments"))
    spread = chance.where(~league.eq("districts"), 0.5 + 0.5 * chance)
    return frame.assign(
        staff=staff.astype("int64"),
        services=services,
        staff_short=np.where(league.eq("communes"), few, many).astype("int64"),
        petitions=average * spread * size.where(people.notna(), 1.0) ** 0.5,
    )


def _strike(frame: pd.DataFrame, planted: Planted) -> pd.DataFrame:
    """The units' sizes and rates after what was planted there; the logs will show it."""
    frame = frame.copy()
    staff = frame["staff"]
    short = {
        "staff_one_short": 1,
        "staff_exempt": 2,
        "staff_exempt_without_document": 2,
        "staff_above_register": -2,
        "waiver": 3,
    }
    for difficulty, number in short.items():
        frame.loc[list(planted[difficulty]), "staff_short"] = number
    for difficulty, share in {"staff_below_full": 0.01, "staff_below_gate": 0.06}.items():
        codes = list(planted[difficulty])
        least = 1 if difficulty == "staff_below_full" else 2
        frame.loc[codes, "staff_short"] = (staff[codes] * share).astype("int64").clip(lower=least)
    for difficulty in ("tied_communes", "on_hold", "verification_changes_rank", "inspection_open"):
        frame.loc[list(planted[difficulty]), "staff_short"] = 0
    frame.loc[list(planted["two_petitions"] + planted["no_petition"]), "petitions"] = 0.0
    frame.loc[list(planted["not_applicable"]), "services"] = 0.0
    first, twin = planted["tied_communes"]
    for column, value in TIED_RATES.items():
        frame.loc[first, column] = value
    made_up = list(frame.columns.difference(["name", "league", "type", "parent_code", "note"]))
    frame.loc[[twin], made_up] = frame.loc[[first], made_up].to_numpy()
    return frame.astype({"staff": "int64", "staff_short": "int64"})
