"""Phone numbers, identity numbers, mail addresses and names in free text: masked."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.quotable import MASK, mask_personal
from ihanoi_eval.evidence.sources import FREE_WORDS, PERSONAL, Source, row_marks
from ihanoi_eval.schemas import INPUTS
from ihanoi_eval.vietnamese import comparison_key

COLLECTIVE = "collective"
SHARED_WORDS = FREE_WORDS | {"form", "value"}  # an answer in words is a value
TYPED_NUMBERS = ("document_no", "finding_id")  # by which a row is known, the same mask in each
WORD = re.compile(r"(?:[^\W_]|\u200b)+")  # an invisible space parts no name


def without_personal(source: Source) -> Source:
    """The source with personal data in its free text masked, and a question for each such cell."""
    columns = [
        column
        for column in INPUTS[source.name].columns
        if column in TYPED_NUMBERS
        or column_of(column, source.name).kind == "text"
        and column not in (*PERSONAL, *INPUTS[source.name].key)
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


def names_hider(
    read: Mapping[str, Source], from_sheets: Iterable[Mapping[str, object]]
) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What takes the full names of persons proposed or voting out of a table's free words.

    Reasons, results and answers stand on shared pages; who wrote a name into one gets a mask in its
    place, however it is spelt or spaced. Names of one word are left: they are words of the
    language too; so are those of collectives, which are no persons.
    """
    known = {str(row["name"]) for row in from_sheets if row["kind"] != COLLECTIVE}
    if "submissions/nominees" in read:
        sent = read["submissions/nominees"].frame
        known |= set(sent.loc[sent["kind"] != COLLECTIVE, "name"])
    if "reviews/council" in read:
        known |= set(read["reviews/council"].frame["member"])
    names = _by_first_word(known)

    def hide(frame: pd.DataFrame) -> pd.DataFrame:
        words = [name for name in frame if name in SHARED_WORDS and frame[name].dtype == "str"]
        hidden = {str(name): [_without_names(one, names) for one in frame[name]] for name in words}
        columns = {n: pd.Series(v, index=frame.index, dtype="str") for n, v in hidden.items()}
        return frame.assign(**columns)

    return hide


def _by_first_word(names: Iterable[str]) -> dict[str, list[list[str]]]:
    """Names of two words and more as comparison keys, the longest first, by their first word."""
    keys = {tuple(comparison_key(word) for word in WORD.findall(_composed(one))) for one in names}
    found: dict[str, list[list[str]]] = {}
    for name in sorted(keys, key=lambda one: (-len(one), one)):
        if len(name) > 1:
            found.setdefault(name[0], []).append([*name])
    return found


def _without_names(text: str, names: Mapping[str, list[list[str]]]) -> str:
    """The text with a mask for each run of words that is a name, whatever stands between them."""
    text = _composed(text)
    places = [word.span() for word in WORD.finditer(text)]
    keys = [comparison_key(text[start:end]) for start, end in places]
    shown, done, word = "", 0, 0
    while word < len(keys):
        named = names.get(keys[word], ())
        size = next((len(one) for one in named if keys[word : word + len(one)] == one), 0)
        if size:
            shown += text[done : places[word][0]] + MASK
            done = places[word + size - 1][1]
        word += size or 1
    return shown + text[done:]


def _composed(text: str) -> str:
    """The text with each letter and its marks as one sign."""
    return unicodedata.normalize("NFC", text)


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
