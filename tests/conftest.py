"""What holds for every test, and the campaign of three districts, evaluated once."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parent / "small"

settings.register_profile(
    "house",
    deadline=None,  # a busy machine is no wrong result
    derandomize="CI" in os.environ,  # the same commit passes or fails there, at a desk it explores
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def final() -> Evaluation:
    """After the reports were due."""
    rules = load_rules(SMALL / "campaign")
    return replace(
        evaluate(rules, SMALL / "inputs", as_of=date(2024, 12, 20)), run_id="small-20241220"
    )


@pytest.fixture(scope="session")
def running() -> Evaluation:
    """In the middle of the campaign."""
    return evaluate(load_rules(SMALL / "campaign"), SMALL / "inputs", as_of=date(2024, 11, 20))


@pytest.fixture(scope="session")
def changed() -> Callable[..., Evaluation]:
    """An evaluation with some tables replaced."""

    def change(evaluation: Evaluation, **tables: pd.DataFrame) -> Evaluation:
        return replace(evaluation, tables={**evaluation.tables, **tables})

    return change


@pytest.fixture(scope="session")
def words() -> Callable[[object], str]:
    """What a reader sees of markup: its words, one blank between them."""

    def read(markup: object) -> str:
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(markup))).split())

    return read


@pytest.fixture(scope="session")
def alts() -> Callable[[object], list[str]]:
    """The words of every picture for who cannot see it."""

    def read(markup: object) -> list[str]:
        return [
            unescape(alt) for alt in re.findall(r'role="img" aria-label="([^"]*)"', str(markup))
        ]

    return read
