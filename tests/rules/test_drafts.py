"""From a rule file to its model, as far as it holds."""

import pytest

from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.drafts import read_draft, show
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.rules.strict_yaml import read_yaml

ENTRY = """  - code: {code}
    label: x
    pillar: use
    kind: value
    measure: m
    goalposts: {{worst: {worst}, best: 1}}
    max_points: 10
    leagues: [communes]
    if_missing: zero
"""
HEAD = "version: 1\npillars: [{code: use, label: x, max_points: 10}]\nindicators:\n"


def draft(text, model=Rubric):
    """The draft and faults of a text."""
    return read_draft(read_yaml(text.encode(), name="rubric.yaml"), model)


def entries(*worst):
    """A rubric with one indicator for each worst goalpost."""
    return HEAD + "".join(ENTRY.format(code=f"c{n}", worst=one) for n, one in enumerate(worst))


def test_a_file_without_fault_is_its_model():
    """Nothing is said of what is right."""
    found, faults = draft(entries("0"))
    assert found.model is not None and faults == []


def test_an_unknown_key_is_said_and_the_rest_is_read():
    """The nearest key is proposed, and the checks that follow still see the rubric."""
    found, faults = draft(
        entries("0").replace(
            "max_points: 10\n    leagues", "max_point: 3\n    max_points: 10\n    leagues"
        )
    )
    assert found.model is not None and faults == [
        "rubric.yaml dòng 10: indicators[0].max_point: khóa lạ; có phải 'max_points'? sửa tên khóa"
    ]


def test_a_key_of_another_rule_is_sent_home():
    """`deadline` is a key, but of the campaign."""
    _, faults = draft(entries("0") + "deadline: 2024-12-09\n")
    assert faults == [
        "rubric.yaml dòng 13: deadline: khóa không dùng ở đây; xóa khóa hoặc chuyển đúng chỗ"
    ]


def test_a_refused_entry_leaves_the_others_at_their_places():
    """The third entry is still the third when the second could not be read."""
    found, _ = draft(entries("0", "min", "0"))
    assert found.model is not None
    assert [one.code for one in found.model.indicators] == ["c0", "c2"]
    assert found.at("indicators", 1, "code") == "rubric.yaml dòng 22: indicators[2].code"


def test_a_refused_entry_is_still_known_by_its_code():
    """Who refers to it must not be told that it does not exist."""
    found, _ = draft(entries("0", "min"))
    assert found.codes("indicators") == ("c0", "c1")


def test_a_refused_value_outside_a_list_takes_its_default_and_is_remembered():
    """Sums are then not compared with a scale that nobody wrote."""
    found, faults = draft(entries("0") + "scale: trăm\n")
    assert found.model is not None and "scale" in found.lost and len(faults) == 1


def test_a_file_without_what_it_needs_is_no_model():
    """Each missing key is said once."""
    found, faults = draft("version: 1")
    assert found.model is None and [one.split(":")[1] for one in faults] == [
        " pillars",
        " indicators",
    ]


def test_a_refused_quota_leaves_the_other_leagues():
    """A mapping loses the entry with the fault, not all of them."""
    text = "gates: []\ntie_chain: {}\nquotas: {communes: {level: x}, districts: {level: 5}}"
    found, _ = draft(text, Awards)
    assert found.model is not None and [*found.model.quotas] == ["districts"]


@pytest.mark.parametrize(
    "change",
    [
        ("worst: 0", "worst: min"),
        ("worst: 0", "worst: 0, from_data: quantile"),
        (
            "max_points: 10\n    leagues",
            "small_numbers: {prior: pooled, weight: 20}\n    max_points: 10\n    leagues",
        ),
    ],
)
def test_a_rule_that_asks_for_the_contests_own_data_is_refused(change):
    """Goalposts and priors are fixed before the data (METHOD 2)."""
    _, faults = draft(entries("0").replace(*change))
    assert len(faults) == 1 and "METHOD 2" in faults[0]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("decimals: hai", "đang là 'hai'; cần một số nguyên"),
        ("decimals: 99999", "đang là '99999'; nhiều nhất là 6"),
        ("decimals: -1", "đang là '-1'; phải từ 0 trở lên"),
        ("round: never", "đang là 'never'; chọn một trong: 'indicator', 'total'"),
        ("scale:", "đang là để trống; cần một số"),
        ("adjustments: [1]", "đang là một danh sách; cần các khóa con"),
        ("status: [1]", "đang là một danh sách; cần các khóa con"),
    ],
)
def test_what_was_found_and_expected_is_said_in_vietnamese(text, meaning):
    """Where, found, expected, what to do; never the library's English."""
    _, faults = draft(entries("0") + text + "\n")
    assert len(faults) == 1 and meaning in faults[0] and "dòng 13" in faults[0]


def test_a_long_value_is_shown_in_short():
    """A message is one line."""
    assert show("a" * 41) == repr("a" * 40 + "…")


def test_an_entry_with_two_faults_is_taken_out_once():
    """An unknown key and a refused value in one quota are two faults, and no crash."""
    text = "gates: []\ntie_chain: {}\nquotas: {communes: {level: x, seats: 3}}"
    found, faults = draft(text, Awards)
    assert found.model is not None and len(faults) == 2


def test_an_unknown_key_may_be_the_one_that_is_missing():
    """`pillar:` where `pillars:` has to stand, though a rule of another kind has that key."""
    _, faults = draft(entries("0").replace("pillars: [", "pillar: ["))
    assert faults[1] == "rubric.yaml dòng 2: pillar: khóa lạ; có phải 'pillars'? sửa tên khóa"
