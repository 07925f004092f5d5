"""A table is declared in one line: columns in order, a star at each of its key."""

from ihanoi_eval.declarations import Table, declare


def test_a_star_marks_what_a_row_is_about():
    """Order is that of the columns; the star is no part of a name."""
    found = declare(("x", "để thử", "a* b c*"))
    assert found == {"x": Table("x", key=("a", "c"), columns=("a", "b", "c"), purpose="để thử")}
