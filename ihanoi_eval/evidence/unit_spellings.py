"""How names are spelt: letters, letter marks and tones apart, and typefaces of before Unicode."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

Agreement = Literal["same", "respelt", "unmarked"]

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
VIETNAMESE: Final = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in ("", *TONES)
) | {"đ"}
PUNCTUATION: Final = frozenset("–—‘’“”…•°\u00a0")
_ONE_D: Final = str.maketrans({"Ð": "Đ", "ð": "đ"})  # Icelandic Ð looks the same

_TCVN3: Final = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ¡¢§£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵăâđêôơư",
        strict=True,
    )
)
_VNI_MARKS: Final = {  # the sign that follows a vowel: its letter mark and tone
    **dict(zip("ùøûõï", [("", tone) for tone in "\u0301\u0300\u0309\u0303\u0323"], strict=True)),
    **dict(
        zip(
            "âáàåãä",
            [("\u0302", tone) for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")],
            strict=True,
        )
    ),
    **dict(
        zip(
            "êéèúüë",
            [("\u0306", tone) for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")],
            strict=True,
        )
    ),
}
_VNI_SEEN: Final = {  # vowel pairs that Vietnamese has as well: hoà is no proof of VNI
    *("oà", "oá", "oã", "oè", "oé", "uà", "uá", "uã", "uâ", "uê", "uè", "ué"),
}
_VNI_LETTERS: Final = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


@dataclass(frozen=True)
class Spelling:
    """A name letter by letter, blanks and signs left out; ends: where each syllable stops."""

    letters: str
    marks: tuple[str, ...]
    tones: tuple[str, ...]
    ends: tuple[int, ...]

    @cached_property
    def key(self) -> str:
        """What every spelling of the name shares: no blanks, no diacritics, y written as i."""
        return self.letters.replace("y", "i")

    @property
    def is_marked(self) -> bool:
        """Whether its writer typed any diacritic."""
        return any(self.marks) or any(self.tones)


def plain(text: str) -> str:
    """Text in one Unicode form, small letters, nothing invisible, single blanks; lines stay lines.

    >>> plain("Phường\\u200b  Hàng BẠC ")
    'phường hàng bạc'
    """
    shown = unicodedata.normalize("NFKC", text).translate(_ONE_D).casefold()
    kept = "".join(
        letter
        for letter in shown
        if unicodedata.category(letter) not in ("Cf", "Cc") or letter.isspace()
    )
    lines = (" ".join(line.split()) for line in kept.splitlines())
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def fold(text: str) -> str:
    """The text without diacritics, letter for letter, so that places in it are places in the text.

    >>> fold("đống đa")
    'dong da'
    """
    return "".join(_parts(letter)[0] for letter in text)


def spell(text: str) -> Spelling:
    """How a text, already plain, is spelt.

    >>> spell("hà nội").key, spell("hà nội").ends
    ('hanoi', (2, 5))
    """
    letters: list[str] = []
    marks: list[str] = []
    tones: list[str] = []
    ends: list[int] = []
    for sign in text:
        if sign.isalnum():
            letter, mark, tone = _parts(sign)
            letters.append(letter)
            marks.append(mark)
            tones.append(tone)
        elif unicodedata.combining(sign) and letters:
            _, mark, tone = _parts(sign)
            marks[-1] += mark
            tones[-1] += tone
        elif letters and (not ends or ends[-1] != len(letters)):
            ends.append(len(letters))
    if letters and (not ends or ends[-1] != len(letters)):
        ends.append(len(letters))
    return Spelling("".join(letters), tuple(marks), tuple(tones), tuple(ends))


def agreement(name: Spelling, text: Spelling) -> Agreement | None:
    """How well a text of the same key spells a name; None where a diacritic says otherwise.

    A tone may stand on either vowel of its syllable (hòa, hoà); a syllable may be bare, never half
    marked: Đông Quang is no Đồng Quang. i may stand for y where it sounds alike (`respelt`).

    >>> agreement(spell("yên hoà"), spell("yên hòa")), agreement(spell("mộ lao"), spell("mo lao"))
    ('same', 'unmarked')
    >>> agreement(spell("mộ lao"), spell("mỗ lao"))
    """
    found: Agreement = "same"
    start = 0
    for end in name.ends:
        here = slice(start, end)
        start = end
        typed = "".join(text.tones[here]), text.marks[here]
        is_bare = not any((typed[0], *typed[1]))
        if typed != ("".join(name.tones[here]), name.marks[here]):
            if not is_bare:
                return None
            found = "unmarked"
        if name.letters[here] != text.letters[here]:
            if not _sounds_alike(name.letters[here], text.letters[here]):
                return None
            found = "respelt" if found == "same" else found
    return found


def has_foreign_signs(text: str, *, known: Collection[str] = ()) -> bool:
    """Whether letters stand in a text that Vietnamese does not have: another typeface wrote it.

    known: further letters that are no sign of it.
    """
    return not foreign_signs(text) <= {*known}


def foreign_signs(text: str) -> set[str]:
    """The small letters of a text that Vietnamese does not have.

    >>> sorted(foreign_signs("Zürich, Hà Nội"))
    ['ü']
    """
    return {
        sign.casefold()
        for sign in unicodedata.normalize("NFC", text.translate(_ONE_D))
        if sign > "\x7f"
        and sign.casefold() not in VIETNAMESE
        and sign not in PUNCTUATION
        and unicodedata.category(sign) not in ("Cf", "Mn")
    }


def older_readings(text: str) -> dict[str, str]:
    """The text as TCVN3, as VNI and as UTF-8 that was read as Latin, where it can be that.

    >>> older_readings("Hµng B¹c")["TCVN3"], older_readings("Haøng Baïc")["VNI"]
    ('hàng bạc', 'hàng bạc')
    """
    composed = unicodedata.normalize("NFC", text)
    found = {"TCVN3": "".join(_TCVN3.get(sign, sign) for sign in composed)}
    if has_foreign_signs(text) or _has_vni_pairs(composed):
        found["VNI"] = _from_vni(composed)
    try:
        found["UTF-8"] = b"".join(_latin_byte(sign) for sign in composed).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        pass  # it is not
    return {face: plain(read) for face, read in found.items() if read != composed}


def _from_vni(text: str) -> str:
    """A text of a VNI typeface: each vowel is followed by the sign that bears its marks."""
    written = ""
    is_vowel = False
    for sign in text.casefold():
        if is_vowel and sign in _VNI_MARKS:
            mark, tone = _VNI_MARKS[sign]
            written += mark + tone
            is_vowel = False
        else:
            written += _VNI_LETTERS.get(sign, sign)
            is_vowel = sign in "aeouyôö"
    return unicodedata.normalize("NFC", written)


def _has_vni_pairs(text: str) -> bool:
    """Whether a vowel is followed by a sign that could only be VNI's."""
    small = text.casefold()
    pairs = {first + second for first, second in zip(small, small[1:], strict=False)}
    return any(pair[0] in "aeouyôö" and pair[1] in _VNI_MARKS for pair in pairs - _VNI_SEEN)


def _latin_byte(sign: str) -> bytes:
    """The byte behind a sign of Windows Latin."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")  # five bytes have no sign there


def _sounds_alike(name: str, text: str) -> bool:
    """Whether two syllables differ in y for i alone, after a consonant or qu."""
    is_last = name[:-1] == text[:-1] and {name[-1], text[-1]} == {"i", "y"}
    return is_last and bool(re.fullmatch(r"(?:[^aeiouy]*|qu)", name[:-1]))


@lru_cache(maxsize=4096)
def _parts(sign: str) -> tuple[str, str, str]:
    """A sign's letter, its letter marks and its tone."""
    if sign == "đ":
        return "d", "đ", ""
    base, *rest = list(unicodedata.normalize("NFD", sign))
    if unicodedata.combining(base):
        base, rest = sign, [base, *rest]
    marks = "".join(mark for mark in rest if mark not in TONES)
    return base, marks, "".join(mark for mark in rest if mark in TONES)
