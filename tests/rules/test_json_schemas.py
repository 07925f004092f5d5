"""Schemas for editors: what loads passes, what is refused for its shape is refused there too."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ihanoi_eval.rules.json_schemas import MODELS, file_schema, schema_bytes, schema_line

ROOT = Path(__file__).parents[2]
PARAMS = ROOT / "params"
CAMPAIGNS = [
    folder
    for folder in [ROOT / "tests" / "small" / "campaign", *sorted(PARAMS.iterdir())]
    if (folder / "campaign.yaml").is_file()
    and "\nextends:" not in (folder / "campaign.yaml").read_text(encoding="utf-8")
]
RULE_FILES = [
    folder / f"{name}.yaml"
    for folder in CAMPAIGNS
    for name in MODELS
    if (folder / f"{name}.yaml").is_file()
]


class AsAnEditor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date is text."""


AsAnEditor.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Any:
    """A rule file as an editor sees it."""
    return yaml.load(text, Loader=AsAnEditor)


def faults(name: str, content: Any) -> list[str]:
    """Where a rule file misses its schema."""
    found = Draft202012Validator(file_schema(name)).iter_errors(content)
    return sorted("/".join(map(str, one.absolute_path)) for one in found)


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_a_schema(name):
    """Of the draft that it names; its references lead somewhere."""
    schema = file_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"{name}.yaml" and not schema["additionalProperties"]


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_rule_file_that_ships_passes_its_schema(path):
    """An editor underlines nothing that the loader takes."""
    assert faults(path.stem, read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", MODELS)
def test_the_schemas_on_disk_are_those_of_the_models(name):
    """`make schemas` writes them; a changed model without it is found here."""
    assert (PARAMS / "schemas" / f"{name}.json").read_bytes() == schema_bytes(name)


@pytest.mark.parametrize("path", [path for path in RULE_FILES if path.is_relative_to(PARAMS)])
def test_a_rule_file_names_its_schema_where_it_lies(path):
    """The first line leads an editor to a file that exists."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == schema_line(path.stem)
    assert (path.parent / first.partition("$schema=")[2]).is_file()


def test_every_key_has_its_words():
    """Completing a key, an editor explains it in the officer's language."""
    silent = []
    for name in MODELS:
        schema = file_schema(name)
        for title, part in {MODELS[name].__name__: schema, **schema["$defs"]}.items():
            for inner in part.get("anyOf", [part]):
                keys = inner.get("properties", {})
                silent += [f"{title}.{key}" for key in keys if "description" not in keys[key]]
    assert sorted(set(silent)) == []


def rubric(**changes: Any) -> dict[str, Any]:
    """The small campaign's rubric with its first indicator changed."""
    text = (ROOT / "tests" / "small" / "campaign" / "rubric.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = read(text)
    content["indicators"][0] |= changes
    return content


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"kind": "proportions"}, "indicators/0/kind"),
        ({"goalpost": {}}, "indicators/0"),
        ({"goalposts": {"worst": "x", "best": 1}}, "indicators/0/goalposts/worst"),
        ({"max_points": {"communes": -1}}, "indicators/0/max_points"),
        ({"small_numbers": {"prior": 1.2, "weight": 20}}, "indicators/0/small_numbers"),
        ({"small_numbers": "nothing"}, "indicators/0/small_numbers"),
    ],
)
def test_a_fault_of_shape_is_found_while_typing(changes, place):
    """A misspelt kind or key, words for a number, a share above 1."""
    assert faults("rubric", rubric(**changes)) == [place]


@pytest.mark.parametrize(
    "changes",
    [
        {"max_points": 30},
        {"max_points": "1/3"},
        {"goalposts": {"worst": 0, "best": "2/3"}},
        {"small_numbers": "none"},
        {"label": 2024},
    ],
)
def test_what_the_loader_takes_an_editor_takes(changes):
    """One number for all leagues, a fraction, no prior, a number where words are read."""
    assert faults("rubric", rubric(**changes)) == []


@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        ("proposed", []),
        ({"approved": {"document_no": "1/QĐ", "on_date": "2024-12-05"}}, []),
        ({"approved": {"document_no": "1/QĐ", "on_date": "05/12/2024"}}, ["status"]),
        ("approved", ["status"]),
    ],
)
def test_a_status_is_proposed_or_a_document(status, wrong):
    """As the first lines of the rubric explain it."""
    assert faults("rubric", rubric() | {"status": status}) == wrong


def test_the_bytes_are_the_same_each_time():
    """Sorted, with the letters as they are written."""
    data = schema_bytes("awards")
    assert data == schema_bytes("awards") and "Hạt giống" in data.decode()
    assert json.loads(data) == file_schema("awards")
