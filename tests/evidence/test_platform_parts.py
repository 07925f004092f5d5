"""The log of use in parts by account: the same counts in any number, here and on a cluster."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.errors import DataError, MachineError
from ihanoi_eval.evidence import platform_parts
from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.evidence.platform_files import stamp
from ihanoi_eval.evidence.platform_parts import HERE, Place, engine
from ihanoi_eval.rules.campaign import Campaign

AS_OF = date(2024, 12, 20)


@pytest.fixture
def logs(inputs):
    """Five accounts; two of them used on two days, one of these before it was activated."""
    inputs.write(
        "platform/accounts",
        "account_id,unit_code,registered_at,activated_at,holder",
        *(f"a{number},00001,2024-11-02,2024-11-04,resident" for number in range(5)),
    )
    days = ["a0,2024-11-05", "a0,2024-11-06", "a1,2024-11-05", "a2,2024-11-03", "a2,2024-11-07"]
    inputs.write(
        "platform/usage", "account_id,used_at,feature", *(f"{row},f" for row in days), "a3,?,f"
    )
    return inputs


def counted(campaign: Campaign, inputs: Path, place: Place = HERE) -> tuple[object, ...]:
    """Everything that count_platform says, as what can be compared."""
    told = count_platform(inputs, None, campaign=campaign, as_of=AS_OF, place=place)
    return (told.values.to_csv(), told.rejected.to_csv(), told.sources.to_csv(), told.findings)


@pytest.mark.parametrize(
    ("most", "number"), [("ACCOUNTS_A_PART", 1), ("ACCOUNTS_A_PART", 3), ("ROWS_A_PART", 2)]
)
def test_any_number_of_parts_gives_the_same_counts(logs, monkeypatch, most, number):
    """An account's days lie in one part, so that they add up; few accounts may have many rows."""
    whole = counted(logs.campaign, logs.path)
    monkeypatch.setattr(platform_parts, most, number)
    said: list[str] = []
    count_platform(logs.path, None, campaign=logs.campaign, as_of=AS_OF, progress=said.append)
    assert len(said) == {1: 5, 3: 2, 2: 3}[number]
    assert counted(logs.campaign, logs.path) == whole
    assert logs.counted("accounts_used_two_days") == 2


@pytest.mark.parametrize("accounts", [2, 10])
def test_more_days_than_a_number_has_bits_give_the_same_counts(logs, monkeypatch, accounts):
    """A campaign of a whole year, a system of a hundred features."""
    whole = counted(logs.campaign, logs.path)
    monkeypatch.setattr(platform_parts, "BITS", 2)
    monkeypatch.setattr(platform_parts, "ACCOUNTS_A_PART", accounts)
    assert counted(logs.campaign, logs.path) == whole


def test_a_campaign_of_a_year_counts_every_day(logs):
    """From 1/1: days 309, 310 and, of another account, 307 and 311 (COUNTING 8)."""
    year = logs.campaign.model_copy(update={"start": date(2024, 1, 1)})
    told = count_platform(logs.path, None, campaign=year, as_of=AS_OF)
    values = told.values.set_index(["unit_code", "measure"])["value"]
    assert values["00001", "accounts_used_two_days"] == 2


def test_use_before_activation_is_counted_for_its_unit(logs):
    """A question, and the rows in full."""
    [found] = [one for one in logs.count().findings if one.check == "use_before_activation"]
    assert (found.unit_code, found.found) == ("00001", "1 dòng")


def test_a_run_that_was_broken_off_goes_on_with_the_next_part(logs, monkeypatch, tmp_path):
    """Parts that are done are kept, not counted again; those of other inputs are gone."""
    monkeypatch.setattr(platform_parts, "ACCOUNTS_A_PART", 2)
    folder = tmp_path / "kept [1]"  # no pattern
    place = Place(kept=folder)
    count, parts = platform_parts.count_part, []

    def one_then_stop(part: platform_parts.Part, scratch: Path | None) -> bytes:
        parts.append(part)
        if len(parts) == 2:
            raise KeyboardInterrupt
        return count(part, scratch)

    monkeypatch.setattr(platform_parts, "count_part", one_then_stop)
    with pytest.raises(KeyboardInterrupt):
        counted(logs.campaign, logs.path, place)
    resumed = counted(logs.campaign, logs.path, place)
    assert len(parts) == 4 and len({part.setup for part in parts}) == 3
    assert resumed == counted(logs.campaign, logs.path)
    [first, *_] = kept = sorted(folder.iterdir())
    logs.write("platform/usage", "account_id,used_at,feature", "a0,2024-11-05,f")
    counted(logs.campaign, logs.path, place)
    assert len(kept) == 3 and not first.exists()


@pytest.mark.parametrize("is_parts", [False, True])
@pytest.mark.parametrize("is_on_cluster", [False, True])
def test_a_part_counted_of_another_log_is_not_kept(
    logs, cluster, monkeypatch, tmp_path, is_parts, is_on_cluster
):
    """The log, or a part in its folder, is replaced after the first part: no mix under one hash."""
    monkeypatch.setattr(platform_parts, "ACCOUNTS_A_PART", 1)
    path = logs.path / "platform" / "usage.csv"
    if is_parts:
        rows = pd.read_csv(path, dtype=str)
        path.unlink()
        path = path.with_suffix("") / "0.parquet"
        path.parent.mkdir()
        rows.to_parquet(path)
    other = tmp_path / "other"
    other.write_bytes(path.read_bytes())

    def replace_log(words: str) -> None:
        if "1/5 phần" in words:
            other.replace(path)

    kept = tmp_path / "kept"
    place = Place(cluster.address if is_on_cluster else "", kept=kept)
    wanted = r"platform/usage.*: nhật ký thay đổi trong khi đọc"
    with pytest.raises(DataError, match=wanted):
        count_platform(
            logs.path,
            None,
            campaign=logs.campaign,
            as_of=AS_OF,
            place=place,
            progress=replace_log,
        )
    assert len([*kept.glob("*.parquet")]) == 1


def test_a_cluster_gives_the_same_counts(logs, cluster):
    """As CSV and as Parquet parts, of which the workers read the same files."""
    place = Place(cluster.address)
    assert counted(logs.campaign, logs.path, place) == counted(logs.campaign, logs.path)
    sent = logs.path / "platform" / "usage.csv"
    rows = pd.read_csv(sent, dtype=str)
    sent.unlink()
    (logs.path / "platform" / "usage").mkdir()
    for at in range(2):
        rows[at::2].to_parquet(logs.path / "platform" / "usage" / f"{at}.parquet")
    assert counted(logs.campaign, logs.path, place) == counted(logs.campaign, logs.path)


def test_one_worker_killed_in_the_middle_changes_nothing(logs, cluster, monkeypatch, tmp_path):
    """Its part is counted by the other one."""
    monkeypatch.setattr(platform_parts, "ACCOUNTS_A_PART", 1)
    killed: list[str] = []

    def kill_once(words: str) -> None:
        if not killed and "phần" in words:
            killed.append(words)
            cluster.kill_worker()

    told = count_platform(
        logs.path,
        None,
        campaign=logs.campaign,
        as_of=AS_OF,
        place=Place(cluster.address, kept=tmp_path / "kept"),
        progress=kill_once,
    )
    cluster.start_worker()
    assert killed == ["Đếm nhật ký sử dụng: 1/5 phần"]
    assert told.values.to_csv() == logs.count().values.to_csv()


def test_a_part_that_no_worker_can_read_is_told(logs, cluster):
    """What went wrong there, and the command that looks at every worker."""
    path = logs.path / "platform" / "usage.csv"
    with engine() as connection:
        connection.execute("CREATE TABLE accounts AS SELECT 1 AS one")
        for view in platform_parts.VIEWS:
            connection.execute(f"CREATE VIEW {view} AS SELECT 1 AS one")
        with pytest.raises(MachineError, match=r"không đếm được .*doctor --scheduler tcp://"):
            platform_parts.count_use(
                connection,
                platform_parts.SharedLog(path, sha256="0", rows=1, stamp=stamp(path, "usage")),
                {},
                place=replace(HERE, scheduler=cluster.address),
                progress=lambda _: None,
            )


@pytest.fixture
def small_disk():
    """A disk that takes no file of more than a megabyte."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize(
    ("most", "lacks"), [("40GB", "chỗ trên đĩa"), ("1MB", "bộ nhớ hoặc chỗ trên đĩa")]
)
def test_a_disk_without_room_is_the_machines_fault(campaign, monkeypatch, tmp_path, most, lacks):
    """Nobody looks for what is wrong in the log; the folder is named (RELIABILITY 96)."""
    monkeypatch.setattr(platform_parts, "MEMORY", "20MB")
    monkeypatch.setattr(platform_parts, "LARGEST_SPILL", most)
    (tmp_path / "platform" / "accounts").mkdir(parents=True)
    for part in range(4):
        numbers = pd.RangeIndex(part * 50_000, (part + 1) * 50_000)
        rows = pd.DataFrame({"account_id": numbers.astype(str), "unit_code": "00001"})
        path = tmp_path / "platform" / "accounts" / f"{part}.parquet"
        rows.assign(holder="resident", device_id=rows["account_id"]).to_parquet(path)
    (tmp_path / "scratch").mkdir()
    with pytest.raises(MachineError, match=f"scratch: không đủ {lacks} cho tệp tạm"):
        counted(campaign, tmp_path, Place(scratch=tmp_path / "scratch"))
    assert [*(tmp_path / "scratch").iterdir()] == []


def test_an_engine_leaves_nothing_behind(tmp_path):
    """Its scratch folder is bounded, and gone afterwards."""
    with engine(tmp_path) as connection:
        [(most,)] = connection.execute(
            "SELECT current_setting('max_temp_directory_size')"
        ).fetchall()
        assert most.startswith("37.2") and len([*tmp_path.iterdir()]) == 1
    assert [*tmp_path.iterdir()] == []
