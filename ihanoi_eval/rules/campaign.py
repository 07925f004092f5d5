"""The campaign: its dates, leagues, peer groups, sources and forms; nothing here knows a weight."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field as Key

from ihanoi_eval.rules.forms import Form, NomineeSheet
from ihanoi_eval.rules.mappings import TableSource
from ihanoi_eval.rules.measures import Measure
from ihanoi_eval.rules.units import Unit
from ihanoi_eval.rules.values import Day, Frozen, Share, read_exact

SIZES = {2: ("ít dân hơn", "đông dân hơn"), 3: ("ít dân", "dân số vừa", "đông dân")}


class City(Frozen):
    """The whole that every unit is part of; its values are sums (COUNTING 17)."""

    code: str
    name: str


class UnitTypes(Frozen):
    """A peer group made of unit types, such as all wards."""

    code: str
    label: str
    types: tuple[str, ...]


class PeerGroups(Frozen):
    """How a league is cut into groups of like units, fixed before scoring (COUNTING 29).

    by types: by the unit's type, then `size_groups` equal groups by population;
    by petitions_before: whether the unit received `at_least` petitions in [since, until);
    listed: the groups themselves, used as they stand or where there is no petition log.
    """

    by: Literal["none", "types", "petitions_before", "listed"] = "none"
    types: tuple[UnitTypes, ...] = ()
    size_groups: int = Key(default=1, ge=1)
    since: Day | None = None
    until: Day | None = None
    at_least: int = Key(default=0, ge=0)
    labels: dict[str, str] = Key(default={})
    listed: dict[str, tuple[str, ...]] = Key(default={})


class League(Frozen):
    """Units that are compared with each other, and never with another league's."""

    code: str
    label: str
    unit_label: str
    is_ranked: bool = True
    has_residents: bool = False
    reports: Literal["own_workbook", "row_of_parent", "optional"] = "own_workbook"
    peer_groups: PeerGroups = PeerGroups()

    def group_label(self, group: str) -> str:
        """What a peer group is called: its type and size of population, or its own label."""
        rule = self.peer_groups
        if group in rule.labels:
            return rule.labels[group]
        for kind in rule.types:
            if group == kind.code:
                return kind.label
            size = group.removeprefix(f"{kind.code}-")
            if size != group and size.isdigit() and rule.size_groups in SIZES:
                place = int(size) - 1
                if 0 <= place < rule.size_groups:
                    return f"{kind.label}, {SIZES[rule.size_groups][place]}"
        return "cả bảng" if group == self.code else group


class CountingLimits(Frozen):
    """The numbers of COUNTING.md that count people and gaps, by name."""

    usable_after_days: int = Key(default=7, ge=0, le=366)
    distinct_use_days: int = Key(default=2, ge=1, le=366)
    least_gap_share: Share = read_exact("0.01")
    target_floor: Share = read_exact("0.10")
    target_ceiling: Share = read_exact("0.20")
    late_days_at_most: int = Key(default=3, ge=0, le=366)


class IntegrityLimits(Frozen):
    """From where on a pattern in a log is asked about; it changes no number (METHOD 9)."""

    accounts_a_device: int = Key(default=10, ge=2)
    day_accounts: int = Key(default=30, ge=1)
    day_times: int = Key(default=4, ge=2)
    unused_accounts: int = Key(default=50, ge=1)
    unused_times: int = Key(default=2, ge=1)
    refused_petitions: int = Key(default=5, ge=1)
    refused_times: int = Key(default=2, ge=1)
    silent_rows: int = Key(default=100, ge=1)
    silent_days: int = Key(default=3, ge=1)
    used_share: Share = read_exact("0.05")


class Campaign(Frozen):
    """All that was decided before the data, but for weights and awards."""

    code: str
    title: str
    issuer: str = ""
    issuer_parent: str = ""
    issuer_name: str = ""  # as a sentence names it; the other two stand in capitals on a letterhead
    addressee: str = ""
    place: str = ""
    legal_basis: tuple[str, ...] = ()
    start: Day
    close: Day
    deadline: Day
    recipient: str = ""
    objections_until: Day | None = None
    time_zone: str = "Asia/Ho_Chi_Minh"
    non_working_dates: tuple[Day, ...] = ()
    quorum: Share = read_exact("0.5")
    city: City | None = None
    boundaries: str = ""
    boundaries_source: str = ""
    leagues: tuple[League, ...]
    limits: CountingLimits = CountingLimits()
    integrity: IntegrityLimits = IntegrityLimits()
    sources: dict[str, TableSource] = Key(default={})
    units: tuple[Unit, ...] = ()
    measures: tuple[Measure, ...] = ()
    forms: tuple[Form, ...] = ()
    nominee_sheet: NomineeSheet | None = None

    @cached_property
    def league_by_code(self) -> dict[str, League]:
        """Every league under its code."""
        return {league.code: league for league in self.leagues}

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Every unit under its code."""
        return {unit.unit_code: unit for unit in self.units}

    @cached_property
    def measure_by_code(self) -> dict[str, Measure]:
        """Every measure under its code."""
        return {measure.code: measure for measure in self.measures}

    def label_of(self, measure: str) -> str:
        """What an officer calls a measure; a code that nobody declared stands for itself."""
        known = self.measure_by_code.get(measure)
        return known.label if known else measure

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Each parent unit's children, by code; units without children are not in it."""
        found: dict[str, list[str]] = {}
        for unit in self.units:
            if unit.parent_code in self.unit_by_code:
                found.setdefault(unit.parent_code, []).append(unit.unit_code)
        return {parent: tuple(sorted(codes)) for parent, codes in found.items()}

    @property
    def ranked_leagues(self) -> tuple[League, ...]:
        """The leagues whose units get points; `outside` is shown and never ranked."""
        return tuple(league for league in self.leagues if league.is_ranked)

    def units_of(self, league: str) -> tuple[str, ...]:
        """The codes of a league's units, in order."""
        return tuple(sorted(unit.unit_code for unit in self.units if unit.league == league))

    def form_of(self, league: str) -> Form | None:
        """The league's form, or none."""
        return next((form for form in self.forms if form.league == league), None)

    @cached_property
    def text_fields(self) -> dict[str, str]:
        """The label of every field that is answered in words, as the first form has it."""
        fields = [field for form in self.forms for field in form.fields if field.kind == "text"]
        return {field.measure: field.label for field in reversed(fields)}

    def cut_off(self, as_of: date) -> date:
        """T: the day whose 00:00 ends what is counted, after min(as_of, close) (COUNTING 1)."""
        return min(as_of, self.close) + timedelta(days=1)

    def phase(self, as_of: date) -> Literal["progress", "provisional", "final"]:
        """Where the run stands: before the close, before reports are due, or after (COUNTING 3).

        >>> Campaign(code="x", title="x", start="2024-11-01", close="2024-11-30",
        ...     deadline="2024-12-09", leagues=()).phase(date(2024, 12, 8))
        'provisional'
        """
        if as_of < self.close:
            return "progress"
        return "provisional" if as_of < self.deadline else "final"

    def utc_offset(self) -> timedelta | None:
        """The zone's distance from UTC; None where its clock changes from season to season."""
        zone = ZoneInfo(self.time_zone)
        years = range(self.start.year - 1, self.close.year + 2)
        moments = (datetime(year, month, 1) for year in years for month in range(1, 13))
        offsets = {zone.utcoffset(moment) for moment in moments}
        return offsets.pop() if len(offsets) == 1 else None
