"""What is in the archive for a PC without a network: what each platform asks for, itself."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.running.bundling import (
    OURS,
    PLATFORMS,
    SETUP,
    Platform,
    gather,
    head_of,
    licences,
    write_bundle,
)

ROOT = Path(__file__).parents[2]
NEEDS = {  # as wheels say it: a tool of Windows, an extra, a chain, what only tests want
    OURS: ["lab>=1", "extra-only; extra == 'test'"],
    "lab": ["schema[formats]", "console; sys_platform == 'win32'", "fork; os_name == 'posix'"],
    "schema": ["uri; extra == 'formats'", "mail; extra == 'other'"],
    "console": ["colours; platform_system == 'Windows'", "lab"],
}
NEEDED = {"lab", "schema", "uri", "console", "colours", "fork"}


def wheel(folder: Path, name: str, version: str = "1.0", tag: str = "py3-none-any") -> Path:
    """A wheel that says what it needs and holds nothing."""
    plain = name.replace("-", "_")
    path = folder / f"{plain}-{version}-{tag}.whl"
    lines = [f"Name: {name}", f"Version: {version}", "License-Expression: MIT"]
    lines += [f"Requires-Dist: {need}" for need in NEEDS.get(name, [])]
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(f"{plain}-{version}.dist-info/METADATA", "\n".join([*lines, "", ""]))
    return path


def pins(folder: Path, names: Iterable[str] = NEEDED) -> Path:
    """constraints.txt, with a version of its own for Windows."""
    lines = [f"{name}==1.0" for name in sorted(names) if name != "uri"]
    lines += ["uri==1.0; sys_platform == 'linux'", "uri==2.0; sys_platform == 'win32'"]
    path = folder / "constraints.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_each_platform_gets_what_its_own_markers_ask_for(tmp_path):
    """What pip on Linux would never fetch for Windows is there, by wheels' own words."""
    wheel(tmp_path, OURS)
    asked: dict[str, set[str]] = {}

    def get(pinned: Iterable[str], platform: Platform, folder: Path) -> None:
        for one in pinned:
            name, _, version = one.partition("==")
            asked.setdefault(platform.name, set()).add(one)
            tag = "py3-none-any" if name != "uri" else f"cp311-cp311-{platform.tags[0]}"
            wheel(folder, name, version, tag)

    gather(tmp_path, pins(tmp_path), get=get)
    assert asked == {
        "linux": {"lab==1.0", "schema==1.0", "fork==1.0", "uri==1.0"},
        "windows": {"lab==1.0", "schema==1.0", "console==1.0", "colours==1.0", "uri==2.0"},
    }


def test_what_is_not_pinned_is_not_fetched(tmp_path):
    """An untested version on a PC without a network could not be mended there."""
    wheel(tmp_path, OURS)
    with pytest.raises(DataError, match=r"constraints\.txt: thiếu lab"):
        gather(tmp_path, pins(tmp_path, names=()), get=lambda *_: None)


def test_the_archive_has_all_that_a_pc_needs_and_no_address(tmp_path):
    """Wheels, notebooks, rules, guides, both set-ups, licences; twice the same bytes."""
    for name in (OURS, "lab", "uri"):
        wheel(tmp_path, name)
    for out in ("a.zip", "b.zip"):
        write_bundle(ROOT, tmp_path, tmp_path / out)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        parts = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
        assert {name.partition("/")[0] for name in archive.namelist()} == {f"{OURS}-1.0"}
        assert archive.getinfo(f"{OURS}-1.0/setup.sh").external_attr >> 16 == 0o755
    assert {"HUONG_DAN.md", "SECURITY.md", "DOC_TRUOC.txt", "setup.sh", "setup.bat"} <= set(parts)
    assert {"notebooks/district.ipynb", "params/hanoi-2024-11/rubric.yaml"} <= set(parts)
    assert sum(name.startswith("wheels/") for name in parts) == 3
    assert parts["GIAY_PHEP.csv"].decode("utf-8-sig").splitlines() == [
        "package,version,licence", "lab,1.0,MIT", "uri,1.0,MIT",
    ]  # fmt: skip
    for name in ("setup.sh", "setup.bat"):
        text = parts[name].decode()
        assert "--no-index --find-links wheels -c constraints.txt" in text
        assert "PYTHON_VERSION" not in text and "://" not in text
    assert b"\n" not in parts["setup.bat"].replace(b"\r\n", b"")
    assert "CHƯA TỪNG" in parts["DOC_TRUOC.txt"].decode()
    assert b"://" not in b"".join(
        line for line in parts["constraints.txt"].splitlines() if not line.startswith(b"#")
    )


def test_the_set_up_of_windows_holds_together_as_far_as_its_text_shows():
    """It was never run there: every place it goes to is there, once, and no step fails unseen."""
    text = (SETUP / "setup.bat").read_text("utf-8")
    lines = text.splitlines()
    labels = [line.removeprefix(":") for line in lines if line.startswith(":")]
    assert sorted(set(re.findall(r"goto (\w+)", text))) == sorted(labels)
    assert all(lines[lines.index(f":{label}") - 1] == "exit /b 2" for label in labels[2:])
    steps = [line for line in lines if line.startswith(("cd ", "%PY%", ".venv\\Scripts\\python"))]
    assert len(steps) == 5 and all(re.search(r" (\|\||&&) goto \w+$", line) for line in steps)
    assert [line for line in lines if line.count('"') % 2] == []  # < and | are text in quotes alone
    assert set(re.findall(r"%[^%]*%", text.replace("%~dp0", ""))) == {"%PY%"}
    assert "".join(lines[:2]).isascii()  # before the code page is told


def test_a_licence_is_an_expression_or_a_classifier_or_the_first_line(tmp_path):
    """Old and new ways to say it."""
    path = tmp_path / "old-2.0-py3-none-any.whl"
    words = "Classifier: License :: OSI Approved :: BSD License\nLicense: long\n text"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("old-2.0.dist-info/METADATA", f"Name: old\nVersion: 2.0\n{words}\n\n")
    assert head_of(path)["Name"] == "old"
    assert licences([path]).decode().splitlines()[1:] == ["old,2.0,BSD License"]


def test_both_kinds_of_pc_are_known():
    """A marker is judged by what it finds there."""
    assert [one.name for one in PLATFORMS] == ["linux", "windows"]
    assert PLATFORMS[1].finds["sys_platform"] == "win32"
