"""Maps in five steps from the boundaries that the campaign names, this unit outlined."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from math import cos, radians
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting import plots
from ihanoi_eval.reporting.facts import cut_off_text, leading_indicator, name_of, table
from ihanoi_eval.reporting.html import Html, text
from ihanoi_eval.reporting.levels import BELOW, KEPT_BACK, indicator_is_kept_back
from ihanoi_eval.reporting.wording import lower_first
from ihanoi_eval.vietnamese import format_percent

FIT: Final = 0.75  # a label may be that much wider than its unit
SHIFTS: Final = (
    0,
    0.1,
    -0.1,
    0.2,
    -0.2,
    0.3,
    -0.3,
)  # of a unit's height, where the middle is taken
LEGEND: Final = 40.0  # below the map
MARGIN: Final = 3.0  # around it, for thick lines
DETAIL: Final = 0.5  # points by which a boundary may be straightened
# Light to dark in greys with a breath of blue: five steps that stay apart on an office printer.
STEPS: Final = ("#f1f3f6", "#d0d7e0", "#a7b4c4", "#788aa1", "#485d78")
NOTHING: Final = "#ffffff"
BUILTIN: Final = "builtin:"


@cache
def shapes_of(boundaries: str) -> Mapping[str, Path]:
    """The outline of every unit that the named boundaries hold, by code, in degrees."""
    if not boundaries.startswith(BUILTIN):
        return {}
    folder = files("ihanoi_eval").joinpath("builtin", boundaries.removeprefix(BUILTIN))
    found: dict[str, Path] = {}
    for name in ("districts.geojson", "communes.geojson"):
        path = folder.joinpath(name)
        if path.is_file():
            for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
                found[feature["id"]] = _outline(feature["geometry"])
    return found


def _outline(geometry: Mapping[str, object]) -> Path:
    """All rings of a polygon or of several as one path."""
    parts = geometry["coordinates"]
    assert isinstance(parts, list)  # GeoJSON
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return Path.make_compound_path(*(Path(ring) for polygon in polygons for ring in polygon))


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
    links: Mapping[str, str] | None = None,
    kept_back: Collection[str] = (),
) -> Html | None:
    """The units of values coloured by the step they are in; none where boundaries are not known.

    bounds: the four values that part the five steps; words: what each step is called. labels:
    what to write on a unit, where it has room. outlined: codes drawn with a thick line. links:
    where a unit leads; it need not be one of values, if it is outlined. kept_back: units whose
    value is missing because it is not said.
    """
    shapes = shapes_of(evaluation.rules.campaign.boundaries)
    known = [code for code in values if code in shapes]
    if not known:
        return None
    on_sheet, height = _projection([shapes[code] for code in known])
    drawn = {
        code: _straightened(shapes[code], on_sheet) for code in {*known, *outlined} & {*shapes}
    }
    with plots.look():
        figure = plots.figure(plots.WIDTH, height + LEGEND)
        axes = plots.axes_in(figure, 0, LEGEND, plots.WIDTH, height)
        axes.set(xlim=(0, plots.WIDTH), ylim=(0, height))
        axes.axis("off")
        for colour in (*STEPS, NOTHING):
            inside = [drawn[code] for code in known if _fill(values[code], bounds) == colour]
            _paint(axes, inside, facecolor=colour, edgecolor=d.OTHERS, linewidth=0.4)
        _paint(
            axes,
            [drawn[code] for code in outlined if code in drawn and code not in values],
            facecolor="none",
            edgecolor=d.INK,
            linewidth=0.9,
        )
        _paint(
            axes,
            [drawn[code] for code in outlined if code in values],
            facecolor="none",
            edgecolor=d.UNIT,
            linewidth=3,
        )
        _write_labels(
            axes, {code: words for code, words in (labels or {}).items() if code in drawn}, drawn
        )
        for code in sorted({*(links or {})} & {*drawn}):
            _paint(axes, [drawn[code]], facecolor="none", edgecolor="none", url=code)
        blank = {code for code in known if values[code] != values[code]}
        missing = "không có" if blank - {*kept_back} else KEPT_BACK if blank else ""
        white = (
            f"trắng: không có hoặc {KEPT_BACK}"
            if 0 < len(blank & {*kept_back}) < len(blank)
            else ""
        )
        _legend(plots.axes_in(figure, 0, 20, plots.WIDTH, 11), words, missing=missing)
    source = evaluation.rules.campaign.boundaries_source
    synthetic = "SỐ LIỆU GIẢ LẬP" if evaluation.is_synthetic else ""
    below = BELOW if kept_back else ""
    note = "; ".join(filter(None, [source, white, below, cut_off_text(evaluation), synthetic]))
    shown = plots.shown(figure, alt=alt, title=title, note=f"{note}.")
    said = {code: _said(value, code in kept_back) for code, value in values.items()}
    return _linked(evaluation, shown, said, links) if links else shown


def _said(value: float, is_kept_back: bool) -> str:
    """A unit's value in words."""
    return KEPT_BACK if is_kept_back else format_percent(value)


def _linked(
    evaluation: Evaluation, map_: Html, said: Mapping[str, str], links: Mapping[str, str]
) -> Html:
    """The map with the places that matplotlib kept by their codes as links with a name."""

    def lead(found: re.Match[str]) -> str:
        code = found[1]
        name = text(f"{name_of(evaluation, code)} {said.get(code, '')}".strip())
        return f'<a href="{links[code]}" aria-label="{name}"><title>{name}</title>'

    # A picture may hold no links: it becomes a group of them, by the same words.
    markup = map_.markup.replace('role="img"', 'role="group"', 1)
    return Html(re.sub(r'<a href="([^"]*)"[^>]*>', lead, markup))


def indicator_map(
    evaluation: Evaluation,
    codes: Sequence[str],
    *,
    outlined: Sequence[str] = (),
    has_names: bool = True,
    links: Mapping[str, str] | None = None,
) -> Html | None:
    """The leading indicator of units of one league on a map, in five steps between its goalposts.

    None where there are no boundaries, or no such rate that is said. The steps are the same on
    every page.
    """
    league = evaluation.rules.campaign.unit_by_code[codes[0]].league
    rule = leading_indicator(evaluation, league)
    if rule is None or rule.kind in ("count", "value", "timeliness"):
        return None
    rows = table(evaluation, "indicators")
    rows = rows[(rows["indicator"] == rule.code) & rows["unit_code"].isin(codes)]
    found = dict(zip(rows["unit_code"], rows["value"], strict=True))
    kept = {code for code in codes if indicator_is_kept_back(evaluation, code, rule.code)}
    values = {
        code: float("nan") if code in kept else float(found.get(code, float("nan")))
        for code in codes
    }
    known = sorted((value, code) for code, value in values.items() if value == value)
    if not known:
        return None
    worst, best = sorted((float(rule.goalposts.worst), float(rule.goalposts.best)))
    (low, last), (high, first) = known[0], known[-1]
    words = (
        f"cao nhất {name_of(evaluation, first)} ({format_percent(high)}), "
        f"thấp nhất {name_of(evaluation, last)} ({format_percent(low)})"
    )
    words += f", trong {len(known)} đơn vị được nêu" if kept else ""
    return choropleth(
        evaluation,
        values,
        title=f"{rule.label}: {words}",
        bounds=five_steps(worst, best),
        words=step_words(worst, best),
        alt=f"Bản đồ {lower_first(rule.label)} của {len(known)} đơn vị: {words}.",
        outlined=outlined,
        labels={
            code: f"{short_name(evaluation, code)}\n{_said(value, code in kept)}"
            for code, value in values.items()
        }
        if has_names
        else None,
        links=links,
        kept_back=kept,
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


def _projection(shapes: Sequence[Path]) -> tuple[Affine2D, float]:
    """Degrees to points of the sheet, and its height, at most 1.2 times its width."""
    corners = np.vstack([_corners(shape) for shape in shapes])
    box = Bbox([corners.min(axis=0), corners.max(axis=0)])
    stretch = cos(radians((box.y0 + box.y1) / 2))  # a degree of longitude against one of latitude
    room = plots.WIDTH - 2 * MARGIN
    factor = min(room / (box.width * stretch), 1.2 * room / box.height)
    to_sheet = Affine2D().translate(-box.x0, -box.y0).scale(stretch * factor, factor)
    return to_sheet.translate(MARGIN, MARGIN), box.height * factor + 2 * MARGIN


def _corners(shape: Path) -> np.ndarray:
    """The corners of an outline, one a row."""
    return np.asarray(shape.vertices)


def _straightened(shape: Path, on_sheet: Affine2D) -> Path:
    """An outline on the sheet without the corners that nobody sees."""
    shape = Path(shape.vertices, shape.codes)  # how far to simplify is kept with a path
    shape.simplify_threshold = DETAIL
    cleaned = shape.cleaned(transform=on_sheet, simplify=True)
    codes = np.asarray(cleaned.codes)
    kept = codes != Path.STOP
    return Path(np.round(_corners(cleaned)[kept] / DETAIL) * DETAIL, codes[kept])


def _paint(axes: Axes, shapes: Sequence[Path], **paint: object) -> None:
    """Shapes as one drawing in one colour: 579 of their own would triple the page."""
    if shapes:
        axes.add_artist(PathPatch(Path.make_compound_path(*shapes), clip_on=False, **paint))


def _fill(value: float, bounds: Sequence[float]) -> str:
    """The colour of the step that a value is in."""
    if value != value:
        return NOTHING
    return STEPS[sum(value >= bound for bound in bounds)]


def _write_labels(axes: Axes, words: Mapping[str, str], shapes: Mapping[str, Path]) -> None:
    """Words in the middle of units that have room, large ones first, none upon another."""
    taken: dict[str, Bbox] = {}
    middles = {code: _middle_and_area(shapes[code]) for code in words}
    order = sorted(words, key=lambda code: (-middles[code][1], code))
    for share, code in product(SHIFTS, order):
        (x, y), _ = middles[code]
        lines = words[code].split("\n")
        wide, tall = max(plots.width_of(line) for line in lines), plots.LINE * len(lines)
        room, depth = np.ptp(_corners(shapes[code]), axis=0)
        box = Bbox.from_bounds(x - wide / 2, y + share * depth - tall / 2, wide, tall)
        if room < FIT * wide or box.x0 < 0 or box.x1 > plots.WIDTH:
            continue
        if code not in taken and not box.count_overlaps(list(taken.values())):
            taken[code] = box
            for place, line in enumerate(lines):
                base = box.y1 - plots.LINE * place - 0.86 * plots.LETTERS
                plots.edged(axes.text(x, base, line, ha="center"))


def _middle_and_area(shape: Path) -> tuple[tuple[float, float], float]:
    """The centre of mass of the largest ring of an outline, and its area, by the shoelace."""
    found = []
    for ring in map(np.asarray, shape.to_polygons()):
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        cross = x0 * y1 - x1 * y0
        double = cross.sum()
        if double:
            sums = ((x0 + x1) * cross).sum(), ((y0 + y1) * cross).sum()
            found.append((abs(double) / 2, sums[0] / (3 * double), sums[1] / (3 * double)))
    area, x, y = max(found, default=(0.0, *_corners(shape).mean(axis=0)))
    return (float(x), float(y)), float(area)


def _legend(axes: Axes, words: Sequence[str], *, missing: str) -> None:
    """The five steps with their words under them, and a sixth where something is missing."""
    boxes = list(zip(STEPS, words, strict=True))
    if missing:
        boxes.append((NOTHING, missing))
    colours, names = zip(*boxes, strict=True)
    axes.bar(range(len(boxes)), 1, width=0.94, color=colours, edgecolor=d.OTHERS, linewidth=0.5)
    axes.set(xlim=(-0.5, 5.5), ylim=(0, 1), yticks=[])
    axes.set_xticks(range(len(boxes)), names, color=d.INK)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def short_name(evaluation: Evaluation, unit_code: str) -> str:
    """A unit's name without its type, for a place with little room.

    Only beside its whole name elsewhere: Gia Lâm has a town and a commune Yên Viên.
    """
    unit = evaluation.rules.campaign.unit_by_code[unit_code]
    name = name_of(evaluation, unit_code)
    return name[len(unit.type) + 1 :] if name.lower().startswith(f"{unit.type} ") else name
