"""The dossier of a run: every document, every figure from a cell, the same bytes, whole or not."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from ihanoi_eval.errors import CallError, DataError
from ihanoi_eval.evaluation import Evaluation, open_run, save
from ihanoi_eval.files import read_csv_text
from ihanoi_eval.run_files import PEOPLE_FOLDER, TABLES_FOLDER
from ihanoi_eval.running import documents
from ihanoi_eval.running.documents import BUILT_IN, write_documents
from ihanoi_eval.running.manifest import identify, read_manifest, write_manifest
from ihanoi_eval.running.pipeline import evaluate_campaign
from ihanoi_eval.running.sign_offs import SignOff, sign_off
from ihanoi_eval.running.verifying import differences, source_differences
from ihanoi_eval.vietnamese import (
    format_count,
    format_date,
    format_number,
    format_percent,
    format_seal,
)

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def dossier(_made_once: Path, tmp_path_factory: pytest.TempPathFactory, later: Evaluation) -> Path:
    """A run of the small campaign beside an earlier one, with its documents; not to be spoilt."""
    shutil.copytree(_made_once, tmp_path_factory.mktemp("dossier") / "all")
    run = tmp_path_factory.getbasetemp().glob("dossier*/all/run")
    folder = max(run, key=lambda path: path.stat().st_mtime)
    save(later, folder)
    opened = open_run(folder)
    origin = {**opened.facts["origin"], **later.facts["origin"]}
    write_manifest(opened, folder, run_id=identify(opened), origin=origin)
    write_documents(folder)
    return folder


def words_of(data: bytes) -> list[str]:
    """Every paragraph of a Word document, those in cells too."""
    body = Document(io.BytesIO(data)).element.body
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return ["".join(part.text or "" for part in one.iter(f"{space}t"))
            for one in body.iter(f"{space}p")]  # fmt: skip


def test_every_document_keeps_the_decree_and_the_run_vouches_for_them(dossier):
    """Nine Word files, two workbooks; all in the manifest, no fault of format."""
    names = {path.name for path in (dossier / "documents").iterdir()}
    assert len([name for name in names if name.endswith(".docx")]) == 9
    assert {"phu_luc_de_ky.xlsx", "so_so_lieu.xlsx"} <= names
    assert differences(dossier) == []
    assert write_documents(dossier).faults == ()


def test_every_sheet_of_the_dossier_bears_the_seal(dossier):
    """In the foot of every page, its digits on one line, so that a stamp anchors the run."""
    shown = format_seal(read_manifest(dossier)["seal"]).replace(" ", "\xa0")
    for path in (dossier / "documents").glob("*.docx"):
        (section, *_) = Document(str(path)).sections
        for foot in (section.first_page_footer, section.footer):
            assert [one.text for one in foot.paragraphs if one.text.endswith(f"mã\xa0{shown}")]
    with zipfile.ZipFile(dossier / "documents" / "so_so_lieu.xlsx") as book:
        assert shown.replace("\xa0", " ") in book.read("xl/sharedStrings.xml").decode()
    with zipfile.ZipFile(dossier / "documents" / "phu_luc_de_ky.xlsx") as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets and all(f"mã\xa0{shown}" in book.read(one).decode() for one in sheets)


def test_every_figure_of_every_document_is_a_cell_or_a_rule(dossier):
    """No number is made in a document: cells, rules, the template's own words, row numbers."""
    cells = set()
    for part in (TABLES_FOLDER, PEOPLE_FOLDER):
        for path in sorted((dossier / part).glob("*.csv")):
            frame = read_csv_text(path)
            cells |= set(frame.to_numpy().ravel())
    known = set()
    for cell in cells - {""}:
        known |= set(NUMBER.findall(cell))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
            known |= set(NUMBER.findall(format_date(cell)))
        if not re.fullmatch(r"-?\d{1,15}(\.\d+)?", cell):
            continue
        value = float(cell)
        known |= {format_count(value), format_number(value, 2), format_number(value, 1)}
        known |= {format_percent(value).rstrip("%")}
    rules = (dossier / "rules.json").read_text("utf-8")
    known |= set(NUMBER.findall(rules))
    known |= {format_count(number) for number in re.findall(r"\b\d{4,}\b", rules)}
    known |= {"98", "100", "80"}  # levels of gate, plan and vote: 0.98, 1 and 0.80 in the rules
    evaluation = open_run(dossier)
    known |= set(NUMBER.findall(evaluation.run_id))
    known |= set(NUMBER.findall(format_date(evaluation.as_of)))
    known |= set(NUMBER.findall(format_date(evaluation.rules.campaign.cut_off(evaluation.as_of))))
    for path in sorted((dossier / "documents").glob("*.docx")):
        template = set(NUMBER.findall(" ".join(words_of((BUILT_IN / path.name).read_bytes()))))
        rows = {str(number) for number in range(1, 1 + len(words_of(path.read_bytes())))}
        for words in words_of(path.read_bytes()):
            if words in rows:
                continue  # the number of a row
            strangers = set(NUMBER.findall(words)) - known - template
            assert not strangers, (path.name, words, strangers)


def test_the_same_run_gives_the_same_bytes(dossier):
    """Written twice, not a byte differs (issue of replay)."""
    before = {path.name: path.read_bytes() for path in (dossier / "documents").iterdir()}
    write_documents(dossier)
    assert {path.name: path.read_bytes() for path in (dossier / "documents").iterdir()} == before


def test_no_workbook_computes_or_leads_away(dossier):
    """0 formulas, 0 external links, in both."""
    for path in (dossier / "documents").glob("*.xlsx"):
        with zipfile.ZipFile(path) as parts:
            sheets = [parts.read(name) for name in parts.namelist() if "sheets/sheet" in name]
            assert not any(re.search(rb"<f[ >]|<hyperlink", data) for data in sheets)
            assert not any("externalLink" in name for name in parts.namelist())


def test_a_template_of_the_office_is_taken_and_its_departures_are_said(made):
    """A file of its name in the campaign folder's documents/ wins; the built-in fills the rest."""
    own = made.parent / "campaign" / "documents"
    own.mkdir()
    book = Document(str(BUILT_IN / "to_trinh.docx"))
    book.sections[0].left_margin = book.sections[0].right_margin
    book.add_paragraph("Mẫu riêng của Văn phòng, {{ place }}")
    book.save(str(own / "to_trinh.docx"))
    written = write_documents(made)
    assert [fault.split(":")[0] for fault in written.faults] == ["to_trinh.docx"]
    made_words = words_of((made / "documents" / "to_trinh.docx").read_bytes())
    assert "Mẫu riêng của Văn phòng, Hà Nội" in made_words
    (own / "~$_trinh.docx").write_bytes(b"Word has it open")
    assert source_differences(made) == []
    (own / "to_trinh.docx").unlink()
    (changed,) = source_differences(made)
    assert changed.startswith("documents: mẫu văn bản của đợt đã khác")


@pytest.mark.parametrize("is_written_before", [False, True])
def test_a_moved_run_takes_no_built_in_template_for_the_campaigns_own(made, is_written_before):
    """The campaign has its own: the call says what to name, and the dossier stays as it was."""
    campaign, inputs = made.parent / "campaign", made.parent / "inputs"
    (campaign / "documents").mkdir()
    book = Document(str(BUILT_IN / "to_trinh.docx"))
    book.add_paragraph("Mẫu riêng của Văn phòng")
    book.save(str(campaign / "documents" / "to_trinh.docx"))
    if is_written_before:
        write_documents(made)  # evaluated before the template was there
    else:
        evaluate_campaign(campaign, inputs, as_of=date(2024, 12, 20), out=made)
    moved = made.parent / "elsewhere" / "run"
    moved.parent.mkdir()
    made.rename(moved)
    before = sorted(path.name for path in moved.rglob("*"))
    with pytest.raises(CallError, match="có mẫu văn bản riêng.*chỉ ra bằng --campaign"):
        write_documents(moved)
    with pytest.raises(CallError, match=r"không có campaign\.yaml; chỉ ra thư mục quy định"):
        write_documents(moved, campaign=inputs)
    assert sorted(path.name for path in moved.rglob("*")) == before
    write_documents(moved, campaign=campaign)
    assert "Mẫu riêng của Văn phòng" in words_of(
        (moved / "documents" / "to_trinh.docx").read_bytes()
    )
    assert source_differences(moved, inputs=inputs, campaign=campaign) == []


def test_a_moved_run_of_a_campaign_without_templates_needs_no_campaign(made):
    """The built-in ones were meant; what Word left open there is no template."""
    campaign, inputs = made.parent / "campaign", made.parent / "inputs"
    (campaign / "documents").mkdir()
    (campaign / "documents" / "~$_trinh.docx").write_bytes(b"Word has it open")
    evaluate_campaign(campaign, inputs, as_of=date(2024, 12, 20), out=made)
    moved = made.parent / "elsewhere" / "run"
    moved.parent.mkdir()
    made.rename(moved)
    for _ in range(2):
        assert "to_trinh.docx" in write_documents(moved).files
    assert source_differences(moved, inputs=inputs, campaign=campaign) == []


def test_a_run_may_be_named_from_inside(made, monkeypatch):
    """`documents .` is this folder, by its own name."""
    monkeypatch.chdir(made)
    assert write_documents(Path(".")).folder == made / "documents"


def test_a_template_that_cannot_be_used_leaves_the_old_documents(made):
    """Nothing half-written, and the fault names the file."""
    write_documents(made)
    before = sorted(path.name for path in made.rglob("*"))
    own = made.parent / "campaign" / "documents"
    own.mkdir()
    (own / "to_trinh.docx").write_bytes(b"x")
    with pytest.raises(DataError, match=r"to_trinh\.docx"):
        write_documents(made)
    assert sorted(path.name for path in made.rglob("*")) == before
    assert differences(made) == []


def test_a_changed_table_makes_no_documents(made):
    """Documents would vouch for it."""
    table = made / "tables" / "ranking.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    with pytest.raises(DataError, match=r"ranking\.csv"):
        write_documents(made)
    assert not (made / documents.DOCUMENTS).exists()


@pytest.mark.needs("soffice", "pdftotext")
def test_libreoffice_opens_every_document(dossier, tmp_path):
    """Converted to PDF by LibreOffice itself: the title of each is on its first page."""
    files = sorted((dossier / "documents").glob("*.docx"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
               "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    titles = {"to_trinh": "TỜ TRÌNH", "bien_ban_hop": "BIÊN BẢN", "bao_cao_tong_ket": "BÁO CÁO"}
    for path in files:
        shown = subprocess.run(
            ["pdftotext", "-l", "1", str(tmp_path / f"{path.stem}.pdf"), "-"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert titles.get(path.stem, "Phụ lục") in shown


def test_a_dossier_that_was_submitted_is_not_made_again(made):
    """Its paper is out: another template must not change what three people signed."""
    day = date(2024, 12, 23)
    for stage, name in (("data", "Lê A"), ("ranking", "Trần B"), ("submission", "Ngô C")):
        write_documents(made)
        sign_off(made, SignOff(stage, name, "Chức vụ", "9/BB", day))
    before = (made / "documents" / "to_trinh.docx").read_bytes()
    with pytest.raises(CallError, match="đã ký là đã trình, không lập lại"):
        write_documents(made)
    assert (made / "documents" / "to_trinh.docx").read_bytes() == before
    assert differences(made) == []
