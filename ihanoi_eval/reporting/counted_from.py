"""What an indicator of a unit was counted from: each figure, its source, and where it stands."""

from typing import Any

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.evidence.panel import MIXED
from ihanoi_eval.reporting.facts import (
    UnitView,
    indicator_of,
    measure_label,
    records,
    rows_of,
    source_anchor,
    table,
)
from ihanoi_eval.reporting.levels import OFFICERS_PAGE, is_made_at, level_of
from ihanoi_eval.reporting.wording import names, word
from ihanoi_eval.vietnamese import MISSING, format_count, format_number, format_percent

WITHOUT_DENOMINATOR = ("count", "timeliness", "value")
REGISTERS = {  # where the figures of registers stand; what else a register says is its own name
    "population_15plus": "population",
    "households": "population",
    "staff_count": "staff",
    "leaders_count": "staff",
    "staff_due": "staff",
    "accounts_target": "targets",
    "public_services": "services",
    "report_days_late": "receipts",
    "report_complete": "receipts",
}
REPORTED = "submissions/reported."  # reports that were collected by other means
LOGS = {  # by the first word of a measure
    "accounts": "platform/accounts",
    "features": "platform/usage",
    "petitions": "platform/petitions",
    "staff": "platform/accounts",
}


def counted_from(view: UnitView) -> pd.DataFrame:
    """Every figure behind every indicator of a unit, in rubric order.

    Columns: indicator, measure, used_value, used_source, place, page. place: file, sheet and cell
    for a reported figure, the file for one of a register or of the platform, the units below for a
    sum. page: where the page of evidence shows that file, if the run read it.
    A figure that nobody supplied has no value and no source.
    """
    campaign = view.evaluation.rules.campaign
    league = campaign.unit_by_code[view.unit_code].league
    panel = rows_of(view.evaluation, "panel", view.unit_code).set_index("measure")
    found = []
    for rule in view.evaluation.rules.rubric.indicators_of(league):
        for measure in rule.measures:
            known = measure in panel.index
            source = str(panel.loc[measure, "used_source"]) if known else ""
            value = panel.loc[measure, "used_value"] if known else float("nan")
            place = _place(view, measure, source) if source else ""
            page = _page(view.evaluation, place, source) if place else ""
            found.append((rule.code, measure, value, source, place, page))
    columns = ["indicator", "measure", "used_value", "used_source", "place", "page"]
    return pd.DataFrame(found, columns=columns)


def value_texts(evaluation: Evaluation, row: dict[str, Any]) -> tuple[str, str, str]:
    """Counts, value and adjusted value of a row of `indicators`; missing, none and 0/0 apart."""
    rule = indicator_of(evaluation, str(row["indicator"]))
    status = str(row["status"])
    counts = ""
    if rule is not None and rule.kind not in WITHOUT_DENOMINATOR:
        counts = f"{amount(row['numerator'])} / {amount(row['denominator'])}"
    if status != "measured":
        return counts, word("measured", status), ""
    if pd.isna(row["value"]):
        return counts, "chưa phát sinh", format_percent(row["adjusted_value"])
    is_rate = rule is None or rule.kind not in ("count", "value")
    write = format_percent if is_rate else amount
    changed = row["adjusted_value"] != row["value"] and not pd.isna(row["adjusted_value"])
    return counts, write(row["value"]), write(row["adjusted_value"]) if changed else ""


def amount(count: float) -> str:
    """A count, with a decimal where it is none: an effective target is a share of people.

    >>> amount(1500.0), amount(12.34), amount(float("nan"))
    ('1.500', '12,3', '–')
    """
    if count != count:
        return MISSING
    return format_count(count) if count == round(count) else format_number(count, decimals=1)


def figure_text(view: UnitView, row: dict[str, Any]) -> str:
    """A row of counted_from as a line: what, how many, from which source, where it stands."""
    label = measure_label(view.evaluation, row["measure"])
    if not row["used_source"]:
        return f"{label}: chưa có số liệu"
    where = f" ({row['place']})" if row["place"] else ""
    source = word("source", row["used_source"])
    return f"{label}: {amount(row['used_value'])}; {source}{where}"


def used_instead(view: UnitView, measure: str) -> list[str]:
    """Figures used in the place of the platform's for a unit, or for those that it sums.

    A line each: unit, figure used, source and place; the platform's beside it.
    """
    rows = rows_of(view.evaluation, "panel", view.unit_code)
    used = rows[(rows["measure"] == measure) & ~rows["used_source"].isin(["platform", MIXED, ""])]
    if len(used):
        row = used.iloc[0]
        return [
            f"{view.unit_code}: lần chạy dùng {amount(row['used_value'])}, "
            f"{word('source', row['used_source'])} ({_place(view, measure, row['used_source'])}), "
            f"thay cho {amount(row['platform_value'])} của hệ thống"
        ]
    campaign = view.evaluation.rules.campaign
    if campaign.measure_by_code[measure].parent == "own":
        return []
    below = [UnitView(view.evaluation, code) for code in campaign.children.get(view.unit_code, ())]
    return [line for one in below for line in used_instead(one, measure)]


def _place(view: UnitView, measure: str, source: str) -> str:
    """Where a used figure stands, as far as the run knows."""
    campaign = view.evaluation.rules.campaign
    below = campaign.children.get(view.unit_code, ())
    if source == "verified":
        return "reviews/verifications"
    if below and campaign.measure_by_code[measure].parent != "own":
        return f"cộng từ {len(below)} đơn vị trực thuộc"
    if source == "self_report":
        rows = rows_of(view.evaluation, "reported", view.unit_code)
        return names([_cell(row) for row in records(rows[rows["measure"] == measure])], most=3)
    if source == "platform":
        log = LOGS.get(measure.partition("_")[0], "")
        sent = table(view.evaluation, "sources")["file"].str.startswith(log or "-")
        return log if sent.any() else "platform/counts"
    return f"registers/{REGISTERS[measure]}, mã {view.unit_code}" if measure in REGISTERS else ""


def _page(evaluation: Evaluation, place: str, source: str) -> str:
    """Where the page of evidence shows the file of a place; nothing for a sum, or without it."""
    if not is_made_at(level_of(evaluation), OFFICERS_PAGE):
        return ""
    name = place.partition(",")[0]
    wanted = (f"{name}.", f"{name}/")  # one file, or a folder of parts
    if source == "self_report":
        wanted = (f"submissions/{name}", REPORTED)
    files = table(evaluation, "sources")
    read = [files[files["file"].str.startswith(start)] for start in wanted]
    first = next((rows for rows in read if len(rows)), None)
    return "" if first is None else f"{OFFICERS_PAGE}.html#{source_anchor(first['sha256'].iloc[0])}"


def _cell(row: dict[str, Any]) -> str:
    """Where a reported figure was written."""
    parts = [str(row["file"])]
    parts += [f"trang {row['sheet']}"] if row["sheet"] else []
    cell = str(row["cell"])
    parts += [cell if " " in cell else f"ô {cell}"] if cell else []  # a list says `dòng 2` itself
    return ", ".join(parts)
