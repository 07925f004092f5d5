"""What cannot be used, said so that somebody can mend it: where, found, expected, what to do."""

from typing import ClassVar


class IhanoiError(Exception):
    """One or more faults, each a whole sentence for the person who can mend it.

    All faults of a folder travel together, so that it is mended in one go.

    >>> str(RulesError("rubric.yaml dòng 3: thiếu khóa", "awards.yaml dòng 9: mã lặp lại"))
    'rubric.yaml dòng 3: thiếu khóa\\nawards.yaml dòng 9: mã lặp lại'
    """

    exit_status: ClassVar[int] = 2  # nothing was published (DESIGN §3)

    faults: tuple[str, ...]

    def __init__(self, *faults: str) -> None:
        """Keep every fault in the order in which it was found."""
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        """All faults, one a line."""
        return "\n".join(self.faults)


class RulesError(IhanoiError):
    """A campaign folder that cannot be used."""


class DataError(IhanoiError):
    """A file or table that cannot be read as what it should be."""


class MachineError(IhanoiError):
    """A machine that cannot do it: a locked folder, a full disk, a missing program."""


class CallError(IhanoiError):
    """A call that asks for something that does not exist."""
