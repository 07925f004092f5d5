"""Made-up petitions: when each came in, when it was due, what became of it and how it was rated."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ihanoi_eval.running.synthetic_accounts import (
    DAY,
    END,
    EXPORT,
    LAUNCH,
    NEVER,
    START,
    daytime,
)
from ihanoi_eval.running.synthetic_units import WINDOW_SHARE, Counts, Truth
from ihanoi_eval.schemas import INPUTS

KINDS: Final = ("field", "procedure")
LIMITS: Final = np.array([[3, 5, 7], [5, 10, 15]])  # days; the system's own, no later decision's
AFTER_SHARE: Final = 0.02  # received in December
REFUSED_SHARE: Final = 0.06
OPEN_SHARE: Final = 0.18  # of the late ones, those never closed
RATED_SHARE: Final = 0.36
PAIR_PETITIONS: Final = 8  # of each of the two tied communes
DOUBLED: Final = START + 9 * DAY + 36_000  # when the petitions came in that are told twice

ZONES: Final = ("", "+07:00", "Z")
ZONE_SHARES: Final = (0.97, 0.02, 0.01)
UTC_OFFSET: Final = 7 * 3600

RESOLVED, IN_PROGRESS, PENDING, REFUSED = range(4)
STATUSES: Final = ("resolved", "in_progress", "pending", "refused")
SATISFIED, ACCEPTED, DISSATISFIED, UNRATED = range(4)
RATINGS: Final = ("satisfied", "accepted", "dissatisfied", "")
ON_TIME, LATE, NO_FLAG = range(3)
FLAGS: Final = ("true", "false", "")


def draw_petitions(truth: Truth, *, petitions: int, rng: np.random.Generator) -> pd.DataFrame:
    """`petitions` rows of platform/petitions, as text, in the order of receipt; the planted always.

    Among them a row that stands there twice and two rows of one id that differ.
    """
    first, twin = truth.struck("tied_communes")
    planted = _planted(truth)
    doubles = len(truth.struck("petition_twice") + truth.struck("petition_conflict"))
    free = max(petitions - 2 * PAIR_PETITIONS - len(planted) - doubles, 0)
    weights = truth.units["petitions"].drop([first, twin])
    codes = np.repeat(weights.index.to_numpy(), rng.multinomial(free, weights / weights.sum()))
    usual = _usual(truth, codes, _receive(free, rng), rng)
    often = START + np.arange(PAIR_PETITIONS) * 3 * DAY + daytime(PAIR_PETITIONS, rng)
    tied = _usual(truth, np.repeat([first], PAIR_PETITIONS), often, rng)
    frame = pd.concat([usual, tied, tied.assign(unit_code=twin), planted], ignore_index=True)
    frame = frame.sort_values("received", kind="stable", ignore_index=True)
    return _double(_as_text(frame), truth)


def _receive(count: int, rng: np.random.Generator) -> Counts:
    """When petitions came in: since the launch, in the campaign, a few in December."""
    bounds = np.array([(LAUNCH, START), (START, END), (END, EXPORT)]) // DAY
    shares = (1 - WINDOW_SHARE - AFTER_SHARE, WINDOW_SHARE, AFTER_SHARE)
    low, high = bounds[rng.choice(3, count, p=shares)].T
    day: Counts = rng.integers(low, high)
    return day * DAY + daytime(count, rng)


def _usual(
    truth: Truth, codes: npt.NDArray[Any], received: Counts, rng: np.random.Generator
) -> pd.DataFrame:
    """Petitions as they usually go, by the unit's own rates."""
    size = len(codes)
    kind = (rng.random(size) < 0.2).astype(np.int64)
    limit = LIMITS[kind, rng.integers(0, 3, size)] * DAY
    is_date = rng.random(size) < 0.25
    due = np.where(is_date, (received + limit) // DAY * DAY + DAY - 1, received + limit)
    frame = pd.DataFrame(
        {
            "unit_code": codes.astype("str"),
            "kind": kind,
            "received": received,
            "due": np.where(rng.random(size) < 0.03, NEVER, due),
            "is_date": is_date,
            "zone": rng.choice(len(ZONES), size, p=ZONE_SHARES),
        }
    )
    closed = _close(frame, limit, truth.values(codes, "on_time"), rng)
    return _rate(closed, truth.values(codes, "satisfaction"), rng)


def _close(
    frame: pd.DataFrame, limit: Counts, on_time: npt.NDArray[Any], rng: np.random.Generator
) -> pd.DataFrame:
    """The petitions with their status at the export, the time of closing and the system's flag."""
    size = len(frame)
    punctual = rng.random(size) < on_time
    refused = rng.random(size) < REFUSED_SHARE
    slow = limit + 3600 + rng.exponential(3 * DAY, size)
    lag = np.where(punctual, limit * (0.1 + 0.9 * rng.random(size)), slow)
    lag = np.where(refused, limit * (0.2 + 1.1 * rng.random(size)), lag)
    closing = frame["received"].to_numpy() + lag.astype(np.int64)
    stays = ~punctual & ~refused & (rng.random(size) < OPEN_SHARE)
    is_open = stays | (closing >= EXPORT)
    waiting = np.where(rng.random(size) < 0.5, IN_PROGRESS, PENDING)
    status = np.where(is_open, waiting, np.where(refused, REFUSED, RESOLVED))
    late = (closing > frame["due"].to_numpy()) ^ (rng.random(size) < 0.015)  # a flag can err
    flagged = (status == RESOLVED) & (rng.random(size) < 0.75)
    timeless = is_open | (rng.random(size) < 0.003)
    return frame.assign(
        status=status,
        resolved=np.where(timeless, NEVER, closing),
        on_time=np.where(flagged, np.where(late, LATE, ON_TIME), NO_FLAG),
    )


def _rate(
    frame: pd.DataFrame, satisfaction: npt.NDArray[Any], rng: np.random.Generator
) -> pd.DataFrame:
    """The petitions with the ratings that about a third of the resolved ones got."""
    size = len(frame)
    chance = rng.random(size) / satisfaction
    rating = np.where(chance < 0.6, SATISFIED, np.where(chance < 1.0, ACCEPTED, DISSATISFIED))
    resolved = frame["resolved"].to_numpy()
    closed = (frame["status"] == RESOLVED) & (resolved < EXPORT)
    rated = np.where(closed, resolved, EXPORT) + (rng.random(size) * 4 * DAY).astype(np.int64)
    is_rated = (rated < EXPORT) & (rng.random(size) < RATED_SHARE)
    undated = rng.random(size) < 0.05
    return frame.assign(
        rating=np.where(is_rated, rating, UNRATED),
        rated=np.where(is_rated & ~undated, rated, NEVER),
    )


def _planted(truth: Truth) -> pd.DataFrame:
    """The petitions that a difficulty is made of, second by second."""
    day, at = DAY, truth.planted
    ordinary = (*at["two_petitions"] * 2, *at["petition_twice"], *at["petition_conflict"])
    rows = [_petition(code, DOUBLED, 5, closed=3, on_time=ON_TIME) for code in ordinary]
    for code in at["overdue_petitions"]:
        count = max(4, int(truth.values([code], "petitions")[0] * 0.12))
        rows += [_petition(code, START + day + 60 * n, 6, status=PENDING) for n in range(count)]
    for code in at["resolved_after_close"]:
        late = _petition(code, END - 5 * day, 11, closed=7, on_time=ON_TIME)
        rows += [late | {"rating": SATISFIED, "rated": END + 8 * day}] * 4
    for code in at["petition_edges"]:
        rows += [
            _petition(code, START, 5, closed=2),
            _petition(code, START - 1, 5, closed=2),
            _petition(code, END - 3 * day, 3, status=IN_PROGRESS),  # due at exactly T: not past
            _petition(code, END - 3 * day, 5, closed=3, on_time=ON_TIME),  # closed at T: open
            _petition(code, END - 3 * day - 1, 3, closed=3),  # the last second, and in time
            _petition(code, END - 9 * day, 1, closed=1) | {"rating": ACCEPTED, "rated": END},
            _petition(code, END - 4 * day - 1, 4, status=PENDING) | {"is_date": True},
        ]
    return pd.DataFrame(rows)


def _petition(
    code: str,
    received: int,
    limit: int,
    *,
    closed: int | None = None,
    status: int = RESOLVED,
    on_time: int = NO_FLAG,
) -> dict[str, Any]:
    """One petition due after `limit` days and closed after `closed` days."""
    return {
        "unit_code": code,
        "kind": 0,
        "received": received,
        "due": received + limit * DAY,
        "is_date": False,
        "zone": 0,
        "status": status,
        "resolved": NEVER if closed is None else received + closed * DAY,
        "on_time": on_time,
        "rating": UNRATED,
        "rated": NEVER,
    }


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The petitions as the platform writes them: words, local times, a few with their zone."""
    zone = frame["zone"].to_numpy()
    due = _moments(frame["due"].to_numpy(), zone).where(
        ~frame["is_date"], _dates(frame["due"].to_numpy())
    )
    words = (("kind", KINDS), ("status", STATUSES), ("on_time", FLAGS), ("rating", RATINGS))
    columns = {name: np.asarray(texts, dtype=object)[frame[name]] for name, texts in words}
    return pd.DataFrame(
        {
            **columns,
            "petition_id": [f"PA{number:06d}" for number in range(1, len(frame) + 1)],
            "unit_code": frame["unit_code"],
            "due_at": due,
            "received_at": _moments(frame["received"].to_numpy(), zone),
            "resolved_at": _moments(frame["resolved"].to_numpy(), zone),
            "rated_at": _moments(frame["rated"].to_numpy(), zone),
        }
    )[list(INPUTS["platform/petitions"].columns)].astype("str")


def local_seconds(texts: pd.Series) -> Counts:
    """Seconds of local moments as `_moments` wrote them; NEVER where there is nothing."""
    known = texts.where(texts != "", "1970-01-01").str[:19].str.replace(" ", "T")
    local = known.to_numpy(dtype="datetime64[s]").astype("int64")
    return np.where(texts == "", NEVER, local + UTC_OFFSET * texts.str.endswith("Z"))


def _dates(times: Counts) -> pd.Series:
    """Seconds as dates; nothing where NEVER."""
    known = np.where(times == NEVER, 0, times).astype("datetime64[s]")
    text = pd.Series(np.datetime_as_string(known, unit="D"), dtype="str")
    return text.where(times != NEVER, "")


def _moments(times: Counts, zone: Counts) -> pd.Series:
    """Seconds as local moments, or in the zone of ZONES; nothing where NEVER."""
    shifted = np.where(times == NEVER, 0, times - UTC_OFFSET * (zone == ZONES.index("Z")))
    text = pd.Series(np.datetime_as_string(shifted.astype("datetime64[s]")), dtype="str")
    text = text.where(zone != 0, text.str.replace("T", " "))
    return (text + pd.Series(np.asarray(ZONES, dtype=object)[zone], dtype="str")).where(
        times != NEVER, ""
    )


def _double(frame: pd.DataFrame, truth: Truth) -> pd.DataFrame:
    """The petitions with one row repeated and one contradicted, each behind the row it follows."""
    chosen = frame["received_at"] == str(np.datetime64(DOUBLED, "s")).replace("T", " ")
    twice = frame[chosen & frame["unit_code"].isin(truth.struck("petition_twice"))]
    conflict = frame[chosen & frame["unit_code"].isin(truth.struck("petition_conflict"))]
    conflict = conflict.assign(status="pending", resolved_at="", on_time="", rating="", rated_at="")
    return pd.concat([frame, twice, conflict]).sort_index(kind="stable").reset_index(drop=True)
