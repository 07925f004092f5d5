"""Made-up reports: near the platform's counts, late or missing where planted, nobody real."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic_accounts import Accounts, draw_accounts
from ihanoi_eval.running.synthetic_petitions import draw_petitions
from ihanoi_eval.running.synthetic_submissions import (
    ASKED,
    ASKED_WORDS,
    PARTS,
    count_units,
    draw_answers,
    draw_nominees,
    draw_receipts,
    draw_reported,
)
from ihanoi_eval.running.synthetic_units import Truth, make_truth
from ihanoi_eval.schemas import INPUTS
from ihanoi_eval.vietnamese import comparison_key

ROOT = Path(__file__).parents[2]
ROWS = 50_000


@pytest.fixture(scope="module")
def truth() -> Truth:
    """All of Hanoi, made up."""
    units = load_rules(ROOT / "params/hanoi-2024-11").campaign.units
    chance = np.random.default_rng(1)
    return make_truth(units, accounts=ROWS, petitions=10_000, districts=None, rng=chance)


@pytest.fixture(scope="module")
def counts(truth: Truth) -> pd.DataFrame:
    """What its logs say."""
    accounts: Accounts = draw_accounts(truth, accounts=ROWS, rng=np.random.default_rng(2))
    petitions = draw_petitions(truth, petitions=10_000, rng=np.random.default_rng(4))
    return count_units(accounts, petitions, truth)


@pytest.fixture(scope="module")
def reported(truth: Truth, counts: pd.DataFrame) -> pd.DataFrame:
    """What its units say."""
    return draw_reported(truth, counts, np.random.default_rng(5))


@pytest.fixture(scope="module")
def receipts(truth: Truth, reported: pd.DataFrame) -> pd.Series:
    """When the Office got which file; a file can come twice."""
    files = sorted(set(reported["file"]))
    frame = draw_receipts(truth, files, np.random.default_rng(7))
    return frame.set_index("file")["received_at"]


def test_a_commune_is_a_row_of_its_districts_workbook(truth: Truth, reported: pd.DataFrame):
    """The file is named after the sender (COUNTING 24)."""
    sender = reported["file"].str.partition("_")[0]
    units = truth.units.loc[reported["unit_code"]]
    own = units["parent_code"].where(units["league"] == "communes", units.index.to_series())
    assert (sender.to_numpy() == own.to_numpy()).all()


def test_each_league_answers_what_its_form_asks(truth: Truth, reported: pd.DataFrame):
    """The names are those of forms.yaml."""
    forms = load_rules(ROOT / "params/hanoi-2024-11").campaign.forms
    league = truth.units["league"][reported["unit_code"]].to_numpy()
    for form in forms:
        answered = set(reported["measure"][league == form.league])
        assert answered == set(ASKED[form.league])
        assert answered <= {field.measure for field in form.fields}
        assert {field.measure for field in form.fields if field.required} <= answered


def test_most_reported_numbers_are_the_platforms_and_some_are_far_off(
    truth: Truth, counts: pd.DataFrame, reported: pd.DataFrame
):
    """Within the tolerances of measures.yaml and beyond both, 10 % and 33 %."""
    rows = reported[reported["measure"] == "accounts_new"].drop_duplicates("unit_code", keep="last")
    rows = rows[rows["unit_code"].isin(truth.codes("communes"))].set_index("unit_code")
    told, found = rows["value"].astype(float), counts["accounts_new"][rows.index]
    off = (told - found).abs() / found
    assert (off == 0).mean() > 0.7
    assert ((off > 0.10) & (off <= 0.33)).any() and (off > 0.33).any()


def test_petitions_add_up_but_in_one_commune(truth: Truth, reported: pd.DataFrame):
    """120 + 30 = 150, the report says 155."""
    wide = reported.drop_duplicates(["unit_code", "measure"], keep="last")
    wide = wide.pivot(index="unit_code", columns="measure", values="value").astype(float)
    wide = wide.dropna(subset=["petitions_received"])
    wrong = wide[list(PARTS)].sum(axis=1) != wide["petitions_received"]
    assert tuple(wide.index[wrong]) == truth.struck("petition_parts_do_not_sum")


def test_one_stated_share_is_not_the_quotient(truth: Truth, reported: pd.DataFrame):
    """Like the 150 of 302 that were published as 61.31 % (DOMAIN §4)."""
    rows = reported[reported["stated_share"] != ""]
    staff = truth.units["staff"][rows["unit_code"]].to_numpy()
    off = (rows["value"].astype(float) / staff - rows["stated_share"].astype(float)).abs() > 0.001
    assert len(rows) > 50 and set(rows["unit_code"][off]) == set(truth.struck("stated_share_wrong"))


def test_who_did_not_report_has_no_row_and_no_receipt(
    truth: Truth, reported: pd.DataFrame, receipts: pd.Series
):
    """Neither the unit, nor a district's communes."""
    for code in truth.struck("missing_report"):
        below = truth.units.index[truth.units["parent_code"] == code]
        assert not set(reported["unit_code"]) & {code, *below}
        assert f"{code}_bao_cao.xlsx" not in receipts.index
    for code in truth.struck("commune_not_in_report"):
        assert code not in set(reported["unit_code"])
        assert f"{truth.units['parent_code'][code]}_bao_cao.xlsx" in receipts.index


def test_late_reports_are_late_by_two_and_by_six_working_days(truth: Truth, receipts: pd.Series):
    """From 10/12, weekends left out: 11/12 is the second, 17/12 the sixth; the others in time."""
    working = {
        code: np.busday_count("2024-12-10", receipts[f"{code}_bao_cao.xlsx"][:10]) + 1
        for code in truth.struck("late_report") + truth.struck("late_report_over_three_days")
    }
    assert working == {
        **dict.fromkeys(truth.struck("late_report"), 2),
        **dict.fromkeys(truth.struck("late_report_over_three_days"), 6),
    }
    late = receipts.index[receipts >= "2024-12-10"].str.partition("_").get_level_values(0)
    assert set(late) == {*working, *truth.struck("report_not_yet_known")}


def test_a_file_came_that_no_receipt_knows(
    truth: Truth, reported: pd.DataFrame, receipts: pd.Series
):
    """It is not received (COUNTING 25); every other file is."""
    lost = set(reported["file"]) - set(receipts.index)
    assert lost == {f"{code}_bao_cao.xlsx" for code in truth.struck("report_without_receipt")}


def test_a_file_was_received_twice(truth: Truth, receipts: pd.Series):
    """The earliest counts (COUNTING 25)."""
    [twice] = set(receipts.index[receipts.index.duplicated()])
    assert twice == f"{truth.struck('receipt_twice')[0]}_bao_cao.xlsx"


def test_a_resubmitted_report_is_complete_only_the_second_time(
    truth: Truth, reported: pd.DataFrame, receipts: pd.Series
):
    """Timeliness from the first complete file, values from the last (COUNTING 25)."""
    [code] = truth.struck("resubmitted_report")
    files = [f"{code}_bao_cao.xlsx", f"{code}_bao_cao_lan_2.xlsx"]
    answers = [
        set(reported["measure"][(reported["file"] == file) & (reported["unit_code"] == code)])
        for file in files
    ]
    assert answers[1] - answers[0] == {"training_sessions"}
    assert receipts[files[0]] < receipts[files[1]] < "2024-12-10"


def test_an_incomplete_row_lacks_a_required_answer(truth: Truth, reported: pd.DataFrame):
    """An empty field is not 0 (COUNTING 24)."""
    for code in truth.struck("incomplete_report"):
        answered = set(reported["measure"][reported["unit_code"] == code])
        assert "staff_active" in answered and "training_sessions" not in answered


def test_tied_communes_report_the_same(truth: Truth, reported: pd.DataFrame):
    """Or outreach would untie them."""
    last = reported.drop_duplicates(["unit_code", "measure"], keep="last")
    first, twin = (
        last[last["unit_code"] == code].set_index("measure")["value"]
        for code in truth.struck("tied_communes")
    )
    assert first.to_dict() == twin.to_dict() and len(first) == len(ASKED["communes"])


def test_nobody_in_the_sample_is_real(truth: Truth, reported: pd.DataFrame):
    """A person is called Giả Lập, given name, number; a body says giả lập."""
    files = sorted(set(reported["file"]))
    nominees = draw_nominees(truth, files, np.random.default_rng(6))
    persons = nominees["kind"] == "individual"
    assert tuple(nominees.columns) == INPUTS["submissions/nominees"].columns
    assert nominees["name"][persons].str.fullmatch(r"Giả Lập (\w+ )+\d{4}").all()
    assert nominees["name"][~persons].str.fullmatch(r"[\w ]+ \(giả lập \d{4}\)").all()


def test_one_person_is_proposed_twice_in_two_spellings(truth: Truth, reported: pd.DataFrame):
    """Hòa and Hoà are one name (RELIABILITY §1.6)."""
    nominees = draw_nominees(truth, sorted(set(reported["file"])), np.random.default_rng(6))
    persons = nominees[nominees["kind"] == "individual"]
    keys = persons.assign(key=persons["name"].map(comparison_key))
    twice = keys[keys.duplicated(["unit_code", "key", "date_of_birth"], keep=False)]
    assert set(twice["unit_code"]) == set(truth.struck("nominee_twice"))
    assert twice["name"].nunique() == len(twice) == 2


def test_senders_answer_in_words_what_their_form_asks(truth: Truth, reported: pd.DataFrame):
    """Most of them; each line says that it is made up, and the fields are those of forms.yaml."""
    files = sorted(set(reported["file"]))
    answers = draw_answers(truth, files, np.random.default_rng(9))
    campaign = load_rules(ROOT / "params/hanoi-2024-11").campaign
    leagues = truth.units.loc[answers["unit_code"], "league"]
    for league, field in zip(leagues, answers["field"], strict=True):
        assert field in ASKED_WORDS[league]
        form = campaign.form_of(league)
        assert form and field in [one.measure for one in form.fields]
    assert answers["value"].str.endswith("(giả lập)").all()
    assert tuple(answers.columns) == INPUTS["submissions/answers"].columns
