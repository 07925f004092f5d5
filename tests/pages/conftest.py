"""A saved run, for what pages open."""

import json
from collections.abc import Callable

import pytest

from ihanoi_eval.evaluation import Evaluation, save


@pytest.fixture(scope="session")
def saved(final: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """The folder of the saved run, written once."""
    folder = tmp_path_factory.mktemp("run")
    save(final, folder)
    manifest = {
        "as_of": "2024-12-20",
        "is_synthetic": True,
        "has_receipts": True,
        "run_id": "small-20241220",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return lambda: str(folder)
