"""What would have reached a seat: a whole count more, one indicator at a time; or a hold's end."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from ihanoi_eval.evaluation import measured
from ihanoi_eval.judgement.field import league_fields
from ihanoi_eval.judgement.gates import PASSED
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.measurement.exact import exact, rounded
from ihanoi_eval.measurement.normalisation import share_of
from ihanoi_eval.measurement.small_numbers import shrunk_rate
from ihanoi_eval.reporting.explanations import distance, earned_and_lost, worth
from ihanoi_eval.reporting.facts import (
    UnitView,
    decisions,
    indicator_of,
    league_of,
    measure_label,
    records,
    rows_of,
)
from ihanoi_eval.reporting.intervals import OF_EVENTS
from ihanoi_eval.reporting.levels import indicator_is_kept_back
from ihanoi_eval.reporting.wording import lower_first, word
from ihanoi_eval.rules.rubric import Indicator

# What can be reached by doing more of one thing; a late report or a published value cannot.
COUNTABLE = ("proportion", "gap_closure", "attainment", "children_above", "count")
MOST_COUNTED = 10**9  # nobody counts that far; where that does not reach, nothing does
UP_TO_THE_WHOLE = ("proportion", "gap_closure", "children_above")


def what_would_do(view: UnitView) -> pd.DataFrame:
    """For each indicator alone, the nearest whole count that reaches the line, the others fixed.

    Columns: indicator, measure (label of what is counted), now, needed, more; needed is NaN where
    this indicator alone cannot reach it. Empty for a unit at or above the line, or where points
    do not add up by indicator. Gates stand aside (METHOD 6).
    """
    columns = ["indicator", "measure", "now", "needed", "more"]
    far = distance(view)
    rubric = view.evaluation.rules.rubric
    if far is None or far >= 0 or not rubric.is_rounded_per_indicator:
        return pd.DataFrame(columns=columns)
    values = rows_of(view.evaluation, "indicators", view.unit_code).set_index("indicator")
    most = worth(view)
    found = []
    for row in records(earned_and_lost(view)):
        rule = indicator_of(view.evaluation, row["indicator"])
        measured = values.loc[row["indicator"]]
        if rule is None or rule.code not in most or rule.kind not in COUNTABLE:
            continue
        kept_back = indicator_is_kept_back(view.evaluation, view.unit_code, rule.code)
        if pd.isna(measured["numerator"]) or kept_back:
            continue
        needed = nearest_count(
            rule,
            numerator=measured["numerator"],
            denominator=measured["denominator"],
            worth=most[rule.code],
            wanted=exact(row["points"]) - exact(far),
            decimals=rubric.decimals,
        )
        now = float(measured["numerator"])
        label = counted_label(view, rule)
        found.append((row["indicator"], label, now, needed, needed - now))
    return pd.DataFrame(found, columns=columns)


def nearest_count(
    rule: Indicator,
    *,
    numerator: float,
    denominator: float,
    worth: Fraction,
    wanted: Fraction,
    decimals: int,
) -> float:
    """The whole numerator nearest to the present one that earns the wanted points, else NaN.

    More where the best goalpost is the higher one, fewer where it is the lower. 27,80 of 30 points
    between 0 and 0,20: 27,795 / 30 × 0,20 = 0,1853; of 5.000 people 927.
    """
    whole = None if pd.isna(denominator) else exact(denominator)
    if rule.kind != "count" and (whole is None or whole <= 0):
        return float("nan")

    def reaches(count: int) -> bool:
        share = share_of(_value(rule, count, whole), rule.goalposts)
        return rounded(share * worth, decimals) >= wanted

    if rule.goalposts.best > rule.goalposts.worst:
        near, far, step = ceil(numerator), _most(rule, whole), 1
        is_open = rule.kind not in UP_TO_THE_WHOLE and not rule.goalposts.holds_at_best
        while is_open and far < MOST_COUNTED and not reaches(far):
            far = 2 * far + 1  # beyond an open end every count more earns more
    else:
        near, far, step = floor(numerator), 0, -1
    if (far - near) * step < 0 or not reaches(far):
        return float("nan")
    low, high = 0, (far - near) * step  # steps away from now; points never fall on the way
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(near + step * middle) else (middle + 1, high)
    return float(near + step * low)


def _value(rule: Indicator, count: int, whole: Fraction | None) -> Fraction:
    """The adjusted value of an indicator that counts so many."""
    if rule.kind == "count" or whole is None:
        return Fraction(count)
    small = rule.small_numbers
    if small is not None:
        return shrunk_rate(Fraction(count), whole, prior=small.prior, weight=small.weight)
    return count / whole


def _most(rule: Indicator, whole: Fraction | None) -> int:
    """The most that can be counted, or beyond which nothing more is earned."""
    if whole is None or rule.kind == "count":
        return ceil(rule.goalposts.best)
    return floor(whole) if rule.kind in UP_TO_THE_WHOLE else ceil(rule.goalposts.best * whole)


def counted_label(view: UnitView, rule: Indicator) -> str:
    """What has to be counted more of for an indicator."""
    if rule.kind == "children_above":
        return "Đơn vị trực thuộc đạt mức"
    if rule.kind in OF_EVENTS:
        return "Tài khoản tăng thêm trong kỳ"
    return measure_label(view.evaluation, rule.numerator or rule.measure)


def when_released(view: UnitView) -> str:
    """What the list would give a unit on hold were it alone released; nothing for any other unit.

    The whole list is drafted again, both tracks and the reserve, with every other unit as it is.
    """
    evaluation, code = view.evaluation, view.unit_code
    if decisions(evaluation).get(code) != "on_hold":
        return ""
    rules, tables = evaluation.rules, evaluation.tables
    counts, readings = measured(evaluation)
    fields = league_fields(
        *(tables["ranking"], tables["gates"], readings, counts),
        campaign=rules.campaign,
        rubric=rules.rubric,
        awards=rules.awards,
    )
    own = next(one for one in fields if one.league == league_of(evaluation, code))
    released = replace(own, standing={**own.standing, code: PASSED})
    listed, _, _ = draft_shortlist([released], rules.awards)
    rows = listed[listed["unit_code"] == code]
    if rows.empty:
        return ""  # no list at all: the minimums of peer groups ask for more seats than there are
    row = rows.iloc[0]
    tracks = ["level", "improvement"] if own.improvement else ["level"]
    named = [f"diện {lower_first(word('track', track))}" for track in tracks]
    seat = f"suất {' hay '.join(named)}" if len(named) > 1 else "suất"
    found = {
        "award": f"có suất diện {lower_first(word('track', row['track']))}",
        "council": "bằng nhau với đơn vị khác ở mọi tiêu chí phân định, Hội đồng chọn",
        "reserve": f"không có {seat}, vào danh sách dự phòng",
    }.get(row["decision"], f"không có {seat}")
    return f"Nếu chỉ đơn vị này hết tạm dừng, các đơn vị khác giữ nguyên: {found}."
