"""Made-up registers and reviews: what the city knows of its units, and what people decided."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from ihanoi_eval.evidence.nominees import nominee_id
from ihanoi_eval.running.synthetic_units import Truth
from ihanoi_eval.schemas import INPUTS

COUNTED_ON: Final = "2024-10-25"  # the population that counts: the latest dated by the start
COUNTED_BEFORE: Final = "2024-06-30"
COUNTED_AFTER: Final = "2024-11-15"
SOURCE: Final = "Mô hình giả lập: Tổng điều tra 2019 × tăng dân số quận, huyện × tỷ lệ từ 15 tuổi"
MOST_CHOSEN: Final = 6  # nominees that the Council's papers name
OFFICER: Final = "Cán bộ giả lập 01"

Tables = dict[str, pd.DataFrame]


def draw_registers(truth: Truth, counts: pd.DataFrame, rng: np.random.Generator) -> Tables:
    """The registers but for the receipts, as text, by the name of their table."""
    return {
        "registers/population": _population(truth, counts),
        "registers/targets": _targets(truth, counts, rng),
        "registers/staff": _staff(truth),
        "registers/services": _services(truth),
        "registers/not_applicable": _table(
            "registers/not_applicable",
            *(
                (code, "integration", "Không có dịch vụ công", "GL-01/KSTTHC", "2024-11-20")
                for code in truth.struck("not_applicable")
            ),
        ),
        "registers/media": _media(truth, rng),
    }


def draw_reviews(truth: Truth, counts: pd.DataFrame, nominees: pd.DataFrame) -> Tables:
    """What people decided about single units and nominees, each row with its made-up document."""
    chosen = _some_nominees(nominees)
    return {
        "reviews/verifications": _verifications(truth, counts),
        **_inspections(truth),
        **_rulings(truth, chosen),
        **_council(truth, chosen),
    }


def _some_nominees(nominees: pd.DataFrame) -> list[tuple[str, str]]:
    """Id and achievement of the first workers with a whole dossier: the Council's examples.

    In order: held, awarded before, chosen, and from the sixth on chosen below the threshold. Units
    that sent two lists are left out: only their later one counts.
    """
    whole = (nominees[["has_report", "has_minutes", "has_proposal"]] == "true").all(axis=1)
    once = nominees.groupby("unit_code")["file"].transform("nunique") == 1
    people = nominees[whole & once & (nominees["class"] == "direct_worker")].head(MOST_CHOSEN)
    rows = people[["unit_code", "name", "date_of_birth", "achievement"]]
    return [(nominee_id(*row[:3]), row[3]) for row in rows.itertuples(index=False, name=None)]


def _table(name: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """An input table as text from rows in the order of its columns."""
    return pd.DataFrame(rows, columns=list(INPUTS[name].columns)).astype("str")


def _population(truth: Truth, counts: pd.DataFrame) -> pd.DataFrame:
    """People aged 15+ and households: a row a commune, and the planted ones that must not count."""
    codes = truth.codes("communes")
    people = truth.units.loc[codes, "population"].astype("int64")
    full = list(truth.struck("saturated"))  # a register too low: nobody seems left to win
    people[full] = (counts.loc[full, "accounts_open"] * 1.004).astype("int64")
    homes = truth.units.loc[codes, "households"].astype("int64")
    rows = []
    for code in codes:
        number, households = int(people[code]), int(homes[code])
        dated = {COUNTED_ON: [number]}
        if code in truth.struck("population_after_start"):
            dated[COUNTED_AFTER] = [number * 11 // 10]
        if code in truth.struck("populations_that_differ"):
            dated = {COUNTED_BEFORE: [number], COUNTED_ON: [number * 21 // 20, number * 6 // 5]}
        rows += [(code, value, households, day, SOURCE) for day in dated for value in dated[day]]
    return _table("registers/population", *rows)


def _targets(truth: Truth, counts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Targets as each district's police set them: some strict, some mild, three out of line."""
    units = truth.units
    codes = truth.codes("communes")
    gap = (units.loc[codes, "population"] - counts.loc[codes, "accounts_open"]).clip(lower=1)
    strictness = pd.Series(rng.uniform(0.11, 0.19, len(units)), index=units.index)
    parents = units.loc[codes, "parent_code"]
    share = parents.map(strictness) * rng.uniform(0.9, 1.1, len(codes))
    first, twin = truth.struck("tied_communes")
    share[list(truth.struck("target_too_low"))] = 0.01
    share[list(truth.struck("target_too_high"))] = 0.60
    share[twin] = share[first]
    target = (gap * share).round().clip(lower=1).astype("int64").astype("str")
    target[list(truth.struck("target_missing"))] = ""
    names = units["name"][parents]
    by = "Công an " + names.str[:1].str.lower() + names.str[1:]
    document = "GL-" + parents + "/CT"
    return _table("registers/targets", *zip(codes, target, by, document, strict=True))


def _staff(truth: Truth) -> pd.DataFrame:
    """Staff of every unit; an exemption counts only where a document stands beside it."""
    documented = truth.struck("staff_exempt")
    exempt = {*documented, *truth.struck("staff_exempt_without_document")}
    return _table(
        "registers/staff",
        *(
            (
                code,
                staff,
                max(1, round(staff * 0.12)),
                2 if code in exempt else 0,
                "GL-02/NV" if code in documented else "",
            )
            for code, staff in truth.units["staff"].items()
        ),
    )


def _services(truth: Truth) -> pd.DataFrame:
    """Public services of the departments, but for the one whose number nobody sent."""
    services = truth.units.loc[truth.codes("departments"), "services"].astype("int64")
    return _table(
        "registers/services", *services.drop(list(truth.struck("services_missing"))).items()
    )


def _media(truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """News about the campaign by district and department."""
    codes = np.array([*truth.codes("districts"), *truth.codes("departments")], dtype=object)
    rows = [
        (
            code,
            f"2024-11-{rng.integers(1, 31):02d}",
            rng.choice(["newspaper", "television", "radio", "portal"]),
            rng.choice(["article", "report", "programme"]),
            f"Tin giả lập số {number:03d} về iHanoi",
        )
        for number, code in enumerate(np.sort(rng.choice(codes, 4 * len(codes))), start=1)
    ]
    return _table("registers/media", *rows)


def _verifications(truth: Truth, counts: pd.DataFrame) -> pd.DataFrame:
    """Verified values: one that costs a commune most of what it won, and three that never count."""
    measure, opened, new = "accounts_active_close", counts["accounts_open"], counts["accounts_new"]

    def verify(
        difficulty: str, kept: int, day: str, document: str, what: str = measure
    ) -> list[tuple[object, ...]]:
        return [
            (
                *(code, what, int(opened[code] + new[code] * kept // 10), OFFICER, day),
                *("Loại tài khoản kích hoạt không đúng quy định", document),
            )
            for code in truth.struck(difficulty)
        ]

    return _table(
        "reviews/verifications",
        *verify("verification_changes_rank", 3, "2024-12-16", "GL-11/BB-VP"),
        *verify("verification_without_document", 2, "2024-12-16", ""),
        *verify("verifications_that_differ", 5, "2024-12-17", "GL-12/BB-VP"),
        *verify("verifications_that_differ", 6, "2024-12-17", "GL-13/BB-VP"),
        *verify("verification_not_yet_known", 5, "2025-01-10", "GL-14/BB-VP"),
    )


def _inspections(truth: Truth) -> Tables:
    """Inspections: notes, and three serious ones, open, explained and confirmed."""
    inspections: list[tuple[object, ...]] = []
    followups: list[tuple[object, ...]] = []
    for number, status in enumerate(("open", "explained", "confirmed"), start=21):
        for code in truth.struck(f"inspection_{status}"):
            document = f"GL-{number}/BB-KT"
            result = "Nghi tài khoản kích hoạt thay người dân (tình huống giả lập)"
            inspections.append((code, "2024-11-27", "Đoàn số 1", result, "serious", document))
            finding = f"inspection:{code}:{document}"
            if status != "open":
                note = "Kết quả xác minh giả lập"
                answer = (finding, status, OFFICER, "2024-12-13", f"GL-{number + 10}/VP", note)
                followups += [(finding, "open", OFFICER, "2024-12-03", "GL-30/VP", ""), answer]
    for number, code in enumerate(truth.codes("districts")[:3], start=41):
        result = "Bố trí đủ điểm hướng dẫn"
        document = f"GL-{number}/BB-KT"
        inspections.append((code, "2024-11-19", "Đoàn số 2", result, "note", document))
    return {
        "reviews/inspections": _table("reviews/inspections", *inspections),
        "reviews/followups": _table("reviews/followups", *followups),
    }


def _rulings(truth: Truth, chosen: Sequence[tuple[str, str]]) -> Tables:
    """Points added and taken away, holds, a waiver and a confirmed spelling."""
    held = [("on_hold", "Đang xem xét kỷ luật", "GL-53/UBKT", "")]
    held.append(("on_hold_expired", "Đang xác minh đơn", "GL-54/TTr", "2024-12-15"))
    praised, blamed = truth.struck("adjustments") or ("", "")
    points = [
        (praised, "1.5", "Sáng kiến được nhân rộng", "GL-51/QĐ", "2024-12-10"),
        (blamed, "-2", "Xử lý phản ánh, kiến nghị chậm kéo dài", "GL-52/TB", "2024-12-10"),
        (praised, "0.125", "Điểm thưởng ghi ba chữ số lẻ", "GL-55/QĐ", "2024-12-10"),
    ]
    name = "Yên Viên (TT)"
    return {
        "reviews/adjustments": _table("reviews/adjustments", *(row for row in points if row[0])),
        "reviews/on_hold": _table(
            "reviews/on_hold",
            *(
                (code, "", reason, document, "2024-12-05", until)
                for difficulty, reason, document, until in held
                for code in truth.struck(difficulty)
            ),
            *(
                ("", person, "Đang xác minh đơn", "GL-57/TTr", "2024-12-06", "")
                for person, _ in chosen[:1]
            ),
        ),
        "reviews/waivers": _table(
            "reviews/waivers",
            *(
                ("staff", code, "Ba người nghỉ ốm dài ngày", OFFICER, "GL-56/VP", "2024-12-12")
                for code in truth.struck("waiver")
            ),
        ),
        "reviews/unit_aliases": _table(
            "reviews/unit_aliases",
            *(
                (name, truth.units.at[code, "parent_code"], code, OFFICER)
                for code in truth.units.index[truth.units["name"] == "Thị trấn Yên Viên"]
            ),
        ),
    }


def _council(truth: Truth, chosen: Sequence[tuple[str, str]]) -> Tables:
    """The Council: who sat, how it voted, what it decided after the cut-off, earlier awards."""
    absent = {7: "Đồng ý bằng văn bản", 9: ""}
    first, twin = truth.struck("tied_communes")
    return {
        "reviews/council": _table(
            "reviews/council",
            *(
                (
                    f"Thành viên giả lập {number:02d}",
                    "Chủ tịch Hội đồng" if number == 1 else "Ủy viên",
                    "false" if number in absent else "true",
                    absent.get(number, ""),
                )
                for number in range(1, 10)
            ),
        ),
        "reviews/votes": _table(
            "reviews/votes",
            (first, "", 8, 0, 1, 7, 9, "GL-61/BB-HĐ"),
            (twin, "", 5, 3, 1, 7, 9, "GL-61/BB-HĐ"),
            *(("", person, 8, 0, 1, 7, 9, "GL-61/BB-HĐ") for person, _ in chosen[2:5]),
            *(("", person, 6, 2, 1, 7, 9, "GL-61/BB-HĐ") for person, _ in chosen[5:]),
        ),
        "reviews/decisions": _table(
            "reviews/decisions",
            (first, "", "award", "Hội đồng chọn một trong hai", "GL-62/BB-HĐ", "2024-12-27"),
            (twin, "", "reserve", "Hội đồng chọn một trong hai", "GL-62/BB-HĐ", "2024-12-27"),
            *(
                ("", person, "award", "Hội đồng chọn", "GL-62/BB-HĐ", "2024-12-27")
                for person, _ in chosen[2:]
            ),
        ),
        "reviews/prior_awards": _table(
            "reviews/prior_awards",
            (first, "", "Cải cách hành chính 2023", "Bằng khen", "GL-63/QĐ", "2024-02-20"),
            *(
                ("", person, achievement, "Giấy khen", "GL-64/QĐ", "2024-12-02")
                for person, achievement in chosen[1:2]
            ),
        ),
    }
