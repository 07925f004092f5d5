"""The Council's minutes, from its own rows."""

from dataclasses import replace

from ihanoi_eval.reporting.dossier_minutes import minutes_of


def test_members_and_votes_are_those_of_the_reviews(final):
    """5 of 9 is below 80%, 8 of 9 is not (reviews/votes of the small campaign)."""
    found = minutes_of(final)
    assert [row["share"] for row in found["votes"]] == ["55,6%", "88,9%"]
    assert [row["note"] for row in found["votes"]] == ["DƯỚI MỨC", ""]
    assert found["members"][0]["position"] == "Chủ tịch Hội đồng"
    assert "80%" in found["vote_rule"][0] and "cần kiểm tra" in found["vote_rule"][0]


def test_without_a_council_the_minutes_leave_room(final):
    """A draft before the meeting."""
    found = minutes_of(replace(final, people={}))
    assert "Chưa có danh sách thành viên" in found["attendance"][0]
    assert found["members"] == found["votes"] == [] and found["decisions"] == ["Không có."]
