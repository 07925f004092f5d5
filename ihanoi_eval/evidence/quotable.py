"""What of a cell may stand where anybody reads: a code, a moment, a known word; never a name."""

import re
from collections.abc import Collection
from typing import Final
from unicodedata import normalize

from ihanoi_eval.rules.mappings import CLOSED_LISTS
from ihanoi_eval.vietnamese import TURNING

MASK: Final = "***"
TURNS: Final = re.compile(f"[{''.join(map(chr, TURNING))}]")
NO_CODE: Final = "(không phải mã)"  # in the place of one: perhaps somebody's name
PLAIN: Final = re.compile(r"[0-9A-Za-z_.-]{1,40}")
MOST_LETTERS: Final = 6  # of a code; a name without its blanks has more
PERSONAL: Final = re.compile(  # telephone and identity numbers, their zeros lost or not
    r"(?<!\d)(?:\d{9,11}|0\d{11})(?!\d)|(?<!\d)(?:84|0)[._-]?[235789](?:[._-]?\d){8,9}(?!\d)"
)
HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f-]*\d[0-9A-Fa-f-]*")
FEW_FIGURES: Final = re.compile(r"(?!(?:\D*\d){6})[ -@\[-`{-~]{1,40}")  # and no letter at all
SIGNS: Final = frozenset(" +,-./:;_|()'")  # that moments are written with
MOST_SIGNS: Final = 40
CODES: Final = ("petition_id",)  # which are nobody's
MOMENT: Final = re.compile(
    r"(?:\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:\d{4}|\d\d))"
    r"(?:[T ,]+\d\d?(?:[:hg]\d\d?){1,2}(?:[.,]\d{1,9})?)?"
    r"(?: ?(?:AM|PM|SA|CH|UTC|GMT|Z|[+-]\d\d:?\d\d))*"
    r"|20\d{6}|[1-9]\d{4}[.,]\d{1,12}|1[67]\d{8}(?:\d{3})?",  # days and seconds as numbers
    re.IGNORECASE,
)

GAP: Final = r"(?:[ .\-\u2010-\u2015\u00a0\u200b]|  | ?[()] ?)?"  # between figures of one number
PATTERNS: Final = {  # the longer first: twelve digits are no phone number
    # No name before the @ is longer; without a bound a long cell would take hours.
    "địa chỉ thư điện tử": re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    "số căn cước": re.compile(rf"(?<!\d)(?<!\d[.])0\d\d(?:{GAP}\d{{3}}){{3}}(?!\d)"),
    "số điện thoại": re.compile(
        r"(?<!\d)(?<!\d[.])(?!0\d[ .-][01]\d[ .-](?:19|20)\d\d(?!\d))"  # a day is no number
        rf"(?:\((?=0\d{{2,3}}\)))?(?:\+?84(?:{GAP}\(?0\)?)?|0){GAP}[235789](?:{GAP}\d){{8,9}}"
        r"(?!\d|[.,]\d{1,3}(?!\d))"
    ),
}


def is_code(text: str) -> bool:
    """Whether a text is a code that may be quoted: short, few letters, nobody's number.

    >>> is_code("PA-2024-000123"), is_code("0912345678"), is_code("nguyen.van.an")
    (True, False, False)
    """
    if not PLAIN.fullmatch(text) or PERSONAL.search(text):
        return False
    return sum(map(str.isalpha, text)) <= MOST_LETTERS or bool(HEXADECIMAL.fullmatch(text))


def shape_of(text: str) -> str:
    """How a text is written and nothing of what it says: its letters as a, its figures as 9.

    >>> shape_of("20-NOV-24 10.00 AM"), shape_of("Chưa có"), shape_of("x" * 50)
    ('99-aaa-99 99.99 aa', 'aaaa aa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…')
    """
    signs = [
        "9" if sign.isdigit() else "a" if sign.isalpha() else sign if sign in SIGNS else "?"
        for sign in normalize("NFC", text[:MOST_SIGNS])
    ]
    return "".join(signs) + "…" * (len(text) > MOST_SIGNS)


def is_figure(text: str) -> bool:
    """Whether a text is a moment or somebody's number: what stands in rows and never above them.

    >>> is_figure("2024-11-05 08:00"), is_figure("0912 345 678"), is_figure("received_at")
    (True, True, False)
    """
    bare = re.sub(r"[ .-]", "", text)
    return bool(MOMENT.fullmatch(text) or (bare.isdigit() and PERSONAL.fullmatch(bare)))


def is_unit_code(text: str, known: Collection[str]) -> bool:
    """Whether a text is a unit's code or may be meant for one: no longer than the register's.

    Ids of accounts and devices are longer, and a row that is shifted has one in a unit's place.

    >>> is_unit_code("00099", {"00001"}), is_unit_code("a7a27354d", {"00001"})
    (True, False)
    """
    return text in known or (is_code(text) and len(text) <= max(map(len, known), default=0))


def quoted(table: str, column: str, text: str, units: Collection[str]) -> str:
    """A cell of a row that was set aside, or a mask: in a shifted row any cell may hold a name.

    units: codes of the register.

    >>> quoted("platform/usage", "used_at", "31/11/2024 08:00", ())
    '31/11/2024 08:00'
    >>> quoted("platform/usage", "used_at", "Nguyễn Văn An", ())
    '***'
    """
    words = CLOSED_LISTS.get((table, column), ())
    if column.endswith("unit_code"):
        is_shown = is_unit_code(text, units)
    elif column in CODES:
        is_shown = is_code(text)
    else:
        is_moment = column.endswith("_at") and MOMENT.fullmatch(text)
        is_shown = bool(is_moment or text in words or FEW_FIGURES.fullmatch(text))
    return text if is_shown else MASK * bool(text)


def mask_personal(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with personal data masked, and what kinds there were (P-001).

    Signs that would turn the order of its letters are gone, so that it reads as it was sent.

    >>> mask_personal("gọi 0912 345 678 hoặc a.b@hanoi.gov.vn")
    ('gọi *** hoặc ***', ('địa chỉ thư điện tử', 'số điện thoại'))
    >>> mask_personal("Công văn 123/UBND ngày 30/11/2024, 1.234.567 đồng")
    ('Công văn 123/UBND ngày 30/11/2024, 1.234.567 đồng', ())
    """
    kinds: list[str] = []
    text = TURNS.sub(lambda sign: " " * (sign[0] in "\u2028\u2029"), text)
    for kind, pattern in PATTERNS.items():
        text, count = pattern.subn(MASK, text)
        if count:
            kinds.append(kind)
    return text, tuple(kinds)
