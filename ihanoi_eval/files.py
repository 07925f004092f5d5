"""Bytes reach the disk whole or not at all; an old run is replaced only by a complete new one."""

import csv
import errno
import hashlib
import math
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pandas as pd
from filelock import FileLock, Timeout

from ihanoi_eval.errors import DataError, MachineError

NEEDED: Final = 256 * 2**20  # [bytes] a city's run with the page of every unit takes half of it
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
# Names that Windows keeps for devices: a file called CON.html cannot be opened there.
_DEVICES: Final = re.compile(r"(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]")
# What a spreadsheet would compute, not show: at the start of a cell, or of what becomes a cell
# where a semicolon or a tab parts cells, for quotes then hold no cell together.
_FORMULA: Final = r"'*[=+\-@\t\r＝＋－＠]"
_HOLDS_FORMULA: Final = rf"(?:^|[;\t\n\r]){_FORMULA}"
_HOLDS_MARK: Final = rf"(?:^|[;\t\n\r])'{_FORMULA}"
_BEFORE_FORMULA: Final = re.compile(rf"(?:^|(?<=[;\t\n\r]))(?={_FORMULA})")
_MARK: Final = re.compile(rf"(?:^|(?<=[;\t\n\r]))'(?={_FORMULA})")
_NEEDS_QUOTES: Final = re.compile(r'[,"\r\n]')

_WHAT_TO_DO: Final = {
    errno.ENOSPC: "đĩa đã đầy; giải phóng dung lượng rồi chạy lại",
    errno.EDQUOT: "hết hạn mức dung lượng; giải phóng dung lượng rồi chạy lại",
    errno.EACCES: "không có quyền ghi, hoặc một tệp ở đó đang mở; đóng tệp, xin quyền hoặc chọn "
    "thư mục khác",
    errno.EPERM: "không có quyền ghi; xin quyền hoặc chọn thư mục khác",
    errno.ENAMETOOLONG: "tên quá dài; chọn tên ngắn hơn",
    errno.ENOTDIR: "đường dẫn đi qua một tệp; chọn thư mục khác",
    errno.EROFS: "nơi này chỉ cho đọc; chọn thư mục khác",
}


def write_whole(path: Path, data: bytes) -> None:
    """The file holds all of `data`, or still what it held before, whatever happens in between.

    MachineError where the disk refuses; the folder is made if it is not there.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _disk_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        _flush(path.parent)


def publish_folder(work: Path, final: Path) -> None:
    """The folder `work` stands at `final`, whole; the old one is gone only after that.

    In between the old one is whole at `<name>.previous`, where restore_previous finds it.
    """
    with _disk_faults(final):
        for path in (*work.rglob("*"), work):
            _flush(path)
        restore_previous(final)
        previous = _previous(final)
        if final.exists():
            os.rename(final, previous)
        try:
            os.rename(work, final)
        except OSError:
            restore_previous(final)
            raise
        _flush(final.parent)
        restore_previous(final)


@contextmanager
def made_whole(final: Path) -> Iterator[Path]:
    """A place beside `final` for a folder that takes its place at the end, whole.

    After a fault nothing of it is left and `final` is as it was; what a kill leaves there is gone
    with the next call. Who may not be alone asks for the lock first.
    """
    work = final.with_name(f".{final.name}.work")
    shutil.rmtree(work, ignore_errors=True)
    try:
        yield work
        publish_folder(work, final)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_replaceable(final: Path) -> None:
    """MachineError, before any work is done, where publish_folder could not end well.

    Too little space; a place that cannot be written; on Windows, a file of the folder that is open.
    """
    with _disk_faults(final):
        there = next(path for path in final.absolute().parents if path.exists())
        free = shutil.disk_usage(there).free
        if free < NEEDED:
            raise MachineError(
                f"{final}: đĩa còn {free // 2**20} MB trống, cần ít nhất {NEEDED // 2**20} MB; "
                "giải phóng dung lượng rồi chạy lại"
            )
        if final.exists():
            os.rename(final, _previous(final))
            os.rename(_previous(final), final)


def restore_previous(final: Path) -> None:
    """The folder that a crash left at `<name>.previous` is back, or gone if a newer one stands."""
    previous = _previous(final)
    if not previous.exists():
        return
    with _disk_faults(final):
        if final.exists():
            shutil.rmtree(previous)
        else:
            os.rename(previous, final)
            _flush(final.parent)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else works on the folder meanwhile; MachineError at once if somebody does.

    The lock lies beside the folder, because the folder itself is replaced, and falls with the
    process that holds it. Afterwards nothing of it is left, nor a folder that was made for it.
    Through a link, or from inside, it is the same lock.
    """
    with _disk_faults(folder):
        folder = folder.resolve()
        lock_path = folder.with_name(f".{folder.name}.lock")
        holder_path = folder.with_name(f".{folder.name}.holder")
        made = [path for path in (folder.parent, *folder.parent.parents) if not path.exists()]
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_path, timeout=0)
        try:
            _acquire(lock, lock_path)
        except Timeout:
            raise MachineError(
                f"{folder}: đang được {_holder(holder_path)} sử dụng; chờ xong rồi chạy lại"
            ) from None
        except PermissionError:
            if not lock_path.exists():
                raise  # the folder around it may not be written
            raise MachineError(
                f"{folder}: khóa do {_holder(holder_path)}, của người dùng khác, đang giữ hoặc đã "
                f"bỏ lại; tiến trình đó không còn thì xóa tệp ẩn {lock_path} (hoặc nhờ chủ tệp xóa)"
                " rồi gõ lại"
            ) from None
    try:
        write_whole(
            holder_path, f"tiến trình {os.getpid()} trên máy {socket.gethostname()}".encode()
        )
        yield
    finally:
        holder_path.unlink(missing_ok=True)
        with suppress(OSError):  # Windows keeps a file that is open; filelock removes it there
            lock_path.unlink(missing_ok=True)
        lock.release()
        with suppress(OSError):  # from the deepest up, until one holds something
            for path in made:
                path.rmdir()


def _acquire(lock: FileLock, path: Path) -> None:
    """The lock of the file that lies at `path`, not of one that its last holder has just removed.

    Two runs would otherwise hold two files of one name. Timeout where somebody holds it;
    PermissionError where a file of another user stands there and nobody can tell.
    """
    while True:
        try:
            lock.acquire()
        except PermissionError:
            if not _is_removed(path):
                raise
            continue
        held = lock._context.lock_file_fd
        try:
            if held is None or os.path.samestat(os.fstat(held), os.stat(path)):
                return
        except FileNotFoundError:
            pass
        lock.release()


def _is_removed(path: Path) -> bool:
    """Whether a lock file that may only be read is gone now, because nobody held it any more.

    Timeout where somebody does; a file of another user is read and locked where none may be made.
    """
    try:
        import fcntl  # not everywhere; filelock itself tells the two apart there

        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                path.unlink()
    except BlockingIOError:
        raise Timeout(str(path)) from None
    except FileNotFoundError:
        return os.access(path.parent, os.W_OK)  # its holder was faster
    except (ImportError, OSError):
        return False
    return True


def safe_name(code: str) -> str:
    """A file name for a code: no way out of the folder, no two codes with one name.

    >>> safe_name("00061"), safe_name("../../x")
    ('00061', 'x-9cdf6a5010')
    """
    if _PLAIN_NAME.fullmatch(code) and not _DEVICES.fullmatch(code):
        return code
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", code).strip("-_")[:40]
    digest = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain}-{digest}".removeprefix("-")


def to_csv_bytes(frame: pd.DataFrame) -> bytes:
    """The table as the same bytes everywhere: UTF-8, \\n, whole numbers without .0, missing empty.

    Rows and columns stay in the order given; every number reads back as itself.

    >>> to_csv_bytes(pd.DataFrame({"unit_code": ["001"], "value": [2.0], "share": [0.1]}))
    b'unit_code,value,share\\n001,2,0.1\\n'
    """
    columns = [_column_texts(frame[name]) for name in frame.columns]
    lines = [",".join(_quoted(str(name)) for name in frame.columns)]
    # A row of one empty cell is "", because an empty line is no row.
    lines += (",".join(cells) or '""' for cells in zip(*columns, strict=True))
    return ("\n".join(lines) + "\n").encode()


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before every text, or part of one, that would be computed.

    >>> without_formulas(pd.DataFrame({"note": ["=1+1", "–", "a;=1+1"]}))["note"].tolist()
    ["'=1+1", '–', "a;'=1+1"]
    """
    return _with_texts(frame, _HOLDS_FORMULA, lambda text: _BEFORE_FORMULA.sub("'", text))


def with_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """The table as it was before without_formulas.

    >>> with_formulas(pd.DataFrame({"note": ["'=1+1", "'tốt'"]}))["note"].tolist()
    ['=1+1', "'tốt'"]
    """
    return _with_texts(frame, _HOLDS_MARK, lambda text: _MARK.sub("", text))


def _with_texts(frame: pd.DataFrame, pattern: str, change: Callable[[str], str]) -> pd.DataFrame:
    """The table with the texts changed of columns where the pattern is found at all."""
    changed = {}
    for name in frame.columns:
        values = frame[name]
        if values.dtype.kind not in "fiu" and values.str.contains(pattern).any():
            texts = [change(text) for text in values.tolist()]
            changed[name] = pd.Series(texts, index=frame.index, dtype="str")
    return frame.assign(**changed)


def read_csv_text(path: Path) -> pd.DataFrame:
    """The table as it is written, every cell as text, 001 and NA included.

    DataError names the line where a row is longer or shorter than the heading.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            heading = next(reader, [])
            rows = [_row(row, heading, path, reader.line_num) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"{path}: không phải CSV mã hóa UTF-8 ({error}); lưu lại rồi nộp"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: không đọc được ({error.strerror}); kiểm tra tệp") from error
    if not heading or len(set(heading)) < len(heading):
        raise DataError(f"{path}: dòng 1: tiêu đề trống hoặc trùng tên cột {heading}")
    return pd.DataFrame(rows, columns=heading, dtype="str")


def _row(row: list[str], heading: list[str], path: Path, line: int) -> list[str]:
    """The row itself, if it has a cell for each column."""
    if len(row) != len(heading):
        raise DataError(f"{path}: dòng {line}: có {len(row)} ô, tiêu đề có {len(heading)}")
    return row


def _column_texts(values: "pd.Series[Any]") -> list[str]:
    """The cells of a column as they stand in the file."""
    write: Callable[[Any], str] = _number if values.dtype.kind in "fiu" else _quoted
    return [write(value) for value in values.tolist()]


def _number(value: float) -> str:
    """The shortest digits that read back as the same number; nothing for a missing one."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value % 1 == 0 else repr(value)


def _quoted(text: str) -> str:
    """A cell, in quotes only where it needs them."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _previous(final: Path) -> Path:
    """Where the old folder waits while the new one takes its place."""
    return final.with_name(f"{final.name}.previous")


def _holder(path: Path) -> str:
    """Who holds a lock, in words."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:  # between the lock and the note about it
        return "một tiến trình khác"


def _flush(path: Path) -> None:
    """The bytes of a file or the names in a folder are on the disk, not only on their way."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened, nor a file flushed that is open for reading
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk_faults(path: Path) -> Iterator[None]:
    """What the disk refuses, said as MachineError."""
    try:
        yield
    except OSError as error:
        advice = _WHAT_TO_DO.get(error.errno or 0, f"không ghi được ({error.strerror})")
        raise MachineError(f"{path}: {advice}") from error
