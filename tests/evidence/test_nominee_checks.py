"""What is asked of collectives, birthdays and members: by id and row, nobody named."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from ihanoi_eval.evidence.nominee_checks import ask_nominees, settle_members
from ihanoi_eval.evidence.sources import NO_ALIASES
from ihanoi_eval.evidence.unit_matching import UnitNames

AS_OF = date(2024, 12, 20)
BODY = {"nominee_id": "0123456789", "kind": "collective", "unit_code": "00003", "name": "Công an"}
BODY |= {"date_of_birth": "", "file": "a.xlsx", "sheet": "De_nghi"}


def asked(campaign, **more: str):
    """What is said about one nominee of commune 00003, Xã 3."""
    frame = pd.DataFrame([{**BODY, **more, "row": 6.0}])
    return ask_nominees(frame, UnitNames(campaign, NO_ALIASES), campaign=campaign, as_of=AS_OF)


@pytest.mark.parametrize("name", ["Xã 3", "xã  3", "UBND xã 3", "Uỷ ban nhân dân xã 3"])
def test_a_collective_called_as_its_unit_is_the_unit(campaign, name):
    """Its league has a seat for it: one award for one achievement (DOMAIN §1)."""
    themselves, [finding] = asked(campaign, name=name)
    assert themselves == {"0123456789": "00003"}
    assert (finding.check, finding.severity) == ("nominee_is_unit", "question")
    assert (finding.unit_code, finding.row) == ("00003", 6.0)


def test_a_district_can_name_its_commune_neither(campaign):
    """The commune has its own seat, whoever proposes it."""
    assert asked(campaign, unit_code="001", name="Xã 3")[0] == {"0123456789": "00003"}


@pytest.mark.parametrize(
    "name", ["Tập thể UBND xã 3", "Cán bộ và nhân dân xã 3", "Tập thể cán bộ, công chức xã 3"]
)
def test_everybody_of_a_unit_seems_to_be_the_unit(campaign, name):
    """A question, and no more: only the unit can say whom it means."""
    themselves, [finding] = asked(campaign, name=name)
    assert themselves == {}
    assert finding.found == "có vẻ là đơn vị 00003"


@pytest.mark.parametrize(
    "more",
    [
        {"name": "Công an xã 3"},
        {"name": "Đoàn Thanh niên xã 3"},
        {"name": "Bộ phận một cửa"},
        {"name": "Tập thể"},
        {"name": "Văn phòng", "unit_code": "NG01"},  # has no seat of its own
        {"name": "Xã 3", "kind": "individual"},
    ],
)
def test_a_part_of_a_unit_is_no_unit(campaign, more):
    """The campaign's core force is inside the units; bodies outside the leagues are not ranked."""
    assert asked(campaign, **more) == ({}, [])


@pytest.mark.parametrize(
    ("born", "found"),
    [
        ("2024-12-21", "sinh sau ngày chốt số liệu"),
        ("2009-12-21", "dưới 15 tuổi"),
        ("1923-12-20", "trên 100 tuổi"),
    ],
)
def test_a_birthday_that_nobody_proposed_can_have_is_asked_about(campaign, born, found):
    """The day itself is nobody's business: neither ISO nor as it is written."""
    _, [finding] = asked(campaign, kind="individual", date_of_birth=born)
    assert (finding.check, finding.found) == ("nominee_birthday", found)
    assert born not in str(finding) and born[:4] not in str(finding)


@pytest.mark.parametrize("born", ["2009-12-20", "1923-12-21", "1980-02-29", ""])
def test_from_fifteen_to_a_hundred_nothing_is_asked(campaign, born):
    """15 on the very day of the cut-off; 100 until the day before the next birthday."""
    assert asked(campaign, kind="individual", date_of_birth=born) == ({}, [])


def members(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Rows of reviews/council: member, is_present, written_opinion; the first is row 2."""
    frame = pd.DataFrame(rows, columns=["member", "is_present", "written_opinion"], dtype="str")
    return frame.assign(row=[float(number) for number in range(2, len(frame) + 2)])


@pytest.mark.parametrize("order", [1, -1])
def test_a_member_whose_rows_differ_is_there_and_away_for_nobody(order):
    """Whichever comes first: the member stays on the list, presence and opinion are unknown."""
    rows = [("Lê Hòa", "false", ""), ("LÊ  HOÀ", "true", "")][::order]
    settled, [finding] = settle_members(members(*rows, ("Trần An", "true", "")))
    shown: list[dict[Any, Any]] = settled[["is_present", "written_opinion"]].to_dict("records")
    assert shown[0] == {"is_present": "", "written_opinion": ""}
    assert shown[1]["is_present"] == "true" and len(shown) == 2
    assert (finding.check, finding.severity) == ("members_contradict", "error")
    assert "dòng 2, 3" in finding.message and "lê" not in str(finding).casefold()


def test_a_member_written_twice_alike_is_one():
    """A copied row is no contradiction, and nobody is a row without a name."""
    settled, findings = settle_members(
        members(("Lê An", "true", ""), ("Lê An", "true", ""), ("", "", ""))
    )
    assert len(settled) == 1 and settled["is_present"].tolist() == ["true"] and findings == []
