"""What one source says against another: reports, platform, registers, and counts over time."""

import math
from collections.abc import Callable, Mapping

import pandas as pd

from ihanoi_eval.evidence.findings import Aside, Finding, as_found
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_date, format_percent

WITHIN = (
    ("accounts_new", "population_15plus"),
    ("accounts_active_close", "population_15plus"),
    ("staff_active", "staff_count"),
)
FAR_ABOVE = 1.5
RUNNING = frozenset(  # counted from a fixed day on
    {"accounts_registered_window", "accounts_activated_of_registered", "accounts_active_close"}
    | {"accounts_used_two_days", "accounts_business_active", "accounts_organisation_active"}
    | {"accounts_new", "staff_active", "staff_used_two_days", "features_used"}
    | {"petitions_received", "petitions_resolved", "petitions_refused", "petitions_rated"}
)


def ask_activation(has_activation: bool) -> list[Finding]:
    """One warning where no account of the log carries a moment of activation (COUNTING 7)."""
    if has_activation:
        return []
    return [
        Finding(
            severity="warning",
            check="activation_unknown",
            about="accounts",
            file="platform/accounts",
            column="activated_at",
            found="không tài khoản nào có thời điểm kích hoạt",
            expected="thời điểm kích hoạt của từng tài khoản",
            message="Nhật ký tài khoản không có thời điểm kích hoạt nào; số tài khoản kích hoạt "
            "đang tính bằng số tài khoản đăng ký. Đề nghị đơn vị quản lý hệ thống xuất lại.",
        )
    ]


def check_sources(panel: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """Every finding of CHECKS on the panel."""
    return [finding for check in CHECKS for finding in check(panel, campaign)]


def reports_agree_with_platform(panel: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """Reported figures far from the platform's: beyond the tolerances of measures.yaml.

    The distance is a share of the platform's value; a platform value of 0 is far from any other.
    Sums of parents are not compared: their parts are.
    """
    units = panel[panel["unit_code"].isin(campaign.unit_by_code)]
    both = units.dropna(subset=["reported_value", "platform_value"])
    own = {measure.code for measure in campaign.measures if measure.parent == "own"}
    both = both[~both["unit_code"].isin(campaign.children) | both["measure"].isin(own)]
    gap = (both["reported_value"] - both["platform_value"]).abs()
    both = both.assign(distance=(gap / both["platform_value"]).where(gap > 0, 0.0))
    measures = campaign.measure_by_code
    warning = {code: float(measure.tolerance.warning) for code, measure in measures.items()}
    found: list[Finding] = []
    for unit, code, reported, platform, distance in both.loc[
        both["distance"] > both["measure"].map(warning).astype("float64"),
        ["unit_code", "measure", "reported_value", "platform_value", "distance"],
    ].itertuples(index=False, name=None):
        apart = f", chênh {format_percent(distance)}" if platform else ""
        found.append(
            Finding(
                severity="error" if distance > float(measures[code].tolerance.error) else "warning",
                check="report_and_platform_differ",
                unit_code=unit,
                about=code,
                file="submissions/reported",
                column=code,
                found=as_found(reported),
                expected=as_found(platform),
                message=f"{measures[code].label}: báo cáo ghi {as_found(reported)}, hệ thống ghi "
                f"{as_found(platform)}{apart}. Đề nghị đơn vị làm rõ.",
            )
        )
    return found


def reports_within_registers(panel: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """Nobody reports more residents or staff than a register has; half as many more is an error.

    Figures that are used themselves are judged where they are used (COUNTING 22); X-002.
    """
    values = panel[panel["unit_code"].isin(campaign.unit_by_code)].set_index(
        ["unit_code", "measure"]
    )
    found: list[Finding] = []
    for part, whole in WITHIN:
        if not {part, whole} <= {*values.index.get_level_values("measure")}:
            continue
        rows = values.xs(part, level="measure")[["reported_value", "used_source"]].join(
            values.xs(whole, level="measure")["register_value"], how="inner"
        )
        above = rows[
            (rows["reported_value"] > rows["register_value"])
            & (rows["used_source"] != "self_report")
        ]
        labels = [campaign.measure_by_code[code].label for code in (part, whole)]
        for unit, told, _, known in above.itertuples(name=None):
            share = f", bằng {format_percent(told / known)}" if known else ""
            found.append(
                Finding(
                    severity="error" if told > FAR_ABOVE * known else "warning",
                    check="report_above_register",
                    unit_code=str(unit),
                    about=part,
                    file="submissions/reported",
                    column=part,
                    found=as_found(told),
                    expected=f"không quá {as_found(known)}",
                    message=f"{labels[0]}: báo cáo ghi {as_found(told)}{share} so với "
                    f"{labels[1].lower()} trong sổ đăng ký ({as_found(known)}). "
                    "Đề nghị đơn vị rà soát.",
                )
            )
    return found


def most_accounts(register: pd.DataFrame, campaign: Campaign) -> dict[tuple[str, str], float]:
    """By unit and measure the accounts that no report can exceed: half as many again as residents.

    X-002. register: unit_code, measure, value. A parent has its children's residents, if all are
    known.
    """
    rows = register[register["measure"] == "population_15plus"].dropna(subset=["value"])
    residents = dict(zip(rows["unit_code"], rows["value"], strict=True))
    for parent, children in campaign.children.items():
        if all(code in residents for code in children):
            residents.setdefault(parent, sum(residents[code] for code in children))
    return {
        (unit, part): math.floor(FAR_ABOVE * people)
        for unit, people in residents.items()
        for part, whole in WITHIN
        if whole == "population_15plus"
    }


def accounts_within_residents(
    listed: pd.DataFrame, most: Mapping[tuple[str, str], float], campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of a list of reported figures that can be, those above `most` set aside (X-002)."""
    keys = zip(listed["unit_code"], listed["measure"], strict=True)
    limits = [most.get(key, math.inf) for key in keys]
    above = listed["value"] > pd.Series(limits, index=listed.index, dtype="float64")
    rows = listed.assign(most=limits)[above]
    found = [
        Finding(
            severity="error",
            check="more_than_residents",
            unit_code=unit,
            about=f"{file}:{measure}",
            file=file,
            row=row,
            column=measure,
            found=as_found(value),
            expected=f"không quá {as_found(limit)}",
            message=f"{campaign.label_of(measure)}: {file} ghi {as_found(value)}, hơn một lần rưỡi "
            f"dân số từ 15 tuổi của đơn vị (nhiều nhất {as_found(limit)}); dòng này không được "
            "tính. Đề nghị đơn vị xem lại.",
            aside=(Aside("submissions/reported", "", row, f"lớn hơn {as_found(limit)}"),),
        )
        for file, unit, measure, value, row, limit in rows[
            ["file", "unit_code", "measure", "value", "row", "most"]
        ].itertuples(index=False, name=None)
    ]
    return listed[~above], found


def counts_never_fall(counts: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """A platform's running count cannot be lower on a later day: an old snapshot, or a new base.

    counts: rows of platform/counts; each unit and measure asked about once, at its first fall.
    """
    rows = counts[counts["measure"].isin(RUNNING)].sort_values(["unit_code", "measure", "date"])
    groups = rows.groupby(["unit_code", "measure"])
    rows = rows.assign(before=groups["value"].shift(), day_before=groups["date"].shift())
    fell = rows[(rows["value"] < rows["before"]) & (rows["date"] > rows["day_before"])]
    return [
        Finding(
            severity="warning",
            check="count_fell",
            unit_code=unit,
            about=measure,
            file="platform/counts",
            row=row,
            column="value",
            found=as_found(value),
            expected=f"từ {as_found(before)} trở lên",
            message=f"{campaign.measure_by_code[measure].label}: ngày {format_date(day)} là "
            f"{as_found(value)}, ngày {format_date(day_before)} đã là {as_found(before)}. "
            "Số cộng dồn không giảm; đề nghị đơn vị vận hành hệ thống kiểm tra bản xuất.",
        )
        for unit, measure, day, value, row, before, day_before in fell.drop_duplicates(
            ["unit_code", "measure"]
        )[["unit_code", "measure", "date", "value", "row", "before", "day_before"]].itertuples(
            index=False, name=None
        )
    ]


CHECKS: tuple[Callable[[pd.DataFrame, Campaign], list[Finding]], ...] = (
    reports_agree_with_platform,
    reports_within_registers,
)
