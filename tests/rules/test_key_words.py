"""The words of keys are about keys that exist."""

from ihanoi_eval.rules.json_schemas import MODELS
from ihanoi_eval.rules.key_words import KEY_WORDS


def test_no_words_are_left_of_a_key_that_is_gone():
    """A renamed key takes its words along."""
    known: dict[str, set[str]] = {}
    for model in MODELS.values():
        schema = model.model_json_schema()
        for title, part in {model.__name__: schema, **schema.get("$defs", {})}.items():
            known.setdefault(title, set()).update(part.get("properties", {}))
    stale = [
        f"{title}.{key}"
        for title, words in KEY_WORDS.items()
        for key in words
        if key not in known.get(title, set())
    ]
    assert stale == []


def test_words_are_short_enough_for_a_hint():
    """An editor shows one line."""
    assert max(len(text) for words in KEY_WORDS.values() for text in words.values()) <= 110
