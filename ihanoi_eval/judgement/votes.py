"""Votes of the Council: their share against a threshold, and what of them does not add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

import numpy as np
import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.session import (
    SUBJECT,
    Session,
    Subject,
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
    as awards.yaml says, and empty where figures are missing or no session gives them. Votes change
    no list: the Council's decision does.
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
    members = Members.of(session) if session.has_council else None
    shares = [
        None if _faults(row, session.awards, members) else _share(row, session.awards)
        for row in single.to_dict("records")
    ]
    least = session.awards.vote_threshold
    table = single.assign(
        votes_share=[np.nan if share is None else float(share) for share in shares],
        is_enough=["" if share is None else as_flag(share >= least) for share in shares],
    )
    types = dict(empty_table("votes").dtypes)
    findings += _sums(single, members, session.awards)
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
    have, of = (_number(row[name]) for name in ("votes_for", _base(awards)))
    return None if have is None or not of else Fraction(have, of)


def _number(value: object) -> int | None:
    """A whole count, None where it is missing."""
    number = float(str(value))
    return None if np.isnan(number) else int(number)


def _base(awards: Awards) -> str:
    """The column that votes in favour are counted of."""
    return "members_total" if awards.votes.counted_of == "all_members" else "members_present"


@dataclass(frozen=True)
class Members:
    """The Council as its list has it; unclear: nobody knows whether they were there."""

    total: int
    present: int
    wrote: int
    unclear: int

    @classmethod
    def of(cls, session: Session) -> Self:
        """How many of a session's members were there, wrote, or are unclear about it."""
        rows = session.council[session.council["member"] != ""].drop_duplicates("member")
        is_there, wrote = rows["is_present"] == "true", rows["written_opinion"] != ""
        unclear = (rows["is_present"] == "") & ~wrote
        counts = (is_there, wrote & ~is_there, unclear)
        return cls(len(rows), *(int(some.sum()) for some in counts))

    def allows(self, counts: Mapping[str, int | None]) -> bool:
        """Whether a row's figures about members, as far as it has them, can be this list's."""
        ranges = {
            "members_total": (self.total, self.total),
            "members_present": (self.present, self.present + self.unclear),
            "written_opinions": (self.wrote, self.wrote + self.unclear),
        }
        known = ((counts[name], *ends) for name, ends in ranges.items())
        return all(count is None or least <= count <= most for count, least, most in known)


def _counts(row: Mapping[Any, Any]) -> dict[str, int | None]:
    """A row's figures, None where one is missing."""
    return {name: _number(row[name]) for name in VOTES}


def _faults(row: Mapping[Any, Any], awards: Awards, members: Members | None) -> list[str]:
    """Why no session gives a row's figures; what is missing is held against none of them."""
    counts = _counts(row)
    in_favour, total, base = counts["votes_for"], counts["members_total"], counts[_base(awards)]
    present, wrote = counts["members_present"], counts["written_opinions"]
    cast = (in_favour or 0) + (counts["votes_against"] or 0)
    could = None if present is None or wrote is None else present + wrote
    listed = None if members is None else members.present + members.wrote + members.unclear
    faults = []
    if could is not None and cast > could:
        faults.append(f"{cast} phiếu, chỉ có {could} người dự họp hoặc cho ý kiến")
    elif total is not None and cast > total:
        faults.append(f"{cast} phiếu, Hội đồng có {total} thành viên")
    elif in_favour is not None and base is not None and in_favour > base:
        faults.append(f"{in_favour} phiếu đồng ý, tính trên {base} người")
    elif listed is not None and cast > listed:
        faults.append(f"{cast} phiếu, danh sách có {listed} người dự họp hoặc cho ý kiến")
    if total is not None and (could or present or 0) > total:
        faults.append(f"{could or present} người cho ý kiến, Hội đồng có {total}")
    return faults


def _sums(votes: pd.DataFrame, members: Members | None, awards: Awards) -> list[Finding]:
    """Votes that no session gives, that lack a figure, or that the list of members contradicts."""
    findings: list[Finding] = []
    for row in votes.to_dict("records"):
        subject, place = (str(row["unit_code"]), str(row["nominee_id"])), float(row["row"])
        counts = _counts(row)
        if faults := _faults(row, awards, members):
            findings.append(
                doubt_about(
                    *("error", "votes_do_not_add_up", subject, place),
                    found="; ".join(faults),
                    expected="số phiếu không quá số người",
                    message=f"{named(subject)}: {'; '.join(faults)} nên chưa rõ tỷ lệ. Đề nghị đối "
                    "chiếu biên bản.",
                )
            )
        if lost := [name for name in ("votes_for", _base(awards)) if counts[name] is None]:
            findings.append(
                doubt_about(
                    *("warning", "votes_incomplete", subject, place),
                    found=f"trống {', '.join(lost)}",
                    expected="số phiếu đồng ý và số người được tính",
                    message=f"{named(subject)}: dòng phiếu {place:.0f} để trống {', '.join(lost)} "
                    "nên chưa rõ tỷ lệ. Đề nghị ghi theo biên bản.",
                )
            )
        if members and not members.allows(counts):
            findings.append(_differs(subject, place, counts, members))
        present, total = counts["members_present"], counts["members_total"]
        least = awards.votes.least_present
        if present is not None and total is not None and present < least * total:
            findings.append(
                doubt_about(
                    *("warning", "votes_below_quorum", subject, place),
                    found=f"{present}/{total} người dự họp",
                    expected=f"ít nhất {format_percent(float(least), 0)}",
                    message=f"{named(subject)}: phiên họp chỉ có {present}/{total} thành viên. "
                    "Hội đồng xem xét họp lại.",
                )
            )
    return findings


def _differs(
    subject: Subject, place: float, counts: Mapping[str, int | None], members: Members
) -> Finding:
    """What a row says of the members beside what their list does."""
    words = "{} thành viên, {} người dự họp, {} ý kiến bằng văn bản"
    names = ("members_total", "members_present", "written_opinions")
    found = words.format(*("chưa ghi" if counts[one] is None else counts[one] for one in names))
    expected = words.format(members.total, members.present, members.wrote)
    expected += f", {members.unclear} người chưa rõ" if members.unclear else ""
    return doubt_about(
        *("question", "votes_and_members_differ", subject, place),
        found=found,
        expected=expected,
        message=f"{named(subject)}: dòng phiếu ghi {found}; danh sách Hội đồng có {expected}. Đề "
        "nghị đối chiếu biên bản.",
    )


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
