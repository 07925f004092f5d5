"""Nominees typed out one by one: who is eligible, who is not and why, and nobody ranked."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.judgement.nominees import (
    Pool,
    ask_heads,
    ask_shares,
    check_nominees,
    in_list_order,
    list_nominees,
)
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.schemas import check_table, empty_table

AS_OF = date(2024, 12, 20)
PERSON = {
    **{"kind": "individual", "unit_code": "001", "name": "Trần Thị Bình", "position": "Cán bộ"},
    **{"date_of_birth": "1980-02-05", "sex": "female", "class": "direct_worker"},
    **{"women_share": float("nan"), "channel": "police", "achievement": "Hướng dẫn người dân"},
    **dict.fromkeys(("has_report", "has_minutes", "has_proposal"), "true"),
    **{"file": "001.xlsx", "sheet": "", "row": 2.0},
}
BODY = PERSON | {"kind": "collective", "position": "", "date_of_birth": "", "sex": "", "class": ""}
RULES = {"gates": [], "quotas": {}, "tie_chain": {}, "individuals": 20}
SHARES = [
    {"of": "direct_worker", "at_least": "0.5", "source": "đề xuất"},
    {"of": "women", "at_least": "0.3", "source": "Luật X", "is_verified": "true"},
]


def awards(**more: Any) -> Awards:
    """Twenty seats for individuals, twenty for collectives."""
    return Awards.model_validate(RULES | {"nominees": {"collectives": 20, "shares": SHARES}} | more)


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a table, what is left out empty."""
    types = dict(empty_table(name).dtypes)
    blank = {column: "" if kind == "str" else float("nan") for column, kind in types.items()}
    return pd.DataFrame([blank | row for row in rows], columns=list(types)).astype(types)


def pool(*people: dict[str, Any], **more: Any) -> Pool:
    """Everybody proposed; ids are a, b, c in order."""
    rows = [person | {"nominee_id": "abcdefgh"[place]} for place, person in enumerate(people)]
    whole: dict[str, Any] = {
        "nominees": table("nominees", *rows),
        "contradicted": frozenset(),
        "on_hold": table("reviews/on_hold"),
        "prior_awards": table("reviews/prior_awards"),
        "standing": {},
        "awards": awards(),
        "as_of": AS_OF,
    }
    return Pool(**whole | more)


def verdict(found: Pool, gate: str, person: str = "a") -> tuple[str, str]:
    """Status and reason of one gate of one nominee."""
    gates = check_table(check_nominees(found), "nominee_gates")
    row = gates[(gates["nominee_id"] == person) & (gates["gate"] == gate)].iloc[0]
    return str(row["status"]), str(row["reason"])


def decision(found: Pool, person: str = "a") -> tuple[str, str]:
    """What the draft list says of one nominee."""
    rows = {row["nominee_id"]: row for row in list_nominees(found, check_nominees(found))}
    return str(rows[person]["decision"]), str(rows[person]["reason"])


def test_who_passes_waits_for_the_council():
    """Individuals are never scored or ranked: the Council chooses (DESIGN §8)."""
    found = pool(PERSON)
    [row] = list_nominees(found, check_nominees(found))
    assert (row["decision"], row["decided_by"], row["list"]) == (
        "council",
        "council",
        "individuals",
    )
    assert row["position"] != row["position"]
    assert row["track"] == ""
    assert "20 suất" in str(row["reason"])


def test_a_collective_inside_a_unit_has_a_list_of_its_own():
    """It takes no seat of a unit, and no points."""
    found = pool(BODY)
    [row] = list_nominees(found, check_nominees(found))
    assert (row["list"], row["unit_code"]) == ("collectives", "")


def test_a_collective_of_mostly_women_is_marked_and_a_person_is_not():
    """70 % is known from earlier decrees: to be checked; a person's sex is not told."""
    found = pool(BODY | {"women_share": 0.7}, BODY | {"women_share": 0.69}, PERSON)
    reasons = [decision(found, person)[1] for person in "abc"]
    assert "70% nữ" in reasons[0] and "cần kiểm tra" in reasons[0]
    assert not any("nữ" in reason for reason in reasons[1:])


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("has_report", "báo cáo thành tích"),
        ("has_minutes", "biên bản"),
        ("has_proposal", "tờ trình"),
    ],
)
@pytest.mark.parametrize("said", ["false", ""])
def test_a_part_of_the_dossier_that_is_missing_holds_up(part, word, said):
    """What nobody said is there is not there; it can be brought."""
    found = pool(PERSON | {part: said})
    assert verdict(found, "dossier")[0] == "on_hold"
    assert word in decision(found)[1] and "bổ sung hồ sơ" in decision(found)[1]


def test_a_dossier_is_what_the_rules_ask_for():
    """Another campaign may need no minutes."""
    rules = awards(nominees={"collectives": 20, "dossier": ["has_report"]})
    found = pool(PERSON | {"has_minutes": "false"}, awards=rules)
    assert verdict(found, "dossier")[0] == "passed"


@pytest.mark.parametrize("column", ["position", "date_of_birth", "sex", "class"])
def test_a_person_without_a_fact_holds_up(column):
    """RELIABILITY N-001: full name, unit, title, date of birth."""
    assert decision(pool(PERSON | {column: ""}))[0] == "on_hold"


def test_a_collective_needs_no_date_of_birth():
    """It needs to be said of which force it is."""
    assert verdict(pool(BODY), "facts")[0] == "passed"
    assert verdict(pool(BODY | {"channel": ""}), "facts")[0] == "on_hold"


def test_one_person_proposed_by_two_units_is_held_in_both():
    """One person, one award; both rows say where the other is, by id."""
    found = pool(PERSON, PERSON | {"unit_code": "002", "name": "TRẦN THỊ  BÌNH"})
    assert [verdict(found, "duplicate", person)[0] for person in "ab"] == ["on_hold", "on_hold"]
    assert "002 (mã b)" in verdict(found, "duplicate")[1]
    assert "Trần" not in verdict(found, "duplicate")[1]


@pytest.mark.parametrize("other", [{"date_of_birth": "1981-02-05"}, {"name": "Trần Thị Bích"}])
def test_another_date_of_birth_or_name_is_another_person(other):
    """Namesakes are two people (RELIABILITY 80)."""
    found = pool(PERSON, PERSON | {"unit_code": "002"} | other)
    assert verdict(found, "duplicate")[0] == "passed"


def test_without_a_date_of_birth_a_name_is_no_evidence():
    """Hanoi has many of one name."""
    found = pool(*(PERSON | {"unit_code": code, "date_of_birth": ""} for code in ("001", "002")))
    assert verdict(found, "duplicate")[0] == "passed"


def test_rows_that_contradict_each_other_hold_up():
    """Which of them is right only the unit can say."""
    assert verdict(pool(PERSON, contradicted=frozenset("a")), "duplicate")[0] == "on_hold"


@pytest.mark.parametrize(("until", "status"), [("", "on_hold"), ("2024-12-20", "on_hold")])
def test_a_hold_by_id_is_in_force_to_its_last_day(until, status):
    """As for units (COUNTING 30); the reason and the document are told, and what releases."""
    row = {"nominee_id": "a", "reason": "Đang xác minh đơn", "document_no": "1/TTr", "until": until}
    found = pool(PERSON, on_hold=table("reviews/on_hold", row))
    assert verdict(found, "hold") == (status, "Đang xác minh đơn")
    assert "có văn bản kết thúc" in decision(found)[1]


def test_a_hold_that_ended_or_is_another_s_holds_nobody():
    """The day after."""
    rows = [{"nominee_id": "a", "until": "2024-12-19"}, {"nominee_id": "z"}]
    found = pool(PERSON, on_hold=table("reviews/on_hold", *rows))
    assert verdict(found, "hold")[0] == "passed"


def test_an_achievement_is_awarded_once():
    """Luật TĐKT, Điều 5: not twice, not in two forms, for one achievement."""
    row = {"nominee_id": "a", "form": "Giấy khen", "decision_no": "5/QĐ", "on_date": "2024-12-01"}
    same = table("reviews/prior_awards", row | {"achievement": "hướng dẫn  người dân"})
    other = table("reviews/prior_awards", row | {"achievement": "Cải cách hành chính"})
    assert decision(pool(PERSON, prior_awards=same))[0] == "not_eligible"
    assert "Giấy khen 01/12/2024" in decision(pool(PERSON, prior_awards=same))[1]
    assert decision(pool(PERSON, prior_awards=other))[0] == "council"


@pytest.mark.parametrize(
    ("standing", "expected"),
    [("passed", "council"), ("failed", "not_eligible"), ("on_hold", "on_hold")],
)
def test_a_head_is_judged_by_the_unit(standing, expected):
    """The unit's gates are the head's (DOMAIN §1); its rank is not."""
    head = PERSON | {"channel": "head_of_unit", "class": "leader"}
    assert decision(pool(head, standing={"001": standing}))[0] == expected
    assert decision(pool(PERSON, standing={"001": standing}))[0] == "council"


def test_the_head_of_a_body_that_is_not_ranked_has_no_gate_of_a_unit():
    """Bodies outside the leagues pass and fail nothing."""
    assert decision(pool(PERSON | {"channel": "head_of_unit"}))[0] == "council"


def test_a_failed_gate_outranks_one_on_hold():
    """As for units (COUNTING 31)."""
    head = PERSON | {"channel": "head_of_unit", "has_report": "false"}
    assert decision(pool(head, standing={"001": "failed"}))[0] == "not_eligible"


def test_a_campaign_without_seats_lists_nobody():
    """No seat is invented."""
    assert decision(pool(PERSON, awards=awards(individuals=0)))[0] == "not_selected"


def test_a_list_is_by_class_and_then_in_the_vietnamese_order_of_names():
    """Leaders, managers, workers; An before Ân before Bình; by the given name, then the whole."""
    names = ["Lê Văn Bình", "Trần Ân", "Nguyễn An", "Đỗ An"]
    people = [PERSON | {"name": name} for name in names]
    people.append(PERSON | {"name": "Vũ Yến", "class": "leader"})
    ordered = in_list_order(pool(*people).nominees)["name"].tolist()
    assert ordered == ["Vũ Yến", "Đỗ An", "Nguyễn An", "Trần Ân", "Lê Văn Bình"]


def shortlisted(found: Pool, **decisions: str) -> pd.DataFrame:
    """The list after decisions by id."""
    rows = list_nominees(found, check_nominees(found))
    return pd.DataFrame(
        [row | {"decision": decisions.get(str(row["nominee_id"]), row["decision"])} for row in rows]
    )


def test_shares_are_those_of_who_can_be_chosen_and_then_of_who_was():
    """1 of 3 works directly (33.3 % < 50 %); of the two chosen 1 does (50 %)."""
    leader = PERSON | {"class": "leader"}
    found = pool(PERSON, leader | {"name": "B"}, leader | {"name": "C"})
    [finding] = ask_shares(found, shortlisted(found))
    assert (finding.check, finding.about) == ("nominee_share_low", "direct_worker")
    assert finding.found == "1/3 (33,3%)" and "cần kiểm tra" in finding.message
    assert finding.expected == "ít nhất 50%, tức 2 người"
    assert ask_shares(found, shortlisted(found, a="award", b="award")) == []


def test_the_share_of_women_names_its_source():
    """0 of 2 are women; what was verified is cited plain."""
    men = [PERSON | {"sex": "male", "name": name} for name in ("A", "B")]
    found = pool(*men)
    [finding] = ask_shares(found, shortlisted(found))
    assert finding.about == "women" and "(Luật X)" in finding.message


def test_nobody_is_asked_about_an_empty_list():
    """Collectives have no shares."""
    found = pool(BODY)
    assert ask_shares(found, shortlisted(found)) == []


def test_a_unit_is_no_collective_of_its_own():
    """It has its own seat; a second award for one achievement is none (Luật TĐKT, Điều 5)."""
    found = pool(BODY, BODY, themselves={"a": "001"})
    assert decision(found)[0] == "not_eligible"
    assert "chính đơn vị 001" in decision(found)[1]
    assert decision(found, "b")[0] == "council"


def test_a_hold_and_an_earlier_award_follow_the_person():
    """Whichever unit's id they were written under: one name, one date of birth."""
    twin = PERSON | {"unit_code": "002"}
    hold = table("reviews/on_hold", {"nominee_id": "a", "reason": "Đang xác minh đơn"})
    prior = {"nominee_id": "a", "form": "Giấy khen", "on_date": "2024-12-01"}
    prior |= {"achievement": str(PERSON["achievement"])}
    found = pool(PERSON, twin, on_hold=hold, prior_awards=table("reviews/prior_awards", prior))
    for gate, status in (("hold", "on_hold"), ("prior_award", "failed")):
        assert [verdict(found, gate, person)[0] for person in "ab"] == [status, status]


def asked_heads(found: Pool) -> list[str]:
    """The ids of those who are asked whether they head their unit."""
    findings = ask_heads(found, shortlisted(found))
    assert {one.check for one in findings} <= {"nominee_may_be_head"}
    return [one.about for one in findings]


@pytest.mark.parametrize(
    "more",
    [
        {"class": "leader"},
        {"position": "Chủ tịch UBND xã"},
        {"position": "bí thư  Đảng ủy"},
        {"position": "Giám đốc Sở"},
        {"position": "Trưởng Công an phường"},
    ],
)
@pytest.mark.parametrize("standing", ["failed", "on_hold"])
def test_who_may_head_a_unit_that_did_not_pass_is_asked_about(more, standing):
    """Under channel police the gate of heads would pass unseen; a question changes nothing."""
    found = pool(PERSON | more, standing={"001": standing})
    assert asked_heads(found) == ["a"]
    assert decision(found)[0] == "council"
    [finding] = ask_heads(found, shortlisted(found))
    assert not any(words in str(finding) for words in ("Trần", "UBND", "Công an phường"))


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({"class": "leader"}, "passed"),
        ({"class": "leader", "channel": "head_of_unit"}, "on_hold"),  # its gate has judged it
        ({"position": "Trưởng phòng"}, "failed"),
        ({"position": "Trưởng bộ phận"}, "failed"),
        ({"position": "Trưởng thôn Đoài"}, "failed"),
        ({"position": "Tổ trưởng tổ dân phố số 5"}, "failed"),
        ({"position": "Bí thư Chi bộ 3"}, "failed"),
        ({"position": "Bí thư Đoàn Thanh niên phường"}, "on_hold"),
        ({"position": "Phó Chủ tịch"}, "failed"),
        ({}, "failed"),
    ],
)
def test_who_heads_no_unit_or_one_that_passed_is_not_asked_about(more, standing):
    """A head of a division is not judged by the unit."""
    assert asked_heads(pool(PERSON | more, standing={"001": standing})) == []


def test_who_is_not_eligible_anyway_is_asked_nothing():
    """Nobody waits for the answer."""
    prior = {"nominee_id": "a", "form": "Giấy khen", "on_date": "2024-12-01"}
    prior |= {"achievement": str(PERSON["achievement"])}
    leader = PERSON | {"class": "leader"}
    awarded = table("reviews/prior_awards", prior)
    assert asked_heads(pool(leader, standing={"001": "failed"}, prior_awards=awarded)) == []
