"""What the Council wrote down, whom it is about, and how a doubt about one of them is put."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ihanoi_eval.evidence.findings import Finding, Severity
from ihanoi_eval.rules.awards import Awards

SUBJECT = ["unit_code", "nominee_id"]

Subject = tuple[str, str]  # unit_code or nominee_id, one filled


@dataclass(frozen=True)
class Session:
    """What the Council wrote down, and who there is to decide about.

    standing: of each unit and nominee as a whole; held_for_council: units on hold by a gate of
    kind comparable alone, which the Council itself settles (COUNTING 27).
    """

    council: pd.DataFrame
    votes: pd.DataFrame
    decisions: pd.DataFrame
    has_council: bool
    standing: Mapping[Subject, str]
    held_for_council: frozenset[str]
    awards: Awards


def ask_unknown(rows: pd.DataFrame, session: Session, file: str) -> list[Finding]:
    """Rows about a nominee or unit that nobody proposed and no list holds."""
    return [
        doubt_about(
            *("error", "unknown_subject", subject, row),
            found=subject[1] or subject[0],
            expected="mã đơn vị xếp hạng hoặc mã của bảng đề nghị",
            message=f"{file}, dòng {row:.0f}: mã {subject[1] or subject[0]!r} không có trong danh "
            "sách nào nên dòng này không có tác dụng. Mã có ghi đúng không?",
            file=file,
        )
        for subject, row in subjects_of(rows[~is_known(rows, session)])
    ]


def ask_unknown_nominees(reviews: Mapping[str, pd.DataFrame], session: Session) -> list[Finding]:
    """The same of holds and earlier awards, which name nominees too."""
    found: list[Finding] = []
    for file, rows in reviews.items():
        found += ask_unknown(rows[rows["nominee_id"] != ""], session, file)
    return found


def is_known(rows: pd.DataFrame, session: Session) -> "pd.Series[bool]":
    """Whether each row is about somebody who was judged."""
    known = [subject in session.standing for subject, _ in subjects_of(rows)]
    return pd.Series(known, index=rows.index, dtype="bool")


def subjects_of(rows: pd.DataFrame) -> list[tuple[Subject, float]]:
    """Each row's unit or nominee, and its row number."""
    columns = rows[[*SUBJECT, "row"]].itertuples(index=False, name=None)
    return [((str(unit), str(person)), float(row)) for unit, person, row in columns]


def named(subject: Subject) -> str:
    """A unit or nominee as a shared page may call it."""
    return f"Đơn vị {subject[0]}" if subject[0] else f"Mã {subject[1]}"


def doubt_about(
    severity: Severity,
    check: str,
    subject: Subject,
    row: float,
    *,
    found: str,
    expected: str,
    message: str,
    file: str = "reviews/votes",
) -> Finding:
    """A finding about one unit or nominee."""
    return Finding(
        severity=severity,
        check=check,
        unit_code=subject[0],
        about=subject[1] or f"{file}:{subject[0]}",
        file=file,
        row=row,
        found=found,
        expected=expected,
        message=message,
    )


def as_flag(value: bool) -> str:
    """A truth as tables hold it."""
    return "true" if value else "false"
