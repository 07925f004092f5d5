"""Their columns, words and dates in ours; where a table lies; what a unit's name means."""

from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.sources import read_source
from ihanoi_eval.evidence.table_mapping import (
    files_elsewhere,
    in_our_words,
    locate_table,
    our_columns,
    unit_words,
)
from ihanoi_eval.evidence.tables import AS_OURS
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.schemas import empty_table

STAFF = "registers/staff"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def with_source(campaign, name=STAFF, **source):
    """The campaign with one table of another system."""
    sources = {name: TableSource.model_validate(source)}
    return campaign.model_copy(update={"sources": sources})


def test_a_table_lies_where_the_rules_say(inputs):
    """A path inside the inputs folder, or anywhere on the machine (DESIGN §5)."""
    path = inputs.write("exports/bien_che.csv", "unit_code,staff_count", "CQ01,40")
    for written in ("exports/bien_che.csv", str(path)):
        campaign = with_source(inputs.campaign, path=written)
        assert locate_table(inputs.path, STAFF, campaign) == (path, written)
    assert files_elsewhere(inputs.path, campaign) == {"exports/bien_che.csv"}


@pytest.mark.parametrize("path", ["exports/bien_che.csv", "exports", "exports/bien_che.txt"])
def test_a_place_that_holds_nothing_is_refused(inputs, path):
    """Never an absent table: somebody meant it to be there."""
    inputs.write("exports/bien_che.txt", "unit_code")
    with pytest.raises(DataError, match="registers/staff: campaign.yaml .* chỉ tới"):
        locate_table(inputs.path, STAFF, with_source(inputs.campaign, path=path))


def test_a_file_at_the_usual_place_is_told_when_it_is_not_read(inputs):
    """Two versions of one table, of which one is silent."""
    inputs.write(STAFF, "unit_code,staff_count", "CQ01,50")
    inputs.write("exports/bien_che.csv", "unit_code,staff_count", "CQ01,40")
    campaign = with_source(inputs.campaign, path="exports/bien_che.csv")
    evidence = type(inputs)(inputs.path, campaign).take_in()
    [finding] = [one for one in evidence.findings if one.check == "files_not_read"]
    assert finding.found == "registers/staff.csv"


def test_columns_are_found_by_their_names():
    """What a mapping does not use is dropped in silence, for that is what it says."""
    source = TableSource(columns={"unit_code": "Ma", "staff_count": "So"})
    places, ours = our_columns(["So", "Ma", "Ten", "document_no"], STAFF, source, "a.csv")
    assert places == {"unit_code": 1, "staff_count": 0, "document_no": 3}
    assert ours == ["unit_code", "staff_count", "document_no"]
    assert our_columns(["unit_code", "lạ"], STAFF, AS_OURS, "a.csv")[1] == ["unit_code", "lạ"]


@pytest.mark.parametrize(
    ("header", "fault"), [(["So"], "không có cột 'Ma'"), (["Ma", "So", "Ma"], "'Ma' có hai lần")]
)
def test_a_mapped_column_stands_once(header, fault):
    """Or the mapping is wrong."""
    source = TableSource(columns={"unit_code": "Ma", "staff_count": "So"})
    with pytest.raises(DataError, match=fault):
        our_columns(header, STAFF, source, "a.csv")


@pytest.mark.parametrize(
    ("zone", "written", "iso"),
    [
        ("local", "12/09/2024 05:30 PM", "2024-12-09 17:30:00"),
        ("utc", "12/09/2024 05:30 PM", "2024-12-10 00:30:00"),
        ("local", "12/09/2024", "2024-12-09"),
        ("local", "sớm", "sớm"),
    ],
)
def test_dates_are_read_as_they_are_declared(zone, written, iso):
    """Declared by the rules, never guessed from the cell."""
    source = TableSource(dates=("%m/%d/%Y %I:%M %p", "%m/%d/%Y"), zone=zone)
    row = in_our_words({"received_at": written}, source, {}, HANOI)
    assert row == {"received_at": iso}


@pytest.mark.parametrize(
    ("dates", "written", "iso"),
    [
        ("excel", "45635.729166666664", "2024-12-09 17:30:00"),
        ("excel", "45635", "2024-12-09"),
        ("unix", "1733740200", "2024-12-09 17:30:00"),
        ("unix_ms", "1733740200000", "2024-12-09 17:30:00"),
        ("%Y/%m/%d %H:%M %z", "2024/12/09 10:30 +0000", "2024-12-09 17:30:00"),
        ("unix", "sớm", "sớm"),
    ],
)
def test_dates_may_be_numbers_or_say_their_zone(dates, written, iso):
    """17:30 in Hanoi in each; a workbook's whole number is a day."""
    row = in_our_words({"received_at": written}, TableSource(dates=(dates,)), {}, HANOI)
    assert row == {"received_at": iso}


def test_words_and_constants_stand_in_our_words():
    """Capitals and blanks around do not matter."""
    source = TableSource(words={"channel": {"Thư": "post"}}, constants={"received_by": "Văn thư"})
    row = in_our_words({"channel": " THƯ ", "received_by": ""}, source, {}, HANOI)
    assert row == {"channel": "post", "received_by": "Văn thư"}


def test_a_register_may_name_its_units(inputs):
    """By the names of the register; another name is set aside with its row."""
    inputs.write(STAFF, "Ten;So", "Sở 1;40", "Sở Lạ;7")
    columns = {"unit_code": "Ten", "staff_count": "So"}
    campaign = with_source(inputs.campaign, columns=columns, units="names", delimiter="semicolon")
    source = read_source(inputs.path, STAFF, campaign=campaign)
    assert source is not None
    assert source.frame[["unit_code", "staff_count"]].values.tolist() == [["CQ01", 40]]
    assert len(source.rejected) == 1


def test_a_name_that_was_guessed_is_asked_about(campaign):
    """Without diacritics it is still one unit; a person should look (RELIABILITY §1.6)."""
    names = UnitNames(campaign, empty_table("reviews/unit_aliases"))
    written = ["Sở 1", "SỞ 1", "So 1", "CQ01", "Sở 9"]
    found, findings = unit_words(written, names, name=STAFF, file="a.csv")
    assert found == dict.fromkeys(["sở 1", "so 1", "cq01"], "CQ01")
    assert [(one.check, one.found) for one in findings] == [
        ("unit_name_read", "So 1"),
        ("unit_name_unread", "Sở 9"),
    ]


def test_what_stands_around_a_units_name_is_not_repeated(campaign):
    """Perhaps somebody's name and number; how many ways there were is told."""
    names = UnitNames(campaign, empty_table("reviews/unit_aliases"))
    written = ["Sở 1 (nay là Trần Canary)", "Sở 1 (trước là 0912345678)", "Ông Canary, Sở 1"]
    found, [finding] = unit_words(written, names, name=STAFF, file="a.csv")
    assert [*found.values()] == ["CQ01", "CQ01"]
    assert (finding.unit_code, finding.found) == ("CQ01", "(có chữ khác)")
    assert "(2 cách ghi)" in finding.message
    assert "Canary" not in repr(finding) and "0912" not in repr(finding)


def test_a_spelling_of_one_parent_is_asked_about_where_no_parent_is_told(campaign):
    """Somebody confirmed P1 in the reports of one district; in the whole city it may be others."""
    aliases = pd.DataFrame(
        [("P Một", "001", "00001", "A"), ("P Hai", "", "00002", "A"), ("P Ba", "001", "00003", "")],
        columns=["spelling", "parent_code", "unit_code", "confirmed_by"],
    )
    names = UnitNames(campaign, aliases)
    found, findings = unit_words(["P Một", "P Hai", "P Ba"], names, name=STAFF, file="a.csv")
    assert found == {"p hai": "00002"}
    [finding] = findings
    assert (finding.check, finding.unit_code, finding.found) == (
        *("spelling_of_one_parent", "00001", "P Một"),
    )
    assert "để trống parent_code" in finding.message


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Phường Mốt", ["Phường Mốt"]),  # no such ward; Phường Một is near
        ("Phường Mốt (007)", ["Phường Mốt (007)"]),  # the other system's own number behind it
        ("Phường Mốt 0912345678", []),  # somebody's number
        ("Phường Một, Nguyễn Văn Hải Yến trình", []),  # more than a name: perhaps somebody's
        ("Nguyễn Văn An", []),
    ],
)
def test_a_name_that_is_no_units_is_told_where_it_is_near_one(campaign, written, asked):
    """Who maps another city's log learns which words to add; nobody else's name is repeated."""
    names = UnitNames(campaign, empty_table("reviews/unit_aliases"))
    _, findings = unit_words([written], names, name=STAFF, file="x")
    assert [one.found for one in findings if one.check == "unit_name_unread"] == asked
