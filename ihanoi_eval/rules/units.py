"""The dated register of units: who exists, in which league, under whom, from when to when."""

from collections.abc import Iterable
from datetime import date

from ihanoi_eval.rules.values import Frozen


class Unit(Frozen):
    """One body that is evaluated or shown."""

    unit_code: str
    name: str
    league: str
    type: str = ""
    parent_code: str = ""
    valid_from: date
    valid_to: date | None = None
    note: str = ""

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day, both ends counted."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def unit_faults(units: Iterable[Unit], *, start: date, close: date) -> list[str]:
    """What is wrong with a register: repeated codes, and units that did not exist in the campaign.

    A register of another year would put a commune's work under a unit that was not there.
    """
    faults: list[str] = []
    seen: set[str] = set()
    for unit in units:
        if unit.unit_code in seen:
            faults.append(
                f"mã đơn vị {unit.unit_code!r} ({unit.name}) có hai lần; giữ lại một dòng"
            )
        seen.add(unit.unit_code)
        if not (unit.is_valid_on(start) and unit.is_valid_on(close)):
            faults.append(
                f"đơn vị {unit.unit_code} ({unit.name}) có hiệu lực từ {unit.valid_from} đến "
                f"{unit.valid_to or 'nay'}, không trùm đợt thi đua {start} – {close}; "
                "dùng danh mục đơn vị đúng thời điểm"
            )
    return faults
