"""The door: commands, exit statuses, faults in the words of whoever can mend them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small"


def call(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`ihanoi-eval words…` as a user calls it."""
    command = [sys.executable, "-m", "ihanoi_eval", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def campaign(tmp_path):
    """A copy of the small campaign that a test may spoil."""
    shutil.copytree(SMALL / "campaign", tmp_path / "campaign")
    return tmp_path / "campaign"


GIVEN = ("--campaign", "campaign", "--inputs", "inputs", "--as-of", "20/12/2024")


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The small campaign, its inputs and a run `first` beside each other; how making it ended."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("campaign", "inputs"):
        shutil.copytree(SMALL / part, folder / part)
    return folder, call("evaluate", *GIVEN, "--out", "first", cwd=folder)


@pytest.fixture
def project(evaluated, tmp_path) -> Path:
    """Such a folder, for one test to go on with."""
    return Path(shutil.copytree(evaluated[0], tmp_path / "project"))


def spoil(file: Path, old: str, new: str) -> None:
    """Write one fault into a rule file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_help_names_the_commands_that_exist(tmp_path):
    """No command is offered that does nothing."""
    ended = call("--help", cwd=tmp_path)
    assert ended.returncode == 0
    assert all(name in ended.stdout for name in ("demo", "sample", "template", "check", "run"))


def test_help_imports_nothing_heavy():
    """--help starts at once: pandas, matplotlib and papermill are imported where they are used."""
    script = (
        "import sys, ihanoi_eval.cli\n"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'papermill', 'duckdb', 'rich'}"
        " & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_five_faults_in_a_folder_give_five_messages_with_their_lines(campaign, tmp_path):
    """All faults at once, each with file, line and key; exit 2; nothing written (DESIGN §3)."""
    spoil(campaign / "rubric.yaml", "scale: 100", "scale: 100\nthang: 1")
    spoil(campaign / "rubric.yaml", "worst: 0.20, best: 1", "worst: 1, best: 1")
    spoil(campaign / "awards.yaml", "numerator: staff_active", "numerator: staff_activ")
    spoil(campaign / "awards.yaml", "leagues: [communes, districts]", "leagues: [communes, quan]")
    spoil(campaign / "campaign.yaml", "deadline: 2024-12-09", "deadline: 2024-11-09")
    ended = call(
        *("evaluate", "--campaign", campaign, "--inputs", SMALL / "inputs"),
        *("--as-of", "2024-12-20", "--out", tmp_path / "out"),
        cwd=tmp_path,
    )
    messages = ended.stderr.strip().splitlines()
    assert ended.returncode == 2
    assert len(messages) == 5
    assert all(" dòng " in message for message in messages)
    assert [path.name for path in tmp_path.iterdir()] == ["campaign"]
    assert "Traceback" not in ended.stderr


def test_findings_of_severity_error_end_with_status_one(evaluated):
    """Done, but somebody has to look: every error is named (DESIGN §3)."""
    _, ended = evaluated
    assert ended.returncode == 1
    assert "CQ06_bao_cao.xlsx không có trong sổ tiếp nhận" in ended.stderr
    assert ended.stdout.strip().endswith("tables")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "khong-co"), "khong-co"),
        (("evaluate", "--campaign", "x", "--as-of", "2024-13-01", "--out", "o"), "2024-13-01"),
        (("evaluate", "--campaign", "x", "--as-of", "2024-12-20", "--out", "nw/deep/o"), "x"),
        (("report", "nw/deep/khong-co"), "khong-co"),
        (("report", "x" * 300), "tên quá dài"),
        (("sample", "--out", "file"), "file: là một tệp"),
        (("sample", "--out", "link"), "link: là một liên kết"),
        (("sample", "--out", "x" * 300), "không phải tên thư mục dùng được"),
        (("sample", "--out", "s", "--seed", "-1"), "seed"),
        (("demo", "--out", "x/sample"), "x/sample: "),
        (("demo", "--out", "file"), "file: là một tệp"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(words, said, tmp_path):
    """What was found and what to do, no traceback, exit 2, the disk as it was."""
    (tmp_path / "file").touch()
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    before = sorted(tmp_path.rglob("*"))
    ended = call(*words, cwd=tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr and "Traceback" not in ended.stderr
    assert "unexpected" not in ended.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_templates_are_written_and_the_last_line_says_what_to_send(tmp_path):
    """One workbook a reporting unit (DESIGN §3)."""
    ended = call("template", "--campaign", SMALL / "campaign", "--out", "t", cwd=tmp_path)
    assert ended.returncode == 0
    assert "gửi cho mỗi đơn vị" in ended.stdout.strip().splitlines()[-1]
    assert (tmp_path / "t" / "001_bao_cao.xlsx").is_file()


def test_a_check_says_who_reported_and_ends_with_status_one_on_errors(tmp_path):
    """The screen has the counts, the folder the lists and sheets (DESIGN §3)."""
    ended = call(
        *("check", "--campaign", SMALL / "campaign", "--inputs", SMALL / "inputs"),
        *("--as-of", "20/12/2024", "--out", "c"),
        cwd=tmp_path,
    )
    assert ended.returncode == 1
    assert "đơn vị đã gửi" in ended.stdout and "Cần nhắc" in ended.stdout
    assert (tmp_path / "c" / "nhac_bao_cao.xlsx").is_file()


def test_a_small_sample_is_written_and_marked(tmp_path):
    """Synthetic inputs carry their mark, so that every page can say so."""
    ended = call("sample", "--out", "s", "--accounts", "5000", "--usage", "9000", cwd=tmp_path)
    assert ended.returncode == 0
    assert (tmp_path / "s" / "synthetic.json").is_file()


def test_a_run_is_signed_verified_and_void_after_a_change(project):
    """What an auditor does years later (RELIABILITY 106): the changed file, the void signature."""
    signature = ("--name", "Nguyễn Văn A", "--title", "Chánh Văn phòng", "--document-no", "9/BB")
    signed = call("sign-off", "first", "data", *signature, "--on-date", "23/12/2024", cwd=project)
    assert signed.returncode == 0 and "số liệu được chấp nhận" in signed.stdout

    whole = call("verify", "first", "--replay", cwd=project)
    assert (whole.returncode, "còn hiệu lực" in whole.stdout) == (0, True)
    assert "tệp nguyên vẹn" in whole.stdout.strip().splitlines()[-1]

    again = call("evaluate", *GIVEN, "--out", "first", cwd=project)
    assert again.returncode == 2 and "đã có người ký" in again.stderr

    table = project / "first" / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    spoilt = call("verify", "first", cwd=project)
    assert spoilt.returncode == 1 and "tables/ranking.csv" in spoilt.stderr
    assert "VÔ HIỆU" in spoilt.stdout


def test_a_unit_is_explained_and_runs_are_compared(project):
    """By part of its name; several get candidates; weights say who moved; edited runs are none."""
    spoil(project / "campaign" / "awards.yaml", "level: 6", "level: 8")
    call("evaluate", *GIVEN, "--out", "second", cwd=project)

    told = call("explain", "first", "vinh phuc", cwd=project)
    assert told.returncode == 0 and "Phường Vĩnh Phúc được 51,87 điểm" in told.stdout
    asked = call("explain", "first", "yen vien", cwd=project)
    assert asked.returncode == 2 and "00532  Xã Yên Viên, Huyện Gia Lâm" in asked.stderr

    beside = call("compare", "first", "second", cwd=project)
    assert beside.returncode == 0
    assert "awards.yaml: quotas.communes.level: 6 → 8" in beside.stdout
    assert "Được thêm suất: " in beside.stdout
    assert call("compare", "first", "khong-co", cwd=project).returncode == 2

    spoil(project / "first" / "tables" / "ranking.csv", "51.87", "99.99")
    for asks in (("explain", "first", "vinh phuc"), ("compare", "second", "first")):
        refused = call(*asks, cwd=project)
        assert refused.returncode == 2 and "99" not in refused.stdout
        assert "tables/ranking.csv đã bị sửa sau lần chạy first" in refused.stderr


def test_doctor_says_what_is_ready_and_what_to_do(tmp_path):
    """A line a check; the last one says whether this machine can run it."""
    ended = call("doctor", cwd=tmp_path)
    assert "Python" in ended.stdout and "Phông chữ" in ended.stdout
    assert ended.returncode in (0, 2)  # 2 where the packages are not the tested ones
    assert ended.stdout.strip().splitlines()[-1].startswith("Máy này")


def test_explain_lists_the_petitions_behind_a_figure(project):
    """As many as the panel counts, from the same SQL; on the screen alone."""
    shown = call("explain", "first", "00001", "--measure", "petitions_received", cwd=project)
    lines = shown.stdout.strip().splitlines()
    panel = (project / "first" / "tables" / "panel.csv").read_text("utf-8").splitlines()
    heading = panel[0].split(",")
    row = next(line.split(",") for line in panel if line.startswith("00001,petitions_received,"))
    assert lines[0].startswith("petition_id,unit_code")
    assert len(lines) - 1 == int(row[heading.index("platform_value")])
    assert shown.returncode == 0 and f"{len(lines) - 1} dòng" in shown.stderr


def test_what_explain_lists_is_no_formula(tmp_path):
    """An id that a spreadsheet would compute has an apostrophe before it, as in every table."""
    shutil.copytree(SMALL, tmp_path / "small")
    log = tmp_path / "small" / "inputs" / "platform" / "petitions.csv"
    text = log.read_text("utf-8")
    assert "\nPA000645," in text
    log.write_text(text.replace("\nPA000645,", "\n=1+1,"), encoding="utf-8")
    given = ("--campaign", "small/campaign", "--inputs", "small/inputs", "--as-of", "2024-12-20")
    call("evaluate", *given, "--out", "r", cwd=tmp_path)
    shown = call("explain", "r", "CQ08", "--measure", "petitions_received", cwd=tmp_path)
    assert "\n'=1+1,CQ08,2024-11-02" in shown.stdout


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(project):
    """Part by part in Vietnamese, with the reason; exit 0, for a new place and for a run there."""
    before = sorted(project.rglob("*"))
    asked = (*GIVEN, "--out", "run", "--pages", "", "--units", "CQ03")
    ended = call("run", *asked, "--dry-run", cwd=project)
    assert ended.returncode == 0 and ended.stderr == ""
    lines = ended.stdout.splitlines()
    assert lines[0] == "số liệu, điểm, danh sách: làm – chưa có kết quả nào ở đây"
    assert lines[1] == "unit-CQ03: làm – chưa lập"
    assert lines[-1] == "Sẽ lập 1 trang, giữ 0 trang; chưa ghi gì."
    ended = call("report", "first", "--pages", "", "--units", "CQ03", "--dry-run", cwd=project)
    assert "số liệu, điểm, danh sách: giữ nguyên" in ended.stdout
    assert sorted(project.rglob("*")) == before
