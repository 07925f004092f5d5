"""Who a page is made for, by one switch: the Office, its leaders, everybody; what each keeps back.

Names of persons are on no page of any level; documents and nominees/ are the Office's alone.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal, get_args

import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.disclosure import (
    HIDDEN_IN_TABLE,
    LEAST,
    counts_residents,
    have_few,
    shared_message,
)
from ihanoi_eval.reporting.facts import NO_ACTIVATION, rows_of, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.intervals import OF_EVENTS
from ihanoi_eval.vietnamese import format_count

Level = Literal["internal", "leaders", "public"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
# What a file is called besides, so that nobody mails the wrong one; the Office's have plain names.
SUFFIXES: Final[Mapping[str, str]] = {
    "internal": "",
    "leaders": "-lanh-dao",
    "public": "-cong-khai",
}
OFFICERS_PAGE: Final = "10_evidence"  # questions, words and figures as they were sent
PUBLIC_PAGES: Final = ("20_evaluation", "district", "unit")
KEPT_BACK: Final = "không nêu"
BELOW: Final = (
    f"“{KEPT_BACK}”: đếm dưới {LEAST} người, hoặc cùng với tổng thì suy ra được số như vậy"
)
GROWTH: Final = "accounts_new"  # reported, or the difference of two counts
_VALUES: Final = (
    *("reported_value", "platform_value", "register_value", "verified_value", "used_value"),
)


def at_level(evaluation: Evaluation, level: str) -> Evaluation:
    """The evaluation as pages of a level may show it; CallError for a level that there is not.

    What a page of everybody never says is not in its tables either: reasons and evidence of gates
    and of the list, questions, answers, nominees.
    """
    if level not in LEVELS:
        raise CallError(f"level {level!r}: không có mức này; chọn trong {', '.join(LEVELS)}")
    if level == "internal":
        return evaluation
    cells = cells_kept_back(evaluation)
    rates = indicators_kept_back(evaluation, cells)
    facts = {"shown_at": level, "kept_back": cells, "indicators_kept_back": rates}
    shown = replace(evaluation, facts={**evaluation.facts, **facts})
    tables = {"gates": _gates(shown)} if level == "leaders" else _public_tables(shown)
    return replace(shown, tables={**shown.tables, **tables})


def level_of(evaluation: Evaluation) -> str:
    """The level that an evaluation is shown at."""
    return str(evaluation.facts.get("shown_at", "internal"))


def is_public(evaluation: Evaluation) -> bool:
    """Whether everybody may read what is shown."""
    return level_of(evaluation) == "public"


def is_made_at(level: str, page: str) -> bool:
    """Whether a page is made at a level, by its name.

    >>> [is_made_at("public", page) for page in ("20_evaluation", "30_shortlist", "unit-CQ01")]
    [True, False, True]
    """
    if level == "public":
        return page.startswith(PUBLIC_PAGES)
    return level == "internal" or page != OFFICERS_PAGE


def file_at(level: str, page: str) -> str:
    """The file of a page as it is called at a level; the index is called so at each.

    >>> file_at("leaders", "30_shortlist.html"), file_at("internal", "30_shortlist.html")
    ('30_shortlist-lanh-dao.html', '30_shortlist.html')
    """
    stem, dot, rest = page.partition(".html")
    return page if stem in ("", "index") else f"{stem}{SUFFIXES[level]}{dot}{rest}"


def withheld() -> Html:
    """What stands in the place of a part that everybody does not get."""
    return callout("note", "Phần này không công khai.")


def is_kept_back(evaluation: Evaluation, unit_code: str, *measures: str) -> bool:
    """Whether one of a unit's counts is kept back at the level shown."""
    cells = evaluation.facts.get("kept_back", ())
    return any((unit_code, measure) in cells for measure in measures)


def indicator_is_kept_back(evaluation: Evaluation, unit_code: str, indicator: str) -> bool:
    """Whether an indicator's counts, and the rate that would give them away, are kept back."""
    return (unit_code, indicator) in evaluation.facts.get("indicators_kept_back", ())


def shared_finding(evaluation: Evaluation, row: Mapping[str, str]) -> str:
    """The message of a row of `findings` as a page that others read too shows it.

    The page of its unit has it whole at the Office's level alone.
    """
    if is_kept_back(evaluation, row["unit_code"], row["column"]) or _quotes(evaluation, row):
        return HIDDEN_IN_TABLE
    return shared_message(
        *(row[name] for name in ("column", "file", "message", "found", "expected")),
        has_page=level_of(evaluation) == "internal"
        and row["unit_code"] in evaluation.rules.campaign.unit_by_code,
    )


def _quotes(evaluation: Evaluation, row: Mapping[str, str]) -> bool:
    """Whether a finding of the platform's rows quotes a count of its unit that is kept back."""
    if level_of(evaluation) == "internal" or not row["file"].startswith("platform/"):
        return False
    rows = rows_of(evaluation, "panel", row["unit_code"])
    kept = [is_kept_back(evaluation, row["unit_code"], measure) for measure in rows["measure"]]
    counts = rows.loc[kept, list(_VALUES)].stack().dropna()
    return not {*map(format_count, counts)}.isdisjoint(re.findall(r"\d[\d.]*", row["found"]))


def cells_kept_back(evaluation: Evaluation) -> frozenset[tuple[str, str]]:
    """The cells (unit_code, measure) of a panel that are shown to the Office and the unit alone.

    Counts of fewer than five residents; the numerator of a rate that leaves out fewer than five;
    and where only one part of a shown sum would be missing, the next smallest part too, or the sum
    would give it away (RELIABILITY 92).
    """
    panel = _counts_of_residents(evaluation)
    small = have_few(panel[list(_VALUES)])
    found = set(_cells(panel[small]))
    found |= _all_but_few(evaluation, panel)
    campaign = evaluation.rules.campaign
    rules = campaign.measure_by_code
    own = [code for code, rule in rules.items() if rule.parent == "own"]
    summed = panel[~panel["measure"].isin(own)]
    values = dict(zip(_cells(summed), summed["used_value"].tolist(), strict=True))
    below = {code for codes in campaign.children.values() for code in codes}
    above = [unit.unit_code for unit in campaign.units if unit.unit_code not in below]
    for measure in sorted(set(summed["measure"])):
        for parts in (*campaign.children.values(), above):
            known = {code: values.get((code, measure), 0.0) for code in parts}
            hidden = {code for code in parts if (code, measure) in found}
            found |= {(code, measure) for code in also_hidden(known, hidden)}
    return frozenset(found)


def _cells(panel: pd.DataFrame) -> list[tuple[str, str]]:
    """The cells of rows of a panel."""
    return [*zip(panel["unit_code"].tolist(), panel["measure"].tolist(), strict=True)]


def _counts_of_residents(evaluation: Evaluation) -> pd.DataFrame:
    """The rows of a panel that count residents, new accounts also where they are a difference."""
    panel, progress = table(evaluation, "panel"), table(evaluation, "progress")
    panel = panel[panel["measure"].map(counts_residents).astype(bool)]
    grown = progress.assign(measure=GROWTH, used_value=progress[GROWTH])
    grown = grown[["unit_code", "measure", "used_value"]]
    return pd.concat([grown, panel], ignore_index=True) if len(grown) else panel


def _all_but_few(evaluation: Evaluation, panel: pd.DataFrame) -> set[tuple[str, str]]:
    """The numerators of shares of residents beside a denominator that is one to four more."""
    found: set[tuple[str, str]] = set()
    once = panel.drop_duplicates(["unit_code", "measure"], keep="last")  # reported, not grown
    values = {measure: rows.set_index("unit_code")[list(_VALUES)]
              for measure, rows in once.groupby("measure")}  # fmt: skip
    for rule in evaluation.rules.rubric.indicators:
        if rule.kind == "proportion" and {rule.numerator, rule.denominator} <= values.keys():
            left = values[rule.denominator] - values[rule.numerator]
            found |= {(str(code), rule.numerator) for code in left.index[have_few(left)]}
    return found


def indicators_kept_back(
    evaluation: Evaluation, cells: Collection[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """The rows (unit_code, indicator) of `indicators` that rest on a cell that is kept back.

    Or that count fewer than five residents themselves: a small difference of two large counts.
    """
    rules = {
        rule.code: (*rule.measures, GROWTH) if rule.kind in OF_EVENTS else rule.measures
        for rule in evaluation.rules.rubric.indicators
        if any(map(counts_residents, rule.measures))
    }
    rows = table(evaluation, "indicators")
    rows = rows[rows["indicator"].isin(rules)]
    few = have_few(rows[["numerator", "denominator"]])
    return frozenset(
        (code, indicator)
        for code, indicator, is_few in zip(rows["unit_code"], rows["indicator"], few, strict=True)
        if is_few or any((code, measure) in cells for measure in rules[indicator])
    )


def also_hidden(parts: Mapping[str, float], hidden: Iterable[str]) -> set[str]:
    """The parts of a shown sum to hide besides, so that it cannot be solved for the hidden one.

    Zeros stay: they take nothing from what the others must add up to.

    >>> also_hidden({"a": 3, "b": 0, "c": 9, "d": 40}, {"a"})
    {'c'}
    """
    alone = set(hidden)
    others = {code: value for code, value in parts.items() if code not in alone and value > 0}
    if len(alone) != 1 or not others:
        return set()
    return {min(others, key=lambda code: (others[code], code))}


def _gates(evaluation: Evaluation) -> pd.DataFrame:
    """The gates without the evidence that quotes a count which is kept back."""
    rows = table(evaluation, "gates")
    rules = evaluation.rules.awards.gates
    counts = {rule.code: (rule.numerator, rule.denominator) for rule in rules}
    cells = zip(rows["unit_code"], rows["gate"], rows["evidence"], strict=True)
    shown = [
        KEPT_BACK if is_kept_back(evaluation, unit_code, *counts.get(gate, ())) else evidence
        for unit_code, gate, evidence in cells
    ]
    return rows.assign(evidence=pd.Series(shown, index=rows.index, dtype="str"))


def _public_tables(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """The tables without what everybody does not get."""
    gone = {name: table(evaluation, name).iloc[:0] for name in ("answers", "rejected", "reviewed")}
    asked, listed, gates, adjustments = (
        table(evaluation, name) for name in ("findings", "shortlist", "gates", "adjustments")
    )
    return gone | {
        "findings": asked[asked["check"] == NO_ACTIVATION],  # says what a word means
        "shortlist": listed[listed["nominee_id"] == ""].assign(reason=""),
        "gates": gates.assign(reason="", evidence=""),
        "cut_lines": table(evaluation, "cut_lines").assign(reason=""),  # it names neighbours
        "adjustments": adjustments.assign(reason="theo văn bản"),
    }
