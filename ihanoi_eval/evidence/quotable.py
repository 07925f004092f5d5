"""What of a cell may stand where anybody reads: a code, a moment, a known word; never a name."""

import re
from collections.abc import Collection
from typing import Final

from ihanoi_eval.rules.mappings import CLOSED_LISTS

MASK: Final = "***"
WORDS: Final = "(có chữ)"  # in the place of a code: perhaps somebody's name
PLAIN: Final = re.compile(r"[0-9A-Za-z_.-]{1,40}")
MOST_LETTERS: Final = 6  # of a code; a name without its blanks has more
PERSONAL: Final = re.compile(  # telephone and identity numbers, their zeros lost or not
    r"(?<!\d)(?:\d{9,11}|0\d{11})(?!\d)|(?<!\d)(?:84|0)[._-]?[235789](?:[._-]?\d){8,9}(?!\d)"
)
HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f-]*\d[0-9A-Fa-f-]*")
FEW_FIGURES: Final = re.compile(r"(?!(?:\D*\d){9})[ -/0-9:-@\[-`{-~]{1,40}")  # no letter at all
MOMENT: Final = re.compile(
    r"(?:\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:\d{4}|\d\d))"
    r"(?:[T ,]+\d\d?(?:[:hg]\d\d?){1,2}(?:[.,]\d{1,9})?)?"
    r"(?: ?(?:AM|PM|SA|CH|UTC|GMT|Z|[+-]\d\d:?\d\d))*"
    r"|[1-9]\d{4}[.,]\d{1,12}|1[67]\d{8}(?:\d{3})?",  # days and seconds as numbers
    re.IGNORECASE,
)


def is_code(text: str) -> bool:
    """Whether a text is a code that may be quoted: short, few letters, nobody's number.

    >>> is_code("PA-2024-000123"), is_code("0912345678"), is_code("nguyen.van.an")
    (True, False, False)
    """
    if not PLAIN.fullmatch(text) or PERSONAL.search(text):
        return False
    return sum(map(str.isalpha, text)) <= MOST_LETTERS or bool(HEXADECIMAL.fullmatch(text))


def is_figure(text: str) -> bool:
    """Whether a text is a moment or somebody's number: what stands in rows and never above them.

    >>> is_figure("2024-11-05 08:00"), is_figure("0912 345 678"), is_figure("received_at")
    (True, True, False)
    """
    bare = re.sub(r"[ .-]", "", text)
    return bool(MOMENT.fullmatch(text) or (bare.isdigit() and PERSONAL.fullmatch(bare)))


def quoted(table: str, column: str, text: str, known: Collection[str]) -> str:
    """A cell of a row that was set aside, or a mask: in a shifted row any cell may hold a name.

    known: codes of the register, which may be quoted whatever they look like.

    >>> quoted("platform/usage", "used_at", "31/11/2024 08:00", ())
    '31/11/2024 08:00'
    >>> quoted("platform/usage", "used_at", "Nguyễn Văn An", ())
    '***'
    """
    if not text or text in known or FEW_FIGURES.fullmatch(text):
        return text
    if column.endswith("_at"):
        return text if MOMENT.fullmatch(text) else MASK
    words = CLOSED_LISTS.get((table, column))
    return text if (text in words if words else is_code(text)) else MASK
