"""Submission forms: which fields each league fills in; the one source of template and reader."""

from typing import Literal

from ihanoi_eval.rules.values import Frozen


class Field(Frozen):
    """One entry of a form; `measure` is the code under which its number is kept."""

    measure: str
    label: str
    required: bool = False
    kind: Literal["count", "number", "text"] = "count"


class Form(Frozen):
    """What the units of one league are asked for."""

    league: str
    label: str
    fields: tuple[Field, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The measures without which a report is not complete (COUNTING 24)."""
        return tuple(field.measure for field in self.fields if field.required)
