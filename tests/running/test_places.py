"""A folder is put only where one can stand, over its own kind, and in nothing that was sent."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.checking import check, write_check
from ihanoi_eval.running.mailing import write_templates
from ihanoi_eval.running.places import all_but_marked, check_apart, check_free
from ihanoi_eval.running.synthetic import write_sample

SMALL = Path(__file__).parents[1] / "small"


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("file", "file: là một tệp; chọn"),
        ("file/a", "file/a: file là một tệp; chọn"),
        ("link", "link: là một liên kết; chọn"),
        ("x" * 201, "x{80}: không phải tên thư mục dùng được; chọn"),
        (".", r"\.: không phải tên"),
        ("..", r"\.\.: không phải tên"),
        ("thơ", r"thơ: đã có nội dung không phải thử \(a, b, c\); chọn thư mục khác cho --out$"),
    ],
)
def test_a_place_that_can_be_no_folder_of_ours_is_refused(here, out, said):
    """A file, a way through a file, a link, a name too long, no name, somebody else's folder."""
    (here / "file").touch()
    (here / "real").mkdir()
    (here / "link").symlink_to("real")
    (here / "thơ").mkdir()
    for name in "dcba":
        (here / "thơ" / name).touch()
    with pytest.raises(CallError, match=f"^{said}"):
        check_free(Path(out), "thử", all_but_marked("mark"))


def test_a_name_that_is_no_utf8_is_to_be_another(here):
    """From a zip of old names; no answer could even print it (RELIABILITY 86)."""
    out = Path(os.fsdecode(b"s\xe8/new"))
    with pytest.raises(CallError, match=r"^s\\xe8/new: tên không phải mã UTF-8 .* đổi tên"):
        check_free(out, "thử", all_but_marked("mark"))


def test_a_new_an_empty_and_a_marked_folder_may_be_taken(here):
    """At the longest name too."""
    (here / "empty").mkdir()
    (here / "ours").mkdir()
    for name in ("mark", "x"):
        (here / "ours" / name).touch()
    for name in ("new", "a/b/new", "x" * 200, "empty", "ours"):
        check_free(Path(name), "thử", all_but_marked("mark"))


@pytest.mark.parametrize("out", [".", "file", "x" * 300])
@pytest.mark.parametrize("command", ["template", "check", "sample"])
def test_every_command_that_writes_a_folder_asks(here, command, out):
    """In one line, before it writes anything."""
    (here / "file").touch()
    rules = load_rules(SMALL / "campaign")
    before = sorted(here.rglob("*"))
    with pytest.raises(CallError, match="chọn thư mục khác cho --out"):
        if command == "template":
            write_templates(SMALL / "campaign", Path(out))
        elif command == "check":
            checked = check(SMALL / "campaign", SMALL / "inputs", as_of=date(2024, 12, 20))
            write_check(checked, Path(out))
        else:
            write_sample(Path(out), units=rules.campaign.units)
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("inputs/submissions", "số liệu"),
        ("inputs", "số liệu"),
        ("inputs/new", "số liệu"),
        ("campaign/x", "quy định của một đợt"),
        ("run/x", "một kết quả"),
    ],
)
def test_nothing_is_put_among_what_was_sent_ruled_or_made(tmp_path, place, word):
    """But a sample, which is inputs, at the place of its own and beside the rules."""
    (tmp_path / "inputs" / "submissions").mkdir(parents=True)
    shutil.copytree(SMALL / "campaign", tmp_path / "campaign")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_bytes(b"{}")
    with pytest.raises(CallError, match=rf"nằm trong thư mục {word} \(.*; chọn thư mục khác"):
        check_apart(tmp_path / place)
    if place in ("inputs", "campaign/x"):
        check_apart(tmp_path / place, may_be_inputs=True)
    else:
        with pytest.raises(CallError, match=word):
            check_apart(tmp_path / place, may_be_inputs=True)
