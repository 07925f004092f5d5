"""The doubts by weight, by who answers, and with their answers."""

from collections.abc import Callable

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.doubts import (
    SEVERITIES,
    answered,
    doubts_by_kind,
    doubts_by_sender,
    doubts_listed,
)


def one(final: Evaluation, **cells: str) -> pd.DataFrame:
    """A finding of the run, changed."""
    return final.tables["findings"].head(1).assign(status="open", **cells)


def test_a_communes_doubts_are_its_districts_to_answer(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """Two of communes and one of the district itself are three of one workbook."""
    rows = [one(final, unit_code=code, severity="error") for code in ("00001", "00004", "001")]
    shown = words(doubts_by_sender(changed(final, findings=pd.concat(rows))))
    assert "Quận Ba Đình 3 0 0" in shown and "Phúc Xá" not in shown


def test_the_unit_with_most_to_mend_stands_first(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """One error weighs more than two warnings."""
    rows = [one(final, unit_code="001", severity="warning")] * 2
    rows.append(one(final, unit_code="CQ03", severity="error"))
    rows.append(one(final, unit_code="", severity="question"))
    shown = words(doubts_by_sender(changed(final, findings=pd.concat(rows))))
    name = final.rules.campaign.unit_by_code["CQ03"].name
    assert shown.index(f"{name} 1 0 0") < shown.index("Quận Ba Đình 0 2 0")
    assert "không gắn với đơn vị nào 0 0 1" in shown


def test_questions_are_counted_as_the_table_has_them(
    final: Evaluation, words: Callable[[object], str]
):
    """Open ones by weight, answered ones apart; the last row sums."""
    rows = final.tables["findings"]
    waiting = rows[rows["status"] == "open"]["severity"].value_counts()
    answers = (rows["status"] != "open").sum()
    sums = [waiting.get(code, 0) for code in SEVERITIES] + [answers]
    assert words(doubts_by_kind(final)).endswith(" ".join(["Tổng cộng", *map(str, sums)]))


def test_every_open_doubt_is_on_the_page_folded(final: Evaluation):
    """A fold of each weight, a row of each doubt."""
    rows = final.tables["findings"]
    waiting = rows[rows["status"] == "open"]
    shown = str(doubts_listed(final))
    assert shown.count("<details>") == waiting["severity"].nunique()
    assert shown.count("<tr") == len(waiting) + waiting["severity"].nunique()


def test_an_answer_stands_with_its_document_and_day(
    final: Evaluation, words: Callable[[object], str]
):
    """inspection:…:GL-22 was open on 3/12 and explained on 13/12 by GL-32/VP: the latest counts."""
    assert "Đã giải trình GL-32/VP 13/12/2024" in words(answered(final))


def test_no_answer_is_a_sentence(
    final: Evaluation, changed: Callable[..., Evaluation], words: Callable[[object], str]
):
    """And no empty table."""
    rows = final.tables["findings"].assign(status="open")
    assert words(answered(changed(final, findings=rows))).startswith("Chưa có nội dung nào")
