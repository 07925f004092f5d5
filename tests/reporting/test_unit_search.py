"""Which unit somebody means: one, or the candidates; never a guess."""

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.unit_search import find_unit


@pytest.mark.parametrize(
    ("words", "code"),
    [
        *(("00006", "00006"), (" 001 ", "001")),
        *(("Phường Vĩnh Phúc", "00006"), ("phường  VĨNH phúc", "00006")),
        *(("vinh phuc", "00006"), ("Vinh Phuc", "00006"), ("Vĩnh Phúc", "00006")),
        *(("Ba Đình", "001"), ("quan ba dinh", "001")),  # its wards are in it, and are not it
        ("xa yen vien", "00532"),  # there is a Thị trấn Yên Viên too
        ("xa yen vien, huyen gia lam", "00532"),
    ],
)
def test_a_code_or_enough_of_a_name_is_one_unit(final: Evaluation, words: str, code: str):
    """Capitals, blanks and diacritics are nobody's business where they are left out."""
    assert find_unit(final, words).unit_code == code


def test_a_name_of_several_gives_the_candidates_with_their_parents(final: Evaluation):
    """Sorted as Vietnamese names are; the code beside each is what to type."""
    with pytest.raises(CallError) as told:
        find_unit(final, "yen vien")
    assert told.value.faults == (
        "'yen vien' có thể là 2 đơn vị; gõ mã, hoặc tên kèm đơn vị cấp trên:",
        "  00526  Thị trấn Yên Viên, Huyện Gia Lâm",
        "  00532  Xã Yên Viên, Huyện Gia Lâm",
    )


def test_a_syllable_is_whole_and_its_diacritics_agree(final: Evaluation):
    """`vie` is no part of Yên Viên; Vịnh Phúc is another name than Vĩnh Phúc."""
    for words in ("vie", "Vịnh Phúc", "", "…"):
        with pytest.raises(CallError, match="không có đơn vị nào"):
            find_unit(final, words)


def test_of_many_candidates_the_first_are_named(final: Evaluation):
    """A list that fills three screens helps nobody."""
    with pytest.raises(CallError) as told:
        find_unit(final, "xa")
    assert len(told.value.faults) == 22 and told.value.faults[-1].startswith("… và ")
