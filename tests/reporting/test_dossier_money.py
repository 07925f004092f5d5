"""The money of the proposal, in figures and words."""

from ihanoi_eval.reporting.dossier_money import bonus_of
from ihanoi_eval.reporting.facts import table


def test_the_whole_is_told_in_figures_and_in_words(final):
    """10 collectives × 7.020.000 = 70.200.000."""
    found = bonus_of(final)
    assert found["bonus"][-1]["total"] == "70.200.000"
    assert found["bonus_words"] == "Bảy mươi triệu hai trăm nghìn đồng"


def test_what_was_not_verified_is_never_printed_as_law(final):
    """DOMAIN §1: coefficients by shift and by memory say so."""
    words = " ".join(bonus_of(final)["bonus_rule"])
    assert "2.340.000" in words and "cần kiểm tra" in words


def test_two_readings_of_the_law_are_a_choice_not_a_sum(final, changed):
    """From 01/07/2026: 7.590.000 or 7.600.000 for a collective (DOMAIN §1)."""
    budget = table(final, "budget").copy()
    budget.loc[budget["list"] == "communes", ["amount_each", "amount_other"]] = [7590000, 7600000]
    [choice] = bonus_of(changed(final, budget=budget))["bonus_choice"]
    assert "7.600.000" in choice
    assert bonus_of(final)["bonus_choice"] == []


def test_without_a_rule_for_the_day_no_sum_is_made_up(final, changed):
    """A dash, and the sentence that says why."""
    budget = table(final, "budget").copy()
    budget[["base_salary", "coefficient", "amount_each", "amount_other", "amount_total"]] = None
    found = bonus_of(changed(final, budget=budget.astype(table(final, "budget").dtypes)))
    assert found["bonus"][-1]["total"] == "–" and found["bonus_words"] == "chưa tính được"
    assert "Chưa có quy định" in found["bonus_rule"][0]
