"""Who accepted which stage of a run, under which document, having seen which bytes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from ihanoi_eval.errors import CallError, DataError
from ihanoi_eval.files import (
    locked,
    read_csv_text,
    sha256_of,
    to_csv_bytes,
    with_formulas,
    without_formulas,
)
from ihanoi_eval.rules.loading import read_rules
from ihanoi_eval.run_files import RULES_FILE, SIGN_OFFS_FILE
from ihanoi_eval.running.journal import (
    LOG_FILE,
    SIGNED,
    events_of,
    noted_files,
    unconfirmed_files,
    write_noted,
)
from ihanoi_eval.running.manifest import read_manifest
from ihanoi_eval.running.signers import is_same_person, one_line, signature_faults
from ihanoi_eval.running.verifying import differences, seal_now
from ihanoi_eval.vietnamese import format_date, format_seal, parse_seal

COLUMNS: Final = ("stage", "name", "title", "document_no", "on_date", "seen_seal")
SUBMITTED: Final = "submission"
# In the order in which they are signed.
STAGES: Final[Mapping[str, str]] = {
    "data": "số liệu được chấp nhận",
    "ranking": "xếp hạng được phê duyệt",
    SUBMITTED: "hồ sơ đã trình",
}
FACTS: Final = ("stage", "document_no", "seal")  # what the log says of a row, in SignOff.facts


@dataclass(frozen=True)
class SignOff:
    """One stage of a run as one person accepted it."""

    stage: str
    name: str
    title: str
    document_no: str
    on_date: date
    seen_seal: str = ""

    @property
    def facts(self) -> tuple[str, str, str]:
        """What the log says of it; the person is named in the row alone."""
        return self.stage, self.document_no, self.seen_seal


def sign_off(folder: Path, signed: SignOff, *, today: date | None = None) -> SignOff:
    """The sign-off as it was added to the run's sign_offs.csv, with the seal of what was seen.

    signed.seen_seal: the digits that stand on the signed paper, where they are to be compared.
    CallError where they are another run's or not all that are printed, where a stage is skipped,
    signed twice, or signed by who has signed another one: whoever vouches for the data does not
    approve the ranking; and where the paper cannot be of its day. DataError where the run or its
    inputs are no longer what its manifest says. today: by the clock, where the campaign is.
    """
    with locked(folder):
        seal = read_manifest(folder)["seal"]
        changed = differences(folder)
        if not changed and seal_now(folder) != seal:
            changed = ["số liệu đã đổi sau lần chạy; xem bằng ihanoi-eval verify"]
        if changed:
            raise DataError(*(f"{one_line(one)}; không ký một kết quả đã đổi" for one in changed))
        if signed.seen_seal:
            _compare(signed.seen_seal, seal)
        done, lacking = replace(signed, seen_seal=seal), _without_event(folder)
        if lacking not in ([], [done]):
            raise DataError(*signing_faults(folder))
        rows = [row for row in read_sign_offs(folder) if row not in lacking]
        campaign = read_rules((folder / RULES_FILE).read_bytes()).campaign
        now = today or datetime.now(ZoneInfo(campaign.time_zone)).date()
        before = [row for row in rows if row.seen_seal == seal]
        faults = _faults(signed, before) or _date_faults(signed, before, campaign.start, now)
        if faults:
            raise CallError(*faults)
        table = pd.DataFrame([vars(row) for row in [*rows, done]], columns=list(COLUMNS)).astype(
            "str"
        )
        data = to_csv_bytes(without_formulas(table))
        facts = dict(zip(FACTS, done.facts, strict=True))
        write_noted(folder, SIGN_OFFS_FILE, data, SIGNED, **facts)
    return done


def read_sign_offs(folder: Path) -> list[SignOff]:
    """The sign-offs of a run in the order of their signing; none where nobody has signed.

    DataError where the file is not one that sign_off wrote.
    """
    path = folder / SIGN_OFFS_FILE
    if not path.is_file():
        return []
    rows = with_formulas(read_csv_text(path)).to_dict("records")
    try:
        return [
            SignOff(**{**{str(key): text for key, text in row.items()},
                       "on_date": date.fromisoformat(row["on_date"])})
            for row in rows
        ]  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{path}: không phải bảng ký do ihanoi-eval sign-off ghi") from None


def standings(folder: Path, seal: str) -> list[str]:
    """Every sign-off of a run in words; seal: of the bytes that are there."""
    rows, lacking, path = read_sign_offs(folder), _without_event(folder), folder / SIGN_OFFS_FILE
    is_known = bool(rows) and sha256_of(path) in noted_files(folder).get(SIGN_OFFS_FILE, ())
    return [standing_of(row, seal, is_noted=is_known and row not in lacking) for row in rows]


def standing_of(signed: SignOff, seal: str, *, is_noted: bool = True) -> str:
    """A sign-off in words, with whether it still holds for the bytes that are there."""
    state = "còn hiệu lực" if signed.seen_seal == seal else "VÔ HIỆU: kết quả đã đổi sau khi ký"
    if not is_noted:
        state = "CHƯA XÁC NHẬN: nhật ký không ghi dòng này"
    document = f"văn bản {signed.document_no} ngày {format_date(signed.on_date)}"
    return one_line(
        f"{STAGES.get(signed.stage, signed.stage)}: {signed.name}, {signed.title}, {document}, "
        f"mã {format_seal(signed.seen_seal)} – {state}"
    )


def signing_faults(folder: Path) -> list[str]:
    """Where a run's log and its list of signatures do not bear each other out, a sentence each.

    Whoever is killed amid a signing leaves the same as whoever cuts the log's last line: the row,
    or the word that it comes, and no word that it came. Signed once more, the row has it.
    """
    lacking = _without_event(folder)
    found = [
        f"{SIGN_OFFS_FILE}: dòng ký bước {row.stage!r} (văn bản {row.document_no!r}) không có dòng "
        f"{SIGNED!r} trong {LOG_FILE}: việc ký bị ngắt giữa chừng, hoặc nhật ký hay dòng đó bị "
        "sửa, cắt; đúng là đã ký thì gõ lại ihanoi-eval sign-off với đúng nội dung dòng đó"
        for row in lacking
    ]
    more = _signed_events(folder) - Counter(row.facts for row in read_sign_offs(folder))
    found += [
        f"{LOG_FILE}: ghi bước {stage!r} đã ký theo văn bản {document_no!r}, {SIGN_OFFS_FILE} "
        "không có dòng đó; một trong hai tệp đã bị sửa"
        for stage, document_no, _ in more
    ]
    if not lacking and SIGN_OFFS_FILE in unconfirmed_files(folder):
        found.append(
            f"{LOG_FILE}: ghi sắp có thêm một dòng ký, không ghi là đã có: việc ký bị ngắt giữa "
            "chừng, hoặc dòng ký và dòng cuối nhật ký đã bị bỏ; hỏi người ký, rồi ký lại bước đó"
        )
    return found


def _compare(typed: str, seal: str) -> None:
    """CallError where the digits on the signed paper are not all there, or another run's."""
    try:
        is_this = seal.startswith(parse_seal(typed))
    except ValueError as error:
        raise CallError(f"--seal {one_line(typed)}: {error}") from None
    if not is_this:
        raise CallError(
            f"--seal {one_line(typed)}: kết quả này có mã {format_seal(seal)}; văn bản được ký là "
            "của một lần chạy khác"
        )


def _without_event(folder: Path) -> list[SignOff]:
    """The sign-offs that the log does not tell of."""
    rows = read_sign_offs(folder)
    events = _signed_events(folder)
    events.subtract(row.facts for row in rows)
    return [row for row in rows if events[row.facts] < 0]


def _signed_events(folder: Path) -> Counter[tuple[str, ...]]:
    """What the log says of the signatures of a run."""
    return Counter(
        tuple(str(event.get(fact, "")) for fact in FACTS) for event in events_of(folder, SIGNED)
    )


def _faults(signed: SignOff, rows: list[SignOff]) -> list[str]:
    """Why somebody may not sign this now, given who has signed the same bytes."""
    faults = [
        *signature_faults("--name", "họ tên người ký", signed.name, is_name=True),
        *signature_faults("--title", "chức vụ", signed.title),
        *signature_faults("--document-no", "số văn bản", signed.document_no),
    ]
    if signed.stage not in STAGES:
        stage = one_line(signed.stage)
        return [f"{stage}: không có bước này; chọn trong {', '.join(STAGES)}", *faults]
    if faults:
        return faults
    done = {row.stage: row for row in rows}
    if signed.stage in done:
        faults.append(f"{signed.stage}: {done[signed.stage].name} đã ký bước này")
    before = list(STAGES)[: list(STAGES).index(signed.stage)]
    faults += [
        f"{signed.stage}: phải sau bước {stage!r} ({STAGES[stage]}), chưa ai ký"
        for stage in before
        if stage not in done
    ]
    faults += [
        f"{signed.name} đã ký bước {row.stage!r}; bước {signed.stage!r} phải do người khác ký"
        for row in rows
        if row.stage != signed.stage and is_same_person(signed.name, row.name)
    ]
    return faults


def _date_faults(signed: SignOff, rows: list[SignOff], start: date, today: date) -> list[str]:
    """Why no paper about this run can be of that day, given who has signed the same bytes."""
    bounds = [(start, f"trước khi đợt bắt đầu ({format_date(start)})")] + [
        (row.on_date, f"trước văn bản của bước {row.stage!r} ({format_date(row.on_date)})")
        for row in rows
    ]
    found = [words for day, words in bounds if signed.on_date < day]
    if signed.on_date > today:
        found.append(f"sau hôm nay ({format_date(today)})")
    day = format_date(signed.on_date)
    return [f"--on-date {day}: {words}; ghi ngày trên văn bản được ký" for words in found]
