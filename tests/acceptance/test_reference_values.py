"""Reference values of others for small numbers (ANCHORS §3; sources beside this file)."""

import pytest

from ihanoi_eval.measurement.small_numbers import Z_95, funnel_limits, wilson_interval

Z_998 = 3.0902323061678132  # the normal quantile of 0.999
BASELINE = 0.80642448


@pytest.mark.parametrize(
    ("x", "n", "z", "low", "high"),
    [
        (65, 100, Z_95, 0.552544, 0.736358),
        (1045, 5000, Z_95, 0.197955, 0.220491),
        (1, 100, Z_95, 0.001767, 0.054486),
        (222, 3215, Z_95, 0.060792, 0.078340),
        (65, 100, Z_998, 0.495495, 0.778354),
        (1045, 5000, Z_998, 0.191794, 0.227316),
    ],
)
def test_wilsons_interval_is_what_public_health_england_computes(x, n, z, low, high):
    """Six decimals of 95 % and 99.8 % intervals."""
    assert wilson_interval(x, n, z) == pytest.approx((low, high), abs=6e-7)


@pytest.mark.parametrize(
    ("n", "low", "low_998"),
    [
        (1, 3.204264, 0),
        (2, 25.885383, 0),
        (3, 35.933491, 10.150815),
        (4, 41.923356, 19.594903),
        (5, 46.011039, 26.039864),
    ],
)
def test_funnel_limits_are_what_public_health_england_computes(n, low, low_998):
    """Per cent at a baseline of 80.642448 %, 95 % and 99.8 %, as printed: six decimals, cut off."""
    limits = funnel_limits(BASELINE, n), funnel_limits(BASELINE, n, Z_998)
    assert [100 * limit for limit, _ in limits] == pytest.approx([low, low_998], abs=1e-6)
    assert all(high <= 1 for _, high in limits)
