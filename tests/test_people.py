"""Which tables hold names of persons, and that no other does."""

from ihanoi_eval.people import PEOPLE
from ihanoi_eval.schemas import TABLES

OF_PERSONS = {"member", "date_of_birth", "sex"}


def test_names_of_persons_stand_in_tables_of_people_alone():
    """Units have names; persons have them in nominees/ (DESIGN §6)."""
    assert {"nominees", "council"} <= set(PEOPLE)
    assert not any(OF_PERSONS & set(table.columns) for table in TABLES.values())
    assert not set(PEOPLE) & set(TABLES)
