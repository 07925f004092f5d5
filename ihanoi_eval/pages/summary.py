"""For leaders, two printed pages: what to decide, how far the city is, whom to propose.

It leads to no other page, because it is sent by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ihanoi_eval.evaluation import Evaluation, open_run
from ihanoi_eval.reporting.absences import absences
from ihanoi_eval.reporting.blocks import box, callout, figures
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.due_reports import due_reports
from ihanoi_eval.reporting.facts import (
    MINIMUM,
    city_pair,
    city_value,
    cut_line,
    header,
    measure_label,
    name_of,
    points_text,
    ranked,
    records,
    seats_of,
    source_note,
    table,
)
from ihanoi_eval.reporting.html import Html, join, paragraph, text
from ihanoi_eval.reporting.levels import at_level, is_kept_back
from ihanoi_eval.reporting.maps import indicator_map, short_name
from ihanoi_eval.reporting.seats import seats_taken
from ihanoi_eval.reporting.today import tasks_list, to_decide
from ihanoi_eval.reporting.waivers import waivers_list
from ihanoi_eval.reporting.wording import lower_first, names, share_words
from ihanoi_eval.rules.campaign import League
from ihanoi_eval.vietnamese import format_count

# What leaders ask first, as numerator and denominator of the city's own sums (METHOD 11).
RATES = (
    ("accounts_active_close", "population_15plus", "người từ đủ 15 tuổi có tài khoản"),
    ("accounts_used_two_days", "accounts_usable", "tài khoản dùng từ hai ngày"),
    ("petitions_on_time", "petitions_assessed", "phản ánh xử lý đúng hạn"),
    ("petitions_satisfied", "petitions_rated", "đánh giá hài lòng hoặc chấp nhận"),
    ("staff_active", "staff_due", "cán bộ đã kích hoạt"),
)
SHORT = 12  # units that a list may name in one column of a printed page


def open(run: str = "", unit_code: str = "", *, level: str = "internal") -> Evaluation:
    """The run; without a name, the last complete one."""
    return at_level(open_run(run or None), level)


def heading(evaluation: Evaluation) -> Html:
    """Title, status, the box of what has to be decided, three figures and two sentences."""
    shown = [row for row in _rates(evaluation) if row["share"] == row["share"]]
    new = city_value(evaluation, "accounts_active_close") - city_value(
        evaluation, "accounts_active_open"
    )
    items = [(str(row["told"]), str(row["what"])) for row in shown[:1]]
    if new == new:
        items.append((format_count(new), "tài khoản mới trong đợt"))
    items += [(str(row["told"]), str(row["what"])) for row in shown[2:3]]
    if not items:
        items = _league_figures(evaluation)
    return (
        header(evaluation, "Tổng hợp trình lãnh đạo", is_alone=True)
        + box("Việc lãnh đạo cần quyết định", decisions(evaluation))
        + figures(items, *filter(None, [_proposal(evaluation), _doubts(evaluation)]))
    )


def _league_figures(evaluation: Evaluation) -> list[tuple[str, str]]:
    """For a campaign without accounts: who leads each league."""
    found = []
    for league in evaluation.rules.campaign.ranked_leagues[:3]:
        rows = ranked(evaluation, league.code)
        if len(rows):
            best = name_of(evaluation, rows["unit_code"].iloc[0])
            points = points_text(evaluation, rows["total_points"].iloc[0])
            found.append((points, f"điểm cao nhất của bảng {lower_first(league.label)}: {best}"))
    return found


def _rates(evaluation: Evaluation) -> list[dict[str, float | str]]:
    """The city's rates with their counts."""
    found: list[dict[str, float | str]] = []
    city = evaluation.rules.campaign.city
    for numerator, denominator, what in RATES:
        if city and is_kept_back(evaluation, city.code, numerator, denominator):
            continue
        have, whole = city_pair(evaluation, numerator, denominator)
        share = have / whole if whole > 0 else float("nan")
        told = share_words(have, whole)
        found.append({"what": what, "have": have, "whole": whole, "share": share, "told": told})
    return found


def _proposal(evaluation: Evaluation) -> str:
    """How many of each league are proposed."""
    parts = [
        f"{seats.total} {league.unit_label}" + (f" ({seats.split})" if seats.split else "")
        for league in evaluation.rules.campaign.ranked_leagues
        if (seats := seats_taken(evaluation, league.code)).total
    ]
    if not parts:
        return "Chưa lập danh sách đề nghị khen thưởng ở kỳ này."
    return f"Dự thảo danh sách đề nghị khen thưởng gồm {names(parts)}."


def _doubts(evaluation: Evaluation) -> str:
    """How much is still unanswered."""
    rows = table(evaluation, "findings")
    waiting = rows[rows["status"] == "open"]
    reports = due_reports(evaluation)
    errors = int((waiting["severity"] == "error").sum())
    words = (
        f"Còn {format_count(len(waiting))} nội dung chờ đơn vị trả lời, trong đó "
        f"{format_count(errors)} phải sửa"
    )
    if not reports.due:
        return f"{words}."
    return f"{words}; {reports.share} đơn vị chưa gửi báo cáo."


def decisions(evaluation: Evaluation) -> Html:
    """What leaders have to decide."""
    tasks = [replace(task, page="") for task in to_decide(evaluation)]
    return tasks_list(tasks, none="Không có việc nào chờ lãnh đạo quyết định")


def city(evaluation: Evaluation) -> Html:
    """The city's rates with the counts they rest on, and beside them what figures are not."""
    told = Html("<h3>Lưu ý khi sử dụng</h3>") + caveats(evaluation)
    return _side_by_side([_rates_table(evaluation), told])


def _rates_table(evaluation: Evaluation) -> Html:
    """The city's rates with the counts they rest on."""
    rows = [row for row in _rates(evaluation) if row["share"] == row["share"]]
    if not rows:
        return paragraph("Đợt này không có số liệu tài khoản, phản ánh của toàn Thành phố.")
    frame = pd.DataFrame(rows)
    frame["share"] = [
        share_words(*pair) for pair in zip(frame["have"], frame["whole"], strict=True)
    ]
    frame["what"] = [str(what)[:1].upper() + str(what)[1:] for what in frame["what"]]
    return make_table(
        frame,
        caption="Kết quả chung",
        labels={"what": "Nội dung", "have": "Số đạt", "whole": "Trên", "told": "Tỷ lệ"},
        kinds={"what": "text", **dict.fromkeys(("have", "whole", "told"), "count")},
        note=source_note(evaluation, "tổng của các đơn vị, không phải trung bình các tỷ lệ"),
    )


def proposed(evaluation: Evaluation) -> Html:
    """The draft list of each league, short ones beside the map, long ones in two columns."""
    leagues = [
        (league, rows.sort_values(["total_points", "unit_code"], ascending=[False, True]))
        for league in evaluation.rules.campaign.ranked_leagues
        if len(rows := seats_of(evaluation, league.code, "award", "council"))
    ]
    if not leagues:
        return callout("note", "Chưa có danh sách đề nghị ở kỳ này.")
    long = [_list_of(evaluation, *pair) for pair in leagues if len(pair[1]) > SHORT]
    short = [
        one for pair in leagues if len(pair[1]) <= SHORT for one in _list_of(evaluation, *pair)
    ]
    parents = list(evaluation.rules.campaign.children)
    drawn = indicator_map(evaluation, parents) if parents else None
    first = [join(short), *([drawn] if drawn else [])] if short else []
    beside = [_side_by_side(tables) for tables in [first, *long] if tables]
    return join([*beside, waivers_list(evaluation)])


def _list_of(evaluation: Evaluation, league: League, rows: pd.DataFrame) -> list[Html]:
    """A league's names, in two columns where there are many."""
    cut = cut_line(evaluation, league.code)
    kept = cut.by_minimum if cut else ()
    end = f"; ngưỡng {points_text(evaluation, cut.points)}" if cut else ""
    seats = seats_taken(evaluation, league.code)
    split = f" ({seats.split})" if seats.split else ""
    size = len(ranked(evaluation, league.code))
    caption = f"{league.label}: {seats.total}/{size}{split}{end}"
    if len(rows) <= SHORT:
        return [_names_table(evaluation, rows, kept, caption=caption)]
    half = -(-len(rows) // 2)
    return [
        _names_table(evaluation, rows.iloc[:half], kept, caption=caption),
        _names_table(evaluation, rows.iloc[half:], kept, caption=f"{league.label} (tiếp)"),
    ]


def _side_by_side(tables: Sequence[Html]) -> Html:
    """Tables beside each other where there is room, under each other on a phone."""
    return Html(f'<div class="beside">{join(Html(f"<div>{one}</div>") for one in tables)}</div>')


def _names_table(
    evaluation: Evaluation, rows: pd.DataFrame, kept: Sequence[str], *, caption: str
) -> Html:
    """Name with the unit above, rank and points; what is not by points alone has a sign."""
    frame = pd.DataFrame(
        {
            "name": [_name_in_list(evaluation, row, kept) for row in records(rows)],
            "rank": rows["rank"].to_numpy(),
            "points": rows["total_points"].to_numpy(),
        }
    )
    return make_table(
        frame,
        caption=caption,
        labels={"name": "Đơn vị", "rank": "Hạng", "points": "Điểm"},
        kinds={"name": "text", "rank": "count", "points": "points"},
        decimals={"points": evaluation.rules.rubric.decimals},
        note=f"□: {MINIMUM}, không theo ngưỡng điểm." if rows["unit_code"].isin(kept).any() else "",
    )


def _name_in_list(evaluation: Evaluation, row: Mapping[str, Any], kept: Sequence[str]) -> str:
    """A unit as the list names it: where it lies, and what is not simply by level."""
    units = evaluation.rules.campaign.unit_by_code
    parent = units[row["unit_code"]].parent_code
    where = f", {short_name(evaluation, parent)}" if parent in units else ""
    signs = {
        "◆ ": row["decision"] == "council",
        "▲ ": row["track"] == "improvement",
        "□ ": row["unit_code"] in kept,
    }
    mark = next((sign for sign, is_so in signs.items() if is_so), "")
    return f"{mark}{name_of(evaluation, row['unit_code'])}{where}"


def caveats(evaluation: Evaluation) -> Html:
    """What these figures are not."""
    population = lower_first(measure_label(evaluation, "population_15plus"))
    items = [
        "Điểm đo kết quả của đợt thi đua theo bộ tiêu chí đã nêu, không thay cho đánh giá, "
        "xếp loại hằng năm của đơn vị.",
        "Điểm không so giữa các bảng; đồng hạng là bằng nhau, không ai đứng trước.",
        "Nội dung cần làm rõ không làm thay đổi điểm; chỉ kết quả thẩm định có văn bản mới đổi.",
    ]
    if city_value(evaluation, "population_15plus") > 0:
        items.append(f"Mẫu số của tỷ lệ có tài khoản là {population}, không phải số điện thoại.")
    items += [
        f"Tiêu chí không có nguồn số liệu, đã rời tổng điểm của {found}."
        for found in absences(evaluation)
    ]
    if evaluation.is_synthetic:
        items.insert(0, "SỐ LIỆU GIẢ LẬP: không dùng để trình, không nói gì về đơn vị có thật.")
    return Html(f"<ul>{join(Html(f'<li>{text(item)}</li>') for item in items)}</ul>")
