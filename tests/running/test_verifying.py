"""A run is what was written, or the changed file is named."""

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.files import sha256_of
from ihanoi_eval.running.journal import write_noted
from ihanoi_eval.running.manifest import own_hash, read_manifest, seal_of
from ihanoi_eval.running.pipeline import evaluate_campaign
from ihanoi_eval.running.sign_offs import SignOff, sign_off
from ihanoi_eval.running.verifying import (
    GET_BACK,
    differences,
    replay_differences,
    seal_now,
    source_differences,
)


def test_a_run_as_it_was_written_has_no_differences(made):
    """Its own files, the inputs and rules that it names, and the same numbers again."""
    assert differences(made) == source_differences(made) == replay_differences(made) == []


def test_case_106_an_edited_figure_is_named(made):
    """RELIABILITY 106: one cell of one table."""
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes().replace(b"1", b"2", 1))
    assert differences(made) == ["tables/ranking.csv: tệp của lần chạy đã khác"]


def test_any_file_of_a_run_that_is_changed_or_gone_is_named(made):
    """Tables, names of persons, rules, manifest, log, account, signatures: one after the other."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    write_noted(made, "batch.json", b"{}", "accounted")
    assert differences(made) == []
    files = [path for path in made.rglob("*") if path.is_file()]
    assert {"manifest.json", "log.jsonl", "sign_offs.csv", "batch.json", "rules.json"} <= {
        path.name for path in files
    }
    for path in files:
        name, data = path.relative_to(made).as_posix(), path.read_bytes()
        path.write_bytes(data.replace(b"0", b"1", 1) if b"0" in data else data + b" ")
        assert any(one.startswith(name) for one in differences(made)), name
        path.unlink()
        if name != "manifest.json":  # without it there is no run
            assert any(one.startswith(name) for one in differences(made)), name
        path.write_bytes(data)


def test_a_removed_and_an_added_file_are_named(made):
    """Nothing vanishes from a run, and nothing is slipped in, wherever; a crash's leavings are."""
    (made / "tables" / "gates.csv").rename(made / "tables" / "gates2.csv")
    (made / "hồ sơ").mkdir()
    (made / "hồ sơ" / "x.docx").write_bytes(b"x")
    (made / "html.previous").mkdir()
    (made / "html.previous" / "index.html").write_bytes(b"x")
    (made / "Thumbs.db").write_bytes(b"x")
    (made / "link").symlink_to(made / "tables")
    assert differences(made) == [
        "tables/gates.csv: tệp của lần chạy không còn",
        "hồ sơ/x.docx: tệp lạ, lần chạy không ghi tệp này",
        "link: tệp lạ, lần chạy không ghi tệp này",
        "tables/gates2.csv: tệp lạ, lần chạy không ghi tệp này",
    ]


def test_a_forged_signature_is_named(made):
    """Another name under the same seal: the log knows the bytes that were signed."""
    signed = made / "sign_offs.csv"
    signed.write_text("stage,name,title,document_no,on_date,seen_seal\n", "utf-8")
    assert differences(made) == ["sign_offs.csv: tệp lạ, lần chạy không ghi tệp này"]
    signed.unlink()
    sign_off(made, SignOff("data", "Nguyễn A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    signed.write_text(signed.read_text("utf-8").replace("Nguyễn A", "Trần B"), "utf-8")
    wanted = "sign_offs.csv: không như log.jsonl ghi; tệp đã bị sửa, thay hoặc xóa"
    assert differences(made) == [wanted]


def test_every_word_of_a_manifest_is_held(made):
    """Also what no signature covers: for whom, by which program, what pages were made from."""
    path = made / "manifest.json"
    written = json.loads(path.read_text("utf-8"))
    others: dict[str, Any] = {
        "is_synthetic": False, "has_receipts": False, "seed": 7, "as_of": "2024-12-21",
        "libraries": {}, "documents": {"made_from": {"code": "khác"}},
        "pages": {"x": {"status": "done", "made_from": {}}},
        "origin": {**written["origin"], "campaign": "khác"},
        "code": {**written["code"], "version": "khác"},
    }  # fmt: skip
    for key in written.keys() - {"inputs", "outputs"}:
        path.write_text(json.dumps({**written, key: others.get(key, "khác")}), "utf-8")
        assert any(one.startswith("manifest.json: ") for one in differences(made)), key
    path.write_text(json.dumps(written), "utf-8")
    assert differences(made) == []


def test_a_table_changed_together_with_its_hash_breaks_the_seal(made):
    """The manifest's own seal covers the hashes; who rewrites it all meets the stamped paper."""
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    manifest["outputs"]["tables/ranking.csv"] = "0" * 64
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert "manifest.json: mã niêm phong không khớp nội dung; tệp đã bị sửa" in differences(made)


def test_a_forged_table_is_found_by_replay(made):
    """Hash, seal and manifest may be forged together; the numbers are computed again."""
    replayed = replay_differences(made)
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    manifest["outputs"]["tables/ranking.csv"] = "0" * 64
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert replayed == []
    assert replay_differences(made) == ["tables/ranking.csv: tệp tính lại đã khác"]


def test_other_libraries_are_told_where_tables_come_out_otherwise(made):
    """They may be why; where nothing differs, they are nobody's concern."""
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    manifest["libraries"]["pandas"] = "0.1"
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert replay_differences(made) == []
    manifest["outputs"]["tables/ranking.csv"] = "0" * 64
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    _, told = replay_differences(made)
    assert told.startswith("pandas: bản ") and told.endswith(", lần chạy dùng bản 0.1")


def test_what_excel_leaves_among_inputs_is_told_where_tables_come_out_otherwise(made):
    """The table of findings lists it (RELIABILITY 16); no other file changed."""
    lock = made.parent / "inputs" / "submissions" / "~$a.xlsx"
    lock.write_bytes(b"x")
    again = made.with_name("again")
    day, inputs = date(2024, 12, 20), made.parent / "inputs"
    evaluate_campaign(made.parent / "campaign", inputs, as_of=day, out=again)
    assert replay_differences(again) == source_differences(made) == []
    table, told = replay_differences(made)
    assert table == "tables/findings.csv: tệp tính lại đã khác"
    assert "có thêm 1 tệp do Excel" in told and "xóa đi rồi tính lại" in told
    lock.unlink()
    assert source_differences(again) == replay_differences(made) == []
    assert "mất 1 tệp do Excel" in replay_differences(again)[-1]


def test_changed_inputs_and_rules_are_named(made):
    """Every input and every rule file has its hash (RELIABILITY 112: the weights' too)."""
    staff = made.parent / "inputs" / "registers" / "staff.csv"
    staff.write_bytes(staff.read_bytes() + b"\n")
    rubric = made.parent / "campaign" / "rubric.yaml"
    rubric.write_bytes(rubric.read_bytes() + b"# \n")
    assert source_differences(made) == [
        "registers/staff.csv: tệp số liệu đã khác",
        "rubric.yaml: tệp quy định đã khác",
    ]


def test_files_that_came_after_the_run_are_named(made):
    """A row of adjustments nobody evaluated, a rule nobody read; what Excel leaves is none."""
    inputs, campaign = made.parent / "inputs", made.parent / "campaign"
    (inputs / "submissions" / "~$bao_cao.xlsx").write_bytes(b"x")
    (inputs / "submissions" / "Nguyễn Văn A.docx").write_bytes(b"x")
    (inputs / "reviews" / "more.csv").write_bytes(b"x")
    (inputs / "synthetic.json").write_bytes(b"{}")
    (campaign / "more.yaml").write_bytes(b"x")
    assert source_differences(made) == [
        "reviews/more.csv: tệp số liệu mới, lần chạy chưa đọc",
        "submissions/….docx: tệp số liệu mới, lần chạy chưa đọc",
        "synthetic.json: tệp số liệu đã khác",
        "more.yaml: tệp quy định mới, lần chạy chưa đọc",
    ]
    (campaign / "campaign.yaml").write_bytes(b"extends: [")
    assert "campaign.yaml: tệp quy định đã khác" in source_differences(made)


def test_files_that_are_gone_since_the_run_are_named(made, tmp_path):
    """What makes a run synthetic, a letter, a rule; of a person's name nothing but its ending."""
    inputs, campaign, run = made.parent / "inputs", made.parent / "campaign", tmp_path / "run"
    for name in ("Nguyễn Văn A.docx", "phieu.pdf", "~$bao_cao.xlsx", ".DS_Store"):
        (inputs / "submissions" / name).write_bytes(b"x")
    (campaign / "amended.csv").write_bytes(b"x")
    evaluate_campaign(campaign, inputs, as_of=date(2024, 12, 20), out=run)
    assert source_differences(run) == []
    assert "Nguyễn" not in (run / "manifest.json").read_text("utf-8")
    for path in (*(inputs / "submissions").glob("*.[dp]*"), *(inputs / "submissions").glob("*$*")):
        path.unlink()
    for path in (inputs / "synthetic.json", inputs / "registers" / "staff.csv"):
        path.unlink()
    (inputs / "submissions" / ".DS_Store").unlink(missing_ok=True)
    (campaign / "amended.csv").unlink()
    assert source_differences(run) == [
        "registers/staff.csv: tệp số liệu không còn",
        "submissions/phieu.pdf: tệp số liệu không còn",
        "submissions/….docx: tệp số liệu không còn",
        "synthetic.json: tệp số liệu không còn",
        "amended.csv: tệp quy định không còn",
    ]


@pytest.mark.parametrize("place", ["nhật ký/dân số.csv", "../đâu đó/dân số.csv"])
def test_a_table_that_lies_elsewhere_is_neither_new_nor_gone(made, place):
    """sources: may point anywhere (DESIGN §5); its file is compared as a table, once."""
    inputs, rules = made.parent / "inputs", made.parent / "campaign" / "campaign.yaml"
    (inputs / place).parent.mkdir()
    shutil.move(inputs / "registers" / "staff.csv", inputs / place)
    named = f"{{registers/staff: {{path: '{place}'}}}}"
    rules.write_text(f"{rules.read_text('utf-8')}\nsources: {named}\n", encoding="utf-8")
    run = made.with_name("again")
    evaluate_campaign(rules.parent, inputs, as_of=date(2024, 12, 20), out=run)
    assert differences(run) == source_differences(run) == []
    (inputs / place).unlink()
    assert source_differences(run) == [f"{place}: tệp số liệu không còn"]


def test_a_file_that_became_a_link_is_named(made):
    """The same bytes today; tomorrow whatever lies where it leads (RELIABILITY 87)."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    inputs, campaign = made.parent / "inputs", made.parent / "campaign"
    of_run = ["tables/ranking.csv", "manifest.json", "log.jsonl", "sign_offs.csv"]
    places = [*(made / name for name in of_run), inputs / "registers" / "staff.csv"]
    for path in (*places, campaign / "rubric.yaml"):
        path.rename(away := path.with_name(f"{path.name}.away"))
        away.rename(kept := made.parent / away.name)
        path.symlink_to(kept)
    assert sorted(one.split(": ")[0] for one in differences(made)) == sorted(of_run)
    named = ["registers/staff.csv", "rubric.yaml", f"quy định nay không dùng được, {GET_BACK}"]
    assert [one.split(": ")[0] for one in source_differences(made)] == named
    assert all("liên kết" in one for one in (*differences(made), *source_differences(made)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no place in folders here")
def test_a_pipe_is_named_and_not_waited_for(made):
    """Nobody writes into it: opened, it would hold the call for ever."""
    (made / "tables" / "gates.csv").unlink()
    for place in (made / "tables" / "gates.csv", made / "x", made.parent / "inputs" / "y"):
        os.mkfifo(place)
    assert differences(made) == [
        "tables/gates.csv: tệp của lần chạy đã khác",
        "x: tệp lạ, lần chạy không ghi tệp này",
    ]
    assert source_differences(made) == ["y: tệp số liệu mới, lần chạy chưa đọc"]


def test_a_page_slipped_in_with_a_line_of_the_log_is_named(made):
    """The log speaks for the list of signatures and the account alone, whatever it says."""
    write_noted(made, "html/units/001.html", b"<html>", "accounted")
    (stranger,) = differences(made)
    assert stranger == "html/units/001.html: tệp lạ, lần chạy không ghi tệp này"


def test_bytes_that_say_the_same_are_not_the_same(made):
    """Other line ends in the log, a mark before a table, a key of the manifest said twice."""
    for name, before, after, fault in (
        ("log.jsonl", b"\n", b"\r\n", "log.jsonl dòng"),
        ("tables/units.csv", b"unit_code", b"\xef\xbb\xbfunit_code", "tables/units.csv: "),
    ):
        path, data = made / name, (made / name).read_bytes()
        path.write_bytes(data.replace(before, after, 1))
        assert [one.startswith(fault) for one in differences(made)] == [True], name
        path.write_bytes(data)
    path = made / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"{", b'{"as_of": "2024-12-31",', 1))
    with pytest.raises(DataError, match="thiếu, hỏng"):
        differences(made)


def test_inputs_that_were_moved_are_asked_for_and_found_again(made):
    """The run itself may move anywhere; where its inputs are now, the caller knows."""
    away = made.parent / "elsewhere"
    shutil.move(made.parent / "inputs", away)
    wanted = "thư mục số liệu: không còn ở nơi lần chạy đã đọc; chỉ ra bằng --inputs"
    assert source_differences(made) == [wanted]
    assert source_differences(made, inputs=away) == replay_differences(made, inputs=away) == []
    with pytest.raises(DataError, match="--inputs"):
        replay_differences(made)


def test_the_seal_of_today_follows_tables_rules_and_inputs_alone(made):
    """A page drawn anew changes no signature; a changed input does."""
    sealed = json.loads((made / "manifest.json").read_text("utf-8"))["seal"]
    (made / "html").mkdir()
    (made / "html" / "index.html").write_text("x", "utf-8")
    (made / "tables" / ".DS_Store").write_bytes(b"a Mac looked at the folder")
    assert seal_now(made) == sealed
    staff = made.parent / "inputs" / "registers" / "staff.csv"
    staff.write_bytes(staff.read_bytes() + b"\n")
    assert seal_now(made) != sealed


NO_DAY = '{"as_of": "hôm qua", "inputs": {}, "outputs": {}}'


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 100_000, NO_DAY])
def test_a_manifest_that_is_none_is_said(made, content):
    """Nothing to compare with is a fault of its own."""
    (made / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(DataError, match="thiếu, hỏng"):
        differences(made)


def test_another_code_is_named(made):
    """The hash of the package's files stands in the manifest."""
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    manifest["code"]["sha256"] = "0" * 64
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert [one.split(":")[0] for one in source_differences(made)] == ["mã chương trình"]


def test_a_log_in_parts_is_looked_at_part_by_part(made, tmp_path):
    """A folder of Parquet parts is one input with one hash (DESIGN §5)."""
    petitions = made.parent / "inputs" / "platform" / "petitions"
    table = pa.csv.read_csv(petitions.with_suffix(".csv"))
    petitions.with_suffix(".csv").unlink()
    petitions.mkdir()
    for part in range(2):
        half = table.num_rows // 2 + 1
        parquet.write_table(table.slice(part * half, half), petitions / f"{part}.parquet")
    day, inputs = date(2024, 12, 20), made.parent / "inputs"
    evaluate_campaign(made.parent / "campaign", inputs, as_of=day, out=tmp_path / "run")
    assert source_differences(tmp_path / "run") == []
    first, second = (petitions / f"{part}.parquet" for part in range(2))
    whole = "platform/petitions: tệp số liệu đã khác"
    second.rename(petitions / "2.parquet")
    assert source_differences(tmp_path / "run") == [
        whole,
        "platform/petitions/2.parquet: tệp số liệu mới, lần chạy chưa đọc",
        "platform/petitions/1.parquet: tệp số liệu không còn",
    ]
    (petitions / "2.parquet").rename(second)
    second.write_bytes(first.read_bytes())
    assert source_differences(tmp_path / "run") == [
        whole,
        "platform/petitions/1.parquet: tệp số liệu đã khác",
    ]


def test_parts_put_behind_each_other_are_not_those_that_were_read(made, tmp_path):
    """The same bytes in a row, in one part that holds half the readable rows: no signature."""
    table = pa.csv.read_csv(made.parent / "inputs" / "platform" / "usage.csv")
    (made.parent / "inputs" / "platform" / "usage.csv").unlink()
    parts = made.parent / "logs" / "usage"
    parts.mkdir(parents=True)
    for part, name in enumerate("ab"):
        half = table.num_rows // 2
        parquet.write_table(table.slice(part * half, half), parts / f"{name}.parquet")
    rules, inputs = made.parent / "campaign" / "campaign.yaml", made.parent / "inputs"
    with rules.open("a", encoding="utf-8") as words:
        words.write("\nsources: {platform/usage: {path: ../logs/usage}}\n")
    run = tmp_path / "run"
    evaluate_campaign(rules.parent, inputs, as_of=date(2024, 12, 20), out=run)
    assert source_differences(run) == []
    first, second = parts / "a.parquet", parts / "b.parquet"
    (parts / "c.parquet").write_bytes(first.read_bytes() + second.read_bytes())
    first.unlink()
    second.unlink()
    assert source_differences(run) == [
        "../logs/usage: tệp số liệu đã khác",
        "../logs/usage/c.parquet: tệp số liệu mới, lần chạy chưa đọc",
        "../logs/usage/a.parquet: tệp số liệu không còn",
        "../logs/usage/b.parquet: tệp số liệu không còn",
    ]
    with pytest.raises(DataError, match="không ký một kết quả đã đổi"):
        sign_off(run, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))


def rewrite(run: Path, **changes: Any) -> None:
    """A manifest forged as a whole: other words, with the seal and the hash that belong to them."""
    content = {**read_manifest(run), **changes}
    content["seal"] = seal_of(content)
    content["own_sha256"] = own_hash(content)
    (run / "manifest.json").write_text(json.dumps(content), "utf-8")


def test_rule_files_rewritten_together_with_their_hashes_are_named(made):
    """The seal covers the run's own rules; what its folder says now is compared with them."""
    folder, origin = made.parent / "campaign", read_manifest(made)["origin"]
    for name, before, after in (
        ("rubric.yaml", "version: ", "version: x-"),
        ("units.csv", ",Quận Ba Đình,", ",Quận Ba Vì,"),
    ):
        path = folder / name
        text = path.read_text("utf-8")
        path.write_text(text.replace(before, after, 1), "utf-8")
        assert path.read_text("utf-8") != text
        origin["rule_files"][name] = sha256_of(path)
    rewrite(made, origin=origin)
    assert differences(made) == []
    rubric, units = source_differences(made)
    assert rubric.startswith("rubric.yaml: version nay là x-") and "lần chạy dùng " in rubric
    assert units.startswith("danh mục đơn vị: không còn như lúc chạy; lấy lại đúng tệp")
    assert source_differences(made, campaign=folder) == [rubric, units]
    (folder / "rubric.yaml").write_text("version: [", "utf-8")
    origin["rule_files"]["rubric.yaml"] = sha256_of(folder / "rubric.yaml")
    rewrite(made, origin=origin)
    fault, *_ = source_differences(made)
    assert fault.startswith("quy định nay không dùng được, lấy lại") and "rubric.yaml" in fault


def test_an_approval_after_the_cut_off_is_no_change_of_rules(made):
    """The run has the rules as they were known (METHOD 10)."""
    rubric, origin = made.parent / "campaign" / "rubric.yaml", read_manifest(made)["origin"]
    later = "status:\n  approved: {document_no: 9/QĐ, on_date: 2025-01-05}"
    rubric.write_text(rubric.read_text("utf-8").replace("status: proposed", later), "utf-8")
    origin["rule_files"]["rubric.yaml"] = sha256_of(rubric)
    rewrite(made, origin=origin)
    assert "9/QĐ" in rubric.read_text("utf-8") and source_differences(made) == []


@pytest.mark.parametrize("key", ["is_synthetic", "has_receipts"])
def test_what_only_the_manifest_says_is_sealed_and_computed_again(made, key):
    """Pages say SỐ LIỆU GIẢ LẬP by it: forged, it is another seal and another evaluation."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    sealed = seal_now(made)
    rewrite(made, **{key: False})
    assert differences(made) == [] and seal_now(made) != sealed
    assert replay_differences(made) == [
        f"manifest.json: {key} ghi False, từ số liệu tính lại thì là True"
    ]


@pytest.mark.parametrize(
    "change", [{"run_id": "small-20241220-00000000"}, {"phase": "progress"}, {"seed": 7}]
)
def test_words_that_rules_and_inputs_do_not_say_are_named(made, change):
    """A forged manifest's own hash fits it; the run's name follows from rules, inputs and code."""
    rewrite(made, **change)
    [found] = differences(made)
    assert found.startswith(f"manifest.json: {next(iter(change))} ghi ")


def test_a_run_from_a_database_is_replayed_from_its_extract(made, tmp_path, postgres):
    """The database may hold other rows by now; what was read is in the run (DESIGN §5, §6)."""
    address = postgres(
        "DROP TABLE IF EXISTS bien_che;\n"
        "CREATE TABLE bien_che (unit_code text, staff_count int);\n"
        "INSERT INTO bien_che VALUES ('001', 40), ('CQ05', 50)"
    )
    rules = made.parent / "campaign" / "campaign.yaml"
    text = rules.read_text(encoding="utf-8")
    named = f"{{registers/staff: {{url: '{address}', table: bien_che}}}}"
    rules.write_text(f"{text}\nsources: {named}\n", encoding="utf-8")
    (made.parent / "inputs" / "registers" / "staff.csv").unlink()
    day, inputs = date(2024, 12, 20), made.parent / "inputs"
    run = tmp_path / "run"
    evaluate_campaign(made.parent / "campaign", inputs, as_of=day, out=run)
    postgres("DELETE FROM bien_che")
    assert differences(run) == source_differences(run) == replay_differences(run) == []
    extract = run / "extracts" / "registers" / "staff.parquet"
    extract.write_bytes(extract.read_bytes()[:-1])
    assert "extracts/registers/staff.parquet: tệp trích từ cơ sở dữ liệu đã khác" in (
        source_differences(run)
    )
    extract.unlink()
    with pytest.raises(DataError, match="không tính lại được"):
        replay_differences(run)


def test_the_rule_files_of_an_amended_folder_are_looked_at_too(made, tmp_path):
    """A changed weight of the base is a change of the run's rules (DESIGN §4)."""
    amendment = made.parent / "amendment"
    amendment.mkdir()
    own = "extends: ../campaign\ncode: small-b\ndeadline: 2024-12-12\n"
    (amendment / "campaign.yaml").write_text(own, encoding="utf-8")
    run = tmp_path / "run"
    evaluate_campaign(amendment, made.parent / "inputs", as_of=date(2024, 12, 20), out=run)
    assert source_differences(run) == []
    rubric = made.parent / "campaign" / "rubric.yaml"
    rubric.write_bytes(rubric.read_bytes() + b"# \n")
    assert source_differences(run) == ["../campaign/rubric.yaml: tệp quy định đã khác"]
