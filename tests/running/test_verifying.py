"""A run is what was written, or the changed file is named."""

import json
import shutil

import pytest

from ihanoi_eval.errors import DataError
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


def test_a_removed_and_an_added_file_are_named(made):
    """Nothing vanishes from a run, and nothing is slipped in."""
    (made / "tables" / "gates.csv").rename(made / "tables" / "gates2.csv")
    assert differences(made) == [
        "tables/gates.csv: tệp của lần chạy không còn",
        "tables/gates2.csv: tệp lạ, lần chạy không ghi tệp này",
    ]


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
    assert seal_now(made) == sealed
    staff = made.parent / "inputs" / "registers" / "staff.csv"
    staff.write_bytes(staff.read_bytes() + b"\n")
    assert seal_now(made) != sealed


@pytest.mark.parametrize("content", ["", "[]", "{}"])
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
