"""An amendment: its own words over the base's, each fault with the file that holds the line."""

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ihanoi_eval.errors import RulesError
from ihanoi_eval.rules.loading import dump_rules, load_rules, read_rules

PARAMS = Path(__file__).parents[2] / "params"
CAMPAIGN = "extends: ../campaign\ncode: small-12\ntitle: Kéo dài\nclose: 2024-12-31\n"
RUBRIC = """version: 2024-12.1
status: proposed
indicators:
  - {code: gap_closure, goalposts: {worst: 0, best: 0.40}}
  - {code: target, goalposts: {worst: 0.3, best: 1.3}}
  - {code: training, goalposts: {worst: 0, best: 8}}
"""


@pytest.fixture
def amendment(folder):
    """A folder beside the small campaign's that extends it to 31/12."""
    path: Path = folder.path.parent / "amendment"
    path.mkdir()

    def write(campaign: str = f"{CAMPAIGN}deadline: 2025-01-03\n", rubric: str = RUBRIC) -> Path:
        (path / "campaign.yaml").write_text(campaign, encoding="utf-8")
        (path / "rubric.yaml").write_text(rubric, encoding="utf-8")
        return path

    return write


def faults(path: Path) -> str:
    """What loading refuses, in one text."""
    with pytest.raises(RulesError) as refusal:
        load_rules(path)
    return "\n".join(refusal.value.faults)


def test_an_amendment_says_only_what_it_changes(folder, amendment):
    """Dates and goalposts are its own, everything else is the base's (DESIGN §4)."""
    base, rules = load_rules(folder.path), load_rules(amendment())
    assert (rules.campaign.start, rules.campaign.close) == (date(2024, 11, 1), date(2024, 12, 31))
    assert rules.campaign.units == base.campaign.units
    assert (rules.awards, rules.campaign.forms) == (base.awards, base.campaign.forms)
    before = {one.code: one for one in base.rubric.indicators}
    after = {one.code: one for one in rules.rubric.indicators}
    assert [*after] == [*before]
    assert after["gap_closure"].goalposts.best == Fraction(2, 5)
    assert after["gap_closure"].max_points == before["gap_closure"].max_points
    assert after["on_time"] == before["on_time"]


def test_a_run_holds_the_joined_rules(amendment):
    """rules.json needs no second folder to be read again (DESIGN §6)."""
    rules = load_rules(amendment())
    assert read_rules(dump_rules(rules)) == rules


@pytest.mark.parametrize(
    ("code", "kind"), [("gap_closure", "gap_closure"), ("target", "attainment")]
)
def test_other_dates_need_their_own_goalposts(amendment, code, kind):
    """Two months judged by one month's goalposts would make everybody reach them (DESIGN §4)."""
    lines = [line for line in RUBRIC.splitlines(keepends=True) if f"code: {code}," not in line]
    said = faults(amendment(rubric="".join(lines)))
    assert said == (
        "rubric.yaml dòng 3: indicators: đợt đổi ngày mà chưa ghi lại goalposts của "
        f"'{code}' (loại {kind}); thêm mục này với ngưỡng của thời gian mới, kể cả khi giữ nguyên "
        "số"
    )


def test_the_same_dates_need_none(amendment):
    """What changes nothing in time may change a deadline alone."""
    campaign = "extends: ../campaign\ncode: small-b\ndeadline: 2024-12-12\n"
    rules = load_rules(amendment(campaign, "version: 2\n"))
    assert (rules.campaign.deadline, rules.rubric.version) == (date(2024, 12, 12), "2")


def test_an_amendment_has_a_code_of_its_own(amendment):
    """Or its runs would be called like the base's."""
    said = faults(amendment("extends: ../campaign\ndeadline: 2024-12-12\n"))
    assert "campaign.yaml dòng 1: code: ghi mã riêng, khác 'small'" in said


def test_an_approval_is_not_inherited_by_a_changed_rubric(folder, amendment):
    """Somebody has approved other numbers."""
    folder.change(
        "rubric.yaml",
        "status: proposed",
        "status: {approved: {document_no: 1/QĐ, on_date: 2024-12-01}}",
    )
    said = faults(amendment(rubric=RUBRIC.replace("status: proposed\n", "")))
    assert "thang điểm đã duyệt của thư mục gốc được sửa; ghi lại status" in said


def test_a_fault_names_the_file_that_holds_it(folder, amendment):
    """The base's lines are the base's; what the amendment wrote is its own (DESIGN §4)."""
    line = folder.change("rubric.yaml", "kind: timeliness", "kind: timelines")
    path = amendment(rubric=RUBRIC.replace("best: 0.40", "best: lots"))
    said = faults(path)
    assert "rubric.yaml dòng 4: indicators[0].goalposts.best: đang là 'lots'" in said
    assert f"campaign/rubric.yaml dòng {line}: " in said


@pytest.mark.parametrize("named", ["../nowhere", "[a]", ""])
def test_a_base_that_is_not_there_is_refused(amendment, named):
    """With an example."""
    said = faults(amendment(f"extends: {named}\ncode: b\n"))
    assert "campaign.yaml dòng 1: extends: đang là" in said
    assert "ví dụ ../hanoi-2024-11" in said


def test_folders_that_extend_each_other_are_refused(folder, amendment):
    """No end would be found."""
    path = amendment()
    text = folder.text("campaign.yaml")
    (folder.path / "campaign.yaml").write_text(f"extends: ../amendment\n{text}", encoding="utf-8")
    assert "các thư mục nối nhau thành vòng" in faults(path)


def test_a_list_of_units_beside_the_base_is_found_from_the_amendment(folder, amendment):
    """A list beside the amendment comes first."""
    path = amendment()
    shutil.copy(folder.path / "departments.csv", path / "departments.csv")
    with (path / "departments.csv").open("a", encoding="utf-8") as stream:
        stream.write("CQ99,Sở Mới,departments,01,2024-01-01,,\n")
    assert "CQ99" in load_rules(path).campaign.unit_by_code


def test_the_city_restates_what_two_months_change():
    """Letter 4099: to 31/12, reports by 3/1/2025; DESIGN §8 restates the goalposts."""
    rules = load_rules(PARAMS / "hanoi-2024-12")
    campaign, limits = rules.campaign, rules.campaign.limits
    assert (campaign.close, campaign.deadline) == (date(2024, 12, 31), date(2025, 1, 3))
    assert (limits.target_floor, limits.target_ceiling) == (Fraction(1, 5), Fraction(2, 5))
    best = {one.code: one.goalposts.best for one in rules.rubric.indicators}
    assert [best[code] for code in ("gap_closure", "training")] == [Fraction(2, 5), Fraction(8)]
    [evenness] = [one for one in rules.rubric.indicators if one.code == "evenness"]
    assert evenness.at_least == Fraction(4, 25)
