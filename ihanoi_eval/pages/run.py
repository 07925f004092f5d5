"""The whole evaluation from a notebook: folders found, a day read, what came out, where to look."""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import quote

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, figures
from ihanoi_eval.reporting.facts import header, table
from ihanoi_eval.reporting.html import Html, join, text
from ihanoi_eval.reporting.index import CITY_PAGES, Made
from ihanoi_eval.reporting.seats import seats_taken
from ihanoi_eval.reporting.today import tasks_list, to_do
from ihanoi_eval.vietnamese import format_count, parse_date

MARKS_OF_PROJECT = ("params", "outputs")  # folders that stand beside notebooks/


def folder(name: str) -> Path:
    """A folder by its name: as it stands, else from here upward, else in the project.

    A notebook runs in notebooks/, papermill in the project: both may write outputs/x.
    """
    path = Path(name)
    above = (Path.cwd(), *Path.cwd().parents)
    if path.is_absolute():
        return path
    for place in above:
        if (place / path).exists():
            return place / path
    for place in above:
        if all((place / mark).is_dir() for mark in MARKS_OF_PROJECT):
            return place / path
    return Path.cwd() / path


def day(words: str) -> date:
    """The day that an officer wrote, 20/12/2024 or 2024-12-20."""
    try:
        return parse_date(words)
    except ValueError as fault:
        raise CallError(f"as_of: {fault}") from None


def outcome(evaluation: Evaluation, pages: Iterable[Made]) -> Html:
    """What came out: units, questions, units proposed, and each page that failed."""
    proposed = sum(
        seats_taken(evaluation, league.code).total
        for league in evaluation.rules.campaign.ranked_leagues
    )
    failed = [
        callout("failed", f"{one.name}: {one.cell} {one.error}".strip(), word="Trang chưa lập được")
        for one in pages
        if one.status != "done"
    ]
    return (
        header(evaluation, "Kết quả lần chạy")
        + figures(
            [
                (format_count(len(table(evaluation, "ranking"))), "đơn vị được chấm điểm"),
                (format_count(len(table(evaluation, "findings"))), "nội dung cần làm rõ"),
                (format_count(proposed), "suất trong dự thảo danh sách"),
            ]
        )
        + join(failed)
    )


def tasks(evaluation: Evaluation) -> Html:
    """What has to be done next; the pages themselves are linked below."""
    plain = [replace(task, page="") for task in to_do(evaluation)]
    return tasks_list(plain, none="Không có việc nào đang chờ")


def links(run: Path) -> Html:
    """The pages of a run, to open from this notebook."""
    html = run / "html"
    pages = {"index": "Mục lục và Việc cần làm"}
    pages |= {name: title for name, (title, _) in CITY_PAGES.items()}
    items = [
        Html(f'<li><a href="{_address(page)}" target="_blank">{text(title)}</a></li>')
        for name, title in pages.items()
        if (page := html / f"{name}.html").is_file()
    ]
    return Html(f"<ul>{join(items)}</ul><p>Thư mục kết quả: <code>{text(run)}</code></p>")


def _address(path: Path) -> str:
    """A file as a link from where the notebook runs."""
    return escape(quote(Path(os.path.relpath(path)).as_posix()))
