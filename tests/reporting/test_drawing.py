"""Marks of a chart."""

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.reporting import drawing as d


def test_words_on_a_chart_stay_words():
    """A unit called like markup or a formula is drawn as it is called (RELIABILITY 83, 84)."""
    drawn = d.sheet(40, d.text(0, 10, "<b>Xã</b> & $x^2$"), alt='"Xã" <b>')
    root = ET.fromstring(drawn)
    assert [element.text for element in root] == ["<b>Xã</b> & $x^2$"]
    assert root.attrib["aria-label"] == '"Xã" <b>'


def test_places_across_are_shares_of_the_page():
    """A phone shows the same words at the same size: only the marks move together."""
    assert 'x="25%"' in d.text(0.25, 10, "Đông Anh")
    assert "viewBox" not in d.sheet(40, d.bar(0, 0, 0.5, 10, fill=d.UNIT), alt="Đông Anh 50")


def test_a_thousand_dots_are_one_path():
    """Of 579 communes none may cost a page more than a few bytes."""
    drawn = d.dots([(k / 1000, 0.5) for k in range(1000)], colour=d.FAINT)
    assert drawn.count("<path") == 1
    assert len(drawn) < 12_000


@given(st.floats(-2, 3), st.floats(0, 1))
def test_no_mark_leaves_its_pane(share: float, x: float):
    """A value beyond the scale stands at its end."""
    assert 0 <= d.clip(share) <= 1
    assert d.anchor_at(x) in ("start", "middle", "end")


def test_a_drawing_stands_under_its_message():
    """The title is a sentence of the page, which wraps on a phone; the source is below."""
    shown = str(d.drawn(d.sheet(10, alt="Đông Anh 2"), title="Đông Anh < 2", note="Nguồn: A & B"))
    assert re.search(r"Đông Anh &lt; 2</p><svg", shown)
    assert shown.endswith('<p class="note">Nguồn: A &amp; B</p></div>')
