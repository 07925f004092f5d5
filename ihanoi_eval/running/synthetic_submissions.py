"""Made-up reports: what each unit says of itself, whom it proposes, and when the Office got it."""

from collections.abc import Sequence
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ihanoi_eval.running.synthetic_accounts import END, START, Accounts
from ihanoi_eval.running.synthetic_petitions import STATUSES, local_seconds
from ihanoi_eval.running.synthetic_units import Truth
from ihanoi_eval.schemas import INPUTS

# What the forms ask each league (DESIGN §5); EVENTS are drawn with this mean.
EVENTS: Final = {
    "outreach_events": 6.0,
    "training_sessions": 3.0,
    "articles": 8.0,
    "posts": 20.0,
    "broadcasts": 30.0,
    "screens": 4.0,
    "community_teams_active": 9.0,
    "hamlets_covered": 9.0,
    "funds_spent": 12.0,  # million đồng
}
STAFF: Final = ("staff_count", "leaders_count", "staff_active")
PARTS: Final = tuple(f"petitions_{status}" for status in STATUSES)
PETITIONS: Final = ("petitions_received", *PARTS)
PRESS: Final = ("training_sessions", "articles", "posts")
STREET: Final = ("outreach_events", "broadcasts", "screens")
HOMES: Final = ("households_visited", "accounts_helped", "community_teams_active")
ASKED: Final[dict[str, tuple[str, ...]]] = {
    "communes": (*HOMES, "hamlets_covered", "accounts_new", *STREET, *PRESS, *STAFF, *PETITIONS),
    "districts": ("accounts_new", "funds_spent", *STREET, *PRESS, *STAFF, *PETITIONS),
    "departments": ("services_integrated", "funds_spent", *PRESS, *STAFF, *PETITIONS),
    "outside": ("outreach_events", "training_sessions", "staff_count", "staff_active"),
}
# What units write in words, as often as not in the same words (Plan IV.2, IV.3, VI).
WORDS: Final = {
    "compliance": (
        "Đã quán triệt Công điện 05, văn bản 2468 và văn bản 2720; giao đầu mối theo dõi.",
        "Thực hiện Công điện 05 và văn bản 2720; đang rà soát theo văn bản 2468.",
        "Đã ban hành văn bản triển khai Công điện 05, kiểm tra hai lần trong đợt.",
    ),
    "solutions": (
        "Đưa mã QR của iHanoi vào phòng chờ và giấy hẹn trả kết quả.",
        "Tập huấn cho đầu mối tiếp nhận phản ánh; phân công người trả lời trong ngày.",
        "Hướng dẫn tại bộ phận một cửa vào thứ Tư và thứ Sáu hằng tuần.",
    ),
    "difficulties": (
        "Nhiều người cao tuổi không có điện thoại thông minh.",
        "Người lao động thuê trọ thay số điện thoại nên khó xác thực tài khoản.",
        "Phần mềm chậm vào giờ cao điểm; đề nghị nâng cấp.",
        "Một số phản ánh thuộc thẩm quyền nhiều cơ quan, phải chuyển qua lại.",
    ),
}
ASKED_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "districts": ("compliance", "difficulties"),
    "departments": ("solutions", "compliance", "difficulties"),
    "outside": ("difficulties",),
}
ANSWERED_SHARE: Final = 0.85
INCOMPLETE_SHARE: Final = 0.03  # communes that leave a required field empty, besides the planted

LATE: Final = {
    "late_report": "2024-12-11 09:20:00",  # two working days
    "late_report_over_three_days": "2024-12-17 15:05:00",  # six
    "report_not_yet_known": "2024-12-27 10:00:00",
}
KINDS: Final = ("collective", "individual", "individual")
CHANNELS: Final = ("eoffice", "email", "paper")
SECOND_VERSION: Final = "2024-12-09 16:30:00"
GIVEN_NAMES: Final = (
    "An Ân Ánh Bình Cúc Chi Dung Đào Đức Giang Hạnh Hiếu Khánh Lan Lê Minh Mỹ Ngọc Oanh Ổn Phúc "
    "Quân Sơn Thảo Tú Uyên Ước Vinh Xuân Yến"
).split()
POSITIONS: Final = {
    "leader": "Lãnh đạo đơn vị",
    "manager": "Trưởng bộ phận",
    "direct_worker": "Cán bộ trực tiếp",
}
GROUPS: Final = {
    "police": "Công an cấp xã",
    "youth_union": "Đoàn Thanh niên",
    "womens_union": "Hội Phụ nữ",
    "community_team": "Tổ công nghệ số cộng đồng",
    "head_of_unit": "Người đứng đầu",
    "division": "Bộ phận một cửa",
}

CHANNELS_OF_NOMINEES: Final = tuple(GROUPS)[:5]  # a body that would be a head is a division

Ratios = npt.NDArray[np.float64]


def count_units(accounts: Accounts, petitions: pd.DataFrame, truth: Truth) -> pd.DataFrame:
    """What the platform's logs say of each unit at the close.

    Columns: accounts_open and accounts_new (activated in the campaign), of a district with its
    communes; staff_active and petitions_*, its own.
    """
    units, size = truth.units, len(accounts.codes)
    active = (accounts.holder < 2) & (accounts.activated < END)
    opened = active & (accounts.activated < START)
    works = (accounts.staff >= 0) & (accounts.activated < END)
    counts = _count_petitions(petitions).reindex(units.index, fill_value=0)
    counts["staff_active"] = np.bincount(accounts.staff[works], minlength=len(units))
    for name, rows in {"accounts_open": opened, "accounts_new": active & ~opened}.items():
        homes = pd.Series(
            np.bincount(accounts.home[rows], minlength=size)[: len(units)], units.index
        )
        homes = homes.where(units["league"] == "communes", 0)  # nobody lives in a district alone
        counts[name] = homes + homes.groupby(units["parent_code"]).sum().reindex(
            units.index
        ).fillna(0)
    return counts.astype("int64")


def _count_petitions(petitions: pd.DataFrame) -> pd.DataFrame:
    """Petitions received in the campaign by unit, and how many stand where at the close."""
    received = local_seconds(petitions["received_at"])
    inside = (received >= START) & (received < END)
    closed = petitions["status"].isin(["resolved", "refused"])
    undone = closed & (local_seconds(petitions["resolved_at"]) >= END)
    stands = petitions["status"].mask(undone, "in_progress")
    parts = pd.crosstab(petitions["unit_code"][inside], stands[inside])
    parts = parts.reindex(columns=list(STATUSES), fill_value=0).add_prefix("petitions_")
    return parts.assign(petitions_received=parts.sum(axis=1))


def draw_reported(truth: Truth, counts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The rows of submissions/reported as text; a district's file holds its communes' rows too."""
    wide = _tell(truth, counts, rng)
    league, parent = truth.units["league"], truth.units["parent_code"]
    sender = parent.where(league == "communes", truth.units.index.to_series())
    silent = [*truth.struck("missing_report"), *truth.struck("commune_not_in_report")]
    silent += truth.codes("outside")[-2:]  # who is outside the leagues may report and need not
    told = wide[~wide.index.isin(silent) & ~sender.isin(silent)]
    asked = [told.loc[league == name, list(measures)] for name, measures in ASKED.items()]
    long = pd.concat(
        rows.reset_index().melt("unit_code", var_name="measure").dropna() for rows in asked
    ).sort_values(["unit_code", "measure"], ignore_index=True)
    long["file"] = sender[long["unit_code"]].to_numpy() + "_bao_cao.xlsx"
    long["stated_share"] = _state(long, truth, rng)
    long["value"] = long["value"].astype("int64").astype("str")
    return _resubmit(long, truth)[list(INPUTS["submissions/reported"].columns)]


def _tell(truth: Truth, counts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """What each unit would say to every question: the logs' counts, not always to the letter."""
    units = truth.units
    zeal = np.exp(0.25 * units["effort"].to_numpy())
    wide = pd.DataFrame(
        {name: rng.poisson(mean * zeal) for name, mean in EVENTS.items()},
        index=units.index,
    ).astype(float)
    wide["funds_spent"] *= 1_000_000
    wide["households_visited"] = (units["households"] * units["outreach"]).round()
    wide["services_integrated"] = (units["services"] * units["outreach"].clip(upper=1)).round()
    wide["staff_count"] = units["staff"]
    wide["leaders_count"] = (units["staff"] * 0.12).round().clip(lower=1)
    for name in ("staff_active", "accounts_new", "petitions_resolved"):
        wide[name] = (counts[name] * _deviate(len(units), rng)).round()
    whole = np.maximum(counts["staff_active"], units["staff"])  # nobody says more than all
    wide["staff_active"] = np.minimum(wide["staff_active"], whole)
    wide["accounts_helped"] = (wide["accounts_new"] * 0.35).round()
    others = [part for part in PARTS if part != "petitions_resolved"]
    wide[others] = counts[others]
    wide["petitions_received"] = wide[list(PARTS)].sum(axis=1)
    wide.loc[list(truth.struck("petition_parts_do_not_sum")), "petitions_received"] += 5
    first, twin = truth.struck("tied_communes")
    wide.loc[twin] = wide.loc[first]
    struck = [code for codes in truth.planted.values() for code in codes]
    free = units.index[(units["league"] == "communes") & ~units.index.isin(struck)]
    careless = rng.choice(free, round(INCOMPLETE_SHARE * len(free)), replace=False)
    wide.loc[[*careless, *truth.struck("incomplete_report")], "training_sessions"] = np.nan
    return wide


def _deviate(size: int, rng: np.random.Generator) -> Ratios:
    """Reported over counted: mostly 1, some within 10 %, some within 33 %, a few beyond."""
    low = rng.choice([0.0, 0.01, 0.10, 0.33], size, p=[0.82, 0.11, 0.05, 0.02])
    far: Ratios = np.where(low == 0, 0.0, low + rng.random(size) * np.maximum(low, 0.08))
    sign: Ratios = rng.choice([-1.0, 1.0], size)
    return 1 + far * sign


def _state(long: pd.DataFrame, truth: Truth, rng: np.random.Generator) -> pd.Series:
    """The share that some units write beside their active staff; one of them divided wrongly."""
    code = long["unit_code"]
    wrong = code.isin(truth.struck("stated_share_wrong"))
    share: pd.Series = long["value"] / truth.values(code, "staff") - 0.1 * wrong
    states = (long["measure"] == "staff_active") & ((rng.random(len(long)) < 0.4) | wrong)
    return share.round(4).astype("str").where(states, "")


def _resubmit(long: pd.DataFrame, truth: Truth) -> pd.DataFrame:
    """The rows with those of a file sent twice: first one answer short and with fewer visits."""
    senders = truth.struck("resubmitted_report")
    again = long["file"].isin([f"{code}_bao_cao.xlsx" for code in senders])
    second = long[again].assign(file=long["file"].str.replace(".xlsx", "_lan_2.xlsx", regex=False))
    forgotten = long["unit_code"].isin(senders) & (long["measure"] == "training_sessions")
    early = again & (long["measure"] == "households_visited")
    fewer = (pd.to_numeric(long["value"]) * 9 // 10).astype("str")
    return pd.concat([long.assign(value=long["value"].mask(early, fewer))[~forgotten], second])


def draw_answers(truth: Truth, files: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
    """The rows of submissions/answers: what each sender wrote in words, some left empty."""
    rows = [
        (file, sender, field, f"{rng.choice(WORDS[field])} (giả lập)")
        for file in files
        for sender in [file.partition("_")[0]]
        for field in ASKED_WORDS[str(truth.units.loc[sender, "league"])]
        if rng.random() < ANSWERED_SHARE
    ]
    columns = list(INPUTS["submissions/answers"].columns)
    return pd.DataFrame(rows, columns=columns, dtype="str")


def draw_receipts(truth: Truth, files: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
    """The rows of registers/receipts: on time, but for the planted."""
    days = rng.choice(["02", "03", "04", "05", "06", "09"], len(files))
    times = [
        f"{hour:02d}:{minute:02d}:00"
        for hour, minute in rng.integers((8, 0), (17, 60), (len(files), 2))
    ]
    received = [f"2024-12-{day} {time}" for day, time in zip(days, times, strict=True)]
    frame = pd.DataFrame({"file": files, "received_at": received}, dtype="str")
    frame["channel"] = rng.choice(CHANNELS, len(files), p=[0.7, 0.2, 0.1])
    frame["received_by"] = [
        f"Cán bộ giả lập {number:02d}" for number in rng.integers(1, 4, len(files))
    ]
    sender = frame["file"].str.partition("_")[0]
    for difficulty, moment in LATE.items():
        frame.loc[sender.isin(truth.struck(difficulty)), "received_at"] = moment
    frame.loc[frame["file"].str.contains("_lan_2"), "received_at"] = SECOND_VERSION
    frame = frame[~sender.isin(truth.struck("report_without_receipt"))]
    twice = frame[frame["file"].str.partition("_")[0].isin(truth.struck("receipt_twice"))]
    twice = twice.assign(received_at="2024-12-09 23:40:00", channel="paper")
    return pd.concat([frame, twice]).sort_values(["received_at", "file"])


def draw_nominees(truth: Truth, files: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
    """The rows of submissions/nominees: bodies and persons that can only be made up."""
    parents, number = truth.units["parent_code"], count(1)
    rows = []
    for file in files:
        sender = file.partition("_")[0]
        communes = parents.index[parents == sender].to_numpy()
        for code in (sender, *rng.permutation(communes)[:3]):
            rows += [_nominate(file, code, kind, next(number), rng) for kind in KINDS]
    for code in truth.struck("nominee_twice"):
        person = _nominate(f"{parents[code]}_bao_cao.xlsx", code, "individual", next(number), rng)
        rows += [
            person | {"name": person["name"].replace("Giả Lập", f"Giả Lập {given}")}
            for given in ("Hòa", "Hoà")  # one person, spelt in two ways
        ]
    frame = pd.DataFrame(rows, dtype="str")
    return frame[list(INPUTS["submissions/nominees"].columns)]


def _nominate(
    file: str, code: str, kind: str, number: int, rng: np.random.Generator
) -> dict[str, str]:
    """One proposed body or person, with the papers of the dossier mostly there."""
    channel = str(rng.choice(CHANNELS_OF_NOMINEES))
    role = str(rng.choice(list(POSITIONS), p=[0.15, 0.25, 0.6]))
    if kind == "individual" and channel == "head_of_unit":
        role = "leader"  # who heads a unit leads it
    born = np.datetime64("1966-01-01") + int(rng.integers(0, 12_500))
    is_body = kind == "collective"
    channel = "division" if is_body and channel == "head_of_unit" else channel
    name = GROUPS[channel] if is_body else f"Giả Lập {rng.choice(GIVEN_NAMES)}"
    papers = np.where(rng.random(3) < 0.93, "true", "false")
    return {
        "file": file,
        "kind": kind,
        "unit_code": code,
        "name": f"{name} (giả lập {number:04d})" if is_body else f"{name} {number:04d}",
        "position": "" if is_body else POSITIONS[role],
        "date_of_birth": "" if is_body else str(born),
        "sex": "" if is_body else str(rng.choice(["female", "male"])),
        "class": "" if is_body else role,
        "women_share": f"{rng.integers(20, 90) / 100:g}" if is_body else "",
        "channel": channel,
        "achievement": "Hướng dẫn người dân cài đặt, sử dụng iHanoi (số liệu giả lập)",
        **dict(zip(("has_report", "has_minutes", "has_proposal"), papers, strict=True)),
    }
