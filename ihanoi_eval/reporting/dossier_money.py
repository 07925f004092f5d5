"""The money that goes with the proposal, list by list, in figures and in words."""

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.bonus import ALL
from ihanoi_eval.reporting.dossier_people import Row
from ihanoi_eval.reporting.dossier_proposal import budget_rows
from ihanoi_eval.rules.law import TO_CHECK
from ihanoi_eval.vietnamese import format_count, format_date, format_number, in_words


def bonus_of(evaluation: Evaluation) -> Row:
    """Appendix V: the money list by list, in figures and words, and what the law leaves open."""
    budget = budget_rows(evaluation)
    whole = next((row for row in budget if row["list"] == ALL), None)
    priced = [
        row for row in budget if row["list"] != ALL and row["base_salary"] == row["base_salary"]
    ]
    return {
        "bonus": [
            {
                **{"number": row["number"], "name": row["name"]},
                "count": format_count(row["awards_count"]),
                "amount": "" if row["list"] == ALL else format_count(row["amount_each"]),
                "total": format_count(row["amount_total"]),
            }
            for row in budget
        ],
        "bonus_rule": _bonus_rule(evaluation, priced),
        "bonus_words": f"{in_words(int(whole['amount_total']))} đồng".capitalize()
        if whole is not None and whole["amount_total"] == whole["amount_total"]
        else "chưa tính được",
        "bonus_choice": [
            f"{row['name']}: quy định có thể hiểu theo cách khác, khi đó "
            f"mỗi suất là {format_count(row['amount_other'])} đồng; đề nghị cơ quan "
            "tài chính cho ý kiến."
            for row in priced
            if row["amount_other"] != row["amount_each"]
        ],
    }


def _bonus_rule(evaluation: Evaluation, priced: list[Row]) -> list[str]:
    """How a sum comes about, and what of it was not verified."""
    if not priced:
        return ["Chưa có quy định về mức tiền thưởng ở ngày quyết định; chưa tính được."]
    step = format_count(evaluation.rules.awards.bonus.round_up_to)
    day = evaluation.rules.awards.decision_day(evaluation.as_of)
    found = [
        f"Mức tiền thưởng = mức lương cơ sở × hệ số, làm tròn lên {step} đồng, theo quy định ngày "
        f"{format_date(day)}: lương cơ sở {format_count(priced[0]['base_salary'])} đồng."
    ]
    for row in priced:
        mark = "" if row["is_verified"] == "true" else f" ({TO_CHECK})"
        coefficient = format_number(row["coefficient"], 1)
        found.append(f"{row['name']}: hệ số {coefficient}{mark}.")
    return found
