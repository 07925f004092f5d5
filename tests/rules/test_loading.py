"""A campaign folder as frozen rules."""

import json
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ihanoi_eval.errors import RulesError
from ihanoi_eval.rules.folder import FILES
from ihanoi_eval.rules.loading import dump_rules, load_rules, read_rules
from ihanoi_eval.rules.strict_yaml import read_yaml

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small" / "campaign"
CAMPAIGNS = [SMALL, *sorted(path.parent for path in (ROOT / "params").glob("*/campaign.yaml"))]


def content(name):
    """The content of one file of the small campaign."""
    return read_yaml((SMALL / name).read_bytes(), name=name).content


def scalars(value, path=()):
    """The path of every text in a content."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    if isinstance(value, dict | list):
        return [found for key, one in inner for found in scalars(one, (*path, key))]
    return [path]


PLACES = [(name, path) for name in FILES for path in scalars(content(name)) if path]


def with_text(name, path, text):
    """One file of the small campaign, as JSON, with a text at one place."""
    root = content(name)
    inner = root
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = text
    return json.dumps(root)


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=lambda path: path.name)
def test_every_campaign_here_loads(folder):
    """What is shipped has no fault."""
    assert load_rules(folder).campaign.units


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=lambda path: path.name)
def test_rules_come_back_from_their_dump(folder):
    """A run carries its rules in rules.json; judging again from it is judging by the same rules."""
    rules = load_rules(folder)
    assert read_rules(dump_rules(rules)) == rules


def test_the_same_rules_are_the_same_bytes():
    """The dump is canonical: keys sorted, one newline at the end."""
    data = dump_rules(load_rules(SMALL))
    assert data == dump_rules(read_rules(data)) and data.endswith(b"}\n")


def test_five_different_faults_are_five_messages_with_lines(folder):
    """A folder is mended in one go: unknown key, repeated key, sum, goalposts, unknown measure."""
    folder.change("campaign.yaml", "quorum: 0.5", "quorom: 0.5")
    folder.change("rubric.yaml", "scale: 100", "scale: 100\nscale: 60")
    folder.change("rubric.yaml", "max_points: {communes: 5}", "max_points: {communes: 4}")
    folder.change("rubric.yaml", "worst: 0, best: 5", "worst: 5, best: 5")
    folder.change("awards.yaml", "numerator: staff_active", "numerator: staff_activ")
    assert folder.faults() == (
        "campaign.yaml dòng 33: quorom: khóa lạ; có phải 'quorum'? sửa tên khóa",
        "rubric.yaml dòng 14: scale: khóa lặp lại, đã có ở dòng 13; giữ một khóa",
        "rubric.yaml dòng 24: pillars[0].max_points.communes: các tiêu chí ở bảng 'communes' cộng "
        "lại được 39, phải là 40; sửa điểm cho khớp",
        "rubric.yaml dòng 194: indicators[12].goalposts.best: worst và best cùng là 5; "
        "phải khác nhau",
        "awards.yaml dòng 19: gates[1].numerator: không có chỉ tiêu 'staff_activ'; "
        "có phải 'staff_active'?",
    )


def test_faults_inside_one_file_do_not_hide_each_other(folder):
    """Values of the wrong kind are taken out, and what refers to other rules is still checked."""
    folder.change("rubric.yaml", "decimals: 2", "decimals: hai")
    folder.change("rubric.yaml", "kind: count", "kind: amount")
    folder.change("rubric.yaml", "weight: 20", "weight: -1")
    folder.change("rubric.yaml", "pillar: staff", "pillar: staf")
    folder.change("rubric.yaml", "denominator: households", "denominator: houses")
    assert [fault.split(": ")[1] for fault in folder.faults()] == [
        "decimals",
        "indicators[2].denominator",
        "indicators[6].small_numbers.weight",
        "indicators[8].pillar",
        "indicators[12].kind",
    ]


def test_a_missing_list_is_one_fault(folder):
    """A misspelt `leagues:` must not come with fifty sentences on leagues that do not exist."""
    folder.change("campaign.yaml", "leagues:\n", "league:\n")
    assert [fault.split(": ", 1)[1] for fault in folder.faults()] == [
        "leagues: thiếu khóa này; thêm khóa",
        "league: khóa lạ; có phải 'leagues'? sửa tên khóa",
    ]


def test_a_day_that_cannot_be_read_hides_no_other_fault(folder):
    """Without its days the campaign is no model; its units and leagues are checked all the same."""
    folder.change("campaign.yaml", "start: 2024-11-01", "start: 01/11/2024")
    folder.change("departments.csv", "CQ05", "CQ04")
    assert [fault[:28] for fault in folder.faults()] == [
        "campaign.yaml dòng 22: start",
        "departments.csv dòng 6: mã đ",
    ]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    """A misspelt path is the first thing that goes wrong."""
    with pytest.raises(RulesError, match="không có thư mục này"):
        load_rules(tmp_path / "params")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"campaign": 1}', b"\xff", b"[" * 100_000])
def test_other_bytes_are_no_saved_rules(data):
    """A damaged rules.json is a fault that says what to do."""
    with pytest.raises(RulesError, match="chạy lại đợt đánh giá"):
        read_rules(data)


@settings(max_examples=40)
@given(
    place=st.sampled_from(PLACES), text=st.text() | st.sampled_from(["1e999999", "9" * 5000, "*"])
)
def test_any_text_in_any_place_is_read_or_refused(place, text):
    """Nothing but RulesError comes out of a folder, and never the library's English."""
    name, path = place
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "campaign"
        shutil.copytree(SMALL, folder)
        (folder / name).write_text(with_text(name, path, text), encoding="utf-8")
        try:
            load_rules(folder)
        except RulesError as error:
            assert error.faults and not any(
                "should" in one or "Input" in one for one in error.faults
            )


def test_hanoi_is_what_design_says():
    """Dates, leagues and points of DESIGN §8: 100 points a league."""
    rules = load_rules(ROOT / "params" / "hanoi-2024-11")
    campaign, rubric = rules.campaign, rules.rubric
    assert (campaign.start, campaign.close, campaign.deadline) == (
        date(2024, 11, 1),
        date(2024, 11, 30),
        date(2024, 12, 9),
    )
    assert {
        league.code: {
            one.code: int(rubric.max_points(one, league.code))
            for one in rubric.indicators_of(league.code)
        }
        for league in campaign.ranked_leagues
    } == {
        "communes": dict(gap_closure=30, target=5, outreach=5, activation=10, real_use=20)
        | dict(on_time=10, satisfaction=5, staff_active=8, staff_use=7),
        "districts": dict(gap_closure=30, evenness=5, activation=10, real_use=15, on_time=15)
        | dict(satisfaction=10, staff_active=5, staff_use=5, report=5),
        "departments": dict(on_time=25, satisfaction=15, staff_active=15, staff_use=20, report=10)
        | dict(integration=10, training=5),
    }


def test_every_district_has_its_parameters():
    """papermill is called with a file a district, and a code in it is text."""
    folder = ROOT / "params" / "hanoi-2024-11" / "runs"
    codes = load_rules(folder.parent).campaign.units_of("districts")
    found = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
    assert {*found} == {*codes, "city"}
    assert all(f'unit_code: "{code}"' in found[code] for code in codes)


def test_the_small_campaign_has_the_rules_of_the_real_one():
    """Only units and quotas differ, so that what it proves holds for Hanoi."""
    hanoi, small = load_rules(ROOT / "params" / "hanoi-2024-11"), load_rules(SMALL)
    assert (small.rubric, small.awards.gates, small.campaign.measures, small.campaign.forms) == (
        hanoi.rubric,
        hanoi.awards.gates,
        hanoi.campaign.measures,
        hanoi.campaign.forms,
    )
