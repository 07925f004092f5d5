"""Whatever stands in a manifest, an auditor gets words."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.running.auditing import audit
from ihanoi_eval.running.manifest import own_hash, read_manifest, seal_of

OTHERS: tuple[object, ...] = (None, True, [], {}, "x", "/", -1)
ALIKE = ("rule_files", "input_files", "shown_names", "libraries", "inputs", "outputs", "made_from")

Place = tuple[str, ...]


def places(content: dict[str, Any], above: Place = ()) -> Iterator[Place]:
    """Where a manifest has a value; of entries that are all alike, the first stands for them."""
    entries = list(content)[: 1 if above and above[-1] in ALIKE else None]
    for key in entries:
        yield (*above, key)
        if isinstance(content[key], dict):
            yield from places(content[key], (*above, key))


def with_value(content: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    """The manifest with another value at one place; for what may be one, the hashes fit."""
    changed = deepcopy(content)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    try:
        changed["seal"] = seal_of(changed)
        changed["own_sha256"] = own_hash(changed)
    except (TypeError, KeyError, AttributeError):
        pass
    return changed


@pytest.fixture
def content(made):
    """A real manifest that has every key: pages, documents, an earlier run."""
    earlier = {"run_id": "x", "manifest_sha256": "0"}
    page = {"status": "done", "cell": "", "error": "", "made_from": {"code": "0"}}
    content = {
        **read_manifest(made),
        "pages": {"unit-001": page},
        "documents": {"made_from": {"templates": "0"}},
        "previous": earlier,
    }
    content["origin"]["previous"] = earlier
    return content


def test_any_value_of_a_manifest_may_be_any_other(made, content):
    """Refused as no manifest, or told as what differs: never a fault of this program."""
    refused = 0
    for place in places(content):
        for value in OTHERS:
            changed = with_value(content, place, value)
            (made / "manifest.json").write_text(json.dumps(changed), encoding="utf-8")
            try:
                read_manifest(made)
            except DataError as error:
                assert "thiếu, hỏng hoặc do phiên bản khác ghi" in str(error), (place, value)
                refused += 1
            else:
                assert all(fault.isprintable() for fault in audit(made).faults), (place, value)
    assert refused > 200


def test_a_key_that_lacks_or_is_strange_makes_it_none(made, content):
    """What a page is told (for whom it is made, what is kept back) no manifest says."""
    for key in content:
        lacking = {name: value for name, value in content.items() if name != key}
        (made / "manifest.json").write_text(json.dumps(lacking), encoding="utf-8")
        if key != "previous":  # of a run that compares with none
            with pytest.raises(DataError, match="thiếu, hỏng"):
                read_manifest(made)
    (made / "manifest.json").write_text(json.dumps({**content, "shown_at": "public"}), "utf-8")
    with pytest.raises(DataError, match="thiếu, hỏng"):
        read_manifest(made)
