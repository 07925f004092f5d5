"""Letters, marks and tones apart: what spells a name, what contradicts it, what is another face."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.evidence.unit_spellings import (
    agreement,
    fold,
    has_foreign_signs,
    older_readings,
    plain,
    spell,
)

VIETNAMESE = "abcdđeghiklmnopqrstuvxyaăâeêioôơuưyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọ 12"


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper()))
def test_nfd_spells_the_same(text):
    """key(NFD(x)) = key(x), marks and tones with it (RELIABILITY case 63)."""
    assert spell(plain(unicodedata.normalize("NFD", text))) == spell(plain(text))


@given(st.text())
def test_plain_text_stays_plain(text):
    """Normalising twice changes nothing more (RELIABILITY §2.3)."""
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_folding_keeps_every_place(text):
    """A place in the folded text is the same place in the text."""
    assert len(fold(plain(text))) == len(plain(text))


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u202b", "\ufeff"])
def test_case_67_what_is_invisible_is_removed(sign):
    """A zero-width space, a soft hyphen, a direction mark (RELIABILITY case 67)."""
    assert plain(f"Hàng{sign} Bạc") == "hàng bạc"


@pytest.mark.parametrize(
    ("name", "text", "how"),
    [
        ("trung hoà", "trung hòa", "same"),
        ("thuỵ lâm", "thụylâm", "same"),
        ("hàng bạc", "hang bac", "unmarked"),
        ("hàng buồm", "hang buồm", "unmarked"),
        ("lý thái tổ", "lí thái tổ", "respelt"),
        ("mỹ đình 1", "mĩ đình 1", "respelt"),
        ("thụy khuê", "thụi khuê", None),
        ("mộ lao", "mỗ lao", None),
        ("đồng quang", "đông quang", None),
        ("song phượng", "song phương", None),
        ("kim lan", "kim lân", None),
    ],
)
def test_a_spelling_agrees_leaves_out_or_contradicts(name, text, how):
    """A bare syllable is no contradiction, a half marked one is: Đông Quang is another commune."""
    assert agreement(spell(name), spell(text)) == how


@pytest.mark.parametrize(
    ("text", "face", "read"),
    [
        ("Ph\u00ad\u00eang H\u00b5ng B\u00b9c", "TCVN3", "phường hàng bạc"),
        ("S¬n  §µ", "TCVN3", "sơn đà"),
        ("Phöôøng Haøng Baïc", "VNI", "phường hàng bạc"),
        ("Ñoâng Anh", "VNI", "đông anh"),
        ("Phường".encode().decode("latin-1"), "UTF-8", "phường"),
    ],
)
def test_cases_76_and_77_an_older_face_is_read(text, face, read):
    """TCVN3, VNI, UTF-8 taken for Latin (RELIABILITY cases 76, 77)."""
    assert older_readings(text)[face] == read


def test_vietnamese_is_not_taken_for_vni():
    """Hoà would be hồ in VNI: without a sign of its own there is no such reading."""
    assert "VNI" not in older_readings("Tây Hoà")


@pytest.mark.parametrize(("text", "is_foreign"), [("Hµng B¹c", True), ("Ðống Đa – 1", False)])
def test_signs_that_vietnamese_lacks_are_seen(text, is_foreign):
    """An Icelandic Ð looks the same and is taken for Đ (RELIABILITY case 66)."""
    assert has_foreign_signs(text) is is_foreign
