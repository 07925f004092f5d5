"""The synthetic campaign: every input table over the real registry, with known trouble planted."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import locked, made_whole, to_csv_bytes, write_whole
from ihanoi_eval.rules.units import Unit
from ihanoi_eval.running.places import all_but_marked, check_apart, check_free
from ihanoi_eval.running.synthetic_accounts import HOLDERS, NEVER, Accounts, draw_accounts
from ihanoi_eval.running.synthetic_petitions import draw_petitions
from ihanoi_eval.running.synthetic_registers import draw_registers, draw_reviews
from ihanoi_eval.running.synthetic_submissions import (
    count_units,
    draw_answers,
    draw_nominees,
    draw_receipts,
    draw_reported,
)
from ihanoi_eval.running.synthetic_units import CITY_ACCOUNTS, Counts, Truth, make_truth, part_of
from ihanoi_eval.running.synthetic_usage import FEATURES, Usage, draw_more, draw_usage, regulars

CITY_USAGE: Final = 4_500_000
ACCOUNTS_A_PART: Final = CITY_ACCOUNTS  # what is drawn, and held in memory, at a time
USES_A_PART: Final = CITY_USAGE
CITY_PETITIONS: Final = 24_000
MARKER: Final = "synthetic.json"  # its presence puts SỐ LIỆU GIẢ LẬP on every page
ROWS_A_GROUP: Final = 500_000
MIXER: Final = 2_654_435_761  # odd, so that no two numbers below 2**32 share a pseudonym

Logs = Literal["parquet", "csv"]


def write_sample(
    out: Path,
    *,
    units: Iterable[Unit],
    accounts: int = CITY_ACCOUNTS,
    usage: int = CITY_USAGE,
    petitions: int = CITY_PETITIONS,
    seed: int = 2024,
    districts: Sequence[str] | None = None,
    logs: Logs = "parquet",
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """What was planted, after every input table of DESIGN §5 stands in `out`, whole.

    units: the register, of which `districts` keeps those districts with their communes, and all
    other bodies. accounts, usage, petitions: rows; the population shrinks and grows with the
    accounts. Logs longer than a part are folders of Parquet parts, of which one at a time is in
    memory. platform/counts is not written, because the logs are. Same call, same bytes.
    CallError where `out` holds something that is not a sample, or where too little is asked for.
    """
    check_free(out, "số liệu giả lập", all_but_marked(MARKER))
    check_apart(out, may_be_inputs=True)
    if logs == "csv" and (accounts > ACCOUNTS_A_PART or usage > USES_A_PART):
        raise CallError(f"logs as CSV have at most {ACCOUNTS_A_PART} accounts, {USES_A_PART} uses")
    truth = make_truth(
        units, accounts=accounts, petitions=petitions, districts=districts, rng=_chance(seed, 1)
    )
    asked = draw_petitions(truth, petitions=petitions, rng=_chance(seed, 4))
    with locked(out), made_whole(out) as work:
        counts = _write_logs(work, truth, asked, accounts, usage, seed=seed, logs=logs, say=say)
        papers = _papers(truth, asked, counts, seed)
        for name, frame in papers.items():
            write_whole(work / f"{name}.csv", to_csv_bytes(frame))
        record = {
            "synthetic": True,
            "seed": seed,
            "accounts": accounts,
            "usage": usage,
            "petitions": petitions,
            "districts": truth.codes("districts"),
            "planted": {name: list(codes) for name, codes in sorted(truth.planted.items())},
        }
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        write_whole(work / MARKER, text.encode())
    return record


def _papers(
    truth: Truth, asked: pd.DataFrame, counts: pd.DataFrame, seed: int
) -> dict[str, pd.DataFrame]:
    """Every table but the two logs of accounts."""
    reported = draw_reported(truth, counts, _chance(seed, 5))
    files = sorted(set(reported["file"]))
    nominees = draw_nominees(truth, files, _chance(seed, 6))
    return {
        "submissions/reported": reported,
        "submissions/answers": draw_answers(truth, files, _chance(seed, 9)),
        "submissions/nominees": nominees,
        "platform/petitions": asked,
        "registers/receipts": draw_receipts(truth, files, _chance(seed, 7)),
        **draw_registers(truth, counts, _chance(seed, 8)),
        **draw_reviews(truth, counts, nominees),
    }


def _write_logs(
    work: Path,
    truth: Truth,
    asked: pd.DataFrame,
    accounts: int,
    usage: int,
    *,
    seed: int,
    logs: Logs,
    say: Callable[[str], None],
) -> pd.DataFrame:
    """What the logs say of each unit, after accounts and use stand in `work`, part by part."""
    write_log = _write_csv if logs == "csv" else _write_parquet
    crowds = _divided(accounts, -(-accounts // ACCOUNTS_A_PART))
    shares = _divided(usage, len(crowds))
    is_whole = len(crowds) == 1 and usage <= USES_A_PART
    counts: list[pd.DataFrame] = []
    before = written = 0
    for part, (crowd, share) in enumerate(zip(crowds, shares, strict=True)):
        here = part_of(truth, part, len(crowds))
        people = draw_accounts(here, accounts=crowd, rng=_chance(seed, 2, part))
        counts.append(count_units(people, asked if part == 0 else asked.head(0), truth))
        end = "" if len(crowds) == 1 else f"/part-{part:04d}"
        write_log(_account_table(people, before), work / f"platform/accounts{end}")
        for at, uses in enumerate(_uses(people, here, share, seed, part)):
            end = "" if is_whole else f"/part-{part:04d}-{at:04d}"
            write_log(_usage_table(people, uses, before), work / f"platform/usage{end}")
            written += len(uses.account)
            say(f"Viết nhật ký giả lập: {written}/{usage} lượt sử dụng")
        before += crowd
    return reduce(pd.DataFrame.add, counts)


def _divided(total: int, parts: int) -> list[int]:
    """A number in parts that differ by one at most.

    >>> _divided(10, 3)
    [4, 3, 3]
    """
    return [total // parts + (part < total % parts) for part in range(parts)]


def _uses(people: Accounts, truth: Truth, usage: int, seed: int, part: int) -> Iterator[Usage]:
    """The use of a part's accounts: first each its due, then more by who came back."""
    uses = draw_usage(people, truth, usage=min(usage, USES_A_PART), rng=_chance(seed, 3, part))
    yield uses
    if usage > USES_A_PART:
        often = regulars(people, truth, uses)
        for at, first in enumerate(range(USES_A_PART, usage, USES_A_PART), start=1):
            rng = _chance(seed, 3, part, at)
            number = min(usage - first, USES_A_PART)
            yield draw_more(people, truth, often, usage=number, rng=rng)


def _chance(seed: int, *part: int) -> np.random.Generator:
    """Random numbers of one part of the sample, whatever the other parts draw.

    Zeros at the end change nothing, so that a sample in one part is the first of many.
    """
    return np.random.default_rng([seed, *part])


def _account_table(accounts: Accounts, before: int) -> pa.Table:
    """platform/accounts in the order of registration, numbered behind those of other parts.

    A part's telephones have numbers below twice its accounts.
    """
    order = np.argsort(accounts.registered, kind="stable")
    level = np.where(accounts.is_vneid, 1, 0)
    return pa.table(
        {
            "account_id": _pseudonyms("a", accounts.person[order] + before),
            "unit_code": _words(accounts.codes, accounts.home[order]),
            "registered_at": _times(accounts.registered[order]),
            "activated_at": _times(accounts.activated[order]),
            "verified_level": _words(("phone", "vneid"), level[order]),
            "holder": _words(HOLDERS, accounts.holder[order]),
            "staff_unit_code": _words(accounts.codes, accounts.staff[order]),
            "device_id": _pseudonyms("d", accounts.device[order] + 2 * before + 1),
        }
    )


def _usage_table(accounts: Accounts, usage: Usage, before: int) -> pa.Table:
    """platform/usage in the order of time."""
    return pa.table(
        {
            "account_id": _pseudonyms("a", accounts.person[usage.account] + before),
            "used_at": _times(usage.used_at),
            "feature": _words(FEATURES, usage.feature),
        }
    )


def _pseudonyms(letter: str, numbers: Counts) -> pa.StringArray:
    """A letter and eight hex digits for each number: a letter, so that no reader sees a number."""
    mixed = (numbers.astype(np.uint64) * np.uint64(MIXER) & np.uint64(0xFFFF_FFFF)).astype(">u4")
    digits = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype="S2")
    text = np.empty((len(numbers), 9), dtype=np.uint8)
    text[:, 0] = ord(letter)
    text[:, 1:] = digits[mixed.view(np.uint8)].view(np.uint8).reshape(-1, 8)
    offsets = np.arange(0, text.size + 1, 9, dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(text))


def _words(words: Sequence[str], places: Counts) -> pa.DictionaryArray:
    """The word at each place; nothing at -1 and where the word is empty."""
    none = (places < 0) | np.isin(places, [i for i, word in enumerate(words) if not word])
    indices = pa.array(places.astype(np.int32), mask=none)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(words)))


def _times(times: Counts) -> pa.TimestampArray:
    """Local moments without a zone; nothing at NEVER."""
    none = times == NEVER
    microseconds = np.where(none, 0, times) * 1_000_000
    return pa.array(microseconds, mask=none).cast(pa.timestamp("us"))


def _write_csv(table: pa.Table, path: Path) -> None:
    """The log as text, moments as 2024-11-05 10:11:12."""
    texts = {}
    for name in table.column_names:
        kind = pa.timestamp("s") if name.endswith("_at") else pa.string()
        texts[name] = table[name].cast(kind).cast(pa.string()).to_pandas()
    frame = pd.DataFrame(texts).fillna("").astype("str")
    write_whole(path.with_suffix(".csv"), to_csv_bytes(frame))


def _write_parquet(table: pa.Table, path: Path) -> None:
    """The log as Parquet, by settings that give the same bytes for the same rows."""
    repeated = [name for name in table.column_names if pa.types.is_dictionary(table[name].type)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=repeated,
        row_group_size=ROWS_A_GROUP,
        store_schema=False,  # whoever reads it sees text, not a dictionary of ours
    )
    write_whole(path.with_suffix(".parquet"), sink.getvalue().to_pybytes())
