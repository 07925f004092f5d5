"""What an auditor is told."""

import errno
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import ihanoi_eval
from ihanoi_eval.errors import DataError, MachineError
from ihanoi_eval.running import auditing
from ihanoi_eval.running.auditing import audit
from ihanoi_eval.running.journal import write_noted
from ihanoi_eval.running.manifest import digest_of, own_hash, read_manifest, seal_of
from ihanoi_eval.running.pipeline import evaluate_campaign
from ihanoi_eval.running.sign_offs import SignOff, sign_off
from ihanoi_eval.vietnamese import format_seal

PACKAGE = Path(ihanoi_eval.__file__).parent


def test_a_whole_run_is_said_to_be_whole_with_its_signatures(made):
    """Files counted, the seal in short, a signature that holds; computed again on demand."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    found = audit(made, replay=True)
    shown = format_seal(read_manifest(made)["seal"])
    assert found.faults == () and found.summary.endswith(f"tệp nguyên vẹn, mã {shown}")
    assert [one.endswith(f"mã {shown} – còn hiệu lực") for one in found.signatures] == [True]


def test_a_workbook_whose_name_is_no_utf8_leaves_the_run_whole(made):
    """Refused by name and outside of the seal, so that the run can be verified and signed."""
    inputs, campaign = made.parent / "inputs", made.parent / "campaign"
    sent = Path(os.fsdecode(os.fsencode(inputs / "submissions") + b"/B\xb8o.xlsx"))
    sent.write_bytes(b"PK")
    evaluate_campaign(campaign, inputs, as_of=date(2024, 12, 20), out=made)
    assert audit(made, replay=True).faults == ()
    assert sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    sent.rename(sent.with_name("a.xlsx"))
    assert len(audit(made).faults) == 2  # one gone, one new


@pytest.mark.parametrize(("part", "flag"), [("inputs", "số liệu"), ("campaign", "quy định")])
def test_a_folder_that_was_read_and_is_a_link_now_is_named(made, part, flag):
    """Where the manifest leads; a folder that the caller names may be one, and a run too."""
    there, kept = made.parent / part, made.parent / "kept"
    there.rename(kept)
    there.symlink_to(kept)
    (fault,) = audit(made).faults
    assert fault.startswith(f"thư mục {flag}: đã thành một liên kết") and f"--{part}" in fault
    assert audit(made, **{part: there}).faults == ()
    there.unlink()
    kept.rename(there)
    (made.parent / "way").symlink_to(made)
    assert audit(made.parent / "way").faults == ()


def test_a_changed_run_names_its_faults(made):
    """One sentence a fault."""
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    found = audit(made)
    assert found.faults == ("tables/ranking.csv: tệp của lần chạy đã khác",)
    assert "1 chỗ khác" in found.summary


def test_case_107_a_line_cut_from_the_end_of_the_log_is_missed(made):
    """RELIABILITY 107: a signature that the log does not tell of, and an account likewise."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    write_noted(made, "batch.json", b"{}", "accounted")
    assert audit(made).faults == ()
    log = made / "log.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-1]))
    (fault,) = audit(made).faults
    assert fault.startswith("batch.json: log.jsonl ghi sắp viết tệp này") and "report" in fault
    (made / "batch.json").unlink()
    log.write_bytes(b"".join(lines[:-3]))
    found = audit(made)
    assert [one.split(":")[0] for one in found.faults] == ["sign_offs.csv"]
    assert [one.endswith("nhật ký không ghi dòng này") for one in found.signatures] == [True]


def test_signatures_for_another_seal_are_a_fault(made):
    """All forged together, the word synthetic left out: the signed seal was another."""
    sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    (made.parent / "inputs" / "synthetic.json").unlink()
    manifest = read_manifest(made)
    key = digest_of("synthetic.json")
    del manifest["origin"]["input_files"][key], manifest["origin"]["shown_names"][key]
    manifest["is_synthetic"] = False
    manifest["seal"] = seal_of(manifest)
    manifest["own_sha256"] = own_hash(manifest)
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    found = audit(made, replay=True)
    (fault,) = found.faults
    assert fault.startswith("sign_offs.csv: bước 'data' (văn bản '9/BB') ký cho mã ")
    assert [one.endswith("đã đổi sau khi ký") for one in found.signatures] == [True]


def test_a_list_of_signatures_that_is_none_hides_no_other_fault(made):
    """Somebody's own spreadsheet in its place: all that differs is told."""
    (made / "sign_offs.csv").write_text("a,b\n1,2\n", "utf-8")
    (made / "tables" / "gates.csv").unlink()
    found = audit(made)
    assert found.signatures == () and len(found.faults) == 3
    assert "không phải bảng ký" in found.faults[-1]


def test_a_name_of_a_file_forges_no_line(made):
    """What a strange file is called is printed on its own line, whatever stands in it."""
    (made / "x\n82 tệp nguyên vẹn\x1b[2K").write_bytes(b"")
    (made.parent / "campaign" / "y\nz.yaml").write_bytes(b"")
    one, two = audit(made).faults
    assert one.startswith("x�82 tệp nguyên vẹn�[2K: tệp lạ") and two.startswith("y�z.yaml: ")
    with pytest.raises(DataError, match="không ký một kết quả đã đổi") as refused:
        sign_off(made, SignOff("data", "A", "Chánh Văn phòng", "9/BB", date(2024, 12, 23)))
    assert all(fault.isprintable() for fault in refused.value.faults)


def test_what_may_not_be_read_is_said_with_what_to_do(made, monkeypatch):
    """A folder copied without its rights: no silence about what nobody could look at."""

    def refuse(path: Path) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", str(path / "tables"))

    monkeypatch.setattr(auditing, "differences", refuse)
    with pytest.raises(MachineError, match=r"run/tables: không đọc được .* xin quyền đọc"):
        audit(made)


def test_a_second_clone_computes_the_same_again(made, tmp_path):
    """Another folder with the same code, another machine's language: not one table differs."""
    clone = tmp_path / "bản sao 2"
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, clone / PACKAGE.name, ignore=unwanted)
    done = subprocess.run(
        [sys.executable, "-m", "ihanoi_eval", "verify", str(made), "--replay"],
        cwd=clone,
        env=os.environ | {"PYTHONPATH": str(clone), "TZ": "America/Los_Angeles", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "tệp nguyên vẹn" in done.stdout
