"""Which letters the bytes of a text table are: by its mark, as UTF-8, or as Vietnam's old page."""

import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from ihanoi_eval.evidence.unit_spellings import has_foreign_signs

OLD_PAGE: Final = "cp1258"


def decode_text(sent: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; UnicodeDecodeError where it has no single reading.

    Without a mark a text is UTF-8, else Windows' Vietnamese page where that gives Vietnamese and
    nothing else; its letters come in one form, for there tones stand apart.

    >>> decode_text("Đống Đa".encode("utf-16")), decode_text(b"H\\xe0 N\\xf4\\xf2i")
    (('Đống Đa', 'utf-16'), ('Hà Nội', 'cp1258'))
    """
    if sent.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return sent.decode("utf-16"), "utf-16"
    try:
        return sent.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        try:
            text = unicodedata.normalize("NFC", sent.decode(OLD_PAGE))
        except UnicodeDecodeError:
            raise error from None
        if has_foreign_signs(text):
            raise error from None
        return text, OLD_PAGE
