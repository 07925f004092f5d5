"""What the figures of matplotlib share: points as measure, letters, quiet axes, words with an edge.

A figure is measured in points and made without pyplot: no state is left behind, and the same
numbers give the same bytes whatever a reader has set for matplotlib.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter

from ihanoi_eval.reporting.blocks import EDGED, chart
from ihanoi_eval.reporting.drawing import HAIR, INK, OTHERS, drawn
from ihanoi_eval.reporting.html import Html

POINTS: Final = 72  # to the inch; at 72 dots a point of a figure is a unit of its SVG
# On a desk 480 pixels; a phone shows the whole width, and letters of ten pixels at least.
WIDTH: Final = 360.0
LETTERS: Final = 11.0
LINE: Final = 12.5  # from one line of words to the next
LOOK: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",  # for measuring only, on the wide side; pages set their own
    "font.size": LETTERS,
    "text.color": INK,
    "axes.edgecolor": HAIR,
    "axes.labelcolor": OTHERS,
    "axes.labelsize": LETTERS,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "xtick.color": OTHERS,
    "ytick.color": OTHERS,
}


@contextmanager
def look() -> Iterator[None]:
    """The look of every figure, nothing of a reader's own settings in it."""
    with matplotlib.style.context(["default", LOOK]):
        yield


def figure(width: float, height: float) -> Figure:
    """An empty figure of a size in points."""
    return Figure(figsize=(width / POINTS, height / POINTS), dpi=POINTS, frameon=False)


def axes_in(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place of the figure given in points from its lower left corner."""
    wide, tall = (side * POINTS for side in figure.get_size_inches())
    return figure.add_axes((left / wide, bottom / tall, width / wide, height / tall))


def numbers(words: Callable[[float], str]) -> FuncFormatter:
    """An axis' numbers in the page's form."""
    return FuncFormatter(lambda value, _place: words(value))


def width_of(words: str, size: float = LETTERS) -> float:
    """Points that words need at a letter size."""
    width, _, _ = text_to_path.get_text_width_height_descent(
        words, FontProperties(family="DejaVu Sans", size=size), ismath=False
    )
    return float(width)


def edged(words: Text) -> Text:
    """Words with a white edge where they cross lines and areas; they stay words.

    matplotlib's path effects would turn them into outlines, which cannot be read aloud or found.
    """
    words.set_gid(EDGED)
    return words


def shown(figure: Figure, *, alt: str, title: str, note: str = "") -> Html:
    """A figure under the sentence that it shows, its source below."""
    return drawn(str(chart(figure, alt)), title=title, note=note)
