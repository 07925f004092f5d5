"""Vietnamese numbers, dates, names and their order; what is written reads back as it was."""

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

MISSING: Final = "–"
# Signs that are not seen and break a line or turn the order in which its letters are read.
TURNING: Final = (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
SEAL_DIGITS: Final = 32  # of 64: two runs that share them take 2^64 tries, and one line holds them

_EXACT: Final = Context(prec=400)  # every float has its digits; the default 28 refuses long ones

_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:([. \u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_DIGITS: Final = re.compile(r"[0-9]+")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_DAY_IN_WORDS: Final = re.compile(
    r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}),? năm ([0-9]{4})", re.IGNORECASE
)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_ONES: Final = "không một hai ba bốn năm sáu bảy tám chín".split()
_GROUPS: Final = ("", "nghìn", "triệu")  # then tỷ, and the three again before each further tỷ

_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: in dictionary order
_LETTER_MARKS: Final = "\u0302\u0306\u031b"  # â, ă, ơ: letters of their own, not tones
_ALPHABET: Final = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ONE_D: Final = str.maketrans({"Ð": "Đ", "ð": "đ", "\u200b": None})  # Icelandic Ð; invisible space


def format_count(value: object) -> str:
    """A whole number, or – where it is missing.

    >>> format_count(1633840), format_count(None)
    ('1.633.840', '–')
    """
    return format_number(value, decimals=0)


def format_number(value: object, decimals: int = 2) -> str:
    """A number rounded half up, or – where it is missing.

    >>> format_number(84.3), format_number(1234.565), format_number(float("nan"))
    ('84,30', '1.234,57', '–')
    """
    number = _as_decimal(value)
    if number is None:
        return MISSING
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=_EXACT)
    text = f"{rounded if rounded else abs(rounded):,f}"  # no minus before a rounded 0
    return text.translate(str.maketrans(",.", ".,"))


def format_percent(share: object, decimals: int = 1) -> str:
    """A share as a percentage, or – where it is missing.

    >>> format_percent(0.843)
    '84,3%'
    """
    number = _as_decimal(share)
    if number is None:
        return MISSING
    return f"{format_number(_EXACT.multiply(number, Decimal(100)), decimals=decimals)}%"


def format_date(day: date | str | None) -> str:
    """A date, or – where it is missing; text is ISO, as tables hold it.

    >>> format_date("2024-11-30")
    '30/11/2024'
    """
    if day is None or day == "":
        return MISSING
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_moment(moment: datetime | str | None) -> str:
    """A local time without seconds and its date, or – where it is missing; a bare date stays one.

    >>> format_moment("2024-12-09 16:30:00"), format_moment("2024-12-09")
    ('16:30 09/12/2024', '09/12/2024')
    """
    if moment is None or moment == "":
        return MISSING
    if isinstance(moment, str):
        if _ISO.fullmatch(moment):
            return format_date(moment)
        moment = datetime.fromisoformat(moment)
    return f"{moment:%H:%M} {format_date(moment)}"


def format_seal(seal: str) -> str:
    """A run's seal as paper, pages and answers show it: its first 32 digits, in groups of four.

    >>> format_seal("0123456789abcdef" * 4)
    '0123 4567 89ab cdef 0123 4567 89ab cdef'
    """
    return " ".join(re.findall(".{1,4}", seal[:SEAL_DIGITS]))


def parse_seal(text: str) -> str:
    """The digits of a seal as somebody typed them; ValueError where fewer than are printed.

    >>> parse_seal("0123 4567 89AB CDEF 0123 4567 89ab cdef")
    '0123456789abcdef0123456789abcdef'
    """
    digits = "".join(text.split()).lower()
    if len(digits) < SEAL_DIGITS:
        raise ValueError(f"có {len(digits)} ký tự; gõ đủ {SEAL_DIGITS} ký tự in trên giấy")
    return digits


def in_words(number: int) -> str:
    """A whole number from 0 on as it is read aloud in Hanoi, the way money is spelt out.

    Zeros inside a group are read, không trăm and linh; empty groups are left out.

    >>> in_words(3_510_000), in_words(1_021), in_words(7_005_015)
    ('ba triệu năm trăm mười nghìn', 'một nghìn không trăm hai mươi mốt', 'bảy triệu không trăm \
linh năm nghìn không trăm mười lăm')
    """
    if number < 0:
        raise ValueError(f"{number} is below zero; only amounts are spelt out")
    if number == 0:
        return _ONES[0]
    above, rest = divmod(number, 1_000_000_000)
    words = [f"{in_words(above)} tỷ"] if above else []
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            words += [_group_in_words(group, is_first=not words), _GROUPS[place]]
    return " ".join(filter(None, words))


def _group_in_words(group: int, *, is_first: bool) -> str:
    """Three digits; in front of all others without the zeros before its first digit."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [] if is_first and not hundreds else [_ONES[hundreds], "trăm"]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_ONES[tens], "mươi"]
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_ONES[ones])
    return " ".join(words)


def parse_count(text: str) -> int:
    """The whole number an officer wrote; ValueError where it has no single reading.

    Groups of three by points or blanks; 05 is 5. A comma is refused: 1,234 is 1234 to one reader
    and 1.234 thousandths to another.

    >>> parse_count("1.633.840"), parse_count("−5")
    (1633840, -5)
    """
    sign, digits = _without_sign(text)
    if not (_GROUPED.fullmatch(digits) or _DIGITS.fullmatch(digits)):
        raise ValueError(f"{text!r} không đọc được là số nguyên; viết như 1.633.840 hoặc 1633840")
    return int(sign + re.sub(r"[^0-9]", "", digits))


def parse_number(text: str) -> float:
    """The number an officer wrote, with a comma; ValueError where it has no single reading.

    12.34 is refused, and so is 1.234: a thousand and more, or one and a bit.

    >>> parse_number("1.234,5"), parse_number("84,30"), parse_number("1.633.840")
    (1234.5, 84.3, 1633840.0)
    """
    return float(_parse_decimal(text))


def parse_percent(text: str) -> float:
    """The share behind a percentage; ValueError without its sign, which alone tells 1% from 100%.

    >>> parse_percent("84,3%")
    0.843
    """
    number = text.strip().removesuffix("%")
    if number == text.strip():
        raise ValueError(f"{text!r} không có dấu %; viết như 84,3%")
    return float(_parse_decimal(number) / 100)


def parse_date(text: str) -> date:
    """The date an officer or a table wrote: day first, or ISO; ValueError for anything else.

    >>> parse_date("01/12/2024").isoformat(), parse_date("2024-12-01").isoformat()
    ('2024-12-01', '2024-12-01')
    """
    words = text.strip()
    try:
        if _ISO.fullmatch(words):
            return date.fromisoformat(words)
        if found := _DAY_FIRST.fullmatch(words):
            return date(int(found[4]), int(found[3]), int(found[1]))
        if found := _DAY_IN_WORDS.fullmatch(" ".join(unicodedata.normalize("NFC", words).split())):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass  # 31/02/2024 is no date either
    raise ValueError(f"{text!r} không phải ngày; viết như 30/11/2024")


def comparison_key(text: str) -> str:
    """What two spellings of one name share: Hòa and Hoà, capitals, NFD, blanks (RELIABILITY §1.6).

    Prefixes and diacritics stay: Gia Lâm has both a Thị trấn and a Xã Yên Viên. Quý and Quí stay
    apart: that is a spelling, for the table of aliases.

    >>> comparison_key("Phường  Yên HÒA") == comparison_key("phường Yên Hoà")
    True
    """
    plain = unicodedata.normalize("NFKC", text).translate(_ONE_D).casefold()
    return " ".join(_tones_last(word) for word in plain.split())


def sort_key(text: str) -> str:
    """Text whose order by code points is the Vietnamese order of names: letters, tones, capitals.

    For sorted(names, key=sort_key) and frame.sort_values("name", key=lambda s: s.map(sort_key)).

    >>> sorted(["Ô", "Ơ", "Đ", "D", "Ó", "O", "Ò"], key=sort_key)
    ['D', 'Đ', 'O', 'Ò', 'Ó', 'Ô', 'Ơ']
    """
    letters, tones, capitals = "", "", ""
    for mark in unicodedata.normalize("NFD", text).translate(_ONE_D):
        if mark in _TONES:
            tones = tones[:-1] + chr(3 + _TONES.index(mark))
        elif mark in _LETTER_MARKS and letters:
            letters = letters[:-1] + unicodedata.normalize("NFC", letters[-1] + mark)
        else:
            letters += mark.lower()
            tones += chr(2)
            capitals += chr(2 + mark.isupper())
    places = "".join(_place(letter) for letter in letters)
    return f"{places}\x01{tones}\x01{capitals}\x01{text}"


def _as_decimal(value: object) -> Decimal | None:
    """The number in a cell as its shortest digits, None where it is missing."""
    if value is None or value == "" or value != value:
        return None
    return Decimal(str(value))


def _without_sign(text: str) -> tuple[str, str]:
    """The sign and what follows it."""
    words = text.strip().replace("\u2212", "-")
    return ("-", words[1:]) if words.startswith("-") else ("", words)


def _parse_decimal(text: str) -> Decimal:
    """The number exactly as written in Vietnamese."""
    sign, digits = _without_sign(text)
    whole, comma, decimals = digits.partition(",")
    grouped = _GROUPED.fullmatch(whole)
    is_one_point = not comma and grouped is not None and whole.count(".") == 1
    readable = (grouped or _DIGITS.fullmatch(whole)) and not is_one_point
    if not readable or (comma and not _DIGITS.fullmatch(decimals)):
        raise ValueError(f"{text!r} không có một cách đọc duy nhất; viết như 1234,5 hoặc 84,30")
    return Decimal(f"{sign}{re.sub(r'[^0-9]', '', whole)}.{decimals or 0}")


def _tones_last(word: str) -> str:
    """The word with the tone of every run of letters moved to its end."""
    written, tone = "", ""
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES:
            tone += mark
        elif mark.isalpha() or unicodedata.combining(mark):
            written += mark
        else:
            written, tone = written + tone + mark, ""
    return unicodedata.normalize("NFC", written + tone)


def _place(letter: str) -> str:
    """A letter's place in the alphabet; strangers come after z."""
    place = _ALPHABET.find(letter)
    return chr(2 + place) if place >= 0 else chr(2 + len(_ALPHABET)) + letter
