"""What the doctor asks a machine, and what it says to do."""

import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import matplotlib
import matplotlib.font_manager
import pytest

from ihanoi_eval.running import doctor
from ihanoi_eval.running.doctor import Answer, examine, tell


def answers(folder: Path, what: str, root: Path | None = None) -> list[tuple[str, str]]:
    """State and words of one question."""
    found = examine(folder, root=root)
    return [(answer.state, answer.words) for answer in found if answer.what == what]


def test_a_ready_machine_says_so_without_advice(tmp_path):
    """Fonts, folders and zone of the machine that runs this test."""
    for what in ("Python", "Phông chữ", "Thư mục kết quả", "Múi giờ"):
        assert [state for state, _ in answers(tmp_path, what)] == ["ok"]


def test_case_113_a_package_that_is_not_the_tested_one_fails(tmp_path, monkeypatch):
    """RELIABILITY 113: the name, what is there, what was tested, the command."""
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=2", 'dask>=1; extra == "scale"'])
    (tmp_path / "constraints.txt").write_text("numpy==1.0.0\n", "utf-8")
    [(state, words)] = answers(tmp_path, "Gói phần mềm", root=tmp_path)
    assert state == "failed"
    assert "đã kiểm thử với 1.0.0" in words and "pip install -c constraints.txt" in words


def test_a_package_that_cannot_be_loaded_fails(tmp_path, monkeypatch):
    """Of the right version and half installed: its name, what it says, the command."""
    (tmp_path / "duckdb.py").write_text("raise ImportError('no engine')\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "duckdb")
    [(state, words)] = answers(tmp_path, "Nạp thư viện")
    assert state == "failed" and words.startswith("duckdb (ImportError: no engine); cài lại")


def test_case_113_a_package_that_only_another_one_needs_counts_too(tmp_path, monkeypatch):
    """What draws and parses lies below what we ask for; of many the first few are named."""
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=2"])
    monkeypatch.setattr(doctor, "version", lambda name: "3" if name != "gone" else absent(name))
    lines = ["gone==1", "numpy==3", *(f"more-{number}==2" for number in range(9))]
    (tmp_path / "constraints.txt").write_text("\n".join(lines), "utf-8")
    monkeypatch.chdir(tmp_path)
    [(state, words)] = answers(tmp_path, "Gói phần mềm", root=tmp_path)
    assert state == "failed"
    assert words.startswith("more-0 3, đã kiểm thử với 2; ") and "gone" not in words
    assert "more-7 3" in words and "more-8" not in words and " và 1 gói khác; cài lại" in words


def absent(name: str) -> str:
    """A package that is not there."""
    raise PackageNotFoundError(name)


def test_in_an_unpacked_archive_the_tested_versions_lie_where_the_user_stands(
    tmp_path, monkeypatch
):
    """The package itself lies in an environment then, with no list beside it."""
    (tmp_path / "constraints.txt").write_text("numpy==1.0.0\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "__file__", str(tmp_path / "lib" / "site" / "running" / "x.py"))
    [(state, words)] = answers(tmp_path, "Gói phần mềm")
    assert state == "failed" and "đã kiểm thử với 1.0.0" in words


def test_a_missing_or_too_old_package_fails_without_a_lock_too(tmp_path, monkeypatch):
    """An installed copy has no constraints beside it; the least versions still hold."""
    monkeypatch.setattr(doctor, "requires", lambda _: ["khong-co-goi-nay", "numpy>=99"])
    [(state, words)] = answers(tmp_path, "Gói phần mềm", root=tmp_path)
    assert state == "failed"
    assert "thiếu khong-co-goi-nay" in words and "cần >=99" in words


def test_a_pin_for_another_python_is_left_out(tmp_path, monkeypatch):
    """One constraints file serves several versions of Python."""
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=2"])
    lines = "numpy==1.0.0 ; python_full_version < '3.0'\n# a word\n"
    (tmp_path / "constraints.txt").write_text(lines, "utf-8")
    assert [state for state, _ in answers(tmp_path, "Gói phần mềm", root=tmp_path)] == ["ok"]


def test_case_114_a_font_without_vietnamese_letters_fails(tmp_path, monkeypatch):
    """RELIABILITY 114: a real font that lacks them."""
    poor = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "cmr10.ttf"
    monkeypatch.setattr(matplotlib.font_manager, "findfont", lambda _: str(poor))
    [(state, words)] = answers(tmp_path, "Phông chữ")
    assert state == "failed" and "cmr10 thiếu" in words


def test_case_97_a_folder_that_cannot_be_written_fails(tmp_path, monkeypatch):
    """RELIABILITY 97: before any work starts."""

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    [(state, words)] = answers(tmp_path, "Thư mục kết quả")
    assert state == "failed" and "không ghi được" in words


def test_little_space_and_a_network_share_are_warnings(tmp_path, monkeypatch):
    """They may do; the officer should know."""
    monkeypatch.setattr(doctor, "LEAST_FREE", 2**60)
    assert [state for state, _ in answers(tmp_path, "Thư mục kết quả")] == ["warning"]
    monkeypatch.setattr(doctor, "NETWORK_SYSTEMS", ("",))
    assert [state for state, _ in answers(tmp_path, "Ổ đĩa mạng")] == ["warning"]


def test_a_share_is_seen_through_blanks_and_links(tmp_path, monkeypatch):
    """The kernel writes a blank as \\040; a link leads there all the same."""
    share, link, mounts = tmp_path / "ổ chung", tmp_path / "link", tmp_path / "mounts"
    share.mkdir()
    link.symlink_to(share)
    mounts.write_text(f"//x/y {tmp_path}/ổ\\040chung cifs rw 0 0\n", "utf-8")
    monkeypatch.setattr(doctor, "MOUNTS", mounts)
    [(state, words)] = answers(link / "run", "Ổ đĩa mạng")
    assert state == "warning" and words.startswith(f"{share} (cifs): ")


def test_a_screen_without_vietnamese_letters_is_a_warning(tmp_path, monkeypatch):
    """A console of old code pages."""
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "cp1252")
    [(state, words)] = answers(tmp_path, "Bảng mã")
    assert state == "warning" and "PYTHONUTF8=1" in words


@pytest.mark.parametrize("what", ["Trình duyệt", "LibreOffice"])
def test_a_missing_helper_is_no_fault(tmp_path, monkeypatch, what):
    """They are wanted where somebody looks at pages; no number needs them."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    [(state, words)] = answers(tmp_path, what)
    assert state == "ok" and "chỉ cần để" in words


def test_what_has_to_be_mended_is_counted():
    """The last line says whether work can begin."""
    told = tell([Answer("Python", "ok", "3.11"), Answer("Múi giờ", "failed", "không có")])
    assert told == "✓ Python: 3.11\n✗ Múi giờ: không có\nMáy này chưa dùng được: 1 mục cần sửa"
    assert tell([]) == "Máy này dùng được"
