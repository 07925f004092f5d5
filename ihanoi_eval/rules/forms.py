"""Submission forms: which fields each league fills in; the one source of template and reader."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field as Key

from ihanoi_eval.rules.values import Frozen

# What template and reader both know, so that one never writes what the other cannot find.
GUIDE_SHEET: Final = "Huong_dan"
OWN_SHEET: Final = "So_lieu"
CHILDREN_SHEET: Final = "So_lieu_don_vi"
NOMINEE_SHEET: Final = "De_nghi"
LISTS_SHEET: Final = "_danh_sach"
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


# Words of fixed lists on the nominees' sheet, as tables keep them and as officers read them.
NOMINEE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {"collective": "Tập thể", "individual": "Cá nhân"},
    "sex": {"female": "Nữ", "male": "Nam"},
    "class": {
        "leader": "Lãnh đạo",
        "manager": "Quản lý (từ phó phòng trở lên)",
        "direct_worker": "Người trực tiếp công tác, lao động",
    },
    "channel": {
        "police": "Công an",
        "youth_union": "Đoàn Thanh niên",
        "womens_union": "Hội Phụ nữ",
        "community_team": "Tổ công nghệ số cộng đồng",
        "head_of_unit": "Người đứng đầu đơn vị",
        "division": "Phòng, ban, bộ phận",
    },
    "has_report": {"true": "Có", "false": "Chưa"},
    "has_minutes": {"true": "Có", "false": "Chưa"},
    "has_proposal": {"true": "Có", "false": "Chưa"},
}
NomineeColumn = Literal[
    "kind",
    "unit_code",
    "name",
    "position",
    "date_of_birth",
    "sex",
    "class",
    "women_share",
    "channel",
    "achievement",
    "has_report",
    "has_minutes",
    "has_proposal",
]


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


class NomineeField(Frozen):
    """One column of the nominees' sheet, under the name that submissions/nominees has for it."""

    column: NomineeColumn
    label: str
    required: bool = False

    @property
    def heading(self) -> str:
        """The label as it is printed, with the mark of what must be filled."""
        return f"{self.label} {REQUIRED_MARK}" if self.required else self.label


class NomineeSheet(Frozen):
    """The sheet on which a unit proposes collectives and individuals; rows: how many are open."""

    label: str
    rows: int = Key(default=20, ge=1, le=200)
    fields: tuple[NomineeField, ...]
