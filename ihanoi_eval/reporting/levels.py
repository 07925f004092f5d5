"""Who a page is made for, by one switch: the Office, its leaders, everybody; what each keeps back.

Names of persons are on no page of any level; documents and nominees/ are the Office's alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal, get_args

import pandas as pd

from ihanoi_eval.errors import CallError
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.blocks import callout
from ihanoi_eval.reporting.disclosure import LEAST, counts_residents, is_small
from ihanoi_eval.reporting.facts import NO_ACTIVATION, indicator_of, rows_of, table
from ihanoi_eval.reporting.html import Html
from ihanoi_eval.reporting.intervals import OF_EVENTS

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
    facts = {**evaluation.facts, "shown_at": level, "kept_back": cells_kept_back(evaluation)}
    shown = replace(evaluation, facts=facts)
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
    rule = indicator_of(evaluation, indicator)
    if rule is None:
        return False
    # what they count is the difference of two measures
    counted = ("accounts_new",) if rule.kind in OF_EVENTS else ()
    if is_kept_back(evaluation, unit_code, *rule.measures, *counted):
        return True
    if level_of(evaluation) == "internal" or not any(map(counts_residents, rule.measures)):
        return False
    rows = rows_of(evaluation, "indicators", unit_code)
    counts = rows.loc[rows["indicator"] == indicator, ["numerator", "denominator"]]
    return bool(counts.map(is_small).any(axis=None))


def cells_kept_back(evaluation: Evaluation) -> frozenset[tuple[str, str]]:
    """The cells (unit_code, measure) of a panel that are shown to the Office and the unit alone.

    Counts of fewer than five residents; and where only one part of a shown sum would be missing,
    the next smallest part too, or the sum would give it away (RELIABILITY 92).
    """
    panel = table(evaluation, "panel")
    panel = panel[panel["measure"].map(counts_residents).astype(bool)]
    small = panel[list(_VALUES)].map(is_small).any(axis=1)
    found = set(zip(panel["unit_code"][small], panel["measure"][small], strict=True))
    campaign = evaluation.rules.campaign
    rules = campaign.measure_by_code
    own = [code for code, rule in rules.items() if rule.parent == "own"]
    summed = panel[~panel["measure"].isin(own)]
    values = dict(zip(zip(summed["unit_code"], summed["measure"], strict=True),
                      summed["used_value"], strict=True))  # fmt: skip
    below = {code for codes in campaign.children.values() for code in codes}
    above = [unit.unit_code for unit in campaign.units if unit.unit_code not in below]
    for measure in sorted(set(summed["measure"])):
        for parts in (*campaign.children.values(), above):
            known = {code: values.get((code, measure), 0.0) for code in parts}
            hidden = {code for code in parts if (code, measure) in found}
            found |= {(code, measure) for code in also_hidden(known, hidden)}
    return frozenset(found)


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
