"""Where a call may put a folder: under a usable name, over nothing that is somebody else's."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ihanoi_eval.errors import CallError
from ihanoi_eval.evidence.tables import RENAME, holds_tables, is_text, written_name
from ihanoi_eval.rules.extending import holds_rules
from ihanoi_eval.run_files import MANIFEST_FILE

ELSEWHERE: Final = "chọn thư mục khác cho --out"
LONGEST_NAME: Final = 200  # [bytes] a file system takes 255; lock and work folder have longer names


def check_free(out: Path, what: str, strangers: Callable[[Path], list[str]]) -> None:
    """CallError where no folder can stand, or where one stands that is not `what`.

    strangers: the names in a folder that are not of it.
    """
    check_name(out)
    if out.name in ("", "..") or len(out.name.encode()) > LONGEST_NAME:
        raise CallError(f"{str(out)[:80]}: không phải tên thư mục dùng được; {ELSEWHERE}")
    try:
        if out.is_symlink():
            raise CallError(f"{out}: là một liên kết; {ELSEWHERE}")
        if out.exists() and not out.is_dir():
            raise CallError(f"{out}: là một tệp; {ELSEWHERE}")
        above = next(parent for parent in out.parents if parent.exists())
        if not above.is_dir():
            raise CallError(f"{out}: {above} là một tệp; {ELSEWHERE}")
        foreign = strangers(out) if out.is_dir() else []
    except OSError:
        raise CallError(f"{str(out)[:80]}: không mở được; {ELSEWHERE}") from None
    if foreign:
        named = ", ".join(foreign[:3])
        raise CallError(f"{out}: đã có nội dung không phải {what} ({named}); {ELSEWHERE}")


def check_name(folder: Path) -> None:
    """CallError where the way to a folder leads through a name that no manifest could hold."""
    if not is_text(folder.resolve()):
        raise CallError(f"{written_name(folder)}: {RENAME}")


def check_apart(out: Path, *, may_be_inputs: bool = False) -> None:
    """CallError for a place inside somebody's inputs, or, but for inputs, inside rules or a run."""
    place = out.resolve()
    for folder in (place, *place.parents):
        holds_inputs = holds_tables(folder) or (folder / "submissions").is_dir()
        inside = [
            ("một kết quả", (folder / MANIFEST_FILE).is_file()),
            ("quy định của một đợt", holds_rules(folder) and not may_be_inputs),
            ("số liệu", holds_inputs and not (may_be_inputs and folder == place)),
        ]
        for what, is_inside in inside:
            if is_inside:
                raise CallError(f"{out}: nằm trong thư mục {what} ({folder}); {ELSEWHERE}")


def all_but_marked(mark: str) -> Callable[[Path], list[str]]:
    """For check_free: everything in a folder, where no file of that name says that it is ours."""
    return lambda folder: (
        [] if (folder / mark).is_file() else sorted(path.name for path in folder.iterdir())
    )
