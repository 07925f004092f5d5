"""A run is what was written, or the changed file is named."""

import json
import os
import shutil
from datetime import date

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.running.journal import write_noted
from ihanoi_eval.running.pipeline import evaluate_campaign
from ihanoi_eval.running.sign_offs import SignOff, sign_off
from ihanoi_eval.running.verifying import (
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
    """Also what no signature covers: whether it is synthetic, for whom, by which program."""
    path = made / "manifest.json"
    written = json.loads(path.read_text("utf-8"))
    for key in written.keys() - {"inputs", "outputs", "as_of", "seal", "origin", "code"}:
        path.write_text(json.dumps({**written, key: "khác"}), "utf-8")
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
    named = ["registers/staff.csv", "rubric.yaml"]
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
    (petitions / "1.parquet").unlink()
    assert source_differences(tmp_path / "run") == ["platform/petitions: tệp số liệu đã khác"]


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
