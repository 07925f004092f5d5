"""Figures that were published with an error in them are asked about; figures that fit are not.

The eight errors and the two clean rows are official publications of 2024 (SOURCES.md).
"""

import csv
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import OWN_SHEET
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.checking import check

SMALL = Path(__file__).parents[1] / "small" / "campaign"
AS_OF = date(2024, 12, 20)

Figures = Mapping[str, float | None]  # by measure

PARTS = ("petitions_resolved", "petitions_in_progress", "petitions_pending", "petitions_refused")
ACCOUNTS = ("accounts_active_open", "accounts_new", "accounts_active_close")


def petitions(received: int, *states: int) -> dict[str, float]:
    """Petitions received, resolved, in progress, pending, refused."""
    return {"petitions_received": received, **dict(zip(PARTS, states, strict=True))}


# What is reported, the share stated beside its first figure, what is asked and what is said of it.
WRONG: dict[str, tuple[Figures, float | None, str, str]] = {
    "hoang_mai_satisfied": (
        {"petitions_satisfied": 150, "petitions_rated": 302},
        0.6131,
        "stated_share_differs",
        "là 49,67%, báo cáo ghi 61,31%",
    ),
    "letter_4099_share": (
        {"accounts_new": 588_728, "population_15plus": 6_100_957},
        0.1164,
        "stated_share_differs",
        "là 9,65%, báo cáo ghi 11,64%",
    ),
    "letter_4099_baseline": (
        dict(zip(ACCOUNTS, (1_043_724, 588_728, 1_633_840), strict=True)),
        None,
        "accounts_add_up",
        "1.043.724 + 588.728 = 1.632.452, báo cáo ghi 1.633.840",
    ),
    "petitions_of_21_november": (
        petitions(1859, 307, 130, 449, 968),
        None,
        "petitions_add_up",
        "= 1.854, báo cáo ghi 1.859",
    ),
    "overdue_of_july": (
        {"petitions_overdue_open": 135, "petitions_received": 1441},
        0.1107,
        "stated_share_differs",
        "là 9,37%, báo cáo ghi 11,07%",
    ),
    "share_of_23_july": (
        {"petitions_resolved": None, "petitions_received": 523},
        0.9745,
        "stated_share_impossible",
        "509 là 97,32%, 510 là 97,51%",
    ),
    "index_766": (
        dict(zip(ACCOUNTS, (61.18, -2.51, 58.69), strict=True)),
        None,
        "accounts_add_up",
        "61,18 − 2,51 = 58,67, báo cáo ghi 58,69",
    ),
    "share_of_smartphones": (
        {"accounts_new": 589_000, "population_15plus": 5_300_000},
        0.091,
        "stated_share_differs",
        "là 11,1%, báo cáo ghi 9,1%",
    ),
}
FITTING: dict[str, tuple[Figures, float | None]] = {
    "field_petitions_of_8_august": (petitions(2350, 1654, 272, 244, 180), 0.704),
    "refused_of_8_august": (
        {"petitions_refused": 180, "petitions_received": 2350},
        0.076,  # cut off, not rounded: 7,66 %
    ),
    "field_petitions_of_21_november": (petitions(23_910, 19_871, 1238, 1300, 1501), 0.831),
}
ASKED = ("stated_share_differs", "stated_share_impossible", "accounts_add_up", "petitions_add_up")


def report(folder: Path, cases: dict[str, tuple[Figures, float | None]]) -> None:
    """submissions/reported.csv with a file a case, each of another unit."""
    units = load_rules(SMALL).campaign.units_of("communes")
    path = folder / "submissions" / "reported.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["file", "unit_code", "measure", "value", "stated_share"])
        for (name, (figures, share)), unit in zip(cases.items(), units, strict=False):
            for place, (measure, value) in enumerate(figures.items()):
                stated = "" if share is None or place else share
                lines.writerow([f"{name}.xlsx", unit, measure, value, stated])


def asked(findings: pd.DataFrame) -> dict[str, list[str]]:
    """The arithmetic checks that asked, by the name of the file's case."""
    rows = findings[findings["check"].isin(ASKED)]
    return {Path(str(file)).stem: sorted(group["check"]) for file, group in rows.groupby("file")}


def test_every_published_error_is_asked_about(tmp_path):
    """Through the command: each in its unit's sheet, with both figures and what to do."""
    report(tmp_path, {name: (figures, share) for name, (figures, share, *_) in WRONG.items()})
    findings = check(SMALL, tmp_path, as_of=AS_OF).findings
    assert asked(findings) == {name: [code] for name, (_, _, code, _) in WRONG.items()}
    for name, (_, _, code, words) in WRONG.items():
        [message] = findings.loc[
            (findings["file"] == f"{name}.xlsx") & (findings["check"] == code), "message"
        ]
        assert words in message and "Đề nghị" in message.replace("đề nghị", "Đề nghị")


def test_published_figures_that_fit_are_not_asked_about(tmp_path):
    """Parts sum to wholes; a share may be rounded or cut off."""
    report(tmp_path, FITTING)
    assert asked(check(SMALL, tmp_path, as_of=AS_OF).findings) == {}


@pytest.mark.parametrize(
    ("figures", "share", "code"),
    [
        ((150, 302), "61,31%", "stated_share_differs"),
        ((150, 302), "49,67%", None),
        ((None, 523), "97,45%", "stated_share_impossible"),
        ((None, 549), "97,45%", None),
    ],
)
def test_a_share_in_a_workbook_goes_the_same_way(tmp_path, figures, share, code):
    """A form with a field of kind share: filled in, sent back, checked."""
    shutil.copytree(SMALL, tmp_path / "campaign")
    forms = tmp_path / "campaign" / "forms.yaml"
    fields = """
      - {measure: petitions_rated, label: Số lượt đánh giá}
      - {measure: petitions_satisfied, label: Số lượt hài lòng}
      - {measure: petitions_satisfied, label: Tỷ lệ hài lòng, kind: share}
"""
    text = forms.read_text(encoding="utf-8")
    mark = "    label: Sở, ban, ngành\n    fields:\n"
    forms.write_text(text.replace(mark, mark + fields.lstrip("\n")), encoding="utf-8")
    campaign = load_rules(tmp_path / "campaign").campaign
    unit = campaign.units_of("departments")[0]
    path = tmp_path / "inputs" / "submissions" / "bao_cao.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(template_workbook(campaign, unit))
    book = openpyxl.load_workbook(path)
    sheet = book[OWN_SHEET]
    places = {str(sheet.cell(row, 2).value): row for row in range(1, 40)}
    for label, value in zip(("hài lòng", "đánh giá"), figures, strict=True):
        sheet.cell(places[f"Số lượt {label}"], 3).value = value
    sheet.cell(places["Tỷ lệ hài lòng"], 3).value = share
    book.save(path)
    findings = check(tmp_path / "campaign", tmp_path / "inputs", as_of=AS_OF).findings
    assert asked(findings) == ({"bao_cao": [code]} if code else {})
    rows = findings[findings["check"] == code]
    assert rows["unit_code"].tolist() == ([unit] if code else [])
