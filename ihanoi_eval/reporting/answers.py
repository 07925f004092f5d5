"""What units wrote in words: who answered a question of the form, and what, never as markup."""

import re

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, folded, mark
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.facts import place_of, table
from ihanoi_eval.reporting.html import Html, paragraph, text
from ihanoi_eval.reporting.tables import in_part, named, objects
from ihanoi_eval.reporting.wording import names
from ihanoi_eval.vietnamese import MISSING, comparison_key

COMPLIANCE, SOLUTIONS, DIFFICULTIES = "compliance", "solutions", "difficulties"
OF_A_SECTION = (COMPLIANCE, SOLUTIONS, DIFFICULTIES)
LONGEST = 320  # letters of an answer on a page; the whole is in tables/answers.csv
MOST, NAMED = 8, 8  # answers in sight; units named that gave none
NUMBER = re.compile(r"(?<![\d/.])\d{2,4}(?![\d/.]\d|\d|/)")


def last_answers(evaluation: Evaluation, field: str) -> pd.DataFrame:
    """What each unit last wrote in a field, by unit."""
    rows = table(evaluation, "answers")
    rows = rows[rows["field"] == field].sort_values(["received_at", "file"], kind="stable")
    return rows.drop_duplicates("unit_code", keep="last").sort_values("unit_code")


def asked(evaluation: Evaluation, field: str) -> list[str]:
    """The ranked units whose form asks for the field."""
    campaign = evaluation.rules.campaign
    return [
        code
        for league in campaign.ranked_leagues
        for form in [campaign.form_of(league.code)]
        if form and any(one.measure == field for one in form.fields)
        for code in campaign.units_of(league.code)
    ]


def compliance(evaluation: Evaluation) -> Html:
    """Which of the documents that the form names each unit speaks of (Plan IV.2)."""
    label = evaluation.rules.campaign.text_fields.get(COMPLIANCE, "")
    numbers = list(dict.fromkeys(NUMBER.findall(label)))
    rows = last_answers(evaluation, COMPLIANCE)
    if rows.empty:
        return _who(evaluation, COMPLIANCE, rows)
    said = {
        number: [number in NUMBER.findall(value) for value in rows["value"]] for number in numbers
    }
    counts = [f"{number}: {sum(said[number])} đơn vị" for number in numbers]
    told = f" Nhắc đến văn bản {'; '.join(counts)}." if counts else ""
    columns = {
        f"no_{number}": objects(
            [mark("passed", "có nêu") if one else text(MISSING) for one in said[number]], rows
        )
        for number in numbers
    }
    some = pd.DataFrame(said, index=rows.index).sum(axis=1) if said else 0
    frame = _frame(evaluation, rows).assign(**columns, mentioned=some)
    frame = frame.sort_values(["mentioned", "unit_code"])
    labels = {f"no_{number}": number for number in numbers}
    note = "Số văn bản được dò trong câu trả lời; câu trả lời ít nhắc đến nhất đứng trước."
    return _who(evaluation, COMPLIANCE, rows, told) + _listed(frame, label, labels, note)


def answers_to(evaluation: Evaluation, field: str) -> Html:
    """Who answered a field and what, a line each unit."""
    rows = last_answers(evaluation, field)
    if rows.empty:
        return _who(evaluation, field, rows)
    label = evaluation.rules.campaign.text_fields.get(field, field)
    return _who(evaluation, field, rows) + _listed(_frame(evaluation, rows), label, {}, "")


def answers_grouped(evaluation: Evaluation, field: str) -> Html:
    """The answers of a field, the same words of several units in one line; then by unit, folded."""
    rows = last_answers(evaluation, field)
    if rows.empty:
        return _who(evaluation, field, rows)
    keys = rows["value"].map(comparison_key)
    groups = [
        {
            "value": _short(group["value"].iloc[0]),
            "count": len(group),
            "units": names([place_of(evaluation, code) for code in group["unit_code"]], most=NAMED),
        }
        for _, group in rows.groupby(keys, sort=False)
    ]
    frame = pd.DataFrame(groups).sort_values("count", ascending=False, kind="stable")
    label = evaluation.rules.campaign.text_fields.get(field, field)

    def make(part: pd.DataFrame, note: str) -> Html:
        return make_table(
            part,
            caption=label,
            labels={"value": "Nội dung", "count": "Số đơn vị", "units": "Đơn vị nêu"},
            kinds={"value": "text", "count": "count", "units": "text"},
            note=note or "Nguyên văn của đơn vị; câu giống nhau gộp một dòng.",
        )

    by_unit = _listed(_frame(evaluation, rows), label, {}, "", most=len(rows))
    return (
        _who(evaluation, field, rows)
        + in_part(frame, make, most=MOST, name="answers", what="nội dung")
        + folded(f"Theo từng đơn vị: {len(rows)} đơn vị", by_unit)
    )


def other_answers(evaluation: Evaluation) -> Html:
    """What a form asks in words beside compliance, solutions and difficulties; or nothing."""
    shown = Html("")
    for field in evaluation.rules.campaign.text_fields:
        if field not in OF_A_SECTION:
            shown += answers_to(evaluation, field)
    return shown


def _who(evaluation: Evaluation, field: str, rows: pd.DataFrame, told: str = "") -> Html:
    """How many of the asked answered, and who of those that reported did not."""
    due = asked(evaluation, field)
    if not due:
        return callout("note", "Biểu mẫu của đợt này không hỏi nội dung này.")
    answered = set(rows["unit_code"])
    reports = table(evaluation, "reports")
    sent = set(reports["unit_code"][reports["file"] != ""])
    silent = [place_of(evaluation, code) for code in due if code in sent and code not in answered]
    words = f"{len(answered & set(due))}/{len(due)} đơn vị được hỏi đã trả lời.{told}"
    if silent:
        words += f" Đã gửi báo cáo nhưng để trống: {names(silent, most=NAMED)}."
    return paragraph(words)


def _frame(evaluation: Evaluation, rows: pd.DataFrame) -> pd.DataFrame:
    """Answers as a page shows them."""
    return named(evaluation, rows).assign(value=rows["value"].map(_short))


def _listed(
    frame: pd.DataFrame, caption: str, more: dict[str, str], note: str, *, most: int = MOST
) -> Html:
    """A line each unit."""
    labels = {"name": "Đơn vị", **more, "value": "Nội dung đơn vị báo cáo"}

    def make(part: pd.DataFrame, left: str) -> Html:
        return make_table(
            part,
            caption=caption,
            labels=labels,
            kinds=dict.fromkeys(labels, "text"),
            links={"name": "page"},
            note=f"{note} {left}".strip(),
        )

    return in_part(frame, make, most=most, name="answers", what="đơn vị")


def _short(words: str) -> str:
    """An answer cut to what a page can hold."""
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
