"""Every column is declared once, and an officer can read what stands above it."""

import pytest

from ihanoi_eval.columns import COLUMNS, column_of
from ihanoi_eval.schemas import INPUTS, PEOPLE, TABLES

DECLARED = (*INPUTS.values(), *TABLES.values(), *PEOPLE.values())
USED = {name for table in DECLARED for name in table.columns}


def test_every_column_of_every_table_is_declared_and_no_other():
    """A quantity that stands in a table has a kind and a label; one that stands in none is gone."""
    assert {name.rpartition(".")[2] for name in COLUMNS} == USED


def test_columns_are_listed_under_their_own_names():
    """The key of the list is the column's name, with its table where one name means two things."""
    assert all(key.rpartition(".")[2] == column.name for key, column in COLUMNS.items())


def test_labels_are_vietnamese_words_and_differ():
    """Two columns never stand under one heading (STYLE: different quantity, different name)."""
    labels = [column.label for column in COLUMNS.values()]
    assert len(set(labels)) == len(labels)
    assert not any("_" in label or label != label.strip() for label in labels)


@pytest.mark.parametrize("ending", ["_code", "_id"])
def test_codes_are_text(ending: str):
    """001 is Ba Đình, 1 is nobody."""
    assert {column_of(name).kind for name in USED if name.endswith(ending)} == {"code"}


def test_endings_say_the_unit_of_measure():
    """Counts, shares, dates, moments and flags are named for what they are (STYLE)."""
    endings = {"_count": "count", "_share": "share", "_date": "date", "_at": "moment"}
    starts = {"is_": "flag", "has_": "flag"}
    wrong = [
        name
        for name in USED
        for part, kind in (endings | starts).items()
        if (name.endswith(part) or (part in starts and name.startswith(part)))
        and column_of(name).kind != kind
    ]
    assert wrong == []


def test_position_is_a_job_but_a_place_in_the_shortlist():
    """DESIGN §5 and §6 use one word for two things; each table gets its own."""
    assert column_of("position", "submissions/nominees").kind == "text"
    assert column_of("position", "shortlist").kind == "count"
