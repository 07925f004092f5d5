"""Letter 4099: the campaign to 31/12, its goalposts restated, beside the one to 30/11."""

import csv
from datetime import date
from pathlib import Path

import pytest

from ihanoi_eval.errors import RulesError
from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.reporting.comparison import compare
from ihanoi_eval.reporting.comparison_words import tell
from ihanoi_eval.rules.loading import load_rules

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small"
CITY = ROOT / "params" / "hanoi-2024-12"


@pytest.fixture(scope="module")
def amendment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's own amendment, over the small campaign."""
    folder: Path = tmp_path_factory.mktemp("amendment") / "small-2024-12"
    folder.mkdir()
    for name in ("campaign.yaml", "rubric.yaml"):
        text = (CITY / name).read_text(encoding="utf-8")
        put = text.replace("../hanoi-2024-11", str(SMALL / "campaign"))
        (folder / name).write_text(put, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def november() -> Evaluation:
    """As of 20/12, which knows what happened to 30/11."""
    rules = load_rules(SMALL / "campaign")
    return evaluate(rules, SMALL / "inputs", as_of=date(2024, 12, 20))


@pytest.fixture(scope="module")
def december(amendment: Path) -> Evaluation:
    """The same inputs under the amendment, when it was over."""
    return evaluate(load_rules(amendment), SMALL / "inputs", as_of=date(2025, 1, 10))


def activated_before(moment: str) -> int:
    """Residents and public servants of communes with an account by then, counted in a loop."""
    communes = {
        unit.unit_code
        for unit in load_rules(SMALL / "campaign").campaign.units
        if unit.league == "communes"
    }
    path = SMALL / "inputs" / "platform" / "accounts.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = {row["account_id"]: row for row in csv.DictReader(stream)}
    return sum(
        row["unit_code"] in communes
        and row["holder"] in ("resident", "public_staff")
        and "" < row["activated_at"] < moment
        for row in rows.values()
    )


def used(evaluation: Evaluation, measure: str) -> float:
    """A measure's used values of all communes."""
    panel, units = (evaluation.tables[name] for name in ("panel", "units"))
    communes = units["unit_code"][units["league"] == "communes"]
    rows = panel[(panel["measure"] == measure) & panel["unit_code"].isin(communes)]
    return float(rows["platform_value"].sum())


def test_the_amendment_counts_to_its_own_close(november, december):
    """T is 1/1/2025 there and 1/12/2024 here, in the same logs (COUNTING 1, 8)."""
    measure = "accounts_active_close"
    assert used(november, measure) == activated_before("2024-12-01")
    assert used(december, measure) == activated_before("2025-01-01") > used(november, measure)
    assert used(december, "accounts_active_open") == used(november, "accounts_active_open")


def test_a_log_that_ends_before_the_new_close_is_asked_about(november, december):
    """The export is of 10/12: final for November, three weeks short for December (DOMAIN §5)."""
    asked = {
        name: set(run.tables["findings"].query("check == 'log_ends_early'")["found"])
        for name, run in (("november", november), ("december", december))
    }
    assert asked["november"] == set()
    assert "dòng cuối ngày 09/12/2024" in asked["december"]


def test_the_two_closes_are_compared_rule_by_rule(november, december):
    """Restated goalposts are rules, what came in December is data; both add up."""
    found = compare(november, december)
    changed = dict(zip(found.rules["key"], found.rules["after"], strict=True))
    assert changed["close"] == "2024-12-31" and changed["deadline"] == "2025-01-03"
    units = found.units.dropna(subset=["difference"])
    assert len(units) > 50
    parts = units["by_rules"].astype(float) + units["by_data"].astype(float)
    assert (parts - units["difference"].astype(float)).abs().max() < 0.005
    communes = units[units["league"] == "communes"]
    assert (communes["by_rules"].astype(float) < 0).mean() > 0.9  # 0.40 is twice as far as 0.20
    said = tell(found)
    assert "số liệu đến hết 31/12/2024" in said and "suất đề nghị" in said.lower()


@pytest.mark.parametrize("code", ["gap_closure", "target", "training"])
def test_without_one_restated_goalpost_the_folder_is_refused(amendment, tmp_path, code):
    """Gap closure, attainment, count: each has to be written again (DESIGN §4)."""
    folder = tmp_path / "short"
    folder.mkdir()
    for path in amendment.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = next((at for at, line in enumerate(lines) if f"code: {code}\n" in line), None)
        if at is not None:
            del lines[at : at + 2]
        (folder / path.name).write_text("".join(lines), encoding="utf-8")
    with pytest.raises(RulesError, match=f"chưa ghi lại goalposts của '{code}'"):
        load_rules(folder)
