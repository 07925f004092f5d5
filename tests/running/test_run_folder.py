"""Where a run may lie, and that it comes there whole or not at all."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.running.pipeline import evaluate_campaign

SMALL = Path(__file__).parents[1] / "small"
CAMPAIGN, INPUTS = SMALL / "campaign", SMALL / "inputs"
DAY = date(2024, 12, 20)


def test_a_folder_that_is_no_run_is_never_replaced(here):
    """--out pointed at somebody's documents must not bury them."""
    (here / "docs").mkdir()
    (here / "docs" / "bao_cao.txt").write_text("x")
    with pytest.raises(CallError, match="không phải kết quả"):
        evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("docs"))
    assert (here / "docs" / "bao_cao.txt").read_text() == "x"


@pytest.mark.parametrize(
    ("manifest", "other"),
    [
        ('{"name": "app", "icons": []}', ""),
        ("[]", ""),
        ("not json", ""),
        ('{"run_id": "x", "outputs": {}}', "bao_cao.docx"),
    ],
)
def test_a_manifest_alone_makes_no_run(here, manifest, other):
    """A foreign manifest.json, or a document put into a run, is not buried either."""
    (here / "docs").mkdir()
    (here / "docs" / "manifest.json").write_text(manifest)
    if other:
        (here / "docs" / other).touch()
    before = sorted(here.rglob("*"))
    with pytest.raises(CallError, match="không phải kết quả"):
        evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("docs"))
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize("part", ["campaign", "out"])
def test_no_way_to_a_run_or_its_rules_leads_through_a_name_that_is_no_utf8(here, part):
    """Its manifest says how to come from one to the other; said before any work."""
    place = Path(os.fsdecode(os.fsencode(here) + b"/s\xe8"))
    shutil.copytree(CAMPAIGN, place / "campaign")
    campaign, out = CAMPAIGN, here / "run"
    if part == "campaign":
        campaign = place / "campaign"
    else:
        out = place / "run"
    with pytest.raises(CallError, match=rf"/s\\xe8/{part if part == 'campaign' else 'run'}: "):
        evaluate_campaign(campaign, INPUTS, as_of=DAY, out=out)
    assert not out.exists()


def test_a_run_never_replaces_nor_enters_a_folder_it_reads(here):
    """--out above or inside --inputs or --campaign would delete or change what is evaluated."""
    shutil.copytree(INPUTS, here / "in" / "inputs")
    shutil.copytree(CAMPAIGN, here / "rules" / "small")
    (here / "in" / "manifest.json").write_text('{"run_id": "x", "outputs": {}}')
    campaign, inputs = here / "rules" / "small", here / "in" / "inputs"
    for out, word in (
        (inputs / "out", "nằm trong thư mục số liệu"),
        (inputs, "số liệu|không phải kết quả"),
        (campaign / "out", "nằm trong thư mục quy định"),
        (here / "in" / "inputs" / ".." / "inputs" / "o", "nằm trong thư mục số liệu"),
    ):
        with pytest.raises(CallError, match=word):
            evaluate_campaign(campaign, inputs, as_of=DAY, out=out)
    (here / "in" / "inputs").rename(here / "in" / "tables")
    with pytest.raises(CallError, match="chứa thư mục số liệu"):
        evaluate_campaign(campaign, here / "in" / "tables", as_of=DAY, out=here / "in")


def test_a_place_that_can_be_no_folder_is_refused(here):
    """A file, a way through a file, a link, a name too long, no name."""
    (here / "file").touch()
    (here / "real").mkdir()
    (here / "link").symlink_to("real")
    for out in ("file", "file/a", "link", "x" * 300, ".", ".."):
        with pytest.raises(CallError, match="--out"):
            evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path(out))


def test_latest_is_written_only_in_a_project_or_beside_the_run(here):
    """An outputs folder of some other work is not ours to write to."""
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("nw/a"))
    assert not (here / "outputs" / "latest").exists()
    assert (here / "nw" / "latest").read_text() == "a\n"
    assert {path.name for path in (here / "nw").iterdir()} == {"a", "latest"}, "no lock is left"
    for name in ("params", "notebooks"):
        (here / name).mkdir()
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("nw/a"))
    assert (here / "outputs" / "latest").read_text() == "../nw/a\n"
