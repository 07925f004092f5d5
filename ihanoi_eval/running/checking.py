"""Who reported and what is to be asked: lists to remind, discrepancies and workbooks to send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ihanoi_eval.evidence.findings import findings_table
from ihanoi_eval.evidence.intake import Evidence, take_in
from ihanoi_eval.files import (
    locked,
    made_whole,
    restore_previous,
    safe_name,
    to_csv_bytes,
    without_formulas,
)
from ihanoi_eval.files import write_whole as write
from ihanoi_eval.reporting.spreadsheets import spreadsheet
from ihanoi_eval.reporting.templates import reporting_units
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.mailing import write_workbooks
from ihanoi_eval.running.places import all_but_marked, check_apart, check_free
from ihanoi_eval.vietnamese import format_date

MARK = "check.txt"  # a folder that holds it may be replaced by the next check
SHOWN = 15
DISCREPANCY = ["severity", "unit_code", "file", "sheet", "row", "column", "found", "expected"] + [
    "message",
    "status",
]
ORDER = {"error": 0, "warning": 1, "question": 2}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Checked:
    """The evidence with its findings, worst first, and who has not reported in time.

    status: one row a reporting unit with its row of `reports`; reminders: those missing or late.
    """

    campaign: Campaign
    as_of: date
    evidence: Evidence
    findings: pd.DataFrame
    status: pd.DataFrame

    @property
    def reminders(self) -> pd.DataFrame:
        """The units to remind: nothing received, or not complete."""
        wanted = (self.status["file"] == "") | (self.status["is_complete"] != "true")
        return self.status[wanted & self.status["league"].isin(self._ranked)]

    @property
    def errors(self) -> int:
        """How many findings of severity error are open."""
        rows = self.findings
        return int(((rows["severity"] == "error") & (rows["status"] == "open")).sum())

    @property
    def summary(self) -> list[str]:
        """What a clerk reads on the screen."""
        words = self.status["status"]
        received = self.status["file"] != ""
        counts = self.findings["severity"].value_counts()
        lines = [
            f"Đến {format_date(self.as_of)}, hạn {format_date(self.campaign.deadline)}: "
            f"{received.sum()}/{len(words)} đơn vị đã gửi, {(words == 'on_time').sum()} đúng hạn, "
            f"{(words == 'late').sum()} chậm, {(~received).sum()} chưa gửi.",
            f"{counts.get('error', 0)} lỗi, {counts.get('warning', 0)} cảnh báo, "
            f"{counts.get('question', 0)} nội dung hỏi lại.",
        ]
        absent = self.reminders
        names = (absent["unit_code"] + " " + absent["name"]).tolist()
        if names:
            more = f" và {len(names) - SHOWN} đơn vị khác" if len(names) > SHOWN else ""
            lines.append(f"Cần nhắc: {', '.join(names[:SHOWN])}{more}.")
        return lines

    @property
    def _ranked(self) -> set[str]:
        return {league.code for league in self.campaign.ranked_leagues}


def check(campaign: Path, inputs: Path, *, as_of: date, say: Say = lambda _: None) -> Checked:
    """The evidence of an inputs folder, without points: who reported and what is doubtful."""
    rules = load_rules(campaign).campaign
    evidence = take_in(rules, inputs, as_of=as_of, progress=say)
    findings = findings_table(evidence.findings, evidence.answers)
    weight = findings["severity"].map(ORDER)
    findings = findings.assign(weight=weight).sort_values(
        ["weight", "unit_code", "file", "sheet", "row"], kind="stable", ignore_index=True
    )
    units = evidence.tables["units"][["unit_code", "name", "league"]]
    senders = units[units["unit_code"].isin(reporting_units(rules))]
    status = senders.merge(evidence.tables["reports"], on="unit_code", how="left")
    return Checked(rules, as_of, evidence, findings.drop(columns="weight"), status)


def write_check(checked: Checked, out: Path, *, say: Say = lambda _: None) -> None:
    """The folder `out`: lists, a discrepancy sheet a unit, workbooks with the accepted figures."""
    check_free(out, "kết quả kiểm tra", all_but_marked(MARK))
    check_apart(out)
    with locked(out):
        restore_previous(out)
        with made_whole(out) as work:
            _write_all(checked, work, say)


def _write_all(checked: Checked, work: Path, say: Say) -> None:
    """Every file of a check into a fresh folder."""
    day = format_date(checked.as_of)
    created = checked.campaign.start
    write(work / MARK, "\n".join([*checked.summary, ""]).encode())
    for name, frame, title in (
        ("nhac_bao_cao", checked.reminders, "Đơn vị chưa gửi đủ báo cáo"),
        ("tinh_hinh_bao_cao", checked.status, "Tình hình gửi báo cáo"),
        ("noi_dung_can_lam_ro", checked.findings, "Nội dung cần làm rõ"),
    ):
        write(work / f"{name}.csv", to_csv_bytes(without_formulas(frame)))
        book = spreadsheet(
            {"Danh_sach": frame}, title=title, note=f"Số liệu đến {day}", created=created
        )
        write(work / f"{name}.xlsx", book)
    say("Phiếu cần làm rõ của từng đơn vị")
    for code in reporting_units(checked.campaign):
        own = _findings_of(checked, code)
        if len(own):
            unit = checked.campaign.unit_by_code[code]
            note = f"Số liệu đến {day}; trả lời theo từng dòng, ghi số văn bản"
            title = f"Nội dung cần làm rõ: {unit.name} (mã {code})"
            book = spreadsheet({"Can_lam_ro": own}, title=title, note=note, created=created)
            write(work / "can_lam_ro" / f"{safe_name(code)}_can_lam_ro.xlsx", book)
    write_workbooks(checked.campaign, work / "bieu_mau", values=checked.evidence.accepted, say=say)


def _findings_of(checked: Checked, code: str) -> pd.DataFrame:
    """The open findings about a unit, about its rows, or about a file that is its own."""
    rows = checked.findings
    children = checked.campaign.children.get(code, ())
    reports = checked.evidence.tables["reported"]
    files = set(reports.loc[reports["unit_code"] == code, "file"])
    own = rows["unit_code"].isin([code, *children]) | rows["file"].isin(files - {""})
    return rows.loc[own & (rows["status"] == "open"), DISCREPANCY]
