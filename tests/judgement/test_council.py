"""Decisions of the Council: what a row changes, what it leaves alone, what it cannot do."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.judgement.council import apply_decisions, ask_limits, ask_seats, members_table
from ihanoi_eval.judgement.session import Session
from ihanoi_eval.rules.awards import Awards, Quota
from ihanoi_eval.schemas import check_table, empty_table, sort_table

DRAFT = (  # unit, nominee, decision, track, position
    ("001", "", "award", "level", 1.0),
    ("002", "", "council", "level", float("nan")),
    ("003", "", "not_selected", "", float("nan")),
    ("004", "", "not_eligible", "", float("nan")),
    ("005", "", "on_hold", "", float("nan")),
    ("", "a", "council", "", float("nan")),
)
STANDING = {("004", ""): "failed", ("005", ""): "on_hold"}


def draft() -> pd.DataFrame:
    """A short list as it was drafted."""
    types = dict(empty_table("shortlist").dtypes)
    rows = [
        {"unit_code": unit, "nominee_id": person, "list": "x", "track": track}
        | {"position": place, "decision": decision, "decided_by": "total_points", "reason": "hạng"}
        for unit, person, decision, track, place in DRAFT
    ]
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def decided(*rows: str, held: str = "") -> Session:
    """A session with decisions: "002 award 2024-12-18" of a unit, "a award 2024-12-18" of a."""
    cells = []
    for number, line in enumerate(rows, start=2):
        subject, decision, day = line.split()
        key = ("", subject) if subject.isalpha() else (subject, "")
        cells.append((*key, decision, "Lý do", "5/BB", day, float(number)))
    columns = ["unit_code", "nominee_id", "decision", "reason", "document_no", "on_date", "row"]
    frame = pd.DataFrame(cells, columns=columns)
    known: dict[tuple[str, str], str] = {(unit, person): "passed" for unit, person, *_ in DRAFT}
    return Session(
        council=pd.DataFrame(),
        votes=pd.DataFrame(),
        decisions=frame.astype({name: "str" for name in columns[:-1]}),
        has_council=True,
        standing=known | STANDING,
        held_for_council=frozenset({held}),
        awards=Awards(gates=(), quotas={}, tie_chain={}),
    )


def row(frame: pd.DataFrame, subject: str) -> dict[str, Any]:
    """The row of a unit or nominee."""
    found = frame[(frame["unit_code"] == subject) | (frame["nominee_id"] == subject)].iloc[0]
    return {str(key): value for key, value in found.items()}


@pytest.mark.parametrize(
    ("line", "subject", "decision", "track"),
    [
        ("002 award 2024-12-18", "002", "award", "level"),  # a tie that was left to the Council
        ("002 reserve 2024-12-18", "002", "reserve", ""),
        ("003 award 2024-12-18", "003", "award", ""),  # against the ranking
        ("001 not_selected 2024-12-18", "001", "not_selected", ""),
        ("001 on_hold 2024-12-18", "001", "on_hold", ""),
        ("a award 2024-12-18", "a", "award", ""),  # a nominee is chosen by nobody else
        ("005 not_selected 2024-12-18", "005", "not_selected", ""),
    ],
)
def test_a_decision_is_a_row_that_says_who_why_and_where(line, subject, decision, track):
    """METHOD 13: the draft's reason stays, the Council's stands beside it with its document."""
    frame, table, doubts = apply_decisions(draft(), decided(line))
    found = row(check_table(sort_table(frame, "shortlist"), "shortlist"), subject)
    assert (found["decision"], found["decided_by"], found["track"]) == (decision, "council", track)
    assert found["reason"].startswith("hạng; Hội đồng: ")
    assert "5/BB, Lý do" in found["reason"]
    assert found["position"] != found["position"]
    assert check_table(table, "decisions")["is_applied"].tolist() == ["true"]
    assert doubts == []


def test_a_decision_moves_nobody_else():
    """Nobody takes a seat that becomes free by himself: that is a decision of its own."""
    frame, _, _ = apply_decisions(draft(), decided("001 not_selected 2024-12-18"))
    pd.testing.assert_frame_equal(frame[1:], draft()[1:])


def test_a_decision_that_agrees_with_the_draft_changes_nothing_but_the_reason():
    """The points gave the seat, the Council confirmed it: its place and link stay (METHOD 13)."""
    frame, table, _ = apply_decisions(draft(), decided("001 award 2024-12-18"))
    found = row(frame, "001")
    assert (found["position"], found["decided_by"]) == (1.0, "total_points")
    assert found["reason"] == "hạng; Hội đồng: đề nghị khen thưởng, văn bản 5/BB, Lý do"
    assert table[["drafted", "is_applied"]].to_numpy().tolist() == [["award", "true"]]


@pytest.mark.parametrize(
    ("line", "subject", "word"),
    [
        ("004 award 2024-12-18", "004", "reviews/waivers"),
        ("004 reserve 2024-12-18", "004", "reviews/waivers"),
        ("005 award 2024-12-18", "005", "tạm dừng"),
        ("005 reserve 2024-12-18", "005", "tạm dừng"),
    ],
)
def test_a_decision_opens_no_gate(line, subject, word):
    """A held unit takes no seat (COUNTING 31); gates open by waivers alone (METHOD 6, 13)."""
    frame, table, [doubt] = apply_decisions(draft(), decided(line))
    assert row(frame, subject)["decision"] == row(draft(), subject)["decision"]
    assert "chưa tính vì" in row(frame, subject)["reason"]
    assert doubt.check == "decision_against_gate" and word in doubt.message
    assert table["is_applied"].tolist() == ["false"]


def test_what_is_on_hold_for_the_council_the_council_settles():
    """Where too little applies to compare a unit, it is the Council that compares (COUNTING 27)."""
    frame, _, doubts = apply_decisions(draft(), decided("005 award 2024-12-18", held="005"))
    assert row(frame, "005")["decision"] == "award" and doubts == []


def test_the_latest_decision_counts_whatever_the_order_of_rows():
    """The table is append-only."""
    rows = ("003 award 2024-12-18", "003 not_selected 2024-12-17")
    for order in (rows, rows[::-1]):
        frame, table, _ = apply_decisions(draft(), decided(*order))
        assert row(frame, "003")["decision"] == "award" and len(table) == 1


def test_two_decisions_of_one_day_that_differ_are_none():
    """As two verifications (COUNTING 18)."""
    frame, table, [doubt] = apply_decisions(
        draft(), decided("003 award 2024-12-18", "003 reserve 2024-12-18")
    )
    assert row(frame, "003")["decision"] == "not_selected"
    assert doubt.check == "decisions_contradict" and table.empty


def test_the_same_decision_written_twice_is_one():
    """A copied row changes nothing."""
    _, table, doubts = apply_decisions(
        draft(), decided("003 award 2024-12-18", "003 award 2024-12-18")
    )
    assert len(table) == 1 and doubts == []


def test_a_decision_about_nobody_is_told_and_kept():
    """It stands in the table, as not applied."""
    frame, table, [doubt] = apply_decisions(draft(), decided("009 award 2024-12-18"))
    pd.testing.assert_frame_equal(frame, draft())
    assert doubt.check == "unknown_subject"
    assert table["is_applied"].tolist() == ["false"]


def test_more_awards_than_seats_are_an_error():
    """Seats are maxima, the Council's too (COUNTING 32)."""
    frame, _, _ = apply_decisions(draft(), decided("002 award 2024-12-18", "003 award 2024-12-18"))
    [doubt] = ask_seats(frame, {"x": 2})
    assert (doubt.check, doubt.found) == ("seats_exceeded", "3")
    assert ask_seats(frame, {"x": 3}) == []


def test_a_unit_that_failed_a_gate_may_be_said_not_to_be_selected():
    """The Council agrees with the gate: no doubt, and the gate's word stays."""
    frame, table, doubts = apply_decisions(draft(), decided("004 not_selected 2024-12-18"))
    assert doubts == [] and table["is_applied"].tolist() == ["true"]
    assert row(frame, "004")["decision"] == "not_eligible"
    assert "Hội đồng: không đề nghị, văn bản 5/BB" in row(frame, "004")["reason"]


def test_a_unit_without_a_total_that_failed_no_gate_is_the_councils_to_choose():
    """It is not eligible for want of points alone: the decision is done, as its row says."""
    session = replace(decided("004 award 2024-12-18"), standing={("004", ""): "passed"})
    frame, table, doubts = apply_decisions(draft(), session)
    assert doubts == [] and table["is_applied"].tolist() == ["true"]
    assert (row(frame, "004")["decision"], row(frame, "004")["decided_by"]) == ("award", "council")


UNITS = pd.DataFrame(
    {"unit_code": ["001", "002", "003", "004", "005"], "league": "x"}
    | {"parent_code": ["A", "A", "A", "B", "B"], "peer_group": ["p", "q", "p", "q", "q"]}
)


def test_a_cap_and_a_minimum_that_decisions_set_aside_are_asked_about():
    """A has three seats of two; without 002 group q has none left of its one (COUNTING 33)."""
    quotas = {"x": Quota(level=3, most_per_parent=2, least_per_peer_group=1)}
    frame, _, _ = apply_decisions(draft(), decided("002 award 2024-12-18", "003 award 2024-12-18"))
    [doubt] = ask_limits(frame, UNITS, quotas)
    assert (doubt.check, doubt.about, doubt.found) == ("parent_seats_exceeded", "x:A", "3")
    frame, _, _ = apply_decisions(draft(), decided("002 not_selected 2024-12-18"))
    [doubt] = ask_limits(frame, UNITS, quotas)
    assert (doubt.check, doubt.about, doubt.found) == ("group_left_out", "x:q", "0")
    assert "ít nhất 1 suất" in doubt.expected


def test_what_the_council_left_alone_is_not_asked_about_again():
    """The draft keeps its limits by itself."""
    quotas = {"x": Quota(level=3, most_per_parent=1, least_per_peer_group=1)}
    untouched = draft().assign(decided_by="total_points")
    assert ask_limits(untouched, UNITS, quotas) == []


def test_members_stand_once_and_in_their_order():
    """A row without a name is nobody."""
    rows = [("B", "Chủ tịch", "true", ""), ("A", "Ủy viên", "false", "Đồng ý"), ("", "", "", "")]
    columns = list(empty_table("council").columns)
    frame = pd.DataFrame([*rows, rows[0]], columns=columns, dtype="str")
    assert members_table(frame)["member"].tolist() == ["B", "A"]
