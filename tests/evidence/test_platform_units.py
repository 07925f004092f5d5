"""A log that counts for nobody says so loudly, with the column and what to do."""

from datetime import date

import pytest

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.rules.mappings import TableSource

PETITIONS = "petition_id,unit_code,received_at,status"
ACCOUNTS = "account_id,unit_code,registered_at,activated_at,holder,staff_unit_code"


def told(inputs, log: str = "petitions", as_of: date = date(2024, 12, 20), **source):
    """The errors about a log without units, its mapping as in `sources`."""
    sources = {f"platform/{log}": TableSource(**source)} if source else {}
    mapped = inputs.campaign.model_copy(update={"sources": sources})
    findings = count_platform(inputs.path, None, campaign=mapped, as_of=as_of).findings
    return [one for one in findings if one.check == "log_without_units"]


def write_petitions(inputs, *units: str, header: str = PETITIONS) -> None:
    """A petition of each of these units."""
    rows = [f"p{n},{unit},2024-11-05,pending" for n, unit in enumerate(units)]
    inputs.write("platform/petitions", header, *rows)


def test_a_log_of_names_where_codes_are_expected_is_an_error(inputs):
    """A forgotten `units: names` would give every unit 0, with one question in between."""
    write_petitions(
        inputs, *["Sở 1", "SỞ 1", "so 1"] * 4, header=PETITIONS.replace("unit_code", "dv")
    )
    [found] = told(inputs, columns={"unit_code": "dv"})
    assert isinstance(found, Finding) and (found.severity, found.column) == ("error", "dv")
    assert found.message == (
        "platform/petitions: 12 trong 12 dòng không thuộc đơn vị nào trong danh mục nên không tính "
        "cho ai. Cột lấy làm đơn vị là 'dv' (có ghi 'SỞ 1', 'Sở 1', 'so 1'). Cột đó ghi tên đơn "
        "vị: thêm units: names cho bảng này ở sources trong campaign.yaml."
    )


def test_names_that_no_unit_has_are_to_be_mapped(inputs):
    """Names of the other system with its own number behind them (an open-data portal's wards)."""
    write_petitions(inputs, *["Văn phòng Sở (01)"] * 10)
    [found] = told(inputs, units="names")
    assert "Tên ghi khác danh mục thì khai báo nghĩa ở words" in found.message
    assert "units: names" not in found.message


def test_what_is_no_unit_is_not_repeated(inputs):
    """A wrong column may hold names and numbers of persons."""
    write_petitions(inputs, *["Nguyễn Canary"] * 5, *["0912345678"] * 5, "CQ7")
    [found] = told(inputs)
    assert "(có ghi 'CQ7')" in found.message
    assert "Canary" not in repr(found) and "0912" not in repr(found)
    assert "ghi mã riêng thì khai báo nghĩa ở words" in found.message


@pytest.mark.parametrize(("known", "errors"), [(1, 1), (2, 1), (3, 0)])
def test_nearly_all_rows_are_as_bad_as_all(inputs, known, errors):
    """18 of 20 rows are the nine tenths that are told, 17 are questions code by code."""
    write_petitions(inputs, *["CQ01"] * known, *["CQ7"] * (20 - known))
    assert len(told(inputs)) == errors


def test_a_few_strange_rows_are_a_question(inputs):
    """Nine rows are asked about code by code, and no more."""
    write_petitions(inputs, *["CQ7"] * 9)
    assert told(inputs) == []


def test_staff_of_a_known_unit_belong_to_it(inputs):
    """Whatever their commune is (COUNTING 6)."""
    inputs.write(
        "platform/accounts",
        ACCOUNTS,
        *(f"a{n},,2024-11-05,2024-11-05,public_staff,CQ01" for n in range(2)),
        *(f"b{n},x9,2024-11-05,2024-11-05,resident," for n in range(10)),
    )
    assert told(inputs, "accounts") == []
    residents = [f"b{n},x9,2024-11-05,2024-11-05,resident," for n in range(10)]
    inputs.write("platform/accounts", ACCOUNTS, *residents)
    assert [one.found for one in told(inputs, "accounts")] == ["10 trong 10 dòng"]


def test_a_log_that_begins_later_tells_nothing_yet(inputs):
    """Rows of after the cut-off are not known (COUNTING 2)."""
    write_petitions(inputs, *["CQ7"] * 10)
    assert told(inputs, as_of=date(2024, 11, 4)) == []
