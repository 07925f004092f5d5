"""Sliders for weights: what they show, and the proposal that they save."""

from fractions import Fraction
from pathlib import Path

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import open_run
from ihanoi_eval.reporting.reweighed import weighed
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.interactive import Desk, proposed_rubric, save_proposal, what_if


@pytest.fixture
def desk(made: Path) -> Desk:
    """The sliders over a run that lies beside its rules."""
    evaluation = open_run(made)
    return Desk(evaluation, made, "thu", weighed(evaluation))


def turn(desk: Desk, label: str, points: float) -> None:
    """Pull the slider of an indicator."""
    [slider] = [one for one in desk.sliders.children if getattr(one, "description", "") == label]
    slider.value = points


SATISFACTION, ON_TIME = "Tỷ lệ hài lòng hoặc chấp nhận", "Tỷ lệ phản ánh, kiến nghị xử lý đúng hạn"


def test_the_list_moves_with_a_slider(desk: Desk):
    """At once: what is shown is another list."""
    before = desk.shown.value
    turn(desk, ON_TIME, 40)
    assert desk.shown.value != before
    assert "cộng được 130, phải là 100" in desk.told.value
    desk.back.click()
    assert desk.shown.value == before and "cộng đúng 100" in desk.told.value


def test_each_league_has_its_own_sliders(desk: Desk):
    """What was turned in one league waits while another is looked at."""
    turn(desk, ON_TIME, 40)
    desk.league.value = "departments"
    assert "cộng đúng 100" in desk.told.value
    desk.league.value = "communes"
    assert "cộng được 130" in desk.told.value


def test_what_is_saved_is_a_proposal_that_extends_the_campaign(desk: Desk, made: Path):
    """It loads, differs in the points alone, and the contest's folder is as it was."""
    base = made.parent / "campaign"
    before = {path.name: path.read_bytes() for path in base.iterdir()}
    turn(desk, ON_TIME, 9)
    turn(desk, SATISFACTION, 6)
    desk.save.click()
    assert "Đã lưu đề xuất" in desk.answer.value
    old, new = load_rules(base).rubric, load_rules(made.parent / "thu").rubric
    points = {one.code: new.max_points(one, "communes") for one in new.indicators}
    assert (points["on_time"], points["satisfaction"]) == (Fraction(9), Fraction(6))
    assert not new.is_approved
    assert new.version == f"{old.version}-thu"
    for league in ("communes", "districts", "departments"):
        for one, was in zip(new.indicators, old.indicators, strict=True):
            if (league, one.code) not in {("communes", "on_time"), ("communes", "satisfaction")}:
                assert new.max_points(one, league) == old.max_points(was, league)
    assert before == {path.name: path.read_bytes() for path in base.iterdir()}


@pytest.mark.parametrize(
    ("name", "said"),
    [("thu", "đã có thư mục này"), ("../x", "tên thư mục"), ("", "tên thư mục")],
)
def test_a_name_that_is_taken_or_none_is_refused(desk: Desk, made: Path, name: str, said: str):
    """Nothing is written over, and nothing outside of the folder of rules."""
    (made.parent / "thu").mkdir()
    desk.name.value = name
    desk.save.click()
    assert "Chưa lưu" in desk.answer.value and said in desk.answer.value
    assert sorted(path.name for path in made.parent.iterdir() if path.is_dir()) == [
        *("campaign", "inputs", "run", "thu")
    ]


def test_weights_that_do_not_add_up_are_not_saved(desk: Desk, made: Path):
    """The list shows them in proportion; a rubric has to add up."""
    turn(desk, ON_TIME, 40)
    desk.save.click()
    assert "cộng lại được 130, phải là 100" in desk.answer.value
    assert not (made.parent / "thu").exists()


def test_a_run_whose_rules_have_gone_says_so(desk: Desk, made: Path):
    """An older run that was sent without its campaign."""
    (made.parent / "campaign").rename(made.parent / "other")
    with pytest.raises(CallError, match="không thấy thư mục quy định"):
        save_proposal(desk.evaluation, made, desk.weights, name="thu")


def test_halves_and_thirds_are_written_exactly(made: Path):
    """A number of a rule file is exact."""
    evaluation = open_run(made)
    weights = {league: dict.fromkeys(one.weights, Fraction(1, 3)) for league, one in
               weighed(evaluation).items()}  # fmt: skip
    weights["communes"]["on_time"] = Fraction("9.5")
    text = proposed_rubric(evaluation.rules.rubric, weights, name="x")
    assert "code: on_time, max_points: {communes: 9.5, districts: 1/3, departments: 1/3}" in text


def test_a_notebook_opens_the_sliders_of_a_run(made: Path):
    """By its folder, as the first cell names it."""
    assert len(what_if(str(made)).children) == 2
