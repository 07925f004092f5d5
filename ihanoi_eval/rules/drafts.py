"""From a rule file to its model: every fault in the officer's language, the rest kept for checking.

A folder is mended in one go only if one fault does not hide the next. What a model refuses is said
once, taken out, and what is left is read again, so that the checks between rules still run.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from ihanoi_eval.rules.strict_yaml import Document, Path
from ihanoi_eval.rules.values import Frozen

Model = TypeVar("Model", bound=Frozen)

MOST_PASSES = 4  # unknown keys, refused values, what the first two hid; then it is no model
FIXED_BEFORE = ("goalposts", "small_numbers")

# What pydantic means, by its own name for the fault.
MEANINGS = {
    "missing": "thiếu khóa này; thêm khóa",
    "string_type": "cần một dòng chữ",
    "tuple_type": "cần một danh sách, mỗi dòng mở bằng dấu gạch ngang",
    "dict_type": "cần các khóa con",
    "model_type": "cần các khóa con",
    "int_type": "cần một số nguyên",
    "int_parsing": "cần một số nguyên",
    "int_parsing_size": "cần một số nguyên nhỏ hơn",
    "bool_type": "cần true hoặc false",
    "bool_parsing": "cần true hoặc false",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "nhiều nhất là {le}",
    "literal_error": "chọn một trong: {expected}",
    "value_error": "{error}",
}


@dataclass(frozen=True)
class Draft(Generic[Model]):
    """A rule file as far as it can be used.

    model: None when even what was kept is no model.
    kept: for each list that lost entries, the places that its entries had in the file.
    lost: what was taken out, by the key of the file in which it stood.
    """

    document: Document
    model: Model | None
    kept: Mapping[str, tuple[int, ...]]
    lost: Mapping[str, tuple[Any, ...]]

    def at(self, *path: str | int) -> str:
        """Where a rule of the model stands in its file, entries that were taken out counted."""
        if len(path) > 1 and isinstance(path[1], int):
            places = self.kept.get(str(path[0]))
            path = (path[0], places[path[1]] if places else path[1], *path[2:])
        return self.document.place(path)

    def entries(self, key: str) -> tuple[dict[str, Any], ...]:
        """The entries of a list as the file has them, refused ones too."""
        found = (self.document.content or {}).get(key)
        return (
            tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
        )

    def has_list(self, key: str) -> bool:
        """Whether the file has that list, so that what is not in it does not exist."""
        return isinstance((self.document.content or {}).get(key), list)

    def codes(self, key: str) -> tuple[str, ...]:
        """The codes that a list of the file names, refused entries too."""
        return tuple(str(one["code"]) for one in self.entries(key) if one.get("code") is not None)


def read_draft(document: Document, model: type[Model]) -> tuple[Draft[Model], list[str]]:
    """The file's model, or as much of it as holds, and every fault that kept the rest out."""
    content = deepcopy(document.content)
    kept: dict[str, tuple[int, ...]] = {}
    lost: dict[str, tuple[Any, ...]] = {}
    faults: list[str] = []
    said: set[Path] = set()
    for _ in range(MOST_PASSES if content is not None else 0):
        try:
            return Draft(document, model.model_validate(content), kept, lost), faults
        except ValidationError as refusal:
            errors: list[Any] = list(refusal.errors(include_url=False))
        for error in errors:
            path = _path_in_file(error["loc"], kept)
            if not any(path[: len(known)] == known for known in said):
                said.add(path)
                faults.append(
                    _say(document.place(path), path, error, _missing_beside(error, errors))
                )
        _take_out(content or {}, errors, kept, lost)
    return Draft(document, None, kept, lost), faults


def say_refusal(refusal: ValidationError, place: str) -> Iterator[str]:
    """The faults of one entry that stands in a table, such as a unit in its row."""
    for error in refusal.errors(include_url=False):
        path = tuple(error["loc"])
        yield _say(f"{place}: {path[0]}" if path else place, path, error, ())


def show(value: Any) -> str:
    """A found value, short enough for one line.

    >>> show("a" * 50)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'"
    """
    if isinstance(value, Mapping):
        return "một nhóm khóa"
    if isinstance(value, list | tuple):
        return "một danh sách"
    text = str(value)
    return "để trống" if value is None else repr(text if len(text) <= 40 else f"{text[:40]}…")


def _path_in_file(loc: Iterable[str | int], kept: Mapping[str, tuple[int, ...]]) -> Path:
    """The path of a fault with the place its entry has in the file; `*` is no key of a file."""
    path = tuple(loc)
    if len(path) > 1 and isinstance(path[1], int) and path[0] in kept:
        path = (path[0], kept[str(path[0])][path[1]], *path[2:])
    return path[:-1] if path and path[-1] == "*" else path


def _missing_beside(error: Any, errors: Iterable[Any]) -> tuple[str, ...]:
    """The keys that are missing where a fault is: an unknown key may be one of them, misspelt."""
    above = error["loc"][:-1]
    missing = (one["loc"] for one in errors if one["type"] == "missing")
    return tuple(str(loc[-1]) for loc in missing if loc[:-1] == above)


def _say(place: str, path: Path, error: Any, missing: tuple[str, ...]) -> str:
    """One fault: where, what was found, what was expected and what to do."""
    if error["type"] == "extra_forbidden":
        return f"{place}: {_about_key(str(path[-1]), missing)}{_method(path)}"
    context = dict(error.get("ctx", {}))
    if "expected" in context:  # pydantic joins the choices in English
        context["expected"] = context["expected"].replace(" or ", ", ")
    expected = MEANINGS.get(error["type"], "giá trị không dùng được").format_map(context)
    if error["type"] == "missing":
        return f"{place}: {expected}"
    is_recipe = any(letter.isalpha() for letter in str(error["input"]))
    method = _method(path) if is_recipe else ""
    return f"{place}: đang là {show(error['input'])}; {expected}{method}"


def _about_key(key: str, missing: tuple[str, ...]) -> str:
    """What to do with a key that nobody reads."""
    known = {name for model in Frozen.__subclasses__() for name in model.model_fields}
    close = get_close_matches(key, missing, n=1)
    if key in known and not close:
        return "khóa không dùng ở đây; xóa khóa hoặc chuyển đúng chỗ"
    close = close or get_close_matches(key, sorted(known), n=1)
    return f"khóa lạ; có phải {close[0]!r}? sửa tên khóa" if close else "khóa lạ; xóa khóa"


def _method(path: Path) -> str:
    """The reason why a goalpost or a prior is a number and never a recipe."""
    if not any(part in FIXED_BEFORE for part in path):
        return ""
    return "; ngưỡng và tỷ lệ nền ấn định trước, không tính từ số liệu của đợt thi đua (METHOD 2)"


def _take_out(
    content: dict[str, Any],
    errors: Iterable[Any],
    kept: dict[str, tuple[int, ...]],
    lost: dict[str, tuple[Any, ...]],
) -> None:
    """Remove unknown keys, and the smallest whole rule around every refused value."""
    refused: dict[str, set[int]] = {}
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    for loc in unknown:
        _delete(content, tuple(loc))
    for error in errors:
        loc = tuple(error["loc"])
        if loc in unknown:
            continue
        head = str(loc[0]) if loc else ""
        value = content.get(head)
        if isinstance(value, list) and len(loc) > 1:
            refused.setdefault(head, set()).add(int(loc[1]))
            continue
        inner = value if isinstance(value, dict) and len(loc) > 1 and loc[1] in value else content
        key = loc[1] if inner is value else head
        lost[head] = (*lost.get(head, ()), inner.pop(key, None))
    for head, places in refused.items():
        entries = content[head]
        before = kept.get(head, tuple(range(len(entries))))
        lost[head] = (*lost.get(head, ()), *(entries[place] for place in sorted(places)))
        left = [place for place in range(len(entries)) if place not in places]
        content[head] = [entries[place] for place in left]
        kept[head] = tuple(before[place] for place in left)


def _delete(content: Any, loc: tuple[str | int, ...]) -> None:
    """Take one key out of nested content."""
    for part in loc[:-1]:
        content = content[part]
    content.pop(loc[-1], None)
