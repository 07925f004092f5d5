"""Bodies that nobody ranks."""

from collections.abc import Callable

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import name_of
from ihanoi_eval.reporting.outside_units import outside_units


def test_who_reported_is_shown_with_its_figures_and_who_did_not_is_named(
    final: Evaluation, words: Callable[[object], str]
):
    """Party bodies and organisers may report and need not."""
    shown = words(outside_units(final))
    reports = final.tables["reports"].set_index("unit_code")["file"]
    codes = final.rules.campaign.units_of("outside")
    sent = [code for code in codes if reports[code]]
    assert sent and len(sent) < len(codes)
    assert all(name_of(final, code) in shown for code in codes[:3])
    assert "buổi tập huấn, vận động:" in shown and "Chưa gửi (không bắt buộc)" in shown


def test_nobody_outside_reported(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """A sentence, and who they are."""
    reports = final.tables["reports"].assign(file="")
    shown = words(outside_units(changed(final, reports=reports)))
    assert "Chưa đơn vị nào ngoài bảng xếp hạng gửi báo cáo." in shown
