"""What was decided about units while the campaign was reviewed: rows with a document and a day."""

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from ihanoi_eval.evidence.contradictions import Matter, settle
from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.evidence.registers import documented
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table

NOT_APPLICABLE = "registers/not_applicable"
INSPECTIONS = "reviews/inspections"
HOLDS = "reviews/on_hold"
WAIVERS = "reviews/waivers"
FOLLOWUPS = "reviews/followups"
ADJUSTED_ONCE = Matter(
    "adjustments_contradict",
    "reviews/adjustments",
    ("unit_code", "document_no"),
    ("points", "reason", "on_date"),
    "Văn bản {document_no} có các dòng điểm thưởng, điểm trừ khác nhau cho một đơn vị (dòng "
    "{rows}: {found}); không dòng nào được tính. Đề nghị ghi gộp thành một dòng.",
)
CARRIED = {  # of each, what gates and values look at; words only where a page repeats them
    NOT_APPLICABLE: ("unit_code", "indicator", "document_no", "on_date"),
    INSPECTIONS: ("unit_code", "severity", "document_no", "on_date"),
    HOLDS: ("unit_code", "reason", "document_no", "on_date", "until"),
    WAIVERS: ("unit_code", "rule", "document_no", "on_date"),
    FOLLOWUPS: ("finding_id", "status", "document_no", "on_date"),
}


def known_reviews(
    read: Callable[[str], pd.DataFrame], *, as_of: date
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Each review's known rows with a document, and the rows without one as findings (23).

    read: the rows of an input table by its name.
    """
    found: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    for name in CARRIED:
        rows = read(name)
        if name == NOT_APPLICABLE:  # a register row without a date is no dated document: it counts
            rows = rows.replace({"on_date": {"": as_of.isoformat()}})  # (COUNTING 2)
        found[name], bare = documented(rows, as_of=as_of, name=name)
        findings += bare
    return found, findings


def reviewed_table(reviews: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table `reviewed`: what a run needs to be judged again; nothing about or by persons."""
    types = dict(empty_table("reviewed").dtypes)
    parts = [empty_table("reviewed")]
    for name, rows in reviews.items():
        others = set(types) - {"file", "row", *CARRIED[name]}
        parts.append(rows.assign(file=name, **dict.fromkeys(others, ""))[list(types)])
    table = pd.concat(parts).astype(types)
    is_of_a_person = (table["file"] == HOLDS) & (table["unit_code"] == "")
    return sort_table(table[~is_of_a_person], "reviewed")


def counted_adjustments(
    rows: pd.DataFrame, *, as_of: date, campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """The table `adjustments`: documented rows of two decimals at most (COUNTING 5, 23, 28)."""
    known, findings = documented(rows, as_of=as_of, name="reviews/adjustments")
    single, contradicted = settle(known, ADJUSTED_ONCE, campaign)
    findings += contradicted
    fine = single["points"].notna() & ((single["points"] * 100).round(6) % 1 == 0)
    findings += [
        Finding(
            severity="error",
            check="adjustment_decimals",
            unit_code=unit,
            about=document,
            file="reviews/adjustments",
            row=row,
            column="points",
            found=as_found(points),
            expected="một số có nhiều nhất hai chữ số thập phân",
            message=f"Điểm thưởng, điểm trừ ghi {as_found(points)}, không phải số có nhiều nhất "
            "hai chữ số thập phân nên không tính.",
        )
        for unit, document, row, points in single.loc[
            ~fine, ["unit_code", "document_no", "row", "points"]
        ].itertuples(index=False, name=None)
    ]
    types = dict(empty_table("adjustments").dtypes)
    return sort_table(single.loc[fine, list(types)].astype(types), "adjustments"), findings


def ask_inspections(inspections: pd.DataFrame) -> list[Finding]:
    """One finding a serious inspection, under the id that follow-ups answer (COUNTING 30)."""
    serious = inspections[inspections["severity"] == "serious"]
    return [
        Finding(
            severity="error",
            check="inspection",
            unit_code=unit,
            about=document,
            file=INSPECTIONS,
            row=row,
            found=result,
            message=f"Kết luận kiểm tra {document}: {result}. Đề nghị đơn vị giải trình.",
        )
        for unit, document, row, result in serious[
            ["unit_code", "document_no", "row", "result"]
        ].itertuples(index=False, name=None)
    ]
