"""Laws of judging again: the same rules change no byte, others do what evaluating would do."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ihanoi_eval.evaluation import Evaluation, evaluate, open_run, rejudge, save
from ihanoi_eval.files import to_csv_bytes
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.schemas import TABLES

SMALL = Path(__file__).parents[1] / "small"
RULES = load_rules(SMALL / "campaign")


def other_rubric() -> Rubric:
    """Reach counts less and use more, the prior is another, misses are rescaled."""
    moved = {"reach": Fraction(-10), "use": Fraction(10)}
    pillars = tuple(
        one.model_copy(
            update={
                "max_points": {
                    league: points + (moved.get(one.code, 0) if league == "communes" else 0)
                    for league, points in one.max_points.items()
                }
            }
        )
        for one in RULES.rubric.pillars
    )
    changes: dict[str, dict[str, object]] = {
        "gap_closure": {"max_points": {"communes": Fraction(20), "districts": Fraction(30)}},
        "real_use": {"max_points": {"communes": Fraction(30), "districts": Fraction(15)}},
        "outreach": {"if_missing": "rescale"},
    }
    indicators = tuple(
        one.model_copy(update=changes.get(one.code, {})) for one in RULES.rubric.indicators
    )
    return RULES.rubric.model_copy(
        update={"version": "other", "pillars": pillars, "indicators": indicators}
    )


def other_awards() -> Awards:
    """Fewer seats, and nobody is asked for 98 % of the staff."""
    quotas = {
        league: quota.model_copy(update={"level": max(quota.level - 1, 1)})
        for league, quota in RULES.awards.quotas.items()
    }
    gates = tuple(one for one in RULES.awards.gates if one.code != "staff")
    return RULES.awards.model_copy(update={"quotas": quotas, "gates": gates})


def bytes_of(evaluation: Evaluation) -> dict[str, bytes]:
    """Every table as it would be saved."""
    return {name: to_csv_bytes(evaluation.tables[name]) for name in TABLES}


def apart(first: Evaluation, second: Evaluation) -> list[str]:
    """The tables that differ by a byte."""
    left, right = bytes_of(first), bytes_of(second)
    return [name for name in TABLES if left[name] != right[name]]


@pytest.fixture
def opened(tmp_path):
    """An evaluation saved and opened again."""

    def run(evaluation: Evaluation) -> Evaluation:
        save(evaluation, tmp_path)
        facts = {
            "as_of": evaluation.as_of.isoformat(),
            "is_synthetic": evaluation.is_synthetic,
            "has_receipts": evaluation.has_receipts,
            "run_id": "x",
        }
        (tmp_path / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
        return open_run(tmp_path)

    return run


@pytest.mark.parametrize("as_of", ["2024-11-15", "2024-12-05", "2024-12-20"])
def test_an_opened_run_judged_under_its_own_rules_is_itself(evaluate_small, opened, as_of):
    """In every phase, from the bytes on disk: table by table, nothing moves."""
    before = evaluate_small(as_of=as_of)
    assert apart(before, rejudge(opened(before))) == []


@pytest.mark.parametrize(
    "absent", ["registers/receipts.csv", "reviews", "registers/targets.csv", "platform/usage.csv"]
)
def test_what_was_not_sent_is_not_there_when_judged_again(evaluate_small, opened, copied, absent):
    """Without receipts the gate stays unchecked, without reviews nobody is held."""
    copied.remove(absent)
    before = evaluate_small(copied.inputs)
    assert apart(before, rejudge(opened(before))) == []


def test_every_kind_of_review_is_carried(evaluate_small, opened, copied):
    """Held, waived, inspected, answered, excused, a name of nothing, an answer to nothing."""
    copied.add("reviews/on_hold", unit_code="00004", reason="Đang xác minh", document_no="1/CV")
    copied.add("reviews/waivers", unit_code="00006", rule="overdue", document_no="2/CV")
    copied.add("reviews/waivers", unit_code="001", rule="report_communes", document_no="3/CV")
    copied.add("reviews/waivers", unit_code="00006", rule="no_such_gate", document_no="4/CV")
    for unit, number in (("00007", "5/KL"), ("00008", "6/KL")):
        copied.add("reviews/inspections", unit_code=unit, severity="serious", document_no=number)
    answer = {"finding_id": "inspection:00007:5/KL", "status": "explained"}
    copied.add("reviews/followups", **answer, document_no="7/CV")
    copied.add("reviews/followups", finding_id="nothing", status="open", document_no="8/CV")
    excused = {"unit_code": "00010", "indicator": "on_time", "document_no": "9/CV"}
    copied.add("registers/not_applicable", **excused)
    before = evaluate_small(copied.inputs)
    found = set(before.tables["findings"]["check"])
    assert {"unknown_name", "answer_to_nothing", "inspection"} <= found
    assert apart(before, rejudge(opened(before))) == []


@pytest.mark.parametrize(
    "change", [{"rubric": other_rubric()}, {"awards": other_awards()}], ids=["rubric", "awards"]
)
def test_judging_again_is_evaluating_under_the_other_rules(small, opened, change):
    """No weight was seen while counting, so nothing is lost by not counting again (DESIGN §2)."""
    rules = RULES.model_copy(update=change)
    whole = evaluate(rules, SMALL / "inputs", as_of=date(2024, 12, 20))
    again = rejudge(small, **change)
    assert again.rules == whole.rules and (again.run_id, again.facts) == ("", {})
    assert apart(whole, again) == []
    # An opened run has nobody's papers: doubts about proposals stay as they were.
    assert set(apart(whole, rejudge(opened(small), **change))) <= {"findings"}
    assert {"ranking", "shortlist", "gates"} & set(apart(small, again))


def test_without_a_trial_of_firmness_all_else_is_the_same(small):
    """The draws decide nothing; who asks for a list alone need not wait for them."""
    quick = rejudge(small, tries_firmness=False)
    assert apart(small, quick) == ["sensitivity", "seat_checks"]
    assert quick.tables["sensitivity"].empty and quick.tables["seat_checks"].empty


def test_a_judgement_leaves_what_it_was_made_from_alone(small):
    """Tables in, new tables out (STYLE)."""
    before = bytes_of(small)
    rejudge(replace(small), rubric=other_rubric())
    assert bytes_of(small) == before
