"""Counted exports of the platform in the place of logs, measure by measure (COUNTING 19)."""

from datetime import date, timedelta

import pandas as pd

from ihanoi_eval.evidence.contradictions import Matter, settle
from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_date

COUNTED_ONCE = Matter(
    "counts_contradict",
    "platform/counts",
    ("unit_code", "measure", "date"),
    ("value",),
    "{measure} ngày {date} có các giá trị khác nhau ({found}); không giá trị nào được tính. Đề "
    "nghị đơn vị vận hành hệ thống xuất lại.",
)
ENDS = ("accounts_active_close", "accounts_active_open")


def known_counts(counts: pd.DataFrame, *, campaign: Campaign, as_of: date) -> pd.DataFrame:
    """The rows of platform/counts that are known at T, those of the opening before it (19)."""
    opening = counts["measure"].str.endswith("_active_open")
    before = pd.Series(campaign.cut_off(as_of).isoformat(), index=counts.index, dtype="str")
    before = before.mask(opening, campaign.start.isoformat())
    return counts[counts["date"] < before].dropna(subset=["value"])


def latest_counts(known: pd.DataFrame, campaign: Campaign) -> tuple[pd.DataFrame, list[Finding]]:
    """The last row of each unit and measure; of one day that differ, none (5, 19)."""
    single, findings = settle(known, COUNTED_ONCE, campaign)
    latest = single.sort_values(["unit_code", "measure", "date"]).drop_duplicates(
        ["unit_code", "measure"], keep="last"
    )
    return latest, findings


def replace_by_counts(
    logs: pd.DataFrame, counts: pd.DataFrame, *, campaign: Campaign, as_of: date
) -> tuple[pd.DataFrame, list[Finding]]:
    """Counted exports in the place of logs, measure by measure: the latest row before T (19)."""
    known = known_counts(counts, campaign=campaign, as_of=as_of)
    latest, findings = latest_counts(known, campaign)
    # a measure whose rows contradict each other is still counted there and not in the logs
    replaced = logs["measure"].isin(set(known["measure"]))
    both = latest.merge(logs[replaced], on=["unit_code", "measure"], suffixes=("", "_log"))
    apart = both[both["value"] != both["value_log"]]
    findings += [
        Finding(
            severity="warning",
            check="counts_and_log_differ",
            unit_code=unit,
            about=measure,
            file="platform/counts",
            row=row,
            column=measure,
            found=as_found(value),
            expected=as_found(log),
            message=f"{campaign.label_of(measure)}: bảng tổng hợp ghi {as_found(value)}, nhật ký "
            f"đếm được {as_found(log)}; dùng số của bảng tổng hợp. Đề nghị làm rõ chênh lệch.",
        )
        for unit, measure, row, value, log in apart[
            ["unit_code", "measure", "row", "value", "value_log"]
        ].itertuples(index=False, name=None)
    ]
    findings += _of_parents_themselves(latest, campaign)
    findings += _of_an_old_day(latest, campaign, as_of)
    return as_values(pd.concat([logs[~replaced], latest])), findings


def _of_parents_themselves(latest: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """Parents' own figures for measures that are summed from the units below (COUNTING 17)."""
    summed = {measure.code for measure in campaign.measures if measure.parent == "sum"}
    rows = latest[latest["unit_code"].isin(campaign.children) & latest["measure"].isin(summed)]
    return [
        Finding(
            severity="question",
            check="count_of_parent_unused",
            unit_code=unit,
            about=measure,
            file="platform/counts",
            row=row,
            column=measure,
            found=as_found(value),
            expected="cộng từ các đơn vị trực thuộc",
            message=f"{campaign.label_of(measure)}: bảng tổng hợp có dòng riêng của đơn vị, ghi "
            f"{as_found(value)}; không dùng, số của đơn vị là tổng các đơn vị trực thuộc. Hai số "
            "có khớp nhau không?",
        )
        for unit, measure, row, value in rows[["unit_code", "measure", "row", "value"]].itertuples(
            index=False, name=None
        )
    ]


def _of_an_old_day(latest: pd.DataFrame, campaign: Campaign, as_of: date) -> list[Finding]:
    """Figures older than a log may be that ends early, told by measure and day (METHOD 9)."""
    cut = campaign.cut_off(as_of)
    last_day, least = cut - timedelta(days=1), cut - timedelta(days=campaign.integrity.silent_days)
    is_of_start = latest["measure"].str.endswith("_active_open")
    old = latest[~is_of_start & (latest["date"] < least.isoformat())]
    told = old.groupby(["measure", "date"], as_index=False).agg(
        units=("unit_code", "size"), unit=("unit_code", "first"), row=("row", "min")
    )
    return [
        Finding(
            severity="question",
            check="snapshot_old",
            unit_code=unit if units == 1 else "",
            about=measure,
            file="platform/counts",
            row=row,
            column="date",
            found=f"{units} đơn vị, ngày {format_date(day)}",
            expected=f"ngày {format_date(last_day)}",
            message=f"{campaign.label_of(measure)}: số mới nhất của {units} đơn vị là của ngày "
            f"{format_date(day)}, trong khi chốt hết ngày {format_date(last_day)}. Có phải bản "
            "cũ? Đề nghị xuất lại.",
        )
        for measure, day, units, unit, row in told.itertuples(index=False, name=None)
    ]


def with_new_accounts(
    values: pd.DataFrame, campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """The values with accounts_new, the platform's side of what units report under that name.

    It is what is active at the close less what was at the start, where no export gives it.
    """
    table = values.pivot(index="unit_code", columns="measure", values="value")
    if not set(ENDS) <= set(table.columns):
        return values, []
    counted = (table[ENDS[0]] - table[ENDS[1]]).dropna()
    sent = values[values["measure"] == "accounts_new"].set_index("unit_code")["value"]
    both = pd.DataFrame({"sent": sent, "counted": counted}).dropna()
    apart = both[both["sent"] != both["counted"]]
    findings = [
        Finding(
            severity="warning",
            check="accounts_add_up",
            unit_code=str(unit),
            about="platform/counts",
            file="platform/counts",
            column="accounts_new",
            found=as_found(given),
            expected=as_found(difference),
            message=f"{campaign.label_of('accounts_new')}: bảng tổng hợp ghi {as_found(given)}, "
            f"số cuối kỳ trừ số đầu kỳ là {as_found(difference)}; dùng số của bảng tổng hợp. Đề "
            "nghị làm rõ chênh lệch.",
        )
        for unit, given, difference in apart.itertuples(name=None)
    ]
    new = counted[~counted.index.isin(sent.index)].rename("value").reset_index()
    return as_values(pd.concat([values, new.assign(measure="accounts_new")])), findings


def as_values(frame: pd.DataFrame) -> pd.DataFrame:
    """unit_code, measure, value with their types."""
    columns = {"unit_code": "str", "measure": "str", "value": "float64"}
    return frame.reindex(columns=list(columns)).astype(columns).reset_index(drop=True)
