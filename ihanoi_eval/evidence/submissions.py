"""What units reported: who is on time, complete, late or missing, and each unit's last figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ihanoi_eval.evidence.contradictions import Matter, settle
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.sources import known_by
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table

DAYS_LATE, COMPLETE = "report_days_late", "report_complete"
REPORTED_ONCE = Matter(
    "contradictory_report",
    "submissions/reported",
    ("file", "unit_code", "measure"),
    ("value", "stated_share"),
    "{file}: {measure} có các dòng khác nhau (dòng {rows}: {found}), không dòng nào được tính. Đề "
    "nghị đơn vị xác nhận một số.",
)


@dataclass(frozen=True)
class Submissions:
    """reported: every received figure; reports: one row a unit; values: unit_code, measure, value.

    bare_shares: as values, where a share was stated and no figure.
    has_receipts says whether the register of receipts was there at all (COUNTING 25).
    """

    reported: pd.DataFrame
    reports: pd.DataFrame
    values: pd.DataFrame
    bare_shares: pd.DataFrame
    timeliness: pd.DataFrame
    findings: tuple[Finding, ...]
    has_receipts: bool


def read_submissions(
    reported: pd.DataFrame, receipts: pd.DataFrame | None, *, campaign: Campaign, as_of: date
) -> Submissions:
    """Reports as they are known at the end of as_of (COUNTING 2, 24, 25).

    A unit's files are those in which it has a row; timeliness is that of the first complete one,
    all values are those of the last received; without receipts the greatest file name is last.
    """
    if "cell" not in reported:  # collected by other means than workbooks
        reported = reported.assign(sheet="", cell="")
    rows, findings = settle(reported, REPORTED_ONCE, campaign)
    received, more = received_files(rows, receipts, campaign=campaign, as_of=as_of)
    findings += more
    rows = rows[rows["file"].isin(received)]
    filled: dict[tuple[str, str], set[str]] = {}
    for unit, file, measure in rows.dropna(subset=["value"])[
        ["unit_code", "file", "measure"]
    ].itertuples(index=False, name=None):
        filled.setdefault((unit, file), set()).add(measure)
    files = _files_by_unit(rows, received)
    reports = pd.DataFrame(
        [
            _report_row(
                unit.unit_code,
                files.get(unit.unit_code, []),
                filled,
                received if receipts is not None else None,
                campaign,
                is_due=campaign.phase(as_of) == "final",
            )
            for unit in campaign.units
        ],
        columns=[*empty_table("reports").columns],
    ).astype(dict(empty_table("reports").dtypes))
    last = pd.DataFrame(
        [(unit, names[-1]) for unit, names in files.items()], columns=["unit_code", "file"]
    ).astype("str")
    latest = rows.merge(last, on=["unit_code", "file"])
    columns = ["unit_code", "measure", "value", "stated_share", "file", "row"]
    is_bare = latest["value"].isna() & latest["stated_share"].notna()
    return Submissions(
        reported=_reported_table(rows),
        reports=sort_table(reports, "reports"),
        values=latest.loc[latest["value"].notna(), columns],
        bare_shares=latest.loc[is_bare, columns],
        timeliness=_timeliness(reports) if receipts is not None else _timeliness(reports[:0]),
        findings=tuple(findings),
        has_receipts=receipts is not None,
    )


def working_days_late(
    received_on: date, deadline: date, non_working_dates: Iterable[date] = ()
) -> int:
    """Working days from the day after the deadline to the receipt, at least 1; 0 when on time.

    >>> working_days_late(date(2024, 12, 9), date(2024, 12, 9))
    0
    >>> working_days_late(date(2024, 12, 14), date(2024, 12, 13)), "a Saturday is one day late"
    (1, 'a Saturday is one day late')
    >>> working_days_late(date(2024, 12, 17), date(2024, 12, 13)), "Monday and Tuesday"
    (2, 'Monday and Tuesday')
    """
    if received_on <= deadline:
        return 0
    days = int(
        np.busday_count(
            deadline + timedelta(days=1),
            received_on + timedelta(days=1),
            holidays=np.array(list(non_working_dates), dtype="datetime64[D]"),
        )
    )
    return max(1, days)


def _pairs(frame: pd.DataFrame, first: str, second: str) -> list[tuple[str, str]]:
    """The distinct pairs of two columns."""
    distinct = frame[[first, second]].drop_duplicates()
    return list(zip(distinct[first], distinct[second], strict=True))


def received_files(
    rows: pd.DataFrame, receipts: pd.DataFrame | None, *, campaign: Campaign, as_of: date
) -> tuple[dict[str, str], list[Finding]]:
    """The moment each known file was received, earliest first, with what is wrong about it."""
    files = sorted(set(rows["file"]))
    if receipts is None:
        return dict.fromkeys(files, ""), []
    ordered = known_by(receipts, as_of, "received_at").sort_values(["received_at", "file"])
    first = ordered.drop_duplicates("file")
    findings = [
        Finding(
            severity="question",
            check="receipt_twice",
            about=file,
            file=file,
            message=f"Tệp {file} có hai dòng trong sổ tiếp nhận; lấy thời điểm sớm nhất.",
        )
        for file in sorted(set(ordered.loc[ordered["file"].duplicated(), "file"]))
    ]
    findings += [
        Finding(
            severity="error",
            check="no_receipt",
            unit_code=unit,
            about=file,
            file=file,
            found="không có trong sổ tiếp nhận",
            expected="một dòng trong registers/receipts",
            message=f"Tệp {file} không có trong sổ tiếp nhận nên coi như chưa nhận. "
            "Đề nghị bổ sung dòng tiếp nhận nếu đã nhận.",
        )
        for file in files
        if file not in set(receipts["file"])
        for unit in _senders(rows, file, campaign)
    ]
    return dict(zip(first["file"], first["received_at"], strict=True)), findings


def _senders(rows: pd.DataFrame, file: str, campaign: Campaign) -> list[str]:
    """The units that a file is the report of: its rows' own reporters, else their parents."""
    codes = sorted(set(rows.loc[rows["file"] == file, "unit_code"]))
    leagues = {code: campaign.league_by_code[campaign.unit_by_code[code].league] for code in codes}
    own = [code for code in codes if leagues[code].reports != "row_of_parent"]
    return own or sorted({campaign.unit_by_code[code].parent_code for code in codes})


def _files_by_unit(rows: pd.DataFrame, received: Mapping[str, str]) -> dict[str, list[str]]:
    """Each unit's received files, first received first."""
    files: dict[str, list[str]] = {}
    for unit, file in _pairs(rows, "unit_code", "file"):
        files.setdefault(unit, []).append(file)
    return {unit: sorted(names, key=lambda f: (received[f], f)) for unit, names in files.items()}


def _report_row(
    unit_code: str,
    files: list[str],
    filled: Mapping[tuple[str, str], set[str]],
    received: Mapping[str, str] | None,
    campaign: Campaign,
    *,
    is_due: bool,
) -> dict[str, object]:
    """One unit's row of `reports`."""
    league = campaign.league_by_code[campaign.unit_by_code[unit_code].league]
    status = "missing" if is_due and league.is_ranked else "not_due"
    row: dict[str, object] = {
        **{"unit_code": unit_code, "file": "", "received_at": "", "days_late": np.nan},
        **{"is_complete": "false", "status": status},
    }
    if not files:
        return row
    form = campaign.form_of(league.code)
    required = set(form.required) if form else set()
    complete = [file for file in files if required <= filled.get((unit_code, file), set())]
    file = (complete or files)[0]
    row |= {"file": file, "is_complete": "true" if complete else "false", "status": ""}
    if received is None:
        return row
    days = working_days_late(
        date.fromisoformat(received[file][:10]), campaign.deadline, campaign.non_working_dates
    )
    return row | {
        "received_at": received[file],
        "days_late": float(days),
        "status": "late" if days else "on_time",
    }


def _timeliness(reports: pd.DataFrame) -> pd.DataFrame:
    """Days late and completeness of received reports as measures: unit_code, measure, value."""
    received = reports[reports["received_at"] != ""]
    days = received.assign(measure=DAYS_LATE, value=received["days_late"])
    complete = received.assign(
        measure=COMPLETE, value=(received["is_complete"] == "true").astype("float64")
    )
    return pd.concat([days, complete])[["unit_code", "measure", "value"]]


def _reported_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The table `reported`; the cell of its sheet, or the row of its file, holds the figure."""
    lines = "dòng " + rows["row"].map("{:.0f}".format).astype("str")
    frame = rows.assign(cell=rows["cell"].where(rows["cell"] != "", lines))
    columns = empty_table("reported").columns
    return sort_table(frame[columns], "reported").astype(dict(empty_table("reported").dtypes))
