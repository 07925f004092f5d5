"""Collectives inside units and individuals as a shared page shows them: numbers, never names."""

from typing import Final

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.bonus import COLLECTIVES, INDIVIDUALS, seats_by_list
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import source_note, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.tables import in_part
from ihanoi_eval.reporting.wording import WORDS, names, word
from ihanoi_eval.vietnamese import format_count

LISTS: Final = (COLLECTIVES, INDIVIDUALS)
WITHOUT_SEAT: Final = ("on_hold", "not_eligible", "not_selected")
MOST, NUMBERS = 10, 4  # reasons in sight, and nominees that a reason names by number
NO_NOMINEES = "Chưa có tập thể trong đơn vị hay cá nhân nào được đề nghị."


def nominees_of(evaluation: Evaluation) -> pd.DataFrame:
    """The rows of `shortlist` that are about nominees."""
    listed = table(evaluation, "shortlist")
    return listed[listed["nominee_id"] != ""]


def nominee_counts(evaluation: Evaluation) -> Html:
    """For each list its seats, and how many nominees have which decision."""
    rows = nominees_of(evaluation)
    if rows.empty:
        return callout("note", NO_NOMINEES)
    seats = seats_by_list(evaluation.rules.awards)
    counts = rows.groupby(["list", "decision"]).size()
    decided = [one for one in WORDS["decision"] if one in set(rows["decision"])]
    frame = pd.DataFrame(
        {
            "list": [word("list", name) for name in LISTS],
            "seats": [seats[name] for name in LISTS],
            "nominees": [int((rows["list"] == name).sum()) for name in LISTS],
            **{code: [int(counts.get((name, code), 0)) for name in LISTS] for code in decided},
        }
    )
    labels = {"list": "Danh sách", "seats": "Suất tối đa", "nominees": "Được đề nghị"}
    return make_table(
        frame,
        caption="Tập thể trong đơn vị và cá nhân, theo kết quả xét",
        labels=labels | {code: word("decision", code) for code in decided},
        kinds={"list": "text", **dict.fromkeys(["seats", "nominees", *decided], "count")},
        note=source_note(
            evaluation,
            "không chấm điểm, không xếp hạng; Hội đồng chọn trong số đủ điều kiện; tên chỉ có "
            "trong hồ sơ của lần chạy",
        ),
    )


def nominee_reasons(evaluation: Evaluation) -> Html:
    """Why nominees have no seat: each reason with how many, and some of them by number."""
    rows = nominees_of(evaluation)
    rows = rows[rows["decision"].isin(WITHOUT_SEAT)]
    if rows.empty:
        return Html("")
    frame = pd.DataFrame(
        {
            "list": word("list", str(part["list"].iloc[0])),
            "reason": reason,
            "count": len(part),
            "who": names(list(part["nominee_id"]), most=NUMBERS, what="mã"),
        }
        for (_, reason), part in rows.groupby(["list", "reason"])
    ).sort_values(["count", "list", "reason"], ascending=[False, True, True])

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption=f"{format_count(len(rows))} tập thể, cá nhân không có suất, theo lý do",
            labels={"list": "Danh sách", "reason": "Lý do", "count": "Số lượng", "who": "Mã"},
            kinds={"list": "text", "reason": "text", "count": "count", "who": "text"},
            note=note or source_note(evaluation, "từng mã một ở tables/shortlist.csv"),
        )

    return in_part(frame, make, most=MOST, name="shortlist", what="lý do")
