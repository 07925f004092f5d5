"""What one source says against another: reports against the platform, within the tolerance."""

from collections.abc import Callable

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_count, format_percent


def check_sources(panel: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """Every finding of CHECKS on the panel."""
    return [finding for check in CHECKS for finding in check(panel, campaign)]


def reports_agree_with_platform(panel: pd.DataFrame, campaign: Campaign) -> list[Finding]:
    """Reported figures far from the platform's: beyond the tolerances of measures.yaml.

    The distance is a share of the platform's value; a platform value of 0 is far from any other.
    """
    units = panel[panel["unit_code"].isin(campaign.unit_by_code)]
    both = units.dropna(subset=["reported_value", "platform_value"])
    both = both[~both["unit_code"].isin(campaign.children)]
    gap = (both["reported_value"] - both["platform_value"]).abs()
    share = (gap / both["platform_value"]).where(gap > 0, 0.0)
    found: list[Finding] = []
    for measure in campaign.measures:
        rows = both[(both["measure"] == measure.code) & (share > float(measure.tolerance.warning))]
        found += [
            Finding(
                severity="error"
                if share[row.Index] > float(measure.tolerance.error)
                else "warning",
                check="report_and_platform_differ",
                unit_code=str(row.unit_code),
                about=measure.code,
                file="submissions/reported",
                column=measure.code,
                found=format_count(row.reported_value),
                expected=format_count(row.platform_value),
                message=f"{measure.label}: báo cáo ghi {format_count(row.reported_value)}, hệ thống "
                f"ghi {format_count(row.platform_value)}"
                + (f", chênh {format_percent(share[row.Index])}" if row.platform_value else "")
                + ". Đề nghị đơn vị làm rõ.",
            )
            for row in rows.itertuples()
        ]
    return found


CHECKS: tuple[Callable[[pd.DataFrame, Campaign], list[Finding]], ...] = (
    reports_agree_with_platform,
)
