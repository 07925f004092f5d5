"""What the numbers themselves ask: odd values, sources that nobody sent, names of nothing."""

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from typing import Final

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.reviews import NOT_APPLICABLE, WAIVERS
from ihanoi_eval.judgement.gates import ROW_OF_PARENT_WAIVER
from ihanoi_eval.measurement.indicators import MISSING, Readings
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.rubric import Rubric

# What judgement asks, the list's questions included: asked anew whenever a run is judged again.
CHECKS: Final = (
    *("answer_to_nothing", "below_quorum", "peer_group_short", "proportion_above_one"),
    *("quotas_conflict", "saturated", "source_absent", "unknown_name"),
)


def ask_values(readings: Readings) -> list[Finding]:
    """Questions that values raise: proportions above 1, and units with nobody left to win."""
    return [
        Finding(
            severity="question",
            check="proportion_above_one" if reading.is_clipped else "saturated",
            unit_code=reading.unit_code,
            about=reading.indicator,
            found=f"{float(reading.numerator or 0):g}/{float(reading.denominator or 0):g}",
            message=(
                "Tử số lớn hơn mẫu số nên tỷ lệ được tính là 100%. Đề nghị đơn vị rà soát."
                if reading.is_clipped
                else "Số người chưa có tài khoản khi bắt đầu dưới 1% dân số nên tiêu chí không áp "
                "dụng. Đề nghị xác nhận dân số từ đủ 15 tuổi."
            ),
        )
        for reading in readings.values()
        if reading.is_clipped or reading.is_saturated
    ]


def ask_absent_sources(readings: Readings, rubric: Rubric, campaign: Campaign) -> list[Finding]:
    """One warning for each indicator that no unit of a league has: its points left the total.

    Absence is nobody's fault and is rescaled (METHOD 1, 3, COUNTING 20); it must not go unseen.
    """
    return [
        Finding(
            severity="warning",
            check="source_absent",
            about=f"{league.code}:{indicator.code}",
            found="không đơn vị nào có số liệu",
            expected=", ".join(indicator.measures) or indicator.indicator,
            message=f"{league.label}: không có nguồn số liệu cho tiêu chí «{indicator.label}» nên "
            "điểm của tiêu chí được chia cho các tiêu chí khác. Có bảng nào chưa được gửi không?",
        )
        for league in campaign.ranked_leagues
        for indicator in rubric.indicators_of(league.code)
        if (codes := campaign.units_of(league.code))
        and all(readings[code, indicator.code].status == MISSING for code in codes)
    ]


def ask_quorum(
    reports: pd.DataFrame, *, campaign: Campaign, as_of: date, has_receipts: bool
) -> list[Finding]:
    """One error where fewer reports came than a list may rest on; none before they are due."""
    if campaign.phase(as_of) != "final" or not has_receipts:
        return []
    own = {league.code for league in campaign.ranked_leagues if league.reports == "own_workbook"}
    due = [unit.unit_code for unit in campaign.units if unit.league in own]
    received = int((reports.set_index("unit_code")["received_at"].reindex(due) != "").sum())
    if not due or Fraction(received, len(due)) >= campaign.quorum:
        return []
    return [
        Finding(
            severity="error",
            check="below_quorum",
            found=f"{received}/{len(due)} đơn vị",
            expected=f"ít nhất {float(campaign.quorum):.0%}",
            message=f"Mới nhận báo cáo của {received}/{len(due)} đơn vị, dưới mức tối thiểu; có "
            "xếp hạng nhưng chưa lập danh sách đề nghị.",
        )
    ]


def ask_unknown_names(reviewed: pd.DataFrame, *, rubric: Rubric, awards: Awards) -> list[Finding]:
    """Documented rows that name no gate or no indicator, and so do nothing (METHOD 9)."""
    gates = {gate.code for gate in awards.gates} | {ROW_OF_PARENT_WAIVER}
    indicators = {one.code for one in rubric.indicators}
    found: list[Finding] = []
    for file, column, known in (
        (WAIVERS, "rule", gates),
        (NOT_APPLICABLE, "indicator", indicators),
    ):
        name = file.rpartition("/")[2]
        rows = reviewed[reviewed["file"] == file]
        strange = rows[~rows[column].isin(known)]
        found += [
            Finding(
                severity="error",
                check="unknown_name",
                unit_code=unit,
                about=f"{name}:{named}",
                file=name,
                row=row,
                column=column,
                found=named,
                expected=", ".join(sorted(known)),
                message=f"{name}, dòng {row:.0f}: {column} ghi {named!r}, không có trong quy định "
                f"nên dòng này không có tác dụng. Chọn trong: {', '.join(sorted(known))}.",
            )
            for unit, named, row in zip(
                strange["unit_code"], strange[column], strange["row"], strict=True
            )
        ]
    return found


def ask_answers_to_nothing(answers: pd.Series, known: Collection[str]) -> list[Finding]:
    """Follow-ups whose finding is not among the known ones of this run: perhaps a misspelt id."""
    return [
        Finding(
            severity="question",
            check="answer_to_nothing",
            about=str(finding_id),
            file="reviews/followups",
            column="finding_id",
            found=str(finding_id),
            expected="finding_id của một nội dung cần làm rõ",
            message=f"Kết quả làm rõ cho {finding_id!r} không ứng với nội dung nào trong lần chạy "
            "này. Mã có ghi đúng không?",
        )
        for finding_id in answers.index
        if finding_id not in known
    ]
