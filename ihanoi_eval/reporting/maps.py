"""Maps in five steps from the boundaries that the campaign names, this unit outlined."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Final

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.facts import cut_off_text, leading_indicator, name_of, table
from ihanoi_eval.reporting.html import Html, text
from ihanoi_eval.reporting.wording import lower_first
from ihanoi_eval.vietnamese import format_percent

WIDTH: Final = 520  # of the drawing; letters shrink with it on a phone
LETTERS: Final = 15  # ten pixels on a phone
# Light to dark in greys with a breath of blue: five steps that stay apart on an office printer.
STEPS: Final = ("#f1f3f6", "#d0d7e0", "#a7b4c4", "#788aa1", "#485d78")
NOTHING: Final = "#ffffff"
BUILTIN: Final = "builtin:"

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Frame:
    """How places on earth become places on the drawing."""

    west: float
    north: float
    stretch: float  # a degree of longitude against a degree of latitude
    factor: float
    height: float

    def place(self, point: tuple[float, float]) -> tuple[int, int]:
        """A point's whole pixels."""
        x = (point[0] - self.west) * self.stretch * self.factor
        return round(x), round((self.north - point[1]) * self.factor)


@cache
def shapes_of(boundaries: str) -> Mapping[str, tuple[Ring, ...]]:
    """The outer and inner rings of every unit that the named boundaries hold, by code."""
    if not boundaries.startswith(BUILTIN):
        return {}
    folder = files("ihanoi_eval").joinpath("builtin", boundaries.removeprefix(BUILTIN))
    found: dict[str, tuple[Ring, ...]] = {}
    for name in ("districts.geojson", "communes.geojson"):
        path = folder.joinpath(name)
        if path.is_file():
            for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
                found[feature["id"]] = _rings(feature["geometry"])
    return found


def _rings(geometry: Mapping[str, object]) -> tuple[Ring, ...]:
    """All rings of a polygon or of several."""
    parts = geometry["coordinates"]
    assert isinstance(parts, list)  # GeoJSON
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return tuple(tuple((x, y) for x, y, *_ in ring) for polygon in polygons for ring in polygon)


def choropleth(
    evaluation: Evaluation,
    values: Mapping[str, float],
    *,
    title: str,
    bounds: Sequence[float],
    words: Sequence[str],
    alt: str,
    outlined: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> Html | None:
    """The units of values coloured by the step they are in; none where boundaries are not known.

    bounds: the four values that part the five steps; words: what each step is called. labels:
    what to write on a unit, where it has room. outlined: codes drawn with a thick line.
    """
    shapes = shapes_of(evaluation.rules.campaign.boundaries)
    known = [code for code in values if code in shapes]
    if not known:
        return None
    frame = _frame([point for code in known for ring in shapes[code] for point in ring])
    areas = "".join(
        f'<path d="{_path(shapes[code], frame)}" fill="{_fill(values[code], bounds)}"/>'
        for code in known
    )
    around = "".join(
        f'<path d="{_path(shapes[code], frame)}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"/>'
        for code in outlined
        if code in shapes
        for colour, width in [(d.UNIT, 4) if code in values else (d.INK, 1.2)]
    )
    names = _labels({c: w for c, w in (labels or {}).items() if c in shapes}, shapes, frame)
    height = round(frame.height) + 62
    missing = any(values[code] != values[code] for code in known)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{text(alt)}" '
        f'viewBox="-4 -4 {WIDTH + 8} {height}" font-family="{d.FONTS}" font-size="15" '
        f'style="display:block;width:100%;max-width:{WIDTH}px;height:auto" fill="{d.INK}">'
        f'<g stroke="#fff" stroke-width="1" fill-rule="evenodd">{areas}</g>{around}{names}'
        f"{_legend(round(frame.height) + 14, words, has_missing=missing)}</svg>"
    )
    source = evaluation.rules.campaign.boundaries_source
    synthetic = "SỐ LIỆU GIẢ LẬP" if evaluation.is_synthetic else ""
    note = "; ".join(filter(None, [source, cut_off_text(evaluation), synthetic]))
    return d.drawn(drawing, title=title, note=f"{note}.")


def indicator_map(
    evaluation: Evaluation,
    codes: Sequence[str],
    *,
    outlined: Sequence[str] = (),
    has_names: bool = True,
) -> Html | None:
    """The leading indicator of units of one league on a map, in five steps between its goalposts.

    None where there are no boundaries, or no such rate. The steps are the same on every page.
    """
    league = evaluation.rules.campaign.unit_by_code[codes[0]].league
    rule = leading_indicator(evaluation, league)
    if rule is None or rule.kind in ("count", "value", "timeliness"):
        return None
    rows = table(evaluation, "indicators")
    rows = rows[(rows["indicator"] == rule.code) & rows["unit_code"].isin(codes)]
    found = dict(zip(rows["unit_code"], rows["value"], strict=True))
    values = {code: float(found.get(code, float("nan"))) for code in codes}
    known = sorted((value, code) for code, value in values.items() if value == value)
    if not known:
        return None
    worst, best = sorted((float(rule.goalposts.worst), float(rule.goalposts.best)))
    (low, last), (high, first) = known[0], known[-1]
    words = (
        f"cao nhất {name_of(evaluation, first)} ({format_percent(high)}), "
        f"thấp nhất {name_of(evaluation, last)} ({format_percent(low)})"
    )
    return choropleth(
        evaluation,
        values,
        title=f"{rule.label}: {words}",
        bounds=five_steps(worst, best),
        words=step_words(worst, best),
        alt=f"Bản đồ {lower_first(rule.label)} của {len(known)} đơn vị: {words}.",
        outlined=outlined,
        labels={
            code: f"{short_name(evaluation, code)}\n{format_percent(value)}"
            for code, value in values.items()
        }
        if has_names
        else None,
    )


def step_words(worst: float, best: float) -> list[str]:
    """What the five steps are called.

    >>> step_words(0.0, 0.20)
    ['dưới 4%', '4–8%', '8–12%', '12–16%', 'từ 16%']
    """
    bounds = five_steps(worst, best)
    decimals = 0 if all(abs(100 * bound - round(100 * bound)) < 1e-9 for bound in bounds) else 1
    ends = [format_percent(bound, decimals=decimals) for bound in bounds]
    between = [f"{a.rstrip('%')}–{b}" for a, b in zip(ends, ends[1:], strict=False)]
    return [f"dưới {ends[0]}", *between, f"từ {ends[-1]}"]


def five_steps(worst: float, best: float) -> list[float]:
    """The four values that part the way between two goalposts into five equal steps.

    >>> [round(bound, 2) for bound in five_steps(0.0, 0.20)]
    [0.04, 0.08, 0.12, 0.16]
    """
    return [worst + (best - worst) * k / 5 for k in range(1, 5)]


def _frame(points: Sequence[tuple[float, float]]) -> Frame:
    """The frame that fits points into the drawing's width, tall shapes into 1.2 times its width."""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    stretch = cos(radians((south + north) / 2))
    wide, tall = (east - west) * stretch, north - south
    factor = min(WIDTH / wide, 1.2 * WIDTH / tall)
    return Frame(west, north, stretch, factor, tall * factor)


def _path(rings: Sequence[Ring], frame: Frame) -> str:
    """Rings as whole pixels, points that fall on the one before left out."""
    pieces = []
    for ring in rings:
        places = [frame.place(point) for point in ring]
        kept = [places[0]]
        for place in places[1:]:
            if abs(place[0] - kept[-1][0]) + abs(place[1] - kept[-1][1]) > 1:
                kept.append(place)
        if len(kept) > 2:
            steps = "".join(
                f"l{x - x0} {y - y0}" for (x0, y0), (x, y) in zip(kept, kept[1:], strict=False)
            )
            pieces.append(f"M{kept[0][0]} {kept[0][1]}{steps}z")
    return "".join(pieces)


def _fill(value: float, bounds: Sequence[float]) -> str:
    """The colour of a value's step."""
    if value != value:
        return NOTHING
    return STEPS[sum(value >= bound for bound in bounds)]


def _labels(words: Mapping[str, str], shapes: Mapping[str, tuple[Ring, ...]], frame: Frame) -> str:
    """Words in the middle of units that have room, large ones first, none upon another."""
    largest = {code: max(shapes[code], key=_area) for code in words}
    taken: list[tuple[float, float, float, float]] = []
    drawn = ""
    for code in sorted(words, key=lambda code: (-_area(largest[code]), code)):
        lines = words[code].split("\n")
        places = [frame.place(point) for point in largest[code]]
        wide = max(d.text_width(line, LETTERS) for line in lines)
        tall = 17.0 * len(lines)
        x, y = _middle(places)
        box = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        width = max(x for x, _ in places) - min(x for x, _ in places)
        if width < 0.8 * wide or box[0] < -4 or box[2] > WIDTH + 4 or any(map(_meets(box), taken)):
            continue
        taken.append(box)
        drawn += "".join(
            f'<text x="{d.short(x)}" y="{d.short(box[1] + 17 * k + 13)}">{text(line)}</text>'
            for k, line in enumerate(lines)
        )
    return f'<g font-size="{LETTERS}" text-anchor="middle" {d.HALO}>{drawn}</g>' if drawn else ""


def _meets(
    box: tuple[float, float, float, float],
) -> Callable[[tuple[float, float, float, float]], bool]:
    """Whether another box of words lies on this one."""
    return lambda other: (
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
    )


def _area(ring: Sequence[tuple[float, float]]) -> float:
    """The area inside a ring, by the shoelace."""
    turns = zip(ring, ring[1:], strict=False)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in turns)) / 2


def _middle(places: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The centre of mass of a ring."""
    double = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(places, places[1:], strict=False):
        cross = x0 * y1 - x1 * y0
        double += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if not double:
        return float(places[0][0]), float(places[0][1])
    return x / (3 * double), y / (3 * double)


def _legend(y: float, words: Sequence[str], *, has_missing: bool) -> str:
    """The five steps with their words, and a sixth for what is missing where something is."""
    boxes = list(zip(STEPS, words, strict=True))
    if has_missing:
        boxes.append((NOTHING, "không có"))
    width = WIDTH / 6
    return "".join(
        f'<rect x="{d.short(width * k)}" y="{y}" width="{d.short(width - 4)}" height="14" '
        f'fill="{colour}" stroke="{d.OTHERS}" stroke-width=".6"/>'
        f'<text x="{d.short(width * k)}" y="{y + 32}">{text(label)}</text>'
        for k, (colour, label) in enumerate(boxes)
    )


def short_name(evaluation: Evaluation, unit_code: str) -> str:
    """A unit's name without its type, for a place with little room.

    Only beside its whole name elsewhere: Gia Lâm has a town and a commune Yên Viên.
    """
    unit = evaluation.rules.campaign.unit_by_code[unit_code]
    name = name_of(evaluation, unit_code)
    return name[len(unit.type) + 1 :] if name.lower().startswith(f"{unit.type} ") else name
