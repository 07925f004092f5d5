"""Each rule file as a JSON Schema: an editor completes its keys, explains and checks them."""

import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.folder import Forms, Measures
from ihanoi_eval.rules.key_words import KEY_WORDS
from ihanoi_eval.rules.rubric import Rubric

MODELS: Final[dict[str, type[BaseModel]]] = {
    "campaign": Campaign,
    "measures": Measures,
    "forms": Forms,
    "rubric": Rubric,
    "awards": Awards,
}
IN_FILES_OF_THEIR_OWN: Final = ("measures", "forms", "nominee_sheet")  # parts of its model
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
WORD: Final = {"type": ["string", "number"]}  # every value is read as text: `version: 1` is one


def file_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a rule file, by its name without .yaml.

    Keys carry their words in Vietnamese, what a group of keys is stands in English. What one file
    may not say without another (names that exist, points that add up) is for the loader.
    """
    schema = MODELS[name].model_json_schema()
    defs = schema.pop("$defs", {})
    if name == "campaign":
        for key in IN_FILES_OF_THEIR_OWN:
            del schema["properties"][key]
        schema["properties"]["units"] = {"type": "array", "items": {"type": "string"}}
        schema["required"] = [*schema["required"], "units"]
    for title, part in {MODELS[name].__name__: schema, **defs}.items():
        for key, words in KEY_WORDS.get(title, {}).items():
            if key in part.get("properties", {}):
                part["properties"][key]["description"] = words
    if "Status" in defs:
        defs["Status"] = {"anyOf": [{"const": "proposed"}, defs["Status"]]}
        small = defs["Indicator"]["properties"]["small_numbers"]
        small["anyOf"].append({"const": "none"})
    used = _reachable(schema, defs)
    return {
        **schema,
        "$schema": DRAFT,
        "title": f"{name}.yaml",
        "properties": _lenient_parts(schema["properties"]),
        "$defs": _lenient_parts({title: defs[title] for title in sorted(used)}),
    }


def schema_bytes(name: str) -> bytes:
    """The same as it is written: the same bytes for the same models."""
    text = json.dumps(file_schema(name), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def schema_line(name: str, *, above: str = "../schemas") -> str:
    """The first line of a rule file that tells an editor its schema.

    >>> schema_line("rubric")
    '# yaml-language-server: $schema=../schemas/rubric.json'
    """
    return f"# yaml-language-server: $schema={above}/{name}.json"


def _reachable(part: Any, defs: dict[str, Any]) -> set[str]:
    """The definitions that a part refers to, at any depth."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        for title in _references(waiting.pop()):
            if title not in found:
                found.add(title)
                waiting.append(defs[title])
    return found


def _references(part: Any) -> Iterator[str]:
    """The definitions that a part names itself."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield str(part["$ref"]).rpartition("/")[2]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _lenient(part: Any) -> Any:
    """A schema that takes for text what a rule file may write without quotes, and no titles."""
    if isinstance(part, list):
        return [_lenient(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    kept = {
        key: _lenient_parts(value) if key == "properties" else _lenient(value)
        for key, value in part.items()
        if key != "title"
    }
    is_free_text = kept.get("type") == "string" and not kept.keys() & {"enum", "pattern", "const"}
    return {**kept, **WORD} if is_free_text else kept


def _lenient_parts(parts: dict[str, Any]) -> dict[str, Any]:
    """The same for what stands under names of its own, one of which may be `title`."""
    return {name: _lenient(part) for name, part in parts.items()}
