"""Scores, ranks and a reasoned shortlist from the submissions of a campaign.

The four names below load when they are first used, so that `import ihanoi_eval` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ihanoi_eval.evaluation import Evaluation, evaluate, open_run
    from ihanoi_eval.rules.loading import load_rules

__all__ = ["Evaluation", "evaluate", "load_rules", "open_run"]

_HOMES = {
    "Evaluation": "ihanoi_eval.evaluation",
    "evaluate": "ihanoi_eval.evaluation",
    "load_rules": "ihanoi_eval.rules.loading",
    "open_run": "ihanoi_eval.evaluation",
}


def __getattr__(name: str) -> Any:
    """One of the four exported names, imported from its room at first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
