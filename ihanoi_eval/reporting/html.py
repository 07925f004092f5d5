"""Pages as one self-contained file: safe markup, and our own template for an executed notebook."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ihanoi_eval.vietnamese import TURNING

if TYPE_CHECKING:
    from nbconvert.exporters import HTMLExporter
    from nbformat import NotebookNode

TEMPLATE = Path(__file__).with_name("page.html.j2")

# A browser drops some of these and repairs others, each in its own way; none belongs on a page.
_UNPRINTABLE = re.compile(
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff{''.join(map(chr, TURNING))}]"
)


@dataclass(frozen=True, slots=True)
class Html:
    """Markup of this package, all data inside it escaped; it shows itself in a notebook."""

    markup: str

    def __str__(self) -> str:
        """The markup."""
        return self.markup

    def __repr__(self) -> str:
        """The same words for the same page, so that two runs of a notebook are equal."""
        return f"<Html: {len(self.markup)}>"

    def __add__(self, other: "Html") -> "Html":
        """Both, one after the other."""
        return Html(self.markup + other.markup)

    def _repr_html_(self) -> str:
        return self.markup


def text(value: object) -> Html:
    """Any value as words on a page: data is never markup, and markup of ours stays what it is.

    >>> text("<b>Hà Nội & Đông Anh</b>").markup
    '&lt;b&gt;Hà Nội &amp; Đông Anh&lt;/b&gt;'
    >>> text(text("1 < 2")).markup
    '1 &lt; 2'
    """
    if isinstance(value, Html):
        return value
    return Html(escape(_UNPRINTABLE.sub("\ufffd", str(value))))


def join(parts: Iterable[object], separator: object = "") -> Html:
    """The parts one after another, each escaped unless it is markup of ours."""
    return Html(text(separator).markup.join(text(part).markup for part in parts))


def paragraph(*parts: object) -> Html:
    """The parts as one paragraph of running text."""
    return Html(f"<p>{join(parts)}</p>")


@cache
def _scoped_look() -> str:
    """The look of a page for a part of another one."""
    css = TEMPLATE.with_name("page.css").read_text("utf-8").replace(":root", ":scope")
    return f"<style>@scope (.ihanoi) {{{css}}}</style>"


def styled(block: Html) -> Html:
    """A block that brings the look of a page along, for what is shown where there is no page."""
    return Html(f'{_scoped_look()}<div class="ihanoi">{block}</div>')


@cache
def _exporter() -> "HTMLExporter":
    """nbconvert's exporter with our template, compiled once for each process."""
    # Only the batch exports; a notebook that shows a table need not load nbconvert (half a second).
    from nbconvert.exporters import HTMLExporter

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_file=str(TEMPLATE), exclude_anchor_links=True
    )


def export(notebook: "NotebookNode", *, home: str = "") -> str:
    """An executed notebook as one HTML file: code hidden, nothing remote, one script of ours.

    home: where the page's link to the index leads; without it there is none.
    """
    from nbconvert.exporters.templateexporter import TemplateExporter

    exporter = _exporter()
    # HTMLExporter's own method reads the finished page back to add alt texts; ours are in the
    # template, and the reading costs more than the export of a page full of charts.
    page, _ = TemplateExporter.from_notebook_node(exporter, notebook, {"home": home})
    return str(page)


def document(*blocks: Html) -> str:
    """Blocks as a page that looks like every other page, for what is no notebook: the index."""
    from nbformat import from_dict

    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": block.markup}}
        for block in blocks
    ]
    cell: dict[str, object] = {"id": "blocks", "cell_type": "code", "execution_count": None}
    cell |= {"metadata": {}, "source": "", "outputs": outputs}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    return export(from_dict(notebook))  # type: ignore[no-untyped-call]
