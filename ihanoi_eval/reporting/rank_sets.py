"""What can be said of a rank inside its peer group, given the chance of the counts behind it."""

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import name_of, records, rows_of
from ihanoi_eval.vietnamese import format_percent


def rank_sets_sentence(evaluation: Evaluation, unit_code: str) -> str:
    """Between which ranks a unit stands in its peer group, and whether all sets together widen it.

    Empty where nothing was drawn, or for a unit without rank.
    """
    rows = records(rows_of(evaluation, "rank_sets", unit_code))
    if not rows:
        return ""  # before there is a list nothing is drawn
    row = rows[0]
    name = name_of(evaluation, unit_code)
    sure = format_percent(float(evaluation.rules.awards.sensitivity.rank_set_coverage), decimals=0)
    own = _ranks(row["marginal_rank_best"], row["marginal_rank_worst"])
    whole = _ranks(row["simultaneous_rank_best"], row["simultaneous_rank_worst"])
    together = "" if own == whole else f"; xét cùng lúc cả nhóm thì {whole}"
    return (
        f"Số đếm nào cũng có phần ngẫu nhiên: với độ tin cậy {sure}, {name} đứng {own} của nhóm "
        f"so sánh{together}. Hai đơn vị có khoảng hạng chồng lên nhau thì chưa đủ căn cứ để nói "
        "đơn vị nào hơn; thứ hạng vẫn tính theo điểm."
    )


def _ranks(best: float, worst: float) -> str:
    """One rank, or from which to which."""
    return f"hạng {best:.0f}" if best == worst else f"hạng {best:.0f} đến {worst:.0f}"
