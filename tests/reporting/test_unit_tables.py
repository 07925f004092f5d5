"""Tables of one unit."""

import re
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import unit_tables as tables
from ihanoi_eval.reporting.facts import measure_label, points_text, rows_of, see_unit
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.vietnamese import format_count, format_percent


@pytest.mark.parametrize("code", ["001", "00001", "CQ03"])
def test_points_of_a_unit_sum_to_what_is_ranked(
    final: Evaluation, words: Callable[[object], str], code: str
):
    """Each indicator's points and their sum, as `points` and `ranking` have them."""
    view = see_unit(final, code)
    shown = words(tables.indicator_table(view))
    for points in rows_of(final, "points", code)["points"].dropna():
        assert points_text(final, points) in shown
    total = rows_of(final, "ranking", code)["points"].iloc[0]
    assert f"Cộng {points_text(final, total)} 100,00" in shown


def test_every_rate_stands_with_its_counts(final: Evaluation, words: Callable[[object], str]):
    """Numerator, denominator and value (METHOD 11)."""
    shown = words(tables.indicator_table(see_unit(final, "001")))
    rows = rows_of(final, "indicators", "001").set_index("indicator")
    row = rows.loc["on_time"]
    counts = f"{format_count(row['numerator'])} / {format_count(row['denominator'])}"
    assert (
        f"{format_percent(row['value'])} {counts} {format_percent(row['adjusted_value'])}" in shown
    )


def test_missing_not_applicable_and_nothing_yet_are_three_words(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """And zero is a fourth thing: 0,0% (METHOD 1)."""
    rows = final.tables["indicators"].copy()
    own = rows["unit_code"] == "00001"

    def put(indicator: str, status: str, value: float, numerator: float) -> None:
        row = own & (rows["indicator"] == indicator)
        rows.loc[row, ["value", "adjusted_value", "numerator"]] = [value, value, numerator]
        rows.loc[row, "status"] = status

    put("outreach", "missing", float("nan"), float("nan"))
    put("target", "not_applicable", float("nan"), float("nan"))
    put("activation", "measured", float("nan"), 0)
    put("staff_use", "measured", 0, 0)
    shown = words(tables.indicator_table(see_unit(changed(final, indicators=rows), "00001")))
    assert "Thiếu số liệu – /" in shown
    assert "Không áp dụng – /" in shown
    assert "chưa phát sinh 0 /" in shown
    assert "0,0% 0 /" in shown


def test_an_adjustment_is_a_line_of_its_own_with_its_document(final: Evaluation):
    """Points ± adjustment = total (METHOD 6)."""
    changes = final.tables["adjustments"].iloc[0]
    view = see_unit(final, changes["unit_code"])
    row = rows_of(final, "ranking", changes["unit_code"]).iloc[0]
    sentence = tables.total_sentence(view)
    assert sentence.startswith(points_text(final, row["points"]))
    assert f"= {points_text(final, row['total_points'])} điểm" in sentence
    assert changes["document_no"] in sentence


def test_gates_stand_with_their_evidence_on_the_units_own_page(
    final: Evaluation, words: Callable[[object], str]
):
    """Every gate of the rules, in their order; everybody gets the verdict alone."""
    rows = rows_of(final, "gates", "001")
    own, public = (
        tables.gates_table(see_unit(one, "001")) for one in (final, at_level(final, "public"))
    )
    for reason in rows["reason"]:
        assert reason in words(own)
    for evidence in set(rows["evidence"]) - {""}:
        assert evidence in words(own)
    assert not re.search("Căn cứ|Lý do", words(public))
    labels = [gate.label for gate in final.rules.awards.gates if "districts" in gate.leagues]
    assert re.findall("|".join(map(re.escape, labels)), words(own)) == labels


def test_every_source_stands_beside_the_value_that_is_used(
    final: Evaluation, words: Callable[[object], str]
):
    """A verified value says that it is one (METHOD 8)."""
    panel = final.tables["panel"]
    code = panel.loc[panel["verified_value"].notna(), "unit_code"].iloc[0]
    row = rows_of(final, "panel", code).dropna(subset=["verified_value"]).iloc[0]
    shown = words(tables.panel_table(see_unit(final, code)))
    used = format_count(row["used_value"])
    assert f"{used} {used} Đã thẩm định" in shown
    assert measure_label(final, row["measure"]) in shown


def test_the_report_is_said_with_its_file_and_time(final: Evaluation):
    """On time, late with its working days, or not received."""
    reports = final.tables["reports"]
    late = reports[reports["status"] == "late"].iloc[0]
    sentence = tables.report_sentence(see_unit(final, late["unit_code"]))
    assert late["file"] in sentence
    assert f"chậm {late['days_late']:.0f} ngày làm việc" in sentence
    missing = reports[(reports["status"] == "missing") & (reports["file"] == "")].iloc[0]
    assert "chưa có báo cáo" in tables.report_sentence(see_unit(final, missing["unit_code"]))


def test_who_is_barred_reads_it_at_the_top(final: Evaluation, words: Callable[[object], str]):
    """Each failed gate in red with its reason, each hold as a question."""
    gates = final.tables["gates"]
    held = gates[gates["status"] == "on_hold"].iloc[0]
    shown = tables.unit_heading(see_unit(final, held["unit_code"]), "Trang")
    assert "Tạm dừng xét:" in words(shown)
    assert held["reason"] in words(shown)


def test_no_change_is_asked_where_no_list_is(running: Evaluation):
    """In the middle of the campaign there is no line to reach."""
    assert "chưa có danh sách" in str(tables.change_table(see_unit(running, "001")))


def test_what_would_change_it_begins_with_the_gates(final: Evaluation):
    """Points alone give no seat to a unit that failed a gate; a seat by gain needs none."""
    listed = final.tables["shortlist"]
    failed = listed[(listed["decision"] == "not_eligible") & (listed["list"] == "communes")]
    shown = [str(tables.change_table(see_unit(final, code))) for code in failed["unit_code"]]
    assert any("Trước hết phải đạt điều kiện" in one for one in shown)
    assert "diện tiến bộ" in str(tables.change_table(see_unit(final, "00526")))
