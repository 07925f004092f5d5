"""What stands behind a counted figure: petitions by id, accounts by day, from platform.sql."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.evidence.database import fetched
from ihanoi_eval.evidence.platform import counted_logs
from ihanoi_eval.evidence.platform_parts import platform_sql
from ihanoi_eval.rules.campaign import Campaign

SUM = re.compile(r"count\(\*\) FILTER \((?P<condition>.+)\)(?:\s+END)?\s+AS (?P<measure>\w+)")
PETITIONS = "petitions_"
LOCAL = "strftime(make_timestamp({0}), '%Y-%m-%d %H:%M:%S') AS {0}"


def conditions() -> dict[str, str]:
    """What platform.sql sums for each measure, as it stands there.

    >>> conditions()["petitions_overdue_open"]
    'is_in_window AND is_overdue_open'
    """
    return {one["measure"]: one["condition"] for one in SUM.finditer(platform_sql())}


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
    day, accounts (by registration where the measure is one, else by activation). Parents get the
    rows of the units that their figure sums (COUNTING 17). No account is ever named.
    """
    known = conditions()
    if measure not in known:
        raise CallError(
            f"--measure {measure}: không đếm từ nhật ký từng dòng; chọn trong {', '.join(known)}"
        )
    if unit_code not in campaign.unit_by_code:
        raise CallError(f"{unit_code}: không có đơn vị này trong danh mục")
    codes = _parts(unit_code, measure, campaign)
    with (
        fetched(campaign, extracts, progress=lambda _: None) as placed,
        counted_logs(inputs, placed, as_of=as_of) as (connection, _),
    ):
        if measure.startswith(PETITIONS):
            moments = [LOCAL.format(one) for one in ("received_at", "due_at", "resolved_at")]
            sql = (
                f"SELECT petition_id, unit_code, {', '.join(moments)}, status, on_time, rating "
                f"FROM petition_facts WHERE ({known[measure]}) AND unit_code IN (SELECT * FROM "
                "unnest($codes)) ORDER BY petition_facts.received_at, petition_id"
            )
        else:
            unit = "staff_unit_code" if measure.startswith("staff_") else "unit_code"
            day = "registered_at" if "_registered_" in measure else "active_at"
            sql = (
                f"SELECT strftime(make_timestamp({day}), '%Y-%m-%d') AS day, count(*) AS accounts "
                f"FROM account_facts WHERE ({known[measure]}) AND {unit} IN (SELECT * FROM "
                "unnest($codes)) GROUP BY day ORDER BY day"
            )
        return connection.execute(sql, {"codes": codes}).df()


def _parts(unit_code: str, measure: str, campaign: Campaign) -> list[str]:
    """The units whose rows make up a unit's figure."""
    rule = campaign.measure_by_code[measure].parent if measure in campaign.measure_by_code else ""
    below = campaign.children.get(unit_code, ()) if rule in ("sum", "sum_with_own") else ()
    return [unit_code, *(code for child in below for code in _parts(child, measure, campaign))]
