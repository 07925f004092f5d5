"""Texts, names and paths as SQL writes them: what stands in them is no SQL and no pattern."""

import re
from pathlib import Path


def sql_text(value: str) -> str:
    """A text as SQL writes it.

    >>> sql_text("d'Or")
    "'d''Or'"
    """
    return "'" + value.replace("'", "''") + "'"


def quoted_name(column: str) -> str:
    """A column's name as SQL writes it, whatever signs stand in it.

    >>> print(quoted_name('so "2" moi'))
    "so ""2"" moi"
    """
    return '"' + column.replace('"', '""') + '"'


def as_named(path: Path) -> str:
    """A path that the engine takes as it is: brackets, stars and question marks stand for nothing.

    >>> as_named(Path("số [1].csv"))
    'số [[]1].csv'
    """
    return re.sub(r"[\[*?]", r"[\g<0>]", str(path))
