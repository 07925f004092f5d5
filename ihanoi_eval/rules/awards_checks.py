"""Checks of the awards against leagues and rubric: gates, quotas, tie chains, money, law."""

from collections.abc import Iterator

from ihanoi_eval.rules.awards import Awards, Gate, Quota
from ihanoi_eval.rules.campaign_checks import code_faults
from ihanoi_eval.rules.folder import Folder
from ihanoi_eval.rules.law import Dated
from ihanoi_eval.rules.values import in_league

# For each kind of gate: the keys it needs, and those it may have besides.
GATE_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "report": (("days_late", "complete"), ("days_late_at_most",)),
    "share": (("numerator", "denominator", "at_least"), ("plan_level", "short_by")),
    "overdue": (("numerator", "denominator"), ("at_most", "share_at_most")),
    "pillar": (("pillar", "at_least"), ()),
    "measured": (("at_least",), ()),
    "integrity": ((), ()),
    "hold": ((), ()),
    "comparable": ((), ()),
}
COMMON = {"code", "label", "kind", "leagues"}
MEASURES = ("numerator", "denominator", "days_late", "complete")


def awards_faults(folder: Folder) -> Iterator[str]:
    """Every contradiction inside awards.yaml and between it and the other rules."""
    awards = folder.awards.model
    if awards is None:
        return
    seen: set[str] = set()
    for i, gate in enumerate(awards.gates):
        place = folder.awards.at("gates", i, "code")
        yield from code_faults(place, gate.code, is_repeated=gate.code in seen)
        seen.add(gate.code)
        yield from _gate_faults(folder, i, gate)
    for league, quota in awards.quotas.items():
        yield from _quota_faults(folder, awards, league, quota)
    yield from _tie_faults(folder, awards)
    yield from _improvement_faults(folder, awards)
    yield from _sensitivity_faults(folder, awards)
    yield from _law_faults(folder, awards)
    yield from _nominee_faults(folder, awards)


def _gate_faults(folder: Folder, i: int, gate: Gate) -> Iterator[str]:
    """A gate without what its kind needs, with what it does not use, or with unknown names."""

    def at(*more: str | int) -> str:
        return folder.awards.at("gates", i, *more)

    needs, may_have = GATE_KEYS[gate.kind]
    for key in needs:
        if getattr(gate, key) in ("", None):
            yield f"{at(key)}: loại {gate.kind!r} cần khóa này; thêm khóa"
    for key in sorted(gate.model_fields_set - COMMON - {*needs, *may_have}):
        yield f"{at(key)}: loại {gate.kind!r} không dùng khóa này; xóa khóa"
    for key in MEASURES:
        code = getattr(gate, key)
        if key in needs and code:
            yield from folder.measure_names.fault(code, at(key))
    if not gate.leagues:
        yield f"{at('leagues')}: chưa có bảng nào; thêm bảng hoặc bỏ điều kiện"
    for j, league in enumerate(gate.leagues):
        yield from folder.ranked.fault(league, at("leagues", j))
    if gate.kind == "pillar" and gate.pillar:
        yield from _pillar_faults(folder, at("pillar"), gate)
    if (
        gate.plan_level is not None
        and gate.at_least is not None
        and gate.plan_level < gate.at_least
    ):
        yield f"{at('plan_level')}: thấp hơn at_least; mức của kế hoạch phải cao hơn hoặc bằng"


def _pillar_faults(folder: Folder, place: str, gate: Gate) -> Iterator[str]:
    """A pillar that does not exist, or gives no points in a league, so that all would pass."""
    yield from folder.pillars.fault(gate.pillar, place)
    rubric = folder.rubric.model
    for pillar in [one for _, one in rubric.walk() if one.code == gate.pillar] if rubric else []:
        for league in gate.leagues:
            if league in folder.ranked and not in_league(pillar.max_points, league):
                yield f"{place}: {gate.pillar!r} không có điểm ở bảng {league!r}; bỏ bảng này"


def _quota_faults(folder: Folder, awards: Awards, league: str, quota: Quota) -> Iterator[str]:
    """Seats for leagues that have no ranks, and caps that contradict the seats (COUNTING 32–33)."""
    yield from folder.ranked.fault(league, folder.awards.at("quotas", league))
    if quota.least_per_peer_group > quota.level:
        yield (
            f"{folder.awards.at('quotas', league, 'least_per_peer_group')}: đang là "
            f"{quota.least_per_peer_group}, nhiều hơn {quota.level} chỗ của level; sửa một số"
        )
    has_track = awards.improvement is not None or "improvement" in folder.awards.lost
    if quota.improvement and not has_track:
        yield (
            f"{folder.awards.at('quotas', league, 'improvement')}: có {quota.improvement} chỗ mà "
            "thiếu khóa improvement; thêm indicator, at_open, population"
        )


def _tie_faults(folder: Folder, awards: Awards) -> Iterator[str]:
    """Tie chains whose links are no indicators of their league (COUNTING 35)."""
    for league, chain in awards.tie_chain.items():
        yield from folder.ranked.fault(league, folder.awards.at("tie_chain", league))
        for j, code in enumerate(chain if league in folder.ranked else ()):
            place = folder.awards.at("tie_chain", league, j)
            yield from folder.indicators(league).fault(code, place)
            if code in chain[:j]:
                yield f"{place}: tiêu chí {code!r} có hai lần; giữ một"


def _improvement_faults(folder: Folder, awards: Awards) -> Iterator[str]:
    """A second track that looks at an indicator or a measure that is not there (COUNTING 34)."""
    track = awards.improvement
    if track is None:
        return
    for league, quota in awards.quotas.items():
        if quota.improvement and league in folder.ranked:
            place = folder.awards.at("improvement", "indicator")
            yield from folder.indicators(league).fault(track.indicator, place)
    for key in ("at_open", "population"):
        place = folder.awards.at("improvement", key)
        yield from folder.measure_names.fault(getattr(track, key), place)


def _sensitivity_faults(folder: Folder, awards: Awards) -> Iterator[str]:
    """Zones that overlap, and weights that could fall to nothing."""
    if awards.sensitivity.clear_in <= awards.sensitivity.clear_out:
        yield f"{folder.awards.at('sensitivity', 'clear_in')}: phải lớn hơn clear_out"
    if awards.sensitivity.weight_band == 1:
        yield f"{folder.awards.at('sensitivity', 'weight_band')}: phải nhỏ hơn 1"


def _law_faults(folder: Folder, awards: Awards) -> Iterator[str]:
    """Rules of law that end before they begin or overlap, and base salaries out of order."""
    tables: dict[tuple[str, ...], list[tuple[str, Dated]]] = {
        ("law",): [(one.name, one) for one in awards.law],
        ("form_numbers",): [(one.document, one) for one in awards.form_numbers],
        ("bonus", "coefficients"): [(one.kind, one) for one in awards.bonus.coefficients],
    }
    for path, rows in tables.items():
        for i, (name, one) in enumerate(rows):
            if one.valid_to is not None and one.valid_to < one.valid_from:
                place = folder.awards.at(*path, i, "valid_to")
                yield (
                    f"{place}: đang là {one.valid_to}, trước {one.valid_from} (valid_from); sửa lại"
                )
            for other_name, other in rows[:i]:
                if name == other_name and _overlap(one, other):
                    place = folder.awards.at(*path, i, "valid_from")
                    yield f"{place}: {name!r} có hai khoảng hiệu lực chồng nhau; sửa một ngày"
    salaries = awards.bonus.base_salary
    for i, (before, after) in enumerate(zip(salaries, salaries[1:], strict=False), 1):
        if after.valid_from <= before.valid_from:
            place = folder.awards.at("bonus", "base_salary", i, "valid_from")
            yield f"{place}: các mức lương phải xếp theo ngày tăng dần"


def _overlap(one: Dated, other: Dated) -> bool:
    """Whether some day lies inside both."""
    begins = max(one.valid_from, other.valid_from)
    return one.holds_on(begins) and other.holds_on(begins)


def _nominee_faults(folder: Folder, awards: Awards) -> Iterator[str]:
    """Shares that are set twice, and parts of a dossier that are asked for twice."""
    kinds = [share.of for share in awards.nominees.shares]
    for i, kind in enumerate(kinds):
        if kind in kinds[:i]:
            yield f"{folder.awards.at('nominees', 'shares', i, 'of')}: {kind!r} có hai mức; giữ một"
    if len(set(awards.nominees.dossier)) < len(awards.nominees.dossier):
        yield f"{folder.awards.at('nominees', 'dossier')}: một phần hồ sơ ghi hai lần; giữ một"
