"""Tables of many units."""

import re
from collections.abc import Callable
from html import unescape

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import tables
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import points_text, ranked

HOSTILE = "<script>alert(1)</script> & {{7*7}}"


def cells(markup: object) -> list[list[str]]:
    """A table's body as text, row by row."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", str(markup).split("<tbody>")[1], re.DOTALL)
    return [
        [
            unescape(re.sub(r"<[^>]*>", "", cell))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_the_ranking_shows_the_tables_own_points(final: Evaluation):
    """Rank, total and pillars of every district, best first; pillars sum to the points."""
    rows = ranked(final, "districts")
    shown = cells(tables.ranking_table(final, rows["unit_code"].tolist(), caption="Quận"))
    names = {unit.unit_code: unit.name for unit in final.rules.campaign.units}
    assert [row[0] for row in shown] == [names[code] for code in rows["unit_code"]]
    assert [row[2] for row in shown] == [points_text(final, p) for p in rows["total_points"]]
    for row, points in zip(shown, rows["points"], strict=True):
        parts = [float(cell.replace(",", ".")) for cell in row[3:-1]]
        assert round(sum(parts), 2) == points


def test_every_commune_of_a_district_can_be_linked_to(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """The index leads to district-001.html#00001, ranked or not."""
    codes = final.rules.campaign.children["001"]
    ranking = final.tables["ranking"].copy()
    row = ranking["unit_code"] == codes[0]
    ranking.loc[row, ["points", "total_points", "rank", "peer_rank"]] = float("nan")
    markup = str(
        tables.ranking_table(
            changed(final, ranking=ranking), codes, caption="Ba Đình", anchors=True
        )
    )
    assert set(re.findall(r'id="(\w+)"', markup)) == set(codes)
    assert "không xếp" in markup


def test_ties_are_said_in_the_table(final: Evaluation):
    """1 (đồng hạng), 1 (đồng hạng), 3."""
    rows = ranked(final, "communes")
    shown = cells(tables.ranking_table(final, rows["unit_code"].tolist(), caption="Xã"))
    assert sum("đồng hạng" in row[1] for row in shown) == (rows["is_tied"] == "true").sum()


def test_text_from_a_file_is_shown_and_never_run(
    final: Evaluation, changed: Callable[..., Evaluation]
):
    """A message, a unit and a reason that are markup (RELIABILITY 83)."""
    findings = final.tables["findings"].head(1).assign(message=HOSTILE, column="", file="")
    shortlist = (
        final.tables["shortlist"]
        .query("unit_code != ''")
        .head(3)
        .assign(reason=HOSTILE, list="communes")
    )
    hostile = changed(final, findings=findings, shortlist=shortlist)
    for markup in (
        tables.findings_table(hostile, findings, caption=HOSTILE, shared=True),
        tables.reasons_table(hostile, "communes", shortlist, caption=HOSTILE),
    ):
        assert HOSTILE in unescape(str(markup))
        assert "<script" not in str(markup)


def test_an_anchor_is_never_made_of_what_cannot_be_one():
    """A code from a file is no attribute."""
    assert str(tables.anchored("Xã", 'x" onclick="y')) == "Xã"


def test_findings_stand_by_weight(final: Evaluation):
    """What must be corrected comes first."""
    rows = final.tables["findings"]
    shown = cells(tables.findings_table(final, rows, caption="Cần làm rõ", shared=True))
    order = [row[0][2:] for row in shown]
    assert len(shown) == len(rows)
    assert order == sorted(order, key=["Phải sửa", "Cần xem lại", "Cần trả lời"].index)


def test_no_findings_are_good_news(final: Evaluation):
    """An empty table would look like a mistake."""
    empty = final.tables["findings"].head(0)
    assert "Không có nội dung" in str(tables.findings_table(final, empty, caption="", shared=True))


def test_seats_stand_by_track_and_place(final: Evaluation):
    """Level first, in the order of the shortlist; the Council's seats are said."""
    shown = tables.seats_table(final, "communes", "award", "council", caption="Xã")
    tracks = [row[3].partition(" (")[0] for row in cells(shown)]
    assert "Dẫn đầu (suất tối thiểu của nhóm so sánh)" in [row[3] for row in cells(shown)]
    assert tracks == sorted(tracks)  # Dẫn đầu < Tiến bộ vượt bậc
    listed = final.tables["shortlist"].query("unit_code != ''")
    left = listed[(listed["decision"] == "council") & (listed["list"] == "communes")]
    assert str(shown).count("? </span>") == 0 or len(left)
    assert str(shown).count("Hội đồng quyết định") >= len(left)


def test_codes_become_words_with_their_marks():
    """Colour is never alone: each mark has a shape and a word."""
    assert "✕" in str(tables.worded("gate", "failed"))
    assert str(tables.worded("decision", "not_selected")) == "Không trong danh sách"
    column = tables.worded_column("gate", pd.Series(["passed"], index=[7]))
    assert "Đạt" in str(column[7])


def test_a_long_table_is_shown_in_part(words: Callable[[object], str]):
    """Two rows in sight, 201 folded of which 200 are there, one only on disk."""
    frame = pd.DataFrame({"name": [f"đơn vị {n}" for n in range(203)]})
    shown = tables.in_part(
        frame, lambda rows, note: make_table(rows, caption="x", note=note), most=2,
        name="panel", what="đơn vị",
    )  # fmt: skip
    assert str(shown).count("<tr") == 2 + 1 + 200 + 1
    assert "Còn 201 đơn vị, đủ ở tables/panel.csv" in words(shown)
    assert "Và 1 dòng khác, xem tables/panel.csv." in words(shown)
    whole = tables.in_part(frame.head(2), lambda rows, _: make_table(rows, caption="x"), most=2,
                    name="panel", what="đơn vị")  # fmt: skip
    assert "<details>" not in str(whole)
