"""What is asked for and how it was judged."""

from dataclasses import replace

import pandas as pd

from ihanoi_eval.evidence.findings import findings_table
from ihanoi_eval.judgement.council import ask_limits
from ihanoi_eval.reporting.dossier_proposal import budget_rows, proposal_of
from ihanoi_eval.reporting.facts import table
from ihanoi_eval.rules.awards import Quota


def test_a_level_below_the_plans_is_stated_with_who_is_below(final):
    """98% against 100%: the Tờ trình says so and names the proposed units (DESIGN §8)."""
    words = " ".join(proposal_of(final)["method"])
    assert "Kế hoạch yêu cầu 100%" in words and "là 98%" in words
    panel = table(final, "panel").pivot(index="unit_code", columns="measure", values="used_value")
    listed = table(final, "shortlist")
    awarded = listed["unit_code"][listed["decision"].isin(["award", "council"])]
    short = panel[panel["staff_active"] < panel["staff_due"]].index.intersection(awarded.tolist())
    for code in short:
        assert final.rules.campaign.unit_by_code[code].name in words


def at_the_plans_level(evaluation, short_by):
    """The words on method when the officer asks for the plan's own level."""
    awards = evaluation.rules.awards
    gates = tuple(
        gate.model_copy(update={"at_least": gate.plan_level, "short_by": short_by})
        if gate.plan_level
        else gate
        for gate in awards.gates
    )
    changed = awards.model_copy(update={"gates": gates})
    rules = evaluation.rules.model_copy(update={"awards": changed})
    return " ".join(proposal_of(replace(evaluation, rules=rules))["method"])


def test_a_level_that_is_the_plans_needs_no_word_where_nobody_is_below(final, changed):
    """The officer may set 1.00; whoever is proposed below it is named all the same (DESIGN §8)."""
    words = at_the_plans_level(final, 0)
    assert "là 100%. Tập thể được đề nghị còn dưới mức" in words and "thấp hơn" not in words
    panel = final.tables["panel"].copy()
    due = panel[panel["measure"] == "staff_due"].set_index("unit_code")["used_value"]
    active = panel["measure"] == "staff_active"
    panel.loc[active, "used_value"] = panel.loc[active, "unit_code"].map(due)
    assert "Kế hoạch yêu cầu" not in at_the_plans_level(changed(final, panel=panel), 0)


def test_one_person_that_may_be_missing_is_a_departure_too(final):
    """1.00, or one short: still below the plan."""
    words = at_the_plans_level(final, 1)
    assert "là 100%, hoặc thiếu nhiều nhất 1 người, thấp hơn Kế hoạch" in words


def test_more_awards_than_seats_are_marked(final, changed):
    """The Council's own decision can do it; the Tờ trình must not look as if there was room."""
    budget = final.tables["budget"].copy()
    budget.loc[budget["list"] == "districts", "awards_count"] = 3.0
    proposal = proposal_of(changed(final, budget=budget))
    rows = {row["name"]: row["most"] for row in proposal["seats"]}
    assert rows["Quận, huyện, thị xã"] == "2 (VƯỢT SUẤT)"
    assert sum("VƯỢT" in most for most in rows.values()) == 1
    assert proposal["remarks"][0] == (
        "VƯỢT SỐ SUẤT sau quyết định của Hội đồng, xin ý kiến: quận, huyện, thị xã (3 đề nghị, "
        "2 suất)."
    )


def test_limits_that_the_council_set_aside_are_remarks_by_name(final, changed):
    """A cap of a district, a minimum of a peer group: who signs reads them (COUNTING 33)."""
    group = final.tables["units"].set_index("unit_code").loc["00001", "peer_group"]
    awards = final.tables["shortlist"].assign(decision="not_selected", decided_by="council")
    limits = {"communes": Quota(level=3, most_per_parent=1, least_per_peer_group=1)}
    awards.loc[awards["unit_code"].isin(["00004", "00006"]), "decision"] = "award"
    asked = findings_table(
        ask_limits(awards, final.tables["units"], limits), pd.Series(dtype="str")
    )
    first, second, *_ = proposal_of(changed(final, findings=asked))["remarks"]
    assert first == (
        "Vượt giới hạn của đơn vị cấp trên, xin ý kiến: Quận Ba Đình (2 suất, quy định nhiều nhất "
        "1 suất của một đơn vị cấp trên)."
    )
    assert second.startswith("Chưa đủ suất tối thiểu của nhóm so sánh, xin ý kiến: ")
    assert "(0 suất, quy định ít nhất 1 suất của nhóm so sánh)" in second
    assert group not in second, "a group is called by its label"


def test_the_seats_are_the_budgets_rows_with_the_whole_last(final):
    """7 of 8 communes, 1 district, 2 departments: 10 in all."""
    seats = proposal_of(final)["seats"]
    assert [row["proposed"] for row in seats if row["name"].startswith(("Xã", "Tổng"))] == [
        "7",
        "10",
    ]
    assert seats[-1]["name"] == "Tổng cộng" and seats[-1]["number"] == ""
    assert [row["list"] for row in budget_rows(final)][-1] == "all"


def test_what_a_signature_should_not_overlook_is_listed(final):
    """Left to the Council, on hold, waived: by name."""
    words = " ".join(proposal_of(final)["remarks"])
    listed = table(final, "shortlist")
    for decision in ("council", "on_hold"):
        for code in listed["unit_code"][listed["decision"] == decision]:
            if code:
                assert final.rules.campaign.unit_by_code[code].name in words


def test_without_a_list_nothing_is_asked_for(final, changed):
    """A progress run has a budget of nothing."""
    empty = table(final, "budget").iloc[:0]
    found = proposal_of(changed(final, budget=empty))
    assert found["proposals"] == ["Chưa lập danh sách đề nghị ở kỳ này."]
