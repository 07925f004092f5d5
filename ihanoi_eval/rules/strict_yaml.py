"""A rule file as text with the line of every key: no guessed types, nothing that hides or repeats.

Plain YAML reads 00061 as 49 and `no` as false, keeps the last of two equal keys, and lets an alias
stand for text elsewhere. Here every value stays as it is written and the models decide what it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

MOST_LEVELS = 20  # the deepest rule is a nested pillar; more is a mistake or an attack
MOST_BYTES = 2_000_000  # the parser is slow: a file of this size is no rule file
EMPTY = ("", "~", "null", "Null", "NULL")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# The parser speaks English to engineers; these are the mistakes officers make.
PROBLEMS = (
    ("cannot start any token", "có phím Tab hoặc ký tự lạ; thụt dòng bằng dấu cách"),
    (
        "mapping values are not allowed",
        "dấu hai chấm sai chỗ; đặt nội dung trong dấu nháy kép",
    ),
    ("could not find expected ':'", "thiếu dấu hai chấm sau tên khóa"),
    ("expected <block end>", "thụt dòng không thẳng hàng; so với dòng phía trên"),
    ("end of stream", "thiếu dấu đóng ngoặc hoặc dấu nháy"),
    ("quoted scalar", "thiếu dấu nháy đóng"),
    ("expected ',' or", "thiếu dấu phẩy hoặc dấu đóng ngoặc"),
    ("special characters", "có ký tự không in được; xóa và gõ lại dòng này"),
)


@dataclass(frozen=True)
class Document:
    """One rule file: its content as dicts, lists, text and None, and the line of every path.

    `content` is None when the file cannot be read at all; `faults` then says why.
    `names`: the file of a path that was written in another one, which this one extends.
    """

    name: str
    content: dict[str, Any] | None
    lines: Mapping[Path, int]
    faults: tuple[str, ...]
    names: Mapping[Path, str] = field(default_factory=dict)

    def place(self, path: Path) -> str:
        """Where a key stands, as the officer looks for it; a missing key stands in its parent.

        >>> read_yaml(b"gates:\\n  - code: staff", name="awards.yaml").place(("gates", 0, "kind"))
        'awards.yaml dòng 2: gates[0].kind'
        """
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        name = self.names.get(known, self.name)
        return f"{name} dòng {self.lines.get(known, 1)}: {write_path(path)}".removesuffix(": ")


def write_path(path: Path) -> str:
    """A path as it is written in a message.

    >>> write_path(("indicators", 3, "max_points"))
    'indicators[3].max_points'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def read_yaml(data: bytes, *, name: str) -> Document:
    """The document in a file's bytes, with every fault that can be seen in one reading."""
    if len(data) > MOST_BYTES:
        fault = f"{name}: tệp lớn {len(data)} byte, nhiều nhất {MOST_BYTES}; kiểm tra lại tệp"
        return Document(name, None, {}, (fault,))
    try:
        text = data.decode("utf-8-sig")  # Notepad writes a mark before the text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = f"{name} dòng {line}: chữ không phải UTF-8; lưu lại tệp với bảng mã UTF-8"
        return Document(name, None, {}, (fault,))
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except _UnreadableError:
        return Document(name, None, builder.lines, tuple(builder.faults))
    except yaml.YAMLError as error:
        return Document(name, None, builder.lines, (*builder.faults, _syntax(name, text, error)))
    return builder.document()


def _syntax(name: str, text: str, error: yaml.YAMLError) -> str:
    """The parser's complaint, with its line, in the officer's language."""
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    line = mark.line + 1 if mark else text.count("\n", 0, position or 0) + 1
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'reason', '')}"
    meaning = next(
        (words for sign, words in PROBLEMS if sign in said),
        "xem lại dấu câu, thụt dòng",
    )
    return f"{name} dòng {line}: sai cú pháp YAML; {meaning}"


def _join_pairs(text: str) -> str:
    """Text in which two escapes that write one letter, as JSON has them, are that letter."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text


class _UnreadableError(Exception):
    """Stops at a fault after which what follows would be guessed."""


@dataclass
class _Open:
    """A mapping or list that is still being read."""

    content: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    is_repeated: bool = False


@dataclass
class _Builder:
    """Turns parser events into a document, without recursion: depth is counted, not suffered."""

    name: str
    faults: list[str] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)
    has_alias: bool = False

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            self._say(
                line,
                f"bí danh *{event.anchor} không được dùng; viết lại nội dung đầy đủ",
            )
            self.has_alias = True
            self._put(None, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_marks(event, line)
            text = _join_pairs(event.value)
            if UNSEEN.search(text):  # written by an escape; it would break every page it reaches
                self._say(line, "có ký tự không in được; xóa và gõ lại dòng này")
                text = UNSEEN.sub("", text)
            is_empty = event.style is None and text in EMPTY and not (text and self._awaits_key())
            self._put(None if is_empty else text, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_marks(event, line)
            self._enter({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.roots:
            self._stop(line, "dấu --- mở văn bản thứ hai; mỗi tệp chỉ có một")

    def document(self) -> Document:
        """What was read; a file that is empty, or no mapping, has no content."""
        content = self.roots[0] if self.roots else None
        if content is None:
            self.faults.append(f"{self.name} dòng 1: tệp trống; điền các khóa theo mẫu")
        elif not isinstance(content, dict):
            self.faults.append(f"{self.name} dòng 1: phải gồm các khóa dạng `khóa: giá trị`")
        is_usable = isinstance(content, dict) and not self.has_alias
        return Document(self.name, content if is_usable else None, self.lines, tuple(self.faults))

    def _say(self, line: int, words: str) -> None:
        self.faults.append(f"{self.name} dòng {line}: {words}")

    def _stop(self, line: int, words: str) -> None:
        self._say(line, words)
        raise _UnreadableError

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self._say(line, f"neo &{event.anchor} không được dùng; xóa neo")
        if event.tag is not None:
            self._say(
                line,
                f"nhãn {event.tag[:40]} không được dùng; xóa nhãn, chỉ viết giá trị",
            )

    def _place(self, line: int) -> tuple[_Open | None, Path]:
        """The open container and the path of what comes next in it."""
        if not self.stack:
            return None, ()
        top = self.stack[-1]
        step = len(top.content) if isinstance(top.content, list) else top.key
        if step is None:
            self._stop(line, "tên khóa phải là một từ")
        return top, (*top.path, step or 0)

    def _awaits_key(self) -> bool:
        """Whether what comes next is a key; NULL and ~ are words there, as another system's are."""
        top = self.stack[-1] if self.stack else None
        return top is not None and isinstance(top.content, dict) and top.key is None

    def _put(self, value: str | dict[str, Any] | list[Any] | None, line: int) -> None:
        """Keep a value in the open container, or take it as the next key."""
        if self._awaits_key():
            self._take_key(self.stack[-1], value, line)
            return
        top, path = self._place(line)
        if top is None:
            self.roots.append(value)
        elif isinstance(top.content, list):
            top.content.append(value)
        else:
            if not top.is_repeated:
                top.content[str(top.key)] = value
            top.key, top.is_repeated = None, False
        self.lines.setdefault(path, line)

    def _take_key(self, top: _Open, value: Any, line: int) -> None:
        if not isinstance(value, str) or not value:
            self._stop(line, "thiếu tên khóa trước dấu hai chấm")
        path = (*top.path, value)
        top.key, top.is_repeated = value, path in self.lines
        if top.is_repeated:
            first = self.lines[path]
            self._say(
                line,
                f"{write_path(path)}: khóa lặp lại, đã có ở dòng {first}; giữ một khóa",
            )
        self.lines.setdefault(path, line)

    def _enter(self, content: dict[str, Any] | list[Any], line: int) -> None:
        """Open a mapping or a list as the value of what is open now."""
        if len(self.stack) >= MOST_LEVELS:
            self._stop(line, f"lồng quá {MOST_LEVELS} cấp; viết lại cho phẳng")
        top, path = self._place(line)
        # A repeated key is read too, under a path of its own, so that its own faults show.
        inside = (*path, f"dòng {line}") if top is not None and top.is_repeated else path
        self._put(content, line)
        self.stack.append(_Open(content, inside))
