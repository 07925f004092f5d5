"""What holds on which day, and what may be printed as law."""

from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.law import BaseSalary, FormNumber, LawAtDate, in_force, latest_in_force
from ihanoi_eval.rules.loading import load_rules

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def awards() -> Awards:
    """The awards of the campaign of November 2024."""
    return load_rules(ROOT / "params" / "hanoi-2024-11").awards


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 12, 20), {"06/2022", "98/2023", "01/2024/TT", "32/2024"}),
        (date(2025, 6, 30), {"06/2022", "98/2023", "01/2024/TT", "32/2024"}),
        (date(2025, 7, 1), {"06/2022", "152/2025", "01/2024/TT", "32/2024"}),
        (date(2025, 8, 5), {"06/2022", "152/2025", "15/2025", "32/2024"}),
    ],
)
def test_a_proposal_cites_what_was_in_force_on_its_day(awards, day, expected):
    """The table of DOMAIN §1: a proposal of December 2024 to June 2025 cites four of them."""
    names = [one.name for one in in_force(awards.law, day)]
    numbers = ("06/2022", "98/2023", "152/2025", "01/2024/TT", "15/2025", "32/2024", "06/2026")
    assert {number for number in numbers if any(number in name for name in names)} == expected


def test_what_was_only_copied_is_never_printed_as_law(awards):
    """TT 15/2025 was seen in a re-post; NĐ 98/2023 was published (DOMAIN §1)."""
    cited = {one.name: one.cited for one in awards.law}
    assert cited["Thông tư số 15/2025/TT-BNV"].endswith("(cần kiểm tra)")
    assert cited["Nghị định số 98/2023/NĐ-CP"] == "Nghị định số 98/2023/NĐ-CP"
    assert all(("cần kiểm tra" in one.cited) != one.is_verified for one in awards.law)


def test_form_numbers_end_with_their_decree(awards):
    """Forms 01 to 03 are published, 08 is a guess by shift; of the decree of 2025 none is known."""
    forms = {one.document: one.cited for one in in_force(awards.form_numbers, date(2024, 12, 20))}
    assert forms == {
        "proposal": "Mẫu số 01",
        "collective_report": "Mẫu số 02",
        "individual_report": "Mẫu số 03",
        "thematic_report": "Mẫu số 08 (cần kiểm tra)",
    }
    assert in_force(awards.form_numbers, date(2025, 7, 1)) == ()


def test_the_latest_of_several_rules_holds():
    """A new base salary needs no end of the old one."""
    old = BaseSalary(amount=1, valid_from=date(2024, 7, 1), source="")
    new = BaseSalary(amount=2, valid_from=date(2026, 7, 1), source="")
    assert latest_in_force([new, old], date(2026, 7, 1)) is new
    assert latest_in_force([new, old], date(2026, 6, 30)) is old
    assert latest_in_force([new, old], date(2024, 6, 30)) is None


def test_the_last_day_of_a_rule_is_a_day_of_it():
    """valid_to is inside."""
    law = LawAtDate(name="x", valid_from=date(2024, 1, 1), valid_to=date(2024, 1, 2), source="")
    assert [law.holds_on(date(2024, 1, day)) for day in (1, 2, 3)] == [True, True, False]


def test_a_form_that_was_published_is_printed_plain():
    """The mark stands only where something has to be checked."""
    form = FormNumber(
        document="proposal", number="01", valid_from=date(2024, 1, 1), source="", is_verified=True
    )
    assert form.cited == "Mẫu số 01"
