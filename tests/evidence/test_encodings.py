"""Bytes to letters: one reading, or none."""

import unicodedata

import pytest

from ihanoi_eval.evidence.encodings import decode_text

NAMES = "Đống Đa, Phường Hàng Bạc, Xã Thuỵ Lâm, Hoà Lạc, Ðông Ngạc"


def old_page(text: str) -> bytes:
    """Vietnamese as Windows wrote it before Unicode: letters whole, tones apart."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    apart = "".join(
        sign if sign.encode("cp1258", "ignore") else unicodedata.normalize("NFD", sign)
        for sign in text
    )
    whole = "".join(
        unicodedata.normalize("NFC", part) if part not in tones else part for part in apart
    )
    for letter, mark in (("e", "\u0302"), ("o", "\u0302"), ("a", "\u0302"), ("a", "\u0306")):
        for one in (letter, letter.upper()):
            for tone in tones:
                composed = unicodedata.normalize("NFC", one + mark)
                whole = whole.replace(one + tone + mark, composed + tone)
                whole = whole.replace(one + mark + tone, composed + tone)
    for one in "ouOU":
        for tone in tones:
            horned = unicodedata.normalize("NFC", one + "\u031b")
            whole = whole.replace(one + tone + "\u031b", horned + tone)
            whole = whole.replace(one + "\u031b" + tone, horned + tone)
    return whole.encode("cp1258")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_case_74_unicode_is_read_by_its_mark(encoding):
    """With a byte order mark; UTF-8 also without one (RELIABILITY 74)."""
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    assert decode_text((mark + NAMES).encode(encoding))[0] == NAMES


def test_case_75_the_old_page_gives_the_same_letters():
    """Decoded and composed it equals the original (RELIABILITY 75)."""
    text = NAMES.replace("Ð", "Đ")
    assert decode_text(old_page(text)) == (text, "cp1258")


@pytest.mark.parametrize("sent", [b"Ph\xad\xeang H\xb5ng B\xb9c", b"\xff\x00\xd2", b"caf\xf1\xe4"])
def test_bytes_that_are_no_vietnamese_are_refused(sent):
    """TCVN3, junk, another language: nobody guesses (RELIABILITY 76)."""
    with pytest.raises(UnicodeDecodeError):
        decode_text(sent)
