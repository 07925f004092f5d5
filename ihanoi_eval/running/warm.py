"""What a page's process finds done when it is forked: modules loaded, fonts found, one export."""

import gc
import os
import pkgutil
import sys
from contextlib import suppress
from importlib import import_module

from ihanoi_eval.errors import IhanoiError
from ihanoi_eval.running.page_sets import RUN_VARIABLE


def load() -> None:
    """The stack of a page is loaded, and what is slow the first time has happened once."""
    # jsonschema loads it for an address format that no notebook uses; it takes half of the start.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

    import matplotlib
    import matplotlib.pyplot  # noqa: F401  # the inline figures of a notebook
    import matplotlib_inline.backend_inline  # noqa: F401
    import nbformat
    from matplotlib.figure import Figure
    from nbformat.v4 import new_markdown_cell, new_notebook

    import ihanoi_eval.pages
    import ihanoi_eval.running.engine  # noqa: F401
    from ihanoi_eval.reporting.blocks import chart
    from ihanoi_eval.reporting.html import export
    from ihanoi_eval.running.shell import open_shell

    for page in pkgutil.iter_modules(ihanoi_eval.pages.__path__, "ihanoi_eval.pages."):
        with suppress(Exception):  # a page that cannot be loaded fails as that page, alone
            import_module(page.name)
    with matplotlib.rc_context():
        figure = Figure(figsize=(1, 1))
        figure.subplots().set_title("Đơn vị")
        figure.text(0, 0, "Đơn vị", fontweight="bold")  # another file of letters
        chart(figure, "1")
    notebook = new_notebook(cells=[new_markdown_cell("## Đơn vị")])  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    export(notebook, home="index.html")
    open_shell()
    if run := os.environ.get(RUN_VARIABLE):
        with suppress(IhanoiError):  # each page says so itself
            _open(run)
    gc.collect()
    gc.freeze()  # a fork that walks these objects would copy their memory


def _open(run: str) -> None:
    """The run is open, with what every page of it asks first."""
    from ihanoi_eval.evaluation import keep_open
    from ihanoi_eval.reporting.facts import cut_line
    from ihanoi_eval.reporting.maps import shapes_of

    evaluation = keep_open(run)
    campaign = evaluation.rules.campaign
    shapes_of(campaign.boundaries)
    for league in campaign.ranked_leagues:
        cut_line(evaluation, league.code)


load()
