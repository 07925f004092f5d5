"""A district's workbook and inputs from the small campaign, and tools that spoil them."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.evidence.form_reading import FormReading, read_form
from ihanoi_eval.evidence.intake import Evidence, take_in
from ihanoi_eval.evidence.sources import read_source
from ihanoi_eval.evidence.workbooks import Workbook, read_workbook
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import Field
from ihanoi_eval.rules.loading import Rules, load_rules

SMALL = Path(__file__).parents[1] / "small"
AS_OF = date(2024, 12, 20)


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


@dataclass
class SmallInputs:
    """A copy of the small campaign's inputs whose district 001 sends a workbook instead."""

    path: Path
    rules: Rules

    def with_field(self, league: str, measure: str, label: str, kind: str) -> None:
        """One more field, the last, in a league's form."""
        campaign = self.rules.campaign
        more = Field.model_validate({"measure": measure, "label": label, "kind": kind})
        forms = tuple(
            form.model_copy(update={"fields": (*form.fields, more)})
            if form.league == league
            else form
            for form in campaign.forms
        )
        campaign = campaign.model_copy(update={"forms": forms})
        self.rules = self.rules.model_copy(update={"campaign": campaign})

    def template(self, unit: str = "001") -> bytes:
        """A unit's empty workbook."""
        return template_workbook(self.rules.campaign, unit)

    def send(self, name: str, change: Callable[[Any], None]) -> None:
        """District 001's workbook, filled in, received; what it had reported before is gone."""
        path = self.path / "submissions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Desk.edited(self.template(), change))
        own = {"001", *self.rules.campaign.children["001"]}
        header, *rows = self.table("submissions/reported")
        self.write("submissions/reported", [header, *(row for row in rows if row[1] not in own)])
        self.receive(name)

    def receive(self, name: str) -> None:
        """A row of the register of receipts, in time."""
        row = [name, "2024-12-06 08:00:00", "email", "Nguyễn Văn A"]
        self.write("registers/receipts", [*self.table("registers/receipts"), row])

    def report(self, change: Callable[[Any], None]) -> FormReading:
        """District 001's workbook as a report."""
        path = self.path / "bao_cao.xlsx"
        path.write_bytes(Desk.edited(self.template(), change))
        return read_form(read_workbook(path), path.name, self.rules.campaign)

    def table(self, name: str) -> list[list[str]]:
        """The rows of an input table as text, the header first."""
        with (self.path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, name: str, rows: list[list[str]]) -> None:
        """An input table of these rows."""
        with (self.path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def take_in(self) -> Evidence:
        """All evidence, after the reports were due."""
        return take_in(self.rules.campaign, self.path, as_of=AS_OF)

    def evaluate(self) -> Evaluation:
        """The evaluation."""
        return evaluate(self.rules, self.path, as_of=AS_OF)


@pytest.fixture
def small_inputs(tmp_path: Path) -> SmallInputs:
    """The small campaign's inputs, to be changed."""
    shutil.copytree(SMALL / "inputs", tmp_path / "inputs")
    return SmallInputs(tmp_path / "inputs", load_rules(SMALL / "campaign"))


@pytest.fixture
def desk(tmp_path: Path, campaign: Campaign) -> Desk:
    """An empty desk."""
    return Desk(tmp_path, campaign)


@dataclass(frozen=True)
class Folder:
    """A folder of inputs for the small campaign."""

    path: Path
    campaign: Campaign

    def write(self, name: str, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
        """A table as text."""
        path = self.path / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes("".join(f"{line}{end}" for line in lines).encode(encoding))
        return path

    def read(self) -> Evidence:
        """All that is in the folder, nothing of it lost."""
        evidence = take_in(self.campaign, self.path, as_of=date(2024, 12, 20))
        for row in evidence.tables["sources"].to_dict("records"):
            assert row["rows_read"] == row["rows_accepted"] + row["rows_rejected"]
        return evidence

    def rows(self, name: str) -> pd.DataFrame:
        """What is taken of one table."""
        source = read_source(self.path, name, campaign=self.campaign)
        assert source is not None
        return source.frame

    def population(self) -> dict[str, float]:
        """The population that counts, by unit."""
        panel = self.read().tables["panel"]
        rows = panel[panel["measure"] == "population_15plus"]
        return {
            code: value
            for code, value in zip(rows["unit_code"], rows["used_value"], strict=True)
            if len(code) == 5
        }


@pytest.fixture
def folder(tmp_path, campaign) -> Folder:
    """An empty one."""
    (tmp_path / "inputs").mkdir()
    return Folder(tmp_path / "inputs", campaign)
