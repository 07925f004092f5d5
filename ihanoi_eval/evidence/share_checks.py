"""Percentages that reports state: each its figure over a whole, and one that a count can give."""

from collections.abc import Callable

from ihanoi_eval.evidence.arithmetic import impossible_share_doubt, share_doubt
from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.evidence.report_checks import PART_AND_WHOLE, Reported


def check_shares(reported: Reported) -> list[Finding]:
    """Every finding of CHECKS."""
    return [finding for check in CHECKS for finding in check(reported)]


def stated_shares_fit(reported: Reported) -> list[Finding]:
    """A stated percentage must be its part over a whole that belongs to it (case 49)."""
    stated = reported.values.dropna(subset=["stated_share", "value"])
    found: list[Finding] = []
    stated = stated[stated["measure"].isin(dict(PART_AND_WHOLE))]
    for unit, part, value, share, file in stated[
        ["unit_code", "measure", "value", "stated_share", "file"]
    ].itertuples(index=False, name=None):
        known = _wholes(reported, unit, part)
        doubts = [
            share_doubt(
                value,
                whole,
                share,
                part_label=reported.inside(part),
                whole_label=reported.inside(name),
                other_wholes=_other_wholes(reported, unit, part),
            )
            for name, whole in known.items()
        ]
        if doubts and all(doubts):
            found.append(
                Finding(
                    severity="warning",
                    check="stated_share_differs",
                    unit_code=unit,
                    about=part,
                    file=file,
                    column=part,
                    found=as_found(share * 100) + "%",
                    expected=as_found(round(value / next(iter(known.values())) * 100, 2)) + "%",
                    message=f"{doubts[0]}. Tỷ lệ được tính lại từ số liệu; đề nghị đơn vị "
                    "ghi rõ mẫu số.",
                )
            )
    return found


def _other_wholes(reported: Reported, unit: str, part: str) -> dict[str, float]:
    """Other figures of the unit by which a share may have been divided."""
    known = reported.known
    others = {
        reported.inside(whole): known[unit, whole]
        for _, wholes in PART_AND_WHOLE
        for whole in wholes
        if (unit, whole) in known and whole not in dict(PART_AND_WHOLE)[part]
    }
    people, active = (
        known.get((unit, name)) for name in ("population_15plus", "accounts_active_open")
    )
    if people and active is not None:
        others["người chưa có tài khoản đầu kỳ"] = people - active
    return others


def bare_shares_are_possible(reported: Reported) -> list[Finding]:
    """A percentage stated without its figure must be one that a whole number can give (case 49)."""
    rows = reported.bare_shares
    found: list[Finding] = []
    for unit, part, share, file in rows.loc[
        rows["measure"].isin(dict(PART_AND_WHOLE)), ["unit_code", "measure", "stated_share", "file"]
    ].itertuples(index=False, name=None):
        doubts = [
            impossible_share_doubt(whole, share, whole_label=reported.inside(name))
            for name, whole in _wholes(reported, unit, part).items()
        ]
        if doubts and all(doubts):
            found.append(
                Finding(
                    severity="warning",
                    check="stated_share_impossible",
                    unit_code=unit,
                    about=part,
                    file=file,
                    column=part,
                    found=as_found(share * 100) + "%",
                    expected="tỷ lệ của một số nguyên",
                    message=f"{reported.label(part)}: {doubts[0]}. Đề nghị đơn vị ghi tử số và "
                    "mẫu số.",
                )
            )
    return found


def _wholes(reported: Reported, unit: str, part: str) -> dict[str, float]:
    """The known wholes of a part, none of them 0."""
    known = reported.known
    names = dict(PART_AND_WHOLE)[part]
    return {name: known[unit, name] for name in names if known.get((unit, name), 0) > 0}


CHECKS: tuple[Callable[[Reported], list[Finding]], ...] = (
    stated_shares_fit,
    bare_shares_are_possible,
)
