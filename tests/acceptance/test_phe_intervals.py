"""Every printed limit of PHE's indicator methods that we have a function for (ANCHORS §3)."""

from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.measurement.small_numbers import (
    Z_95,
    byar_interval,
    count_interval,
    exact_interval,
    funnel_limits,
    wilson_interval,
)

HERE = Path(__file__).parent / "phe"
Z_998 = 3.0902323061678132  # the normal quantile of 0.999
LEVELS = {"lower95_0cl": Z_95, "lower99_8cl": Z_998}
PRINTED = 1e-6  # proportion funnels are printed in per cent with six decimals, some cut off
SEARCHED = 1.1e-7  # PHE finds Poisson funnels by halving steps of m/(m + x + 1) down to 1e-7
BASELINES = {"funnel_prop_outputs": 80.642448, "funnel_prop_outputs_with_axis_variation": 82.18034}


def rows(name, *needed):
    """The rows of a table that have a result."""
    return pd.read_csv(HERE / f"{name}.csv", keep_default_na=True).dropna(subset=list(needed))


def of_rate(name, x, n, z):
    """The interval of a proportion or of a rate of events."""
    if name.startswith("proportion"):
        return wilson_interval(x, n, z)
    return [limit / n for limit in count_interval(x, z)]


def assert_searched(x, published):
    """The ends of the exact intervals of x, upper first, as PHE finds them."""
    found = [mean for z in (Z_95, Z_998) for mean in reversed(exact_interval(x, z))]
    for ours, theirs in zip(found, published, strict=True):
        assert abs(ours / (ours + x + 1) - theirs / (theirs + x + 1)) < SEARCHED


def test_byars_wilson_gives_its_13_rows():
    """Byar for counts, Wilson for proportions, 95 % and 99.8 %; PHE leaves one lower limit out."""
    table = rows("byars_wilson", "uppercl")
    assert len(table) == 13
    for x, n, low, high, level, method in table.itertuples(index=False, name=None):
        z = Z_95 if level == "95%" else Z_998
        found = byar_interval(x, z) if method == "Byars" else wilson_interval(x, n, z)
        assert found[1] == pytest.approx(high, rel=1e-12)
        assert found[0] == (0 if pd.isna(low) else pytest.approx(low, rel=1e-12))


@pytest.mark.parametrize("low", LEVELS)
@pytest.mark.parametrize(("name", "count"), [("proportion", 16), ("rate", 17)])
def test_tables_of_areas_give_their_rows(name, count, low):
    """Wilson for proportions; for rates Byar from 10 events on, exact below; both levels."""
    table = rows(name, low)
    assert len(table) == count
    columns = ["Numerator", "Denominator", "multiplier", low, low.replace("lower", "upper")]
    for x, n, per, *limits in table[columns].itertuples(index=False, name=None):
        found = [per * limit for limit in of_rate(name, x, n, LEVELS[low])]
        assert found == pytest.approx(limits, rel=1e-9)


@pytest.mark.parametrize(("name", "count"), [("proportion_grouped", 8), ("rate_grouped", 9)])
def test_grouped_tables_give_their_rows(name, count):
    """Sums of counts, then the interval: never means of rates."""
    table = rows(name, "lowercl")
    assert len(table) == count
    columns = ["Numerator", "Denominator", "multiplier", "lowercl", "uppercl"]
    for x, n, per, *limits in table[columns].itertuples(index=False, name=None):
        found = [per * limit for limit in of_rate(name, x, n, Z_95)]
        assert found == pytest.approx(limits, rel=1e-9)


@pytest.mark.parametrize("name", BASELINES)
def test_proportion_funnels_give_their_400_limits(name):
    """Four limits at each of a hundred sizes, the axis as given."""
    table = rows(name, "Baseline")
    assert len(table) == 100
    for n, low, high, low_998, high_998, baseline in table.itertuples(index=False, name=None):
        found = [*funnel_limits(baseline / 100, n), *funnel_limits(baseline / 100, n, Z_998)]
        published = [low, high, low_998, high_998]
        assert [100 * one for one in found] == pytest.approx(published, abs=PRINTED)


def test_proportion_funnel_judges_303_areas_as_published():
    """Above or below by an area's own Wilson interval, 95 % then 99.8 %."""
    table = rows("funnel_prop_inputs", "significance")
    baseline = table["numerator"].sum() / table["denominator"].sum()

    def judge(x, n):
        for z, level in ((Z_998, "0.001"), (Z_95, "0.025")):
            low, high = wilson_interval(x, n, z)
            if not low <= baseline <= high:
                return f"{'Low' if high < baseline else 'High'} ({level})"
        return "Not significant"

    found = [judge(x, n) for x, n in zip(table["numerator"], table["denominator"], strict=True)]
    assert len(found) == 303
    assert found == table["significance"].tolist()


@pytest.mark.parametrize(
    "name", ["funnel_rate_outputs", "funnel_rate_outputs_2", "funnel_rate_outputs_3"]
)
def test_rate_funnels_give_their_400_limits(name):
    """A rate of x events lies on the funnel where the exact interval of x ends at the baseline."""
    table = rows(name, "baseline")
    assert len(table) == 100
    columns = ["lower_2s_limit", "upper_2s_limit", "lower_3s_limit", "upper_3s_limit"]
    for x, baseline, *published in table[["Events", "baseline", *columns]].itertuples(
        index=False, name=None
    ):
        assert_searched(x, [baseline * x / limit for limit in published])


def test_ratio_funnel_gives_its_400_limits():
    """The same edges as events expected."""
    table = rows("funnel_ratio_outputs", "lower_2s_isr")
    assert len(table) == 100
    columns = [
        f"{side}_{level}_exp_events" for level in ("2s", "3s") for side in ("lower", "upper")
    ]
    for x, *published in table[[table.columns[0], *columns]].itertuples(index=False, name=None):
        assert_searched(x, published)
