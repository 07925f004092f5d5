"""One campaign from a folder of inputs to a run that stands whole."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError, DataError, RulesError
from ihanoi_eval.evaluation import open_run
from ihanoi_eval.files import sha256_of
from ihanoi_eval.running import pipeline
from ihanoi_eval.running.pipeline import check_previous, evaluate_campaign, report, run

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


@pytest.mark.parametrize(
    ("campaign", "inputs"), [("x", INPUTS), (CAMPAIGN, "y"), (CAMPAIGN, "nothing")]
)
def test_what_cannot_be_used_writes_nothing(here, campaign, inputs):
    """A missing folder of rules or inputs is said, and the disk is as before (DESIGN §3)."""
    (here / "nothing").mkdir()
    before = sorted(here.rglob("*"))
    with pytest.raises((RulesError, DataError)):
        evaluate_campaign(Path(campaign), Path(inputs), as_of=DAY, out=Path("nw/deep/a"))
    assert sorted(here.rglob("*")) == before


def test_a_folder_of_inputs_that_is_not_there_is_told_without_options(here):
    """Who runs 00_run.ipynb has typed no option."""
    with pytest.raises(DataError, match="y: không có thư mục số liệu này") as told:
        evaluate_campaign(CAMPAIGN, Path("y"), as_of=DAY, out=Path("a"))
    assert "--" not in str(told.value)


def test_a_finished_run_leaves_no_lock(here):
    """The folder beside a run is the user's."""
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("nw/a"))
    assert {path.name for path in (here / "nw").iterdir()} == {"a", "latest"}


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
    for name in ("params", "notebooks"):
        (here / name).mkdir()
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("nw/a"))
    assert (here / "outputs" / "latest").read_text() == "../nw/a\n"


@pytest.mark.parametrize("name", ["tables/ranking.csv", "tables/extra.csv", "rules.json"])
def test_a_changed_table_gets_no_pages(here, name):
    """Pages would vouch for figures that no run computed, and erase the trace of the change."""
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("a"))
    with Path("a", name).open("a") as file:
        file.write("\n")
    manifest = Path("a/manifest.json").read_bytes()
    with pytest.raises(DataError, match=f"{name} đã bị sửa sau lần chạy"):
        report(Path("a"), pages=("city",))
    assert Path("a/manifest.json").read_bytes() == manifest and not Path("a/html").exists()


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


def test_the_page_of_evidence_compares_with_the_run_that_is_named(here):
    """Which one stands in the manifest; no page holds the path of a machine (DESIGN §6)."""
    first = evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("outputs/a")).evaluation
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("outputs/b"))
    report(Path("outputs/b"), pages=("city",), previous=Path("outputs/a"))
    page = Path("outputs/b/html/10_evidence.html").read_text(encoding="utf-8")
    assert f"So với lần chạy {first.run_id}" in page
    recorded = json.loads(Path("outputs/b/manifest.json").read_bytes())["previous"]
    digest = sha256_of(Path("outputs/a/manifest.json"))
    assert recorded == {"run_id": first.run_id, "manifest_sha256": digest}
    notebook = Path("outputs/b/notebooks/10_evidence.ipynb").read_text(encoding="utf-8")
    assert "../../a" in notebook and str(here) not in notebook + page
    assert "previous" not in Path("outputs/b/notebooks/50_summary.ipynb").read_text()


def test_a_run_may_replace_the_one_that_it_compares_with(here):
    """The earlier one stands until the new one is whole."""
    out = Path("outputs/a")
    first = evaluate_campaign(CAMPAIGN, INPUTS, as_of=date(2024, 12, 10), out=out).evaluation
    made = run(CAMPAIGN, INPUTS, as_of=DAY, out=out, pages=("city",), previous=out)
    assert not made.failed_pages
    assert f"So với lần chạy {first.run_id}" in (out / "html" / "10_evidence.html").read_text()
    moved, parts = (made.evaluation.tables[name] for name in ("comparison", "comparison_points"))
    before, after = (run.tables["ranking"]["total_points"] for run in (first, made.evaluation))
    assert moved["total_before"].tolist() == before.tolist()
    assert moved["total_after"].tolist() == after.tolist()
    whole = parts.groupby("unit_code")["difference"].sum().round(2)
    assert whole.tolist() == (after - before).round(2).tolist() and (whole != 0).any()


def test_a_run_that_cannot_be_compared_with_is_refused(here):
    """None there, a table changed since, another campaign, the run itself; nothing is made."""
    rules = evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("a")).evaluation.rules
    campaign = rules.campaign
    with pytest.raises(DataError, match="không phải thư mục kết quả"):
        run(CAMPAIGN, INPUTS, as_of=DAY, out=Path("b"), previous=Path("nowhere"))
    with pytest.raises(CallError, match="là lần chạy của đợt small, không phải x"):
        other = campaign.model_copy(update={"code": "x"})
        check_previous(Path("a"), rules.model_copy(update={"campaign": other}))
    with pytest.raises(CallError, match="hai danh mục đơn vị khác nhau"):
        fewer = campaign.model_copy(update={"units": campaign.units[1:]})
        check_previous(Path("a"), rules.model_copy(update={"campaign": fewer}))
    with pytest.raises(CallError, match="chính là lần chạy này"):
        report(Path("a"), pages=("city",), previous=Path("a"))
    with Path("a/tables/panel.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(DataError, match="panel.csv đã bị sửa"):
        run(CAMPAIGN, INPUTS, as_of=DAY, out=Path("b"), previous=Path("a"))
    assert not Path("b").exists()


def test_a_cluster_counts_the_logs_and_the_run_is_the_same_to_the_byte(here, cluster):
    """Every table, and nothing of the counted parts is left beside the run."""
    said: list[str] = []
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("nw/here"))
    evaluate_campaign(
        CAMPAIGN,
        INPUTS,
        as_of=DAY,
        out=Path("nw/there"),
        scheduler=cluster.address,
        say=said.append,
    )
    assert "Đếm nhật ký sử dụng: 2/2 phần" in said
    tables = [
        {path.name: path.read_bytes() for path in (here / "nw" / name / "tables").iterdir()}
        for name in ("here", "there")
    ]
    assert tables[0] == tables[1]
    assert {path.name for path in (here / "nw").iterdir()} == {"here", "there", "latest"}
