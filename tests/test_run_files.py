"""A run's folder is found, or refused with what to do; its tables keep their types."""

import pandas as pd
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.run_files import MANIFEST_FILE, files_of_run, find_run, read_run_table


def test_the_latest_run_is_found_from_any_folder_below(tmp_path, monkeypatch):
    """outputs/latest names it, looked for upward from the working directory (DESIGN §6)."""
    run, below = tmp_path / "outputs" / "november", tmp_path / "notebooks" / "deep"
    for folder in (run, below):
        folder.mkdir(parents=True)
    (run / MANIFEST_FILE).write_text("{}", encoding="utf-8")
    (tmp_path / "outputs" / "latest").write_text("november\n", encoding="utf-8")
    monkeypatch.chdir(below)
    assert find_run() == find_run("") == find_run("latest") == run


def test_what_a_crash_leaves_is_no_file_of_a_run_where_a_crash_leaves_it(tmp_path):
    """Beside the run's parts, not in them; what windows and broken writes leave, anywhere."""
    ours = ["html/html.previous/x.html", "html/x.html", "tables/.pages.work/x.csv"]
    left = ["html.previous/x.html", ".pages.work/x.json", "tables/.x.csv.1.part", "html/Thumbs.db"]
    for name in (*ours, *left):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(files_of_run(tmp_path)) == ours


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    """In the words of who has to do something about it (DESIGN §3)."""
    with pytest.raises(DataError, match="không phải thư mục kết quả"):
        find_run(tmp_path)


def test_a_table_is_read_with_the_types_it_had_or_refused(tmp_path):
    """Counts are numbers, codes text; a column of another version is no table of ours."""
    path = tmp_path / "progress.csv"
    head = "unit_code,accounts_new,pace_expected,pace_required,status"
    path.write_text(f"{head}\n00001,12,,3.5,behind\n", encoding="utf-8")
    row = read_run_table(path).iloc[0]
    assert (row["unit_code"], row["accounts_new"], row["pace_required"]) == ("00001", 12.0, 3.5)
    assert pd.isna(row["pace_expected"])
    path.write_text("unit_code,accounts_new\n00001,12\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"progress\.csv: tệp thiếu, hỏng hoặc do phiên bản khác"):
        read_run_table(path)
