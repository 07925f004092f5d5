"""Documented rows of reviews on one list: kind, unit, what about, who as a body, document, day."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from ihanoi_eval.evidence.overrides import overrides_table

HEADERS = {
    "reviews/verifications": "unit_code,measure,verified_value,verified_by,on_date,reason,"
    "document_no",
    "reviews/waivers": "rule,unit_code,reason,authorised_by,document_no,on_date",
    "reviews/on_hold": "unit_code,nominee_id,reason,document_no,on_date,until",
    "reviews/followups": "finding_id,status,answered_by,on_date,document_no,note",
    "reviews/inspections": "unit_code,on_date,team,result,severity,document_no",
    "reviews/decisions": "unit_code,nominee_id,decision,reason,document_no,on_date",
    "registers/not_applicable": "unit_code,indicator,reason,document_no,on_date",
}


@pytest.fixture
def listed(rows, campaign) -> Callable[..., pd.DataFrame]:
    """The table that the lines of one review give."""

    def table(name: str, *lines: str) -> pd.DataFrame:
        def read(asked: str) -> pd.DataFrame:
            frame = rows(asked, HEADERS.get(asked, "unit_code"), *(lines if asked == name else ()))
            return pd.DataFrame(frame)

        return overrides_table(read, campaign=campaign, as_of=date(2024, 12, 20))

    return table


def test_no_review_is_a_table_without_rows(listed):
    """The first day."""
    assert listed("reviews/waivers").empty


def test_a_verification_says_measure_value_document_and_line(listed):
    """Row 2 of its file, as a spreadsheet shows it."""
    line = "00001,staff_active,12,Sở 1,2024-12-16,đếm lại,7/BB"
    [row] = listed("reviews/verifications", line).to_dict("records")
    shown = {"file": "reviews/verifications", "row": 2.0, "kind": "verification"}
    shown |= {"unit_code": "00001", "about": "staff_active", "value": 12.0, "reason": "đếm lại"}
    shown |= {"body": "Sở 1", "document_no": "7/BB", "on_date": "2024-12-16"}
    assert {name: row[name] for name in shown} == shown


@pytest.mark.parametrize(("name", "shown"), [("Sở 1", "Sở 1"), ("Nguyễn Văn A", "")])
def test_who_signed_is_named_only_as_a_body(listed, name, shown):
    """A unit of the register may be named, a person stays in reviews/ (DESIGN §6)."""
    line = f"staff,00001,ốm,{name},8/VP,2024-12-12"
    assert listed("reviews/waivers", line)["body"].tolist() == [shown]


@pytest.mark.parametrize(
    "line", ["staff,00001,ốm,x,,2024-12-12", "staff,00001,ốm,x,8/VP,2024-12-21"]
)
def test_what_has_no_document_or_is_not_yet_known_is_not_listed(listed, line):
    """The first is asked about (COUNTING 23), the second nobody knows yet (COUNTING 2)."""
    assert listed("reviews/waivers", line).empty


def test_a_hold_may_be_about_a_nominee(listed):
    """By its id, never by a name; until when stands beside it."""
    [row] = listed("reviews/on_hold", ",ab12,xem xét,9/UB,2024-12-05,2025-01-10").to_dict("records")
    assert (row["unit_code"], row["nominee_id"], row["until"]) == ("", "ab12", "2025-01-10")


def test_a_followup_is_about_the_unit_of_its_finding(listed):
    """The second part of the id; an id without one is about nobody."""
    lines = ["inspection:00002:1/KL,explained,x,2024-12-13,2/VP,rõ", "lạ,open,x,2024-12-13,3/VP,"]
    table = listed("reviews/followups", *lines)
    assert table[["unit_code", "status"]].values.tolist() == [["00002", "explained"], ["", "open"]]


def test_an_inspection_says_its_team_and_its_weight(listed):
    """A team is a body."""
    [row] = listed(
        "reviews/inspections", "00001,2024-11-20,Đoàn số 1,kích hoạt hộ,serious,12/KL"
    ).to_dict("records")
    assert (row["body"], row["status"], row["reason"]) == ("Đoàn số 1", "serious", "kích hoạt hộ")


def test_a_decision_says_what_was_decided(listed):
    """Against the ranking, by the Council."""
    line = "00001,,reserve,Hội đồng chọn,62/BB,2024-12-18"
    assert listed("reviews/decisions", line)["status"].tolist() == ["reserve"]


def test_an_indicator_not_applicable_needs_no_day(listed):
    """A register's row without a date counts (COUNTING 2), and no day is made up for it."""
    table = listed("registers/not_applicable", "CQ01,integration,không có,1/KSTTHC,")
    assert table[["about", "on_date"]].values.tolist() == [["integration", ""]]
