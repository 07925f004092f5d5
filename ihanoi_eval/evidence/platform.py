"""Platform logs and counts: from raw rows to one value a unit and measure, as known at T."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.platform_counts import as_values, replace_by_counts, with_new_accounts
from ihanoi_eval.evidence.platform_files import COMPLAINTS, is_about_logs, what_is_wrong
from ihanoi_eval.evidence.platform_integrity import PATTERNS
from ihanoi_eval.evidence.platform_parts import (
    HERE,
    Place,
    SharedLog,
    count_use,
    engine,
    of_the_whole,
)
from ihanoi_eval.evidence.platform_questions import QUESTIONS, log_findings
from ihanoi_eval.evidence.platform_rows import Log, open_log
from ihanoi_eval.evidence.platform_units import UNITS_OF, ask_units
from ihanoi_eval.evidence.sources import NO_ALIASES
from ihanoi_eval.evidence.sql_words import sql_text
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign

if TYPE_CHECKING:
    import duckdb

GROUPS = {  # the tables of platform.sql, the logs each needs
    "resident_measures": ("accounts",),
    "feature_measures": ("accounts", "usage"),
    "staff_measures": ("accounts",),
    "petition_measures": ("petitions",),
}
EMPTY_LOGS = {
    "accounts": "account_id VARCHAR, unit_code VARCHAR, registered_at BIGINT, activated_at BIGINT, "
    "holder VARCHAR, staff_unit_code VARCHAR, device_id VARCHAR",
    "usage": "account_id VARCHAR, used_at BIGINT, feature VARCHAR",
    "petitions": "petition_id VARCHAR, kind VARCHAR, unit_code VARCHAR, received_at BIGINT, "
    "due_at BIGINT, resolved_at BIGINT, status VARCHAR, on_time BOOLEAN, rating VARCHAR, "
    "rated_at BIGINT",
}


@dataclass(frozen=True)
class Platform:
    """values: unit_code, measure, value; earlier_petitions: received before the campaign, by unit.

    earlier_petitions is None without a petition log; has_activation is False where no account
    carries a moment of activation, so that active means registered (COUNTING 7).
    """

    values: pd.DataFrame
    sources: pd.DataFrame
    rejected: pd.DataFrame
    findings: tuple[Finding, ...]
    earlier_petitions: pd.Series | None
    has_activation: bool


def count_platform(
    inputs: Path,
    counts: pd.DataFrame | None,
    *,
    campaign: Campaign,
    as_of: date,
    names: UnitNames | None = None,
    place: Place = HERE,
    progress: Callable[[str], None] = lambda _: None,
) -> Platform:
    """Every platform measure of every unit (platform.sql); counts replace logs by measure (19).

    names: what unit names mean, confirmed aliases included; without it the register's own.
    In logs no row is 0 (COUNTING 20); a measure whose log was not sent is not there at all.
    """
    names = names or UnitNames(campaign, NO_ALIASES)
    with counted_logs(
        inputs, campaign, as_of=as_of, names=names, place=place, progress=progress
    ) as (connection, logs):
        there = {log.name for log in logs}
        values = _log_values(connection, there)
        findings = [f for log in logs for f in log.findings]
        findings += log_findings(connection, there, (*QUESTIONS, *PATTERNS), campaign)
        for name in sorted(there & UNITS_OF.keys()):
            findings += ask_units(connection, name, campaign, names)
        earlier = _earlier_petitions(connection, campaign) if "petitions" in there else None
        [(has_activation,)] = connection.execute("SELECT getvariable('has_activation')").fetchall()
    if counts is not None:
        values, more = replace_by_counts(values, counts, campaign=campaign, as_of=as_of)
        findings += more
    values, more = with_new_accounts(values, campaign)
    return Platform(
        values=values,
        sources=_stack([log.sources for log in logs]),
        rejected=_stack([log.rejected for log in logs]),
        findings=(*findings, *more),
        earlier_petitions=earlier,
        has_activation=bool(has_activation) or "accounts" not in there,
    )


@contextmanager
def counted_logs(
    inputs: Path,
    campaign: Campaign,
    *,
    as_of: date,
    names: UnitNames | None = None,
    place: Place = HERE,
    progress: Callable[[str], None] = lambda _: None,
    wanted: Collection[str] = tuple(EMPTY_LOGS),
) -> Iterator[tuple["duckdb.DuckDBPyConnection", list[Log]]]:
    """A connection in which platform.sql has been run over the logs of a folder, and those logs.

    wanted: the logs that are read; any other counts as not sent.
    """
    import duckdb  # imported late: only the platform's rooms need it

    logs: list[Log] = []
    try:
        with engine(place.scratch) as connection:
            _define_campaign(connection, campaign, as_of)
            opened = partial(
                open_log,
                connection,
                inputs,
                campaign=campaign,
                names=names or UnitNames(campaign, NO_ALIASES),
            )
            logs = _open_logs(opened, wanted)
            there = {log.name: log for log in logs}
            for name in sorted(EMPTY_LOGS.keys() - set(there)):
                connection.execute(f"CREATE TABLE {name} ({EMPTY_LOGS[name]})")
            variables = _variables(connection, campaign, as_of, there)
            for name, value in variables.items():
                connection.execute(f"SET VARIABLE {name} = {value}")
            shared = _shared(there.get("usage"))
            count_use(connection, shared, variables, place=place, progress=progress)
            connection.execute(of_the_whole())
            yield connection, logs
            for log in logs:  # what was read last is of the same files, too
                log.stamp.check()
    except duckdb.Error as error:  # a file that changed or went away after it had been opened
        if not is_about_logs(error):
            raise
        for log in logs:
            log.stamp.check()
        raise DataError(_complaint(str(error), logs)) from None


def _open_logs(opened: Callable[[str], Log | None], wanted: Collection[str]) -> list[Log]:
    """The logs that were sent; all unreadable ones are told at once."""
    logs: list[Log] = []
    faults: list[str] = []
    for name in wanted:
        try:
            log = opened(name)
        except DataError as error:
            faults += error.faults
            continue
        if log is not None:
            logs.append(log)
    if faults:
        raise DataError(*faults)
    return logs


def _complaint(error: str, logs: list[Log]) -> str:
    """What an officer can do where usage, which is read as it is counted, ends in the middle."""
    usage = next((log for log in logs if log.name == "usage"), None)
    if usage is not None and any(complaint in error for complaint in COMPLAINTS):
        return f"{usage.sources['file'].item()}{what_is_wrong(error, Path('usage.csv'))}"
    return (
        "platform: không đọc được nhật ký đến hết; kiểm tra ổ đĩa, đường mạng nơi đặt nhật ký rồi "
        "chạy lại"
    )


def microseconds(moment: datetime) -> int:
    """Microseconds of local time since 1970, the way platform.sql keeps moments."""
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def _define_campaign(
    connection: "duckdb.DuckDBPyConnection", campaign: Campaign, as_of: date
) -> None:
    """The table `units` that platform.sql counts over, and the window that logs are seen by."""
    residents = {league.code for league in campaign.leagues if league.has_residents}
    units = pd.DataFrame(
        [(unit.unit_code, unit.league, unit.league in residents) for unit in campaign.units],
        columns=["unit_code", "league", "has_residents"],
    )
    connection.register("units_frame", units)
    connection.execute("CREATE TABLE units AS SELECT * FROM units_frame")
    for name, value in _window(campaign, as_of).items():
        connection.execute(f"SET VARIABLE {name} = {value}")


def _window(campaign: Campaign, as_of: date) -> dict[str, str]:
    """The variables `start` and `cut` as SQL writes them."""
    days = {"start": campaign.start, "cut": campaign.cut_off(as_of)}
    return {
        name: f"{microseconds(datetime.combine(day, time.min))}::BIGINT"
        for name, day in days.items()
    }


def _shared(usage: Log | None) -> SharedLog | None:
    """The log of use, if it is there and other processes can read it too."""
    if usage is None or usage.shared is None:
        return None
    [row] = usage.sources.to_dict("records")
    return SharedLog(
        usage.shared,
        sha256=str(row["sha256"]),
        rows=int(row["rows_accepted"]),
        stamp=usage.stamp,
    )


def _variables(
    connection: "duckdb.DuckDBPyConnection",
    campaign: Campaign,
    as_of: date,
    there: Mapping[str, Log],
) -> dict[str, str]:
    """The variables of platform.sql as SQL writes them."""
    start = datetime.combine(campaign.start, time.min)
    cut = datetime.combine(campaign.cut_off(as_of), time.min)
    usable = cut - timedelta(days=campaign.limits.usable_after_days)
    [(has_activation,)] = connection.execute(
        "SELECT count(activated_at) > 0 FROM accounts"
    ).fetchall()
    features = there["usage"].features if "usage" in there else ()
    return {
        **_window(campaign, as_of),
        "usable": f"{microseconds(usable)}::BIGINT",
        "last_day": f"{max((cut - start).days - 1, 0)}::BIGINT",
        "use_days": str(campaign.limits.distinct_use_days),
        "has_activation": str(has_activation),
        "has_usage": str("usage" in there),
        "features": f"[{', '.join(map(sql_text, features))}]::VARCHAR[]",
    }


def _log_values(connection: "duckdb.DuckDBPyConnection", there: set[str]) -> pd.DataFrame:
    """The sums of platform.sql as unit_code, measure, value."""
    frames = [
        connection.execute(f"SELECT * FROM {group} ORDER BY unit_code")
        .df()
        .melt("unit_code", var_name="measure", value_name="value")
        for group, needed in GROUPS.items()
        if there.issuperset(needed)
    ]
    return as_values(pd.concat(frames) if frames else pd.DataFrame()).dropna(subset=["value"])


def _earlier_petitions(
    connection: "duckdb.DuckDBPyConnection", campaign: Campaign
) -> pd.Series | None:
    """Own petitions received in the window that some league's peer groups look at (29)."""
    rules = [league.peer_groups for league in campaign.leagues]
    rule = next((one for one in rules if one.by == "petitions_before"), None)
    if rule is None or rule.since is None or rule.until is None:
        return None
    since, until = (microseconds(datetime.combine(d, time.min)) for d in (rule.since, rule.until))
    frame = connection.execute(
        "SELECT unit_code, count(*) AS received FROM petitions "
        "WHERE received_at >= $since AND received_at < $until GROUP BY unit_code",
        {"since": since, "until": until},
    ).df()
    return frame.set_index("unit_code")["received"]


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same columns one under the other; an empty frame where there are none."""
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
