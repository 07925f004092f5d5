"""What the summary report says of results: the city's counts, districts, reports, funds, media."""

from typing import Any, Final

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.due_reports import not_in_order
from ihanoi_eval.reporting.facts import (
    city_value,
    cut_off_text,
    measure_label,
    place_of,
    points_text,
    records,
    table,
    used_value,
)
from ihanoi_eval.reporting.wording import lower_first
from ihanoi_eval.vietnamese import format_count

# The city's counts, part and whole, in the order in which a report tells them (METHOD 11).
PAIRS: Final = (
    ("accounts_active_close", "population_15plus"),
    ("accounts_used_two_days", "accounts_usable"),
    ("petitions_on_time", "petitions_assessed"),
    ("petitions_satisfied", "petitions_rated"),
    ("staff_active", "staff_due"),
)
OUTREACH: Final = (
    "households_visited",
    "outreach_events",
    "training_sessions",
    "accounts_helped",
) + (("community_teams_active", "hamlets_covered"))
MEDIA: Final = ("articles", "broadcasts", "posts", "screens")


def results_of(evaluation: Evaluation) -> dict[str, Any]:
    """Lists of sentences and rows under the names that the templates have for them."""
    return {
        "results": _results(evaluation),
        "districts": _districts(evaluation),
        "reports": _reports(evaluation),
        "outreach": _city_counts(evaluation, OUTREACH),
        "media": _city_counts(evaluation, MEDIA),
        "funds": _funds(evaluation),
        "difficulties": _answers(evaluation, "difficulties"),
    }


def _results(evaluation: Evaluation) -> list[str]:
    """The city's counts, each part beside its whole."""
    found = [
        f"{measure_label(evaluation, part)}: {format_count(have)}, trên "
        f"{lower_first(measure_label(evaluation, whole))}: {format_count(of)}."
        for part, whole in PAIRS
        if (have := city_value(evaluation, part)) == have
        and (of := city_value(evaluation, whole)) == of
    ]
    if not found:
        return ["Không có số liệu chung toàn Thành phố ở đợt này."]
    until = cut_off_text(evaluation)
    return [f"{until[:1].upper()}{until[1:]}.", *found]


def _districts(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Units with others below them, in the order of their codes."""
    campaign = evaluation.rules.campaign
    ranking = table(evaluation, "ranking").set_index("unit_code")
    codes = [code for code in ranking.index if code in campaign.children]
    return [
        {
            "number": number,
            "name": place_of(evaluation, code),
            "population": format_count(used_value(evaluation, code, "population_15plus")),
            "at_open": format_count(used_value(evaluation, code, "accounts_active_open")),
            "at_close": format_count(used_value(evaluation, code, "accounts_active_close")),
            "points": points_text(evaluation, ranking.loc[code, "total_points"]),
            "rank": format_count(ranking.loc[code, "rank"]),
        }
        for number, code in enumerate(codes, start=1)
    ]


def _reports(evaluation: Evaluation) -> list[str]:
    """Which units report late, incompletely or not at all, by name."""
    rows = records(not_in_order(evaluation))
    late = [
        f"{place_of(evaluation, row['unit_code'])} ({format_count(row['days_late'])} ngày làm việc)"
        for row in rows
        if row["status"] == "late"
    ]
    groups = (
        ("Chậm", late),
        ("Chưa gửi", [place_of(evaluation, row["unit_code"]) for row in rows
                      if row["status"] == "missing"]),
        ("Chưa đủ nội dung", [place_of(evaluation, row["unit_code"]) for row in rows
                              if row["is_complete"] == "false" and row["status"] != "missing"]),
    )  # fmt: skip
    found = [f"{words}: {'; '.join(named)}." for words, named in groups if named]
    return found or ["Các đơn vị phải báo cáo đều đã gửi, đúng hạn và đủ nội dung."]


def _city_counts(evaluation: Evaluation, measures: tuple[str, ...]) -> list[str]:
    """The city's reported counts, a line each."""
    found = [
        f"{measure_label(evaluation, code)}: {format_count(value)}."
        for code in measures
        if (value := city_value(evaluation, code)) == value
    ]
    return found or ["Không có số liệu."]


def _funds(evaluation: Evaluation) -> list[str]:
    """The city's funds."""
    value = city_value(evaluation, "funds_spent")
    if value != value:
        return ["Không có số liệu."]
    label = measure_label(evaluation, "funds_spent").removesuffix(" (đồng)")
    return [f"{label}: {format_count(value)} đồng."]


def _answers(evaluation: Evaluation, field: str) -> list[str]:
    """What units wrote in a free field of their report, each in its own words."""
    rows = table(evaluation, "answers")
    rows = rows[rows["field"] == field]
    found = [f"{place_of(evaluation, row['unit_code'])}: {row['value']}" for row in records(rows)]
    return found or ["Không có đơn vị nào nêu."]
