"""What is said of a table: its name, its key, its columns in order, what it is for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table's name, the columns that say what a row is about, all its columns, its purpose."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    purpose: str


def declare(*rows: tuple[str, str, str]) -> dict[str, Table]:
    """Tables by name, from (name, purpose, columns in order with a star at each of the key)."""
    return {
        name: Table(
            name,
            key=tuple(column[:-1] for column in columns.split() if column.endswith("*")),
            columns=tuple(column.removesuffix("*") for column in columns.split()),
            purpose=purpose,
        )
        for name, purpose, columns in rows
    }
