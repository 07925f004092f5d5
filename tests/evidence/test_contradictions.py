"""Two figures for one matter: neither counts, both rows are listed, nothing is lost."""

import io

import openpyxl
import pandas as pd
import pytest

from ihanoi_eval.evidence.contradictions import Matter, set_aside, settle
from ihanoi_eval.evidence.findings import Aside, Finding
from ihanoi_eval.evidence.intake import take_in
from ihanoi_eval.evidence.sources import read_source
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import OWN_SHEET

COUNTED = Matter(
    "counts_contradict", "t", ("unit_code", "date"), ("value", "note"), "{date} {rows}"
)
TABLES = {  # a header, then two rows that differ about one matter
    "registers/population": (
        "unit_code,population_15plus,households,as_of_date,source",
        "00001,900,300,2024-10-15,a",
        "00001,901,300,2024-10-15,a",
    ),
    "registers/targets": ("unit_code,accounts_target,set_by,document_no", "00001,9,,", "00001,8,,"),
    "registers/staff": (
        "unit_code,staff_count,leaders_count,exempt_count,document_no",
        "001,40,4,0,",
        "001,41,4,0,",
    ),
    "registers/services": ("unit_code,public_services_count", "CQ01,9", "CQ01,8"),
    "platform/counts": (
        "unit_code,date,measure,value",
        "00001,2024-11-30,accounts_active_close,7",
        "00001,2024-11-30,accounts_active_close,8",
    ),
    "submissions/reported": (
        "file,unit_code,measure,value,stated_share",
        "a.xlsx,CQ01,training_sessions,7,",
        "a.xlsx,CQ01,training_sessions,8,",
    ),
    "reviews/verifications": (
        "unit_code,measure,verified_value,verified_by,on_date,reason,document_no",
        "00001,households,7,Canary,2024-12-01,x,1/TB",
        "00001,households,8,Canary,2024-12-01,x,2/TB",
    ),
    "reviews/adjustments": (
        "unit_code,points,reason,document_no,on_date",
        "001,1,x,1/TB,2024-12-01",
        "001,2,x,1/TB,2024-12-01",
    ),
}


def told(*figures: float, note: str = "") -> pd.DataFrame:
    """Figures of one unit and day, in rows 2, 3 and so on."""
    rows = [("00001", "2024-11-30", value, note, row) for row, value in enumerate(figures, 2)]
    return pd.DataFrame(rows, columns=["unit_code", "date", "value", "note", "row"])


def test_identical_rows_are_one_and_no_doubt(campaign):
    """7 and 7 (COUNTING 5)."""
    single, findings = settle(told(7.0, 7.0), COUNTED, campaign)
    assert (single["row"].tolist(), findings) == ([2], [])


def test_rows_that_differ_are_out_with_their_copies(campaign):
    """7, 8 and 7 again: three rows, none of which counts."""
    single, [finding] = settle(told(7.0, 8.0, 7.0), COUNTED, campaign)
    assert single.empty
    assert (finding.severity, finding.finding_id) == ("error", "counts_contradict:00001:2024-11-30")
    assert (finding.found, finding.message) == ("7 và 8", "30/11/2024 2, 3, 4")
    assert [aside.row for aside in finding.aside] == [2, 3, 4]


def test_rows_that_differ_beside_their_figure_say_so(campaign):
    """The same 7 under two notes."""
    rows = pd.concat([told(7.0), told(7.0, note="khác").assign(row=3)], ignore_index=True)
    [finding] = settle(rows, COUNTED, campaign)[1]
    assert finding.found == "2 dòng khác nhau"


def test_a_row_set_aside_is_rejected_and_no_longer_accepted(inputs, campaign):
    """2 read = 1 accepted + 1 rejected."""
    inputs.write("registers/services", "unit_code,public_services_count", "CQ01,9", "001,4")
    sent = read_source(inputs.path, "registers/services", campaign=campaign)
    assert sent is not None
    finding = Finding("error", "x", "?", aside=(Aside("registers/services", "", 3.0, "vì sao"),))
    after = set_aside({"registers/services": sent}, [finding])["registers/services"]
    assert after.frame["unit_code"].tolist() == ["CQ01"]
    counts = after.sources[["rows_read", "rows_accepted", "rows_rejected"]]
    assert counts.iloc[0].tolist() == [2, 1, 1]
    assert after.rejected[["row", "reason"]].values.tolist() == [[3.0, "vì sao"]]


@pytest.mark.parametrize("name", TABLES)
def test_in_every_table_contradicted_rows_are_rejected_rows(inputs, name):
    """Both are listed with their values, counted as rejected, and asked about once."""
    header, *lines = TABLES[name]
    inputs.write(name, header, *lines, lines[0])
    evidence = inputs.take_in()
    rejected, sources = evidence.tables["rejected"], evidence.tables["sources"]
    assert rejected["row"].tolist() == [2, 3, 4]
    assert set(rejected["file"]) == {f"{name}.csv"}
    assert rejected["reason"].str.contains("các dòng 2, 3, 4 khác nhau").all()
    assert (rejected["values"] != "").all() and "Canary" not in str(rejected["values"].tolist())
    counts = sources.set_index("file").loc[f"{name}.csv"]
    assert counts[["rows_read", "rows_accepted", "rows_rejected"]].tolist() == [3, 0, 3]
    [finding] = [one for one in evidence.findings if one.aside]
    assert finding.severity == "error" and "2024-" not in finding.message


def test_in_a_workbook_contradicted_rows_are_rejected_rows(inputs, campaign):
    """A sheet copied and changed: two figures of one field, neither counts."""
    inputs.write("submissions/a.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(campaign, "CQ01")))
    sheet = book[OWN_SHEET]
    rows = {str(sheet.cell(row, 2).value): row for row in range(1, 20)}
    places = [rows[label] for label in rows if label.startswith(("training", "services"))]
    for row, value in zip(places, (3, 4), strict=True):
        sheet.cell(row, 3).value = value
    copied = book.copy_worksheet(sheet)
    copied.cell(places[0], 3).value = 5
    book.save(inputs.path / "submissions" / "a.xlsx")
    evidence = take_in(campaign, inputs.path, as_of=inputs.campaign.deadline)
    reported = evidence.tables["reported"]
    assert reported[["measure", "value"]].values.tolist() == [["services_integrated", 4.0]]
    rejected = evidence.tables["rejected"]
    assert rejected["values"].tolist() == [f"C{places[0]}=3", f"C{places[0]}=5"]
    [counts] = evidence.tables["sources"][
        ["rows_read", "rows_accepted", "rows_rejected"]
    ].values.tolist()
    assert counts == [4, 2, 2]
