"""Decisions of the Council: each a row that changes its own unit or nominee, and says so."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ihanoi_eval.evidence.findings import Finding, as_found
from ihanoi_eval.judgement.field import IMPROVEMENT
from ihanoi_eval.judgement.gates import FAILED, ON_HOLD
from ihanoi_eval.judgement.session import (
    SUBJECT,
    Session,
    Subject,
    as_flag,
    ask_unknown,
    doubt_about,
    named,
    subjects_of,
)
from ihanoi_eval.rules.awards import Quota
from ihanoi_eval.schemas import empty_table

COUNCIL = "council"
WORDS = {
    "award": "đề nghị khen thưởng",
    "reserve": "dự phòng",
    "not_selected": "không đề nghị",
    "on_hold": "tạm dừng xét",
}


def members_table(council: pd.DataFrame) -> pd.DataFrame:
    """The table `council`: each member once, in the order of the file."""
    types = dict(empty_table("council").dtypes)
    named = council[council["member"] != ""].drop_duplicates("member")
    return named[list(types)].astype(types).reset_index(drop=True)


def apply_decisions(
    shortlist: pd.DataFrame, session: Session
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """The shortlist as the Council decided, the table `decisions`, and what could not be done.

    A decision is a row with a document; it changes its own unit or nominee and nobody else, and
    opens no gate: who failed one or is on hold needs a waiver or the end of the hold first. The
    reason of the draft stays, the Council's stands beside it. Positions are the draft's; who was
    not in it has none.
    """
    listed = {subject: place for place, subject in enumerate(_listed(shortlist))}
    latest, findings = _latest(session.decisions)
    findings += ask_unknown(latest, session, "reviews/decisions")
    rows: list[dict[Any, Any]] = shortlist.to_dict("records")
    taken: list[dict[Any, Any]] = []
    for one in latest.to_dict("records"):
        subject = (str(one["unit_code"]), str(one["nominee_id"]))
        if subject not in listed:  # its league has no list, or nobody knows it
            taken.append({**one, "drafted": "", "is_applied": as_flag(False)})
            continue
        row = rows[listed[subject]]
        drafted, refusal = str(row["decision"]), _refusal(subject, one["decision"], session)
        taken.append({**one, "drafted": drafted, "is_applied": as_flag(not refusal)})
        said = f"Hội đồng: {WORDS[one['decision']]}, văn bản {one['document_no']}"
        said += f", {one['reason']}" if one["reason"] else ""
        if refusal:
            row["reason"] = f"{row['reason']}; {said}; chưa tính vì {refusal}"
            findings.append(_refused(subject, one, refusal))
            continue
        row["reason"] = f"{row['reason']}; {said}"
        if (drafted, one["decision"]) == ("not_eligible", "not_selected"):
            continue  # the Council agrees, and the gate's word stays
        if one["decision"] != drafted:
            row |= {"decision": one["decision"], "decided_by": COUNCIL, "position": np.nan}
            row["track"] = row["track"] if one["decision"] == "award" else ""
    types, own = dict(shortlist.dtypes), dict(empty_table("decisions").dtypes)
    return (
        pd.DataFrame(rows, columns=list(types)).astype(types),
        pd.DataFrame(taken, columns=list(own)).astype(own),
        findings,
    )


def _latest(decisions: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The latest decision of each subject; two of one day that differ: neither."""
    ordered = decisions.sort_values(["on_date", "row"], kind="stable")
    last = ordered.groupby(SUBJECT)["on_date"].transform("max") == ordered["on_date"]
    current = ordered[last].drop_duplicates([*SUBJECT, "decision"], keep="last")
    doubled = current.duplicated(SUBJECT, keep=False)
    findings = [
        doubt_about(
            *("error", "decisions_contradict", subject, row),
            found="hai quyết định cùng ngày khác nhau",
            expected="một quyết định",
            message=f"{named(subject)}: có các quyết định cùng ngày khác nhau nên không "
            "dòng nào được tính. Đề nghị ghi một dòng.",
            file="reviews/decisions",
        )
        for subject, row in subjects_of(current[doubled].drop_duplicates(SUBJECT))
    ]
    return current[~doubled], findings


def _refusal(subject: Subject, decision: str, session: Session) -> str:
    """Why a decision cannot be done, nothing where it can."""
    standing = session.standing.get(subject, "")
    if standing == FAILED and decision != "not_selected":
        remedy = "; phải có văn bản miễn điều kiện (reviews/waivers)" if subject[0] else ""
        return f"không đạt điều kiện{remedy}"
    is_settled = subject[0] in session.held_for_council and subject[0] != ""
    if standing == ON_HOLD and decision in ("award", "reserve") and not is_settled:
        return "đang tạm dừng xét; phải có văn bản kết thúc việc tạm dừng"
    return ""


def _refused(subject: Subject, row: Mapping[Any, Any], refusal: str) -> Finding:
    """A decision that a gate stands against."""
    return doubt_about(
        *("error", "decision_against_gate", subject, float(str(row["row"]))),
        found=WORDS[str(row["decision"])],
        expected="tập thể, cá nhân đạt các điều kiện",
        message=f"{named(subject)}: quyết định của Hội đồng ({row['document_no']}) chưa được tính "
        f"vì {refusal}.",
        file="reviews/decisions",
    )


def ask_seats(shortlist: pd.DataFrame, seats: Mapping[str, int]) -> list[Finding]:
    """Lists with more awards than seats: seats are maxima, the Council's too."""
    counts = shortlist.loc[shortlist["decision"] == "award", "list"].value_counts()
    return [
        Finding(
            severity="error",
            check="seats_exceeded",
            about=str(name),
            found=as_found(float(count)),
            expected=f"nhiều nhất {as_found(float(seats.get(str(name), 0)))}",
            message=f"Danh sách {name} có {count} đề nghị, nhiều hơn "
            f"{seats.get(str(name), 0)} suất sau quyết định của Hội đồng. Đề nghị bớt hoặc sửa "
            "số suất trong awards.yaml.",
        )
        for name, count in sorted(counts.items())
        if count > seats.get(str(name), 0)
    ]


def ask_limits(
    shortlist: pd.DataFrame, units: pd.DataFrame, quotas: Mapping[str, Quota]
) -> list[Finding]:
    """Caps and minimums of quotas that decisions of the Council have set aside (COUNTING 33).

    units: unit_code, league, peer_group, parent_code. Only lists that the Council changed: what is
    drafted keeps every limit, or asks by itself.
    """
    places = units.set_index("unit_code")[["parent_code", "peer_group"]]
    found: list[Finding] = []
    for league, quota in sorted(quotas.items()):
        rows = shortlist[(shortlist["list"] == league) & (shortlist["unit_code"] != "")]
        if not (rows["decided_by"] == COUNCIL).any():
            continue
        rows = rows.join(places, on="unit_code")
        awards = rows[rows["decision"] == "award"]
        if quota.most_per_parent is not None:
            counts = awards["parent_code"].value_counts().sort_index()
            found += [
                _limit_broken(
                    *("parent_seats_exceeded", league, str(parent), count),
                    f"nhiều nhất {quota.most_per_parent} suất của một đơn vị cấp trên",
                )
                for parent, count in counts[counts > quota.most_per_parent].items()
            ]
        able = rows[~rows["decision"].isin(["not_eligible", "on_hold"])]
        level = awards[awards["track"] != IMPROVEMENT]
        waiting = rows[(rows["decision"] == COUNCIL) & (rows["track"] != IMPROVEMENT)]
        for group, have in able["peer_group"].value_counts().sort_index().items():
            least = min(quota.least_per_peer_group, int(have))
            seats = int((pd.concat([level, waiting])["peer_group"] == group).sum())
            if seats < least:
                found.append(
                    _limit_broken(
                        *("group_left_out", league, str(group), seats),
                        f"ít nhất {least} suất của nhóm so sánh",
                    )
                )
    return found


def _limit_broken(check: str, league: str, place: str, count: int, expected: str) -> Finding:
    """A limit of quotas that the Council's decisions do not keep."""
    return Finding(
        severity="warning",
        check=check,
        about=f"{league}:{place}",
        found=as_found(float(count)),
        expected=expected,
        message=f"Sau quyết định của Hội đồng, {place} có {count} suất; quy định là {expected}. "
        "Đề nghị Hội đồng xác nhận hoặc sửa quyết định.",
    )


def _listed(shortlist: pd.DataFrame) -> list[Subject]:
    """The unit or nominee of each row of the list."""
    pairs = zip(shortlist["unit_code"], shortlist["nominee_id"], strict=True)
    return [(str(unit), str(person)) for unit, person in pairs]
