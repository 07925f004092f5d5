"""The money of DOMAIN §1: base salary × coefficient, rounded up to 10,000 đồng."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.judgement.bonus import budget_table, money_of, seats_by_list
from ihanoi_eval.rules.awards import Awards, Bonus
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import check_table, empty_table
from ihanoi_eval.vietnamese import in_words

ROOT = Path(__file__).parents[2]
DECEMBER = date(2024, 12, 20)


@pytest.fixture(scope="module")
def awards() -> Awards:
    """The awards of the campaign of November 2024."""
    return load_rules(ROOT / "params" / "hanoi-2024-11").awards


def listed(*rows: tuple[str, str]) -> pd.DataFrame:
    """A shortlist from (list, decision)."""
    types = dict(empty_table("shortlist").dtypes)
    blank = {name: "" if kind == "str" else float("nan") for name, kind in types.items()}
    whole = [
        blank | {"unit_code": str(place), "list": name, "decision": decision}
        for place, (name, decision) in enumerate(rows)
    ]
    return pd.DataFrame(whole, columns=list(types)).astype(types)


@pytest.mark.parametrize(
    ("kind", "day", "amount"),
    [
        ("individual", DECEMBER, 3_510_000),  # 1.5 × 2,340,000
        ("collective", DECEMBER, 7_020_000),  # 3.0 × 2,340,000
        ("individual", date(2026, 7, 1), 3_800_000),  # 1.5 × 2,530,000 = 3,795,000, up
        ("collective", date(2026, 7, 1), 7_590_000),  # 3.0 × 2,530,000, needs no rounding
        ("individual", date(2026, 6, 30), 3_510_000),  # the day before the new base salary
    ],
)
def test_the_sums_of_the_law(awards, kind, day, amount):
    """Every case of DOMAIN §1."""
    money = money_of(kind, awards.bonus, day)
    assert money is not None and money.amount == amount


def test_the_two_readings_for_a_collective_stand_side_by_side(awards):
    """3 × base is 7,590,000; twice the rounded 3,800,000 is 7,600,000; which is data."""
    day = date(2026, 7, 1)
    by_ratio = awards.bonus.model_copy(update={"collective_by": "individual"})
    found = [money_of("collective", rules, day) for rules in (awards.bonus, by_ratio)]
    assert [(one.amount, one.other) for one in found if one] == [
        (7_590_000, 7_600_000),
        (7_600_000, 7_590_000),
    ]


def test_what_was_not_verified_says_so(awards):
    """Of 2024 the coefficient is remembered; of 2025 that of individuals was published."""
    days = (DECEMBER, date(2025, 8, 1))
    found = [money_of("individual", awards.bonus, day) for day in days]
    assert [one.is_verified for one in found if one] == [False, True]


def test_without_a_rule_there_is_no_sum():
    """Nothing is guessed: no base salary, no money."""
    assert money_of("individual", Bonus(), DECEMBER) is None


def test_a_budget_adds_up_by_list(awards):
    """2 communes and 3 individuals: 2 × 7,020,000 + 3 × 3,510,000 = 24,570,000."""
    rows = [("communes", "award")] * 2 + [("individuals", "award")] * 3 + [("communes", "reserve")]
    budget = check_table(budget_table(listed(*rows), awards, as_of=DECEMBER), "budget")
    totals = budget.set_index("list")["amount_total"]
    assert totals["communes"] == 14_040_000
    assert totals["individuals"] == 10_530_000
    assert totals["all"] == 24_570_000
    assert in_words(int(totals["all"])) == (
        "hai mươi bốn triệu năm trăm bảy mươi nghìn"  # as num2words has it
    )


def test_more_awards_than_seats_leave_the_seats_as_they_are(awards):
    """Seats are maxima: the budget must not make room for them (COUNTING 32)."""
    budget = budget_table(listed(*[("departments", "award")] * 5), awards, as_of=DECEMBER)
    row = budget.set_index("list").loc["departments"]
    assert (row["awards_count"], row["seats_count"]) == (5, 4)
    assert row["amount_total"] == 5 * 7_020_000 and row["amount_most"] == 4 * 7_020_000


def test_a_budget_says_what_all_seats_would_cost(awards):
    """30 + 6 + 4 units and 20 collectives at 7,020,000, 20 individuals at 3,510,000."""
    budget = budget_table(listed(), awards, as_of=DECEMBER).set_index("list")
    assert budget.loc["all", "amount_most"] == 60 * 7_020_000 + 20 * 3_510_000
    assert budget.loc["all", "amount_total"] == 0


def test_the_expected_day_of_the_decision_counts(awards):
    """The base salary is that of the decision, not of the cut-off."""
    later = awards.bonus.model_copy(update={"decided_on": date(2026, 7, 1)})
    rules = awards.model_copy(update={"bonus": later})
    budget = budget_table(listed(), rules, as_of=DECEMBER).set_index("list")
    assert budget.loc["individuals", "amount_each"] == 3_800_000


def test_a_campaign_without_money_has_counts_alone():
    """Sums are missing, not 0."""
    rules = Awards.model_validate(
        {"gates": [], "quotas": {"communes": {"level": 2}}, "tie_chain": {}}
    )
    budget = budget_table(listed(("communes", "award")), rules, as_of=DECEMBER)
    budget = check_table(budget, "budget").set_index("list")
    assert budget.loc["all", "awards_count"] == 1
    assert budget["amount_total"].isna().all()


def test_lists_of_nominees_have_seats_of_their_own(awards):
    """Collectives inside units take no seat of a unit."""
    assert seats_by_list(awards) == {
        "communes": 30,
        "districts": 6,
        "departments": 4,
        "collectives": 20,
        "individuals": 20,
    }
