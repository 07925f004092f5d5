"""Reports beside each other: parents and their units, far from the peers, too round, copied."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.evidence.report_checks import Reported
from ihanoi_eval.vietnamese import format_number, format_percent

FAR = 3.5  # Iglewicz and Hoaglin: beyond it a robust score is an outlier
NEAR = 0.02
LEAST_PEERS = 8  # below it the spread of a group says little
MAD_TO_SIGMA, MEAN_TO_SIGMA = 1.4826, 1.2533  # of a normal distribution
ROUND_SHARE = 0.2  # of the ten last digits, 0 and 5
BY_CHANCE = 1e-4  # over some 600 units less than once in ten campaigns
LEAST_FIGURES = 8
LEAST_VALUE = 10  # below it a last digit is the figure itself
LEAST_ALIKE = 6  # figures that two units share in a copied report, four of them of two digits
LEAST_LARGE = 4
NOT_ROUNDED = ("funds_spent",)  # money is round by nature


def check_peers(reported: Reported, peer_groups: pd.Series) -> list[Finding]:
    """Every finding of CHECKS. peer_groups: league and peer group by unit_code."""
    return [finding for check in CHECKS for finding in check(reported, peer_groups)]


def robust_scores(values: pd.Series) -> pd.Series:
    """How many spreads each value is from the median: the MAD's, or the mean deviation's if 0.

    More than half alike makes the MAD 0; then the mean absolute deviation still tells one who is
    far. All alike: 0.

    >>> robust_scores(pd.Series([1.0, 2.0, 3.0, 4.0, 100.0])).round(2).tolist()
    [-1.35, -0.67, 0.0, 0.67, 65.43]
    >>> robust_scores(pd.Series([1.0] * 9 + [2.0])).round(2).tolist()[-1]
    7.98
    """
    away = values - values.median()
    spread = float(away.abs().median()) * MAD_TO_SIGMA
    if spread == 0:
        spread = float(away.abs().mean()) * MEAN_TO_SIGMA
    return away / spread if spread > 0 else away * 0.0


def units_add_up(reported: Reported, peer_groups: pd.Series) -> list[Finding]:
    """A parent's own figure of a summed measure is the sum of its units' figures (X-005).

    Only where each of them reported; up to two in a hundred may be what was counted in between.
    """
    found: list[Finding] = []
    table = reported.table
    summed = [m.code for m in reported.campaign.measures if m.parent == "sum" and m.code in table]
    for parent, children in reported.campaign.children.items():
        for code in summed if parent in table.index else ():
            own, parts = (
                float(table[code].loc[[parent]].sum(min_count=1)),
                table[code].reindex(list(children)),
            )
            total = float(parts.sum())
            if np.isnan(own) or parts.isna().any() or abs(own - total) <= NEAR * total:
                continue
            found.append(
                Finding(
                    severity="warning",
                    check="units_do_not_add_up",
                    unit_code=parent,
                    about=code,
                    file=reported.files[parent],
                    column=code,
                    found=as_found(own),
                    expected=as_found(total),
                    message=f"{reported.label(code)}: {len(children)} đơn vị trực thuộc cộng "
                    f"lại là {as_found(total)}, toàn địa bàn ghi {as_found(own)}, chênh "
                    f"{as_found(abs(own - total))}. Số cộng được dùng; đề nghị đơn vị rà soát.",
                )
            )
    return found


def reports_like_the_peers(reported: Reported, peer_groups: pd.Series) -> list[Finding]:
    """Reported over platform, far from what it is among the peers although within tolerance.

    What is beyond its tolerance is asked about already; here stands who reports otherwise than a
    group that errs together. Nearer to the group's median than the tolerance is no doubt.
    """
    panel = reported.panel
    both = panel[(panel["reported_value"] > 0) & (panel["platform_value"] > 0)]
    both = both.assign(
        ratio=np.log(both["reported_value"] / both["platform_value"]),
        group=both["unit_code"].map(peer_groups),
    ).dropna(subset=["group"])
    found: list[Finding] = []
    for (code, _), rows in both.groupby(["measure", "group"]):
        measure = reported.campaign.measure_by_code[str(code)]
        tolerance = float(measure.tolerance.warning)
        if len(rows) < LEAST_PEERS:
            continue
        middle = float(rows["ratio"].median())
        rows = rows.assign(score=robust_scores(rows["ratio"]))
        away = np.expm1((rows["ratio"] - middle).abs())
        is_asked = np.expm1(rows["ratio"].abs()) > tolerance
        far = rows[(rows["score"].abs() > FAR) & (away > tolerance) & ~is_asked]
        for unit, told, counted, score in far[
            ["unit_code", "reported_value", "platform_value", "score"]
        ].itertuples(index=False, name=None):
            found.append(
                Finding(
                    severity="question",
                    check="far_from_peers",
                    unit_code=unit,
                    about=str(code),
                    file=reported.files.get(unit, ""),
                    column=str(code),
                    found=format_percent(told / counted),
                    expected=f"gần {format_percent(np.exp(middle))} như nhóm so sánh",
                    message=f"{measure.label}: báo cáo ghi {as_found(told)}, hệ thống ghi "
                    f"{as_found(counted)}, bằng {format_percent(told / counted)}; trung vị của "
                    f"{len(rows)} đơn vị cùng nhóm là {format_percent(np.exp(middle))} "
                    f"(lệch {format_number(abs(score), 1)} lần độ phân tán). Đề nghị đơn vị nêu "
                    "cách đếm.",
                )
            )
    return found


def figures_not_all_round(reported: Reported, peer_groups: pd.Series) -> list[Finding]:
    """Too many figures end in 0 or 5 for chance: estimates rather than counts (X-009)."""
    from scipy.stats import binom  # late: most of a second to import

    values = reported.values
    counts = values[(values["value"] >= LEAST_VALUE) & ~values["measure"].isin(NOT_ROUNDED)]
    counts = counts[counts["value"] % 1 == 0]
    found: list[Finding] = []
    for unit, rows in counts.groupby("unit_code"):
        rounded = int((rows["value"] % 5 == 0).sum())
        if len(rows) < LEAST_FIGURES or binom.sf(rounded - 1, len(rows), ROUND_SHARE) > BY_CHANCE:
            continue
        found.append(
            Finding(
                severity="question",
                check="figures_all_round",
                unit_code=str(unit),
                file=reported.files[str(unit)],
                found=f"{rounded} trên {len(rows)} số tận cùng bằng 0 hoặc 5",
                expected=f"khoảng {format_number(len(rows) * ROUND_SHARE, 0)} số",
                message=f"{rounded} trên {len(rows)} số liệu từ {LEAST_VALUE} trở lên tận cùng "
                f"bằng 0 hoặc 5, nếu đếm thật thì khoảng "
                f"{format_number(len(rows) * ROUND_SHARE, 0)}. Đề nghị đơn vị cho biết số đếm "
                "hay số ước.",
            )
        )
    return found


def reports_not_copied(reported: Reported, peer_groups: pd.Series) -> list[Finding]:
    """Two units of a league with the same figures throughout: a copied report (X-009)."""
    units = reported.campaign.unit_by_code
    alike: dict[tuple[object, ...], list[str]] = {}
    for unit, rows in reported.values.groupby("unit_code"):
        if len(rows) < LEAST_ALIKE or (rows["value"] >= LEAST_VALUE).sum() < LEAST_LARGE:
            continue
        figures = zip(rows["measure"], rows["value"], strict=True)
        key = (units[str(unit)].league, *sorted(figures))
        alike.setdefault(key, []).append(str(unit))
    return [
        Finding(
            severity="warning",
            check="report_copied",
            unit_code=unit,
            about="-".join(other for other in codes if other != unit),
            file=reported.files[unit],
            found=f"{len(key) - 1} số liệu giống hệt",
            expected="số liệu của riêng đơn vị",
            message=f"Cả {len(key) - 1} số liệu của {units[unit].name} giống hệt "
            f"{', '.join(units[other].name for other in codes if other != unit)}. "
            "Có phải chép nhầm báo cáo?",
        )
        for key, codes in alike.items()
        if len(codes) > 1
        for unit in codes
    ]


def reports_not_sent_again(reported: Reported, peer_groups: pd.Series) -> list[Finding]:
    """A later file all of whose figures stood in an earlier one: the last report again (X-009)."""
    leagues = {league.code: league.reports for league in reported.campaign.leagues}
    units = reported.campaign.unit_by_code
    last = reported.values[["unit_code", "file"]].drop_duplicates()
    files = {
        str(file): frozenset(zip(rows["unit_code"], rows["measure"], rows["value"], strict=True))
        for file, rows in reported.received.dropna(subset=["value"]).groupby("file")
    }
    found: list[Finding] = []
    for file, codes in last.groupby("file")["unit_code"]:
        figures = files[str(file)]
        if len(figures) < LEAST_ALIKE or sum(v >= LEAST_VALUE for *_, v in figures) < LEAST_LARGE:
            continue
        earlier = sorted(name for name in files if name != file and files[name] == figures)
        found += [
            Finding(
                severity="question",
                check="report_repeated",
                unit_code=unit,
                about=str(file),
                file=str(file),
                found=f"{len(figures)} số liệu giống hệt {earlier[0]}",
                expected="số liệu mới",
                message=f"Cả {len(figures)} số liệu của {file} giống hệt {earlier[0]} đã gửi. Có "
                "phải gửi lại số của kỳ trước?",
            )
            for unit in codes
            if earlier and leagues[units[unit].league] != "row_of_parent"
        ]
    return found


CHECKS: tuple[Callable[[Reported, pd.Series], list[Finding]], ...] = (
    units_add_up,
    reports_like_the_peers,
    figures_not_all_round,
    reports_not_copied,
    reports_not_sent_again,
)
