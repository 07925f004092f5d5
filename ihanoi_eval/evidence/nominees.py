"""Who was proposed: every row of table and workbooks, one nominee each, under an id, not a name."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.nominee_checks import settle_members
from ihanoi_eval.evidence.nominee_sheets import Row, as_code
from ihanoi_eval.evidence.quotable import PLAIN, mask_personal
from ihanoi_eval.evidence.registers import documented
from ihanoi_eval.evidence.sources import (
    Source,
    known_by,
    rejected_frame,
    rejected_row,
)
from ihanoi_eval.people import PEOPLE
from ihanoi_eval.rules.forms import NOMINEE_WORDS
from ihanoi_eval.schemas import INPUTS, empty_table
from ihanoi_eval.vietnamese import comparison_key

NOMINEES = "submissions/nominees"
ID_DIGITS = 10
NEEDED = ("file", "kind", "name")
LAST = "9999"  # after every moment: without a register of receipts nobody knows when a file came
FACTS = ("kind", "position", "date_of_birth", "sex", "class")  # about whom, not about papers


@dataclass(frozen=True)
class People:
    """Who is proposed and what the Council wrote down, as known at the end of as_of.

    nominees: the table `nominees`, one row each; contradicted: the ids whose rows differ about the
    person. council, votes, decisions, prior_awards, on_hold: the known rows, documented where
    they must be. themselves: the unit that a collective is, by id, where it is no part of it.
    """

    nominees: pd.DataFrame
    contradicted: frozenset[str]
    council: pd.DataFrame
    votes: pd.DataFrame
    decisions: pd.DataFrame
    prior_awards: pd.DataFrame
    has_council: bool
    on_hold: pd.DataFrame = field(default_factory=lambda: empty_table("reviews/on_hold"))
    themselves: Mapping[str, str] = field(default_factory=dict)


def nominee_id(unit_code: str, name: str, date_of_birth: str) -> str:
    """Ten hex digits that are the same for every spelling of one person of one unit (DESIGN §5).

    SHA-256 over unit_code, the comparison key of the name, and the ISO date of birth.

    >>> nominee_id("001", "Hoà  Bình", "") == nominee_id("001", "hòa bình", "")
    True
    """
    text = f"{unit_code}{comparison_key(name)}{date_of_birth}"
    return hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS]


def with_known_words(source: Source) -> Source:
    """The source with words of fixed lists as codes; rows with other words are set aside.

    Nothing that a row says is repeated: neither here nor in what the header is asked about.
    """
    kept: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    for row in source.frame.to_dict("records"):
        faults = [f"thiếu {column}" for column in NEEDED if not row[column]]
        for column in NOMINEE_WORDS:
            try:
                row[column] = as_code(column, str(row[column]))
            except ValueError as error:
                faults.append(f"{column} {error}")
        if not 0 <= np.nan_to_num(float(str(row["women_share"]))) <= 1:  # 85 may be 85%, 7 7 people
            faults.append("women_share phải từ 0 đến 1 hoặc có dấu %; viết như 0.85 hoặc 85%")
        texts = {str(key): str(text) for key, text in row.items() if key != "row"}
        if faults:
            reason = "; ".join(faults)
            refused.append(rejected_row(source.file, row["row"], reason, texts, hidden=texts))
        else:
            kept.append({str(key): value for key, value in row.items()})
    findings = [_without_headings(finding) for finding in source.findings]
    if refused:
        findings.append(_refused(source.file, refused))
    columns = list(source.frame.columns)
    counts = source.sources.assign(
        rows_accepted=source.sources["rows_accepted"] - len(refused),
        rows_rejected=source.sources["rows_rejected"] + len(refused),
    )
    return replace(
        source,
        frame=pd.DataFrame(kept, columns=columns).astype(dict(source.frame.dtypes)),
        rejected=pd.concat([source.rejected, rejected_frame(refused)], ignore_index=True),
        sources=counts,
        findings=tuple(findings),
    )


def _without_headings(finding: Finding) -> Finding:
    """A doubt about columns without headings that are no codes: the first row may be a person."""
    if finding.check != "source_columns":
        return finding
    shown = [word if PLAIN.fullmatch(word) else "…" for word in finding.found.split(", ")]
    return replace(
        finding,
        found=", ".join(shown),
        message=f"Bảng {NOMINEES} có tiêu đề không đúng mẫu; các ô thiếu cột được coi là trống. "
        f"Các cột cần có: {', '.join(INPUTS[NOMINEES].columns)}.",
    )


def _refused(file: str, rows: Sequence[Mapping[str, object]]) -> Finding:
    """One finding for all the rows of a table that were set aside for their words."""
    number, reason = float(str(rows[0]["row"])), rows[0]["reason"]
    return Finding(
        severity="error",
        check="nominee_rows_refused",
        about=NOMINEES,
        file=file,
        row=number,
        found=f"{len(rows)} dòng",
        expected="0 dòng",
        message=f"{file}: {len(rows)} dòng đề nghị khen thưởng không nhận được; dòng "
        f"{number:.0f}: {reason}. Đề nghị sửa và gửi lại.",
    )


def take_people(
    frames: Mapping[str, pd.DataFrame], from_sheets: Iterable[Row], *, as_of: date
) -> tuple[People, list[Finding]]:
    """Everybody proposed in a file received by as_of, and the Council's papers, with the doubts.

    frames: the tables of DESIGN §5 that were sent, by name. from_sheets: rows of
    workbooks with file, sheet and row.
    """

    def frame(name: str) -> pd.DataFrame:
        found = frames.get(name)
        return empty_table(name).assign(row=np.nan) if found is None else found

    sheets, masked = _sheet_frame(from_sheets)
    rows = pd.concat([frame(NOMINEES).assign(sheet=""), sheets], ignore_index=True)
    rows["nominee_id"] = [
        nominee_id(*person)
        for person in rows[["unit_code", "name", "date_of_birth"]].itertuples(index=False)
    ]
    received, findings = _received(rows, frames.get("registers/receipts"), as_of=as_of)
    nominees, contradicted, doubts = _one_each(received)
    decisions, bare = documented(frame("reviews/decisions"), as_of=as_of, name="reviews/decisions")
    awards = frame("reviews/prior_awards")
    prior, silent = documented(
        awards.assign(document_no=awards["decision_no"]), as_of=as_of, name="reviews/prior_awards"
    )
    votes = frame("reviews/votes")
    council, unsettled = settle_members(frame("reviews/council"))
    return People(
        nominees=nominees,
        contradicted=contradicted,
        council=council,
        votes=votes[votes["document_no"] != ""],
        decisions=decisions,
        prior_awards=prior,
        has_council=frames.get("reviews/council") is not None,
    ), [*masked, *findings, *doubts, *bare, *silent, *unsettled, *_bare_votes(votes)]


def _sheet_frame(rows: Iterable[Row]) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows of workbooks with the types of the table, personal data in free words masked (P-001)."""
    types = dict(empty_table(NOMINEES).dtypes) | {"row": "float64", "sheet": "str"}
    blank = {name: np.nan if kind == "float64" else "" for name, kind in types.items()}
    whole = [blank | row for row in rows]
    findings: list[Finding] = []
    for row in whole:
        for column in ("position", "achievement"):
            row[column], kinds = mask_personal(str(row[column]))
            if kinds:
                findings.append(_masked(row, column, kinds))
    return pd.DataFrame(whole, columns=list(types)).astype(types), findings


def _masked(row: Mapping[str, object], column: str, kinds: Sequence[str]) -> Finding:
    """What is asked about one cell; the cell itself is not repeated."""
    label = column_of(column, NOMINEES).label
    return Finding(
        severity="question",
        check="personal_data",
        unit_code=str(row["unit_code"]),
        about=f"{row['file']}:{row['sheet']}:{row['row']}:{column}",
        file=str(row["file"]),
        sheet=str(row["sheet"]),
        row=float(str(row["row"])),
        column=column,
        found=", ".join(kinds),
        expected="không ghi thông tin cá nhân",
        message=f"{row['sheet']} dòng {float(str(row['row'])):.0f}, ô “{label}” có "
        f"{', '.join(kinds)}; đã che trong mọi kết quả. Đề nghị xóa khỏi tệp gốc.",
    )


def _received(
    rows: pd.DataFrame, receipts: pd.DataFrame | None, *, as_of: date
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of each unit's last received file, and what is asked about the others (25)."""
    findings: list[Finding] = []
    if receipts is None:
        moments = dict.fromkeys(rows["file"], LAST)
    else:
        ordered = known_by(receipts, as_of, "received_at").sort_values(["received_at", "file"])
        first = ordered.drop_duplicates("file")
        moments = dict(zip(first["file"], first["received_at"], strict=True))
        strange = rows[~rows["file"].isin(set(receipts["file"]))]
        findings += [_not_received(str(file), len(some)) for file, some in strange.groupby("file")]
    known = rows[rows["file"].isin(moments)]
    order = known["file"].map(lambda file: f"{moments[file]} {file}")
    known = known.assign(order=order.astype("str")).sort_values(["order", "sheet", "row"])
    latest = known.groupby("unit_code")["order"].transform("max")
    if receipts is None:
        latest = known["order"]  # without moments no file is later than another
    current = known[known["order"] == latest]
    dropped = known[(known["order"] != latest) & ~known["nominee_id"].isin(current["nominee_id"])]
    findings += [
        Finding(
            severity="question",
            check="nominees_replaced",
            unit_code=str(unit),
            about=str(file),
            file=str(file),
            found=f"{some['nominee_id'].nunique()} tập thể, cá nhân",
            expected="một danh sách của đơn vị",
            message=f"{file}: {some['nominee_id'].nunique()} tập thể, cá nhân không còn trong tệp "
            "đơn vị gửi sau nên không xét. Đơn vị có chủ ý rút đề nghị?",
        )
        for (unit, file), some in dropped.groupby(["unit_code", "file"])
    ]
    return current.drop(columns="order"), findings


def _not_received(file: str, count: int) -> Finding:
    """Proposals in a file that the register of receipts does not know."""
    return Finding(
        severity="error",
        check="nominees_not_received",
        about=file,
        file=file,
        found=f"{count} dòng đề nghị khen thưởng",
        expected="một dòng trong registers/receipts",
        message=f"{file} có {count} dòng đề nghị khen thưởng nhưng không có trong sổ tiếp nhận nên "
        "chưa được xét. Đề nghị bổ sung dòng tiếp nhận nếu đã nhận.",
    )


def _one_each(rows: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[str], list[Finding]]:
    """One row a nominee, the last; who stands in several rows, and whose rows contradict."""
    findings: list[Finding] = []
    contradicted: set[str] = set()
    for person, some in rows.groupby("nominee_id"):
        if len(some) == 1:
            continue
        differs = [column for column in FACTS if some[column].nunique() > 1]
        if differs:
            contradicted.add(str(person))
        last = some.iloc[-1]
        where = ", ".join(f"{number:.0f}" for number in some["row"])
        findings.append(
            Finding(
                severity="error" if differs else "question",
                check="nominee_twice",
                unit_code=str(last["unit_code"]),
                about=str(person),
                file=str(last["file"]),
                sheet=str(last["sheet"]),
                row=float(last["row"]),
                found=f"{len(some)} dòng" + (f", khác nhau ở {', '.join(differs)}" * bool(differs)),
                expected="một dòng",
                message=f"Mã {person} được đề nghị ở {len(some)} dòng ({where}); "
                + (
                    f"các dòng khác nhau ở {', '.join(differs)}. Đề nghị đơn vị xác nhận một dòng."
                    if differs
                    else "chỉ tính một. Đề nghị đơn vị bỏ dòng thừa."
                ),
            )
        )
    once = rows.drop_duplicates("nominee_id", keep="last")
    types = dict(empty_table("nominees").dtypes)
    nominees = once[list(PEOPLE["nominees"].columns)].astype(types)
    findings += _namesakes(nominees)
    return (
        nominees.sort_values("nominee_id", ignore_index=True),
        frozenset(contradicted),
        findings,
    )


def _namesakes(nominees: pd.DataFrame) -> list[Finding]:
    """Two of one name in one unit with different dates of birth: both stay (RELIABILITY 80)."""
    people = nominees[nominees["kind"] == "individual"]
    keys = people.assign(key=people["name"].map(comparison_key))
    return [
        Finding(
            severity="warning",
            check="nominee_namesakes",
            unit_code=str(unit),
            about=", ".join(sorted(some["nominee_id"])),
            file=str(some["file"].iloc[0]),
            row=float(some["row"].iloc[0]),
            found=f"{len(some)} người cùng họ tên, khác ngày sinh",
            expected="mỗi người một lần",
            message=f"{len(some)} cá nhân của đơn vị cùng họ tên, khác ngày sinh (mã "
            f"{', '.join(sorted(some['nominee_id']))}); tính là {len(some)} người. Đề nghị đơn vị "
            "xác nhận.",
        )
        for (unit, _), some in keys.groupby(["unit_code", "key"])
        if len(some) > 1
    ]


def _bare_votes(votes: pd.DataFrame) -> list[Finding]:
    """Votes without the number of their minutes, which are not counted (COUNTING 23)."""
    bare = votes[votes["document_no"] == ""]
    return [
        Finding(
            severity="warning",
            check="review_without_document",
            unit_code=str(unit),
            about=f"reviews/votes:{row:.0f}",
            file="reviews/votes",
            row=float(row),
            column="document_no",
            found="trống",
            expected="số văn bản",
            message=f"reviews/votes, dòng {row:.0f}: không có số văn bản nên không được tính. "
            "Đề nghị bổ sung.",
        )
        for unit, row in zip(bare["unit_code"], bare["row"], strict=True)
    ]
