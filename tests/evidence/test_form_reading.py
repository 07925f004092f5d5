"""What goes out comes back: every form filled in, saved by other programs, read as it was filled.

The faults of RELIABILITY §2.6 B and C stand in tests/faults.
"""

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest

from ihanoi_eval.evidence.form_reading import read_form
from ihanoi_eval.evidence.workbooks import Workbook, read_workbook, read_workbooks
from ihanoi_eval.reporting.templates import reporting_units, template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import Field
from ihanoi_eval.rules.loading import load_rules

ROOT = Path(__file__).parents[2]
Filled = dict[tuple[str, str], float | str]


@pytest.fixture(scope="module")
def city() -> Campaign:
    """The real campaign: 57 units that report, 579 that are rows."""
    return load_rules(ROOT / "params" / "hanoi-2024-11").campaign


def figures(campaign: Campaign, unit: str) -> Filled:
    """Something for every cell of a unit's workbook, each figure another one."""
    filled: Filled = {}
    for code in (unit, *campaign.children.get(unit, ())):
        form = campaign.form_of(campaign.unit_by_code[code].league)
        for field in form.fields if form else ():
            figure = float(7 * len(filled) + 1)
            filled[code, field.measure] = f"Ý {figure:.0f}" if field.kind == "text" else figure
    return filled


def read(workbook: Workbook, campaign: Campaign) -> Filled:
    """All that a workbook says, which must be said without a doubt."""
    reading = read_form(workbook, workbook.path.name, campaign)
    assert (reading.findings, reading.rejected) == ((), ())
    rows: Filled = {(one.unit_code, one.measure): float(one.value or 0) for one in reading.rows}
    return rows | {(one.unit_code, one.measure): one.value for one in reading.texts}


def test_every_form_filled_in_by_openpyxl_reads_as_it_was_filled(city, tmp_path):
    """The empty template is opened, its cells are filled, it is saved, it is read."""
    given = {unit: figures(city, unit) for unit in reporting_units(city)[::6]}  # some of each form
    for unit, filled in given.items():
        sent = openpyxl.load_workbook(
            io.BytesIO(template_workbook(city, unit, values=filled)), data_only=True
        )
        book = openpyxl.load_workbook(io.BytesIO(template_workbook(city, unit)))
        for sheet in book.worksheets:
            for row in sent[sheet.title].iter_rows():
                for cell in row:
                    if cell.value is not None:
                        sheet[cell.coordinate].value = cell.value
        book.save(tmp_path / f"{unit}.xlsx")
    paths = [tmp_path / f"{unit}.xlsx" for unit in given]
    books = read_workbooks(paths)
    found = {unit: read(book, city) for unit, book in zip(given, books, strict=True)}
    assert found == given


@pytest.mark.needs("soffice")
def test_every_form_saved_again_by_libreoffice_reads_as_it_was_filled(city, tmp_path):
    """LibreOffice itself, with a profile of its own: all units, every figure (issue b)."""
    given = {unit: figures(city, unit) for unit in reporting_units(city)}
    for unit, filled in given.items():
        (tmp_path / f"{unit}.xlsx").write_bytes(template_workbook(city, unit, values=filled))
    saved = tmp_path / "saved"
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(saved)]
    command += [str(tmp_path / f"{unit}.xlsx") for unit in given]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    books = read_workbooks([saved / f"{unit}.xlsx" for unit in given])
    found = {unit: read(book, city) for unit, book in zip(given, books, strict=True)}
    assert found == given


def test_a_new_field_is_a_line_of_yaml(city, tmp_path):
    """Template and reader follow the form; a stated share stands beside its measure."""
    form = city.form_of("departments")
    fields = (
        *form.fields,
        Field(measure="features_used", label="Số tính năng mới"),
        Field(measure="staff_active", label="Tỷ lệ cán bộ kích hoạt (%)", kind="share"),
    )
    forms = (form.model_copy(update={"fields": fields}),)
    campaign = city.model_copy(update={"forms": forms})
    values = {("CQ03", "features_used"): 3.0, ("CQ03", "staff_active"): 40.0}
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(campaign, "CQ03", values=values)))
    book["So_lieu"].cell(5 + len(fields), 3).value = 95.5
    book.save(tmp_path / "x.xlsx")
    reading = read_form(read_workbook(tmp_path / "x.xlsx"), "x.xlsx", campaign)
    rows = {row.measure: (row.value, row.stated_share) for row in reading.rows}
    assert rows == {"features_used": (3.0, None), "staff_active": (40.0, 0.955)}
