"""One league worked in a spreadsheet, formulas visible: LibreOffice's values are our tables'."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from ihanoi_eval.evaluation import evaluate
from ihanoi_eval.rules.loading import load_rules

HERE = Path(__file__).parent
SMALL = HERE.parent / "small"
BOOK = HERE / "departments_by_hand.xlsx"
SHEET, RULES_SHEET = "Tính", "Thang điểm"
HEADINGS, FIRST = 4, 5  # rows
STEPS = ("value", "adjusted_value", "share", "most", "points")
INDICATORS = (
    *("staff_active", "staff_use", "on_time", "satisfaction"),
    *("integration", "training", "report"),
)


@pytest.fixture(scope="module")
def run():
    """tests/small as of 20/12/2024."""
    rules = load_rules(SMALL / "campaign")
    return evaluate(rules, SMALL / "inputs", as_of=date(2024, 12, 20))


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The sheet after LibreOffice has worked out every formula; the file itself holds no result."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    folder = tmp_path_factory.mktemp("libreoffice")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder), str(BOOK)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    rows = load_workbook(folder / BOOK.name, data_only=True)[SHEET].iter_rows(values_only=True)
    whole = [list(row) for row in rows]
    names = [str(name) for name in whole[HEADINGS - 1]]
    steps = names.index("giá trị")
    names[steps:-2] = [f"{code} {step}" for code in INDICATORS for step in STEPS]
    names[-2:] = ["total_points", "rank"]
    return pd.DataFrame(whole[FIRST - 1 :], columns=names).set_index("unit_code")


def numbers(cells):
    """Cells as numbers, empty ones as NaN."""
    return pd.to_numeric(cells.replace("", None)).astype("float64")


def ours(run, table, column, indicator):
    """A column of a table for one indicator, by unit."""
    rows = run.tables[table]
    return rows[rows["indicator"] == indicator].set_index("unit_code")[column]


def test_nothing_but_counts_is_typed_in():
    """From the first rate to the rank every cell is a formula: 20 departments × 37."""
    rows = [*load_workbook(BOOK)[SHEET].iter_rows(min_row=HEADINGS)]
    start = [cell.value for cell in rows[0]].index("giá trị")
    cells = [cell for row in rows[1:] for cell in row[start:]]
    assert len(cells) == 20 * (5 * len(INDICATORS) + 2)
    assert all(isinstance(cell.value, str) and cell.value.startswith("=") for cell in cells)
    assert all(cell.value is None for cell in load_workbook(BOOK, data_only=True)[SHEET]["Q"][4:])


def test_the_counts_are_those_of_the_panel(run, sheet):
    """Twelve measures of twenty departments; an empty cell is a missing count."""
    panel = run.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    measures = [name for name in sheet.columns if name in panel.index.get_level_values("measure")]
    assert (len(sheet), len(measures)) == (20, 12)
    for measure in measures:
        used = panel.xs(measure, level="measure").reindex(sheet.index)
        pd.testing.assert_series_equal(numbers(sheet[measure]), used, check_names=False)


def test_the_rules_are_those_of_the_rubric(run):
    """Points, goalposts, priors and what missing means, as the first sheet has them."""
    rubric = run.rules.rubric
    rows = load_workbook(BOOK)[RULES_SHEET].iter_rows(min_row=4, max_row=10, values_only=True)
    by_code = {one.code: one for one in rubric.indicators_of("departments")}
    pillars = {pillar.code: pillar for pillar in rubric.pillars}
    for code, pillar, most, of_pillar, worst, best, prior, weight, missing in rows:
        one = by_code[code]
        small = one.small_numbers
        assert [most, of_pillar] == [
            rubric.max_points(rule, "departments") for rule in (one, pillars[pillar])
        ]
        assert (one.pillar, one.if_missing) == (pillar, missing)
        assert [worst, best] == [float(one.goalposts.worst), float(one.goalposts.best)]
        kept = (None, None) if small is None else (float(small.prior), float(small.weight))
        assert kept == (prior, weight)
    assert len(by_code) == 7


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize(
    ("table", "step"),
    [("indicators", "value"), ("indicators", "adjusted_value"), ("points", "share")],
)
def test_every_step_of_every_indicator_is_the_same(run, sheet, table, step, indicator):
    """Count → rate → shrunk → share, of twenty departments (COUNTING 20–26)."""
    expected = ours(run, table, step, indicator).reindex(sheet.index)
    found = numbers(sheet[f"{indicator} {step}"])
    pd.testing.assert_series_equal(found, expected, check_names=False, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_points_are_the_same_to_the_cent(run, sheet, indicator):
    """Rescaled, then rounded once (COUNTING 26)."""
    expected = ours(run, "points", "points", indicator).reindex(sheet.index)
    assert numbers(sheet[f"{indicator} points"]).fillna(-1).tolist() == expected.fillna(-1).tolist()


def test_totals_and_ranks_are_the_same(run, sheet):
    """1, 1, 3 on what the page shows (METHOD 4, 5)."""
    ranking = run.tables["ranking"].set_index("unit_code").loc[sheet.index]
    for column in ("total_points", "rank"):
        assert numbers(sheet[column]).tolist() == ranking[column].tolist()
