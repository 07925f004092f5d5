"""One campaign from a folder of inputs to a run that stands whole."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError, DataError, RulesError
from ihanoi_eval.evaluation import open_run
from ihanoi_eval.running import pipeline
from ihanoi_eval.running.pipeline import evaluate_campaign, report, run

SMALL = Path(__file__).parents[1] / "small"
CAMPAIGN, INPUTS = SMALL / "campaign", SMALL / "inputs"
DAY = date(2024, 12, 20)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with an outputs folder of its own."""
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_run_is_found_again_by_its_name_and_as_the_latest(here):
    """outputs/latest names the last complete run, relative to where it lies."""
    made = evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("outputs/a"))
    assert (here / "outputs" / "latest").read_text() == "a\n"
    assert open_run().run_id == made.evaluation.run_id == open_run("outputs/a").run_id


def test_a_crash_in_the_middle_leaves_the_last_good_run_whole(here, monkeypatch):
    """A run is made beside its place; what breaks it leaves nothing behind."""
    out = Path("outputs/a")
    before = evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=out).evaluation.run_id

    def break_down(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "write_manifest", break_down)
    with pytest.raises(KeyboardInterrupt):
        evaluate_campaign(CAMPAIGN, INPUTS, as_of=date(2024, 11, 15), out=out)
    assert open_run(out).run_id == before
    assert sorted(path.name for path in out.parent.iterdir() if path.is_dir()) == ["a"]


@pytest.mark.parametrize(("campaign", "inputs"), [("x", INPUTS), (CAMPAIGN, "y")])
def test_what_cannot_be_used_writes_nothing(here, campaign, inputs):
    """A missing folder of rules or inputs is said, and no run appears (DESIGN §3)."""
    with pytest.raises((RulesError, DataError)):
        evaluate_campaign(Path(campaign), Path(inputs), as_of=DAY, out=Path("outputs/a"))
    assert not Path("outputs/a").exists()


def test_a_folder_that_is_no_run_is_never_replaced(here):
    """--out pointed at somebody's documents must not bury them."""
    (here / "docs").mkdir()
    (here / "docs" / "bao_cao.txt").write_text("x")
    with pytest.raises(CallError, match="không phải kết quả"):
        evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("docs"))
    assert (here / "docs" / "bao_cao.txt").read_text() == "x"


def test_a_run_never_replaces_the_folder_that_holds_its_inputs(here):
    """--out above --inputs would delete what was evaluated."""
    shutil.copytree(INPUTS, here / "in" / "inputs")
    (here / "in" / "manifest.json").write_text("{}")
    with pytest.raises(CallError, match="--inputs"):
        evaluate_campaign(CAMPAIGN, here / "in" / "inputs", as_of=DAY, out=here / "in")


def test_pages_of_a_run_are_made_and_a_failed_one_is_named(here, monkeypatch):
    """City and unit pages come out as HTML with an index; units get theirs on request."""
    made = run(
        CAMPAIGN,
        INPUTS,
        as_of=DAY,
        out=Path("outputs/a"),
        pages=("districts",),
        units=("CQ03",),
    )
    names = {page.name for page in made.pages}
    assert names == {"district-001", "district-018", "district-250", "unit-CQ03"}
    assert not made.failed_pages
    html = {path.name for path in Path("outputs/a/html").iterdir()}
    assert html == {f"{name}.html" for name in names} | {"index.html"}
    again = report(Path("outputs/a"), pages=("city",))
    assert {"10_evidence", "50_summary"} <= {page.name for page in again.pages}
    assert not again.failed_pages
