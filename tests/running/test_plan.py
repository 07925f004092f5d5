"""What a call would do, in words, before it does it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ihanoi_eval.evaluation import open_run
from ihanoi_eval.running.freshness import Planned
from ihanoi_eval.running.page_sets import Order, Page
from ihanoi_eval.running.plan import Plan, plan_run

STANDS = Planned(Page("unit-CQ03", Path("unit.ipynb")), {})
EMPTY = Plan(evaluation=(), pages=(STANDS,), index="", documents="", standing=Path("run"))


def test_a_plan_says_part_by_part_what_is_made_and_why():
    """An officer reads it before the evening's run: a line a part, then the sum."""
    changed = replace(STANDS, page=Page("50_summary", Path("s.ipynb")), why="sổ tay đã sửa")
    plan = replace(EMPTY, pages=(changed, STANDS), evaluation=("ngày chốt", "mã đã đổi"))
    assert plan.lines == [
        "số liệu, điểm, danh sách: làm – ngày chốt; mã đã đổi",
        "50_summary: làm – sổ tay đã sửa",
        "unit-CQ03: giữ nguyên",
        "mục lục: làm – có trang lập lại",
        "hồ sơ khen thưởng: giữ nguyên",
        "Sẽ lập 1 trang, giữ 1 trang; chưa ghi gì.",
    ]


@pytest.mark.parametrize("part", ["evaluation", "index", "documents", "pages"])
def test_a_plan_is_empty_when_no_part_has_a_reason(part: str):
    """One reason anywhere is something to do."""
    assert EMPTY.is_empty and not EMPTY.reports
    reasons: dict[str, Any] = {"evaluation": ("x",), "pages": (replace(STANDS, why="x"),)}
    plan = replace(EMPTY, **{part: reasons.get(part, "x")})
    assert not plan.is_empty
    assert plan.reports == (part in ("index", "pages"))


def test_tables_that_are_to_be_made_make_every_page_and_the_dossier(made: Path):
    """The result that they would show is not known yet; without a wish there is no dossier."""
    rules, order = open_run(made).rules, Order((), ("CQ03",))
    asked = {"folder": made, "standing": made, "templates": made.with_name("campaign")}
    plan = plan_run(rules, order, evaluation=("số liệu đổi",), **asked)
    assert [one.why for one in plan.pages] == ["chưa lập"]
    assert plan.documents == "chưa lập"
    assert plan_run(rules, order, folder=made, standing=made).documents == ""
