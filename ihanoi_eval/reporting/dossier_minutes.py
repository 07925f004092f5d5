"""The Council's minutes: who was there, what was voted, what was decided otherwise."""

from typing import Final

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.dossier_people import (
    BLANK,
    Row,
    decisions_text,
    people_table,
    who_text,
)
from ihanoi_eval.reporting.dossier_proposal import level_text
from ihanoi_eval.reporting.facts import records
from ihanoi_eval.rules.law import TO_CHECK
from ihanoi_eval.vietnamese import format_count, format_percent

UNCLEAR: Final = "chưa rõ"


def minutes_of(evaluation: Evaluation) -> Row:
    """The Council: who was there, what was voted, what was decided otherwise."""
    awards = evaluation.rules.awards
    members, votes = people_table(evaluation, "council"), people_table(evaluation, "votes")
    return {
        "attendance": [
            "Hội đồng họp xét đề nghị khen thưởng; thành phần theo danh sách dưới đây."
            if len(members)
            else f"Chưa có danh sách thành viên Hội đồng (reviews/council); ghi vào: {BLANK}"
        ],
        "members": [
            {
                "number": number,
                "name": row["member"],
                "position": row["position"],
                "present": _presence(row),
                "written": "có" if str(row["written_opinion"]).strip() else "",
            }
            for number, row in enumerate(records(members), start=1)
        ],
        "vote_rule": [
            f"Mức tối thiểu để đề nghị: {level_text(awards.vote_threshold)} "
            + ("tổng số thành viên" if awards.votes.counted_of == "all_members" else "số có mặt")
            + f" ({TO_CHECK}: tỷ lệ không thống nhất giữa các quy định)."
        ],
        "votes": [
            {
                "number": number,
                "name": who_text(evaluation, row),
                "votes_for": format_count(row["votes_for"]),
                "votes_against": format_count(row["votes_against"]),
                "members": format_count(row["members_total"]),
                "share": format_percent(row["votes_share"]),
                "note": {"true": "", "false": "DƯỚI MỨC"}.get(row["is_enough"], UNCLEAR),
            }
            for number, row in enumerate(records(votes), start=1)
        ],
        "decisions": decisions_text(evaluation) or ["Không có."],
    }


def _presence(member: Row) -> str:
    """Whether a member was there, as far as anybody says; who wrote an opinion was not."""
    unsaid = "" if str(member["written_opinion"]).strip() else UNCLEAR
    return {"true": "có", "false": ""}.get(member["is_present"], unsaid)
