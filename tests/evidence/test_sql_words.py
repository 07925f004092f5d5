"""What a file or a rule says stays a text, a name, a path in SQL."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ihanoi_eval.evidence.sql_words import as_named, quoted_name, sql_text


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of the test's own."""
    with duckdb.connect() as opened:
        yield opened


def test_a_text_ends_where_it_ends(connection):
    """Quotes in it are its own."""
    text = "x'); DROP TABLE units; --"
    assert connection.execute(f"SELECT {sql_text(text)}").fetchall() == [(text,)]


def test_a_name_ends_where_it_ends(connection):
    """A heading with quotes and commas is one column."""
    name = 'a"b, c'
    assert connection.execute(f"SELECT 1 AS {quoted_name(name)}").description[0][0] == name


def test_a_path_is_no_pattern():
    """[1] would be the sign 1 and nothing else."""
    assert as_named(Path("a[1]*?.csv")) == "a[[]1][*][?].csv"
