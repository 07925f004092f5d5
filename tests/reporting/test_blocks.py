"""Blocks of a page: data stays text, numbers are Vietnamese, nothing is said by colour alone."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from ihanoi_eval.reporting.blocks import (
    EDGED,
    callout,
    chart,
    figures,
    folded,
    link,
    mark,
    masthead,
    show,
    status_line,
    table,
)
from ihanoi_eval.reporting.html import Html, text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></table></svg><h1>x",
    '" onmouseover="alert(1)',
    "'><b>",
    "{{7*7}}",
    "$x^2$",
    "$\\frac{1}{2}$",
    "]]>",
]


class Elements(HTMLParser):
    """The elements and attributes of a piece of markup, and its words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.words = ""
        self.spoken = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count the element and its attributes' names."""
        self.elements.update([tag, *(f"{tag}.{name}" for name, _ in attrs)])
        self.spoken += "".join(
            value or "" for name, value in attrs if name in ("aria-label", "alt")
        )

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += data


def frame(word: str) -> pd.DataFrame:
    """A table with the word everywhere: as heading, cell and target."""
    return pd.DataFrame({"unit_code": ["001"], word: [word], "page": [word]})


def drawn(word: str) -> Figure:
    """A figure with the word everywhere."""
    figure = Figure(figsize=(4, 2))
    axes = figure.subplots()
    axes.barh([word], [1], label=word)
    axes.set(title=word, xlabel=word)
    axes.annotate(word, (0.5, 0))
    axes.legend()
    return figure


MAKERS: dict[str, Callable[[str], Html]] = {
    "masthead": lambda word: masthead([word, word], word, subtitle=word, status=text(word)),
    "status_line": lambda word: status_line(word, warning=word),
    "figures": lambda word: figures([(word, word)], word),
    "callout": lambda word: callout("question", word, word=word),
    "mark": lambda word: mark("failed", word),
    "link": lambda word: link(word, word),
    "show": lambda word: show(word, "text"),
    "table": lambda word: table(
        frame(word), caption=word, unit=word, note=word, links={word: "page"}, highlight=[True]
    ),
    "chart": lambda word: chart(drawn(word), f"{word} 1", caption=word),
}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_case_83_data_adds_no_element_and_is_shown_as_it_is(
    maker: Callable[[str], Html], hostile: str
):
    """A unit called <script> is a unit with a strange name (RELIABILITY F83, F84)."""
    plain = Elements(maker("x" * len(hostile)).markup)  # a column is as wide as what is in it
    attacked = Elements(maker(hostile).markup)
    assert attacked.elements == plain.elements
    assert hostile in attacked.words


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_chart_says_is_text_too(hostile: str):
    """An alt text comes from data as often as a title."""
    assert hostile in Elements(chart(drawn("x"), hostile).markup).spoken


def rows(html: Html) -> list[str]:
    """The rows of a table's body."""
    return re.findall(r"<tr.*?</tr>", html.markup.partition("<tbody>")[2])


def test_a_table_says_what_it_is_to_every_reader():
    """Caption, unit, heads of columns and rows, numbers to the right, the source below."""
    units = pd.DataFrame({"name": ["Ba Đình"], "rank": [1.0], "total_points": [84.3]})
    html = table(units, caption="Bảng xếp hạng", unit="điểm", note="Nguồn: hệ thống iHanoi")
    caption = "<caption>Bảng xếp hạng<span>Đơn vị tính: điểm</span></caption>"
    assert caption in html.markup
    assert '<th scope="col">Tên</th><th scope="col" class="n">Hạng</th>' in html.markup
    assert rows(html) == [
        '<tr><th scope="row">Ba Đình</th><td class="n">1</td><td class="n">84,30</td></tr>'
    ]
    assert html.markup.endswith('<p class="note">Nguồn: hệ thống iHanoi</p>')


def test_a_table_shows_the_columns_asked_for_in_their_order():
    """labels chooses; kinds and decimals say how, where columns.py does not."""
    units = pd.DataFrame({"a": [0.5], "b": ["x"], "c": [1234.5]})
    html = table(
        units, caption="c", labels={"c": "Ba", "a": "Một"}, kinds={"a": "share"}, decimals={"a": 0}
    )
    assert re.findall(r"<th scope=\"col\".*?>(.*?)</th>", html.markup) == ["Ba", "Một"]
    assert rows(html) == ['<tr><th scope="row" class="n">1.234,50</th><td class="n">50%</td></tr>']


def test_a_column_of_sentences_is_wide():
    """On a phone a sentence among numbers would be a screen tall; a name stays narrow."""
    why = "chưa đủ điều kiện về báo cáo, chậm năm ngày làm việc"
    units = pd.DataFrame({"name": ["A"], "reason": [why]})
    html = table(units, caption="c", labels={"name": "Tên", "reason": "Lý do"})
    assert rows(html) == [f'<tr><th scope="row">A</th><td class="l">{why}</td></tr>']


def test_a_few_words_stay_on_one_line():
    """A date, a source: broken over three lines they make a table three times as tall."""
    frame = pd.DataFrame(
        {"a": ["A"], "b": ["Hệ thống iHanoi"], "c": ["Xã Đông Quang, Huyện Ba Vì"]}
    )
    html = table(frame, caption="Nguồn", labels={"a": "Tên", "b": "Lấy từ", "c": "Nơi"})
    assert rows(html)[0] == (
        '<tr><th scope="row">A</th><td class="s">Hệ thống iHanoi</td>'
        "<td>Xã Đông Quang, Huyện Ba Vì</td></tr>"
    )


def test_this_units_row_and_the_total_are_marked():
    """The eye finds its own row; the sum stands last and apart."""
    units = pd.DataFrame({"name": ["A", "B", "Tổng cộng"], "points": [1.0, 2.0, 3.0]})
    html = table(units, caption="c", highlight=units["name"] == "B", total=True)
    assert [row.partition(">")[0] for row in rows(html)] == [
        "<tr", '<tr class="this"', '<tr class="total"',
    ]  # fmt: skip


def test_an_empty_table_is_still_a_table():
    """A list with nobody in it says so by having no rows."""
    empty = pd.DataFrame({"name": pd.Series([], dtype="str")})
    assert rows(table(empty, caption="c", total=True)) == []


def test_a_cell_may_be_markup_of_ours():
    """A gate's word in its colour inside a table."""
    gates = pd.DataFrame({"gate": ["staff"], "status": [mark("failed")]})
    assert '<span class="mark failed">' in rows(table(gates, caption="c"))[0]


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (1633840.0, "count", "1.633.840"),
        (0.843, "share", "84,3%"),
        (84.3, "points", "84,30"),
        (float("nan"), "points", "–"),
        ("", "text", "–"),
        (None, "count", "–"),
        (pd.NA, "code", "–"),
        ("00061", "code", "00061"),
        ("2024-12-09", "date", "09/12/2024"),
        ("2024-12-09 16:30:00", "moment", "16:30 09/12/2024"),
        ("true", "flag", "Có"),
        ("false", "flag", "Không"),
        ("84,3%", "share", "84,3%"),
    ],
)
def test_values_are_shown_in_vietnamese_form(value: Any, kind: Any, words: str):
    """Codes stay text, missing is –, and what is already words is left alone."""
    assert str(show(value, kind)) == words


@pytest.mark.parametrize("kind", ["question", "failed", "passed", "note"])
def test_a_callout_says_in_words_what_its_colour_says(kind: Any):
    """Printed in grey, or heard, it says the same (STYLE, the look of a page)."""
    words = {"question": "Cần làm rõ", "failed": "Không đạt", "passed": "Đạt", "note": "Lưu ý"}
    assert Elements(callout(kind, "x").markup).words.endswith(f"{words[kind]}: x")
    assert words[kind] in Elements(mark(kind).markup).words


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//x.example/a.html", "../a.html", ""])
def test_a_link_leads_to_a_page_of_the_run_or_nowhere(target: str):
    """Whatever a file calls a unit, no link leaves the folder."""
    assert link("Ba Đình", target).markup == "Ba Đình"


def test_case_84_a_chart_is_a_drawing_with_real_words():
    """Letters can be found, copied and read aloud; formulas are not made of names."""
    markup = chart(drawn("Đống Đa $x$"), "Đống Đa thiếu 2,31 điểm").markup
    assert markup.startswith('<figure class="chart"')
    assert 'role="img" aria-label="Đống Đa thiếu 2,31 điểm"' in markup
    assert Elements(markup).words.count("Đống Đa $x$") == 5
    for noise in ("<?xml", "<!DOCTYPE", "<style", "metadata", "font-family", "DejaVu"):
        assert noise not in markup


def test_the_same_chart_is_the_same_bytes():
    """No moment and no chance name is in a picture (RELIABILITY §2.2, row 20)."""
    assert chart(drawn("x"), "a 1") == chart(drawn("x"), "a 1")


def test_a_readers_own_settings_change_no_byte():
    """matplotlibrc is a matter of taste, a signed page is not (RELIABILITY §2.2, row 20)."""
    figure = drawn("x")
    plain = chart(figure, "a 1")
    with matplotlib.rc_context(
        {"savefig.dpi": 300, "svg.fonttype": "path", "savefig.bbox": "tight"}
    ):
        assert chart(figure, "a 1") == plain


def test_two_charts_on_a_page_do_not_share_names():
    """Each drawing's clip paths and marks are its own; names nobody refers to are dropped."""
    first, second = (chart(drawn(word), "a 1").markup for word in ("x", "y"))
    assert not set(re.findall(r' id="([^"]+)"', first)) & set(re.findall(r' id="([^"]+)"', second))
    assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', first)) == set(
        re.findall(r' id="([^"]+)"', first)
    )


def test_words_with_a_white_edge_stay_words():
    """matplotlib's own edge would turn letters into outlines that nobody can find or hear."""
    figure = Figure(figsize=(4, 2))
    figure.text(0.5, 0.5, "Đống Đa").set_gid(EDGED)
    assert re.search(
        r'<g paint-order="stroke"[^>]*><text [^>]*>Đống Đa</text>', str(chart(figure, "a"))
    )


@given(st.lists(st.tuples(st.floats(0, 720), st.floats(0, 720)), min_size=2, max_size=9))
def test_a_line_ends_where_it_was_drawn(corners: list[tuple[float, float]]):
    """Steps from corner to corner are whole tenths, so that they add up without drift."""
    figure = Figure(figsize=(10, 10), dpi=72, frameon=False)
    line = PathPatch(Path(corners), transform=IdentityTransform(), fill=False)
    line.get_path().should_simplify = False
    figure.add_artist(line)
    [places] = re.findall(r' d="(M[^"]*)"', str(chart(figure, "a")))
    x, y, *steps = map(float, re.findall(r"-?(?:\d*\.\d+|\d+)", places))
    end = x + sum(steps[::2]), y + sum(steps[1::2])
    assert end == pytest.approx((corners[-1][0], 720 - corners[-1][1]), abs=0.051)


@pytest.mark.parametrize(("size", "least"), [(7.5, 384), (10, 288), (15, 192)])
def test_a_chart_shrinks_until_its_smallest_letters_have_ten_pixels(size: float, least: int):
    """Four inches are 384 pixels; letters of 10 points, 13 pixels, may become 10 of 13."""
    figure = Figure(figsize=(4, 2))
    figure.text(0.5, 0.5, "Đống Đa", fontsize=size)
    assert f'style="--least:{least}px"' in str(chart(figure, "a"))


def test_a_crowded_chart_is_a_png_where_that_is_smaller():
    """Ten thousand dots are pixels; the alt text is there all the same."""
    figure = Figure(figsize=(4, 2))
    figure.subplots().scatter(range(10_000), range(10_000))
    markup = chart(figure, "579 xã").markup
    assert '<img alt="579 xã" width="384" src="data:image/png;base64,' in markup
    assert len(markup) < 80_000


def test_a_chart_of_pyplot_is_not_shown_twice():
    """A notebook shows what pyplot holds open; what a page has shown is closed."""
    figure, _ = plt.subplots()
    chart(figure, "a 1")
    assert not plt.fignum_exists(figure.number)


def test_a_chart_needs_words():
    """A chart without an alt text is missing for who cannot see it."""
    with pytest.raises(ValueError, match="alt text"):
        chart(drawn("x"), " ")


def test_what_is_folded_says_what_it_is():
    """Both are words unless they are ours."""
    shown = str(folded("3 < 4 dòng", text("<b>"), Html("<p>x</p>")))
    assert shown == ("<details><summary>3 &lt; 4 dòng</summary>&lt;b&gt;<p>x</p></details>")
