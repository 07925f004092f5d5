"""A run's folder: what its files are called, where it is, its tables with the types they had."""

import re
from contextlib import suppress
from pathlib import Path

import pandas as pd

from ihanoi_eval.columns import column_of
from ihanoi_eval.errors import DataError
from ihanoi_eval.files import read_csv_text, with_formulas
from ihanoi_eval.schemas import check_table, empty_table

RULES_FILE, MANIFEST_FILE, TABLES_FOLDER = "rules.json", "manifest.json", "tables"
PEOPLE_FOLDER = "nominees"  # names of persons: for documents alone
SIGN_OFFS_FILE, ACCOUNT_FILE = "sign_offs.csv", "batch.json"
LATEST = "latest"
# What a crash leaves beside a run's parts, and what it or the machine's own windows leave anywhere.
LEFT_BESIDE = re.compile(
    r"(notebooks|html|documents)\.previous|\.(notebooks|html|documents|pages)\.work"
)
LEFT_ANYWHERE = re.compile(r"\..*\.part|\.ipynb_checkpoints|\.DS_Store|Thumbs\.db|desktop\.ini")
NUMERIC = ("count", "number", "share", "points")


def files_of_run(folder: Path) -> list[str]:
    """Every file of a run folder by its path in it; what a crash or the machine left is none."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or not path.is_dir()) and not is_left(path.relative_to(folder))
    ]


def is_left(path: Path) -> bool:
    """Whether a path in a run is what a crash or the machine left there, and no part of the run."""
    beside, *_ = path.parts
    return bool(LEFT_BESIDE.fullmatch(beside)) or any(map(LEFT_ANYWHERE.fullmatch, path.parts))


def find_run(run: str | Path | None = None) -> Path:
    """The folder of a run; outputs/latest is looked for from the working directory upward."""
    name = str(run or LATEST)
    if name != LATEST:
        folder = Path(name)
        with suppress(OSError, ValueError):  # a name that no folder can have
            if (folder / MANIFEST_FILE).is_file():
                return folder
        raise DataError(f"{name}: không phải thư mục kết quả; chạy ihanoi-eval run trước")
    here = Path.cwd()
    for parent in (here, *here.parents):
        pointer = parent / "outputs" / LATEST
        if pointer.is_file():
            return find_run(pointer.parent / pointer.read_text("utf-8", "replace").strip())
    raise DataError("chưa có kết quả nào ở outputs/latest; chạy ihanoi-eval demo hoặc run trước")


def read_run_table(path: Path) -> pd.DataFrame:
    """A saved table with the types it had."""
    name = path.stem
    try:
        frame = read_csv_text(path)
        columns = empty_table(name).columns
        numeric = [one for one in columns if column_of(one, name).kind in NUMERIC]
        numbers = {
            column: pd.Series(
                [float(cell or "nan") for cell in frame[column].tolist()], dtype="float64"
            )
            for column in numeric
        }
        return check_table(with_formulas(frame.assign(**numbers)), name)
    except (DataError, KeyError, ValueError):
        raise unusable(path) from None


def unusable(path: Path) -> DataError:
    """The fault of a file of a run, and what to do."""
    return DataError(
        f"{path}: tệp thiếu, hỏng hoặc do phiên bản khác ghi; chạy lại ihanoi-eval run"
    )
