"""The synthetic campaign: every input table over the real registry, with known trouble planted."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import publish_folder, to_csv_bytes, write_whole
from ihanoi_eval.rules.units import Unit
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
from ihanoi_eval.running.synthetic_units import CITY_ACCOUNTS, Counts, make_truth
from ihanoi_eval.running.synthetic_usage import FEATURES, Usage, draw_usage

CITY_USAGE: Final = 4_500_000
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
) -> dict[str, Any]:
    """What was planted, after every input table of DESIGN §5 stands in `out`, whole.

    units: the register, of which `districts` keeps those districts with their communes, and all
    other bodies. accounts, usage, petitions: rows; the population shrinks and grows with the
    accounts. platform/counts is not written, because the logs are. Same call, same bytes.
    CallError where `out` holds something that is not a sample, or where too little is asked for.
    """
    _check_place(out)
    truth = make_truth(
        units, accounts=accounts, petitions=petitions, districts=districts, rng=_chance(seed, 1)
    )
    people = draw_accounts(truth, accounts=accounts, rng=_chance(seed, 2))
    uses = draw_usage(people, truth, usage=usage, rng=_chance(seed, 3))
    asked = draw_petitions(truth, petitions=petitions, rng=_chance(seed, 4))
    counts = count_units(people, asked, truth)
    reported = draw_reported(truth, counts, _chance(seed, 5))
    files = sorted(set(reported["file"]))
    nominees = draw_nominees(truth, files, _chance(seed, 6))
    papers = {
        "submissions/reported": reported,
        "submissions/answers": draw_answers(truth, files, _chance(seed, 9)),
        "submissions/nominees": nominees,
        "platform/petitions": asked,
        "registers/receipts": draw_receipts(truth, files, _chance(seed, 7)),
        **draw_registers(truth, counts, _chance(seed, 8)),
        **draw_reviews(truth, counts, nominees),
    }
    record = {
        "synthetic": True,
        "seed": seed,
        "accounts": accounts,
        "usage": usage,
        "petitions": petitions,
        "districts": truth.codes("districts"),
        "planted": {name: list(codes) for name, codes in sorted(truth.planted.items())},
    }
    tables = {
        "platform/accounts": _account_table(people),
        "platform/usage": _usage_table(people, uses),
    }
    _publish(out, papers, tables, record, logs)
    return record


def _check_place(out: Path) -> None:
    """CallError where `out` cannot be a sample's folder, or is somebody else's."""
    try:
        if out.is_symlink() or (out.exists() and not out.is_dir()):
            raise CallError(f"{out}: là tệp hoặc liên kết; chọn thư mục khác cho --out")
        is_foreign = out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file()
    except OSError:
        raise CallError(f"{str(out)[:80]}: không mở được; chọn thư mục khác cho --out") from None
    if is_foreign or out.name in ("", ".."):
        raise CallError(
            f"{out}: đã có dữ liệu không phải số liệu giả lập; chọn thư mục khác để không ghi đè"
        )


def _chance(seed: int, part: int) -> np.random.Generator:
    """Random numbers of one part of the sample, whatever the other parts draw."""
    return np.random.default_rng([seed, part])


def _publish(
    out: Path,
    papers: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pa.Table],
    record: Mapping[str, Any],
    logs: Logs,
) -> None:
    """Everything written beside `out` and moved there in one go."""
    work = out.with_name(f".{out.name}.{os.getpid()}.part")
    write_log = _write_csv if logs == "csv" else _write_parquet
    try:
        for name, frame in papers.items():
            write_whole(work / f"{name}.csv", to_csv_bytes(frame))
        for name, table in tables.items():
            write_log(table, work / name)
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        write_whole(work / MARKER, text.encode())
        publish_folder(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _account_table(accounts: Accounts) -> pa.Table:
    """platform/accounts in the order of registration."""
    order = np.argsort(accounts.registered, kind="stable")
    level = np.where(accounts.is_vneid, 1, 0)
    return pa.table(
        {
            "account_id": _pseudonyms("a", accounts.person[order]),
            "unit_code": _words(accounts.codes, accounts.home[order]),
            "registered_at": _times(accounts.registered[order]),
            "activated_at": _times(accounts.activated[order]),
            "verified_level": _words(("phone", "vneid"), level[order]),
            "holder": _words(HOLDERS, accounts.holder[order]),
            "staff_unit_code": _words(accounts.codes, accounts.staff[order]),
            "device_id": _pseudonyms("d", accounts.device[order] + 1),
        }
    )


def _usage_table(accounts: Accounts, usage: Usage) -> pa.Table:
    """platform/usage in the order of time."""
    return pa.table(
        {
            "account_id": _pseudonyms("a", accounts.person[usage.account]),
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
