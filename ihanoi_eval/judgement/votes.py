"""Votes of the Council: their share against a threshold, and what of them does not add up."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.session import (
    SUBJECT,
    Session,
    as_flag,
    ask_unknown,
    doubt_about,
    is_known,
    named,
    subjects_of,
)
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.schemas import empty_table
from ihanoi_eval.vietnamese import format_count, format_percent

VOTES = ("votes_for", "votes_against", "written_opinions", "members_present", "members_total")


def count_votes(session: Session) -> tuple[pd.DataFrame, list[Finding]]:
    """The table `votes` with the share of votes in favour, and what is doubtful about them.

    votes_for holds written opinions in favour; the share is of all members or of those present,
    as awards.yaml says. Votes change no list: the Council's decision does.
    """
    rows = session.votes
    doubled = rows.drop_duplicates([*SUBJECT, *VOTES]).duplicated(SUBJECT, keep=False)
    single = rows.drop_duplicates([*SUBJECT, *VOTES])
    findings = [
        doubt_about(
            "error",
            "votes_contradict",
            subject,
            row,
            found="hai dòng khác nhau",
            expected="một dòng",
            message=f"{named(subject)}: có các dòng phiếu khác nhau nên không dòng nào được tính. "
            "Đề nghị giữ lại một dòng đúng theo biên bản.",
        )
        for subject, row in subjects_of(single[doubled].drop_duplicates(SUBJECT))
    ]
    findings += ask_unknown(single, session, "reviews/votes")
    single = single[~doubled & is_known(single, session)]
    shares = [_share(row, session.awards) for row in single.to_dict("records")]
    least = session.awards.vote_threshold
    table = single.assign(
        votes_share=[np.nan if share is None else float(share) for share in shares],
        is_enough=["" if share is None else as_flag(share >= least) for share in shares],
    )
    types = dict(empty_table("votes").dtypes)
    findings += _sums(single, session)
    return table[list(types)].astype(types), findings


def ask_votes(shortlist: pd.DataFrame, votes: pd.DataFrame, session: Session) -> list[Finding]:
    """What the list and the votes leave open: who voted, for whom, and whether it is enough."""
    findings = [
        *_below_threshold(shortlist, votes, session.awards),
        *_without_votes(shortlist, votes),
    ]
    if len(session.votes) and not session.has_council:
        findings.append(
            Finding(
                severity="warning",
                check="votes_without_council",
                file="reviews/votes",
                found=f"{len(session.votes)} dòng phiếu, không có reviews/council",
                expected="danh sách thành viên Hội đồng",
                message="Có kết quả bỏ phiếu nhưng không có danh sách thành viên Hội đồng "
                "(reviews/council). Đề nghị bổ sung để lập biên bản.",
            )
        )
    return findings


def _share(row: Mapping[Any, Any], awards: Awards) -> Fraction | None:
    """Votes in favour over those they are counted of; None where that is not known."""
    base = "members_total" if awards.votes.counted_of == "all_members" else "members_present"
    have, of = (_number(row[name]) for name in ("votes_for", base))
    return None if have is None or not of else Fraction(have, of)


def _number(value: object) -> int | None:
    """A whole count, None where it is missing."""
    number = float(str(value))
    return None if np.isnan(number) else int(number)


def _sums(votes: pd.DataFrame, session: Session) -> list[Finding]:
    """Votes that no session could give, and figures that the list of members does not."""
    members = session.council[session.council["member"] != ""].drop_duplicates("member")
    wrote = int(((members["is_present"] != "true") & (members["written_opinion"] != "")).sum())
    least = session.awards.votes.least_present
    findings: list[Finding] = []
    for row in votes.to_dict("records"):
        subject = (str(row["unit_code"]), str(row["nominee_id"]))
        counts = {name: _number(row[name]) or 0 for name in VOTES}
        cast = counts["votes_for"] + counts["votes_against"]
        could = counts["members_present"] + counts["written_opinions"]
        faults = []
        if cast > could:
            faults.append(f"{cast} phiếu, chỉ có {could} người dự họp hoặc cho ý kiến")
        if could > counts["members_total"]:
            faults.append(f"{could} người cho ý kiến, Hội đồng có {counts['members_total']}")
        if faults:
            message = f"{named(subject)}: {'; '.join(faults)}. Đề nghị đối chiếu biên bản."
            findings.append(
                doubt_about(
                    *("error", "votes_do_not_add_up", subject, float(row["row"])),
                    found="; ".join(faults),
                    expected="số phiếu không quá số người",
                    message=message,
                )
            )
        if session.has_council and (
            counts["members_total"] != len(members) or counts["written_opinions"] != wrote
        ):
            found = f"{counts['members_total']} thành viên, {counts['written_opinions']} ý kiến"
            expected = f"{len(members)} thành viên, {wrote} ý kiến bằng văn bản"
            findings.append(
                doubt_about(
                    *("question", "votes_and_members_differ", subject, float(row["row"])),
                    found=found,
                    expected=expected,
                    message=f"{named(subject)}: dòng phiếu ghi {found}, danh sách Hội đồng có "
                    f"{expected}. Đề nghị đối chiếu biên bản.",
                )
            )
        if counts["members_present"] < least * counts["members_total"]:
            findings.append(
                doubt_about(
                    *("warning", "votes_below_quorum", subject, float(row["row"])),
                    found=f"{counts['members_present']}/{counts['members_total']} người dự họp",
                    expected=f"ít nhất {format_percent(float(least), 0)}",
                    message=f"{named(subject)}: phiên họp chỉ có {counts['members_present']}/"
                    f"{counts['members_total']} thành viên. Hội đồng xem xét họp lại.",
                )
            )
    return findings


def _below_threshold(shortlist: pd.DataFrame, votes: pd.DataFrame, awards: Awards) -> list[Finding]:
    """Proposals whose votes do not reach the threshold."""
    proposed = shortlist.loc[shortlist["decision"] == "award", SUBJECT]
    low = votes[votes["is_enough"] == "false"].merge(proposed, on=SUBJECT)
    level = format_percent(float(awards.vote_threshold), 0)
    of = "tổng số thành viên" if awards.votes.counted_of == "all_members" else "số người dự họp"
    return [
        doubt_about(
            *("warning", "votes_below_threshold", (str(row["unit_code"]), str(row["nominee_id"]))),
            np.nan,
            found=format_percent(row["votes_share"]),
            expected=f"ít nhất {level} {of}",
            message=f"{named((str(row['unit_code']), str(row['nominee_id'])))}: "
            f"{format_count(row['votes_for'])} phiếu đồng ý, {format_percent(row['votes_share'])} "
            f"{of}, dưới mức {level} ({row['document_no']}). Hội đồng xem xét.",
        )
        for row in low.to_dict("records")
    ]


def _without_votes(shortlist: pd.DataFrame, votes: pd.DataFrame) -> list[Finding]:
    """Proposals that nobody voted on, once there are votes."""
    if votes.empty:
        return []
    proposed = shortlist.loc[shortlist["decision"] == "award", SUBJECT]
    voted = set(zip(votes["unit_code"], votes["nominee_id"], strict=True))
    without = [one for one, _ in subjects_of(proposed.assign(row=np.nan)) if one not in voted]
    if not without:
        return []
    return [
        Finding(
            severity="question",
            check="votes_missing",
            file="reviews/votes",
            found=f"{len(without)} đề nghị chưa có kết quả bỏ phiếu",
            expected="mỗi đề nghị một dòng phiếu",
            message=f"{len(without)} trong {len(proposed)} đề nghị chưa có kết quả bỏ phiếu. Biên "
            "bản họp có bỏ phiếu chung không?",
        )
    ]
