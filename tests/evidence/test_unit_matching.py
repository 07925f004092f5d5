"""Names to codes: what is right, what is refused with why; nothing is ever wrong."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.evidence.unit_matching import Match, UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.schemas import empty_table
from ihanoi_eval.vietnamese import comparison_key

HERE = Path(__file__).parent
CAMPAIGN = load_rules(HERE.parents[1] / "params" / "hanoi-2024-11").campaign
NO_ALIASES = empty_table("reviews/unit_aliases")
NAMES = UnitNames(CAMPAIGN, NO_ALIASES)
ELSEWHERE = {
    **{"008": "Zürich-Altstetten", "009": "Łódź-Bałuty", "010": "Île d'Orléans"},
    "00001": "Phường Hàng Bạc",
}
DATA = HERE.parents[2] / "shared" / "data"  # beside the checkout, never inside it
HAS_DATA = (DATA / "messy_names.csv").is_file()
HOAN_KIEM, GIA_LAM, DONG_ANH, CITY = "002", "018", "017", "01"


def names_elsewhere() -> UnitNames:
    """The register of a city whose names have letters that ours have not."""
    [unit, *_] = CAMPAIGN.units
    units = [
        unit.model_copy(update={"unit_code": code, "name": name, "type": ""})
        for code, name in ELSEWHERE.items()
    ]
    return UnitNames(Campaign.model_construct(**{**dict(CAMPAIGN), "units": units}), NO_ALIASES)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, untouched."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names_with(*aliases: tuple[str, str, str, str]) -> UnitNames:
    """The register with aliases: spelling, parent_code, unit_code, confirmed_by."""
    columns = ["spelling", "parent_code", "unit_code", "confirmed_by"]
    return UnitNames(CAMPAIGN, pd.DataFrame(aliases, columns=columns, dtype="str"))


def tally(rows: list[dict[str, str]]) -> tuple[int, int, int]:
    """How many spellings are right, refused with a reason, wrong."""
    found = [NAMES.match(row["messy"], parent_code=row["parent_code"]) for row in rows]
    pairs = list(zip(found, rows, strict=True))
    right = sum(match.code == row["code"] for match, row in pairs)
    refused = sum(match.code is None and bool(match.reason) for match, _ in pairs)
    return right, refused, len(rows) - right - refused


def test_the_published_spellings_are_right():
    """Names of the package censusVN2009 (MIT) in the order right, refused, wrong."""
    assert tally(read(HERE / "messy_names_mit.csv")) == (256, 5, 0)


@pytest.mark.skipif(not HAS_DATA, reason="the collected spellings lie outside the repository")
def test_no_collected_spelling_is_wrong():
    """1,712 real spellings under the parent they were found under."""
    right, refused, wrong = tally(read(DATA / "messy_names.csv"))
    assert wrong == 0
    assert right + refused == 1712 and right >= 1670


@pytest.mark.skipif(not HAS_DATA, reason="the collected spellings lie outside the repository")
def test_whatever_names_no_unit_is_refused():
    """31 streets, strangers and halves of names, each with why."""
    for row in read(DATA / "messy_names_unresolved.csv"):
        stated = row["stated_district"].strip()
        parent = NAMES.match(stated, parent_code=CITY).code
        match = NAMES.match(row["messy"], parent_code=parent or "")
        assert (parent is not None, match.code) == (True, None), row
        assert match.reason


def test_every_unit_is_found_by_its_own_name():
    """636 of 636, under their parent."""
    for unit in CAMPAIGN.units:
        match = NAMES.match(unit.name, parent_code=unit.parent_code)
        assert (match.code, match.how) == (unit.unit_code, "exact_name")


@pytest.mark.parametrize(
    "text",
    [
        "P. Hàng Bạc",  # case 64
        "phường hàng bạc",
        "Hàng Bạc",
        "PHƯỜNG  HÀNG BẠC",
        "P.Hàng Bạc",
        "p hang bac",
        "phuong-hang-bac",
        "PhườngHàngBạc",
        "UBND phường Hàng Bạc",
        "Ủy ban nhân dân P. Hàng Bạc",
        "Phường Hàng Bạc, quận Hoàn Kiếm, Hà Nội",
        "Hàng Bạc - Hoàn Kiếm",
        "P. Hàng BạcQ. Hoàn Kiếm",
        "Phường Hàng Bạc (Quận Hoàn Kiếm)",
        "Ph\u01b0\u01a1\u0300ng Ha\u0300ng Ba\u0323c",  # case 63
        "Phường Hàng\u200b Bạc",  # case 67
        "3. Phường Hàng Bạc",
        "00061 - Phường Hàng Bạc",
    ],
)
def test_cases_63_to_67_a_unit_is_found_however_it_is_written(text):
    """00061, inside Hoàn Kiếm (RELIABILITY cases 63–67)."""
    assert NAMES.match(text, parent_code=HOAN_KIEM).code == "00061"


@pytest.mark.parametrize(
    ("text", "parent", "code"),
    [
        ("Xã Thụy Lâm", DONG_ANH, "00460"),  # case 65
        ("Ðống Đa", CITY, "006"),  # case 66, Icelandic
        ("TX. Sơn Tây", CITY, "269"),
        ("Mỹ Đình I", "019", "00625"),
        ("Quan Hoa", "005", "00169"),  # a name that looks like a prefix
        ("Phuong Cach", "275", "09901"),
        ("Sở TT&TT", CITY, "CQ05"),
        ("Công an thành phố Hà Nội", CITY, "CQ23"),
        ("Thị trấn Yên Viên", GIA_LAM, "00526"),
        ("Xã Yên Viên", GIA_LAM, "00532"),
    ],
)
def test_other_names_are_found_under_their_parent(text, parent, code):
    """Tone placement, abbreviations, digits, names that look like a type."""
    assert NAMES.match(text, parent_code=parent).code == code


@pytest.mark.parametrize(
    ("text", "parent", "candidates"),
    [
        ("Yên Viên", GIA_LAM, {"00526", "00532"}),  # case 69
        ("P. Mỹ Đình", "019", {"00625", "00626"}),
        ("Phường Phương Mai", "009", {"00232"}),  # case 71, of another district
        ("Phường Hàng Bạt", HOAN_KIEM, {"00061"}),  # alike is only suggested
        ("Xã Sài Đồng", "004", {"00142"}),  # another type
        ("Phường Hàng Bạc (nay là phường Hàng Bồ)", HOAN_KIEM, {"00061", "00052"}),
        ("Phường Hàng Bạc, Quận Ba Đình", HOAN_KIEM, {"00061"}),
    ],
)
def test_cases_69_and_71_a_doubtful_name_is_refused_with_candidates(text, parent, candidates):
    """A person chooses; the answer becomes a row of reviews/unit_aliases."""
    match = NAMES.match(text, parent_code=parent)
    assert match.code is None
    assert candidates <= set(match.candidates)
    assert all(code in match.reason for code in candidates)


def test_case_68_a_name_of_two_districts_needs_its_district():
    """Xã Tân Minh is in Sóc Sơn and in Thường Tín."""
    match = NAMES.match("Xã Tân Minh")
    assert (match.code, len(match.candidates)) == (None, 2)
    assert NAMES.match("Xã Tân Minh, huyện Sóc Sơn").code == "00406"


@pytest.mark.parametrize(
    "text",
    [
        *("", "Phường", "12", "Tổng cộng", "Đường Hàng Bạc", "Công an phường Hàng Bạc"),
        *(
            "Phường Hàng Bạc và phường Hàng Bồ",
            "Phường Hàng Bạc 2",
            "Thôn 3 xã Tân Minh",
            "x" * 999,
        ),
    ],
)
def test_what_is_no_unit_is_refused_with_a_reason(text):
    """A street, a police post, two wards in one cell, a total."""
    match = NAMES.match(text, parent_code=HOAN_KIEM)
    assert (match.code, bool(match.reason)) == (None, True)


@pytest.mark.parametrize(
    ("text", "code", "found", "how"),
    [
        ("Phường Hàng Bạc", "00061", "00061", "code_and_name"),
        ("Hang Bac", "61", "00061", "code_and_name"),  # case 72
        ("", "00061", "00061", "code_only"),
        ("", "61", None, "refused"),
        ("Phường Hàng Bồ", "61", None, "refused"),
        ("Phường Hàng Bạc", "99999", None, "refused"),
        ("Phường Phúc Xá", "00001", None, "refused"),  # another district's
    ],
)
def test_case_72_code_and_name_have_to_agree(text, code, found, how):
    """A lost zero comes back only with the name beside it (RELIABILITY §1.6)."""
    match = NAMES.match(text, parent_code=HOAN_KIEM, code=code)
    assert (match.code, match.how) == (found, how)


def test_a_code_alone_is_taken_and_asked_about():
    """As is everything that was not written as a name."""
    assert NAMES.match("", code="00061").is_question
    assert not NAMES.match("Hàng Bạc", parent_code=HOAN_KIEM).is_question


@pytest.mark.parametrize(
    "text", ["Hµng B¹c", "Phöôøng Haøng Baïc", "Phường Hàng Bạc".encode().decode("latin-1")]
)
def test_cases_76_and_77_an_older_face_is_taken_only_inside_its_parent(text):
    """Decoded it spells one unit there, and is asked about; without a parent it is refused."""
    match = NAMES.match(text, parent_code=HOAN_KIEM)
    assert (match.code, match.how, match.is_question) == ("00061", "older_typeface", True)
    alone = NAMES.match(text)
    assert (alone.code, alone.candidates) == (None, ("00061",))
    assert "Unicode" in alone.reason


def test_a_confirmed_alias_is_taken_and_one_without_a_name_only_suggests():
    """reviews/unit_aliases: Phường Bùi Thị Xuân became part of Nguyễn Du."""
    confirmed = names_with(("Phường Bùi Thị Xuân", "007", "00241", "Văn phòng"))
    assert confirmed.match("phường  bùi thị xuân", parent_code="007").how == "alias"
    assert confirmed.match("Phường Bùi Thị Xuân", parent_code="006").code is None
    unconfirmed = names_with(("Phường Bùi Thị Xuân", "007", "00241", ""))
    match = unconfirmed.match("Phường Bùi Thị Xuân", parent_code="007")
    assert (match.code, match.candidates) == (None, ("00241",))


def test_aliases_that_contradict_each_other_are_refused():
    """Two units under one spelling: nobody can say which."""
    names = names_with(("Yên Viên", GIA_LAM, "00526", "a"), ("Yên Viên", GIA_LAM, "00532", "b"))
    assert names.match("Yên Viên", parent_code=GIA_LAM).code is None


def test_an_alias_without_a_parent_holds_everywhere():
    """CATP is the city's police wherever it stands."""
    names = names_with(("CATP", "", "CQ23", "Văn phòng"))
    assert names.match("CATP", parent_code=CITY).code == "CQ23"


UNITS = {unit.unit_code: unit for unit in CAMPAIGN.units}


@given(text=st.text(), parent=st.sampled_from(["", CITY, HOAN_KIEM, GIA_LAM]))
def test_junk_matches_nothing_and_says_why(text, parent):
    """Any text gives a match or a reason, never an exception, and never a unit of elsewhere."""
    match = NAMES.match(text, parent_code=parent)
    assert isinstance(match, Match)
    if match.code is None:
        assert match.reason
    elif parent and match.code != parent:
        assert UNITS[match.code].parent_code == parent


@given(
    unit=st.sampled_from(CAMPAIGN.units),
    other=st.sampled_from(CAMPAIGN.units),
    text=st.text(max_size=12),
)
def test_a_changed_code_never_matches_wrongly(unit, other, text):
    """With another unit's code a name is refused, unless the two share their letters."""
    code = other.unit_code
    match = NAMES.match(unit.name, parent_code=unit.parent_code, code=code)
    assert match.code in (None, unit.unit_code)
    junk = NAMES.match(text + unit.name, parent_code=unit.parent_code, code=code)
    assert junk.code in (None, unit.unit_code, code)


@given(
    unit=st.sampled_from([unit for unit in CAMPAIGN.units if unit.parent_code in UNITS]),
    parent=st.sampled_from(sorted(CAMPAIGN.children)),
)
def test_a_name_under_another_parent_is_that_parents_or_nobodys(unit, parent):
    """Đông Quang of Ba Vì is not Đồng Quang of Quốc Oai."""
    match = NAMES.match(unit.name, parent_code=parent)
    if match.code:
        assert comparison_key(UNITS[match.code].name) == comparison_key(unit.name)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ZÜRICH Altstetten", "008"),
        ("Zurich-Altstetten", "008"),
        ("Lodz-Baluty", None),  # ł is no l with a mark
        ("łódź bałuty", "009"),
        ("Île d\u2019Orléans", "010"),
        ("Ile d'Orleans", "010"),
    ],
)
def test_letters_of_the_register_are_no_old_typeface(written, code):
    """Another country's names match as ours do, marks of its own letters included."""
    assert names_elsewhere().match(written).code == code


def test_letters_that_no_unit_has_are_an_old_typeface_still():
    """Hàng Bạc as VNI writes it, among units with a ü."""
    found = names_elsewhere().match("Phöôøng Haøng Baïc")
    assert "gõ bằng phông VNI" in found.reason and "00001" in found.candidates
