"""Votes: the share in favour by hand, the threshold as data, and figures that cannot be."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.judgement.session import Session
from ihanoi_eval.judgement.votes import ask_votes, count_votes
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.schemas import check_table, empty_table

COLUMNS = "unit_code nominee_id votes_for votes_against written_opinions members_present".split()
COLUMNS += ["members_total", "document_no"]


def votes(*lines: str) -> pd.DataFrame:
    """Rows of reviews/votes: "001 - 8 0 1 7 9" is unit, nominee, then the counts."""
    cells = [line.replace("-", "").split(" ") for line in lines]
    frame = pd.DataFrame([[*one, "1/BB"] for one in cells], columns=COLUMNS, dtype="str")
    frame = frame.astype(dict.fromkeys(COLUMNS[2:7], "float64"))
    return frame.assign(row=[float(number) for number in range(2, len(frame) + 2)])


def council(present: int, wrote: int, silent: int = 0) -> pd.DataFrame:
    """Members who sat, members who wrote, members who did neither."""
    size = present + wrote + silent
    return pd.DataFrame(
        {
            "member": [f"TV {number}" for number in range(size)],
            "position": "",
            "is_present": ["true"] * present + ["false"] * (wrote + silent),
            "written_opinion": [""] * present + ["Đồng ý"] * wrote + [""] * silent,
        }
    )


def session(rows: pd.DataFrame, members: pd.DataFrame | None = None, **rules: Any) -> Session:
    """A session about units 001 and 002 and nominee a."""
    awards = {"gates": [], "quotas": {}, "tie_chain": {}, "vote_threshold": "0.80"}
    return Session(
        council=council(7, 1, 1) if members is None else members,
        votes=rows,
        decisions=pd.DataFrame(),
        has_council=True,
        standing={("001", ""): "passed", ("002", ""): "passed", ("", "a"): "passed"},
        held_for_council=frozenset(),
        awards=Awards.model_validate(awards | rules),
    )


def shortlist(*codes: str) -> pd.DataFrame:
    """Proposed units."""
    types = dict(empty_table("shortlist").dtypes)
    blank = {column: "" if kind == "str" else float("nan") for column, kind in types.items()}
    rows = [blank | {"unit_code": code, "decision": "award"} for code in codes]
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def test_the_share_is_of_all_members_with_written_opinions():
    """8 of 9 = 88.9 % is enough; 7 of 9 = 77.8 % is not (80 % of all members, DOMAIN §1)."""
    found, doubts = count_votes(session(votes("001 - 8 0 1 7 9", "002 - 7 1 1 7 9")))
    table = check_table(found, "votes")
    assert table["votes_share"].tolist() == [8 / 9, 7 / 9]
    assert table["is_enough"].tolist() == ["true", "false"]
    assert doubts == []


def test_exactly_the_threshold_is_enough():
    """8 of 10, in whole numbers: no rounding decides."""
    found, _ = count_votes(session(votes("001 - 8 2 0 10 10"), council(10, 0)))
    assert found["is_enough"].tolist() == ["true"]


@pytest.mark.parametrize(("counted_of", "share"), [("all_members", 6 / 9), ("present", 6 / 7)])
def test_of_whom_votes_are_counted_is_data(counted_of, share):
    """Rules of councils differ; awards.yaml says which."""
    found, _ = count_votes(session(votes("001 - 6 1 1 7 9"), votes={"counted_of": counted_of}))
    assert found["votes_share"].tolist() == [share]


def test_votes_without_the_number_of_members_have_no_share():
    """Missing is not nought."""
    found, _ = count_votes(session(votes("001 - 8 0 1 7 nan")))
    assert found["is_enough"].tolist() == [""]
    assert found["votes_share"].isna().all()


def test_equal_rows_are_one_and_different_ones_none():
    """As everywhere (COUNTING 5)."""
    found, doubts = count_votes(
        session(votes("001 - 8 0 1 7 9", "001 - 8 0 1 7 9", "002 - 8 0 1 7 9", "002 - 5 3 1 7 9"))
    )
    assert found["unit_code"].tolist() == ["001"]
    assert [one.check for one in doubts] == ["votes_contradict"]


@pytest.mark.parametrize(
    ("line", "checks"),
    [
        ("001 - 8 1 1 7 9", ["votes_do_not_add_up"]),  # 9 votes, 7 sat and 1 wrote
        (  # 10 opinions of 9 members, and the list has 7 that sat
            "001 - 8 0 1 9 9",
            ["votes_do_not_add_up", "votes_and_members_differ"],
        ),
        (  # 9 votes in favour of 8 that sat; by the list 7 sat and 1 wrote
            "001 - 9 0 1 8 9",
            ["votes_do_not_add_up", "votes_and_members_differ"],
        ),
        ("001 - 7 0 1 8 9", ["votes_and_members_differ"]),  # the list has 7 that sat
        ("001 - nan 0 1 7 9", ["votes_incomplete"]),
        ("001 - 8 0 1 7 nan", ["votes_incomplete"]),
        ("001 - 8 0 nan 7 9", []),  # what is missing contradicts nothing
        ("001 - 8 0 1 7 10", ["votes_and_members_differ"]),  # the list has 9
        ("001 - 7 0 0 7 9", ["votes_and_members_differ"]),  # the list has a written opinion
        ("001 - 8 0 1 7 9", []),
    ],
)
def test_figures_that_no_session_gives_are_asked_about(line, checks):
    """Votes are copied by hand from minutes."""
    _, doubts = count_votes(session(votes(line)))
    assert [one.check for one in doubts] == checks


def test_too_few_members_are_asked_about_where_a_rule_says_so():
    """5 of 9 sat, two thirds are 6; no quorum is known, so that the default asks nothing."""
    rows, members = votes("001 - 6 0 1 5 9"), council(5, 1, 3)
    assert count_votes(session(rows, members))[1] == []
    [doubt] = count_votes(session(rows, members, votes={"least_present": "2/3"}))[1]
    assert doubt.check == "votes_below_quorum"


def test_votes_about_nobody_do_nothing():
    """And it is said."""
    found, [doubt] = count_votes(session(votes("009 - 8 0 1 7 9")))
    assert found.empty and doubt.check == "unknown_subject"


def test_a_proposal_below_the_threshold_is_warned_about():
    """The default is to warn (DOMAIN §1); who is not proposed is nobody's worry."""
    rows = session(votes("001 - 5 3 1 7 9", "002 - 5 3 1 7 9"))
    [doubt] = ask_votes(shortlist("001"), count_votes(rows)[0], rows)
    assert (doubt.check, doubt.severity, doubt.found) == (
        *("votes_below_threshold", "warning"),
        "55,6%",
    )


def test_proposals_that_nobody_voted_on_are_counted_once():
    """One question, once there are votes at all."""
    rows = session(votes("001 - 8 0 1 7 9"))
    [doubt] = ask_votes(shortlist("001", "002"), count_votes(rows)[0], rows)
    assert doubt.check == "votes_missing" and doubt.found.startswith("1 ")
    empty = session(votes())
    assert ask_votes(shortlist("001"), count_votes(empty)[0], empty) == []


def test_votes_without_a_council_are_asked_about():
    """Minutes need the members."""
    rows = session(votes("001 - 8 0 1 7 9"))
    without = Session(**{**vars(rows), "has_council": False})
    assert [one.check for one in ask_votes(shortlist("001"), count_votes(rows)[0], without)] == [
        "votes_without_council"
    ]


def test_a_share_is_compared_exactly():
    """2/3 of 9 is 6: a double would miss it."""
    found, _ = count_votes(session(votes("001 - 6 2 1 7 9"), vote_threshold=str(Fraction(2, 3))))
    assert found["is_enough"].tolist() == ["true"]


@pytest.mark.parametrize(
    ("line", "counted_of"),
    [
        ("001 - 12 0 1 7 9", "all_members"),  # 133.3 % of 9
        ("001 - 12 0 nan nan 9", "all_members"),  # whoever was there: 9 is all there are
        ("001 - 9 0 1 8 9", "all_members"),  # 9 votes, the list has 8 that could give one
        ("001 - 8 0 1 7 9", "present"),  # 8 of the 7 present
    ],
)
def test_votes_that_do_not_add_up_have_no_share(line, counted_of):
    """Neither enough nor too few: nobody knows, and a finding says why."""
    found, doubts = count_votes(session(votes(line), votes={"counted_of": counted_of}))
    assert found["is_enough"].tolist() == [""] and found["votes_share"].isna().all()
    assert doubts[0].check == "votes_do_not_add_up"
    assert doubts[0].message.endswith("chưa rõ tỷ lệ. Đề nghị đối chiếu biên bản.")


@pytest.mark.parametrize("present", [6, 7])
def test_a_member_about_whom_nobody_is_sure_is_held_against_no_vote(present):
    """6 or 7 may have sat where one's rows contradict; the row of votes may say either."""
    members = council(6, 1, 2)
    members.loc[7, "is_present"] = ""
    rows = votes(f"001 - 7 0 1 {present} 9")
    assert count_votes(session(rows, members))[1] == []


def test_without_a_list_of_members_votes_are_held_against_none():
    """The row's own figures add up; who sat is asked for elsewhere."""
    rows = session(votes("001 - 9 0 1 8 9"))
    found, doubts = count_votes(Session(**{**vars(rows), "has_council": False}))
    assert found["is_enough"].tolist() == ["true"] and doubts == []
