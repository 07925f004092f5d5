"""What units wrote in words, on a page."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.answers import (
    LONGEST,
    answers_grouped,
    answers_to,
    asked,
    compliance,
    last_answers,
    other_answers,
)


@pytest.fixture
def run(final: Evaluation, changed: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    """The run with these answers alone: unit, field, text, and when its file came."""

    def with_answers(*rows: tuple[str, str, str, str]) -> Evaluation:
        frame = pd.DataFrame(rows, columns=["unit_code", "field", "value", "received_at"])
        return changed(final, answers=frame.assign(file=frame["received_at"], sheet="", cell=""))

    return with_answers


def test_a_later_file_is_the_last_word(run):
    """Both are in the table, one is on the page."""
    rows = last_answers(run(("001", "difficulties", "b", "2"), ("001", "difficulties", "a", "1")),
                        "difficulties")  # fmt: skip
    assert rows["value"].tolist() == ["b"]


def test_communes_are_not_asked_in_words(final):
    """Only districts and departments have the field in their form."""
    campaign = final.rules.campaign
    both = [*campaign.units_of("districts"), *campaign.units_of("departments")]
    assert sorted(asked(final, "difficulties")) == sorted(both)
    assert sorted(asked(final, "solutions")) == sorted(campaign.units_of("departments"))


def test_documents_are_found_as_the_form_names_them(run, words):
    """05 of Công điện 05 is one; 05/12 is a day, 2024 a year, 24681 another number."""
    shown = words(
        compliance(
            run(
                ("001", "compliance", "Công điện 05, văn bản 2468", "1"),
                ("018", "compliance", "Họp ngày 05/12/2024, văn bản 24681", "1"),
            )
        )
    )
    assert "Nhắc đến văn bản 05: 1 đơn vị; 2468: 1 đơn vị; 2720: 0 đơn vị." in shown
    assert shown.index("Huyện Gia Lâm – – –") < shown.index("Quận Ba Đình ✓ có nêu ✓ có nêu –")


def test_who_sent_a_report_and_left_it_empty_is_named(run, final, words):
    """Of three districts one answers; who has sent nothing is reminded of the report itself."""
    reports = final.tables["reports"].set_index("unit_code")["file"]
    shown = words(answers_to(run(("001", "difficulties", "x", "1")), "difficulties"))
    assert f"1/{len(asked(final, 'difficulties'))} đơn vị được hỏi đã trả lời." in shown
    assert ("Huyện Gia Lâm" in shown) == (reports["018"] != "")


def test_the_same_words_are_one_line(run, words):
    """Two say the same, upper case aside; then each by itself, folded."""
    shown = answers_grouped(
        run(
            ("001", "difficulties", "Thiếu máy", "1"),
            ("018", "difficulties", "thiếu máy", "1"),
            ("CQ03", "difficulties", "Khác", "1"),
        ),
        "difficulties",
    )
    assert "Thiếu máy 2 Quận Ba Đình và Huyện Gia Lâm" in words(shown)
    assert "Theo từng đơn vị: 3 đơn vị" in words(shown)


def test_words_are_never_markup_and_never_endless(run):
    """Whatever a cell holds (DESIGN §9)."""
    shown = str(
        answers_to(run(("001", "difficulties", "<script>" + "a" * 999, "1")), "difficulties")
    )
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "a" * (LONGEST - 9) + "…" in shown and "a" * LONGEST not in shown


def test_a_field_of_no_section_has_its_own_table(run, final, changed, words):
    """A new field is a line of YAML: it is shown without a change of code."""
    assert str(other_answers(final)) == ""
    forms = [
        form.model_copy(
            update={
                "fields": (
                    *form.fields,
                    form.fields[-1].model_copy(update={"measure": "ideas", "label": "Sáng kiến"}),
                )
            }
        )
        if form.league == "districts"
        else form
        for form in final.rules.campaign.forms
    ]
    campaign = final.rules.campaign
    fields = {name: getattr(campaign, name) for name in type(campaign).model_fields}
    campaign = campaign.model_validate(fields | {"forms": tuple(forms)})
    told = run(("001", "ideas", "Xe lưu động", "1"))
    told = replace(told, rules=final.rules.model_copy(update={"campaign": campaign}))
    assert "Sáng kiến" in words(other_answers(told))
    assert "Xe lưu động" in words(other_answers(told))
