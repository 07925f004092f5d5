"""Collectives inside units and individuals: eligible or not and why; never scored, never ranked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import ceil
from typing import Any

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.bonus import COLLECTIVES, INDIVIDUALS, seats_by_list
from ihanoi_eval.judgement.gates import FAILED, ON_HOLD, PASSED, WORST_FIRST, Verdict
from ihanoi_eval.rules.awards import Awards, NomineeShare
from ihanoi_eval.rules.law import TO_CHECK
from ihanoi_eval.schemas import empty_table
from ihanoi_eval.vietnamese import comparison_key, format_date, format_percent, sort_key

LISTS = {"collective": COLLECTIVES, "individual": INDIVIDUALS}
CLASSES = ("leader", "manager", "direct_worker", "")  # the order of the law's annexes
HEAD = "head_of_unit"
HEAD_TITLES = tuple(
    map(comparison_key, ("Chủ tịch", "Bí thư", "Giám đốc", "Trưởng", "Thủ trưởng", "Chánh"))
)
PART_TITLES = tuple(  # who heads a part of a unit, or people who live in it, does not head the unit
    comparison_key(f"{head} {part}")
    for head, parts in (
        ("Trưởng", ("bộ phận", "phòng", "tổ", "nhóm", "thôn", "xóm", "khu")),
        ("Bí thư", ("chi bộ", "chi đoàn", "Đoàn")),
    )
    for part in parts
)
PARTS = {
    "has_report": "báo cáo thành tích",
    "has_minutes": "biên bản họp xét",
    "has_proposal": "tờ trình của đơn vị",
}
NEEDED_OF = {  # who somebody is (RELIABILITY N-001)
    "individual": {"position": "chức vụ", "date_of_birth": "ngày sinh"}
    | {"sex": "giới tính", "class": "nhóm đối tượng"},
    "collective": {"channel": "lực lượng"},
}
WHO = {"direct_worker": "người trực tiếp công tác, lao động", "women": "nữ"}
RELEASE = {  # what opens the list again to who is on hold
    "facts": "bổ sung thì xét tiếp",
    "dossier": "bổ sung hồ sơ thì xét tiếp",
    "duplicate": "các đơn vị thống nhất một nơi đề nghị thì xét tiếp",
    "hold": "có văn bản kết thúc thì xét tiếp",
    "head_of_unit": "đơn vị hết tạm dừng thì xét tiếp",
}


@dataclass(frozen=True)
class Pool:
    """Everybody proposed, with what their gates look at; reviews hold known, documented rows.

    standing: each ranked unit as a whole, from its own gates; themselves: the ranked unit that a
    collective is, by id.
    """

    nominees: pd.DataFrame
    contradicted: frozenset[str]
    on_hold: pd.DataFrame
    prior_awards: pd.DataFrame
    standing: Mapping[str, str]
    awards: Awards
    as_of: date
    themselves: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def twins(self) -> dict[str, tuple[str, ...]]:
        """For a person proposed by several units, the others' ids: same name and date of birth."""
        people = self.nominees
        people = people[(people["kind"] == "individual") & (people["date_of_birth"] != "")]
        found: dict[str, tuple[str, ...]] = {}
        for _, some in people.groupby([people["name"].map(comparison_key), "date_of_birth"]):
            ids = sorted(some["nominee_id"])
            if len(ids) > 1:
                found |= {one: tuple(other for other in ids if other != one) for one in ids}
        return found

    @cached_property
    def holds(self) -> dict[str, pd.DataFrame]:
        """The holds in force of each nominee that has one."""
        rows = self.on_hold
        is_in_force = (rows["until"] == "") | (rows["until"] >= self.as_of.isoformat())
        return {str(key): some for key, some in rows[is_in_force].groupby("nominee_id")}

    @cached_property
    def earlier_awards(self) -> dict[str, pd.DataFrame]:
        """The earlier awards of each nominee that has one."""
        return {str(key): some for key, some in self.prior_awards.groupby("nominee_id")}

    def of_person(self, papers: Mapping[str, pd.DataFrame], nominee: str) -> pd.DataFrame | None:
        """The rows about one person, under whichever unit's id; None where there are none."""
        ids = (nominee, *self.twins.get(nominee, ()))
        found = [papers[one] for one in ids if one in papers]
        return pd.concat(found) if found else None


def check_nominees(pool: Pool) -> pd.DataFrame:
    """The table `nominee_gates`: every gate of every nominee, with its reason; nobody is named."""
    rows = [
        {
            "nominee_id": person["nominee_id"],
            "gate": gate,
            **dict(zip(("status", "reason", "evidence"), verdict, strict=True)),
        }
        for person in _records(pool.nominees)
        for gate, check in _GATES.items()
        for verdict in [check(person, pool)]
    ]
    types = dict(empty_table("nominee_gates").dtypes)
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def list_nominees(pool: Pool, gates: pd.DataFrame) -> list[dict[str, object]]:
    """A row of the shortlist for each nominee: eligible ones wait for the Council's choice."""
    seats = seats_by_list(pool.awards)
    rows: list[dict[str, object]] = []
    by_person = {str(key): some for key, some in gates.groupby("nominee_id")}
    for person in _records(pool.nominees):
        name = LISTS[person["kind"]]
        own = by_person[person["nominee_id"]]
        status = next((one for one in WORST_FIRST if one in set(own["status"])), PASSED)
        barred = own[own["status"] == status]
        why = "; ".join(
            f"{reason} ({RELEASE[gate]})" if status == ON_HOLD else reason
            for gate, reason in zip(barred["gate"], barred["reason"], strict=True)
        )
        if status == FAILED:
            decision, reason = "not_eligible", f"không đạt điều kiện: {why}"
        elif status == ON_HOLD:
            decision, reason = "on_hold", f"tạm dừng xét: {why}"
        elif not seats[name]:
            decision, reason = "not_selected", "đợt thi đua không có suất cho danh sách này"
        else:
            decision, reason = "council", f"đủ điều kiện; Hội đồng chọn trong {seats[name]} suất"
            reason += _preference(person, pool.awards)
        rows.append(
            {
                **{"unit_code": "", "nominee_id": person["nominee_id"], "list": name},
                **{"track": "", "position": float("nan"), "decision": decision},
                "decided_by": "council" if decision == "council" else "",
                "reason": reason,
            }
        )
    return rows


def in_list_order(nominees: pd.DataFrame) -> pd.DataFrame:
    """Nominees as a list shows them: by class, then by name in the Vietnamese order, never by rank.

    Given names come last in Vietnamese and are compared first, then the whole name.
    """
    order = [
        (
            CLASSES.index(person["class"]) if person["class"] in CLASSES else len(CLASSES),
            sort_key(person["name"].split()[-1]) if person["kind"] == "individual" else "",
            sort_key(person["name"]),
            person["nominee_id"],
        )
        for person in _records(nominees)
    ]
    places = sorted(range(len(order)), key=order.__getitem__)
    return nominees.iloc[places].reset_index(drop=True)


def ask_shares(pool: Pool, shortlist: pd.DataFrame) -> list[Finding]:
    """Whether enough of the individuals work directly, and are women (DOMAIN §1).

    Of those the Council chose or, before it chose anybody, of those it can choose from.
    """
    rows = shortlist[shortlist["list"] == INDIVIDUALS]
    chosen = rows.loc[rows["decision"] == "award", "nominee_id"]
    open_to = rows.loc[rows["decision"] == "council", "nominee_id"]
    ids, words = (chosen, "đã chọn") if len(chosen) else (open_to, "đủ điều kiện")
    people = pool.nominees[pool.nominees["nominee_id"].isin(ids)]
    if people.empty:
        return []
    findings: list[Finding] = []
    for rule in pool.awards.nominees.shares:
        have = int((people["class"] == "direct_worker").sum())
        if rule.of == "women":
            have = int((people["sex"] == "female").sum())
        if have < rule.at_least * len(people):
            findings.append(_low_share(rule, have, len(people), words))
    return findings


def _low_share(rule: NomineeShare, have: int, size: int, words: str) -> Finding:
    """Fewer of a kind than the rule asks for, with where the rule stands."""
    level = format_percent(float(rule.at_least), 0)
    source = rule.source if rule.is_verified else f"{rule.source}; {TO_CHECK}"
    return Finding(
        severity="question",
        check="nominee_share_low",
        about=rule.of,
        found=f"{have}/{size} ({format_percent(have / size)})",
        expected=f"ít nhất {level}, tức {ceil(rule.at_least * size)} người",
        message=f"Trong {size} cá nhân {words} có {have} {WHO[rule.of]}, dưới mức {level} "
        f"({source}). Hội đồng xem xét.",
    )


def ask_heads(pool: Pool, shortlist: pd.DataFrame) -> list[Finding]:
    """Who may be the head of a unit that did not pass, and is proposed as somebody else."""
    is_open = shortlist["decision"] != "not_eligible"
    people = pool.nominees[pool.nominees["nominee_id"].isin(shortlist.loc[is_open, "nominee_id"])]
    people = people[(people["kind"] == "individual") & (people["channel"] != HEAD)]
    return [
        _may_be_head(person, status)
        for person in _records(people)
        if (status := pool.standing.get(person["unit_code"], PASSED)) != PASSED and _leads(person)
    ]


def _leads(person: dict[str, Any]) -> bool:
    """Whether somebody is a leader by class, or by a title that no head of a part has."""
    title = comparison_key(person["position"])
    is_head = title.startswith(HEAD_TITLES) and not title.startswith(PART_TITLES)
    return person["class"] == "leader" or is_head


def _may_be_head(person: dict[str, Any], status: str) -> Finding:
    """The question about one of them; neither name nor position is repeated."""
    unit, nominee = person["unit_code"], person["nominee_id"]
    state = "không đạt điều kiện" if status == FAILED else "đang tạm dừng xét"
    return Finding(
        severity="question",
        check="nominee_may_be_head",
        unit_code=unit,
        about=nominee,
        file=person["file"],
        sheet=person["sheet"],
        row=person["row"],
        column="channel",
        found=f"lãnh đạo, đơn vị {state}",
        expected="người đứng đầu xét theo kết quả của đơn vị",
        message=f"Mã {nominee} là lãnh đạo hoặc có chức danh đứng đầu; đơn vị {unit} {state}. "
        "Người này có phải người đứng đầu đơn vị? Nếu phải, ghi lực lượng là “Người đứng đầu đơn "
        "vị”: người đứng đầu xét theo kết quả của đơn vị.",
    )


def _preference(person: dict[str, Any], awards: Awards) -> str:
    """What is said of a collective that is mostly women; of a person a shared table says nothing.

    The rule is known from earlier decrees only.
    """
    level = awards.nominees.women_preferred
    if person["kind"] != "collective" or not person["women_share"] >= float(level):
        return ""
    share = format_percent(float(level), 0)
    return f"; tập thể từ {share} nữ, ưu tiên khi ngang nhau ({TO_CHECK})"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by its columns."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _facts(person: dict[str, Any], pool: Pool) -> Verdict:
    """Whether it is said who somebody is."""
    lost = [word for column, word in NEEDED_OF[person["kind"]].items() if not person[column]]
    if lost:
        return ON_HOLD, f"thiếu {', '.join(lost)}", _place(person)
    return PASSED, "đủ thông tin", ""


def _dossier(person: dict[str, Any], pool: Pool) -> Verdict:
    """Whether every part of the dossier is there; what nobody said is not there."""
    lost = [PARTS[part] for part in pool.awards.nominees.dossier if person[part] != "true"]
    if lost:
        return ON_HOLD, f"hồ sơ thiếu {', '.join(lost)}", _place(person)
    return PASSED, "hồ sơ đủ", ""


def _duplicate(person: dict[str, Any], pool: Pool) -> Verdict:
    """One person, one award: nobody stands in two lists, in two ways in one, or as a unit too."""
    if unit := pool.themselves.get(person["nominee_id"]):
        return FAILED, f"là chính đơn vị {unit}, đã xét trong bảng xếp hạng", _place(person)
    others = pool.twins.get(person["nominee_id"], ())
    if others:
        units = pool.nominees.set_index("nominee_id")["unit_code"]
        where = ", ".join(f"{units[other]} (mã {other})" for other in others)
        return ON_HOLD, f"trùng họ tên và ngày sinh với đề nghị của đơn vị {where}", where
    if person["nominee_id"] in pool.contradicted:
        return ON_HOLD, "đơn vị ghi nhiều dòng khác nhau về cùng một người", _place(person)
    return PASSED, "không trùng", ""


def _hold(person: dict[str, Any], pool: Pool) -> Verdict:
    """No documented hold in force."""
    rows = pool.of_person(pool.holds, person["nominee_id"])
    if rows is None:
        return PASSED, "không có việc tạm dừng xét", ""
    reasons = "; ".join(sorted(set(rows["reason"]) - {""})) or "đang xem xét"
    return ON_HOLD, reasons, ", ".join(sorted(set(rows["document_no"])))


def _prior(person: dict[str, Any], pool: Pool) -> Verdict:
    """One award for one achievement (Luật TĐKT, Điều 5): none yet for the same words."""
    never = PASSED, "chưa được khen cho thành tích này", ""
    rows = pool.of_person(pool.earlier_awards, person["nominee_id"])
    if rows is None:
        return never
    same = rows[rows["achievement"].map(comparison_key) == comparison_key(person["achievement"])]
    if same.empty:
        return never
    form, number, day = same.iloc[-1][["form", "decision_no", "on_date"]]
    return FAILED, f"đã được khen cho cùng thành tích: {form} {format_date(str(day))}", str(number)


def _head(person: dict[str, Any], pool: Pool) -> Verdict:
    """A head of unit is judged by the unit's result; nobody else is."""
    if person["kind"] != "individual" or person["channel"] != HEAD:
        return PASSED, "không phải người đứng đầu đơn vị", ""
    status = pool.standing.get(person["unit_code"], PASSED)
    if status == FAILED:
        return FAILED, "người đứng đầu đơn vị không đạt điều kiện", person["unit_code"]
    if status == ON_HOLD:
        return ON_HOLD, "người đứng đầu đơn vị đang tạm dừng xét", person["unit_code"]
    return PASSED, "đơn vị đạt các điều kiện", person["unit_code"]


def _place(person: dict[str, Any]) -> str:
    """Where the row stands."""
    sheet = f", trang {person['sheet']}" if person["sheet"] else ""
    return f"{person['file']}{sheet}, dòng {person['row']:.0f}"


_GATES: Mapping[str, Callable[[dict[str, Any], Pool], Verdict]] = {
    "facts": _facts,
    "dossier": _dossier,
    "duplicate": _duplicate,
    "hold": _hold,
    "prior_award": _prior,
    "head_of_unit": _head,
}
