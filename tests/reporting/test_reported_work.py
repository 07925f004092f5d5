"""Totals of what units report, training, media beside the register, funds."""

from collections.abc import Callable

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.reported_work import by_league, funds, media, work_by_league


@pytest.fixture
def run(final: Evaluation, changed: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    """The run with reported figures alone (unit, measure, value) and rows of the register."""

    def with_work(
        *rows: tuple[str, str, float], media: tuple[tuple[str, str, float], ...] = ()
    ) -> Evaluation:
        panel = pd.DataFrame(rows, columns=["unit_code", "measure", "used_value"])
        panel = panel.assign(reported_value=panel["used_value"], used_source="self_report")
        register = pd.DataFrame(media, columns=["unit_code", "on_date", "items_count"])
        return changed(final, panel=panel, media=register.assign(channel="radio", kind="article"))

    return with_work


def test_the_citys_sum_stands_beside_the_leagues(run, words):
    """5 in a commune, 2 in its district, 1 in a department: 8, as the panel has it."""
    told = words(
        work_by_league(
            run(
                *(("00001", "training_sessions", 5.0), ("001", "training_sessions", 2.0)),
                *(("CQ03", "training_sessions", 1.0), ("01", "training_sessions", 8.0)),
            )
        )
    )
    assert "Số buổi tập huấn, vận động 5 2 1 8" in told


def test_who_reported_none_is_told_from_who_did_not_report(run, final, words):
    """Zero is a report (METHOD 1)."""
    shown = words(
        by_league(
            run(("001", "training_sessions", 0.0), ("018", "training_sessions", 3.0)),
            "training_sessions",
            caption="Tập huấn",
            unit="buổi",
        )
    )
    size = len(final.rules.campaign.units_of("districts"))
    assert f"Quận, huyện, thị xã {size} 2 1 3" in shown


def test_funds_have_a_total_and_the_greatest_first(run, words):
    """12 and 30 million are 42 million."""
    shown = words(funds(run(("001", "funds_spent", 12e6), ("CQ03", "funds_spent", 30e6))))
    assert "42.000.000" in shown
    assert shown.rindex("30.000.000") < shown.rindex("12.000.000")


def test_no_funds_are_a_sentence(run, words):
    """Nobody reported any."""
    assert "chưa có đơn vị nào báo cáo" in words(funds(run()))


def test_media_of_reports_and_register_stand_side_by_side(run, words):
    """A commune's items are its district's; what lies outside of the campaign is only counted."""
    shown = words(
        media(
            run(
                *(("00001", "articles", 4.0), ("001", "articles", 2.0), ("CQ03", "articles", 7.0)),
                media=(("00001", "2024-11-01", 3.0), ("001", "2024-12-01", 9.0)),
            )
        )
    )
    assert "Sổ ghi 3 tin, bài trong đợt; các đơn vị báo cáo 13 tin, bài." in shown
    assert "1 đơn vị báo cáo có tuyên truyền mà sổ chưa ghi" in shown
    assert "Sổ còn 9 tin, bài ngoài thời gian của đợt" in shown
    assert "Quận Ba Đình 3 6" in shown and "Phát thanh 3" in shown


def test_no_media_are_a_sentence(run, words):
    """Neither reported nor registered."""
    assert words(media(run())).endswith("Chưa có số liệu tuyên truyền từ báo cáo hay từ sổ.")
