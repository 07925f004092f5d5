"""What pages are built of: title block, status line, figures, callouts, tables and pictures."""

import hashlib
import io
import re
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from ihanoi_eval.columns import COLUMNS, Kind, column_of
from ihanoi_eval.reporting.html import Html, join, text
from ihanoi_eval.vietnamese import (
    MISSING,
    format_count,
    format_date,
    format_moment,
    format_number,
    format_percent,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Real text instead of outlines; names in the file from its content alone (RELIABILITY §2.2, 20).
_SVG_SETTINGS: Final[Any] = {
    **{"svg.fonttype": "none", "svg.hashsalt": "ihanoi-eval"},
    "text.parse_math": False,  # a unit's name is no formula
}

CalloutKind = Literal["question", "failed", "passed", "note"]

# Colour is never alone: each kind also has a shape and a word (STYLE, "The look of a page").
_WORDS: Final[dict[CalloutKind, tuple[str, str]]] = {
    "question": ("?", "Cần làm rõ"),
    "failed": ("✕", "Không đạt"),
    "passed": ("✓", "Đạt"),
    "note": ("i", "Lưu ý"),
}


def masthead(
    issuer: Sequence[str],
    title: str,
    *,
    subtitle: str = "",
    status: Html,
    level: str = "",
    is_alone: bool = False,
) -> Html:
    """The head of a page: who issues it, its title, what it is about, and its status line.

    issuer: the bodies from the higher to the issuing one, which is set bold.
    level: who the page is for; the foot of every printed sheet repeats it.
    is_alone: the page leads to no other, because it is sent by itself.
    In an exported page it takes the place of the notebook's first heading.
    """
    bodies = [
        *(text(body) for body in issuer[:-1]),
        *(Html(f"<b>{text(b)}</b>") for b in issuer[-1:]),
    ]
    return Html(
        f'<div class="masthead" data-title="{text(title)}" data-level="{text(level)}"'
        f"{' data-alone' * is_alone}>"
        f'<p class="issuer">{join(bodies, " ")}</p><h1>{text(title)}</h1>'
        + (f'<p class="subtitle">{text(subtitle)}</p>' if subtitle else "")
        + f"{status}</div>"
    )


def status_line(*parts: object, warning: str = "") -> Html:
    """One line: rubric, cut-off, run; what a reader must not miss stands first.

    >>> print(status_line("Số liệu đến 30/11/2024", warning="SỐ LIỆU GIẢ LẬP"))
    <p class="status"><strong>SỐ LIỆU GIẢ LẬP</strong> · Số liệu đến 30/11/2024</p>
    """
    first = [Html(f"<strong>{text(warning)}</strong>")] if warning else []
    return Html(f'<p class="status">{join([*first, *parts], " · ")}</p>')


def figures(items: Sequence[tuple[object, object]], *sentences: object) -> Html:
    """What the reader has to know: three (figure, what it counts) pairs and two sentences."""
    pairs = [
        Html(f"<div><dt>{text(what)}</dt><dd>{text(figure)}</dd></div>") for figure, what in items
    ]
    words = [Html(f"<p>{text(sentence)}</p>") for sentence in sentences]
    return Html(f'<dl class="figures">{join(pairs)}</dl>{join(words)}')


def callout(kind: CalloutKind, *parts: object, word: str = "") -> Html:
    """A sentence that must be seen: a question, a failure, a pass or a note, each by its word."""
    shape, usual = _WORDS[kind]
    lead = f'<strong><span aria-hidden="true">{shape}</span> {text(word or usual)}:</strong>'
    return Html(f'<p class="callout {kind}">{lead} {join(parts)}</p>')


def box(title: object, *parts: object) -> Html:
    """What a reader has to act on, framed under a heading of its own."""
    return Html(f'<section class="box"><h2>{text(title)}</h2>{join(parts)}</section>')


def folded(summary: object, *parts: object) -> Html:
    """What most readers need not see, behind a line that says what it is."""
    return Html(f"<details><summary>{text(summary)}</summary>{join(parts)}</details>")


def mark(kind: CalloutKind, word: object = "") -> Html:
    """The same inside a table cell or a sentence: shape and word in the kind's colour."""
    shape, usual = _WORDS[kind]
    sign = f'<span aria-hidden="true">{shape}</span>'
    return Html(f'<span class="mark {kind}">{sign} {text(word or usual)}</span>')


def link(words: object, page: object) -> Html:
    """Words that lead to another page of the run; a target that is no page of it leads nowhere.

    >>> print(link("Ba Đình", "district-001.html"), link("x", "javascript:alert(1)"))
    <a href="district-001.html">Ba Đình</a> x
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+\.html(#[A-Za-z0-9_-]+)?|#[A-Za-z0-9_-]+", str(page)):
        return text(words)
    return Html(f'<a href="{page}">{text(words)}</a>')


_WITH_DECIMALS: Final[dict[Kind, tuple[Callable[..., str], int]]] = {
    "number": (format_number, 2),
    "points": (format_number, 2),
    "share": (format_percent, 1),
}
_NUMERIC: Final[frozenset[Kind]] = frozenset({"count", *_WITH_DECIMALS})
_DATES: Final[dict[Kind, Callable[[str], str]]] = {"date": format_date, "moment": format_moment}
_FEW_WORDS: Final = 16  # letters of a date, a source, a document's number
_SENTENCE: Final = 45  # letters that no column of words needs
_FLAGS: Final = {"true": "Có", "false": "Không"}


def show(value: Any, kind: Kind, *, decimals: int | None = None) -> Html:
    """A value in Vietnamese form; words stay words, and markup of ours stays markup.

    >>> [str(show(v, k)) for v, k in [(1633840.0, "count"), (0.843, "share"), ("001", "code")]]
    ['1.633.840', '84,3%', '001']
    """
    if isinstance(value, Html):
        return value
    if value is None or value is pd.NA or value != value or value == "":
        return text(MISSING)
    if kind in _DATES:
        return text(_DATES[kind](value))
    if kind in _WITH_DECIMALS and not isinstance(value, str):
        formatter, usual = _WITH_DECIMALS[kind]
        return text(formatter(value, decimals=usual if decimals is None else decimals))
    if kind == "count" and not isinstance(value, str):
        return text(format_count(value))
    return text(_FLAGS.get(value, value) if kind == "flag" else value)


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    labels: Mapping[str, str] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    decimals: Mapping[str, int] | None = None,
    links: Mapping[str, str] | None = None,
    highlight: Iterable[bool] | None = None,
    unit: str = "",
    note: object = "",
    total: bool = False,
) -> Html:
    """A table for the eye and for a screen reader; the first column heads its row.

    labels: column → heading; its keys choose the columns and their order. Without it, every
    column under its label of columns.py, as far as it has one.
    kinds, decimals: where a column is not the kind columns.py says; numbers align right.
    links: column → column that names the page its words lead to.
    highlight: true for the rows of this page's unit. total: the last row sums the others.
    unit stands above ("Đơn vị tính: …"), note below (source and cut-off).
    """
    heads = dict(labels or {name: _label(name) for name in frame.columns})
    as_kinds = {name: _kind(frame, name, kinds or {}) for name in heads}
    columns = {
        name: [
            show(value, as_kinds[name], decimals=(decimals or {}).get(name))
            for value in frame[name]
        ]
        for name in heads
    }
    for name, target in (links or {}).items():
        columns[name] = [link(*pair) for pair in zip(columns[name], frame[target], strict=True)]
    number = [' class="n"' if as_kinds[name] in _NUMERIC else "" for name in heads]
    style = [
        one or _width(columns[name], is_first=not place)
        for place, (name, one) in enumerate(zip(heads, number, strict=True))
    ]
    head = [
        Html(f'<th scope="col"{one}>{text(label)}</th>')
        for label, one in zip(heads.values(), number, strict=True)
    ]
    this = [False] * len(frame) if highlight is None else list(highlight)
    marks = [' class="this"' if one else "" for one in this]
    if total and marks:
        marks[-1] = ' class="total"'
    rows = [
        Html(f"<tr{marked}>{_cells(cells, style)}</tr>")
        for marked, cells in zip(marks, zip(*columns.values(), strict=True), strict=True)
    ]
    above = f"<span>Đơn vị tính: {text(unit)}</span>" if unit else ""
    below = f'<p class="note">{text(note)}</p>' if str(note) else ""
    # The box scrolls on a phone, so it must be reachable by keyboard and have a name.
    return Html(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}"><table>'
        f"<caption>{text(caption)}{above}</caption><thead><tr>{join(head)}</tr></thead>"
        f"<tbody>{join(rows)}</tbody></table></div>{below}"
    )


def _label(name: str) -> str:
    """The heading of a column, its own name where columns.py has none."""
    return column_of(name).label if name in COLUMNS else name


def _kind(frame: pd.DataFrame, name: str, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of a column: as asked, as columns.py says, else by what it holds."""
    if name in kinds:
        return kinds[name]
    if name in COLUMNS:
        return column_of(name).kind
    return "number" if pd.api.types.is_numeric_dtype(frame[name]) else "text"


def _width(cells: Iterable[Html], *, is_first: bool) -> str:
    """A class for a column of sentences, or, names aside, of a few words that stay on one line.

    A sentence in a column as narrow as a number's would be a screen tall on a phone.
    """
    longest = max((len(unescape(_TAG.sub("", cell.markup))) for cell in cells), default=0)
    if longest > _SENTENCE:
        return ' class="l"'
    return ' class="s"' if 0 < longest <= _FEW_WORDS and not is_first else ""


def _cells(cells: Sequence[Html], styles: Sequence[str]) -> Html:
    """A row's cells, the first as its head."""
    first = Html(f'<th scope="row"{styles[0]}>{cells[0]}</th>')
    rest = zip(cells[1:], styles[1:], strict=True)
    return first + join(Html(f"<td{style}>{cell}</td>") for cell, style in rest)


# What matplotlib writes for a file of its own and a page does not need: prologue, metadata, a style
# that would reach every element of the page, its own letters, a turn by nothing.
_NOISE: Final = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>"
    r'|<defs>\s*<style type="text/css">.*?</style>\s*</defs>',
    re.DOTALL,
)
_TAG: Final = re.compile(r"<[^>]*>")
_OWN_LETTERS: Final = re.compile(r"font-family: [^;\"]+(; )?")
_NO_TURN: Final = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_PLACES: Final = re.compile(r'(?<= d=")[^"]*|(?<= [xy]=")[^"]*')
_DIGITS: Final = re.compile(r"-?\d+\.\d+")
_NEEDLESS: Final = re.compile(r" (?=-)|(?<!\d)0(?=\.)")  # before a minus, before a point
_LINES: Final = re.compile(r"M[^Mz]+L[^Mz]+")
_SPACES: Final = re.compile(r' xmlns(:\w+)?="[^"]*"')  # HTML needs none, and names no address
_REFERENCES: Final = re.compile(r'(url\(#|href="#)([^)"]+)')
_LARGE: Final = 100_000  # characters from which it is worth asking whether a PNG is smaller
_LEAST_LETTER: Final = 10  # pixels on a phone; a chart whose letters would be smaller scrolls
# The name of words with a white edge, which a page paints around words that stay words.
EDGED: Final = "edged"
_EDGE: Final = '<g paint-order="stroke" stroke="#fff" stroke-width="2.6" stroke-linejoin="round">'


def chart(figure: "Figure", alt: str, *, caption: object = "") -> Html:
    """A matplotlib figure on a page: SVG with real text, or PNG where that is smaller.

    alt: words that say what it shows. Text in it is text: "$x^2$" in a unit's name is no formula.
    The same figure gives the same bytes. On a phone it shrinks until its smallest letters have ten
    pixels, then it scrolls.
    """
    import matplotlib.style
    from matplotlib.text import Text

    if not alt.strip():
        raise ValueError("a chart needs an alt text that says what it shows")
    drawn, pixels = io.StringIO(), io.BytesIO()
    with matplotlib.style.context(["default", _SVG_SETTINGS]):
        for words in figure.findobj(Text):
            words.set_parse_math(False)
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        drawing = _inside(drawn.getvalue(), alt)
        if len(drawing) > _LARGE:
            figure.savefig(pixels, format="png", dpi=144, metadata={"Software": None})
    width = figure.get_figwidth() * 96
    if 0 < pixels.tell() * 4 / 3 < len(drawing):
        data = b64encode(pixels.getvalue()).decode("ascii")
        drawing = f'<img alt="{text(alt)}" width="{width:.0f}" src="data:image/png;base64,{data}">'
    if "matplotlib.pyplot" in sys.modules:  # or the notebook would show it once more
        sys.modules["matplotlib.pyplot"].close(figure)
    sizes = [float(words.get_fontsize()) for words in figure.findobj(Text) if words.get_text()]
    shrunk = min(_LEAST_LETTER / (min(sizes, default=_LEAST_LETTER) * 96 / 72), 1)
    least = f' style="--least:{width * shrunk:.0f}px"'
    under = f"<figcaption>{text(caption)}</figcaption>" if str(caption) else ""
    return Html(f'<figure class="chart"{least} tabindex="0">{drawing}{under}</figure>')


def _inside(svg: str, alt: str) -> str:
    """matplotlib's SVG for the inside of a page, its words in the page's letters.

    The names inside it get a prefix of its own, so that two charts on a page cannot mix.
    """
    drawing = re.sub(r">\s+<", "><", _NOISE.sub("", svg)).strip()
    drawing = _TAG.sub(_trimmed, _SPACES.sub("", drawing)).replace(" xlink:href=", " href=")
    prefix = f"p{hashlib.sha256(drawing.encode()).hexdigest()[:8]}-"
    used = {name for _, name in _REFERENCES.findall(drawing)}
    drawing = drawing.replace(f'<g id="{EDGED}">', _EDGE)
    drawing = re.sub(
        r' id="([^"]+)"',
        lambda found: f' id="{prefix}{found[1]}"' if found[1] in used else "",
        drawing,
    )
    drawing = _REFERENCES.sub(rf"\1{prefix}\2", drawing)
    about = f'role="img" aria-label="{text(alt)}" stroke-linejoin="round" stroke-linecap="butt"'
    return drawing.replace("<svg ", f"<svg {about} ", 1)


def _trimmed(tag: re.Match[str]) -> str:
    """A tag of matplotlib's without what a page does not need; words between tags are not ours."""
    bare = _NO_TURN.sub("", _OWN_LETTERS.sub("", tag[0]))
    return _PLACES.sub(lambda places: _short(places[0]), bare)


def _short(places: str) -> str:
    """Places to a tenth of a point; straight lines as the steps from corner to corner.

    >>> _short("M 1.04 2 \\nL 3.96 -0.01 \\nL 14.1 6.5 \\nz \\n")
    'M1 2l3-2 10.1 6.5z'
    """
    if not set(places) & set("QC"):
        places = _LINES.sub(_steps, places)
    rounded = _DIGITS.sub(lambda found: f"{round(float(found[0]), 1) + 0:g}", places)  # no "-0"
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", rounded)


def _steps(line: re.Match[str]) -> str:
    """A line through corners as its first corner and the steps to the others."""
    corners = [round(10 * float(number)) for number in line[0].replace("L", " ")[1:].split()]
    steps = (f"{(b - a) / 10:g}" for a, b in zip(corners, corners[2:], strict=False))
    first = " ".join(f"{number / 10:g}" for number in corners[:2])
    return f"M{first}l{_NEEDLESS.sub('', ' '.join(steps))}"
