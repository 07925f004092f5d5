"""Phone numbers, identity numbers and mail addresses in free text: masked, and asked about."""

import re
from dataclasses import replace

import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.sources import PERSONAL, Source, row_marks
from ihanoi_eval.schemas import INPUTS

MASK = "***"
PATTERNS = {  # the longer first: twelve digits are no phone number
    "địa chỉ thư điện tử": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "số căn cước": re.compile(r"(?<![\d.,/-])0\d{11}(?![\d/-])"),
    "số điện thoại": re.compile(
        r"(?<![\d.,/+-])(?:\+?84|0)(?:[ .-]?[235789])(?:[ .-]?\d){8}(?:\d)?(?![\d/]|[.,-]\d)"
    ),
}


def mask_personal(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with personal data masked, and what kinds there were (P-001).

    >>> mask_personal("gọi 0912 345 678 hoặc a.b@hanoi.gov.vn")
    ('gọi *** hoặc ***', ('địa chỉ thư điện tử', 'số điện thoại'))
    >>> mask_personal("Công văn 123/UBND ngày 30/11/2024, 1.234.567 đồng")
    ('Công văn 123/UBND ngày 30/11/2024, 1.234.567 đồng', ())
    """
    kinds: list[str] = []
    for kind, pattern in PATTERNS.items():
        text, count = pattern.subn(MASK, text)
        if count:
            kinds.append(kind)
    return text, tuple(kinds)


def without_personal(source: Source) -> Source:
    """The source with personal data in its free text masked, and a question for each such cell."""
    columns = [
        column
        for column in INPUTS[source.name].columns
        if column_of(column, source.name).kind == "text"
        and column not in (*PERSONAL, *INPUTS[source.name].key, "document_no")
    ]
    frame = source.frame.copy()
    findings: list[Finding] = []
    for column in columns:
        masked = [mask_personal(str(text)) for text in frame[column]]
        frame[column] = pd.Series([text for text, _ in masked], index=frame.index, dtype="str")
        findings += [
            _question(source, column, row, kinds)
            for row, (_, kinds) in zip(frame["row"], masked, strict=True)
            if kinds
        ]
    rejected = source.rejected.assign(
        reason=source.rejected["reason"].map(lambda text: mask_personal(text)[0]).astype("str"),
        values=source.rejected["values"].map(lambda text: mask_personal(text)[0]).astype("str"),
    )
    marks = dict(zip(frame["row"], row_marks(frame), strict=True))
    findings = [
        replace(one, about=f"{source.name}:{marks[one.row]}:{one.column}") for one in findings
    ]
    shown = tuple(replace(one, message=mask_personal(one.message)[0]) for one in source.findings)
    return replace(source, frame=frame, rejected=rejected, findings=(*shown, *findings))


def _question(source: Source, column: str, row: float, kinds: tuple[str, ...]) -> Finding:
    """What is asked about one cell; the cell itself is not repeated."""
    label = column_of(column, source.name).label
    return Finding(
        severity="question",
        check="personal_data",
        file=source.file,
        row=row,
        column=column,
        found=", ".join(kinds),
        expected="không ghi thông tin cá nhân",
        message=f"{source.file} dòng {row:.0f}, ô “{label}” có {', '.join(kinds)}; đã che trong "
        "mọi kết quả. Đề nghị xóa khỏi tệp gốc.",
    )
