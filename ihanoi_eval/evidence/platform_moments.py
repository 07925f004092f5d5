"""Moments as logs write them, read as microseconds of local time; a bare due date to its end."""

from dataclasses import dataclass
from datetime import timedelta

from ihanoi_eval.evidence.sql_words import sql_text
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.mappings import NUMBERED, TableSource, has_clock

DAY_END = 86_399_000_000  # [µs] to 23:59:59
EXCEL_1970 = 25_569  # the number that a workbook has for the first day of 1970
OFFSET = r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"  # no place on earth is further from UTC
FIGURES = r"\d{1,16}([.]\d+)?"  # of a moment that is a number
MOST = {"excel": 2_958_466, "unix": 253_402_300_800, "unix_ms": 253_402_300_800_000}  # year 10,000
# [µs] from 1900 to 2100, beyond which a moment is a slip of the pen, or another unit of time.
FIRST, END = -2_208_988_800_000_000, 4_102_444_800_000_000
# [µs] the first and the last moment with a year of four digits.
CALENDAR = -62_135_596_800_000_000, 253_402_300_799_999_999
FIVE_YEARS = 5 * 366 * 86_400_000_000  # [µs]


@dataclass(frozen=True)
class Clock:
    """Local time from what a log writes: whole seconds to add, or a zone whose clock changes."""

    campaign: Campaign
    source: TableSource

    def from_zoned(self, moment: str) -> str:
        """Microseconds of local time of a moment that says its zone."""
        offset = self.campaign.utc_offset()
        if offset is None:
            return f"epoch_us(timezone({sql_text(self.campaign.time_zone)}, {moment}))"
        return f"epoch_us({moment}) + {offset // timedelta(microseconds=1)}"

    def from_plain(self, moment: str) -> str:
        """Microseconds of local time of a moment that says none."""
        if self.source.zone == "utc":
            return self.from_zoned(f"timezone('UTC', {moment})")
        return f"epoch_us({moment})"


def impossible_sql(column: str) -> str:
    """Whether a moment, in microseconds, is one that nobody can mean; unknown where there is none.

    9999 for "none yet" is none of them either: as a limit it would make every answer one on time.

    >>> impossible_sql("used_at")
    'used_at NOT BETWEEN -2208988800000000 AND 4102444799999999'
    """
    return f"{column} NOT BETWEEN {FIRST} AND {END - 1}"


def long_before(moments: str) -> str:
    """Whether the first of some moments lies so far before the campaign that nobody means it."""
    return f"least({moments}) < getvariable('start') - {FIVE_YEARS}"


def moment_sql(column: str, kind: str | None, clock: Clock) -> str:
    """A column as microseconds of local time; a bare due date lasts to 23:59:59 (COUNTING 1).

    kind: the column's type in its file; None where the log has no such column.
    """
    day_end = DAY_END if column == "due_at" else 0
    if kind is None:
        return "NULL::BIGINT"
    if kind == "DATE":
        return f"epoch_us({as_moment(column)}) + {day_end}"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return clock.from_zoned(column)
    if kind.startswith("TIMESTAMP"):
        return clock.from_plain(f"{column}::TIMESTAMP")
    text = f"{column}::VARCHAR"
    moment = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d([.]\d+)?)?"
    zoned = f"try_cast(regexp_replace({text}, ' ([Z+-][0-9:]*)$', '\\1') AS TIMESTAMPTZ)"
    # the shape first: DuckDB alone would take "17:00 UTC" for local time and "epoch" for 1970
    return (
        f"CASE WHEN regexp_full_match({text}, '{moment}') "
        f"THEN {clock.from_plain(f'try_cast({text} AS TIMESTAMP)')} "
        f"WHEN regexp_full_match({text}, '\\d{{4}}-\\d\\d-\\d\\d') "
        f"THEN epoch_us(try_cast({text} AS TIMESTAMP)) + {day_end} "
        f"WHEN regexp_full_match({text}, '{moment} ?{OFFSET}') "
        f"THEN {clock.from_zoned(zoned)} "
        f"ELSE {_written_moment(text, clock, day_end)} END"
    )


def as_moment(column: str) -> str:
    """The midnight that begins a day; NULL where it lies beyond every calendar."""
    return f"try_cast({column} AS TIMESTAMP)"


def _written_moment(text: str, clock: Clock, day_end: int) -> str:
    """A moment in one of the writings that the rules declare, else as it is usual in Vietnam."""
    day, hour = r"\d\d?/\d\d?/\d{4}", r" \d\d?:\d\d(:\d\d)?"
    if not clock.source.dates:
        vietnamese = "['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M']"
        return (
            f"CASE WHEN regexp_full_match({text}, '{day}') "
            f"THEN epoch_us(try_strptime({text}, '%d/%m/%Y')) + {day_end} "
            f"WHEN regexp_full_match({text}, '{day}{hour}') "
            f"THEN {clock.from_plain(f'try_strptime({text}, {vietnamese})')} END"
        )
    read = []
    for written in clock.source.dates:
        if written in NUMBERED:
            read.append(_numbered_moment(text, written, clock, day_end))
            continue
        moment = f"try_strptime({text}, {sql_text(written)})"
        if "%z" in written:
            read.append(clock.from_zoned(moment))
        elif has_clock(written):
            read.append(clock.from_plain(moment))
        else:
            read.append(f"epoch_us({moment}) + {day_end}")
    # a year of two figures is one of the first century to the engine's %Y: another writing's turn
    likely = [f"CASE WHEN NOT ({impossible_sql(one)}) THEN {one} END" for one in read]
    tried = read if len(read) == 1 else [*likely, *read]
    return f"coalesce({', '.join([*tried, 'NULL'])})"


def _numbered_moment(text: str, written: str, clock: Clock, day_end: int) -> str:
    """A moment that is a number: a workbook's days, of which whole ones are bare dates, or seconds.

    A workbook's fractions of a day are no whole microseconds; they mean whole seconds.
    """
    least = f"least(try_cast({text} AS DOUBLE), {MOST[written]})"
    number = f"(CASE WHEN regexp_full_match({text}, '{FIGURES}') THEN {least} END)"
    if written == "excel":
        moment = f"make_timestamp(round(({number} - {EXCEL_1970}) * 86400)::BIGINT * 1000000)"
        return (
            f"CASE WHEN {number} % 1 = 0 THEN epoch_us({moment}) + {day_end} "
            f"ELSE {clock.from_plain(moment)} END"
        )
    scale = {"unix": 1_000_000, "unix_ms": 1_000}[written]
    return clock.from_zoned(f"make_timestamptz(round({number} * {scale})::BIGINT)")
