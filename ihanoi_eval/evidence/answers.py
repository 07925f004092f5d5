"""What units answered in words: each answer with where it stands, personal data masked."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.quotable import mask_personal
from ihanoi_eval.evidence.submissions import received_files
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.schemas import empty_table, sort_table

KEY = ["unit_code", "field", "file"]


@dataclass(frozen=True)
class Answers:
    """table: the table `answers`; last: what each unit last wrote, by unit and field."""

    table: pd.DataFrame
    last: Mapping[tuple[str, str], str]
    findings: tuple[Finding, ...]


def read_answers(
    rows: pd.DataFrame, receipts: pd.DataFrame | None, *, campaign: Campaign, as_of: date
) -> Answers:
    """The answers of received files, masked; an answer counts when its file does (COUNTING 25).

    rows: as submissions/answers, with row, sheet and cell. Two texts of one file for one field
    both stand, one after the other.
    """
    received, findings = received_files(rows, receipts, campaign=campaign, as_of=as_of)
    rows = rows[rows["file"].isin(received) & (rows["value"] != "")]
    masked = [mask_personal(text) for text in rows["value"]]
    findings += [
        _question(where, kinds)
        for where, (_, kinds) in zip(rows.to_dict("records"), masked, strict=True)
        if kinds
    ]
    lines = "dòng " + rows["row"].map("{:.0f}".format).astype("str")
    rows = rows.assign(
        value=pd.Series([text for text, _ in masked], index=rows.index, dtype="str"),
        received_at=rows["file"].map(received).astype("str"),
        cell=rows["cell"].where(rows["cell"] != "", lines),
    )
    once = rows.drop_duplicates([*KEY, "value"]).sort_values([*KEY, "value"])
    first = once.groupby(KEY, as_index=False).first()
    texts = once.groupby(KEY)["value"].agg("\n".join)
    frame = first.assign(value=texts.reindex(pd.MultiIndex.from_frame(first[KEY])).to_numpy())
    types = dict(empty_table("answers").dtypes)
    table = sort_table(frame[list(types)].astype(types), "answers")
    ordered = table.sort_values(["received_at", "file"])
    last = zip(ordered["unit_code"], ordered["field"], ordered["value"], strict=True)
    return Answers(table, {(unit, field): text for unit, field, text in last}, tuple(findings))


def _question(row: Mapping[Hashable, str], kinds: tuple[str, ...]) -> Finding:
    """What is asked about one answer; the answer itself is not repeated."""
    file, sheet, field = row["file"], row["sheet"], row["field"]
    where = f"{sheet}!{row['cell']}" if sheet else f"mục {field}"
    return Finding(
        severity="question",
        check="personal_data",
        unit_code=row["unit_code"],
        about=f"{file}:{where}",
        file=file,
        sheet=sheet,
        column=field,
        found=", ".join(kinds),
        expected="không ghi thông tin cá nhân",
        message=f"{file}, {where} có {', '.join(kinds)}; đã che trong mọi kết quả. Đề nghị xóa "
        "khỏi tệp gốc.",
    )
