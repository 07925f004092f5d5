"""Laws of the list: every quota is kept or named, losers decide nothing (ANCHORS §3)."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

HALF = settings(max_examples=50)  # two contests an example: half as many
QUOTAS = st.fixed_dictionaries(
    {"level": st.integers(0, 4), "improvement": st.integers(0, 2)},
    optional={"most_per_parent": st.integers(1, 2), "least_per_peer_group": st.integers(0, 2)},
)


@st.composite
def fields(draw):
    """A few communes of three districts and two groups, with few different counts: many ties."""
    values = {}
    for number in range(draw(st.integers(1, 8))):
        opened, new = draw(st.sampled_from([100, 200, 300])), draw(st.sampled_from([50, 90, 120]))
        values[f"{draw(st.sampled_from('abc'))}{number}"] = {
            **{"people": 1000, "opened": opened, "closed": opened + new, "target": 100},
            **{"assessed": 10, "on_time": draw(st.sampled_from([8, 10]))},
            **{"households": 100, "visited": draw(st.sampled_from([60, 80]))},
        }
    return values


@given(fields(), QUOTAS, st.data())
def test_the_list_keeps_every_quota_or_names_the_conflict(hold_contest, values, quota, data):
    """Seats, caps over both tracks, minimums, nobody on hold (COUNTING 32–34, METHOD 6)."""
    held = data.draw(st.sets(st.sampled_from(sorted(values)), max_size=2))
    contest = hold_contest(values, held=held, **quota)
    if any(finding.check == "quotas_conflict" for finding in contest.findings):
        assert contest.shortlist.empty
        return
    rows = contest.shortlist
    awards = rows[rows["decision"] == "award"]
    by_track = Counter(awards["track"])
    assert by_track["level"] <= quota["level"]
    assert by_track["improvement"] <= quota["improvement"]
    assert not set(awards["unit_code"]) & held
    most = quota.get("most_per_parent")
    by_parent = Counter(code[0] for code in awards["unit_code"])
    assert most is None or all(taken <= most for taken in by_parent.values())
    level = rows[(rows["track"] == "level") & rows["decision"].isin(["award", "council"])]
    in_groups = Counter(int(code[1:]) % 2 for code in level["unit_code"])
    candidates = Counter(int(code[1:]) % 2 for code in values if code not in held)
    least = quota.get("least_per_peer_group", 0)
    assert all(in_groups[group] >= min(least, have) for group, have in candidates.items())


@given(fields(), QUOTAS)
def test_every_unit_has_one_row_and_a_reason(hold_contest, values, quota):
    """Nobody is left without an answer (DESIGN §6)."""
    rows = hold_contest(values, **quota).shortlist
    assert rows.empty or sorted(rows["unit_code"]) == sorted(values)
    assert (rows["reason"] != "").all()


@HALF
@given(fields(), st.integers(1, 4), st.data())
def test_removing_a_non_winner_never_changes_the_winners(hold_contest, values, level, data):
    """Without caps, groups and improvement, under fixed goalposts (ANCHORS §2, §3)."""
    contest = hold_contest(values, level=level)
    losers = sorted(set(values) - contest.decided("award", "council"))
    if not losers:
        return
    gone = data.draw(st.sampled_from(losers))
    fewer = hold_contest({c: own for c, own in values.items() if c != gone}, level=level)
    for decision in ("award", "council"):
        assert fewer.decided(decision) == contest.decided(decision)


@HALF
@given(fields(), QUOTAS, st.data())
def test_a_hold_moves_no_points_and_no_ranks(hold_contest, values, quota, data):
    """It changes the list alone (METHOD 6)."""
    held = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1, max_size=3))
    free, stopped = hold_contest(values, **quota), hold_contest(values, held=held, **quota)
    assert free.points.equals(stopped.points)
    assert free.ranking.equals(stopped.ranking)
    assert not stopped.decided("award", "council", "reserve") & held
