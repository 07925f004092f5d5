"""A platform figure of a run leads back to the rows that were sent, or says why it does not."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import open_run
from ihanoi_eval.evidence.behind_figures import conditions, sum_behind
from ihanoi_eval.reporting.facts import UnitView
from ihanoi_eval.running.pipeline import evaluate_campaign
from ihanoi_eval.running.tracing import trace

SMALL = Path(__file__).parents[1] / "small"


@pytest.fixture
def traced(made):
    """trace(unit, measure) of a run of its own."""
    evaluation = open_run(made)
    return lambda unit, measure: trace(made, UnitView(evaluation, unit), measure)


@pytest.mark.parametrize("unit", ["001", "00001", "CQ03"])
def test_every_platform_figure_is_the_sum_of_its_rows(made, traced, unit):
    """Of a district, a commune and a department: the panel's figure, row by row."""
    panel = open_run(made).tables["panel"]
    own = panel[panel["unit_code"] == unit].set_index("measure")["platform_value"].dropna()
    counted = own[own.index.isin(conditions())]
    assert len(counted) > 10
    for measure, value in counted.items():
        rows, said = traced(unit, str(measure))
        assert sum_behind(rows) == value, measure
        assert said[0].startswith(f"{unit} {measure}: {len(rows)} dòng, cộng ")


def test_a_figure_that_was_verified_is_said_with_its_place(traced):
    """verifications.csv: 08974 has 103, whatever the log says; its district sums that one."""
    _, said = traced("08974", "accounts_active_close")
    [line] = said[1:]
    assert line.startswith("08974: lần chạy dùng 103, Đã thẩm định (reviews/verifications), thay")
    assert line in traced("250", "accounts_active_close")[1]


def test_a_log_that_lies_elsewhere_is_compared_too(tmp_path):
    """The rules say where it is; its rows are no less behind the figure."""
    shutil.copytree(SMALL, tmp_path / "small")
    inputs, rules = tmp_path / "small" / "inputs", tmp_path / "small" / "campaign"
    (inputs / "exports").mkdir()
    log = (inputs / "platform" / "petitions.csv").rename(inputs / "exports" / "pk.csv")
    with (rules / "campaign.yaml").open("a", encoding="utf-8") as words:
        words.write("\nsources:\n  platform/petitions: {path: exports/pk.csv}\n")
    run = tmp_path / "run"
    evaluate_campaign(rules, inputs, as_of=date(2024, 12, 20), out=run)
    view = UnitView(open_run(run), "CQ08")
    assert len(trace(run, view, "petitions_received")[0]) == 13
    log.write_text(log.read_text("utf-8").replace("PA000645", "HACKED01"), encoding="utf-8")
    with pytest.raises(DataError, match=r"^exports/pk\.csv: tệp số liệu đã khác"):
        trace(run, view, "petitions_received")


def test_rows_of_another_log_are_not_shown(made, tmp_path):
    """One row more, and the list would not be what the figure was counted from."""
    inputs = tmp_path / "elsewhere"
    shutil.copytree(made.parent / "inputs", inputs)
    view = UnitView(open_run(made), "00001")
    assert len(trace(made, view, "petitions_received", inputs=inputs)[0])
    with (inputs / "platform" / "petitions.csv").open("a", encoding="utf-8") as log:
        log.write("p-new,00001,2024-11-05 08:00:00\n")
    with pytest.raises(DataError, match=r"^platform/petitions\.csv: tệp số liệu đã khác lần chạy"):
        trace(made, view, "petitions_received", inputs=inputs)
