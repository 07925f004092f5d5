"""A campaign folder that a test may damage."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ihanoi_eval.errors import RulesError
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small" / "campaign"


@dataclass(frozen=True)
class CampaignFolder:
    """A copy of the small campaign's folder."""

    path: Path

    def change(self, name: str, found: str, put: str) -> int:
        """The line at which the first occurrence of a text in one file was replaced."""
        text = self.text(name)
        assert found in text, f"{name} has no {found!r}"
        (self.path / name).write_text(text.replace(found, put, 1), encoding="utf-8")
        return text[: text.index(found)].count("\n") + 1

    def text(self, name: str) -> str:
        """The text of one file."""
        return (self.path / name).read_text(encoding="utf-8")

    def line(self, name: str, found: str) -> int:
        """The line in which a text first stands."""
        return self.text(name)[: self.text(name).index(found)].count("\n") + 1

    def faults(self) -> tuple[str, ...]:
        """What loading says is wrong; nothing when it loads."""
        try:
            load_rules(self.path)
        except RulesError as error:
            return error.faults
        return ()


@pytest.fixture
def folder(tmp_path: Path) -> CampaignFolder:
    """A fresh copy of the small campaign, which has no fault."""
    shutil.copytree(SMALL, tmp_path / "campaign")
    return CampaignFolder(tmp_path / "campaign")
