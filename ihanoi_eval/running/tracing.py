"""From a platform figure of a run back to the rows that were sent, if they still add up to it."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.behind_figures import behind_figure, sum_behind
from ihanoi_eval.evidence.intake import LOGS
from ihanoi_eval.evidence.sources import hash_of
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.evidence.tables import AS_OURS, find_table
from ihanoi_eval.reporting.counted_from import amount, used_instead
from ihanoi_eval.reporting.facts import UnitView, rows_of
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.verifying import inputs_of

READ = (*LOGS, "platform/counts", "reviews/unit_aliases")  # what a platform figure is made of


def trace(
    run: Path, view: UnitView, measure: str, *, inputs: Path | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """The rows behind a platform figure (evidence/behind_figures), and what to know of them.

    inputs: where the run's inputs lie now. DataError where they are no longer those that the run
    read, or no longer add up to the figure that it counted.
    """
    place = inputs_of(run, given=inputs)
    campaign = view.evaluation.rules.campaign
    changed = [
        f"{name}: tệp số liệu đã khác lần chạy; các dòng không còn là của con số đã tính"
        for name in _changed(run, place, campaign)
    ]
    if changed:
        raise DataError(*changed)
    rows = behind_figure(
        place,
        view.unit_code,
        measure,
        campaign=campaign,
        as_of=view.evaluation.as_of,
        extracts=run / EXTRACTS,
    )
    panel = rows_of(view.evaluation, "panel", view.unit_code)
    counted = panel.loc[panel["measure"] == measure, "platform_value"].dropna()
    total = sum_behind(rows)
    said = f"{view.unit_code} {measure}: {len(rows)} dòng, cộng {amount(total)}"
    if counted.empty:
        return rows, [f"{said}; lần chạy không có số của hệ thống cho chỉ tiêu này"]
    if counted.item() != total:
        raise DataError(
            f"{said}, lần chạy đã đếm {amount(counted.item())}; quy định hoặc chương trình đã "
            "khác, xem bằng ihanoi-eval verify"
        )
    return rows, [said, *used_instead(view, measure)]


def _changed(run: Path, inputs: Path, campaign: Campaign) -> Iterator[str]:
    """The tables behind platform figures that are not what the manifest says."""
    then = read_manifest(run)["inputs"]
    for table in READ:
        source = campaign.sources.get(table, AS_OURS)
        if source.url:
            name = f"{EXTRACTS}/{table}.parquet"
            path: Path | None = run / name
        elif source.path:
            name, path = source.path, inputs / source.path
        else:
            path = find_table(inputs, table)
            was = (one for one in then if one == table or one.startswith(f"{table}."))
            name = path.relative_to(inputs).as_posix() if path else next(was, table)
        now = hash_of(path)[0] if path and path.exists() else ""
        if now != then.get(name, {"sha256": ""})["sha256"]:
            yield name
