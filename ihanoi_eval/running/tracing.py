"""From a platform figure of a run back to the rows that were sent, if they still add up to it."""

from pathlib import Path
from typing import Any

import pandas as pd

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.behind_figures import behind_figure, sum_behind
from ihanoi_eval.evidence.sources import hash_of
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.reporting.counted_from import amount, used_instead
from ihanoi_eval.reporting.facts import UnitView, rows_of
from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.verifying import inputs_of

READ = ("platform/", "reviews/unit_aliases.", f"{EXTRACTS}/")  # what a platform figure is made of


def trace(
    run: Path, view: UnitView, measure: str, *, inputs: Path | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """The rows behind a platform figure (evidence/behind_figures), and what to know of them.

    inputs: where the run's inputs lie now. DataError where they are no longer those that the run
    read, or no longer add up to the figure that it counted.
    """
    place = inputs_of(run, given=inputs)
    changed = [
        f"{name}: tệp số liệu đã khác lần chạy; các dòng không còn là của con số đã tính"
        for name, file in read_manifest(run)["inputs"].items()
        if name.startswith(READ) and not _is_same(run, place, name, file)
    ]
    if changed:
        raise DataError(*changed)
    rows = behind_figure(
        place,
        view.unit_code,
        measure,
        campaign=view.evaluation.rules.campaign,
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


def _is_same(run: Path, inputs: Path, name: str, file: dict[str, Any]) -> bool:
    """Whether an input is what the manifest says."""
    path = (run if name.startswith(f"{EXTRACTS}/") else inputs) / name
    return path.exists() and hash_of(path)[0] == file["sha256"]
