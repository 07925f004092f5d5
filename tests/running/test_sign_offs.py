"""Stages of a run are signed in order, by different people, for the bytes they saw."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError, DataError, MachineError
from ihanoi_eval.files import locked, write_whole
from ihanoi_eval.running import journal
from ihanoi_eval.running.journal import broken_line
from ihanoi_eval.running.sign_offs import (
    SignOff,
    read_sign_offs,
    sign_off,
    signing_faults,
    standing_of,
    standings,
)
from ihanoi_eval.running.verifying import differences, seal_now
from ihanoi_eval.vietnamese import format_seal
from tests.faults.kills import KILLS_ITSELF


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


@pytest.mark.parametrize(
    "name", ["Ông Nguyễn Văn Hòa", "Nguyễn Văn Hòa.", "ThS. Nguyen Van Hoa", "Nguyễn Văn\u00a0Hoà"]
)
def test_case_108_an_address_or_a_sign_makes_no_other_person(made, name):
    """RELIABILITY 108: who is meant counts, not how it is written."""
    sign_off(made, by("data", "Nguyễn Văn Hòa"))
    with pytest.raises(CallError, match="phải do người khác ký"):
        sign_off(made, by("ranking", name))


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        (by("data", "Nguyễn Văn А"), r"--name: 'А' \(U\+0410\)"),
        (by("data", "A\nB: hồ sơ đã trình"), r"--name: ký tự thứ 2 \(U\+000A\)"),
        (by("data", "A", title="Chánh\x1b[2K"), r"--title: ký tự thứ 6 \(U\+001B\)"),
        (by("data", "A", document_no="12\u202eBB"), r"--document-no: ký tự thứ 3 \(U\+202E\)"),
    ],
)
def test_what_could_forge_a_line_is_refused(made, signed, words):
    """What is printed about a signature is one line, of letters that are what they look like."""
    with pytest.raises(CallError, match=words) as refused:
        sign_off(made, signed)
    assert all(fault.isprintable() for fault in refused.value.faults)
    assert read_sign_offs(made) == []


def test_the_day_of_a_paper_is_one_that_it_can_have(made):
    """Not to come, not before the campaign, not before the paper of the stage before it."""
    day = date(2024, 12, 24)

    def on(day: date, stage: str = "data", name: str = "A") -> SignOff:
        return replace(by(stage, name), on_date=day)

    with pytest.raises(CallError, match=r"--on-date 25/12/2024: sau hôm nay \(24/12/2024\)"):
        sign_off(made, on(date(2024, 12, 25)), today=day)
    with pytest.raises(CallError, match=r"31/10/2024: trước khi đợt bắt đầu \(01/11/2024\)"):
        sign_off(made, on(date(2024, 10, 31)), today=day)
    with pytest.raises(CallError, match="2030"):
        sign_off(made, on(date(2030, 1, 1)))
    sign_off(made, on(day), today=day)
    words = r"23/12/2024: trước văn bản của bước 'data' \(24/12/2024\)"
    with pytest.raises(CallError, match=words):
        sign_off(made, on(date(2024, 12, 23), "ranking", "B"), today=day)
    sign_off(made, on(day, "ranking", "B"), today=day)


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
    """The digits on the stamped page are compared where they are given, with or without blanks."""
    seal = json.loads((made / "manifest.json").read_text("utf-8"))["seal"]
    other = "0" * 32 if seal[0] != "0" else "1" * 32
    shown = format_seal(seal)
    with pytest.raises(CallError, match=f"--seal {other}: kết quả này có mã {shown}"):
        sign_off(made, by("data", "A", seen_seal=other))
    assert sign_off(made, by("data", "A", seen_seal=f" {shown.upper()}\xa0")).seen_seal == seal


@pytest.mark.parametrize("digits", [1, 8, 16, 31])
def test_fewer_digits_of_the_seal_than_are_printed_are_refused(made, digits):
    """Sixteen stop nobody who prepares two runs beforehand: 2^32 tries find two that share them."""
    seal = json.loads((made / "manifest.json").read_text("utf-8"))["seal"]
    with pytest.raises(CallError, match=f"có {digits} ký tự; gõ đủ 32 ký tự"):
        sign_off(made, by("data", "A", seen_seal=seal[:digits]))
    assert read_sign_offs(made) == []


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


def test_after_a_kill_between_row_and_log_the_same_call_ends_it(made, monkeypatch):
    """The row lies there, the log says only that it comes: the stage is signed once."""
    noted = journal.note

    def killed(folder: Path, event: str, **facts: object) -> str:
        if event == "signed":
            raise KeyboardInterrupt
        return noted(folder, event, **facts)

    with monkeypatch.context() as change:
        change.setattr(journal, "note", killed)
        with pytest.raises(KeyboardInterrupt):
            sign_off(made, by("data", "A"))
    assert len(signing_faults(made)) == 1
    sign_off(made, by("data", "A"))
    assert signing_faults(made) == differences(made) == []
    assert [row.stage for row in read_sign_offs(made)] == ["data"]


@pytest.mark.parametrize("move", [1, 2, 3])
def test_case_94_a_signing_killed_at_any_write_is_ended_by_the_same_call(made, move):
    """RELIABILITY 94: kill -9 before log, row or log again; nothing corrupt, and one row after."""
    words = ["sign-off", str(made), "data", "--name", "A", "--title", "B", "--document-no", "1"]
    words += ["--on-date", "2024-12-23"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLS_ITSELF, str(made), str(move), *words], start_new_session=True
    )
    assert killed.returncode == -signal.SIGKILL
    assert differences(made) == [] and len(signing_faults(made)) == (move > 1)
    ended = subprocess.run([sys.executable, "-m", "ihanoi_eval", *words], capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert differences(made) == signing_faults(made) == []
    assert [row.name for row in read_sign_offs(made)] == ["A"]


def cut_last_line(run: Path) -> None:
    """The log of a run without its last line."""
    log = run / "log.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))


def test_case_107_the_last_line_of_the_log_is_missed_when_it_is_a_signature(made):
    """RELIABILITY 107: the row is not taken for signed; typed in again, it is, and nothing else."""
    sign_off(made, by("data", "A"))
    cut_last_line(made)
    (fault,) = signing_faults(made)
    assert "dòng ký bước 'data' (văn bản '12/BB-VP') không có dòng 'signed'" in fault
    (standing,) = standings(made, seal_now(made))
    assert standing.endswith("CHƯA XÁC NHẬN: nhật ký không ghi dòng này")
    for other in (by("ranking", "B"), by("data", "C"), by("data", "A", document_no="13/BB-VP")):
        with pytest.raises(DataError, match="không có dòng 'signed'"):
            sign_off(made, other)
    sign_off(made, by("data", "A"))
    assert signing_faults(made) == [] and [row.name for row in read_sign_offs(made)] == ["A"]
    sign_off(made, by("ranking", "B"))


def test_case_107_a_signature_taken_out_with_its_last_line_leaves_a_question(made):
    """The log still says that a row was to come; cut two lines and a row, and only paper knows."""
    sign_off(made, by("data", "A"))
    before = (made / "sign_offs.csv").read_bytes()
    sign_off(made, by("ranking", "B"))
    cut_last_line(made)
    (made / "sign_offs.csv").write_bytes(before)
    assert differences(made) == []
    (fault,) = signing_faults(made)
    assert "ghi sắp có thêm một dòng ký, không ghi là đã có" in fault
    sign_off(made, by("ranking", "B"))
    assert signing_faults(made) == []


def test_the_last_line_may_not_say_another_document(made):
    """Nothing follows it that would hold it, but the row does."""
    sign_off(made, by("data", "A"))
    log = made / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"12/BB-VP", b"99/BB-VP"))
    assert differences(made) == []
    lacking, more = signing_faults(made)
    assert "'12/BB-VP'" in lacking and "ghi bước 'data' đã ký theo văn bản '99/BB-VP'" in more


def test_an_edited_row_is_not_said_to_hold(made):
    """Another name under the same seal and document: the log knows other bytes."""
    sign_off(made, by("data", "Nguyễn A"))
    path = made / "sign_offs.csv"
    path.write_bytes(path.read_bytes().replace("Nguyễn A".encode(), "Trần\u202eB".encode()))
    (standing,) = standings(made, seal_now(made))
    assert "Trần�B" in standing and "CHƯA XÁC NHẬN" in standing


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
