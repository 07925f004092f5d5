"""The first page."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import page_of
from ihanoi_eval.reporting.index import CITY_PAGES, index_page


@dataclass(frozen=True)
class Result:
    """How a page ended."""

    name: str
    status: str = "done"
    cell: str = ""
    error: str = ""


DISTRICTS = [Result(f"district-{code}") for code in ("001", "018", "250")]
CITY = [Result(name) for name in CITY_PAGES]


def test_every_unit_is_found_by_its_name(final: Evaluation, words: Callable[[object], str]):
    """Districts, communes, departments, and who is outside the leagues."""
    shown = words(index_page(final, [*CITY, *DISTRICTS]))
    assert all(unit.name in shown for unit in final.rules.campaign.units)


def test_a_commune_leads_to_its_districts_page_or_to_its_own(final: Evaluation):
    """Its own where one was made."""
    page = index_page(final, [*CITY, *DISTRICTS, Result("unit-00004"), Result("unit-CQ03")])
    links = dict(re.findall(r'<a href="([^"]+)">([^<]+)</a>', page))
    assert links["district-001.html#00001"] == "Phường Phúc Xá"
    assert links["unit-00004.html"] == "Phường Trúc Bạch"
    assert links["unit-CQ03.html"] == "Sở Tài chính"
    assert "district-001.html#00004" not in links


def test_every_link_from_a_page_is_answered_by_the_index(final: Evaluation):
    """Whatever pages were made, pages lead to a unit's line here (facts.page_of)."""
    names = re.findall(r' id="([^"]+)"', index_page(final, CITY))
    for unit in final.rules.campaign.units:
        assert page_of(final, unit.unit_code) == f"index.html#{unit.unit_code}"
        assert names.count(unit.unit_code) == 1


def test_with_no_page_made_nothing_is_led_to(final: Evaluation):
    """`--pages districts` has no 10_evidence.html, `--pages city` no district's."""
    for made in ([], CITY, DISTRICTS):
        there = {f"{one.name}.html" for one in made}
        links = re.findall(r'<a href="([^"#]+)[^"]*">', index_page(final, made))
        assert set(links) <= there


def test_no_link_leads_to_a_page_that_is_not_there(final: Evaluation):
    """A page that failed is named with its cell and error, and led to by nothing."""
    failed = Result("district-001", "failed", "Ô 5", "ValueError: <x>")
    page = index_page(final, [*CITY, failed, *DISTRICTS[1:]])
    assert "district-001.html" not in page
    assert "district-001: Ô 5 ValueError: &lt;x&gt;" in page


def test_the_index_begins_with_what_has_to_be_done(
    final: Evaluation, words: Callable[[object], str]
):
    """Before any page, the work of the day."""
    page = words(index_page(final, CITY))
    assert page.index("Việc cần làm") < page.index("Toàn Thành phố") < page.index("Tìm đơn vị")


def test_the_index_asks_nothing_of_anybody(final: Evaluation):
    """One file: no address (DESIGN §9)."""
    page = index_page(final, [*CITY, *DISTRICTS])
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_the_map_leads_to_the_pages_that_were_made(final: Evaluation):
    """Each district by its name and value, for who cannot see the map too."""
    page = index_page(final, [*CITY, *DISTRICTS[:2]])
    found = re.findall(r'<a href="(district-[0-9]+)\.html" aria-label="([^"]+%)">', page)
    assert [name for name, _ in found] == ["district-001", "district-018"]
    assert found[0][1].startswith("Quận Ba Đình ")
    assert 'role="img"' not in page, "a picture may hold no links"


def test_a_rank_in_brackets_says_among_whom(final: Evaluation, words: Callable[[object], str]):
    """The sentence above the list names the league and its size."""
    size = (final.tables["ranking"]["league"] == "communes").sum()
    shown = words(index_page(final, CITY))
    assert f"Số trong ngoặc là hạng trong {size} xã, phường, thị trấn." in shown


def test_without_the_script_the_index_says_how_to_find_without_it(final: Evaluation):
    """A field that nobody made is not spoken of; the script puts its own words there."""
    page = index_page(final, CITY)
    [(instead, told)] = re.findall(r'<p data-told="([^"]+)">([^<]+)</p>', page)
    assert "mã đơn vị" in instead and "Ctrl" not in instead
    assert "Tìm trong trang" in told and "Gõ một phần" not in told


def test_the_same_run_has_the_same_index(final: Evaluation):
    """Byte for byte."""
    assert index_page(final, CITY) == index_page(final, CITY)
