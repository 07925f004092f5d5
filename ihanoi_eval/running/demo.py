"""The whole way on synthetic inputs over the real register: for whoever sees the tool first."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TextIO

from ihanoi_eval.errors import CallError
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.pipeline import RunResult, run
from ihanoi_eval.running.run_folder import check_place
from ihanoi_eval.running.synthetic import CITY_USAGE, write_sample
from ihanoi_eval.running.synthetic_units import CITY_ACCOUNTS

DAY = date(2024, 12, 20)
CAMPAIGN = "hanoi-2024-11"
SEED = 2024


def run_demo(
    out: Path, *, say: Callable[[str], None] = lambda _: None, watch: TextIO | None = None
) -> RunResult:
    """The demo's run at `out`, its inputs written to `sample` beside it."""
    campaign, inputs = demo_campaign(), out.parent / "sample"
    check_place(out, campaign, inputs)
    say(f"Viết số liệu giả lập vào {inputs}")
    write_demo_inputs(inputs)
    return run(campaign, inputs, as_of=DAY, out=out, say=say, watch=watch)


def demo_campaign() -> Path:
    """The folder of the demo's rules: beside the package, else where the user stands."""
    for root in (Path(__file__).parents[2], Path.cwd()):
        if (root / "params" / CAMPAIGN).is_dir():
            return root / "params" / CAMPAIGN
    raise CallError(f"params/{CAMPAIGN}: không tìm thấy; chạy trong thư mục có params/")


def write_demo_inputs(
    out: Path,
    *,
    accounts: int | None = None,
    usage: int | None = None,
    seed: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """The synthetic inputs over the demo's register, as large as the city unless told otherwise."""
    write_sample(
        out,
        units=load_rules(demo_campaign()).campaign.units,
        accounts=accounts or CITY_ACCOUNTS,
        usage=usage or CITY_USAGE,
        seed=SEED if seed is None else seed,
        say=say,
    )
