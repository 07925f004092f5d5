"""Published indices come out of the same engine, through the command line (ANCHORS §3)."""

import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.files import read_csv_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HDI_MEASURES = ["life_expectancy", "expected_schooling", "mean_schooling", "income_per_person"]


@pytest.fixture(scope="module")
def evaluate_published(tmp_path_factory):
    """The tables of a published campaign: evaluate_published("papi-2023", "2023-12-31")."""

    def run(campaign: str | Path, as_of: str) -> Path:
        out = tmp_path_factory.mktemp("published") / "run"
        command = [sys.executable, "-m", "ihanoi_eval", "evaluate"]
        command += ["--campaign", str(ROOT / "params" / campaign)]
        command += ["--as-of", as_of, "--out", str(out)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        tables: Path = out / "tables"
        return tables

    return run


def ranking_beside(tables: Path, published: str) -> pd.DataFrame:
    """The ranking of a run beside what was published, by unit."""
    ranking = read_csv_text(tables / "ranking.csv").set_index("unit_code")
    return ranking.join(read_csv_text(HERE / published).set_index("unit_code"), how="outer")


@pytest.fixture(scope="module")
def papi(evaluate_published):
    """63 provinces in 2023, eight dimensions, a plain sum."""
    return ranking_beside(evaluate_published("papi-2023", "2023-12-31"), "papi_2023.csv")


@pytest.fixture(scope="module")
def hdi(evaluate_published):
    """193 countries in 2022, a logarithm and a geometric mean."""
    return ranking_beside(evaluate_published("hdi-2022", "2022-12-31"), "hdi_2022.csv")


@pytest.fixture(scope="module")
def hdi_of(evaluate_published, tmp_path_factory):
    """Another year under the rules of hdi-2022: the same folder, its dates and counts replaced."""

    def run(year: int) -> pd.DataFrame:
        folder = tmp_path_factory.mktemp("rules") / f"hdi-{year}"
        shutil.copytree(ROOT / "params" / "hdi-2022", folder)
        for name in ("campaign.yaml", "units.csv"):
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(text.replace("2022", str(year)), encoding="utf-8")
        counts = read_csv_text(HERE / f"hdi_{year}.csv").melt(
            "unit_code", HDI_MEASURES, var_name="measure"
        )
        counts.insert(1, "date", f"{year}-12-01")
        counts.to_csv(folder / "inputs" / "platform" / "counts.csv", index=False)
        return ranking_beside(evaluate_published(folder, f"{year}-12-31"), f"hdi_{year}.csv")

    return run


@pytest.fixture(scope="module")
def asem(evaluate_published):
    """51 countries, 49 indicators in 8 pillars in 2 sub-indices, arithmetic all the way up."""
    return evaluate_published("asem-2018", "2018-12-31")


@pytest.fixture(scope="module")
def asem_aggregates(asem):
    """Our 51 × 10 pillars and 51 totals beside COINr's value, score and rank."""
    ours = read_csv_text(asem / "pillars.csv").rename(columns={"pillar": "aggregate"})
    ours["score"] = (100 * ours["share"].astype(float)).map("{:.2f}".format)
    whole = read_csv_text(asem / "ranking.csv").assign(aggregate="Index")
    whole["score"] = whole["total_points"].astype(float).map("{:.2f}".format)
    ours = pd.concat([ours, whole])[["unit_code", "aggregate", "share", "score", "rank"]]
    published = read_csv_text(HERE / "asem_2018_aggregates.csv")
    return ours.merge(published, on=["unit_code", "aggregate"], suffixes=("", "_published"))


def test_papi_2023_gives_its_61_published_totals(papi):
    """Eight printed dimensions of four decimals miss their published sum by up to 0.0004."""
    ranked = papi[papi["published_total"] != ""]
    apart = ranked["total_points"].astype(float) - ranked["published_total"].astype(float)
    assert len(ranked) == 61
    assert (apart.abs() <= 0.00041).all()


def test_papi_2023_gives_its_61_published_ranks(papi):
    """Every one, from Thừa Thiên Huế to Đắk Nông."""
    ranked = papi[papi["published_rank"] != ""]
    assert ranked["rank"].tolist() == ranked["published_rank"].tolist()


def test_papi_2023_leaves_its_two_unpublished_provinces_unranked(papi):
    """Quảng Ninh and Bình Dương are missing, not zero (METHOD 1)."""
    unranked = papi[papi["total_points"] == ""]
    assert list(unranked.index) == ["P14", "P47"]
    assert (unranked["rank"] == "").all()


def test_hdi_2022_gives_its_193_published_values(hdi):
    """Three decimals, rounded once (DESIGN §4)."""
    assert len(hdi) == 193
    assert hdi["total_points"].astype(float).tolist() == hdi["published_hdi"].astype(float).tolist()


def test_hdi_2022_gives_its_193_published_ranks(hdi):
    """On the rounded value; ties share the lower number (METHOD 5)."""
    assert hdi["rank"].tolist() == hdi["published_rank"].tolist()


@pytest.mark.parametrize(("year", "countries"), [(2010, 191), (2019, 192)])
def test_hdi_of_other_years_gives_its_published_values(hdi_of, year, countries):
    """The rules of 2022 are those of 2010 and 2019; who has no data then has no total."""
    found = hdi_of(year)
    ranked = found[found["total_points"] != ""]
    assert (len(found), len(ranked)) == (193, countries)
    published = ranked["published_hdi"].astype(float)
    assert ranked["total_points"].astype(float).tolist() == published.tolist()


def test_asem_gives_its_2499_published_normalised_values(asem):
    """51 × 49 between goalposts written as numbers, 14 of them turned round."""
    keys = ["unit_code", "indicator"]
    points = read_csv_text(asem / "points.csv").set_index(keys)["share"].astype(float)
    published = read_csv_text(HERE / "asem_2018_normalised.csv").set_index(keys)["normalised"]
    apart = 100 * points - published.astype(float)
    assert len(points) == len(published) == 2499
    assert apart.abs().max() < 1e-11


def test_asem_gives_its_561_published_aggregates(asem_aggregates):
    """51 × 11: the ten pillars as computed, all eleven at the two decimals that are printed."""
    assert len(asem_aggregates) == 561
    inner = asem_aggregates[asem_aggregates["aggregate"] != "Index"]
    apart = 100 * inner["share"].astype(float) - inner["value"].astype(float)
    assert apart.abs().max() < 1e-11
    published = asem_aggregates["score_published"].astype(float).map("{:.2f}".format)
    assert asem_aggregates["score"].tolist() == published.tolist()


def test_asem_gives_its_561_published_ranks(asem_aggregates):
    """On the rounded score: unrounded, Russia and Portugal would stand elsewhere (METHOD 4)."""
    published = asem_aggregates["rank_published"].tolist()
    assert asem_aggregates["rank"].tolist() == published


@pytest.fixture(scope="module")
def harmonic(evaluate_published, tmp_path_factory):
    """COINr's example of a harmonic mean: four indicators from 1 to 100, weights 1, 1, 2, 1."""
    folder = tmp_path_factory.mktemp("rules") / "asem-four"
    shutil.copytree(ROOT / "params" / "asem-2018", folder)
    values = read_csv_text(HERE / "asem_2018_four.csv").set_index("unit_code")
    numbers = values.map(Fraction)
    indicators = []
    for code, weight in zip(values.columns, (20, 20, 40, 20), strict=True):
        least, most = numbers[code].min(), numbers[code].max()
        # A hundredth of the way at the least value: from 1 to 100, on a scale of 100
        worst = least - (most - least) / 99
        indicators.append(
            f"  - {{code: {code}, label: x, pillar: physical, kind: value, measure: {code}, "
            f"goalposts: {{worst: {worst}, best: {most}}}, max_points: {weight}, "
            "leagues: [countries], if_missing: rescale}\n"
        )
    (folder / "rubric.yaml").write_text(
        "version: four\nscale: 100\ndecimals: 4\nround: total\npillars:\n"
        "  - {code: physical, label: x, max_points: 100, aggregation: harmonic}\nindicators:\n"
        + "".join(indicators),
        encoding="utf-8",
    )
    (folder / "measures.yaml").write_text(
        "measures:\n"
        + "".join(
            f"  - {{code: {one}, label: x, sources: [platform]}}\n" for one in values.columns
        ),
        encoding="utf-8",
    )
    counts = values.reset_index().melt("unit_code", var_name="measure")
    counts.insert(1, "date", "2018-12-01")
    counts.to_csv(folder / "inputs" / "platform" / "counts.csv", index=False)
    ranking = read_csv_text(evaluate_published(folder, "2018-12-31") / "ranking.csv")
    return ranking.set_index("unit_code")["total_points"].astype(float)


def test_coinrs_harmonic_mean_gives_its_five_printed_scores(harmonic):
    """Three significant digits of the first five countries, as its documentation prints them."""
    found = [f"{harmonic[code]:.3g}" for code in ("AUT", "BEL", "BGR", "HRV", "CYP")]
    assert found == ["2.36", "41.5", "14.3", "17.4", "3.93"]
