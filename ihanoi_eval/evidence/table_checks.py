"""What small tables say as they lie there: days that nobody means, formulas in words, gaps."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ihanoi_eval.columns import column_of
from ihanoi_eval.evidence.findings import WHOLE, Finding, as_found, is_no_count
from ihanoi_eval.evidence.sources import Source
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import INPUTS
from ihanoi_eval.vietnamese import format_count, format_date

Tables = Mapping[str, Source]

SHOWN = 5  # rows or units named in one message
A_YEAR = timedelta(days=366)
FORMULA = re.compile(r"[=+@]|-\S")  # what a spreadsheet would compute; "- đã xong" is a list

VALUES = ("platform/counts", "submissions/reported")  # a measure's value a row


@dataclass(frozen=True)
class Window:
    """Days that a column can mean: from `before` the campaign's start to `after` its deadline."""

    table: str
    column: str
    before: timedelta = timedelta(0)
    after: timedelta = A_YEAR


WINDOWS = (  # V-004
    Window("registers/receipts", "received_at"),
    Window("registers/media", "on_date", after=timedelta(0)),
    Window("registers/population", "as_of_date", before=10 * A_YEAR),
    Window("registers/not_applicable", "on_date", before=A_YEAR),
    Window("platform/counts", "date", before=A_YEAR),
    Window("reviews/verifications", "on_date"),
    Window("reviews/followups", "on_date"),
    Window("reviews/inspections", "on_date"),
    Window("reviews/adjustments", "on_date"),
    Window("reviews/on_hold", "on_date", before=A_YEAR),
    Window("reviews/waivers", "on_date", before=A_YEAR),
)


def check_tables(tables: Tables, campaign: Campaign) -> list[Finding]:
    """Every finding of CHECKS on the tables that were sent."""
    return [finding for check in CHECKS for finding in check(tables, campaign)]


def days_can_be_meant(tables: Tables, campaign: Campaign) -> list[Finding]:
    """A day far outside the campaign is a slip of the year; it stays as written (V-004)."""
    found: list[Finding] = []
    for window in WINDOWS:
        if window.table not in tables:
            continue
        first, last = campaign.start - window.before, campaign.deadline + window.after
        rows = tables[window.table].frame
        days = rows[window.column].str[:10]
        odd = rows[(days != "") & ((days < first.isoformat()) | (days > last.isoformat()))]
        if odd.empty:
            continue
        shown = [
            f"dòng {row:.0f} ({format_date(day)})"
            for row, day in zip(odd["row"], odd[window.column], strict=True)
        ]
        found.append(
            Finding(
                severity="question",
                check="day_outside_window",
                about=f"{window.table}:{window.column}",
                file=tables[window.table].file,
                row=float(odd["row"].iloc[0]),
                column=window.column,
                found=_some(shown),
                expected=f"{format_date(first)}–{format_date(last)}",
                message=f"{tables[window.table].file}: {format_count(len(odd))} dòng ghi ngày "
                f"ngoài khoảng {format_date(first)}–{format_date(last)}: {_some(shown)}. Có phải "
                "gõ nhầm năm? Ngày vẫn được hiểu như đã ghi.",
            )
        )
    return found


def values_are_counts(tables: Tables, campaign: Campaign) -> list[Finding]:
    """What is counted is whole and not below zero; anything else stays and is asked about."""
    found: list[Finding] = []
    for name in VALUES:
        if name not in tables:
            continue
        rows = tables[name].frame
        odd = rows[is_no_count(rows["value"])]
        for measure, some in odd.groupby("measure"):
            shown = [
                f"dòng {row:.0f} ({as_found(value)})"
                for row, value in zip(some["row"], some["value"], strict=True)
            ]
            found.append(
                Finding(
                    severity="question",
                    check="count_implausible",
                    about=f"{name}:{measure}",
                    file=tables[name].file,
                    row=float(some["row"].iloc[0]),
                    column="value",
                    found=_some(shown),
                    expected=WHOLE,
                    message=f"{tables[name].file}, {campaign.label_of(str(measure))}: "
                    f"{format_count(len(some))} dòng ghi số âm hoặc số lẻ: {_some(shown)}. Số vẫn "
                    "được dùng như đã ghi. Có phải ghi nhầm dấu, hay nhầm đơn vị tính?",
                )
            )
    return found


def words_are_no_formulas(tables: Tables, campaign: Campaign) -> list[Finding]:
    """Words that a spreadsheet would compute are kept as words and asked about (V-008)."""
    found: list[Finding] = []
    for name, source in tables.items():
        for column in INPUTS[name].columns:
            if column_of(column, name).kind != "text":
                continue
            rows = source.frame.loc[source.frame[column].str.match(FORMULA), "row"]
            if rows.empty:
                continue
            label, shown = column_of(column, name).label, [f"dòng {row:.0f}" for row in rows]
            found.append(
                Finding(
                    severity="question",
                    check="words_like_formula",
                    about=f"{name}:{column}",
                    file=source.file,
                    row=float(rows.iloc[0]),
                    column=column,
                    found=_some(shown),
                    expected="chữ",
                    message=f"{source.file}, cột “{label}”: {format_count(len(rows))} ô bắt đầu "
                    f"bằng = + - @ ({_some(shown)}), bảng tính có thể hiểu là công thức. Ô được "
                    "giữ nguyên là chữ; đề nghị bỏ dấu đó.",
                )
            )
    return found


def registers_name_every_unit(tables: Tables, campaign: Campaign) -> list[Finding]:
    """A register that was sent has a row for each unit that it is about (U-002)."""
    residents = [league.code for league in campaign.leagues if league.has_residents]
    ranked = [league.code for league in campaign.ranked_leagues]
    due = {
        "registers/population": residents,
        "registers/targets": residents,
        "registers/staff": ranked,
    }
    found: list[Finding] = []
    for name, leagues in due.items():
        if name not in tables:
            continue
        there = set(tables[name].frame["unit_code"])
        lost = [code for league in leagues for code in campaign.units_of(league)]
        lost = [code for code in lost if code not in there]
        if not lost:
            continue
        found.append(
            Finding(
                severity="question",
                check="register_lacks_units",
                about=name,
                file=tables[name].file,
                column="unit_code",
                found=f"thiếu {format_count(len(lost))} đơn vị",
                expected="mỗi đơn vị một dòng",
                message=f"{tables[name].file}: thiếu dòng của {format_count(len(lost))} đơn vị "
                f"({_some(lost)}), số liệu của các đơn vị đó là thiếu. Đề nghị bổ sung.",
            )
        )
    return found


def _some(shown: list[str]) -> str:
    """The first of many."""
    return ", ".join(shown[:SHOWN]) + (", …" if len(shown) > SHOWN else "")


CHECKS: tuple[Callable[[Tables, Campaign], list[Finding]], ...] = (
    days_can_be_meant,
    values_are_counts,
    words_are_no_formulas,
    registers_name_every_unit,
)
