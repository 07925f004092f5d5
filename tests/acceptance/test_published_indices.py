"""Published indices come out of the same engine, through the command line (ANCHORS §3)."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.files import read_csv_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def evaluate_published(tmp_path_factory):
    """The ranking of a published campaign beside what was published, by unit."""

    def run(campaign: str, as_of: str, published: str) -> pd.DataFrame:
        out = tmp_path_factory.mktemp("published") / campaign
        command = [sys.executable, "-m", "ihanoi_eval", "evaluate"]
        command += ["--campaign", f"params/{campaign}", "--as-of", as_of, "--out", str(out)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        ranking = read_csv_text(out / "tables" / "ranking.csv").set_index("unit_code")
        return ranking.join(read_csv_text(HERE / published).set_index("unit_code"), how="outer")

    return run


@pytest.fixture(scope="module")
def papi(evaluate_published):
    """63 provinces in 2023, eight dimensions, a plain sum."""
    return evaluate_published("papi-2023", "2023-12-31", "papi_2023.csv")


@pytest.fixture(scope="module")
def hdi(evaluate_published):
    """193 countries in 2022, a logarithm and a geometric mean."""
    return evaluate_published("hdi-2022", "2022-12-31", "hdi_2022.csv")


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
