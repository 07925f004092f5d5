"""How a document names who is proposed, and what the Council decided about them."""

from dataclasses import replace

import pandas as pd

from ihanoi_eval.reporting.dossier_people import (
    decisions_text,
    list_label,
    people_table,
    who_text,
)


def test_a_unit_is_named_with_its_parent_and_a_nominee_by_name(final):
    """Names of persons stand in documents alone."""
    person = people_table(final, "nominees").iloc[0]
    assert who_text(final, {"unit_code": "00001", "nominee_id": ""}).endswith("Quận Ba Đình")
    of_person = {"unit_code": "", "nominee_id": person["nominee_id"]}
    assert who_text(final, of_person) == person["name"]


def test_a_decision_is_told_with_before_after_reason_and_document(final):
    """A row against the ranking, in words (METHOD §13)."""
    row = {
        **{"unit_code": "00001", "nominee_id": "", "decision": "award", "drafted": "reserve"},
        **{"is_applied": "false", "reason": "Hội đồng chọn", "document_no": "62/BB"},
        **{"on_date": "2024-12-27"},
    }
    told = replace(final, people={**final.people, "decisions": pd.DataFrame([row])})
    [words] = decisions_text(told)
    assert "Hội đồng chọn, văn bản 62/BB ngày 27/12/2024 (chưa tính vào danh sách)" in words


def test_a_decision_that_confirms_the_draft_is_not_told_as_a_change(final):
    """Of three rows only the seat that was left to the Council is one that it decided."""
    row = {"nominee_id": "", "decision": "award", "is_applied": "true", "reason": "Hội đồng chọn"}
    row |= {"document_no": "62/BB", "on_date": "2024-12-27"}
    rows = [
        {**row, "unit_code": "00001", "drafted": "award"},
        {**row, "unit_code": "00004", "drafted": "council"},
        {**row, "unit_code": "00006", "drafted": "not_eligible", "decision": "not_selected"},
    ]
    told = replace(final, people={**final.people, "decisions": pd.DataFrame(rows)})
    [words] = decisions_text(told)
    assert words.startswith(who_text(final, rows[1]))
    assert "từ “Hội đồng quyết định” thành “Đề nghị khen thưởng”" in words


def test_without_the_tables_of_people_there_is_nobody(final):
    """A page's run has none: only documents open them."""
    assert people_table(replace(final, people={}), "nominees").empty


def test_a_list_has_its_leagues_name(final):
    """Leagues by their label, nominees' lists by ours."""
    assert list_label(final, "individuals") == "Cá nhân"
    assert list_label(final, "communes") == "Xã, phường, thị trấn"
