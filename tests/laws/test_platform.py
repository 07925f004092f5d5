"""Random small logs counted twice: by platform.sql, and by plain loops over COUNTING 6 to 14."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.rules.loading import load_rules

CAMPAIGN = load_rules(Path(__file__).parents[1] / "small" / "campaign").campaign
CODES = {unit.unit_code for unit in CAMPAIGN.units}
START, CUT = datetime(2024, 11, 1), datetime(2024, 12, 1)  # of as_of = close = 30/11
AS_OF = date(2024, 11, 30)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
EDGES = [
    *(START - DAY, START - SECOND, START, START + SECOND, START + 10 * DAY),
    *(CUT - 7 * DAY - SECOND, CUT - 7 * DAY, CUT - DAY, CUT - SECOND, CUT, CUT + SECOND),
]
UNITS = ["00001", "001", "CQ05", "99999", ""]
Moment = datetime | None
moments = some.sampled_from(EDGES)
maybe = some.none() | moments


@dataclass(frozen=True)
class Petition:
    """One row; moments are local."""

    unit: str
    received_at: datetime
    due_at: Moment
    resolved_at: Moment
    status: str
    on_time: bool | None
    rating: str
    rated_at: Moment


@dataclass(frozen=True)
class Account:
    """One row with the moments of its use."""

    unit: str
    registered_at: Moment
    activated_at: Moment
    holder: str
    staff_unit: str
    uses: tuple[tuple[datetime, str], ...]


petitions = some.lists(
    some.builds(
        Petition,
        unit=some.sampled_from(UNITS),
        received_at=moments,
        due_at=maybe,
        resolved_at=maybe,
        status=some.sampled_from(["resolved", "in_progress", "pending", "refused"]),
        on_time=some.sampled_from([None, True, False]),
        rating=some.sampled_from(["", "satisfied", "accepted", "dissatisfied"]),
        rated_at=maybe,
    ),
    max_size=25,
)
accounts = some.lists(
    some.builds(
        Account,
        unit=some.sampled_from(UNITS),
        registered_at=maybe,
        activated_at=maybe,
        holder=some.sampled_from(["resident", "public_staff", "business", "organisation"]),
        staff_unit=some.sampled_from(UNITS),
        uses=some.lists(some.tuples(moments, some.sampled_from("ab")), max_size=4).map(tuple),
    ),
    max_size=20,
)


def expected_of(log: list[Petition]) -> Counter[tuple[str, str]]:
    """COUNTING 10 to 14, one petition after the other."""
    found: Counter[tuple[str, str]] = Counter()
    for row in log:
        if row.unit not in CODES:
            continue
        closed = row.resolved_at is not None and row.resolved_at < CUT
        resolved, refused = (closed and row.status == word for word in ("resolved", "refused"))
        is_open = not resolved and not refused
        past_due = row.due_at is not None and row.due_at < CUT
        late = bool(refused and row.due_at and row.resolved_at and row.resolved_at > row.due_at)
        rated = row.rated_at or row.resolved_at
        is_rated = bool(resolved and row.rating and rated and rated < CUT)
        in_time = row.on_time
        if in_time is None:
            in_time = bool(row.due_at and row.resolved_at and row.resolved_at <= row.due_at)
        has_limit = row.on_time is not None or row.due_at is not None
        if not START <= row.received_at < CUT:
            found[row.unit, "petitions_open_before"] += row.received_at < START and is_open
            continue
        for measure, is_so in {
            "received": True,
            "assessed": (resolved and has_limit) or late or (is_open and past_due),
            "on_time": resolved and in_time,
            "overdue_open": is_open and past_due,
            "resolved": resolved,
            "refused": refused,
            "refused_late": late,
            "pending": is_open and row.status == "pending",
            "in_progress": is_open and row.status != "pending",
            "rated": is_rated,
            "satisfied": is_rated and row.rating in ("satisfied", "accepted"),
        }.items():
            found[row.unit, f"petitions_{measure}"] += is_so
    return +found


def counted(folder: Path) -> Counter[tuple[str, str]]:
    """What platform.sql counts, without zeros."""
    values = count_platform(folder, None, campaign=CAMPAIGN, as_of=AS_OF).values
    rows = values[["unit_code", "measure", "value"]].itertuples(index=False, name=None)
    return +Counter({(unit, measure): int(value) for unit, measure, value in rows})


def writings(moment: Moment) -> Iterator[str]:
    """The ways in which systems write one moment: local, day first, or in another zone."""
    while True:
        if moment is None:
            yield ""
            continue
        yield f"{moment:%Y-%m-%d %H:%M:%S}"
        yield f"{moment - timedelta(hours=7):%Y-%m-%dT%H:%M:%SZ}"
        yield f"{moment:%d/%m/%Y %H:%M:%S}"
        yield f"{moment + timedelta(hours=2):%Y-%m-%d %H:%M:%S}+09:00"


def write(path: Path, header: str, rows: list[list[str]]) -> None:
    """A log as CSV."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header.split(","), *rows])


def written(moment: Moment, number: int) -> str:
    """One of the writings, another for each row."""
    ways = writings(moment)
    return [next(ways) for _ in range(4)][number % 4]


def write_petitions(folder: Path, log: list[Petition]) -> None:
    """The log in all writings."""
    header = "petition_id,unit_code,received_at,due_at,resolved_at,status,on_time,rating,rated_at"
    rows = []
    for number, row in enumerate(log):
        cells = [getattr(row, field.name) for field in fields(row)]
        texts = [
            written(cell, number)
            if isinstance(cell, datetime)
            else {None: "", True: "true", False: "false"}.get(cell, str(cell))
            for cell in cells
        ]
        rows.append([f"p{number}", *texts])
    write(folder / "platform" / "petitions.csv", header, rows)


@settings(max_examples=25)
@given(log=petitions)
def test_petitions_are_counted_as_plain_loops_count_them(log, tmp_path_factory):
    """Every measure of every unit, at the edges of window, limit, flag and zone."""
    folder = tmp_path_factory.mktemp("petitions")
    write_petitions(folder, log)
    assert counted(folder) == expected_of(log)


def test_petitions_of_every_kind_are_counted_as_plain_loops_count_them(tmp_path):
    """Hand-picked edges, each with each: received, due, resolved, flag, status."""
    edges = [START - SECOND, START, CUT - SECOND, CUT]
    log = [
        Petition("001", received, due, resolved, status, flag, "accepted", rated)
        for received, due, resolved, status, flag, rated in product(
            edges,
            [None, CUT - 2 * SECOND, CUT - SECOND, CUT],
            [None, CUT - SECOND, CUT],
            ["resolved", "in_progress", "refused"],
            [None, True, False],
            [None, CUT - SECOND, CUT],
        )
    ]
    write_petitions(tmp_path, log)
    assert counted(tmp_path) == expected_of(log)


def expected_accounts(log: list[Account], homes: set[str]) -> Counter[tuple[str, str]]:
    """COUNTING 6 to 9, one account after the other."""
    found: Counter[tuple[str, str]] = Counter()
    features: set[tuple[str, str]] = set()
    knows_activation = any(row.activated_at for row in log)
    for row in log:
        active_at = row.activated_at if knows_activation else row.registered_at
        at_open, at_close, usable = (
            active_at is not None and active_at < moment for moment in (START, CUT, CUT - 7 * DAY)
        )
        in_window = bool(row.registered_at and START <= row.registered_at < CUT)
        used = {moment.date() for moment, _ in row.uses if START <= moment < CUT}
        is_used = len(used) >= 2
        if row.unit in homes:
            person = row.holder in ("resident", "public_staff")
            if person:
                features |= {(row.unit, name) for at, name in row.uses if START <= at < CUT}
            for measure, is_so in {
                "accounts_registered_window": person and in_window,
                "accounts_activated_of_registered": person
                and in_window
                and at_close
                and knows_activation,
                "accounts_active_open": person and at_open,
                "accounts_active_close": person and at_close,
                "accounts_new": person and at_close and not at_open,
                "accounts_usable": person and usable,
                "accounts_used_two_days": person and usable and is_used,
                "accounts_business_active": row.holder == "business" and at_close,
                "accounts_organisation_active": row.holder == "organisation" and at_close,
            }.items():
                found[row.unit, measure] += is_so
        if row.staff_unit in CODES and row.holder == "public_staff" and at_close:
            found[row.staff_unit, "staff_active"] += 1
            found[row.staff_unit, "staff_used_two_days"] += is_used
    found.update((unit, "features_used") for unit, _ in features)
    return +found


@settings(max_examples=25)
@given(log=accounts)
def test_accounts_are_counted_as_plain_loops_count_them(log, tmp_path_factory):
    """Every measure of every unit, at the edges of window, seven days, two dates and zone."""
    homes = {unit.unit_code for unit in CAMPAIGN.units if unit.league == "communes"}
    folder = tmp_path_factory.mktemp("accounts")
    header = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"
    write(
        folder / "platform" / "accounts.csv",
        header,
        [
            [f"a{number}", row.unit, written(row.registered_at, number)]
            + [written(row.activated_at, number + 1), row.holder, row.staff_unit]
            for number, row in enumerate(log)
        ],
    )
    uses = [
        [f"a{number}", written(moment, number + place), feature]
        for number, row in enumerate(log)
        for place, (moment, feature) in enumerate(row.uses)
    ]
    write(folder / "platform" / "usage.csv", "account_id,used_at,feature", uses)
    assert counted(folder) == expected_accounts(log, homes)
