"""What is asked for and how it was judged."""

from dataclasses import replace

from ihanoi_eval.reporting.dossier_proposal import budget_rows, proposal_of
from ihanoi_eval.reporting.facts import table


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


def test_a_level_that_is_the_plans_needs_no_word(final):
    """The officer may set 1.00."""
    awards = final.rules.awards
    gates = tuple(
        gate.model_copy(update={"at_least": gate.plan_level}) if gate.plan_level else gate
        for gate in awards.gates
    )
    rules = final.rules.model_copy(update={"awards": awards.model_copy(update={"gates": gates})})
    assert "Kế hoạch yêu cầu" not in " ".join(proposal_of(replace(final, rules=rules))["method"])


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
