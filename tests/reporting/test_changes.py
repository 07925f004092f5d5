"""What would have reached the line, by hand and worked forward again."""

from collections.abc import Callable
from fractions import Fraction

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation, rejudge
from ihanoi_eval.reporting import explanations as x
from ihanoi_eval.reporting.changes import nearest_count, what_would_do, when_released
from ihanoi_eval.reporting.facts import UnitView, indicator_of, records, rows_of, see_unit
from ihanoi_eval.rules.rubric import Indicator


def rule(kind: str = "proportion", **keys: object) -> Indicator:
    """An indicator between 0 and 0.20 unless said."""
    return Indicator.model_validate(
        {
            "code": "x",
            "label": "Tiêu chí",
            "pillar": "p",
            "kind": kind,
            "goalposts": {"worst": "0", "best": "0.20"},
            "max_points": 30,
            "leagues": ["communes"],
            "if_missing": "zero",
            **keys,
        }
    )


def least(
    one: Indicator, wanted: float, *, whole: float = 5000, worth: int = 30, now: float = 0
) -> float:
    """The nearest count for the wanted points, from nothing unless said."""
    return nearest_count(
        one,
        numerator=now,
        denominator=float(whole),
        worth=Fraction(worth),
        wanted=Fraction(str(wanted)),
        decimals=2,
    )


def test_the_least_count_by_hand():
    """27,80 of 30: 27,795 / 30 × 0,20 × 5.000 = 926,5, so 927; 926 would earn 27,78."""
    assert least(rule("gap_closure"), 27.80) == 927
    assert round(926 / 5000 / 0.20 * 30, 2) == 27.78


def test_the_least_count_of_a_shrunk_rate_by_hand():
    """(x + 20 × 0,82) / (10 + 20) = 0,89 when x = 10,3: more than ten of ten cannot be."""
    one = rule(
        goalposts={"worst": "0.60", "best": "1"}, small_numbers={"prior": "0.82", "weight": "20"}
    )
    # 8 of 10 points: 7,995/10 × 0,40 + 0,60 = 0,9198; × 30 − 16,4 = 11,19 of 10
    assert pd.isna(least(one, 8, whole=10, worth=10))
    # 6 of 10: 5,995/10 × 0,40 + 0,60 = 0,8398; × 30 − 16,4 = 8,79, so 9
    assert least(one, 6, whole=10, worth=10) == 9


@pytest.mark.parametrize(
    ("one", "wanted", "whole"),
    [
        (rule(), 30.01, 5000),  # more than the indicator can give
        (rule("gap_closure"), 30, 0.5),  # less than one person is left
        (rule(), 10, 0),  # nobody to count
    ],
)
def test_what_one_indicator_cannot_do_is_left_open(one: Indicator, wanted: float, whole: float):
    """NaN, and the page says that it alone is not enough."""
    assert pd.isna(least(one, wanted, whole=whole))


def test_a_count_is_asked_for_as_a_count():
    """Five sessions earn five points between 0 and 5: 4,995 sessions are 5."""
    sessions = rule("count", goalposts={"worst": "0", "best": "5"})
    assert least(sessions, 5, worth=5) == 5


def test_where_less_is_better_the_count_goes_down():
    """Between 0,20 and 0: 20 of 30 points is a share of 2/3, 19,995/30 × 0,20 above nothing.

    0,20 − 0,1333 = 0,0667; of 5.000 cases 333, and with 334 it is 19,99 points.
    """
    overdue = rule(goalposts={"worst": "0.20", "best": "0"})
    assert least(overdue, 20, now=600) == 333
    assert round((0.20 - 334 / 5000) / 0.20 * 30, 2) == 19.98
    assert pd.isna(least(overdue, 30.01, now=600))


def test_between_logarithms_the_count_is_found_too():
    """From 10 to 1000, half the way is 100."""
    one = rule("count", goalposts={"worst": "10", "best": "1000", "scale": "log"})
    assert least(one, 15, now=20) == 100


def test_beyond_an_open_end_more_still_earns_more():
    """Between 0 and 5 with the best end open, 8 of 5 points are 7,995 sessions: 8."""
    sessions = rule("count", goalposts={"worst": "0", "best": "5", "capped": "worst"})
    assert least(sessions, 8, worth=5) == 8


def below(final: Evaluation) -> list[UnitView]:
    """Units of every league that stand below their cut line."""
    return [
        see_unit(final, code)
        for code in final.tables["ranking"]["unit_code"]
        if (x.distance(see_unit(final, code)) or 0) < 0
    ]


def test_the_least_change_reaches_the_line_and_one_less_does_not(final: Evaluation):
    """Worked forward again with the rubric's own rule: share, worth, half up."""
    tried = 0
    for view in below(final):
        far = x.distance(view)
        most = x.worth(view)
        points = x.earned_and_lost(view).set_index("indicator")["points"]
        wholes = rows_of(final, "indicators", view.unit_code).set_index("indicator")["denominator"]
        for row in records(what_would_do(view)):
            one = indicator_of(final, row["indicator"])
            assert one is not None and far is not None
            if pd.isna(row["needed"]):
                continue
            tried += 1
            whole = float(wholes[one.code])
            wanted = round(float(points[one.code]) - far, 2)
            needed = Fraction(str(row["needed"]))
            reached = earned(one, needed, whole, most[one.code])
            before = earned(one, needed - 1, whole, most[one.code])
            assert reached >= wanted > before
    assert tried > 20


def earned(one: Indicator, count: Fraction, whole: float, worth: Fraction) -> float:
    """Points of a count by the rubric, rounded half up."""
    if one.kind == "count":
        value = count
    else:
        n = Fraction(str(whole))
        prior = one.small_numbers
        value = (count + prior.weight * prior.prior) / (n + prior.weight) if prior else count / n
    goal = one.goalposts
    share = min(max((value - goal.worst) / (goal.best - goal.worst), Fraction(0)), Fraction(1))
    return int(share * worth * 100 + Fraction(1, 2)) / 100


def test_a_unit_on_the_list_needs_no_change(final: Evaluation):
    """Nothing is asked of who has reached the line."""
    taken = final.tables["shortlist"]
    code = taken[(taken["decision"] == "award") & (taken["track"] == "level")]["unit_code"].iloc[0]
    assert what_would_do(see_unit(final, code)).empty


def test_before_there_is_a_line_nothing_is_asked_of_anybody(running: Evaluation):
    """No list, no change that would have reached it."""
    assert what_would_do(see_unit(running, "001")).empty


@pytest.mark.parametrize(
    ("code", "decision", "track", "said"),
    [
        ("00580", "award", "improvement", "có suất diện tiến bộ vượt bậc."),
        ("00559", "reserve", "", "diện tiến bộ vượt bậc, vào danh sách dự phòng."),
    ],
)
def test_what_a_release_would_give_is_what_the_list_gives_after_it(
    final: Evaluation,
    changed: Callable[..., Evaluation],
    code: str,
    decision: str,
    track: str,
    said: str,
):
    """Both tracks and the reserve, found again by a run without the hold or the inspection."""
    told = when_released(see_unit(final, code))
    assert told.startswith("Nếu chỉ đơn vị này hết tạm dừng, các đơn vị khác giữ nguyên: ")
    assert told.endswith(said)
    papers = final.tables["reviewed"]
    after = rejudge(changed(final, reviewed=papers[papers["unit_code"] != code]))
    [row] = records(rows_of(after, "shortlist", code))
    assert (row["decision"], row["track"]) == (decision, track)


def test_only_a_hold_has_a_release(final: Evaluation):
    """Nothing is promised to who failed a gate, has a seat or is no unit of a list."""
    listed = final.tables["shortlist"]
    others = listed.loc[listed["decision"] != "on_hold", "unit_code"]
    assert {when_released(see_unit(final, code)) for code in {*others, "CQ01"} - {""}} == {""}
