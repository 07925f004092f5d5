"""What changed since the earlier run that is named: files, reports, doubts, figures, ranks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, figures, folded
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.disclosure import shared_count
from ihanoi_eval.reporting.due_reports import due_reports
from ihanoi_eval.reporting.facts import decisions, measure_label, name_of, place_of, table
from ihanoi_eval.reporting.html import Html, join, paragraph, text
from ihanoi_eval.reporting.tables import findings_table, in_part, named, objects
from ihanoi_eval.reporting.wording import lower_first, names, word
from ihanoi_eval.vietnamese import format_count, format_date

MOST, NAMED = 10, 12  # rows in sight; files and units that a sentence names
NOT_NAMED = (
    "Trang chỉ so sánh với lần chạy được chỉ rõ: thêm --previous với thư mục của lần chạy trước."
)


def since_previous(evaluation: Evaluation, previous: Evaluation | None) -> Html:
    """What is new, changed or gone since the earlier run; what to do where none is named."""
    if previous is None:
        return callout("note", NOT_NAMED)
    opened, closed = _doubts(evaluation, previous)
    values = changed_values(evaluation, previous)
    moved = moved_ranks(evaluation, previous)
    head = (
        f"So với lần chạy {previous.run_id}, chốt ngày {format_date(previous.as_of)}; lần này chốt "
        f"ngày {format_date(evaluation.as_of)}."
    )
    return paragraph(head) + figures(
        [
            (format_count(len(values)), "số liệu được dùng đã đổi"),
            (f"{len(opened)} / {len(closed)}", "nội dung cần làm rõ mới mở / đã khép"),
            (format_count(len(moved)), "đơn vị đổi hạng"),
        ]
    ) + join(
        [
            _facts(evaluation, previous, moved),
            _values_table(evaluation, values),
            _findings(evaluation, previous, opened, closed),
            _ranks_table(evaluation, moved),
        ]
    )  # fmt: skip


def changed_files(
    evaluation: Evaluation, previous: Evaluation
) -> tuple[list[str], list[str], list[str]]:
    """The files that are new, that have another content, and that are gone."""
    now, before = (
        dict(zip(rows["file"], rows["sha256"], strict=True))
        for rows in (table(evaluation, "sources"), table(previous, "sources"))
    )
    new = sorted(now.keys() - before.keys())
    other = sorted(file for file in now.keys() & before.keys() if now[file] != before[file])
    return new, other, sorted(before.keys() - now.keys())


def new_reports(evaluation: Evaluation, previous: Evaluation) -> tuple[list[str], list[str]]:
    """The units whose report came since, and those whose report is known no more."""
    now, before = (
        set(rows["unit_code"][rows["file"] != ""])
        for rows in (table(evaluation, "reports"), table(previous, "reports"))
    )
    return sorted(now - before), sorted(before - now)


def changed_values(evaluation: Evaluation, previous: Evaluation) -> pd.DataFrame:
    """The units' used values that are not what they were, before and after with their sources.

    The widest change first, as a share of what it was; then what is new or gone (step is NaN).
    """
    keys = ["unit_code", "measure"]
    now, before = (
        table(run, "panel")[[*keys, "used_value", "used_source"]] for run in (evaluation, previous)
    )
    both = before.merge(now, on=keys, how="outer", suffixes=("_before", "_after"))
    both = both[both["unit_code"].isin(evaluation.rules.campaign.unit_by_code)]
    old, new = both["used_value_before"], both["used_value_after"]
    same = (old == new) | (old.isna() & new.isna())
    both = both[~same]
    old, new = both["used_value_before"], both["used_value_after"]
    step = (new - old).abs() / old.abs()  # from zero to anything is the widest
    return both.assign(step=step).sort_values(
        ["step", *keys], ascending=[False, True, True], na_position="last", ignore_index=True
    )


def moved_ranks(evaluation: Evaluation, previous: Evaluation) -> pd.DataFrame:
    """The units with another rank: unit_code, league, before, after; the widest step first."""
    keys = ["unit_code", "league"]
    now, before = (table(run, "ranking")[[*keys, "rank"]] for run in (evaluation, previous))
    both = before.merge(now, on=keys, how="outer", suffixes=("_before", "_after"))
    old, new = both["rank_before"], both["rank_after"]
    both = both[(old != new) & ~(old.isna() & new.isna())]
    step = (both["rank_before"] - both["rank_after"]).abs().fillna(np.inf)
    return both.assign(step=step).sort_values(
        ["step", "unit_code"], ascending=[False, True], ignore_index=True
    )


def _doubts(evaluation: Evaluation, previous: Evaluation) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings that wait now and did not before, and those that waited and do no more."""
    now, before = (
        rows[rows["status"] == "open"]
        for rows in (table(evaluation, "findings"), table(previous, "findings"))
    )
    opened = now[~now["finding_id"].isin(before["finding_id"])]
    return opened, before[~before["finding_id"].isin(now["finding_id"])]


def _facts(evaluation: Evaluation, previous: Evaluation, moved: pd.DataFrame) -> Html:
    """Files, reports and seats that changed, a line each."""
    new, other, gone = changed_files(evaluation, previous)
    own = set(due_reports(evaluation).due)
    came, lost = (
        [code for code in codes if code in own] for codes in new_reports(evaluation, previous)
    )
    lines = [
        _line("Tệp mới", new),
        _line("Tệp có nội dung khác", other),
        _line("Tệp không còn", gone),
        _line("Báo cáo mới nhận", [place_of(evaluation, code) for code in came]),
        _line("Báo cáo không còn", [place_of(evaluation, code) for code in lost]),
        *_seats(evaluation, previous),
    ]
    if not any(lines) and moved.empty:
        return paragraph("Không tệp, báo cáo hay kết quả xét nào thay đổi.")
    return Html(f"<ul>{join(Html(f'<li>{text(line)}</li>') for line in lines if line)}</ul>")


def _line(what: str, found: Sequence[str]) -> str:
    """How many and which; nothing without any."""
    if not found:
        return ""
    shown = ", ".join(found[:NAMED])
    left = f" và {len(found) - NAMED} mục khác" if len(found) > NAMED else ""
    return f"{what} ({format_count(len(found))}): {shown}{left}."


def _seats(evaluation: Evaluation, previous: Evaluation) -> list[str]:
    """Who came onto the list and who left it."""
    now, before = decisions(evaluation), decisions(previous)
    taken = {code for code, one in now.items() if one == "award"}
    had = {code for code, one in before.items() if one == "award"}
    return [
        _line(what, [place_of(evaluation, code) for code in sorted(codes)])
        for what, codes in (
            ("Vào danh sách đề nghị", taken - had),
            ("Ra khỏi danh sách đề nghị", had - taken),
        )
    ]


def _values_table(evaluation: Evaluation, rows: pd.DataFrame) -> Html:
    """The used values that changed, before and after with their sources."""
    if rows.empty:
        return paragraph("Không số liệu nào được dùng thay đổi.")
    counts = rows["measure"].value_counts()
    told = [
        f"{lower_first(measure_label(evaluation, str(code)))} ({format_count(count)} đơn vị)"
        for code, count in counts.head(5).items()
    ]
    frame = named(evaluation, rows).assign(
        before=_shared(rows, "used_value_before"),
        after=_shared(rows, "used_value_after"),
        measure=[measure_label(evaluation, code) for code in rows["measure"]],
        source=[
            word("source", after) if before == after else f"{_source(before)} → {_source(after)}"
            for before, after in zip(
                rows["used_source_before"], rows["used_source_after"], strict=True
            )
        ],
    )

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption="Số liệu được dùng đã đổi: đổi nhiều đứng trước, mới có, không còn đứng sau",
            labels={
                **{"name": "Đơn vị", "measure": "Chỉ tiêu", "before": "Lần trước"},
                **{"after": "Lần này", "source": "Nguồn"},
            },
            kinds={
                **{"name": "text", "measure": "text", "source": "text"},
                **{"before": "count", "after": "count"},
            },
            links={"name": "page"},
            note=note,
        )

    what = paragraph(f"Số liệu đổi nhiều nhất ở: {'; '.join(told)}.")
    return what + in_part(frame, make, most=MOST, name="panel", what="số liệu đã đổi")


def _source(code: object) -> str:
    """A source in words; none where the value is new or gone."""
    return word("source", code) if isinstance(code, str) and code else "không có"


def _shared(rows: pd.DataFrame, column: str) -> pd.Series:
    """Counts as a page that others read shows them."""
    pairs = zip(rows["measure"], rows[column], strict=True)
    return objects([shared_count(measure, count) for measure, count in pairs], rows)


def _findings(
    evaluation: Evaluation, previous: Evaluation, opened: pd.DataFrame, closed: pd.DataFrame
) -> Html:
    """The doubts that are new and those that are settled, folded."""
    parts = [
        folded(
            f"{what}: {format_count(len(rows))}",
            findings_table(run, rows, caption=what, shared=True),
        )
        for run, rows, what in (
            (evaluation, opened, "Nội dung cần làm rõ mới mở"),
            (previous, closed, "Nội dung cần làm rõ đã khép"),
        )
        if len(rows)
    ]
    return join(parts)


def _ranks_table(evaluation: Evaluation, rows: pd.DataFrame) -> Html:
    """The widest steps of each league; why is for the command compare."""
    if rows.empty:
        return paragraph("Không đơn vị nào đổi hạng.")
    lines = []
    for league in evaluation.rules.campaign.ranked_leagues:
        own = rows[rows["league"] == league.code]
        if len(own):
            moved = [
                f"{name_of(evaluation, str(row.unit_code))} "
                f"{_rank(row.rank_before)} → {_rank(row.rank_after)}"
                for row in own.head(5).itertuples()
            ]
            lines.append(
                f"{league.label}: {len(own)} đơn vị đổi hạng; nhiều nhất {names(moved, most=5)}."
            )
    return Html(f"<ul>{join(Html(f'<li>{text(line)}</li>') for line in lines)}</ul>")


def _rank(rank: object) -> str:
    """A rank in a sentence."""
    return f"{float(str(rank)):.0f}" if rank == rank else "không hạng"
