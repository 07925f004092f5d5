"""The synthetic campaign over the register of the demo's rules."""

from pathlib import Path
from typing import Final

from ihanoi_eval.errors import CallError
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.synthetic import CITY_USAGE, write_sample
from ihanoi_eval.running.synthetic_units import CITY_ACCOUNTS

CAMPAIGN: Final = "hanoi-2024-11"
SEED: Final = 2024


def demo_campaign() -> Path:
    """The folder of the demo's rules: beside the package, else where the user stands."""
    for root in (Path(__file__).parents[2], Path.cwd()):
        if (root / "params" / CAMPAIGN).is_dir():
            return root / "params" / CAMPAIGN
    raise CallError(f"params/{CAMPAIGN}: không tìm thấy; chạy trong thư mục có params/")


def city_sample(
    out: Path, *, accounts: int | None = None, usage: int | None = None, seed: int | None = None
) -> None:
    """The synthetic inputs at `out`; what is not given is as in the demo."""
    write_sample(
        out,
        units=load_rules(demo_campaign()).campaign.units,
        accounts=accounts or CITY_ACCOUNTS,
        usage=usage or CITY_USAGE,
        seed=SEED if seed is None else seed,
    )
