"""What pages ask of a run: names and labels, one unit's rows, the cut line, the title block."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, masthead, status_line
from ihanoi_eval.reporting.html import Html, text
from ihanoi_eval.reporting.wording import ACTIVE_IS_REGISTERED, word
from ihanoi_eval.rules.campaign import League
from ihanoi_eval.rules.rubric import Indicator
from ihanoi_eval.schemas import empty_table
from ihanoi_eval.vietnamese import format_date, format_number, format_seal

NO_ACTIVATION = "activation_unknown"  # the finding of COUNTING 7
HASH_SHOWN = 12  # first digits of SHA-256 that a page shows; the whole is in tables/sources.csv
MINIMUM = "suất tối thiểu của nhóm so sánh"  # a seat that only it gave, as a page calls it


@dataclass(frozen=True)
class UnitView:
    """A run seen from one unit: what the page of a district or a unit is about."""

    evaluation: Evaluation
    unit_code: str


@dataclass(frozen=True)
class CutLine:
    """Where a league's list by level ends: the points of its last seat by points, and how many.

    by_minimum: the units whose seat only the minimum of their peer group gave, below the line.
    """

    points: float
    seats: int
    by_minimum: tuple[str, ...] = ()


def table(evaluation: Evaluation, name: str) -> pd.DataFrame:
    """A table of the run; one without a row where the run has none."""
    found = evaluation.tables.get(name)
    return empty_table(name) if found is None else found


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by its columns."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def rows_of(evaluation: Evaluation, name: str, unit_code: str) -> pd.DataFrame:
    """The rows of a table that are about one unit."""
    frame = table(evaluation, name)
    return frame[frame["unit_code"] == unit_code]


def see_unit(evaluation: Evaluation, unit_code: str) -> UnitView:
    """The run seen from a unit of its register, or what to do where there is no such unit."""
    if unit_code not in evaluation.rules.campaign.unit_by_code:
        raise CallError(
            f"unit_code {unit_code!r} is no unit of {evaluation.rules.campaign.code}; "
            "codes are text as in units.csv, such as '001' or '00061'"
        )
    return UnitView(evaluation, unit_code)


def name_of(evaluation: Evaluation, unit_code: str) -> str:
    """A unit's name; the code itself for one that the register does not hold."""
    campaign = evaluation.rules.campaign
    if campaign.city and unit_code == campaign.city.code:
        return campaign.city.name
    unit = campaign.unit_by_code.get(unit_code)
    return unit.name if unit else unit_code


def place_of(evaluation: Evaluation, unit_code: str) -> str:
    """A unit's name with its parent's, because 53 communes share a name with another."""
    unit = evaluation.rules.campaign.unit_by_code.get(unit_code)
    parent = evaluation.rules.campaign.unit_by_code.get(unit.parent_code) if unit else None
    name = name_of(evaluation, unit_code)
    return f"{name}, {parent.name}" if parent else name


def page_of(evaluation: Evaluation, unit_code: str) -> str:
    """Where a unit is found whichever pages were made: its line in the index, which always exists.

    The index is written last and knows which pages there are; it leads on to the unit's.
    """
    return f"index.html#{unit_code}" if unit_code in evaluation.rules.campaign.unit_by_code else ""


def source_anchor(sha256: str) -> str:
    """The place of a file that was read on the page of evidence, by the beginning of its hash."""
    return f"tep-{sha256[:HASH_SHOWN]}"


def league_of(evaluation: Evaluation, unit_code: str) -> League:
    """The league of a unit."""
    campaign = evaluation.rules.campaign
    return campaign.league_by_code[campaign.unit_by_code[unit_code].league]


def group_label(evaluation: Evaluation, league: str, group: str) -> str:
    """What a peer group of a league is called."""
    return evaluation.rules.campaign.league_by_code[league].group_label(group)


def indicator_of(evaluation: Evaluation, code: str) -> Indicator | None:
    """An indicator of the rubric by its code."""
    return next((one for one in evaluation.rules.rubric.indicators if one.code == code), None)


def leading_indicator(evaluation: Evaluation, league: str) -> Indicator | None:
    """The indicator that says most of a league: the improvement's, else the one worth most."""
    rubric, improvement = evaluation.rules.rubric, evaluation.rules.awards.improvement
    rules = rubric.indicators_of(league)
    named = [one for one in rules if improvement and one.code == improvement.indicator]
    return next(
        iter(named), max(rules, key=lambda one: rubric.max_points(one, league), default=None)
    )


def rate_of_cases(evaluation: Evaluation, league: str) -> Indicator | None:
    """The league's first rate on few cases, the one that a funnel is drawn of."""
    rules = evaluation.rules.rubric.indicators_of(league)
    return next((one for one in rules if one.small_numbers is not None), None)


def indicator_label(evaluation: Evaluation, code: str) -> str:
    """An indicator's label."""
    found = indicator_of(evaluation, code)
    return found.label if found else code


def pillar_labels(evaluation: Evaluation) -> dict[str, str]:
    """The label of every pillar, in the order of the rubric."""
    return {pillar.code: pillar.label for _, pillar in evaluation.rules.rubric.walk()}


def measure_label(evaluation: Evaluation, code: str) -> str:
    """A measure's label."""
    found = evaluation.rules.campaign.measure_by_code.get(code)
    return found.label if found else code


def gate_label(evaluation: Evaluation, code: str) -> str:
    """A gate's label."""
    gates = evaluation.rules.awards.gates
    return next((gate.label for gate in gates if gate.code == code), code)


def stage_label(evaluation: Evaluation, code: str) -> str:
    """What decided a seat: total points, an indicator of the tie chain, or the Council."""
    found = indicator_of(evaluation, code)
    return found.label if found else word("decided_by", code)


def points_text(evaluation: Evaluation, points: float) -> str:
    """Points with the rubric's decimals."""
    return format_number(points, decimals=evaluation.rules.rubric.decimals)


def rank_text(evaluation: Evaluation, unit_code: str) -> str:
    """A unit's rank with its league, ties said; empty for a unit without rank."""
    rows = rows_of(evaluation, "ranking", unit_code)
    if rows.empty or pd.isna(rows["rank"].iloc[0]):
        return ""
    row = rows.iloc[0]
    ranking = table(evaluation, "ranking")
    size = ranking.loc[ranking["league"] == row["league"], "rank"].count()
    tied = "đồng hạng" if row["is_tied"] == "true" else "hạng"
    label = evaluation.rules.campaign.league_by_code[row["league"]].unit_label
    return f"{tied} {row['rank']:.0f} trong {size} {label}"


def ranked(evaluation: Evaluation, league: str) -> pd.DataFrame:
    """The rows of ranking of a league's units that have a total, best first, equal ones by code."""
    ranking = table(evaluation, "ranking")
    ranking = ranking[(ranking["league"] == league) & ranking["total_points"].notna()]
    return ranking.sort_values(["total_points", "unit_code"], ascending=[False, True])


def seats_of(evaluation: Evaluation, league: str, *decisions: str, track: str = "") -> pd.DataFrame:
    """A league's rows of the shortlist with these decisions, their points beside them."""
    listed = table(evaluation, "shortlist")
    ranking = table(evaluation, "ranking")
    ranking = ranking.loc[ranking["league"] == league, ["unit_code", "total_points", "rank"]]
    listed = listed.merge(ranking, on="unit_code")
    wanted = listed["decision"].isin(decisions)
    return listed[wanted & (listed["track"] == track)] if track else listed[wanted]


def decisions(evaluation: Evaluation) -> dict[str, str]:
    """What was decided of each unit; nothing in it before there is a list."""
    listed = table(evaluation, "shortlist")
    listed = listed[listed["nominee_id"] == ""]
    return dict(zip(listed["unit_code"], listed["decision"], strict=True))


@lru_cache(maxsize=8)  # a page asks a dozen times, and finding minimum seats takes a while
def cut_line(evaluation: Evaluation, league: str) -> CutLine | None:
    """Where the league's drafted list by level ends, the open seats included; none without one.

    The Council's choice does not move it: it says nothing of the points that a seat takes.
    """
    seats = table(evaluation, "cut_lines").merge(ranked(evaluation, league), on="unit_code")
    seats = seats[seats["seat_by"] != ""]
    if seats.empty:
        return None
    is_kept = seats["seat_by"] == "minimum"
    is_kept &= not is_kept.all()  # a list of such seats alone ends where the last of them is
    by_points = seats[~is_kept]
    left = evaluation.rules.awards.quotas[league].level - int(is_kept.sum())
    return CutLine(
        points=float(by_points["total_points"].min()),
        seats=min(len(by_points), left),  # more units than seats where the Council has to choose
        by_minimum=tuple(seats.loc[is_kept, "unit_code"].sort_values()),
    )


def pillar_points(evaluation: Evaluation, league: str) -> dict[str, pd.Series]:
    """Points of each pillar that a league has, by unit."""
    points = table(evaluation, "points")
    points = points[points["unit_code"].isin(ranked(evaluation, league)["unit_code"])]
    sums = points.groupby(["pillar", "unit_code"])["points"].sum(min_count=1)
    found = set(points["pillar"])
    return {code: sums[code] for code in pillar_labels(evaluation) if code in found}


def city_value(evaluation: Evaluation, measure: str) -> float:
    """The whole city's used value of a measure, NaN where the run has none."""
    city = evaluation.rules.campaign.city
    if city is None:
        return float("nan")
    return used_value(evaluation, city.code, measure)


def city_pair(evaluation: Evaluation, numerator: str, denominator: str) -> tuple[float, float]:
    """The city's numerator and denominator over the units that have both.

    A register that has a unit's staff and not its accounts makes no rate above 100%, nor a low one.
    """
    # A unit's own part stands beside the sum of those below it, so it is a part by itself.
    own = table(evaluation, "own_counts")
    parts = pd.concat(
        [
            _parts(evaluation),
            own.assign(unit_code="+" + own["unit_code"]),
        ]
    )
    parts = parts[parts["measure"].isin([numerator, denominator])]
    wide = parts.pivot(index="unit_code", columns="measure", values="used_value")
    wide = wide.reindex(columns=[numerator, denominator])
    whole = wide.dropna()
    if len(whole) == len(wide.dropna(how="all")):
        return city_value(evaluation, numerator), city_value(evaluation, denominator)
    sums = whole.sum(min_count=1)
    return float(sums[numerator]), float(sums[denominator])


def _parts(evaluation: Evaluation) -> pd.DataFrame:
    """The used values that the city's are sums of: units without others below, or own measures."""
    campaign = evaluation.rules.campaign
    codes = {code for one in campaign.ranked_leagues for code in campaign.units_of(one.code)}
    panel = table(evaluation, "panel")
    own = {one.code for one in campaign.measures if one.parent == "own"}
    panel = panel[panel["unit_code"].isin(codes) & panel["used_value"].notna()]
    return panel[~panel["unit_code"].isin(campaign.children) | panel["measure"].isin(own)]


def used_value(evaluation: Evaluation, unit_code: str, measure: str) -> float:
    """A unit's used value of a measure, NaN where it has none."""
    panel = table(evaluation, "panel")
    found = panel.loc[(panel["unit_code"] == unit_code) & (panel["measure"] == measure)]
    return float(found["used_value"].iloc[0]) if len(found) else float("nan")


def cut_off_text(evaluation: Evaluation) -> str:
    """Up to which day the counts go."""
    last = evaluation.rules.campaign.cut_off(evaluation.as_of) - timedelta(days=1)
    return f"số liệu đến hết {format_date(last)}"


def rubric_text(evaluation: Evaluation) -> str:
    """Whether a document stands behind the rubric, and which."""
    rubric = evaluation.rules.rubric
    if rubric.status.approved is None:
        return f"Bộ tiêu chí ĐỀ XUẤT, phiên bản {rubric.version}"
    approved = rubric.status.approved
    return (
        f"Bộ tiêu chí phiên bản {rubric.version}, phê duyệt tại văn bản số "
        f"{approved.document_no} ngày {format_date(approved.on_date)}"
    )


def source_note(evaluation: Evaluation, *parts: str) -> str:
    """The line under a figure: what it rests on, up to when, under which rubric."""
    rubric = "" if evaluation.rules.rubric.is_approved else "bộ tiêu chí ĐỀ XUẤT"
    synthetic = "SỐ LIỆU GIẢ LẬP" if evaluation.is_synthetic else ""
    words = "; ".join(filter(None, [*parts, cut_off_text(evaluation), rubric, synthetic]))
    return f"{words[:1].upper()}{words[1:]}."


def header(evaluation: Evaluation, title: str, *, is_alone: bool = False) -> Html:
    """The title block of every page: issuing body, title, campaign, and one line of status.

    Below it, where no activation is known, what the word active means (COUNTING 7).
    """
    campaign = evaluation.rules.campaign
    last = campaign.cut_off(evaluation.as_of) - timedelta(days=1)
    checks = table(evaluation, "findings")["check"]
    level = word("level", evaluation.facts.get("shown_at", "internal"))
    label = callout("note", ACTIVE_IS_REGISTERED) if (checks == NO_ACTIVATION).any() else Html("")
    head = masthead(
        [body for body in (campaign.issuer_parent, campaign.issuer) if body],
        title,
        subtitle=campaign.title,
        level=level,
        status=status_line(
            rubric_text(evaluation),
            level,
            f"Số liệu đến hết {format_date(last)}",
            f"Báo cáo, văn bản nhận đến {format_date(evaluation.as_of)}",
            f"Kỳ {word('phase', evaluation.phase)}",
            *([f"Lần chạy {evaluation.run_id}"] if evaluation.run_id else []),
            *([_seal_part(evaluation.facts["seal"])] if "seal" in evaluation.facts else []),
            warning="SỐ LIỆU GIẢ LẬP" if evaluation.is_synthetic else "",
        ),
        is_alone=is_alone,
    )
    return head + label


def _seal_part(seal: str) -> Html:
    """What a stamped sheet anchors, on one line where it fits: `verify` shows the same digits."""
    return Html(f'<span class="seal">Mã {text(format_seal(seal))}</span>')
