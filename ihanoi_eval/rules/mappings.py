"""How another system's table is read: where it lies, what its columns, words and dates mean."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import BeforeValidator, field_validator, model_validator

from ihanoi_eval.rules.values import Frozen
from ihanoi_eval.schemas import INPUTS

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
DATABASE = re.compile(r"postgres(ql)?://[^\s]+|\$\{[A-Za-z_][A-Za-z0-9_]*\}")
PASSWORD = re.compile(r"://[^/@:]*:(?!\$\{[A-Za-z_][A-Za-z0-9_]*\}@)[^/@]*@|[?&]password=(?!\$\{)")
TABLE = re.compile(r"[^\W\d]\w{0,62}(\.[^\W\d]\w{0,62})?")
DIRECTIVES = re.compile(r"%[dmYyHIMSpbBfz]|%%|[^%]")
# Moments as numbers: days since 1900, seconds and milliseconds since 1970.
NUMBERED = ("excel", "unix", "unix_ms")
CLOCK = ("%H", "%I")
PROBES = (datetime(2024, 2, 3, 4, 5, 6), datetime(2024, 11, 12, 13, 14, 15))
CLOSED_LISTS = {  # columns that know only these words
    ("platform/accounts", "verified_level"): ("phone", "vneid"),
    ("platform/accounts", "holder"): ("resident", "public_staff", "business", "organisation"),
    ("platform/petitions", "kind"): ("field", "procedure"),
    ("platform/petitions", "status"): ("resolved", "in_progress", "pending", "refused"),
    ("platform/petitions", "on_time"): ("true", "false"),
    ("platform/petitions", "rating"): ("satisfied", "accepted", "dissatisfied"),
}

Word = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class TableSource(Frozen):
    """One input table as another system keeps it; every key left out means as in DESIGN §5.

    path: a file or a folder of Parquet parts, absolute or inside the inputs folder.
    url, table: a PostgreSQL database, secrets as ${NAME} from the environment.
    columns: our column to theirs; constants: our column to the value that every row has.
    words: for one of our columns, their word to ours; capitals and blanks around do not matter.
    dates: how their dates are written, as strptime writes it, or one of NUMBERED; ISO is always
    read.
    zone: what moments without a zone are in. units: whether units stand as codes or as names.
    """

    path: str = ""
    url: str = ""
    table: str = ""
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    words: dict[str, dict[str, Word]] = {}
    dates: tuple[str, ...] = ()
    zone: Literal["local", "utc"] = "local"
    units: Literal["codes", "names"] = "codes"
    delimiter: Literal["comma", "semicolon", "tab", "pipe"] = "comma"
    encoding: Literal["utf-8", "latin-1"] = "utf-8"

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if value and not DATABASE.fullmatch(value):
            raise ValueError("cần địa chỉ dạng postgresql://máy/cơ_sở_dữ_liệu hoặc ${TÊN_BIẾN}")
        if PASSWORD.search(value):
            raise ValueError(
                "không ghi mật khẩu trong tệp; viết ${TÊN_BIẾN} và đặt biến môi trường đó"
            )
        return value

    @field_validator("table")
    @classmethod
    def _check_table(cls, value: str) -> str:
        if value and not TABLE.fullmatch(value):
            raise ValueError("cần tên bảng dạng bảng hoặc lược_đồ.bảng")
        return value

    @field_validator("dates")
    @classmethod
    def _check_dates(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value) & set(NUMBERED)) > 1:
            raise ValueError(f"chỉ giữ một trong {', '.join(NUMBERED)}: số nào cũng đọc được")
        for written in value:
            if written in NUMBERED:
                continue
            parts = set(DIRECTIVES.findall(written))
            is_whole = "".join(DIRECTIVES.findall(written)) == written
            if not is_whole or not (
                "%d" in parts and parts & {"%m", "%b", "%B"} and parts & {"%Y", "%y"}
            ):
                raise ValueError(
                    f"{written!r} không phải cách viết ngày; dùng %d %m %Y, giờ %H:%M:%S, "
                    "ví dụ %m/%d/%Y %I:%M:%S %p, múi giờ %z, hoặc excel, unix, unix_ms nếu là số"
                )
        for first, second in combinations(value, 2):
            if _reads_differently(first, second):
                raise ValueError(
                    f"{first!r} và {second!r} đọc một ngày thành hai ngày khác nhau; giữ một"
                )
        return value

    @model_validator(mode="after")
    def _check_place(self) -> "TableSource":
        if self.url and self.path:
            raise ValueError("có cả path và url; giữ một")
        if bool(self.url) != bool(self.table):
            raise ValueError("url và table đi cùng nhau; thêm khóa còn thiếu")
        return self

    @property
    def separator(self) -> str:
        """What stands between the cells of a CSV file."""
        return DELIMITERS[self.delimiter]

    def theirs(self, column: str) -> str:
        """Their name of one of our columns."""
        return self.columns.get(column, column)


def word_key(text: str) -> str:
    """What makes two writings of a word one: capitals, blanks around and composition do not count.

    Letter by letter, as the counting engine's lower() does it, which knows no final sigma.

    >>> word_key(" Đã Đóng "), word_key("ΚΛΕΙΣΤΟΣ"), word_key("İPTAL")
    ('đã đóng', 'κλειστοσ', 'iptal')
    """
    return "".join(sign.lower()[0] for sign in normalize("NFC", text).strip())


def has_clock(written: str) -> bool:
    """Whether a way to write dates says the hour; without it a limit lasts to its day's end."""
    return any(part in written for part in CLOCK) or written in NUMBERED[1:]


def mapping_faults(name: str, source: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Names in one entry of `sources` that stand for nothing, each with its place below it."""
    if name not in INPUTS:
        yield (), f"không có bảng {name[:40]!r}; chọn trong {', '.join(INPUTS)}"
        return
    ours = INPUTS[name].columns
    for key in ("columns", "constants", "words"):
        group = source.get(key)
        for column in group if isinstance(group, dict) else ():
            if column not in ours:
                yield (key, column), f"bảng {name} không có cột này; các cột: {', '.join(ours)}"
    words = source.get("words")
    constants = source.get("constants")
    for column, meanings in (words if isinstance(words, dict) else {}).items():
        known = CLOSED_LISTS.get((name, column))
        meant = meanings if isinstance(meanings, dict) else {}
        for word, meaning in meant.items():
            if known and meaning and meaning not in known:
                yield ("words", column, word), _choice(meaning, known)
        for first, second in combinations(meant, 2):
            if word_key(first) == word_key(second) and (meant[first] or "") != (
                meant[second] or ""
            ):
                yield ("words", column, second), _two_meanings(first, second)
    for column, value in (constants if isinstance(constants, dict) else {}).items():
        known = CLOSED_LISTS.get((name, column))
        if known and value not in known:
            yield ("constants", column), _choice(value, known)
        if isinstance(source.get("columns"), dict) and column in source["columns"]:
            yield ("constants", column), "cột này đã có trong columns; giữ một"


def _choice(found: object, known: tuple[str, ...]) -> str:
    return f"đang là {str(found)[:40]!r}; chọn trong {', '.join(known)}"


def _two_meanings(first: str, second: str) -> str:
    return (
        f"{first[:40]!r} và {second[:40]!r} là một từ (không kể chữ hoa, dấu cách ở hai đầu) mà có "
        "hai nghĩa; giữ một"
    )


def _reads_differently(first: str, second: str) -> bool:
    """Whether a date written in the first way is another one in the second.

    >>> _reads_differently("%d/%m/%Y", "%m/%d/%Y"), _reads_differently("%d/%m/%Y", "%m/%d/%Y %H:%M")
    (True, False)
    """
    for written, other in ((first, second), (second, first)):
        for probe in PROBES:
            text = probe.strftime(written)
            try:
                read = datetime.strptime(text, other)
            except ValueError:
                continue
            if read != datetime.strptime(text, written):
                return True
    return False
