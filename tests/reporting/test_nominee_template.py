"""The sheet of proposals: what it offers is what the reader takes."""

import io
from pathlib import Path

import openpyxl
import pytest

from ihanoi_eval.errors import RulesError
from ihanoi_eval.evidence.submissions_folder import read_submitted
from ihanoi_eval.reporting import nominee_template
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import LISTS_SHEET, NOMINEE_SHEET, NOMINEE_WORDS
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small" / "campaign"
FIRST = 6  # the row of the first entry, as Excel counts


@pytest.fixture(scope="module")
def campaign():
    """The small campaign."""
    return load_rules(SMALL).campaign


def opened(data: bytes) -> openpyxl.Workbook:
    """A workbook as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def columns(campaign) -> dict[str, int]:
    """Where each field stands."""
    return {field.column: place for place, field in enumerate(campaign.nominee_sheet.fields, 2)}


def test_what_is_filled_in_is_what_is_read(campaign, tmp_path):
    """Template, filled, read: every column, by the words that the cells offer."""
    book = opened(template_workbook(campaign, "001"))
    sheet, at = book[NOMINEE_SHEET], columns(campaign)
    offered = [row[0].value for row in book[LISTS_SHEET].iter_rows()]
    sent = {
        **{"kind": "Cá nhân", "unit_code": offered[1], "name": "Giả Lập Bình"},
        **{"position": "Cán bộ", "date_of_birth": "05/02/1980", "achievement": "Việc"},
        **{column: list(NOMINEE_WORDS[column].values())[0] for column in ("sex", "class")},
        **{"channel": "Công an", "has_report": "Có", "has_minutes": "Chưa", "has_proposal": "Có"},
    }
    for column, words in sent.items():
        sheet.cell(FIRST, at[column]).value = words
    sheet.cell(FIRST + 1, at["kind"]).value = "Tập thể"
    sheet.cell(FIRST + 1, at["name"]).value = "Đoàn Thanh niên"
    sheet.cell(FIRST + 1, at["women_share"]).value = 45
    folder = tmp_path / "submissions"
    folder.mkdir()
    book.save(folder / "001.xlsx")
    received = read_submitted(tmp_path, None, campaign=campaign)
    person, body = received.nominees
    assert {key: person[key] for key in sent} == {
        **{"kind": "individual", "unit_code": campaign.children["001"][0]},
        **{"name": "Giả Lập Bình", "position": "Cán bộ", "date_of_birth": "1980-02-05"},
        **{"achievement": "Việc", "sex": "female", "class": "leader", "channel": "police"},
        **{"has_report": "true", "has_minutes": "false", "has_proposal": "true"},
    }
    assert (body["unit_code"], body["women_share"], person["file"]) == ("001", 0.45, "001.xlsx")
    assert [one.check for one in received.findings] == []


def test_an_empty_sheet_proposes_nobody(campaign, tmp_path):
    """The template as it is sent: nothing read, nothing asked about it."""
    folder = tmp_path / "submissions"
    folder.mkdir()
    (folder / "001.xlsx").write_bytes(template_workbook(campaign, "001"))
    assert read_submitted(tmp_path, None, campaign=campaign).nominees == ()


def test_cells_offer_the_words_that_are_read(campaign):
    """Lists to choose from, one a column of fixed words, and the district's own units."""
    sheet = opened(template_workbook(campaign, "001"))[NOMINEE_SHEET]
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    letters = "ABCDEFGHIJKLMNOP"
    for column, place in columns(campaign).items():
        offered = lists.get(f"{letters[place - 1]}{FIRST}")
        if column in NOMINEE_WORDS:
            assert offered == f'"{",".join(NOMINEE_WORDS[column].values())}"'
        if column == "unit_code":
            last = len(campaign.children["001"]) + 1
            assert offered == f"{LISTS_SHEET}!$A$1:$A${last}"


def test_as_many_rows_are_open_as_the_rules_say(campaign):
    """And no more: the number in front is printed."""
    sheet = opened(template_workbook(campaign, "001"))[NOMINEE_SHEET]
    numbers = [sheet.cell(row, 1).value for row in range(FIRST, sheet.max_row + 1)]
    assert numbers == [str(number) for number in range(1, campaign.nominee_sheet.rows + 1)]
    assert not sheet.cell(FIRST, 2).protection.locked


def test_a_department_has_no_units_to_choose_from(campaign):
    """No hidden list, and the column says nothing of one."""
    code = campaign.units_of("departments")[0]
    assert LISTS_SHEET not in opened(template_workbook(campaign, code)).sheetnames


def test_a_campaign_without_the_sheet_has_none(campaign):
    """nominees: in forms.yaml is a choice."""
    without = campaign.model_copy(update={"nominee_sheet": None})
    assert NOMINEE_SHEET not in opened(template_workbook(without, "001")).sheetnames


def test_a_list_that_excel_would_refuse_is_refused_before(campaign, monkeypatch):
    """255 characters; else the workbook opens with a repair message."""
    words = {"kind": {str(number): "x" * 50 for number in range(6)}}
    monkeypatch.setattr(nominee_template, "NOMINEE_WORDS", words)
    with pytest.raises(RulesError, match="quá dài"):
        template_workbook(campaign, "001")
