"""What a level keeps back is in no page of it: other figures in its place change no byte."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import see_unit
from ihanoi_eval.reporting.html import document, join
from ihanoi_eval.reporting.index import index_page
from ihanoi_eval.reporting.levels import GROWTH, at_level, is_made_at
from ihanoi_eval.running.batch import PageResult

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
COUNTS = {
    "panel": ["reported_value", "platform_value", "register_value", "verified_value", "used_value"],
    "indicators": ["numerator", "denominator", "value", "ci_low", "ci_high", "adjusted_value"],
    "progress": ["accounts_new", "pace_expected", "pace_required"],
}
MOST = 12  # pages of units, those with most to keep back; beside districts' and the city's


@cache
def parts_of(notebook: str) -> tuple[str, ...]:
    """What a notebook shows, from its cells: a part that it comes to show is tested too."""
    cells = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "code")
    return tuple(re.findall(r"^page\.(\w+)\(\w+\)$", code, re.MULTILINE))


def pages_of(shown: Evaluation, level: str, units: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every page of the city and of districts, and those of units, as name and markup."""
    made = [PageResult(f"district-{code}", "done", 1.0) for code in shown.rules.campaign.children]
    yield "index", index_page(shown, made)
    for path in sorted(NOTEBOOKS.glob("[1-9]0_*.ipynb")):
        if is_made_at(level, path.stem):
            page = import_module(f"ihanoi_eval.pages.{path.stem[3:]}")
            yield (
                path.stem,
                document(join(getattr(page, one)(shown) for one in parts_of(path.stem))),
            )
    for code in (*shown.rules.campaign.children, *units):
        kind = "district" if code in shown.rules.campaign.children else "unit"
        page, view = import_module(f"ihanoi_eval.pages.{kind}"), see_unit(shown, code)
        yield f"{kind}-{code}", document(join(getattr(page, one)(view) for one in parts_of(kind)))


def exchanged(shown: Evaluation) -> tuple[Evaluation, int]:
    """The run with the figures that are kept back exchanged among units alike, and how many are.

    Sums over a league stay as they are, so what is public of all of them stays too.
    """
    cells, rates = shown.facts["kept_back"], shown.facts["indicators_kept_back"]
    kept: Mapping[str, Callable[[pd.Series], bool]] = {
        "panel": lambda row: (row["unit_code"], row["measure"]) in cells,
        "indicators": lambda row: (row["unit_code"], row["indicator"]) in rates,
        "progress": lambda row: (row["unit_code"], GROWTH) in cells,
    }
    units = shown.rules.campaign.unit_by_code
    ranks = shown.tables["ranking"].set_index("unit_code")["rank"].notna()
    tables, count = {}, 0
    for name, columns in COUNTS.items():
        frame = shown.tables[name].copy()
        rows = frame[frame.apply(kept[name], axis=1) & frame["unit_code"].isin(units)]
        league = rows["unit_code"].map(lambda code: units[code].league)
        is_ranked = rows["unit_code"].map(ranks).fillna(False)
        alike = [league, is_ranked, *(rows[one].isna() for one in columns)]
        alike += [rows[one] for one in ("measure", "indicator", "status") if one in rows]
        for _, group in rows.groupby([one.to_numpy() for one in alike]):
            turned = group[columns].to_numpy()
            turned = turned[[*range(1, len(turned)), 0]]
            count += int((turned != group[columns].to_numpy())[group[columns].notna()].sum())
            frame.loc[group.index, columns] = turned
        tables[name] = frame
    return replace(shown, tables={**shown.tables, **tables}), count


@pytest.mark.parametrize("level", ["leaders", "public"])
def test_case_92_a_figure_that_is_kept_back_moves_no_page(final: Evaluation, level: str):
    """Not in its words, its markup, its pictures or what is read aloud (RELIABILITY 92)."""
    shown = at_level(final, level)
    other, count = exchanged(shown)
    assert count > 100
    leaves = set(final.tables["ranking"]["unit_code"]) - set(final.rules.campaign.children)
    most = Counter(code for code, _ in sorted(shown.facts["kept_back"]) if code in leaves)
    units = ["09010", "09001", *(code for code, _ in most.most_common(MOST))]
    for (name, page), (_, moved) in zip(
        pages_of(shown, level, units), pages_of(other, level, units), strict=True
    ):
        lines = zip(page.split("<"), moved.split("<"), strict=False)
        assert page == moved, (name, next(pair for pair in lines if pair[0] != pair[1]))
