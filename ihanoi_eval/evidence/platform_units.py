"""Logs whose rows belong to no unit: not one zero is scored without the column and the remedy."""

from typing import TYPE_CHECKING, Final

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.platform_questions import KNOWN
from ihanoi_eval.evidence.quotable import is_unit_code
from ihanoi_eval.evidence.tables import AS_OURS
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.vietnamese import format_count

if TYPE_CHECKING:
    import duckdb

NEARLY_ALL: Final = 0.9  # of a log's rows
ENOUGH: Final = 10  # rows; what fewer say is asked code by code
SHOWN: Final = 3  # of what stands in the column
LOOKED_AT: Final = 100  # the most frequent of it; what is no unit's code or name is not repeated
UNITS_OF: Final = {"accounts": ("unit_code", "staff_unit_code"), "petitions": ("unit_code",)}


def ask_units(
    connection: "duckdb.DuckDBPyConnection", log: str, campaign: Campaign, names: UnitNames
) -> list[Finding]:
    """An error where all or nearly all rows of a log are of no unit, so that every unit has 0.

    connection: with the log's table and `units`, and the cut-off as a variable.
    """
    seen = _seen(log)
    [(rows, strange)] = connection.execute(
        f"SELECT count(*), count(*) FILTER (NOT is_known) FROM {seen}"
    ).fetchall()
    if rows < ENOUGH or strange < NEARLY_ALL * rows:
        return []
    written = connection.execute(
        f"SELECT unit_code FROM {seen} WHERE NOT is_known AND unit_code IS NOT NULL "
        f"GROUP BY unit_code ORDER BY count(*) DESC, unit_code LIMIT {LOOKED_AT}"
    ).fetchall()
    source = campaign.sources.get(f"platform/{log}", AS_OURS)
    column = source.theirs("unit_code")
    shown = [text for (text,) in written if _is_shown(text, campaign, names)][:SHOWN]
    examples = f" (có ghi {', '.join(map(repr, shown))})" if shown else ""
    return [
        Finding(
            severity="error",
            check="log_without_units",
            about=log,
            file=f"platform/{log}",
            column=column,
            found=f"{format_count(strange)} trong {format_count(rows)} dòng",
            expected="đơn vị trong danh mục",
            message=f"platform/{log}: {format_count(strange)} trong {format_count(rows)} dòng "
            "không thuộc đơn vị nào trong danh mục nên không tính cho ai. Cột lấy làm đơn vị là "
            f"{column!r}{examples}. {_remedy(source, shown, names)}",
        )
    ]


def _seen(log: str) -> str:
    """SQL of a log's rows by the cut-off: what each says of its unit, and whether that is one."""
    is_known = " OR ".join(
        f"coalesce({column}, '') IN (SELECT unit_code FROM units)" for column in UNITS_OF[log]
    )
    return f"(SELECT unit_code, {is_known} AS is_known FROM {log} WHERE {KNOWN[log]})"


def _is_shown(text: str, campaign: Campaign, names: UnitNames) -> bool:
    """Whether a text may be repeated: a code as short as a unit's, or nearly a unit's name."""
    return is_unit_code(text, campaign.unit_by_code) or _is_named(text, names)


def _is_named(text: str, names: UnitNames) -> bool:
    """Whether a text is a unit's name, or nearly one."""
    match = names.match(text)
    return names.nearly_called(text, (match.code,) if match.code else match.candidates)


def _remedy(source: TableSource, shown: list[str], names: UnitNames) -> str:
    """What whoever maps the log can do about it."""
    place = "sources trong campaign.yaml"
    if source.units == "codes" and any(_is_named(text, names) for text in shown):
        return f"Cột đó ghi tên đơn vị: thêm units: names cho bảng này ở {place}."
    first = (
        "Tên ghi khác danh mục thì khai báo nghĩa ở words"
        if source.units == "names"
        else "Cột đó ghi tên thì thêm units: names, ghi mã riêng thì khai báo nghĩa ở words"
    )
    return (
        f"{first}, đơn vị ở cột khác thì sửa columns ({place}); danh mục thiếu đơn vị thì bổ sung "
        "units.csv."
    )
