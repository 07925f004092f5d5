"""Words as somebody typed them, and words that no keyboard of today writes."""

from importlib import resources

import pytest

from ihanoi_eval.columns import COLUMNS
from ihanoi_eval.evidence.words import LONGEST, is_of_another_typeface, text_fault
from ihanoi_eval.reporting.wording import WORDS

NAME = "UBND phường Hàng Bạc đã đến từng ngõ"


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        NAME.encode("utf-8").decode("utf-8"),
        "",
        "“Tổ 12” – 30 °C…",
        "👍🏽 đã xong ✓",
        "café Köln",
    ],
)
def test_words_of_today_are_no_fault(text):
    """Quotation marks, emoji and a name from elsewhere are somebody's words."""
    assert text_fault(text) == ""


def test_case_77_a_text_encoded_twice_is_seen():
    """UTF-8 that was read as Windows Latin: PhÆ°á»ng (RELIABILITY 77)."""
    sent = "".join(
        bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte))
        for byte in NAME.encode()
    )
    assert sent.startswith("UBND phÆ°á»")
    assert is_of_another_typeface(sent)


@pytest.mark.parametrize("text", ["Ph­êng Hµng B¹c", "Phöôøng Haøng Baïc"], ids=["TCVN3", "VNI"])
def test_case_76_an_older_typeface_is_seen(text):
    """Both are Phường Hàng Bạc on the writer's screen (RELIABILITY 76)."""
    assert "Unicode" in text_fault(text)


def test_case_79_what_no_cell_holds_is_a_fault():
    """32.767 letters are what Excel keeps (RELIABILITY 79)."""
    assert text_fault("x" * LONGEST) == ""
    assert text_fault("x" * (LONGEST + 1)).startswith("dài 32.768 ký tự")


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ud800"])
def test_case_79_what_nobody_sees_is_a_fault(sign):
    """A bell, an escape, half of a pair; lines and tabs are not (RELIABILITY 79)."""
    assert "điều khiển" in text_fault(f"ghi{sign}chú")
    assert text_fault("dòng một\r\n\tdòng hai") == ""


def test_no_word_that_we_print_or_know_is_a_fault():
    """Every unit of the register, every label and finding of ours."""
    with (
        resources.files("ihanoi_eval")
        .joinpath("builtin/hanoi-2024/units.csv")
        .open(encoding="utf-8") as stream
    ):
        lines = stream.read().splitlines()
    labels = [text for words in WORDS.values() for text in words.values()]
    labels += [column.label for column in COLUMNS.values()]
    assert len(lines) > 600 and not [text for text in (*lines, *labels) if text_fault(text)]
