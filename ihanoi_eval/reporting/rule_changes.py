"""Which rule keys differ between two sets of rules: from what to what."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from ihanoi_eval.rules.loading import Rules

NAMED_BY = ("code", "league", "measure", "column", "name", "document", "kind", "of", "days_late")
FRACTION = re.compile(r"-?[0-9]+/[0-9]+")
ENTRY = re.compile(r"\[[^]]*\]")
NOTHING, THERE = "không có", "có"

Path = tuple[str, str]  # a file and the key in it


def rule_changes(before: Rules, after: Rules) -> pd.DataFrame:
    """Every key that differs, in the order of the files: file, key, before, after.

    An entry of a list is named by its code, so that a new indicator moves no other's key; one that
    only one side has is one row. Units are not compared: runs of two registers are not either.
    """
    first, second = _leaves(before), _leaves(after)
    entries = [{path for key in side for path in _entries(key)} for side in (first, second)]
    rows: dict[Path, tuple[str, str]] = {}
    for key in [*first, *(key for key in second if key not in first)]:
        was, became = first.get(key, NOTHING), second.get(key, NOTHING)
        if was == became:
            continue
        whole = next((path for path in _entries(key) if not all(path in e for e in entries)), None)
        if whole is not None:
            was, became = (THERE if whole in side else NOTHING for side in entries)
        rows[whole or key] = was, became
    return pd.DataFrame(
        [(*key, *change) for key, change in rows.items()],
        columns=["file", "key", "before", "after"],
        dtype="str",
    )


def _entries(key: Path) -> list[Path]:
    """The entries of lists that a key lies in, outermost first.

    >>> _entries(("a.yaml", "gates[staff].at_least"))
    [('a.yaml', 'gates[staff]')]
    """
    file, path = key
    return [(file, path[: found.end()]) for found in ENTRY.finditer(path)]


def _leaves(rules: Rules) -> dict[Path, str]:
    """Every value of the rules by its file and key."""
    content = rules.model_dump(mode="json")
    campaign = content["campaign"]
    del campaign["units"]
    files = {"campaign": campaign}
    files["measures"] = {"measures": campaign.pop("measures")}
    files["forms"] = {"forms": campaign.pop("forms"), "nominees": campaign.pop("nominee_sheet")}
    files |= {"rubric": content["rubric"], "awards": content["awards"]}
    return {
        (f"{name}.yaml", key): value
        for name, part in files.items()
        for key, value in _walk(part, "")
    }


def _walk(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """The leaves below a value."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _walk(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for name, inner in zip(_names(value), value, strict=True):
            yield from _walk(inner, f"{key}[{name}]")
    else:
        yield key, _written(value)


def _names(entries: list[dict[str, Any]]) -> list[str]:
    """What each entry of a list is called: by what names it, and from when where others share that.

    >>> _names([{"kind": "a", "valid_from": "2024"}, {"kind": "a", "valid_from": "2025"}, {}])
    ['a 2024', 'a 2025', '3']
    """
    called = [next((str(one[by]) for by in NAMED_BY if one.get(by)), "") for one in entries]
    dated = [
        f"{name} {one['valid_from']}".strip()
        if one.get("valid_from") and (not name or called.count(name) > 1)
        else name
        for name, one in zip(called, entries, strict=True)
    ]
    return [
        name if name and dated.count(name) == 1 else f"{name} {place}".strip()
        for place, name in enumerate(dated, start=1)
    ]


def _written(value: Any) -> str:
    """A value as a rule file would write it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(_written(one) for one in value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _decimal(Fraction(text)) if FRACTION.fullmatch(text) else text


def _decimal(number: Fraction) -> str:
    """A fraction as a decimal where it has an end.

    >>> _decimal(Fraction(3, 5)), _decimal(Fraction(2, 3)), _decimal(Fraction(-1, 8))
    ('0.6', '2/3', '-0.125')
    """
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return f"{float(number):g}" if rest == 1 and number.denominator <= 10**6 else str(number)
