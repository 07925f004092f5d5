"""Which pages a run has, and what each notebook is told."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ihanoi_eval.errors import CallError
from ihanoi_eval.running.page_sets import Order, Page, find_notebooks, pages_of

RUN = Path("outputs/b")
UNITS = """
01    city
001   districts   01
002   districts   01
00061 communes    001
00062 communes    001
SNV   departments 01
VP    outside     01
"""


@pytest.fixture
def campaign() -> Any:
    """Two districts, two communes, a department, an organiser."""
    units = [
        SimpleNamespace(
            unit_code=code, league="" if league == "city" else league, parent_code="".join(parent)
        )
        for code, league, *parent in map(str.split, UNITS.strip().splitlines())
    ]
    return SimpleNamespace(units=units)


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """The folder of the pages' notebooks, empty but for their names."""
    for name in ("00_run", "20_evaluation", "10_evidence", "district", "unit", "what_if"):
        (tmp_path / f"{name}.ipynb").touch()
    return tmp_path


def names(pages: list[Page]) -> list[str]:
    """The names of pages in their order."""
    return [page.name for page in pages]


def test_the_city_in_reading_order_then_every_district(campaign: Any, notebooks: Path):
    """Numbered notebooks are the city; 00_run and what_if are for people, not for a batch."""
    pages = pages_of(campaign, Order(), run=RUN, notebooks=notebooks)
    assert names(pages) == ["10_evidence", "20_evaluation", "district-001", "district-002"]
    assert pages[2].parameters == {"unit_code": "001"}


def test_a_unit_gets_the_page_of_its_kind(campaign: Any, notebooks: Path):
    """A code asked for twice, or already among the districts, is one page."""
    pages = pages_of(campaign, Order(("districts",), ("00061", "001", "00061")), run=RUN,
                     notebooks=notebooks)  # fmt: skip
    assert names(pages) == ["district-001", "district-002", "unit-00061"]


def test_units_are_all_that_are_ranked_and_no_district(campaign: Any, notebooks: Path):
    """`--pages units` without codes; the organisers are in no league and get no page."""
    pages = pages_of(campaign, Order(("units",)), run=RUN, notebooks=notebooks)
    assert names(pages) == ["unit-00061", "unit-00062", "unit-SNV"]


def test_what_does_not_exist_is_refused_all_at_once(campaign: Any, notebooks: Path):
    """One message for each fault, before any page starts (DESIGN §3)."""
    with pytest.raises(CallError) as refused:
        pages_of(campaign, Order(("citty",), ("61",)), run=RUN, notebooks=notebooks)
    assert refused.value.faults == (
        "citty: không phải nhóm trang; chọn trong ('city', 'districts', 'units')",
        "61: không có đơn vị nào mang mã này",
    )


def test_the_notebooks_lie_beside_the_package_or_where_the_user_stands(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch
):
    """An installed copy is used from a folder that holds notebooks/."""
    monkeypatch.setattr(
        "ihanoi_eval.running.page_sets.__file__", str(notebooks / "a" / "b" / "c.py")
    )
    monkeypatch.chdir(notebooks)
    with pytest.raises(CallError, match="thiếu sổ tay"):
        find_notebooks()
    (notebooks / "notebooks").mkdir()
    (notebooks / "district.ipynb").rename(notebooks / "notebooks" / "district.ipynb")
    assert find_notebooks() == notebooks / "notebooks"


def test_the_page_that_compares_is_told_the_way_to_the_earlier_run(campaign: Any, notebooks: Path):
    """Seen from where pages lie, so that no page holds a path of this machine; others hear none."""
    order = Order(("city",), previous=Path("outputs/a"))
    told = {page.name: page.parameters for page in pages_of(
        campaign, order, run=RUN, notebooks=notebooks)}  # fmt: skip
    assert told == {"10_evidence": {"previous": "../../a"}, "20_evaluation": {}}


def test_pages_of_another_level_are_told_and_called_by_it(campaign: Any, notebooks: Path):
    """The Office's are as they were; everybody gets no page of evidence (RELIABILITY 93)."""
    order = Order(("city",), ("001",), level="public")
    pages = pages_of(campaign, order, run=RUN, notebooks=notebooks)
    assert names(pages) == ["20_evaluation-cong-khai", "district-001-cong-khai"]
    assert pages[1].parameters == {"unit_code": "001", "level": "public"}
