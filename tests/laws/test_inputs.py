"""Laws of whole inputs: tests/small shuffled, asked again, and judged under other gates."""

import shutil
from pathlib import Path
from random import Random

import pytest

from ihanoi_eval.files import read_csv_text, to_csv_bytes

SMALL = Path(__file__).parents[1] / "small" / "inputs"
# These name hashes, rows and cells.
ABOUT_FILES = {"sources", "rejected", "findings", "reported", "answers", "overrides", "reviewed"}


@pytest.fixture
def inputs(tmp_path):
    """A copy of the small inputs that a test may change."""
    shutil.copytree(SMALL, tmp_path / "inputs")
    return tmp_path / "inputs"


def tables(evaluation, without=()):
    """Every table as the bytes that would be saved."""
    kept = (name for name in evaluation.tables if name not in without)
    return {name: to_csv_bytes(evaluation.tables[name]) for name in kept}


def differing(first, second):
    """The names of the tables that are not the same bytes."""
    return [name for name in first if first[name] != second[name]]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_and_columns_changes_nothing(evaluate_small, small, inputs, seed):
    """Every file of the inputs shuffled in both directions (ANCHORS §3)."""
    random = Random(seed)
    for path in sorted(inputs.rglob("*.csv")):
        frame = read_csv_text(path)
        rows = random.sample(range(len(frame)), len(frame))
        columns = random.sample(list(frame.columns), len(frame.columns))
        path.write_bytes(to_csv_bytes(frame.iloc[rows][columns]))
    found = evaluate_small(inputs)
    assert differing(tables(small, ABOUT_FILES), tables(found)) == []
    for name, columns in (
        ("findings", ["check", "unit_code", "severity", "status"]),
        ("reported", ["unit_code", "measure", "file", "value"]),
        ("answers", ["unit_code", "field", "file", "value"]),
        ("overrides", ["kind", "unit_code", "about", "document_no", "reason", "body"]),
        ("reviewed", [one for one in small.tables["reviewed"].columns if one != "row"]),
    ):
        first, second = (run.tables[name][columns] for run in (small, found))
        assert sorted(first.values.tolist()) == sorted(second.values.tolist())


def test_the_same_inputs_give_the_same_bytes(evaluate_small, small):
    """Asked twice in one process (ANCHORS §3)."""
    assert differing(tables(small), tables(evaluate_small())) == []


def test_contributions_add_up_in_every_league(small):
    """The points of the table sum to the points of the ranking, cent by cent (METHOD 14)."""
    points = small.tables["points"]
    cents = (points["points"].fillna(0) * 100).round().groupby(points["unit_code"]).sum()
    ranking = small.tables["ranking"].dropna(subset=["points"]).set_index("unit_code")
    assert (cents[ranking.index] == (ranking["points"] * 100).round()).all()


@pytest.mark.parametrize("review", ["on_hold", "inspections", "waivers", "followups"])
def test_a_gate_moves_no_points(evaluate_small, small, inputs, review):
    """Without the review gates may change; points, ranks and indicators do not (METHOD 6)."""
    (inputs / "reviews" / f"{review}.csv").unlink()
    found = evaluate_small(inputs)
    names = ("points", "ranking", "indicators", "panel", "adjustments", "progress")
    assert [name for name in names if not found.tables[name].equals(small.tables[name])] == []
    assert not found.tables["gates"].equals(small.tables["gates"])
