"""The run's tables as one workbook to count on: a table a sheet, every figure a number."""

import io
from datetime import datetime
from typing import Any, Final

import pandas as pd
import xlsxwriter

from ihanoi_eval.columns import column_of
from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.facts import cut_off_text, rubric_text, table
from ihanoi_eval.reporting.spreadsheets import SAFE, printable, write_cell
from ihanoi_eval.schemas import TABLES
from ihanoi_eval.vietnamese import format_date, format_seal

# In the order in which a list is questioned: who, how many points, from what, why.
SHEETS: Final = {
    "shortlist": "Danh sach",
    "ranking": "Xep hang",
    "points": "Diem",
    "indicators": "Tieu chi",
    "gates": "Dieu kien",
    "reports": "Bao cao",
    "progress": "Tien do",
    "sensitivity": "Do nhay",
    "budget": "Du toan",
    "units": "Don vi",
}
FONT: Final = {"font_name": "Arial", "font_size": 11}  # sans serif, at least 10
AS_WRITTEN: Final = ("code", "flag", "date", "moment")  # as the tables have them, to join by
TOP: Final = 3  # rows above a table: its title, how many there are, where the words are explained


def data_book(evaluation: Evaluation) -> bytes:
    """A workbook with cover, notes and a sheet a table, the same bytes for the same run.

    After the guidance of the UK's Analysis Function on spreadsheets: tables marked as tables, one
    heading row, no merged cells, no empty row or column inside, opened at the first sheet.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **SAFE})
    day = evaluation.as_of
    book.set_properties({
        "title": printable(f"Sổ số liệu – {evaluation.rules.campaign.title}"),
        "created": datetime(day.year, day.month, day.day),
    })  # fmt: skip
    looks = {
        "title": book.add_format({**FONT, "bold": True, "font_size": 14}),
        "line": book.add_format({**FONT, "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**FONT, "bold": True, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({**FONT, "num_format": "@"}),
        "number": book.add_format({**FONT, "num_format": "#,##0.00##"}),
        "count": book.add_format({**FONT, "num_format": "#,##0"}),
        "share": book.add_format({**FONT, "num_format": "0.0%"}),
    }
    _words(book, "Bia", _cover(evaluation), looks)
    _words(book, "Ghi chu", _notes(), looks)
    for name, sheet in SHEETS.items():
        _table(book, sheet, name, table(evaluation, name), looks)
    book.close()
    return stream.getvalue()


def _cover(evaluation: Evaluation) -> list[str]:
    """What the book is, from which run, under which rubric."""
    campaign = evaluation.rules.campaign
    lines = [
        f"Sổ số liệu: {campaign.title}",
        campaign.issuer_name or campaign.issuer,
        f"Lần chạy {evaluation.run_id}; {cut_off_text(evaluation)}; văn bản nhận đến "
        f"{format_date(evaluation.as_of)}.",
        *([f"Mã {format_seal(evaluation.facts['seal'])}."] if "seal" in evaluation.facts else []),
        f"{rubric_text(evaluation)}.",
        f"Sổ có {len(SHEETS)} bảng, mỗi trang tính một bảng: {', '.join(SHEETS.values())}.",
        "Con số trong sổ là số, lấy nguyên từ tables/*.csv của lần chạy; ô trống là không có số.",
    ]
    return [*lines, "SỐ LIỆU GIẢ LẬP, chỉ để xem mẫu."] if evaluation.is_synthetic else lines


def _notes() -> list[str]:
    """What codes in the tables mean."""
    return [
        "Ghi chú",
        "Mã đơn vị là chữ, giữ số 0 ở đầu. Tỷ lệ là phần của 1, hiện theo phần trăm.",
        "Trang Danh sach: award đề nghị, council chờ Hội đồng chọn, reserve dự phòng, on_hold tạm "
        "dừng, not_eligible chưa đủ điều kiện, not_selected ngoài số suất.",
        "Trang Dieu kien: passed đạt, failed không đạt, on_hold tạm dừng, not_checked "
        "chưa xét được.",
        "Trang Tieu chi: measured đo được, missing thiếu, not_applicable không áp dụng.",
        "Trang Do nhay: clear_in chắc chắn trong danh sách, cut_line sát ranh giới, "
        "clear_out ngoài.",
    ]


def _words(book: Any, name: str, lines: list[str], looks: dict[str, Any]) -> None:
    """A sheet of sentences, a row each."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 100)
    sheet.set_paper(9)
    for row, words in enumerate(lines):
        sheet.write_string(row, 0, printable(words), looks["title" if row == 0 else "line"])


def _table(book: Any, name: str, key: str, frame: pd.DataFrame, looks: dict[str, Any]) -> None:
    """One table under its title, marked as a table."""
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, TABLES[key].purpose, looks["title"])
    sheet.write_string(1, 0, "Trang này có một bảng.", looks["line"])
    sheet.write_string(2, 0, "Nghĩa của các mã ở trang Ghi chu.", looks["line"])
    sheet.freeze_panes(TOP + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)
    sheet.add_table(
        *(TOP, 0, TOP + max(1, len(frame)), len(frame.columns) - 1),
        {
            "name": f"bang_{key}",
            "style": "Table Style Light 1",
            "columns": [
                {"header": column_of(column).label, "header_format": looks["head"]}
                for column in frame.columns
            ],
        },
    )
    for place, column in enumerate(frame.columns):
        sheet.set_column(place, place, 16)
        kind = column_of(column).kind
        for row, value in enumerate(frame[column].tolist(), start=TOP + 1):
            write_cell(sheet, row, place, value, "text" if kind in AS_WRITTEN else kind, looks)
