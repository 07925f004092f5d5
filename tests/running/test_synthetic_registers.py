"""Made-up registers and reviews: each planted row is there and is what its name says."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.evidence.nominees import nominee_id
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic_accounts import draw_accounts
from ihanoi_eval.running.synthetic_petitions import draw_petitions
from ihanoi_eval.running.synthetic_registers import draw_registers, draw_reviews
from ihanoi_eval.running.synthetic_submissions import count_units, draw_nominees
from ihanoi_eval.running.synthetic_units import Truth, make_truth

ROOT = Path(__file__).parents[2]
ROWS = 50_000
START, AS_OF = "2024-11-01", "2024-12-20"


@pytest.fixture(scope="module")
def truth() -> Truth:
    """All of Hanoi, made up."""
    units = load_rules(ROOT / "params/hanoi-2024-11").campaign.units
    chance = np.random.default_rng(1)
    return make_truth(units, accounts=ROWS, petitions=10_000, districts=None, rng=chance)


@pytest.fixture(scope="module")
def counts(truth: Truth) -> pd.DataFrame:
    """What its logs say."""
    accounts = draw_accounts(truth, accounts=ROWS, rng=np.random.default_rng(2))
    petitions = draw_petitions(truth, petitions=10_000, rng=np.random.default_rng(4))
    return count_units(accounts, petitions, truth)


@pytest.fixture(scope="module")
def registers(truth: Truth, counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Its registers."""
    return draw_registers(truth, counts, np.random.default_rng(8))


@pytest.fixture(scope="module")
def reviews(truth: Truth, counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Its reviews."""
    return draw_reviews(truth, counts, nominees(truth))


def nominees(truth: Truth) -> pd.DataFrame:
    """Whom its districts propose."""
    files = [f"{code}_bao_cao.xlsx" for code in truth.codes("districts")]
    return draw_nominees(truth, files, np.random.default_rng(6))


def rows_of(table: pd.DataFrame, truth: Truth, difficulty: str) -> pd.DataFrame:
    """The rows of a table about the units that a difficulty struck."""
    return table[table["unit_code"].isin(truth.struck(difficulty))]


def only_row(table: pd.DataFrame) -> dict[str, str]:
    """The one row that the table has."""
    [row] = table.to_dict("records")
    return {str(name): str(value) for name, value in row.items()}


def number(table: pd.DataFrame, code: str, column: str) -> int:
    """A unit's count in a table by unit_code."""
    return int(table[column].to_dict()[code])


def test_every_commune_has_one_population_but_where_planted(
    truth: Truth, registers: dict[str, pd.DataFrame]
):
    """One row dated by the start; a district's is the sum of its communes (COUNTING 15, 17)."""
    population = registers["registers/population"]
    times = population["unit_code"].value_counts()
    several = truth.struck("population_after_start") + truth.struck("populations_that_differ")
    assert sorted(times.index) == truth.codes("communes")
    assert set(times.index[times > 1]) == set(several)


def test_a_population_dated_after_the_start_stands_there(
    truth: Truth, registers: dict[str, pd.DataFrame]
):
    """It must not count (COUNTING 15)."""
    own = rows_of(registers["registers/population"], truth, "population_after_start")
    assert sorted(own["as_of_date"] > START) == [False, True]


def test_two_populations_of_one_date_differ_and_an_earlier_one_stands(
    truth: Truth, registers: dict[str, pd.DataFrame]
):
    """Neither of the two counts (COUNTING 15)."""
    own = rows_of(registers["registers/population"], truth, "populations_that_differ")
    numbers = own.groupby("as_of_date")["population_15plus"].nunique()
    assert numbers.tolist() == [1, 2]


def test_one_commune_is_nearly_full_by_its_register(
    truth: Truth, counts: pd.DataFrame, registers: dict[str, pd.DataFrame]
):
    """Less than 1 % is left to win: gap_closure and target are not applicable (COUNTING 15)."""
    own = only_row(rows_of(registers["registers/population"], truth, "saturated"))
    people = int(own["population_15plus"])
    assert people - number(counts, own["unit_code"], "accounts_open") < 0.01 * people


def test_targets_lie_around_a_sixth_of_the_gap_but_three(
    truth: Truth, counts: pd.DataFrame, registers: dict[str, pd.DataFrame]
):
    """Too low and too high ones are clipped to 10–20 %, an empty one is none (COUNTING 16)."""
    table = registers["registers/targets"].set_index("unit_code")["accounts_target"]
    gap = truth.units["population"][table.index] - counts["accounts_open"][table.index]
    share = pd.to_numeric(table) / gap
    assert (share[list(truth.struck("target_too_low"))] < 0.05).all()
    assert (share[list(truth.struck("target_too_high"))] > 0.5).all()
    assert tuple(table.index[table == ""]) == truth.struck("target_missing")
    assert 0.12 < share.median() < 0.18


def test_only_one_exemption_has_its_document(truth: Truth, registers: dict[str, pd.DataFrame]):
    """The other is not documented and does not lower staff_due (COUNTING 9)."""
    staff = registers["registers/staff"]
    exempt = staff[staff["exempt_count"] != "0"].set_index("unit_code")["document_no"]
    assert set(exempt.index[exempt != ""]) == set(truth.struck("staff_exempt"))
    assert set(exempt.index[exempt == ""]) == set(truth.struck("staff_exempt_without_document"))


def test_staff_stand_where_the_difficulties_say(
    truth: Truth, counts: pd.DataFrame, registers: dict[str, pd.DataFrame]
):
    """Below 100 % and above 98, below 98, one short, more than the register knows."""
    staff = registers["registers/staff"].set_index("unit_code")["staff_count"].astype("int64")
    short = staff - counts["staff_active"]
    share = counts["staff_active"] / staff
    assert share[list(truth.struck("staff_below_full"))].between(0.98, 1, inclusive="left").all()
    assert (share[list(truth.struck("staff_below_gate"))] < 0.98).all()
    assert (short[list(truth.struck("staff_below_gate"))] > 1).all()
    assert (short[list(truth.struck("staff_one_short"))] == 1).all()
    assert (short[list(truth.struck("staff_above_register"))] < 0).all()
    assert ((share >= 0.98) | (short <= 1)).mean() > 0.75  # most units pass the staff gate


def test_a_department_without_services_is_not_applicable_and_one_sent_none(
    truth: Truth, registers: dict[str, pd.DataFrame]
):
    """Zero by the register, missing from it: two things (METHOD 1)."""
    services = registers["registers/services"].set_index("unit_code")["public_services_count"]
    row = only_row(registers["registers/not_applicable"])
    assert (row["unit_code"],) == truth.struck("not_applicable")
    assert row["indicator"] == "integration" and row["document_no"]
    assert services[row["unit_code"]] == "0"
    missing = set(truth.codes("departments")) - set(services.index)
    assert missing == set(truth.struck("services_missing"))


def test_a_verification_takes_away_what_would_change_a_rank(
    truth: Truth, counts: pd.DataFrame, reviews: dict[str, pd.DataFrame]
):
    """Seven tenths of the new accounts of a strong commune, with its document."""
    row = only_row(rows_of(reviews["reviews/verifications"], truth, "verification_changes_rank"))
    opened, new = (
        number(counts, row["unit_code"], name) for name in ("accounts_open", "accounts_new")
    )
    lost = opened + new - int(row["verified_value"])
    gap = number(truth.units, row["unit_code"], "population") - opened
    assert row["measure"] == "accounts_active_close"
    assert row["document_no"] and row["on_date"] <= AS_OF
    assert lost / gap > 0.04  # of 0.20 that give 30 points: more than six


def test_three_verifications_must_not_count(truth: Truth, reviews: dict[str, pd.DataFrame]):
    """No document, two of one date that differ, one not yet known (COUNTING 2, 18, 23)."""
    table = reviews["reviews/verifications"]
    assert rows_of(table, truth, "verification_without_document")["document_no"].tolist() == [""]
    differ = rows_of(table, truth, "verifications_that_differ")
    assert differ["on_date"].nunique() == 1 and differ["verified_value"].nunique() == 2
    assert (rows_of(table, truth, "verification_not_yet_known")["on_date"] > AS_OF).all()


@pytest.mark.parametrize("status", ["open", "explained", "confirmed"])
def test_serious_inspections_are_followed_up(
    truth: Truth, reviews: dict[str, pd.DataFrame], status: str
):
    """Open holds, explained passes, confirmed fails (COUNTING 30)."""
    serious = reviews["reviews/inspections"].query("severity == 'serious'")
    row = only_row(rows_of(serious, truth, f"inspection_{status}"))
    answers = reviews["reviews/followups"].set_index("finding_id")["status"]
    own = answers[answers.index == f"inspection:{row['unit_code']}:{row['document_no']}"]
    assert own.tolist() == ([] if status == "open" else ["open", status])


def test_one_hold_is_in_force_and_one_is_over(truth: Truth, reviews: dict[str, pd.DataFrame]):
    """In force while `until` is empty or not passed (COUNTING 30)."""
    until = reviews["reviews/on_hold"].set_index("unit_code")["until"]
    assert (until[list(truth.struck("on_hold"))] == "").all()
    assert until[list(truth.struck("on_hold_expired"))].between("2024-12-01", AS_OF).all()


def test_adjustments_add_and_take_away_and_one_is_written_too_finely(
    truth: Truth, reviews: dict[str, pd.DataFrame]
):
    """At most two decimals, else rejected (COUNTING 28)."""
    table = reviews["reviews/adjustments"]
    assert set(table["unit_code"]) == set(truth.struck("adjustments"))
    assert table["points"].tolist() == ["1.5", "-2", "0.125"]


def test_a_waiver_names_the_gate_that_the_unit_fails(
    truth: Truth, counts: pd.DataFrame, reviews: dict[str, pd.DataFrame]
):
    """Or it would waive nothing."""
    row = only_row(reviews["reviews/waivers"])
    staff, active = truth.units, counts
    code = row["unit_code"]
    assert (code,) == truth.struck("waiver") and row["rule"] == "staff"
    assert number(staff, code, "staff") - number(active, code, "staff_active") > 1


def test_the_council_s_papers_name_nominees_by_their_ids(
    truth: Truth, reviews: dict[str, pd.DataFrame]
):
    """One held, one awarded before, then voted on and chosen after the cut-off, one below 80 %."""
    rows = nominees(truth)
    known = {
        nominee_id(*one)
        for one in rows[["unit_code", "name", "date_of_birth"]].itertuples(index=False, name=None)
    }
    named = {
        name: [one for one in reviews[f"reviews/{name}"]["nominee_id"] if one]
        for name in ("on_hold", "prior_awards", "votes", "decisions")
    }
    assert {name: len(ids) for name, ids in named.items()} == {
        **{"on_hold": 1, "prior_awards": 1},
        **{"votes": 4, "decisions": 4},
    }
    assert {one for ids in named.values() for one in ids} <= known
    assert named["votes"] == named["decisions"]
