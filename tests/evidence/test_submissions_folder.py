"""Workbooks that came back: found in any folder, named as receipts name them, none lost."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.evidence.intake import Evidence, take_in
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small"
SENDER = "CQ03"  # a department: three required fields
REQUIRED = ("training_sessions", "services_integrated", "staff_active")


@pytest.fixture(scope="module")
def small() -> Campaign:
    """The small campaign."""
    return load_rules(SMALL / "campaign").campaign


@pytest.fixture
def folder(tmp_path, small):
    """An inputs folder with the platform's logs and nothing else, and a way to fill it."""
    shutil.copytree(SMALL / "inputs" / "platform", tmp_path / "inputs" / "platform")

    class Folder:
        path = tmp_path / "inputs"

        def send(self, name: str, value: float, unit: str = SENDER) -> Path:
            """A workbook of the unit in which every required field has one value."""
            path: Path = self.path / "submissions" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            values = {(unit, measure): value for measure in REQUIRED}
            path.write_bytes(template_workbook(small, unit, values=values))
            return path

        def receive(self, **moments: str) -> None:
            """The register of receipts: moments by file, _ for a point."""
            lines = [
                f"{name.replace('__', '/')},{moment},email,x" for name, moment in moments.items()
            ]
            path = self.path / "registers" / "receipts.csv"
            path.parent.mkdir(exist_ok=True)
            text = "\n".join(["file,received_at,channel,received_by", *lines]) + "\n"
            path.write_text(text, encoding="utf-8")

        def take_in(self) -> Evidence:
            """All evidence of the folder."""
            return take_in(small, self.path, as_of=date(2024, 12, 20))

    return Folder()


def value_of(evidence: Evidence, unit: str = SENDER) -> float:
    """The value that the panel has as reported."""
    panel = evidence.tables["panel"]
    rows = panel[(panel["unit_code"] == unit) & (panel["measure"] == "training_sessions")]
    return float(rows["reported_value"].iloc[0])


def checks(evidence: Evidence) -> set[str]:
    """The names of the checks that found something."""
    return {finding.check for finding in evidence.findings}


def report_of(evidence: Evidence, unit: str = SENDER) -> dict[str, object]:
    """The unit's row of `reports`."""
    reports = evidence.tables["reports"].set_index("unit_code")
    return dict(reports.loc[unit])


def test_a_workbook_in_a_subfolder_is_read_and_its_cells_are_named(folder):
    """Any name, any folder; `reported` says sheet and cell (DESIGN §6)."""
    folder.send("sở/Báo cáo cuối.xlsx", 7)
    evidence = folder.take_in()
    reported = evidence.tables["reported"].set_index("measure").loc["training_sessions"]
    assert (reported["sheet"], reported["cell"], reported["value"]) == ("So_lieu", "C6", 7)
    assert reported["file"] == "sở/Báo cáo cuối.xlsx"


def test_a_file_is_known_by_its_path_or_by_its_bare_name_in_the_receipts(folder):
    """The clerk writes what the mail said."""
    folder.send("thu/a.xlsx", 7)
    folder.receive(**{"a.xlsx": "2024-12-09 08:00:00"})
    report = report_of(folder.take_in())
    assert (report["file"], report["status"], report["is_complete"]) == (
        "a.xlsx",
        "on_time",
        "true",
    )


def test_case_16_lock_files_and_leftovers_are_ignored_and_listed(folder):
    """~$Bao_cao.xlsx, .DS_Store and Thumbs.db are no reports."""
    folder.send("a.xlsx", 7)
    for name in ("~$a.xlsx", ".DS_Store", "Thumbs.db"):
        (folder.path / "submissions" / name).write_bytes(b"x")
    evidence = folder.take_in()
    [finding] = [one for one in evidence.findings if one.check == "files_ignored"]
    assert all(name in finding.found for name in ("~$a.xlsx", ".DS_Store", "Thumbs.db"))
    assert "files_not_read" not in checks(evidence)


def test_case_17_the_same_content_under_another_name_is_read_once(folder):
    """The copy is told, and its row in `sources` says that nothing was read from it."""
    shutil.copy(folder.send("a.xlsx", 7), folder.path / "submissions" / "b.xlsx")
    evidence = folder.take_in()
    assert "same_content" in checks(evidence)
    assert set(evidence.tables["reported"]["file"]) == {"a.xlsx"}
    sources = evidence.tables["sources"].set_index("file")
    assert sources.loc["submissions/b.xlsx", "rows_read"] == 0


def test_case_18_the_newest_received_wins_and_the_older_one_is_kept(folder):
    """Not the newest by name or by the date of the file."""
    folder.send("b_cu.xlsx", 5)
    folder.send("a_moi.xlsx", 9)
    folder.receive(**{"b_cu.xlsx": "2024-12-06 08:00:00", "a_moi.xlsx": "2024-12-09 08:00:00"})
    evidence = folder.take_in()
    assert value_of(evidence) == 9
    assert set(evidence.tables["reported"]["file"]) == {"b_cu.xlsx", "a_moi.xlsx"}


def test_a_refused_file_is_an_error_and_the_others_go_on(folder):
    """One broken file stops nobody."""
    folder.send("a.xlsx", 7)
    (folder.path / "submissions" / "hong.xlsx").write_bytes(b"PK hong")
    evidence = folder.take_in()
    [finding] = [one for one in evidence.findings if one.check == "file_unreadable"]
    assert (finding.severity, finding.file) == ("error", "hong.xlsx")
    assert value_of(evidence) == 7


def test_a_file_whose_name_is_no_utf8_is_an_error_and_no_source(folder):
    """From a zip of old names; the manifest could not name it, so it is to be renamed."""
    folder.send("a.xlsx", 7)
    there = os.fsencode(folder.path / "submissions")
    os.makedirs(there + b"/c\xb8")
    for name in (b"B\xb8o c\xb8o.xlsx", b"c\xb8/b.xlsx"):
        shutil.copy(folder.send("b.xlsx", 9), os.fsdecode(there + b"/" + name))
    (folder.path / "submissions" / "b.xlsx").unlink()
    evidence = folder.take_in()
    told = [one for one in evidence.findings if one.check == "file_name"]
    assert {one.severity for one in told} == {"error"}
    assert {one.file for one in told} == {r"B\xb8o c\xb8o.xlsx", r"c\xb8/b.xlsx"}
    assert all("không phải mã UTF-8" in one.message and "đổi tên" in one.message for one in told)
    files = set(evidence.tables["sources"]["file"])
    assert {one for one in files if one.startswith("submissions")} == {"submissions/a.xlsx"}
    assert value_of(evidence) == 7 and "files_not_read" not in checks(evidence)


def test_every_row_read_is_taken_or_set_aside(folder):
    """rows read = accepted + rejected, and each rejected row stands in its table (METHOD 9)."""
    folder.send("a.xlsx", 10_000_001)  # more than anybody can count
    evidence = folder.take_in()
    row = evidence.tables["sources"].set_index("file").loc["submissions/a.xlsx"]
    assert (row["rows_read"], row["rows_accepted"], row["rows_rejected"]) == (3, 0, 3)
    rejected = evidence.tables["rejected"]
    assert sum(rejected["file"] == "submissions/a.xlsx") == 3


def test_case_87_a_link_is_not_followed(folder, tmp_path, small):
    """A link out of the folder is told and not read."""
    (tmp_path / "ngoai.xlsx").write_bytes(template_workbook(small, SENDER))
    (folder.path / "submissions").mkdir()
    (folder.path / "submissions" / "a.xlsx").symlink_to(tmp_path / "ngoai.xlsx")
    evidence = folder.take_in()
    [finding] = [one for one in evidence.findings if one.check == "files_not_read"]
    assert "a.xlsx (liên kết)" in finding.found
    assert evidence.tables["reported"].empty


def test_rows_of_reported_csv_and_of_workbooks_stand_side_by_side(folder):
    """A report collected by other means has the same meaning (DESIGN §5)."""
    folder.send("a.xlsx", 7)
    (folder.path / "submissions" / "reported.csv").write_text(
        "file,unit_code,measure,value,stated_share\ngiay.pdf,CQ04,training_sessions,4,\n",
        encoding="utf-8",
    )
    evidence = folder.take_in()
    assert (value_of(evidence), value_of(evidence, "CQ04")) == (7, 4)
