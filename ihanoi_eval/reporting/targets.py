"""What the targets ask of units, as a picture and as questions: never a verdict on who set them."""

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.disclosure import is_small
from ihanoi_eval.reporting.facts import name_of, page_of, place_of, records, source_note, table
from ihanoi_eval.reporting.html import Html, paragraph
from ihanoi_eval.reporting.levels import BELOW, KEPT_BACK, is_kept_back, level_of
from ihanoi_eval.reporting.row_charts import Row, rows_chart
from ihanoi_eval.reporting.tables import worded_column
from ihanoi_eval.reporting.wording import names, word
from ihanoi_eval.vietnamese import format_percent

COUNTED = ("accounts_target", "accounts_active_open", "population_15plus")  # what it rests on
SAID = ("accounts_target", "accounts_gap", "target_share", "effective_target")
SEATED = ("award", "council")
MOST_ASKED, MOST_NAMED = 20, 8
WIDEST = 0.30  # of the people left to win: the scale of every run's picture


def targets_chart(evaluation: Evaluation) -> Html | None:
    """Each parent's target against the people its units can still win, and half of its units.

    The line is the whole's; nothing is drawn where nobody has a target.
    """
    audit = table(evaluation, "targets_audit").dropna(subset=["target_share"])
    campaign = evaluation.rules.campaign
    every = audit[audit["unit_code"].isin(campaign.children)]
    audit = audit[~_kept_back(evaluation, audit)]
    parents = audit[audit["unit_code"].isin(campaign.children)]
    if parents.empty:
        return None
    parents = parents.sort_values(["target_share", "unit_code"], ascending=[False, True])
    shares = audit.set_index("unit_code")["target_share"]
    rows = []
    for row in records(parents):
        own = shares.reindex(campaign.children[row["unit_code"]]).dropna()
        own = own if len(own) else pd.Series([row["target_share"]])
        low, high = float(own.quantile(0.25)), float(own.quantile(0.75))
        rows.append(
            Row(
                name=name_of(evaluation, row["unit_code"]),
                at=row["target_share"] / WIDEST,
                words=format_percent(row["target_share"]),
                shape="diamond",
                colour=d.INK,
                span=(low / WIDEST, high / WIDEST),
            )
        )
    whole = every["accounts_target"].sum() / every["accounts_gap"].sum()
    title = (
        f"Chỉ tiêu được giao bằng {rows[-1].words} đến {rows[0].words} số người chưa có tài khoản, "
        "tùy nơi"
    )
    return rows_chart(
        rows,
        title=title,
        alt=d.sentence(title, *(f"{row.name} {row.words}" for row in (rows[0], rows[-1]))),
        ends=("0%", format_percent(WIDEST, decimals=0)),
        limit=whole / WIDEST,
        limit_words=f"chung {format_percent(whole)}",
        note=source_note(
            evaluation,
            "◆: tổng chỉ tiêu trên tổng số người chưa có tài khoản khi bắt đầu; đường ngang: một "
            "nửa số đơn vị trực thuộc nằm trong khoảng này",
        ),
    )


def _kept_back(evaluation: Evaluation, rows: pd.DataFrame) -> pd.Series:
    """Which rows' figures are not said: the target, or the people left to win, are kept back."""
    shared = level_of(evaluation) != "internal"
    kept = [
        shared and (is_small(gap) or is_kept_back(evaluation, code, *COUNTED))
        for code, gap in zip(rows["unit_code"], rows["accounts_gap"], strict=True)
    ]
    return pd.Series(kept, index=rows.index, dtype="bool")


def _said(evaluation: Evaluation, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with words in the place of figures that are kept back."""
    kept = _kept_back(evaluation, rows)
    return rows.assign(**{name: rows[name].astype("object").mask(kept, KEPT_BACK) for name in SAID})


def _below(rows: pd.DataFrame) -> list[str]:
    """What stands below a table that keeps something back."""
    return [BELOW] if (rows[list(SAID)] == KEPT_BACK).any(axis=None) else []


def targets_sentence(evaluation: Evaluation) -> str:
    """How many places of the list hang on how the targets were set."""
    audit = table(evaluation, "targets_audit")
    by_target, by_gap = (
        set(audit["unit_code"][audit[f"decision_by_{name}"].isin(SEATED)])
        for name in ("attainment", "gap")
    )
    if not by_target:
        return "Chưa có danh sách để so hai cách xếp."
    both = len(by_target & by_gap)
    return (
        f"Với cùng điều kiện và số lượng, nếu chỉ xếp theo mức hoàn thành chỉ tiêu thì có "
        f"{len(by_target)} đơn vị được đề nghị, nếu chỉ xếp theo mức lấp khoảng trống thì có "
        f"{len(by_gap)}; {both} đơn vị có tên ở cả hai. Phần khác nhau cho biết chỉ tiêu giao khó, "
        "dễ khác nhau đến đâu, không cho biết ai làm tốt hơn."
    )


def turned_table(evaluation: Evaluation) -> Html:
    """The units that one of the two lists names and the other does not."""
    audit = table(evaluation, "targets_audit")
    one, other = (audit[f"decision_by_{name}"].isin(SEATED) for name in ("attainment", "gap"))
    rows = audit[one != other].sort_values(["target_share", "unit_code"])
    if rows.empty:
        return Html("")
    rows = _said(evaluation, rows)
    frame = pd.DataFrame(
        {
            "name": [place_of(evaluation, code) for code in rows["unit_code"]],
            "target_share": rows["target_share"].tolist(),
            "rank_by_attainment": rows["rank_by_attainment"].tolist(),
            "decision_by_attainment": worded_column("decision", rows["decision_by_attainment"]),
            "rank_by_gap": rows["rank_by_gap"].tolist(),
            "decision_by_gap": worded_column("decision", rows["decision_by_gap"]),
            "page": [page_of(evaluation, code) for code in rows["unit_code"]],
        }
    )
    return make_table(
        frame,
        caption="Đơn vị có tên ở danh sách này mà không có ở danh sách kia",
        labels={
            "name": "Đơn vị",
            "target_share": "Chỉ tiêu trên số người chưa có tài khoản",
            "rank_by_attainment": "Hạng theo chỉ tiêu",
            "decision_by_attainment": "Kết quả theo chỉ tiêu",
            "rank_by_gap": "Hạng theo lấp khoảng trống",
            "decision_by_gap": "Kết quả theo lấp khoảng trống",
        },
        kinds={"name": "text", "decision_by_attainment": "text", "decision_by_gap": "text"},
        links={"name": "page"},
        note=source_note(evaluation, *_below(rows)),
    )


def targets_asked(evaluation: Evaluation) -> Html:
    """Targets unlike all others, or held to a bound, as questions to who set them."""
    audit = table(evaluation, "targets_audit")
    leaves = audit[~audit["unit_code"].isin(evaluation.rules.campaign.children)]
    odd = (leaves["is_outlier"] == "true") | leaves["status"].isin(["below_floor", "above_ceiling"])
    asked = leaves[odd].sort_values(["target_share", "unit_code"])
    limits = evaluation.rules.campaign.limits
    bounds = (
        f"{format_percent(float(limits.target_floor), decimals=0)} đến "
        f"{format_percent(float(limits.target_ceiling), decimals=0)}"
    )
    without = leaves["unit_code"][leaves["status"] == "not_set"]
    named = names([place_of(evaluation, code) for code in without], most=MOST_NAMED)
    rest = paragraph(f"Không được giao chỉ tiêu: {named}.") if len(without) else Html("")
    if asked.empty:
        return paragraph(f"Không chỉ tiêu nào khác hẳn hoặc ngoài mức {bounds}.") + rest
    shown = asked.head(MOST_ASKED)
    frame = _said(evaluation, shown).assign(
        name=[place_of(evaluation, code) for code in shown["unit_code"]],
        status=[word("target", code) for code in shown["status"]],
    )
    left = len(asked) - len(shown)
    more = f" Còn {left} đơn vị, xem tables/targets_audit.csv." if left else ""
    return (
        make_table(
            frame,
            caption="Chỉ tiêu cần hỏi lại: căn cứ giao là gì, dân số có đúng không?",
            labels={
                "name": "Đơn vị",
                "accounts_target": "Chỉ tiêu",
                "accounts_gap": "Số người chưa có tài khoản",
                "target_share": "Tỷ lệ",
                "effective_target": "Chỉ tiêu dùng để tính",
                "status": f"So với mức {bounds}",
            },
            kinds={
                **{"name": "text", "status": "text"},
                **{"accounts_target": "count", "accounts_gap": "count"},
                "effective_target": "count",
            },
            note=source_note(evaluation, "khác hẳn: ngoài 1,5 khoảng tứ phân vị", *_below(frame))
            + more,
        )
        + rest
    )
