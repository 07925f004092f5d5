"""Which pages there are: of the city, of a district, of a unit; and what each of them is told."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import safe_name
from ihanoi_eval.reporting.levels import SUFFIXES, Level, is_made_at
from ihanoi_eval.rules.campaign import Campaign

Engine = Literal["own", "kernel"]
COMPARES: Final = "10_evidence"  # the page that says what changed since --previous
FOR_PEOPLE: Final = "00_run"  # a numbered notebook that makes runs and is no page of one
RUN_VARIABLE: Final = "IHANOI_EVAL_RUN_OF_PAGES"  # tells a warm process whose pages it is to fork
PAGE_SETS: Final = ("city", "districts", "units")


@dataclass(frozen=True)
class Page:
    """A page to make: its name, its notebook, and what the notebook is told."""

    name: str
    notebook: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """Which pages somebody asks for, and how they are made.

    sets: of the city, of the districts, of all other units. units: codes that get theirs besides.
    previous: the earlier run that the page of evidence compares with. scheduler: the address of a
    Dask cluster that makes them; this machine, if empty. level: who the pages are for.
    """

    sets: tuple[str, ...] = ("city", "districts")
    units: tuple[str, ...] = ()
    workers: int = 2
    engine: Engine = "own"
    previous: Path | None = None
    scheduler: str = ""
    level: Level = "internal"


def pages_of(
    campaign: Campaign, order: Order, *, run: Path, notebooks: Path | None = None
) -> list[Page]:
    """The pages of a run: of the city in reading order, of each district, of the units.

    Districts are the leagues whose units have units below them; "units" is every other ranked
    unit. CallError names every set and code that there is not.
    """
    folder = notebooks or find_notebooks()
    league_of = {unit.unit_code: unit.league for unit in campaign.units}
    parents = {unit.parent_code for unit in campaign.units}
    ranked = sorted(code for code, one in league_of.items() if one not in ("", "outside"))
    of_parents = {league_of[code] for code in ranked if code in parents}
    districts = [code for code in ranked if league_of[code] in of_parents]
    faults = [f"{name}: không phải nhóm trang; chọn trong {PAGE_SETS}" for name in order.sets
              if name not in PAGE_SETS]  # fmt: skip
    faults += [f"{code}: không có đơn vị nào mang mã này" for code in order.units
               if code not in league_of]  # fmt: skip
    if faults:
        raise CallError(*faults)
    others = [code for code in ranked if code not in districts]
    sets = {"districts": districts, "units": others}
    codes = [code for name, of_set in sets.items() if name in order.sets for code in of_set]
    city = sorted(folder.glob("[0-9][0-9]_*.ipynb")) if "city" in order.sets else []
    pages = [
        *(Page(path.stem, path) for path in city if path.stem != FOR_PEOPLE),
        *(_page_of_unit(folder, one, districts) for one in dict.fromkeys([*codes, *order.units])),
    ]
    shown = [page for page in pages if is_made_at(order.level, page.name)]
    return [_at_level(_comparing(page, order.previous, run=run), order.level) for page in shown]


def _page_of_unit(folder: Path, code: str, districts: Sequence[str]) -> Page:
    """The page of one unit, by the notebook for its kind."""
    kind = "district" if code in districts else "unit"
    return Page(f"{kind}-{safe_name(code)}", folder / f"{kind}.ipynb", {"unit_code": code})


def _comparing(page: Page, previous: Path | None, *, run: Path) -> Page:
    """The page told of an earlier run, if it compares: the way there from where pages lie."""
    if previous is None or page.name != COMPARES:
        return page
    way = os.path.relpath(previous.resolve(), (run / "notebooks").resolve())
    return replace(page, parameters={**page.parameters, "previous": Path(way).as_posix()})


def _at_level(page: Page, level: Level) -> Page:
    """The page told who it is for, and called by it; the Office's is as it was."""
    if level == "internal":
        return page
    name = f"{page.name}{SUFFIXES[level]}"
    return replace(page, name=name, parameters={**page.parameters, "level": level})


def find_notebooks() -> Path:
    """The folder of the pages' notebooks: beside the package, else where the user stands."""
    beside = Path(__file__).parents[2] / "notebooks"
    for folder in (beside, Path.cwd() / "notebooks"):
        if (folder / "district.ipynb").is_file():
            return folder
    raise CallError(f"{beside}: thiếu sổ tay của các trang; chạy trong thư mục có notebooks/")
