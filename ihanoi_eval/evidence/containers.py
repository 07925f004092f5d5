"""Whether a file may be opened as a workbook at all: what it is, how large, what else is in it."""

import io
import re
import zipfile
import zlib
from typing import Final

LARGEST_FILE: Final = 10 * 2**20  # [bytes] a filled-in workbook has 20 KB
LARGEST_UNZIPPED: Final = 100 * 2**20
LARGEST_RATIO: Final = 100  # of a part above 1 MB; an ordinary sheet is packed 10 to 1
RATIO_FROM: Final = 2**20
MOST_PARTS: Final = 1_000

OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")  # .xls, and every workbook under a password
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
ACTIVE: Final = {  # parts that do something, or bring something from elsewhere
    "vbaproject": "macro",
    "macrosheets/": "macro",
    "dialogsheets/": "macro",
    "externallinks/": "liên kết tới tệp khác",
    "connections.xml": "kết nối dữ liệu ngoài",
    "querytables/": "kết nối dữ liệu ngoài",
    "embeddings/": "đối tượng nhúng",
    "activex/": "điều khiển ActiveX",
}
WORKBOOK: Final = "xl/workbook.xml"
CONTENT_TYPES: Final = "[Content_Types].xml"
SAVE_AS: Final = "mở bằng Excel, chọn Lưu thành (Save As), dạng Excel Workbook (.xlsx)"
DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
STRICT: Final = b"http://purl.oclc.org/ooxml/"  # the spaces of another kind of .xlsx
MARKUP: Final = (".xml", ".rels", ".vml")


class Refusal(Exception):
    """Why a file is not opened: the name of the check, and what to do, in Vietnamese."""

    def __init__(self, check: str, message: str) -> None:
        """Keep both, so that they travel to a finding."""
        super().__init__(check, message)
        self.check = check
        self.message = message


def check_container(data: bytes) -> None:
    """Nothing, if the bytes are an ordinary .xlsx of bounded size; a Refusal that says why not."""
    if not data:
        raise Refusal("file_unreadable", "Tệp rỗng. Đề nghị gửi lại.")
    if len(data) > LARGEST_FILE:
        raise too_large(len(data))
    if not data.startswith(b"PK"):
        raise _other_format(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(parts)
            _check_bytes(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise broken() from None


def too_large(size: int) -> Refusal:
    """A file above the limit; nobody opens it."""
    return Refusal(
        "file_too_large",
        f"Tệp {size / 2**20:.0f} MB, quá {LARGEST_FILE // 2**20} MB. Đề nghị bỏ ảnh, trang thừa "
        "rồi gửi lại.",
    )


def broken() -> Refusal:
    """A file that is damaged."""
    return Refusal(
        "file_unreadable",
        f"Tệp bị hỏng hoặc chưa tải về hết. Đề nghị {SAVE_AS}, gửi lại.",
    )


def _other_format(data: bytes) -> Refusal:
    """What a file without the mark of a zip is."""
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return Refusal(
                "file_encrypted", "Tệp đặt mật khẩu. Đề nghị bỏ mật khẩu mở tệp, lưu rồi gửi lại."
            )
        return _wrong("Excel đời cũ (.xls)")
    start = data[:4096].lower()
    if b"<html" in start or b"<table" in start or b"<!doctype html" in start:
        return _wrong("trang web (HTML) mang đuôi Excel")
    if b"excel.sheet" in start or b"office:spreadsheet" in start:
        return _wrong("Excel XML 2003")
    if start.startswith(b"%pdf"):
        return Refusal("file_other_format", "Tệp là PDF. Đề nghị gửi tệp Excel theo biểu mẫu.")
    if _looks_like_text(data):
        return Refusal(
            "file_other_format",
            "Tệp là văn bản CSV mang đuôi .xlsx. Đề nghị nhập vào biểu mẫu Excel rồi gửi lại, hoặc "
            f"{SAVE_AS}.",
        )
    return broken()


def _wrong(format_name: str) -> Refusal:
    """A known format that is not ours."""
    return Refusal("file_other_format", f"Tệp là {format_name}. Đề nghị {SAVE_AS}, gửi lại.")


def _looks_like_text(data: bytes) -> bool:
    """Whether the bytes are lines of text with separators."""
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        try:
            text = data[:4096].decode(encoding, errors="strict" if len(data) <= 4096 else "ignore")
        except ValueError:
            continue
        if "\x00" not in text and any(mark in text for mark in (",", ";", "\t")):
            return all(letter.isprintable() or letter in "\r\n\t" for letter in text)
    return False


def _check_parts(parts: zipfile.ZipFile) -> None:
    """Refuse by the names and declared sizes alone, before anything is unpacked."""
    infos = parts.infolist()
    names = [info.filename for info in infos]
    if "mimetype" in names or "content.xml" in names:
        raise _wrong("OpenDocument (.ods)")
    if "xl/workbook.bin" in names:
        raise _wrong("Excel nhị phân (.xlsb)")
    if "word/document.xml" in names:
        raise Refusal("file_other_format", "Tệp là Word. Đề nghị gửi tệp Excel theo biểu mẫu.")
    if CONTENT_TYPES not in names or WORKBOOK not in names:
        raise broken()
    folded = [name.casefold() for name in names]
    climbs = any(".." in re.split(r"[/\\]", name) or name[:1] in ("/", "\\") for name in names)
    if len(set(folded)) < len(folded) or climbs:
        raise broken()
    if any(info.flag_bits & 1 for info in infos):
        raise Refusal(
            "file_encrypted", "Tệp đặt mật khẩu. Đề nghị bỏ mật khẩu mở tệp, lưu rồi gửi lại."
        )
    swollen = [
        info
        for info in infos
        if info.file_size > RATIO_FROM
        and info.file_size > LARGEST_RATIO * max(1, info.compress_size)
    ]
    if len(infos) > MOST_PARTS or sum(i.file_size for i in infos) > LARGEST_UNZIPPED or swollen:
        raise Refusal(
            "file_too_large",
            "Tệp khi giải nén quá lớn so với một báo cáo nên không mở. Đề nghị chép số liệu vào "
            "biểu mẫu mới rồi gửi lại.",
        )
    for mark, what in ACTIVE.items():
        if any(mark in name for name in folded):
            raise _active(what)


def _check_bytes(parts: zipfile.ZipFile) -> None:
    """Refuse damaged parts, macros by their type, and markup that defines entities."""
    for info in parts.infolist():
        with parts.open(info) as part:  # as far as it says it goes, where its sum is compared:
            content = part.read(max(1, info.file_size))  # read() would unpack what a liar packed
        if not info.filename.lower().endswith(MARKUP):
            continue
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:4]:
            raise broken()
        if DECLARES.search(content):
            raise Refusal(
                "file_active",
                f"Tệp có khai báo XML lạ nên không mở. Đề nghị {SAVE_AS}, gửi lại.",
            )
        if info.filename == WORKBOOK and STRICT in content:
            raise _wrong("Strict Open XML")
        if info.filename == CONTENT_TYPES and re.search(rb"(?i)macroenabled|vbaproject", content):
            raise _active("macro")


def _active(what: str) -> Refusal:
    """A workbook that does more than hold figures."""
    return Refusal(
        "file_active",
        f"Tệp có {what} nên không mở. Đề nghị chép số liệu vào biểu mẫu mới rồi gửi lại.",
    )
