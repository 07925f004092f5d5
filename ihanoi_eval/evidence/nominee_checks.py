"""What is asked about who was proposed and who votes; nobody is named, no birthday repeated."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.unit_matching import UnitNames
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import comparison_key

YOUNGEST, OLDEST = 15, 100  # [years] at the cut-off; outside them a birthday is doubtful
SEATED: Final = ("is_present", "written_opinion")  # what the rows of one member may not differ in
WHOLE: Final = frozenset(  # words that in front of a unit's name stand for all of it
    comparison_key(words)
    for words in (
        *("Hội đồng nhân dân", "HĐND", "Ủy ban nhân dân", "UBND", "Đảng ủy", "và", "lãnh đạo"),
        *("tập thể", "toàn thể", "cán bộ", "công chức", "viên chức", "người lao động", "nhân dân"),
    )
)
LONGEST: Final = max(len(words.split()) for words in WHOLE)


def ask_nominees(
    nominees: pd.DataFrame, names: UnitNames, *, campaign: Campaign, as_of: date
) -> tuple[dict[str, str], list[Finding]]:
    """The ranked unit that a collective is, by id, and what is asked about names and birthdays."""
    ranked = {code for one in campaign.ranked_leagues for code in campaign.units_of(one.code)}
    themselves: dict[str, str] = {}
    findings: list[Finding] = []
    for row in nominees.to_dict("records"):
        if doubt := _doubtful_birthday(str(row["date_of_birth"]), as_of):
            findings.append(
                _about(row, "nominee_birthday", doubt, f"từ {YOUNGEST} đến {OLDEST} tuổi",
                       f"theo ngày sinh thì {doubt}. Ngày sinh ghi có đúng không?")
            )  # fmt: skip
        if row["kind"] != "collective":
            continue
        code, is_sure = _unit_itself(str(row["name"]), str(row["unit_code"]), names)
        if code not in ranked:
            continue
        if is_sure:
            themselves[str(row["nominee_id"])] = code
        what = "ghi đúng tên" if is_sure else "có vẻ là"
        findings.append(
            _about(row, "nominee_is_unit", f"{what} đơn vị {code}", "tập thể bên trong đơn vị",
                   f"tập thể {what} đơn vị {code}, đã được xét trong bảng xếp hạng; một thành "
                   "tích chỉ khen một lần. Đơn vị đề nghị tập thể nào bên trong?")
        )  # fmt: skip
    return themselves, findings


def _about(row: Mapping[Any, Any], check: str, found: str, expected: str, asked: str) -> Finding:
    """A question about one nominee, by id and place."""
    where = f"{row['sheet']} dòng" if row["sheet"] else "dòng"
    return Finding(
        severity="question",
        check=check,
        unit_code=str(row["unit_code"]),
        about=str(row["nominee_id"]),
        file=str(row["file"]),
        sheet=str(row["sheet"]),
        row=float(row["row"]),
        found=found,
        expected=expected,
        message=f"Mã {row['nominee_id']} ({row['file']}, {where} {row['row']:.0f}): {asked}",
    )


def _doubtful_birthday(born: str, as_of: date) -> str:
    """Why nobody proposed can have been born that day, nothing where somebody can.

    >>> _doubtful_birthday("2010-12-01", date(2024, 11, 30)), _doubtful_birthday("", date.max)
    ('dưới 15 tuổi', '')
    """
    if not born:
        return ""
    day = date.fromisoformat(born)
    years = as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day))
    if day > as_of:
        return "sinh sau ngày chốt số liệu"
    if years < YOUNGEST:
        return f"dưới {YOUNGEST} tuổi"
    return f"trên {OLDEST} tuổi" if years > OLDEST else ""


def _unit_itself(name: str, sender: str, names: UnitNames) -> tuple[str, bool]:
    """The unit that a collective's name names, and whether for certain; nothing where it is a part.

    With or without Ủy ban nhân dân the name is the unit; "Tập thể cán bộ xã X" seems to be.
    """
    match = names.match_in_report(name, sender)
    if match.code:
        return match.code, not match.is_question
    words = name.replace(",", " ").split()
    sizes = range(LONGEST, 0, -1)
    while size := next((n for n in sizes if comparison_key(" ".join(words[:n])) in WHOLE), 0):
        words = words[size:]
    return names.match_in_report(" ".join(words), sender).code or "", False


def settle_members(council: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Each member of the Council once; where rows differ, neither their presence nor an opinion."""
    named = council[council["member"] != ""]
    keys = named["member"].map(comparison_key)
    once = named[~keys.duplicated()].copy()
    findings: list[Finding] = []
    for _, some in named.groupby(keys, sort=False):
        differs = [column for column in SEATED if some[column].nunique() > 1]
        if not differs:
            continue
        once.loc[some.index[0], [*SEATED]] = ""
        rows = ", ".join(f"{number:.0f}" for number in some["row"])
        findings.append(
            Finding(
                severity="error",
                check="members_contradict",
                about=f"reviews/council:{rows}",
                file="reviews/council",
                row=float(some["row"].iloc[0]),
                column=differs[0],
                found=f"{len(some)} dòng, khác nhau ở {', '.join(differs)}",
                expected="mỗi thành viên một dòng",
                message=f"reviews/council, dòng {rows}: cùng một thành viên, khác nhau ở "
                f"{', '.join(differs)} nên chưa rõ người này có dự họp, có ý kiến hay không. Đề "
                "nghị giữ lại một dòng đúng theo biên bản.",
            )
        )
    return once, findings
