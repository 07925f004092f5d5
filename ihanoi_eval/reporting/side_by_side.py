"""One figure from several hands: report, platform, register, verification, and which was used."""

import numpy as np
import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, show
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.disclosure import LEAST, shared_count
from ihanoi_eval.reporting.facts import measure_label, source_note, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.tables import in_part, named, objects
from ihanoi_eval.reporting.wording import word

VALUES = {
    "reported_value": "Báo cáo",
    "platform_value": "Hệ thống",
    "register_value": "Sổ",
    "verified_value": "Thẩm định",
}
MOST = 12  # in sight; the others are folded


def differing(evaluation: Evaluation) -> pd.DataFrame:
    """The rows of `panel` that a verification replaced or of which two sources stand apart.

    Apart is further than the measure's tolerance, as a share of the used value; verified ones come
    first, then the widest gaps, those of a few last. A parent's sums are told by its units.
    """
    campaign = evaluation.rules.campaign
    panel = table(evaluation, "panel")
    panel = panel[panel["unit_code"].isin(campaign.unit_by_code)]
    rules = campaign.measure_by_code
    of_below = {code for code, rule in rules.items() if rule.parent != "own"}
    summed = panel["unit_code"].isin(campaign.children) & panel["measure"].isin(of_below)
    panel = panel[~summed | panel["verified_value"].notna()]
    values = panel[list(VALUES)]
    span = values.max(axis=1) - values.min(axis=1)
    used = panel["used_value"].abs()
    gap = (span / used.where(used > 0)).where(span > 0, 0.0).fillna(np.inf)
    limits = {code: float(rule.tolerance.warning) for code, rule in rules.items()}
    limit = panel["measure"].map(limits).astype("float64")
    is_verified = panel["verified_value"].notna()
    rows = panel.assign(gap=gap, is_verified=is_verified, is_small=span < LEAST)
    rows = rows[is_verified | ((values.notna().sum(axis=1) > 1) & (gap > limit))]
    return rows.sort_values(
        ["is_verified", "is_small", "gap", "unit_code", "measure"],
        ascending=[False, True, False, True, True],
    )


def side_by_side(evaluation: Evaluation) -> Html:
    """The figures that differ, their sources in a row, and which one counts."""
    rows = differing(evaluation)
    if rows.empty:
        return callout("note", "Không có số liệu nào của hai nguồn lệch quá mức cho phép.")
    shown = {name: _shared(rows["measure"], rows[name]) for name in VALUES}
    used = _shared(rows["measure"], rows["used_value"])
    frame = named(evaluation, rows).assign(
        **shown,
        measure=[measure_label(evaluation, code) for code in rows["measure"]],
        used_value=used,
        used_source=[word("source", code) for code in rows["used_source"]],
    )
    labels = {"name": "Đơn vị", "measure": "Chỉ tiêu", **VALUES}
    labels |= {"used_value": "Đã dùng", "used_source": "Nguồn đã dùng"}
    for name in VALUES:
        if rows[name].isna().all():
            del labels[name]

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Số liệu các nguồn khác nhau, và số được dùng",
            labels=labels,
            kinds={
                **{"name": "text", "measure": "text", "used_source": "text"},
                **dict.fromkeys([*VALUES, "used_value"], "count"),
            },
            links={"name": "page"},
            note=note or source_note(evaluation, "số đã thẩm định đứng trước, rồi đến lệch nhiều"),
        )

    return in_part(frame, make, most=MOST, name="panel", what="số liệu khác nhau")


def change_of_verified(evaluation: Evaluation, row: dict[str, object]) -> Html:
    """A verified row of `panel` as before → after, small counts of residents kept back."""
    measure = str(row["measure"])
    rule = evaluation.rules.campaign.measure_by_code[measure]
    sources = {"platform": "platform_value", "register": "register_value"}
    columns = [sources.get(one, "reported_value") for one in rule.sources]
    values = pd.Series([row[name] for name in columns], dtype="float64").dropna()
    before = values.iloc[0] if len(values) else float("nan")
    after = float(str(row["verified_value"]))
    parts = [show(shared_count(measure, value), "count") for value in (before, after)]
    return parts[0] + Html(" → ") + parts[1]


def _shared(measures: pd.Series, counts: pd.Series) -> pd.Series:
    """Counts as a page that others read shows them."""
    pairs = zip(measures, counts, strict=True)
    return objects([shared_count(measure, count) for measure, count in pairs], counts)
