"""Who signs: what may stand in a signature, and whether two names are one person's."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from ihanoi_eval.evidence.unit_spellings import (
    PUNCTUATION,
    VIETNAMESE,
    agreement,
    fold,
    plain,
    spell,
)

# What is set before a name, or after it, and is no part of it.
_ADDRESSES: Final = (
    "ông",
    "bà",
    "mr",
    "mrs",
    "ms",
    "dr",
    "anh",
    "chị",
    "cô",
    "đồng chí",
    "đ/c",
    "đ.c",
    "đc",
)
_RANKS: Final = tuple(
    f"{grade} {rank}" for grade in ("thiếu", "trung", "thượng", "đại") for rank in ("úy", "tá")
)
_DEGREES: Final = (
    *("mba", "pgs", "gs", "tskh", "ts", "t.s", "ths", "th.s", "cn", "ks", "bs", "ls", "kts"),
    *("phó giáo sư", "giáo sư", "tiến sĩ", "tiến sỹ", "thạc sĩ", "thạc sỹ", "cử nhân", "kỹ sư"),
    *("bác sĩ", "bác sỹ", "luật sư"),
)


def _any_of(words: tuple[str, ...]) -> str:
    """A pattern of these words, with their diacritics or without; the longest first."""
    spelt = {*words, *map(fold, words)}
    return "|".join(re.escape(word) for word in sorted(spelt, key=len, reverse=True))


_BEFORE: Final = re.compile(
    rf"[\W_]*(?:(?:{_any_of(_ADDRESSES + _RANKS + _DEGREES)})(?!\w)[\W_]*)+(?=\w)"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AFTER: Final = re.compile(rf"(?<=\w)(?:[\W_]+(?:{_any_of(_DEGREES)}))+[\W_]*$")


def signature_faults(flag: str, what: str, text: str, *, is_name: bool = False) -> Iterator[str]:
    """Why a text cannot stand in a signature: empty, with signs that print as nothing or as a line.

    Such signs would make another line of what is printed about it, or one name look like another;
    so would letters of other alphabets in a name.
    """
    if not any(sign.isalnum() for sign in text):
        yield f"{flag}: để trống; ghi {what}"
    for place, sign in enumerate(text, start=1):
        if not _is_shown(sign):
            yield (
                f"{flag}: ký tự thứ {place} (U+{ord(sign):04X}) không in ra được, như dấu xuống "
                f"dòng hoặc ký tự ẩn; gõ lại {what} trên một dòng"
            )
    if is_name:
        strange = sorted(set(filter(_is_foreign, unicodedata.normalize("NFC", text))))
        yield from (
            f"{flag}: {sign!r} (U+{ord(sign):04X}) không phải chữ tiếng Việt, dù trông có thể "
            f"giống; gõ lại {what}"
            for sign in strange
        )


def is_same_person(name: str, other: str) -> bool:
    """Whether two names are one person's: address, degree, signs, order and capitals aside.

    One of them may lack all its diacritics; y and i are one where they sound alike.

    >>> is_same_person("Ông Lê Hòa", "LE  HOA, ThS."), is_same_person("Lê Hòa", "Lê Hoa")
    (True, False)
    """
    bare, others = _bare(name), _bare(other)
    if sorted(bare.split()) == sorted(others.split()):
        return True
    one, two = spell(bare), spell(others)
    if one.key != two.key:
        return False
    return not (one.is_marked and two.is_marked) or agreement(one, two) in ("same", "respelt")


def one_line(text: str) -> str:
    """The text as it can be printed: what would break the line, or hide, is shown as �."""
    return "".join(sign if _is_shown(sign) else "�" for sign in text)


def _bare(name: str) -> str:
    """A name without what is set around it, in brackets or not."""
    return _AFTER.sub("", _BEFORE.sub("", _BRACKETS.sub(" ", plain(name)), count=1)).strip()


def _is_shown(sign: str) -> bool:
    """Whether a sign is printed as itself; a blank is, whatever its width."""
    return sign.isprintable() or unicodedata.category(sign) == "Zs"


def _is_foreign(sign: str) -> bool:
    """Whether a sign is no letter, digit or mark that a Vietnamese name is written with."""
    return (
        sign > "\x7f"
        and _is_shown(sign)
        and sign.casefold() not in VIETNAMESE
        and sign not in PUNCTUATION
        and unicodedata.category(sign) != "Zs"
    )
