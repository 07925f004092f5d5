"""Checks between the rules of a campaign: days, leagues, units, measures, forms."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from ihanoi_eval.rules.campaign import Campaign, League
from ihanoi_eval.rules.folder import Folder, unknown
from ihanoi_eval.rules.mappings import mapping_faults
from ihanoi_eval.rules.units import BUILTIN, Unit, repeated_faults, validity_faults
from ihanoi_eval.vietnamese import comparison_key

CAMPAIGN_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")  # begins every run's name
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")  # codes become columns and file names


def campaign_faults(folder: Folder) -> Iterator[str]:
    """Every contradiction among campaign.yaml, its unit lists, measures.yaml and forms.yaml."""
    yield from _code_faults(folder)
    yield from _source_faults(folder)
    campaign = folder.campaign.model
    if campaign is not None:
        yield from _name_faults(folder, campaign)
        yield from _day_faults(folder, campaign)
        yield from _zone_faults(folder, campaign)
        yield from _league_faults(folder, campaign)
        yield from validity_faults(folder.register, start=campaign.start)
    there = folder.register.valid_on(campaign.start) if campaign else folder.register
    yield from repeated_faults(there)
    yield from _unit_faults(folder)
    yield from _measure_faults(folder)
    yield from _form_faults(folder)
    yield from _nominee_sheet_faults(folder)


def _source_faults(folder: Folder) -> Iterator[str]:
    """Tables and columns that an entry of `sources` names and nobody knows."""
    content = (folder.campaign.document.content or {}).get("sources")
    for name, source in (content if isinstance(content, dict) else {}).items():
        for path, fault in mapping_faults(name, source if isinstance(source, dict) else {}):
            yield f"{folder.campaign.document.place(('sources', name, *path))}: {fault}"


def repeated(codes: Iterable[str]) -> set[str]:
    """The codes that occur more than once."""
    return {code for code, times in Counter(codes).items() if times > 1}


def code_faults(place: str, code: str, *, is_repeated: bool) -> Iterator[str]:
    """What is wrong with one code of a list."""
    if is_repeated:
        yield f"{place}: mã {code!r} có hai lần; mỗi mã dùng một lần"
    if not CODE.fullmatch(code):
        yield f"{place}: mã {code[:40]!r} chỉ dùng chữ cái không dấu, số và dấu _"


def _code_faults(folder: Folder) -> Iterator[str]:
    """Codes of leagues and measures that are repeated or no codes."""
    leagues = folder.campaign.model.leagues if folder.campaign.model else ()
    measures = folder.measures.model.measures if folder.measures.model else ()
    for draft, key, codes in (
        (folder.campaign, "leagues", [league.code for league in leagues]),
        (folder.measures, "measures", [measure.code for measure in measures]),
    ):
        seen: set[str] = set()
        for i, code in enumerate(codes):
            yield from code_faults(draft.at(key, i, "code"), code, is_repeated=code.lower() in seen)
            seen.add(code.lower())  # DuckDB takes A and a for one column


def _name_faults(folder: Folder, campaign: Campaign) -> Iterator[str]:
    """A code that cannot name a run, a title that says nothing."""
    if not CAMPAIGN_CODE.fullmatch(campaign.code):
        yield (
            f"{folder.campaign.at('code')}: đang là {campaign.code[:40]!r}; chỉ dùng chữ thường "
            "không dấu, số, dấu _ và -, ví dụ hanoi-2024-11"
        )
    if not campaign.title.strip():
        yield f"{folder.campaign.at('title')}: để trống; ghi tên đợt thi đua"


def _day_faults(folder: Folder, campaign: Campaign) -> Iterator[str]:
    """Days out of order: start ≤ close ≤ deadline ≤ objections_until."""
    if campaign.close < campaign.start:
        yield (
            f"{folder.campaign.at('close')}: đang là {campaign.close}, trước ngày bắt đầu "
            f"{campaign.start}; sửa một trong hai ngày"
        )
    if campaign.deadline < campaign.close:
        yield (
            f"{folder.campaign.at('deadline')}: đang là {campaign.deadline}, trước ngày kết thúc "
            f"{campaign.close}; hạn báo cáo phải từ ngày kết thúc trở đi"
        )
    until = campaign.objections_until
    if until is not None and until < campaign.deadline:
        yield (
            f"{folder.campaign.at('objections_until')}: đang là {until}, trước hạn báo cáo "
            f"{campaign.deadline}; hạn nhận ý kiến phải từ hạn báo cáo trở đi"
        )
    limits = campaign.limits
    if limits.target_ceiling < limits.target_floor:
        yield f"{folder.campaign.at('limits', 'target_ceiling')}: nhỏ hơn target_floor; sửa một số"


def _zone_faults(folder: Folder, campaign: Campaign) -> Iterator[str]:
    """A zone that nobody knows."""
    try:
        ZoneInfo(campaign.time_zone)
    except (KeyError, ValueError, OSError):
        place = folder.campaign.at("time_zone")
        yield f"{place}: không có múi giờ {campaign.time_zone[:40]!r}; dùng Asia/Ho_Chi_Minh"


def _league_faults(folder: Folder, campaign: Campaign) -> Iterator[str]:
    """Leagues without units, and peer groups that leave a unit out or take one twice."""
    if not folder.ranked.codes:
        yield f"{folder.campaign.at('leagues')}: không có bảng nào được xếp hạng; thêm một bảng"
    builtin = BUILTIN.fullmatch(campaign.boundaries)
    if campaign.boundaries and not builtin:
        yield f"{folder.campaign.at('boundaries')}: cần builtin:TÊN, ví dụ builtin:hanoi-2024"
    for i, league in enumerate(campaign.leagues):
        units = [unit for unit in folder.register.units if unit.league == league.code]
        if not units and folder.register.is_whole:
            yield (
                f"{folder.campaign.at('leagues', i, 'code')}: bảng {league.code!r} "
                "không có đơn vị nào; thêm đơn vị hoặc bỏ bảng"
            )
        elif units:
            yield from _peer_group_faults(folder, i, league, units)


def _peer_group_faults(folder: Folder, i: int, league: League, units: list[Unit]) -> Iterator[str]:
    """What keeps a league's peer groups from taking every unit exactly once (COUNTING 29)."""
    groups = league.peer_groups

    def at(*path: str | int) -> str:
        return folder.campaign.at("leagues", i, "peer_groups", *path)

    if groups.by == "types":
        named = [name for group in groups.types for name in group.types]
        present = {unit.type for unit in units}
        for name in sorted(present - set(named)):
            yield f"{at('types')}: không nhóm nào nhận loại đơn vị {name!r}; thêm vào một nhóm"
        for name in sorted(set(named) - present):  # a cut register may lack a type, not misspell it
            if get_close_matches(name, sorted(present), n=1):
                yield f"{at('types')}: {unknown('loại đơn vị', name, present)}"
        for name in sorted(repeated(named)):
            yield f"{at('types')}: loại đơn vị {name!r} ở hai nhóm; giữ ở một nhóm"
        for code in sorted(repeated(group.code for group in groups.types)):
            yield f"{at('types')}: mã nhóm {code!r} có hai lần; mỗi nhóm một mã"
    elif groups.size_groups != 1:
        yield f"{at('size_groups')}: chỉ dùng với `by: types`; xóa khóa"
    if groups.by == "petitions_before":
        if groups.since is None or groups.until is None or groups.until <= groups.since:
            yield f"{at('until')}: cần since và until, với since trước until"
    if groups.by == "listed" and not groups.listed:
        yield f"{at('listed')}: thiếu danh sách các nhóm; thêm nhóm và mã đơn vị"
    if groups.listed:
        codes = [code for listed in groups.listed.values() for code in listed]
        known = {unit.unit_code for unit in units}
        for code in sorted(set(codes) - known if folder.register.is_whole else ()):
            yield f"{at('listed')}: {unknown('đơn vị', code, known)}"
        for code in sorted(repeated(codes)):
            yield f"{at('listed')}: đơn vị {code} ở hai nhóm; giữ ở một nhóm"
        for code in sorted(known - set(codes)):
            yield f"{at('listed')}: đơn vị {code} chưa ở nhóm nào; thêm vào một nhóm"


def _unit_faults(folder: Folder) -> Iterator[str]:
    """Units of unknown leagues, under unknown parents, or above themselves."""
    register = folder.register
    parents = {unit.unit_code: unit.parent_code for unit in register.units}
    city = (folder.campaign.document.content or {}).get("city")
    city_code = str(city.get("code", "")) if isinstance(city, dict) else ""
    leagues = folder.campaign.model.leagues if folder.campaign.model else ()
    rows = {league.code for league in leagues if league.reports == "row_of_parent"}
    there = {*parents, *register.refused}
    strangers = Counter(unit.league for unit in register.units)
    for unit, place in zip(register.units, register.places, strict=True):
        times = strangers.pop(unit.league, 0)  # said once a league, not once a commune
        for fault in folder.leagues.fault(unit.league, f"{place}: league") if times else ():
            yield fault if times == 1 else f"{fault} ({times} dòng)"
        if unit.unit_code == city_code:
            yield f"{place}: unit_code: {city_code} là mã của thành phố (khóa city); đổi mã"
        if unit.parent_code not in {"", city_code, *parents} and register.is_whole:
            yield f"{place}: parent_code: {unknown('đơn vị cấp trên', unit.parent_code, ())}"
        elif unit.league in rows and unit.parent_code not in there:
            yield f"{place}: parent_code: bảng {unit.league} nộp theo báo cáo của cấp trên; điền mã"
        elif _is_above_itself(unit.unit_code, parents):
            yield f"{place}: parent_code: đơn vị {unit.unit_code} nằm trên chính nó; sửa mã"


def _is_above_itself(code: str, parents: dict[str, str]) -> bool:
    """Whether the way up from a unit comes back to it."""
    seen: set[str] = set()
    step = parents.get(code, "")
    while step in parents and step not in seen:
        if step == code:
            return True
        seen.add(step)
        step = parents[step]
    return False


def _measure_faults(folder: Folder) -> Iterator[str]:
    """Measures without a source, or whose two tolerances are the wrong way round."""
    for i, measure in enumerate(folder.measures.model.measures if folder.measures.model else ()):
        place = folder.measures.at("measures", i, "sources")
        if not measure.sources or repeated(measure.sources):
            yield f"{place}: cần ít nhất một nguồn, mỗi nguồn một lần"
        if measure.tolerance.error < measure.tolerance.warning:
            yield (
                f"{folder.measures.at('measures', i, 'tolerance', 'error')}: nhỏ hơn warning; "
                "sai lệch phải hỏi lại lớn hơn sai lệch cần lưu ý"
            )


def _form_faults(folder: Folder) -> Iterator[str]:
    """Forms of unknown leagues, and fields that ask for what no measure keeps."""
    measures = folder.measures.model.measures if folder.measures.model else ()
    by_code = {measure.code: measure for measure in measures}
    forms = folder.forms.model.forms if folder.forms.model else ()
    twice = repeated(form.league for form in forms)
    for i, form in enumerate(forms):
        place = folder.forms.at("forms", i, "league")
        yield from folder.leagues.fault(form.league, place)
        if form.league in twice:
            yield f"{place}: bảng {form.league!r} có hai biểu mẫu; giữ một"
        for j, field in enumerate(form.fields):
            at = folder.forms.at("forms", i, "fields", j, "measure")
            alike = [one for one in form.fields if (one.kind == "share") == (field.kind == "share")]
            if field.measure in repeated(one.measure for one in alike):
                yield f"{at}: {field.measure!r} có hai ô trong một biểu mẫu; giữ một ô"
            if comparison_key(field.label) in repeated(
                comparison_key(one.label) for one in form.fields
            ):
                yield f"{at}: nhãn {field.label!r} có hai ô; đặt nhãn khác để đọc lại được"
            if field.kind == "text":
                continue
            yield from folder.measure_names.fault(field.measure, at)
            if field.measure in by_code and "self_report" not in by_code[field.measure].sources:
                yield f"{at}: measures.yaml không cho {field.measure!r} nhận nguồn self_report"


def _nominee_sheet_faults(folder: Folder) -> Iterator[str]:
    """A nominees' sheet on which columns repeat, or which does not say who is proposed."""
    sheet = folder.forms.model.nominees if folder.forms.model else None
    if sheet is None:
        return
    twice = repeated(field.column for field in sheet.fields)
    labels = repeated(comparison_key(field.label) for field in sheet.fields)
    for i, field in enumerate(sheet.fields):
        at = folder.forms.at("nominees", "fields", i, "column")
        if field.column in twice:
            yield f"{at}: {field.column!r} có hai cột; giữ một cột"
        if comparison_key(field.label) in labels:
            yield f"{at}: nhãn {field.label!r} có hai cột; đặt nhãn khác để đọc lại được"
    for needed in ("kind", "name"):
        if needed not in {field.column for field in sheet.fields}:
            yield f"{folder.forms.at('nominees', 'fields')}: thiếu cột {needed!r}; thêm cột"
