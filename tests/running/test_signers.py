"""Names as they are written are one person's or two; what cannot be printed cannot sign."""

import unicodedata

import pytest

from ihanoi_eval.running.signers import is_same_person, one_line, signature_faults

NAME = "Nguyễn Văn Hòa"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Ông Nguyễn Văn Hòa",
            "Đồng chí Nguyễn Văn Hòa",
            "Đ/c Nguyễn Văn Hòa",
            "đc. Nguyễn Văn Hoà",
        ),
        *("ThS. Nguyễn Văn Hòa", "PGS.TS. Nguyễn Văn Hòa", "Th.S Nguyễn Văn Hòa"),
        *("Ông Thạc sỹ Nguyễn Văn Hòa", "Nguyễn Văn Hòa, ThS.", "Nguyễn Văn Hòa (TS)"),
        *("Nguyễn Văn Hòa.", "“Nguyễn Văn Hòa”", "Nguyễn-Văn-Hòa", "NguyễnVănHòa"),
        *("Hòa Nguyễn Văn", "Nguyễn Văn Hòa (Phó phòng)", "Thiếu tá Nguyễn Văn Hòa"),
        *("Mr. Nguyễn Văn Hòa", "Nguyễn Văn Hòa, MBA"),
        *("NGUYEN VAN HOA", "ong nguyen van hoa", "NguyenVanHoa"),
        *("Nguyễn\u00a0Văn\u2009Hòa", "Nguyễn Văn\u200b Hòa", "Nguy\u00adễn Văn Hòa"),
        unicodedata.normalize("NFD", NAME),
    ],
)
def test_one_person_is_one_however_the_name_is_written(written):
    """RELIABILITY 108: address, degree, signs, blanks, capitals, typing without diacritics."""
    assert is_same_person(NAME, written) and is_same_person(written, NAME)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        (NAME, "Nguyễn Văn Hoa"),
        (NAME, "Nguyễn Văn Hòa Bình"),
        (NAME, "Văn Hòa"),
        ("Chu Văn An", "Văn An"),  # a family name that is no address
        ("Tsang Văn A", "Ang Văn A"),
        ("Ông", "Bà"),
    ],
)
def test_two_persons_are_two(name, other):
    """Another diacritic or another word is another name."""
    assert not is_same_person(name, other) and not is_same_person(other, name)


def test_a_name_may_begin_with_what_is_an_address_elsewhere():
    """Ông is a family name too: it stays its bearer's."""
    assert is_same_person("Ông Ích Khiêm", "Ông Ông Ích Khiêm")


@pytest.mark.parametrize("text", ["", " \u00a0", "–.–"])
def test_nothing_to_read_is_empty(text):
    """Blanks and signs name nobody."""
    assert list(signature_faults("--name", "họ tên", text)) == ["--name: để trống; ghi họ tên"]


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        *(("\n", "U+000A"), ("\r", "U+000D"), ("\t", "U+0009"), ("\x1b", "U+001B")),
        *(("\u2028", "U+2028"), ("\u202e", "U+202E"), ("\u200b", "U+200B"), ("\udc80", "U+DC80")),
    ],
)
def test_what_breaks_a_line_or_hides_cannot_sign(sign, code):
    """It would forge another line of what verify prints, or turn it round; the place is said."""
    (fault,) = signature_faults("--title", "chức vụ", f"Chánh{sign}Văn phòng")
    assert fault.startswith(f"--title: ký tự thứ 6 ({code}) không in ra được")
    assert fault.isprintable()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Nguyễn Văn А", "U+0410"), ("Nguyễn Văn Α", "U+0391"), ("Nguyễn Văn Ａ", "U+FF21")),
        *(("Nguyễn Văn ᴀ", "U+1D00"), ("Nguyễn\u034f Văn A", "U+034F")),
    ],
)
def test_a_letter_that_only_looks_alike_is_refused_in_a_name(name, code):
    """Cyrillic, Greek, wide, small capital, a mark that nobody sees: with its code."""
    (fault,) = signature_faults("--name", "họ tên", name, is_name=True)
    assert f"({code}) không phải chữ tiếng Việt" in fault


@pytest.mark.parametrize("name", [NAME, unicodedata.normalize("NFD", NAME), "=K'Sor H–B\u00a0Đ"])
def test_names_as_they_are_typed_have_no_fault(name):
    """Composed or not, hard blanks, a dash, a sign before it."""
    assert list(signature_faults("--name", "họ tên", name, is_name=True)) == []


def test_one_line_shows_what_would_break_it():
    """An older list may hold such signs."""
    assert one_line("A\nB\u202eC\u00a0D") == "A�B�C\u00a0D"
