"""The lists of the dossier, read against the tables they come from."""

import re
from dataclasses import replace

import pytest

from ihanoi_eval.reporting.dossier_lists import (
    collectives_of,
    dossiers_of,
    individuals_of,
    others_of,
)
from ihanoi_eval.reporting.dossier_proposal import proposal_of
from ihanoi_eval.reporting.facts import place_of, table


def listed(evaluation, decision: str, *, lists=("communes", "districts", "departments")):
    """Units of the shortlist with a decision."""
    rows = table(evaluation, "shortlist")
    return rows[rows["list"].isin(lists) & (rows["decision"] == decision)]


@pytest.fixture
def chosen(final, changed):
    """The Council chose two individuals and a collective: those with the first numbers."""
    rows = table(final, "shortlist").copy()
    for name, most in (("individuals", 2), ("collectives", 1)):
        waiting = rows.index[(rows["list"] == name) & (rows["decision"] == "council")][:most]
        rows.loc[waiting, "decision"] = "award"
    return changed(final, shortlist=rows)


def test_appendix_one_holds_every_awarded_unit_once_level_before_improvement(final):
    """5 by level and 2 by improvement in the small campaign's communes."""
    leagues = collectives_of(final)["leagues"]
    assert sum(len(league["rows"]) for league in leagues) == len(listed(final, "award"))
    communes = leagues[0]["rows"]
    assert [row["track"] for row in communes] == ["Dẫn đầu"] * 5 + ["Tiến bộ vượt bậc"] * 2
    assert [row["number"] for row in communes] == [1, 2, 3, 4, 5, 6, 7]


def test_the_councils_own_choice_stands_beside_the_unit(final, changed):
    """An override is a row, seen in every list (METHOD §13)."""
    rows = table(final, "shortlist").copy()
    first = rows.index[(rows["list"] == "communes") & (rows["decision"] == "award")][0]
    rows.loc[first, ["decided_by", "reason"]] = ["council", "Hội đồng chọn, GL-62"]
    found = collectives_of(changed(final, shortlist=rows))["leagues"][0]["rows"]
    assert "Hội đồng chọn, GL-62" in [row["note"] for row in found]


def test_individuals_stand_by_class_then_by_the_vietnamese_alphabet(chosen):
    """They are never ranked; the ones still waiting are said, not listed (DESIGN §8)."""
    found = individuals_of(chosen)
    assert len(found["individuals"]) == 2
    assert "chờ Hội đồng chọn" in found["individuals_note"]
    assert set(found["individuals"][0]) >= {"name", "position", "unit", "class"}


def test_a_full_list_waits_for_nobody(chosen, changed):
    """Two of four chosen: the Council has still to choose; four of four: it has not."""
    waits = "chờ Hội đồng chọn"
    assert waits in individuals_of(chosen)["individuals_note"]
    rows = table(chosen, "shortlist").copy()
    left = rows.index[(rows["list"] == "individuals") & (rows["decision"] == "council")]
    rows.loc[left[:2], "decision"] = "award"
    assert waits not in individuals_of(changed(chosen, shortlist=rows))["individuals_note"]


def test_collectives_inside_units_have_no_rank(chosen):
    """They are listed apart, with who proposes them."""
    [row] = collectives_of(chosen)["collectives"]
    assert "rank" not in row and row["channel"]


def test_appendix_three_gives_every_other_unit_a_reason(final):
    """Reserve, on hold, not eligible, not selected: nobody is left out."""
    leagues = others_of(final)["not_proposed"]
    rows = [row for league in leagues for row in league["rows"]]
    wanted = sum(
        len(listed(final, one)) for one in ("reserve", "on_hold", "not_eligible", "not_selected")
    )
    assert len(rows) == wanted
    assert all(": " in row["reason"] for row in rows)


def test_appendix_three_says_rank_and_points_once(final):
    """They stand in columns of their own; what decision and reason would both say is said once."""
    rows = [row for league in others_of(final)["not_proposed"] for row in league["rows"]]
    reasons = {row["name"]: row["reason"] for row in rows}
    assert not any("hạng " in one.split(";")[0] and "/54" in one for one in reasons.values())
    assert reasons[place_of(final, "00580")] == (
        "Tạm dừng xét: Đang xem xét kỷ luật (có văn bản kết thúc thì xét tiếp)"
    )
    assert not any("Chưa đủ điều kiện: không đạt" in one for one in reasons.values())
    assert any(one.startswith("Dự phòng: theo thứ hạng") for one in reasons.values())


def test_appendix_four_says_which_paper_is_missing(chosen):
    """Three parts of every dossier, as the nominee's row has them."""
    found = dossiers_of(chosen)["dossiers"]
    units = [row for row in found if row["report"] == "…"]  # their papers are ticked by hand
    proposed = listed(chosen, "award"), listed(chosen, "council")
    assert len(units) == sum(map(len, proposed)) and found[: len(units)] == units
    rows = found[len(units) :]
    assert {row["report"] for row in rows} | {row["minutes"] for row in rows} <= {"có", "CHƯA CÓ"}
    assert len(rows) == (table(chosen, "shortlist")["nominee_id"] != "").sum() - len(
        listed(chosen, "on_hold", lists=("collectives", "individuals"))
    ) - len(listed(chosen, "not_eligible", lists=("collectives", "individuals")))


def test_an_empty_list_says_so(final, changed):
    """Before there is a list, the appendix is no empty sheet."""
    nobody = changed(final, shortlist=table(final, "shortlist").iloc[:0])
    found = collectives_of(nobody)
    assert found["leagues"] == [] and "Chưa có tập thể" in found["annex_note"]
    assert individuals_of(nobody) == {
        "individuals": [],
        "individuals_note": "Chưa có cá nhân nào được đề nghị.",
    }


def test_too_few_votes_stand_beside_a_proposed_unit(final):
    """Who signs the list sees that the Council's vote does not carry it (vote_threshold)."""
    votes = final.people["votes"]
    few = votes.loc[votes["is_enough"] == "false", "unit_code"]
    code = next(one for one in few if one)
    rows = table(final, "shortlist").copy()
    rows.loc[rows["unit_code"] == code, ["decision", "track", "decided_by"]] = (
        *("award", "level"),
        "total_points",
    )
    evaluation = replace(final, tables={**final.tables, "shortlist": rows})
    found = [row for league in collectives_of(evaluation)["leagues"] for row in league["rows"]]
    [note] = [row["note"] for row in found if row["name"] == place_of(final, code)]
    assert re.fullmatch(r"biểu quyết \d+,\d%, dưới mức tối thiểu", note)
    assert [row["note"] for row in found if "biểu quyết" in row["note"]] == [note]
    [remark] = [one for one in proposal_of(evaluation)["remarks"] if "chưa đủ phiếu" in one]
    assert f"{place_of(final, code)} ({note})" in remark
