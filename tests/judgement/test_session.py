"""Whom the Council's papers are about, and how a doubt about one of them is put."""

from fractions import Fraction
from typing import Any

import pandas as pd

from ihanoi_eval.judgement.session import (
    Session,
    ask_unknown,
    ask_unknown_nominees,
    doubt_about,
    is_known,
    named,
    subjects_of,
)
from ihanoi_eval.rules.awards import Awards


def session(**more: Any) -> Session:
    """A session that knows unit 001 and nominee a."""
    nothing = pd.DataFrame()
    whole: dict[str, Any] = {
        **{"council": nothing, "votes": nothing, "decisions": nothing, "has_council": True},
        "standing": {("001", ""): "passed", ("", "a"): "passed"},
        "held_for_council": frozenset(),
        "awards": Awards(gates=(), quotas={}, tie_chain={}, vote_threshold=Fraction(4, 5)),
    }
    return Session(**whole | more)


def rows(*subjects: tuple[str, str]) -> pd.DataFrame:
    """Rows about units or nominees, from row 2 on."""
    frame = pd.DataFrame(subjects, columns=["unit_code", "nominee_id"], dtype="str")
    return frame.assign(row=[float(number) for number in range(2, len(frame) + 2)])


def test_a_row_is_about_a_unit_or_a_nominee_that_was_judged():
    """Both filled is neither: nobody can say which is meant."""
    found = is_known(rows(("001", ""), ("", "a"), ("009", ""), ("", "b"), ("001", "a")), session())
    assert found.tolist() == [True, True, False, False, False]


def test_a_row_about_nobody_is_told_with_its_place():
    """A misspelt id would otherwise do nothing in silence."""
    [finding] = ask_unknown(rows(("001", ""), ("", "b")), session(), "reviews/votes")
    assert (finding.check, finding.row, finding.found) == ("unknown_subject", 3.0, "b")


def test_of_holds_only_those_that_name_a_nominee_are_looked_at():
    """A hold of a body outside the leagues is none of the list's business."""
    reviews = {"reviews/on_hold": rows(("NG01", ""), ("", "b"))}
    assert [one.found for one in ask_unknown_nominees(reviews, session())] == ["b"]


def test_shared_pages_call_nominees_by_their_id():
    """Names stand in documents alone."""
    assert (named(("001", "")), named(("", "a"))) == ("Đơn vị 001", "Mã a")


def test_doubts_about_two_of_one_check_have_two_ids():
    """Else one of them would be lost."""
    said: dict[str, Any] = {"row": 2.0, "found": "x", "expected": "y", "message": "z"}
    ids = {
        doubt_about("error", "c", subject, **said).finding_id
        for subject, _ in subjects_of(rows(("001", ""), ("002", ""), ("", "a"), ("", "b")))
    }
    assert len(ids) == 4
