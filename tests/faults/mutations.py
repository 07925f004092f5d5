"""Valid workbooks spoilt at random, and what becomes of each in a process apart, measured."""

import io
import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import openpyxl

from ihanoi_eval.evidence.form_reading import read_form
from ihanoi_eval.evidence.form_rows import MatchUnit
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.evidence.workbooks import Workbook, read_workbook
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table
from ihanoi_eval.workers import Note, run_jobs
from tests.faults import programs
from tests.faults.programs import packed, rewritten, unpacked

BATCH = 40  # files that one process reads before the next takes over
LONGEST = 20.0  # [s] of work for one file; three times that by the clock, if others work too
LARGEST = 512 * 2**20  # [bytes] that a process may hold at its height, all libraries included
NASTY = (
    *(b"NaN", b"INF", b"1e999", b"-1", b"99999999999999999999", b"_xD800_", b"&#55296;", b"<"),
    *(b"A0", b"AAAA1", b"XFD1048576", b"\xff", b"\x00", b"true", b"2147483648", b"", b"0"),
    *(b"A1:XFD1048576", b"A1048576", b"-2147483649", b"1e15", b"&amp;", b"&lt;&gt;", b"#REF!"),
    *(b"s", b"str", b"inlineStr", b"e", b"d", b"b", b"2024-13-45T99:99:99", b"60", b"2958466"),
    *(b"../../x.xml", b"/xl/workbook.xml", b"xl/worksheets/sheet1.xml", b"rId1", b"rId999"),
    *("Tổng cộng".encode(), "Mã ĐVHC".encode(), "Số liệu".encode(), b"\xe1\xbb", b"1.234,5"),
)
MANY = (*(1_000,) * 6, *(20_000,) * 3, 100_000)  # the longer, the rarer
HABITS = (programs.prefixed, programs.no_addresses, programs.single_quotes)
BARE = ("So_lieu", "So_lieu_don_vi", "_meta")  # the sheets without which there is no report
_VALUE = re.compile(rb'"([^"<>]*)"|>([^<>]+)<')
_TEXT = re.compile(rb"<(?:t|v)[^>]*>([^<>]+)<")
_ELEMENT = re.compile(rb"(<[\w:]+\b[^<>]*/>|<t>[^<>]*</t>)")

Spoil = Callable[[bytes, random.Random], bytes]
Span = tuple[int, int]


@dataclass(frozen=True)
class Spoilt:
    """One spoilt workbook: its number under the seed, and in which way it was spoilt."""

    number: int
    way: str
    data: bytes


@dataclass(frozen=True)
class Measured:
    """What became of one file: seconds of work, peak [bytes], error that nobody caught or none.

    workbook: its cells as they were read, or why they were not.
    """

    seconds: float
    peak: int
    error: str = ""
    workbook: Workbook | None = None

    @property
    def fault(self) -> str:
        """Why it is a fault of the reader's, empty where it is none."""
        if self.error:
            return self.error
        if self.seconds > LONGEST:
            return f"{self.seconds:.0f} s"
        return f"{self.peak / 2**20:.0f} MB" if self.peak > LARGEST else ""


def valid_workbooks(campaign: Campaign) -> list[bytes]:
    """Filled workbooks of each kind of sender: ours, saved by openpyxl, bare, of other programs."""
    district, department = campaign.units_of("districts")[0], campaign.units_of("departments")[0]
    children = campaign.children[district]
    values: dict[tuple[str, str], float | str] = {
        **{(code, "articles"): 5.0 for code in children},
        **{(code, "households_visited"): 1234.0 for code in children},
        **{(district, "funds_spent"): 1234567.5, (district, "difficulties"): "Thiếu máy"},
        **{(department, "training_sessions"): 4.0, (department, "solutions"): "Gắn vào một cửa"},
    }
    ours = [template_workbook(campaign, code, values=values) for code in (district, department)]
    bare = [bare_workbook(data) for data in ours]
    others = [rewritten(data, habit) for data in bare for habit in HABITS]
    return [*ours, *(saved_again(data) for data in ours), *bare, *others]


def bare_workbook(data: bytes) -> bytes:
    """What the cells of the report's own sheets hold, without any look: read in half the time."""
    book, bare = openpyxl.load_workbook(io.BytesIO(data)), openpyxl.Workbook()
    bare.remove(bare.worksheets[0])
    for name in set(BARE) & set(book.sheetnames):
        sheet = bare.create_sheet(name)
        for row in book[name].iter_rows():
            for cell in row:
                sheet[cell.coordinate] = cell.value
    return saved(bare)


def saved_again(data: bytes) -> bytes:
    """The workbook after openpyxl opened and saved it."""
    return saved(openpyxl.load_workbook(io.BytesIO(data)))


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as openpyxl saves it, its note of the moment taken out."""
    stream = io.BytesIO()
    book.save(stream)
    parts = unpacked(stream.getvalue())
    return packed([(name, re.sub(rb"<dcterms:.*</dcterms:\w+>", b"", one)) for name, one in parts])


def spoil_bytes(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut out, put in, or the end cut off."""
    spoilt = bytearray(data)
    for _ in range(dice.randrange(1, 8)):
        if not spoilt:
            break
        place = dice.randrange(len(spoilt))
        way = dice.randrange(4)
        if way == 0:
            spoilt[place] = dice.randrange(256)
        elif way == 1:
            del spoilt[place : place + dice.randrange(1, 40)]
        elif way == 2:
            spoilt[place:place] = dice.randbytes(dice.randrange(1, 20))
        else:
            del spoilt[place + 1 :]
    return bytes(spoilt)


def spoil_parts(data: bytes, dice: random.Random) -> bytes:
    """A part lost, cut short, renamed, in another's place, or there twice."""
    parts = unpacked(data)
    place, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    name, content = parts[place]
    ways: tuple[list[tuple[str, bytes]], ...] = (
        [],
        [(name, parts[other][1])],
        [(name, content[: dice.randrange(len(content) + 1)])],
        [(name + "x", content)],
        [(name, content), (name.upper(), parts[other][1])],
        [(name, spoil_bytes(content or b" ", dice))],
    )
    return packed(parts[:place] + dice.choice(ways) + parts[place + 1 :])


def spoil_values(data: bytes, dice: random.Random) -> bytes:
    """Attributes and texts of the markup replaced by what breaks parsers."""
    parts = unpacked(data)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(parts))
        name, content = parts[place]
        if span := somewhere(_VALUE, content, dice):
            parts[place] = (name, content[: span[0]] + dice.choice(NASTY) + content[span[1] :])
    return packed(parts)


def spoil_cells(data: bytes, dice: random.Random) -> bytes:
    """What stands in cells and headings replaced, the markup whole: what a person may type."""
    parts = unpacked(data)
    sheets = [i for i, (name, _) in enumerate(parts) if "sheet" in name or "Strings" in name]
    for _ in range(dice.randrange(1, 30)):
        place = dice.choice(sheets)
        name, content = parts[place]
        if span := somewhere(_TEXT, content, dice):
            parts[place] = (name, content[: span[0]] + dice.choice(NASTY[8:]) + content[span[1] :])
    return packed(parts)


def spoil_shape(data: bytes, dice: random.Random) -> bytes:
    """An element repeated many times, nested deeply, or a text grown long."""
    parts = unpacked(data)
    place = dice.choice([i for i, (name, _) in enumerate(parts) if name.endswith(".xml")])
    name, content = parts[place]
    span = somewhere(_ELEMENT, content, dice)
    if span is None:
        return spoil_values(data, dice)
    start, end = span
    one, many = content[start:end], dice.choice(MANY)
    grown = dice.choice(
        (one * many, b"<g>" * many + b"</g>" * many, b"<t>" + b"9" * many * 50 + b"</t>")
    )
    parts[place] = (name, content[:start] + grown + content[end:])
    return packed(parts)


def somewhere(what: re.Pattern[bytes], content: bytes, dice: random.Random) -> Span | None:
    """Where a pattern's group lies, the first after a place of chance; None where it is nowhere."""
    found = what.search(content, dice.randrange(len(content) + 1)) or what.search(content)
    return found.span(found.lastindex or 0) if found else None


WAYS: tuple[Spoil, ...] = (spoil_bytes, spoil_parts, spoil_values, spoil_cells, spoil_shape)


def spoilt_workbooks(valid: Sequence[bytes], *, seed: int, count: int) -> Iterator[Spoilt]:
    """Spoilt workbooks, the ways in turn; each depends on seed and number alone."""
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")
        way = WAYS[number % len(WAYS)]
        yield Spoilt(number, way.__name__, way(dice.choice(valid), dice))


def read_spoilt(path: Path, campaign: Campaign, match_unit: MatchUnit | None = None) -> Workbook:
    """A reading or a refusal: something is said of every file, and no row is lost."""
    workbook = read_workbook(path)
    reading = read_form(workbook, path.name, campaign, match_unit=match_unit)
    assert reading.findings or reading.rows or reading.texts, "nothing is said about it"
    places = {(row.sheet, row.row) for row in reading.rows}
    places |= {(row.sheet, row.row) for row in reading.rejected}
    texts = {(text.sheet, text.row) for text in reading.texts}
    assert len(places | texts) == reading.rows_read, "a row is lost"
    return workbook


def measure_each(paths: Sequence[Path], campaign: Campaign, *, workers: int = 1) -> list[Measured]:
    """What became of each file in a process apart, without any limit but that of the clock.

    A process reads BATCH files one after the other, and its peak is at least that of each. Where
    one of them is at fault, or the process does not come to its end, all of them are read again,
    each in a process of its own: that is what counts.
    """
    batches = [list(paths[start : start + BATCH]) for start in range(0, len(paths), BATCH)]
    measured: dict[Path, Measured] = {}
    for batch, found in zip(batches, _run(batches, campaign, workers), strict=True):
        if not any(one.fault for one in found):
            measured |= zip(batch, found, strict=True)
    alone = [[path] for path in paths if path not in measured]
    if alone:
        for (path,), [one] in zip(alone, _run(alone, campaign, workers), strict=True):
            measured[path] = one
    return [measured[path] for path in paths]


def _run(batches: list[list[Path]], campaign: Campaign, workers: int) -> Iterator[list[Measured]]:
    """The files of each batch; of one that did not come to its end, why, as the only one."""
    outcomes = run_jobs(
        partial(_measure, campaign=campaign),
        batches,
        workers=workers,
        time_limit=3 * LONGEST,
        preload=("openpyxl", __name__),
    )
    for one in outcomes:
        yield one.value or [Measured(one.seconds, 0, f"{one.status}: {one.error}")]


def _measure(paths: list[Path], note: Note, *, campaign: Campaign) -> list[Measured]:
    """Each file read in this process, with its time and the most memory held until then."""
    match_unit = UnitNames(campaign, empty_table("reviews/unit_aliases")).match_in_report
    return [_measured(path, campaign, match_unit) for path in paths]


def _measured(path: Path, campaign: Campaign, match_unit: MatchUnit) -> Measured:
    """One file read in this process."""
    import resource

    started = time.process_time()
    found = Measured(0.0, 0)
    try:
        found = replace(found, workbook=read_spoilt(path, campaign, match_unit))
    except Exception:
        found = replace(found, error=traceback.format_exc()[-3_000:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return replace(found, seconds=time.process_time() - started, peak=peak * unit)
