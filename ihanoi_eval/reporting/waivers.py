"""Conditions that a unit passes only because a document says so: seen wherever it is proposed."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.gates import PASSED
from ihanoi_eval.reporting.facts import gate_label, place_of, records, table
from ihanoi_eval.reporting.html import Html, join, paragraph, text
from ihanoi_eval.reporting.wording import lower_first

WAIVED = "được miễn theo"  # how the reason of a waived gate begins
MOST = 20  # waivers that a page names before it says where the rest are


def waivers(evaluation: Evaluation) -> pd.DataFrame:
    """The rows of `gates` that a waiver passed; their evidence is its document."""
    rows = table(evaluation, "gates")
    return rows[(rows["status"] == PASSED) & rows["reason"].str.startswith(WAIVED)]


def waived(evaluation: Evaluation, unit_code: str, gate: str = "") -> str:
    """The documents that pass a unit's gates, or one gate, in words; empty where none does."""
    rows = waivers(evaluation)
    rows = rows[rows["unit_code"] == unit_code]
    if gate:
        return "; ".join(f"{WAIVED} {one}" for one in rows["evidence"][rows["gate"] == gate])
    return "; ".join(
        f"{lower_first(gate_label(evaluation, row['gate']))}: {WAIVED} {row['evidence']}"
        for row in records(rows)
    )


def excused_units(evaluation: Evaluation, *decisions: str) -> list[str]:
    """Units with one of these decisions that owe a condition to a document, by code."""
    listed = table(evaluation, "shortlist")
    proposed = listed["unit_code"][listed["decision"].isin(decisions)]
    return sorted(set(waivers(evaluation)["unit_code"]) & set(proposed))


def waivers_list(evaluation: Evaluation) -> Html:
    """Proposed units that owe a condition to a document, each with it; nothing without any."""
    codes = excused_units(evaluation, "award", "council")
    if not codes:
        return Html("")
    items = [
        Html(f"<li>{text(place_of(evaluation, code))}: {text(waived(evaluation, code))}</li>")
        for code in codes[:MOST]
    ]
    left = len(codes) - len(items)
    rest = paragraph(f"Và {left} đơn vị khác, xem tables/gates.csv.") if left else Html("")
    head = paragraph("Đơn vị trong danh sách được miễn điều kiện bằng văn bản:")
    return head + Html(f"<ul>{join(items)}</ul>") + rest
