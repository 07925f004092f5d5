"""Priors fitted on earlier counts, against a published fit and scipy's own likelihood."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import betabinom

from ihanoi_eval.measurement.priors import fit_prior

# Boys in 6,115 families of twelve children, Saxony 1876–1885 (A. Geissler 1889; J. K. Lindsey and
# P. M. E. Altham, Applied Statistics 47 (1998) 149–157). The likeliest beta-binomial has
# α = 34.09558 and β = 31.5715, as many textbooks and Wikipedia print.
FAMILIES = (3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7)


def of(*pairs):
    """Counts of units: of((3, 4), (2, 5))."""
    return [(Fraction(x), Fraction(n)) for x, n in pairs]


def test_the_families_of_saxony_give_their_published_fit():
    """α + β = 65.667 and α/(α + β) = 0.5192: ours differs by what fixing the mean costs."""
    families = of(*((boys, 12) for boys, many in enumerate(FAMILIES) for _ in range(many)))
    fitted = fit_prior(families)
    assert fitted is not None and (fitted.units, fitted.cases) == (6115, 6115 * 12)
    assert fitted.prior == pytest.approx(34.09558 / (34.09558 + 31.5715), abs=5e-5)
    assert fitted.weight == pytest.approx(34.09558 + 31.5715, rel=1e-3)
    assert not fitted.is_bounded


def test_no_other_weight_is_likelier():
    """By scipy's beta-binomial at a hundred weights between 1 and 200."""
    counts = of((3, 4), (8, 8), (1, 6), (9, 12), (5, 5), (2, 7), (20, 31))
    fitted = fit_prior(counts)
    assert fitted is not None and fitted.prior == 48 / 73
    x, n = (np.array([float(pair[i]) for pair in counts]) for i in (0, 1))

    def likelihood(weight):
        good, bad = weight * fitted.prior, weight * (1 - fitted.prior)
        return betabinom.logpmf(x, n, good, bad).sum()

    best = likelihood(fitted.weight)
    assert all(likelihood(weight) <= best + 1e-9 for weight in np.linspace(1, 200, 100))


def test_units_that_differ_by_chance_alone_have_no_weight():
    """All at exactly one half: the likelier the larger the weight, so its end is named as such."""
    fitted = fit_prior(of(*[(5, 10)] * 20))
    assert fitted is not None and fitted.is_bounded


@pytest.mark.parametrize(
    "counts",
    [(), ((3, 4),), ((4, 4), (5, 5)), ((0, 4), (0, 5)), ((0, 1), (1, 1)), ((0, 0), (3, 4))],
)
def test_where_no_spread_can_be_seen_there_is_no_fit(counts):
    """One unit, one outcome, single cases; units without a case do not count."""
    assert fit_prior(of(*counts)) is None


def test_the_order_of_units_changes_nothing():
    """Nor does a unit without a case."""
    counts = of((3, 4), (8, 8), (1, 6), (9, 12))
    assert fit_prior(counts) == fit_prior([*of((0, 0)), *counts[::-1]])
