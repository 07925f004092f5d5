"""A district's real workbook from the small campaign, and tools that spoil it byte by byte."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ihanoi_eval.evidence.form_reading import FormReading, read_form
from ihanoi_eval.evidence.workbooks import Workbook, read_workbook
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parents[1] / "small"


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """The small campaign: two districts, departments, bodies outside."""
    return load_rules(SMALL / "campaign").campaign


@pytest.fixture(scope="session")
def template(campaign: Campaign) -> bytes:
    """The workbook of district 001, empty."""
    return template_workbook(campaign, "001")


@dataclass(frozen=True)
class Desk:
    """A folder in which a test lays the file that it is about."""

    folder: Path
    campaign: Campaign

    def read(self, data: bytes, name: str = "bao_cao.xlsx") -> Workbook:
        """The bytes as a file, read in this process."""
        path = self.folder / name
        path.write_bytes(data)
        return read_workbook(path)

    def report(
        self, data: bytes, change: Callable[[Any], None] | None = None, name: str = "bao_cao.xlsx"
    ) -> FormReading:
        """The workbook, changed by openpyxl where a test says how, as a report."""
        sent = self.edited(data, change) if change else data
        return read_form(self.read(sent, name.rpartition("/")[2]), name, self.campaign)

    @staticmethod
    def with_parts(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
        """The zip with parts replaced, added or, where None, taken out."""
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for info in old.infolist():
                if info.filename not in parts:
                    new.writestr(info.filename, old.read(info))
            for name, content in parts.items():
                if content is not None:
                    new.writestr(name, content)
        return stream.getvalue()

    @staticmethod
    def part(data: bytes, name: str) -> bytes:
        """One part of a zip."""
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.read(name)

    @staticmethod
    def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
        """The workbook after openpyxl opened it, changed it and saved it."""
        book = openpyxl.load_workbook(io.BytesIO(data))
        change(book)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


@pytest.fixture
def desk(tmp_path: Path, campaign: Campaign) -> Desk:
    """An empty desk."""
    return Desk(tmp_path, campaign)
