"""Units and nominees on one list: what is drafted, what the Council did, what it costs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.judgement.proposals import propose
from ihanoi_eval.people import PEOPLE
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import check_table

SMALL = Path(__file__).parents[1] / "small"
PAPERS = SMALL / "inputs" / "reviews"


@pytest.fixture(scope="module")
def decided() -> Evaluation:
    """After the Council met on 27/12."""
    return evaluate(load_rules(SMALL / "campaign"), SMALL / "inputs", as_of=date(2024, 12, 28))


def ids(name: str) -> list[str]:
    """The nominees that a paper of the Council names, in its order."""
    frame = pd.read_csv(PAPERS / f"{name}.csv", dtype="str", keep_default_na=False)
    return [one for one in frame["nominee_id"] if one]


def rows(evaluation: Evaluation) -> pd.DataFrame:
    """The shortlist by unit or nominee."""
    listed = evaluation.tables["shortlist"]
    return listed.set_index(listed["unit_code"] + listed["nominee_id"])


def test_every_nominee_is_on_the_list_once_and_by_id_alone(final):
    """Exactly one of unit_code and nominee_id is filled (DESIGN §6); nobody is lost."""
    listed = check_table(final.tables["shortlist"], "shortlist")
    nominees = set(listed["nominee_id"]) - {""}
    assert nominees == set(final.people["nominees"]["nominee_id"])
    people = listed[listed["nominee_id"] != ""]
    assert set(people["list"]) == {"collectives", "individuals"}
    assert people["position"].isna().all() and set(people["track"]) == {""}
    assert set(people["decision"]) <= {"council", "on_hold", "not_eligible"}


def test_the_tables_of_people_are_what_they_are_declared(final):
    """Keys filled and once, types, as every table."""
    assert set(final.people) == set(PEOPLE)
    for name, frame in final.people.items():
        check_table(frame, name)


def test_a_hold_and_an_earlier_award_by_id_count(final):
    """The papers of the small campaign name one of each."""
    [held], [awarded] = ids("on_hold"), ids("prior_awards")
    assert rows(final).loc[held, "decision"] == "on_hold"
    assert "Đang xác minh đơn" in str(rows(final).loc[held, "reason"])
    assert rows(final).loc[awarded, "decision"] == "not_eligible"


def test_before_its_day_a_decision_is_not_known(final, decided):
    """COUNTING 2: dated 27/12, evaluated on 20/12 and on 28/12."""
    chosen = ids("decisions")
    assert set(rows(final).loc[chosen, "decision"]) == {"council"}
    assert set(rows(decided).loc[chosen, "decision"]) == {"award"}
    assert set(rows(decided).loc[chosen, "decided_by"]) == {"council"}
    assert final.people["decisions"].empty and len(decided.people["decisions"]) == len(chosen) + 2


def test_the_council_settles_the_tie_it_was_left(decided):
    """One of two equal communes is chosen, the other stands ready; each says by which paper."""
    pair = rows(decided).loc[["00016", "00008"]]
    assert pair["decision"].tolist() == ["award", "reserve"]
    assert pair["reason"].str.contains("GL-62/BB-HĐ").all()


def test_votes_below_the_threshold_are_warned_about_and_change_nothing(decided):
    """6 of 9 = 66.7 %, below 80 % of all members (DOMAIN §1)."""
    findings = decided.tables["findings"]
    low = findings[findings["check"] == "votes_below_threshold"]
    assert low["found"].tolist() == ["66,7%"]
    assert rows(decided).loc[ids("votes")[-1], "decision"] == "award"


def test_the_budget_follows_the_decisions(final, decided):
    """4 individuals at 3,510,000 and one commune more at 7,020,000 = 21,060,000 more."""
    before, after = (
        one.tables["budget"].set_index("list")["amount_total"] for one in (final, decided)
    )
    assert after["individuals"] == 14_040_000
    assert after["all"] - before["all"] == 14_040_000 + 7_020_000


def test_before_the_close_nobody_is_listed(running):
    """COUNTING 3: a progress run has no shortlist; nominees are read and checked all the same."""
    assert running.tables["shortlist"].empty
    assert set(running.people) == set(PEOPLE)


def test_units_awarded_before_are_asked_about(final):
    """Whether it was for the same achievement only people can say."""
    findings = final.tables["findings"]
    prior = findings[findings["check"] == "prior_award"]
    assert prior["unit_code"].tolist() == ["00016"]


def test_a_nominee_s_award_in_other_words_is_asked_about(final):
    """The gate sees equal words alone; who else was awarded before waits with a question."""
    person = final.people["nominees"].set_index("nominee_id").loc[ids("decisions")[0]]
    award = {"unit_code": "", "nominee_id": person.name, "form": "Giấy khen", "row": 9.0}
    award |= {"achievement": "Sử dụng iHanoi trong chiến dịch 30 ngày", "decision_no": "7/QĐ"}
    prior = pd.DataFrame([{**award, "on_date": "2024-12-02"}])
    papers = replace(final.papers, prior_awards=prior)
    listed = propose(
        final.tables["shortlist"][final.tables["shortlist"]["nominee_id"] == ""],
        final.tables["gates"],
        papers,
        units=final.tables["units"],
        awards=final.rules.awards,
        as_of=final.as_of,
        is_listed=True,
    )
    [finding] = [one for one in listed.findings if one.check == "prior_award"]
    assert finding.finding_id.startswith(f"prior_award::{person.name}:7/QĐ:")
    assert finding.message.startswith(f"Mã {person.name} đã được khen (Giấy khen, 7/QĐ, 02/12/2024")
    assert person["name"] not in str(finding)


def test_a_unit_on_hold_says_what_would_release_it(final):
    """It takes no seat and stays visible (COUNTING 31)."""
    held = rows(final).loc[["00580", "00559"]]
    assert held["decision"].tolist() == ["on_hold", "on_hold"]
    assert "có văn bản kết thúc thì xét tiếp" in held["reason"].iloc[0]
    assert "giải trình bằng văn bản thì xét tiếp" in held["reason"].iloc[1]
