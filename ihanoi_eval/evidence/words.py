"""What words may not be: too long for a cell, invisible in part, or of another typeface."""

import unicodedata
from typing import Final

from ihanoi_eval.evidence.unit_spellings import has_foreign_signs, older_readings
from ihanoi_eval.vietnamese import format_count

LONGEST: Final = 32_767  # what a cell of Excel holds
LINES: Final = frozenset("\r\n\t")
LEAST_FOREIGN: Final = 2  # one word may be a name from elsewhere
LEAST_PART: Final = 4  # and of four words of Vietnamese one has a diacritic


def text_fault(text: str) -> str:
    """Why a text cannot be kept as it is; nothing where it can (V-009, V-010).

    >>> text_fault("Đã đến 12 tổ dân phố 👍"), text_fault("Phường" + chr(0))
    ('', 'có ký tự điều khiển không nhìn thấy; gõ lại')
    """
    if len(text) > LONGEST:
        long, most = format_count(len(text)), format_count(LONGEST)
        return f"dài {long} ký tự, một ô chỉ chứa {most}; rút gọn"
    if is_of_another_typeface(text):
        return "gõ bằng phông chữ cũ hoặc sai bảng mã; chuyển sang Unicode rồi gửi lại"
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in LINES for sign in text):
        return "có ký tự điều khiển không nhìn thấy; gõ lại"
    return ""


def is_of_another_typeface(text: str) -> bool:
    """Whether many words have letters that Vietnamese lacks and read as Vietnamese otherwise.

    A sign that stands alone (×) or two brands among many words (®) are somebody's own.

    >>> is_of_another_typeface("Haøng Baïc"), is_of_another_typeface("dân số × tỷ lệ × 15 tuổi")
    (True, False)
    """
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    foreign = [word for word in words if _has_foreign_letter(word)]
    if not foreign:
        return False
    faces = [face for face, read in older_readings(text).items() if not has_foreign_signs(read)]
    is_much = len(foreign) >= LEAST_FOREIGN and LEAST_PART * len(foreign) >= len(words)
    return "UTF-8" in faces or (is_much and bool(faces))  # what decodes is no chance


def _has_foreign_letter(word: str) -> bool:
    """Whether a sign of another typeface stands beside a letter; emoji are none."""
    pairs = zip(word, word[1:], strict=False)
    return has_foreign_signs(word) and any(
        has_foreign_signs(sign) and sign < "\u2200" and beside.isalpha()
        for pair in pairs
        for sign, beside in (pair, pair[::-1])
    )
