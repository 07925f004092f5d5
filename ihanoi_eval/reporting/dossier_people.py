"""Who is proposed and who votes, and how a document names them; only documents read these."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import place_of, records
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.schemas import empty_table
from ihanoi_eval.vietnamese import format_date, format_percent

Row = dict[str, Any]
BLANK: Final = "…"  # what a hand fills in


def people_table(evaluation: Evaluation, name: str) -> pd.DataFrame:
    """A table of nominees/; one without a row where the run has none."""
    found = evaluation.people.get(name)
    return empty_table(name) if found is None else found


def who_text(evaluation: Evaluation, row: Mapping[str, Any]) -> str:
    """The unit or nominee of a row, by name."""
    if row["unit_code"]:
        return place_of(evaluation, str(row["unit_code"]))
    nominees = people_table(evaluation, "nominees").set_index("nominee_id")["name"]
    return str(nominees.get(row["nominee_id"], row["nominee_id"]))


def too_few_votes(evaluation: Evaluation) -> dict[str, str]:
    """For each unit or nominee with fewer votes than the threshold, the share in words."""
    rows = people_table(evaluation, "votes")
    return {
        row["unit_code"] or row["nominee_id"]: f"biểu quyết {format_percent(row['votes_share'])}, "
        "dưới mức tối thiểu"
        for row in records(rows[rows["is_enough"] == "false"])
    }


def decisions_text(evaluation: Evaluation) -> list[str]:
    """What the Council decided otherwise than the draft, or chose where the draft left it open.

    A row that confirms the draft changes nothing, so it is not told: the list itself says it; nor
    does one that does not select whom a gate bars.
    """
    found = []
    rows = people_table(evaluation, "decisions")
    is_barred = (rows["drafted"] == "not_eligible") & (rows["decision"] == "not_selected")
    for row in records(rows[(rows["decision"] != rows["drafted"]) & ~is_barred]):
        who = who_text(evaluation, row)
        before, after = word("decision", row["drafted"]), word("decision", row["decision"])
        state = "" if row["is_applied"] == "true" else " (chưa tính vào danh sách)"
        found.append(
            f"{who}: từ “{before}” thành “{after}”, lý do: {row['reason']}, văn bản "
            f"{row['document_no']} ngày {format_date(row['on_date'])}{state}."
        )
    return found


def list_label(evaluation: Evaluation, name: str) -> str:
    """What a list of the proposal is called."""
    league = evaluation.rules.campaign.league_by_code.get(name)
    return league.label if league else word("list", name)
