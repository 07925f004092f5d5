"""What a page's process need not do again."""

import sys

from ihanoi_eval.reporting import html
from ihanoi_eval.running import warm


def test_what_is_slow_the_first_time_has_happened():
    """The stack is loaded and the template compiled before a process is forked (STACK §3)."""
    warm.load()
    assert {"ihanoi_eval.running.engine", "matplotlib_inline.backend_inline"} <= set(sys.modules)
    assert html._exporter.cache_info().currsize == 1
