"""Ranks within leagues, and the adjustments that enter what is ranked."""

from fractions import Fraction

import pandas as pd
import pytest

from ihanoi_eval.judgement.ranking import adjustments_by_unit, rank_pillars, rank_units
from ihanoi_eval.rules.rubric import Rubric

RUBRIC = Rubric.model_validate({"version": "1", "pillars": [], "indicators": []})


@pytest.fixture
def rank(score):
    """The ranking of "code league group total" lines, indexed by unit."""

    def rank_lines(table, *, adjustments=None, rubric=RUBRIC):
        rows = [line.split() for line in table.strip().splitlines()]
        units = pd.DataFrame([row[:3] for row in rows], columns=["unit_code", "league", "x"])
        units = units.rename(columns={"x": "peer_group"}).astype("str")
        scores = {
            code: score(code, None if total == "–" else total, league=league)
            for code, league, _, total in rows
        }
        exact = {code: Fraction(points) for code, points in (adjustments or {}).items()}
        return rank_units(scores, exact, units, rubric=rubric).set_index("unit_code")

    return rank_lines


def test_equal_points_share_a_rank_and_the_next_one_is_skipped(rank):
    """1, 1, 3: dense ranks would give one award too many (COUNTING 28, ANCHORS §2)."""
    found = rank("1 a x 80\n2 a x 80\n3 a x 70")
    assert found["rank"].tolist() == [1, 1, 3]
    assert found["is_tied"].tolist() == ["true", "true", "false"]


def test_a_unit_tied_for_first_stays_first(rank):
    """[3, 4, 1, 2, 1] as ranks: argsort would make one of the first a fourth (ANCHORS §2)."""
    found = rank("1 a x 70\n2 a x 60\n3 a x 90\n4 a x 80\n5 a x 90")
    assert found["rank"].tolist() == [4, 5, 1, 3, 1]


def test_leagues_are_never_mixed(rank):
    """A department with fewer points is first in its own league (METHOD 5)."""
    assert rank("1 a x 80\n2 b x 50\n3 b x 40")["rank"].tolist() == [1, 1, 2]


def test_a_tie_with_another_league_is_no_tie(rank):
    """80 here and 80 there are not compared."""
    assert rank("1 a x 80\n2 b x 80")["is_tied"].tolist() == ["false", "false"]


def test_a_rank_stands_in_the_league_and_in_the_peer_group(rank):
    """2 is second of all and first of y (DESIGN §6)."""
    found = rank("1 a x 80\n2 a y 70\n3 a x 60")
    assert found["rank"].tolist() == [1, 2, 3]
    assert found["peer_rank"].tolist() == [1, 1, 2]


def test_a_unit_without_a_total_has_no_rank(rank):
    """Nothing measured: it is shown, it is not last (DESIGN §4)."""
    found = rank("1 a x 80\n2 a x –\n3 a x –")
    assert found.loc[["2", "3"], ["total_points", "rank", "peer_rank"]].isna().all(axis=None)
    assert found["is_tied"].tolist() == ["false"] * 3


def test_what_is_ranked_is_the_total_with_adjustments(rank):
    """69.5 + 1 overtakes 70 (COUNTING 28)."""
    found = rank("1 a x 70\n2 a x 69.5", adjustments={"2": "1"})
    assert found.loc["2", ["points", "adjustments", "total_points", "rank"]].tolist() == [
        *(69.5, 1, 70.5, 1),
    ]


@pytest.mark.parametrize(("points", "bonus", "total"), [("99", "3", 102), ("2", "-5", -3)])
def test_a_total_is_not_clipped(rank, points, bonus, total):
    """Above 100 and below 0 it stands as it is (COUNTING 28)."""
    assert rank(f"1 a x {points}", adjustments={"1": bonus})["total_points"].tolist() == [total]


def test_totals_equal_on_paper_are_tied(rank):
    """0.1 + 0.2 and 0.3: as doubles they would rank 1st and 2nd (ANCHORS §2)."""
    assert rank("1 a x 0.1\n2 a x 0.3", adjustments={"1": "0.2"})["rank"].tolist() == [1, 1]


def test_a_cent_is_a_difference(rank):
    """The published score is what is ranked (METHOD 4)."""
    assert rank("1 a x 70.01\n2 a x 70.02")["rank"].tolist() == [2, 1]


def test_finer_scales_are_ranked_as_finely(rank):
    """An index of four decimals ranks by four (DESIGN §4)."""
    fine = RUBRIC.model_copy(update={"decimals": 4})
    assert rank("1 a x 46.0415\n2 a x 46.0416", rubric=fine)["rank"].tolist() == [2, 1]


def adjustments(*rows):
    """Rows of reviews/adjustments that have passed evidence."""
    types = {"unit_code": "str", "points": "float64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


@pytest.mark.parametrize(
    ("points", "held"), [([2, 2, 2], 3), ([-4, -3], -5), ([4, -2], 2), ([1.5, -0.25], 1.25)]
)
def test_the_sum_of_adjustments_is_bounded_once(points, held):
    """−5…+3 for the sum: 4 − 2 is 2, not 3 − 2 (COUNTING 28)."""
    found = adjustments_by_unit(adjustments(*(("1", one) for one in points)), rubric=RUBRIC)
    assert found == {"1": Fraction(held)}


def test_hundredths_of_adjustments_are_exact():
    """0.1 + 0.2 is 0.3 (Exactness)."""
    found = adjustments_by_unit(adjustments(("1", 0.1), ("1", 0.2)), rubric=RUBRIC)
    assert found == {"1": Fraction(3, 10)}


def test_without_adjustments_nobody_has_any():
    """An empty review changes nothing."""
    assert adjustments_by_unit(adjustments(), rubric=RUBRIC) == {}


def test_units_that_are_not_ranked_move_nobody_to_their_row(rank, score):
    """The first and the third of a register are ranked; their points stay theirs (DESIGN §6)."""
    units = pd.DataFrame(
        {"unit_code": ["1", "x", "2"], "league": "a", "peer_group": ["g", "g", "g"]}
    )
    scores = {"1": score("1", "70", league="a"), "2": score("2", "80", league="a")}
    found = rank_units(scores, {}, units, rubric=RUBRIC).set_index("unit_code")
    assert found[["rank", "peer_rank", "adjustments"]].to_numpy().tolist() == [[2, 2, 0], [1, 1, 0]]


def test_equal_points_share_a_rank_in_the_peer_group_too(rank):
    """1, 1, 3 there as well (METHOD 5)."""
    assert rank("1 a x 80\n2 a x 80\n3 a x 70")["peer_rank"].tolist() == [1, 1, 3]


@pytest.fixture
def pillars(score):
    """The table `pillars` of "code league share" lines of one pillar, of which 60 is the most."""

    def rank_lines(table, **keys):
        scores = {
            code: score(
                code,
                "0",
                league=league,
                pillar_shares={} if share == "–" else {"reach": Fraction(share)},
                pillar_points={"reach": Fraction("12.34")},
                pillar_most={"reach": Fraction(60)},
            )
            for code, league, share in (line.split() for line in table.strip().splitlines())
        }
        return rank_pillars(scores, rubric=RUBRIC.model_copy(update=keys)).set_index("unit_code")

    return rank_lines


def test_pillars_are_ranked_on_the_rounded_share_of_their_league(pillars):
    """80.004 and 79.996 are 80.00 of 100: 1, 1, 3; the other league is apart (METHOD 4, 5)."""
    found = pillars("1 a 0.80004\n2 a 0.79996\n3 a 0.7\n4 b 0.1")
    assert found["rank"].tolist() == [1, 1, 3, 1]
    assert found.loc["1", ["share", "points", "max_points"]].tolist() == [0.80004, 12.34, 60]


def test_a_pillar_in_which_nothing_applies_has_no_row(pillars):
    """Nor a rank behind those who were asked (METHOD 3)."""
    assert pillars("1 a 0.8\n2 a –").index.tolist() == ["1"]
    assert pillars("2 a –").empty


def test_a_pillar_of_another_mean_gives_no_points(pillars):
    """Its share and its rank stand; contributions are not claimed (METHOD 14)."""
    found = pillars("1 a 0.8", aggregation="geometric")
    assert found[["points", "max_points"]].isna().all(axis=None)
    assert found[["share", "rank"]].to_numpy().tolist() == [[0.8, 1]]
