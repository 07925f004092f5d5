"""Pages as readers have them: by eye, ear and keyboard, on a phone, on paper, without a script."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ihanoi_eval.evaluation import Evaluation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")

CITY = ("10_evidence", "20_evaluation", "30_shortlist", "40_sensitivity", "50_summary")
KINDS = ("index", *CITY, "district-001", "unit-00001", "unit-CQ01", "unit-CQ03")
PHONE, ZOOMED, PAPER = 360, 640, 661  # pixels: a phone; 1280 at 200%; A4 less its margins
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURES = "svg[role=img], svg[role=group], img"
TOO_WIDE = """width => [...document.querySelectorAll("body *")]
    .filter(one => !one.closest(".scroll > *, .chart > *, .skip"))
    .filter(one => one.getBoundingClientRect().right > width + 1)
    .map(one => one.outerHTML.slice(0, 200))"""


def opened(tab: "Page", site: Path, name: str, *, width: int = 1280) -> "Page":
    """A page of the run in the tab, everything folded unfolded."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto((site / f"{name}.html").as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return tab


def violations(tab: "Page") -> list[tuple[str, Any]]:
    """What axe-core finds against WCAG 2.2 AA, each with the first places."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(tab, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    assert len(found["passes"]) > 10, "axe did not look"
    return [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found["violations"]]


@pytest.mark.parametrize(
    ("name", "width"),
    [(name, 1280) for name in KINDS]
    + [(name, PHONE) for name in ("index", "50_summary", "district-001", "unit-00001")],
)
def test_nothing_stands_in_anybodys_way(tab: "Page", site: Path, name: str, width: int):
    """No violation of WCAG 2.2 AA on any kind of page (DESIGN §9)."""
    assert violations(opened(tab, site, name, width=width)) == []


@pytest.mark.parametrize("width", [PHONE, ZOOMED])
@pytest.mark.parametrize("name", KINDS)
def test_a_page_never_scrolls_sideways(tab: "Page", site: Path, name: str, width: int):
    """On a phone and at 200% only a table or a wide chart does, in its own box."""
    page = opened(tab, site, name, width=width)
    assert page.evaluate(TOO_WIDE, width) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", KINDS)
def test_paper_cuts_nothing_off(tab: "Page", site: Path, name: str):
    """Printed on A4, every table and chart ends before the margin does."""
    tab.emulate_media(media="print")
    page = opened(tab, site, name, width=PAPER)
    edge = page.evaluate("document.body.getBoundingClientRect().right")
    cut = """edge => [...document.querySelectorAll("td, th, svg, img, p")]
        .filter(one => one.getBoundingClientRect().right > edge + 2)
        .map(one => one.outerHTML.slice(0, 200))"""
    assert page.evaluate(cut, edge) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_pictures_words_name_a_number_or_a_unit(
    tab: "Page", site: Path, name: str, final: Evaluation
):
    """ "Biểu đồ" alone tells nobody anything."""
    page = opened(tab, site, name)
    names = [unit.name for unit in final.rules.campaign.units]
    for picture in page.query_selector_all(PICTURES):
        told = picture.get_attribute("aria-label") or picture.get_attribute("alt") or ""
        assert re.search(r"\d", told) or any(one in told for one in names), told


def test_the_summary_is_two_pages_of_paper(tab: "Page", site: Path):
    """A leader gets one sheet, printed on both sides."""
    paper = opened(tab, site, "50_summary").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


# --- the script ----------------------------------------------------------------------------


def shown_units(page: "Page") -> list[str]:
    """The units that the index shows."""
    return [one.inner_text() for one in page.locator("[data-find] li:visible a").all()]


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("phuc xa", "Phường Phúc Xá"),
        ("PHÚC XÁ", "Phường Phúc Xá"),
        ("truc bach, ba dinh", "Phường Trúc Bạch"),
        ("sở tài ch", "Sở Tài chính"),
        ("00004", "Phường Trúc Bạch"),
        ("cq03", "Sở Tài chính"),
    ],
)
def test_a_unit_is_found_by_a_part_of_its_name(tab: "Page", site: Path, typed: str, unit: str):
    """With diacritics or without, alone or with the unit above; or by its code."""
    page = opened(tab, site, "index")
    page.get_by_label("Tên hoặc mã đơn vị").fill(typed)
    assert shown_units(page) == [unit]
    assert page.get_by_role("status").first.inner_text() == "1 kết quả"


def test_a_tone_may_stand_on_either_vowel(tab: "Page", site: Path, final: Evaluation):
    """hoà and hòa are one word; a part that nobody has shows nobody, and an empty field all."""
    page = opened(tab, site, "index")
    field = page.get_by_label("Tên hoặc mã đơn vị")
    field.fill("hoà")
    old = shown_units(page)
    field.fill("hòa")
    assert old == shown_units(page) != []
    field.fill("không ai tên thế")
    assert shown_units(page) == []
    assert page.get_by_role("status").first.inner_text() == "Không tìm thấy"
    field.fill("")
    items = page.locator("[data-find] li:visible, [data-find] .group:visible")
    assert items.count() == len(final.rules.campaign.units)


def test_a_districts_code_finds_all_of_its_communes(tab: "Page", site: Path, final: Evaluation):
    """The code of a unit above is typed too; a unit's code may begin with it."""
    page = opened(tab, site, "index")
    page.get_by_label("Tên hoặc mã đơn vị").fill("250")
    campaign = final.rules.campaign
    names = {campaign.unit_by_code[code].name for code in campaign.children["250"]}
    assert set(shown_units(page)) == names


LOW = """least => [...document.querySelectorAll("main a, nav a, summary, button, input")]
    .filter(one => one.checkVisibility() && !one.closest("td, th, figure, .skip"))
    .filter(one => one.tagName !== "A" || one.textContent === one.parentNode.textContent)
    .filter(one => one.getBoundingClientRect().height < least)
    .map(one => one.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("name", ["index", "district-001", "50_summary"])
def test_a_finger_meets_what_it_aims_at(chromium: "Browser", site: Path, name: str):
    """44 pixels where a finger points, 24 with a mouse (WCAG 2.5.5, 2.5.8); not within a text."""
    for touch, least in ((True, 44), (False, 24)):
        context = chromium.new_context(
            has_touch=touch, is_mobile=touch, viewport={"width": PHONE, "height": 800}
        )
        page = opened(context.new_page(), site, name, width=PHONE)
        assert page.evaluate(LOW, least) == []
        context.close()


def test_a_unit_is_reached_by_keyboard_alone(tab: "Page", site: Path):
    """Tab to the field, type, Enter to the first name, Enter to its page."""
    page = opened(tab, site, "index")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "search":
            break
    page.keyboard.type("truc bach")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Phường Trúc Bạch"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("unit-00004.html")


def column(page: "Page", caption: str, place: int) -> list[str]:
    """The words of a column of the table with a caption."""
    cells = page.locator("table", has_text=caption).first.locator(
        f"tbody tr:visible > :nth-child({place})"
    )
    return [one.inner_text() for one in cells.all()]


def test_a_table_is_sorted_by_any_of_its_columns(tab: "Page", site: Path):
    """Numbers by size, words by the Vietnamese alphabet; the third time as it was."""
    page = opened(tab, site, "district-001")
    table = page.locator("table", has_text="Các đơn vị thuộc Quận Ba Đình").first
    before = column(page, "Các đơn vị thuộc Quận Ba Đình", 1)
    head = table.get_by_role("button", name="Tổng điểm")
    head.click()
    points = [float(one.replace(",", ".")) for one in column(page, "Các đơn vị thuộc", 3)]
    assert points == sorted(points) and len(points) > 3
    assert table.locator("th[aria-sort=ascending]").inner_text().startswith("Tổng điểm")
    head.click()
    points = [float(one.replace(",", ".")) for one in column(page, "Các đơn vị thuộc", 3)]
    assert points == sorted(points, reverse=True)
    head.click()
    assert column(page, "Các đơn vị thuộc Quận Ba Đình", 1) == before
    table.get_by_role("button", name="Đơn vị").press("Enter")
    names = column(page, "Các đơn vị thuộc Quận Ba Đình", 1)
    assert names.index("Phường Cống Vị") < names.index("Phường Điện Biên")
    assert names.index("Phường Điện Biên") < names.index("Phường Đội Cấn")


def test_a_total_stays_last_and_an_unknown_value_too(tab: "Page", site: Path):
    """Whichever way a table is sorted."""
    page = opened(tab, site, "unit-00001")
    table = page.locator("table", has_text="Điểm từng tiêu chí").first
    for _ in range(2):
        table.get_by_role("button", name="Điểm", exact=True).click()
        assert column(page, "Điểm từng tiêu chí", 1)[-1] == "Cộng"


def test_a_long_table_is_filtered(tab: "Page", site: Path):
    """Only the rows with the words; their number is said aloud."""
    page = opened(tab, site, "20_evaluation")
    field = page.get_by_label("Lọc bảng: Xã, phường, thị trấn")
    field.fill("ba dinh")
    places = column(page, "Xã, phường, thị trấn (hạng trong", 4)
    assert places and set(places) == {"Quận Ba Đình"}


def test_without_a_script_every_word_is_there(chromium: "Browser", site: Path):
    """What the script adds is fields, arrows, how to use them: no other word waits for it."""
    words = []
    for runs in (True, False):
        context = chromium.new_context(java_script_enabled=runs)
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        words.append(page.locator("main").inner_text())
        assert page.locator("input").count() == (1 if runs else 0)
        context.close()
    told = r"Gõ một phần tên.*|Tìm tên đơn vị bằng.*|Tên hoặc mã đơn vị\n"  # how to find
    with_script, without = (re.sub(told, "", one).split() for one in words)
    assert with_script == without


# --- from the map to the row of a file -----------------------------------------------------


def test_the_way_leads_from_the_map_to_the_source_of_a_figure(tab: "Page", site: Path):
    """Map → district → commune → its page → a figure → the file that it stands in (DESIGN §9)."""
    page = opened(tab, site, "index")
    page.locator("svg a", has=page.locator("title", has_text="Quận Ba Đình")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/district-001.html")
    page.get_by_role("link", name="Phường Phúc Xá", exact=True).first.click()
    page.wait_for_url("**/index.html#00001")
    page.locator(":target a").click()
    page.wait_for_url("**/unit-00001.html")
    table = page.locator("table", has_text="tính từ số nào").first
    table.get_by_role("link", name="registers/population, mã 00001").first.click()
    page.wait_for_url("**/10_evidence.html#*")
    assert "registers/population.csv" in page.locator("tr:has(:target)").inner_text()


@pytest.mark.parametrize("name", KINDS)
def test_every_link_leads_somewhere(tab: "Page", site: Path, name: str):
    """Each page and each place on it that a link names is there."""
    page = opened(tab, site, name)
    for target in {one.get_attribute("href") or "" for one in page.query_selector_all("a")}:
        file, _, place = target.partition("#")
        there = (site / (file or f"{name}.html")).read_text("utf-8")
        assert not place or f'id="{place}"' in there, target
