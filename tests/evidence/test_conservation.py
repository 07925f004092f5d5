"""A run in which a row or a unit is lost does not end well."""

import pandas as pd
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence import intake
from ihanoi_eval.evidence.conservation import (
    check_conservation,
    lost_on_the_way,
    lost_rows,
    lost_units,
)

STAFF = "unit_code,staff_count,leaders_count,exempt_count,document_no"


def sources(read: float, accepted: float, rejected: float) -> pd.DataFrame:
    """One file and its rows."""
    columns = ["file", "rows_read", "rows_accepted", "rows_rejected"]
    return pd.DataFrame([("a.csv", read, accepted, rejected)], columns=columns)


def rejected(*files: str) -> pd.DataFrame:
    """A rejected row of each file."""
    return pd.DataFrame({"file": list(files)}, dtype="str")


def test_rows_that_are_all_accounted_for_pass():
    """10 = 8 + 2, and both are listed (RELIABILITY §1.7)."""
    assert lost_rows(sources(10, 8, 2), rejected("a.csv", "a.csv")) == []


@pytest.mark.parametrize("counts", [(10, 7, 2), (10, 9, 2), (10, float("nan"), 2)])
def test_a_row_that_is_lost_or_doubled_is_told(counts):
    """The file is named."""
    [fault] = lost_rows(sources(*counts), rejected("a.csv", "a.csv"))
    assert fault.startswith("a.csv: đọc 10 dòng")


def test_rejected_rows_that_are_not_listed_are_told():
    """2 rejected, and nobody can see which; or more than were counted."""
    assert len(lost_rows(sources(10, 8, 2), rejected())) == 1
    assert len(lost_rows(sources(10, 8, 2), rejected(*["a.csv"] * 3))) == 1
    assert len(lost_rows(sources(10, 10, 0), rejected("b.csv"))) == 1


def test_an_accepted_row_that_is_gone_later_is_told():
    """8 accepted, 7 still there; 8 are fine; 9 came from nowhere."""
    found = [lost_on_the_way(sources(10, 8, 2), {"a.csv": count}) for count in (7, 8, 9)]
    assert [len(faults) for faults in found] == [1, 0, 1]
    assert found[0][0].startswith("a.csv: nhận 8 dòng, còn 7")


def units(campaign, *, without: str = "", also: tuple[str, ...] = ()) -> pd.DataFrame:
    """The register's units as a table has them, less one, and more."""
    codes = [unit.unit_code for unit in campaign.units if unit.unit_code != without]
    return pd.DataFrame({"unit_code": [*codes, *also]}, dtype="str")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"without": "00002"}, "mất đơn vị 00002"),
        ({"without": "NG01"}, "mất đơn vị NG01"),  # unranked, and still not to be lost
        ({"also": ("00001",)}, "hai dòng của đơn vị 00001"),
        ({"also": ("99999",)}, "ngoài danh mục 99999"),
    ],
)
def test_a_unit_that_is_lost_doubled_or_strange_is_told(campaign, change, says):
    """Units in the register = ranked + unranked, in every list."""
    whole = units(campaign)
    assert lost_units(whole, whole, campaign) == []
    [fault] = lost_units(whole, units(campaign, **change), campaign)
    assert says in fault and fault.startswith("bảng reports")


def test_everything_that_was_lost_is_told_at_once(campaign):
    """All faults together (DESIGN §3)."""
    tables = {"sources": sources(10, 7, 2), "rejected": rejected(*["a.csv"] * 2)}
    tables |= {"units": units(campaign), "reports": units(campaign, without="001")}
    with pytest.raises(DataError) as caught:
        check_conservation(tables, campaign, kept={})
    assert len(caught.value.faults) == 2


def test_a_run_that_loses_a_row_fails(inputs, monkeypatch):
    """At the end of intake, before anything is counted on."""
    inputs.write("registers/staff", STAFF, "00001,40,4,0,", "00002,40,4,0,")
    stacked = intake._stacked

    def lose(frames: list[pd.DataFrame], name: str) -> pd.DataFrame:
        table = stacked(frames, name)
        return table.assign(rows_accepted=1.0) if name == "sources" else table

    assert len(inputs.take_in().tables["sources"]) == 1
    monkeypatch.setattr(intake, "_stacked", lose)
    with pytest.raises(DataError, match=r"registers/staff.csv: đọc 2 dòng, nhận 1"):
        inputs.take_in()
