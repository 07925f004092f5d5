"""What a text about a unit can be read as: name, type in full, the parent that it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ihanoi_eval.evidence.unit_spellings import Spelling, fold, plain, spell
from ihanoi_eval.rules.campaign import Campaign

LONGEST: Final = 300  # signs; what is longer is a note, and would only cost time
PIECES: Final = 4  # name, parent, city and a remark: more is no name
MORE_SHORT: Final = {"phường": ("ph", "f"), "thị trấn": ("ttr",)}  # besides initials
LONG_WORDS: Final = {"ubnd": "ủy ban nhân dân", "tp": "thành phố"}

NUMBERING: Final = re.compile(r"(?:\d{1,3}\s*[.)\]:/-]|[-+*•–])\s*")
OFFICE: Final = re.compile(
    r"(?:(?:hdnd|hoi dong nhan dan)\s*(?:va|-|,|&)?\s*)?"
    r"(?:u\.?\s?b\.?\s?n\.?\s?d\b|uy\s*ban\s*nhan\s*dan)\.?[\s:-]*"
)
BREAKS: Final = re.compile(
    r"\s*[,;/|()\[\]\n]\s*|\s+-+\s*|\s*-+\s+|\s*[–—]\s*|\s+thuoc\s+(?:dia ban\s+)?"
)
NOW_OR_BEFORE: Final = re.compile(
    r"(.*?)[\s,;(\[-]*\b(?:nay la|nay doi ten(?: la| thanh)?|doi ten thanh|truoc(?: day)? la|"
    r"ten cu(?: la)?)\b[:\s]*(.*?)[\s).\]]*"
)
FORMER: Final = re.compile(r"(.*\w)[\s,(\[]+cu[\s).\]]*")
ADDRESS: Final = (
    r"(?:so\s+)?\d{1,4}[a-z]?(?:[/-]\d+)*,?|"
    r"(?:duong|pho|ngo|ngach|tl|ql|tinh\s*lo|quoc\s*lo)\s[^\n]+"
)
COUNTRY: Final = re.compile(r"(?:viet\s*nam|vn)")


@dataclass(frozen=True)
class Reading:
    """One reading of a text; contexts: the parents that it names; remark: words around the name.

    needs_type: the name counts only with its type, for it was cut out of other words.
    """

    spelling: Spelling
    contexts: tuple[Spelling, ...] = ()
    remark: str = ""
    needs_type: bool = False
    is_marked: bool = True
    initials: str = ""


@dataclass(frozen=True)
class Wording:
    """The words of a register: its types with their abbreviations, its parents, its city."""

    types: tuple[str, ...]
    leaf_types: tuple[str, ...]
    parents: tuple[tuple[str, str], ...]  # type and bare name
    city: str

    @classmethod
    def of(cls, campaign: Campaign) -> "Wording":
        """The wording of a campaign's units."""
        parents = [unit for unit in campaign.units if unit.unit_code in campaign.children]
        leaves = [unit for unit in campaign.units if unit.unit_code not in campaign.children]
        city = plain(campaign.city.name) if campaign.city else ""
        return cls(
            types=tuple(sorted({plain(unit.type) for unit in campaign.units if unit.type})),
            leaf_types=tuple(sorted({plain(unit.type) for unit in leaves if unit.type})),
            parents=tuple(
                (plain(unit.type), plain(unit.name).removeprefix(plain(unit.type)).strip())
                for unit in parents
            ),
            city=city.removeprefix("thành phố").strip(),
        )

    @cached_property
    def abbreviations(self) -> dict[str, tuple[str, ...]]:
        """Types by their abbreviation: p, q, tt and their like."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.types:
            initials = fold("".join(word[0] for word in name.split()))
            for short in (initials, *MORE_SHORT.get(name, ())):
                found[short] = (*found.get(short, ()), name)
        return found

    @cached_property
    def abbreviated(self) -> re.Pattern[str]:
        """An abbreviated type at the start, its letters perhaps apart by points: T.T. Yên Viên."""
        shorts = "|".join(_any([r"[./]?".join(short) for short in self.abbreviations]))
        return re.compile(rf"({shorts})(?:\s*[.:]\s*|\s+)(?=\w)")

    @cached_property
    def city_words(self) -> re.Pattern[str]:
        """The city at the end of a text or as all of it."""
        name, short = _loose(self.city), fold("".join(word[0] for word in self.city.split()))
        prefix = r"(?:thanh\s*pho|t\.?p)[\s.]*"
        if not self.city:
            return re.compile(r"(?!)")
        return re.compile(rf"{prefix}(?:{name}|{short})|{name}")

    @cached_property
    def parent_at_end(self) -> re.Pattern[str]:
        """A name, then a parent with its type, even without a blank between them."""
        kinds = {kind for kind, _ in self.parents if kind}
        words = "|".join(_any([_loose(kind) for kind in kinds]))
        shorts = "|".join(_any([s for s, names in self.abbreviations.items() if kinds & {*names}]))
        names = "|".join(_any([_loose(name) for _, name in self.parents]))
        if not kinds:
            return re.compile(r"(?!)")
        return re.compile(
            rf"(.*?\w)[\s.]*((?:(?:{words})[\s.]*|(?:{shorts})\.\s*|\b(?:{shorts})\s+)(?:{names}))"
        )

    @cached_property
    def name_at_end(self) -> re.Pattern[str]:
        """An address, the city or a typed parent, then a unit with its type in full."""
        words = "|".join(_any([_loose(kind) for kind in self.leaf_types]))
        parents = "|".join(_any([rf"{_loose(k)}\s+{_loose(n)}" for k, n in self.parents if k]))
        before = "|".join(part for part in (ADDRESS, parents, self.city_words.pattern) if part)
        return re.compile(rf"({before})\s+((?:{words})\s+.+)") if words else re.compile(r"(?!)")

    def names_of(self, name: str, kind: str) -> tuple[str, ...]:
        """The ways to write a unit's name: in full; without its type; of none, the city short."""
        kind = plain(kind)
        if kind and name.startswith(f"{kind} "):
            return name, name.removeprefix(kind).strip()
        return tuple(dict.fromkeys((name, self.city_short(name))))

    def initials_of(self, name: str) -> tuple[str, ...]:
        """A body's abbreviations: Sở Thông tin và Truyền thông is Sở TT&TT, with or without và."""
        first, *rest = re.findall(r"\w+", fold(name))
        all_words = "".join(word[0] for word in rest)
        few = "".join(word[0] for word in rest if word != "va")
        return tuple({f"{first}|{short}" for short in (all_words, few) if len(short) > 1})

    def in_full(self, text: str) -> tuple[str, ...]:
        """The text with an abbreviated type in full; the text alone where it has none."""
        found = self.abbreviated.match(fold(text))
        if not found:
            return (text,)
        kinds = self.abbreviations[re.sub(r"[./]", "", found[1])]
        return (text, *(f"{kind} {text[found.end() :]}" for kind in kinds))

    def city_short(self, text: str) -> str:
        """The text with the city at its end written as thành phố alone."""
        head = self.without_city(text)
        return f"{head} thành phố" if head != text else text

    def without_city(self, text: str) -> str:
        """The text without the city at its end."""
        end = rf"[\s,.-]+(?:{self.city_words.pattern})(?:[\s,.-]+{COUNTRY.pattern})?[\s.]*"
        found = re.fullmatch(rf"(.*?\w){end}", fold(text))
        return text[: found.end(1)] if found else text


def is_too_long(text: str) -> bool:
    """Whether a text is a note rather than a name."""
    return len(text) > LONGEST


def read_name(text: str, wording: Wording) -> Iterator[list[Reading]]:
    """The readings of a plain text in stages, the plainest first; later ones take words away."""
    yield _simple(text, wording)
    stripped = _stripped(text)
    long = " ".join(LONG_WORDS.get(word.strip("."), word) for word in _numbered(stripped).split())
    long = long.replace("&", " và ")
    texts = [stripped, _numbered(stripped), long, wording.without_city(long)]
    texts += [wording.city_short(one) for one in (text, long)]
    yield [reading for one in dict.fromkeys(texts) for reading in _simple(one, wording)]
    yield [*_with_remark(stripped, wording), *_in_pieces(stripped, wording)]


def _simple(
    text: str, wording: Wording, *, contexts: tuple[Spelling, ...] = (), remark: str = ""
) -> list[Reading]:
    """The text as it stands and with its type in full."""
    is_marked = spell(text).is_marked
    first, *rest = re.findall(r"\w+", fold(text).replace("\n", " ")) or [""]
    short = "".join(word for word in rest if word != "va")
    return [
        Reading(
            spelling=spell(full),
            contexts=contexts,
            remark=remark,
            is_marked=is_marked,
            initials=f"{first}|{short}" if 1 < len(short) < 9 else "",
        )
        for full in wording.in_full(text)
    ]


def _stripped(text: str) -> str:
    """The text without a number in a list before it, the word for its office, points after it."""
    while found := (NUMBERING.match(fold(text)) or OFFICE.match(fold(text))):
        text = text[found.end() :]
    return text.rstrip(" .,;:-")


def _numbered(text: str) -> str:
    """The text with a number at its end as a digit: Mỹ Đình I, Mỹ Đình 01."""
    head, _, last = text.rpartition(" ")
    number = {"i": "1", "ii": "2", "iii": "3"}.get(last) or (last.lstrip("0") if head else "")
    return f"{head} {number}" if head and number.isdigit() else text


def _with_remark(text: str, wording: Wording) -> list[Reading]:
    """Two names, one of now and one of before; or a name that is said to be a former one."""
    folded = fold(text)
    if found := NOW_OR_BEFORE.fullmatch(folded):
        names = [text[slice(*found.span(group))] for group in (1, 2)]
        return [
            reading
            for name in names
            for reading in _around(_stripped(name), wording, remark="formerly")
        ]
    if found := FORMER.fullmatch(folded):
        return _around(text[: found.end(1)], wording, remark="formerly")
    return []


def _in_pieces(text: str, wording: Wording) -> list[Reading]:
    """One piece the name, the others its type, its parent and the city, in any order."""
    cuts = [0, *(place for cut in BREAKS.finditer(fold(text)) for place in cut.span()), len(text)]
    pieces = [text[a:b].strip(" .") for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    names: list[str] = []
    kinds: set[str] = set()
    for piece in pieces:
        folded = fold(piece)
        kind = {
            kind
            for short, found in wording.abbreviations.items()
            for kind in found
            if folded in (short, fold(kind))
        }
        kinds |= kind
        if piece and not kind and not _is_city(folded, wording):
            names.append(piece)
    if len(names) > PIECES or len(kinds) > 1:
        return []
    readings: list[Reading] = []
    for place, name in enumerate(names):
        others = [spell(wording.in_full(other)[-1]) for i, other in enumerate(names) if i != place]
        typed = " ".join((*kinds, _stripped(name)))
        readings += _around(typed, wording, contexts=tuple(others))
    return readings


def _is_city(folded: str, wording: Wording) -> bool:
    """Whether a piece only says city or country."""
    short = "".join(word[0] for word in fold(wording.city).split())
    return bool(
        wording.city_words.fullmatch(folded) or COUNTRY.fullmatch(folded) or folded == short
    )


def _around(
    text: str, wording: Wording, *, contexts: tuple[Spelling, ...] = (), remark: str = ""
) -> list[Reading]:
    """A name, its parent and city behind it, or an address before it."""
    text = _numbered(wording.without_city(text))
    readings = _simple(text, wording, contexts=contexts, remark=remark)
    if found := wording.parent_at_end.fullmatch(fold(text)):
        head, parent = _numbered(text[: found.end(1)]), text[found.start(2) :]
        inner = (*contexts, spell(wording.in_full(parent)[-1]))
        readings += _simple(head, wording, contexts=inner, remark=remark)
    if found := wording.name_at_end.fullmatch(fold(text)):
        named = spell(text[found.start(2) :])
        before = text[: found.end(1)]
        if any(fold(kind) in fold(before) for kind, _ in wording.parents if kind):
            contexts = (*contexts, spell(before))
        readings.append(
            Reading(spelling=named, contexts=contexts, remark="address", needs_type=True)
        )
    return readings


def _loose(words: str) -> str:
    """A pattern for words without diacritics, with or without blanks between them."""
    return r"\s*".join(re.escape(word) for word in fold(words).split())


def _any(patterns: list[str]) -> list[str]:
    """Patterns, the longest first, so that none hides another."""
    return sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
