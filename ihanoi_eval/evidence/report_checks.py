"""What a report says against itself: sums, parts above wholes, falls, lateness."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_uppercase, digits

import pandas as pd

from ihanoi_eval.evidence.arithmetic import change_doubt, sum_doubt
from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_count, format_date

VALUES = ["unit_code", "measure", "value", "stated_share", "file"]
PETITION_PARTS = {
    "petitions_resolved": "đã xử lý",
    "petitions_in_progress": "đang xử lý",
    "petitions_pending": "chờ xử lý",
    "petitions_refused": "từ chối",
}
PART_AND_WHOLE = (  # a part may be stated as a share of its wholes
    ("staff_active", ("staff_count", "staff_due")),
    ("leaders_count", ("staff_count",)),
    ("staff_used_two_days", ("staff_active",)),
    ("services_integrated", ("public_services",)),
    ("petitions_resolved", ("petitions_received",)),
    ("petitions_refused", ("petitions_received",)),
    ("petitions_on_time", ("petitions_assessed",)),
    ("petitions_overdue_open", ("petitions_assessed", "petitions_received")),
    ("petitions_satisfied", ("petitions_rated",)),
    ("households_visited", ("households",)),
    ("accounts_new", ("population_15plus",)),
    ("accounts_active_close", ("population_15plus",)),
)
CUMULATIVE = frozenset(  # counted from the campaign's start on: a later report cannot say less
    {"accounts_new", "accounts_active_close", "accounts_helped", "households_visited"}
    | {"outreach_events", "training_sessions", "articles", "broadcasts", "posts", "funds_spent"}
    | {"hamlets_covered", "services_integrated", "petitions_received", "petitions_resolved"}
    | {"petitions_refused"}
)


@dataclass(frozen=True)
class Reported:
    """What was reported.

    values: each unit's last figures: unit_code, measure, value, stated_share, file.
    received: all received figures, the table `reported`; reports: the table of that name.
    panel: the table of that name, for wholes that the unit did not report itself.
    bare_shares: as values, the shares that were stated without their figure.
    """

    values: pd.DataFrame
    received: pd.DataFrame
    reports: pd.DataFrame
    panel: pd.DataFrame
    campaign: Campaign
    bare_shares: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=VALUES))

    @cached_property
    def table(self) -> pd.DataFrame:
        """The last figures, a row a unit, a column a measure."""
        return self.values.pivot(index="unit_code", columns="measure", values="value")

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of each unit's last figures."""
        return dict(zip(self.values["unit_code"], self.values["file"], strict=True))

    @cached_property
    def known(self) -> dict[tuple[str, str], float]:
        """Figures by unit and measure: the reported one, else the used one."""
        used = self.panel.dropna(subset=["used_value"])
        pairs = zip(used["unit_code"], used["measure"], strict=True)
        known = dict(zip(pairs, used["used_value"], strict=True))
        pairs = zip(self.values["unit_code"], self.values["measure"], strict=True)
        return known | dict(zip(pairs, self.values["value"], strict=True))

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """Sheet and cell of every figure that stands in a workbook, by unit, measure and file."""
        columns = ["unit_code", "measure", "file", "sheet", "cell"]
        if "sheet" not in self.received:
            return {}
        placed = self.received.loc[self.received["sheet"] != "", columns]
        return {
            (unit, measure, file): (sheet, cell)
            for unit, measure, file, sheet, cell in placed.itertuples(index=False, name=None)
        }

    def label(self, measure: str) -> str:
        """What an officer calls a measure, at the start of a sentence."""
        return self.campaign.label_of(measure)

    def inside(self, measure: str) -> str:
        """What an officer calls a measure, inside a sentence."""
        label = self.label(measure)
        return label[:1].lower() + label[1:]

    def columns(self, *measures: str) -> pd.DataFrame:
        """The complete rows of some measures; none where one was never reported."""
        if not {*measures} <= {*self.table.columns}:
            return self.table.iloc[:0].reindex(columns=list(measures))
        return self.table[list(measures)].dropna()


def check_reports(reported: Reported) -> list[Finding]:
    """Every finding of CHECKS."""
    return [finding for check in CHECKS for finding in check(reported)]


def petitions_add_up(reported: Reported) -> list[Finding]:
    """Petitions received must be the sum of their four states (X-003)."""
    complete = reported.columns(*PETITION_PARTS, "petitions_received")
    found: list[Finding] = []
    for unit, figures in complete.to_dict("index").items():
        parts = {label: figures[part] for part, label in PETITION_PARTS.items()}
        if doubt := sum_doubt(parts, figures["petitions_received"]):
            found.append(
                Finding(
                    severity="warning",
                    check="petitions_add_up",
                    unit_code=str(unit),
                    file=reported.files[str(unit)],
                    column="petitions_received",
                    found=as_found(figures["petitions_received"]),
                    expected=as_found(sum(parts.values())),
                    message=f"Phản ánh: {doubt}. Đề nghị đơn vị rà soát.",
                )
            )
    return found


def accounts_add_up(reported: Reported) -> list[Finding]:
    """Active before, and new, are active at the close: a baseline that differs is asked about."""
    names = ("accounts_active_open", "accounts_new", "accounts_active_close")
    found: list[Finding] = []
    for unit, before, new, after in reported.columns(*names).itertuples(name=None):
        if doubt := change_doubt(before, new, after):
            found.append(
                Finding(
                    severity="warning",
                    check="accounts_add_up",
                    unit_code=str(unit),
                    file=reported.files[str(unit)],
                    column="accounts_active_close",
                    found=as_found(after),
                    expected=as_found(before + new),
                    message=f"Tài khoản trước đợt và mới trong đợt: {doubt}. Đề nghị đơn vị nêu rõ "
                    "số đầu kỳ và thời điểm chốt.",
                )
            )
    return found


def parts_within_wholes(reported: Reported) -> list[Finding]:
    """A part cannot be larger than its whole: both cells are named, both figures stay (X-001)."""
    found: list[Finding] = []
    for part, (whole, *_) in PART_AND_WHOLE:
        pairs = reported.columns(part, whole)
        for unit, small, large in pairs[pairs[part] > pairs[whole]].itertuples(name=None):
            unit, file = str(unit), reported.files[str(unit)]
            sheet, cell = reported.cells.get((unit, part, file), ("", ""))
            places = [
                f" ({'!'.join(reported.cells[unit, name, file])})" if cell else ""
                for name in (part, whole)
            ]
            found.append(
                Finding(
                    severity="warning",
                    check="part_above_whole",
                    unit_code=unit,
                    about=part,
                    file=file,
                    sheet=sheet,
                    row=float(cell.lstrip(ascii_uppercase)) if cell else math.nan,
                    column=cell.rstrip(digits) if cell else part,
                    found=as_found(small),
                    expected=f"không quá {as_found(large)}",
                    message=f"{reported.label(part)}{places[0]}: {as_found(small)}, lớn hơn "
                    f"{reported.inside(whole)}{places[1]}: {as_found(large)}. Đề nghị đơn vị "
                    "rà soát.",
                )
            )
    return found


def figures_not_below_zero(reported: Reported) -> list[Finding]:
    """Nothing that is counted can be less than nothing; the figure stays until it is answered."""
    rows = reported.values[reported.values["value"] < 0]
    return [
        Finding(
            severity="warning",
            check="report_below_zero",
            unit_code=unit,
            about=measure,
            file=file,
            column=measure,
            found=as_found(value),
            expected="từ 0 trở lên",
            message=f"{reported.label(measure)}: báo cáo ghi {as_found(value)}, nhỏ hơn 0. "
            "Đề nghị đơn vị rà soát.",
        )
        for unit, measure, value, file in rows[
            ["unit_code", "measure", "value", "file"]
        ].itertuples(index=False, name=None)
    ]


def totals_never_fall(reported: Reported) -> list[Finding]:
    """A later report cannot say less of what only grows (X-007)."""
    last = reported.values[["unit_code", "measure", "value", "file"]]
    pairs = last.merge(
        reported.received[["unit_code", "measure", "value", "file"]],
        on=["unit_code", "measure"],
        suffixes=("", "_before"),
    )
    fell = pairs[
        (pairs["file"] != pairs["file_before"])
        & (pairs["value"] < pairs["value_before"])
        & pairs["measure"].isin(CUMULATIVE)
    ].sort_values("value_before", ascending=False)
    return [
        Finding(
            severity="warning",
            check="total_fell",
            unit_code=unit,
            about=measure,
            file=file,
            column=measure,
            found=as_found(value),
            expected=f"từ {as_found(before)} trở lên",
            message=f"{reported.label(measure)}: {file} ghi {as_found(value)}, báo cáo gửi trước "
            f"({earlier}) ghi {as_found(before)}. Số cộng dồn không giảm; đề nghị đơn vị làm rõ.",
        )
        for unit, measure, value, file, before, earlier in fell[
            ["unit_code", "measure", "value", "file", "value_before", "file_before"]
        ]
        .drop_duplicates(["unit_code", "measure"])
        .itertuples(index=False, name=None)
    ]


def reports_in_time(reported: Reported) -> list[Finding]:
    """A late report is taken and told, once for whoever sent it (T-001)."""
    late = reported.reports[reported.reports["status"] == "late"]
    leagues = {league.code: league.reports for league in reported.campaign.leagues}
    units = reported.campaign.unit_by_code
    deadline = format_date(reported.campaign.deadline)
    return [
        Finding(
            severity="question",
            check="report_late",
            unit_code=unit,
            file=file,
            found=format_date(received),
            expected=f"chậm nhất {deadline}",
            message=f"Báo cáo {file} nhận ngày {format_date(received)}, chậm {format_count(days)} "
            f"ngày làm việc so với hạn {deadline}. Báo cáo vẫn được dùng; đề nghị đơn vị "
            "nêu lý do.",
        )
        for unit, file, received, days in late[
            ["unit_code", "file", "received_at", "days_late"]
        ].itertuples(index=False, name=None)
        if leagues[units[unit].league] != "row_of_parent"
    ]


def files_of_one_sender(reported: Reported) -> list[Finding]:
    """A file holds its sender and the sender's own units, nobody else's (U-002)."""
    leagues = {league.code: league.reports for league in reported.campaign.leagues}
    units = reported.campaign.unit_by_code
    rows = reported.received[["file", "unit_code"]].drop_duplicates()
    sender = {
        code: unit.parent_code if leagues[unit.league] == "row_of_parent" else code
        for code, unit in units.items()
    }
    rows = rows.assign(sender=rows["unit_code"].map(sender))
    found: list[Finding] = []
    for file, group in rows.groupby("file"):
        counts = group["sender"].value_counts()
        own = counts.index[0]
        strangers = group[group["sender"] != own]
        # a file of many senders is somebody's collection, not one unit's report
        if strangers.empty or 2 * len(strangers) >= len(group):
            continue
        found += [
            Finding(
                severity="warning",
                check="unit_of_another_sender",
                unit_code=unit,
                about=str(file),
                file=str(file),
                found=f"{units[unit].name} ({unit})",
                expected=f"đơn vị thuộc {units[own].name}" if own in units else "một đơn vị gửi",
                message=f"{file}: có dòng của {units[unit].name} ({unit}), không thuộc "
                f"{units[own].name if own in units else own}. Có phải ghi nhầm mã?",
            )
            for unit in strangers["unit_code"]
        ]
    return found


CHECKS: tuple[Callable[[Reported], list[Finding]], ...] = (
    petitions_add_up,
    accounts_add_up,
    parts_within_wholes,
    figures_not_below_zero,
    totals_never_fall,
    reports_in_time,
    files_of_one_sender,
)
