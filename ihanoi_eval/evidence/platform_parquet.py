"""A log's Parquet parts as one table, though its columns be empty here or wider there."""

import re
from collections.abc import Collection, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.sql_words import as_named, quoted_name, sql_text
from ihanoi_eval.evidence.tables import files_of

if TYPE_CHECKING:
    from pyarrow import Schema

FRACTIONS: Final = ("halffloat", "float", "double")
NOTHING: Final = "null"  # the type of a column that has no value in its part


def parts_sql(
    path: Path, file: str, schemas: "Mapping[str, Schema]", needed: Collection[str]
) -> str:
    """A query for the rows of a Parquet file, or of a folder's parts in their order.

    The engine would turn every part into the types of the first. Where those of a needed column
    differ in width or a part has none of its values, parts are put together type by type.
    DataError where they differ in kind: a day is no moment of its midnight.
    """
    _check_parts(schemas, file, needed)
    alike = [
        (types, [*parts])
        for types, parts in groupby(files_of(path), lambda part: _types(schemas[part.name], needed))
    ]
    if len(alike) < 2:
        return f"FROM {_read(files_of(path))}"
    first = next(iter(schemas.values()))
    return " UNION ALL ".join(
        f"SELECT {', '.join(_column(name, types) for name in first.names)} FROM {_read(parts)}"
        for types, parts in alike
    )


def _types(schema: "Schema", needed: Collection[str]) -> dict[str, str]:
    """The types of the needed columns in a part."""
    return {name: str(schema.field(name).type) for name in needed}


def _column(name: str, types: Mapping[str, str]) -> str:
    """A column of some parts as the others can be put under it; what is not needed, as text."""
    column = quoted_name(name)
    if name not in types:
        return f"{column}::VARCHAR AS {column}"
    return f"NULL AS {column}" if types[name] == NOTHING else column


def _read(parts: Collection[Path]) -> str:
    """The rows of Parquet files, as SQL reads them."""
    return f"read_parquet([{', '.join(sql_text(as_named(part)) for part in parts)}])"


def _check_parts(schemas: "Mapping[str, Schema]", file: str, needed: Collection[str]) -> None:
    """DataError where parts hold a needed column in different types, or under two spellings.

    A column without any value in a part is of every kind.
    """
    first: dict[str, str] = {}
    for part, schema in schemas.items():
        for name in sorted(needed):
            if sum(one.casefold() == name.casefold() for one in schema.names) > 1:
                raise DataError(
                    f"{file}: {part} có hai cột {name!r} chỉ khác chữ hoa, chữ thường; "
                    "giữ lại một cột"
                )
            kind = _kind(str(schema.field(name).type))
            if kind != NOTHING and first.setdefault(name, kind) != kind:
                raise DataError(
                    f"{file}: cột {name!r} của {part} là kiểu {kind}, ở phần trước là "
                    f"{first[name]}; xuất lại các phần cùng một kiểu"
                )


def _kind(type_name: str) -> str:
    """What a Parquet type holds, its unit and width aside.

    >>> _kind("timestamp[us, tz=UTC]"), _kind("timestamp[ms]"), _kind("large_string")
    ('timestamp with zone', 'timestamp', 'string')
    >>> _kind("int32"), _kind("date32[day]"), _kind("dictionary<values=string, indices=int8>")
    ('int', 'date', 'string')
    >>> _kind("decimal128(9, 2)"), _kind("double"), _kind("float")
    ('decimal', 'float', 'float')
    """
    if type_name.startswith("timestamp"):
        return "timestamp with zone" if "tz=" in type_name else "timestamp"
    if type_name.startswith("dictionary"):
        return _kind(type_name.removeprefix("dictionary<values=").split(",")[0])
    if type_name in FRACTIONS:
        return "float"
    plain = re.split(r"[\[(]", type_name.removeprefix("large_").removeprefix("u"))[0]
    return re.sub(r"\d+$", "", plain.removesuffix("_view"))
