"""From which figures an indicator was counted, and where each of them stands."""

from collections.abc import Callable

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.counted_from import counted_from, figure_text, value_texts
from ihanoi_eval.reporting.facts import records, rows_of, see_unit


def lines(evaluation: Evaluation, code: str, indicator: str) -> list[str]:
    """The figures behind an indicator of a unit, as they are said."""
    view = see_unit(evaluation, code)
    rows = counted_from(view)
    return [figure_text(view, row) for row in records(rows[rows["indicator"] == indicator])]


def test_a_reported_figure_is_said_with_its_file_and_row(final: Evaluation):
    """The 113 households of 00006 stand in reported.csv, row 46, under the sender's file."""
    assert lines(final, "00006", "outreach") == [
        "Số hộ đã đến: 113; Đơn vị báo cáo (001_bao_cao.xlsx, dòng 46)",
        "Số hộ: 234; Sổ đăng ký (registers/population, mã 00006)",
    ]


def test_a_parents_sum_is_said_as_a_sum(final: Evaluation):
    """Ba Đình has 14 wards; its own staff is its own."""
    assert lines(final, "001", "real_use")[0] == (
        "Tài khoản dùng từ hai ngày: 472; Hệ thống iHanoi (cộng từ 14 đơn vị trực thuộc)"
    )
    assert lines(final, "001", "staff_use")[0].endswith("(platform/accounts)")


def test_every_used_value_behind_every_indicator_is_the_panels(final: Evaluation):
    """Nothing is counted anew on the way to a page."""
    for code in ("00006", "001", "CQ04"):
        rows = counted_from(see_unit(final, code))
        panel = rows_of(final, "panel", code).set_index("measure")["used_value"]
        known = rows[rows["used_source"] != ""]
        assert known["used_value"].tolist() == panel[known["measure"]].tolist()
        assert (known["place"] != "").all() and len(known) == len(rows)


def test_a_verified_a_counted_and_a_missing_figure_say_so(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """The review, the counts where no log was sent, and nobody."""
    panel = final.tables["panel"].copy()
    own = panel["unit_code"] == "00006"
    panel.loc[own & (panel["measure"] == "households"), "used_source"] = "verified"
    panel = panel[~(own & (panel["measure"] == "households_visited"))]
    sources = final.tables["sources"]
    sources = sources[~sources["file"].str.startswith("platform/petitions")]
    other = changed(final, panel=panel, sources=sources)
    assert lines(other, "00006", "outreach") == [
        "Số hộ đã đến: chưa có số liệu",
        "Số hộ: 234; Đã thẩm định (reviews/verifications)",
    ]
    assert lines(other, "00006", "on_time")[0].endswith("(platform/counts)")


def test_a_cell_of_a_workbook_is_said_with_its_sheet(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """As the officer finds it in Excel."""
    reported = final.tables["reported"].copy()
    row = (reported["unit_code"] == "00006") & (reported["measure"] == "households_visited")
    reported.loc[row, ["sheet", "cell"]] = ["So_lieu", "C7"]
    assert (
        "(001_bao_cao.xlsx, trang So_lieu, ô C7)"
        in lines(changed(final, reported=reported), "00006", "outreach")[0]
    )


def test_a_figure_leads_to_its_file_among_those_that_were_read(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """A register, a collected report, a workbook of its own; a sum leads nowhere (DESIGN §9)."""
    sources = final.tables["sources"]
    digests = sources.set_index("file")["sha256"].str[:12]

    def leads(evaluation: Evaluation, code: str, measure: str) -> str:
        rows = counted_from(see_unit(evaluation, code)).set_index("measure")
        return str(rows.loc[[measure], "page"].iloc[0])

    population = digests["registers/population.csv"]
    assert leads(final, "00006", "households") == f"10_evidence.html#tep-{population}"
    collected = digests["submissions/reported.csv"]
    assert leads(final, "00006", "households_visited") == f"10_evidence.html#tep-{collected}"
    own = sources.head(1).assign(file="submissions/001_bao_cao.xlsx", sha256="f" * 64)
    more = changed(final, sources=pd.concat([sources, own]))
    assert leads(more, "00006", "households_visited") == "10_evidence.html#tep-ffffffffffff"
    assert leads(final, "001", "accounts_active_close") == ""


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        ({}, ("1 / 4", "25,0%", "")),
        ({"adjusted_value": 0.5}, ("1 / 4", "25,0%", "50,0%")),
        ({"value": float("nan"), "adjusted_value": 0.58}, ("1 / 4", "chưa phát sinh", "58,0%")),
        ({"status": "missing"}, ("1 / 4", "Thiếu số liệu", "")),
        ({"status": "not_applicable"}, ("1 / 4", "Không áp dụng", "")),
        ({"indicator": "training", "value": 3.0, "adjusted_value": 3.0}, ("", "3", "")),
        ({"indicator": "target", "denominator": 12.5}, ("1 / 12,5", "25,0%", "")),
    ],
)
def test_a_value_is_said_by_its_kind_and_its_absence_by_its_name(final: Evaluation, cells, texts):
    """Missing, not applicable and nothing to count are three things (METHOD 1)."""
    row = {"indicator": "on_time", "numerator": 1.0, "denominator": 4.0, "value": 0.25}
    row |= {"adjusted_value": 0.25, "status": "measured"}
    assert value_texts(final, {**row, **cells}) == texts


def test_who_is_outside_the_leagues_has_no_indicator(final: Evaluation):
    """Shown, never scored; the frame keeps its columns."""
    rows = counted_from(see_unit(final, "CQ01"))
    assert rows.empty and isinstance(rows, pd.DataFrame) and "place" in rows
