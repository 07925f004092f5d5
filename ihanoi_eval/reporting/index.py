"""The first page: what has to be done, the city's pages, and every unit by its name."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout, link
from ihanoi_eval.reporting.facts import (
    decisions,
    header,
    name_of,
    points_text,
    rank_text,
    ranked,
    table,
)
from ihanoi_eval.reporting.html import Html, document, join, text
from ihanoi_eval.reporting.levels import SUFFIXES, file_at, is_public, level_of
from ihanoi_eval.reporting.maps import indicator_map
from ihanoi_eval.reporting.today import Task, tasks_list, to_do
from ihanoi_eval.reporting.wording import lower_first, word
from ihanoi_eval.vietnamese import sort_key

ANCHOR = re.compile(r"[A-Za-z0-9_-]+")
CITY_PAGES = {
    "50_summary": ("Tổng hợp trình lãnh đạo", "hai trang in"),
    "10_evidence": ("Số liệu nhận được", "báo cáo, nội dung cần làm rõ, đối chiếu nguồn"),
    "20_evaluation": ("Điểm và xếp hạng", "từng bảng, từng nhóm tiêu chí, bản đồ"),
    "30_shortlist": ("Danh sách đề nghị", "lý do của từng đơn vị"),
    "40_sensitivity": ("Độ nhạy", "danh sách chắc đến đâu"),
}
# Where the script runs it puts a field there, and these other words.
HOW_TO_FIND = Html(
    '<p data-told="Gõ một phần tên, có dấu hoặc không dấu, hoặc mã đơn vị.">'
    "Tìm tên đơn vị bằng mục “Tìm trong trang” của trình duyệt; trên máy tính gõ Ctrl+F.</p>"
)


class Made(Protocol):
    """How a page ended, as the batch tells it."""

    @property
    def name(self) -> str:
        """The page's name, without .html."""

    @property
    def status(self) -> str:
        """`done`, or how it failed."""

    @property
    def cell(self) -> str:
        """The cell in which it stopped."""

    @property
    def error(self) -> str:
        """Why it stopped."""


def index_page(evaluation: Evaluation, results: Sequence[Made]) -> str:
    """The whole of index.html: it leads to pages that were made and names those that failed."""
    level = level_of(evaluation)
    suffix = SUFFIXES[level]
    made = {one.name.removesuffix(suffix) for one in results if one.status == "done"}
    tasks = _led_to(to_do(evaluation), made)
    nothing = "Không có việc nào đang chờ"
    return document(
        header(evaluation, "Kết quả đánh giá"),
        Html('<p class="row"><a href="#tim-don-vi">Tra cứu theo tên</a></p>'),
        Html("")
        if is_public(evaluation)
        else Html("<h2>Việc cần làm</h2>") + tasks_list(tasks, none=nothing, level=level),
        _failed(results),
        Html("<h2>Toàn Thành phố</h2>"),
        _city(made, level),
        _map(evaluation, made),
        Html('<h2 id="tim-don-vi">Tìm đơn vị</h2>'),
        _what_ranks_are(evaluation),
        Html('<div data-find="Tên hoặc mã đơn vị">'),
        HOW_TO_FIND,
        *_leagues(evaluation, made),
        Html("</div>"),
    )


def _map(evaluation: Evaluation, made: Collection[str]) -> Html:
    """The units that have others below them on the map, each leading to its page."""
    parents = list(evaluation.rules.campaign.children)
    links = {code: _place(evaluation, code, made) for code in parents}
    links = {code: page for code, page in links.items() if page}
    drawn = indicator_map(evaluation, parents, links=links) if links else None
    if drawn is None:
        return Html("")
    return Html("<h2>Bản đồ</h2><p>Chọn một đơn vị trên bản đồ để mở trang của đơn vị.</p>") + drawn


def _led_to(tasks: Iterable[Task], made: Collection[str]) -> list[Task]:
    """Tasks without links to pages that were not made."""
    return [
        task if task.page.removesuffix(".html") in made else replace(task, page="")
        for task in tasks
    ]


def _failed(results: Iterable[Made]) -> Html:
    """Pages that could not be made, each with its cell and error."""
    return join(
        callout("failed", f"{one.name}: {one.cell} {one.error}".strip(), word="Trang chưa lập được")
        for one in results
        if one.status != "done"
    )


def _city(made: Collection[str], level: str) -> Html:
    """The city's pages in the order in which leaders read them."""
    items = [
        Html(f"<li>{link(title, file_at(level, f'{name}.html'))}: {text(about)}</li>")
        for name, (title, about) in CITY_PAGES.items()
        if name in made
    ]
    if not items:
        return Html("<p>Chưa lập trang nào của Thành phố.</p>")
    return Html(f"<ul>{join(items)}</ul>")


def _what_ranks_are(evaluation: Evaluation) -> Html:
    """What the numbers in brackets are: a rank never without its league."""
    campaign = evaluation.rules.campaign
    inner = {campaign.unit_by_code[c].league for codes in campaign.children.values() for c in codes}
    words = [
        f"Số trong ngoặc là hạng trong {len(ranked(evaluation, code))} "
        f"{campaign.league_by_code[code].unit_label}."
        for code in sorted(inner)
        if len(ranked(evaluation, code))
    ]
    return Html(f"<p>{text(' '.join(words))}</p>") if words else Html("")


def _leagues(evaluation: Evaluation, made: Collection[str]) -> list[Html]:
    """Districts with their communes under them, then the other leagues, in alphabetical order."""
    campaign = evaluation.rules.campaign
    children = {code for codes in campaign.children.values() for code in codes}
    decided = decisions(evaluation)
    blocks = []
    for league in campaign.leagues:
        codes = [code for code in campaign.units_of(league.code) if code not in children]
        if not codes:
            continue
        codes.sort(key=lambda code: sort_key(name_of(evaluation, code)))
        if any(code in campaign.children for code in codes):
            inside = join(_parent(evaluation, code, made, decided) for code in codes)
        else:
            inside = _list(evaluation, codes, made, decided)
        ranks = "" if league.is_ranked else "<p>Không xếp hạng.</p>"
        blocks.append(Html(f"<section><h3>{text(league.label)}</h3>{ranks}{inside}</section>"))
    return blocks


def _parent(
    evaluation: Evaluation, code: str, made: Collection[str], decided: Mapping[str, str]
) -> Html:
    """A district's line and its communes, each with its rank, as links in running text."""
    children = evaluation.rules.campaign.children.get(code, ())
    ranks = _ranks(evaluation, children)
    ordered = sorted(children, key=lambda child: sort_key(name_of(evaluation, child)))
    items = [Html(f"<li>{_name(evaluation, child, made)}{ranks[child]}</li>") for child in ordered]
    return Html(
        f'<div class="group"><p>{_line(evaluation, code, made, decided)}</p>'
        f'<ul class="row">{join(items)}</ul></div>'
    )


def _list(
    evaluation: Evaluation, codes: Sequence[str], made: Collection[str], decided: Mapping[str, str]
) -> Html:
    """Units without others under them, a line each."""
    items = [Html(f"<li>{_line(evaluation, code, made, decided)}</li>") for code in codes]
    return Html(f"<ul>{join(items)}</ul>")


def _line(
    evaluation: Evaluation, code: str, made: Collection[str], decided: Mapping[str, str]
) -> Html:
    """A unit with its points, rank and what was decided."""
    rows = table(evaluation, "ranking").set_index("unit_code")["total_points"]
    parts = [f"{points_text(evaluation, rows[code])} điểm"] if code in rows.index else []
    parts += [
        rank_text(evaluation, code),
        lower_first(word("decision", decided.get(code, ""))),
    ]
    name = Html(f"<strong>{_name(evaluation, code, made)}</strong>")
    words = ", ".join(filter(None, parts))
    return Html(f"{name}: {text(words)}") if words else name


def _name(evaluation: Evaluation, code: str, made: Collection[str]) -> Html:
    """A unit's name, which other pages lead to, and which leads to the unit's page if there is one.

    A code that cannot be an anchor is led to by nothing.
    """
    name = link(name_of(evaluation, code), _place(evaluation, code, made))
    return Html(f'<span id="{code}">{name}</span>') if ANCHOR.fullmatch(code) else name


def _ranks(evaluation: Evaluation, codes: Sequence[str]) -> dict[str, str]:
    """The rank of each unit in brackets; nothing for one without."""
    found: dict[str, str] = dict.fromkeys(codes, "")
    for league in {evaluation.rules.campaign.unit_by_code[code].league for code in codes}:
        rows = ranked(evaluation, league).set_index("unit_code")["rank"]
        found |= {code: f" ({rows[code]:.0f})" for code in codes if code in rows.index}
    return found


def _place(evaluation: Evaluation, code: str, made: Collection[str]) -> str:
    """The unit's own page where it was made, else its row on its district's."""
    for name in (f"district-{code}", f"unit-{code}"):
        if name in made:
            return file_at(level_of(evaluation), f"{name}.html")
    parent = f"district-{evaluation.rules.campaign.unit_by_code[code].parent_code}"
    return file_at(level_of(evaluation), f"{parent}.html#{code}") if parent in made else ""
