"""Rank confidence sets of PISA 2018 in mathematics, as csranks publishes them (ANCHORS §3)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.judgement.rank_sets import rank_sets

HERE = Path(__file__).parent / "csranks"
DRAWS = 40_000  # csranks' default of 1,000 moves single ends by one rank
ENDS = ["simultaneous_rank_best", "simultaneous_rank_worst"]


@pytest.fixture(scope="module")
def sets():
    """Our sets and the published ones by country: sets(0.95)."""
    scores = pd.read_csv(HERE / "pisa2018.csv").set_index("jurisdiction")
    published = pd.read_csv(HERE / "expected_simultaneous_math2018.csv").set_index("jurisdiction")
    noise = np.random.default_rng(2018).standard_normal((len(scores), DRAWS))

    def draw(coverage: float) -> pd.DataFrame:
        found = rank_sets(
            scores["math_score"].to_numpy(),
            scores["math_se"].to_numpy(),
            noise,
            coverage=coverage,
        )
        return pd.DataFrame(vars(found), index=scores.index).join(published)

    return draw


@pytest.fixture(scope="module")
def sets_of_95(sets):
    """Both kinds of sets at 95 %."""
    return sets(0.95)


def test_pisa_2018_gives_its_38_simultaneous_sets_of_75_percent(sets):
    """All 76 ends."""
    found = sets(0.75)
    assert found[ENDS].to_numpy().tolist() == found[["L75", "U75"]].to_numpy().tolist()


def test_pisa_2018_gives_its_38_simultaneous_sets_of_95_percent(sets_of_95):
    """72 of 76 ends, the other four one rank away: csranks itself drew 1,000 times, unseeded."""
    apart = sets_of_95[ENDS].to_numpy() - sets_of_95[["L95", "U95"]].to_numpy()
    assert len(apart) == 38 and np.abs(apart).max() == 1
    assert (apart == 0).sum() >= 72


def test_pisa_2018_gives_the_marginal_set_of_the_united_kingdom(sets_of_95):
    """8–23 at rank 13: narrower than its simultaneous set, 6–24."""
    uk = sets_of_95.loc["United Kingdom"]
    assert uk[["marginal_rank_best", "rank", "marginal_rank_worst"]].tolist() == [8, 13, 23]
    assert uk[ENDS].tolist() == [6, 24]
