"""Several sources of one figure, beside each other where they differ."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.side_by_side import change_of_verified, differing, side_by_side


@pytest.fixture
def run(final: Evaluation, changed: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    """The run with a panel of these rows alone: unit, measure, then a value of each source."""

    def with_panel(*rows: tuple[str, str, float, float, float, float]) -> Evaluation:
        names = ["unit_code", "measure", "reported_value", "platform_value", "register_value"]
        panel = pd.DataFrame(rows, columns=[*names, "verified_value"])
        order = panel[["verified_value", "platform_value", "register_value", "reported_value"]]
        used = order.bfill(axis=1).iloc[:, 0]
        return changed(final, panel=panel.assign(used_value=used, used_source="platform"))

    return with_panel


NONE = np.nan


@pytest.mark.parametrize(("reported", "shown"), [(110.0, 0), (111.0, 1), (89.0, 1), (90.0, 0)])
def test_what_stands_apart_is_shown(run, reported, shown):
    """Of 100 used: beyond ±10 %, the measure's tolerance (DESIGN §4)."""
    assert len(differing(run(("CQ03", "staff_active", reported, 100.0, NONE, NONE)))) == shown


def test_one_source_alone_differs_from_nothing(run, words):
    """Then there is a sentence."""
    alone = run(("CQ03", "staff_active", 100.0, NONE, NONE, NONE))
    assert "Không có số liệu nào" in words(side_by_side(alone))


def test_verified_ones_come_first_and_a_few_last(run):
    """0 against 3 is the widest gap, and of three people."""
    rows = differing(
        run(
            ("CQ03", "staff_active", 3.0, 0.0, NONE, NONE),
            ("CQ04", "staff_active", 300.0, 100.0, NONE, NONE),
            ("CQ05", "staff_active", 100.0, 100.0, NONE, 100.0),
        )
    )
    assert rows["unit_code"].tolist() == ["CQ05", "CQ04", "CQ03"]


def test_a_districts_sum_is_told_by_its_communes(run):
    """accounts_new is summed: the communes' rows say where it differs; its own staff is its own."""
    rows = differing(
        run(
            ("001", "accounts_new", 900.0, 500.0, NONE, NONE),
            ("001", "staff_active", 90.0, 50.0, NONE, NONE),
        )
    )
    assert rows["measure"].tolist() == ["staff_active"]


def test_which_one_was_used_is_said(run, words):
    """All in a row, and small counts of residents kept back."""
    shown = words(side_by_side(run(("00001", "petitions_received", 30.0, 3.0, NONE, NONE))))
    assert "30 dưới 5 dưới 5 Hệ thống iHanoi" in shown and "Sổ" not in shown


def test_before_a_verification_stands_the_source_that_was_believed(run, final, words):
    """Platform first (COUNTING 18): 5.930 → 4.494, whatever was reported."""
    row = {"measure": "accounts_active_close", "reported_value": 9.0, "platform_value": 5930.0}
    row |= {"register_value": NONE, "verified_value": 4494.0}
    assert words(change_of_verified(final, row)) == "5.930 → 4.494"
