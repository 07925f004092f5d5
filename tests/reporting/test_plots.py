"""What the figures of matplotlib share."""

import re

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.reporting import plots

VIETNAMESE = (
    "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ" + "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)


def test_every_vietnamese_letter_can_be_measured():
    """A letter that the font lacks is a warning, and so a failed test."""
    with plots.look():
        figure = plots.figure(400, 40)
        figure.text(0, 0.5, VIETNAMESE + VIETNAMESE.upper())
        markup = str(plots.shown(figure, alt="Chữ Việt 1", title="Chữ Việt"))
    assert f">{VIETNAMESE}{VIETNAMESE.upper()}</text>" in markup


def test_the_look_is_left_behind_with_the_figure():
    """No state stays: what a reader has set for matplotlib is there afterwards."""
    with matplotlib.rc_context({"font.size": 20}):
        with plots.look():
            assert matplotlib.rcParams["font.size"] == plots.LETTERS
        assert matplotlib.rcParams["font.size"] == 20


def test_axes_stand_where_points_say():
    """A figure of 100 × 50 points; axes from 10, 5 on, 40 wide and 20 high."""
    axes = plots.axes_in(plots.figure(100, 50), 10, 5, 40, 20)
    assert axes.get_position().bounds == pytest.approx((0.1, 0.1, 0.4, 0.4))


def test_an_axis_has_numbers_of_the_page():
    """1.000 and not 1000; no offset, no power of ten."""
    figure = plots.figure(200, 50)
    axes = plots.axes_in(figure, 10, 20, 180, 20)
    axes.set(xlim=(0, 2000), xticks=[1000], yticks=[])
    axes.xaxis.set_major_formatter(plots.numbers(lambda value: f"{value / 1000:.3f}"))
    assert re.findall(r">([^<>]+)</text>", str(plots.shown(figure, alt="1", title=""))) == ["1.000"]


@given(st.text("Quận Huyện 0123,%", max_size=20), st.floats(5, 30))
def test_more_words_and_larger_letters_need_more_room(words: str, size: float):
    """Labels are kept apart by it."""
    assert plots.width_of(words + "g", size) > plots.width_of(words, size) >= 0
    assert plots.width_of(words, 2 * size) == pytest.approx(2 * plots.width_of(words, size), abs=1)


def test_a_figure_stands_under_its_message_and_above_its_source():
    """The title is a sentence of the page, which wraps on a phone."""
    figure = plots.figure(100, 50)
    markup = str(plots.shown(figure, alt="Hai 2", title="Đông Anh < 2", note="Nguồn: A"))
    assert re.search(
        r"Đông Anh &lt; 2</p><figure .*</figure><p class=\"note\">Nguồn: A</p>", markup
    )
