"""Whether this machine is ready: Python, packages, fonts, folders, language, helpers beside it."""

import locale
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final, Literal

from packaging.requirements import Requirement

from ihanoi_eval.vietnamese import format_count

State = Literal["ok", "warning", "failed"]
MARKS: Final = {"ok": "✓", "warning": "!", "failed": "✗"}
# The letters that no Western font has for sure.
LETTERS: Final = "ĂÂĐÊÔƠƯăâđêôơư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
LEAST_FREE: Final = 2 * 2**30  # [bytes] a full run with all pages takes less than half of it
MOUNTS: Final = Path("/proc/mounts")  # of Linux
NETWORK_SYSTEMS: Final = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "davfs", "fuse.onedrive")
SHOWN: Final = 8  # packages named in one line
COMPILED: Final = ("numpy", "pandas", "scipy", "pyarrow", "duckdb", "lxml", "matplotlib", "docxtpl")
NEVER_PINNED: Final = "ihanoi-eval"
PIN: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)\s*(;.*)?")


@dataclass(frozen=True)
class Answer:
    """What one question to the machine gave: its state, and in words what to do about it."""

    what: str
    state: State
    words: str


def tell(answers: list[Answer]) -> str:
    """All answers, one a line, and whether work can begin."""
    lines = [f"{MARKS[answer.state]} {answer.what}: {answer.words}" for answer in answers]
    failed = sum(answer.state == "failed" for answer in answers)
    verdict = f"chưa dùng được: {failed} mục cần sửa" if failed else "dùng được"
    return "\n".join([*lines, f"Máy này {verdict}"])


def examine(folder: Path, *, root: Path | None = None) -> list[Answer]:
    """Every answer about this machine, for runs below `folder`.

    root: where constraints.txt lies; by default beside the package, else where the user stands, as
    in an unpacked archive. Nothing asks the network.
    """
    places = [root] if root else [Path(__file__).parents[2], Path.cwd()]
    root = next((one for one in places if (one / "constraints.txt").is_file()), places[0])
    questions: tuple[Callable[[], Iterator[Answer]], ...] = (
        _python,
        lambda: _packages(root / "constraints.txt"),
        _imports,
        _fonts,
        lambda: _folders(folder),
        lambda: _network_share(folder),
        _language,
        _time_zone,
        _helpers,
    )
    return [answer for ask in questions for answer in ask()]


def _python() -> Iterator[Answer]:
    """The interpreter's version; an older one than 3.11 does not get here."""
    yield Answer("Python", "ok", ".".join(map(str, sys.version_info[:3])))


def _packages(constraints: Path) -> Iterator[Answer]:
    """Installed packages, also those that others need, against the tested versions.

    Without a list of these, against the least that will do.
    """
    try:
        wanted = [Requirement(line) for line in requires(NEVER_PINNED) or []]
    except PackageNotFoundError:
        wanted = []
    needed = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    pins = pins_of(constraints)
    faults = []
    for one in needed:
        found = _installed(one.name)
        if not found:
            faults.append(f"thiếu {one.name}")
        elif not one.specifier.contains(found, prereleases=True):
            faults.append(f"{one.name} {found}, cần {one.specifier}")
    there = {name: found for name in pins if (found := _installed(name))}
    faults += [
        f"{name} {found}, đã kiểm thử với {pins[name]}"
        for name, found in there.items()
        if found != pins[name]
    ]
    if faults:
        more = f" và {len(faults) - SHOWN} gói khác" if len(faults) > SHOWN else ""
        advice = "cài lại: pip install -c constraints.txt -e ."
        yield Answer("Gói phần mềm", "failed", f"{'; '.join(faults[:SHOWN])}{more}; {advice}")
    elif not needed:
        yield Answer("Gói phần mềm", "warning", "chưa cài bằng pip nên không đối chiếu được")
    else:
        against = "đúng bản đã kiểm thử" if pins else "đủ phiên bản tối thiểu"
        yield Answer("Gói phần mềm", "ok", f"{len(there) or len(needed)} gói {against}")


def _imports() -> Iterator[Answer]:
    """Whether the packages with compiled parts, which break first, can be loaded at all."""
    broken = []
    for name in COMPILED:
        try:
            import_module(name)
        except Exception as error:  # whatever a half-installed package raises
            broken.append(f"{name} ({type(error).__name__}: {str(error)[:80]})")
    if broken:
        advice = "cài lại: pip install --force-reinstall -c constraints.txt -e ."
        yield Answer("Nạp thư viện", "failed", f"{'; '.join(broken)}; {advice}")
    else:
        yield Answer("Nạp thư viện", "ok", f"{len(COMPILED)} thư viện")


def _installed(name: str) -> str:
    """A package's version, empty where it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def pins_of(constraints: Path, finds: Mapping[str, str] | None = None) -> dict[str, str]:
    """The tested version of each package; a line for another Python or system is left out.

    finds: what markers find on another system than this one.
    """
    if not constraints.is_file():
        return {}
    lines = constraints.read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if PIN.fullmatch(line)]
    return {
        _plain(one.name): str(one.specifier).removeprefix("==")
        for one in found
        if one.marker is None or one.marker.evaluate(dict(finds or {}))
    }


def _plain(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _fonts() -> Iterator[Answer]:
    """Whether the font of the charts draws every Vietnamese letter."""
    try:
        from matplotlib.font_manager import findfont, get_font
    except Exception:  # said among the packages that cannot be loaded
        return

    path = findfont("DejaVu Sans")
    glyphs = get_font(path).get_charmap()
    lacking = sorted({letter for letter in LETTERS if ord(letter) not in glyphs})
    name = Path(path).stem
    if lacking:
        advice = "cài lại matplotlib"
        yield Answer("Phông chữ", "failed", f"{name} thiếu {''.join(lacking)[:20]}; {advice}")
    else:
        yield Answer("Phông chữ", "ok", f"{name} có đủ chữ tiếng Việt")


def _folders(folder: Path) -> Iterator[Answer]:
    """Whether the runs' folder and the temporary one can be written, and how much is free."""
    for what, place in (("Thư mục kết quả", folder), ("Thư mục tạm", Path(tempfile.gettempdir()))):
        there = next(path for path in (place, *place.absolute().parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            reason = error.strerror or "lỗi"
            yield Answer(what, "failed", f"{there}: không ghi được ({reason}); chọn nơi khác")
            continue
        free = shutil.disk_usage(there).free
        mebibytes = f"{format_count(free // 2**20)} MB trống"
        if free < LEAST_FREE:
            advice = f"một lần chạy đầy đủ cần {format_count(LEAST_FREE // 2**20)} MB; dọn bớt"
            yield Answer(what, "warning", f"{there}: {mebibytes}; {advice}")
        else:
            yield Answer(what, "ok", f"{there}: ghi được, {mebibytes}")


def _network_share(folder: Path) -> Iterator[Answer]:
    """A warning for a place whose renames are not those of a disk."""
    advice = "tệp có thể bị khóa hoặc đổi giữa chừng; chạy trên ổ đĩa của máy rồi chép kết quả"
    folder = folder.resolve()  # a link, or a letter of Windows, may lead to one
    place = str(folder)
    if place.startswith("\\\\"):
        yield Answer("Ổ đĩa mạng", "warning", f"{place}: {advice}")
    if not MOUNTS.is_file():
        return
    systems = {
        re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1]): fields[2]
        for fields in (line.split() for line in MOUNTS.read_text("utf-8", "replace").splitlines())
    }
    nearest = next((str(one) for one in (folder, *folder.parents)
                    if str(one) in systems), "/")  # fmt: skip
    kind = systems.get(nearest, "")
    if kind.startswith(NETWORK_SYSTEMS):
        yield Answer("Ổ đĩa mạng", "warning", f"{nearest} ({kind}): {advice}")


def _language() -> Iterator[Answer]:
    """Whether names with Vietnamese letters reach the disk and the screen."""
    files = sys.getfilesystemencoding()
    screen = sys.stdout.encoding or locale.getpreferredencoding()
    good = all(name.lower().replace("-", "") == "utf8" for name in (files, screen))
    if good:
        yield Answer("Bảng mã", "ok", "UTF-8")
    else:
        words = f"tên tệp {files}, màn hình {screen}; đặt biến PYTHONUTF8=1 để đọc được tiếng Việt"
        yield Answer("Bảng mã", "warning", words)


def _time_zone() -> Iterator[Answer]:
    """Whether Python knows the campaign's zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        yield Answer("Múi giờ", "failed", "không có Asia/Ho_Chi_Minh; pip install tzdata")
    else:
        yield Answer("Múi giờ", "ok", "Asia/Ho_Chi_Minh")


def _helpers() -> Iterator[Answer]:
    """Programs that nothing here needs, and what they are good for."""
    for what, names, use in (
        ("Trình duyệt", ("chromium", "google-chrome", "chrome", "msedge", "firefox"), "mở trang"),
        ("LibreOffice", ("soffice", "libreoffice"), "mở biểu mẫu và văn bản nếu không có Office"),
    ):
        found = next((name for name in names if shutil.which(name)), None)
        if found is None and os.name == "nt":
            continue  # programs of Windows do not lie on the path
        words = f"có {found}" if found else f"không thấy; chỉ cần để {use}"
        yield Answer(what, "ok", words)
