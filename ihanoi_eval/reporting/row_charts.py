"""Charts of rows: units or pillars one under another on one scale, with a limit across them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting import drawing as d
from ihanoi_eval.reporting.facts import (
    name_of,
    pillar_labels,
    pillar_points,
    points_text,
    ranked,
    records,
    seats_of,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.levels import BELOW, GROWTH, KEPT_BACK, is_kept_back
from ihanoi_eval.reporting.wording import LEFT_OUT, lower_first
from ihanoi_eval.vietnamese import format_percent

SMALL = 12.5
ZONES = {"clear_in": d.PASSED, "cut_line": d.QUESTION, "clear_out": d.OTHERS}


@dataclass(frozen=True)
class Row:
    """One line of a chart: a name, where its mark stands, the words at its end.

    Its line runs from 0 to the mark, or over a span of its own.
    """

    name: str
    at: float
    words: str
    shape: str = "circle"
    colour: str = d.OTHERS
    is_this: bool = False
    span: tuple[float, float] | None = None


def rows_chart(
    rows: Sequence[Row],
    *,
    title: str,
    alt: str,
    ends: tuple[str, str],
    note: str = "",
    limit: float | None = None,
    limit_words: str = "",
    has_names_above: bool = False,
) -> Html:
    """Units one under another, each a line to its mark with words at the end, and one limit.

    Places are shares of the scale, whose ends carry words. Names stand above their lines where
    they are long, or always, so that the lines of every page are of one length.
    """
    longest = max((d.text_width(row.name, SMALL) for row in rows), default=0)
    is_long = has_names_above or longest > 0.44 * d.NARROW
    step, left = (36, 0.02) if is_long else (21, 0.44)
    right = max(d.text_width(words, SMALL) for words in ("100%", *(row.words for row in rows)))
    plot = max(1 - left - right / d.NARROW - 0.06, 0.15)
    top = 26 if limit_words else 6
    height = top + step * len(rows) + 20
    parts = []
    frame = [
        d.text(0, height - 4, ends[0], size=11, colour=d.OTHERS),
        d.text(1, height - 4, ends[1], size=11, anchor="end", colour=d.OTHERS),
    ]
    if limit is not None:
        at = d.clip(limit)
        frame.append(d.line(at, top - 6, at, height - 18, colour=d.CUT, width=1.4, dash="5 3"))
        frame.append(d.text(at, 13, limit_words, anchor=d.anchor_at(at), colour=d.CUT))
    parts.append(d.pane(left, 0, plot, height, *frame))
    for place, row in enumerate(rows):
        y = top + step * place + (26 if is_long else 11)
        ink = d.UNIT if row.is_this else d.INK
        parts.append(d.pane(left, 0, plot, height, *_row_marks(row, y)))
        parts.append(d.text(1, y + 4, row.words, anchor="end", size=SMALL, colour=ink))
        name_y = y - 12 if is_long else y + 4
        parts.append(
            d.text(0, name_y, row.name, size=SMALL, colour=ink, bold=row.is_this, halo=is_long)
        )
    return d.drawn(d.sheet(height, *parts, alt=alt), title=title, note=note)


def _row_marks(row: Row, y: float) -> list[str]:
    """A row's line and its mark; nothing for a unit without a value."""
    if row.at != row.at:
        return []
    colour = d.UNIT if row.is_this else row.colour
    at = d.clip(row.at)
    start, end = map(d.clip, row.span) if row.span else (0.0, at)
    line = d.line(start, y, end, y, colour=colour, width=1.8)
    return [line, d.mark(row.shape, at, y, colour=colour)]


def pace_rows(evaluation: Evaluation, codes: Sequence[str], *, this: str) -> Html:
    """New accounts of units against what is expected by now; twice that is the full scale."""
    progress = table(evaluation, "progress").set_index("unit_code").reindex(list(codes))
    kept = {code for code in codes if is_kept_back(evaluation, code, GROWTH)}
    share = progress[GROWTH] / progress["pace_expected"].where(progress["pace_expected"] > 0)
    share[[*kept]] = float("nan")
    words = {
        code: KEPT_BACK if code in kept else format_percent(share[code], decimals=0)
        for code in codes
    }
    order = [this, *share.drop(this).sort_values(ascending=False, na_position="last").index]
    rows = [
        Row(
            name=name_of(evaluation, code),
            at=share[code] / 2,
            words=words[code],
            is_this=code == this,
            colour=d.OTHERS if share[code] >= 1 else d.QUESTION,
            shape="circle" if share[code] >= 1 else "triangle",
        )
        for code in order
    ]
    behind = int((progress["status"].drop(this) == "behind").sum())
    told = f"{name_of(evaluation, this)} đạt {words[this]} mức cần có"
    if this in kept:
        told = f"{name_of(evaluation, this)}: {KEPT_BACK}"
    others = f"{behind} trong {len(order) - 1} đơn vị thuộc chưa đạt"
    sentence = f"{told}; {others}" if len(order) > 1 else told
    return rows_chart(
        rows,
        title=sentence,
        alt=d.sentence("Tài khoản mới so với mức cần có", sentence),
        ends=("0%", "200%"),
        limit=0.5,
        limit_words="mức cần có đến nay",
        has_names_above=True,
        note=source_note(evaluation, "▲: chưa đạt mức cần có", *([BELOW] if kept else [])),
    )


def pillar_gaps(evaluation: Evaluation, league: str) -> Html | None:
    """How far those proposed are ahead of the league's middle, pillar by pillar; or nothing."""
    seats = set(seats_of(evaluation, league, "award", "council")["unit_code"])
    points = pillar_points(evaluation, league)
    if not seats or not points:
        return None
    rubric = evaluation.rules.rubric
    most = {pillar.code: float(rubric.max_points(pillar, league)) for _, pillar in rubric.walk()}
    labels = pillar_labels(evaluation)
    rows, ahead = [], {}
    for code, values in points.items():
        middle = float(values.median())
        taken = float(values[values.index.isin(seats)].median())
        if middle != middle or taken != taken:
            continue  # a pillar without a source has left the total: there is nothing to compare
        ahead[code] = taken - middle
        words = f"{points_text(evaluation, middle)} → {points_text(evaluation, taken)}"
        span = (middle / most[code], taken / most[code])
        rows.append(Row(labels[code], span[1], words, shape="square", colour=d.INK, span=span))
    if not ahead:
        return None
    first = max(ahead, key=lambda code: (ahead[code], code))
    label = evaluation.rules.campaign.league_by_code[league].label
    title = (
        f"{label}: đơn vị được đề nghị hơn mức giữa của bảng nhiều nhất ở "
        f"{lower_first(labels[first])} ({points_text(evaluation, ahead[first])} điểm)"
    )
    return rows_chart(
        rows,
        title=title,
        alt=d.sentence(title, *(f"{row.name} {row.words}" for row in rows)),
        ends=("0", "điểm tối đa của nhóm"),
        note=source_note(
            evaluation, "đường ngang từ mức giữa của bảng đến mức giữa của đơn vị được đề nghị (■)"
        ),
    )


def rank_intervals(
    evaluation: Evaluation, league: str, scenario: str, *, title: str, most: int = 40
) -> Html | None:
    """Where each unit's rank lies in nine draws of ten, best first; none without draws."""
    drawn = table(evaluation, "sensitivity")
    drawn = drawn[drawn["scenario"] == scenario].merge(ranked(evaluation, league), on="unit_code")
    drawn = drawn[drawn["rank_p05"].notna()].sort_values(["rank", "unit_code"])
    near = drawn[drawn["zone"].isin(["clear_in", "cut_line"])]
    near = (near if len(near) else drawn).head(most)
    if near.empty:
        return None
    last = float(near[["rank_p95", "rank"]].max().max())
    rows = [
        Row(
            name=f"{row['rank']:.0f}. {name_of(evaluation, row['unit_code'])}",
            at=row["rank"] / last,
            span=(row["rank_p05"] / last, row["rank_p95"] / last),
            words=f"{row['rank_p05']:.0f}–{row['rank_p95']:.0f}",
            shape="square" if row["zone"] == "clear_in" else "tick",
            colour=ZONES[row["zone"]],
        )
        for row in records(near)
    ]
    seats = evaluation.rules.awards.quotas[league].level
    return rows_chart(
        rows,
        title=title,
        alt=d.sentence(
            f"Khoảng hạng của {len(rows)} đơn vị",
            f"{name_of(evaluation, str(near['unit_code'].iloc[0]))} {rows[0].words}",
        ),
        ends=("hạng 1", f"hạng {last:.0f}"),
        limit=seats / last if seats <= last else None,
        limit_words=f"{seats} chỗ" if seats <= last else "",
        note=source_note(
            evaluation,
            "đường ngang: hạng trong 90% số lần thử; ■: chắc trong danh sách; ▏: sát ngưỡng",
        ),
    )


def award_shares(
    evaluation: Evaluation, league: str, scenario: str, *, most: int = 40
) -> Html | None:
    """How often each unit near the line is on the list, with the other scenarios as a span."""
    drawn = table(evaluation, "sensitivity")
    drawn = drawn[~drawn["scenario"].str.startswith(LEFT_OUT)]
    spans = drawn.groupby("unit_code")["award_share"].agg(["min", "max"]).reset_index()
    shares = drawn[drawn["scenario"] == scenario].merge(spans, on="unit_code")
    shares = shares.merge(ranked(evaluation, league), on="unit_code")
    if shares.empty:
        return None
    seats = set(seats_of(evaluation, league, "award", "council")["unit_code"])
    is_seated = shares["unit_code"].isin(seats)
    near = shares[is_seated | (shares["zone"] != "clear_out")]
    near = near.sort_values(["award_share", "rank", "unit_code"], ascending=[False, True, True])
    rows = [
        Row(
            name=f"{row['rank']:.0f}. {name_of(evaluation, row['unit_code'])}",
            at=row["award_share"],
            span=(row["min"], row["max"]),
            words=format_percent(row["award_share"], decimals=0),
            shape="square" if row["unit_code"] in seats else "tick",
            colour=d.INK if row["unit_code"] in seats else d.OTHERS,
        )
        for row in records(near.head(most))
    ]
    doubtful = int((is_seated & (shares["award_share"] < 0.5)).sum())
    label = evaluation.rules.campaign.league_by_code[league].label
    title: str = (
        f"{label}: {doubtful} trong {len(seats)} đơn vị được đề nghị có tên ở dưới một nửa số "
        "lần thử"
        if doubtful
        else f"{label}: cả {len(seats)} đơn vị được đề nghị có tên ở quá nửa số lần thử"
    )
    return rows_chart(
        rows,
        title=title,
        alt=d.sentence(title, *(f"{row.name} {row.words}" for row in rows[:5])),
        ends=("0%", "100% số lần thử"),
        limit=0.5,
        limit_words="một nửa",
        note=source_note(
            evaluation,
            "■: được đề nghị; ▏: không; dấu và số: trọng số và số liệu cùng dao động; đường ngang: "
            "giữa các kịch bản",
            *([f"{most} trong {len(near)} đơn vị sát ngưỡng"] if len(near) > most else []),
        ),
    )
