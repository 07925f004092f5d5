"""Draws of 579 units × 15 indicators against a bare product of matrices, and against pymcdm.

Repeat: `.venv/bin/python benchmarks/sensitivity.py [INPUTS]`. Prints seconds (the best of a few
rounds, all in turn), ratios to the named baseline, and the peak of memory. With INPUTS, a folder
that `ihanoi-eval sample` wrote, also how long the way from the panel to the shortlist takes.
pymcdm is no dependency: where `pip install pymcdm` was called it is measured, else left out; it
takes some 2 minutes for 10,000 draws, so 100 are measured and multiplied.

Budgets: ranks at most 2 × bare; with gates and nested quotas at most 10 × bare; at least 100 ×
faster than pymcdm as it comes; panel to shortlist at most 3 s; memory at most 1 GB.
"""

import importlib.util
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

from ihanoi_eval.evaluation import evaluate
from ihanoi_eval.judgement.boards import Board, Draws, Floats, board_of, total_units
from ihanoi_eval.judgement.drawn_gates import GateBoard, eligible
from ihanoi_eval.judgement.drawn_ranks import RankTally, order_of
from ihanoi_eval.judgement.drawn_seats import seating_of, seats, seats_exactly, tie_places
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.measurement.indicators import MEASURED, Reading
from ihanoi_eval.rules.awards import Gate, Improvement, Quota
from ihanoi_eval.rules.campaign import League
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Rubric

UNITS, INDICATORS, DRAWS, EXACT, BLOCK, ROUNDS = 579, 15, 10_000, 500, 1_000, 3
OF_PYMCDM = 100
ROOT = Path(__file__).parents[1]


def rubric() -> Rubric:
    """Five pillars of three indicators, some weightier than others."""
    points = [[4, 6, 10], [10, 5, 5], [8, 8, 4], [2, 8, 10], [7, 7, 6]]
    return Rubric.model_validate(
        {
            "version": "1",
            "pillars": [{"code": f"p{i}", "label": "x", "max_points": "20"} for i in range(5)],
            "indicators": [
                {"code": f"i{i}{j}", "label": "x", "pillar": f"p{i}", "kind": "value"}
                | {"measure": "m", "max_points": str(points[i][j]), "leagues": ["communes"]}
                | {"goalposts": {"worst": "0", "best": "1"}, "if_missing": "zero"}
                for i in range(5)
                for j in range(3)
            ],
        }
    )


def league(least: int) -> Board:
    """579 units in 30 districts and 6 groups that cut across them; two of a district at most."""
    rules, rng = rubric(), np.random.default_rng(1)
    codes = [f"{number:05d}" for number in range(UNITS)]
    shares = rng.beta(4, 3, (UNITS, INDICATORS)).round(4)
    readings = {
        (code, one.code): Reading(
            *(code, one.code, MEASURED),
            value=(share := Fraction(str(shares[u, i]))),
            adjusted_value=share,
            share=share,
        )
        for u, code in enumerate(codes)
        for i, one in enumerate(rules.indicators)
    }
    weights = np.array([float(one.max_points["*"]) for one in rules.indicators])
    groups = [f"g{u // 97}" for u in range(UNITS)]
    ranking = pd.DataFrame({"unit_code": codes, "peer_group": groups})
    ranking["total_points"] = (shares @ weights).round(2)
    ranking["adjustments"] = 0.0
    return board_of(
        Field(
            league=League(code="communes", label="x", unit_label="x"),
            quota=Quota(level=24, improvement=6, most_per_parent=2, least_per_peer_group=least),
            ranking=ranking,
            standing=dict.fromkeys(codes, "passed"),
            failures={},
            parents={code: f"{u % 30:02d}" for u, code in enumerate(codes)},
            readings=readings,
            coverage={code: Fraction(u * 7 % 101, 200) for u, code in enumerate(codes)},
            chain=("i00", "i10", "i20"),
            improvement=Improvement(indicator="i00", at_open="o", population="p"),
            rubric_decimals=2,
        ),
        readings,
        rules,
    )


def gates_of(board: Board) -> GateBoard:
    """Six units of ten pass what no draw moves; two pillars have to reach 30 % in each draw."""
    pointed = tuple(
        (
            Gate(
                code=code, label="x", kind="pillar", leagues=("communes",), pillar=code
            ).model_copy(update={"at_least": Fraction("0.3")}),
            np.zeros(UNITS, dtype=bool),
        )
        for code in ("p0", "p1")
    )
    return GateBoard(board, np.arange(UNITS) % 10 < 6, (), pointed, 2 / 3)


def bare(weights: Floats, shares: Floats) -> None:
    """One product of matrices and one argsort: no rounding, no ranks, no ties."""
    np.argsort(-(weights @ shares.T), axis=1)


def in_blocks(board: Board, weights: Floats, gates: GateBoard | None) -> None:
    """Totals rounded once, ranks 1, 1, 3 counted; with gates also both tracks' seats."""
    tally, seating = RankTally(UNITS), seating_of(board)
    places, _ = tie_places(board)
    gains = np.floor(1e4 * board.shares[0] + 0.5).astype(np.int64)
    for start in range(0, len(weights), BLOCK):
        part = weights[start : start + BLOCK]
        draws = Draws(part, board.shares, board.applies, {}, {})
        totals = total_units(board, draws)
        order, ranks = order_of(totals, places)
        tally.add(order, ranks)
        if gates is not None:
            seats(seating, totals, order, gains, places, eligible(gates, draws))
    tally.percentile(5), tally.percentile(95)


def compared(board: Board, weights: Floats, gates: GateBoard) -> str:
    """Exact seats of the first draws beside the walk, under quotas that cross."""
    seating = seating_of(board)
    places, _ = tie_places(board)
    gains = np.floor(1e4 * board.shares[0] + 0.5).astype(np.int64)
    draws = Draws(weights[:EXACT], board.shares, board.applies, {}, {})
    totals, may = total_units(board, draws), eligible(gates, draws)
    exact = seats_exactly(seating, totals, gains, places, may)
    walked = seats(seating, totals, order_of(totals, places)[0], gains, places, may)
    same = (exact == walked).all(axis=1).mean()
    shared = (exact & walked).sum() / exact.sum()
    return f"crosses: {seating.crosses}; same lists {same:.1%}, same seats {shared:.2%}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def of_pymcdm(weights: Floats, shares: Floats) -> float | None:
    """Seconds for all draws by pymcdm as it comes, measured on some; None where it is not."""
    if importlib.util.find_spec("pymcdm") is None:
        return None
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM

    method, types = WSM(), np.ones(INDICATORS)

    def draws() -> None:
        for row in weights[:OF_PYMCDM]:
            rankdata(method(shares, row / row.sum(), types), reverse=True)

    return seconds(draws) * len(weights) / OF_PYMCDM


def panel_to_shortlist(inputs: Path) -> float:
    """Seconds between the two reports of progress; the draws come after."""
    marks: dict[str, float] = {}
    rules = load_rules(ROOT / "params" / "hanoi-2024-11")
    few = rules.awards.sensitivity.model_copy(update={"draws": 100, "exact_draws": 0})
    awards = rules.awards.model_copy(update={"sensitivity": few})

    def note(words: str) -> None:
        marks[words] = time.perf_counter()

    rules = rules.model_copy(update={"awards": awards})
    evaluate(rules, inputs, as_of=date(2024, 12, 20), progress=note)
    return marks["Thử độ nhạy"] - marks["Tính chỉ số và điểm"]


def main() -> None:
    """All in turn, so that a drifting machine drifts for all."""
    nested, crossing = league(0), league(1)
    gates, across = gates_of(nested), gates_of(crossing)
    factors = np.random.default_rng(2).uniform(0.75, 1.25, (DRAWS, INDICATORS))
    weights, shares = nested.weights * factors, np.concatenate(nested.shares).T
    of_whole = weights / weights.sum(axis=1, keepdims=True)
    works: dict[str, Callable[[], object]] = {
        "bare product and argsort": lambda: bare(of_whole, shares),
        "ranks": lambda: in_blocks(nested, weights, None),
        "gates, nested quotas": lambda: in_blocks(nested, weights, gates),
        "gates, crossing quotas": lambda: in_blocks(crossing, weights, across),
    }
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            best[name] = min(best[name], seconds(work))
    first = best["bare product and argsort"]
    lines = [f"{name:28s} {took:8.3f} s {took / first:7.2f} × bare" for name, took in best.items()]
    other = of_pymcdm(weights, shares)
    if other is not None:
        ratio = other / best["ranks"]
        lines.append(f"{'pymcdm as it comes':28s} {other:8.1f} s {ratio:7.0f} × ranks")
    began = time.perf_counter()
    words = compared(crossing, weights, across)
    lines.append(f"{f'{EXACT} draws exactly':28s} {time.perf_counter() - began:8.3f} s; {words}")
    if len(sys.argv) > 1:
        took = panel_to_shortlist(Path(sys.argv[1]))
        lines.append(f"{'panel to shortlist':28s} {took:8.3f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines.append(f"{'peak of memory':28s} {peak:8.0f} MB")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
