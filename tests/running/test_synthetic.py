"""The synthetic campaign: whole, marked, the same for a seed, as uneven as the real one."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from ihanoi_eval.errors import CallError, MachineError
from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.files import read_csv_text, write_whole
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.units import Unit
from ihanoi_eval.running import synthetic
from ihanoi_eval.running.synthetic import CITY_USAGE, MARKER, write_sample
from ihanoi_eval.running.synthetic_units import CITY_ACCOUNTS
from ihanoi_eval.schemas import INPUTS

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small"
AS_OF = date(2024, 12, 20)
COUNTS_ONLY = "platform/counts"  # stands in where there are no logs


@pytest.fixture(scope="module")
def units() -> Sequence[Unit]:
    """The register of Hanoi with its departments."""
    return load_rules(ROOT / "params/hanoi-2024-11").campaign.units


@pytest.fixture(scope="module")
def city(units: Sequence[Unit], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hanoi at a tenth of its size: the same shares, and a tenth of the time."""
    folder = tmp_path_factory.mktemp("synthetic") / "sample"
    write_sample(folder, units=units, accounts=CITY_ACCOUNTS // 10, usage=CITY_USAGE // 10)
    return folder


def small_sample(out: Path, *, seed: int = 2024, **options: Any) -> dict[str, Any]:
    """The sample of tests/small, written to a folder of the test's own."""
    register = load_rules(SMALL / "campaign").campaign.units
    asked = {"accounts": 6_000, "usage": 15_000, "petitions": 1_000, "logs": "csv", **options}
    return write_sample(out, units=register, seed=seed, **asked)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def communes(city: Path) -> pd.DataFrame:
    """The accounts of residents and public servants, counted from the files by commune."""
    counted = duckdb.execute(f"""
        with days as (
            select account_id, count(distinct used_at::date) as days
            from '{city}/platform/usage.parquet'
            where used_at >= '2024-11-01' and used_at < '2024-12-01' group by account_id
        )
        select unit_code,
            count(*) filter (activated_at < '2024-11-01') as opened,
            count(*) filter (activated_at < '2024-12-01') as closed,
            count(*) filter (is_new) as new,
            count(*) filter (is_new and activated_at < '2024-12-01') as done,
            count(*) filter (activated_at < '2024-11-24') as usable,
            count(*) filter (activated_at < '2024-11-24' and days >= 2) as real
        from (
            select distinct *, registered_at >= '2024-11-01' and registered_at < '2024-12-01'
                as is_new from '{city}/platform/accounts.parquet'
        ) left join days using (account_id)
        where holder in ('resident', 'public_staff') and length(unit_code) = 5
            and unit_code <> '99999'
        group by unit_code""").df()
    frame: pd.DataFrame = counted.set_index("unit_code").sort_index()
    return frame


@pytest.mark.parametrize("logs", ["parquet", "csv"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, logs: str):
    """Parquet too: its settings are fixed."""
    for name in ("first", "second"):
        small_sample(tmp_path / name, logs=logs)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_another_seed_gives_another_campaign(tmp_path: Path):
    """Or the seed would be decoration."""
    small_sample(tmp_path / "first", seed=1)
    small_sample(tmp_path / "second", seed=2)
    first, second = contents(tmp_path / "first"), contents(tmp_path / "second")
    assert first.keys() == second.keys()
    assert first["platform/accounts.csv"] != second["platform/accounts.csv"]


def test_the_committed_sample_is_what_the_program_writes(tmp_path: Path):
    """tests/small/README.md says how to write it again; it stays small enough to be read."""
    small_sample(tmp_path / "sample")
    committed = contents(SMALL / "inputs")
    assert contents(tmp_path / "sample") == committed
    assert sum(len(data) for data in committed.values()) < 2_500_000


@pytest.mark.parametrize("name", sorted(INPUTS.keys() - {COUNTS_ONLY}))
def test_every_input_table_is_written_with_its_columns(city: Path, name: str):
    """DESIGN §5, in its order; each has a row."""
    if name in ("platform/accounts", "platform/usage"):
        table = pq.read_table(city / f"{name}.parquet")
        columns, rows = tuple(table.column_names), table.num_rows
    else:
        frame = read_csv_text(city / f"{name}.csv")
        columns, rows = tuple(frame.columns), len(frame)
    assert columns == INPUTS[name].columns
    assert rows > 0


def test_counts_are_not_there_where_the_logs_are(city: Path):
    """They would replace the logs measure by measure."""
    assert not list(city.glob(f"{COUNTS_ONLY}.*"))


def test_the_logs_are_local_moments_and_plain_text(city: Path):
    """No zone, and no dictionary of ours that another reader would show."""
    schema = pq.read_schema(city / "platform" / "accounts.parquet")
    assert str(schema.field("activated_at").type) == "timestamp[us]"
    assert {str(schema.field(name).type) for name in ("account_id", "unit_code")} == {"string"}


def test_the_rows_are_as_many_as_asked_for(city: Path):
    """--accounts and --usage are promises."""
    rows = {
        name: pq.read_metadata(city / "platform" / f"{name}.parquet").num_rows
        for name in ("accounts", "usage")
    }
    assert rows == {"accounts": CITY_ACCOUNTS // 10, "usage": CITY_USAGE // 10}


def test_no_two_accounts_share_a_pseudonym_but_the_one_that_stands_there_twice(city: Path):
    """The pseudonyms are a permutation of the numbers."""
    accounts = pq.read_table(city / "platform" / "accounts.parquet", columns=["account_id"])
    names = accounts["account_id"].to_pandas()
    assert names.nunique() == len(names) - 1
    assert names.str.fullmatch("a[0-9a-f]{8}").all()


@pytest.fixture
def in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three parts of accounts, each with two of use."""
    monkeypatch.setattr(synthetic, "ACCOUNTS_A_PART", 6_000)
    monkeypatch.setattr(synthetic, "USES_A_PART", 12_000)
    small_sample(tmp_path / "sample", accounts=18_000, usage=60_000, logs="parquet")
    return tmp_path / "sample"


def test_a_log_longer_than_a_part_is_a_folder_of_parts(tmp_path: Path, in_parts: Path):
    """As many rows as asked for, nobody twice but who stands there twice in each part; the same
    seed, the same bytes."""
    accounts, usage = (
        pq.read_table(in_parts / "platform" / name) for name in ("accounts", "usage")
    )
    parts = sorted(path.name for path in (in_parts / "platform" / "usage").iterdir())
    assert parts == [f"part-{part:04d}-{at:04d}.parquet" for part in range(3) for at in range(2)]
    assert (accounts.num_rows, usage.num_rows) == (18_000, 60_000)
    names = accounts["account_id"].to_pandas()
    assert names.nunique() == 18_000 - 3
    assert set(usage["account_id"].to_pandas()) <= set(names)
    small_sample(tmp_path / "again", accounts=18_000, usage=60_000, logs="parquet")
    assert contents(tmp_path / "again") == contents(in_parts)


def test_parts_count_as_one_campaign(in_parts: Path):
    """What units report, and the tie that was planted, follow from all parts together."""
    campaign = load_rules(SMALL / "campaign").campaign
    values = count_platform(in_parts, None, campaign=campaign, as_of=AS_OF).values
    counted = values.pivot(index="unit_code", columns="measure", values="value")
    first, twin = json.loads((in_parts / MARKER).read_text("utf-8"))["planted"]["tied_communes"]
    assert counted.loc[first].to_dict() == counted.loc[twin].to_dict()
    staff = read_csv_text(in_parts / "registers" / "staff.csv").drop_duplicates("unit_code")
    due = staff.set_index("unit_code")["staff_count"].astype(float)
    share = (counted["staff_active"] / due).dropna()
    assert 0.9 < share.quantile(0.2) and share.median() <= 1
    assert counted["accounts_used_two_days"].sum() > 0.2 * counted["accounts_usable"].sum()


def test_a_part_more_of_use_brings_nobody_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Who came back anyway is used more often; every count stays."""
    campaign = load_rules(SMALL / "campaign").campaign
    monkeypatch.setattr(synthetic, "USES_A_PART", 15_000)
    counts = []
    for usage in (15_000, 40_000):
        small_sample(tmp_path / str(usage), usage=usage, logs="parquet")
        told = count_platform(tmp_path / str(usage), None, campaign=campaign, as_of=AS_OF)
        counts.append(told.values[told.values["measure"] != "features_used"].to_csv())
    assert counts[0] == counts[1]


def test_a_sample_as_text_is_small(tmp_path: Path):
    """A folder of parts is Parquet (DESIGN §5)."""
    with pytest.raises(CallError, match="at most 1750000 accounts"):
        small_sample(tmp_path / "sample", accounts=2_000_000)


def test_the_sample_is_marked_as_synthetic_with_its_seed_and_its_difficulties(tmp_path: Path):
    """The marker puts SỐ LIỆU GIẢ LẬP on every page; it is also what the call returns."""
    record = small_sample(tmp_path / "sample", seed=7)
    marker = json.loads((tmp_path / "sample" / "synthetic.json").read_text(encoding="utf-8"))
    assert marker == record
    assert marker["synthetic"] is True and marker["seed"] == 7
    assert marker["planted"]["tied_communes"]


def test_a_sample_replaces_a_sample(tmp_path: Path):
    """Nothing of the old one stays."""
    small_sample(tmp_path / "sample")
    small_sample(tmp_path / "sample", logs="parquet")
    assert not (tmp_path / "sample" / "platform" / "accounts.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


def test_a_sample_never_replaces_what_somebody_sent(tmp_path: Path):
    """A folder without the marker may be a real campaign's inputs."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "reported.csv").write_text("file\n", encoding="utf-8")
    with pytest.raises(CallError, match="không phải số liệu giả lập"):
        small_sample(inputs)
    assert contents(inputs) == {"reported.csv": b"file\n"}


def test_a_sample_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Half a sample would be taken for a whole one."""

    def fail(*_: object) -> None:
        raise MachineError("đĩa đã đầy")

    write_whole(tmp_path / ".sample.work" / "usage.parquet", b"what a kill left of an earlier call")
    monkeypatch.setattr(synthetic, "to_csv_bytes", fail)
    with pytest.raises(MachineError, match="đĩa đã đầy"):
        small_sample(tmp_path / "sample")
    assert list(tmp_path.iterdir()) == []


def test_gap_closure_activation_and_real_use_spread_as_in_the_city(
    city: Path, communes: pd.DataFrame
):
    """DESIGN §8: at most a few communes at an end of a goalpost, the middle in the middle."""
    population = read_csv_text(city / "registers" / "population.csv")
    population = population[population["as_of_date"] <= "2024-11-01"].drop_duplicates("unit_code")
    people = population.set_index("unit_code")["population_15plus"].astype(float)
    gap_closure = (communes["closed"] - communes["opened"]) / (people - communes["opened"])
    activation = communes["done"] / communes["new"]
    real_use = communes["real"] / communes["usable"]
    shares = pd.DataFrame({"gap": gap_closure, "activation": activation, "use": real_use})
    low, middle, high = (shares.quantile(q) for q in (0.05, 0.5, 0.95))
    assert 0.02 < low["gap"] < 0.06 and 0.09 < middle["gap"] < 0.13 and 0.15 < high["gap"] < 0.21
    assert 0.70 < low["activation"] < middle["activation"] < high["activation"] < 0.99
    assert 0.13 < low["use"] < 0.22 and 0.28 < middle["use"] < 0.38 and 0.42 < high["use"] < 0.60


def test_the_city_has_the_accounts_that_were_published(communes: pd.DataFrame):
    """A tenth of 1,045,000 before the start and of 1,634,000 to 1,700,000 at the close."""
    total = communes[["opened", "closed"]].sum() * 10
    assert 1_030_000 < total["opened"] < 1_060_000
    assert 1_620_000 < total["closed"] < 1_700_000


def test_the_accounts_of_the_tied_communes_cannot_be_told_apart_by_counting(
    city: Path, communes: pd.DataFrame
):
    """Read from the files: the same counts, population, target and staff, so the same points."""
    planted = json.loads((city / "synthetic.json").read_text(encoding="utf-8"))["planted"]
    first, twin = planted["tied_communes"]
    counts = communes.to_dict("index")
    assert counts[first] == counts[twin]
    for name in ("population", "targets", "staff"):
        table = read_csv_text(city / "registers" / f"{name}.csv")
        numbers = table.filter(regex="population|households|target|count")
        one, other = (numbers[table["unit_code"] == code] for code in (first, twin))
        assert one.to_dict("records") == other.to_dict("records") and len(one) == 1
