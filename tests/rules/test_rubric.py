"""The rubric's models."""

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError

from ihanoi_eval.rules.rubric import Indicator, Pillar, Rubric, SmallNumbers, Status

INDICATOR = {
    "code": "on_time",
    "label": "Đúng hạn",
    "pillar": "petitions",
    "kind": "proportion",
    "denominator": "petitions_assessed",
    "numerator": "petitions_on_time",
    "goalposts": {"worst": "0.60", "best": "1"},
    "max_points": {"communes": "10"},
    "leagues": ["communes"],
    "if_missing": "zero",
}


def rubric(**more):
    """A rubric with two levels of pillars."""
    inner = {"code": "inner", "label": "Trong", "max_points": "4", "aggregation": "arithmetic"}
    outer = {"code": "outer", "label": "Ngoài", "max_points": "4", "pillars": [inner]}
    last = {"code": "last", "label": "Cuối", "max_points": "6"}
    content = {"version": "1", "pillars": [outer, last], "indicators": [INDICATOR], **more}
    return Rubric.model_validate(content)


def test_a_rubric_is_proposed_until_a_document_approves_it():
    """Every page says ĐỀ XUẤT until then."""
    approved = {"approved": {"document_no": "123/QĐ-UBND", "on_date": "2024-12-01"}}
    assert [rubric(status=status).is_approved for status in ("proposed", approved)] == [False, True]


def test_an_approval_keeps_its_document():
    """The number stands where ĐỀ XUẤT stood."""
    status = Status.model_validate({"approved": {"document_no": "1", "on_date": "2024-12-01"}})
    assert status.approved is not None and status.approved.on_date == date(2024, 12, 1)


def test_no_other_word_approves_a_rubric():
    """`status: approved` without a document would be a claim."""
    with pytest.raises(ValidationError, match="document_no"):
        rubric(status="approved")


def test_none_means_no_small_number_rule():
    """`small_numbers: none` is how the rubric says that raw rates are meant."""
    assert Indicator.model_validate({**INDICATOR, "small_numbers": "none"}).small_numbers is None


def test_a_prior_is_a_rate():
    """x + w·prior cases out of n + w only make sense with a prior between 0 and 1."""
    with pytest.raises(ValidationError, match="từ 0 đến 1"):
        SmallNumbers.model_validate({"prior": "1.2", "weight": "20"})


def test_an_indicator_names_its_measures_numerator_first():
    """Tables and explanations read x of n, whatever the order in the file."""
    found = Indicator.model_validate(INDICATOR).measures
    assert found == ("petitions_on_time", "petitions_assessed")


def test_pillars_are_walked_with_those_above_them():
    """Outermost first, in the order of the file."""
    assert [(above, pillar.code) for above, pillar in rubric().walk()] == [
        ((), "outer"),
        (("outer",), "inner"),
        ((), "last"),
    ]


@pytest.mark.parametrize(
    ("more", "answer"),
    [({}, True), ({"round": "total"}, False), ({"aggregation": "geometric"}, False)],
)
def test_points_add_up_only_where_nothing_is_multiplied(more, answer):
    """Under a geometric mean no point belongs to one indicator (METHOD 14)."""
    assert rubric(**more).is_rounded_per_indicator is answer


def test_a_league_has_its_own_indicators_and_points():
    """One entry serves several leagues, each with its own maximum."""
    one = rubric()
    [indicator] = one.indicators_of("communes")
    assert (one.max_points(indicator, "communes"), one.indicators_of("districts")) == (10, ())


def test_a_pillar_with_one_number_has_it_in_every_league():
    """`max_points: 4` needs no list of leagues."""
    pillar = Pillar.model_validate({"code": "x", "label": "x", "max_points": "1/3"})
    assert rubric().max_points(pillar, "anywhere") == Fraction(1, 3)


@pytest.mark.parametrize("document_no", ["", "  "])
def test_an_approval_names_its_document(document_no):
    """Without one every page would lose ĐỀ XUẤT on nobody's word (DESIGN §4)."""
    with pytest.raises(ValidationError, match="thiếu số văn bản"):
        Status.model_validate({"approved": {"document_no": document_no, "on_date": "2024-12-05"}})
