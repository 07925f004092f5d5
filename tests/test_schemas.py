"""A frame is the table it claims to be, or every difference is named."""

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.people import PEOPLE
from ihanoi_eval.schemas import INPUTS, TABLES, check_table, empty_table, sort_table


def own_counts(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """A small own_counts table."""
    return pd.DataFrame(list(rows), columns=["unit_code", "measure", "used_value"])


def reports(**changed: str) -> pd.DataFrame:
    """A reports table of one row, with some cells changed."""
    row = {
        "unit_code": "001",
        "file": "ba_dinh.xlsx",
        "received_at": "2024-12-09 16:30:00",
        "days_late": 0.0,
        "is_complete": "true",
        "status": "on_time",
    }
    return pd.DataFrame([row | changed])


def test_tables_of_a_run_are_those_of_the_design_and_our_own():
    """DESIGN §6 by name, in its order; ours beside what they come with."""
    assert (
        list(TABLES)
        == (
            "units sources rejected reported answers media overrides reports findings panel "
            "own_counts reviewed indicators points pillars adjustments progress ranking rank_sets "
            "gates shortlist cut_lines budget sensitivity seat_checks targets_audit comparison "
            "comparison_points comparison_nominees"
        ).split()
    )


def test_keys_are_columns():
    """What a row is about stands in the row."""
    for table in (*INPUTS.values(), *TABLES.values(), *PEOPLE.values()):
        assert set(table.key) <= set(table.columns) and len(set(table.columns)) == len(
            table.columns
        )


@pytest.mark.parametrize("name", [*INPUTS, *TABLES, *PEOPLE])
def test_an_empty_table_is_that_table(name: str):
    """No rows is a table too, with the types of one that has some."""
    assert check_table(empty_table(name), name).empty


def test_a_right_table_comes_back_itself():
    """The check changes nothing."""
    frame = own_counts(("001", "petitions_received", 12.0), ("002", "petitions_received", np.nan))
    assert check_table(frame, "own_counts") is frame


def test_columns_must_be_those_declared_in_their_order():
    """A column too many, or out of order, would change the bytes of the file."""
    frame = own_counts(("001", "petitions_received", 12.0))
    with pytest.raises(DataError, match=r"own_counts: columns .*expected"):
        check_table(frame[["measure", "unit_code", "used_value"]], "own_counts")


def test_codes_read_as_numbers_are_refused():
    """Read as a number, 001 has become 1."""
    with pytest.raises(DataError, match="unit_code: type int64, expected str"):
        check_table(own_counts(("001", "m", 1.0)).assign(unit_code=[1]), "own_counts")


def test_every_fault_is_named_at_once():
    """Two wrong columns, two faults."""
    frame = own_counts(("001", "m", 1.0)).assign(unit_code=[1], used_value=["1.000"])
    with pytest.raises(DataError) as caught:
        check_table(frame, "own_counts")
    assert len(caught.value.faults) == 2


def test_missing_text_is_empty_text():
    """NaN in a column of text would be written as empty and read back as something else."""
    frame = own_counts(("001", "m", 1.0), ("002", "m", 2.0))
    frame["measure"] = pd.Series(["m", None], dtype="str")
    with pytest.raises(DataError, match="measure: missing text in row 1"):
        check_table(frame, "own_counts")


@pytest.mark.parametrize(
    ("column", "value"),
    [("received_at", "09/12/2024 16:30"), ("is_complete", "True"), ("received_at", "2024-12-9")],
)
def test_dates_and_flags_are_written_one_way(column: str, value: str):
    """ISO moments, true and false; what people read is made when a page is made."""
    with pytest.raises(DataError, match=f"column {column}: {value!r}"):
        check_table(reports(**{column: value}), "reports")


def test_dates_and_flags_may_be_empty():
    """A unit that sent nothing has no moment and no answer."""
    check_table(reports(received_at="", is_complete="", file="", status="missing"), "reports")


def test_two_rows_about_the_same_are_refused():
    """A key comes once."""
    frame = own_counts(("001", "m", 1.0), ("001", "m", 2.0))
    with pytest.raises(DataError, match="two rows for .*001"):
        check_table(frame, "own_counts")


def test_a_row_about_nothing_is_refused():
    """A unit without its code belongs to nobody."""
    with pytest.raises(DataError, match="row without its key"):
        check_table(own_counts(("", "m", 1.0)), "own_counts")


@pytest.mark.parametrize(("unit_code", "nominee_id"), [("", ""), ("001", "0a1b2c3d4e")])
def test_a_place_in_the_list_is_a_units_or_a_nominees(unit_code: str, nominee_id: str):
    """Both columns stand, one filled (DESIGN §6)."""
    row = dict.fromkeys(TABLES["shortlist"].columns, "") | {"position": 1.0}
    frame = pd.DataFrame([row | {"unit_code": unit_code, "nominee_id": nominee_id}])
    with pytest.raises(DataError, match="row without its key"):
        check_table(frame, "shortlist")


def test_inputs_may_say_the_same_twice():
    """Whether two rows about one account are a copy or a fault, evidence judges (COUNTING 5)."""
    row = empty_table("platform/accounts").reindex([0, 1]).fillna("a").astype("str")
    check_table(row, "platform/accounts")


def test_sorting_is_by_key_and_counts_from_zero():
    """The order of rows on disk does not depend on the order in which they were found."""
    frame = own_counts(("002", "b", 1.0), ("001", "z", 2.0), ("002", "a", 3.0))
    assert sort_table(frame, "own_counts")["used_value"].tolist() == [2.0, 3.0, 1.0]
    assert sort_table(frame, "own_counts").index.tolist() == [0, 1, 2]
