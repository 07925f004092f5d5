"""A campaign folder to fill in: rules that load as they stand, with units to be replaced."""

import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from ihanoi_eval.errors import CallError
from ihanoi_eval.files import write_whole

TEMPLATES = files("ihanoi_eval").joinpath("builtin", "new-campaign")
PLAIN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
REPORT_DAYS = timedelta(days=9)  # from the close to the last day of a report


def new_campaign(folder: Path, *, with_districts: bool, today: date | None = None) -> Path:
    """What to read first of a new campaign over the month after `today`, written into the folder.

    CallError where something lies there already, or where no campaign can have the folder's name.
    """
    code = folder.resolve().name
    if not PLAIN_CODE.fullmatch(code):
        raise CallError(
            f"{folder}: tên thư mục là mã của đợt, chỉ gồm chữ không dấu, số, gạch nối; "
            "ví dụ params/da-nang-2026-03"
        )
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise CallError(f"{folder}: đã có nội dung; chọn một thư mục mới")
    today = today or date.today()
    start = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    close = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    filled = {
        "code": code,
        "start": start.isoformat(),
        "close": close.isoformat(),
        "deadline": (close + REPORT_DAYS).isoformat(),
    }
    is_made = not folder.exists()
    try:
        for kind in ("common", "districts" if with_districts else "flat"):
            for template in sorted(TEMPLATES.joinpath(kind).iterdir(), key=lambda one: one.name):
                text = template.read_text(encoding="utf-8")
                if template.name == "campaign.yaml":
                    for name, value in filled.items():
                        text = text.replace(f"{{{name}}}", value)
                write_whole(folder / template.name, text.encode())
        (folder / "inputs").mkdir(exist_ok=True)
    except BaseException:  # half a campaign would be in the way of the next call
        for path in folder.glob("*"):
            path.unlink()
        if is_made and folder.exists():
            folder.rmdir()
        raise
    return folder / "README.md"
