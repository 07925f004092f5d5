"""The page of fitted priors: both numbers side by side, and no doubt about what is proposed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.measurement.priors import FittedPrior
from ihanoi_eval.pages import priors as page

FIT = FittedPrior(prior=0.7912, weight=23.4, units=80, cases=1234, is_bounded=False)
BOUNDED = FittedPrior(prior=0.5, weight=10_000, units=8, cases=40, is_bounded=True)
Words = Callable[[object], str]


def fits(evaluation: Evaluation, *found: FittedPrior | None) -> page.Fits:
    """The small-number indicators of the rubric with what was found."""
    rubric = evaluation.rules.rubric
    return list(zip([one for one in rubric.indicators if one.small_numbers], found, strict=True))


def test_the_heading_says_on_what_it_rests(final: Evaluation, words: Words):
    """Days, indicators, cases; synthetic inputs are named first."""
    shown = words(
        page.heading(
            fits(final, FIT, None), date(2024, 6, 28), date(2024, 10, 31), is_synthetic=True
        )
    )
    assert shown.startswith("SỐ LIỆU GIẢ LẬP")
    assert "28/06/2024 đến 31/10/2024" in shown and "ĐỀ XUẤT" in shown
    assert "ước lượng được 1/2" in shown and "1.234" in shown


def test_what_is_used_and_what_was_fitted_stand_side_by_side(final: Evaluation, words: Words):
    """82 % and 79.1 %, 20 and 23.4 cases; what was not fitted says so."""
    shown = words(page.fitted(fits(final, FIT, None)))
    assert "82,0% 79,1% 20 23,4 80 1.234" in shown
    assert page.NOT_FITTED in shown


def test_a_weight_at_the_end_of_the_scale_is_questioned(final: Evaluation, words: Words):
    """10,000 cases are no finding."""
    assert page.BOUNDED in words(page.fitted(fits(final, FIT, BOUNDED)))


def test_the_proposal_is_a_place_and_a_task(words: Words):
    """Nothing is in force by lying there."""
    shown = words(page.proposal(Path("outputs/so-nen/rubric.yaml")))
    assert "outputs/so-nen/rubric.yaml" in shown and "phê duyệt" in shown
