"""What people decided over the numbers: every documented row of reviews, by whom, when, on what."""

from collections.abc import Callable
from datetime import date
from typing import Final

import pandas as pd

from ihanoi_eval.evidence.registers import documented
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table
from ihanoi_eval.vietnamese import comparison_key

NOT_APPLICABLE: Final = "registers/not_applicable"
# Of each input table: what its rows are, and which of its columns say what; who signed as a person
# stays in reviews/, a body may be named (DESIGN §6).
KINDS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "reviews/verifications": (
        "verification",
        {"about": "measure", "value": "verified_value", "reason": "reason", "body": "verified_by"},
    ),
    "reviews/adjustments": ("adjustment", {"value": "points", "reason": "reason"}),
    "reviews/waivers": (
        "waiver",
        {"about": "rule", "reason": "reason", "body": "authorised_by"},
    ),
    "reviews/on_hold": ("hold", {"reason": "reason", "until": "until"}),
    "reviews/decisions": ("decision", {"status": "decision", "reason": "reason"}),
    NOT_APPLICABLE: ("not_applicable", {"about": "indicator", "reason": "reason"}),
    "reviews/inspections": (
        "inspection",
        {"status": "severity", "reason": "result", "body": "team"},
    ),
    "reviews/followups": (
        "followup",
        {"about": "finding_id", "status": "status", "reason": "note", "body": "answered_by"},
    ),
}
PERSONS: Final = ("verified_by", "authorised_by", "answered_by")


def overrides_table(
    read: Callable[[str], pd.DataFrame], *, campaign: Campaign, as_of: date
) -> pd.DataFrame:
    """The table `overrides`: the rows with a document that are known at the end of as_of.

    read: the rows of an input table by its name. Rows without a document or a day are asked about
    by their own readers (COUNTING 23). Which of them changed something is for the pages to say.
    """
    bodies = _bodies(campaign)
    types = dict(empty_table("overrides").dtypes)
    frames = [_rows(read(name), name, bodies, as_of=as_of) for name in KINDS]
    filled = [frame[list(types)].astype(types) for frame in frames if len(frame)]
    return sort_table(pd.concat(filled), "overrides") if filled else empty_table("overrides")


def _rows(rows: pd.DataFrame, name: str, bodies: set[str], *, as_of: date) -> pd.DataFrame:
    """One review's documented rows in the columns of `overrides`."""
    kind, columns = KINDS[name]
    dated = rows
    if name == NOT_APPLICABLE:  # a register's row without a date is no dated document: it counts
        dated = rows.assign(on_date=rows["on_date"].replace("", as_of.isoformat()))
    known, _ = documented(dated, as_of=as_of, name=name)
    known = rows.loc[known.index]
    frame = known.assign(file=name, kind=kind)
    for column in ("nominee_id", "about", "status", "reason", "body", "until"):
        frame[column] = known[columns[column]] if column in columns else known.get(column, "")
    frame["value"] = known[columns["value"]] if "value" in columns else float("nan")
    if columns.get("body") in PERSONS:
        frame["body"] = [text if comparison_key(text) in bodies else "" for text in frame["body"]]
    if "unit_code" not in known:
        frame["unit_code"] = [(f"{one}::").split(":")[1] for one in known["finding_id"]]
    return frame


def _bodies(campaign: Campaign) -> set[str]:
    """The names that are a body's and nobody's own: units of the register and who issues."""
    names = [unit.name for unit in campaign.units] + [campaign.issuer, campaign.issuer_parent]
    return {comparison_key(name) for name in names if name}
