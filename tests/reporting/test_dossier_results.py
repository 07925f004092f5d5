"""What the summary report says of results."""

import pandas as pd

from ihanoi_eval.reporting.dossier_results import results_of
from ihanoi_eval.reporting.facts import table, used_value
from ihanoi_eval.vietnamese import format_count


def test_the_citys_counts_stand_part_beside_whole(final):
    """Every rate names its denominator (METHOD §11); the figures are the panel's."""
    words = " ".join(results_of(final)["results"])
    city = final.rules.campaign.city.code
    for measure in ("accounts_active_close", "population_15plus", "petitions_assessed"):
        assert format_count(used_value(final, city, measure)) in words


def test_every_district_has_its_row(final):
    """Three of them in the small campaign, in the order of their codes."""
    rows = results_of(final)["districts"]
    names = final.rules.campaign.unit_by_code
    assert [row["name"] for row in rows] == [names[code].name for code in ("001", "018", "250")]


def test_who_is_late_or_missing_is_named(final):
    """By name, with the working days of the table `reports`."""
    rows = table(final, "reports")
    words = " ".join(results_of(final)["reports"])
    names = final.rules.campaign.unit_by_code
    own = {league.code for league in final.rules.campaign.ranked_leagues
           if league.reports == "own_workbook"}  # fmt: skip
    for code, status in zip(rows["unit_code"], rows["status"], strict=True):
        if code in names and names[code].league in own and status in ("late", "missing"):
            assert names[code].name in words


def test_without_counts_the_report_says_so(final, changed):
    """A campaign of published indices has no accounts."""
    found = results_of(changed(final, panel=table(final, "panel").iloc[:0]))
    assert found["results"] == ["Không có số liệu chung toàn Thành phố ở đợt này."]
    assert found["funds"] == found["media"] == ["Không có số liệu."]


def test_difficulties_are_told_in_the_units_own_words(final, changed):
    """A row of `answers` a sentence."""
    rows = [{"unit_code": "001", "field": "difficulties", "value": "Thiếu máy <b>"}]
    found = results_of(changed(final, answers=pd.DataFrame(rows)))
    assert found["difficulties"] == ["Quận Ba Đình: Thiếu máy <b>"]
