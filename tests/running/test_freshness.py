"""What would come out as it stands: every reason to make something again, by hashes alone."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running import freshness
from ihanoi_eval.running.freshness import (
    Basis,
    basis_of,
    documents_from,
    evaluation_changes,
    manifest_of,
    plan_documents,
    plan_index,
    plan_pages,
    results_of,
)
from ihanoi_eval.running.manifest import seal_of
from ihanoi_eval.running.page_sets import Order, Page

DAY = date(2024, 12, 20)
ALL = Order()


@pytest.fixture
def now(made: Path) -> Callable[..., Basis]:
    """What the run's campaign and inputs, as they lie beside it, would be evaluated from."""

    def basis(*, as_of: date = DAY, previous: Path | None = None) -> Basis:
        campaign, inputs = made.with_name("campaign"), made.with_name("inputs")
        rules = load_rules(campaign)
        return basis_of(rules, campaign, inputs, as_of=as_of, out=made, previous=previous)

    return basis


def test_a_file_that_was_only_touched_changes_nothing(made, now):
    """A copy has another time; its bytes are what count."""
    for path in made.with_name("inputs").rglob("*"):
        os.utime(path, (1, 1))
    assert evaluation_changes(made, now()) == []


def test_an_edit_that_keeps_size_and_time_is_seen(made, now):
    """Hashes of every byte decide: no date and no length stands for a file."""
    path = made.with_name("inputs") / "registers" / "staff.csv"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert evaluation_changes(made, now()) == ["số liệu: registers/staff.csv đã sửa"]


def test_new_and_lost_files_are_named_but_no_name_that_may_be_a_persons(made, now):
    """A file that nobody reads asks a question too; of its name the ending is shown."""
    inputs = made.with_name("inputs")
    (inputs / "registers" / "media.csv").unlink()
    (inputs / "Nguyễn Văn A.xlsx").touch()
    (inputs / "link").symlink_to("registers")
    [found] = evaluation_changes(made, now())
    assert found == "số liệu: link mới, registers/media.csv không còn, ….xlsx mới"
    assert "Nguy" not in json.dumps(now().origin)


def test_rules_are_compared_byte_by_byte_and_as_they_are_read(made, now):
    """A comment changes the file that verify vouches for; a built-in list changes what is read."""
    other = replace(now(), rules="0" * 64)
    assert evaluation_changes(made, other) == ["quy định hoặc danh mục đơn vị đã đổi"]
    with (made.with_name("campaign") / "rubric.yaml").open("a") as file:
        file.write("# thêm\n")
    assert evaluation_changes(made, now()) == ["quy định: rubric.yaml đã sửa"]


def test_cut_off_program_libraries_place_and_earlier_run_count_too(made, now):
    """Each is named; tables follow from all of them."""
    day = now(as_of=date(2024, 12, 10))
    assert evaluation_changes(made, day) == ["ngày chốt 20/12/2024 thành 10/12/2024"]
    changed = {"code": {}, "python": "2.7", "libraries": {}}
    assert evaluation_changes(made, replace(now(), made_with=changed)) == [
        "mã chương trình đã đổi", "phiên bản Python đã đổi", "phiên bản thư viện đã đổi",
    ]  # fmt: skip
    elsewhere = replace(now(), origin={**now().origin, "inputs": "../khác"})
    assert evaluation_changes(made, elsewhere) == ["thư mục số liệu hoặc quy định ở nơi khác"]
    assert evaluation_changes(made, now(previous=made)) == ["lần chạy để so sánh đã đổi"]


def test_a_database_has_to_be_read_to_know(made, now):
    """No hash of a table on a server is known before it was read."""
    [found] = evaluation_changes(made, replace(now(), databases=("platform/usage",)))
    assert found.startswith("platform/usage: lấy từ cơ sở dữ liệu, phải đọc lại")


def test_what_a_mac_leaves_among_the_tables_makes_nothing_again(made, now):
    """Whoever opens the folder there changes no table; verify and signatures pass it over too."""
    (made / "tables" / ".DS_Store").write_bytes(b"x")
    assert evaluation_changes(made, now()) == []


def test_a_table_of_the_run_that_was_edited_is_made_again(made, now):
    """Also a nominee's, and one that the run did not write; the log says nothing of the tables."""
    for name in ("tables/ranking.csv", "nominees/individuals.csv"):
        path = next((made / "nominees").glob("*.csv")) if "nominees" in name else made / name
        path.write_bytes(path.read_bytes() + b"\n")
    (made / "tables" / "them.csv").touch()
    (made / "log.jsonl").write_text("{}")
    [found] = evaluation_changes(made, now())
    assert found.startswith("kết quả bị sửa: nominees/")
    assert found.endswith("tables/ranking.csv, tables/them.csv")


def test_a_manifest_that_was_edited_is_no_reason_to_keep_anything(made, now):
    """Whether the data are synthetic stands there alone; pages would say the forged word."""
    path = made / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('synthetic": true', 'synthetic": false'))
    assert evaluation_changes(made, now()) == ["kết quả bị sửa: manifest.json"]


def test_a_log_in_parts_outside_of_the_inputs_is_compared_part_by_part(made, now):
    """sources: may name a place anywhere; a part that changed there is named as one that came."""
    log = made.parent / "logs" / "usage"
    log.mkdir(parents=True)
    (log / "a b.parquet").write_text("x")
    with (made.with_name("campaign") / "campaign.yaml").open("a", encoding="utf-8") as words:
        words.write(f"\nsources: {{platform/usage: {{path: '{log}'}}}}\n")
    *_, found = evaluation_changes(made, now())
    assert found.startswith("số liệu: …/") and found.endswith("/logs/usage/….parquet mới")


@pytest.mark.parametrize("spoil", ["", "{}", "không phải JSON"])
def test_where_there_is_no_run_everything_is_to_be_made(made, now, spoil):
    """None there, or one that another version wrote."""
    (made / "manifest.json").write_text(spoil)
    assert evaluation_changes(made, now()) == ["chưa có kết quả nào ở đây"]


@pytest.fixture
def page(made: Path) -> Page:
    """A page of the run, made and in its manifest."""
    page = Page("unit-CQ03", made.with_name("unit.ipynb"), {"unit_code": "CQ03"})
    page.notebook.write_text("{}")
    for name in ("html/unit-CQ03.html", "html/index.html", "notebooks/unit-CQ03.ipynb"):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(name)
    return page


def planned(made: Path, page: Page, order: Order = ALL, results: str = "r") -> str:
    """Why the page has to be made."""
    [one] = plan_pages([page], order, standing=made, results=results)
    return one.why


def record(made: Path, page: Page, **changes: Any) -> None:
    """The page stands in the manifest as it was made from what there is now."""
    [one] = plan_pages([page], Order(), standing=made, results="r")
    manifest = json.loads((made / "manifest.json").read_bytes())
    entry = {"status": "done", "made_from": {**one.made_from, **changes}}
    manifest["pages"] = {page.name: entry | {k: v for k, v in changes.items() if k == "status"}}
    for path in (*made.glob("html/*"), *made.glob("notebooks/*")):
        name = path.relative_to(made).as_posix()
        manifest["outputs"][name] = freshness._hash(path)
    (made / "manifest.json").write_text(json.dumps(manifest))


def test_a_page_stands_until_something_it_is_made_from_changes(made, page):
    """The notebook, what it is told, the evaluation, the program, the engine: each by its hash."""
    assert planned(made, page) == "chưa lập"
    record(made, page)
    assert planned(made, page) == ""
    assert planned(made, page, results="other") == "kết quả đánh giá đã đổi"
    assert planned(made, page, Order(engine="kernel")) == "cách chạy trang đã đổi"
    told = replace(page, parameters={"unit_code": "CQ04"})
    assert planned(made, told) == "tham số của trang đã đổi"
    page.notebook.write_text("[]")
    assert planned(made, page) == "sổ tay của trang đã sửa"
    record(made, page, code="0", libraries="0")
    assert planned(made, page) == "mã chương trình đã đổi; phiên bản thư viện đã đổi"


def test_a_page_that_failed_is_tried_again(made, page):
    """A second call makes those that did not come out."""
    record(made, page, status="timeout")
    assert planned(made, page) == "lần trước chưa lập được (timeout)"


def test_only_the_page_that_compares_depends_on_the_earlier_run(made, page):
    """Another run to compare with leaves every other page as it is."""
    record(made, page)
    order = Order(previous=made)
    assert planned(made, page, order) == ""
    comparing = replace(page, parameters={**page.parameters, "previous": ".."})
    record(made, comparing)
    assert planned(made, comparing, order) == "lần chạy để so sánh đã đổi"


@pytest.mark.parametrize("name", ["html/unit-CQ03.html", "notebooks/unit-CQ03.ipynb"])
def test_a_page_whose_file_was_edited_or_lost_is_made_again(made, page, name):
    """A page that somebody changed by hand is not what the run says."""
    record(made, page)
    (made / name).write_text("khác")
    assert planned(made, page) == f"tệp bị sửa hoặc mất: {name}"
    (made / name).unlink()
    assert planned(made, page) == f"tệp bị sửa hoặc mất: {name}"


def test_the_index_is_made_again_when_it_or_the_set_of_pages_changed(made, page):
    """Pages that are no longer asked for leave the folder."""
    assert plan_index([], standing=made, level="internal") == "chưa lập"
    record(made, page)
    plan = plan_pages([page], Order(), standing=made, results="r")
    assert plan_index(plan, standing=made, level="internal") == ""
    assert plan_index([], standing=made, level="internal") == "không còn được yêu cầu: unit-CQ03"
    told = dict(manifest_of(made)) | {"level": "internal"}
    (made / "manifest.json").write_text(json.dumps(told))
    assert plan_index(plan, standing=made, level="public") == "trang dành cho người đọc khác"
    (made / "html" / "index.html").write_text("khác")
    assert (
        plan_index(plan, standing=made, level="internal") == "tệp bị sửa hoặc mất: html/index.html"
    )


@pytest.fixture
def dossier(made: Path, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A run with a document, and the campaign's own templates."""
    (made / "documents").mkdir()
    (made / "documents" / "to_trinh.docx").write_text("x")
    (tmp_path / "templates").mkdir()
    manifest = json.loads((made / "manifest.json").read_bytes())
    manifest["documents"] = {"made_from": documents_from(tmp_path / "templates", results="r")}
    manifest["outputs"]["documents/to_trinh.docx"] = freshness._hash(
        made / "documents/to_trinh.docx"
    )
    (made / "manifest.json").write_text(json.dumps(manifest))
    yield made, tmp_path / "templates"


def test_a_dossier_stands_until_evaluation_or_templates_change(dossier):
    """The Office's own wording is a file that counts; without one there is nothing to count."""
    made, templates = dossier
    assert plan_documents(made, documents_from(templates, results="r")) == ""
    assert documents_from(None, results="r") == documents_from(templates, results="r")
    assert plan_documents(made, documents_from(templates, results="s")) == "kết quả đánh giá đã đổi"
    (templates / "to_trinh.docx").write_text("y")
    changed = documents_from(templates, results="r")
    assert plan_documents(made, changed) == "mẫu văn bản của đợt đã đổi"


def test_a_document_that_was_edited_is_written_again(dossier):
    """The run vouches for its dossier; a wording that shall stay is a template's."""
    made, templates = dossier
    (made / "documents" / "to_trinh.docx").write_text("y")
    found = plan_documents(made, documents_from(templates, results="r"))
    assert found == "tệp bị sửa hoặc mất: documents/to_trinh.docx"


def test_two_evaluations_of_one_name_are_told_apart_by_their_seal(made):
    """Pages print both; whether the data are synthetic is in the seal."""
    manifest = manifest_of(made)
    assert seal_of(manifest) != seal_of({**manifest, "is_synthetic": False})
    assert results_of(manifest) == results_of({**manifest, "written_at": "later"})
    assert results_of(manifest) != results_of({**manifest, "seal": "other"})
