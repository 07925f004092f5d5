"""The Council's minutes, from its own rows."""

from dataclasses import replace

from ihanoi_eval.reporting.dossier_minutes import minutes_of


def test_members_and_votes_are_those_of_the_reviews(final):
    """5 and 6 of 9 are below 80%, 8 of 9 is not (reviews/votes of the small campaign)."""
    found = minutes_of(final)
    below = {row["share"] for row in found["votes"] if row["note"] == "DƯỚI MỨC"}
    enough = {row["share"] for row in found["votes"] if row["note"] == ""}
    assert (below, enough) == ({"55,6%", "66,7%"}, {"88,9%"}) and len(found["votes"]) == 6
    assert found["members"][0]["position"] == "Chủ tịch Hội đồng"
    assert "80%" in found["vote_rule"][0] and "cần kiểm tra" in found["vote_rule"][0]


def test_without_a_council_the_minutes_leave_room(final):
    """A draft before the meeting."""
    found = minutes_of(replace(final, people={}))
    assert "Chưa có danh sách thành viên" in found["attendance"][0]
    assert found["members"] == found["votes"] == [] and found["decisions"] == ["Không có."]


def test_a_share_that_nobody_knows_is_not_called_too_low(final):
    """Missing is not below (METHOD 1): neither of a vote nor of who was there."""
    votes = final.people["votes"].assign(votes_share=float("nan"), is_enough="")
    members = final.people["council"].assign(is_present="")
    found = minutes_of(replace(final, people={**final.people, "votes": votes, "council": members}))
    assert {(row["share"], row["note"]) for row in found["votes"]} == {("–", "chưa rõ")}
    assert {(row["present"], row["written"]) for row in found["members"]} == {
        ("chưa rõ", ""),
        ("", "có"),  # who wrote an opinion was not there
    }
