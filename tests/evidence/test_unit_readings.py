"""What a text can be read as, before anybody asks which unit it is."""

from pathlib import Path

import pytest

from ihanoi_eval.evidence.unit_readings import Wording, is_too_long, read_name
from ihanoi_eval.evidence.unit_spellings import plain
from ihanoi_eval.rules.loading import load_rules

HANOI = Path(__file__).parents[2] / "params" / "hanoi-2024-11"


@pytest.fixture(scope="session")
def wording():
    """The words of Hanoi's register."""
    return Wording.of(load_rules(HANOI).campaign)


def keys(text: str, wording: Wording) -> set[str]:
    """What a text may spell, blanks and diacritics left out."""
    stages = read_name(plain(text), wording)
    return {reading.spelling.key for stage in stages for reading in stage}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("P. Hàng Bạc", "phuonghangbac"),
        ("TT.Yên Viên", "thitranyenvien"),
        ("T.X. Sơn Tây", "thixasontai"),
        ("UBND phường Hàng Bạc", "phuonghangbac"),
        ("Uỷ ban nhân dân P.Hàng Bạc", "phuonghangbac"),
        ("12) Phường Hàng Bạc", "phuonghangbac"),
        ("Mỹ Đình I", "midinh1"),
        ("Mỹ Đình 02", "midinh2"),
        ("Yên Viên (thị trấn)", "thitranienvien"),
        ("Hà Đông, quận", "quanhadong"),
        ("Công an TP. Hà Nội", "conganthanhpho"),
        ("Sở Nội vụ thành phố Hà Nội", "sonoivu"),
    ],
)
def test_a_name_is_found_among_the_words_around_it(wording, text, key):
    """Type in full, office, numbers, the city (RELIABILITY §1.6)."""
    assert key.replace("y", "i") in keys(text, wording)


@pytest.mark.parametrize(
    "text",
    [
        "Phường Hàng Bạc, Quận Hoàn Kiếm",
        "P. Hàng BạcQ. Hoàn Kiếm",
        "Quận Hoàn Kiếm - Hàng Bạc - Hà Nội",
        "Hàng Bạc (Hoàn Kiếm)",
        "phường Hàng Bạc thuộc quận Hoàn Kiếm",
    ],
)
def test_the_parent_in_a_text_is_read_as_its_parent(wording, text):
    """Some reading says: Hàng Bạc, of Hoàn Kiếm."""
    stages = read_name(plain(text), wording)
    readings = [reading for stage in stages for reading in stage]
    assert any(
        reading.spelling.key.endswith("hangbac")
        and [context.key.removeprefix("quan") for context in reading.contexts] == ["hoankiem"]
        for reading in readings
    )


def test_a_name_cut_out_of_an_address_needs_its_type(wording):
    """Đường Phương Mai is a street of many wards."""
    stages = read_name(plain("đường Tiến Thành Phường Dương Nội"), wording)
    [cut] = [reading for stage in stages for reading in stage if reading.remark == "address"]
    assert cut.needs_type and cut.spelling.key == "phuongduongnoi"


def test_a_text_of_two_names_keeps_both(wording):
    """The name of now and the one before: whoever asks has to weigh them."""
    assert {"xacamdinh", "xaxuandinh"} <= keys("Xã Cẩm Đình (nay là xã Xuân Đình)", wording)


@pytest.mark.parametrize(("length", "too_long"), [(300, False), (301, True)])
def test_a_note_is_no_name(length, too_long):
    """40,000 signs would only cost time (RELIABILITY case 79)."""
    assert is_too_long("a" * length) is too_long
