"""RELIABILITY §2.6 E: what was typed to be computed, run, followed or loaded stays words.

Cases 81, 83–88, 90–93 that belong to one room are tested beside it, by the same numbers.
"""

import io
import pickle
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from docx import Document

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import save
from ihanoi_eval.files import read_csv_text
from ihanoi_eval.reporting.data_book import data_book
from ihanoi_eval.reporting.word import fill_template

NASTY = '=HYPERLINK("http://x.vn","y")', "+84912345678", "@SUM(A1)", "\t=1+1", "-1+1;=1+1"
DAY = date(2024, 12, 20)
STAFF = "unit_code,staff_count,leaders_count,exempt_count,document_no"


class Trap:
    """What a pickle would do to whoever loads it."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Loading it makes a file."""
        return Path.touch, (str(self.sprung),)


def test_case_81_no_cell_of_the_tables_or_the_data_book_computes(final, changed, tmp_path):
    """In names and messages: text in the workbook, behind an apostrophe in the CSV."""
    for words in NASTY:
        units = final.tables["units"].assign(name=words)
        findings = final.tables["findings"].assign(message=words)
        attacked = changed(final, units=units, findings=findings)
        save(attacked, tmp_path)
        written = read_csv_text(tmp_path / "tables" / "findings.csv")["message"]
        assert set(written) == {"'" + re.sub(r"(?<=[;\t])=", "'=", words)}
    for sheet in openpyxl.load_workbook(io.BytesIO(data_book(attacked))):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_case_82_a_phone_number_where_a_number_belongs_is_refused_and_masked(folder):
    """The row is set aside, no body has 84,912,345,678 people, and no digit of it goes on."""
    folder.write("registers/staff", STAFF, "001,+84912345678,3,0,1/CV", "018,90,3,0,2/CV")
    evidence = folder.read()
    panel = evidence.tables["panel"]
    staff = panel[(panel["measure"] == "staff_count") & panel["used_value"].notna()]
    assert dict(zip(staff["unit_code"], staff["used_value"], strict=True)) == {"018": 90, "01": 90}
    [rejected] = evidence.tables["rejected"].to_dict("records")
    assert rejected["row"] == 2 and "912345678" not in repr((rejected, evidence.findings))


def test_case_85_ampersands_and_angles_are_printed_in_full():
    """docxtpl by itself loses the one and what stands between the others."""
    book, stream = Document(), io.BytesIO()
    book.add_paragraph("{{ name }}")
    book.save(stream)
    for name in ("Nguyễn Văn A & B", "A < B", "<w:p>x</w:p> Trần"):
        made = fill_template(stream.getvalue(), {"name": name}, name="mau.docx", created=DAY)
        assert [line.text for line in Document(io.BytesIO(made)).paragraphs] == [name]


def test_case_89_pickles_and_foreign_files_are_listed_and_never_loaded(folder, tmp_path):
    """A trap does not spring, whatever it is called; of Parquet only our tables are opened."""
    sprung = tmp_path / "sprung"
    trap = pickle.dumps(Trap(sprung))
    (folder.path / "platform").mkdir()
    for name in ("cache.pkl", "platform/model.pickle", "platform/accounts.joblib"):
        (folder.path / name).write_bytes(trap)
    parquet.write_table(pa.table({"x": [1]}), folder.path / "foreign.parquet")
    evidence = folder.read()
    [finding] = [one for one in evidence.findings if one.check == "files_not_read"]
    assert finding.found.split(", ") == [
        "cache.pkl", "foreign.parquet", "platform/accounts.joblib", "platform/model.pickle",
    ]  # fmt: skip
    assert not sprung.exists()


@pytest.mark.parametrize("name", ["platform/accounts", "registers/population"])
def test_case_89_a_pickle_in_a_tables_name_is_refused_in_words(folder, tmp_path, name):
    """Named like a table it is read as one, which it is not."""
    sprung = tmp_path / "sprung"
    path = folder.path / f"{name}.parquet"
    path.parent.mkdir()
    path.write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(DataError, match=rf"{name}\.parquet"):
        folder.read()
    assert not sprung.exists()


def test_case_109_a_waiver_without_its_document_waives_nothing(folder):
    """It is asked about and opens no gate; with the number it is kept."""
    waivers = "rule,unit_code,reason,authorised_by,document_no,on_date"
    row = "staff,001,Bão,Chánh Văn phòng,{},2024-12-03"
    folder.write("reviews/waivers", waivers, row.format(""))
    evidence = folder.read()
    assert evidence.tables["reviewed"].empty
    assert "waiver" in repr([one for one in evidence.findings if one.unit_code == "001"])
    folder.write("reviews/waivers", waivers, row.format("9/CV"))
    assert folder.read().tables["reviewed"]["document_no"].tolist() == ["9/CV"]
