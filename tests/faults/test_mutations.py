"""Workbooks spoilt at random, in bytes, in parts and in values: a reading or a refusal, always."""

import io
import random
import re
import time
import zipfile

import pytest

from ihanoi_eval.reporting.templates import template_workbook

EACH = 120  # files a kind: a few seconds; a long run is for whoever changes the reader
NASTY = (
    *(b"NaN", b"INF", b"1e999", b"-1", b"99999999999999999999", b"_xD800_", b"&#55296;", b"<"),
    *(b"A0", b"AAAA1", b"XFD1048576", b"\xff", b"\x00", b"true", b"2147483648", b"", b"0"),
)


def spoil_bytes(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut out, put in, or the end cut off."""
    spoilt = bytearray(data)
    for _ in range(dice.randrange(1, 8)):
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
    """A part lost, cut short, renamed, or in another's place."""
    parts = unpacked(data)
    place, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    name, content = parts[place]
    ways: tuple[list[tuple[str, bytes]], ...] = (
        [],
        [(name, parts[other][1])],
        [(name, content[: dice.randrange(len(content) + 1)])],
        [(name + "x", content)],
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


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return [(info.filename, parts.read(info)) for info in parts.infolist()]


def packed(parts: list[tuple[str, bytes]]) -> bytes:
    """A zip of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("spoil", [spoil_bytes, spoil_parts, spoil_values])
def test_a_spoilt_workbook_is_read_or_refused(desk, campaign, spoil):
    """Never another exception, never a row lost, never long (RELIABILITY §2.3)."""
    values = {(code, "articles"): 5.0 for code in campaign.children["001"]}
    data = template_workbook(campaign, "001", values=values)
    dice = random.Random(20241101)
    for _ in range(EACH):
        started = time.monotonic()
        reading = desk.report(spoil(data, dice))
        assert reading.findings or reading.rows
        assert len(reading.rejected) <= reading.rows_read
        assert time.monotonic() - started < 20
