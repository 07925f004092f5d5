"""Rows that say two things of one matter: none counts, all are listed, one question for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from ihanoi_eval.evidence.findings import Aside, Finding, as_found, some_of
from ihanoi_eval.evidence.sources import Source, without_copies, without_rows
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_date

DAYS = ("as_of_date", "date", "on_date")


@dataclass(frozen=True)
class Matter:
    """What a table may say once: `key` is what a row is about, `figures` what may not differ.

    message: with the names of the key for what the rows are about, {table}, {count}, {rows} and
    {found}, the differing values of the first figure.
    """

    check: str
    table: str
    key: tuple[str, ...]
    figures: tuple[str, ...]
    message: str


def settle(
    rows: pd.DataFrame, matter: Matter, campaign: Campaign
) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows with identical ones once and contradicted ones out, a finding for each (COUNTING 5).

    rows: key, figures and `row`; `sheet` too where some come from workbooks. A finding names every
    row that it sets aside, copies of a contradicted one included.
    """
    key = [*matter.key]
    single, apart = without_copies(rows[[*key, *matter.figures, "row"]], key)
    if apart.empty:
        return rows.loc[single.index], []
    every = rows.merge(apart[key].drop_duplicates(), on=key)
    pairs = zip(apart.groupby(key), every.groupby(key), strict=True)
    findings = [
        _contradiction(
            dict(zip(key, map(str, values), strict=True)), unlike, whole, matter, campaign
        )
        for (values, unlike), (_, whole) in pairs
    ]
    return rows.loc[single.index], findings


def set_aside(read: Mapping[str, Source], findings: Iterable[Finding]) -> dict[str, Source]:
    """The tables without the rows that findings set aside, which are now among the rejected."""
    reasons: dict[str, dict[float, str]] = {}
    for one in (aside for finding in findings for aside in finding.aside):
        reasons.setdefault(one.file, {})[one.row] = one.reason
    return {name: without_rows(one, reasons.get(name, {})) for name, one in read.items()}


def _contradiction(
    about: dict[str, str],
    unlike: pd.DataFrame,
    whole: pd.DataFrame,
    matter: Matter,
    campaign: Campaign,
) -> Finding:
    """The finding about rows of one key; unlike: those that differ, whole: their copies too."""
    numbers = whole["row"].map("{:.0f}".format)
    figures = unlike[matter.figures[0]].map(as_found).unique().tolist()
    found = " và ".join(figures) if len(figures) > 1 else f"{len(unlike)} dòng khác nhau"
    sheets = whole["sheet"].tolist() if "sheet" in whole else [""] * len(whole)
    words = {
        name: campaign.label_of(text)
        if name == "measure"
        else format_date(text)
        if name in DAYS
        else text
        for name, text in about.items()
    }
    rows = some_of([*numbers], "dòng")
    more = {"table": matter.table, "count": len(unlike), "rows": rows, "found": found}
    return Finding(
        severity="error",
        check=matter.check,
        unit_code=about.get("unit_code", ""),
        about=":".join(text for name, text in about.items() if name != "unit_code") or matter.table,
        file=about.get("file", matter.table),
        sheet=sheets[0],
        row=float(whole["row"].iloc[0]),
        column=about.get("measure", matter.figures[0]),
        found=found,
        expected="một dòng đúng",
        message=matter.message.format(**words, **more),
        aside=tuple(
            Aside(
                about["file"] if sheet else matter.table,
                sheet,
                row,
                f"các dòng {rows} khác nhau về cùng một nội dung, không dòng nào được tính",
            )
            for sheet, row in zip(sheets, whole["row"], strict=True)
        ),
    )
