"""One campaign from a folder of inputs to a run that stands whole."""

import json
import shutil
from datetime import date
from pathlib import Path

import nbformat
import pytest

from ihanoi_eval.errors import CallError, DataError, RulesError
from ihanoi_eval.evaluation import open_run
from ihanoi_eval.files import sha256_of
from ihanoi_eval.running import page_sets, pipeline
from ihanoi_eval.running.journal import unconfirmed_files
from ihanoi_eval.running.page_sets import Order
from ihanoi_eval.running.pipeline import (
    check_previous,
    evaluate_campaign,
    plan_of_report,
    plan_of_run,
    report,
    run,
)
from ihanoi_eval.running.sign_offs import SignOff, sign_off
from ihanoi_eval.running.verifying import differences

SMALL = Path(__file__).parents[1] / "small"
CAMPAIGN, INPUTS = SMALL / "campaign", SMALL / "inputs"
DAY = date(2024, 12, 20)
CITY = ("city",)
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def test_a_run_is_found_again_by_its_name_and_as_the_latest(here):
    """outputs/latest names the last complete run, relative to where it lies."""
    made = evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("outputs/a"))
    assert (here / "outputs" / "latest").read_text() == "a\n"
    assert open_run().run_id == made.evaluation.run_id == open_run("outputs/a").run_id


def test_a_crash_in_the_middle_leaves_the_last_good_run_whole(evaluated, monkeypatch):
    """A run is made beside its place; what breaks it leaves nothing behind."""
    out, before = evaluated, open_run(evaluated).run_id

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


@pytest.mark.parametrize("name", ["tables/ranking.csv", "tables/extra.csv", "rules.json"])
def test_a_changed_table_gets_no_pages(evaluated, name):
    """Pages would vouch for figures that no run computed, and erase the trace of the change."""
    with (evaluated / name).open("a") as file:
        file.write("\n")
    manifest = (evaluated / "manifest.json").read_bytes()
    with pytest.raises(DataError, match=f"{name} đã bị sửa sau lần chạy"):
        report(evaluated, order=Order(CITY))
    assert (evaluated / "manifest.json").read_bytes() == manifest
    assert not (evaluated / "html").exists()


def test_pages_of_a_run_are_made_and_a_failed_one_is_named(here, monkeypatch):
    """City and unit pages come out as HTML with an index; units get theirs on request."""
    made = run(
        CAMPAIGN,
        INPUTS,
        as_of=DAY,
        out=Path("outputs/a"),
        order=Order(("districts",), ("CQ03",)),
    )
    names = {page.name for page in made.pages}
    assert names == {"district-001", "district-018", "district-250", "unit-CQ03"}
    assert not made.failed_pages
    html = {path.name for path in Path("outputs/a/html").iterdir()}
    assert html == {f"{name}.html" for name in names} | {"index.html"}
    again = report(Path("outputs/a"), order=Order(CITY))
    assert {"10_evidence", "50_summary"} <= {page.name for page in again.pages}
    assert not again.failed_pages


def test_the_page_of_evidence_compares_with_the_run_that_is_named(here, evaluated):
    """Which one stands in the manifest; no page holds the path of a machine (DESIGN §6)."""
    first = open_run(evaluated)
    evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=Path("outputs/b"))
    report(Path("outputs/b"), order=Order(CITY, previous=Path("outputs/a")))
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
    made = run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=Order(CITY, previous=out))
    assert not made.failed_pages
    assert f"So với lần chạy {first.run_id}" in (out / "html" / "10_evidence.html").read_text()
    moved, parts = (made.evaluation.tables[name] for name in ("comparison", "comparison_points"))
    before, after = (run.tables["ranking"]["total_points"] for run in (first, made.evaluation))
    assert moved["total_before"].tolist() == before.tolist()
    assert moved["total_after"].tolist() == after.tolist()
    whole = parts.groupby("unit_code")["difference"].sum().round(2)
    assert whole.tolist() == (after - before).round(2).tolist() and (whole != 0).any()


def test_a_run_that_cannot_be_compared_with_is_refused(evaluated):
    """None there, a table changed since, another campaign, the run itself; nothing is made."""
    rules = open_run(evaluated).rules
    campaign = rules.campaign
    with pytest.raises(DataError, match="không phải thư mục kết quả"):
        run(CAMPAIGN, INPUTS, as_of=DAY, out=Path("b"), order=Order(previous=Path("nowhere")))
    with pytest.raises(CallError, match="là lần chạy của đợt small, không phải x"):
        other = campaign.model_copy(update={"code": "x"})
        check_previous(evaluated, rules.model_copy(update={"campaign": other}))
    with pytest.raises(CallError, match="hai danh mục đơn vị khác nhau"):
        fewer = campaign.model_copy(update={"units": campaign.units[1:]})
        check_previous(evaluated, rules.model_copy(update={"campaign": fewer}))
    with pytest.raises(CallError, match="chính là lần chạy này"):
        report(evaluated, order=Order(CITY, previous=evaluated))
    with (evaluated / "tables" / "panel.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(DataError, match="panel.csv đã bị sửa"):
        run(CAMPAIGN, INPUTS, as_of=DAY, out=Path("b"), order=Order(previous=evaluated))
    assert not Path("b").exists()


TWO = Order((), ("CQ03", "001"))  # unit-CQ03 and district-001


@pytest.fixture
def notebooks(here, monkeypatch):
    """The pages' notebooks, for a test to edit."""
    shutil.copytree(NOTEBOOKS, here / "own")
    monkeypatch.setattr(page_sets, "find_notebooks", lambda: here / "own")
    return here / "own"


def edit(notebook, line):
    """One more cell at the notebook's end."""
    content = nbformat.read(notebook, as_version=4)
    content.cells.append(nbformat.v4.new_code_cell(line))
    nbformat.write(content, notebook)


def files_of(run):
    """Every file of a run with its bytes."""
    return {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}


def outcomes(result):
    """How each page ended, and whether it was made."""
    return {page.name: "kept" if page.is_kept else page.status for page in result.pages}


def again(out=Path("outputs/a"), **order):
    """The small campaign's run once more."""
    return run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=Order((), ("CQ03", "001"), **order))


def test_only_what_changed_is_done_again(evaluated, notebooks, monkeypatch):
    """Nothing changed writes nothing; an edited notebook makes its page; a fault is tried again."""
    out, first = evaluated, again()
    assert outcomes(first) == {"unit-CQ03": "done", "district-001": "done"}
    before = files_of(out)
    stands = again()
    assert stands.plan is not None and stands.plan.is_empty
    assert files_of(out) == before
    assert outcomes(stands) == {"unit-CQ03": "kept", "district-001": "kept"}
    assert stands.summary == first.summary

    monkeypatch.setattr(pipeline, "evaluate", lambda *_, **__: pytest.fail("evaluated again"))
    edit(notebooks / "unit.ipynb", "1 / 0")
    [cq03, district] = plan_of_run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=TWO).pages
    assert (cq03.why, district.why) == ("sổ tay của trang đã sửa", "")
    assert files_of(out) == before
    failed = again()
    assert outcomes(failed) == {"unit-CQ03": "failed", "district-001": "kept"}
    assert "ZeroDivisionError" in failed.failed_pages[0].error
    told = json.loads((out / "batch.json").read_bytes())
    assert told["evaluation"]["outcome"] == told["documents"]["outcome"] == "kept"
    assert told["pages_count"] == {"failed": 1, "kept": 1}
    assert outcomes(again()) == {"unit-CQ03": "failed", "district-001": "kept"}
    shutil.copy(NOTEBOOKS / "unit.ipynb", notebooks / "unit.ipynb")
    assert outcomes(again()) == {"unit-CQ03": "done", "district-001": "kept"}
    assert differences(out) == []


def test_a_page_more_is_one_page_and_a_page_less_leaves(evaluated):
    """`report` for another unit keeps the rest; what is not asked for is not in the folder."""
    out = evaluated
    report(out, order=Order((), ("CQ03",)), say=lambda _: pytest.fail("said of a first run"))
    assert outcomes(report(out, order=TWO)) == {"unit-CQ03": "kept", "district-001": "done"}
    said: list[str] = []
    fewer = report(out, order=Order((), ("001",)), say=said.append)
    assert outcomes(fewer) == {"district-001": "kept"}
    assert said == ["Thư mục trang: không còn được yêu cầu: unit-CQ03"]
    assert {path.name for path in (out / "html").iterdir()} == {"district-001.html", "index.html"}
    stands = report(out, order=Order((), ("001",))).plan
    assert stands is not None and stands.is_empty


def test_a_run_stopped_among_its_pages_is_gone_on_with(here, monkeypatch):
    """Ctrl-C after the evaluation: nothing stands at the place yet, nothing is evaluated again."""
    out = Path("outputs/a")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "run_pages", stop)
        with pytest.raises(KeyboardInterrupt):
            again()
    assert not out.exists() and (out.parent / ".a.work" / "manifest.json").is_file()
    monkeypatch.setattr(pipeline, "evaluate", lambda *_, **__: pytest.fail("evaluated again"))
    plan = plan_of_run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=TWO)
    assert plan.evaluation == () and [one.why for one in plan.pages] == ["chưa lập"] * 2
    assert outcomes(again()) == {"unit-CQ03": "done", "district-001": "done"}
    assert {path.name for path in out.parent.iterdir()} == {"a", "latest"}
    assert differences(out) == []


def test_a_stopped_run_of_other_rules_is_thrown_away(evaluated):
    """Another cut-off since: what lies there is of no use, and the tables are made anew."""
    work, day = evaluated.with_name(".a.work"), date(2024, 12, 10)
    evaluated.rename(work)
    made = run(CAMPAIGN, INPUTS, as_of=day, out=evaluated, order=Order((), ("CQ03",)))
    assert made.evaluation.as_of == day and not work.exists()


def test_a_signed_run_is_never_overwritten_not_even_in_a_plan(evaluated):
    """Whatever changed since, what somebody signed stays; another place has to be named."""
    out = evaluated
    sign_off(out, SignOff("data", "Nguyễn Văn A", "Chánh Văn phòng", "12/VP", DAY))
    before = files_of(out)
    for call in (run, plan_of_run):
        with pytest.raises(CallError, match="đã có người ký, không ghi đè"):
            call(CAMPAIGN, INPUTS, as_of=date(2024, 12, 10), out=out, order=TWO)
    assert files_of(out) == before


def test_a_signed_run_is_not_overwritten_when_its_list_of_signatures_is_gone(evaluated):
    """The log knows of the signature; with the run overwritten, nobody would."""
    out = evaluated
    sign_off(out, SignOff("data", "Nguyễn Văn A", "Chánh Văn phòng", "12/VP", DAY))
    (out / "sign_offs.csv").unlink()
    with pytest.raises(CallError, match="đã có người ký, không ghi đè"):
        evaluate_campaign(CAMPAIGN, INPUTS, as_of=DAY, out=out)


def test_an_account_whose_writing_was_broken_off_is_written_by_the_next_call(evaluated):
    """Nothing else is due: the log says again that it is there, and how the run stands."""
    out, order = evaluated, Order((), ("CQ03",))
    run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=order)
    account, log = out / "batch.json", out / "log.jsonl"
    for call in (run, report):
        log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
        account.unlink()
        assert unconfirmed_files(out) == ["batch.json"]
        if call is run:
            run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=order)
        else:
            report(out, order=order)
        assert unconfirmed_files(out) == differences(out) == []
        told = json.loads(account.read_bytes())
        assert (told["pages_count"], told["evaluation"]["outcome"]) == ({"kept": 1}, "kept")


def test_a_plan_writes_nothing(here, evaluated):
    """Not even a lock: `--dry-run` may be asked of a folder that only can be read."""
    out = evaluated
    before = {path: path.stat().st_mtime_ns for path in here.rglob("*")}
    assert plan_of_run(CAMPAIGN, INPUTS, as_of=DAY, out=Path("outputs/b"), order=TWO).evaluation
    assert not plan_of_run(CAMPAIGN, INPUTS, as_of=DAY, out=out, order=TWO).evaluation
    assert [one.why for one in plan_of_report(out, order=TWO).pages] == ["chưa lập"] * 2
    assert {path: path.stat().st_mtime_ns for path in here.rglob("*")} == before


def test_a_cluster_counts_the_logs_and_the_run_is_the_same_to_the_byte(here, evaluated, cluster):
    """Every table, and nothing of the counted parts is left beside the run."""
    said: list[str] = []
    evaluate_campaign(
        CAMPAIGN,
        INPUTS,
        as_of=DAY,
        out=Path("nw/there"),
        scheduler=cluster.address,
        say=said.append,
    )
    assert any(words.startswith("Đếm nhật ký sử dụng: 2/") for words in said)
    tables = [
        {path.name: path.read_bytes() for path in (run / "tables").iterdir()}
        for run in (evaluated, Path("nw/there"))
    ]
    assert tables[0] == tables[1]
    assert {path.name for path in (here / "nw").iterdir()} == {"there", "latest"}
