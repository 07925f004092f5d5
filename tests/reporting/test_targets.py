"""What the targets ask of units, shown without a verdict."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.reporting.targets import (
    targets_asked,
    targets_chart,
    targets_sentence,
    turned_table,
)

Words = Callable[[object], str]


@pytest.fixture
def audited(final: Evaluation, changed: Callable[..., Evaluation]) -> Evaluation:
    """Two communes whose places hang on the target, one odd target, one without."""
    audit = final.tables["targets_audit"].copy()
    by = ["decision_by_attainment", "decision_by_gap"]
    audit[by] = "not_selected"
    for code, decisions in (
        ("00004", ["award", "award"]),
        ("00006", ["award", "not_selected"]),
        ("00007", ["not_selected", "council"]),
    ):
        audit.loc[audit["unit_code"] == code, by] = decisions
    audit["is_outlier"] = audit["is_outlier"].replace("true", "false")
    odd = audit["unit_code"] == "00008"
    audit.loc[audit["status"].isin(["below_floor", "above_ceiling", "not_set"]), "status"] = (
        "within"
    )
    audit.loc[odd, ["accounts_target", "accounts_gap", "target_share"]] = [400.0, 1000.0, 0.4]
    audit.loc[odd, ["status", "is_outlier"]] = ["above_ceiling", "true"]
    audit.loc[audit["unit_code"] == "00010", "status"] = "not_set"
    return changed(final, targets_audit=audit)


def test_the_picture_says_how_far_targets_lie_apart(final: Evaluation, alts, words: Words):
    """Three districts, the hardest first, with the whole's share as the line."""
    audit = final.tables["targets_audit"].set_index("unit_code")
    rows = audit.loc[["001", "250", "018"]]
    whole = rows["accounts_target"].sum() / rows["accounts_gap"].sum()
    shown = targets_chart(final)
    assert f"chung {100 * whole:.1f}%".replace(".", ",") in words(shown)
    shares = [float(one.replace(",", ".")) for one in re.findall(r"(\d+,\d)%", alts(shown)[0])]
    low, high = 100 * rows["target_share"].min(), 100 * rows["target_share"].max()
    assert shares[:2] == [round(low, 1), round(high, 1)]


def test_the_two_lists_are_counted_without_a_verdict(audited: Evaluation):
    """Two by the target, two by the gap, one in both."""
    sentence = targets_sentence(audited)
    assert "thì có 2 đơn vị được đề nghị" in sentence and "thì có 2; 1 đơn vị" in sentence
    assert "không cho biết ai làm tốt hơn" in sentence


def test_who_is_in_one_list_only_is_named_with_both_results(audited: Evaluation, words: Words):
    """And who is in both, or in none, is not."""
    shown = words(turned_table(audited))
    assert "Phường Vĩnh Phúc" in shown and "Phường Cống Vị" in shown
    assert "Phường Trúc Bạch" not in shown
    assert "Đề nghị khen thưởng" in shown and "Hội đồng quyết định" in shown


def test_odd_targets_are_questions_and_units_without_one_are_named(
    audited: Evaluation, words: Words
):
    """400 of 1.000 is beyond the ceiling of 20 %: what was it set on, is the register right?"""
    shown = words(targets_asked(audited))
    assert "căn cứ giao là gì, dân số có đúng không?" in shown
    assert "Phường Liễu Giai, Quận Ba Đình 400 1.000 40,0%" in shown
    assert "Trên mức trần" in shown and "Không được giao chỉ tiêu: " in shown


def test_where_no_target_is_odd_it_is_said(
    audited: Evaluation, changed: Callable[..., Evaluation], words: Words
):
    """Nothing is asked of anybody."""
    audit = audited.tables["targets_audit"]
    audit = audit[~audit["unit_code"].isin(["00008", "00010"])]
    shown = words(targets_asked(changed(audited, targets_audit=audit)))
    assert shown == "Không chỉ tiêu nào khác hẳn hoặc ngoài mức 10% đến 20%."


def test_before_there_is_a_list_nothing_is_compared(running: Evaluation, words: Words):
    """Targets are shown in the middle of the campaign, lists are not."""
    assert targets_chart(running) is not None
    assert targets_sentence(running) == "Chưa có danh sách để so hai cách xếp."
    assert words(turned_table(running)) == ""


def test_a_campaign_without_targets_draws_nothing(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """A published index has none."""
    empty = final.tables["targets_audit"].head(0)
    assert targets_chart(changed(final, targets_audit=empty)) is None


def test_case_92_who_is_left_to_win_is_not_said_where_who_is_won_is_not(
    audited: Evaluation, changed: Callable[..., Evaluation], words: Words
):
    """1.000 people left of 1.003 are three with an account."""
    panel = audited.tables["panel"].copy()
    mine = panel["unit_code"].isin(["00008", "00006"])
    panel.loc[mine & (panel["measure"] == "accounts_active_open"), "used_value"] = 3.0
    run = changed(audited, panel=panel)
    shared = at_level(run, "public")
    assert "1.000 40,0%" in words(targets_asked(run))
    asked, turned = words(targets_asked(shared)), words(turned_table(shared))
    assert "1.000" not in asked and "40,0%" not in asked and asked.count("không nêu") == 5
    assert turned.count("không nêu") == 2 and targets_chart(shared) is not None
