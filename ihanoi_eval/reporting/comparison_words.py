"""What a comparison says, line by line: changed rules, seats gained and lost, ranks that moved."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.comparison import Comparison
from ihanoi_eval.reporting.facts import (
    cut_off_text,
    indicator_label,
    place_of,
    points_text,
    records,
    rows_of,
    rubric_text,
)
from ihanoi_eval.reporting.seat_changes import changed_nominees
from ihanoi_eval.reporting.wording import lower_first, word

MOST_RULES, MOST_MOVES, MOST_NOMINEES = 40, 10, 20


def tell(found: Comparison) -> str:
    """The whole comparison for a terminal; the tables hold every unit and part."""
    lines = [f"Trước: {_run(found.before)}", f"Sau:   {_run(found.after)}"]
    for title, part in (
        (f"QUY ĐỊNH KHÁC NHAU: {len(found.rules)}", _rules(found)),
        ("SUẤT ĐỀ NGHỊ", _seats(found)),
        (f"TẬP THỂ, CÁ NHÂN XÉT KHÁC: {len(found.nominees)}", _nominees(found)),
        ("THỨ HẠNG", _ranks(found)),
    ):
        lines += ["", title, *(f"  {line}" for line in part)]
    return "\n".join(lines)


def _run(run: Evaluation) -> str:
    """Which run it is."""
    synthetic = " · SỐ LIỆU GIẢ LẬP" if run.is_synthetic else ""
    return (
        f"{run.run_id or run.rules.campaign.code} · {cut_off_text(run)} · {rubric_text(run)} · kỳ "
        f"{word('phase', run.phase)}{synthetic}"
    )


def _rules(found: Comparison) -> Iterator[str]:
    """Each rule key that differs."""
    for row in records(found.rules.head(MOST_RULES)):
        yield f"{row['file']}: {row['key']}: {row['before']} → {row['after']}"
    if len(found.rules) > MOST_RULES:
        yield f"… và {len(found.rules) - MOST_RULES} khóa khác"
    if found.rules.empty:
        yield "Không có; khác nhau chỉ do số liệu và văn bản gửi đến."


def _seats(found: Comparison) -> Iterator[str]:
    """Who gained and who lost a place, why, and how many kept theirs."""
    units = found.units
    for seat in ("gained", "lost"):
        rows = units[units["seat"] == seat].sort_values(["league", "rank_after", "unit_code"])
        for row in records(rows):
            listed = rows_of(found.after, "shortlist", row["unit_code"])
            why = listed["reason"].iloc[0] if len(listed) else "không có danh sách"
            yield f"{word('seat', seat)}: {_move(found, row)}. {lower_first(why)}."
    kept = int((units["seat"] == "kept").sum())
    yield f"{word('seat', 'kept')}: {kept} đơn vị."


def _nominees(found: Comparison) -> Iterator[str]:
    """Each nominee about whom the runs decide differently, by number; the tables have all."""
    for row in changed_nominees(found.nominees.head(MOST_NOMINEES)):
        why = f". {lower_first(row['reason'])}" if row["reason"] else ""
        yield f"{row['list']}, mã {row['nominee_id']}: {row['decision']}{why}."
    if len(found.nominees) > MOST_NOMINEES:
        yield f"… và {len(found.nominees) - MOST_NOMINEES} tập thể, cá nhân khác"
    if found.nominees.empty:
        yield "Không có."


def _ranks(found: Comparison) -> Iterator[str]:
    """For each league how many moved, and who moved furthest."""
    for league in found.after.rules.campaign.ranked_leagues:
        rows = found.units[found.units["league"] == league.code]
        climbed = rows["rank_before"] - rows["rank_after"]
        moved = rows[climbed.fillna(0) != 0]
        yield f"{league.label}: {len(moved)} trong {len(rows)} đơn vị đổi hạng"
        order = climbed[moved.index].abs().sort_values(ascending=False, kind="stable").index
        for row in records(moved.loc[order].head(MOST_MOVES)):
            yield f"  {_move(found, row)}"


def _move(found: Comparison, row: dict[str, Any]) -> str:
    """A unit's ranks, totals, and what moved it."""
    run = found.after
    ranks = " → ".join(
        "không hạng" if pd.isna(row[name]) else f"{row[name]:.0f}"
        for name in ("rank_before", "rank_after")
    )
    words = f"{place_of(run, row['unit_code'])}: hạng {ranks}"
    if pd.isna(row["difference"]):
        return words
    totals = " → ".join(points_text(run, row[name]) for name in ("total_before", "total_after"))
    words += f", {totals} điểm ({_signed(run, row['difference'])}"
    if row["by_rules"] or row["by_data"]:
        words += (
            f": quy định {_signed(run, row['by_rules'])}, số liệu {_signed(run, row['by_data'])}"
        )
    return words + (f"; chủ yếu ở {_part(run, row['moved_by'])})" if row["moved_by"] else ")")


def _signed(run: Evaluation, points: float) -> str:
    """Points with their sign."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{points_text(run, abs(points))}"


def _part(run: Evaluation, part: str) -> str:
    """What a part of the total is called."""
    named = word("part", part)
    return lower_first(indicator_label(run, part) if named == part else named)
