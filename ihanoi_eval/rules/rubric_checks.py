"""Checks inside the rubric: points that add up, goalposts that lead somewhere, known names."""

from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction

from ihanoi_eval.rules.campaign_checks import code_faults
from ihanoi_eval.rules.folder import Folder, Names
from ihanoi_eval.rules.rubric import MEASURE_KEYS, NEEDS, Indicator, Pillar, Rubric
from ihanoi_eval.rules.strict_yaml import Path
from ihanoi_eval.rules.values import ANY_LEAGUE

CHOSEN_BY_KIND = (*MEASURE_KEYS, "indicator", "at_least", "steps", "small_numbers")
MAY_HAVE = {"proportion": ("small_numbers",)}  # only a proportion has cases to shrink


def rubric_faults(folder: Folder) -> Iterator[str]:
    """Every contradiction inside rubric.yaml and between it, the measures and the leagues."""
    rubric = folder.rubric.model
    if rubric is None:
        return
    yield from _pillar_faults(folder, rubric)
    seen: set[tuple[str, str]] = set()
    for i, indicator in enumerate(rubric.indicators):
        path: Path = ("indicators", i)
        own = {(indicator.code, league) for league in indicator.leagues}
        place = folder.rubric.at(*path, "code")
        yield from code_faults(place, indicator.code, is_repeated=bool(own & seen))
        seen |= own
        yield from _place_faults(folder, rubric, path, indicator)
        yield from _kind_faults(folder, path, indicator)
        yield from _goalpost_faults(folder, rubric, path, indicator)
    yield from _sum_faults(folder, rubric)


def write_exact(number: Fraction) -> str:
    """An exact number as a rule file writes it.

    >>> write_exact(Fraction(15, 2)), write_exact(Fraction(1, 3))
    ('7.5', '1/3')
    """
    scaled = number * 10**6
    if scaled.denominator != 1:
        return str(number)
    return str(number) if number.denominator == 1 else f"{float(number):.6f}".rstrip("0")


def paths_of_pillars(rubric: Rubric) -> Iterator[tuple[Path, Pillar]]:
    """Every pillar with its path in the file, outermost first."""
    stack: list[tuple[Path, Pillar]] = [
        (("pillars", i), pillar) for i, pillar in reversed([*enumerate(rubric.pillars)])
    ]
    while stack:
        path, pillar = stack.pop()
        yield path, pillar
        inner = reversed([*enumerate(pillar.pillars)])
        stack.extend(((*path, "pillars", i), child) for i, child in inner)


def _pillar_faults(folder: Folder, rubric: Rubric) -> Iterator[str]:
    """Pillars with repeated codes or points in leagues that do not exist."""
    seen: set[str] = set()
    for path, pillar in paths_of_pillars(rubric):
        place = folder.rubric.at(*path, "code")
        yield from code_faults(place, pillar.code, is_repeated=pillar.code in seen)
        seen.add(pillar.code)
        for league in pillar.max_points:
            if league != ANY_LEAGUE:
                place = folder.rubric.at(*path, "max_points", league)
                yield from folder.ranked.fault(league, place)
    if rubric.scale <= 0:
        yield f"{folder.rubric.at('scale')}: đang là {write_exact(rubric.scale)}; cần một số dương"
    if not rubric.adjustments.least <= 0 <= rubric.adjustments.most:
        yield f"{folder.rubric.at('adjustments')}: cần least ≤ 0 ≤ most (METHOD 6)"


def _place_faults(
    folder: Folder, rubric: Rubric, path: Path, indicator: Indicator
) -> Iterator[str]:
    """An indicator in no pillar, in unknown leagues, or without points where it stands."""

    def at(*more: str | int) -> str:
        return folder.rubric.at(*path, *more)

    yield from folder.pillars.fault(indicator.pillar, at("pillar"))
    if not indicator.leagues:
        yield f"{at('leagues')}: chưa có bảng nào; thêm bảng hoặc bỏ tiêu chí"
    for j, league in enumerate(indicator.leagues):
        yield from folder.ranked.fault(league, at("leagues", j))
        if league in folder.ranked and rubric.max_points(indicator, league) <= 0:
            yield f"{at('max_points')}: thiếu điểm ở bảng {league!r}; thêm một số dương"
    for league in indicator.max_points:
        if league != ANY_LEAGUE and league not in indicator.leagues:
            yield f"{at('max_points', league)}: bảng {league!r} không có trong leagues; sửa một chỗ"


def _kind_faults(folder: Folder, path: Path, indicator: Indicator) -> Iterator[str]:
    """Keys that the kind needs and lacks, keys it does not use, and names that do not exist."""

    def at(*more: str | int) -> str:
        return folder.rubric.at(*path, *more)

    needs = NEEDS[indicator.kind]
    for key in needs:
        if getattr(indicator, key) in ("", None, ()):
            yield f"{at(key)}: loại {indicator.kind!r} cần khóa này; thêm khóa"
    for key in CHOSEN_BY_KIND:
        is_set = key in indicator.model_fields_set and getattr(indicator, key) not in ("", None, ())
        if is_set and key not in (*needs, *MAY_HAVE.get(indicator.kind, ())):
            yield f"{at(key)}: loại {indicator.kind!r} không dùng khóa này; xóa khóa"
    for key in MEASURE_KEYS:
        code = getattr(indicator, key)
        if code and key in needs:
            yield from folder.measure_names.fault(code, at(key))
    if indicator.kind == "children_above" and indicator.indicator:
        yield from _children_faults(folder, at("indicator"), indicator)
    for j, (before, step) in enumerate(zip(indicator.steps, indicator.steps[1:], strict=False), 1):
        if step.days_late <= before.days_late or step.share > before.share:
            yield f"{at('steps', j)}: các bậc phải xếp theo ngày chậm tăng dần, phần điểm giảm dần"


def _children_faults(folder: Folder, place: str, indicator: Indicator) -> Iterator[str]:
    """An indicator that counts children which do not have what is counted."""
    units = folder.register.units
    for league in indicator.leagues:
        parents = {unit.unit_code for unit in units if unit.league == league}
        children = {unit.league for unit in units if unit.parent_code in parents}
        known = {code for child in children for code in folder.indicators(child).codes}
        what = f"tiêu chí của các đơn vị thuộc bảng {league!r} tên là"
        is_read = folder.rubric.has_list("indicators") and folder.register.is_whole
        names = Names(what, tuple(known - {indicator.code}), is_read)
        yield from names.fault(indicator.indicator, place)


def _goalpost_faults(
    folder: Folder, rubric: Rubric, path: Path, indicator: Indicator
) -> Iterator[str]:
    """Goalposts between which there is no way, no logarithm, or a share that no mean can take."""
    goalposts = indicator.goalposts
    place = folder.rubric.at(*path, "goalposts", "best")
    if goalposts.worst == goalposts.best:
        yield f"{place}: worst và best cùng là {write_exact(goalposts.best)}; phải khác nhau"
    if goalposts.scale == "log" and min(goalposts.worst, goalposts.best) <= 0:
        yield f"{place}: thang log cần worst và best đều dương"
    low_is_held = (
        goalposts.holds_at_worst if goalposts.worst < goalposts.best else goalposts.holds_at_best
    )
    if goalposts.scale == "log" and not low_is_held:
        place = folder.rubric.at(*path, "goalposts", "capped")
        yield f"{place}: thang log không có số 0; phải giữ ở đầu nhỏ hơn"
    if not goalposts.holds_at_worst and not rubric.is_additive:
        place = folder.rubric.at(*path, "goalposts", "capped")
        yield f"{place}: trung bình nhân, điều hòa cần phần điểm không âm; dùng both hoặc worst"


def _sum_faults(folder: Folder, rubric: Rubric) -> Iterator[str]:
    """Points that do not sum to their pillar, and pillars that do not sum to the scale."""
    unsure = _unsure_pillars(folder, rubric)
    for league in folder.ranked.codes:
        for path, pillar in paths_of_pillars(rubric):
            expected = rubric.max_points(pillar, league)
            parts = [rubric.max_points(child, league) for child in pillar.pillars]
            parts += [
                rubric.max_points(one, league)
                for one in rubric.indicators_of(league)
                if one.pillar == pillar.code
            ]
            if sum(parts) != expected and pillar.code not in unsure:
                place = folder.rubric.at(*path, "max_points", league)
                yield _say_sum(place, "các tiêu chí", league, sum(parts, Fraction(0)), expected)
        found = sum((rubric.max_points(one, league) for one in rubric.pillars), Fraction(0))
        if found != rubric.scale and not {"pillars", "scale"} & set(folder.rubric.lost):
            place = folder.rubric.at("pillars")
            yield _say_sum(place, "các nhóm tiêu chí", league, found, rubric.scale)


def _unsure_pillars(folder: Folder, rubric: Rubric) -> set[str]:
    """Pillars of which an indicator was refused or seems misspelt: their sum says nothing new."""
    lost = [one for one in folder.rubric.lost.get("indicators", ()) if isinstance(one, dict)]
    named = {one.pillar for one in rubric.indicators} | {str(one.get("pillar")) for one in lost}
    misspelt = named - set(folder.pillars.codes)
    return {str(one.get("pillar")) for one in lost} | {
        close for name in misspelt for close in get_close_matches(name, folder.pillars.codes, n=1)
    }


def _say_sum(place: str, what: str, league: str, found: Fraction, expected: Fraction) -> str:
    """Both sums, so that the officer sees which one is meant."""
    return (
        f"{place}: {what} ở bảng {league!r} cộng lại được {write_exact(found)}, "
        f"phải là {write_exact(expected)}; sửa điểm cho khớp"
    )
