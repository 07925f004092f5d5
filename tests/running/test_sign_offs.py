"""Stages of a run are signed in order, by different people, for the bytes they saw."""

import json
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError, DataError, MachineError
from ihanoi_eval.files import locked, write_whole
from ihanoi_eval.running import journal
from ihanoi_eval.running.journal import broken_line
from ihanoi_eval.running.sign_offs import SignOff, read_sign_offs, sign_off, standing_of
from ihanoi_eval.running.verifying import seal_now


def by(stage: str, name: str, **more: str) -> SignOff:
    """A sign-off of this stage by this person."""
    given = {"title": "Phó Chánh Văn phòng", "document_no": "12/BB-VP", **more}
    return SignOff(stage, name, on_date=date(2024, 12, 23), **given)


def test_a_sign_off_is_a_row_with_the_seal_that_was_seen(made):
    """It lies outside of what it signs: the run stays what it was."""
    seal = json.loads((made / "manifest.json").read_text("utf-8"))["seal"]
    done = sign_off(made, by("data", "=Nguyễn Văn A"))
    assert done.seen_seal == seal == seal_now(made)
    assert read_sign_offs(made) == [done]
    assert "'=Nguyễn" in (made / "sign_offs.csv").read_text("utf-8")
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert broken_line(made, head=manifest["log_head"]) is None


def test_case_108_the_same_person_does_not_sign_twice(made):
    """RELIABILITY 108: whoever assesses does not approve, however the name is written."""
    sign_off(made, by("data", "Nguyễn Hoà"))
    with pytest.raises(CallError, match="phải do người khác ký"):
        sign_off(made, by("ranking", "nguyễn  hòa"))
    with pytest.raises(CallError, match="phải do người khác ký"):
        sign_off(made, by("ranking", "NGUYEN HOA"))
    sign_off(made, by("ranking", "Trần Thị B"))
    assert [row.stage for row in read_sign_offs(made)] == ["data", "ranking"]


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        (by("ranking", "B"), "phải sau bước 'data'"),
        (by("award", "B"), "chọn trong data, ranking, submission"),
        (by("data", " "), "--name: để trống"),
        (by("data", "B", document_no=""), "--document-no: để trống"),
    ],
)
def test_what_cannot_be_signed_is_refused(made, signed, words):
    """A stage too early, no such stage, nobody, no document."""
    with pytest.raises(CallError, match=words):
        sign_off(made, signed)
    assert read_sign_offs(made) == []


def test_a_stage_is_signed_once(made):
    """The first signature stands."""
    sign_off(made, by("data", "A"))
    with pytest.raises(CallError, match="A đã ký bước này"):
        sign_off(made, by("data", "B"))


def test_a_changed_run_is_not_signed(made):
    """Nobody vouches for bytes that the run did not write."""
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    with pytest.raises(DataError, match=r"tables/ranking\.csv.*không ký"):
        sign_off(made, by("data", "A"))


def test_what_was_signed_on_paper_is_another_runs(made):
    """The digits on the stamped page are compared where they are given, however many."""
    seal = json.loads((made / "manifest.json").read_text("utf-8"))["seal"]
    other = "0" * 16 if seal[0] != "0" else "1" * 16
    with pytest.raises(CallError, match=f"--seal {other}: kết quả này có mã {seal[:16]}"):
        sign_off(made, by("data", "A", seen_seal=other))
    assert sign_off(made, by("data", "A", seen_seal=seal[:16].upper())).seen_seal == seal


def test_a_run_whose_inputs_changed_is_not_signed(made):
    """The signature would be void as soon as it is there."""
    staff = made.parent / "inputs" / "registers" / "staff.csv"
    staff.write_bytes(staff.read_bytes() + b"\n")
    with pytest.raises(DataError, match="số liệu đã đổi sau lần chạy"):
        sign_off(made, by("data", "A"))
    assert not (made / "sign_offs.csv").exists()


def test_after_a_kill_amid_the_signing_the_stage_is_signed_again(made, monkeypatch):
    """The log has announced a row that never came; the run is whole, and the row comes now."""
    sign_off(made, by("data", "A"))

    def killed(path: Path, data: bytes) -> None:
        if path.name == "sign_offs.csv":
            raise KeyboardInterrupt
        write_whole(path, data)

    with monkeypatch.context() as change:
        change.setattr(journal, "write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            sign_off(made, by("ranking", "B"))
    assert [row.stage for row in read_sign_offs(made)] == ["data"]
    sign_off(made, by("ranking", "B"))
    assert [row.stage for row in read_sign_offs(made)] == ["data", "ranking"]


def test_case_106_a_sign_off_is_void_when_a_figure_changes(made):
    """RELIABILITY 106: the seal of today is another one."""
    done = sign_off(made, by("data", "A"))
    assert standing_of(done, seal_now(made)).endswith("còn hiệu lực")
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    assert "VÔ HIỆU" in standing_of(done, seal_now(made))


def test_a_file_that_is_no_list_of_sign_offs_is_said(made):
    """Somebody else's spreadsheet under that name."""
    (made / "sign_offs.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(DataError, match="không phải bảng ký"):
        read_sign_offs(made)


def test_a_run_in_use_is_not_signed(made):
    """One hand at a time."""
    with locked(made), pytest.raises(MachineError):
        sign_off(made, by("data", "A"))
