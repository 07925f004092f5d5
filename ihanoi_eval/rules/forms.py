"""Submission forms: which fields each league fills in; the one source of template and reader."""

from typing import Final, Literal

from ihanoi_eval.rules.values import Frozen

# What template and reader both know, so that one never writes what the other cannot find.
GUIDE_SHEET: Final = "Huong_dan"
OWN_SHEET: Final = "So_lieu"
CHILDREN_SHEET: Final = "So_lieu_don_vi"
META_SHEET: Final = "_meta"
PROPERTY_PREFIX: Final = "ihanoi."
NUMBER_HEADING: Final = "STT"
CODE_HEADING: Final = "Mã ĐVHC"
NAME_HEADING: Final = "Tên đơn vị"
FIELD_HEADING: Final = "Nội dung"
VALUE_HEADING: Final = "Số liệu"
REQUIRED_MARK: Final = "(*)"
LARGEST_COUNT: Final = 10_000_000  # more than all residents of Hanoi: no unit counts that far
LARGEST_NUMBER: Final = 10**13  # [đồng] more than a unit can have spent
LONGEST_TEXT: Final = 2_000


class Field(Frozen):
    """One entry of a form; `measure` is the code under which its number is kept.

    kind share: the percentage that the report itself states for the measure, only compared.
    """

    measure: str
    label: str
    required: bool = False
    kind: Literal["count", "number", "text", "share"] = "count"

    @property
    def heading(self) -> str:
        """The label as it is printed, with the mark of what must be filled."""
        return f"{self.label} {REQUIRED_MARK}" if self.required else self.label


class Form(Frozen):
    """What the units of one league are asked for.

    accepts: earlier versions whose workbooks are still read; columns are found by their labels.
    """

    league: str
    label: str
    version: str = "1"
    accepts: tuple[str, ...] = ()
    fields: tuple[Field, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The measures without which a report is not complete (COUNTING 24)."""
        return tuple(field.measure for field in self.fields if field.required)

    @property
    def template_id(self) -> str:
        """The name under which a workbook says that it is this form.

        >>> Form(league="departments", label="Sở", fields=()).template_id
        'bao_cao_departments'
        """
        return f"bao_cao_{self.league}"
