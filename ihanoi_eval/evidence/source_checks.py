"""What one source says against another: reports against the platform, within the tolerance."""

from collections.abc import Callable

import pandas as pd

from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_percent


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


CHECKS: tuple[Callable[[pd.DataFrame, Campaign], list[Finding]], ...] = (
    reports_agree_with_platform,
)
