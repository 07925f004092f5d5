"""A folder that amends another: what it says replaces, what it does not say stays (DESIGN §4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path as Folder
from typing import Any

from ihanoi_eval.rules.strict_yaml import Document, Path

RESTATED = ("gap_closure", "attainment", "count")  # what grows with the days of a campaign
WINDOW = ("start", "close")
MOST_STEPS = 5  # an amendment of an amendment is rare; more is a circle or a mistake


@dataclass(frozen=True)
class Layer:
    """The rule files of one folder, as they lie there."""

    folder: Folder
    documents: dict[str, Document]


def holds_rules(folder: Folder) -> bool:
    """Whether a folder is one of rules, by the file that no such folder lacks."""
    return (folder / "campaign.yaml").is_file()


def base_of(layer: Layer) -> tuple[Folder | None, list[str]]:
    """The folder that a folder's campaign.yaml extends, if any, and what is wrong with it."""
    document = layer.documents["campaign.yaml"]
    if document.content is None or "extends" not in document.content:
        return None, []
    named = document.content["extends"]
    place = document.place(("extends",))
    base = layer.folder / named if isinstance(named, str) else None
    if base is None or not holds_rules(base):
        return None, [
            f"{place}: đang là {str(named)[:80]!r}; cần một thư mục quy định, ví dụ "
            "../hanoi-2024-11"
        ]
    return base, []


def amend(amendment: Document, base: Document, *, base_name: str) -> Document:
    """One file of the base with what the amendment's says; every key keeps its file and line.

    Mappings are joined key by key and lists of coded entries code by code; anything else is
    replaced.
    """
    if base.content is None or amendment.content is None:
        return amendment if amendment.content is not None or amendment.faults else base
    origins: dict[Path, tuple[Document, Path]] = {}
    content = _join(base.content, amendment.content, (base, ()), (amendment, ()), (), origins)
    content.pop("extends", None)
    lines: dict[Path, int] = {}
    names: dict[Path, str] = {}
    for path, (document, there) in origins.items():
        if there in document.lines:
            lines[path] = document.lines[there]
            own = document.names.get(there, document.name)
            names[path] = own if document is amendment else f"{base_name}/{own}"
    return replace(
        amendment,
        content=content,
        lines={(): amendment.lines.get((), 1), **lines},
        names=names,
        faults=amendment.faults,
    )


Origin = tuple[Document, Path]


def _join(
    base: dict[str, Any],
    change: dict[str, Any],
    from_base: Origin,
    from_change: Origin,
    path: Path,
    origins: dict[Path, Origin],
) -> dict[str, Any]:
    """Two mappings as one, and where each path of it was written."""
    joined: dict[str, Any] = {}
    for key in (*base, *(one for one in change if one not in base)):
        below = (*path, key)
        old, new = (_below(origin, key) for origin in (from_base, from_change))
        if key not in change:
            joined[key] = base[key]
            _take(base[key], old, below, origins)
        elif isinstance(base.get(key), dict) and isinstance(change[key], dict):
            origins[below] = new
            joined[key] = _join(base[key], change[key], old, new, below, origins)
        elif _is_coded(base.get(key)) and _is_coded(change[key]):
            origins[below] = new
            joined[key] = _join_lists(base[key], change[key], old, new, below, origins)
        else:
            joined[key] = change[key]
            _take(change[key], new, below, origins)
    return joined


def _join_lists(
    base: list[Any],
    change: list[Any],
    from_base: Origin,
    from_change: Origin,
    path: Path,
    origins: dict[Path, Origin],
) -> list[Any]:
    """Two lists of coded entries: those of one code joined, new ones behind."""
    joined: list[Any] = []
    changed = {entry["code"]: place for place, entry in enumerate(change)}
    known = {entry["code"] for entry in base}
    for place, entry in enumerate(base):
        below, old = (*path, len(joined)), _below(from_base, place)
        other = changed.get(entry["code"])
        if other is None:
            joined.append(entry)
            _take(entry, old, below, origins)
        else:
            new = _below(from_change, other)
            origins[below] = new
            joined.append(_join(entry, change[other], old, new, below, origins))
    for place, entry in enumerate(change):
        if entry["code"] not in known or changed[entry["code"]] != place:  # a repeated code is told
            _take(entry, _below(from_change, place), (*path, len(joined)), origins)
            joined.append(entry)
    return joined


def _is_coded(value: Any) -> bool:
    """Whether a value is a list whose entries all have a code."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(entry, dict) and isinstance(entry.get("code"), str) for entry in value)
    )


def _below(origin: Origin, step: str | int) -> Origin:
    document, path = origin
    return document, (*path, step)


def _take(value: Any, origin: Origin, path: Path, origins: dict[Path, Origin]) -> None:
    """Everything under a value comes from one place."""
    origins[path] = origin
    if isinstance(value, dict):
        for key, one in value.items():
            _take(one, _below(origin, key), (*path, key), origins)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            _take(one, _below(origin, place), (*path, place), origins)


def amendment_faults(amendment: Layer, base: dict[str, Document]) -> Iterator[str]:
    """An amendment that keeps the base's code, its approval, or goalposts of another length."""
    campaign = amendment.documents["campaign.yaml"].content or {}
    before = base["campaign.yaml"].content or {}
    if campaign.get("code") in (None, before.get("code")):
        yield (
            f"{amendment.documents['campaign.yaml'].place(('code',))}: ghi mã riêng, khác "
            f"{before.get('code')!r} của thư mục gốc, để hai đợt không lẫn nhau"
        )
    rubric = amendment.documents["rubric.yaml"]
    own = rubric.content or {}
    was = base["rubric.yaml"].content or {}
    if own and "status" not in own and was.get("status") != "proposed":
        yield (
            f"{rubric.place(('status',))}: thang điểm đã duyệt của thư mục gốc được sửa; ghi lại "
            "status"
        )
    if all(campaign.get(key, before.get(key)) == before.get(key) for key in WINDOW):
        return
    restated = {
        entry.get("code")
        for entry in own.get("indicators") or ()
        if isinstance(entry, dict) and "goalposts" in entry
    }
    for entry in was.get("indicators") or ():
        if not isinstance(entry, dict) or entry.get("kind") not in RESTATED:
            continue
        if entry.get("code") not in restated:
            yield (
                f"{rubric.place(('indicators',))}: đợt đổi ngày mà chưa ghi lại goalposts của "
                f"{entry.get('code')!r} (loại {entry.get('kind')}); thêm mục này với ngưỡng của "
                "thời gian mới, kể cả khi giữ nguyên số"
            )
