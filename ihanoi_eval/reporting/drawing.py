"""Marks of a chart as SVG text: elastic across, fixed in height, so a phone shows the same words.

Places across are percentages of the pane, places down are pixels, letters keep their size; nothing
is measured and no clock is read, so the same numbers give the same bytes (RELIABILITY §2.2).
"""

from ihanoi_eval.reporting import html
from ihanoi_eval.reporting.html import Html

NARROW = 340  # pixels of a phone's page: what does not collide there collides nowhere
# Colours have a job and are never alone: shape or word says the same (STYLE, "The look of a page").
INK = "#1f2328"
UNIT = "#1f5fa8"
OTHERS = "#6b7280"
FAINT = "#9aa1ab"  # many marks of others side by side
CUT = "#a4161a"
QUESTION = "#b45309"
PASSED = "#1a7f4b"
HAIR = "#d0d4da"
# Families that hold all Vietnamese letters come first; Liberation lacks 92 of 98 of them.
FONTS = "'Segoe UI','Noto Sans',Roboto,Arial,'DejaVu Sans',sans-serif"
LETTER = 0.56  # mean width of a letter in ems, on the wide side, to keep labels apart
HALO = 'paint-order="stroke" stroke="#fff" stroke-width="3.5" stroke-linejoin="round"'
SHAPES = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "square": "M-4.5-4.5h9v9h-9z",
    "triangle": "M0-5.5L5.5 4.5H-5.5z",
    "diamond": "M0-6L6 0L0 6L-6 0z",
    "frame": "M-4.5-4.5h9v9h-9zM-2.5-2.5v5h5v-5z",
    "tick": "M-1-8h2v16h-2z",
}


def short(value: float) -> str:
    """A number as SVG writes it, at most two decimals.

    >>> short(12.0), short(0.126), short(-0.001)
    ('12', '0.13', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def across(share: float) -> str:
    """A place across the pane, from 0 to 1, as a percentage.

    >>> across(0.5)
    '50%'
    """
    return f"{short(100 * share)}%"


def clip(share: float) -> float:
    """A share held between 0 and 1, so that no mark leaves its pane."""
    return min(max(float(share), 0.0), 1.0)


def anchor_at(x: float) -> str:
    """By which end words hold on to a place so that they stay on the sheet.

    >>> anchor_at(0.1), anchor_at(0.5), anchor_at(0.9)
    ('start', 'middle', 'end')
    """
    return "start" if x < 0.35 else "end" if x > 0.65 else "middle"


def fit(words: str, pixels: float, size: float = 12.5) -> str:
    """Words cut with … to a width.

    >>> fit("Phường Phúc Xá", 60)
    'Phường…'
    """
    most = int(pixels / (size * LETTER))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def sentence(*parts: str | None) -> str:
    """What a chart says, for who cannot see it: the parts that there are."""
    return "; ".join(part for part in parts if part) + "."


def text_width(words: str, size: float = 13) -> float:
    """Pixels that words need at a letter size, rather too many than too few."""
    return len(words) * size * LETTER


def text(
    x: float,
    y: float,
    words: str,
    *,
    dx: float = 0,
    anchor: str = "start",
    size: float = 13,
    colour: str = INK,
    bold: bool = False,
    halo: bool = False,
) -> str:
    """Words at a place, with a white edge where they may cross a line; data stay words."""
    style = f' font-size="{short(size)}"' if size != 13 else ""
    style += f' text-anchor="{anchor}"' if anchor != "start" else ""
    style += f' fill="{colour}"' if colour != INK else ""
    style += ' font-weight="600"' if bold else ""
    style += f' dx="{short(dx)}"' if dx else ""
    style += f" {HALO}" if halo else ""
    return f'<text x="{across(x)}" y="{short(y)}"{style}>{html.text(words)}</text>'


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    colour: str = HAIR,
    width: float = 1,
    dash: str = "",
) -> str:
    """A straight line, dashed where asked."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{across(x1)}" y1="{short(y1)}" x2="{across(x2)}" y2="{short(y2)}" '
        f'stroke="{colour}" stroke-width="{short(width)}"{dashed}/>'
    )


def bar(x: float, y: float, width: float, height: float, *, fill: str, edge: str = "") -> str:
    """A bar from x over a width; hollow with an edge where fill is `none`."""
    outline = f' stroke="{edge}"' if edge else ""
    return (
        f'<rect x="{across(x)}" y="{short(y)}" width="{across(max(width, 0))}" '
        f'height="{short(height)}" fill="{fill}"{outline}/>'
    )


def mark(shape: str, x: float, y: float, *, colour: str) -> str:
    """A small shape at a place; shapes say what colours say."""
    return (
        f'<svg x="{across(x)}" y="{short(y)}" overflow="visible">'
        f'<path d="{SHAPES[shape]}" fill="{colour}"/></svg>'
    )


def dots(places: list[tuple[float, float]], *, colour: str, size: float = 5) -> str:
    """Many round dots as one path of a stretched pane, a few bytes each.

    Coordinates are shares of the pane, from its left and from its top.
    """
    path = "".join(f"M{short(1000 * x)} {short(1000 * y)}h0" for x, y in places)
    return (
        '<svg width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none" '
        f'overflow="visible"><path d="{path}" fill="none" vector-effect="non-scaling-stroke" '
        f'stroke="{colour}" stroke-width="{short(size)}" stroke-linecap="round"/></svg>'
    )


def pane(x: float, y: float, width: float, height: float, *parts: str) -> str:
    """A part of the sheet with places of its own, from 0 to 1 across and in pixels down."""
    inner = "".join(parts)
    return (
        f'<svg x="{across(x)}" y="{short(y)}" width="{across(width)}" height="{short(height)}" '
        f'overflow="visible">{inner}</svg>'
    )


def sheet(height: float, *parts: str, alt: str) -> str:
    """A whole drawing, as wide as the page lets it be, with words for who cannot see it."""
    return (
        f'<svg role="img" aria-label="{html.text(alt)}" '
        f'width="100%" height="{short(height)}" font-family="{FONTS}" font-size="13" '
        f'fill="{INK}">{"".join(parts)}</svg>'
    )


def drawn(drawing: str, *, title: str, note: str = "") -> Html:
    """A drawing under the sentence that it shows, its source below."""
    below = f'<p class="note">{html.text(note)}</p>' if note else ""
    return Html(
        '<div class="drawing" style="max-width:46rem;margin:1rem 0;break-inside:avoid">'
        f'<p style="font-weight:600;margin:0 0 .5rem">{html.text(title)}</p>{drawing}{below}</div>'
    )
