"""Priors from earlier months: counted as in the campaign, blind to it, proposed beside it."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import read_csv_text
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.fitting import fit_priors, propose

SMALL = Path(__file__).parents[1] / "small"
SINCE, START = date(2024, 6, 28), "2024-11-01"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """The petitions of tests/small alone, to be changed."""
    folder = tmp_path / "inputs" / "platform"
    folder.mkdir(parents=True)
    shutil.copy(SMALL / "inputs" / "platform" / "petitions.csv", folder)
    return folder.parent


@pytest.fixture
def fit(inputs: Path, tmp_path: Path):
    """Fits the inputs as they stand: fit(since=…)."""

    def run(since: date = SINCE, out: str = "out"):
        return fit_priors(SMALL / "campaign", inputs, since=since, out=tmp_path / out)

    return run


def change(inputs: Path, edit) -> None:
    """The petitions after edit(frame), all text."""
    path = inputs / "platform" / "petitions.csv"
    edit(read_csv_text(path)).to_csv(path, index=False)


def test_the_pooled_rate_is_that_of_the_earlier_months(fit, inputs):
    """Counted by hand from the file: resolved or past due by 31/10, received from 28/6."""
    rows = read_csv_text(inputs / "platform" / "petitions.csv").drop_duplicates()
    rows = rows[~rows["petition_id"].duplicated(keep=False)]
    campaign = load_rules(SMALL / "campaign").campaign
    ranked = {code for one in campaign.ranked_leagues for code in campaign.units_of(one.code)}
    earlier = rows[
        rows["received_at"].between("2024-06-28", START) & rows["unit_code"].isin(ranked)
    ]
    resolved = earlier["resolved_at"].between("1", START, inclusive="left")
    done = earlier[resolved & (earlier["status"] == "resolved")]
    rated = done[
        (done["rating"] != "") & (done["rated_at"].where(done["rated_at"] != "", "0") < START)
    ]
    good = rated["rating"].isin(["satisfied", "accepted"])
    [fitted] = [found for one, found in fit().fits if one.code == "satisfaction"]
    assert fitted is not None
    assert (fitted.cases, fitted.prior) == (len(rated), pytest.approx(good.mean()))


def test_nothing_that_the_contest_did_moves_the_fit(fit, inputs):
    """Later petitions go, later answers change: the same numbers (METHOD 2)."""
    before = fit().fits

    def without_the_contest(rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows[rows["received_at"] < START].copy()
        late = rows["resolved_at"] >= START
        rows.loc[late, ["rating", "on_time"]] = ["dissatisfied", "false"]
        return rows

    change(inputs, without_the_contest)
    assert fit().fits == before


def test_the_proposal_changes_four_numbers_a_version_and_no_comment(fit):
    """Line by line beside the rubric that is in use; that one stays as it is."""
    old = (SMALL / "campaign" / "rubric.yaml").read_text(encoding="utf-8")
    found = fit()
    new = found.rubric.read_text(encoding="utf-8")
    assert (SMALL / "campaign" / "rubric.yaml").read_text(encoding="utf-8") == old
    changed = [
        (a.strip(), b.strip())
        for a, b in zip(old.splitlines(), new.splitlines(), strict=True)
        if a != b
    ]
    assert changed[0] == ("version: 2024-11.1", "version: 2024-11.1-tien-nghiem")
    assert [a for a, _ in changed[1:]] == [
        "small_numbers: {prior: 0.82, weight: 20}",
        "small_numbers: {prior: 0.58, weight: 20}",
    ]


def test_the_proposal_can_be_used_as_it_stands(fit, tmp_path: Path):
    """In the place of the other it is read without a fault, and says the fitted numbers."""
    found = fit()
    shutil.copytree(SMALL / "campaign", tmp_path / "rules")
    shutil.copy(found.rubric, tmp_path / "rules" / "rubric.yaml")
    rubric = load_rules(tmp_path / "rules").rubric
    written = {one.code: one.small_numbers for one in rubric.indicators if one.small_numbers}
    for one, fitted in found.fits:
        assert fitted is not None
        assert float(written[one.code].prior) == round(fitted.prior, 2)
        assert written[one.code].weight == max(1, round(fitted.weight))


def test_an_approved_rubric_is_proposed_anew(fit):
    """Other numbers are another rubric, whichever way the approval was written."""
    for status in (
        "status: {approved: {document_no: 1/QĐ, on_date: 2024-10-01}}  # ký",
        "status:\n  approved:\n    document_no: 1/QĐ\n    on_date: 2024-10-01  # ký",
    ):
        text = propose(f"version: '1'\n{status}\nindicators: []\n", ())
        assert "approved" not in text and text.count("# ký") == 1
        assert "status: proposed  # ký" in text.replace("\n  proposed", " proposed")


def test_what_cannot_be_fitted_keeps_its_numbers(fit, inputs):
    """Nobody has rated anything: satisfaction stays at 0.58 and 20."""
    change(inputs, lambda rows: rows.assign(rating=""))
    found = fit()
    assert {one.code: fitted is None for one, fitted in found.fits}["satisfaction"]
    assert "small_numbers: {prior: 0.58, weight: 20}" in found.rubric.read_text(encoding="utf-8")


def test_a_day_inside_the_contest_is_refused(fit):
    """There is no month before (METHOD 2)."""
    with pytest.raises(CallError, match="trước ngày bắt đầu 01/11/2024"):
        fit(since=date(2024, 11, 1))


def test_the_rules_in_use_are_never_written_over(inputs):
    """Not even when asked to."""
    with pytest.raises(CallError, match="bộ quy tắc đang dùng"):
        fit_priors(SMALL / "campaign", inputs, since=SINCE, out=SMALL / "campaign")
