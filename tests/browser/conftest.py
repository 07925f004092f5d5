"""A whole run of the small campaign as pages, and a real browser to read them with."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ihanoi_eval.running.page_sets import Order
from ihanoi_eval.running.pipeline import evaluate_campaign, report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SMALL = Path(__file__).parents[1] / "small"
UNITS = ("00001", "00004", "CQ01", "CQ03")  # two communes, an organiser, a department
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """html/ of a run: the city's pages, every district, and units of each kind."""
    out = tmp_path_factory.mktemp("site") / "run"
    day = date(2024, 12, 20)
    evaluate_campaign(SMALL / "campaign", SMALL / "inputs", as_of=day, out=out)
    report(out, order=Order(units=UNITS))
    return out / "html"


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's browser, driven by playwright; it downloads nothing."""
    api = pytest.importorskip("playwright.sync_api", reason="the extra browser is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: "Browser") -> Iterator["Page"]:
    """An empty tab, as wide as an office PC's; what it asks of anybody but the disk fails it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
