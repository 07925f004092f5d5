"""Who has to hand in a report, who has not, and whose report came late or is not complete."""

from dataclasses import dataclass

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import name_of, table
from ihanoi_eval.reporting.wording import names
from ihanoi_eval.vietnamese import sort_key

NAMED = 5  # communes that a district's row names before it says how many more


@dataclass(frozen=True)
class Reports:
    """The units that hand in a workbook of their own, and those of which none is known."""

    due: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def share(self) -> str:
        """How many are waited for, of how many: 4/50."""
        return f"{len(self.waiting)}/{len(self.due)}"


def due_reports(evaluation: Evaluation) -> Reports:
    """Who is due and has not reported; nobody in a campaign that asks for no report.

    Districts send their communes' rows with their own, so that only the workbook's sender counts.
    """
    due = _of_leagues(evaluation, "own_workbook")
    rows = table(evaluation, "reports")
    received = set(rows["unit_code"][rows["file"] != ""])
    return Reports(tuple(due), tuple(code for code in due if code not in received))


def asks_reports(evaluation: Evaluation) -> bool:
    """Whether any unit has to hand in a report in this campaign."""
    return bool(due_reports(evaluation).due)


def not_in_order(evaluation: Evaluation) -> pd.DataFrame:
    """The rows of `reports` of senders that are late, missing when due, or received incomplete."""
    rows = table(evaluation, "reports")
    rows = rows[rows["unit_code"].isin(due_reports(evaluation).due)]
    return rows[rows["status"].isin(["late", "missing"]) | _is_incomplete(rows)]


def rows_not_in_order(evaluation: Evaluation) -> pd.DataFrame:
    """How many units' rows in the workbook of the unit above are missing or not complete, by it.

    Columns: unit_code (of the unit above), missing, incomplete, units (names, the first few).
    """
    rows = table(evaluation, "reports")
    rows = rows[rows["unit_code"].isin(_of_leagues(evaluation, "row_of_parent"))]
    is_missing, is_incomplete = rows["status"] == "missing", _is_incomplete(rows)
    rows = rows.assign(missing=is_missing, incomplete=is_incomplete)[is_missing | is_incomplete]
    units = evaluation.rules.campaign.unit_by_code
    parents = rows["unit_code"].map(lambda code: units[code].parent_code)
    found = [
        {
            "unit_code": str(parent),
            "missing": int(group["missing"].sum()),
            "incomplete": int(group["incomplete"].sum()),
            "units": names(
                sorted((name_of(evaluation, code) for code in group["unit_code"]), key=sort_key),
                most=NAMED,
            ),
        }
        for parent, group in rows.groupby(parents)
    ]
    return pd.DataFrame(found, columns=["unit_code", "missing", "incomplete", "units"])


def _is_incomplete(rows: pd.DataFrame) -> pd.Series:
    """Which reports were received and lack something that the form requires."""
    return (rows["file"] != "") & (rows["is_complete"] == "false")


def _of_leagues(evaluation: Evaluation, way: str) -> list[str]:
    """The units whose league reports in a way; none of a league without a form."""
    campaign = evaluation.rules.campaign
    return [
        code
        for league in campaign.ranked_leagues
        if league.reports == way and campaign.form_of(league.code)
        for code in campaign.units_of(league.code)
    ]
