"""What stands behind a counted figure: petitions by id, accounts by day, from platform.sql."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.evidence.database import fetched
from ihanoi_eval.evidence.platform import counted_logs
from ihanoi_eval.evidence.platform_counts import known_counts, latest_counts
from ihanoi_eval.evidence.platform_parts import of_the_whole
from ihanoi_eval.evidence.sources import NO_ALIASES, read_source
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign

SUM = re.compile(r"count\(\*\) FILTER \((?P<condition>.+)\)(?:\s+END)?\s+AS (?P<measure>\w+)")
PETITIONS = "petitions_"
TEXT = "coalesce({1}::VARCHAR, '') AS {0}"
LOCAL = "strftime(make_timestamp({0}), '%Y-%m-%d %H:%M:%S')"


def conditions() -> dict[str, str]:
    """What platform.sql sums for each measure, as it stands there; a part's sums are no measures.

    >>> conditions()["petitions_overdue_open"]
    'is_in_window AND is_overdue_open'
    """
    return {one["measure"]: one["condition"] for one in SUM.finditer(of_the_whole())}


def behind_figure(
    inputs: Path,
    unit_code: str,
    measure: str,
    *,
    campaign: Campaign,
    as_of: date,
    extracts: Path | None = None,
) -> pd.DataFrame:
    """The rows that a platform figure of a unit counts: every petition, or accounts by day.

    Columns: petition_id, unit_code, received_at, due_at, resolved_at, status, on_time, rating; or
    day, accounts (by registration where the measure is one, else by activation). Where
    platform/counts gives the measure: unit_code, date, value, row (of that table). Parents get the
    rows of the units that their figure sums (COUNTING 17). No account is ever named.
    """
    if unit_code not in campaign.unit_by_code:
        raise CallError(f"{unit_code}: không có đơn vị này trong danh mục")
    codes = _parts(unit_code, measure, campaign)
    with fetched(campaign, extracts, progress=lambda _: None) as placed:
        counted = _sent_counted(inputs, codes, measure, campaign=placed, as_of=as_of)
        if counted is not None:
            return counted
        condition = conditions().get(measure)
        if condition is None:
            raise CallError(_not_counted(measure))
        logs = ("petitions",) if measure.startswith(PETITIONS) else ("accounts", "usage")
        aliases = read_source(inputs, "reviews/unit_aliases", campaign=placed)
        names = UnitNames(placed, aliases.frame if aliases else NO_ALIASES)
        with counted_logs(inputs, placed, as_of=as_of, names=names, wanted=logs) as (engine, _):
            return engine.execute(_listing(measure, condition), {"codes": codes}).df()


def sum_behind(rows: pd.DataFrame) -> float:
    """What the rows of behind_figure add up to."""
    column = next((name for name in ("accounts", "value") if name in rows), None)
    return float(rows[column].sum()) if column else float(len(rows))


def _listing(measure: str, condition: str) -> str:
    """The query for what a measure counts in the units `codes`."""
    if measure.startswith(PETITIONS):
        moments = ("received_at", "due_at", "resolved_at")
        shown = {one: LOCAL.format(one) for one in moments}
        shown |= {one: one for one in ("status", "on_time", "rating")}
        texts = [TEXT.format(name, value) for name, value in shown.items()]
        return (
            f"SELECT petition_id, unit_code, {', '.join(texts)} FROM petition_facts "
            f"WHERE ({condition}) AND unit_code IN (SELECT unnest($codes)) "
            "ORDER BY petition_facts.received_at, petition_id"
        )
    day = "registered_at" if "_registered_" in measure else "active_at"
    is_staff = measure.startswith("staff_")
    unit = "staff_unit_code" if is_staff else "unit_code"
    residents = "" if is_staff else "WHERE has_residents"
    return (
        f"SELECT strftime(make_timestamp({day}), '%Y-%m-%d') AS day, count(*) AS accounts "
        f"FROM account_facts WHERE ({condition}) AND {unit} IN (SELECT unnest($codes)) "
        f"AND {unit} IN (SELECT unit_code FROM units {residents}) GROUP BY day ORDER BY day"
    )


def _sent_counted(
    inputs: Path, codes: list[str], measure: str, *, campaign: Campaign, as_of: date
) -> pd.DataFrame | None:
    """The rows of platform/counts that give a measure; None where it is counted in logs."""
    counts = read_source(inputs, "platform/counts", campaign=campaign)
    if counts is None:
        return None
    known = known_counts(counts.frame, campaign=campaign, as_of=as_of)
    if measure not in set(known["measure"]):
        return None
    latest, _ = latest_counts(known[known["measure"] == measure], campaign)
    rows = latest[latest["unit_code"].isin(codes)]
    return rows[["unit_code", "date", "value", "row"]].reset_index(drop=True)


def _not_counted(measure: str) -> str:
    """Why no row can be listed, and what can be asked instead."""
    if measure == "accounts_new":
        return (
            "--measure accounts_new: là hiệu của accounts_active_close và accounts_active_open; "
            "xem từng số đó"
        )
    choices = ", ".join(conditions())
    return f"--measure {measure}: không đếm từ nhật ký từng dòng; chọn trong {choices}"


def _parts(unit_code: str, measure: str, campaign: Campaign) -> list[str]:
    """The units whose rows make up a unit's figure (COUNTING 17)."""
    rule = campaign.measure_by_code[measure].parent if measure in campaign.measure_by_code else ""
    children = campaign.children.get(unit_code, ())
    if not children or rule not in ("sum", "sum_with_own"):
        return [unit_code]
    own = [unit_code] if rule == "sum_with_own" else []
    return [*own, *(code for child in children for code in _parts(child, measure, campaign))]
