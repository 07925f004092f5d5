"""A district of three wards, a department, a body outside; tables typed out line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.columns import column_of
from ihanoi_eval.evidence.intake import Evidence, take_in
from ihanoi_eval.evidence.platform import Platform, count_platform
from ihanoi_eval.evidence.sources import read_source
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import INPUTS

TypeRows = Callable[..., pd.DataFrame]

AS_OF = date(2024, 12, 20)  # T is 2024-12-01 00:00, and reports have been due since 9/12
PARENT_RULES = {
    "sum": "accounts_registered_window accounts_activated_of_registered accounts_active_open "
    "accounts_active_close accounts_usable accounts_used_two_days accounts_business_active "
    "accounts_organisation_active accounts_new population_15plus households accounts_target "
    "households_visited",
    "sum_with_own": "petitions_received petitions_resolved petitions_in_progress "
    "petitions_pending petitions_refused petitions_refused_late petitions_assessed "
    "petitions_on_time petitions_overdue_open petitions_open_before petitions_rated "
    "petitions_satisfied",
    "own": "features_used staff_active staff_used_two_days staff_count leaders_count staff_due "
    "public_services report_days_late report_complete outreach_events training_sessions "
    "services_integrated funds_spent",
}
REQUIRED = {  # COUNTING 24
    "communes": ("households_visited", "outreach_events", "training_sessions", "staff_active"),
    "districts": ("outreach_events", "training_sessions", "staff_active"),
    "departments": ("training_sessions", "services_integrated", "staff_active"),
    "outside": (),
}
PEER_GROUPS = {
    "communes": {"by": "types", "size_groups": 3}
    | {"types": [{"code": c, "label": c, "types": [t]} for c, t in (("p", "phường"), ("x", "xã"))]},
    "departments": {"by": "petitions_before", "since": "2024-06-28", "until": "2024-11-01"}
    | {"at_least": 2},
}
UNITS = (
    ("001", "Quận A", "districts", "quận", "01"),
    ("00001", "Phường 1", "communes", "phường", "001"),
    ("00002", "Phường 2", "communes", "phường", "001"),
    ("00003", "Xã 3", "communes", "xã", "001"),
    ("CQ01", "Sở 1", "departments", "", "01"),
    ("NG01", "Văn phòng", "outside", "", "01"),
)


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """1/11 to 30/11/2024, reports by 9/12; 10/12 is no working day."""
    columns = ("unit_code", "name", "league", "type", "parent_code")
    return Campaign.model_validate(
        {
            "code": "x",
            "title": "x",
            "start": "2024-11-01",
            "close": "2024-11-30",
            "deadline": "2024-12-09",
            "non_working_dates": ["2024-12-10"],
            "city": {"code": "01", "name": "Thành phố"},
            "leagues": [
                {"code": league, "label": league, "unit_label": league}
                | {"has_residents": league == "communes", "is_ranked": league != "outside"}
                | {"peer_groups": PEER_GROUPS.get(league, {})}
                for league in REQUIRED
            ],
            "units": [
                dict(zip(columns, unit, strict=True)) | {"valid_from": "2024-01-01"}
                for unit in UNITS
            ],
            "measures": [
                {"code": code, "label": code, "parent": rule}
                for rule, codes in PARENT_RULES.items()
                for code in codes.split()
            ],
            "forms": [
                {"league": league, "label": league}
                | {"fields": [{"measure": m, "label": m, "required": True} for m in measures]}
                for league, measures in REQUIRED.items()
            ],
        }
    )


@pytest.fixture(scope="session")
def rows() -> TypeRows:
    """Typed rows of an input table: rows("registers/staff", "unit_code,staff_count", "001,40").

    Columns that are not named are empty; the first row is row 2, as in a spreadsheet.
    """

    def type_rows(name: str, header: str, *lines: str) -> pd.DataFrame:
        cells = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
        frame = pd.DataFrame(cells, columns=[*INPUTS[name].columns], dtype="str").fillna("")
        for column in frame.columns:
            if column_of(column, name).kind in ("count", "number", "share", "points"):
                frame[column] = frame[column].replace("", "nan").astype("float64")
        return frame.assign(row=[float(number) for number in range(2, len(frame) + 2)])

    return type_rows


@dataclass(frozen=True)
class Inputs:
    """A folder of inputs that a test fills table by table."""

    path: Path
    campaign: Campaign

    def write(self, name: str, *lines: str) -> Path:
        """The file that holds a table's lines, the header first; .csv unless the name says so."""
        path = self.path / (name if "." in name else f"{name}.csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    def take_in(self, as_of: date = AS_OF) -> Evidence:
        """All evidence of the folder."""
        return take_in(self.campaign, self.path, as_of=as_of)

    def count(self, as_of: date = AS_OF) -> Platform:
        """What the platform's tables of the folder count."""
        source = read_source(self.path, "platform/counts", campaign=self.campaign)
        counts = source.frame if source else None
        return count_platform(self.path, counts, campaign=self.campaign, as_of=as_of)

    def counted(self, measure: str, unit: str = "00001", as_of: date = AS_OF) -> float | None:
        """One measure of one unit as the platform's tables count it; None where it is missing."""
        values = self.count(as_of).values
        found = values[(values["unit_code"] == unit) & (values["measure"] == measure)]["value"]
        return None if found.empty else float(found.iloc[0])


@pytest.fixture
def inputs(tmp_path: Path, campaign: Campaign) -> Inputs:
    """An empty folder of inputs."""
    (tmp_path / "inputs").mkdir()
    return Inputs(tmp_path / "inputs", campaign)
