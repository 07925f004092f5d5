"""What a unit's own report says against itself: sums, parts larger than wholes, stated shares."""

from collections.abc import Callable

import pandas as pd

from ihanoi_eval.evidence.findings import Finding, as_found

PETITION_PARTS = (
    "petitions_resolved",
    "petitions_in_progress",
    "petitions_pending",
    "petitions_refused",
)
PART_AND_WHOLE = (
    ("staff_active", "staff_count", "Số cán bộ đã kích hoạt", "số cán bộ"),
    ("leaders_count", "staff_count", "Số lãnh đạo", "số cán bộ"),
    ("services_integrated", "public_services", "Số dịch vụ đã tích hợp", "số dịch vụ công"),
)


def check_reports(values: pd.DataFrame) -> list[Finding]:
    """Every finding of CHECKS. values: unit_code, measure, value, file, row as last received."""
    table = values.pivot(index="unit_code", columns="measure", values="value")
    files = dict(zip(values["unit_code"], values["file"], strict=True))
    return [finding for check in CHECKS for finding in check(table, files)]


def petitions_add_up(table: pd.DataFrame, files: dict[str, str]) -> list[Finding]:
    """Petitions received must be the sum of their four states."""
    if not {*PETITION_PARTS, "petitions_received"} <= set(table.columns):
        return []
    complete = table[[*PETITION_PARTS, "petitions_received"]].dropna()
    parts = complete[list(PETITION_PARTS)].sum(axis=1)
    return [
        Finding(
            severity="warning",
            check="petitions_add_up",
            unit_code=str(unit),
            file=files[str(unit)],
            column="petitions_received",
            found=as_found(complete.loc[unit, "petitions_received"]),
            expected=as_found(parts[unit]),
            message="Phản ánh: "
            + " + ".join(
                f"{as_found(complete.loc[unit, part])} {word}"
                for part, word in zip(
                    PETITION_PARTS, ("đã xử lý", "đang xử lý", "chờ xử lý", "từ chối"), strict=True
                )
            )
            + f" = {as_found(parts[unit])}, báo cáo ghi "
            f"{as_found(complete.loc[unit, 'petitions_received'])}. Đề nghị đơn vị rà soát.",
        )
        for unit in complete.index[parts != complete["petitions_received"]]
    ]


def parts_within_wholes(table: pd.DataFrame, files: dict[str, str]) -> list[Finding]:
    """A part cannot be larger than its whole."""
    found: list[Finding] = []
    for part, whole, part_label, whole_label in PART_AND_WHOLE:
        if not {part, whole} <= set(table.columns):
            continue
        pairs = table[[part, whole]].dropna()
        found += [
            Finding(
                severity="warning",
                check="part_above_whole",
                unit_code=str(unit),
                about=part,
                file=files[str(unit)],
                column=part,
                found=as_found(pairs.loc[unit, part]),
                expected=f"không quá {as_found(pairs.loc[unit, whole])}",
                message=f"{part_label} ({as_found(pairs.loc[unit, part])}) lớn hơn "
                f"{whole_label} ({as_found(pairs.loc[unit, whole])}). Đề nghị đơn vị rà soát.",
            )
            for unit in pairs.index[pairs[part] > pairs[whole]]
        ]
    return found


def figures_not_below_zero(table: pd.DataFrame, files: dict[str, str]) -> list[Finding]:
    """Nothing that is counted can be less than nothing; the figure stays until it is answered."""
    return [
        Finding(
            severity="warning",
            check="report_below_zero",
            unit_code=str(unit),
            about=str(measure),
            file=files[str(unit)],
            column=str(measure),
            found=as_found(value),
            expected="từ 0 trở lên",
            message=f"{measure}: báo cáo ghi {as_found(value)}, nhỏ hơn 0. Đề nghị đơn vị rà soát.",
        )
        for measure in table.columns
        for unit, value in table.loc[table[measure] < 0, measure].items()
    ]


CHECKS: tuple[Callable[[pd.DataFrame, dict[str, str]], list[Finding]], ...] = (
    petitions_add_up,
    parts_within_wholes,
    figures_not_below_zero,
)
