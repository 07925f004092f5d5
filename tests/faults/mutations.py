"""Valid workbooks spoilt at random, and what becomes of each in a process of its own, measured."""

import io
import random
import re
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl

from ihanoi_eval.evidence.form_reading import FormReading, read_form
from ihanoi_eval.evidence.workbooks import read_workbook
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.workers import Note, Outcome, run_jobs

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
MANY = (1_000, 20_000, 100_000)

Spoil = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Spoilt:
    """One spoilt workbook: its number under the seed, and in which way it was spoilt."""

    number: int
    way: str
    data: bytes


@dataclass(frozen=True)
class Measured:
    """What became of one file: seconds of work, peak [bytes], error that nobody caught or none."""

    seconds: float
    peak: int
    error: str


def valid_workbooks(campaign: Campaign) -> list[bytes]:
    """A filled workbook of each kind of sender, as we write it and as openpyxl saves it again."""
    district, department = campaign.units_of("districts")[0], campaign.units_of("departments")[0]
    children = campaign.children[district]
    values: dict[tuple[str, str], float | str] = {
        **{(code, "articles"): 5.0 for code in children},
        **{(code, "households_visited"): 1234.0 for code in children},
        **{(district, "funds_spent"): 1234567.5, (district, "difficulties"): "Thiếu máy"},
        **{(department, "training_sessions"): 4.0, (department, "solutions"): "Gắn vào một cửa"},
    }
    ours = [template_workbook(campaign, code, values=values) for code in (district, department)]
    return [*ours, *(saved_again(data) for data in ours)]


def saved_again(data: bytes) -> bytes:
    """The workbook after openpyxl opened and saved it, its note of the moment taken out."""
    stream = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(stream)
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
        spans = [found.span(1) for found in re.finditer(rb'"([^"<>]*)"|>([^<>]+)<', content)]
        spans = [span for span in spans if span != (-1, -1)]
        if spans:
            start, end = dice.choice(spans)
            parts[place] = (name, content[:start] + dice.choice(NASTY) + content[end:])
    return packed(parts)


def spoil_cells(data: bytes, dice: random.Random) -> bytes:
    """What stands in cells and headings replaced, the markup whole: what a person may type."""
    parts = unpacked(data)
    sheets = [i for i, (name, _) in enumerate(parts) if "sheet" in name or "Strings" in name]
    for _ in range(dice.randrange(1, 30)):
        place = dice.choice(sheets)
        name, content = parts[place]
        spans = [found.span(1) for found in re.finditer(rb"<(?:t|v)[^>]*>([^<>]+)<", content)]
        if spans:
            start, end = dice.choice(spans)
            parts[place] = (name, content[:start] + dice.choice(NASTY[8:]) + content[end:])
    return packed(parts)


def spoil_shape(data: bytes, dice: random.Random) -> bytes:
    """An element repeated many times, nested deeply, or a text grown long."""
    parts = unpacked(data)
    place = dice.choice([i for i, (name, _) in enumerate(parts) if name.endswith(".xml")])
    name, content = parts[place]
    elements = [
        found.span() for found in re.finditer(rb"<([\w:]+)\b[^<>]*/>|<t>[^<>]*</t>", content)
    ]
    if not elements:
        return spoil_values(data, dice)
    start, end = dice.choice(elements)
    one, many = content[start:end], dice.choice(MANY)
    grown = dice.choice(
        (one * many, b"<g>" * many + b"</g>" * many, b"<t>" + b"9" * many * 50 + b"</t>")
    )
    parts[place] = (name, content[:start] + grown + content[end:])
    return packed(parts)


WAYS: tuple[Spoil, ...] = (spoil_bytes, spoil_parts, spoil_values, spoil_cells, spoil_shape)


def spoilt_workbooks(valid: Sequence[bytes], *, seed: int, count: int) -> Iterator[Spoilt]:
    """Spoilt workbooks, the ways in turn; each depends on seed and number alone."""
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")
        way = WAYS[number % len(WAYS)]
        yield Spoilt(number, way.__name__, way(dice.choice(valid), dice))


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return [(info.filename, parts.read(info)) for info in parts.infolist()]


def packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of no hour
    return stream.getvalue()


def read_spoilt(path: Path, campaign: Campaign) -> FormReading:
    """A reading or a refusal: something is said of every file, and no row is lost."""
    reading = read_form(read_workbook(path), path.name, campaign)
    assert reading.findings or reading.rows, "nothing is said about it"
    places = {(row.sheet, row.row) for row in reading.rows}
    places |= {(row.sheet, row.row) for row in reading.rejected}
    texts = {(text.sheet, text.row) for text in reading.texts}
    assert len(places | texts) == reading.rows_read, "a row is lost"
    return reading


def measure_each(
    paths: Sequence[Path], campaign: Campaign, *, workers: int = 1
) -> list[Outcome[Measured]]:
    """What became of each file, every one in a process of its own without any other limit."""
    return run_jobs(
        partial(_measure, campaign=campaign),
        list(paths),
        workers=workers,
        time_limit=3 * LONGEST,
        preload=("openpyxl", __name__),
    )


def fault_of(outcome: Outcome[Measured]) -> str:
    """Why an outcome is a fault of the reader's, empty where it is none."""
    if outcome.value is None:
        return f"{outcome.status}: {outcome.error}"
    if outcome.value.seconds > LONGEST:
        return f"{outcome.value.seconds:.0f} s"
    if outcome.value.peak > LARGEST:
        return f"{outcome.value.peak / 2**20:.0f} MB"
    return outcome.value.error


def _measure(path: Path, note: Note, *, campaign: Campaign) -> Measured:
    """One file read in this process, with its time and the most memory that it held."""
    import resource
    import time

    started = time.process_time()
    error = ""
    try:
        read_spoilt(path, campaign)
    except Exception:
        error = traceback.format_exc()[-3_000:]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return Measured(time.process_time() - started, peak * unit, error)
